"""Mistakes that existing systems make, as far as facts and rules can make them; each test is named after its number.

The others (E2's entry times, E4's refusals, E6, E11, E13, E14, E18, E19) belong to the journal, the store and the
journeys.
"""

from datetime import UTC, date, datetime

import pytest

from dangyuan_flow.domain.deadlines import months_later, today_in_shanghai
from dangyuan_flow.domain.facts import RECORDED, Facts
from dangyuan_flow.domain.people import BodyKind, Organization
from dangyuan_flow.domain.rules import Effect, Severity
from tests.rules.dossiers import EXTENDED_MEMBER, MEMBER, Recorded, ballot, codes, facts_of, judged, national, upto


def day(text: str) -> date:
    """The day written as ``2026-05-11``."""
    return date.fromisoformat(text)


def test_e01_probation_starts_on_the_meeting_day_not_on_the_approval() -> None:
    facts = facts_of({"admission_met_on": day("2025-06-01"), "admission_approved_on": day("2025-07-15")})
    assert facts.probation_from == day("2025-06-01")
    assert codes(MEMBER | {"stated_probation_from": MEMBER["admission_approved_on"]}) == ["V56"]


def test_e02_no_rule_reads_the_moment_of_entry() -> None:
    assert not [name for rule in national().rules for name in rule.needs if "entered" in name]


@pytest.mark.parametrize("conclusion", [None, "不合格"])
def test_e03_no_conclusion_is_no_pass(conclusion: str | None) -> None:
    assert Facts().review_conclusion is None
    assert codes(MEMBER | {"review_conclusion": conclusion}) == ["V35"]


def test_e04_what_the_law_makes_decisive_blocks() -> None:
    for fault in (
        {"review_conclusion": None},
        dict.fromkeys(ballot("admission")),
        {"sponsors": None},
        {"prereviewed_on": None, "form_signed_on": None},
        {"candidate_consented_on": None},
    ):
        assert {v.effect for v in judged(MEMBER | fault).violations} == {Effect.BLOCK}


@pytest.mark.parametrize("missing", ["extension_met_on", "extension_approved_on"])
def test_e05_an_extension_needs_the_meeting_and_the_committee(missing: str) -> None:
    assert codes(EXTENDED_MEMBER | {missing: None}) == ["V115"]


@pytest.mark.parametrize("missing", ["conversion_met_on", "conversion_approved_on"])
def test_e05_a_cancellation_needs_the_meeting_and_the_committee(missing: str) -> None:
    cancelled = (
        upto(MEMBER, "oath_on")
        | ballot("conversion")
        | {
            "conversion_examined_on": day("2023-03-01"),
            "conversion_met_on": day("2023-03-05"),
            "conversion_result": "取消预备党员资格",
            "conversion_approved_on": day("2023-04-01"),
            "ended_on": day("2023-04-01"),
        }
    )
    assert codes(cancelled) == []
    gone = {missing, *ballot("conversion")} if missing == "conversion_met_on" else {missing}
    assert codes(cancelled | dict.fromkeys(gone)) == ["V115"]


def test_e07_months_are_calendar_months() -> None:
    assert months_later(day("2025-07-31"), 1) == day("2025-08-31")  # 31 days
    assert months_later(day("2025-01-31"), 1) == day("2025-02-28")  # 28 days
    assert months_later(day("2025-02-28"), 6) == day("2025-08-28")  # 181 days
    assert codes({"application_received_on": day("2025-07-31"), "talked_on": day("2025-08-31")}) == []
    assert codes({"application_received_on": day("2025-01-31"), "talked_on": day("2025-03-01")}) == ["V48"]


def test_e07_a_year_across_29_february_is_no_365_days() -> None:
    assert facts_of({"activist_on": day("2023-06-01")}).cultivation_complete_on == day("2024-06-01")
    assert facts_of({"admission_met_on": day("2023-06-01")}).probation_ends_on == day("2024-05-31")


def test_e08_eighteen_years_are_complete_on_the_birthday() -> None:
    born = {"born_on": day("2006-06-01")}
    assert codes(born | {"applied_on": day("2024-05-31"), "talked_on": day("2024-06-20")}) == ["V13"]
    assert codes(born | {"applied_on": day("2024-06-01"), "talked_on": day("2024-06-20")}) == []


@pytest.mark.parametrize(("present", "found"), [(5, ["V70"]), (6, [])])
def test_e09_exactly_half_is_no_quorum(present: int, found: list[str]) -> None:
    counts = ballot(
        "admission",
        entitled=10,
        present=present,
        ballots_issued=present,
        collected=present,
        **{"for": present, "against": 0},
        written_for=6 - present,
        resolution_entitled=10,
        resolution_for=6,
    )
    assert codes(MEMBER | counts) == found


def test_e10_the_majority_is_of_the_entitled_and_written_opinions_are_votes_but_no_attendance() -> None:
    present = {"present": 6, "ballots_issued": 6, "collected": 6, "for": 5, "against": 1}
    five = ballot("admission", **present, resolution_for=5)
    six = ballot("admission", **present, written_for=1, resolution_for=6)
    assert codes(MEMBER | five) == ["V71"]  # 83 % of those present
    assert codes(MEMBER | six) == []
    absent = {"present": 5, "ballots_issued": 5, "collected": 5, "for": 5, "against": 0}
    assert codes(MEMBER | ballot("admission", **absent, written_for=6, resolution_for=11)) == ["V70"]


def test_e12_approval_is_due_at_three_months_and_six_only_with_a_reason() -> None:
    later = {
        "admission_met_on": day("2022-09-30"),
        "admission_approved_on": day("2022-12-31"),
        "admission_submitted_on": day("2022-09-30"),
        "admission_filed_on": day("2023-01-10"),
        "assigned_on": day("2023-01-10"),
        "oath_on": day("2023-01-10"),
    }
    found = judged(MEMBER | later).violations
    assert [(v.code, v.rule.severity, v.effect) for v in found] == [("V55", Severity.S3, Effect.REASON)]
    assert codes(MEMBER | later | {"admission_late_because": "党委换届"}) == []


def test_e15_today_is_the_date_in_shanghai() -> None:
    assert today_in_shanghai(datetime(2026, 5, 10, 16, 0, tzinfo=UTC)) == day("2026-05-11")
    assert today_in_shanghai(datetime(2026, 5, 10, 15, 59, tzinfo=UTC)) == day("2026-05-10")


def test_e16_every_citation_is_registered_in_its_edition() -> None:
    editions = national().regulations.editions
    for rule in national().rules:
        assert rule.cites
        for edition, article in rule.cites.items():
            assert article is None or article in editions[edition].articles, rule.id


def test_e16_a_finding_cites_the_edition_of_the_day_of_the_act() -> None:
    (found,) = judged(MEMBER | {"admission_talked_on": None}).violations
    assert found.cites == ("细则-2014#24",)


def test_e17_a_general_branch_deliberates_and_never_approves() -> None:
    assert Organization(name="云岭机械党总支", kind=BodyKind.GENERAL_BRANCH).approves is False
    assert codes(MEMBER | {"admission_deliberated_on": None}) == ["V86"]
    approving: Recorded = {"admission_approver_kind": "general_branch", "admission_approver_empowered": False}
    assert codes(MEMBER | approving) == ["V40", "V86"]


def test_e20_no_judgement_has_a_default() -> None:
    assert all(getattr(Facts(), name) is None for name in RECORDED)
