"""How long the steps take, and how often they are done in time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from dangyuan_flow.application.figures import Figure, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dangyuan_flow.application.population import Asked, Person
    from dangyuan_flow.domain.workflow import Step, Workflow

_NINE_TENTHS = 0.9


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """The days from one act of the main line to the next: of how many, median and 90th percentile.

    ``slow``: who took as long as the 90th percentile or longer. ``since``: the step before.
    """

    step: int
    since: int
    label: str
    median: float
    ninetieth: int
    all: Figure
    slow: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A deadline: done on or before its day, done later, and still not done though the day has passed."""

    step: int
    label: str
    all: Figure
    on_time: Figure
    late: Figure
    overdue: Figure

    @property
    def share(self) -> float | None:
        """Which part was done in time (0 to 1); ``None`` where nothing was due."""
        return self.on_time.count / self.all.count if self.all.count else None


def paces(workflow: Workflow, asked: Asked, people: Sequence[Person]) -> tuple[Pace, ...]:
    """The pace of each step of the main line, where its act and the one before have a day, the later one behind."""
    first, last = asked.period
    found = []
    for before, step in pairwise(workflow.main_line):
        took: list[tuple[int, Person]] = []
        for person in people:
            end = person.done.get(step.id)
            start = person.done.get(before.id)
            if start is not None and end is not None and start <= end and first <= end <= last:
                took.append(((end - start).days, person))
        if took:
            found.append(_pace(before, step, took))
    return tuple(found)


def _pace(before: Step, step: Step, took: list[tuple[int, Person]]) -> Pace:
    days = sorted(length for length, _ in took)
    ninetieth = days[math.ceil(_NINE_TENTHS * len(days)) - 1]
    slow = (person for length, person in took if length >= ninetieth)
    return Pace(
        step=step.id,
        since=before.id,
        label=step.name,
        median=median(days),
        ninetieth=ninetieth,
        all=figure(f"took:{step.id}", f"{before.name}→{step.name}", (person for _, person in took)),
        slow=figure(f"slow:{step.id}", f"{before.name}→{step.name}，用时 {ninetieth} 天以上", slow),
    )


def kept_deadlines(workflow: Workflow, asked: Asked, people: Sequence[Person]) -> tuple[Kept, ...]:
    """Each deadline of a step that is done once; where the day it was due lies within the period."""
    found = (
        _kept(asked, people, step, deadline.fact, deadline.says)
        for step in workflow.steps
        for deadline in step.deadlines
        if not step.periodic and not deadline.milestone
    )
    return tuple(kept for kept in found if kept.all.count)


def _kept(asked: Asked, people: Sequence[Person], step: Step, fact: str, says: str) -> Kept:
    on_time: list[Person] = []
    late: list[Person] = []
    overdue: list[Person] = []
    counted: list[Person] = []
    first, last = asked.since or date.min, asked.until or date.max  # a deadline may lie ahead, where the act was early
    for person in people:
        due, done = person.day(fact), person.done.get(step.id)
        if due is None or not first <= due <= last:
            continue
        if done is not None and done <= asked.day:
            (on_time if done <= due else late).append(person)
        elif done is None and due < asked.day and person.under_way and step.id in person.owes:
            overdue.append(person)
        else:
            continue
        counted.append(person)
    return Kept(
        step=step.id,
        label=says,
        all=figure(f"due:{fact}", says, counted),
        on_time=figure(f"kept:{fact}", f"{says}：按期", on_time),
        late=figure(f"late:{fact}", f"{says}：逾期办理", late),
        overdue=figure(f"overdue:{fact}", f"{says}：逾期未办", overdue),
    )
