"""Working-day calendars that are loaded: a year of the State Council's notice that ``chinesecalendar`` does not know.

A year is loaded whole, from the notice: which days rest, and which days of weekends are worked instead. Where the
package knows a year too, the package counts.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import chinese_calendar

from dangyuan_flow.domain.deadlines import STATE_COUNCIL, WorkingCalendar
from dangyuan_flow.domain.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

REST, WORK = "休", "班"
CALENDAR = "calendar"
"""The register that keeps loaded years."""
_FRIDAY = 4
_STATUTORY = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Days that rest in every year (全国年节及纪念日放假办法): a notice without them was read wrongly."""
_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialDay:
    """A day of a holiday, or one of a weekend that is worked instead, and for which holiday."""

    on: date
    is_worked: bool
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadedYear:
    """The notice of one year; ``source`` names it (国办发明电…)."""

    year: int
    source: str
    days: tuple[SpecialDay, ...]

    def value(self) -> dict[str, Any]:
        """What the register keeps."""
        days = [[day.on.isoformat(), WORK if day.is_worked else REST, day.name] for day in self.days]
        return {"year": self.year, "source": self.source, "days": days}

    @classmethod
    def of_value(cls, value: Mapping[str, Any]) -> LoadedYear:
        """What the register kept."""
        days = (
            SpecialDay(on=date.fromisoformat(on), is_worked=is_ == WORK, name=name) for on, is_, name in value["days"]
        )
        return cls(year=value["year"], source=value["source"], days=tuple(days))


def loaded_year(year: int, source: str, days: Iterable[SpecialDay]) -> LoadedYear:
    """A year's notice, checked; raises :class:`BadInput` with everything that is wrong."""
    found = sorted(days, key=lambda day: day.on)
    wrong = [f"{day.on}（{day.name}）不在 {year} 年" for day in found if day.on.year != year]
    seen: set[date] = set()
    for day in found:
        if day.on in seen:
            wrong.append(f"{day.on} 写了两次")
        seen.add(day.on)
        if day.is_worked and day.on.weekday() <= _FRIDAY:
            wrong.append(f"{day.on} 是周一至周五，本来就上班，不能写“班”")
        if not day.name:
            wrong.append(f"{day.on} 没有写节日名称")
    resting = {day.on for day in found if not day.is_worked}
    wrong += [
        f"缺少法定节假日 {month} 月 {day} 日" for month, day in _STATUTORY if date(year, month, day) not in resting
    ]
    if not source:
        wrong.append("没有写明依据（如 国办发明电〔2026〕7号）")
    if STATE_COUNCIL.first_year <= year <= STATE_COUNCIL.last_year:
        wrong.append(f"程序所带的日历已有 {year} 年，不用装入")
    if wrong:
        msg = f"{year} 年的日历不能装入：\n" + "\n".join(f"  {line}" for line in wrong)
        raise BadInput(msg)
    return LoadedYear(year=year, source=source, days=tuple(found))


def calendar_of(years: Iterable[LoadedYear]) -> WorkingCalendar:
    """The package's calendar with the loaded years that it lacks; its version tells which, by their content."""
    lacking = sorted((one for one in years if one.year > STATE_COUNCIL.last_year), key=lambda one: one.year)
    if not lacking:
        return STATE_COUNCIL
    told = "\n".join(f"{day.on} {day.is_worked}" for one in lacking for day in one.days)
    digest = hashlib.sha256(f"{[one.year for one in lacking]}\n{told}".encode()).hexdigest()[:8]
    return replace(
        STATE_COUNCIL,
        version=f"{STATE_COUNCIL.version}+{digest}",
        overrides={day.on: day.is_worked for one in lacking for day in one.days},
        loaded=frozenset(one.year for one in lacking),
    )


def special_days(year: int, years: Iterable[LoadedYear] = ()) -> tuple[SpecialDay, ...]:
    """The holidays and shifted working days of a year as they count; empty where no notice is at hand."""
    if year > STATE_COUNCIL.last_year:
        return next((one.days for one in years if one.year == year), ())
    rest = {day: (False, name) for day, name in chinese_calendar.holidays.items() if day.year == year}
    worked = {day: (True, name) for day, name in chinese_calendar.workdays.items() if day.year == year}
    return tuple(
        SpecialDay(on=day, is_worked=is_worked, name=_NAMES.get(name, name))
        for day, (is_worked, name) in sorted({**rest, **worked}.items())
    )
