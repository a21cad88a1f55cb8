"""Probation and its three exits: when it ends, from when membership counts (细则-2026 arts. 31, 33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import ONE_DAY, extension_end, months_later
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

EXTENDED, CANCELLED, ON_TIME = "延长预备期", "取消预备党员资格", "按期转正"
MEMBER = "正式党员"
_CONCEIVABLE_MONTHS = range(1, 121)


def extension_ends(f: Facts) -> date | Untold | None:
    """The last day of the extended probation, by the months of extension (art. 31); ``None`` where there is none.

    A number that no probation can have (nought, negative, beyond ten years) is a slip and moves no day. Where the
    extension is on record and its months are not, its stated end tells, if it is one that some number of months makes.
    """
    first, months = f.probation_ends_on, f.extension_months
    if first is None:
        return None
    if months is not None:
        return extension_end(first, months) if months in _CONCEIVABLE_MONTHS else None
    stated = f.stated_extension_to
    if stated is None:
        return UNTOLD if "extension_months" in f.unknown or _tells_of_extension(f) else None
    return next((end for n in _CONCEIVABLE_MONTHS if (end := extension_end(first, n)) == stated), UNTOLD)


def final_day(f: Facts) -> date | Untold | None:
    """The last day before conversion may be discussed; open where an extension is on record and its end is not known.

    Where the meeting on record is the one that extends, that is the first end, for the meeting was held by it; once the
    extension is approved, its end.
    """
    if f.conversion_result == EXTENDED and f.conversion_approved_on is None:
        return f.probation_ends_on
    if "extension_ends_on" in f.unknown and f.probation_ends_on is not None and _tells_of_extension(f):
        return UNTOLD
    return f.extension_ends_on or f.probation_ends_on


def _tells_of_extension(f: Facts) -> bool:
    """Whether an extension is on record, in whatever column."""
    told = (f.extension_met_on, f.extension_approved_on, f.stated_extension_to)
    return f.conversion_result == EXTENDED or any(day is not None for day in told)


def off_by(f: Facts) -> int | Untold | None:
    """By how many days the stated end misses the computed one; either end is right where there was an extension."""
    if f.stated_probation_to is None or f.probation_ends_on is None:
        return None
    ends = (f.probation_ends_on, f.extension_ends_on)
    off = min(abs((f.stated_probation_to - end).days) for end in ends if end is not None)
    may_be_extended = f.stated_probation_to >= _earliest_extended_end(f.probation_ends_on)
    return UNTOLD if off and may_be_extended and "extension_ends_on" in f.unknown else off


def _earliest_extended_end(first_end: date) -> date:
    """A day short of every extended end that the law allows (six months), with a month's grace."""
    return months_later(first_end, 5)


def _is_open_whether_extended(f: Facts) -> bool:
    """Nobody kept the months of extension, and the papers at hand do not show that there was none."""
    if "extension_months" not in f.unknown or f.probation_ends_on is None:
        return False
    if "extension_met_on" not in f.unknown and f.extension_met_on is None:
        return False
    met = f.conversion_met_on
    return met is None or met >= _earliest_extended_end(f.probation_ends_on)


def conversion_due(f: Facts) -> date | Untold | None:
    """Three months after probation's last day *(our convention; the law says in time)*."""
    if f.probation_final_day is None:
        return UNTOLD if "probation_final_day" in f.unknown else None
    return UNTOLD if _is_open_whether_extended(f) else months_later(f.probation_final_day, 3)


def member_since(f: Facts) -> date | Untold | None:
    """From when membership counts (党龄起算): the day after probation's last, however late the meeting (art. 33)."""
    if f.conversion_result in (EXTENDED, CANCELLED):
        return None
    if f.probation_final_day is None:
        return UNTOLD if "probation_final_day" in f.unknown else None
    return UNTOLD if _is_open_whether_extended(f) else f.probation_final_day + ONE_DAY


def was_converted(f: Facts) -> bool | None:
    """Whether the person became a full member; ``None`` where nothing says so."""
    if f.conversion_result is not None:
        return f.conversion_result == ON_TIME
    if f.stated_member_since is not None or f.stated_standing == MEMBER:
        return True
    return None


def result_is(*results: str) -> Callable[[Facts], bool | Untold]:
    """Whether the conversion came to one of ``results``; open where its column is absent and nothing else tells."""

    def told(f: Facts) -> bool | Untold:
        if "conversion_result" in f.unknown:
            return False if was_converted(f) else UNTOLD
        return f.conversion_result in results

    return told


def extensions(f: Facts) -> int:
    """How many extensions are on record; the law knows one (art. 31).

    Where the meeting on record is the one that extends, a column for the extending meeting may repeat its day.
    """
    if f.conversion_result == EXTENDED:
        return 1 + (f.extension_met_on is not None and f.extension_met_on != f.conversion_met_on)
    return int(f.extension_met_on is not None or bool(f.extension_months))


def extended_on(f: Facts) -> date | None:
    """The day on which the extension was approved: papers of before serve no second meeting; ``None`` without one."""
    if f.conversion_result == EXTENDED and f.conversion_approved_on is not None:
        return f.conversion_approved_on
    return f.extension_approved_on
