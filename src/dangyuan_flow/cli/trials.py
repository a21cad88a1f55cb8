"""``dangyuan rules test``: a rule on typed facts or its own examples; rules of one's own on a ledger or the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.rulebook import Packs, catalogue, rule_json

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.sweeping import SweepReport
    from dangyuan_flow.application.trying import Trial
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.rules import Rule

HELP = (
    "试算。给规定代码：用 --set 写出记载，看合规还是违反；不写 --set 则核对规定自带的例子。"
    "给 .yaml 文件（自己写的规定）：逐条检查写法和例子，再用它排查一份台账（或用 --store 排查数据库），"
    "看查出什么、涉及几人、哪些没有检查。什么也不安装，什么也不写入。"
)
EXAMPLES = (
    "dangyuan rules test V49 --set 确定积极分子日期=2025-06-01 --set 列为发展对象日期=2026-05-31",
    "dangyuan rules test V49",
    "dangyuan rules test 我的规定.yaml",
    "dangyuan rules test 我的规定.yaml 台账.xlsx --as-of 2026-11-01",
)
_FEW = 20


def try_out(
    what: Annotated[str, typer.Argument(metavar="代码或文件", help="规定代码（V49）、编号，或自己写的 .yaml 文件")],
    ledger: Annotated[Path | None, typer.Argument(metavar="台账", help="用文件里的规定排查这份台账")] = None,
    settings: options.Settings = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；不写为今天")] = None,
    laid: Packs = None,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="文件", help="列名对应文件（.toml 或 .csv）")
    ] = None,
    store: Annotated[bool, typer.Option("--store", help="用文件里的规定排查数据库")] = False,
    db: options.Db = None,
    as_json: options.Json = False,
) -> int:
    """Try a rule, or a file of rules."""
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.flow import wall_clock

    day = options.day(as_of) if as_of else today_in_shanghai(wall_clock())
    if not what.lower().endswith((".yaml", ".yml")):
        if ledger is not None or store or mapping is not None:
            msg = f"“{what}”不是 .yaml 文件；用已有的规定排查台账请用 dangyuan sweep 台账 --only {what}"
            raise BadInput(msg)
        return _try_code(what, settings, day, laid, as_json=as_json)
    if settings:
        msg = "--set 只用于试算已有的规定；自己写的规定请把情形写在 examples 里"
        raise BadInput(msg)
    if ledger is not None and (store or db):
        msg = "台账和数据库只能选一个来试"
        raise BadInput(msg)
    trial, report = _swept(Path(what), ledger, tuple(laid or ()), mapping, day if as_of else None, db, store=store)
    (_put_json if as_json else _put)(trial, report)
    return DONE if report is None or report.is_clean else VIOLATIONS


def _swept(
    path: Path,
    ledger: Path | None,
    packs: tuple[str, ...],
    mapping: Path | None,
    as_of: date | None,
    db: str | None,
    *,
    store: bool,
) -> tuple[Trial, SweepReport | None]:
    from dangyuan_flow.application.trying import on_ledger, on_store, tried
    from dangyuan_flow.domain.deadlines import today_in_shanghai
    from dangyuan_flow.flow import wall_clock

    if ledger is not None:
        from dangyuan_flow.cli.ledgers import read_mapping

        trial = tried(path, packs)
        day = as_of or today_in_shanghai(wall_clock())
        with screen.progress("读取台账") as progress:
            return trial, on_ledger(trial, ledger, as_of=day, mapping=read_mapping(mapping), progress=progress)
    if not store and db is None:
        return tried(path, packs), None
    with opened(db) as flow, screen.progress("排查") as progress:
        own = tuple(pack for pack in flow.catalogue.rule_set.packs if pack not in packs)
        trial = tried(path, (*own, *packs))
        return trial, on_store(trial, flow, as_of=as_of or flow.today(), progress=progress)


def _put(trial: Trial, report: SweepReport | None) -> None:
    told = f"{len(trial.rules)} 条规定，{trial.examples} 个例子全部相符"
    screen.say(screen.styled(f"写法无误：{told}", screen.GOOD))
    if report is None:
        screen.put_rows(
            ("代码", "编号", "规定", "程度", "确定性"),
            ((r.code, r.id, r.title, r.severity.value, r.certainty.chinese) for r in trial.rules),
            wide=("规定",),
        )
        return
    screen.say(f"截至 {report.as_of}，共 {report.dossiers} 份档案")
    screen.put_rows(
        ("代码", "编号", "查出", "过渡说明", "没有检查", "缺少的列"),
        ((*list(line.values())[:5], "、".join(map(str, line["missing_columns"]))) for line in _counts(trial, report)),
        wide=("缺少的列",),
        right=("查出", "过渡说明", "没有检查"),
    )
    for one in report.findings[:_FEW]:
        v = one.violation
        screen.say(f"  {one.dossier} {one.name}　{v.code}　{v.says}")
    if len(report.findings) > _FEW:
        screen.say(f"  …… 其余 {len(report.findings) - _FEW} 条见 --json")
    for error in report.cell_errors[:_FEW]:
        screen.say(f"  单元格　{error.sheet}第 {error.row} 行“{error.column}”：{error.says}")


def _put_json(trial: Trial, report: SweepReport | None) -> None:
    from dangyuan_flow.application.sweeping import as_json

    told: dict[str, object] = {"rules": [rule_json(rule) for rule in trial.rules], "examples": trial.examples}
    if report is not None:
        told |= {"counts": _counts(trial, report), "sweep": as_json(report)}
    screen.put_json(told)


def _counts(trial: Trial, report: SweepReport) -> list[dict[str, Any]]:
    """Per rule: found, noted, not checked in how many dossiers and for want of which columns."""
    unchecked = {line.rule.id: line for line in report.not_checked}
    found = []
    for rule in trial.rules:
        line = unchecked.get(rule.id)
        found.append(
            {
                "code": rule.code,
                "rule": rule.id,
                "found": sum(one.violation.rule.id == rule.id for one in report.findings),
                "notes": sum(one.violation.rule.id == rule.id for one in report.notes),
                "not_checked": 0 if line is None else line.dossiers,
                "missing_columns": [] if line is None else [*line.missing_columns],
            }
        )
    return found


def _try_code(code: str, settings: list[str] | None, day: date, laid: list[str] | None, *, as_json: bool) -> int:
    """Judge typed facts, or a rule's own examples, by a rule."""
    from dangyuan_flow.application.evidence import read_settings
    from dangyuan_flow.application.explaining import BROKEN, explain, rules_called
    from dangyuan_flow.definitions import dossier
    from dangyuan_flow.domain.errors import BadInput

    found = catalogue(laid)
    facts = read_settings(settings or ())
    called = rules_called(found, code)
    if not called:
        msg = f"{code} 是跨档案的规定，一份档案的记载不能试算；可用 dangyuan sweep 台账 --only {code}"
        raise BadInput(msg)
    lines: list[dict[str, object]] = []
    unexpected = False
    for rule in called:
        for title, values, broken in [("输入", facts, False)] if facts else _examples(rule):
            told, own_day = dossier(values)
            line = explain(rule, told, day if facts else own_day, found.rule_set.regulations)
            unexpected |= (line.verdict == BROKEN) != broken
            says = line.says or line.because
            lines.append(
                {"rule": rule.id, "case": title, "verdict": line.verdict, "says": says, "wanted": [*line.wanted]}
            )
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
