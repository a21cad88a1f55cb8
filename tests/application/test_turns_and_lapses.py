"""Levels decide one after the other, also in time; an answer lapses where a pack says when."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.life import Life
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.application.vetting import matrix
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.vetting import Vetting
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow, catalogue
from tests.application.test_supplying import opened

ANSWERED = Vetting(body="police", asked_on=date(2025, 9, 1), answered_on=date(2025, 10, 1), opinion="无异常")


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """A small zone."""
    return Life(tmp_path)


def test_no_level_decides_before_the_one_below_it_did(life: Life) -> None:
    dossier = opened(life)
    life.decided_up_to_the_first_gate(dossier)
    life.flow.user = "zong"
    head = life.flow.store.head()
    with pytest.raises(BadInput, match="早于上一级的办理日期 2026-10-20（党支部初审）"):
        decide(life.flow, dossier, Move.DELIBERATE, on=date(2026, 10, 19), opinion="同意")
    assert life.flow.store.head() == head


@pytest.mark.parametrize(("packs", "state"), [((), "无异常"), (("chuxiong-high-tech-zone",), "已失效")])
def test_an_answer_lapses_after_the_months_that_a_pack_names(life: Life, packs: tuple[str, ...], state: str) -> None:
    flow = Flow(store=life.flow.store, catalogue=catalogue(packs), clock=life.flow.clock)
    facts = Facts(name="张三")
    facts.__dict__["vettings"] = (ANSWERED,)
    cells = {cell.body: cell.state for cell in matrix(flow, [Dossier(id="2026-00001", facts=facts)])}
    assert cells["公安机关"] == state
    assert cells["法院"] == "未发函"
