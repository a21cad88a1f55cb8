"""How a day or a length was counted, told in words: the arithmetic of ``deadlines.py``, step by step.

Each function gives the value and the sentence that a person can check on a calendar.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import chinese_calendar

from dangyuan_flow.domain.deadlines import (
    ONE_DAY,
    calendar_in_force,
    extension_end,
    months_begun,
    months_completed,
    months_later,
    months_later_or_next_day,
    nth_working_day,
    probation_end,
    working_days,
    years_complete,
)

_CHINESE = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_FEW = 10
_LONGEST = 400


class Reckoned(NamedTuple):
    """A day or a number, and how it was counted."""

    value: date | int | None
    how: str


def number(count: int) -> str:
    """A small number in Chinese."""
    return _CHINESE[count] if 0 <= count < len(_CHINESE) else str(count)


def limit(start: date, count: int) -> Reckoned:
    """The last day of a limit of ``count`` months from ``start``."""
    end = months_later(start, count)
    clamped = "" if end.day == start.day else f"，当月没有 {start.day} 日，取月末"
    return Reckoned(end, f"{start} 加{number(count)}个月{clamped}，为 {end}（当日在内，遇休息日不顺延）")


def anniversary(start: date, years: int) -> Reckoned:
    """The day on which ``years`` from ``start`` are complete."""
    end = years_complete(start, years)
    leap = "" if end.day == start.day else f"；{end.year} 年没有 2 月 29 日，以 3 月 1 日为满（本程序的约定）"
    return Reckoned(end, f"自 {start} 起满{number(years) if years <= _FEW else years}年，为 {end}{leap}")


def probation(meeting: date) -> Reckoned:
    """The last day of probation from the meeting's day."""
    end, whole = probation_end(meeting), anniversary(meeting, 1)
    return Reckoned(end, f"预备期一年，自支部大会之日算起：{whole.how}，前一日 {end} 为最后一日")


def extension(first_end: date, count: int) -> Reckoned:
    """The last day of probation extended by ``count`` months."""
    start, end = first_end + ONE_DAY, extension_end(first_end, count)
    full = months_later_or_next_day(start, count)
    moved = "" if full.day == start.day else f"（当月没有 {start.day} 日，取下月一日）"
    told = f"延长自原预备期止 {first_end} 的次日 {start} 算起，满{number(count)}个月为 {full}{moved}"
    return Reckoned(end, f"{told}，前一日 {end} 为最后一日")


def next_day(day: date) -> Reckoned:
    """The day after ``day``."""
    return Reckoned(day + ONE_DAY, f"{day} 的次日 {day + ONE_DAY}")


def begun(start: date, end: date) -> Reckoned:
    """The months begun from ``start`` to ``end``."""
    whole, count = months_completed(start, end), months_begun(start, end)
    last = months_later(start, whole)
    rest = (end - last).days
    more = f"又 {rest} 日，不足一月按一月计，" if rest else "，"
    return Reckoned(count, f"{start} 至 {end}：满{number(whole)}个月（到 {last}）{more}计 {count} 个月")


def completed(start: date, end: date) -> Reckoned:
    """The whole months from ``start`` to ``end``."""
    count = months_completed(start, end)
    last = months_later(start, count)
    rest = (end - last).days
    more = f"，余 {rest} 日不计" if rest else ""
    return Reckoned(count, f"{start} 至 {end}：满{number(count)}个月（到 {last}）{more}")


def worked(start: date, end: date) -> Reckoned:
    """The working days from ``start`` to ``end``, which were counted, and which were not and why."""
    count = working_days(start, end)
    if count is None:
        return Reckoned(None, f"{start} 至 {end}：这一年的放假调休安排不在程序所带的日历内，没有计算")
    return Reckoned(count, f"{start} 至 {end}：{_days(start, end)}")


def notice_end(start: date, count: int) -> Reckoned:
    """The day on which a notice from ``start`` has run for ``count`` working days."""
    end = nth_working_day(start, count)
    return Reckoned(end, f"自 {start} 起第{number(count)}个工作日（当日是工作日的计入）为 {end}：{_days(start, end)}")


def _days(start: date, end: date) -> str:
    days = [start + timedelta(days=n) for n in range(min((end - start).days, _LONGEST) + 1)]
    calendar = calendar_in_force()
    counted = [day for day in days if calendar.is_worked(day)]
    parts = [f"计入 {len(counted)} 个工作日（{_listed(counted)}）" if counted else "没有工作日"]
    shifted = [day for day in counted if day.weekday() > _FRIDAY]
    if shifted:
        parts.append(f"其中调休上班 {_listed(shifted)}")
    resting = [day for day in days if not calendar.is_worked(day)]
    by_reason: dict[str, list[date]] = {}
    for day in resting:
        by_reason.setdefault(_rest(day), []).append(day)
    if by_reason:
        parts.append("未计 " + "、".join(f"{reason} {_listed(found)}" for reason, found in by_reason.items()))
    return "；".join(parts)


_FRIDAY = 4
_HOLIDAYS = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}


def _rest(day: date) -> str:
    name = chinese_calendar.holidays.get(day)
    if name is None:
        return "周末" if day.weekday() > _FRIDAY else "放假"
    return f"{_HOLIDAYS.get(name, name)}假期"


def _listed(days: list[date]) -> str:
    """Days as month and day; what runs on is told by its ends."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and spans[-1][1] + ONE_DAY == day:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return "、".join(_short(a) if a == b else f"{_short(a)}至{_short(b)}" for a, b in spans)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
