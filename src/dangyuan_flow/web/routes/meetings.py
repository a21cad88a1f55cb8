"""A committee's meeting: several people at one gate on one agenda, decided one by one, each with an own vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.gates import lying, named
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.review_file import deciders_at, file_of, review_file
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.application.seeking import dossiers, seen
from dangyuan_flow.domain.errors import FlowError, NoSuchMove, ReasonNeeded
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web import drafts
from dangyuan_flow.web.deciding import COUNTS, Typed, carries_on, decided, majorities
from dangyuan_flow.web.meeting import Agenda, Refusal, agenda_of
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.review_file import ReviewFile
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_TOLD = 4
"""Up to how many people the next page says what was decided on each; the dossiers say it of all."""
MOST = 30
"""How many people one agenda has at most; the others wait for the next page."""


@router.get("/meetings/new")
def agenda(request: Request, visitor: Visiting, step: int = 0) -> Response:
    """The agenda of the people who wait at one gate for a committee of the visitor's; nothing is decided yet."""
    draft = drafts.kept(visitor.flow, _place(step))
    if draft is not None:
        return _page(request, visitor, step, agenda_of(draft[0]), restored_at=draft[1])
    return _page(request, visitor, step, Agenda(on=visitor.flow.today().isoformat()))


def _place(step: int) -> str:
    return f"/meetings/new?step={step}"


@router.post("/meetings/new")
def hold(request: Request, visitor: Visiting, form: Posted, step: int = 0) -> Response:
    """Decide on everybody for whom a decision was chosen; what is refused for one does not stop the rest."""
    flow, told = visitor.flow, agenda_of(form)
    drafts.keep(flow, _place(step), form)
    if not told.chosen:
        return _page(request, visitor, step, told, says="没有选定任何人的决定，什么都没有登记。", status=422)
    found = {dossier.id: dossier for dossier in seen(flow, told.chosen)}
    done: list[str] = []
    refused: list[Refusal] = []
    for chosen in told.chosen:
        result = _decide(flow, found[chosen], told)
        if isinstance(result, Refusal):
            refused.append(result)
        else:
            done.append(result)
    left = {one.dossier for one in refused}
    drafts.keep(flow, _place(step), form, without=[one for one in told.chosen if one not in left])
    if not refused:
        drafts.drop(flow, _place(step))
        return led("/reviews", said=f"会议已登记 {len(done)} 人。{''.join(done) if len(done) <= _TOLD else ''}")
    return _page(request, visitor, step, told, done=done, refused=refused, status=422)


@router.post("/meetings/new/counted")
def counted(request: Request, visitor: Visiting, form: Posted, step: int = 0) -> Response:
    """The same agenda with what the votes typed so far amount to; nothing is written but the draft."""
    drafts.keep(visitor.flow, _place(step), form)
    return _page(request, visitor, step, agenda_of(form))


@router.post("/meetings/new/draft")
def forget(visitor: Visiting, _form: Posted, step: int = 0) -> Response:
    """Throw away what was typed and did not get through."""
    drafts.drop(visitor.flow, _place(step))
    return led(_place(step), said="草稿已经清除。")


def _decide(flow: Flow, dossier: Dossier, agenda_told: Agenda) -> str | Refusal:
    """Take one decision; what was done, or why it was not."""
    told = agenda_told.filled(agenda_told.people[dossier.id])
    refusal = Refusal(dossier=dossier.id, name=dossier.facts.name or dossier.id, typed=told)
    try:
        file = review_file(flow, dossier.id)
        if file is None:
            raise NoSuchMove(f"{flow.workflow.describe(dossier.position)}，已经不在等待审批的环节")
        day, vote = told.check(file)
        if told.problems or day is None or told.move is None:
            return refusal
        decide(
            flow,
            dossier.id,
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
    except FlowError as error:
        refusal.says = for_page(str(error))
        if isinstance(error, ReasonNeeded):
            told.problems["reason"] = "须写明理由"
        if told.expected is not None and told.expected < dossier.seq:
            refusal.news = tuple(text for _, text in since(flow, dossier, told.expected).lines)
        return refusal
    return decided(file, told.move, told)


def _page(
    request: Request,
    visitor: Visitor,
    step: int,
    told: Agenda,
    *,
    done: list[str] | None = None,
    refused: list[Refusal] | None = None,
    says: str = "",
    status: int = 200,
    restored_at: int | None = None,
) -> Response:
    flow = visitor.flow
    waiting = [w for w in lying(flow) if w.is_mine and w.level is ReviewLevel.COMMITTEE]
    here = [w for w in waiting if w.step.id == step]
    files = [f for d in dossiers(flow, [w.dossier for w in here[:MOST]]) if (f := file_of(flow, d)) is not None]
    wrong = {one.dossier: one for one in refused or ()}
    return page(
        request,
        visitor,
        "meeting.html",
        status=status,
        step=flow.workflow.by_id.get(step),
        step_name=named(flow, flow.workflow.by_id[step]) if step in flow.workflow.by_id else "",
        gates=[
            (s, named(flow, s), n) for s in flow.workflow.main_line if (n := sum(w.step.id == s.id for w in waiting))
        ],
        total=len(here),
        rows=[_row(file, told, wrong.get(file.dossier.id)) for file in files],
        gone=[one for one in wrong.values() if one.dossier not in {f.dossier.id for f in files}],
        done=done or [],
        refused=refused or [],
        says=says,
        restored_at=restored_at,
        told=told,
        votes=bool(files) and files[0].votes,
        counts=COUNTS,
        back_to=[s for s in flow.workflow.main_line if s.id <= step],
        deciders=deciders_at(flow, files[0].body.name) if files else [],
        body=files[0].body.name if files else "",
        today=flow.today(),
    )


def _row(file: ReviewFile, told: Agenda, refusal: Refusal | None) -> dict[str, Any]:
    """One person's line: the file, what was typed, what the vote amounts to, and what is wrong."""
    own = told.people.get(file.dossier.id, Typed())
    vote = told.filled(own).vote(owed=False) if file.votes else None
    return {
        "file": file,
        "typed": own,
        "problems": refusal.typed.problems if refusal else {},
        "refusal": refusal,
        "button": carries_on(file.step, file.level, file.following, file.dossier.facts.conversion_result),
        "counted": majorities(vote) if vote is not None else None,
    }
