"""Where a person belongs: to which body somebody applies (细则-2026 art. 6), and how cultivation goes on after a move.

All of it leads only: bodies are joint, people are seconded, and names of units and branches prove nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, months_completed
from dangyuan_flow.domain.line import earliest, line, months_between

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.facts import Facts

OWN_UNIT, ELSEWHERE = "本单位", "其他"
APPLIED_WHERE = (OWN_UNIT, "单位所在地", "主管部门", "居住地", "流动党员党组织", ELSEWHERE)
"""Whose organisation took the application, in the words of art. 6; 其他: none of those that the article names."""

VILLAGE, RESIDENTS, OTHER_SORT = "村", "社区居民或离退休", "其他"
_VILLAGE = re.compile(r"(?<!中关)村(?:委会)?(?:第?[一二三四五六七八九十\d]+[组社]?)?(?:联合)?党?总?支部")
_RESIDENTS = re.compile("社区|居委|居民|小区|街道|离退休|退休|离休|村民|小组")


@lru_cache(maxsize=4096)
def sort_of(branch: str) -> str:
    """What sort of branch its name speaks of: of a village, of residents or pensioners, or neither."""
    if _VILLAGE.search(branch):
        return VILLAGE
    return RESIDENTS if _RESIDENTS.search(branch) else OTHER_SORT


def branch_sort(f: Facts) -> str | None:
    """The sort of the person's branch, by its name."""
    return None if f.branch is None else sort_of(f.branch)


def applied_elsewhere(f: Facts) -> bool | None:
    """Whether the application went to a body that art. 6 does not name for such a case.

    Somebody whose unit has an organisation applies there; a floating person may always apply to one of floating members
    or where that person lives. ``None`` where nobody wrote down to whom it went.
    """
    if f.applied_where is None:
        return None
    if f.applied_where == ELSEWHERE:
        return True
    return f.applied_where != OWN_UNIT and f.unit_has_organization is True and not f.is_floating


def student_when_applied(f: Facts) -> bool | None:
    """Whether the person was at school on the day of the application: as somebody stated, or by the days of study."""
    if f.student_when_applying is not None:
        return f.student_when_applying
    if f.applied_on is None or f.study_from is None or f.study_to is None:
        return None
    return f.study_from <= f.applied_on <= f.study_to


def attached_in_name_only(f: Facts) -> bool | None:
    """Whether somebody with neither contract nor social security belongs to a branch that looks like a firm's.

    Students, villagers, residents and pensioners have no contract, nor has who applied where the unit has no branch.
    """
    if f.employed_by_unit is None or f.branch_sort is None:
        return None
    lives_there = f.branch_sort != OTHER_SORT or f.applied_where not in (None, OWN_UNIT)
    return not (f.employed_by_unit or lives_there or f.is_student or f.student_when_applied)


def away_when_applied(f: Facts) -> bool | None:
    """Whether the application is dated into an absence (service, abroad) that is on record with both its ends."""
    if f.applied_on is None or f.away_from is None or f.away_to is None:
        return None
    return f.away_from < f.applied_on < f.away_to


def months_to_activist(f: Facts) -> int | None:
    """Whole months from the application to the activist decision."""
    if f.applied_on is None or f.activist_on is None or f.activist_on < f.applied_on:
        return None
    return months_completed(f.applied_on, f.activist_on)


def resumed_on(f: Facts) -> date | None:
    """The day on which cultivation went on: the hand-over, else the first act after the former body's last day."""
    ended = f.former_cultivated_to
    if ended is None:
        return None
    acts = (f.contacts_assigned_on, f.candidate_discussed_on, *(f.examined_on or ()))
    return f.transferred_in_on or min((day for day in acts if day is not None and day > ended), default=None)


def break_months(f: Facts) -> int | None:
    """The months begun between the two spans of cultivation; 0 where they join or overlap."""
    ended, resumed = f.former_cultivated_to, f.cultivation_resumed_on
    if ended is None or resumed is None:
        return None
    return months_begun(ended, resumed) if resumed > ended else 0


LINES = (
    line("branch_sort", branch_sort, "branch"),
    line("applied_elsewhere", applied_elsewhere, "applied_where", "unit_has_organization", "is_floating"),
    line(
        "student_when_applied",
        student_when_applied,
        any_of=("student_when_applying", "study_from"),
        weighs=("applied_on", "study_to"),
    ),
    line("attached_in_name_only", attached_in_name_only, "employed_by_unit", "branch_sort"),
    line(
        "application_seen_on",
        earliest("application_registered_on", "application_received_on"),
        any_of=("application_registered_on", "application_received_on"),
    ),
    line(
        "application_seen_months_begun",
        months_between("applied_on", "application_seen_on"),
        *("applied_on", "application_seen_on"),
    ),
    line("away_when_applied", away_when_applied, "applied_on", "away_from", "away_to"),
    line("months_from_application_to_activist", months_to_activist, "applied_on", "activist_on"),
    line(
        "cultivation_resumed_on",
        resumed_on,
        *("former_cultivated_to", "transferred_in_on"),
        *("contacts_assigned_on", "examined_on", "candidate_discussed_on"),
    ),
    line("cultivation_break_months_begun", break_months, "former_cultivated_to", "cultivation_resumed_on"),
)
"""How these facts follow."""
