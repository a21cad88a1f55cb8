"""What a sweep of a store could not check names the columns that lack, and only those."""

from datetime import date
from pathlib import Path

from benchmarks.life import Life
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.facts import RECORDED, Value
from dangyuan_flow.ledger import write_ledger

NUMBER = "99999919900101123"
ROW: dict[str, Value] = {
    "name": "张三",
    "id_number": NUMBER + identity.check_digit(NUMBER),
    "branch": "第一支部",
    "activist_on": date(2024, 9, 2),
    "talked_on": date(2024, 8, 2),
}


def test_only_the_columns_that_lack_are_named(tmp_path: Path) -> None:
    life = Life(tmp_path)
    path = tmp_path / "台账.xlsx"
    told = frozenset(RECORDED) - {"recommended_by", "recommended_on", "admission_approver_empowered"}
    write_ledger(path, [ROW], known_per_row=[told])
    life.flow.user = "wei"
    assert import_ledger(life.flow, path).batch is not None
    report = sweep_store(life.flow)
    lacking = {line.rule.id: line.missing_columns for line in report.not_checked}
    assert lacking["recommended"] == ("推荐方式", "推荐日期")
    assert lacking["admission-approver-empowered"] == ("接收审批机构有无审批权限",)
    assert "talked-with-before-activist" not in lacking
