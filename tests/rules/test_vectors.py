"""The vectors that the trade goes by, one by one: what keeps the law, and what breaks it by a day or a vote."""

from collections.abc import Mapping
from datetime import date

import pytest

from dangyuan_flow.domain.ballot import is_in_effect
from dangyuan_flow.domain.deadlines import (
    extension_end,
    months_begun,
    months_later,
    nth_working_day,
    probation_end,
    working_days,
    years_complete,
)
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.people import Sanction
from dangyuan_flow.domain.rules import Certainty, Severity
from tests.rules.dossiers import EXTENDED_MEMBER, MEMBER, PROBATIONER, Recorded, ballot, codes, facts_of, judged, upto


def day(text: str) -> date:
    """The day written as ``2026-05-11``."""
    return date.fromisoformat(text)


def with_(base: Mapping[str, Value], **changes: Value) -> Recorded:
    """The dossier with ``changes`` in it; ``None`` takes a fact off the record."""
    return {name: value for name, value in (dict(base) | changes).items() if value is not None}


# Months, years, probation


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-06-01", 3, "2025-09-01"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-03-15", 3, "2025-06-15"),
    ],
)
def test_a_limit_of_months_ends_on_the_same_day_of_the_month_or_the_last(start: str, months: int, last: str) -> None:
    assert months_later(day(start), months) == day(last)


@pytest.mark.parametrize(
    ("start", "complete"),
    [("2024-05-10", "2025-05-10"), ("2024-02-29", "2025-03-01"), ("2023-02-28", "2024-02-28")],
)
def test_a_year_is_complete_on_the_same_day_and_after_29_february_on_1_march(start: str, complete: str) -> None:
    assert years_complete(day(start), 1) == day(complete)


@pytest.mark.parametrize(
    ("meeting", "last", "member_since"),
    [
        ("2025-06-01", "2026-05-31", "2026-06-01"),
        ("2024-02-29", "2025-02-28", "2025-03-01"),
        ("2023-02-28", "2024-02-27", "2024-02-28"),
        ("2023-03-01", "2024-02-29", "2024-03-01"),
    ],
)
def test_probation_runs_a_year_from_the_meeting(meeting: str, last: str, member_since: str) -> None:
    assert probation_end(day(meeting)) == day(last)
    facts = facts_of({"admission_met_on": day(meeting)})
    assert facts.probation_ends_on == day(last)
    assert facts.member_since == day(member_since)


@pytest.mark.parametrize(
    ("meeting", "months", "last", "member_since"),
    [
        ("2025-06-01", 6, "2026-11-30", "2026-12-01"),
        ("2024-07-01", 6, "2025-12-31", "2026-01-01"),
        ("2022-03-01", 12, "2024-02-29", "2024-03-01"),
    ],
)
def test_an_extension_counts_from_the_day_after_the_first_end(
    meeting: str, months: int, last: str, member_since: str
) -> None:
    assert extension_end(probation_end(day(meeting)), months) == day(last)
    facts = facts_of({"admission_met_on": day(meeting), "extension_months": months})
    assert facts.extension_ends_on == day(last)
    assert facts.member_since == day(member_since)


def test_seven_months_and_a_day_are_eight_months_begun() -> None:
    assert months_begun(day("2024-01-01"), day("2024-08-01")) == 7
    assert months_begun(day("2024-01-01"), day("2024-08-02")) == 8


# Working days


@pytest.mark.parametrize(
    ("posted", "fifth"),
    [
        ("2026-06-08", "2026-06-12"),
        ("2025-09-29", "2025-10-11"),
        ("2026-06-15", "2026-06-22"),
        ("2026-06-13", "2026-06-22"),
        ("2026-09-28", "2026-10-09"),
    ],
)
def test_five_working_days_follow_the_calendar_of_the_state_council(posted: str, fifth: str) -> None:
    assert nth_working_day(day(posted), 5) == day(fifth)
    assert working_days(day(posted), day(fifth)) == 5


def test_the_length_of_a_notice_in_a_year_without_calendar_is_not_checked() -> None:
    recorded = with_(
        PROBATIONER,
        candidate_consented_on=day("2027-06-07"),
        notice_from=day("2027-06-07"),
        notice_to=day("2027-06-08"),
    )
    judgement = judged(recorded, as_of=day("2028-01-01"))
    assert "V52" in {rule.code for rule in judgement.not_checked}
    assert "V52" not in {found.code for found in judgement.violations}


# The table


@pytest.mark.parametrize(("talked", "found"), [("2025-02-28", []), ("2025-03-01", ["V48"])])
def test_the_talk_is_due_within_a_month_of_31_january(talked: str, found: list[str]) -> None:
    start = {"applied_on": day("2025-01-31"), "application_received_on": day("2025-01-31")}
    assert codes(start | {"talked_on": day(talked)}) == found


@pytest.mark.parametrize(("listed", "found"), [("2025-05-09", ["V49"]), ("2025-05-10", [])])
def test_a_year_of_cultivation_is_complete_on_its_day(listed: str, found: list[str]) -> None:
    recorded = with_(
        upto(MEMBER, "candidate_listed_on"),
        activist_on=day("2024-05-10"),
        examined_on=(day("2024-11-10"), day("2025-05-08")),
        opinions_heard_on=day(listed),
        candidate_discussed_on=day(listed),
        candidate_consented_on=day(listed),
        candidate_listed_on=day(listed),
    )
    assert codes(recorded) == found


@pytest.mark.parametrize(
    ("entitled", "present", "approvals", "written", "found"),
    [
        (11, 5, 5, 1, ["V70"]),
        (11, 6, 6, 0, []),
        (11, 8, 5, 0, ["V71"]),
        (11, 8, 6, 0, []),
        (11, 8, 5, 1, []),
        (10, 6, 5, 0, ["V71"]),
    ],
)
def test_more_than_half_of_the_entitled_must_be_there_and_approve(
    entitled: int, present: int, approvals: int, written: int, found: list[str]
) -> None:
    counts = ballot(
        "admission",
        entitled=entitled,
        present=present,
        ballots_issued=present,
        collected=present,
        **{"for": approvals, "against": present - approvals},
        written_for=written,
        resolution_for=approvals + written,
        resolution_entitled=entitled,
    )
    assert codes(MEMBER | counts) == found


@pytest.mark.parametrize(
    ("approved", "reason", "found"),
    [
        ("2025-06-15", None, []),
        ("2025-06-16", None, [("V55", Severity.S3)]),
        ("2025-06-16", "党委换届", []),
        ("2025-09-15", None, [("V55", Severity.S3)]),
        ("2025-09-15", "党委换届", []),
        ("2025-09-16", None, [("V55", Severity.S2)]),
        ("2025-09-16", "党委换届", [("V55", Severity.S2)]),
    ],
)
def test_the_committee_has_three_months_and_with_a_reason_six(
    approved: str, reason: str | None, found: list[tuple[str, Severity]]
) -> None:
    recorded = {
        "admission_met_on": day("2025-03-15"),
        **ballot("admission"),
        "admission_approved_on": day(approved),
        "admission_late_because": reason,
    }
    unlike = {"V28", "V26", "V35", "V36", "V37", "V39", "V109", "V110"}  # what else this bare record lacks
    violations = [v for v in judged(recorded, as_of=day(approved)).violations if v.code not in unlike]
    assert [(v.code, v.rule.severity) for v in violations] == found


@pytest.mark.parametrize(
    ("passed", "met", "found", "noted"),
    [
        ("2026-06-10", "2026-07-10", False, False),
        ("2026-06-10", "2026-07-11", True, False),
        ("2026-04-01", "2026-06-01", False, True),
    ],
)
def test_the_meeting_is_due_within_a_month_of_a_prereview_under_2026(
    passed: str, met: str, *, found: bool, noted: bool
) -> None:
    judgement = judged({"prereviewed_on": day(passed), "admission_met_on": day(met), **ballot("admission")})
    assert ("V53" in {v.code for v in judgement.violations}) is found
    assert ("V53" in {v.code for v in judgement.notes}) is noted


@pytest.mark.parametrize(("listed", "found"), [("2026-06-12", ["V31"]), ("2026-06-15", [])])
def test_the_listing_waits_for_the_last_day_of_notice(listed: str, found: list[str]) -> None:
    recorded = with_(
        upto(PROBATIONER, "candidate_consented_on"),
        candidate_consented_on=day("2026-06-08"),
        candidate_discussed_on=day("2026-06-04"),
        notice_from=day("2026-06-08"),
        notice_to=day("2026-06-12"),
        candidate_listed_on=day(listed),
    )
    assert codes(recorded) == found


@pytest.mark.parametrize(("named", "in_effect"), [("2026-08-01", True), ("2027-02-01", False)])
def test_a_serious_warning_weighs_for_eighteen_months(named: str, *, in_effect: bool) -> None:
    warning = Sanction(kind="严重警告", on=day("2025-07-01"))
    assert is_in_effect((warning,), day(named), day(named)) is in_effect
    recorded: Recorded = {"sponsors_named_on": day(named), "sponsors_sanctioned": int(in_effect)}
    assert codes(recorded, as_of=day("2027-03-01")) == (["V96"] if in_effect else [])


@pytest.mark.parametrize(
    ("months", "extended_to", "converted", "found"),
    [
        (5, "2024-02-29", "2024-03-30", ["V61"]),
        (6, "2024-03-29", "2024-04-02", []),
        (12, "2024-09-29", "2024-10-08", []),
        (13, "2024-10-29", "2024-11-05", ["V61"]),
    ],
)
def test_an_extension_is_of_six_to_twelve_months(
    months: int, extended_to: str, converted: str, found: list[str]
) -> None:
    recorded = with_(
        EXTENDED_MEMBER,
        extension_months=months,
        stated_extension_to=day(extended_to),
        conversion_examined_on=day(converted),
        conversion_met_on=day(converted),
        conversion_submitted_on=day(converted),
        conversion_approved_on=day(converted),
        conversion_announced_on=day(converted),
        stated_member_since=facts_of({"admission_met_on": day("2022-09-30"), "extension_months": months}).member_since,
        archived_on=day("2024-12-02"),
    )
    assert codes(recorded) == found


def test_a_second_extension_is_one_too_many() -> None:
    recorded = with_(
        EXTENDED_MEMBER,
        conversion_result="延长预备期",
        stated_member_since=None,
        conversion_announced_on=None,
        archived_on=None,
    )
    assert codes(recorded) == ["V61"]


def test_a_branch_that_examines_each_30_june_and_31_december_is_never_accused() -> None:
    recorded = with_(
        upto(MEMBER, "candidate_listed_on"),
        activist_on=day("2024-03-20"),
        examined_on=(day("2024-06-30"), day("2024-12-31")),
        opinions_heard_on=day("2025-06-01"),
        candidate_discussed_on=day("2025-06-05"),
        candidate_consented_on=day("2025-06-10"),
        candidate_listed_on=day("2025-06-10"),
    )
    assert codes(recorded) == []


def test_two_people_decided_one_by_one_with_equal_tallies_are_no_batch() -> None:
    unanimous = ballot("admission", present=11, ballots_issued=11, collected=11, **{"for": 11, "against": 0})
    unanimous["admission_resolution_for"] = 11
    first, second = MEMBER | unanimous, MEMBER | unanimous | {"name": "段晓"}
    assert codes(first) == codes(second) == []


def test_a_branch_of_four_without_committee_decides_in_its_members_meeting() -> None:
    small: Recorded = {"entitled": 4, "present": 3, "ballots_issued": 3, "collected": 3, "for": 3, "against": 0}
    small |= {"resolution_entitled": 4, "resolution_for": 3}
    recorded = with_(
        MEMBER,
        branch_has_committee=False,
        activist_meeting="党员大会",
        admission_examined_on=None,
        conversion_examined_on=day("2023-10-10"),
        **ballot("admission", **small),
        **ballot("conversion", **small),
    )
    assert codes(recorded) == []


def test_a_notice_begun_before_the_edition_is_judged_by_its_own_day() -> None:
    recorded = with_(
        upto(PROBATIONER, "candidate_consented_on"),
        opinions_heard_on=day("2026-05-06"),
        candidate_discussed_on=day("2026-05-06"),
        candidate_consented_on=day("2026-05-12"),
        notice_from=day("2026-05-07"),
        notice_to=day("2026-05-14"),
        candidate_listed_on=day("2026-05-15"),
    )
    assert codes(recorded) == []


def test_a_notice_given_out_of_habit_after_a_filing_under_2014_is_noted_and_no_violation() -> None:
    recorded = with_(
        upto(PROBATIONER, "candidate_consented_on"),
        opinions_heard_on=day("2026-05-06"),
        candidate_discussed_on=day("2026-05-06"),
        candidate_consented_on=day("2026-05-08"),
        notice_from=day("2026-05-20"),
        notice_to=day("2026-05-22"),
        candidate_listed_on=day("2026-05-22"),
    )
    judgement = judged(recorded)
    assert judgement.violations == ()
    assert sorted(note.code for note in judgement.notes) == ["V31", "V52"]


def test_a_failed_ballot_is_a_correct_result_until_somebody_approves_it() -> None:
    failed = ballot("admission", entitled=10, present=10, ballots_issued=10, collected=10, **{"for": 5, "against": 5})
    failed |= {"admission_resolution_entitled": 10, "admission_resolution_for": 5}
    assert codes(upto(MEMBER, "admission_met_on") | failed) == []
    assert codes(MEMBER | failed) == ["V71"]


def test_whoever_was_extended_by_six_months_and_converted_at_the_extended_end_is_regular() -> None:
    last = day("2024-03-29")
    assert codes(with_(EXTENDED_MEMBER, conversion_examined_on=last, conversion_met_on=last)) == []


def test_no_deadline_fires_for_a_probationer_who_died_or_an_activist_who_moved_away() -> None:
    died = upto(MEMBER, "oath_on") | {"ended_on": day("2023-01-05"), "ended_because": "去世"}
    moved = upto(MEMBER, "contacts_assigned_on") | {"examined_on": (), "transferred_out_on": day("2021-10-08")}
    moved |= {"activist_filed_on": day("2021-06-10")}
    assert codes(died) == []
    assert codes(moved) == []


# Days on which the text was in force but not yet known


def test_what_breaks_only_the_new_edition_is_a_lead_until_its_text_was_known() -> None:
    bare = {"candidate_discussed_on": day("2026-05-12"), "candidate_consented_on": day("2026-05-12")}
    for listed, certainty in (("2026-05-18", Certainty.LEAD), ("2026-05-19", Certainty.FACT)):
        found = judged(bare | {"candidate_listed_on": day(listed)}).violations
        assert [v.certainty for v in found if v.code == "V29"] == [certainty]


def test_acts_before_1990_08_01_are_not_judged() -> None:
    assert codes({"applied_on": day("1989-03-01"), "born_on": day("1975-01-01")}) == []


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        ("talked_on", []),
        ("recommended_by", []),
        ("examined_on", []),
        ("sponsors", ["V109"]),
        ("review_conclusion", ["V35"]),
    ],
)
def test_under_the_edition_of_1990_only_its_hard_core_is_asked(fact: str, found: list[str]) -> None:
    early = {
        name: _years_earlier(value) if name != "born_on" else day("1970-03-05")
        for name, value in with_(MEMBER, id_number=None).items()
    }
    gone = {fact, "recommended_on"} if fact == "recommended_by" else {fact}
    assert codes({name: value for name, value in early.items() if name not in gone}) == found


def _years_earlier(value: Value) -> Value:
    if isinstance(value, date):
        return value.replace(year=value.year - 12)
    if isinstance(value, tuple):
        return tuple(item.replace(year=item.year - 12) if isinstance(item, date) else item for item in value)  # type: ignore[return-value]  # all days or all texts
    return value
