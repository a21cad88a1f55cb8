"""The lists to which a report's numbers lead: each sorted so that what a number counts stands in one run of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of lines: the first and the last, counted from 0."""

    first: int
    last: int

    def __len__(self) -> int:
        """How many lines it has."""
        return self.last - self.first + 1


class Listing(Generic[Item]):
    """Items sorted by a key of several parts; every prefix of a key has its run."""

    def __init__(self, name: str, items: Sequence[Item], key: Callable[[Item], Key]) -> None:
        """Sort ``items``; those of equal keys keep their order. ``name``: how the list is called."""
        self.name = name
        self.items = tuple(sorted(items, key=key))
        self._spans: dict[Key, Span] = {}
        keys = [key(item) for item in self.items]
        for parts in range(len(keys[0]) + 1 if keys else 0):
            for number, whole in enumerate(keys):
                known = self._spans.get(whole[:parts])
                self._spans[whole[:parts]] = Span(number if known is None else known.first, number)

    def span(self, *prefix: object) -> Span | None:
        """The run of all items whose key begins with ``prefix``; ``None`` where there is none."""
        return self._spans.get(prefix)

    def count(self, *prefix: object) -> int:
        """How many items have a key that begins with ``prefix``."""
        span = self._spans.get(prefix)
        return 0 if span is None else len(span)
