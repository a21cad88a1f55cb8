"""The header row: where it is, and which column tells which fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED, Kind
from dangyuan_flow.ledger.cells import Cell, text_of
from dangyuan_flow.ledger.columns import (
    AMBIGUOUS,
    CONVERSION_DAY,
    SERIAL_NUMBERS,
    facts_told,
    is_known,
    letter,
    normalise,
    step_of,
)
from dangyuan_flow.ledger.mapping import EXAMPLE
from dangyuan_flow.ledger.words import plain_han
from dangyuan_flow.ledger.workbook import Sheet

_ROWS_LOOKED_AT = 15
_NAME = normalise("姓名")
_FEWEST_OTHERS = 2

Meanings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeaderRow:
    """The headers of a sheet, as written, and the row (from 0) in which the data begin."""

    sheet: Sheet
    row: int
    headers: tuple[str, ...]
    data_from: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The headers as they are looked up."""
        return tuple(map(normalise, self.headers))


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column that tells a fact, or (``facts`` of two) the first and the last day of a range."""

    index: int
    header: str
    facts: tuple[str, ...]

    @property
    def is_range(self) -> bool:
        """Whether the header stands for two days."""
        return len(self.facts) > 1

    @property
    def place(self) -> str:
        """The column as a message names it."""
        return f"“{self.header}”（{letter(self.index)}列）"


@dataclass(kw_only=True, slots=True)
class Placement:
    """Which column tells what; ``conversion_day`` is a 转正日期 that may or may not be 党龄起算日期."""

    columns: list[Column] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)
    serials: set[int] = field(default_factory=set)
    conversion_day: Column | None = None
    notes: list[str] = field(default_factory=list)


def header_row(sheet: Sheet, meanings: Meanings) -> HeaderRow | None:
    """The first row that holds 姓名 and two more known headers; a heading of two rows is read as one."""
    for number in range(min(_ROWS_LOOKED_AT, len(sheet.rows))):
        upper = _texts(sheet.rows[number])
        lower = _texts(sheet.rows[number + 1]) if number + 1 < len(sheet.rows) else ()
        if not _has_name(upper, meanings):
            continue
        joined = tuple(below if normalise(below) else above for above, below in zip(upper, lower, strict=False))
        if _has_name(joined, meanings) and _known(lower, meanings) >= _FEWEST_OTHERS:
            return HeaderRow(sheet=sheet, row=number + 1, headers=joined, data_from=number + 2)
        if _known(upper, meanings) > _FEWEST_OTHERS:
            return HeaderRow(sheet=sheet, row=number, headers=upper, data_from=number + 1)
    return None


def looks_headed(sheet: Sheet, meanings: Meanings) -> bool:
    """Whether some row holds known headers but no 姓名."""
    return any(_known(_texts(row), meanings) > _FEWEST_OTHERS for row in sheet.rows[:_ROWS_LOOKED_AT])


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(plain_han(cell) if isinstance(cell, str) else text_of(cell) for cell in row)


def _has_name(headers: Sequence[str], meanings: Meanings) -> bool:
    return any((key := normalise(header)) == _NAME or meanings.get(key) == ("name",) for header in headers)


def _known(headers: Sequence[str], meanings: Meanings) -> int:
    keys = {normalise(header) for header in headers}
    return sum(1 for key in keys if is_known(key) or meanings.get(key))


def steps_told(header: HeaderRow, meanings: Meanings) -> int:
    """How many columns of the procedure's steps a sheet has: what makes it the main sheet."""
    told = {meanings.get(key) or facts_told(key) or AMBIGUOUS.get(key, ((),))[0] for key in header.keys}
    return sum(1 for facts in told if step_of(facts) is not None)


def place(header: HeaderRow, meanings: Meanings, path: Path) -> Placement:
    """Say of each column what it tells.

    Raises:
        BadInput: the same header twice, or an ambiguous header that its position does not explain.
    """
    placement = Placement()
    open_columns: dict[int, tuple[tuple[str, ...], ...]] = {}
    used: set[str] = set()
    for index, (written, key) in enumerate(zip(header.headers, header.keys, strict=True)):
        by_letter = f"{letter(index)}列"
        meant = by_letter if by_letter in meanings else key
        if meant and meant in meanings:
            used.add(meant)
            facts = meanings[meant]
            if facts:
                placement.columns.append(Column(index=index, header=written, facts=facts))
                placement.notes.append(f"“{written}”（{letter(index)}列）按列名对应文件读作{_labels(facts)}。")
            else:
                placement.unused.append((index, written))
        elif key in SERIAL_NUMBERS:
            placement.serials.add(index)
        elif key in CONVERSION_DAY:
            _keep_conversion_day(placement, Column(index=index, header=written, facts=("stated_member_since",)))
        elif key in AMBIGUOUS:
            open_columns[index] = AMBIGUOUS[key]
        elif facts := facts_told(key):
            placement.columns.append(Column(index=index, header=written, facts=facts))
        else:
            placement.unused.append((index, written))
    placement.notes.extend(f"列名对应文件中的“{name}”在台账里没有，未使用。" for name in meanings if name not in used)
    _refuse_doubles(placement, header, path)
    _extend_lists(placement, header)
    _resolve(placement, open_columns, header, path)
    placement.columns.sort(key=lambda column: column.index)
    return placement


def _labels(facts: tuple[str, ...]) -> str:
    return "、".join(f"“{RECORDED[fact].label}”" for fact in facts)


def _keep_conversion_day(placement: Placement, column: Column) -> None:
    if placement.conversion_day is None:
        placement.conversion_day = column
    else:
        placement.unused.append((column.index, column.header))


def _refuse_doubles(placement: Placement, header: HeaderRow, path: Path) -> None:
    seen: dict[str, Column] = {}
    for column in placement.columns:
        other = seen.setdefault(normalise(column.header), column)
        if other is not column and other.facts == column.facts:
            raise BadInput(
                f"台账“{path}”的工作表“{header.sheet.name}”有两列同名：{other.place}和{column.place}。请删去一列或改列名；"
                f'也可以在列名对应文件里按列指明，如 "{letter(column.index)}列" = "忽略"。'
            )


def _extend_lists(placement: Placement, header: HeaderRow) -> None:
    """A list's header merged over several columns names them all."""
    for first, left, last, right in header.sheet.merged:
        if first <= header.row <= last and right > left:
            for column in [column for column in placement.columns if column.index == left]:
                if RECORDED[column.facts[0]].kind in (Kind.TEXTS, Kind.DATES):
                    covered = {index for index in range(left + 1, right + 1) if not header.headers[index]}
                    placement.unused = [entry for entry in placement.unused if entry[0] not in covered]
                    placement.columns.extend(
                        Column(index=index, header=column.header, facts=column.facts) for index in sorted(covered)
                    )


def _resolve(
    placement: Placement, open_columns: dict[int, tuple[tuple[str, ...], ...]], header: HeaderRow, path: Path
) -> None:
    """Settle ambiguous headers by the steps of their neighbours; each one settled is a neighbour to the rest."""
    while open_columns:
        for index, candidates in open_columns.items():
            facts, why = _by_position(index, candidates, placement.columns)
            if facts:
                column = Column(index=index, header=header.headers[index], facts=facts)
                placement.columns.append(column)
                placement.notes.append(f"{column.place}有歧义，{why}，读作{_labels(facts)}。")
                del open_columns[index]
                break
        else:
            named = "；".join(
                f"“{header.headers[index]}”（{letter(index)}列）可能是{'或'.join(map(_labels, candidates))}"
                for index, candidates in sorted(open_columns.items())
            )
            raise BadInput(
                f"台账“{path}”的工作表“{header.sheet.name}”有列名说不清是哪一步，前后列也断定不了：{named}。"
                f"请改列名，或用列名对应文件（--mapping）指明，每行如 {EXAMPLE}。"
            )


def _by_position(
    index: int, candidates: tuple[tuple[str, ...], ...], columns: Sequence[Column]
) -> tuple[tuple[str, ...], str]:
    """The one candidate that fits between the neighbours, and why; empty where none or several fit."""
    taken = {fact for column in columns for fact in column.facts}
    free = [facts for facts in candidates if not taken.intersection(facts)]
    dated = [column for column in columns if step_of(column.facts) is not None]
    left = max((column for column in dated if column.index < index), key=lambda column: column.index, default=None)
    right = min((column for column in dated if column.index > index), key=lambda column: column.index, default=None)
    low = step_of(left.facts) if left else None
    high = step_of(right.facts) if right else None
    if low is None and high is None:
        return (), ""
    fitting = [
        facts for facts in free if (low or 0) <= (step := step_of(facts) or 0) and (high is None or step <= high)
    ]
    if len(fitting) > 1 and high is None and low is not None:
        fitting = [facts for facts in fitting if (step_of(facts) or 0) <= low + 1]
    if len(fitting) > 1 and low is None and high is not None:
        fitting = [facts for facts in fitting if (step_of(facts) or 0) >= high - 1]
    if len(fitting) != 1:
        return (), ""
    beside = [f"左邻{left.place}属第{low}步" if left else "", f"右邻{right.place}属第{high}步" if right else ""]
    return fitting[0], "，".join(filter(None, beside))
