"""Why a rule across dossiers found something: what the sweep finds, with the same people; and rules that are tried."""

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.application.leaving import correct
from dangyuan_flow.application.reasons import Sideways, why_row
from dangyuan_flow.application.sweeping import sweep_ledger
from dangyuan_flow.application.trying import on_store, tried
from dangyuan_flow.domain.across import Beside
from dangyuan_flow.flow import Flow, catalogue
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import TODAY, acting
from tests.ledger.sheets import xlsx_at

AS_OF = date(2026, 11, 1)
BRANCH = "村党支部"
MAIN = ["姓名", "所在党支部", "接收大会日期", "党委审批日期", "审批机构", "转入日期", "原党组织"]
BODIES = ["名称", "类型", "上级", "换届日期"]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A branch that admitted most of its people before its election, and more than was planned."""
    days = ["2023-06-20", *(["2025-12-20"] * 6)]
    return xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [
                MAIN,
                *(
                    [f"周试{n}", BRANCH, day, day, "镇党委", "", ""]
                    for n, day in zip("甲乙丙丁戊己庚", days, strict=True)
                ),
            ],
            "党组织": [BODIES, ["镇党委", "党委", "", ""], [BRANCH, "党支部", "镇党委", "2026-03-20"]],
            "年度计划": [["年度", "党组织", "指标数"], ["2025", "镇党委", "5"]],
        },
    )


def sideways(path: Path, rule: str) -> Sideways:
    (line,) = why_row(path, catalogue(), rule, "周试乙", as_of=AS_OF).sideways
    return line


@pytest.mark.parametrize("rule", ["no-burst-before-an-election", "within-the-plan"])
def test_what_a_sweep_finds_of_a_body_is_explained_with_as_many_members_as_it_counts(ledger: Path, rule: str) -> None:
    swept = sweep_ledger(ledger, catalogue().rule_set, as_of=AS_OF, only=("V99", "V100"))
    (found,) = [f for f in swept.findings if f.violation.rule.id == rule]
    (told,) = sideways(ledger, rule).found
    group, people = told
    assert (group.subject, group.violation.says) == (found.dossier, found.violation.says)
    assert [name for _, name in people] == [f"周试{n}" for n in "乙丙丁戊己庚"]
    assert len(people) == group.violation.facts["admitted"]


@pytest.mark.parametrize(
    ("rule", "lacking"), [("entries-one-by-one", Beside.ENTRIES), ("texts-of-ones-own", Beside.TEXTS)]
)
def test_what_a_ledger_has_nothing_beside_for_is_not_asked_and_says_so(
    ledger: Path, rule: str, lacking: Beside
) -> None:
    line = sideways(ledger, rule)
    assert (line.found, line.lacking) == ((), lacking)


OWN = """
rules:
- id: talked-by-the-day-due
  code: P92
  title: 谈话晚于期限
  cites: {细则-2026: 7}
  guards: 2
  act: talked_on
  requires: talked_on <= talk_due_on
  effect: reason
  severity: S4
  class: procedure
  says: "{talked_on} 谈话，期限为 {talk_due_on}"
  remedy: 补记
  examples:
    keeps: {application_received_on: 2026-06-01, talked_on: 2026-06-01}
    breaks: {application_received_on: 2026-06-01, talked_on: 2026-07-02}
"""


def test_a_rule_of_ones_own_is_tried_on_what_this_program_derives(zone: Flow, tmp_path: Path) -> None:
    dossier = lived(zone, regular("2026").until("talk"))
    correct(acting(zone, "branch"), dossier, {"talked_on": date(2026, 9, 1)}, on=TODAY, reason="核对原件")
    path = tmp_path / "试.yaml"
    path.write_text(OWN, encoding="utf-8")
    with zone.store.database.engine.begin() as connection:  # as an older program left it
        connection.exec_driver_sql("UPDATE dossier SET derivation = '0', talk_due_on = '2030-01-01'")
    (found,) = on_store(tried(path), zone, as_of=TODAY).findings
    assert (found.dossier, found.violation.code) == (dossier, "P92")
