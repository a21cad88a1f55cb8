"""``dangyuan sweep``: all rules over a ledger that no system ever saw, or over the store."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import comparisons, files, formats, options, screen, sweep_page
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.formats import Format
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.snapshots import Engine, is_folder, sweep_folder

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.copying import Wish
    from dangyuan_flow.application.sweeping import SweepReport
    from dangyuan_flow.flow import Flow

app = lone()
_ABOUT_TEXTS = "V83"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Store:
    """Which store is swept, who acts, whether the sweep is registered, and whether everything is read anew.

    ``engine``: which machinery judges, where it is swept by way of a snapshot.
    """

    db: str | None
    user: str | None
    keep: bool
    anew: bool
    snapshot: bool
    engine: Engine


@command(
    app,
    "sweep",
    "专项排查：用全部规定核对一份台账（不需要数据库），或核对数据库里的全部档案，并与上次登记的排查比较。"
    "写快照文件夹，就核对其中各单位的档案。"
    "只看，不写入；加 --keep 才登记，问题由此有编号，用 dangyuan findings 跟到销号。"
    "没有问题时退出码为 0，有问题或有读不懂的单元格时为 1。",
    "dangyuan sweep 发展党员工作台账.xlsx",
    "dangyuan sweep 台账.xlsx --as-of 2026-11-01 -o 排查报告.xlsx",
    "dangyuan sweep 台账.xlsx -o 排查报告.pdf",
    "dangyuan sweep --org 第一党总支 --only V49,V58",
    "dangyuan sweep 台账.xlsx --texts 材料文件夹",
    "dangyuan sweep --keep --as 排查员",
)
def sweep(
    ledger: Annotated[
        Path | None, typer.Argument(metavar="台账", help="台账文件，或快照文件夹；不写则排查数据库")
    ] = None,
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
        Format | None,
        typer.Option(
            "--format", metavar="格式", help="table、json、csv、xlsx、pdf；不写则看 -o 的文件名，没有为 table"
        ),
    ] = None,
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
    engine: Annotated[
        Engine | None, typer.Option("--engine", metavar="引擎", help="快照用什么核对：duckdb（不写为它）或 spark")
    ] = None,
    output: options.Out = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> int:
    """Sweep a ledger, a folder of snapshots, or the store."""
    codes = options.split(only)
    wish = _wish(texts, asked=alike or _ABOUT_TEXTS in {code.upper() for code in codes})
    if ledger is not None and is_folder(ledger):
        _refuse(
            "快照只能整个排查，不能同时写 --org、--mapping、--alike、--texts、--keep、--anew 或 --snapshot",
            where=bool(body or mapping or keep or anew or snapshot or wish.is_one),
        )
        return sweep_folder(
            ledger, tuple(packs or ()), output, as_of=as_of, only=codes, engine=engine, form=form, as_json=as_json
        )
    _refuse(
        "--keep、--anew 只用于排查数据库；台账排查不登记，要登记请先 dangyuan import",
        where=ledger is not None and (keep or anew),
    )
    _refuse(
        "--snapshot 用于排查整个数据库，不能同时写台账、--org、--keep 或 --anew",
        where=snapshot and (ledger is not None or body is not None or keep or anew),
    )
    _refuse("--engine 只用于排查快照：写快照文件夹，或加 --snapshot", where=engine is not None and not snapshot)
    chosen = formats.chosen(form, output, as_json=as_json)
    store = _Store(db=db, user=user, keep=keep, anew=anew, snapshot=snapshot, engine=engine or Engine.DUCKDB)
    report = _report(
        ledger,
        as_of,
        body,
        tuple(packs or ()),
        codes,
        mapping,
        store,
        explain=chosen is Format.JSON,
        texts=wish,
    )
    _put(report, chosen, output, scope=body if ledger is None else f"台账“{ledger.name}”")
    if output is not None or chosen not in (Format.JSON, Format.CSV):
        comparisons.put_kept(report.kept)
    return DONE if report.is_clean else VIOLATIONS


def _refuse(msg: str, *, where: bool) -> None:
    """Refuse options that do not go together."""
    if where:
        from dangyuan_flow.domain.errors import BadInput

        raise BadInput(msg)


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

            report = sweep_by_snapshot(
                flow, as_of=day, only=only, by=store.engine.value, texts=texts, progress=progress
            )
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
    match form:
        case Format.JSON:
            import json

            from dangyuan_flow.application.sweeping import as_json

            _text(report, json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n", output)
        case Format.CSV:
            from dangyuan_flow.application.reporting import as_csv

            _text(report, as_csv(report), output, mark="\ufeff")
        case Format.XLSX:
            from dangyuan_flow.application.reporting import write_workbook

            path = output or Path(f"排查报告-{report.as_of}.xlsx")
            write_workbook(report, files.room_for(path), scope=scope)
            _written(report, path)
        case Format.PDF:
            from dangyuan_flow.application.reporting import write_document

            path = output or Path(f"排查报告-{report.as_of}.pdf")
            write_document(report, files.room_for(path), scope=scope)
            _written(report, path)
        case Format.TABLE:
            sweep_page.put(report)


def _text(report: SweepReport, text: str, output: Path | None, *, mark: str = "") -> None:
    """Give a text to the reader: on standard output, or in a file (``mark`` lets spreadsheets know its encoding)."""
    if output is None:
        sys.stdout.write(text)
        return
    _written(report, files.write(output, (mark + text).encode()))


def _written(report: SweepReport, path: Path) -> None:
    sweep_page.put_head(report)
    screen.say(f"已写出：{path}")
