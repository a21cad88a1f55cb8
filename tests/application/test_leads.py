"""What registers, ballots and papers tell beside the acts: leads that come up by themselves, in store and ledger."""

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.application.balloting import record_ballot
from dangyuan_flow.application.founding import register_members
from dangyuan_flow.application.leaving import transfer_in, transfer_out
from dangyuan_flow.application.supplying import supply
from dangyuan_flow.application.sweeping import sweep_ledger
from dangyuan_flow.domain.ballot import Ballot, Exclusion
from dangyuan_flow.domain.people import Member
from dangyuan_flow.flow import Flow, catalogue
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import BRANCH, ELSEWHERE, TODAY, acting
from tests.ledger.sheets import xlsx_at

LIFE = regular("2026")
DIED = date(2020, 1, 5)


def codes(flow: Flow, dossier: str) -> list[str]:
    """The codes found in a dossier today, leads among them."""
    judged = flow.catalogue.rule_set.judge(flow.store.get(dossier).facts, TODAY)
    return [found.code for found in judged.violations]


def test_a_talk_by_whoever_had_left_office_is_a_lead_and_stops_nobody(zone: Flow) -> None:
    talk = LIFE.until("G4.approve").but("talk above", set={"上级谈话人": "蒋前任"})
    dossier = lived(zone, talk)
    facts = zone.store.get(dossier).facts
    assert facts.out_of_office == (f"上级谈话人蒋前任 {facts.admission_talked_on}（2018-12-31 已不再任职）",)
    assert "V69" in codes(zone, dossier)


def test_a_regular_life_in_the_store_leaves_no_lead(zone: Flow) -> None:
    assert codes(zone, lived(zone, LIFE)) == []


def test_a_talk_by_the_dead_is_a_lead(zone: Flow) -> None:
    register_members(zone, [Member(name="赵已故", branch=BRANCH, full_since=date(2009, 6, 1), died_on=DIED)])
    dossier = lived(zone, LIFE.until("activist").but("talk", set={"谈话人": "赵已故"}))
    assert "V69" in codes(zone, dossier)


def test_a_dead_or_excluded_signer_makes_the_list_of_attendance_doubtful(zone: Flow) -> None:
    register_members(zone, [Member(name="赵已故", branch=BRANCH, full_since=date(2009, 6, 1), died_on=DIED)])
    dossier = lived(zone, LIFE.until("ballot"))
    ballot = Ballot(
        on=date.fromisoformat(LIFE["ballot"].on),
        entitled=8,
        present=8,
        issued=8,
        collected=8,
        votes_for=8,
        against=0,
        attendance=("党员甲", "党员乙", "党员丙", "赵已故"),
        exclusions=(Exclusion(member="党员丙", reason="自费出国半年以上", approval="某批复"),),
    )
    named = {"admission_overseen_by": "党员丁、党员戊"}
    facts = record_ballot(acting(zone, "branch"), dossier, ballot, particulars=named).dossier.facts
    assert facts.admission_signers == ("党员甲", "党员乙", "党员丙", "赵已故")
    assert facts.admission_doubtful_signers == ("党员丙（未计入应到：自费出国半年以上）", f"赵已故（{DIED} 去世）")
    assert facts.admission_scrutineers == ("党员丁", "党员戊")
    assert "V80" in codes(zone, dossier)


def test_a_paper_exchanged_for_another_is_a_lead_and_one_sent_back_is_not(zone: Flow, tmp_path: Path) -> None:
    dossier = lived(zone, LIFE.until("activist"))
    branch = acting(zone, "branch")
    for number, found in enumerate((False, False, True)):
        path = tmp_path / f"{number}.txt"
        path.write_text("申请书" if number < 2 else "另一份申请书", encoding="utf-8")
        supply(branch, dossier, [f"入党申请书={path}"], on=TODAY)
        assert ("V84" in codes(zone, dossier)) is found, number


@pytest.mark.parametrize(("back", "found"), [("2027-05-20", False), ("2027-10-20", True)])
def test_a_long_break_between_two_branches_is_a_lead(zone: Flow, back: str, found: bool) -> None:
    dossier = lived(zone, LIFE.until("examined 2"))
    transfer_out(acting(zone, "branch"), dossier, on=date(2027, 5, 10), to=ELSEWHERE)
    transfer_in(acting(zone, "organiser"), dossier, on=date.fromisoformat(back), branch=ELSEWHERE, papers_missing=0)
    assert ("V22" in codes(zone, dossier)) is found


MAIN = [
    "姓名",
    "所在党支部",
    "申请书落款日期",
    "谈话日期",
    "谈话人",
    "政审报告日期",
    "接收大会日期",
    "应到有表决权人数",
]
ROSTER = ["姓名", "所在党支部", "转正日期", "转入日期", "去世日期"]


def test_a_ledgers_further_sheets_tell_of_relatives_of_the_dead_and_of_the_roster_of_the_day(tmp_path: Path) -> None:
    members = [[f"党员{n}", BRANCH, "2009-06-01", "2009-06-01", ""] for n in "甲乙丙丁"]
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [
                [*MAIN, "经批准不计入应到的人数"],
                ["周试一", BRANCH, "2021-03-01", "2021-03-15", "赵已故", "2022-07-20", "2022-09-30", "3", ""],
                ["周试二", BRANCH, "2021-03-01", "2021-03-15", "党员甲", "2022-07-20", "2022-09-30", "3", "1"],
                ["周试三", BRANCH, "2021-03-01", "2021-03-15", "党员甲", "2022-07-20", "2022-09-30", "3", "0"],
            ],
            "党员名册": [ROSTER, *members, ["赵已故", BRANCH, "2009-06-01", "2009-06-01", "2020-01-05"]],
            "家庭成员": [
                ["姓名", "亲属姓名", "关系", "单位职务", "政审方式"],
                ["周试一", "周大山", "父亲", "务农", ""],
                ["周试二", "周大河", "父亲", "务农", "函调"],
            ],
        },
    )
    report = sweep_ledger(path, catalogue().rule_set, as_of=TODAY, only=("V69", "V77", "V89"))
    assert not report.cell_errors
    found = {(f.name, f.violation.rule.id) for f in report.findings}
    assert found == {
        ("周试一", "signed-in-office"),
        ("周试一", "admission-roster-of-the-day"),
        ("周试一", "relatives-reviewed"),
        ("周试三", "admission-nobody-left-out"),
    }
