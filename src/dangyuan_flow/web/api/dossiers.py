"""Dossiers to read: the list, one of them, what is next, how it stood on a day, and its journal."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from dangyuan_flow.application import chronicle, looking, seeking
from dangyuan_flow.application.as_json import (
    ballot_json,
    dossier_json,
    dossier_line_json,
    line_json,
    next_json,
)
from dangyuan_flow.web.api.acts import DossierId, etag
from dangyuan_flow.web.api.callers import Reading
from dangyuan_flow.web.api.shapes import Ballots, Day, Dossier, DossierAsOf, Dossiers, Journal, Next
from dangyuan_flow.web.bodies import body_asked

router = APIRouter(tags=["档案"])
Limit = Annotated[int, Query(ge=1, le=500, description="一页至多多少条")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="跳过前面多少条")]
Text = Annotated[str | None, Query(min_length=1, max_length=100)]
Standings = Literal["applicant", "activist", "candidate", "probationary", "member"]
TAGGED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "最后一条记录的序号", "schema": {"type": "string"}}}}
}
"""An answer that carries a dossier's entity tag."""


@router.get("/dossiers", response_model=Dossiers, response_model_exclude_unset=True, summary="列出档案")
def dossiers(
    caller: Reading,
    body: Annotated[Text, Query(description="只看这个党组织及其下级")] = None,
    stage: Annotated[int | None, Query(ge=1, le=5, description="只看停在这个阶段的")] = None,
    step: Annotated[int | None, Query(ge=1, le=25, description="只看停在这一步（主线）的")] = None,
    standing: Annotated[Standings | None, Query(description="只看这种身份的")] = None,
    contains: Annotated[Text, Query(description="姓名、编号或身份证号中含有这些字")] = None,
    open: Annotated[bool | None, Query(description="在办的，或已归档、已终止的")] = None,  # noqa: A002  as the list's JSON has it
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, object]:
    """能看到的档案，按党支部和姓名排列。"""
    lines, count = seeking.listed(
        caller.flow,
        body=body_asked(caller.flow, body or ""),
        stage=stage,
        step=step,
        standing=standing,
        contains=contains,
        under_way=open,
        limit=limit,
        offset=offset,
    )
    shown = [dossier_line_json(caller.flow, line) for line in lines]
    return {"count": count, "limit": limit, "offset": offset, "dossiers": shown}


@router.get(
    "/dossiers/{dossier}",
    response_model=Dossier,
    response_model_exclude_unset=True,
    summary="查看一份档案",
    responses=TAGGED,
)
def dossier(caller: Reading, dossier: DossierId, response: Response) -> dict[str, object]:
    """一份档案现在的情形，连同今天的期限和问题。办理时把 ``ETag`` 原样写在 ``If-Match`` 里。"""
    found = looking.dossier_of(caller.flow, dossier)
    response.headers["etag"] = etag(found.seq)
    return dossier_json(caller.flow, found)


@router.get(
    "/dossiers/{dossier}/next",
    response_model=Next,
    response_model_exclude_unset=True,
    summary="下一步",
    responses=TAGGED,
)
def next_(caller: Reading, dossier: DossierId, response: Response) -> dict[str, object]:
    """下一步该办什么、还缺什么、最早哪天可办、哪些期限在走。只看，不写入。"""
    told = looking.whats_next(caller.flow, dossier)
    response.headers["etag"] = etag(told.dossier.seq)
    return next_json(told)


@router.get(
    "/dossiers/{dossier}/as-of/{day}",
    response_model=DossierAsOf,
    response_model_exclude_unset=True,
    summary="某日情形",
)
def as_of(
    caller: Reading, dossier: DossierId, day: Annotated[Day, Path(description="到哪一天为止")]
) -> dict[str, object]:
    """按办理日期，档案到那一天为止是什么样子；那一天还没有记录的，回答 404。"""
    found = looking.as_of(caller.flow, dossier, day)
    return {"as_of": day} | dossier_json(caller.flow, found, today=False)


@router.get(
    "/dossiers/{dossier}/journal", response_model=Journal, response_model_exclude_unset=True, summary="一份档案的纪实"
)
def journal(caller: Reading, dossier: DossierId, limit: Limit = 100, offset: Offset = 0) -> dict[str, object]:
    """一份档案的全部记录，先录入的在前。"""
    flow = caller.flow
    count = looking.dossier_of(flow, dossier).seq
    lines = chronicle.lines_of(flow, dossier, count)
    shown = [line_json(line, chronicle.sentence(flow, line)) for line in lines[offset : offset + limit]]
    return {"count": len(lines), "limit": limit, "offset": offset, "lines": shown}


@router.get(
    "/dossiers/{dossier}/ballots", response_model=Ballots, response_model_exclude_unset=True, summary="一份档案的票决"
)
def ballots(caller: Reading, dossier: DossierId) -> dict[str, object]:
    """全部票决和结果，含未通过的。"""
    found = looking.dossier_of(caller.flow, dossier)
    return {"dossier": found.id, "ballots": [{"step": step} | ballot_json(ballot) for step, ballot in found.ballots]}
