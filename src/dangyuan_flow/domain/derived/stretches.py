"""Stretches of cultivation between two examinations (细则-2026 art. 11: the branch examines every half-year).

A stretch runs from the activist decision or an examination to the next one, to the listing, or to the dossier's end.
Strict half-year windows would accuse a branch that examines each 30 June and 31 December; therefore the *length* of the
stretches counts, in calendar months begun. Where the person was elsewhere, at another body or abroad, nobody here could
examine: a stretch stops there, and another begins with the return.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, years_complete

if TYPE_CHECKING:
    from dangyuan_flow.domain.facts import Facts

Span = tuple[date, date]

_BOUND = "界限"


def _closed_by(f: Facts) -> date | None:
    """The day on which the last stretch closed: the listing, else the end or the transfer out, the earlier."""
    if f.candidate_listed_by is not None:
        bounded = f.candidate_listed_by_is is not None and _BOUND in f.candidate_listed_by_is
        return None if bounded else f.candidate_listed_by
    if "candidate_listed_on" in f.unknown:
        return None
    return min((day for day in (f.ended_on, f.transferred_out_on) if day is not None), default=None)


def _cultivated_until(f: Facts) -> date | None:
    """Until when stretches are certainly of cultivation, where the listing's day is not on record.

    The listing may lie anywhere from the first year's end on, and then cuts a stretch short. ``None``: without limit.
    """
    listed = f.candidate_listed_by
    unlisted = listed is None and "candidate_listed_on" not in f.unknown
    if unlisted or (listed is not None and _closed_by(f) == listed):
        return None
    return date.min if f.activist_on is None else years_complete(f.activist_on, 1)


def _points(f: Facts) -> tuple[date, ...]:
    closed = _closed_by(f)
    start = f.activist_on
    inside = [
        day
        for day in sorted(set(f.examined_on or ()))
        if (start is None or day > start) and (closed is None or day < closed)
    ]
    return (*((start,) if start else ()), *inside, *((closed,) if closed and (start or inside) else ()))


def _elsewhere(f: Facts) -> tuple[Span, ...]:
    """When the person was not here: with the former body (of which no examination is on record), moved away, abroad.

    A hand-over checks the papers (art. 12), and so parts two stretches even where the former body's are on record.
    """
    came, left = f.transferred_in_on, f.transferred_out_on
    spans: list[Span] = []
    if came is not None:
        kept_by_former = any(day < came for day in f.examined_on or ())
        away_since = left if left is not None and left < came else None
        spans.append((away_since or (came if kept_by_former else date.min), came))
    if f.away_from is not None:
        spans.append((f.away_from, f.away_to or date.max))
    return tuple(spans)


def longest(f: Facts) -> tuple[int | None, date | None, date | None]:
    """The longest closed stretch: months begun, from, to. ``None`` where no stretch has both ends on record."""
    return _longest(_points(f), _cultivated_until(f), _elsewhere(f))


@lru_cache(maxsize=1024)  # three derived facts tell of the same stretch
def _longest(
    points: tuple[date, ...], until: date | None, elsewhere: tuple[Span, ...]
) -> tuple[int | None, date | None, date | None]:
    stretches = [
        (months_begun(start, end), start, end)
        for a, b in pairwise(points)
        if a <= b and (until is None or b <= until)
        for start, end in _without(elsewhere, (a, b))
    ]
    return max(stretches, key=lambda stretch: stretch[0], default=(None, None, None))


def _without(elsewhere: tuple[Span, ...], stretch: Span) -> list[Span]:
    """What is left of a stretch without the spans spent elsewhere."""
    pieces = [stretch]
    for left, back in elsewhere:
        pieces = [part for piece in pieces for part in _parted(piece, left, back)]
    return pieces


def _parted(piece: Span, left: date, back: date) -> list[Span]:
    """What lies before somebody left, and what after the return."""
    start, end = piece
    if end <= left or back <= start:
        return [piece]
    return [part for part in ((start, left), (back, end)) if part[0] < part[1]]


def running_since(f: Facts) -> date | None:
    """The start of the stretch still open: an activist neither listed nor gone, nor away with no return known."""
    over = f.candidate_listed_by or f.ended_on or f.transferred_out_on or f.archived_on
    if f.activist_on is None or over is not None or (f.away_from is not None and f.away_to is None):
        return None
    returns = (f.transferred_in_on, f.away_to)
    return max(
        day for day in (f.activist_on, *(f.examined_on or ()), *returns) if day is not None and day >= f.activist_on
    )


def longest_between_reports(f: Facts) -> int | None:
    """The longest gap between two thought reports, in months begun, from the activist decision on."""
    if f.activist_on is None or f.reported_on is None:
        return None
    closed = _closed_by(f)
    days = [d for d in sorted(set(f.reported_on)) if d > f.activist_on and (closed is None or d < closed)]
    points = [f.activist_on, *days, *([closed] if closed and closed > f.activist_on else [])]
    return max((months_begun(a, b) for a, b in pairwise(points)), default=None)


def crowded_day(f: Facts) -> tuple[int | None, date | None]:
    """The day on which most examinations are entered, and how many; of days with as many, the first."""
    days = f.examined_on
    if not days:
        return None, None
    if len(set(days)) == len(days):
        return 1, days[0]
    day = max(sorted(set(days)), key=days.count)
    return days.count(day), day
