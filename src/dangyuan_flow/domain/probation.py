"""Probation and its three exits: when it ends, from when membership counts (细则-2026 arts. 31, 33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import ONE_DAY, extension_end

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.facts import Facts

EXTENDED, CANCELLED, ON_TIME = "延长预备期", "取消预备党员资格", "按期转正"


def extension_ends(f: Facts) -> date | None:
    if f.probation_ends_on is None or f.extension_months is None:
        return None
    return extension_end(f.probation_ends_on, f.extension_months)


def final_day(f: Facts) -> date | None:
    if f.conversion_result == EXTENDED:
        return f.probation_ends_on
    return f.extension_ends_on or f.probation_ends_on


def off_by(f: Facts) -> int | None:
    if f.stated_probation_to is None or f.probation_ends_on is None:
        return None
    ends = (f.probation_ends_on, f.extension_ends_on)
    return min(abs((f.stated_probation_to - end).days) for end in ends if end is not None)


def member_since(f: Facts) -> date | None:
    if f.probation_final_day is None or f.conversion_result in (EXTENDED, CANCELLED):
        return None
    return f.probation_final_day + ONE_DAY


def extensions(f: Facts) -> int:
    was_extended = f.extension_met_on is not None or (
        f.extension_months is not None and f.conversion_result != EXTENDED
    )
    return int(was_extended) + (f.conversion_result == EXTENDED)
