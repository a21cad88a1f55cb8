"""The ballot of a branch meeting on one person: roster, counts, both majorities as they are typed, what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.balloting import ROUNDS, Seat, foreseen, meeting_step, record_ballot, seats
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.offering import deciders, may_write
from dangyuan_flow.domain.errors import Conflict, FlowError, NoSuchMove, NotFound
from dangyuan_flow.web import drafts
from dangyuan_flow.web.ballot_form import COUNTS, METHODS, PARTICULARS, Told, told_by
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
FORMS = {"ballot-summary": "票决汇总表", "meeting-record": "会议记录"}
"""The meeting's papers."""


@router.get("/dossiers/{dossier_id}/ballot")
def ballot(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """The ballots so far, and the form for the meeting that is due."""
    draft = drafts.kept(visitor.flow, request.url.path)
    if draft is not None:
        return _page(request, visitor, dossier_id, told_by(draft[0]), restored_at=draft[1])
    return _page(request, visitor, dossier_id, Told(on=visitor.flow.today().isoformat()))


@router.post("/dossiers/{dossier_id}/ballot")
def record(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Put the ballot on record, whether it carried or not."""
    flow, told, place = visitor.flow, told_by(form), request.url.path
    if may_write(flow, dossier_of(flow, dossier_id).facts.branch):
        drafts.keep(flow, place, form, seq=told.expected)
    found = told.ballot()
    if found is None:
        return _page(request, visitor, dossier_id, told, status=422)
    try:
        step = meeting_step(flow, dossier_of(flow, dossier_id))
        particulars = {f"{ROUNDS[step]}_{name}": text for name, text in told.particulars.items() if text}
        outcome = record_ballot(
            flow,
            dossier_id,
            found,
            particulars=particulars,
            decided_by=told.decided_by or None,
            expected=told.expected,
        )
    except NotFound:
        raise
    except FlowError as refused:
        says, status = for_page(str(refused)), status_of(refused)
        return _page(
            request, visitor, dossier_id, told, says=says, status=status, conflict=isinstance(refused, Conflict)
        )
    drafts.drop(flow, place)
    kept = outcome.record.ballot or found
    name = outcome.dossier.facts.name or dossier_id
    said = f"{name}：票决已登记，{'通过' if kept.passed else '未通过'}。"
    return led(f"/dossiers/{dossier_id}/ballot", said=said)


@router.post("/dossiers/{dossier_id}/ballot/check")
def check(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Both majorities and what the rules would say, as it is typed; nothing is written."""
    told = told_by(form)
    dossier = dossier_of(visitor.flow, dossier_id)
    if may_write(visitor.flow, dossier.facts.branch):
        drafts.keep(visitor.flow, f"/dossiers/{dossier_id}/ballot", form, seq=told.expected)
    here = _seats(visitor.flow, dossier, told)
    return page(request, visitor, "ballot-check.html", **_checked(visitor.flow, dossier, told, here))


@router.post("/dossiers/{dossier_id}/ballot/counted")
def counted(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """The same page, with the roster of the day typed and the majorities of the counts typed; nothing is written."""
    return _page(request, visitor, dossier_id, told_by(form))


@router.post("/dossiers/{dossier_id}/ballot/draft")
def forget(visitor: Visiting, _form: Posted, dossier_id: str) -> Response:
    """Throw away what was typed and did not get through."""
    place = f"/dossiers/{dossier_of(visitor.flow, dossier_id).id}/ballot"
    drafts.drop(visitor.flow, place)
    return led(place, said="草稿已经清除。")


def _seats(flow: Flow, dossier: Dossier, told: Told) -> tuple[Seat, ...]:
    """The roster of the day typed; of today, where none can be read."""
    return seats(flow, dossier, Told(on=told.on).day() or flow.today())


def _checked(flow: Flow, dossier: Dossier, told: Told, here: tuple[Seat, ...]) -> dict[str, Any]:
    """What the counts amount to, as far as they are typed, and what the rules would say to them."""
    trial = Told(**{**vars(told), "problems": {}})
    trial.method = trial.method or METHODS[0]
    found = trial.ballot()
    shown: dict[str, Any] = {
        "found": found,
        "violations": (),
        "refused": "",
        "named": _named(told, here),
        "articles": _articles(flow, dossier, found.on if found else flow.today()),
        "lacking": len([text for text in told.counts.values() if not text]),
    }
    if found is None:
        return shown
    try:
        known, violations = foreseen(flow, dossier.id, found)
    except FlowError as refused:
        return shown | {"refused": for_page(str(refused))}
    return shown | {"found": known, "violations": violations}


def _named(told: Told, here: tuple[Seat, ...]) -> dict[str, int]:
    """How many are ticked: who came, of them with a vote, who wrote; and how many the roster gives a vote."""
    voting = {seat.name for seat in here if seat.has_vote}
    return {
        "came": len(told.present_names),
        "voting": len(voting & set(told.present_names)),
        "wrote": len(told.written),
        "roster": len(voting),
        "excluded": len(told.excluded),
    }


def _articles(flow: Flow, dossier: Dossier, day: date) -> tuple[str, ...]:
    """The articles of the meeting, in the edition in force on the day."""
    edition = flow.catalogue.regulations.in_force(day)
    try:
        step = flow.workflow.by_id[meeting_step(flow, dossier)]
    except NoSuchMove:
        return ()
    return tuple(f"{edition.id}#{number}" for number in step.articles.get(edition.id, ())) if edition else ()


def _page(
    request: Request,
    visitor: Visitor,
    dossier_id: str,
    told: Told,
    *,
    says: str = "",
    status: int = 200,
    conflict: bool = False,
    restored_at: int | None = None,
) -> Response:
    flow = visitor.flow
    dossier = dossier_of(flow, dossier_id)
    try:
        step = meeting_step(flow, dossier)
    except NoSuchMove:
        step = 0
    is_mine = bool(step) and may_write(flow, dossier.facts.branch)
    here = _seats(flow, dossier, told) if is_mine else ()
    seen = told.expected
    stale = seen is not None and seen < dossier.seq
    return page(
        request,
        visitor,
        "ballot.html",
        status=status,
        dossier=dossier,
        facts=dossier.facts,
        where=flow.workflow.describe(dossier.position),
        step=step,
        occasion=ROUNDS.get(step, ""),
        step_name=flow.workflow.by_id[step].name if step else "",
        is_mine=is_mine,
        told=told,
        seq=dossier.seq,
        says=says,
        conflict=conflict,
        restored_at=restored_at,
        news=since(flow, dossier, seen).lines if stale and seen is not None else (),
        seats=here,
        counts=COUNTS,
        forms=FORMS,
        particulars=PARTICULARS,
        methods=METHODS,
        sponsors=dossier.facts.sponsors or (),
        deciders=deciders(flow, dossier.facts.branch) if is_mine else (),
        kept=[(number, one, ROUNDS[number]) for number, one in reversed(dossier.ballots)],
        today=flow.today(),
        **(_checked(flow, dossier, told, here) if is_mine else {}),
    )
