"""Ways of telling how a value comes about: months from a day, the earliest or first of several, an anniversary."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dangyuan_flow.domain.derived.deriving import Earliest, MonthsBetween, MonthsLater
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.why import reckoning

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.facts import Facts, Value


class Told(NamedTuple):
    """A derived value, how it came about, and the facts that it came from."""

    value: Value
    how: str
    of: tuple[str, ...]


def label(name: str) -> str:
    """A fact's Chinese label."""
    return VOCABULARY[name].label


def by_line(compute: object, f: Facts) -> Told | None:
    """What a line's own way of counting tells; ``None`` where it is of no such way."""
    match compute:
        case MonthsLater(start, count):
            return limit(start, count)(f)
        case MonthsBetween(start, end):
            return between(start, end)(f)
        case Earliest():
            closed = None if compute.also is None else compute.also(f)
            return first_day(f, compute.names, *(("archived_on",) if closed is not None else ()))
        case _:
            return None


def limit(start: str, count: int, because: str = "") -> Callable[[Facts], Told | None]:
    """The last day of ``count`` months from ``start``; ``because``: what is said before it."""

    def told(f: Facts) -> Told | None:
        day = f[start]
        if not isinstance(day, date):
            return None
        value, how = reckoning.limit(day, count)
        return Told(value, f"{because}{label(start)} {how}", (start,))

    return told


def between(start: str, end: str) -> Callable[[Facts], Told | None]:
    """The months begun from ``start`` to ``end``."""

    def told(f: Facts) -> Told | None:
        first, last = f[start], f[end]
        if not isinstance(first, date) or not isinstance(last, date) or last < first:
            return None
        value, how = reckoning.begun(first, last)
        return Told(value, f"{label(start)}到{label(end)}，{how}", (start, end))

    return told


def first_day(f: Facts, names: tuple[str, ...], *further: str) -> Told | None:
    """The earliest of several days."""
    days = {name: day for name in (*names, *further) if isinstance(day := f[name], date)}
    if not days:
        return None
    first = min(days, key=lambda name: days[name])
    others = [f"{label(name)} {day}" for name, day in days.items() if name != first]
    beside = f"；另有 {'、'.join(others)}" if others else ""
    return Told(days[first], f"{'取最早的一项：' if others else '即'}{label(first)} {days[first]}{beside}", (first,))


def earliest(*names: str) -> Callable[[Facts], Told | None]:
    """The earliest of the days ``names``."""
    return lambda f: first_day(f, names)


def first_of(*names: str, otherwise: str = "") -> Callable[[Facts], Told | None]:
    """The first of ``names`` that is on record."""

    def told(f: Facts) -> Told | None:
        for name in names:
            if (value := f[name]) is not None:
                lacking = f"没有{'、'.join(map(label, names[: names.index(name)]))}，" if name != names[0] else ""
                how = f"{lacking}{otherwise if lacking else ''}即{label(name)} {quoted(value)}"
                return Told(value, how, (name,))
        return None

    return told


def quoted(value: Value) -> str:
    """A day as sentences quote it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def latest(*names: str) -> Callable[[Facts], Told | None]:
    """The latest of days, lists of days included."""

    def told(f: Facts) -> Told | None:
        found: list[tuple[date, str]] = []
        for name in names:
            value = f[name]
            days = value if isinstance(value, tuple) else (value,)
            found += [(day, name) for day in days if isinstance(day, date)]
        if not found:
            return None
        day = max(day for day, _ in found)
        latest = tuple(dict.fromkeys(name for other, name in found if other == day))
        return Told(day, f"取最晚的一项：{'、'.join(map(label, latest))} {day}", latest)

    return told


def anniversary(start: str, years: int) -> Callable[[Facts], Told | None]:
    """The day so many years after ``start``."""

    def told(f: Facts) -> Told | None:
        day = f[start]
        if not isinstance(day, date):
            return None
        value, how = reckoning.anniversary(day, years)
        return Told(value, f"{label(start)}，{how}", (start,))

    return told
