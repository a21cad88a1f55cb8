"""A sweep's report on the screen: the summary, the findings by dossier, what was not checked, cells nobody can read."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from dangyuan_flow.cli import comparisons, screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.application.sweeping import Found, SweepReport

_COLUMNS_SHOWN = 10
_RUN = 4
_SEVERITIES = {"S1": screen.BAD, "S2": screen.BAD, "S3": screen.CAREFUL, "S4": screen.QUIET}


def put(report: SweepReport) -> None:
    """Show the whole report."""
    put_head(report)
    _put_findings(report)
    _put_notes(report)
    _put_unchecked(report)
    from dangyuan_flow.cli.ledgers import put_cell_errors

    put_cell_errors(report.cell_errors)
    if report.findings:
        screen.say("", "导出工作簿或报告：加 -o 结果.xlsx 或 -o 报告.pdf；只看某些问题：加 --only 代码")


def put_head(report: SweepReport) -> None:
    """How much was found, and how that differs from the last registered sweep."""
    _put_summary(report)
    if report.compared is not None:
        comparisons.put(report.compared)


def _whose(people: int, bodies: int) -> str:
    """Who has something found about them: persons, and bodies as a whole."""
    told = [f"{people} 人" if people or not bodies else "", f"{bodies} 个党组织" if bodies else ""]
    return "、".join(part for part in told if part)


def _put_summary(report: SweepReport) -> None:
    screen.say(screen.styled(f"专项排查　截至 {report.as_of}　共 {report.dossiers} 人", screen.STRONG))
    if report.packs:
        screen.say(f"加用地方规定：{'、'.join(report.packs)}")
    leads = [f for f in report.findings if f.violation.certainty.value == "lead"]
    facts = [f for f in report.findings if f.violation.certainty.value == "fact"]
    if facts:
        screen.say(screen.styled(f"{_about(facts)}有问题，共 {len(facts)} 条", screen.BAD))
    elif report.dossiers:
        screen.say(screen.styled("没有发现问题", screen.GOOD))
    else:
        screen.say(screen.styled("没有可以排查的档案：台账里没有人员，或者数据库里还没有档案", screen.CAREFUL))
    if leads:
        also = "另有" if facts else "有"
        screen.say(f"{also}线索 {len(leads)} 条，涉及 {_about(leads)}（线索须核实，不是结论，不计入问题）")
    if not report.findings:
        return
    from dangyuan_flow.application.reporting import by_code

    screen.put_rows(
        ("代码", "问题", "程度", "性质", "条数", "涉及"),
        (
            (
                code,
                title,
                screen.styled(severity, _SEVERITIES.get(severity, "")),
                certainty,
                count,
                _whose(people, bodies),
            )
            for code, title, severity, certainty, count, people, bodies in by_code(report.findings)
        ),
        wide=("问题",),
        right=("条数", "涉及"),
    )


def _about(findings: list[Found]) -> str:
    people = {f.dossier for f in findings if f.about == "dossier"}
    return _whose(len(people), len({f.dossier for f in findings if f.about == "body"}))


def _put_findings(report: SweepReport) -> None:
    for dossier, group in groupby(report.findings, key=lambda f: f.dossier):
        lines = [*group]
        first = lines[0]
        who = "　".join(part for part in (dossier, first.name, first.branch) if part)
        screen.say("", screen.styled(who, screen.STRONG))
        for found in lines:
            _put_finding(found)


def _put_finding(found: Found) -> None:
    from dangyuan_flow.domain.regulations import cited

    v = found.violation
    lead = "［线索］" if v.certainty.value == "lead" else ""
    style = _SEVERITIES.get(v.rule.severity.value, "")
    screen.say(screen.styled(f"  {v.code}　{v.rule.title}{lead}", style))
    screen.say(f"    {v.says}")
    remedy = f"；处理：{v.rule.remedy}" if v.rule.remedy else ""
    screen.say(screen.styled(f"    依据 {cited(v.cites)}{remedy}", screen.QUIET))


def _put_notes(report: SweepReport) -> None:
    if report.notes:
        screen.heading(f"过渡说明 {len(report.notes)} 条（不算问题）")
        screen.put_rows(
            ("位置", "姓名", "代码", "说明"),
            ((n.dossier, n.name, n.violation.code, n.violation.says) for n in report.notes),
            wide=("姓名", "说明"),
        )
    if report.header_notes:
        screen.heading("表头和附表")
        screen.say(*(f"  {note}" for note in report.header_notes))
    if report.text_notes:
        screen.heading("没有对照的材料文字")
        screen.say(*(f"  {note}" for note in report.text_notes))
    if report.unused_columns:
        screen.heading("没有用到的列")
        screen.say(f"  {'、'.join(report.unused_columns)}")


def _runs(codes: Iterable[str]) -> list[str]:
    """Codes in their order, four and more in a row as V01—V09."""
    runs: list[list[str]] = []
    for code in codes:
        last = runs[-1][-1] if runs else ""
        if last[:1] == code[:1] and last[1:].isdigit() and code[1:].isdigit() and int(last[1:]) + 1 == int(code[1:]):
            runs[-1].append(code)
        else:
            runs.append([code])
    return [text for run in runs for text in ([f"{run[0]}—{run[-1]}"] if len(run) >= _RUN else run)]


def _put_unchecked(report: SweepReport) -> None:
    """What could not be checked, and which columns would help most; the whole list is in JSON and workbook."""
    if not report.not_checked:
        return
    lacking = [line for line in report.not_checked if line.missing_columns]
    partly = [line for line in report.not_checked if not line.missing_columns]
    codes = dict.fromkeys(line.rule.code for line in report.not_checked)
    screen.heading(
        f"没有检查或没有全部检查的规定 {len(report.not_checked)} 条，涉及 {len(codes)} 个代码（不表示没有问题）"
    )
    if lacking:
        columns = Counter(column for line in lacking for column in line.missing_columns)
        most = "、".join(f"{column}（{count} 条）" for column, count in columns.most_common(_COLUMNS_SHOWN))
        screen.say(f"  因缺列：{'、'.join(_runs(dict.fromkeys(line.rule.code for line in lacking)))}")
        screen.say(f"  缺少的列 {len(columns)} 个，影响规定最多的：{most}")
    if partly:
        counts: dict[str, int] = {}
        for line in partly:
            counts[line.rule.code] = max(counts.get(line.rule.code, 0), line.dossiers)
        screen.say("  因个别人的内容未知：" + "、".join(f"{code}（{count} 人）" for code, count in counts.items()))
    screen.say("  哪一条缺哪些列，见 --format json，或 xlsx 的“未检查”表")
