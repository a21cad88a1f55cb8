"""Writing a ledger: what is written here is read back by ``read_ledger`` to the same values."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.domain.facts import RECORDED, Fact, Kind, Value
from dangyuan_flow.domain.people import BodyKind, Member, Organization
from dangyuan_flow.domain.vetting import CLEAR, is_clear
from dangyuan_flow.ledger.further_sheets import BODIES, EXAMINATIONS, PLAN, RELATIVES, ROSTER, VETTINGS, Form
from dangyuan_flow.ledger.rows import ExaminationRow, PlanRow, RelativeRow, VettingRow
from dangyuan_flow.ledger.words import BRACKETS, FOUND, KINDS_OF_BODIES, NONE_WORD, OPINIONS, UNKNOWN_WORD

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MAIN_SHEET = "人员台账"
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets count 29 February 1900, which never was; earlier days are written as text
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 8, 40
_LAST_ROW = 1_048_576

Formats = dict[str, "Format"]


def write_ledger(  # noqa: PLR0913  a ledger has as many sheets
    path: Path,
    rows: Sequence[Mapping[str, Value]],
    *,
    known_per_row: Sequence[frozenset[str]],
    organizations: Sequence[Organization] = (),
    members: Sequence[Member] = (),
    vettings: Sequence[VettingRow] = (),
    examinations: Sequence[ExaminationRow] = (),
    plan: Sequence[PlanRow] = (),
    relatives: Sequence[RelativeRow] = (),
) -> None:
    """Write ``rows`` (facts by name; derived ones are left out) with what each of them knows to a new workbook.

    A fact that some row knows has its column; a row that does not know it gets ``（未知）`` there.

    Raises:
        BadInput: the file cannot be written, or a text is longer than a cell can be; nothing is left behind.
    """
    with workbook_at(path) as (workbook, formats):
        _write_main(workbook, formats, rows, known_per_row)
        for form, lines in (
            (ROSTER, [_member_line(member) for member in members]),
            (BODIES, [_body_line(body) for body in organizations]),
            (VETTINGS, [_line(row) for row in vettings]),
            (EXAMINATIONS, [_line(row) for row in examinations]),
            (PLAN, [_line(row) for row in plan]),
            (RELATIVES, [_line(row) for row in relatives]),
        ):
            if lines:
                write_form(workbook, formats, form, lines)


@contextlib.contextmanager
def workbook_at(path: Path) -> Iterator[tuple[Workbook, Formats]]:
    """A workbook that appears at ``path`` whole, or not at all."""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise BadInput(f"无法在“{path.parent}”写入：{reason_of(error)}。请核对文件夹和权限。") from None
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            workbook = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
            workbook.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  the same rows give the same bytes
            yield workbook, _formats(workbook)
            workbook.close()
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101  a temporary file is the owner's alone; a ledger is as usual
        os.replace(temporary, path)  # noqa: PTH105  as above: a name, not a Path
    except (OSError, XlsxWriterException) as error:
        told = reason_of(error) if isinstance(error, OSError) else error
        raise BadInput(f"台账“{path}”没有写成：{told}。请检查磁盘空间和权限，并关闭正在使用它的程序。") from None
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)  # noqa: PTH108  as above


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _formats(workbook: Workbook) -> Formats:
    return {
        "header": workbook.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF4"}),
        "text": workbook.add_format({"num_format": "@"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
    }


def columns_written(rows: Sequence[Mapping[str, Value]], known_per_row: Sequence[frozenset[str]]) -> list[Fact]:
    """The facts that have a column: what any row knows or tells, in the order of the steps.

    A circumstance that counts as absent unless told has a column only where some row tells it.
    """
    known = frozenset().union(*known_per_row)
    told = {name for row in rows for name, value in row.items() if value is not None}
    return [
        fact
        for name, fact in RECORDED.items()
        if name == "name" or name in told or (name in known and not fact.assumed)
    ]


def _write_main(
    workbook: Workbook,
    formats: Formats,
    rows: Sequence[Mapping[str, Value]],
    known_per_row: Sequence[frozenset[str]],
) -> None:
    if len(rows) >= _LAST_ROW:
        raise BadInput(f"共有{len(rows)}人，超过一张工作表的行数。请分批导出。")
    facts = columns_written(rows, known_per_row)
    sheet = workbook.add_worksheet(MAIN_SHEET)
    headers = [fact.label for fact in facts]
    _write_headers(sheet, formats, headers)
    widths = [_width(header) for header in headers]
    for number, (row, known) in enumerate(zip(rows, known_per_row, strict=True), start=1):
        for index, fact in enumerate(facts):
            value = row.get(fact.name)
            if value is None and not fact.assumed and fact.name not in known:
                sheet.write_string(number, index, UNKNOWN_WORD)
            elif value is not None:
                shown = _cell(fact, value)
                _write(sheet, formats, (number, index), shown, fact.label)
                widths[index] = max(widths[index], _width(shown) if isinstance(shown, str) else 0)
    for index, fact in enumerate(facts):
        text = formats["text"] if fact.kind in (Kind.TEXT, Kind.TEXTS) else None
        sheet.set_column(index, index, 11 if fact.kind is Kind.DATE else min(widths[index], _WIDEST), text)


def _cell(fact: Fact, value: Value) -> date | int | str:
    """The value as its cell shows it."""
    if isinstance(value, str) and fact.name in OPINIONS and not value.startswith(FOUND):
        return CLEAR if is_clear(value) else f"{FOUND}：{value}"
    if isinstance(value, str) and fact.name in KINDS_OF_BODIES and value in {kind.value for kind in BodyKind}:
        return BodyKind(value).chinese
    if fact.name in WRITTEN and isinstance(value, tuple):
        return "\n".join(" ".join(str(text).split()) for text in value) or NONE_WORD
    return _shown(value)


def _shown(value: Value) -> date | int | str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        between = "\n" if any(mark in str(item) for item in value for mark in BRACKETS) else "、"
        return between.join(map(str, value)) or NONE_WORD
    return "" if value is None else value


def _write(sheet: Worksheet, formats: Formats, place: tuple[int, int], value: date | int | str, header: str) -> None:
    row, column = place
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise BadInput(
                f"工作表“{sheet.get_name()}”第{row + 1}行“{header}”有{len(value)}个字，超过一个单元格的上限"
                f"（{_LONGEST_TEXT}字）。请先缩短后再导出。"
            )
        sheet.write_string(row, column, value, formats["text"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value < _FIRST_DAY:
        sheet.write_string(row, column, value.isoformat())
    else:
        sheet.write_datetime(row, column, value, formats["date"])


def _write_headers(sheet: Worksheet, formats: Formats, headers: Sequence[str]) -> None:
    for index, header in enumerate(headers):
        sheet.write_string(0, index, header, formats["header"])
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)


def _width(text: str) -> int:
    """The columns that a text needs: two for a Chinese character."""
    return max(_NARROWEST, 2 + sum(2 if ord(character) > 0xFF else 1 for character in text[:_WIDEST]))  # noqa: PLR2004  the end of Latin-1


def write_form(workbook: Workbook, formats: Formats, form: Form, lines: Sequence[Mapping[str, Any]]) -> None:
    """Write a further sheet by its form."""
    sheet = workbook.add_worksheet(form.name)
    headers = [header for header, _, _ in form.columns]
    _write_headers(sheet, formats, headers)
    widths = [_width(header) for header in headers]
    for number, line in enumerate(lines, start=1):
        for index, (header, attribute, _) in enumerate(form.columns):
            value = line.get(attribute)
            if value is None or value == ():
                continue
            shown = _shown(value)
            _write(sheet, formats, (number, index), shown, header)
            widths[index] = max(widths[index], _width(str(shown)))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(width, _WIDEST))


def _line(row: VettingRow | ExaminationRow | PlanRow | RelativeRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _body_line(body: Organization) -> dict[str, Any]:
    line = {name: getattr(body, name) for name in body.__slots__}
    return line | {"kind": body.kind.chinese if body.kind else None}


def _member_line(member: Member) -> dict[str, Any]:
    """The member with all sanctions in one row, the days of restored rights in the same order."""
    line = {name: getattr(member, name) for name in member.__slots__}
    restored = [sanction.restored_on for sanction in member.sanctions]
    return line | {
        "sanction_kinds": tuple(sanction.kind for sanction in member.sanctions),
        "sanctioned_on": tuple(sanction.on for sanction in member.sanctions),
        "restored_on": tuple(day or NONE_WORD for day in restored) if any(restored) else (),
    }
