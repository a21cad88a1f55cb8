"""``dangyuan plan``: the annual plan, by which sweeps judge how many were admitted, and whom."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

plan = family(
    "年度计划：各党组织一年的指标数和结构要求，排查时据以核对（V100、V102、V104）。",
    "dangyuan plan set 高新区工委 --year 2026 --quota 40 --structure 新兴领域≥79%,女≥30%",
    "dangyuan plan list --year 2026",
)
Year = Annotated[int, typer.Option("--year", metavar="年度", help="哪一年")]


@command(
    plan,
    "set",
    "登记一个党组织一年的计划，或更改已登记的（没有写的项不变）。下级党组织另有计划的，不重复计入上级。",
    "dangyuan plan set 高新区工委 --year 2026 --quota 40",
    "dangyuan plan set 高新区工委 --year 2026 --quota 40 --structure 新兴领域≥79%,35岁以下≥60%,大专及以上≥70%",
)
def set_plan(
    body: Annotated[str, typer.Argument(metavar="党组织", help="党组织名称")],
    year: Year,
    quota: Annotated[int | None, typer.Option("--quota", metavar="人数", min=0, help="指标数")] = None,
    structure: Annotated[
        str | None,
        typer.Option(
            "--structure",
            metavar="要求",
            help="如 新兴领域≥79%；领域按“人员类别”（新兴领域含非公企业、社会组织、新就业群体），"
            "另可写 女、少数民族、35岁以下、大专及以上",
        ),
    ] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Keep a line of the plan."""
    from dangyuan_flow.application import planning
    from dangyuan_flow.domain.plan import Quota

    with opened(db, acting) as flow:
        kept = planning.set_quota(flow, Quota(year=year, body=body, quota=quota, structure=structure))
    if as_json:
        screen.put_json(plain(kept))
        return
    told = [f"指标 {kept.quota} 人" if kept.quota is not None else "", kept.structure or ""]
    screen.say(f"已登记：{kept.body} {kept.year} 年　{'　'.join(part for part in told if part)}")


@command(plan, "list", "列出年度计划。", "dangyuan plan list", "dangyuan plan list --year 2026 --json")
def list_plans(
    year: Annotated[int | None, typer.Option("--year", metavar="年度", help="哪一年；不写则全部")] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List the plan."""
    from dangyuan_flow.application import planning

    with opened(db) as flow:
        found = planning.quotas(flow, year)
    if as_json:
        screen.put_json([plain(quota) for quota in found])
        return
    if not found:
        screen.say("还没有登记年度计划。用 dangyuan plan set 登记。")
        return
    screen.put_rows(
        ("年度", "党组织", "指标数", "结构要求"),
        ((q.year, q.body, "" if q.quota is None else q.quota, q.structure or "") for q in found),
        wide=("党组织", "结构要求"),
        right=("指标数",),
    )
