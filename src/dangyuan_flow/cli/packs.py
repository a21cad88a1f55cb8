"""``dangyuan packs``: local rules, which only tighten."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.plain import plain
from dangyuan_flow.cli.rulings import EFFECTS, catalogue, rule_json

packs = family("地方规定：只能比全国规定严，不能放宽。", "dangyuan packs list", "dangyuan packs check 我县规定.yaml")


@command(packs, "list", "列出随程序发布的地方规定。", "dangyuan packs list", "dangyuan packs list --json")
def list_packs(as_json: options.Json = False) -> None:
    """List the packs."""
    from dangyuan_flow.definitions import available_packs
    from dangyuan_flow.flow import WORKFLOW
    from dangyuan_flow.settings import shipped

    found = available_packs(shipped("workflows") / WORKFLOW)
    if as_json:
        screen.put_json([{"id": p.id, "title": p.title, "since": plain(p.since), "path": str(p.path)} for p in found])
        return
    screen.put_rows(("名称", "内容", "施行"), ((p.id, p.title, p.since) for p in found), wide=("名称", "内容"))


@command(
    packs,
    "check",
    "检查地方规定能否加用：一次列出全部问题，含放宽全国规定的。",
    "dangyuan packs check chuxiong-high-tech-zone",
    "dangyuan packs check 我县规定.yaml",
)
def check(
    pack: Annotated[str, typer.Argument(metavar="名称或文件", help="地方规定的名称，或 .yaml 文件")],
    as_json: options.Json = False,
) -> None:
    """Check a pack."""
    from dangyuan_flow.application.explaining import cites_of

    laid = catalogue([pack], thorough=True)
    own = [rule for rule in laid.rule_set.rules if rule.pack is not None]
    if as_json:
        screen.put_json({"pack": [*laid.pack_titles], "rules": [rule_json(rule) for rule in own]})
        return
    for title in laid.packs:
        screen.say(screen.styled(f"可以加用：{title.id}（{title.title}），自 {title.since} 起", screen.GOOD))
    screen.put_rows(
        ("代码", "规定", "依据", "违反时"),
        ((r.code, r.title, "、".join(cites_of(r)), EFFECTS[r.effect.value]) for r in own),
        wide=("规定", "依据"),
    )
