"""A figure: a number of statistics with the very dossiers that it counts, so that it can always lead to its list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.application.population import Person


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One number: ``key`` names it in an address, ``label`` on a page; ``ids`` are the dossiers counted."""

    key: str
    label: str
    ids: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many."""
        return len(self.ids)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What belongs together: a heading and its figures."""

    id: str
    title: str
    figures: tuple[Figure, ...]


def figure(key: str, label: str, people: Iterable[Person]) -> Figure:
    """The figure that counts ``people``."""
    return Figure(key=key, label=label, ids=tuple(person.id for person in people))


def grouped(
    id: str,  # noqa: A002  the part's name in addresses
    title: str,
    people: Iterable[tuple[str, Person]],
    labels: Mapping[str, str],
    *,
    whole: bool = False,
) -> Part:
    """People by a word of theirs, in the order of ``labels`` (words that are not there follow, the commonest first).

    ``whole``: also words that nobody has.
    """
    found: dict[str, list[Person]] = {word: [] for word in labels} if whole else {}
    for word, person in people:
        found.setdefault(word, []).append(person)
    order = {word: number for number, word in enumerate(labels)}
    words = sorted(found, key=lambda word: (order.get(word, len(order)), -len(found[word]), word))
    return Part(
        id=id,
        title=title,
        figures=tuple(figure(f"{id}:{word}", labels.get(word, word), found[word]) for word in words),
    )
