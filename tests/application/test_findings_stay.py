"""What a body found stays found until it is handled, however often the body is asked again."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.life import Life
from dangyuan_flow.application.vetting import answer, ask
from dangyuan_flow.domain.journal import Dossier
from tests.application.test_supplying import opened

FOUND = "有异常：2019年因赌博行政拘留五日"


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """A small zone."""
    return Life(tmp_path)


def _answered(life: Life, dossier: str, on: date, opinion: str, handling: str | None = None) -> Dossier:
    life.flow.user = "zhi"
    ask(life.flow, dossier, ["公安"], on=on)
    return answer(life.flow, dossier, "公安", on=on, opinion=opinion, handling=handling).dossier


def test_a_clear_answer_does_not_make_an_unhandled_finding_unsaid(life: Life) -> None:
    dossier = opened(life)
    life.decided_up_to_the_first_gate(dossier)
    _answered(life, dossier, date(2026, 10, 21), FOUND)
    after = _answered(life, dossier, date(2026, 10, 25), "无异常")
    assert after.facts.opinion_police == FOUND
    assert after.facts.found_administrative is True
    assert [v.opinion for v in after.facts.vettings] == [FOUND, "无异常"]


def test_a_clear_answer_with_a_handling_closes_the_finding(life: Life) -> None:
    dossier = opened(life)
    life.decided_up_to_the_first_gate(dossier)
    _answered(life, dossier, date(2026, 10, 21), FOUND)
    after = _answered(life, dossier, date(2026, 10, 25), "无异常", handling="系同名误报，公安机关已书面更正")
    assert after.facts.opinion_police == "无异常"
    assert after.facts.vetting_handling == "系同名误报，公安机关已书面更正"
