"""The first page: the day's work, each line leading to the act."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.working import KINDS, day_of
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Visiting

router = APIRouter()

SHOWN = 8
"""How many lines of a kind the first page shows; the rest is one click away."""
_A_PAGE = 50


@router.get("/")
def work(request: Request, visitor: Visiting) -> Response:
    """What there is to do today."""
    day = day_of(visitor.flow)
    parts = [(kind, heading, tasks) for kind, heading in KINDS.items() if (tasks := getattr(day, kind))]
    return page(request, visitor, "work.html", parts=parts, shown=SHOWN, today=visitor.flow.today())


@router.get("/work/{kind}")
def kind_of_work(request: Request, visitor: Visiting, kind: str, after: int = 0) -> Response:
    """All lines of one kind."""
    if kind not in KINDS:
        raise NotFound("没有这一类工作。")
    tasks = getattr(day_of(visitor.flow), kind)
    start = max(0, min(after, len(tasks)))
    return page(
        request,
        visitor,
        "work-kind.html",
        kind=kind,
        heading=KINDS[kind],
        tasks_shown=tasks[start : start + _A_PAGE],
        total=len(tasks),
        start=start,
        size=_A_PAGE,
        today=visitor.flow.today(),
    )
