"""Findings as a sheet to hand on (问题台账): a workbook or CSV, one line a finding, as its file name says."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.plain import harmless
from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.ledger import workbook_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.store import Filed

HEAD = (
    *("编号", "对象", "档案", "姓名", "党支部", "代码", "问题", "严重程度", "性质", "依据", "情况", "处理建议"),
    *("状态", "责任单位", "整改期限", "是否逾期", "处理方式", "事实留存", "发现日期", "再次发现次数", "最近登记的排查"),
)
_WIDTHS = (6, 8, 16, 12, 24, 8, 30, 10, 8, 20, 60, 30, 10, 20, 12, 10, 12, 10, 12, 12, 12)
_ABOUT = {"dossier": "档案", "body": "党组织"}


def write_findings(found: Iterable[Filed], today: date, path: Path) -> None:
    """Write findings to ``path`` (.xlsx or .csv); raises :class:`BadInput`."""
    lines = [_line(filed, today) for filed in found]
    match path.suffix.lower():
        case ".csv":
            _csv(lines, path)
        case ".xlsx":
            with workbook_at(path) as (workbook, _):
                sheet = workbook.add_worksheet("问题台账")
                head = workbook.add_format({"bold": True, "border": 1})
                cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
                for column, (title, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
                    sheet.set_column(column, column, width)
                    sheet.write_string(0, column, title, head)
                for row, line in enumerate(lines, start=1):
                    for column, text in enumerate(line):
                        sheet.write_string(row, column, text, cell)
                sheet.freeze_panes(1, 0)
                sheet.autofilter(0, 0, max(len(lines), 1), len(HEAD) - 1)
        case other:
            msg = f"问题台账只能写成 .xlsx 或 .csv，收到「{other or path.name}」"
            raise BadInput(msg)


def _csv(lines: Iterable[tuple[str, ...]], path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *([harmless(cell) for cell in line] for line in lines)])
    try:
        path.write_bytes(("\ufeff" + text.getvalue()).encode())
    except OSError as error:
        msg = f"写不到文件 {path}：{reason_of(error)}。请换一个位置（-o）"
        raise BadInput(msg) from error


def _line(filed: Filed, today: date) -> tuple[str, ...]:
    finding, seen = filed.finding, filed.finding.seen
    values = (
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
    return tuple("" if value is None else str(value) for value in values)
