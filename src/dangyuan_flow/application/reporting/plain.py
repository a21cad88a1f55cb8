"""A sweep as CSV: one line a finding, with the values that were compared."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.lines import CERTAINTIES, CLASSES, lines_of
from dangyuan_flow.application.reporting.values import told
from dangyuan_flow.domain.regulations import cited

if TYPE_CHECKING:
    from dangyuan_flow.application.sweeping import Found, SweepReport

ONE = ("位置", "姓名", "党支部", "代码", "规定", "严重程度", "类别", "确定性", "依据", "情况", "处理建议", "数值")
"""What stands in the line of one finding, whatever the others are."""
HEAD = (*ONE, "阶段", "对象")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def as_csv(report: SweepReport) -> str:
    """The findings in the report's order."""
    lines = {id(line.found): line for line in lines_of(report)}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for found in report.findings:
        line = lines[id(found)]
        cells = (*cells_of(found), line.stage, "党组织" if line.about_body else "档案")
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def cells_of(found: Found) -> tuple[str, ...]:
    """The cells under :data:`ONE`."""
    v = found.violation
    return (
        found.dossier,
        found.name,
        found.branch or "",
        v.code,
        v.rule.title,
        v.rule.severity.value,
        CLASSES[v.rule.class_.value],
        CERTAINTIES[v.certainty.value],
        cited(v.cites),
        v.says,
        v.rule.remedy,
        told(found),
    )


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one is quoted by an apostrophe."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
