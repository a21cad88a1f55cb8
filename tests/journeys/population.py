"""A store full of people: everybody whom the scenario table sends on a journey, each under their own number."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from dangyuan_flow.flow import Flow
from tests.journeys.scenario import Do, Scenario
from tests.journeys.service import Service
from tests.journeys.table import SCENARIOS
from tests.journeys.zone import NUMBER, PERSON, identity_number

FORM_NUMBER = "志愿书编号"
_DIGITS = "零一二三四五六七八九"


def everybody() -> tuple[Scenario, ...]:
    """The scenarios whose people live in one store: those under the national rules alone."""
    return tuple(scenario for scenario in SCENARIOS if not scenario.packs)


def somebody(order: int) -> tuple[str, str]:
    """The name and the number of the person of a scenario."""
    digits = "".join(_DIGITS[int(digit)] for digit in str(order))
    return f"周试{digits}", identity_number(date(1995, 5, 5), order)


def done(scenario: Scenario) -> Iterator[Do]:
    """The acts of a scenario that go through, without the dry runs."""
    return (act for act in scenario.steps if act.no is None and not act.dry_run)


def populate(flow: Flow, scenarios: Iterable[Scenario]) -> None:
    """Let the people of ``scenarios`` live in ``flow``, each to where their journey ends."""
    door = Service(flow)
    for order, scenario in enumerate(scenarios, start=2):
        name, number = somebody(order)
        dossier = ""
        for act in done(scenario):
            told = {
                label: {PERSON: name, NUMBER: number}.get(text, text) if act.what == "open" else text
                for label, text in act.set.items()
            }
            if FORM_NUMBER in told:
                told[FORM_NUMBER] = f"{told[FORM_NUMBER]}{order:02d}"
            refusal = door.do(replace(act, set=told, stale=None), dossier)
            assert refusal is None, (scenario.name, act, refusal)
            if act.what == "open":
                dossier = flow.store.list()[-1].id
