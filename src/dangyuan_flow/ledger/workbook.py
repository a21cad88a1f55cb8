"""The file itself: spreadsheets and CSV opened as plain grids, and every way in which that can fail said in Chinese."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.ledger import package
from dangyuan_flow.ledger.cells import Cell

_ZIP = b"PK"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")
_LOCKED = "台账“{path}”有打开密码。请先用电子表格软件打开，去掉密码后另存，再读取。"
_BROKEN = "台账“{path}”已损坏或不完整，无法读取。请用电子表格软件打开后另存为 .xlsx；打不开的，请重新取得一份。"
_NO_SPREADSHEET = "“{path}”不是电子表格。台账应为 .xlsx、.xls、.ods 或 .csv 文件。"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One sheet: its rows from the first on (all as long as the longest), and its merged areas.

    ``merged``: (first row, first column, last row, last column), from 0.
    """

    name: str
    rows: list[list[Cell]]
    visible: bool = True
    merged: tuple[tuple[int, int, int, int], ...] = ()


def open_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets of a ledger, in the file's order; what the file *is* decides, not its ending.

    Raises:
        BadInput: missing, empty, locked, broken, or no spreadsheet.
    """
    data = _bytes(path)
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise BadInput(_LOCKED.format(path=path))
        return tuple(_sheets(data, path))
    if data.startswith(_ZIP):
        return tuple(_sheets(data, path))
    if data.lstrip().lower().startswith(_MARKUP):
        raise BadInput(f"“{path}”其实是网页或 XML 文件，不是电子表格。请用电子表格软件打开后另存为 .xlsx。")
    if path.suffix.lower() in {".xlsx", ".xls", ".ods", ".xlsm", ".xlsb", ".et"}:
        raise BadInput(_BROKEN.format(path=path))
    return (Sheet(name=path.stem, rows=_csv_rows(data, path)),)


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"找不到台账“{path}”。请核对路径和文件名。") from None
    except IsADirectoryError:
        raise BadInput(f"“{path}”是文件夹，不是台账文件。请给出其中的文件。") from None
    except OSError as error:
        raise BadInput(f"打不开台账“{path}”：{reason_of(error)}。请检查权限，并关闭正在使用它的程序。") from None
    if not data.strip(b"\0 \t\r\n"):
        raise BadInput(f"台账“{path}”是空文件。请核对是不是取错了文件。")
    return data


def _sheets(data: bytes, path: Path) -> Iterator[Sheet]:
    errors = package.inspect(data, path)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            for index, told in enumerate(workbook.sheets_metadata):
                if told.typ is not SheetTypeEnum.WorkSheet:
                    continue
                sheet = workbook.get_sheet_by_index(index)
                rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
                for row, column, word in errors.get(told.name, ()):
                    if row < len(rows) and column < len(rows[row]):
                        rows[row][column] = word
                yield Sheet(
                    name=told.name,
                    rows=rows,
                    visible=told.visible is SheetVisibleEnum.Visible,
                    merged=tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ()),
                )
    except PasswordError:
        raise BadInput(_LOCKED.format(path=path)) from None
    except CalamineError as error:
        if "assword" in str(error) or package.is_locked(data):
            raise BadInput(_LOCKED.format(path=path)) from None
        known = data.startswith(_OLE) or package.is_spreadsheet(data)
        raise BadInput((_BROKEN if known else _NO_SPREADSHEET).format(path=path)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's Rust core gave up; it exports no such class
            raise
        raise BadInput(_BROKEN.format(path=path)) from None


def _csv_rows(data: bytes, path: Path) -> list[list[Cell]]:
    if data.startswith(_UTF_16):
        raise BadInput(f"“{path}”是 UTF-16 编码的文本。请另存为“CSV UTF-8（逗号分隔）”或 .xlsx。")
    if b"\0" in data:
        raise BadInput(_NO_SPREADSHEET.format(path=path))
    text = _decoded(data, path)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    rows: list[list[Cell]] = []
    try:
        rows.extend(list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BadInput(
            f"“{path}”第{len(rows) + 1}行起不是有效的 CSV（{error}），多半是引号没有成对。请改正，或另存为 .xlsx。"
        ) from None
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(
        f"“{path}”既不是 UTF-8 也不是 GB18030 编码，读出来会是乱码。请另存为“CSV UTF-8（逗号分隔）”或 .xlsx。"
    )
