"""``dangyuan findings triage|assign|mend|accept|return|close``: what people do about findings, several at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.findings import app
from dangyuan_flow.cli.help import command
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.finding import Finding

__all__ = ["app"]

Numbers = Annotated[list[int], typer.Argument(metavar="编号", help="问题的编号，见 findings list；可写多个")]
Due = Annotated[str | None, typer.Option("--due", metavar="日期", help="新的整改期限；不写为原期限")]


@command(
    app,
    "triage",
    "核实：属实、不属实、存疑。不属实和存疑须写明理由；不属实的，只要数值不变，以后排查不再打开。",
    "dangyuan findings triage 12 13 --verdict 属实 --as 排查员",
    "dangyuan findings triage 14 --verdict 不属实 --reason 会议记录原件日期为2025年6月1日 --as 排查员",
)
def triage(
    numbers: Numbers,
    verdict: Annotated[str, typer.Option("--verdict", metavar="结论", help="属实、不属实 或 存疑")],
    reason: options.Reason = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Triage findings."""
    from dangyuan_flow.application import findings
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.finding import VERDICTS

    if verdict not in VERDICTS:
        msg = f"核实的结论只有 {'、'.join(VERDICTS)}，收到“{verdict}”"
        raise BadInput(msg)
    with opened(db, user) as flow:
        _put(findings.triage(flow, numbers, VERDICTS[verdict], reason=reason), as_json=as_json)


@command(
    app,
    "assign",
    "交办：把属实的问题交给档案所在的党支部或其上级整改，写明期限。",
    "dangyuan findings assign 12 13 --to 第一党支部 --due 2026-12-01 --as 排查员",
)
def assign(
    numbers: Numbers,
    to: Annotated[str, typer.Option("--to", metavar="党组织", help="责任单位")],
    due: Annotated[str, typer.Option("--due", metavar="日期", help="整改期限")],
    reason: options.Reason = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Assign findings."""
    from dangyuan_flow.application import findings

    with opened(db, user) as flow:
        done = findings.assign(flow, numbers, to=to, due_on=options.day(due), reason=reason)
        _put(done, as_json=as_json)


@command(
    app,
    "mend",
    "整改：写明怎样处理、做了什么，附上证据文件（存入数据库，不能再改）。",
    "dangyuan findings mend 12 --measure 补正 --say 已补记谈话记录 --file 谈话记录.pdf --as 支部书记",
    "dangyuan findings mend 13 --measure 重新办理 --say 已重新召开支部大会 --as 支部书记",
)
def mend(
    numbers: Numbers,
    measure: Annotated[
        str, typer.Option("--measure", metavar="方式", help="补正、复议、重新办理、延长、取消、不予承认、移交")
    ],
    says: Annotated[str, typer.Option("--say", metavar="说明", help="做了什么")],
    papers: Annotated[list[Path] | None, typer.Option("--file", metavar="文件", help="一份证据")] = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Report findings mended."""
    from dangyuan_flow.application import findings
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.finding import MEASURES

    if measure not in MEASURES:
        msg = f"没有“{measure}”这种处理方式；可填：{'、'.join(MEASURES)}"
        raise BadInput(msg)
    with opened(db, user) as flow:
        done = findings.mend(flow, numbers, MEASURES[measure], says=says, files=papers or ())
        _put(done, as_json=as_json)


@command(
    app,
    "accept",
    "验收：整改符合要求。之后还要销号。",
    "dangyuan findings accept 12 13 --as 排查员",
)
def accept(
    numbers: Numbers,
    reason: options.Reason = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Accept the mending of findings."""
    from dangyuan_flow.application import findings

    with opened(db, user) as flow:
        _put(findings.accept(flow, numbers, reason=reason), as_json=as_json)


@command(
    app,
    "return",
    "退回：整改不符合要求，写明理由，责任单位重新整改。",
    "dangyuan findings return 12 --reason 谈话记录没有签名 --due 2026-12-10 --as 排查员",
)
def return_(
    numbers: Numbers,
    reason: options.NeededReason,
    due: Due = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Send the mending of findings back."""
    from dangyuan_flow.application import findings

    with opened(db, user) as flow:
        day = None if due is None else options.day(due)
        _put(findings.send_back(flow, numbers, reason=reason, due_on=day), as_json=as_json)


@command(
    app,
    "close",
    "销号：当场用现有规定重新核对，仍能查到的不予销号（退出码 1）。"
    "事实已无法改变（如会议开晚了）而处理到位的，加 --stands 写明处理情况，事实留存在案。",
    "dangyuan findings close 12 13 --as 排查员",
    "dangyuan findings close 14 --stands --reason 已批评教育并书面说明 --as 排查员",
)
def close(
    numbers: Numbers,
    stands: Annotated[bool, typer.Option("--stands", help="事实留存在案，处理已到位")] = False,
    reason: options.Reason = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Close findings."""
    from dangyuan_flow.application import findings

    with opened(db, user) as flow:
        _put(findings.close(flow, numbers, stands=stands, reason=reason), as_json=as_json)


def _put(done: Iterable[Finding], *, as_json: bool) -> None:
    lines = [*done]
    if as_json:
        from dangyuan_flow.application.as_json import followed_json

        screen.put_json({"findings": [followed_json(f) for f in lines]})
        return
    for f in lines:
        due = f"，{f.assigned_to} 于 {f.due_on} 前整改" if f.act.to else ""
        stands = "（事实留存在案）" if f.stands else ""
        where = f.seen.name or f.seen.dossier
        screen.say(
            screen.styled(f"问题 {f.number}（{f.seen.code}，{where}）：{f.state.chinese}{stands}{due}", screen.GOOD)
        )
