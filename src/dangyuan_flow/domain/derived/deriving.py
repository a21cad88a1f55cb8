"""How one derived fact follows: a line of the derivation, and the ways of writing one."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, months_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts, Value


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one derived fact follows; ``weighs`` names facts whose absence leaves some dossiers' values open."""

    name: str
    compute: Callable[[Facts], Value | Untold]
    needs: frozenset[str]
    any_of: frozenset[str]
    weighs: frozenset[str] = frozenset()

    @property
    def sources(self) -> frozenset[str]:
        """All the facts that it goes back to."""
        return self.needs | self.any_of | self.weighs

    def is_unknown(self, unknown: frozenset[str] | set[str]) -> bool:
        """Whether the fact cannot be told, given what is ``unknown``."""
        return not self.needs.isdisjoint(unknown) or (bool(self.any_of) and self.any_of <= unknown)


def line(
    name: str,
    compute: Callable[[Facts], Value | Untold],
    *needs: str,
    any_of: Iterable[str] = (),
    weighs: Iterable[str] = (),
) -> Derivation:
    """The line of the fact ``name``."""
    return Derivation(name, compute, frozenset(needs), frozenset(any_of), frozenset(weighs))


class Earliest:
    """The first of the days ``names`` on record; ``also`` tells a further one."""

    def __init__(self, *names: str, also: Callable[[Facts], date | None] | None = None) -> None:
        self.names = names
        self.also = also
        self._values = itemgetter(*names, names[0])  # a tuple also where there is one name

    def __call__(self, f: Facts) -> date | None:
        """The day."""
        first: date | None = min(filter(None, self._values(vars(f))), default=None)
        if self.also is None:
            return first
        return min(filter(None, (first, self.also(f))), default=None)


@dataclass(frozen=True, slots=True)
class MonthsLater:
    """The last day of ``count`` months from the day ``start``."""

    start: str
    count: int

    def __call__(self, f: Facts) -> date | None:
        """The day."""
        return None if (day := getattr(f, self.start)) is None else months_later(day, self.count)


@dataclass(frozen=True, slots=True)
class MonthsBetween:
    """The months begun from one day to another; ``None`` where either is not on record, or they stand the other way."""

    start: str
    end: str

    def __call__(self, f: Facts) -> int | None:
        """How many."""
        first, last = getattr(f, self.start), getattr(f, self.end)
        return None if first is None or last is None or last < first else months_begun(first, last)


earliest, months, months_between = Earliest, MonthsLater, MonthsBetween


def counted(name: str) -> Derivation:
    """The line of ``<name>_count``: how many the list ``name`` holds."""
    return line(f"{name}_count", lambda f: None if (value := getattr(f, name)) is None else len(value), name)
