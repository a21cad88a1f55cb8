"""Acts of which something is on record, only not their day: who talked, how many voted, which body approved.

Nobody can say of such an act that there is no record of it; what its day would show stays open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.deriving import Derivation, Earliest, line
from dangyuan_flow.domain.derived.rounds import DECISIVE_COUNTS
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts, Value

TRACES: dict[str, tuple[str, ...]] = {
    "talked_on": ("talked_by",),
    "activist_on": ("activist_meeting", "activist_filed_on"),
    "examined_on": ("examination_opinions",),
    "notice_from": ("notice_to", "notice_places", "notice_objections"),
    "training_to": ("training_from", "training_days", "training_hours", "training_result", "trained_by"),
    "prereviewed_on": ("prereview_notified_on",),
    "admission_met_on": (*(f"admission_{count}" for count in DECISIVE_COUNTS), "admission_resolution"),
    "admission_talked_on": ("admission_talked_by",),
    "admission_approved_on": ("admission_approved_by", "admission_decided_how"),
    "conversion_met_on": (*(f"conversion_{count}" for count in DECISIVE_COUNTS), "conversion_resolution"),
    "conversion_approved_on": ("conversion_approved_by",),
}
"""An act, and what else would be blank if it had not been done."""


def is_traced(f: Facts, act: str) -> bool:
    """Whether the day of ``act`` is blank, and something else tells of it."""
    return not getattr(f, act) and any(getattr(f, trace) for trace in TRACES[act])


@dataclass(frozen=True, slots=True)
class UnlessTraced:
    """What ``compute`` tells; open where ``act`` is on record without its day."""

    act: str
    compute: Callable[[Facts], Value]

    def __call__(self, f: Facts) -> Value | Untold:
        """The value."""
        value = self.compute(f)
        return UNTOLD if value is not None and is_traced(f, self.act) else value


class RecordedDay(Earliest):
    """The day of an act; open where only its day is not on record."""

    def __call__(self, f: Facts) -> date | Untold | None:  # type: ignore[override]  # wider by what is open
        """The day."""
        [act] = self.names
        return UNTOLD if is_traced(f, act) else super().__call__(f)


unless_traced = UnlessTraced

LINES: tuple[Derivation, ...] = tuple(
    line(name, RecordedDay(act), act, weighs=TRACES[act])
    for name, act in (
        ("talk_recorded_on", "talked_on"),
        ("training_recorded_to", "training_to"),
        ("prereview_recorded_on", "prereviewed_on"),
        ("higher_talk_recorded_on", "admission_talked_on"),
    )
)
"""How these facts follow."""
