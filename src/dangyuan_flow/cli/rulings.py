"""``dangyuan rules`` and ``why``: what the law asks, in which article, and how it reads on one dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.help import command, family, lone
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.plain import HIDDEN, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.application.explaining import Explanation
    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.rules import Rule

rules = family(
    "规定：列出、查看、试算。",
    "dangyuan rules list --step 8",
    "dangyuan rules show V49",
    "dangyuan rules test V49 --set 确定积极分子日期=2025-06-01 --set 列为发展对象日期=2026-05-31",
)
why = lone()
Code = Annotated[str, typer.Argument(metavar="代码", help="代码（V49）或规定编号（cultivated-for-a-year）")]
Packs = Annotated[list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")]
EFFECTS = {"block": "不能办理", "reason": "须写明理由", "warn": "提示"}


@command(
    rules,
    "list",
    "列出规定：代码、内容、依据、管第几步、违反时怎样。",
    "dangyuan rules list",
    "dangyuan rules list --step 8 --pack chuxiong-high-tech-zone",
)
def list_(
    step: Annotated[int | None, typer.Option("--step", metavar="步骤", help="只列管这一步的")] = None,
    laid: Packs = None,
    as_json: options.Json = False,
) -> None:
    """List the rules."""
    from dangyuan_flow.application.explaining import cites_of

    found = [r for r in catalogue(laid).rule_set.rules if step is None or step in r.guards]
    found.sort(key=lambda r: (r.number, r.code, r.id))
    if as_json:
        screen.put_json([rule_json(rule) for rule in found])
        return
    screen.put_rows(
        ("代码", "规定", "依据", "步骤", "程度", "违反时"),
        (
            (
                r.code,
                r.title,
                "、".join(cites_of(r)),
                "、".join(map(str, r.guards)),
                r.severity.value,
                EFFECTS[r.effect.value],
            )
            for r in found
        ),
        wide=("规定", "依据", "步骤"),
    )
    screen.say(f"共 {len(found)} 条")


@command(rules, "show", "查看一条规定：要求什么，哪一条，怎样算合规、怎样算违反。", "dangyuan rules show V49")
def show(code: Code, laid: Packs = None, as_json: options.Json = False) -> None:
    """Show one rule."""
    from dangyuan_flow.application.explaining import rules_called

    found = rules_called(catalogue(laid), code)
    if as_json:
        screen.put_json([rule_json(rule) | _reading_json(rule) for rule in found])
        return
    for rule in found:
        _put_rule(rule)


def _put_rule(rule: Rule) -> None:
    from dangyuan_flow.application.explaining import cites_of
    from dangyuan_flow.domain.expression import ALWAYS
    from dangyuan_flow.domain.facts import VOCABULARY
    from dangyuan_flow.domain.readings import show as shown
    from dangyuan_flow.domain.readings import wording

    screen.say("", screen.styled(f"{rule.code}　{rule.title}", screen.STRONG))
    screen.say(f"  编号　{rule.id}" + (f"（地方规定 {rule.pack}）" if rule.pack else ""))
    screen.say(f"  依据　{'、'.join(cites_of(rule))}")
    screen.say(f"  要求　{rule.describe()}")
    if rule.when is not ALWAYS:
        screen.say(f"  前提　{wording(rule.when)}")
    steps = "、".join(map(str, rule.guards)) or "只用于排查"
    screen.say(f"  步骤　{steps}；违反时：{EFFECTS[rule.effect.value]}；程度 {rule.severity.value}")
    if rule.remedy:
        screen.say(f"  处理　{rule.remedy}")
    for title, examples in (("合规", rule.keeps), ("违反", rule.breaks)):
        for example in examples:
            told = "，".join(f"{VOCABULARY[n].label if n in VOCABULARY else n} {shown(v)}" for n, v in example.items())
            screen.say(f"  {title}　{told or '（没有任何记载）'}")


@command(
    rules,
    "test",
    "试算一条规定：用 --set 写出记载，看合规还是违反。不写 --set 则核对规定自带的例子。",
    "dangyuan rules test V49 --set 确定积极分子日期=2025-06-01 --set 列为发展对象日期=2026-05-31",
    "dangyuan rules test V49",
)
def try_out(
    code: Code,
    settings: options.Settings = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；不写为今天")] = None,
    laid: Packs = None,
    as_json: options.Json = False,
) -> int:
    """Judge typed facts, or a rule's own examples, by a rule."""
    from dangyuan_flow.application.evidence import read_settings
    from dangyuan_flow.application.explaining import BROKEN, explain, rules_called
    from dangyuan_flow.definitions import dossier
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.flow import wall_clock

    found = catalogue(laid)
    facts = read_settings(settings or ())
    day = options.day(as_of) if as_of else today_in_shanghai(wall_clock())
    lines: list[dict[str, object]] = []
    unexpected = False
    for rule in rules_called(found, code):
        for title, values, broken in [("输入", facts, False)] if facts else _examples(rule):
            told, own_day = dossier(values)
            line = explain(rule, told, day if facts else own_day, found.rule_set.regulations)
            unexpected |= (line.verdict == BROKEN) != broken
            says = line.says or line.because
            lines.append({"rule": rule.id, "case": title, "verdict": line.verdict, "says": says})
    if as_json:
        screen.put_json(lines)
    else:
        screen.put_rows(
            ("规定", "情形", "结果", "说明"),
            ((line["rule"], line["case"], line["verdict"], line["says"]) for line in lines),
            wide=("规定", "说明"),
        )
    return VIOLATIONS if unexpected else DONE


def _examples(rule: Rule) -> list[tuple[str, dict[str, Value], bool]]:
    """A rule's own examples: each with its title, its facts, and whether it must break the rule."""
    keeps = [(f"例：合规 {n}", dict(e), False) for n, e in enumerate(rule.keeps, start=1)]
    return keeps + [(f"例：违反 {n}", dict(e), True) for n, e in enumerate(rule.breaks, start=1)]


@command(
    why,
    "why",
    "说明一条规定对一份档案怎样：违反、合规，还是因缺记载而没有检查；要求什么，档案里的数值是什么。",
    "dangyuan why V49 张三",
)
def why_(code: Code, dossier: options.DossierName, db: options.Db = None, as_json: options.Json = False) -> None:
    """Explain a rule on a dossier."""
    from dangyuan_flow.application import finding
    from dangyuan_flow.application.explaining import explain, rules_called

    with opened(db) as flow:
        found = finding.dossier(flow, dossier)
        regulations = flow.catalogue.rule_set.regulations
        lines = [explain(r, found.facts, flow.today(), regulations) for r in rules_called(flow.catalogue, code)]
    if as_json:
        screen.put_json({"dossier": found.id, "rules": [_explained_json(line) for line in lines]})
        return
    screen.say(screen.styled(f"{found.facts.name} {found.id}", screen.STRONG))
    for line in lines:
        screen.say(screen.styled(f"{line.rule.code}　{line.rule.title}：{line.verdict}", screen.STRONG))
        screen.say(f"  要求　{line.requires}", f"  依据　{'、'.join(line.cites)}")
        screen.say(*(f"  {name}　{text}" for name, text in (("情况", line.says), ("说明", line.because)) if text))


def _explained_json(line: Explanation) -> dict[str, object]:
    return {
        "code": line.rule.code,
        "rule": line.rule.id,
        "title": line.rule.title,
        "verdict": line.verdict,
        "because": line.because,
        "says": line.says,
        "requires": line.requires,
        "cites": [*line.cites],
        "facts": {name: plain(value) for name, value in line.facts.items() if name not in HIDDEN},
    }


def catalogue(laid: Iterable[str] | None, *, thorough: bool = False) -> Catalogue:
    """The national rules with ``laid`` over them; ``thorough``: each rule held to its examples."""
    from dangyuan_flow import flow

    return flow.catalogue(laid or (), thorough=thorough)


def rule_json(rule: Rule) -> dict[str, object]:
    """A rule as lists give it."""
    from dangyuan_flow.application.explaining import cites_of

    return {
        "code": rule.code,
        "rule": rule.id,
        "title": rule.title,
        "cites": [*cites_of(rule)],
        "guards": [*rule.guards],
        "effect": rule.effect.value,
        "severity": rule.severity.value,
        "class": rule.class_.value,
        "certainty": rule.certainty.value,
        "pack": rule.pack,
    }


def _reading_json(rule: Rule) -> dict[str, object]:
    return {
        "requires": rule.describe(),
        "says": rule.says,
        "remedy": rule.remedy,
        "needs": sorted(rule.needs),
        "keeps": [plain(dict(example)) for example in rule.keeps],
        "breaks": [plain(dict(example)) for example in rule.breaks],
    }
