"""Stretches between examinations: closed ones are measured, the open one has a clock, unknown ends are left alone."""

import pytest

from dangyuan_flow.domain.derived.stretches import longest, longest_between_reports, running_since
from tests.unit.invented import Given, day, facts


def gap(**recorded: Given) -> int | None:
    return longest(facts(**recorded))[0]


def test_a_branch_that_examines_each_midyear_and_years_end_is_never_accused() -> None:
    months = gap(
        activist_on="2024-03-20",
        examined_on=("2024-06-30", "2024-12-31"),
        candidate_listed_on="2025-06-10",
    )
    assert months == 7


def test_the_longest_stretch_is_told_with_both_its_ends() -> None:
    f = facts(activist_on="2024-01-10", examined_on=("2024-06-30", "2025-03-31"), candidate_listed_on="2025-04-10")
    assert longest(f) == (10, day("2024-06-30"), day("2025-03-31"))
    assert f.examination_longest_gap_months_begun == 10
    assert (f.examination_gap_from, f.examination_gap_to) == (day("2024-06-30"), day("2025-03-31"))


def test_a_stretch_of_seven_months_and_a_day_is_eight_begun() -> None:
    assert gap(activist_on="2024-01-10", examined_on=("2024-08-10",)) == 7
    assert gap(activist_on="2024-01-10", examined_on=("2024-08-11",)) == 8


def test_the_listing_closes_the_last_stretch() -> None:
    assert gap(activist_on="2024-01-10", candidate_listed_on="2025-01-10") == 12


def test_what_was_examined_before_the_decision_or_after_the_listing_does_not_count() -> None:
    months = gap(
        activist_on="2024-01-10",
        examined_on=("2023-12-31", "2024-06-30", "2026-01-01"),
        candidate_listed_on="2025-01-10",
    )
    assert months == 7


@pytest.mark.parametrize(
    ("ends", "months"),
    [
        ({"ended_on": "2024-05-10"}, 4),
        ({"transferred_out_on": "2024-05-10"}, 4),
        ({"transferred_out_on": "2024-05-10", "ended_on": "2025-05-10"}, 4),
        ({"transferred_out_on": "2025-05-10", "ended_on": "2024-05-10"}, 4),
    ],
)
def test_the_dossiers_end_or_the_transfer_out_closes_it_whichever_came_first(ends: dict[str, str], months: int) -> None:
    assert gap(activist_on="2024-01-10", **ends) == months


def test_without_a_known_end_nothing_is_measured() -> None:
    assert gap(activist_on="2024-01-10") is None
    assert longest(facts()) == (None, None, None)


def test_a_listing_known_only_by_its_bound_closes_nothing() -> None:
    assert gap(activist_on="2024-01-10", admission_met_on="2026-01-10") is None
    assert gap(activist_on="2024-01-10", examined_on=("2024-05-01",), admission_met_on="2026-01-10") == 4


def test_an_unknown_start_leaves_the_first_stretch_alone() -> None:
    assert gap(examined_on=("2024-06-30",), candidate_listed_on="2024-09-30") == 3
    assert gap(candidate_listed_on="2024-09-30") is None


def test_a_listing_before_the_decision_is_no_stretch() -> None:
    assert gap(activist_on="2025-01-10", candidate_listed_on="2024-01-10") is None


def test_the_open_stretch_runs_from_the_last_examination() -> None:
    assert running_since(facts(activist_on="2026-01-10")) == day("2026-01-10")
    f = facts(activist_on="2026-01-10", examined_on=("2026-06-30", "2025-12-01"))
    assert running_since(f) == day("2026-06-30")
    assert f.examination_due_on == day("2026-12-30")
    assert f.examination_limit_on == day("2027-01-30")


@pytest.mark.parametrize(
    "over",
    ["candidate_listed_on", "ended_on", "transferred_out_on", "archived_on", "prereviewed_on"],
)
def test_no_clock_runs_for_who_is_listed_or_gone(over: str) -> None:
    assert running_since(facts(activist_on="2024-01-10", **{over: "2025-06-01"})) is None


def test_no_clock_runs_before_the_decision() -> None:
    assert running_since(facts(applied_on="2024-01-10", examined_on=("2024-06-30",))) is None


def test_reports_are_measured_from_the_decision_on() -> None:
    f = facts(activist_on="2024-01-10", reported_on=("2023-06-01", "2024-04-10", "2024-08-11"))
    assert longest_between_reports(f) == 5
    assert longest_between_reports(facts(activist_on="2024-01-10")) is None
    closed = facts(activist_on="2024-01-10", reported_on=("2024-04-10",), candidate_listed_on="2025-01-10")
    assert longest_between_reports(closed) == 9
