"""Papers that come later: asked for again by a reviewer, or missing when their step was done."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.life import Life
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.supplying import supply
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.workflow import Move

ON = date(2026, 10, 8)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """A small zone, with one dossier open."""
    return Life(tmp_path)


def opened(life: Life) -> str:
    """A dossier just opened in the branch of ``life``."""
    number = "99999919900101123"
    life.flow.user = "zhi"
    person = {"name": "张三", "id_number": number + identity.check_digit(number), "branch": "第一支部"}
    return open_dossier(life.flow, person, on=ON).dossier.id


def test_a_paper_handed_in_later_goes_to_the_step_that_lists_it(life: Life) -> None:
    dossier = opened(life)
    (outcome,) = supply(life.flow, dossier, ["入党申请书"], on=ON)
    assert [(m.step, m.kind) for m in outcome.dossier.materials] == [(1, "入党申请书")]
    assert outcome.record.move is Move.SUPPLY
    assert outcome.dossier.position == "1"


def test_a_paper_of_a_step_not_yet_reached_is_refused_with_the_nearest_name(life: Life) -> None:
    dossier = opened(life)
    with pytest.raises(BadInput, match="是不是想写 入党申请书"):
        supply(life.flow, dossier, ["入党申清书"], on=ON)
    assert life.flow.store.get(dossier).seq == 1
