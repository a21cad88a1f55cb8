"""The review: what waits for one's decision, and one file beside its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from dangyuan_flow.application.gates import lying, named
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.review_file import POSITIVE, foreseen, review_file
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.application.vetting import body_name, matrix
from dangyuan_flow.domain.errors import Conflict, FlowError, NotFound, ReasonNeeded
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web import drafts
from dangyuan_flow.web.deciding import COUNTS, Typed, act_at, carries_on, decided, majorities, typed
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.application.review_file import ReviewFile
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
_SHOWN = 20
_WHOSE = {"review": "等我审批", "submit": "等我报送", "others": "在别处办理"}
_VETTED_FROM = 8


@router.get("/reviews")
def reviews(request: Request, visitor: Visiting, whose: str = "", step: int = 0, after: int = 0) -> Response:
    """What lies at the gates: mine first, then what lies with others; narrowed to one gate, or to one kind in full."""
    lines = lying(visitor.flow)
    gates = [
        (s, named(visitor.flow, s), n)
        for s in visitor.flow.workflow.main_line
        if (n := sum(line.step.id == s.id for line in lines))
    ]
    kept = [line for line in lines if step in (0, line.step.id)]
    kinds = {
        "review": [line for line in kept if line.is_mine and not line.is_submission],
        "submit": [line for line in kept if line.is_mine and line.is_submission],
        "others": [line for line in kept if not line.is_mine],
    }
    start = max(0, after)
    asked = {"whose": whose if whose in kinds else "", "step": step}
    return page(
        request,
        visitor,
        "reviews.html",
        kinds=[
            (kind, _WHOSE[kind], found, found[start : start + _A_PAGE] if asked["whose"] else found[:_SHOWN])
            for kind, found in kinds.items()
            if asked["whose"] in ("", kind)
        ],
        counts=[(kind, _WHOSE[kind], len(found)) for kind, found in kinds.items()],
        gates=gates,
        asked=asked,
        start=start,
        size=_A_PAGE,
        meetings=_meetings(visitor.flow, kinds["review"]),
        today=visitor.flow.today(),
        act_at=act_at,
        named=lambda step: named(visitor.flow, step),
    )


def _meetings(flow: Flow, mine: list[Any]) -> list[tuple[int, str, int]]:
    """The gates at which several people wait for a committee of mine: one agenda."""
    at: dict[int, tuple[str, int]] = {}
    for line in mine:
        if line.level is ReviewLevel.COMMITTEE:
            at[line.step.id] = named(flow, line.step), at.get(line.step.id, ("", 0))[1] + 1
    return [(step, name, count) for step, (name, count) in sorted(at.items()) if count > 1]


@router.get("/dossiers/{dossier_id}/review")
def review(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """One file beside its decision."""
    draft = drafts.kept(visitor.flow, request.url.path)
    if draft is not None:
        return _page(request, visitor, dossier_id, typed(draft[0]), restored_at=draft[1])
    return _page(request, visitor, dossier_id, Typed(on=visitor.flow.today().isoformat()))


@router.post("/dossiers/{dossier_id}/review")
def take_decision(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Take the decision whose button was pressed."""
    told, place = typed(form), request.url.path
    file = review_file(visitor.flow, dossier_id)
    if file is not None and file.is_mine:
        drafts.keep(visitor.flow, place, form, seq=told.expected)
    if file is None or told.move is None:
        says = "没有收到决定。请按写明决定的按钮。" if file else ""
        return _page(request, visitor, dossier_id, told, says=says, status=422)
    day, vote = told.check(file)
    if told.problems or day is None:
        return _page(request, visitor, dossier_id, told, status=422)
    try:
        decide(
            visitor.flow,
            dossier_id,
            told.move,
            on=day,
            opinion=told.opinion or None,
            reason=told.reason or None,
            vote=vote,
            to_step=told.back_to if told.move is Move.RETURN else None,
            papers=told.papers if told.move is Move.SUPPLEMENT else (),
            decided_by=told.decided_by or None,
            expected=told.expected,
        )
    except NotFound:
        raise
    except FlowError as refused:
        if isinstance(refused, ReasonNeeded):
            told.problems["reason"] = "须写明理由，理由和上面的提示将留存在案"
        return _page(
            request,
            visitor,
            dossier_id,
            told,
            says=for_page(str(refused)),
            status=status_of(refused),
            conflict=isinstance(refused, Conflict),
        )
    drafts.drop(visitor.flow, place)
    return led("/reviews", said=decided(file, told.move, told))


@router.post("/dossiers/{dossier_id}/review/draft")
def forget(visitor: Visiting, _form: Posted, dossier_id: str) -> Response:
    """Throw away what was typed and did not get through."""
    place = f"/dossiers/{dossier_of(visitor.flow, dossier_id).id}/review"
    drafts.drop(visitor.flow, place)
    return led(place, said="草稿已经清除。")


@router.post("/dossiers/{dossier_id}/review/check")
def check(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """What the guard would say, and what the vote amounts to, as it is typed; nothing is written."""
    told = typed(form)
    file = review_file(visitor.flow, dossier_id)
    if file is None:
        raise NotFound("这份档案现在没有待审批的环节。")
    if file.is_mine:
        drafts.keep(visitor.flow, f"/dossiers/{dossier_id}/review", form, seq=told.expected)
    return page(request, visitor, "review-check.html", file=file, **_foreseen(visitor.flow, file, told))


@router.post("/dossiers/{dossier_id}/review/counted")
def counted(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """The same page with what the vote typed so far amounts to; nothing is written."""
    return _page(request, visitor, dossier_id, typed(form))


@router.get("/dossiers/{dossier_id}/review/back")
def back(visitor: Visiting, dossier_id: str, to_step: int = 0) -> Response:
    """What the button says that sends the paper back, once a step is chosen."""
    file = review_file(visitor.flow, dossier_id)
    known = file is not None and to_step in visitor.flow.workflow.by_id
    return PlainTextResponse(f"退回到第 {to_step} 步" if known else "退回到选定的步骤")


def _foreseen(flow: Flow, file: ReviewFile, told: Typed) -> dict[str, Any]:
    """The guard's answer to what is typed so far."""
    asked = Typed(on=told.on, counts=told.counts)
    day, vote = asked.day(), asked.vote(owed=False)
    is_complete = vote is not None and "vote" not in asked.problems
    return {
        "answer": foreseen(
            flow,
            file,
            on=day or flow.today(),
            vote=vote if is_complete and vote is not None and majorities(vote)[1] else None,
            reason=told.reason,
            decided_by=told.decided_by,
        ),
        "counted": majorities(vote) if is_complete and vote is not None else None,
        "wrong_counts": asked.problems.get("vote", "") if all(told.counts.values()) else "",
    }


def _page(
    request: Request,
    visitor: Visitor,
    dossier_id: str,
    told: Typed,
    *,
    says: str = "",
    status: int = 200,
    conflict: bool = False,
    restored_at: int | None = None,
) -> Response:
    """The file and the decision, with what was typed and what is wrong with it."""
    flow = visitor.flow
    file = review_file(flow, dossier_id)
    found = file.dossier if file else dossier_of(flow, dossier_id)
    seen = told.expected
    is_stale = seen is not None and seen < found.seq
    shown: dict[str, Any] = {
        "file": file,
        "dossier": found,
        "facts": found.facts,
        "where": flow.workflow.describe(found.position),
        "typed": told,
        "seq": found.seq,
        "says": says,
        "news": since(flow, found, seen).lines if is_stale and seen is not None else (),
        "conflict": conflict,
        "restored_at": restored_at,
        "today": flow.today(),
        "step_name": named(flow, file.step) if file else "",
        "names": {step.id: step.name for step in flow.workflow.steps},
        "body_name": body_name,
    }
    if file is None:
        return page(request, visitor, "review-none.html", status=status, **shown)
    return page(request, visitor, "review.html", status=status, **shown, **_beside(flow, file, told))


def _beside(flow: Flow, file: ReviewFile, told: Typed) -> Mapping[str, Any]:
    """What the decision's column needs."""
    steps = [s for s in flow.workflow.main_line if s.id <= file.step.id]
    result = file.dossier.facts.conversion_result
    return {
        "counts": COUNTS,
        "positive": POSITIVE[file.level].value,
        "button": carries_on(file.step, file.level, file.following, result),
        "back_to": [] if file.level is ReviewLevel.BRANCH else steps,
        "deciders": file.deciders,
        "vetting": matrix(flow, [file.dossier]) if _is_vetted(file.dossier, file.step.id) else (),
        "is_branch": file.level is ReviewLevel.BRANCH,
        **(_foreseen(flow, file, told) if file.is_mine else {"answer": None, "counted": None, "wrong_counts": ""}),
    }


def _is_vetted(dossier: Dossier, step: int) -> bool:
    return bool(dossier.facts.vettings) or step >= _VETTED_FROM
