"""A rule across dossiers as it is put on a day, and which days in it move from one day to another."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from dangyuan_flow.domain.across import Across, Beside
from dangyuan_flow.domain.finding import WAITING
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.store import across, rows
from dangyuan_flow.store.tables import NARROW_FACTS, UNKNOWN

LAID = "laid_side_by_side"
"""The relation that a question names where nobody says another."""

_NAMED = re.compile(r'"(\w+)"')
_DAY = re.compile(r"'(\d{4}-\d\d-\d\d)'")
_COMPARED = re.compile(r'"(\w+)" [<>]=? $')
_READABLE = frozenset({*NARROW_FACTS, *UNKNOWN})


@dataclass(frozen=True, slots=True)
class Move:
    """That a column is compared with another day now: dossiers from ``first`` to ``last`` may count otherwise."""

    column: str
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """A rule, the day on which it is put, and what is known of plan and elections."""

    rule: Across
    as_of: date
    plan: tuple[Planned, ...] = ()
    elections: tuple[tuple[str, date], ...] = ()

    def over(self, relation: str) -> str:
        """The whole text, over a relation of dossiers; empty where there is nothing to ask."""
        text = across.statement(self.rule, self.as_of, self.plan, elections=self.elections, relation=relation)
        return _with_findings(text) if self.rule.asks.beside is Beside.FINDINGS else text

    @cached_property
    def text(self) -> str:
        """The whole text, over :data:`LAID`."""
        return self.over(LAID)

    @cached_property
    def needs(self) -> tuple[int, ...]:
        """The facts without which it cannot be checked, as unknown words."""
        return rows.words(across.needs_of(self.rule, self.plan))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of dossiers that it reads, beside the id."""
        named = _READABLE.intersection(_NAMED.findall(self.text))
        return tuple(column for column in (*UNKNOWN, *NARROW_FACTS) if column in named)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over all that makes it the question that it is."""
        return hashlib.sha256(f"{self.text}\n{self.needs}".encode()).hexdigest()

    def on(self, day: date) -> "Question":
        """The same, put on another day."""
        return replace(self, as_of=day)

    def moves(self, before: "Question") -> tuple[Move, ...] | None:
        """The days that moved since ``before``, the same put on another day; ``None`` where more than days changed."""
        old, new = _DAY.split(before.text), _DAY.split(self.text)
        if old[::2] != new[::2]:
            return None
        found: list[Move] = []
        for said, then, now in zip(new[::2], old[1::2], new[1::2], strict=False):
            if then != now:
                compared = _COMPARED.search(said)
                if compared is None:
                    return None
                found.append(Move(compared[1], *sorted((then, now))))
        return tuple(found)

    def lacks(self, unknown: Iterable[Sequence[int]]) -> int:
        """In how many dossiers it cannot be checked; ``unknown``: counts, each with its unknown words."""
        return sum(count for count, *words in unknown if any(w & n for w, n in zip(words, self.needs, strict=True)))


def _with_findings(text: str) -> str:
    """The text with the registered findings put before it, which only a store has."""
    waiting = ", ".join(f"'{state.value}'" for state in sorted(WAITING))
    relation = (
        f"{across.FINDINGS} AS (SELECT subject, about, code, due_on, assigned_to AS body, "  # noqa: S608  our own words
        f"state NOT IN ({waiting}) AS settled FROM finding)"
    )
    return text.replace("WITH ", f"WITH {relation}, ", 1)
