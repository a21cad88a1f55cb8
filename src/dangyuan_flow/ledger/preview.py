"""A ledger's columns before it is read: what each one would be read as, for a person to confirm or to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.ledger.cells import text_of
from dangyuan_flow.ledger.columns import (
    AMBIGUOUS,
    CONVERSION_DAY,
    SERIAL_NUMBERS,
    facts_told,
    is_known,
    letter,
    normalise,
)
from dangyuan_flow.ledger.grid import is_blank
from dangyuan_flow.ledger.headers import HeaderRow, place
from dangyuan_flow.ledger.mapping import normalised
from dangyuan_flow.ledger.reading import main_header
from dangyuan_flow.ledger.workbook import Sheet, open_sheets

_ROWS_LOOKED_AT = 15
_EXAMPLES = 3
_LONGEST = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnRead:
    """A column: its letter and header as written, the facts it is read as, and what stands in its first cells.

    ``facts`` is empty where the column is not read. ``candidates``: the labels it may mean where that is not certain.
    ``is_aside``: it tells nothing that a ledger keeps, and nobody has to say what it means (序号).
    """

    letter: str
    header: str
    facts: tuple[str, ...]
    candidates: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    is_aside: bool = False

    @property
    def reads(self) -> str:
        """What it is read as, in words; empty for nothing."""
        return " 至 ".join(RECORDED[fact].label for fact in self.facts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The columns of a ledger's main sheet, and why they cannot all be understood (empty where they can)."""

    sheet: str
    columns: tuple[ColumnRead, ...]
    problem: str = ""


def read_columns(path: Path, *, mapping: Mapping[str, str] | None = None) -> Columns:
    """What each column of the main sheet is read as, with ``mapping`` as :func:`read_ledger` takes it.

    Raises:
        BadInput: the file cannot be opened, or holds nothing; what is wrong with headers alone is in ``problem``.
    """
    meanings = normalised(mapping)
    sheets = open_sheets(path)
    problem, facts = "", dict[int, tuple[str, ...]]()
    try:
        header = main_header(sheets, meanings, path)
    except BadInput as why:
        problem, header = str(why), _likely(sheets, path)
    try:
        facts = {column.index: column.facts for column in place(header, meanings, path).columns}
    except BadInput as why:
        problem = problem or str(why)
        facts = {index: _meant(meanings, index, key) for index, key in enumerate(header.keys)}
    return Columns(
        sheet=header.sheet.name,
        columns=tuple(
            _column(header, index, facts.get(index, ())) for index, text in enumerate(header.headers) if text.strip()
        ),
        problem=problem,
    )


def _meant(meanings: Mapping[str, tuple[str, ...]], index: int, key: str) -> tuple[str, ...]:
    """What one column is read as by itself, without its neighbours."""
    by_letter = f"{letter(index)}列"
    return meanings[by_letter] if by_letter in meanings else meanings.get(key, facts_told(key))


def _column(header: HeaderRow, index: int, facts: tuple[str, ...]) -> ColumnRead:
    key = header.keys[index]
    candidates = () if facts else AMBIGUOUS.get(key, ())
    return ColumnRead(
        letter=letter(index),
        header=header.headers[index].strip(),
        facts=facts,
        candidates=tuple(RECORDED[one[0]].label for one in candidates),
        examples=_examples(header, index),
        is_aside=not facts and (key in SERIAL_NUMBERS or key in CONVERSION_DAY),
    )


def _examples(header: HeaderRow, index: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in header.sheet.rows[header.data_from : header.data_from + _ROWS_LOOKED_AT]:
        if index < len(row) and (text := text_of(row[index]).strip()):
            found.setdefault(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    return tuple(found)[:_EXAMPLES]


def _likely(sheets: tuple[Sheet, ...], path: Path) -> HeaderRow:
    """The row that is most like a header, where none is certainly one."""
    told = [
        (sum(is_known(normalise(text_of(cell))) for cell in row), -number, sheet, number)
        for sheet in sheets
        if sheet.visible
        for number, row in enumerate(sheet.rows[:_ROWS_LOOKED_AT])
        if not is_blank(row)
    ]
    if not told:
        raise BadInput(f"台账“{path}”里没有内容。请核对是不是取错了文件。")
    _, _, sheet, number = max(told, key=lambda one: one[:2])
    headers = tuple(text_of(cell) for cell in sheet.rows[number])
    return HeaderRow(sheet=sheet, row=number, headers=headers, data_from=number + 1)
