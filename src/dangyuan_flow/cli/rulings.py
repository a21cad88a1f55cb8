"""``dangyuan rules``, ``packs`` and ``why``: what the law asks, in which article, and how it reads on one dossier."""

from __future__ import annotations

from datetime import date as Day
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.help import command, family, lone
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.rules import Rule
    from dangyuan_flow.flow import Flow

rules = family(
    "规定：列出、查看、试算。",
    "dangyuan rules list --step 8",
    "dangyuan rules show V49",
    "dangyuan rules test V49 --set 确定积极分子日期=2025-06-01 --set 列为发展对象日期=2026-05-31",
)
packs = family("地方规定：只能比全国规定严，不能放宽。", "dangyuan packs list", "dangyuan packs check 我县规定.yaml")
why = lone()
Code = Annotated[str, typer.Argument(metavar="代码", help="代码（V49）或规定编号（cultivated-for-a-year）")]
Packs = Annotated[list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")]
_EFFECTS = {"block": "不能办理", "reason": "须写明理由", "warn": "提示"}


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
    found = [r for r in _catalogue(laid).rule_set.rules if step is None or step in r.guards]
    found.sort(key=lambda r: (r.number, r.code, r.id))
    if as_json:
        screen.put_json([_rule_json(rule) for rule in found])
        return
    screen.put_rows(
        ("代码", "规定", "依据", "步骤", "程度", "违反时"),
        (
            (
                r.code,
                r.title,
                "、".join(_cites(r)),
                "、".join(map(str, r.guards)),
                r.severity.value,
                _EFFECTS[r.effect.value],
            )
            for r in found
        ),
        wide=("规定", "依据", "步骤"),
    )
    screen.say(f"共 {len(found)} 条")


@command(rules, "show", "查看一条规定：要求什么，哪一条，怎样算合规、怎样算违反。", "dangyuan rules show V49")
def show(code: Code, laid: Packs = None, as_json: options.Json = False) -> None:
    """Show one rule."""
    found = _rules(_catalogue(laid), code)
    if as_json:
        screen.put_json([_rule_json(rule) | _reading_json(rule) for rule in found])
        return
    for rule in found:
        _put_rule(rule)


def _put_rule(rule: Rule) -> None:
    from dangyuan_flow.domain.expression import ALWAYS
    from dangyuan_flow.domain.facts import VOCABULARY
    from dangyuan_flow.domain.readings import show as shown
    from dangyuan_flow.domain.readings import wording

    screen.say("", screen.styled(f"{rule.code}　{rule.title}", screen.STRONG))
    screen.say(f"  编号　{rule.id}" + (f"（地方规定 {rule.pack}）" if rule.pack else ""))
    screen.say(f"  依据　{'、'.join(_cites(rule))}")
    screen.say(f"  要求　{rule.describe()}")
    if rule.when is not ALWAYS:
        screen.say(f"  前提　{wording(rule.when)}")
    steps = "、".join(map(str, rule.guards)) or "只用于排查"
    screen.say(f"  步骤　{steps}；违反时：{_EFFECTS[rule.effect.value]}；程度 {rule.severity.value}")
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
    from dangyuan_flow.definitions import dossier
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.domain.rules import judge
    from dangyuan_flow.flow import wall_clock

    catalogue = _catalogue(laid)
    facts = read_settings(settings or ())
    day = options.day(as_of) if as_of else today_in_shanghai(wall_clock())
    lines: list[dict[str, object]] = []
    for rule in _rules(catalogue, code):
        cases = [("输入", facts, None)] if facts else _examples(rule)
        for title, values, expected in cases:
            told, own_day = dossier(values)
            judged = judge((rule,), told, day if facts else own_day, catalogue.rule_set.regulations)
            verdict = (
                "违反"
                if judged.violations
                else "过渡说明"
                if judged.notes
                else "未检查"
                if judged.not_checked
                else "合规"
            )
            says = next((v.says for v in (*judged.violations, *judged.notes)), "")
            as_expected = expected is None or (expected == "违反") == (verdict == "违反")
            lines.append({"rule": rule.id, "case": title, "verdict": verdict, "says": says, "as_expected": as_expected})
    if as_json:
        screen.put_json(lines)
    else:
        screen.put_rows(
            ("规定", "情形", "结果", "说明"),
            ((line["rule"], line["case"], line["verdict"], line["says"]) for line in lines),
            wide=("规定", "说明"),
        )
    broken = (
        any(line["verdict"] == "违反" for line in lines) if facts else not all(line["as_expected"] for line in lines)
    )
    return VIOLATIONS if broken else DONE


def _examples(rule: Rule) -> list[tuple[str, dict[str, object], str | None]]:
    keeps = [(f"例：合规 {n}", dict(e), "合规") for n, e in enumerate(rule.keeps, start=1)]
    return keeps + [(f"例：违反 {n}", dict(e), "违反") for n, e in enumerate(rule.breaks, start=1)]


@command(
    why,
    "why",
    "说明一条规定对一份档案怎样：违反、合规，还是因缺记载而没有检查；要求什么，档案里的数值是什么。",
    "dangyuan why V49 张三",
)
def why_(code: Code, dossier: options.DossierName, db: options.Db = None, as_json: options.Json = False) -> None:
    """Explain a rule on a dossier."""
    from dangyuan_flow.application.finding import dossier_id

    with opened(db) as flow:
        found = flow.store.get(dossier_id(flow, dossier))
        lines = [_explained(flow, rule, found) for rule in _rules(flow.catalogue, code)]
    if as_json:
        screen.put_json({"dossier": found.id, "rules": lines})
        return
    screen.say(screen.styled(f"{found.facts.name} {found.id}", screen.STRONG))
    for line in lines:
        screen.say(f"{line['code']}　{line['title']}：{line['verdict']}")
        screen.say(f"  要求　{line['requires']}", f"  依据　{'、'.join(map(str, line['cites']))}")
        if line["says"]:
            screen.say(f"  情况　{line['says']}")
        if line["because"]:
            screen.say(f"  说明　{line['because']}")


def _explained(flow: Flow, rule: Rule, dossier: Dossier) -> dict[str, object]:
    from dangyuan_flow.domain.facts import VOCABULARY
    from dangyuan_flow.domain.readings import compiled, wording
    from dangyuan_flow.domain.rules import judge

    facts, today = dossier.facts, flow.today()
    judged = judge((rule,), facts, today, flow.catalogue.rule_set.regulations)
    told = next(iter((*judged.violations, *judged.notes)), None)
    act = facts[rule.act]
    because = ""
    if judged.violations:
        verdict = "违反"
    elif judged.notes:
        verdict, because = "过渡说明", "新规定施行以前已开始，不算问题"
    elif judged.not_checked:
        unknown = "、".join(VOCABULARY[n].label for n in sorted(rule.needs & facts.unknown))
        verdict, because = "未检查", f"无从知道：{unknown}"
    elif not isinstance(act, Day):
        verdict, because = "不适用", f"还没有{VOCABULARY[rule.act].label}"
    elif not any(first <= act <= (last or Day.max) for first, last in rule.windows):
        verdict, because = "不适用", f"{VOCABULARY[rule.act].label} {act} 不在所引版本施行期间"
    elif not compiled(rule.when)(facts, today):
        verdict, because = "不适用", f"前提不成立：{wording(rule.when, facts, today)}"
    else:
        verdict = "合规"
    return {
        "code": rule.code,
        "rule": rule.id,
        "title": rule.title,
        "verdict": verdict,
        "requires": wording(rule.requires, facts, today),
        "cites": [*told.cites] if told else _cites(rule),
        "says": told.says if told else "",
        "because": because,
        "facts": {
            n: plain(v)
            for n in sorted(rule.needs)
            if n in VOCABULARY and (v := facts[n]) is not None and n != "id_number"
        },
    }


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
    laid = _catalogue([pack])
    own = [rule for rule in laid.rule_set.rules if rule.pack is not None]
    if as_json:
        screen.put_json({"pack": [*laid.pack_titles], "rules": [_rule_json(rule) for rule in own]})
        return
    for title in laid.packs:
        screen.say(screen.styled(f"可以加用：{title.id}（{title.title}），自 {title.since} 起", screen.GOOD))
    screen.put_rows(
        ("代码", "规定", "依据", "违反时"),
        ((r.code, r.title, "、".join(_cites(r)), _EFFECTS[r.effect.value]) for r in own),
        wide=("规定", "依据"),
    )


def _catalogue(laid: Iterable[str] | None) -> Catalogue:
    from dangyuan_flow.flow import catalogue

    return catalogue(laid or ())


def _rules(catalogue: Catalogue, code: str) -> list[Rule]:
    """The rules that a code or an id means; raises ``NotFound`` with the nearest."""
    from dangyuan_flow.domain.errors import NotFound
    from dangyuan_flow.domain.expression import did_you_mean

    found = [r for r in catalogue.rule_set.rules if code.strip().upper() == r.code.upper() or code.strip() == r.id]
    if not found:
        known = tuple(dict.fromkeys(name for r in catalogue.rule_set.rules for name in (r.code, r.id)))
        msg = f"没有代码或编号为 {code} 的规定{did_you_mean(code, known)}；可用 dangyuan rules list 查看"
        raise NotFound(msg)
    return found


def _cites(rule: Rule) -> list[str]:
    return [edition if article is None else f"{edition}#{article}" for edition, article in rule.cites.items()]


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "code": rule.code,
        "rule": rule.id,
        "title": rule.title,
        "cites": _cites(rule),
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
