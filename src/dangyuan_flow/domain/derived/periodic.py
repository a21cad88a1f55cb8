"""Periodic acts: the slots in which an examination or a report falls due, and which of them stayed empty.

Slots are for the people who do the work: they show what is due. Whether a gap is a *violation* is judged by the length
of stretches (``stretches.py``), never by slots: a branch that examines each 30 June and 31 December is regular.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import ONE_DAY, months_later

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.domain.facts import Facts

HALF_YEAR, QUARTER = 6, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """One slot of a periodic act, both days included; ``done_on`` is the first act that fell into it."""

    act: str
    since: date
    until: date
    done_on: date | None

    def state(self, today: date) -> str:
        """已办, 未办 (the slot is over), 待办 (it runs), or 未到."""
        if self.done_on is not None:
            return "已办"
        if today < self.since:
            return "未到"
        return "待办" if today <= self.until else "未办"


def slots(act: str, start: date, end: date, months: int, days: Iterable[date]) -> tuple[Slot, ...]:
    """The slots of ``months`` each from the day after ``start`` up to ``end``; the last one is cut off there."""
    done = sorted(days)
    found: list[Slot] = []
    since, count = start + ONE_DAY, 1
    while since <= end:
        until = min(months_later(start, months * count), end)
        found.append(
            Slot(act=act, since=since, until=until, done_on=next((d for d in done if since <= d <= until), None))
        )
        since, count = until + ONE_DAY, count + 1
    return tuple(found)


def slots_of(f: Facts, today: date) -> tuple[Slot, ...]:
    """The slots of a dossier: half-yearly examinations of the activist and of the probationer (arts. 11, 30).

    Reports have no national interval; they are shown by the quarter only where some are on record.
    """
    over = f.ended_on or f.transferred_out_on or today
    found: list[Slot] = []
    if f.activist_on is not None:
        end = min(f.candidate_listed_by or today, over)
        found += slots("半年考察", f.activist_on, end, HALF_YEAR, f.examined_on or ())
        if f.reported_on:
            found += slots("思想汇报", f.activist_on, end, QUARTER, f.reported_on)
    if f.admission_approved_on is not None and f.admission_met_on is not None and f.probation_final_day is not None:
        end = min(f.probation_final_day, over)
        found += slots("预备期考察", f.admission_met_on, end, HALF_YEAR, f.probation_examined_on or ())
    return tuple(found)
