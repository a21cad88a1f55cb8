"""Dates as people write them in ledgers, and the two dates of a range."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dangyuan_flow.ledger.words import plain

FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, from March 1900 on
_SERIALS = range((date(1950, 1, 1) - _EPOCH).days, (date(2100, 12, 31) - _EPOCH).days + 1)
_COMPACT = range(FIRST_YEAR * 10000, (LAST_YEAR + 1) * 10000)
_TURN_OF_YEAR = (11, 2)  # a range may run from November or later into February without naming the new year

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?"
_TO = r"(?:-{1,2}|—{1,2}|–|―|−|~{1,2}|至|到|起至)"
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_SINGLE = re.compile(_DAY)
_COMPACT_TEXT = re.compile(r"\d{8}")
_SERIAL_TEXT = re.compile(r"\d{5}")
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_YEAR = re.compile(r"\d{4}年?")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}[日号]?")
_NO_YEAR = re.compile(r"\d{1,2}[-/.月]\d{1,2}[日号]?")
_FULL_RANGE = re.compile(_DAY + _TO + _DAY)
_COMPACT_RANGE = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TO + r"(\d{4})(\d{2})(\d{2})")
_SHORT_RANGE = re.compile(_DAY + _TO + r"(?:(\d{1,2})[-/.月])?(\d{1,2})[日号]?")
_YEARLESS_RANGE = re.compile(r"(\d{1,2})[/.月](\d{1,2})[日号]?" + _TO + r"(?:(\d{1,2})[/.月])?(\d{1,2})[日号]?")

REMEDY = "请改为“2025-06-01”这样的完整日期；原始材料也查不到的，填“（未知）”"
RANGE_REMEDY = "请写成“2026-06-08至2026-06-12”"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a cell cannot be read, and the remedy, in Chinese."""

    says: str


@dataclass(frozen=True, slots=True)
class Month:
    """A date of which the day is not given."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a range in one cell."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class YearlessSpan:
    """A range such as ``6月8日至12日``: its year has to come from the row's other dates."""

    start: tuple[int, int]
    end: tuple[int, int]

    def in_year(self, year: int) -> Span | None:
        """The range as of ``year``; ``None`` where that year has no such days."""
        read = _range((year, *self.start), (None, *self.end))
        return read if isinstance(read, Span) else None


def _day(year: int, month: int, day: int) -> date | Unreadable:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Unreadable(f"年份 {year} 不在 {FIRST_YEAR}—{LAST_YEAR} 之间。{REMEDY}")
    try:
        return date(year, month, day)
    except ValueError:
        return Unreadable(f"日历上没有 {year} 年 {month} 月 {day} 日。请对照原始材料改正；查不到的，填“（未知）”")


def _in_years(day: date) -> date | Unreadable:
    return _day(day.year, day.month, day.day)


def read_date(cell: object) -> date | Month | Unreadable:
    """The date in a cell that is neither empty nor says "none"."""
    if isinstance(cell, datetime):
        return _in_years(cell.date())
    if isinstance(cell, date):
        return _in_years(cell)
    if isinstance(cell, (time, timedelta, bool)):
        return Unreadable(f"这是时间或是否，不是日期。{REMEDY}")
    if isinstance(cell, (int, float)):
        return _from_number(cell)
    return _from_text(str(cell))


def _from_number(number: int | float) -> date | Month | Unreadable:
    if number != number or abs(number) > _COMPACT.stop:  # noqa: PLR0124  a number unequal to itself is "not a number"
        return Unreadable(f"不是日期。{REMEDY}")
    whole = int(number)
    if whole == number and whole in _COMPACT:
        return _day(whole // 10000, whole // 100 % 100, whole % 100)
    if whole in _SERIALS:
        return _EPOCH + timedelta(days=whole)
    return _from_text(str(whole) if whole == number else repr(number))


@functools.lru_cache(maxsize=65_536)
def _from_text(text: str) -> date | Month | Unreadable:
    bare = plain(_TIME.sub("", text.strip()))
    if match := _SINGLE.fullmatch(bare):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if _COMPACT_TEXT.fullmatch(bare):
        return _day(int(bare[:4]), int(bare[4:6]), int(bare[6:]))
    if _SERIAL_TEXT.fullmatch(bare) and int(bare) in _SERIALS:
        return _EPOCH + timedelta(days=int(bare))
    if (match := _MONTH.fullmatch(bare)) and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        month = int(match[2] or match[3])
        if 1 <= month <= 12:  # noqa: PLR2004  months of a year
            return Month(int(match[1]), month)
    return Unreadable(f"{_why_no_date(bare)}。{REMEDY}")


def _why_no_date(bare: str) -> str:
    if _YEAR.fullmatch(bare):
        return "只写到年，没有月、日"
    if _SHORT_YEAR.fullmatch(bare):
        return "年份只有两位"
    if _NO_YEAR.fullmatch(bare):
        return "没有写年份"
    return "不是日期"


def without_day(month: Month) -> Unreadable:
    """What to say of a date that stops at the month, where a day is needed."""
    return Unreadable(f"只写到 {month.year} 年 {month.month} 月，没有日。{REMEDY}")


def read_range(text: str) -> Span | YearlessSpan | Unreadable | None:
    """The range in a text; ``None`` where the text is no range at all."""
    bare = plain(text)
    bare = bare.removeprefix("从").removeprefix("自").removesuffix("止")
    if (match := _FULL_RANGE.fullmatch(bare)) or (match := _COMPACT_RANGE.fullmatch(bare)):
        year, month, day, last_year, last_month, last_day = (int(part) for part in match.groups())
        return _range((year, month, day), (last_year, last_month, last_day))
    if match := _SHORT_RANGE.fullmatch(bare):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        return _range((year, month, day), (None, int(match[4] or month), int(match[5])))
    if match := _YEARLESS_RANGE.fullmatch(bare):
        month, day = int(match[1]), int(match[2])
        return YearlessSpan((month, day), (int(match[3] or month), int(match[4])))
    return None


def _range(first: tuple[int, int, int], last: tuple[int | None, int, int]) -> Span | Unreadable:
    start = _day(*first)
    if isinstance(start, Unreadable):
        return start
    year = last[0]
    if year is None:
        turns = start.month >= _TURN_OF_YEAR[0] and last[1] <= _TURN_OF_YEAR[1]
        year = start.year + 1 if turns else start.year
    end = _day(year, last[1], last[2])
    if isinstance(end, Unreadable):
        return end
    if end < start:
        return Unreadable(f"起止颠倒：{start} 之后才到 {end}。{RANGE_REMEDY}")
    return Span(start, end)
