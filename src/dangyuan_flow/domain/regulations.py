"""The regulations that may be cited: their editions, the days on which each is in force, and their articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One edition of a regulation; both days are included, ``until`` is ``None`` while it is in force.

    ``judges``: acts are judged by this regulation's editions (the 细则); others (the 党章) are only cited beside it.
    ``known_from``: the day on which the text became known, where that is later than its first day in force.
    """

    id: str
    title: str
    since: date
    until: date | None = None
    judges: bool = True
    known_from: date | None = None
    articles: Mapping[str, str]

    def covers(self, day: date) -> bool:
        """Whether the edition is in force on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Citation:
    """An article of an edition, or the edition as a whole where the article's number is not confirmed."""

    edition: str
    article: str | None

    def __str__(self) -> str:
        """As reports write it: ``细则-2026#13``."""
        return self.edition if self.article is None else f"{self.edition}#{self.article}"


def cited(citations: Iterable[str]) -> str:
    """Citations (``细则-2026#13``) as people read them: ``细则-2026 第13条``."""
    return "、".join(f"{edition} 第{article}条" if article else edition for edition, article in map(_parts, citations))


def _parts(citation: str) -> tuple[str, str]:
    edition, _, article = citation.partition("#")
    return edition, article


@dataclass(frozen=True, slots=True)
class Regulations:
    """All editions by id."""

    editions: Mapping[str, Edition]

    def in_force(self, day: date) -> Edition | None:
        """The judging edition of the day; ``None`` before the first one (such acts are not judged)."""
        return next((e for e in self.editions.values() if e.judges and e.covers(day)), None)

    def windows(self, cited: Iterable[str]) -> tuple[tuple[date, date | None], ...]:
        """The days on which a rule citing the editions ``cited`` applies: judging editions, joined where they meet."""
        spans = sorted((e.since, e.until or date.max) for c in cited if (e := self.editions[c]).judges)
        joined: list[tuple[date, date]] = []
        for since, until in spans:
            if joined and (since - joined[-1][1]).days <= 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], until))
            else:
                joined.append((since, until))
        return tuple((since, None if until == date.max else until) for since, until in joined)
