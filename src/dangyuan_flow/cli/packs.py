"""``dangyuan packs``: local rules, which only tighten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.rulebook import catalogue, cites, rule_json

if TYPE_CHECKING:
    from dangyuan_flow.application.packing import AnyRule, Difference, Effects
    from dangyuan_flow.application.sweeping import Found
    from dangyuan_flow.definitions import Catalogue, PackTitle

packs = family("地方规定：只能比全国规定严，不能放宽。", "dangyuan packs list", "dangyuan packs check 我县规定.yaml")
_FEW = 20
Pack = Annotated[str, typer.Argument(metavar="名称或文件", help="地方规定的名称，或 .yaml 文件；几份一起写成 甲,乙")]


@command(packs, "list", "列出随程序发布的地方规定。", "dangyuan packs list", "dangyuan packs list --json")
def list_packs(as_json: options.Json = False) -> None:
    """List the packs."""
    from dangyuan_flow.definitions import available_packs
    from dangyuan_flow.flow import WORKFLOW
    from dangyuan_flow.settings import shipped

    found = available_packs(shipped("workflows") / WORKFLOW)
    if as_json:
        screen.put_json([_title_json(pack) for pack in found])
        return
    screen.put_rows(
        ("名称", "内容", "施行", "止", "加在"),
        ((p.id, p.title, p.since, p.until, "、".join(p.over) or "全国规定") for p in found),
        wide=("名称", "内容"),
    )


@command(
    packs,
    "check",
    "检查地方规定能否加用：一次列出全部问题，含放宽全国规定的；可以几份一起检查。每个问题写明文件、行和改法。",
    "dangyuan packs check chuxiong-high-tech-zone",
    "dangyuan packs check 我县规定.yaml",
    "dangyuan packs check sample-province 我县规定.yaml",
)
def check(
    named: Annotated[list[str], typer.Argument(metavar="名称或文件", help="地方规定的名称，或 .yaml 文件")],
    as_json: options.Json = False,
) -> None:
    """Check packs, each alone and all together."""
    laid = catalogue(named, thorough=True)
    own: list[AnyRule] = [rule for rule in laid.rule_set.everything if rule.pack is not None]
    if as_json:
        screen.put_json({"pack": [*laid.pack_titles], "rules": [rule_json(rule) for rule in own]})
        return
    for title in laid.packs:
        screen.say(screen.styled(f"可以加用：{title.id}（{title.title}），{_days(title)}", screen.GOOD))
    screen.put_rows(
        ("代码", "规定", "依据", "违反时"),
        ((r.code, r.title, cites(r), r.effect.chinese) for r in own),
        wide=("规定", "依据"),
    )


@command(
    packs,
    "show",
    "查看一份地方规定：增加了哪些规定，提高了哪些，改了哪些数值，依据哪一条。",
    "dangyuan packs show chuxiong-high-tech-zone",
    "dangyuan packs show 我县规定.yaml",
)
def show(pack: Pack, as_json: options.Json = False) -> None:
    """Show what a pack changes."""
    from dangyuan_flow.application.packing import difference

    laid = catalogue(options.split(pack))
    beneath = sorted({name for title in laid.packs for name in title.over})
    found = difference(catalogue(beneath), laid)
    shown = [title for title in laid.packs if title.id not in beneath]
    if as_json:
        texts = {title.id: _texts_json(laid, title) for title in shown}
        heads = [_title_json(title) | {"editions": texts[title.id]} for title in shown]
        screen.put_json({"packs": heads, **_difference_json(found)})
        return
    for title in shown:
        screen.say(screen.styled(f"{title.id}　{title.title}", screen.STRONG))
        over = f"；加在 {'、'.join(title.over)} 之上" if title.over else ""
        screen.say(f"  {_days(title)}{over}", f"  文件　{title.path}")
        for edition, articles in _texts(laid, title):
            screen.say(f"  文本　{edition}", *(f"    {number}　{digest}" for number, digest in articles.items()))
    _put_difference(found, "与全国规定相同，没有加严" if not beneath else "与所加的地方规定相同，没有加严")


@command(
    packs,
    "diff",
    "比较：一份（或几份）地方规定与全国规定，或两份之间，有哪些规定是新的、更严的，改了哪些数值。"
    "加 --ledger 看一份台账的排查结果会怎样变。",
    "dangyuan packs diff chuxiong-high-tech-zone",
    "dangyuan packs diff sample-province sample-province,chuxiong-high-tech-zone",
    "dangyuan packs diff chuxiong-high-tech-zone --ledger 台账.xlsx",
)
def diff(
    pack: Pack,
    other: Annotated[str | None, typer.Argument(metavar="另一份", help="与它相比；不写则与全国规定相比")] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", metavar="台账", help="比较这份台账的排查结果")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="排查截至哪一天；不写为今天")] = None,
    as_json: options.Json = False,
) -> None:
    """Compare packs."""
    from dangyuan_flow.application.packing import difference

    one, two = ((), options.split(pack)) if other is None else (options.split(pack), options.split(other))
    before, after = catalogue(one), catalogue(two)
    found = difference(before, after)
    changes = None if ledger is None else _effects(before, after, ledger, as_of)
    if as_json:
        told = {"before": [*before.rule_set.packs], "after": [*after.rule_set.packs], **_difference_json(found)}
        screen.put_json(told if changes is None else told | {"findings": _effects_json(changes)})
    else:
        sides = ("、".join(side.rule_set.packs) or "全国规定" for side in (before, after))
        screen.say(screen.styled(" → ".join(sides), screen.STRONG))
        _put_difference(found, "两边相同")
        if changes is not None:
            _put_effects(changes)


@command(
    packs,
    "parameters",
    "列出地方规定可以改的数值：是什么，全国取多少，往哪边是更严。",
    "dangyuan packs parameters",
)
def parameters(as_json: options.Json = False) -> None:
    """List the numbers that a pack may move."""
    from dangyuan_flow.application.packing import value_shown

    declared = catalogue(()).declared
    if as_json:
        screen.put_json(
            [
                {"name": p.name, "value": p.value, "direction": p.direction, "choices": [*p.choices], "says": p.says}
                for p in declared.values()
            ]
        )
        return
    ways = {"up": "只能提高", "down": "只能降低"}
    screen.put_rows(
        ("名称", "全国", "可改", "内容"),
        (
            (p.name, value_shown(p.value), ways.get(p.direction or "") or f"可取 {'、'.join(p.choices)}", p.says)
            for p in declared.values()
        ),
        wide=("全国", "可改", "内容"),
    )


def _effects(before: Catalogue, after: Catalogue, ledger: Path, as_of: str | None) -> Effects:
    from dangyuan_flow.application.packing import effects
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.flow import wall_clock

    day = options.day(as_of) if as_of else today_in_shanghai(wall_clock())
    return effects(before, after, ledger, as_of=day)


def _days(title: PackTitle) -> str:
    return f"自 {title.since} 起" if title.until is None else f"自 {title.since} 起，至 {title.until} 止"


def _texts(laid: Catalogue, title: PackTitle) -> list[tuple[str, dict[str, str]]]:
    """The pack's own texts, with their articles."""
    national = catalogue(()).regulations.editions
    cited = {name for rule in _of(laid, title) for name in rule.cites} - national.keys()
    found = [edition for name, edition in laid.regulations.editions.items() if name in cited]
    return [(f"{e.id}　{e.title}（自 {e.since} 起）", {f"第 {n} 条": d for n, d in e.articles.items()}) for e in found]


def _of(laid: Catalogue, title: PackTitle) -> list[AnyRule]:
    from dangyuan_flow.definitions import JOINT

    return [rule for rule in laid.rule_set.everything if title.id in (rule.pack or "").split(JOINT)]


def _put_difference(found: Difference, same: str) -> None:

    if found.is_none:
        screen.say(same)
    if found.moved:
        screen.heading(f"数值 {len(found.moved)} 项")
        screen.say(*(f"  {m.says}：{m.before} → {m.after}（{m.name}）" for m in found.moved))
    for title, rules in (("新增", found.added), ("没有", found.removed)):
        if rules:
            screen.heading(f"{title}的规定 {len(rules)} 条")
        for rule in rules:
            screen.say(f"  {rule.code}　{rule.title}（{rule.severity.value}，{rule.effect.chinese}；{cites(rule)}）")
            screen.say(f"    要求　{rule.describe()}")
    if found.changed:
        screen.heading(f"不同的规定 {len(found.changed)} 条")
    for change in found.changed:
        screen.say(f"  {change.rule.code}　{change.rule.title}（自 {change.since} 起；{cites(change.rule)}）")
        screen.say(*(f"    {name}　{before} → {after}" for name, before, after in change.aspects))


def _put_effects(found: Effects) -> None:
    for title, lines in (("多出", found.new), ("不再有", found.gone)):
        screen.heading(f"排查结果{title} {len(lines)} 条")
        screen.say(*(f"  {one.dossier} {one.name}　{one.violation.code}　{one.violation.says}" for one in lines[:_FEW]))
        if len(lines) > _FEW:
            screen.say(f"  …… 其余 {len(lines) - _FEW} 条见 --json")


def _title_json(title: PackTitle) -> dict[str, object]:
    return {
        "id": title.id,
        "title": title.title,
        "since": plain(title.since),
        "until": plain(title.until),
        "over": [*title.over],
        "path": str(title.path),
    }


def _texts_json(laid: Catalogue, title: PackTitle) -> list[dict[str, object]]:
    return [{"edition": edition, "articles": articles} for edition, articles in _texts(laid, title)]


def _difference_json(found: Difference) -> dict[str, object]:
    return {
        "parameters": [{"name": m.name, "says": m.says, "before": m.before, "after": m.after} for m in found.moved],
        "added": [rule_json(rule) | {"requires": rule.describe()} for rule in found.added],
        "removed": [rule_json(rule) | {"requires": rule.describe()} for rule in found.removed],
        "changed": [
            rule_json(change.rule)
            | {
                "since": plain(change.since),
                "aspects": [{"aspect": n, "before": b, "after": a} for n, b, a in change.aspects],
            }
            for change in found.changed
        ],
    }


def _effects_json(found: Effects) -> dict[str, object]:
    def told(one: Found) -> dict[str, object]:
        v = one.violation
        return {"dossier": one.dossier, "name": one.name, "code": v.code, "rule": v.rule.id, "says": v.says}

    return {"new": [told(one) for one in found.new], "gone": [told(one) for one in found.gone]}
