"""Ledgers made on the fly: a CSV or a workbook from rows of cells, read back as the reader reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from dangyuan_flow.ledger import Ledger, LedgerRow, read_ledger

Rows = Sequence[Sequence[object]]
NAME = "张明华"


def csv_at(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A CSV file with these rows."""
    lines = (",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def xlsx_at(path: Path, sheets: Mapping[str, Rows], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> Path:
    """A workbook with these sheets; ``merged`` areas belong to the first."""
    workbook = xlsxwriter.Workbook(path, {"in_memory": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for index, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, index, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, index, cell)
                elif cell is not None:
                    sheet.write(number, index, cell)
    first: Any = workbook.worksheets()[0]
    for area in merged:
        first.merge_range(*area)
    workbook.close()
    return path


def read_rows(folder: Path, rows: Rows, mapping: Mapping[str, str] | None = None) -> Ledger:
    """The ledger with just these rows on its main sheet."""
    return read_ledger(csv_at(folder / "台账.csv", rows), mapping=mapping)


def read_cells(folder: Path, cells: Mapping[str, object], *, book: bool = False) -> tuple[LedgerRow, Ledger]:
    """One person's row with these cells by header, in this order; two dated columns stand before them."""
    headers = ["姓名", "申请入党日期", "谈话日期", *cells]
    row = [NAME, "2020-01-02", "2020-01-03", *cells.values()]
    if book:
        ledger = read_ledger(xlsx_at(folder / "台账.xlsx", {"人员台账": [headers, row]}))
    else:
        ledger = read_rows(folder, [headers, row])
    return ledger.rows[0], ledger


def says(ledger: Ledger) -> list[str]:
    """What the cell errors say."""
    return [error.says for error in ledger.cell_errors]
