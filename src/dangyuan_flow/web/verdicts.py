"""The guard's answer as a page shows it: the verdict first, then one line for each point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.readings import show
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dangyuan_flow.application.considering import Answer
    from dangyuan_flow.domain.rules import Violation

_MOST_VALUES = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One line: what is the matter, its values, its article, the remedy, the earliest day.

    ``mark``: ``stop``, ``lack``, ``owe``, ``warn`` or ``note``; of what is on record ``found`` or ``lead``.
    ``field``: where on the page it is mended.
    """

    mark: str
    says: str
    title: str = ""
    code: str = ""
    cites: str = ""
    values: tuple[tuple[str, str], ...] = ()
    remedy: str = ""
    earliest: date | None = None
    field: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The verdict in words, its kind (``go``, ``short``, ``stop``), and the points behind it."""

    kind: str
    words: str
    points: tuple[Point, ...] = ()
    asks_reason: bool = False


def of_answer(answer: Answer) -> Verdict:
    """What the guard answered."""
    points = (
        *_points(answer.blocking, "stop"),
        *(Point(mark="lack", says=f"栏目“{fact.label}”还没有填", field=fact.name) for fact in answer.fields),
        *(Point(mark="lack", says=f"材料《{kind}》还没有交", field="papers") for kind in answer.papers),
        *_points(answer.wanting, "lack"),
        *_points(answer.owed, "owe"),
        *_points(answer.warnings, "warn"),
        *_points(answer.notes, "note"),
    )
    if answer.blocking:
        when = f"，最早 {answer.earliest}" if answer.earliest is not None else ""
        also = f"，另外还差 {answer.lacking} 项" if answer.lacking else ""
        return Verdict(kind="stop", words=f"不能办理{when}{also}", points=points, asks_reason=bool(answer.owed))
    if answer.lacking:
        return Verdict(kind="short", words=f"还差 {answer.lacking} 项", points=points, asks_reason=bool(answer.owed))
    if answer.owed:
        return Verdict(kind="short", words="可以办理，须写明理由", points=points, asks_reason=True)
    return Verdict(kind="go", words="可以办理", points=points)


def of_problems(problems: Mapping[str, str]) -> Verdict:
    """What cannot be read, by field; an empty name stands for the act as a whole."""
    points = tuple(Point(mark="stop", says=says, field=name) for name, says in problems.items())
    unread = [name for name in problems if name]
    return Verdict(kind="stop", words=f"有 {len(unread)} 处须改正" if unread else "不能办理", points=points)


def of_violation(violation: Violation, mark: str) -> Point:
    """A violation as a line."""
    says = violation.says
    values = [
        (VOCABULARY[n].label, show(v)) for n, v in violation.facts.items() if n in VOCABULARY and n != "id_number"
    ]
    untold = [(label, value) for label, value in values if value not in says and len(value) < len(says)]
    return Point(
        mark=mark,
        title=violation.rule.title,
        code=violation.code,
        says=says,
        cites=cited(violation.cites),
        values=tuple(untold[:_MOST_VALUES]),
        remedy=for_page(violation.rule.remedy) if violation.rule.remedy else "",
        earliest=violation.earliest,
    )


def _points(violations: Iterable[Violation], mark: str) -> Iterable[Point]:
    return (of_violation(violation, mark) for violation in violations)
