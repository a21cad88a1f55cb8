"""A sweep as a workbook: summary, one sheet per group of findings, notes, what was not checked, cell errors."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import Found, SweepReport
from dangyuan_flow.ledger import workbook_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.workbook import Workbook

_SECTIONS = (
    (range(1, 13), "带病入党"),
    (range(13, 24), "身份年龄隶属"),
    (range(24, 48), "程序次序"),
    (range(48, 70), "时间"),
    (range(70, 81), "表决"),
    (range(81, 94), "材料"),
    (range(94, 109), "关系与组织"),
    (range(109, 200), "其他环节"),
)
_SEVERITIES = {"S1": "S1 效力", "S2": "S2 决定性程序", "S3": "S3 时间与材料", "S4": "S4 提示"}
_CLASSES = {"person": "不符合党员条件", "procedure": "程序问题"}
_CERTAINTIES = {"fact": "事实", "lead": "线索"}
_HEAD = ("位置", "姓名", "党支部", "代码", "问题", "严重程度", "类别", "确定性", "依据", "情况", "处理建议")
_WIDTHS = (16, 12, 24, 8, 30, 14, 14, 8, 24, 70, 30)


def section(found: Found) -> str:
    """The group of the catalogue to which a finding belongs; local rules have their own."""
    rule = found.violation.rule
    if not rule.code.startswith("V") or rule.pack is not None:
        return "地方规定"
    return next(name for numbers, name in _SECTIONS if rule.number in numbers)


def write_report(report: SweepReport, path: Path) -> None:
    """Write ``report`` to a new workbook at ``path``; raises :class:`BadInput`, leaving nothing, if that fails."""
    with workbook_at(path) as (workbook, _):
        _summary(workbook, report)
        groups: dict[str, list[Found]] = {}
        for found in report.findings:
            groups.setdefault(section(found), []).append(found)
        for _, name in (*_SECTIONS, (range(0), "地方规定")):
            if name in groups:
                _sheet(workbook, name, _HEAD, [_line(f) for f in groups[name]], _WIDTHS)
        _sheet(workbook, "过渡说明", _HEAD, [_line(f) for f in report.notes], _WIDTHS)
        _sheet(
            workbook,
            "未检查",
            ("代码", "规定", "涉及人数", "缺少的列"),
            [(n.rule.code, n.rule.title, n.dossiers, "、".join(n.missing_columns)) for n in report.not_checked],
            (8, 40, 10, 60),
        )
        _sheet(
            workbook,
            "单元格问题",
            ("工作表", "行", "列", "内容", "说明"),
            [(e.sheet, e.row, e.column, e.value, e.says) for e in report.cell_errors],
            (14, 6, 20, 24, 70),
        )


def _line(found: Found) -> tuple[object, ...]:
    v = found.violation
    return (
        found.dossier,
        found.name,
        found.branch or "",
        v.code,
        v.rule.title,
        _SEVERITIES[v.rule.severity.value],
        _CLASSES[v.rule.class_.value],
        _CERTAINTIES[v.certainty.value],
        "、".join(v.cites),
        v.says,
        v.rule.remedy,
    )


def _summary(workbook: Workbook, report: SweepReport) -> None:
    sheet = workbook.add_worksheet("汇总")
    title = workbook.add_format({"bold": True, "font_size": 14})
    head = workbook.add_format({"bold": True, "bg_color": "#EFEBE3", "border": 1})
    cell = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 5, 14)
    sheet.write(0, 0, "发展党员专项排查汇总", title)
    people = len({f.dossier for f in report.findings})
    facts = sum(f.violation.certainty.value == "fact" for f in report.findings)
    leads = len(report.findings) - facts
    unread = f"未检查的规定 {len(report.not_checked)} 条，不能读取的单元格 {len(report.cell_errors)} 个"
    swept = f"截至 {report.as_of.isoformat()}，共 {report.dossiers} 份档案"
    lines = (
        f"{swept}；{people} 人有问题，事实 {facts} 条，线索 {leads} 条",
        f"过渡说明 {len(report.notes)} 条，{unread}",
        f"地方规定：{'、'.join(report.packs) or '无'}；规则版本 {report.rules[:12]}",
    )
    for row, text in enumerate(lines, start=1):
        sheet.write(row, 0, text)
    start = len(lines) + 2
    for column, text in enumerate(("代码", "问题", "严重程度", "确定性", "条数", "人数")):
        sheet.write(start, column, text, head)
    for row, line in enumerate(by_code(report.findings), start=start + 1):
        for column, value in enumerate(line):
            sheet.write(row, column, value, cell)
    sheet.freeze_panes(start + 1, 0)


def by_code(findings: Sequence[Found]) -> list[tuple[str, str, str, str, int, int]]:
    """Findings counted: code, title, severity, certainty, how many, on how many people; the gravest first."""
    count: Counter[tuple[str, str, str, str, int]] = Counter()
    people: dict[tuple[str, str, str, str, int], set[str]] = {}
    for found in findings:
        rule = found.violation.rule
        key = (rule.severity.value, rule.code, rule.title, found.violation.certainty.value, rule.number)
        count[key] += 1
        people.setdefault(key, set()).add(found.dossier)
    return [
        (code, title, severity, _CERTAINTIES[certainty], count[key], len(people[key]))
        for key in sorted(count, key=lambda k: (k[0], k[4], k[2]))
        for severity, code, title, certainty, _ in (key,)
    ]


def _sheet(
    workbook: Workbook,
    name: str,
    head: Sequence[str],
    lines: Iterable[Sequence[object]],
    widths: Sequence[int],
) -> None:
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bg_color": "#EFEBE3", "border": 1})
    wrapped = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    for column, (text, width) in enumerate(zip(head, widths, strict=True)):
        sheet.write(0, column, text, bold)
        sheet.set_column(column, column, width)
    row = 0
    for row, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            if isinstance(value, int | float):
                sheet.write_number(row, column, value, wrapped)
            else:
                sheet.write_string(row, column, str(value), wrapped)
    if row == 0:
        sheet.write_string(1, 0, "无")
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(head) - 1)
