"""``dangyuan review``: the levels of a gate: submit, deliberate, approve, send back, refuse; and what waits for me."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.reviewing import Vote
    from dangyuan_flow.domain.workflow import Move

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

    with opened(db, user) as flow:
        waiting = reviewing.queue(flow)
    if as_json:
        screen.put_json(
            [
                {
                    "dossier": w.dossier,
                    "name": w.name,
                    "step": w.step,
                    "step_name": w.step_name,
                    "level": w.level.value,
                    "body": w.body,
                    "since": w.since.isoformat() if w.since else None,
                }
                for w in waiting
            ]
        )
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
    _decide("SUBMIT", dossier, _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion))


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
    _decide("DELIBERATE", dossier, _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion))


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
        _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion, vote=_vote(vote)),
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
        _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion, papers=papers),
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
        _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion, to_step=to_step),
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
    _decide("REFUSE", dossier, _Told(db, user, on, by, reason, expect, dry_run, as_json, opinion=opinion))


class _Told:
    """What the command line said, whatever the decision."""

    def __init__(
        self,
        db: str | None,
        user: str | None,
        on: str | None,
        by: str | None,
        reason: str | None,
        expect: int | None,
        dry_run: bool,
        as_json: bool,
        *,
        opinion: str | None,
        vote: Vote | None = None,
        to_step: int | None = None,
        papers: tuple[str, ...] = (),
    ) -> None:
        self.db, self.user, self.on, self.as_json = db, user, on, as_json
        self.by, self.reason, self.expect, self.dry_run = by, reason, expect, dry_run
        self.opinion, self.vote, self.to_step, self.papers = opinion, vote, to_step, papers


def _decide(decision: str, dossier: str, told: _Told) -> None:
    from dangyuan_flow.application.finding import dossier_id
    from dangyuan_flow.application.reviewing import decide
    from dangyuan_flow.domain.workflow import Move

    move: Move = Move[decision]
    with opened(told.db, told.user) as flow:
        outcome = decide(
            flow,
            dossier_id(flow, dossier),
            move,
            on=options.day_of(flow, told.on),
            opinion=told.opinion,
            reason=told.reason,
            vote=told.vote,
            to_step=told.to_step,
            papers=told.papers,
            decided_by=told.by,
            dry_run=told.dry_run,
            expected=told.expect,
        )
        outcomes.put(flow, outcome, as_json=told.as_json)


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
