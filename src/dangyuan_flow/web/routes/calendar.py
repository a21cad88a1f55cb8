"""The working-day calendar: a year by its months, what is known and what is not, loading a year, whom it touches."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import calendars
from dangyuan_flow.application.acting import may_register
from dangyuan_flow.domain.deadlines import STATE_COUNCIL, calendar_in_force
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.visiting import Posted, Visiting, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.application.calendars import Touched, Year
    from dangyuan_flow.domain.calendars import SpecialDay
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_FIELDS = ("year", "source", "days")
_EMPTY = dict.fromkeys(_FIELDS, "")
_SHOWN = 50
_BACK, _AHEAD = 4, 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day of a month's sheet: what it is (``rest``, ``work``, ``weekend`` or nothing), in words."""

    number: int
    kind: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Holiday:
    """A line of the year's list: the holiday, its days of rest, and the days worked instead."""

    name: str
    rest: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]


@router.get("/calendar")
def show(request: Request, visitor: Visiting, year: str = "") -> Response:
    """A year's calendar, and what there is to know about the others."""
    return _page(request, visitor, year)


@router.post("/calendar")
def load(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Look at a year's notice before it is loaded, or load it; ``do`` says which."""
    flow = visitor.flow
    may_register(flow)
    typed = {name: text_of(form, name) for name in _FIELDS}
    try:
        if not typed["year"].isdecimal():
            msg = f"年度要写成数字，收到“{typed['year']}”" if typed["year"] else "请写明是哪一年"
            raise BadInput(msg)  # noqa: TRY301  told on the same page
        year = calendars.read_year(int(typed["year"]), typed["source"], typed["days"])
        if text_of(form, "do") != "load":
            return _page(request, visitor, "", typed=typed, ahead=calendars.touched(flow, year), count=len(year.days))
        found = calendars.load(flow, year)
    except BadInput as problem:
        return _page(request, visitor, "", typed=typed, status=422, problem=str(problem))
    return led(
        f"/calendar?year={year.year}", said=f"已装入 {year.year} 年的日历，{len(found)} 份档案的公示期限按它重新推算"
    )


@router.post("/calendar/{year}/unload")
def unload(visitor: Visiting, _: Posted, year: int) -> Response:
    """Take a loaded year out."""
    found = calendars.unload(visitor.flow, year)
    return led("/calendar", said=f"已移去 {year} 年的日历，{len(found)} 份档案的公示期限重新推算")


def _page(  # what the page may have to say beside the year
    request: Request,
    visitor: Visitor,
    asked: str,
    *,
    typed: dict[str, str] | None = None,
    status: int = 200,
    problem: str | None = None,
    ahead: tuple[Touched, ...] | None = None,
    count: int = 0,
) -> Response:
    flow = visitor.flow
    today = flow.today()
    if asked and not asked.isdecimal():
        raise NotFound(f"没有“{asked}”这一年的日历")
    try:
        found = calendars.year_of(flow, int(asked) if asked else today.year)
    except BadInput as error:
        raise NotFound(str(error)) from error
    checked = calendars.check(flow)
    last = max(today.year + _AHEAD, STATE_COUNCIL.last_year + 1, *calendar_in_force().loaded, 0)
    return page(
        request,
        visitor,
        "calendar.html",
        status=status,
        problem=problem,
        typed=typed or _EMPTY,
        ahead=ahead,
        count=count,
        found=found,
        sheets=[_month(found, number) for number in range(1, 13)],
        holidays=_holidays(found.days),
        years=range(min(today.year - _BACK, found.year), max(last, found.year) + 1),
        checked=checked,
        shown=_SHOWN,
        today=today,
        change=_change,
        may_register=_may_register(flow),
    )


def _may_register(flow: Flow) -> bool:
    try:
        may_register(flow)
    except NotAllowed:
        return False
    return True


def _month(found: Year, month: int) -> list[list[Day | None]]:
    """A month's weeks, Monday first."""
    special = {day.on: day for day in found.days}
    weeks = months.Calendar().monthdayscalendar(found.year, month)
    return [[_day(date(found.year, month, n), special) if n else None for n in week] for week in weeks]


def _day(on: date, special: dict[date, SpecialDay]) -> Day:
    own = special.get(on)
    if own is not None:
        return Day(number=on.day, kind="work" if own.is_worked else "rest", says="班" if own.is_worked else "休")
    return Day(number=on.day, kind="weekend" if on.weekday() >= months.SATURDAY else "", says="")


def _holidays(days: Iterable[SpecialDay]) -> list[Holiday]:
    """The days by holiday, in the order of the year; one at both ends of it is two."""
    found = []
    for _, group in groupby(_by_holiday(days), key=lambda pair: pair[0]):
        own = [day for _, day in group]
        rest = [day.on for day in own if not day.is_worked]
        found.append(
            Holiday(name=own[0].name, rest=_stretches(rest), worked=tuple(day.on for day in own if day.is_worked))
        )
    return found


def _by_holiday(days: Iterable[SpecialDay]) -> list[tuple[tuple[int, str], SpecialDay]]:
    first: dict[str, int] = {}
    for number, day in enumerate(days):
        if not day.is_worked:
            first.setdefault(day.name, number)
    return sorted((((first.get(day.name, 0), day.name), day) for day in days), key=lambda pair: (pair[0], pair[1].on))


def _stretches(days: list[date]) -> tuple[tuple[date, date], ...]:
    found: list[tuple[date, date]] = []
    for day in days:
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return tuple(found)


def _change(pair: tuple[object, object]) -> str:
    told = ["未知" if value is None else str(value) for value in pair]
    return told[0] if pair[0] == pair[1] else " → ".join(told)
