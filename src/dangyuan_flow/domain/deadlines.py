"""Time as the regulation counts it: calendar months, anniversaries, probation, working days.

The only place in the product that does arithmetic on dates; databases never do (each does it differently).
Conventions where the law is silent are marked *(our convention)* and follow 民法典 arts. 201-203 by analogy.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import chinese_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
COLLECTIVE_OATH_DAYS = ((7, 1), (10, 1))


def today_in_shanghai(now: datetime) -> date:
    """The date on the wall in China at the instant ``now`` (aware)."""
    return now.astimezone(SHANGHAI).date()


@lru_cache(maxsize=65536)
def months_later(day: date, count: int) -> date:
    """The last day of a limit of ``count`` months: same day of the month, clamped to its end, inclusive.

    Never moved for a rest day *(our convention)*: 01-31 and one month is 02-28.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    month += 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def months_later_or_next_day(day: date, count: int) -> date:
    """The day on which ``count`` full months are complete: where no such day exists, the first of the next month."""
    clamped = months_later(day, count)
    return clamped if clamped.day == day.day else clamped + ONE_DAY


def years_complete(day: date, years: int) -> date:
    """The day on which ``years`` are complete (满一年, 满十八周岁): 02-29 is complete on 03-01 *(our convention)*."""
    return months_later_or_next_day(day, 12 * years)


def months_completed(start: date, end: date) -> int:
    """How many whole months lie between; what *at least n months* reads."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if months_later(start, count) <= end else count - 1


def months_begun(start: date, end: date) -> int:
    """How many months were begun (7 months and a day = 8); what *at most n months* reads."""
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if months_later(start, count) >= end else count + 1


def probation_end(meeting: date) -> date:
    """The last day of probation, one year from the branch meeting (细则-2026 art. 31)."""
    return years_complete(meeting, 1) - ONE_DAY


def extension_end(first_end: date, count: int) -> date:
    """The last day of a probation extended by ``count`` months, counted from the day after the first end."""
    return months_later_or_next_day(first_end + ONE_DAY, count) - ONE_DAY


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingCalendar:
    """Which days are worked, by the State Council's yearly notices (holidays and shifted working days).

    ``first_year`` to ``last_year`` are known, and the years ``loaded``; ``overrides`` hold days of years that
    ``chinesecalendar`` lacks. ``version`` goes into derived facts: a new calendar means *derive again*.
    """

    first_year: int
    last_year: int
    version: str
    overrides: Mapping[date, bool] | None = None
    loaded: frozenset[int] = frozenset()

    def knows(self, day: date) -> bool:
        """Whether the notice for the year of ``day`` is at hand."""
        return self.first_year <= day.year <= self.last_year or day.year in self.loaded

    def is_worked(self, day: date) -> bool:
        """Whether ``day`` is a working day; where no notice tells, weekends are rest and other days are worked."""
        if self.overrides is not None and day in self.overrides:
            return self.overrides[day]
        if self.knows(day) and _FIRST_NOTICE <= day.year <= _LAST_NOTICE:
            return _is_workday(day)
        return day.weekday() < months.SATURDAY


_FIRST_NOTICE, _LAST_NOTICE = (edge(chinese_calendar.holidays).year for edge in (min, max))


@lru_cache(maxsize=32768)
def _is_workday(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


STATE_COUNCIL = WorkingCalendar(
    first_year=_FIRST_NOTICE, last_year=_LAST_NOTICE, version=f"chinesecalendar-{_LAST_NOTICE}"
)


class _Laid:
    """Where the calendar of this process lies: that of the store which was opened last."""

    calendar = STATE_COUNCIL


def calendar_in_force() -> WorkingCalendar:
    """The calendar by which facts are derived: the package's, with the years that the open store has loaded."""
    return _Laid.calendar


def put_in_force(calendar: WorkingCalendar) -> None:
    """Derive by ``calendar`` from now on. Its version marks what is derived, so that what another one left shows."""
    _Laid.calendar = calendar


def working_days(start: date, end: date, calendar: WorkingCalendar | None = None) -> int | None:
    """The working days from ``start`` to ``end``, both included; ``None`` where a year's notice is not known.

    The first day counts if it is worked (细则-2026 art. 13; the inclusive count is usual). Stops counting at 400 days.
    """
    calendar = calendar or calendar_in_force()
    if not (calendar.knows(start) and calendar.knows(end)):
        return None
    length = min((end - start).days, 400)
    return sum(calendar.is_worked(start + timedelta(days=n)) for n in range(length + 1))


def nth_working_day(start: date, count: int, calendar: WorkingCalendar | None = None) -> date:
    """The day on which a notice posted on ``start`` has run for ``count`` working days."""
    calendar = calendar or calendar_in_force()
    day = start
    seen = int(calendar.is_worked(day))
    while seen < count:
        day += ONE_DAY
        seen += calendar.is_worked(day)
    return day
