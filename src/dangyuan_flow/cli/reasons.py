"""``dangyuan why``: why a rule is broken, or not, down to the record and the calendar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import HIDDEN, plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.application.explaining import Article, Explanation
    from dangyuan_flow.application.origins import Origin
    from dangyuan_flow.application.reasons import Reasons, Sideways
    from dangyuan_flow.domain.why.tracing import Trace

app = lone()
_LEDGERS = (".xlsx", ".xls", ".ods", ".csv")
_REMEDIES = {
    "PLAN": "用 dangyuan plan set 登记，或写在台账的“年度计划”表里",
    "ELECTIONS": "用 dangyuan org add --elected 登记，或写在台账“党组织”表的“换届日期”列里",
    "ENTRIES": "只有数据库里有",
    "FINDINGS": "只有数据库里有",
    "TEXTS": "用 --texts 指明存放文字的文件夹",
}
_DEEPEST = 8
_FEW = 20


@command(
    app,
    "why",
    "说明一条规定对一份档案（或台账里的一行、一个党组织）怎样：违反、合规，还是没有检查；依据哪一版哪一条，每个数值出自哪一条记录，"
    "日期怎样推算，要怎样才合规。",
    "dangyuan why V49 张三",
    "dangyuan why V49 台账.xlsx 7",
    "dangyuan why V100 高新区工委",
    "dangyuan why V52 台账.xlsx 张三 --pack chuxiong-high-tech-zone --as-of 2026-11-01",
)
def why(
    code: Annotated[str, typer.Argument(metavar="代码", help="代码（V49）或规定编号（cultivated-for-a-year）")],
    dossier: Annotated[
        str, typer.Argument(metavar="档案或台账", help="档案编号、身份证号、不重名的姓名、党组织，或台账文件")
    ],
    person: Annotated[
        str | None, typer.Argument(metavar="行号或姓名", help="台账里的哪一行（表中显示的行号）、哪个人或哪个党组织")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；不写为今天")] = None,
    packs: Annotated[
        list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="文件", help="列名对应文件（.toml 或 .csv）")
    ] = None,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="文件夹", help="存放材料文字的文件夹，问文字是否雷同（V83）时用")
    ] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Explain a rule on a dossier, on a ledger's row, or on a body."""
    found = _reasons(code, dossier, person, as_of, tuple(packs or ()), mapping, texts, db)
    if as_json:
        screen.put_json(_json(found))
        return
    screen.say(screen.styled(f"{found.name} {found.dossier}（截至 {found.as_of}）".strip(), screen.STRONG))
    for line in found.lines:
        _put(line, found.origins)
    for sideways in found.sideways:
        _put_sideways(sideways)


def _reasons(
    code: str,
    told: str,
    person: str | None,
    as_of: str | None,
    packs: tuple[str, ...],
    mapping: Path | None,
    texts: Path | None,
    db: str | None,
) -> Reasons:
    from dangyuan_flow.application.reasons import why_dossier, why_row
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.flow import catalogue

    day = None if as_of is None else options.day(as_of)
    path = Path(told)
    if path.is_dir():
        msg = (
            f"“{told}”是文件夹。快照里的问题，请在报送单位的数据库里问："
            f"dangyuan why {code} 档案编号 --as-of 排查截至日期"
        )
        raise BadInput(msg)
    is_ledger = path.suffix.lower() in _LEDGERS
    if is_ledger and person is None:
        msg = f"请写明台账 {told} 里的哪一行：行号或姓名，如 dangyuan why {code} {told} 7"
        raise BadInput(msg)
    if not is_ledger and (person is not None or mapping is not None):
        msg = f"“{told}”不是台账文件（{'、'.join(_LEDGERS)}）；查数据库里的档案只写代码和档案"
        raise BadInput(msg)
    if is_ledger:
        from dangyuan_flow.cli.ledgers import read_mapping
        from dangyuan_flow.domain.deadlines import today_in_shanghai
        from dangyuan_flow.flow import wall_clock

        today = day or today_in_shanghai(wall_clock())
        return why_row(
            path, catalogue(packs), code, person or "", as_of=today, mapping=read_mapping(mapping), texts=texts
        )
    with opened(db) as flow:
        return why_dossier(flow.laying(packs), code, told, day, texts=texts)


def _put(line: Explanation, origins: Mapping[str, Origin]) -> None:
    style = screen.BAD if line.verdict == "违反" else screen.STRONG
    lead = "（线索，不是结论）" if line.verdict == "违反" and line.certainty.value == "lead" else ""
    screen.say("", screen.styled(f"{line.rule.code}　{line.rule.title}：{line.verdict}{lead}", style))
    local = f"（地方规定 {line.rule.pack}）" if line.rule.pack else ""
    screen.say(f"  规定　{line.rule.id}{local}", f"  要求　{line.requires}")
    _put_articles(line.articles, digests=bool(line.wanted))
    screen.say(*(f"  {name}　{text}" for name, text in (("情况", line.says), ("说明", line.because)) if text))
    screen.say(*(f"  改正　{text}" for text in line.wanted))
    if line.rule.remedy and line.wanted:
        screen.say(f"  处理　{line.rule.remedy}")
    if line.traces:
        screen.say("  数值")
        shown: set[str] = set()
        for trace in line.traces:
            _put_trace(trace, origins, shown, depth=2)


def _put_articles(articles: Iterable[Article], *, digests: bool = True) -> None:
    from dangyuan_flow.domain.regulations import cited

    for article in articles:
        screen.say(f"  依据　{cited([article.citation])}　{article.title}（{article.days}）")
        if article.digest and digests:
            screen.say(screen.styled(f"  　　　{article.digest}", screen.QUIET))


def _put_trace(trace: Trace, origins: Mapping[str, Origin], shown: set[str], *, depth: int) -> None:
    """A value, how it was computed or where it stands, and below it what it came from (each once)."""
    from dangyuan_flow.domain.readings import show

    indent = "  " * depth
    origin = origins.get(trace.name) if trace.value is not None else None
    where = f"：{origin.says}" if origin is not None else ""
    how = f"：{trace.how}" if trace.how else where
    if trace.name in shown:
        if trace.is_recorded or depth <= 2:  # noqa: PLR2004  two is the outermost
            return
        screen.say(f"{indent}{trace.label} {show(trace.value)}（见上）")
        return
    shown.add(trace.name)
    value = "" if trace.value is None and trace.how else f" {show(trace.value)}"
    screen.say(f"{indent}{trace.label}{value}{how}")
    if depth < _DEEPEST:
        for part in trace.of:
            _put_trace(part, origins, shown, depth=depth + 1)


def _verdict(line: Sideways) -> str:
    if line.rule.is_off:
        return "未启用（由地方规定启用）"
    if (line.unknown or line.lacking) and not line.found:
        return "未检查"
    return "有发现" if line.found else "没有发现"


def _put_sideways(line: Sideways) -> None:
    from dangyuan_flow.domain.readings import show

    verdict = _verdict(line)
    lead = "（线索，不是结论）" if line.found and line.rule.certainty.value == "lead" else ""
    screen.say("", screen.styled(f"{line.rule.code}　{line.rule.title}：{verdict}{lead}", screen.STRONG))
    screen.say(f"  规定　{line.rule.id}", f"  查什么　{line.rule.describe()}")
    _put_articles(line.articles)
    if line.unknown and not line.rule.is_off:
        from dangyuan_flow.domain.facts import RECORDED

        lacking = "、".join(RECORDED[name].label for name in line.unknown)
        screen.say(f"  说明　这份档案没有计入，无从知道：{lacking}")
    if line.lacking is not None and not line.rule.is_off:
        screen.say(f"  说明　这里没有可以对照的{line.lacking.value}；{_REMEDIES[line.lacking.name]}")
    for group, people in line.found:
        screen.say(f"  情况　{group.violation.says}")
        values = group.violation.facts.items()
        screen.say(*(f"    {line.rule.labels.get(name, name)} {show(value)}" for name, value in values))
        if people:
            names = "、".join(f"{name}（{place}）" for place, name in people[:_FEW])
            more = f" 等 {len(people)} 人" if len(people) > _FEW else ""
            screen.say(f"  其中　{names}{more}")


def _json(found: Reasons) -> dict[str, object]:
    return {
        "dossier": found.dossier,
        "name": found.name,
        "as_of": plain(found.as_of),
        "rules": [_rule_json(line, found.origins) for line in found.lines]
        + [_sideways_json(line) for line in found.sideways],
    }


def _rule_json(line: Explanation, origins: Mapping[str, Origin]) -> dict[str, object]:
    return {
        "code": line.rule.code,
        "rule": line.rule.id,
        "title": line.rule.title,
        "pack": line.rule.pack,
        "verdict": line.verdict,
        "certainty": line.certainty.value,
        "because": line.because,
        "says": line.says,
        "requires": line.requires,
        "wanted": [*line.wanted],
        "cites": [*line.cites],
        "articles": [_article_json(article) for article in line.articles],
        "facts": {name: plain(value) for name, value in line.facts.items() if name not in HIDDEN},
        "values": [_trace_json(trace, origins) for trace in line.traces],
    }


def _article_json(article: Article) -> dict[str, object]:
    return {
        "citation": article.citation,
        "title": article.title,
        "since": plain(article.since),
        "until": plain(article.until),
        "digest": article.digest,
    }


def _trace_json(trace: Trace, origins: Mapping[str, Origin]) -> dict[str, object]:
    found: dict[str, object] = {"fact": trace.name, "label": trace.label, "value": plain(trace.value)}
    if trace.how:
        found["how"] = trace.how
    origin = origins.get(trace.name) if trace.value is not None else None
    if origin is not None:
        found["from"] = origin.as_json() | {"says": origin.says}
    if trace.of:
        found["of"] = [_trace_json(part, origins) for part in trace.of]
    return found


def _sideways_json(line: Sideways) -> dict[str, object]:
    return {
        "code": line.rule.code,
        "rule": line.rule.id,
        "title": line.rule.title,
        "pack": line.rule.pack,
        "verdict": _verdict(line),
        "certainty": line.rule.certainty.value,
        "requires": line.rule.describe(),
        "lacking": None if line.lacking is None else line.lacking.value,
        "articles": [_article_json(article) for article in line.articles],
        "findings": [
            {
                "subject": group.subject,
                "says": group.violation.says,
                "cites": [*group.violation.cites],
                "facts": {name: plain(value) for name, value in group.violation.facts.items()},
                "members": [{"dossier": place, "name": name} for place, name in people],
            }
            for group, people in line.found
        ],
    }
