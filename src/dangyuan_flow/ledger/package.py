"""Inside an ``.xlsx``: what the spreadsheet reader does not tell, looked up in the sheets' XML before it reads them.

Two things matter: a formula that failed (``#N/A``) comes out of the reader as an *empty* cell, which would say that the
act is not on record; and one forgotten cell in the last row makes the reader reserve memory for the whole area.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput

_MOST_BYTES = 800_000_000
_MOST_CELLS = 40_000_000
_SHEET = re.compile(rb"<(?:\w+:)?sheet ([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship ([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_FAILED = re.compile(rb'<c ([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>/]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<(?:v|is)>')
_ROW = re.compile(rb'<row [^>]*\br="(\d+)"')
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)\d+"')

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

Failed = dict[str, list[tuple[int, int, str]]]


def is_spreadsheet(data: bytes) -> bool:
    """Whether the bytes begin a spreadsheet package, be it whole or cut off."""
    if b"xl/" in data or b"opendocument.spreadsheet" in data[:4096]:
        return True
    return b"[Content_Types].xml" in data[:4096] and b"word/" not in data and b"ppt/" not in data


def is_locked(data: bytes) -> bool:
    """Whether the package is an ``.ods`` locked with a password; the spreadsheet reader takes it for nothing at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return b"encryption-data" in package.read("META-INF/manifest.xml")
    except _UNREADABLE:
        return False


def inspect(data: bytes, path: Path) -> Failed:
    """The failed formulas of each sheet (row and column from 0); empty for whatever is not an ``.xlsx``.

    Raises:
        BadInput: the package would unpack to an unreasonable size.
    """
    found: Failed = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MOST_BYTES:
                raise BadInput(f"台账“{path}”展开后过大，不像一份台账。请删去图片和空行空列，另存后再读取。")
            for sheet, part in _parts(package).items():
                xml = package.read(part)
                _refuse_vast(xml, sheet, path)
                if b't="e"' in xml:
                    found[sheet] = [
                        (int(place[2]) - 1, _index(place[1]), value.decode("utf-8", "replace"))
                        for attributes, value in _FAILED.findall(xml)
                        if (place := _PLACE.search(attributes))
                    ]
    except _UNREADABLE:
        return {}  # the spreadsheet reader will say what is wrong with the file
    return found


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The XML part of each sheet, by the sheet's name."""
    if "xl/workbook.xml" not in package.namelist():
        return {}
    relations = package.read("xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in _RELATION.findall(relations):
        told = _attributes(tag)
        targets[told.get("Id", "")] = told.get("Target", "")
    parts = {}
    for tag in _SHEET.findall(package.read("xl/workbook.xml")):
        told = _attributes(tag)
        target = targets.get(told.get("r:id", ""), "")
        if target.endswith(".xml"):
            parts[told.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _attributes(tag: bytes) -> dict[str, str]:
    return {name.decode(): html.unescape(value.decode("utf-8", "replace")) for name, value in _ATTRIBUTE.findall(tag)}


def _refuse_vast(xml: bytes, sheet: str, path: Path) -> None:
    last = xml.rfind(b"<row ")
    row, corner = _ROW.match(xml, max(last, 0)), _DIMENSION.search(xml, 0, 4096)
    rows = int(row[1]) if row else 0
    if rows * (_index(corner[1]) + 1 if corner else 1) <= _MOST_CELLS and (corner or rows < _MOST_CELLS // 16384):
        return
    filled = [(int(number), _index(column) + 1) for column, number in _FILLED.findall(xml)]
    if filled and max(number for number, _ in filled) * max(column for _, column in filled) > _MOST_CELLS:
        raise BadInput(
            f"台账“{path}”的工作表“{sheet}”在很远的地方（第{rows}行附近）还有内容，整张表大得无法读取。请删去末尾多余的行和列，另存后再读取。"
        )


def _index(letters: bytes) -> int:
    index = 0
    for code in letters:
        index = index * 26 + code - ord("A") + 1
    return index - 1
