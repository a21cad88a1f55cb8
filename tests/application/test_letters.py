"""Letters to several bodies: all go out, or none does."""

from datetime import date

import pytest

from dangyuan_flow.application.vetting import ask
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import acting

DAY = date(2029, 1, 1)


def test_where_one_body_still_owes_an_answer_no_letter_is_kept(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("contacts"))
    flow = acting(zone, "organiser")
    ask(flow, dossier, ["法院"], on=DAY)
    with pytest.raises(BadInput, match="法院"):
        ask(flow, dossier, ["公安机关", "法院"], on=DAY)
    assert [v.body for v in zone.store.get(dossier).facts.vettings] == ["court"]


def test_a_body_named_twice_gets_one_letter(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("contacts"))
    assert len(ask(acting(zone, "organiser"), dossier, ["公安机关", "县公安局"], on=DAY)) == 1


def test_no_answer_can_be_due_before_the_letter(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("contacts"))
    with pytest.raises(BadInput, match="早于发函日期"):
        ask(acting(zone, "organiser"), dossier, ["法院"], on=DAY, due=date(2028, 12, 31))
