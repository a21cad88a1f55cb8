"""Findings as a sheet to hand on (问题台账): a workbook or CSV, one line a finding, as its file name says."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.plain import harmless
from dangyuan_flow.application.reporting.sheets import Book
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.ledger import workbook_at
from dangyuan_flow.paper.filing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.application.reporting.sheets import Cell
    from dangyuan_flow.store import Filed

HEAD = (
    *("编号", "对象", "档案", "姓名", "党支部", "代码", "问题", "严重程度", "性质", "依据", "情况", "处理建议"),
    *("状态", "责任单位", "整改期限", "是否逾期", "处理方式", "事实留存", "发现日期", "再次发现次数", "最近登记的排查"),
)
_WIDTHS = (6, 8, 16, 12, 24, 8, 30, 10, 8, 20, 60, 30, 10, 20, 12, 10, 12, 10, 12, 12, 12)
_ABOUT = {"dossier": "档案", "body": "党组织"}


def write_findings(found: Iterable[Filed], today: date, path: Path, *, mark: str | None = None) -> None:
    """Write findings to ``path`` (.xlsx or .csv), with a ``mark`` of who took them along; raises ``BadInput``."""
    lines = [_line(filed, today) for filed in found]
    match path.suffix.lower():
        case ".csv":
            _csv(lines if mark is None else [*lines, (mark,)], path)
        case ".xlsx":
            with workbook_at(path) as (workbook, _):
                book = Book(workbook)
                book.listing("问题台账", HEAD, lines, _WIDTHS)
                if mark is not None:
                    book.put(book.sheet("导出说明", (80,)), 0, 0, mark)
        case other:
            msg = f"问题台账只能写成 .xlsx 或 .csv，收到“{other or path.name}”"
            raise BadInput(msg)


def _csv(lines: Iterable[Sequence[Cell]], path: Path) -> None:
    text = io.StringIO()
    told = ([harmless("" if cell is None else str(cell)) for cell in line] for line in lines)
    csv.writer(text).writerows([HEAD, *told])
    write_whole(path, ("\ufeff" + text.getvalue()).encode())


def _line(filed: Filed, today: date) -> tuple[Cell, ...]:
    finding, seen = filed.finding, filed.finding.seen
    return (
        finding.number,
        _ABOUT[seen.about],
        seen.dossier,
        seen.name,
        filed.branch,
        seen.code,
        seen.title,
        seen.severity,
        Certainty(seen.certainty).chinese,
        cited(seen.cites),
        seen.says,
        seen.remedy,
        finding.state.chinese,
        finding.assigned_to,
        finding.due_on,
        "是" if finding.is_overdue(today) else "",
        finding.measure and finding.measure.chinese,
        "是" if finding.stands else "",
        finding.found_on,
        finding.reopened,
        finding.sweep,
    )
