"""``dangyuan review``: the levels of a gate: submit, deliberate, approve, send back, refuse; and what waits for me."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.reviewing import Vote

app = family(
    "三级联审：党支部初审（报送）→ 党总支审议 → 党委（工委）审批。第 4、8、13、17、24 步由此办理，轮到谁、谁才能办。",
    "dangyuan review queue --as wang",
    "dangyuan review submit 张三 --opinion 材料齐全，同意报送 --as zhang",
    "dangyuan review approve 张三 --opinion 同意 --vote 7,7,7,0,0 --as wang",
)

Opinion = Annotated[str | None, typer.Option("--opinion", metavar="意见", help="本级意见")]
_VOTE = ("应到", "实到", "赞成", "反对", "弃权")


@command(
    app,
    "queue",
    "轮到我办的：在我任职的党组织等待报送、审议或审批的档案。",
    "dangyuan review queue --as wang",
    "dangyuan review queue --as wang --json",
)
def queue(db: options.Db = None, user: options.As = None, as_json: options.Json = False) -> None:
    """List what waits for the acting user."""
    from dangyuan_flow.application import reviewing
    from dangyuan_flow.application.as_json import waiting_json

    with opened(db, user) as flow:
        waiting = reviewing.queue(flow)
    if as_json:
        screen.put_json([waiting_json(line) for line in waiting])
        return
    if not waiting:
        screen.say("现在没有轮到您办理的档案。")
        return
    screen.put_rows(
        ("编号", "姓名", "步骤", "轮到", "党组织", "上一级办理日期"),
        ((w.dossier, w.name, f"{w.step} {w.step_name}", w.level.chinese, w.body, w.since) for w in waiting),
        wide=("姓名", "步骤", "轮到", "党组织"),
    )


@command(
    app,
    "submit",
    "报送：党支部初审，报上级。由党支部书记、副书记或组织委员办理。",
    "dangyuan review submit 张三 --opinion 材料齐全，同意报送 --on 2025-09-04 --as zhang",
)
def submit(
    dossier: options.DossierName,
    opinion: Opinion = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Submit a dossier to the body above."""
    _decide(
        "SUBMIT",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
    )


@command(
    app,
    "deliberate",
    "审议：党总支审议同意，报党委（工委）。须写明意见；党总支不审批。",
    "dangyuan review deliberate 张三 --opinion 经审议，同意上报 --as li",
)
def deliberate(
    dossier: options.DossierName,
    opinion: Opinion = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Deliberate, as a general branch does."""
    _decide(
        "DELIBERATE",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
    )


@command(
    app,
    "approve",
    "审批同意：党委（工委）办理。第 17、24 步须填党委会对本人的表决结果（--vote）。",
    "dangyuan review approve 张三 --opinion 同意备案 --as wang",
    "dangyuan review approve 张三 --opinion 同意接收 --vote 7,7,7,0,0 --on 2025-11-05 --as wang",
)
def approve(
    dossier: options.DossierName,
    opinion: Opinion = None,
    vote: Annotated[
        str | None, typer.Option("--vote", metavar="应到,实到,赞成,反对,弃权", help="党委会对本人的表决结果")
    ] = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Approve, as a committee does."""
    _decide(
        "APPROVE",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
        vote=_vote(vote),
    )


@command(
    app,
    "supplement",
    "退回补正：只补写明的材料，其他记载不变。补齐后由党支部重新报送。",
    "dangyuan review supplement 张三 --paper 政治审查报告 --reason 缺盖章 --as wang",
)
def supplement(
    dossier: options.DossierName,
    paper: Annotated[list[str] | None, typer.Option("--paper", metavar="材料", help="要补的材料")] = None,
    opinion: Opinion = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Send a dossier back for papers."""
    papers = tuple(part for line in paper or () for part in options.split(line))
    _decide(
        "SUPPLEMENT",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
        papers=papers,
    )


@command(
    app,
    "return",
    "退回重做：退回到第几步，那一步和以后各步的记载作废（记录仍可查）。",
    "dangyuan review return 张三 --to 7 --reason 征求意见范围不够 --as wang",
)
def return_(
    dossier: options.DossierName,
    to_step: Annotated[int | None, typer.Option("--to", metavar="步骤", help="退回到第几步")] = None,
    opinion: Opinion = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Send a dossier back to an earlier step."""
    _decide(
        "RETURN",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
        to_step=to_step,
    )


@command(
    app,
    "reject",
    "不予通过：退回到上一身份，已培养的时间继续计算；以后可以重新报送。转正环节没有不予通过。",
    "dangyuan review reject 张三 --reason 条件尚不成熟 --as wang",
)
def reject(
    dossier: options.DossierName,
    opinion: Opinion = None,
    on: options.On = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Refuse."""
    _decide(
        "REFUSE",
        dossier,
        db=db,
        user=user,
        on=on,
        as_json=as_json,
        opinion=opinion,
        reason=reason,
        decided_by=by,
        expected=expect,
        dry_run=dry_run,
    )


def _decide(
    decision: str,
    dossier: str,
    *,
    db: str | None,
    user: str | None,
    on: str | None,
    as_json: bool,
    **told: Any,  # noqa: ANN401  each decision has its own
) -> None:
    """Take a decision; ``told`` is what the journey takes besides."""
    from dangyuan_flow.application.reviewing import decide
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.workflow import Move

    with opened(db, user) as flow:
        outcome = decide(flow, dossier_id(flow, dossier), Move[decision], on=options.day_of(flow, on), **told)
        outcomes.put(flow, outcome, as_json=as_json)


def _vote(text: str | None) -> Vote | None:
    if text is None:
        return None
    from dangyuan_flow.domain.errors import BadInput

    parts = options.split(text)
    if len(parts) != len(_VOTE) or not all(part.isdecimal() for part in parts):
        msg = f"--vote 须是五个整数：{','.join(_VOTE)}，如 7,7,7,0,0；收到“{text}”"
        raise BadInput(msg)
    entitled, present, votes_for, against, abstained = (int(part) for part in parts)
    return entitled, present, votes_for, against, abstained
