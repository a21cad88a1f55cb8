"""``dangyuan findings``: what registered sweeps found, each with its state and its history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.findings import Filed, Line
    from dangyuan_flow.domain.finding import Act, Finding, Measure
    from dangyuan_flow.domain.registry import RegistryEntry

app = family(
    "排查问题：从登记到销号。先用 dangyuan sweep --keep 登记一次排查，问题就有了编号。",
    "dangyuan sweep --keep --as 排查员",
    "dangyuan findings list --org 第一党总支 --overdue",
    "dangyuan findings triage 12 13 --verdict 属实 --as 排查员",
)
CERTAINTIES = {"fact": "事实", "lead": "线索"}
_STYLES = {"S1": screen.BAD, "S2": screen.BAD, "S3": screen.CAREFUL, "S4": screen.QUIET}
_SHOWN = 200


@command(
    app,
    "list",
    "列出登记的问题：最严重的在前；线索标明是线索。不写条件时只列还没有了结的。",
    "dangyuan findings list --org 第一党支部",
    "dangyuan findings list --severity S1,S2 --older-than 30 --json",
    "dangyuan findings list --state 整改中 --to 第一党支部 --overdue",
    "dangyuan findings list --all -o 问题台账.xlsx",
)
def list_(
    body: options.Body = None,
    codes: Annotated[str | None, typer.Option("--code", metavar="代码,…", help="只看这些代码，如 V49,V58")] = None,
    severities: Annotated[str | None, typer.Option("--severity", metavar="程度,…", help="S1、S2、S3、S4")] = None,
    states: Annotated[
        str | None, typer.Option("--state", metavar="状态,…", help="待核实、属实、整改中、待验收等")
    ] = None,
    certainty: Annotated[str | None, typer.Option("--certainty", metavar="性质", help="事实 或 线索")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="党组织", help="只看交给它整改的")] = None,
    dossier: Annotated[str | None, typer.Option("--dossier", metavar="档案", help="只看这份档案的")] = None,
    older: Annotated[int | None, typer.Option("--older-than", metavar="天数", help="只看发现已满这些天的")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看过了整改期限的")] = False,
    every: Annotated[bool, typer.Option("--all", help="已了结的（不属实、已销号、已消失）也列出")] = False,
    limit: Annotated[int | None, typer.Option("--limit", metavar="条数", help="最多列多少条")] = None,
    output: options.Out = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """List findings."""
    from dangyuan_flow.application import seeking
    from dangyuan_flow.application.as_json import finding_json
    from dangyuan_flow.application.findings import Query, listed
    from dangyuan_flow.application.sweeping import branches_of

    with opened(db, user) as flow:
        today = flow.today()
        wanted = Query(
            branches=branches_of(flow, body),
            subject=None if dossier is None else seeking.dossier_id(flow, dossier),
            codes=tuple(code.upper() for code in options.split(codes)) or None,
            severities=tuple(severity.upper() for severity in options.split(severities)) or None,
            certainty=None if certainty is None else _certainty(certainty),
            states=_states(options.split(states), every=every),
            assigned_to=None if to is None else flow.present_name(to),
            found_by=None if older is None else today - timedelta(days=older),
            overdue_on=today if overdue else None,
        )
        whole = as_json or output is not None
        found, count = listed(flow, wanted, limit=limit if whole or limit is not None else _SHOWN)
    if output is not None:
        _write(output, found, today)
    if as_json:
        screen.put_json({"count": count, "findings": [finding_json(filed, today) for filed in found]})
    elif output is not None:
        screen.say(f"已写出 {len(found)} 条问题：{output}")
    elif not found:
        screen.say("没有符合条件的问题（还没有登记过排查的，先用 dangyuan sweep --keep）")
    else:
        put(found, today)
        screen.say(_summed(found, count))


def _states(told: Iterable[str], *, every: bool) -> tuple[str, ...] | None:
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.finding import State

    words = {s.chinese: s for s in State} | {s.value: s for s in State}
    asked = tuple(told)
    for word in asked:
        if word not in words:
            msg = f"没有“{word}”这种状态；可填：{'、'.join(s.chinese for s in State)}"
            raise BadInput(msg)
    if asked:
        return tuple(words[word].value for word in asked)
    return None if every else tuple(s.value for s in State if not s.is_over)


def _certainty(told: str) -> str:
    from dangyuan_flow.domain.errors import BadInput

    words = {name: value for value, name in CERTAINTIES.items()} | {value: value for value in CERTAINTIES}
    if told not in words:
        msg = f"性质只有 事实 和 线索，收到“{told}”"
        raise BadInput(msg)
    return words[told]


def _summed(found: tuple[Filed, ...], count: int) -> str:
    leads = sum(filed.finding.seen.certainty == "lead" for filed in found)
    shown = f"，只列出前 {len(found)} 条（--limit、--json）" if count > len(found) else ""
    return f"共 {count} 条{shown}；所列中事实 {len(found) - leads} 条，线索 {leads} 条（线索须核实，不是结论）"


_HEAD = ("编号", "档案", "姓名", "党支部", "代码", "问题", "程度", "性质", "状态", "责任单位", "期限", "发现日期")


def put(found: Iterable[Filed], today: date) -> None:
    """Print findings as a table."""
    screen.put_rows(
        _HEAD,
        (_row(filed, today) for filed in found),
        wide=("问题", "党支部", "责任单位"),
        right=("编号",),
        spare=("发现日期", "责任单位", "期限"),
    )


def _row(filed: Filed, today: date) -> tuple[object, ...]:
    finding, seen = filed.finding, filed.finding.seen
    late = "（逾期）" if finding.is_overdue(today) else ""
    return (
        finding.number,
        seen.dossier,
        seen.name,
        filed.branch,
        seen.code,
        seen.title,
        screen.styled(seen.severity, _STYLES.get(seen.severity, "")),
        CERTAINTIES[seen.certainty],
        finding.state.chinese + ("（留存）" if finding.stands else ""),
        finding.assigned_to,
        f"{finding.due_on or ''}{late}",
        finding.found_on,
    )


def _write(path: Path, found: Iterable[Filed], today: date) -> None:
    from dangyuan_flow.application.finding_sheet import write_findings

    write_findings(found, today, files.room_for(path))


@command(
    app,
    "show",
    "看一个问题：情况、依据、处理建议、现在的状态，以及从发现到现在的每一步。",
    "dangyuan findings show 12",
)
def show(
    numbers: Annotated[list[int], typer.Argument(metavar="编号", help="问题的编号，见 findings list")],
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Show findings with their history."""
    from dangyuan_flow.application.as_json import finding_json, finding_line_json
    from dangyuan_flow.application.findings import called, history

    with opened(db, user) as flow:
        today = flow.today()
        found = [(filed, history(flow, filed.finding.number)) for filed in called(flow, numbers)]
    if as_json:
        told = [
            finding_json(filed, today) | {"history": [finding_line_json(line) for line in lines]}
            for filed, lines in found
        ]
        screen.put_json({"findings": told})
        return
    for filed, lines in found:
        _put_one(filed, lines, today)


def _put_one(filed: Filed, lines: Iterable[Line[RegistryEntry]], today: date) -> None:
    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.domain.regulations import cited

    finding, seen = filed.finding, filed.finding.seen
    lead = "［线索，须核实］" if seen.certainty == "lead" else ""
    where = "、".join(part for part in (seen.dossier, seen.name, filed.branch) if part)
    screen.say("", screen.styled(f"问题 {finding.number}　{seen.code}　{seen.title}{lead}", screen.STRONG))
    state = finding.state.chinese + ("（事实留存在案）" if finding.stands else "")
    late = "，已逾期" if finding.is_overdue(today) else ""
    due = f"　{finding.assigned_to}，期限 {finding.due_on}{late}" if finding.assigned_to else ""
    screen.say(
        f"  {where}　程度 {seen.severity}　状态 {state}{due}",
        f"  情况　{seen.says}",
        f"  依据　{cited(seen.cites)}",
        f"  建议　{'、'.join(m.chinese for m in _suggested(finding))}" + (f"；{seen.remedy}" if seen.remedy else ""),
    )
    if not finding.present:
        screen.say("  最近一次排查已不再发现")
    screen.say("  经过")
    for line in lines:
        screen.say(f"    {_told(Finding.from_document(line.entry.value).act, line)}")


def _told(act: Act, line: Line[RegistryEntry]) -> str:
    who = f"{act.person}（{act.office}）" if act.office else act.person or act.by
    parts = []
    if act.sweep:
        parts.append(f"第 {act.sweep} 次排查")
    if act.verdict:
        parts.append(act.verdict.chinese)
    if act.to:
        parts.append(f"交{act.to}")
    if act.due_on:
        parts.append(f"{act.due_on} 前整改")
    if act.measure:
        parts.append(act.measure.chinese)
    if act.reason:
        parts.append(act.reason)
    if act.stands:
        parts.append("事实留存在案")
    parts += [f"附件 {name}（摘要 {digest[:12]}）" for digest, name in act.files]
    told = "　".join(part for part in (str(act.on), who, act.deed.chinese, "，".join(parts)) if part)
    return f"{told}　〔{line.digest[:12]}〕"


@command(
    app,
    "sweeps",
    "列出登记过的排查：哪天、查谁、查出多少（事实和线索分开）、比上次新增和消失多少。",
    "dangyuan findings sweeps",
)
def sweeps(
    limit: Annotated[int, typer.Option("--limit", metavar="条数", help="最多列多少次")] = 50,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List the registered sweeps."""
    from dangyuan_flow.application import findings
    from dangyuan_flow.application.as_json import sweep_json

    with opened(db) as flow:
        found = findings.sweeps(flow, limit=limit)
    if as_json:
        screen.put_json({"sweeps": [sweep_json(sweep) for sweep in found]})
        return
    screen.put_rows(
        ("次", "截至", "范围", "档案", "事实", "新增", "再现", "仍在", "消失", "线索", "新线索", "登记人", "规则版本"),
        (
            (
                s.number,
                s.as_of,
                "、".join([s.scope.body or "全部", *s.scope.only, *s.scope.packs]),
                s.dossiers,
                s.facts.total,
                s.facts_changed.new,
                s.facts_changed.reopened,
                s.facts_changed.standing,
                s.facts_changed.gone,
                s.leads.total,
                s.leads_changed.new,
                f"{s.kept_by} {s.kept_at:%Y-%m-%d %H:%M}",
                s.rules[:12],
            )
            for s in found
        ),
        wide=("范围",),
        right=("次", "档案", "事实", "新增", "再现", "仍在", "消失", "线索", "新线索"),
    )


def _suggested(finding: Finding) -> tuple[Measure, ...]:
    from dangyuan_flow.domain.finding import suggested
    from dangyuan_flow.domain.rules import Class

    return suggested(Class(finding.seen.class_))
