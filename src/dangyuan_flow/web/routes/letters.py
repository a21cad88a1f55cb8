"""The liaison's room: what the liaison's own body was asked, and its replies. No dossier is reached from here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import liaison
from dangyuan_flow.domain.errors import FlowError, NotFound
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.vetting_form import Answer, answer_of, scan_of
from dangyuan_flow.web.visiting import Posted, Visiting, Visitor
from dangyuan_flow.web.wording import for_page

router = APIRouter()
_A_PAGE = 50


@router.get("/letters")
def letters(request: Request, visitor: Visiting, after: int = 0) -> Response:
    """The questions that wait for a reply of one's own body."""
    found = liaison.questions(visitor.flow)
    start = max(0, after)
    return page(
        request,
        visitor,
        "letters.html",
        questions=found[start : start + _A_PAGE],
        total=len(found),
        start=start,
        size=_A_PAGE,
        today=visitor.flow.today(),
    )


@router.get("/letters/{key}")
def letter(request: Request, visitor: Visiting, key: str) -> Response:
    """One question, and the form for its reply."""
    return _one(request, visitor, key, Answer(on=visitor.flow.today().isoformat()))


@router.post("/letters/{key}")
def reply(request: Request, visitor: Visiting, form: Posted, key: str) -> Response:
    """Give the reply."""
    typed = answer_of(form)
    told = typed.reply(scan_of(form))
    if told is None:
        return _one(request, visitor, key, typed, status=422)
    name = liaison.question(visitor.flow, key).name
    try:
        liaison.reply(visitor.flow, key, told)
    except NotFound:
        raise
    except FlowError as refused:
        return _one(request, visitor, key, typed, status=status_of(refused), says=for_page(str(refused)))
    return led("/letters", said=f"已回复：{name}。")


@router.post("/letters/{key}/number")
def number(request: Request, visitor: Visiting, form: Posted, key: str) -> Response:
    """Show the full identity number; that it was read is noted."""
    full = liaison.identity_number(visitor.flow, key)
    return _one(request, visitor, key, answer_of(form), full=full)


def _one(
    request: Request,
    visitor: Visitor,
    key: str,
    typed: Answer,
    *,
    status: int = 200,
    says: str = "",
    full: str | None = None,
) -> Response:
    return page(
        request,
        visitor,
        "letter.html",
        status=status,
        question=liaison.question(visitor.flow, key),
        typed=typed,
        says=says,
        full=full,
        today=visitor.flow.today(),
    )
