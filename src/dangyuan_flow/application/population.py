"""The people whom statistics count: every dossier that the acting user sees, as it stood on a day.

Today, what stands in the store counts. Of a day that is past, the days of the acts tell where a dossier stood then;
what has no day of its own (a paper that was sent back) leaves no trace there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind
from dangyuan_flow.domain.workflow import CLOSED, ENTRY, Standing
from dangyuan_flow.store import counted

if TYPE_CHECKING:
    from collections.abc import Collection

    from dangyuan_flow.domain.fact import Value
    from dangyuan_flow.domain.workflow import Workflow
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import Counted

STATES = ("在办", "已结")
_ABOUT = (
    *("name", "sex", "id_sex", "nation", "born_on", "id_born_on", "education_rank", "field"),
    *("application_received_on", "ended_on", "ended_because", "transferred_out_on", "candidate_consented_on"),
    *("candidate_listed_by", "conversion_result", "admission_failed", "admitted_on", "admission_year", "admission_age"),
    "admitting_body",
)
_TOLD_LATER = {
    "conversion_result": "conversion_met_on",
    "admission_failed": "admission_met_on",
    "admission_year": "admitted_on",
    "admission_age": "admitted_on",
}
"""Facts without a day of their own, and the act that brings them."""
_ENDS = dict.fromkeys(("ended_on", "transferred_out_on", "conversion_approved_on", "conversion_result", "archived_on"))
"""What ends a dossier: without it, it stands where it stood before."""
_LISTS = (Kind.DATES, Kind.TEXTS)
_BLANK = Facts()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is to be counted: below which body, on which day, only those 在办 or 已结, and of acts only those within."""

    day: date
    body: str | None = None
    state: str | None = None
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.state is not None and self.state not in STATES:
            msg = f"办理情况只有{'、'.join(STATES)}，收到“{self.state}”"
            raise BadInput(msg)
        if self.since is not None and self.until is not None and self.until < self.since:
            msg = f"期间的止（{self.until}）早于起（{self.since}），请改正"
            raise BadInput(msg)

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the acts that count; none after the day that is asked about."""
        return self.since or date.min, min(self.until or date.max, self.day)

    def takes_in(self, day: date | None) -> bool:
        """Whether an act on ``day`` counts."""
        first, last = self.period
        return day is not None and first <= day <= last


class Person(NamedTuple):
    """One dossier on the day: where it stands, the stage it has come to, and the facts that statistics read.

    ``done``: the day of each step that was done. ``owes``: the steps with a deadline that are not done. ``came_back``:
    some level sent it back, ever.
    """

    id: str
    branch: str
    position: str
    standing: Standing
    under_way: bool
    reached: int
    facts: dict[str, Value]
    done: dict[int, date]
    owes: set[int]
    came_back: bool

    def day(self, name: str) -> date | None:
        """The fact ``name``, which is a day."""
        return self.facts[name]  # type: ignore[return-value]  # the caller names a fact that holds a day

    def text(self, name: str) -> str | None:
        """The fact ``name``, which is a text."""
        return self.facts[name]  # type: ignore[return-value]  # as above

    def number(self, name: str) -> int | None:
        """The fact ``name``, which is a number."""
        return self.facts[name]  # type: ignore[return-value]  # as above

    @property
    def applied_on(self) -> date | None:
        """The day of the application, or of its receipt."""
        return self.day("applied_on") or self.day("application_received_on")


def population(flow: Flow, asked: Asked) -> tuple[Person, ...]:
    """The people of ``asked``, by branch, name and id. Raises :class:`NotFound` for an unknown body."""
    dated = _Dated.of(flow.workflow)
    steps = [step for step in flow.workflow.steps if step.deadlines]
    due = [deadline.fact for step in steps for deadline in step.deadlines]
    names = [n for n in dict.fromkeys((*_ABOUT, *dated.names, *due)) if VOCABULARY[n].kind not in _LISTS]
    numbers = [step.id for step in steps]
    is_past = asked.day < flow.today()
    people = []
    for row in counted(flow.store, names, [step.done for step in steps], asked.day, branches_of(flow, asked.body)):
        owes = {number for number, holds in zip(numbers, row.holds, strict=True) if not holds}
        then, done = row, dated.days(row.facts)
        if is_past:
            found = _as_it_stood(flow.workflow, row, asked.day, due)
            if found is None:
                continue
            then, before = found, done
            done = dated.days(then.facts)
            owes |= before.keys() - done.keys()
        people.append(_person(flow.workflow, then, done, owes))
    return tuple(sorted(people, key=lambda person: (person.branch, person.facts["name"] or "", person.id)))


class _Dated(NamedTuple):
    """By which facts each step is dated; those that are done again and again have no day of their own."""

    steps: tuple[tuple[int, str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, workflow: Workflow) -> _Dated:
        return cls(tuple((step.id, step.dated_by, step.also_dated_by) for step in workflow.steps if not step.periodic))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, first, others in self.steps for name in (first, *others))

    def days(self, facts: dict[str, Value]) -> dict[int, date]:
        """The day of each step that was done."""
        found: dict[int, Value] = {}
        for number, name, others in self.steps:
            day = facts[name]
            for other in others:
                day = day or facts[other]
            if day is not None:
                found[number] = day
        return found  # type: ignore[return-value]  # what dates a step is a day


def _as_it_stood(workflow: Workflow, row: Counted, day: date, due: Collection[str]) -> Counted | None:
    """The dossier as the days of its acts tell of a past day; ``None`` where it had not begun.

    ``due``: days by which something is due are no acts, and may well lie ahead.
    """
    then: dict[str, Value] = {}
    for name, value in row.facts.items():
        is_later = isinstance(value, date) and value > day and name not in due
        then[name] = None if is_later else value
    for name, act in _TOLD_LATER.items():
        if then[act] is None:
            then[name] = None
    if then["applied_on"] is None and then["application_received_on"] is None:
        return None
    facts = _BLANK.having(**then)
    position = workflow.furthest(facts)
    before = ENTRY if position not in CLOSED else workflow.furthest(facts.having(**_ENDS))
    return row._replace(position=position, before=before, standing=None, under_way=position not in CLOSED, facts=then)


def _person(workflow: Workflow, row: Counted, done: dict[int, date], owes: set[int]) -> Person:
    standing = workflow.standing_at(row.position, row.before) if row.standing is None else Standing(row.standing)
    return Person(
        id=row.id,
        branch=row.branch or "",
        position=row.position,
        standing=standing,
        under_way=row.under_way,
        reached=_reached(workflow, row, standing, done),
        facts=row.facts,
        done=done,
        owes=owes,
        came_back=row.came_back,
    )


def _reached(workflow: Workflow, row: Counted, standing: Standing, done: dict[int, date]) -> int:
    """The stage to which a dossier has come; behind the last one, who is a full member."""
    if standing is Standing.MEMBER:
        return workflow.stages[-1].id + 1
    here = workflow.step_at(row.before if row.position in CLOSED else row.position)
    dated = next((step.stage for step in reversed(workflow.main_line) if step.id in done), workflow.stages[0].id)
    return dated if here is None else max(here.stage, dated)
