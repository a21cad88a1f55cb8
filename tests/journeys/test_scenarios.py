"""Each scenario of the table through each door: every act comes out as told, and what was refused left no trace."""

from itertools import takewhile

import pytest

from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain.journal import fold
from dangyuan_flow.flow import Flow
from tests.journeys.admissions import REGULAR
from tests.journeys.doors import Door, Opener
from tests.journeys.scenario import Do, Scenario
from tests.journeys.service import Service
from tests.journeys.table import SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.name.replace(" ", "_"))
def test_journey(scenario: Scenario, open_door: Opener) -> None:
    with open_door(scenario) as door:
        dossier = ""
        known = given(scenario)
        for number, act in enumerate(scenario.steps, start=1):
            player = Service(door.flow) if number <= known else door
            dossier = play(player, act, dossier, f"{number}. {act}")
        check_whole(door.flow, scenario)


def given(scenario: Scenario) -> int:
    """How many leading acts are those of a regular life, with which the doors are tried elsewhere."""
    if scenario in REGULAR:
        return 0
    lives = [life.steps for life in REGULAR]
    return max(sum(1 for _ in takewhile(eq, zip(scenario.steps, life, strict=False))) for life in lives)


def eq(acts: tuple[Do, Do]) -> bool:
    return acts[0] == acts[1]


def play(door: Door, act: Do, dossier: str, place: str) -> str:
    """Do one act and compare; returns the dossier's id (a new one after ``open``)."""
    store = door.flow.store
    head = store.head()
    before = store.get(dossier) if dossier else None
    refusal = door.do(act, dossier)
    if act.no is not None:
        assert refusal is not None, f"went through: {place}"
        assert (refusal.error, refusal.codes) == (act.no, act.codes), f"{place}\n{refusal.says}"
        assert all(word in refusal.says for word in act.says), f"{place}\n{refusal.says}"
        assert act.earliest is None or act.earliest in refusal.earliest, f"{place}\n{refusal}"
    else:
        assert refusal is None, f"{place}\n{refusal}"
    if act.no is not None or act.dry_run:
        assert store.head() == head, f"left a trace: {place}"
        assert before is None or store.get(dossier) == before
        return dossier
    assert store.head() != head
    if act.what == "open":
        dossier = store.list()[-1].id
    stands = store.get(dossier)
    record = store.records(dossier)[-1].entry
    assert act.at is None or stands.position == act.at, place
    assert set(record.warnings) == act.warns, place
    assert record.on.isoformat() == act.on
    assert record.entered_by == act.by
    return dossier


def check_whole(flow: Flow, scenario: Scenario) -> None:
    """After a journey: the chain holds, dossiers equal their records' fold, and the sweep finds what it should."""
    outcome = flow.store.verify()
    assert outcome.ok, outcome
    for line in flow.store.list():
        assert fold(line.id, (r.entry for r in flow.store.records(line.id))) == flow.store.get(line.id)
    report = sweep_store(flow)
    assert {f.violation.code for f in report.findings} == scenario.finds, [f.violation.says for f in report.findings]
    assert {f.violation.code for f in report.notes} == scenario.notes, [f.violation.says for f in report.notes]
