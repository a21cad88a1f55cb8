"""What a review's queue shows, and what a refusal at a gate carries."""

from datetime import date

import pytest

from dangyuan_flow.application.reviewing import decide, queue
from dangyuan_flow.domain.errors import Refused
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import acting


def test_a_vote_that_the_committee_lost_names_the_dossier_and_the_step(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("G4.approve"))
    with pytest.raises(Refused, match="表决未通过") as refused:
        decide(
            acting(zone, "committee"), dossier, Move.APPROVE, on=date(2028, 6, 1), opinion="同意", vote=(7, 6, 3, 3, 0)
        )
    assert (refused.value.dossier, refused.value.step) == (dossier, 17)


def test_a_dossier_is_in_the_queue_of_the_level_whose_turn_it_is(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("G4.deliberate"))
    assert [line.dossier for line in queue(acting(zone, "general"))] == [dossier]
    assert queue(acting(zone, "branch")) == queue(acting(zone, "committee")) == ()
