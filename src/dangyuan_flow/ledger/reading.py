"""Reading a ledger: which sheet is the main one, what the further ones add, and all that is wrong with any cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.ledger import further_rows
from dangyuan_flow.ledger.columns import normalise
from dangyuan_flow.ledger.further_sheets import (
    BODIES,
    EXAMINATIONS,
    FORMS,
    PLAN,
    RELATIVES,
    ROSTER,
    VETTINGS,
    Table,
    read_table,
)
from dangyuan_flow.ledger.grid import is_blank
from dangyuan_flow.ledger.headers import HeaderRow, Meanings, header_row, looks_headed, place, steps_told
from dangyuan_flow.ledger.main_sheet import MainSheet
from dangyuan_flow.ledger.mapping import normalised
from dangyuan_flow.ledger.matching import Persons, add_examinations, add_relatives, add_vettings, assign
from dangyuan_flow.ledger.rows import CellError, Ledger, LedgerRow
from dangyuan_flow.ledger.texts import take_texts
from dangyuan_flow.ledger.workbook import Sheet, open_sheets

GUIDE_SHEET = "填写说明"
_STEPS_OF_A_LEDGER = 3


def read_ledger(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ledger:
    """Read the ledger at ``path``; ``mapping`` says what a column means, ``progress`` hears rows done and rows in all.

    Raises:
        BadInput: no ledger can be read at all; what is wrong with single cells is in ``cell_errors`` instead.
    """
    meanings = normalised(mapping)
    sheets = open_sheets(path)
    headed = _headed(sheets, meanings)
    header = _main(sheets, headed, meanings, path)
    main = MainSheet(header, place(header, meanings, path))
    main.read(progress)
    tables = {
        form.name: read_table(sheet, form)
        for sheet in sheets
        if sheet is not header.sheet and (form := FORMS.get(normalise(sheet.name))) is not None
    }
    return _ledger(path, sheets, headed, main, tables)


def main_header(sheets: tuple[Sheet, ...], meanings: Meanings, path: Path) -> HeaderRow:
    """The header row of the sheet that :func:`read_ledger` would read; raises :class:`BadInput` where there is none."""
    return _main(sheets, _headed(sheets, meanings), meanings, path)


def _headed(sheets: tuple[Sheet, ...], meanings: Meanings) -> dict[str, HeaderRow]:
    return {sheet.name: found for sheet in sheets if (found := header_row(sheet, meanings)) is not None}


def _main(sheets: tuple[Sheet, ...], headed: Mapping[str, HeaderRow], meanings: Meanings, path: Path) -> HeaderRow:
    """The sheet that holds 姓名 and most of the steps' columns; its name does not matter."""
    candidates = [
        (found.sheet.visible, steps, -number, found)
        for number, sheet in enumerate(sheets)
        if (found := headed.get(sheet.name)) is not None
        for steps in [steps_told(found, meanings)]
        if steps >= _STEPS_OF_A_LEDGER or normalise(sheet.name) not in FORMS
    ]
    if candidates:
        return max(candidates, key=lambda candidate: candidate[:3])[3]
    if any(looks_headed(sheet, meanings) for sheet in sheets):
        raise BadInput(
            f"台账“{path}”缺少“姓名”列。请补上这一列；"
            '若列名不同，请用列名对应文件（--mapping）指明，如 "人名" = "姓名"。'
        )
    if all(is_blank(row) for sheet in sheets for row in sheet.rows):
        raise BadInput(f"台账“{path}”里没有内容。请核对是不是取错了文件。")
    raise BadInput(
        f"在台账“{path}”里找不到表头：前15行中应有一行含“姓名”和至少两个台账列名（如“申请入党时间”）。"
        "请对照台账模板改列名；若打开是乱码，请另存为“CSV UTF-8（逗号分隔）”或 .xlsx。"
    )


def _ledger(
    path: Path,
    sheets: tuple[Sheet, ...],
    headed: Mapping[str, HeaderRow],
    main: MainSheet,
    tables: Mapping[str, Table],
) -> Ledger:
    persons = Persons(main.drafts)
    known, columns = set(main.known), main.columns
    vettings = further_rows.vettings(tables[VETTINGS.name]) if VETTINGS.name in tables else ()
    if vettings:
        table = tables[VETTINGS.name]
        vettings, meant = assign(table, vettings, persons)
        told = add_vettings(table, vettings, meant)
        known |= told
        columns = dict.fromkeys(sorted(told), f"{VETTINGS.name}!结论") | columns
    examinations = further_rows.examinations(tables[EXAMINATIONS.name]) if EXAMINATIONS.name in tables else ()
    if examinations:
        table = tables[EXAMINATIONS.name]
        examinations, meant = assign(table, examinations, persons)
        told = add_examinations(table, examinations, meant)
        known |= told
        columns = dict.fromkeys(sorted(told), f"{EXAMINATIONS.name}!考察日期") | columns
    relatives = further_rows.relatives(tables[RELATIVES.name]) if RELATIVES.name in tables else ()
    if relatives:
        table = tables[RELATIVES.name]
        relatives, meant = assign(table, relatives, persons)
        told = add_relatives(table, relatives, meant)
        known |= told
        columns = dict.fromkeys(sorted(told), f"{RELATIVES.name}!亲属姓名") | columns
    organizations = further_rows.organizations(tables[BODIES.name]) if BODIES.name in tables else ()
    members = further_rows.members(tables[ROSTER.name]) if ROSTER.name in tables else ()
    plan = further_rows.plan(tables[PLAN.name]) if PLAN.name in tables else ()
    overlooked, notes = _left_unread(sheets, headed, main.name, tables)
    errors = [*main.errors, *(error for table in tables.values() for error in table.errors), *overlooked]
    texts = take_texts(main)
    unused = [f"{main.name}!{header}" for _, header in main.unused]
    unused += [f"{table.form.name}!{header}" for table in tables.values() for header in table.unused]
    return Ledger(
        path=path,
        main_sheet=main.name,
        rows=tuple(
            LedgerRow(
                sheet=main.name,
                row=draft.row,
                name=draft.name,
                values=draft.values,
                unreadable=frozenset(draft.unreadable),
            )
            for draft in main.drafts
        ),
        columns=columns,
        known=frozenset(known),
        unused_columns=tuple(unused),
        header_notes=(*main.notes, *notes),
        cell_errors=_sorted(errors, sheets),
        organizations=organizations,
        members=members,
        vettings=vettings,
        examinations=examinations,
        plan=plan,
        relatives=relatives,
        texts=texts,
    )


def _left_unread(
    sheets: tuple[Sheet, ...], headed: Mapping[str, HeaderRow], main: str, tables: Mapping[str, Table]
) -> tuple[list[CellError], list[str]]:
    """Sheets that nobody read: one that is a ledger itself is an error, any other a note."""
    errors: list[CellError] = []
    notes: list[str] = []
    for sheet in sheets:
        name = sheet.name
        if name in (main, GUIDE_SHEET) or normalise(name) in tables or all(map(is_blank, sheet.rows)):
            continue
        found = headed.get(name)
        rows = sheet.rows[found.data_from :] if found else []
        if found and sheet.visible and steps_told(found, {}) >= _STEPS_OF_A_LEDGER and not all(map(is_blank, rows)):
            says = (
                f"工作表“{name}”也像台账，但一份台账只读一张主表（这次是“{main}”），这张没有读取。"
                "请并入主表，或另存成单独的文件"
            )
            errors.append(CellError(sheet=name, row=found.row + 1, column="姓名", value="", says=says))
        else:
            notes.append(f"工作表“{name}”不在台账格式之内，没有读取。")
    return errors, notes


def _sorted(errors: list[CellError], sheets: tuple[Sheet, ...]) -> tuple[CellError, ...]:
    order = {normalise(sheet.name): number for number, sheet in enumerate(sheets)}
    return tuple(sorted(errors, key=lambda error: (order.get(normalise(error.sheet), len(order)), error.row)))
