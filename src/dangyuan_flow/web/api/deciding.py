"""Reviews, vettings and ballots: what waits for the caller, and what is decided, asked, replied, counted."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from dangyuan_flow.application import reviewing, vetting, vetting_lists
from dangyuan_flow.application.as_json import ballot_json, outcome_json, waiting_json
from dangyuan_flow.application.balloting import record_ballot
from dangyuan_flow.application.plain import plain
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web.api import asked
from dangyuan_flow.web.api.acts import Done, ReviewingOn, WritingOn
from dangyuan_flow.web.api.callers import Reading
from dangyuan_flow.web.api.dossiers import TAGGED, Limit, Offset, Text
from dangyuan_flow.web.api.shapes import Balloted, Matrix, Outcome, Outcomes, Queue, Reminded
from dangyuan_flow.web.api.steps import all_done, done
from dangyuan_flow.web.bodies import body_asked

router = APIRouter()
VettingStates = Literal["未发函", "待回复", "逾期未复", "无异常", "有异常", "有异常（已处理）", "已失效"]


@router.get("/reviews", response_model=Queue, response_model_exclude_unset=True, summary="轮到我办的", tags=["联审"])
def queue(caller: Reading) -> dict[str, object]:
    """在我任职的党组织等待报送、审议或审批的档案。"""
    waiting = reviewing.queue(caller.flow)
    return {"count": len(waiting), "waiting": [waiting_json(line) for line in waiting]}


@router.post("/dossiers/{dossier}/reviews", response_model=Outcome, summary="联审决定", responses=TAGGED, tags=["联审"])
def decide(act: ReviewingOn, dossier: str, told: asked.Decision) -> Response:
    """三级联审：党支部报送、党总支审议、党委（工委）审批；轮到谁、谁才能办。"""
    flow = act.caller.flow

    def do() -> Done:
        came = reviewing.decide(
            flow,
            dossier,
            Move(told.decision),
            on=told.on or flow.today(),
            opinion=told.opinion,
            reason=told.reason,
            vote=None if told.vote is None else told.vote.counts(),
            to_step=told.to_step,
            papers=tuple(told.papers),
            decided_by=told.decided_by,
            dry_run=told.dry_run,
            expected=act.expected,
        )
        return done(act, came)

    return act.answer(do)


@router.get("/vettings", response_model=Matrix, response_model_exclude_unset=True, summary="函询汇总", tags=["函询"])
def matrix(
    caller: Reading,
    org: Annotated[Text, Query(description="只看这个党组织及其下级的人")] = None,
    body: Annotated[Text, Query(description="只看有这个单位的")] = None,
    state: Annotated[VettingStates | None, Query(description="只看这种情况的")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """每人每个单位的函询情况：在办的、已确定为积极分子的各人。"""
    flow = caller.flow
    rows, count = vetting_lists.rows(
        flow, org=body_asked(flow, org or ""), body=body, state=state, limit=limit, offset=offset
    )
    cells = [plain(cell) for row in rows for cell in row.cells.values()]
    return {"count": count, "limit": limit, "offset": offset, "cells": cells}


@router.post("/dossiers/{dossier}/vettings", response_model=Outcomes, summary="发函", responses=TAGGED, tags=["函询"])
def ask(act: WritingOn, dossier: str, told: asked.Letter) -> Response:
    """向一个或几个单位函询，一个单位一条记录；不写期限的，一个月内回复。"""
    flow = act.caller.flow

    def do() -> Done:
        came = vetting.ask(
            flow,
            dossier,
            told.bodies,
            on=told.on or flow.today(),
            letter=told.letter,
            due=told.due,
            about=told.about,
            expected=act.expected,
        )
        return all_done(act, came)

    return act.answer(do)


@router.post(
    "/dossiers/{dossier}/vettings/answers", response_model=Outcome, summary="登记回复", responses=TAGGED, tags=["函询"]
)
def answer(act: WritingOn, dossier: str, told: asked.LetterAnswer) -> Response:
    """无异常，或查到的情况；查到问题的，处理意见另写。"""
    flow = act.caller.flow

    def do() -> Done:
        came = vetting.answer(
            flow,
            dossier,
            told.body,
            on=told.on or flow.today(),
            opinion=told.opinion,
            document=told.document,
            handling=told.handling,
            about=told.about,
            expected=act.expected,
        )
        return done(act, came)

    return act.answer(do)


@router.post("/dossiers/{dossier}/vettings/reminders", response_model=Reminded, summary="催办", tags=["函询"])
def remind(act: WritingOn, dossier: str, told: asked.Dated) -> Response:
    """把到期未复的单位登记为已催办。"""
    flow = act.caller.flow

    def do() -> Done:
        names = vetting.remind(flow, dossier, on=told.on or flow.today(), expected=act.expected)
        shape = Reminded(dossier=dossier, reminded=[*names])
        return Done(shape=shape, seq=(act.expected or 0) + bool(names))

    return act.answer(do)


@router.post(
    "/dossiers/{dossier}/ballots", response_model=Balloted, summary="登记票决", responses=TAGGED, tags=["票决"]
)
def ballot(act: WritingOn, dossier: str, told: asked.BallotAsked) -> Response:
    """一人一票决，第 15 步（接收）和第 23 步（转正）用；未通过的也要登记。两个过半数由程序计算。"""
    flow = act.caller.flow

    def do() -> Done:
        counted = told.ballot(flow.today())
        came = record_ballot(
            flow, dossier, counted, decided_by=told.decided_by, dry_run=told.dry_run, expected=act.expected
        )
        shape = outcome_json(flow, came) | {"ballot": ballot_json(came.record.ballot or counted)}
        seq = came.record.dossier_seq - (came.digest is None)
        return Done(shape=Balloted.model_validate(shape), seq=seq)

    return act.answer(do)
