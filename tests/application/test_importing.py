"""An import has the same guard as every other door: nobody's file and no register is changed past one's reach."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.leaving import end
from dangyuan_flow.application.planning import quotas, set_quota
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import BRANCH, ELSEWHERE, GENERAL_BRANCH, NUMBER, PERSON, acting

HEADERS = ("姓名", "身份证号", "所在党支部", "申请书落款日期")
LedgerOf = Callable[..., Path]


@pytest.fixture
def ledger(tmp_path: Path) -> LedgerOf:
    """Write a ledger of the given rows."""

    def written(*rows: tuple[str, ...]) -> Path:
        path = tmp_path / "台账.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows((HEADERS, *rows))
        return path

    return written


@pytest.mark.parametrize("branch", [ELSEWHERE, ""])
def test_a_ledger_takes_nobody_away_from_another_branch(zone: Flow, ledger: LedgerOf, branch: str) -> None:
    dossier = lived(zone, regular("2026").until("talk"))
    with pytest.raises(NotAllowed, match=BRANCH):
        import_ledger(acting(zone, "elsewhere"), ledger((PERSON, NUMBER, branch, "2025-01-01")))
    assert zone.store.get(dossier).facts.branch == BRANCH


def test_a_ledger_changes_no_body_for_who_may_not_register_any(zone: Flow, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(path) as book:
        main, bodies = book.add_worksheet("人员台账"), book.add_worksheet("党组织")
        main.write_row(0, 0, HEADERS)
        main.write_row(1, 0, (PERSON, NUMBER, BRANCH, "2025-01-01"))
        bodies.write_row(0, 0, ("名称", "类型", "上级", "有无审批权限"))
        bodies.write_row(1, 0, (BRANCH, "党支部", "自立党委", ""))
        bodies.write_row(2, 0, ("自立党委", "党委", "", "有"))
    with pytest.raises(NotAllowed, match="名册"):
        import_ledger(acting(zone, "branch"), path)
    assert {body.name: body.parent for body in zone.store.organizations()}[BRANCH] == GENERAL_BRANCH
    assert zone.store.count() == 0


def planned(path: Path, *lines: tuple[object, ...]) -> Path:
    """A ledger of one person with a yearly plan."""
    with xlsxwriter.Workbook(path) as book:
        main, plan = book.add_worksheet("人员台账"), book.add_worksheet("年度计划")
        main.write_row(0, 0, HEADERS)
        main.write_row(1, 0, (PERSON, NUMBER, BRANCH, "2025-01-01"))
        plan.write_row(0, 0, ("年度", "党组织", "指标数", "结构要求"))
        for row, line in enumerate(lines, start=1):
            plan.write_row(row, 0, line)
    return path


def test_what_a_ledgers_plan_does_not_say_stays_as_it_was(zone: Flow, tmp_path: Path) -> None:
    set_quota(acting(zone, "committee"), Quota(year=2026, body=GENERAL_BRANCH, quota=40, structure="女≥40%"))
    import_ledger(acting(zone, "committee"), planned(tmp_path / "台账.xlsx", (2026, GENERAL_BRANCH, 41, None)))
    assert [(line.quota, line.structure) for line in quotas(zone)] == [(41, "女≥40%")]


@pytest.mark.parametrize(
    ("line", "why"), [((2026, "不存在的支部", 3), "没有名为“不存在的支部”的党组织"), ((2206, BRANCH, 3), "年度应在")]
)
def test_a_line_of_the_plan_that_nobody_could_check_is_named_and_not_kept(
    zone: Flow, tmp_path: Path, line: tuple[object, ...], why: str
) -> None:
    report = import_ledger(acting(zone, "committee"), planned(tmp_path / "台账.xlsx", line))
    assert [note for note in report.header_notes if "第2行没有登记" in note and why in note]
    assert (report.registered, quotas(zone)) == (0, ())


def test_who_may_keep_no_plan_imports_the_people_alone_and_is_told(zone: Flow, tmp_path: Path) -> None:
    report = import_ledger(acting(zone, "branch"), planned(tmp_path / "台账.xlsx", (2026, BRANCH, 3)))
    assert len(report.new) == 1
    assert [note for note in report.header_notes if note.startswith("工作表“年度计划”没有登记：")]
    assert quotas(zone) == ()


def test_a_ledgers_plan_is_kept_and_kept_once(zone: Flow, tmp_path: Path) -> None:
    path = planned(tmp_path / "台账.xlsx", (2026, GENERAL_BRANCH, 3, "女≥40%"), (2026, GENERAL_BRANCH, 2, "党性强"))
    report = import_ledger(acting(zone, "committee"), path)
    assert report.registered == 1
    assert [note for note in report.header_notes if "党性强" in note]
    (kept,) = quotas(zone)
    assert (kept.year, kept.body, kept.quota, kept.structure) == (2026, GENERAL_BRANCH, 5, "女≥40%，党性强")
    assert import_ledger(acting(zone, "committee"), path).registered == 0


def test_a_fresh_application_after_an_end_is_a_dossier_of_its_own(zone: Flow, ledger: LedgerOf) -> None:
    old = lived(zone, regular("2026").until("talk"))
    flow = acting(zone, "branch")
    end(flow, old, Move.WITHDRAW, on=date(2027, 1, 4), reason="本人书面撤回")
    path = ledger((PERSON, NUMBER, BRANCH, "2028-01-03"))
    report = import_ledger(flow, path)
    assert (len(report.new), len(report.changed)) == (1, 0)
    assert zone.store.get(old).facts.applied_on == date(2026, 5, 11)
    assert import_ledger(flow, path).unchanged == 1
