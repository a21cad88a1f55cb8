"""``dangyuan sweep``: all rules over a ledger that no system ever saw, or over the store."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import comparisons, files, options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.copying import Wish
    from dangyuan_flow.application.sweeping import Found, SweepReport
    from dangyuan_flow.flow import Flow

app = lone()
_ABOUT_TEXTS = "V83"
_COLUMNS_SHOWN = 10
_SEVERITIES = {"S1": screen.BAD, "S2": screen.BAD, "S3": screen.CAREFUL, "S4": screen.QUIET}


class Format(StrEnum):
    """How a sweep's report is given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Store:
    """Which store is swept, who acts, whether the sweep is registered, and whether everything is read anew."""

    db: str | None
    user: str | None
    keep: bool
    anew: bool
    snapshot: bool


@command(
    app,
    "sweep",
    "专项排查：用全部规定核对一份台账（不需要数据库），或核对数据库里的全部档案，并与上次登记的排查比较。"
    "只看，不写入；加 --keep 才登记，问题由此有编号，用 dangyuan findings 跟到销号。"
    "没有问题时退出码为 0，有问题或有读不懂的单元格时为 1。",
    "dangyuan sweep 发展党员工作台账.xlsx",
    "dangyuan sweep 台账.xlsx --as-of 2026-11-01 --format xlsx -o 排查报告.xlsx",
    "dangyuan sweep 台账.xlsx --format pdf -o 排查报告.pdf",
    "dangyuan sweep --org 第一党总支 --only V49,V58",
    "dangyuan sweep 台账.xlsx --texts 材料文件夹",
    "dangyuan sweep --keep --as 排查员",
)
def sweep(
    ledger: Annotated[Path | None, typer.Argument(metavar="台账", help="台账文件；不写则排查数据库")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；不写为今天")] = None,
    body: options.Body = None,
    packs: Annotated[
        list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")
    ] = None,
    only: Annotated[str | None, typer.Option("--only", metavar="代码,…", help="只查这些代码，如 V49,V58")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="文件", help="列名对应文件（.toml 或 .csv）")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="格式", help="table、json、csv、xlsx、pdf；不写为 table")
    ] = Format.TABLE,
    alike: Annotated[
        bool, typer.Option("--alike", help="对照申请书、思想汇报、意见等文字是否雷同（线索，不是结论）")
    ] = False,
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts", metavar="文件夹", help="同时对照这个文件夹里的文字材料，文件以姓名、身份证号或档案编号命名"
        ),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="登记这次排查和查出的问题（须有职务，见 --as）")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="全部重读；不写则只重读上次登记以来有变化的档案")] = False,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="先导出快照再排查，档案很多时快（三十万份以上自动如此）")
    ] = False,
    output: options.Out = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> int:
    """Sweep a ledger or the store."""
    chosen = Format.JSON if as_json else form
    if ledger is not None and (keep or anew):
        from dangyuan_flow.domain.errors import BadInput

        msg = "--keep、--anew 只用于排查数据库；台账排查不登记，要登记请先 dangyuan import"
        raise BadInput(msg)
    if snapshot and (ledger is not None or body is not None or keep or anew):
        from dangyuan_flow.domain.errors import BadInput

        msg = "--snapshot 用于排查整个数据库，不能同时写台账、--org、--keep 或 --anew"
        raise BadInput(msg)
    store = _Store(db=db, user=user, keep=keep, anew=anew, snapshot=snapshot)
    codes = options.split(only)
    report = _report(
        ledger,
        as_of,
        body,
        tuple(packs or ()),
        codes,
        mapping,
        store,
        explain=chosen is Format.JSON,
        texts=_wish(texts, asked=alike or _ABOUT_TEXTS in {code.upper() for code in codes}),
    )
    _put(report, chosen, output, scope=body if ledger is None else f"台账“{ledger.name}”")
    if chosen is not Format.JSON and (chosen is not Format.CSV or output is not None):
        comparisons.put_kept(report.kept)
    return DONE if report.is_clean else VIOLATIONS


def _wish(folder: Path | None, *, asked: bool) -> Wish:
    from dangyuan_flow.application.copying import Wish

    return Wish(asked=asked, folder=None if folder is None else folder.expanduser())


def _report(
    ledger: Path | None,
    as_of: str | None,
    body: str | None,
    packs: tuple[str, ...],
    only: tuple[str, ...],
    mapping: Path | None,
    store: _Store,
    *,
    explain: bool,
    texts: Wish,
) -> SweepReport:
    from dangyuan_flow.application.sweeping import explained, sweep_ledger, sweep_store
    from dangyuan_flow.domain.errors import BadInput

    day = None if as_of is None else options.day(as_of)
    if ledger is not None:
        from dangyuan_flow.cli.ledgers import read_mapping
        from dangyuan_flow.flow import catalogue

        if body is not None:
            msg = "--org 只用于排查数据库；排查台账时请先在台账里筛选"
            raise BadInput(msg)
        rules = catalogue(packs).rule_set
        with screen.progress("读取台账") as progress:
            return sweep_ledger(
                ledger,
                rules,
                as_of=day or _today(),
                only=only,
                mapping=read_mapping(mapping),
                explain=explain,
                texts=texts,
                progress=progress,
            )
    if mapping is not None:
        msg = "--mapping 只用于排查台账；请写明台账文件"
        raise BadInput(msg)
    with opened(store.db, store.user) as own, screen.progress("排查") as progress:
        flow = own.laying(packs)
        if store.snapshot or _is_large(flow, body, store, texts):
            from dangyuan_flow.application.sweeping_large import sweep_by_snapshot

            report = sweep_by_snapshot(flow, as_of=day, only=only, texts=texts, progress=progress)
            return explained(flow, report) if explain else report
        report = sweep_store(
            flow,
            as_of=day,
            body=body,
            only=only,
            keep=store.keep,
            anew=store.anew,
            texts=texts,
            progress=progress,
        )
        return explained(flow, report) if explain else report


def _is_large(flow: Flow, body: str | None, store: _Store, texts: Wish) -> bool:
    if body is not None or store.keep or store.anew or texts.asked or texts.folder is not None:
        return False
    from dangyuan_flow.application.sweeping_large import is_large

    return is_large(flow)


def _today() -> date:
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.flow import wall_clock

    return today_in_shanghai(wall_clock())


def _put(report: SweepReport, form: Format, output: Path | None, *, scope: str | None) -> None:
    from dangyuan_flow.application.sweeping import as_json

    match form:
        case Format.JSON:
            import json

            _text(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n", output)
        case Format.CSV:
            from dangyuan_flow.application.reporting import as_csv

            _text(as_csv(report), output, mark="\ufeff")
        case Format.XLSX:
            from dangyuan_flow.application.reporting import write_workbook

            path = output or Path(f"排查报告-{report.as_of}.xlsx")
            write_workbook(report, files.room_for(path), scope=scope)
            _put_head(report)
            screen.say(f"已写出：{path}")
        case Format.PDF:
            from dangyuan_flow.application.reporting import write_document

            path = output or Path(f"排查报告-{report.as_of}.pdf")
            write_document(report, files.room_for(path), scope=scope)
            _put_head(report)
            screen.say(f"已写出：{path}")
        case Format.TABLE:
            _put_table(report, output)


def _text(text: str, output: Path | None, *, mark: str = "") -> None:
    """Give a text to the reader: on standard output, or in a file (``mark`` lets spreadsheets know its encoding)."""
    if output is None:
        sys.stdout.write(text)
        return
    files.write(output, (mark + text).encode())


def _put_table(report: SweepReport, output: Path | None) -> None:
    if output is not None:
        from dangyuan_flow.domain.errors import BadInput

        msg = "表格显示在屏幕上；要写入文件请用 --format xlsx、pdf、csv 或 json"
        raise BadInput(msg)
    _put_head(report)
    _put_findings(report)
    _put_notes(report)
    _put_unchecked(report)
    from dangyuan_flow.cli.ledgers import put_cell_errors

    put_cell_errors(report.cell_errors)
    if report.findings:
        screen.say("", "导出工作簿或报告：加 --format xlsx 或 pdf，-o 写明文件；只看某些问题：加 --only 代码")


def _put_head(report: SweepReport) -> None:
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
    else:
        screen.say(screen.styled("没有发现问题", screen.GOOD))
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
        screen.heading("表头")
        screen.say(*(f"  {note}" for note in report.header_notes))
    if report.text_notes:
        screen.heading("没有对照的材料文字")
        screen.say(*(f"  {note}" for note in report.text_notes))
    if report.unused_columns:
        screen.heading("没有用到的列")
        screen.say(f"  {'、'.join(report.unused_columns)}")


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
        screen.say(f"  因缺列：{'、'.join(dict.fromkeys(line.rule.code for line in lacking))}")
        screen.say(f"  缺少的列 {len(columns)} 个，影响规定最多的：{most}")
    if partly:
        counts: dict[str, int] = {}
        for line in partly:
            counts[line.rule.code] = max(counts.get(line.rule.code, 0), line.dossiers)
        screen.say("  因个别人的内容未知：" + "、".join(f"{code}（{count} 人）" for code, count in counts.items()))
    screen.say("  哪一条缺哪些列，见 --format json，或 xlsx 的“未检查”表")
