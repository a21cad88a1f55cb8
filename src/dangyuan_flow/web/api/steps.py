"""Acts on dossiers: open one, do a step, correct, hand in papers, end, transfer, deliberate again, put off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from dangyuan_flow.application import advancing, leaving, supplying
from dangyuan_flow.application.as_json import outcome_json
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.papers import taken_in
from dangyuan_flow.application.plain import violation_json
from dangyuan_flow.application.stating import facts_stated, particulars_stated
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web.api import asked
from dangyuan_flow.web.api.acts import Done, Writing, WritingOn
from dangyuan_flow.web.api.dossiers import TAGGED
from dangyuan_flow.web.api.shapes import Corrected, Outcome, Outcomes

if TYPE_CHECKING:
    from dangyuan_flow.application.proceeding import Outcome as Came
    from dangyuan_flow.web.api.acts import Act

router = APIRouter(tags=["办理"])
_OPENED: dict[int | str, dict[str, Any]] = {201: TAGGED[200]}


def done(act: Act, came: Came, *, status: int = 200) -> Done:
    """What came of an act on one dossier; a dry run leaves the dossier's tag as it was."""
    shape = Outcome.model_validate(outcome_json(act.caller.flow, came))
    return Done(shape=shape, seq=came.record.dossier_seq - (came.digest is None), status=status)


def all_done(act: Act, came: tuple[Came, ...]) -> Done:
    """What came of an act that left several lines."""
    shape = Outcomes.model_validate({"outcomes": [outcome_json(act.caller.flow, one) for one in came]})
    return Done(shape=shape, seq=came[-1].record.dossier_seq if came else act.expected)


@router.post("/dossiers", response_model=Outcome, status_code=201, summary="建档", responses=_OPENED)
def open_(act: Writing, told: asked.Opening) -> Response:
    """一人一档：已有在办档案的，回答 409。"""
    flow = act.caller.flow

    def do() -> Done:
        facts = facts_stated(told.facts) | {"name": told.name, "id_number": told.id_number, "branch": told.branch}
        came = open_dossier(flow, facts, on=told.on or flow.today(), decided_by=told.decided_by)
        return done(act, came, status=201)

    return act.answer(do)


@router.post("/dossiers/{dossier}/steps/{step}", response_model=Outcome, summary="办理一步", responses=TAGGED)
def advance(
    act: WritingOn,
    dossier: str,
    step: Annotated[int, Path(ge=1, le=999, description="第几步（1 至 25）")],
    told: asked.Advance,
) -> Response:
    """由规定把关：不允许的拒绝，并说明依据、数值和最早日期。第 4、8、13、17、24 步由联审办理，大会票数另行登记。"""
    flow = act.caller.flow

    def do() -> Done:
        on = told.on or flow.today()
        papers = [paper.handed() for paper in told.materials]
        materials, documents = taken_in(advancing.known_step(flow, step), papers, on)
        came = advancing.advance(
            flow,
            dossier,
            step,
            on=on,
            facts=facts_stated(told.facts),
            materials=materials,
            documents=documents,
            particulars=particulars_stated(told.particulars),
            reason=told.reason,
            decided_by=told.decided_by,
            dry_run=told.dry_run,
            expected=act.expected,
        )
        return done(act, came)

    return act.answer(do)


@router.post("/dossiers/{dossier}/corrections", response_model=Corrected, summary="更正", responses=TAGGED)
def correct(act: WritingOn, dossier: str, told: asked.Correction) -> Response:
    """写一条更正记录；如实的内容即使不合规定也可以登记，问题会列出来。"""
    flow = act.caller.flow

    def do() -> Done:
        came, found = leaving.correct(
            flow,
            dossier,
            facts_stated(told.facts),
            on=told.on or flow.today(),
            reason=told.reason or "",
            expected=act.expected,
            dry_run=told.dry_run,
        )
        shape = outcome_json(flow, came) | {"violations": [violation_json(v) for v in found]}
        seq = came.record.dossier_seq - (came.digest is None)
        return Done(shape=Corrected.model_validate(shape), seq=seq)

    return act.answer(do)


@router.post("/dossiers/{dossier}/materials", response_model=Outcomes, summary="补交材料", responses=TAGGED)
def supply(act: WritingOn, dossier: str, told: asked.Supply) -> Response:
    """退回补正的，或办理时还没有交的；一份材料一条记录。"""
    flow = act.caller.flow

    def do() -> Done:
        papers = [(paper.step, paper.handed()) for paper in told.papers]
        came = supplying.hand_in(flow, dossier, papers, on=told.on or flow.today(), expected=act.expected)
        return all_done(act, came)

    return act.answer(do)


@router.post("/dossiers/{dossier}/end", response_model=Outcome, summary="终止", responses=TAGGED)
def end(act: WritingOn, dossier: str, told: asked.End) -> Response:
    """终止后不再计期限，档案仍可查。"""
    flow = act.caller.flow

    def do() -> Done:
        came = leaving.end(
            flow,
            dossier,
            Move(told.how),
            on=told.on or flow.today(),
            reason=told.reason or "",
            decided_by=told.decided_by,
            expected=act.expected,
        )
        return done(act, came)

    return act.answer(do)


@router.post("/dossiers/{dossier}/transfer-out", response_model=Outcome, summary="转出", responses=TAGGED)
def transfer_out(act: WritingOn, dossier: str, told: asked.TransferOut) -> Response:
    """交给另一个党组织；转出后这里不再计期限。"""
    flow = act.caller.flow
    return act.answer(
        lambda: done(
            act,
            leaving.transfer_out(
                flow,
                dossier,
                on=told.on or flow.today(),
                to=told.to,
                decided_by=told.decided_by,
                expected=act.expected,
            ),
        )
    )


@router.post("/dossiers/{dossier}/transfer-in", response_model=Outcome, summary="转入", responses=TAGGED)
def transfer_in(act: WritingOn, dossier: str, told: asked.TransferIn) -> Response:
    """接到新的党支部，从原来的步骤接着办；已满的时间照算。"""
    flow = act.caller.flow

    def do() -> Done:
        came = leaving.transfer_in(
            flow,
            dossier,
            on=told.on or flow.today(),
            branch=told.branch,
            papers_missing=told.papers_missing,
            decided_by=told.decided_by,
            expected=act.expected,
        )
        return done(act, came)

    return act.answer(do)


@router.post("/dossiers/{dossier}/reconsideration", response_model=Outcome, summary="复议", responses=TAGGED)
def reconsider(act: WritingOn, dossier: str, told: asked.Reasoned) -> Response:
    """审批逾期，支部大会重新讨论；原大会的记载作废（记录仍可查）。"""
    flow = act.caller.flow
    return act.answer(
        lambda: done(
            act,
            leaving.reconsider(
                flow,
                dossier,
                on=told.on or flow.today(),
                reason=told.reason,
                decided_by=told.decided_by,
                expected=act.expected,
            ),
        )
    )


@router.post("/dossiers/{dossier}/deferral", response_model=Outcome, summary="推迟讨论转正", responses=TAGGED)
def defer(act: WritingOn, dossier: str, told: asked.Reasoned) -> Response:
    """转接组织关系等原因，最长六个月（细则-2026 第35条）。"""
    flow = act.caller.flow
    return act.answer(
        lambda: done(
            act,
            leaving.defer(
                flow,
                dossier,
                on=told.on or flow.today(),
                reason=told.reason,
                decided_by=told.decided_by,
                expected=act.expected,
            ),
        )
    )
