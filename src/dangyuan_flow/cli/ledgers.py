"""``dangyuan import``, ``export`` and ``ledger``: the ledger in, out, and an empty one to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dangyuan_flow.application.plain import violation_json
from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.exits import WRONG_USAGE
from dangyuan_flow.cli.help import Group, Listed, command, family, lone
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.importing import ImportReport
    from dangyuan_flow.application.sweeping import Found
    from dangyuan_flow.ledger import CellError

_FILE = "文件"
_SHOWN = 20
"""As many cells or people as the screen names; JSON and workbooks have all."""


class _Import(Group):
    """``import LEDGER`` beside ``import undo`` and ``import list``: what is no command of the group is the ledger."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's own context class
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [_FILE, *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401  as above
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == _FILE else name, command, rest

    def listed(self, ctx: typer.Context) -> list[Listed]:
        said = {line.name: line.says for line in super().listed(ctx)}
        said = {"台账文件": f"{said.pop(_FILE)}。选项见 dangyuan import 台账文件 --help"} | said
        return [Listed(name, says) for name, says in said.items()]


import_ = family(
    "导入台账：dangyuan import 台账文件。先用 --dry-run 看会怎样；有单元格读不懂的，一条也不写入。",
    "dangyuan import 发展党员工作台账.xlsx --dry-run",
    "dangyuan import 发展党员工作台账.xlsx --as wang",
    "dangyuan import undo B20261101-001",
    cls=_Import,
)
export = lone()
ledger = family("台账模板。", "dangyuan ledger template -o 台账模板.xlsx")


@command(
    import_,
    _FILE,
    "导入一份台账（.xlsx .xls .ods .csv）。按身份证号对应：新的建档，改了的写更正记录，没变的不动。",
    "dangyuan import 发展党员工作台账.xlsx --dry-run",
    "dangyuan import 台账.csv --mapping 列名对应.toml --as wang",
)
def import_file(
    path: Annotated[Path, typer.Argument(metavar="台账", help="台账文件")],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="文件", help='列名对应文件（.toml 或 .csv），如 "审批时间" = "转正审批日期"'),
    ] = None,
    accept_errors: Annotated[
        bool, typer.Option("--accept-errors", help="单元格读不懂的也导入，这些内容记为未知")
    ] = False,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> int:
    """Import a ledger."""
    from dangyuan_flow.application.importing import import_ledger

    with opened(db, user) as flow, screen.progress("导入") as progress:
        report = import_ledger(
            flow,
            path,
            mapping=read_mapping(mapping),
            dry_run=dry_run,
            accept_errors=accept_errors,
            progress=progress,
        )
    refused = bool(report.cell_errors) and not accept_errors
    if as_json:
        screen.put_json(_report_json(report, dry_run=dry_run))
    else:
        _put_report(report, dry_run=dry_run, refused=refused)
    return WRONG_USAGE if refused else 0


@command(
    import_,
    "undo",
    "撤销一次导入。导入后又办理过的，不能撤销，会列出是哪些。",
    "dangyuan import undo B20261101-001 --as wang",
)
def undo(
    batch: Annotated[str, typer.Argument(metavar="批次", help="批次编号，见 dangyuan import list")],
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Undo an import."""
    from dangyuan_flow.application.undoing import undo_import

    with opened(db, user) as flow:
        options.confirmed(f"撤销导入批次 {batch}？", yes=yes)
        count = undo_import(flow, batch)
    if as_json:
        screen.put_json({"batch": batch, "dossiers": count})
    else:
        screen.say(
            f"已撤销导入批次 {batch}，涉及 {count} 份档案。随台账登记的党组织、名册和年度计划不撤销，需要时请逐条更改。"
        )


@command(import_, "list", "列出导入批次。", "dangyuan import list", "dangyuan import list --json")
def list_(db: options.Db = None, as_json: options.Json = False) -> None:
    """List the imports."""
    from dangyuan_flow.application import registers

    with opened(db) as flow:
        batches = registers.batches(flow)
    if as_json:
        screen.put_json(
            [
                {
                    "id": b.id,
                    "file": b.file_name,
                    "digest": b.digest,
                    "on": b.entered_at.isoformat(),
                    "by": b.entered_by,
                    "dossiers": b.count,
                    "undone_at": b.undone_at.isoformat() if b.undone_at else None,
                    "undone_by": b.undone_by,
                }
                for b in batches
            ]
        )
        return
    if not batches:
        screen.say("还没有导入过台账。")
        return
    screen.put_rows(
        ("批次", "文件", "导入时间", "用户", "档案数", "撤销"),
        (
            (
                b.id,
                b.file_name,
                f"{b.entered_at:%Y-%m-%d %H:%M}",
                b.entered_by,
                b.count,
                f"{b.undone_at:%Y-%m-%d %H:%M} {b.undone_by}" if b.undone_at else "",
            )
            for b in batches
        ),
        wide=("文件", "撤销"),
    )


@command(
    export,
    "export",
    "导出台账（.xlsx）。原样再导入，什么也不会改变。",
    "dangyuan export -o 台账.xlsx",
    "dangyuan export --org 第一党总支 -o 第一党总支台账.xlsx",
)
def export_(
    body: options.Body = None,
    output: options.Out = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Export the ledger."""
    from dangyuan_flow.application.exporting import export_ledger

    with opened(db) as flow:
        path = output or Path(f"发展党员工作台账-{flow.today()}.xlsx")
        count = export_ledger(flow, files.room_for(path), body=body)
    if as_json:
        screen.put_json({"file": str(path), "dossiers": count})
    else:
        screen.say(f"已导出 {count} 份档案：{path}")


@command(
    ledger, "template", "写出一份空白台账：全部列、各附表和填写说明。", "dangyuan ledger template -o 台账模板.xlsx"
)
def template(output: options.Out = None, as_json: options.Json = False) -> None:
    """Write an empty ledger."""
    from dangyuan_flow.ledger import write_template

    path = output or Path("发展党员工作台账模板.xlsx")
    write_template(files.room_for(path))
    if as_json:
        screen.put_json({"file": str(path)})
    else:
        screen.say(f"已写出空白台账：{path}")


def read_mapping(path: Path | None) -> dict[str, str] | None:
    """The mapping file, if one was named."""
    if path is None:
        return None
    from dangyuan_flow import ledger as ledgers

    return ledgers.read_mapping(path)


def put_cell_errors(errors: tuple[CellError, ...]) -> None:
    """Print the first cell errors, and how many there are."""
    if not errors:
        return
    screen.say("", screen.styled(f"读不懂的单元格 {len(errors)} 个", screen.BAD))
    screen.put_rows(
        ("位置", "列", "内容", "说明"),
        ((f"{e.sheet}!{e.row}", e.column, e.value, e.says) for e in errors[:_SHOWN]),
        wide=("列", "内容", "说明"),
    )
    if len(errors) > _SHOWN:
        screen.say(f"  只列出前 {_SHOWN} 个；全部见 --json。")


def _put_report(report: ImportReport, *, dry_run: bool, refused: bool) -> None:
    done = "会" if dry_run else "已"
    if refused:
        screen.say(
            screen.styled(
                "没有写入任何内容：有单元格读不懂。改正后再导入，或加 --accept-errors 把它们记为未知。", screen.BAD
            )
        )
        done = "会"
    elif report.batch:
        screen.say(
            screen.styled(f"已导入，批次 {report.batch}（可用 dangyuan import undo {report.batch} 撤销）", screen.GOOD)
        )
    elif dry_run:
        screen.say(screen.styled("试导入，没有写入", screen.STRONG))
    else:
        screen.say("与数据库里的记录完全相同，没有需要写入的内容。")
    screen.say(
        f"  {done}新建 {len(report.new)} 份，{done}更正 {len(report.changed)} 份，不变 {report.unchanged} 份，"
        f"{done}登记党组织、名册和年度计划 {report.registered} 条"
    )
    from dangyuan_flow.domain.facts import RECORDED

    for row, dossier, names in report.changed[:_SHOWN]:
        labels = "、".join(RECORDED[name].label for name in names if name in RECORDED)
        screen.say(f"  更正 {row.name} {dossier}：{labels}")
    screen.say(*(f"  说明：{note}" for note in report.header_notes))
    if report.unused_columns:
        screen.say(f"  没有用到的列：{'、'.join(report.unused_columns)}")
    put_cell_errors(report.cell_errors)
    _put_findings(report.findings)


def _put_findings(findings: tuple[Found, ...]) -> None:
    if not findings:
        return
    screen.say(
        "",
        screen.styled(
            f"这份台账里的问题 {len(findings)} 条（不妨碍导入，导入后由 dangyuan sweep 排查）", screen.CAREFUL
        ),
    )
    screen.put_rows(
        ("位置", "姓名", "代码", "情况"),
        ((f.dossier, f.name, f.violation.code, f.violation.says) for f in findings[:_SHOWN]),
        wide=("姓名", "情况"),
    )
    if len(findings) > _SHOWN:
        screen.say(f"  只列出前 {_SHOWN} 条；全部见 --json，或用 dangyuan sweep 核对台账。")


def _report_json(report: ImportReport, *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "batch": report.batch,
        "new": [{"row": f"{row.sheet}!{row.row}", "name": row.name, "dossier": i} for row, i in report.new],
        "changed": [
            {"row": f"{row.sheet}!{row.row}", "name": row.name, "dossier": i, "facts": [*names]}
            for row, i, names in report.changed
        ],
        "unchanged": report.unchanged,
        "registered": report.registered,
        "cell_errors": [
            {"sheet": e.sheet, "row": e.row, "column": e.column, "value": e.value, "says": e.says}
            for e in report.cell_errors
        ],
        "header_notes": [*report.header_notes],
        "unused_columns": [*report.unused_columns],
        "findings": [{"dossier": f.dossier, "name": f.name} | violation_json(f.violation) for f in report.findings],
    }
