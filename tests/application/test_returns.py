"""What is done anew is papered anew: the papers of a voided step do not carry its repetition."""

from datetime import date

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.leaving import reconsider
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.application.supplying import supply
from dangyuan_flow.domain.errors import BadInput, Refused
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import acting

LIFE = regular("2026")
DAY = date(2029, 6, 1)


def test_a_returned_form_has_to_be_handed_in_again(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("G4.deliberate"))
    decide(acting(zone, "general"), dossier, Move.RETURN, on=DAY, reason="志愿书填写不全", to_step=14)
    with pytest.raises(Refused, match="中国共产党入党志愿书"):
        advance(acting(zone, "branch"), dossier, 14, on=DAY, facts={"form_number": "53-0002"})


def test_the_old_ballot_papers_do_not_serve_the_meeting_that_deliberates_again(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("G4.submit"))
    reconsider(acting(zone, "branch"), dossier, on=DAY, reason="超过六个月未审批")
    kept = {(m.step, m.kind) for m in zone.store.get(dossier).materials}
    assert (14, "中国共产党入党志愿书") in kept
    assert (15, "表决票") not in kept
    journal = [m.kind for line in zone.store.records(dossier) for m in line.entry.materials]
    assert "表决票" in journal


def test_papers_handed_in_together_are_all_taken_or_none(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("G1.submit"))
    before = zone.store.get(dossier).seq
    with pytest.raises(BadInput, match="没有这种材料"):
        supply(acting(zone, "branch"), dossier, ["入党申请人谈话记录", "没有这种材料"], on=DAY)
    assert zone.store.get(dossier).seq == before
