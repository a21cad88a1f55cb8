"""Registered sweeps and their findings: lists, one of each, and what is done about findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from dangyuan_flow.application import findings, following, sweep_lists
from dangyuan_flow.application.as_json import finding_json, finding_line_json, followed_json, sweep_json
from dangyuan_flow.application.findings import Query as Wanted
from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.finding import Measure, State
from dangyuan_flow.web.api import asked
from dangyuan_flow.web.api.acts import Auditing, Done
from dangyuan_flow.web.api.callers import Reading
from dangyuan_flow.web.api.dossiers import Limit, Offset, Text
from dangyuan_flow.web.api.finding_shapes import Findings, FindingWhole, FollowedOnes, Sweep, Sweeps
from dangyuan_flow.web.bodies import body_asked

if TYPE_CHECKING:
    from dangyuan_flow.domain.finding import Finding

router = APIRouter(tags=["排查"])
States = Literal[
    "open", "true", "unclear", "not_so", "assigned", "mended", "returned", "accepted", "closed", "gone", "all"
]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="编号")]


@router.get("/findings", response_model=Findings, response_model_exclude_unset=True, summary="列出问题")
def listed(
    caller: Reading,
    body: Annotated[Text, Query(description="只看这个党组织及其下级的")] = None,
    code: Annotated[str | None, Query(pattern=r"^V[0-9]{1,3}$", description="只看这个代码的")] = None,
    severity: Annotated[Literal["S1", "S2", "S3", "S4"] | None, Query(description="只看这种程度的")] = None,
    state: Annotated[States | None, Query(description="只看这种状态的；不写为没有了结的，all 为全部")] = None,
    certainty: Annotated[Literal["fact", "lead"] | None, Query(description="事实，或线索")] = None,
    to: Annotated[Text, Query(description="只看交给这个党组织整改的")] = None,
    dossier: Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{5,8}$", description="只看这份档案的")] = None,
    overdue: Annotated[bool, Query(description="只看过了整改期限的")] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """登记排查查出的问题，最严重的在前；线索标明是线索。"""
    flow, today = caller.flow, caller.flow.today()
    wanted = Wanted(
        branches=branches_of(flow, body_asked(flow, body or "")),
        subject=dossier,
        codes=None if code is None else (code,),
        severities=None if severity is None else (severity,),
        certainty=certainty,
        states=_states(state),
        assigned_to=body_asked(flow, to or ""),
        overdue_on=today if overdue else None,
    )
    lines, count = findings.listed(flow, wanted, limit=offset + limit)
    shown = [finding_json(filed, today) for filed in lines[offset:]]
    return {"count": count, "limit": limit, "offset": offset, "findings": shown}


def _states(told: str | None) -> tuple[str, ...] | None:
    if told is None:
        return tuple(state.value for state in State if not state.is_over)
    return None if told == "all" else (told,)


@router.get(
    "/findings/{number}", response_model=FindingWhole, response_model_exclude_unset=True, summary="查看一个问题"
)
def one(caller: Reading, number: Number) -> dict[str, object]:
    """情况、依据、现在的状态，以及从发现到现在的每一步。"""
    filed = following.one(caller.flow, number)
    history = [finding_line_json(line) for line in findings.history(caller.flow, number)]
    return finding_json(filed, caller.flow.today()) | {"history": history}


@router.get("/sweeps", response_model=Sweeps, response_model_exclude_unset=True, summary="列出登记过的排查")
def sweeps(caller: Reading, limit: Limit = 50, offset: Offset = 0) -> dict[str, object]:
    """哪天、查谁、查出多少（事实和线索分开）、比上次新增和消失多少；最近的在前。"""
    found = sweep_lists.sweeps_seen(caller.flow)
    shown = [sweep_json(sweep) for sweep in found[offset : offset + limit]]
    return {"count": len(found), "limit": limit, "offset": offset, "sweeps": shown}


@router.get("/sweeps/{number}", response_model=Sweep, response_model_exclude_unset=True, summary="查看一次登记过的排查")
def sweep(caller: Reading, number: Number) -> dict[str, object]:
    """一次登记过的排查。"""
    return sweep_json(sweep_lists.sweep_seen(caller.flow, number))


@router.post("/findings/triage", response_model=FollowedOnes, summary="核实")
def triage(act: Auditing, told: asked.Triage) -> Response:
    """属实、不属实、存疑；不属实的，只要数值不变，以后排查不再打开。"""
    flow = act.caller.flow
    return act.answer(lambda: _done(findings.triage(flow, told.numbers, State(told.verdict), reason=told.reason)))


@router.post("/findings/assign", response_model=FollowedOnes, summary="交办")
def assign(act: Auditing, told: asked.Assign) -> Response:
    """把属实的问题交给档案所在的党支部或其上级整改。"""
    flow = act.caller.flow
    return act.answer(
        lambda: _done(findings.assign(flow, told.numbers, to=told.to, due_on=told.due_on, reason=told.reason))
    )


@router.post("/findings/mend", response_model=FollowedOnes, summary="整改")
def mend(act: Auditing, told: asked.Mend) -> Response:
    """写明怎样处理、做了什么。附证据文件的，请在网页或命令行办理。"""
    flow = act.caller.flow
    return act.answer(lambda: _done(findings.mend(flow, told.numbers, Measure(told.measure), says=told.says)))


@router.post("/findings/accept", response_model=FollowedOnes, summary="验收")
def accept(act: Auditing, told: asked.Accept) -> Response:
    """整改符合要求；自己报的整改须由另一人验收。"""
    flow = act.caller.flow
    return act.answer(lambda: _done(findings.accept(flow, told.numbers, reason=told.reason)))


@router.post("/findings/return", response_model=FollowedOnes, summary="退回整改")
def send_back(act: Auditing, told: asked.SendBack) -> Response:
    """整改不符合要求，写明理由，责任单位重新整改。"""
    flow = act.caller.flow
    return act.answer(lambda: _done(findings.send_back(flow, told.numbers, reason=told.reason, due_on=told.due_on)))


@router.post("/findings/close", response_model=FollowedOnes, summary="销号")
def close(act: Auditing, told: asked.Close) -> Response:
    """当场用现有规定重新核对，仍能查到的不予销号。"""
    flow = act.caller.flow
    return act.answer(lambda: _done(findings.close(flow, told.numbers, stands=told.stands, reason=told.reason)))


def _done(found: Iterable[Finding]) -> Done:
    return Done(shape=FollowedOnes.model_validate({"findings": [followed_json(one) for one in found]}))
