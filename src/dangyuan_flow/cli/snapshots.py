"""``dangyuan snapshot``: handing dossiers up as Parquet parts, and sweeping what many bodies handed up."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.formats import Format, named_by
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.snapshots import Findings
    from dangyuan_flow.domain.rules import RuleSet

snapshot = family(
    "快照：把档案导出成数据文件向上报送；上级把许多单位的快照放在一起排查。",
    "dangyuan snapshot export -o 报送/某县",
    "dangyuan snapshot info 报送",
    "dangyuan snapshot sweep 报送 -o 排查结果 --format xlsx",
)


_BODIES_SHOWN = 30


class Engine(StrEnum):
    """Which machinery judges."""

    DUCKDB = "duckdb"
    SPARK = "spark"


Folder = Annotated[Path, typer.Argument(metavar="文件夹", help="快照文件夹，或装有各单位快照的上一级文件夹")]


@command(
    snapshot,
    "export",
    "导出快照：排查要用的栏目写成 Parquet 文件。同一文件夹再次导出时，只重写有变化的部分。",
    "dangyuan snapshot export -o 报送/某县",
)
def export(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="写到哪个文件夹")] = Path("快照"),
    body: Annotated[
        str | None, typer.Option("--body", metavar="单位", help="报送单位；不写为全部档案共同的上级党委（工委）")
    ] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Hand up the store."""
    from dangyuan_flow.application.snapshots import export_snapshot

    folder = output.expanduser()
    with opened(db) as flow, screen.progress("导出快照") as progress:
        done = export_snapshot(flow, folder, body=body, progress=progress)
    made = done.manifest
    if as_json:
        screen.put_json(
            {"folder": str(folder), "body": made.body, "dossiers": made.dossiers, "parts": len(made.parts)}
            | {"written": done.written, "bytes": made.size, "head": list(made.head)}
        )
        return
    screen.say(
        f"已导出：{folder}　{made.body}　{made.dossiers} 份档案，{len(made.parts)} 个分块，本次写 {done.written} 个",
        f"全程纪实第 {made.head[0]} 条，摘要 {made.head[1][:16]}",
    )


@command(
    snapshot,
    "info",
    "看快照里有什么：单位、档案数、截至全程纪实哪一条。加 --check 逐个核对文件是否完整。",
    "dangyuan snapshot info 报送",
    "dangyuan snapshot info 报送 --check",
)
def info(
    folder: Folder,
    check: Annotated[bool, typer.Option("--check", help="核对每个分块的摘要和列")] = False,
    as_json: options.Json = False,
) -> None:
    """Tell what a snapshot holds."""
    from dangyuan_flow.application.snapshots import open_snapshot

    found = open_snapshot(folder.expanduser(), thorough=check)
    lines = [
        {"body": m.body, "dossiers": m.dossiers, "parts": len(m.parts), "bytes": m.size, "on": m.on.isoformat()}
        | {"head": list(m.head), "derivation": m.derivation, "folder": str(path)}
        for path, m in found.bodies
    ]
    if as_json:
        screen.put_json({"dossiers": found.dossiers, "checked": check, "bodies": lines})
        return
    screen.say(screen.styled(f"{len(found.bodies)} 个单位，共 {found.dossiers} 份档案", screen.STRONG))
    screen.put_rows(
        ("单位", "档案数", "分块", "MB", "导出日", "纪实条数", "纪实摘要"),
        (
            (m.body, m.dossiers, len(m.parts), f"{m.size / 1e6:.1f}", m.on.isoformat(), m.head[0], m.head[1][:16])
            for _, m in found.bodies
        ),
        wide=("单位",),
        right=("档案数", "分块", "MB", "纪实条数"),
    )
    if check:
        screen.say(screen.styled("各分块与清单一致", screen.GOOD))


@command(
    snapshot,
    "sweep",
    "用全部规定核对快照，结果写成一个文件夹（-o），并按 --format 给出。没有问题时退出码为 0，有问题时为 1。",
    "dangyuan snapshot sweep 报送 -o 排查结果",
    "dangyuan snapshot sweep 报送 --only V49,V58 --format csv",
)
def sweep(
    folder: Folder,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；不写为最早一份快照的导出日")
    ] = None,
    packs: Annotated[
        list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")
    ] = None,
    only: Annotated[str | None, typer.Option("--only", metavar="代码,…", help="只查这些代码，如 V49,V58")] = None,
    form: Annotated[
        Format, typer.Option("--format", metavar="格式", help="table、json、csv、xlsx、pdf；不写为 table")
    ] = Format.TABLE,
    engine: Annotated[Engine, typer.Option("--engine", metavar="引擎", help="duckdb 或 spark")] = Engine.DUCKDB,
    master: Annotated[
        str | None, typer.Option("--master", metavar="地址", help="Spark 集群的地址，如 spark://主机:7077；不写为本机")
    ] = None,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="文件夹", help="结果写到哪个文件夹")] = Path(
        "排查结果"
    ),
    as_json: options.Json = False,
) -> int:
    """Sweep a snapshot."""
    return sweep_folder(
        folder,
        tuple(packs or ()),
        output,
        as_of=as_of,
        only=options.split(only),
        engine=engine,
        master=master,
        form=form,
        as_json=as_json,
    )


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder in which snapshots lie."""
    if not path.expanduser().is_dir():
        return False
    from dangyuan_flow.application.snapshots import holds_snapshots

    return holds_snapshots(path.expanduser())


def sweep_folder(
    folder: Path,
    packs: tuple[str, ...],
    output: Path | None,
    *,
    as_of: str | None,
    only: tuple[str, ...],
    engine: Engine | None,
    master: str | None = None,
    form: Format | None,
    as_json: bool,
) -> int:
    """Sweep the snapshots in ``folder``; the findings go to the folder ``output``."""
    from dangyuan_flow.application import snapshots
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.flow import catalogue

    out = (output or Path("排查结果")).expanduser()
    if named_by(out) is not None:
        msg = f"快照的排查结果写成一个文件夹，-o 请写文件夹名（现为 {out.name}）；要报告请加 --format"
        raise BadInput(msg)
    rules = catalogue(packs).rule_set
    known = snapshots.open_snapshot(folder.expanduser())
    with screen.progress("排查快照") as progress:
        done = snapshots.sweep_snapshot(
            folder.expanduser(),
            rules,
            out,
            as_of=known.on if as_of is None else options.day(as_of),
            only=only,
            by=snapshots.Engine((engine or Engine.DUCKDB).value),
            master=master,
            progress=progress,
        )
    put(out, rules, Format.JSON if as_json else form or Format.TABLE, handed_up=known.on)
    return VIOLATIONS if done.findings else DONE


def put(out: Path, rules: RuleSet, form: Format, *, handed_up: date) -> None:
    """Tell what a sweep came to, in ``form``; files lie beside the findings.

    ``handed_up``: the day of the oldest snapshot.
    """
    from dangyuan_flow.application.snapshots import Findings

    found = Findings.opened(out, rules)
    path: Path | None = None
    match form:
        case Format.JSON:
            found.write_json(sys.stdout)
            return
        case Format.CSV:
            path = out / "排查问题.csv"
            with files.table(path) as file:
                found.write_csv(file)
        case Format.XLSX | Format.PDF:
            path = _report(found, files.room_for(out / f"排查报告.{form.value}"), form)
        case Format.TABLE:
            pass
    _put_summary(found, handed_up)
    if path is not None:
        screen.say(f"已写出：{path}")
    else:
        screen.say(f"全部结果在 {out}，可用 --format csv、json、xlsx、pdf 写出")
    if found.summary.findings:
        screen.say(f"要问某一条的来历，在报送单位的数据库里：dangyuan why 代码 档案编号 --as-of {found.summary.as_of}")


def _report(found: Findings, path: Path, form: Format) -> Path:
    from dangyuan_flow.application import reporting

    write = reporting.write_workbook if form is Format.XLSX else reporting.write_document
    write(found.report(), path, scope="、".join(found.summary.bodies) if len(found.summary.bodies) < 4 else None)  # noqa: PLR2004  few enough to be named
    return path


def _put_summary(found: Findings, handed_up: date) -> None:
    from dangyuan_flow.domain.rules import Certainty

    done = found.summary
    screen.say(
        screen.styled(
            f"专项排查　截至 {done.as_of}　{len(done.bodies)} 个单位，共 {done.dossiers} 份档案", screen.STRONG
        )
    )
    if handed_up < done.as_of:
        screen.say(f"最早的快照导出于 {handed_up}，此后办理的没有计入；逾期类的问题请先核实")
    if done.packs:
        screen.say(f"加用地方规定：{'、'.join(done.packs)}")
    facts, leads = found.tally.total(Certainty.FACT), found.tally.total(Certainty.LEAD)
    if facts:
        screen.say(screen.styled(f"发现问题 {facts} 条", screen.BAD))
    else:
        screen.say(screen.styled("没有发现问题", screen.GOOD))
    if leads:
        screen.say(f"{'另有' if facts else '有'}线索 {leads} 条（线索须核实，不是结论，不计入问题）")
    if done.findings:
        _put_rules(found)
        _put_bodies(found)
    if done.notes:
        screen.say(f"过渡说明 {sum(done.notes.values())} 条（不算问题）")
    if unchecked := found.not_checked():
        codes = dict.fromkeys(line.rule.code for line in unchecked)
        screen.say(f"没有检查或没有全部检查的 {len(codes)} 项（不表示没有问题）：{'、'.join(codes)}")


def _put_rules(found: Findings) -> None:
    from dangyuan_flow.domain.rules import Certainty

    rules = sorted(found.rule_set.everything, key=lambda rule: (rule.number, rule.code, rule.id))
    screen.put_rows(
        ("代码", "问题", "程度", "性质", "条数"),
        (
            (rule.code, rule.title, rule.severity.value, certainty.chinese, count)
            for certainty in Certainty
            for rule in rules
            if (count := found.tally.by_rule.get((rule.id, certainty)))
        ),
        wide=("问题",),
        right=("条数",),
    )


def _put_bodies(found: Findings) -> None:
    """How much was found in each body's dossiers, the most first."""
    from dangyuan_flow.domain.rules import Certainty

    by_body = found.tally.by_body
    told = [
        (body, dossiers, by_body.get((body, Certainty.FACT), 0), by_body.get((body, Certainty.LEAD), 0))
        for body, dossiers in found.summary.bodies.items()
    ]
    if len(told) == 1:
        return
    told.sort(key=lambda line: (-line[2], -line[3], line[0]))
    screen.say("")
    screen.put_rows(
        ("单位", "档案数", "事实", "线索"), told[:_BODIES_SHOWN], wide=("单位",), right=("档案数", "事实", "线索")
    )
    if len(told) > _BODIES_SHOWN:
        screen.say(f"…… 其余 {len(told) - _BODIES_SHOWN} 个单位见 --format json 的 summary")
