"""The main sheet: one row per person, each cell read by its column's reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.ledger.cells import (
    SPANS,
    Cell,
    Memo,
    Reader,
    SamePlace,
    Unknown,
    read_day,
    read_month_of_birth,
    reader_of,
)
from dangyuan_flow.ledger.columns import MONTH_OF_BIRTH, letter, normalise
from dangyuan_flow.ledger.dates import RANGE_REMEDY, Month, Span, Unreadable, YearlessSpan
from dangyuan_flow.ledger.grid import TOTALS, is_blank, is_total, key_of, shown
from dangyuan_flow.ledger.headers import Column, HeaderRow, Placement
from dangyuan_flow.ledger.rows import CellError
from dangyuan_flow.ledger.words import person_name

Progress = Callable[[int, int], None]

ASSUMED = frozenset(name for name, fact in RECORDED.items() if fact.assumed)
_ROWS_PER_REPORT = 500
_REPEATED_HEADERS = 3
_SPECIAL = frozenset({Unreadable, Unknown, SamePlace, Month, Span, YearlessSpan})


@dataclass(kw_only=True, slots=True)
class Draft:
    """A person's row while it is put together."""

    row: int
    name: str
    values: dict[str, Value]
    unreadable: set[str] = field(default_factory=set)


def _reader_of(column: Column) -> Reader:
    if normalise(column.header) == MONTH_OF_BIRTH:
        return read_month_of_birth
    return reader_of(column.facts[0])


class MainSheet:
    """The main sheet; ``read`` fills ``drafts``, ``errors``, ``known``, ``columns``, ``unused`` and ``notes``."""

    def __init__(self, header: HeaderRow, placement: Placement) -> None:
        self.name = header.sheet.name
        self.drafts: list[Draft] = []
        self.errors: list[CellError] = []
        self.notes = list(placement.notes)
        self.unused = list(placement.unused)
        self._header = header
        self._rows = header.sheet.rows
        self._columns = placement.columns
        self._serials = placement.serials
        self._by_fact: dict[str, list[Column]] = {}
        for column in placement.columns:
            for fact in column.facts:
                self._by_fact.setdefault(fact, []).append(column)
        memos: dict[Reader, Memo] = {}
        self._plan = [
            (column.index, column, memos.setdefault(reader, Memo(reader)), column.facts[0], column.is_range)
            for column in placement.columns
            if column.facts != ("name",)
            for reader in [_reader_of(column)]
        ]
        self._name_at = self._by_fact["name"][0].index
        self._name_headers = {"姓名", person_name(header.headers[self._name_at])}
        self._names = Memo(reader_of("name"))
        self._days = Memo(read_day)
        self._conversion_day = placement.conversion_day
        self._conversion_days: list[tuple[Draft, date]] = []
        self._promoted: set[str] = set()
        if self._conversion_day and "stated_member_since" in self._by_fact:
            self.unused.append((self._conversion_day.index, self._conversion_day.header))
            self._conversion_day = None

    @property
    def rows(self) -> list[list[Cell]]:
        """The sheet's rows as they are, the first one at 0."""
        return self._rows

    @property
    def known(self) -> frozenset[str]:
        """The facts that this sheet's columns can tell."""
        return frozenset(self._by_fact) | self._promoted | ASSUMED

    @property
    def columns(self) -> dict[str, str]:
        """The header, as written, that tells each fact."""
        told = {
            fact: "、".join(dict.fromkeys(column.header for column in columns))
            for fact, columns in self._by_fact.items()
        }
        for fact in self._promoted:
            told.setdefault(fact, told[next(one for one in SPANS[fact] if one != fact)])
        return told

    def read(self, progress: Progress | None = None) -> None:
        """Read all rows; no row that holds anything is passed over in silence."""
        self._fill_merged()
        total = len(self._rows) - self._header.data_from
        for done, number in enumerate(range(self._header.data_from, len(self._rows)), start=1):
            self._read_row(number, self._rows[number])
            if progress is not None and (done % _ROWS_PER_REPORT == 0 or done == total):
                progress(done, total)
        self._settle_promoted()
        self._settle_conversion_days()
        self._name_unnamed()
        self.unused.sort()

    def _fill_merged(self) -> None:
        """A cell merged over several persons' rows says the same of each of them."""
        told = {index for index, *_ in self._plan} - {column.index for column in self._by_fact.get("id_number", ())}
        for first, left, last, _ in self._header.sheet.merged:
            if first >= self._header.data_from and last > first and left in told:
                for row in self._rows[first + 1 : last + 1]:
                    if not is_blank([row[self._name_at]]):
                        row[left] = self._rows[first][left]

    def _read_row(self, number: int, row: list[Cell]) -> None:
        name = self._names[key_of(row[self._name_at])]
        if not isinstance(name, str):
            self._read_nameless(number, row)
            return
        if self._is_repeated_header(name, row) or (name.startswith(TOTALS) and self._has_no_id(row)):
            return
        values: dict[str, Value] = {"name": name}
        draft = Draft(row=number + 1, name=name, values=values)
        special: list[tuple[Column, Cell, object]] = []
        for index, column, memo, fact, ranged in self._plan:
            cell = row[index]
            if cell == "":
                continue
            reading = memo[cell if cell.__class__ is not bool else ("bool", cell)]
            if reading is None:
                continue
            if ranged or reading.__class__ in _SPECIAL:
                special.append((column, cell, reading))
            elif fact in values:
                self._tell(draft, fact, reading, column, cell)  # type: ignore[arg-type]  # as below
            else:
                values[fact] = reading  # type: ignore[assignment]  # _SPECIAL holds all that is no value
        if special:
            self._settle_special(draft, special)
        self._note_conversion_day(draft, row)
        for fact in draft.unreadable:
            values.pop(fact, None)
        self.drafts.append(draft)

    def _read_nameless(self, number: int, row: list[Cell]) -> None:
        written = [cell for index, cell in enumerate(row) if index not in self._serials]
        if is_blank(written) or is_total(row):
            return
        first = next(cell for cell in written if not is_blank([cell]))
        self.errors.append(
            CellError(
                sheet=self.name,
                row=number + 1,
                column=self._header.headers[self._name_at],
                value=shown(row[self._name_at]),
                says=f"这一行有内容（如“{shown(first)}”）却没有姓名，没有读取。请补上姓名；若是说明或签名，请移出表格",
            )
        )

    def _is_repeated_header(self, name: str, row: list[Cell]) -> bool:
        if name not in self._name_headers:
            return False
        same = sum(
            1
            for cell, header in zip(row, self._header.headers, strict=False)
            if isinstance(cell, str) and cell and normalise(cell) == normalise(header)
        )
        return same >= _REPEATED_HEADERS

    def _has_no_id(self, row: list[Cell]) -> bool:
        return all(is_blank([row[column.index]]) for column in self._by_fact.get("id_number", ()))

    def _fail(self, draft: Draft, column: Column, cell: Cell, says: str) -> None:
        self.errors.append(
            CellError(
                sheet=self.name,
                row=draft.row,
                column=column.header or f"{letter(column.index)}列",
                value=shown(cell),
                says=says,
            )
        )

    def _tell(self, draft: Draft, fact: str, value: Value, column: Column, cell: Cell) -> None:
        """Put a value on the row where another column may have told the same fact: lists join, others must agree."""
        before = draft.values.get(fact)
        if before is None or before == value:
            draft.values[fact] = value
        elif RECORDED[fact].kind is Kind.DATES:
            draft.values[fact] = tuple(sorted((*before, *value)))  # type: ignore[misc]  # both are lists of days
        elif RECORDED[fact].kind is Kind.TEXTS:
            draft.values[fact] = (*before, *value)  # type: ignore[misc]  # both are lists of texts
        else:
            draft.unreadable.add(fact)
            others = "、".join(f"“{other.header}”" for other in self._by_fact.get(fact, ()) if other is not column)
            same = f"两列说的是同一件事（{RECORDED[fact].label}）"
            says = f"与{others or '本行另一列'}所填的“{shown(str(before))}”不一致，{same}。请核对后改成一致"
            self._fail(draft, column, cell, says)

    def _settle_special(self, draft: Draft, special: list[tuple[Column, Cell, object]]) -> None:
        """What needs the row's plain values comes after them: a month without a day, then a range without a year."""
        rank = {Month: 1, YearlessSpan: 2}
        for column, cell, reading in sorted(special, key=lambda entry: rank.get(type(entry[2]), 0)):
            self._settle(draft, column, cell, reading)

    def _settle(self, draft: Draft, column: Column, cell: Cell, reading: object) -> None:
        match reading:
            case Unreadable():
                self._fail(draft, column, cell, reading.says)
                draft.unreadable.update(column.facts)
            case Unknown():
                draft.unreadable.update(column.facts)
            case SamePlace():
                draft.values["household_is_residence"] = True
            case Month():
                self._take_birth_from_number(draft, column, cell, reading)
            case Span():
                self._tell_span(draft, column, reading, cell)
            case YearlessSpan():
                self._tell_yearless(draft, column, reading, cell)
            case date():
                self._tell_single(draft, column, reading, cell)
            case _:
                raise AssertionError(reading)  # a range's column is read as days and nothing else

    def _tell_yearless(self, draft: Draft, column: Column, yearless: YearlessSpan, cell: Cell) -> None:
        span = self._with_year(draft, column, yearless)
        if span is None:
            self._fail(draft, column, cell, f"没有写年份，从本行前后的日期也断定不了是哪一年。{RANGE_REMEDY}")
            untold = {fact for fact in SPANS[column.facts[0]] if fact not in self._by_fact}
            draft.unreadable.update(untold, column.facts)
        else:
            self._tell_span(draft, column, span, cell)

    def _tell_span(self, draft: Draft, column: Column, span: Span, cell: Cell) -> None:
        first, last = SPANS[column.facts[0]]
        self._tell(draft, first, span.start, column, cell)
        if first not in draft.unreadable:  # one contradiction is one error
            self._tell(draft, last, span.end, column, cell)
        self._promoted.update({first, last} - self._by_fact.keys())

    def _tell_single(self, draft: Draft, column: Column, day: date, cell: Cell) -> None:
        """One day under a range's header: a training counts by its last day, all else by its first."""
        first, last = column.facts
        told, untold = (last, first) if first == "training_from" else (first, last)
        self._tell(draft, told, day, column, cell)
        if len(self._by_fact[untold]) == 1:
            draft.unreadable.add(untold)

    def _with_year(self, draft: Draft, column: Column, yearless: YearlessSpan) -> Span | None:
        """The range in the one year that lies between the row's dates before and after this column."""
        days = [
            (other.index, day)
            for other in self._columns
            if other is not column and RECORDED[other.facts[0]].step is not None
            for fact in other.facts
            if isinstance(day := draft.values.get(fact), date)
        ]
        before = max((entry for entry in days if entry[0] < column.index), default=None)
        after = min((entry for entry in days if entry[0] > column.index), default=None)
        if before is None:
            return None
        years = range(before[1].year, after[1].year + 1) if after else (before[1].year,)
        spans = [span for year in years if (span := yearless.in_year(year)) and span.start >= before[1]]
        fitting = [span for span in spans if after is None or span.end <= after[1]]
        return fitting[0] if len(fitting) == 1 else None

    def _take_birth_from_number(self, draft: Draft, column: Column, cell: Cell, month: Month) -> None:
        """Year and month of birth alone: the day is in the identity number, where that can be trusted."""
        told = draft.values.get("born_on")
        born = told if isinstance(told, date) else self._born_by_number(draft)
        if born is None:
            draft.unreadable.add("born_on")
        elif (born.year, born.month) == (month.year, month.month):
            draft.values["born_on"] = born
        else:
            source = "出生日期" if born == told else "身份证号所载"
            draft.unreadable.add("born_on")
            self._fail(draft, column, cell, f"与{source}“{born}”不在同一年同一月。请对照证件改正")

    @staticmethod
    def _born_by_number(draft: Draft) -> date | None:
        """The birth date in an identity number whose check digit is right."""
        number = draft.values.get("id_number")
        return identity.born_on(number) if isinstance(number, str) and identity.check_holds(number) else None

    def _note_conversion_day(self, draft: Draft, row: list[Cell]) -> None:
        """Keep a 转正日期 until it is known whether any row of the column tells 党龄起算日期."""
        column = self._conversion_day
        if column is None:
            return
        cell = row[column.index]
        reading = self._days[key_of(cell)]
        if isinstance(reading, Unreadable):
            self._fail(draft, column, cell, reading.says)
        elif isinstance(reading, date):
            met, approved = draft.values.get("conversion_met_on"), draft.values.get("conversion_approved_on")
            if isinstance(met, date) and isinstance(approved, date) and reading not in (met, approved):
                self._conversion_days.append((draft, reading))

    def _settle_conversion_days(self) -> None:
        column = self._conversion_day
        if column is None:
            return
        if not self._conversion_days:
            self.unused.append((column.index, column.header))
            self.notes.append(f"{column.place}说不清是转正大会、审批还是党龄起算的日期，未采用；党龄起算日期不作核对。")
            return
        for draft in self.drafts:
            draft.unreadable.add("stated_member_since")
        for draft, day in self._conversion_days:
            draft.values["stated_member_since"] = day
            draft.unreadable.discard("stated_member_since")
        self._by_fact["stated_member_since"] = [column]
        self.notes.append(
            f"{column.place}：有{len(self._conversion_days)}行既不同于转正大会日期也不同于转正审批日期，读作“党龄起算日期”；其余各行未采用。"
        )

    def _settle_promoted(self) -> None:
        """A range in one column told its other end too; rows with a single day there leave that end unknown."""
        for fact in self._promoted:
            other = next(one for one in SPANS[fact] if one != fact)
            for draft in self.drafts:
                if fact not in draft.values and (other in draft.values or other in draft.unreadable):
                    draft.unreadable.add(fact)

    def _name_unnamed(self) -> None:
        """A column without a header counts as kept aside only if something is written in it."""
        rows = self._rows[self._header.data_from :]
        self.unused = [
            (index, header or f"{letter(index)}列（无列名）")
            for index, header in self.unused
            if header or not is_blank(row[index] for row in rows)
        ]
