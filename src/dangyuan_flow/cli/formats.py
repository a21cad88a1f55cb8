"""How a sweep's report is given: the one list of formats, and which of them a file's name asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Format(StrEnum):
    """How a sweep's report is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


def chosen(asked: Format | None, output: Path | None, *, as_json: bool) -> Format:
    """The format that was asked for, by its name or by that of the file; raises ``BadInput`` where the two differ."""
    named = None if output is None else named_by(output)
    form = Format.JSON if as_json else asked or named or Format.TABLE
    if output is None or form is named:
        return form
    from dangyuan_flow.domain.errors import BadInput

    if form is Format.TABLE:
        msg = "表格显示在屏幕上；要写入文件请用 --format xlsx、pdf、csv 或 json"
        raise BadInput(msg)
    if named is not None:
        msg = f"文件名 {output.name} 是 {named.value}，要的格式却是 {form.value}。请改文件名，或改 --format"
        raise BadInput(msg)
    return form


def named_by(output: Path) -> Format | None:
    """The format that a file's name tells by its ending."""
    ending = output.suffix.lower().removeprefix(".")
    return next((form for form in Format if form is not Format.TABLE and form.value == ending), None)
