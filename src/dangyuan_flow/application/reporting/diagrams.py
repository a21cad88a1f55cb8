"""The charts of a report's workbook: drawn by the spreadsheet itself from its own cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.lines import SEVERITIES
from dangyuan_flow.application.reporting.sheets import ACCENT, SECOND, Book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart

    from dangyuan_flow.application.reporting.comparing import Point
    from dangyuan_flow.application.reporting.sheets import Cell

CHARTS, TREND = "图表", "趋势"
_CHARTED = 15
"""A chart with more bars cannot be read."""


def write_bars(book: Book, source: str, tables: Sequence[tuple[str, int, int]]) -> None:
    """Bars of the cells of sheet ``source``, so that chart and table cannot differ.

    ``tables``: each one's heading, the first row of its lines, and how many; facts are in column C, leads in D.
    """
    sheet = book.sheet(CHARTS)
    row = 0
    for heading, first, lines in tables:
        number = min(lines, _CHARTED)
        if number == 0:
            continue
        note = f"（前 {number} 个，其余 {lines - number} 个见{source}）" if lines > number else ""
        chart = _bars(book, source, (first, number), f"{heading}的问题{note}")
        sheet.insert_chart(row, 0, chart)
        row += _height(number) // 20 + 2


def _height(bars: int) -> int:
    """How high a chart of so many bars is, in pixels."""
    return 110 + 34 * bars


def _bars(book: Book, source: str, rows: tuple[int, int], title: str) -> Chart:
    """A chart of bars over ``rows`` of sheet ``source``: the first, and how many."""
    first, number = rows
    chart = book.workbook.add_chart({"type": "bar"})
    patterned = {"pattern": "wide_upward_diagonal", "fg_color": SECOND, "bg_color": "#FFFFFF"}
    last = first + number - 1
    for name, column, dress in (
        ("事实", 2, {"fill": {"color": ACCENT}}),
        ("线索", 3, {"pattern": patterned, "border": {"color": SECOND}}),
    ):
        chart.add_series(
            {
                "name": name,
                "categories": [source, first, 0, last, 0],
                "values": [source, first, column, last, column],
                "data_labels": {"value": True},
                "gap": 60,
                **dress,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": _height(number)})
    return chart


def write_trend(book: Book, told: Sequence[Point], own: Sequence[Cell]) -> None:
    """A sheet with a line a sweep, and their facts and leads as lines; none where there is nothing to compare.

    ``own``: the numbers of the sweep at hand, which lead to their lists; those of earlier ones have none here.
    """
    if not told:
        return
    sheet = book.sheet(TREND, (12, 12, 10, *([8] * 6)))
    head = ("排查", "截至", "档案数", *SEVERITIES, "事实", "线索")
    rows: list[tuple[Cell, ...]] = [
        (
            p.name,
            p.as_of,
            p.dossiers,
            *(own if p.is_own else (*(p.by_severity.get(s, 0) for s in SEVERITIES), p.facts, p.leads)),
        )
        for p in told
    ]
    book.table(sheet, 0, head, rows)
    chart = book.workbook.add_chart({"type": "line"})
    for column, colour, dash, marker in ((7, ACCENT, "solid", "circle"), (8, SECOND, "dash", "diamond")):
        chart.add_series(
            {
                "name": [TREND, 0, column],
                "categories": [TREND, 1, 1, len(told), 1],
                "values": [TREND, 1, column, len(told), column],
                "line": {"color": colour, "dash_type": dash, "width": 2},
                "marker": {"type": marker, "size": 7, "fill": {"color": colour}, "border": {"color": colour}},
                "data_labels": {"value": True, "position": "above"},
            }
        )
    chart.set_title({"name": "历次排查的事实和线索", "name_font": {"size": 12}})
    chart.set_x_axis({"text_axis": True, "num_format": "yyyy-mm-dd"})
    chart.set_y_axis({"min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D8D4CC"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 900, "height": 360})
    sheet.insert_chart(len(told) + 2, 0, chart)
