"""What happens in a life, as data: each deed has its day, and becomes one call of a journey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dangyuan_flow.application.demo.people import Person
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.vetting import CLEAR
from dangyuan_flow.domain.workflow import Move


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One act of one life. ``leads``: where the dossier stands afterwards, if the act moves it along the main line."""

    on: date
    leads: str | None = None


@dataclass(frozen=True, kw_only=True)
class Opened(Deed):
    """The dossier is opened."""

    facts: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Done(Deed):
    """A step is completed, or an act beside the main line recorded."""

    step: int
    facts: Mapping[str, Value] = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    by_committee: bool = False


@dataclass(frozen=True, kw_only=True)
class Decided(Deed):
    """A level of the review takes its decision at the gate where the dossier stands."""

    step: int
    move: Move
    reason: str | None = None
    to_step: int | None = None
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Voted(Deed):
    """The branch meeting votes; the counts say how many at most stayed away, wrote, spoke against or abstained."""

    carried: bool = True
    absent: int = 0
    written: int = 0
    against: int = 0
    abstained: int = 0


@dataclass(frozen=True, kw_only=True)
class Asked(Deed):
    """Letters to the bodies that vet."""

    bodies: tuple[str, ...]
    letter: str


@dataclass(frozen=True, kw_only=True)
class Answered(Deed):
    """A body's reply."""

    body: str
    opinion: str = CLEAR
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ended(Deed):
    """The dossier comes to an end before its time."""

    move: Move
    reason: str


@dataclass(frozen=True, kw_only=True)
class Left(Deed):
    """A transfer out."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Arrived(Deed):
    """A transfer in."""

    branch: str


@dataclass(frozen=True, kw_only=True)
class Corrected(Deed):
    """What was recorded wrongly is mended."""

    facts: Mapping[str, Value]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Life:
    """One life in the zone, all deeds in their order; those after today are still to come."""

    person: Person
    deeds: tuple[Deed, ...]
    kind: str

    def until(self, today: date) -> tuple[Deed, ...]:
        """What has happened by ``today``."""
        return tuple(deed for deed in self.deeds if deed.on <= today)

    def spell(self, position: str, turn: int = 0) -> tuple[date, date] | None:
        """From which day the dossier stands at ``position`` (the ``turn``-th time), and when it moves on."""
        moves = [deed for deed in self.deeds if deed.leads is not None]
        places = [
            (deed, after) for deed, after in zip(moves, [*moves[1:], None], strict=True) if deed.leads == position
        ]
        if turn >= len(places):
            return None
        deed, after = places[turn]
        return deed.on, after.on if after is not None else date.max

    def first(self, step: int) -> date | None:
        """The day of the first act of ``step``."""
        return next((deed.on for deed in self.deeds if isinstance(deed, Done) and deed.step == step), None)
