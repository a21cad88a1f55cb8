"""The journal: its last lines, a printed paper's digest looked up, verification and seals; the log of readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import keeping, reading_log
from dangyuan_flow.application.acting import may_register
from dangyuan_flow.application.chronicle import lines_of, sentence
from dangyuan_flow.domain.errors import BadInput, NotAllowed
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.keeping import Verification
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_LINES = 100


@router.get("/journal")
def journal(request: Request, visitor: Visiting, digest: str = "") -> Response:
    """The last lines, or those whose digest begins as a paper's footer says."""
    return _journal(request, visitor, digest=digest.strip())


@router.post("/journal/verify")
def verify(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Walk the whole journal, and say whether it is what was entered."""
    may_register(visitor.flow)
    seal = text_of(form, "seal")
    try:
        outcome = keeping.verify(visitor.flow, seal=seal or None)
    except BadInput as refused:
        return _journal(request, visitor, seal=seal, problem=for_page(str(refused)), status=422)
    return _journal(request, visitor, seal=seal, outcome=outcome)


@router.get("/admin/readings")
def readings(request: Request, visitor: Visiting, before: int = 0) -> Response:
    """Who had what shown that is otherwise hidden."""
    may_register(visitor.flow)
    return page(request, visitor, "admin-readings.html", lines=reading_log.lines(visitor.flow, before=before or None))


def _journal(
    request: Request,
    visitor: Visitor,
    *,
    digest: str = "",
    seal: str = "",
    outcome: Verification | None = None,
    problem: str | None = None,
    status: int = 200,
) -> Response:
    flow = visitor.flow
    lines = keeping.find(flow, digest) if digest else tuple(reversed(lines_of(flow, None, _LINES)))
    return page(
        request,
        visitor,
        "journal.html",
        status=status,
        lines=[(line, sentence(flow, line)) for line in lines],
        digest=digest,
        seal=seal,
        own_seal=keeping.seal(flow),
        outcome=outcome,
        problem=problem,
        may_verify=_may_verify(visitor),
    )


def _may_verify(visitor: Visitor) -> bool:
    try:
        may_register(visitor.flow)
    except NotAllowed:
        return False
    return True
