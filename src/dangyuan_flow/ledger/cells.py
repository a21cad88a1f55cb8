"""One cell, one value: how each kind of column is read.

A reader gets a cell that is not empty and gives a value of its fact (``None`` where the cell says "none"), or one of
the readings below, which need the rest of the row or are no value at all. Readers are pure, so each distinct cell is
read once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.domain.vetting import CLEAR
from dangyuan_flow.ledger.dates import (
    RANGE_REMEDY,
    Month,
    Span,
    Unreadable,
    YearlessSpan,
    read_date,
    read_range,
    without_day,
)
from dangyuan_flow.ledger.words import (
    ENUMERATIONS,
    FOUND,
    NONE_IS_TOLD,
    NONE_WORD,
    NONE_WORDS,
    OPINIONS,
    SAME_PLACE_WORDS,
    SPREADSHEET_ERRORS,
    YES_NO,
    answers,
    is_clear,
    is_none,
    is_unknown,
    items,
    name_items,
    person_name,
    plain,
    tells_nothing,
)

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Unknown:
    """The cell says that nobody knows (``（未知）``)."""


@dataclass(frozen=True, slots=True)
class SamePlace:
    """An opinion that is not owed, because domicile and residence are one place."""


Reading = Value | Unreadable | Unknown | SamePlace | Month | Span | YearlessSpan
Reader = Callable[[Cell], Reading]

# A range in a cell of either fact fills both.
SPANS: dict[str, tuple[str, str]] = {
    fact: pair
    for pair in (
        ("notice_from", "notice_to"),
        ("training_from", "training_to"),
        ("stated_probation_from", "stated_probation_to"),
        ("conversion_notice_from", "conversion_notice_to"),
    )
    for fact in pair
}

_COUNT = re.compile(r"(-?)(\d+)(?:\.(\d+))?(\D*)")
_COUNT_UNITS = {
    "training_days": frozenset({"", "天", "日"}),
    "training_hours": frozenset({"", "学时", "小时", "课时", "个学时"}),
    "extension_months": frozenset({"", "个月", "月"}),
}
_VOTE_UNITS = frozenset({"", "票", "人", "名", "张", "次", "件", "份", "项", "个", "位"})
_MONTHS_IN_WORDS = {"半年": 6, "一年": 12, "1年": 12, "六个月": 6, "十二个月": 12}
_MOST = 1_000_000
_ID_LENGTH, _OLD_ID_LENGTH = 18, 15
_EXACT_BELOW = 10**15
_ID = re.compile(r"\d{17}[\dX]")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_ID_REMEDY = "请把该列设为“文本”格式，按证件重新填写18位号码"


class Memo(dict[Hashable, Reading]):
    """What each distinct cell was read as; a cell is its own key, but for True and False, which would equal 1 and 0."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, key: Hashable) -> Reading:
        cell: Cell = key[1] if isinstance(key, tuple) else key  # type: ignore[assignment]  # as ``key_of`` makes keys
        reading = read_cell(cell, self._reader)
        self[key] = reading
        return reading


def read_cell(cell: Cell, reader: Reader) -> Reading:
    """Read a cell, but for what any cell may say: nothing, ``（未知）``, or a formula's error."""
    if isinstance(cell, str):
        if not cell.strip():
            return None
        if is_unknown(cell):
            return Unknown()
        if cell.startswith(("#", "Err:")) and (plain(cell) in SPREADSHEET_ERRORS or cell.startswith("Err:")):
            return Unreadable("这是公式出错的结果，不是内容。请改成填写的值")
    return reader(cell)


def text_of(cell: Cell) -> str:
    """The cell as text: whole numbers without a decimal point, dates as 2025-06-01."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


def read_text(cell: Cell) -> Reading:
    """Free text; ``None`` where the cell says "none"."""
    text = text_of(cell)
    return None if is_none(text) else text


def read_told_text(cell: Cell) -> Reading:
    """Free text in which "none" is the answer itself, be it a word or a sentence that says as much."""
    text = text_of(cell)
    return NONE_WORD if tells_nothing(text) else text


def read_name(cell: Cell) -> Reading:
    """A person's name."""
    name = person_name(text_of(cell))
    return None if is_none(name) else name


def read_day(cell: Cell) -> Reading:
    """One day."""
    if isinstance(cell, str) and is_none(cell):
        return None
    read = read_date(cell)
    if isinstance(read, Month):
        return without_day(read)
    if isinstance(read, Unreadable) and isinstance(cell, str) and read_range(cell) is not None:
        return Unreadable("这一列只填一个日期，却填了起止两个日期。请填其中一个")
    return read


def read_day_or_range(cell: Cell) -> Reading:
    """One day, or the first and the last day of a range."""
    if isinstance(cell, str):
        if is_none(cell):
            return None
        span = read_range(cell)
        if span is not None:
            return span
    read = read_date(cell)
    if isinstance(read, Month):
        return without_day(read)
    if isinstance(read, Unreadable) and isinstance(cell, str) and read.says.startswith("不是日期"):
        return Unreadable(f"{read.says}；起止日期{RANGE_REMEDY}")
    return read


def read_birth(cell: Cell) -> Reading:
    """A birth date; year and month alone are common."""
    return None if isinstance(cell, str) and is_none(cell) else read_date(cell)


def read_month_of_birth(cell: Cell) -> Reading:
    """A birth date under a header that asks for year and month: spreadsheets make ``2001-05`` into the first of May."""
    read = read_birth(cell)
    if isinstance(cell, date) and isinstance(read, date) and read.day == 1:
        return Month(read.year, read.month)
    return read


def read_place_opinion(cell: Cell) -> Reading:
    """The day of the domicile's or the residence's opinion; 不涉及 where both are one place."""
    if isinstance(cell, str) and plain(cell) in SAME_PLACE_WORDS:
        return SamePlace()
    return read_day(cell)


def read_days(cell: Cell) -> Reading:
    """A list of days."""
    if not isinstance(cell, str):
        read = read_day(cell)
        return (read,) if isinstance(read, date) else read
    days: list[date] = []
    for item in items(cell):
        found = [read_date(item)]
        if not isinstance(found[0], date) and len(parts := item.split()) > 1:
            found = [read_date(part) for part in parts]
        for day in found:
            if isinstance(day, date):
                days.append(day)
                continue
            why = without_day(day) if isinstance(day, Month) else day
            return why if item == cell.strip() else Unreadable(f"其中“{item}”：{why.says}")
    return tuple(sorted(days))


def read_texts(cell: Cell) -> Reading:
    """A list of texts."""
    return items(text_of(cell))


def read_written(cell: Cell) -> Reading:
    """A list of opinions, one a line: the marks within an opinion separate nothing."""
    return tuple(line.strip() for line in text_of(cell).splitlines() if line.strip() and not is_none(line))


def read_names(cell: Cell) -> Reading:
    """A list of names."""
    return name_items(text_of(cell))


def read_flag(cell: Cell) -> Reading:
    """Yes or no."""
    text = plain(text_of(cell)).lower()
    if text in YES_NO:
        return YES_NO[text]
    return None if text in NONE_WORDS else Unreadable("看不出是“是”还是“否”。请填“是”或“否”")


def _whole(match: re.Match[str]) -> int | Unreadable:
    """The whole number in a match of ``_COUNT``."""
    if match[1]:
        return Unreadable("不能是负数。请填整数")
    if match[3] and match[3].strip("0"):
        return Unreadable("不能有小数。请填整数")
    if len(match[2]) > len(str(_MOST)) or int(match[2]) > _MOST:
        return Unreadable("数字过大。请核对后改正")
    return int(match[2])


def counting(units: frozenset[str]) -> Reader:
    """A reader of whole numbers that may carry one of the ``units``."""

    def read_count(cell: Cell) -> Reading:
        if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
            return Unreadable("不是数字。请填整数")
        text = plain(cell) if isinstance(cell, str) else text_of(cell) if abs(cell) <= _MOST else str(cell)
        if text in NONE_WORDS:
            return None
        if "个月" in units and text in _MONTHS_IN_WORDS:
            return _MONTHS_IN_WORDS[text]
        match = _COUNT.fullmatch(text)
        return _whole(match) if match and match[4] in units else Unreadable("不是数字。请填整数，如“12”")

    return read_count


def choosing(words: dict[str, str]) -> Reader:
    """A reader of one of a few fixed answers, in any of their usual variants."""
    told = answers(words)

    def read_choice(cell: Cell) -> Reading:
        text = plain(text_of(cell)).rstrip("。")
        if text in words:
            return words[text]
        return None if text in NONE_WORDS else Unreadable(f"不认识的写法。这一列只填{told}之一")

    return read_choice


def read_opinion(cell: Cell) -> Reading:
    """What a body replied: nothing found, or what was found."""
    text = text_of(cell)
    bare = plain(text)
    if is_clear(text):
        return CLEAR
    if bare.startswith(FOUND):
        return text
    if bare in NONE_WORDS and bare != NONE_WORD:
        return None
    return Unreadable(f"看不出有没有异常。请填“{CLEAR}”，或“{FOUND}：”加具体情况；没有征求意见的，留空")


def read_id_number(cell: Cell) -> Reading:
    """An identity number of 18 characters; whether its check digit is right is a rule's affair, not a cell's."""
    if not isinstance(cell, str):
        return Unreadable(f"身份证号被当成数字保存，后几位已经失真。{_ID_REMEDY}")
    if is_none(cell):
        return None
    text = plain(cell).upper().removeprefix("=").strip("'\"‘’“”`")
    wrong = _mangled(text)
    return Unreadable(wrong) if wrong else text


def read_serial(cell: Cell) -> Reading:
    """A form's serial number; one of sixteen digits or more that was kept as a number has lost its last ones."""
    text = text_of(cell)
    lost = not isinstance(cell, str) and (isinstance(cell, bool) or abs(_as_number(cell)) >= _EXACT_BELOW)
    if lost or _SCIENTIFIC.fullmatch(plain(text)):
        return Unreadable("编号被当成数字保存，后几位已经失真。请把该列设为“文本”格式，按志愿书重新填写")
    return read_text(cell)


def _as_number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, (int, float)) else 0.0


def _mangled(text: str) -> str | None:
    """What is wrong with the form of an identity number, if anything."""
    if _SCIENTIFIC.fullmatch(text):
        return f"身份证号变成了科学计数，后几位已经失真。{_ID_REMEDY}"
    if len(text) == _OLD_ID_LENGTH and text.isdecimal():
        return "这是15位的旧号码。请按现行证件填写18位号码"
    if len(text) != _ID_LENGTH:
        return f"身份证号应为18位，这里是{len(text)}位。{_ID_REMEDY}"
    if not _ID.fullmatch(text):
        return f"身份证号只能是17位数字加一位数字或X。{_ID_REMEDY}"
    if text.endswith("000"):
        return f"身份证号末三位是000，多半是当作数字保存后失真。{_ID_REMEDY}"
    return None


_PARTICULAR: dict[str, Reader] = {
    "name": read_name,
    "born_on": read_birth,
    "id_number": read_id_number,
    "form_number": read_serial,
    "household_opinion_on": read_place_opinion,
    "residence_opinion_on": read_place_opinion,
    "contacts": read_names,
    "sponsors": read_names,
    **dict.fromkeys(("admission_signers", "conversion_signers"), read_names),
    **dict.fromkeys(("admission_scrutineers", "conversion_scrutineers"), read_names),
    **dict.fromkeys(WRITTEN, read_written),
    **dict.fromkeys(OPINIONS, read_opinion),
    **dict.fromkeys(NONE_IS_TOLD, read_told_text),
    **dict.fromkeys(SPANS, read_day_or_range),
    **{fact: choosing(words) for fact, words in ENUMERATIONS.items()},
    **{fact: counting(units) for fact, units in _COUNT_UNITS.items()},
}
_BY_KIND: dict[Kind, Reader] = {
    Kind.DATE: read_day,
    Kind.DATES: read_days,
    Kind.INTEGER: counting(_VOTE_UNITS),
    Kind.FLAG: read_flag,
    Kind.TEXT: read_text,
    Kind.TEXTS: read_texts,
}


def reader_of(fact: str) -> Reader:
    """How a column that tells ``fact`` is read."""
    return _PARTICULAR.get(fact) or _BY_KIND[RECORDED[fact].kind]
