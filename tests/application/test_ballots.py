"""Ballots that no meeting can have are refused before they are kept; a failed one is kept."""

from datetime import date

import pytest

from dangyuan_flow.application.balloting import record_ballot
from dangyuan_flow.domain.ballot import Ballot
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import acting


def test_more_members_present_than_entitled_are_refused(zone: Flow) -> None:
    dossier = lived(zone, regular("2026").until("ballot"))
    counts = Ballot(on=date(2028, 1, 10), entitled=5, present=9, issued=9, collected=9, votes_for=9, against=0)
    with pytest.raises(BadInput, match="实到有表决权 9 人多于应到 5 人"):
        record_ballot(acting(zone, "branch"), dossier, counts)
    assert zone.store.get(dossier).ballots == ()
