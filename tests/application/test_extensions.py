"""An extension of probation: its months are told, and the second meeting has papers and a result of its own."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import VOTES, regular
from tests.journeys.scenario import Do, Refusal
from tests.journeys.service import Service
from tests.journeys.zone import TODAY

LIFE = regular("2026")
SECOND = "2029-04-10"
RESULT = {"转正结果": "按期转正", "转正支委会审查日期": SECOND}
EXTENDED = {**LIFE["second meeting"].set, "转正结果": "延长预备期", "延长月数": "6"}
EXTENSION = LIFE.between("second ballot", "archived").but("second meeting", set=EXTENDED)


class Person:
    """Somebody in a zone, and what is done with their dossier."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.service = flow, Service(flow)
        self.dossier = lived(flow, LIFE.until("second ballot"))

    def do(self, *acts: Do) -> None:
        """Do ``acts``; none may be refused."""
        assert [self.service.do(act, self.dossier) for act in acts] == [None] * len(acts)

    def refused(self, act: Do) -> Refusal:
        """How ``act`` is refused."""
        refusal = self.service.do(act, self.dossier)
        assert refusal is not None
        return refusal

    @property
    def facts(self) -> Facts:
        """What is on record."""
        return self.flow.store.get(self.dossier).facts


@pytest.fixture
def person(zone: Flow) -> Person:
    """Somebody whose probation is over."""
    return Person(zone)


@pytest.fixture
def extended(person: Person) -> Person:
    """Somebody whose probation was extended by six months, and who asked again."""
    person.do(*EXTENSION.steps, replace(LIFE["asks"], on="2029-04-03"))
    return person


def test_an_extension_without_its_months_is_refused(person: Person) -> None:
    person.do(LIFE["second ballot"])
    told = {name: text for name, text in EXTENDED.items() if name != "延长月数"}
    assert "延长月数" in person.refused(replace(LIFE["second meeting"], set=told)).says


def test_the_second_meeting_is_not_carried_by_the_first_ones_ballot_papers(extended: Person) -> None:
    extended.do(Do("ballot", SECOND, "branch", votes=VOTES))
    assert "表决票" in extended.refused(Do(23, SECOND, "branch", set=RESULT)).says
    extended.do(Do(23, SECOND, "branch", papers=("表决票",), set=RESULT))


def test_the_second_meeting_has_a_result_of_its_own(extended: Person) -> None:
    assert "转正结果" in extended.refused(Do(23, SECOND, "branch", papers=("表决票",))).says


@pytest.mark.parametrize("step", ["22", "23"])
def test_a_return_from_the_second_meeting_leaves_the_extension_in_force(extended: Person, step: str) -> None:
    extended.do(
        Do("ballot", SECOND, "branch", votes=VOTES),
        Do(23, SECOND, "branch", papers=("表决票",), set=RESULT),
        Do("submit", "2029-04-12", "branch", opinion="同意"),
        Do("return", "2029-04-16", "general", to=step, reason="会议记录缺失"),
    )
    assert extended.facts.conversion_met_on is None
    assert extended.facts.extension_months == 6
    assert extended.facts.member_since == date(2029, 4, 2) < TODAY
