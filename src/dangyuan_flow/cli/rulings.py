"""``dangyuan rules``: what the law asks, in which article, with examples."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.rulebook import Code, Packs, catalogue, cites, rule_json
from dangyuan_flow.cli.trials import EXAMPLES, HELP, try_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.definitions.manual import ByEye
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.rules import Rule

rules = family(
    "规定：列出、查看、试算。",
    "dangyuan rules list --step 8",
    "dangyuan rules show V49",
    "dangyuan rules test 我的规定.yaml 台账.xlsx",
)


class Severity(StrEnum):
    """How grave, as typed."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class Certainty(StrEnum):
    """Facts or leads, as typed."""

    FACT = "fact"
    LEAD = "lead"


@command(
    rules,
    "list",
    "列出规定：代码、内容、依据、管第几步、违反时怎样。各个筛选条件同时起作用。",
    "dangyuan rules list",
    "dangyuan rules list --step 8 --pack chuxiong-high-tech-zone",
    "dangyuan rules list --code V49,V52 --edition 细则-2026",
    "dangyuan rules list --severity S1 --certainty fact",
)
def list_(
    code: Annotated[str | None, typer.Option("--code", metavar="代码,…", help="只列这些代码")] = None,
    step: Annotated[int | None, typer.Option("--step", metavar="步骤", help="只列管这一步的")] = None,
    severity: Annotated[Severity | None, typer.Option("--severity", metavar="程度", help="S1、S2、S3、S4")] = None,
    certainty: Annotated[
        Certainty | None, typer.Option("--certainty", metavar="确定性", help="fact 事实，lead 线索")
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", metavar="版本", help="只列引用这一版的，如 细则-2026")
    ] = None,
    laid: Packs = None,
    local: Annotated[bool, typer.Option("--local", help="只列所加用的地方规定的")] = False,
    as_json: options.Json = False,
) -> None:
    """List the rules."""
    told = catalogue(laid)
    codes = {one.upper() for one in options.split(code)}
    _check(told, codes, edition)
    found = [
        rule
        for rule in told.rule_set.everything
        if (not codes or rule.code in codes)
        and (step is None or step in rule.guards)
        and (severity is None or rule.severity.value == severity.value)
        and (certainty is None or rule.certainty.value == certainty.value)
        and (edition is None or edition in rule.cites)
        and (not local or rule.pack is not None)
    ]
    found.sort(key=lambda r: (r.code.startswith("P"), r.number, r.code, r.id))
    if as_json:
        screen.put_json([rule_json(rule) for rule in found])
        return
    screen.put_rows(
        ("代码", "规定", "依据", "步骤", "程度", "确定性", "违反时"),
        (
            (
                r.code,
                r.title,
                cites(r),
                "、".join(map(str, r.guards)),
                r.severity.value,
                r.certainty.chinese,
                r.effect.chinese,
            )
            for r in found
        ),
        wide=("规定", "依据", "步骤"),
    )
    screen.say(f"共 {len(found)} 条")


def _check(told: Catalogue, codes: set[str], edition: str | None) -> None:
    """Refuse what no rule can bear: raises ``NotFound`` with the nearest."""
    from dangyuan_flow.application.explaining import all_called
    from dangyuan_flow.domain.errors import NotFound
    from dangyuan_flow.domain.expression import did_you_mean

    for one in sorted(codes):
        all_called(told, one)
    editions = tuple(told.regulations.editions)
    if edition is not None and edition not in editions:
        near = did_you_mean(edition, editions) or f"；有：{'、'.join(editions)}"
        msg = f"没有登记名为“{edition}”的版本{near}"
        raise NotFound(msg)


@command(
    rules,
    "show",
    "查看一条规定：要求什么，哪一条（附提要），管哪些步骤，怎样算合规、怎样算违反，因它而不再另报什么。",
    "dangyuan rules show V49",
    "dangyuan rules show cultivated-for-a-year",
)
def show(code: Code, laid: Packs = None, as_json: options.Json = False) -> None:
    """Show one rule."""
    from dangyuan_flow.application.codes import by_eye
    from dangyuan_flow.application.explaining import all_called
    from dangyuan_flow.domain.errors import NotFound

    told = catalogue(laid)
    looked = by_eye(code, told.regulations)
    found: tuple[Rule | Across, ...] = ()
    try:
        found = all_called(told, code)
    except NotFound:
        if looked is None:
            raise
    if as_json:
        beside = [] if looked is None else [_looked_json(looked)]
        screen.put_json([rule_json(rule) | _reading_json(rule) for rule in found] + beside)
        return
    for rule in found:
        screen.say("", screen.styled(f"{rule.code}　{rule.title}", screen.STRONG))
        screen.say(*_lines(told, rule))
    if looked is not None:
        _put_looked(looked)


def _put_looked(line: ByEye) -> None:
    """What a person has to look at."""
    screen.say("", screen.styled(f"{line.code}　{line.title}（由人看）", screen.STRONG))
    screen.say(
        f"  依据　{cites(line)}",
        f"  程度　{line.severity.value}",
        f"  为何　{line.because}",
        f"  材料　{'、'.join(line.where)}",
        *(f"  看　　{text}" for text in line.look),
    )


def _looked_json(line: ByEye) -> dict[str, object]:
    from dangyuan_flow.application.explaining import cites_of

    return {
        "code": line.code,
        "title": line.title,
        "by_eye": True,
        "severity": line.severity.value,
        "class": line.class_.value,
        "cites": [*cites_of(line)],
        "because": line.because,
        "look": [*line.look],
        "where": [*line.where],
    }


def _lines(told: Catalogue, rule: Rule | Across) -> Iterator[str]:
    from dangyuan_flow.application.explaining import articles, cites_of
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.regulations import cited

    off = "（全国停用，由地方规定启用）" if isinstance(rule, Across) and rule.is_off else ""
    yield f"  编号　{rule.id}" + (f"（地方规定 {rule.pack}）" if rule.pack else "") + off
    for article in articles(cites_of(rule), told.regulations):
        digest = f"　{article.digest}" if article.digest else ""
        yield f"  依据　{cited([article.citation])}（{article.days}）{digest}"
    yield f"  要求　{rule.describe()}"
    if not isinstance(rule, Across):
        yield from _of_one(rule)
    steps = [told.workflow.by_id[n] for n in rule.guards if n in told.workflow.by_id]
    named = "、".join(f"第 {step.id} 步“{step.name}”" for step in steps) or "只用于排查"
    yield f"  步骤　{named}；违反时：{rule.effect.chinese}"
    yield f"  程度　{rule.severity.value}，{rule.certainty.chinese}"
    if silent := _silenced(told, rule):
        yield f"  不另报　{silent}"
    yield f"  说明　{_labelled(rule)}"
    if rule.remedy:
        yield f"  处理　{rule.remedy}"
    if not isinstance(rule, Across):
        yield from _examples(rule)


def _labelled(rule: Rule | Across) -> str:
    """What the rule says, with the names of its values in words."""
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.facts import VOCABULARY

    labels = {"as_of": "截至日期", "subject": "对象", "branch": "党支部"} | {n: f.label for n, f in VOCABULARY.items()}
    if isinstance(rule, Across):
        labels |= rule.labels
    return re.sub(r"\{(\w+)\}", lambda match: f"【{labels.get(match[1], match[1])}】", rule.says)


def _of_one(rule: Rule) -> Iterator[str]:
    from dangyuan_flow.domain.expression import ALWAYS
    from dangyuan_flow.domain.facts import VOCABULARY
    from dangyuan_flow.domain.readings import wording

    if rule.when is not ALWAYS:
        yield f"  前提　{wording(rule.when)}"
    if rule.note_when is not None:
        yield f"  只作说明　{wording(rule.note_when)}"
    clock = f"；期限自{VOCABULARY[rule.clock].label}起算" if rule.clock else ""
    yield f"  版本　以{VOCABULARY[rule.act].label}选定{clock}"
    if rule.reason_fact is not None:
        yield f"  理由　写在“{VOCABULARY[rule.reason_fact].label}”，写明后不再报告"


def _examples(rule: Rule) -> Iterator[str]:
    from dangyuan_flow.domain.facts import VOCABULARY
    from dangyuan_flow.domain.readings import show as shown

    for title, examples in (("合规", rule.keeps), ("违反", rule.breaks)):
        for example in examples:
            said = "，".join(f"{VOCABULARY[n].label if n in VOCABULARY else n} {shown(v)}" for n, v in example.items())
            yield f"  {title}　{said or '（没有任何记载）'}"


def _silenced(told: Catalogue, rule: Rule | Across) -> str:
    """The codes and titles that fall silent for a rule."""
    wanted = {*rule.silences}
    names = {
        one.code if one.code in wanted else one.id for one in told.rule_set.everything if {one.code, one.id} & wanted
    }
    titles = {one.id: one.title for one in told.rule_set.everything}
    return "、".join(f"{name}（{titles[name]}）" if name in titles else name for name in sorted(names))


def _reading_json(rule: Rule | Across) -> dict[str, object]:
    from dangyuan_flow.domain.across import Across

    found: dict[str, object] = {
        "requires": rule.describe(),
        "says": rule.says,
        "remedy": rule.remedy,
        "needs": sorted(rule.needs),
        "silences": [*rule.silences],
    }
    if isinstance(rule, Across):
        return found | {"select": rule.select, "numbers": dict(rule.numbers)}
    return found | {
        "keeps": [plain(dict(example)) for example in rule.keeps],
        "breaks": [plain(dict(example)) for example in rule.breaks],
    }


command(rules, "test", HELP, *EXAMPLES)(try_out)
