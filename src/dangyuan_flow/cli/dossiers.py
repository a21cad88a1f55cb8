"""``dangyuan dossier``: open a dossier, find dossiers, look at one."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

app = family(
    "一人一档：建档、查找、查看、下一步、某日情形。",
    "dangyuan dossier open --name 张三 --id-number 999999199505050011 --branch 第一党支部 --as zhang",
    "dangyuan dossier list --standing 入党积极分子",
    "dangyuan dossier next 张三",
)


@command(
    app,
    "open",
    "建档：一人一档。须有姓名、身份证号和所在党支部；出生日期和性别由身份证号得出。",
    "dangyuan dossier open --name 张三 --id-number 999999199505050011 --branch 第一党支部 --on 2025-06-01",
    "dangyuan dossier open --set 姓名=张三 --set 身份证号=999999199505050011 --set 所在党支部=第一党支部",
)
def open_(
    name: Annotated[str | None, typer.Option("--name", metavar="姓名", help="姓名")] = None,
    id_number: Annotated[str | None, typer.Option("--id-number", metavar="号码", help="十八位身份证号")] = None,
    branch: Annotated[str | None, typer.Option("--branch", metavar="党支部", help="所在党支部")] = None,
    settings: options.Settings = None,
    on: options.On = None,
    by: options.By = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Open a dossier."""
    from dangyuan_flow.application.evidence import read_settings
    from dangyuan_flow.application.opening import open_dossier

    facts = read_settings(settings or ())
    facts |= {n: v for n, v in (("name", name), ("id_number", id_number), ("branch", branch)) if v is not None}
    with opened(db, user) as flow:
        outcome = open_dossier(flow, facts, on=options.day_of(flow, on), decided_by=by)
        outcomes.put(flow, outcome, as_json=as_json)


@command(
    app,
    "supply",
    "补交材料：审批机关退回补正的，或办理时还没有交的。材料归到要它的那一步。",
    "dangyuan dossier supply 张三 --material 政治审查报告=政审报告.pdf",
    "dangyuan dossier supply 2026-00001 --material 入党申请书 --on 2026-10-08 --as zhang",
)
def supply(
    dossier: options.DossierName,
    materials: options.Materials = None,
    on: options.On = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Hand in papers later."""
    from dangyuan_flow.application import supplying
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.errors import BadInput

    if not materials:
        raise BadInput("没有写明补交什么。请用 --material 材料=文件（没有扫描件就只写材料名）")
    with opened(db, user) as flow:
        day = options.day_of(flow, on)
        found = supplying.supply(flow, dossier_id(flow, dossier), materials, on=day, dry_run=dry_run)
        outcomes.put(flow, found[-1], as_json=as_json)


@command(
    app,
    "list",
    "列出档案，身份证号只显示首尾。",
    "dangyuan dossier list",
    "dangyuan dossier list --org 第一党总支 --stage 3",
    "dangyuan dossier list --standing 预备党员 --name 李 --json",
)
def list_(
    body: options.Body = None,
    stage: Annotated[int | None, typer.Option("--stage", metavar="1-5", help="只看停在这个阶段的")] = None,
    step: Annotated[int | None, typer.Option("--position", metavar="步骤", help="只看停在这一步（主线）的")] = None,
    standing: Annotated[
        str | None,
        typer.Option("--standing", metavar="身份", help="入党申请人、入党积极分子、发展对象、预备党员、正式党员"),
    ] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="文字", help="姓名、编号或身份证号中含有这些字")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="只看在办的")] = False,
    only_closed: Annotated[bool, typer.Option("--closed", help="只看已归档或已终止的")] = False,
    limit: Annotated[int | None, typer.Option("--limit", metavar="条数", min=1, help="最多列出多少条")] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List dossiers."""
    from dangyuan_flow.application.as_json import dossier_line_json
    from dangyuan_flow.application.seeking import listed
    from dangyuan_flow.domain.workflow import Standing

    under_way = True if only_open else (False if only_closed else None)
    with opened(db) as flow:
        lines, count = listed(
            flow, body=body, stage=stage, step=step, standing=standing, contains=name, under_way=under_way, limit=limit
        )
        rows = [dossier_line_json(flow, line) for line in lines]
    if as_json:
        screen.put_json({"count": count, "dossiers": rows})
        return
    if not rows:
        screen.say("没有符合条件的档案。建档用 dangyuan dossier open，导入台账用 dangyuan import。")
        return
    screen.put_rows(
        ("编号", "姓名", "身份证号", "党支部", "身份", "当前"),
        (
            (
                r["id"],
                r["name"],
                r["id_number"],
                r["branch"],
                Standing(str(r["standing"])).chinese if r["standing"] else "",
                str(r["where"]).removeprefix("待办"),
            )
            for r in rows
        ),
        wide=("姓名", "党支部", "当前"),
    )
    screen.say(f"共 {count} 份" + (f"，列出 {len(rows)} 份" if len(rows) < count else ""))


@command(
    app,
    "show",
    "查看一份档案：身份、五个阶段二十五步、各步记载、材料、联审、票决、期限、问题。",
    "dangyuan dossier show 张三",
    "dangyuan dossier show 2026-00001 --json",
)
def show(dossier: options.DossierName, db: options.Db = None, as_json: options.Json = False) -> None:
    """Show one dossier."""
    from dangyuan_flow.application import seeking
    from dangyuan_flow.application.as_json import dossier_json
    from dangyuan_flow.cli import dossier_page

    with opened(db) as flow:
        found = seeking.dossier(flow, dossier)
        if as_json:
            screen.put_json(dossier_json(flow, found))
        else:
            dossier_page.put(flow, found)


@command(
    app,
    "next",
    "下一步：该办什么、还缺什么、最早哪天可办、哪些期限在走。只看，不写入。",
    "dangyuan dossier next 张三",
    "dangyuan dossier next 2026-00001 --json",
)
def next_(dossier: options.DossierName, db: options.Db = None, as_json: options.Json = False) -> None:
    """Show what is next for a dossier."""
    from dangyuan_flow.application.as_json import next_json
    from dangyuan_flow.application.looking import whats_next
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db) as flow:
        told = whats_next(flow, dossier_id(flow, dossier))
        if as_json:
            screen.put_json(next_json(told))
            return
        screen.say(screen.styled(f"{told.dossier.facts.name} {told.dossier.id}", screen.STRONG))
        outcomes.show_next(told)


@command(
    app,
    "as-of",
    "某日情形：按办理日期，档案到那一天为止是什么样子。",
    "dangyuan dossier as-of 张三 2025-06-30",
)
def as_of(
    dossier: options.DossierName,
    date: Annotated[str, typer.Argument(metavar="日期", help="如 2025-06-30")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Show a dossier as it stood on a day."""
    from dangyuan_flow.application import looking
    from dangyuan_flow.application.as_json import dossier_json
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.cli import dossier_page

    day = options.day(date)
    with opened(db) as flow:
        found = looking.as_of(flow, dossier_id(flow, dossier), day)
        if as_json:
            screen.put_json({"as_of": day.isoformat()} | dossier_json(flow, found, today=False))
            return
        screen.say(screen.styled(f"截至 {day} 的情形", screen.QUIET))
        dossier_page.put(flow, found, today=False)


@command(
    app,
    "facts",
    "列出全部栏目：--set 用的名称，属于第几步，怎么填。",
    "dangyuan dossier facts",
    "dangyuan dossier facts --step 11",
)
def facts(
    step: Annotated[int | None, typer.Option("--step", metavar="步骤", help="只列这一步的栏目")] = None,
    as_json: options.Json = False,
) -> None:
    """List the vocabulary."""
    from dangyuan_flow.application.evidence import CHOICES
    from dangyuan_flow.domain.facts import RECORDED, Kind

    kinds = {
        Kind.DATE: "日期",
        Kind.DATES: "多个日期，用、隔开",
        Kind.INTEGER: "整数",
        Kind.FLAG: "是、否",
        Kind.TEXT: "文字",
        Kind.TEXTS: "多项，用、隔开",
    }
    rows = [
        {"step": f.step, "label": f.label, "name": name, "kind": f.kind.value, "choices": [*CHOICES.get(name, ())]}
        for name, f in RECORDED.items()
        if step is None or f.step == step
    ]
    if as_json:
        screen.put_json(rows)
        return
    screen.put_rows(
        ("步骤", "栏目", "英文名", "怎么填"),
        (
            (f.step or "", f.label, name, "、".join(CHOICES.get(name, ())) or kinds[f.kind])
            for name, f in RECORDED.items()
            if step is None or f.step == step
        ),
        wide=("栏目", "英文名", "怎么填"),
    )
