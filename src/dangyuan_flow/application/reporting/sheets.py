"""Sheets of a report's workbook: heads, lines, and numbers that lead to the rows they count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from dangyuan_flow.application.reporting.listings import Span

ACCENT, SECOND, GROUND, LINE = "#9E1B1B", "#8C8579", "#EFEBE3", "#D8D4CC"
_LINK = "#1D4F91"
_LONGEST_TEXT = 32_767
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets count 29 February 1900, which never was; earlier days are written as text


@dataclass(frozen=True, slots=True)
class Linked:
    """A value that leads to a place in the workbook: ``'按代码'!A2:J9``."""

    value: str | int
    place: str


Cell = str | int | date | Linked | None


def rows_of(sheet: str, span: Span) -> str:
    """The rows of ``span`` on a sheet whose first row is its head."""
    return f"'{sheet}'!A{span.first + 2}:J{span.last + 2}"


def first_rows(sheet: str, number: int) -> str:
    """All ``number`` rows of a sheet whose first row is its head."""
    return f"'{sheet}'!A2:J{number + 1}"


class Book:
    """A workbook in the report's dress."""

    def __init__(self, workbook: Workbook) -> None:
        """Dress ``workbook``."""
        self.workbook = workbook
        body = {"border": 1, "border_color": LINE, "valign": "top"}
        add = workbook.add_format
        self.formats: dict[str, Format] = {
            "title": add({"bold": True, "font_size": 16}),
            "heading": add({"bold": True, "font_size": 12, "font_color": ACCENT}),
            "plain": add({"valign": "top"}),
            "head": add({"bold": True, "bg_color": GROUND, "text_wrap": True, **body, "valign": "vcenter"}),
            "text": add({"text_wrap": True, **body}),
            "number": add({**body, "align": "right"}),
            "date": add({"num_format": "yyyy-mm-dd", "align": "left", **body}),
            "link": add({"font_color": _LINK, "underline": 1, "text_wrap": True, **body}),
            "count": add({"font_color": _LINK, "underline": 1, "align": "right", **body}),
        }

    def sheet(self, name: str, widths: Sequence[int] = (), *, landscape: bool = True) -> Worksheet:
        """A new sheet, ready to be printed on A4."""
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def table(self, sheet: Worksheet, row: int, head: Sequence[str], lines: Iterable[Sequence[Cell]]) -> int:
        """Write a table with its head at ``row``; returns the row after it."""
        for column, text in enumerate(head):
            sheet.write_string(row, column, text, self.formats["head"])
        for number, line in enumerate(lines, start=row + 1):
            for column, value in enumerate(line):
                self.put(sheet, number, column, value)
            row = number
        return row + 1

    def listing(
        self,
        name: str,
        head: Sequence[str],
        lines: Sequence[Sequence[Cell]],
        widths: Sequence[int],
    ) -> Worksheet:
        """A sheet that is one list: its head stays in sight and filters; an empty one says so."""
        sheet = self.sheet(name, widths)
        after = self.table(sheet, 0, head, lines)
        if after == 1:
            sheet.write_string(1, 0, "无", self.formats["plain"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, max(after - 1, 1), len(head) - 1)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        """Write one value as what it is: a date as a date, a number as a number, a link as a link."""
        match value:
            case None:
                sheet.write_blank(row, column, None, self.formats["text"])
            case Linked(shown, target):
                sheet.write_url(row, column, f"internal:{target}", self.formats["link"], str(shown)[:255])
                if isinstance(shown, int):
                    sheet.write_number(row, column, shown, self.formats["count"])
            case bool():
                sheet.write_string(row, column, "是" if value else "否", self.formats["text"])
            case int():
                sheet.write_number(row, column, value, self.formats["number"])
            case date() if value >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, self.formats["date"])
            case _:
                sheet.write_string(row, column, str(value)[:_LONGEST_TEXT], self.formats["text"])
