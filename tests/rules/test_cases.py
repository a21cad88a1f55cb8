"""Published cases, anonymised: what one dossier's own record proves. Days that the reports leave out are invented.

What a later issue adds (leads, findings across dossiers, people's judgement) is named in each docstring.
"""

from datetime import date

import pytest

from dangyuan_flow.domain.rules import Certainty
from tests.rules.dossiers import (
    COLUMNS,
    MEMBER,
    PROBATIONER,
    Recorded,
    ballot,
    codes,
    identity_number,
    judged,
    shifted,
    upto,
)


def day(text: str) -> date:
    """The day written as ``2026-05-11``."""
    return date.fromisoformat(text)


def without(base: Recorded, *names: str, **changes: object) -> Recorded:
    """The dossier with ``names`` taken off the record and ``changes`` put on it."""
    kept = {name: value for name, value in base.items() if name not in names}
    return kept | changes  # type: ignore[return-value]  # the changes are values of facts


def facts_found(recorded: Recorded, unknown: tuple[str, ...] = ()) -> set[str]:
    """The codes found as facts."""
    return {v.code for v in judged(recorded, unknown).violations if v.certainty is Certainty.FACT}


def test_c02_no_members_meeting_and_forged_ballots() -> None:
    """The branch committee met, no members' meeting did; converted without application, examination and vote.

    V82 (all papers in one hand) is a lead, once somebody has flagged it.
    """
    life = shifted(MEMBER, -4)
    recorded = without(
        life,
        *("admission_met_on", *ballot("admission"), "stated_probation_from", "stated_probation_to"),
        *("conversion_applied_on", "conversion_examined_on", *ballot("conversion")),
        conversion_result="按期转正",
        stated_member_since=None,
    )
    assert facts_found(recorded) == {"V27", "V45"}
    flagged = recorded | {"papers_in_one_hand": ("谈话记录", "会议记录", "表决票")}
    assert facts_found(flagged) == {"V27", "V45"}
    assert set(codes(flagged)) == {"V27", "V45", "V82"}


def test_c03_sentenced_as_an_activist_and_admitted_all_the_same() -> None:
    """The review missed the sentence."""
    assert codes(
        MEMBER | {"punishments_text": "2022年2月8日因诈骗罪被判处有期徒刑一年", "declared_punishments": None}
    ) == ["V01"]


def test_c05_a_student_taken_by_the_village_branch_gets_no_false_alarm() -> None:
    """Fourteen months passed from application to admission: a year of cultivation cannot be disproved.

    V18 (student, village branch) is a lead, where the days of study are on record.
    """
    recorded: Recorded = {
        "name": "段小河",
        "branch": "青山村党支部",
        "is_student": True,
        "applied_on": day("2015-01-10"),
        "admission_met_on": day("2016-03-10"),
        "conversion_met_on": day("2017-03-15"),
    }
    unknown = tuple(set(COLUMNS) - set(recorded))
    assert codes(recorded, unknown) == []  # today's flag proves nothing
    studied = recorded | {"study_from": day("2011-09-01"), "study_to": day("2015-07-01")}
    (found,) = judged(studied, tuple(set(COLUMNS) - set(studied))).violations
    assert (found.code, found.certainty) == ("V18", Certainty.LEAD)


def test_c11_sentenced_in_probation_and_converted_on_time() -> None:
    recorded = MEMBER | {"punishments_text": "2023年2月3日因危险驾驶罪判处拘役"}
    assert codes(recorded) == ["V09"]


def test_c13_admitted_out_of_courtesy() -> None:
    """No hearing, no general branch's meeting, no vote; only the application in the person's own hand.

    V82 is a lead. No notice was owed before 2026.
    """
    recorded = without(
        upto(MEMBER, "oath_on"),
        *("activist_on", "activist_meeting", "opinions_heard_on", "candidate_discussed_on"),
        *("candidate_consented_on", "candidate_listed_on"),
        *ballot("admission"),
        "admission_deliberated_on",
        ended_on=day("2022-12-01"),
        ended_because="不予承认",
    )
    assert facts_found(recorded) == {"V26", "V27", "V86"}
    assert "V82" in codes(recorded | {"papers_by_others": ("思想汇报", "自传", "入党志愿书")})


def test_c15_a_meeting_on_somebody_who_was_no_activist_and_three_without_a_ballot() -> None:
    counts = ballot("admission", present=11, ballots_issued=8, collected=8, **{"for": 8, "against": 0})
    recorded = without(MEMBER, "activist_on", "activist_meeting", "activist_filed_on") | counts
    assert codes(recorded) == ["V26", "V72"]


def test_c17_an_undeclared_theft_ten_years_before_an_admission_under_the_edition_of_1990() -> None:
    life = shifted(MEMBER, -13)
    recorded = life | {
        "born_on": day("1975-03-05"),
        "id_number": identity_number(day("1975-03-05"), "女"),
        "punishments_text": "1999年6月3日因盗窃罪判处有期徒刑二年缓刑二年",
        "archived_papers": None,
    }
    found = judged(recorded).violations
    assert sorted(v.code for v in found) == ["V01", "V05"]
    assert {cite for v in found for cite in v.cites} == {"党章#5", "细则-1990"}


def test_c19_held_back_by_the_ballot() -> None:
    """Nine were held back with votes at or below half: correct refusals."""
    for entitled, approvals in ((11, 5), (10, 5), (7, 3), (4, 2)):
        counts = ballot(
            "admission",
            entitled=entitled,
            present=entitled,
            ballots_issued=entitled,
            collected=entitled,
            **{"for": approvals, "against": entitled - approvals},
            resolution_entitled=entitled,
            resolution_for=approvals,
        )
        assert codes(upto(MEMBER, "admission_met_on") | counts) == []


def test_c19_held_back_by_an_objection_to_the_notice() -> None:
    """Seven were held back after objections to the notice: correct refusals."""
    recorded = without(
        upto(PROBATIONER, "notice_from"),
        notice_objections="有人反映其拖欠工资",
        examined_on=(day("2025-06-30"), day("2025-12-31"), day("2026-06-30")),
    )
    assert codes(recorded) == []


def test_c21_a_conversion_resolution_worded_as_the_branch_has_studied_and_agrees() -> None:
    """A lead, never a verdict: whoever reads the form may find the counts there."""
    (found,) = judged(MEMBER | {"conversion_resolution": "支部研究同意"}).violations
    assert (found.code, found.certainty) == ("V46", Certainty.LEAD)
    assert "支部大会、应到人数、实到人数、表决结果" in found.says


@pytest.mark.parametrize("case", ["C07", "C24"])
def test_cases_of_later_issues_find_nothing_in_a_regular_dossier(case: str) -> None:
    """C07 is V94 and V101 (across dossiers), C24 a sample's order of size: leads of no rule."""
    assert case
    assert codes(MEMBER) == []
