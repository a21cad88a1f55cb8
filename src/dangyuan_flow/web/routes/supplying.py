"""Hand in papers later: those that were sent back, those that lacked, and scans of those that lie there on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import drafting, supplying
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.offering import may_write, must_write
from dangyuan_flow.domain.errors import Conflict, FlowError
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.typing_in import Read, began_at, drop_files, keep_files, read_on, read_papers
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.supplying import Listed
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()


@router.get("/dossiers/{dossier_id}/supply")
def supply_page(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """The papers of the steps reached so far."""
    return _page(request, visitor, dossier_of(visitor.flow, dossier_id), {})


@router.post("/dossiers/{dossier_id}/supply")
def supply(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Take papers in."""
    flow = visitor.flow
    dossier = dossier_of(flow, dossier_id)
    must_write(flow, dossier.facts.branch)
    expected = began_at(form, dossier.seq)
    papers = dict(_numbered(visitor, dossier))
    place = f"/dossiers/{dossier_id}/supply"
    typed = {name: text_of(form, name) for name in ("on", *(f"{w}_{n}" for n in papers for w in ("paper", "kept")))}
    read = Read()
    read_on(read, typed["on"], flow.today(), label="补交日期")
    kinds = {number: one.kind.name for number, one in papers.items()}
    read_papers(read, form, kinds, lambda name: drafting.kept_file(flow, place, name))
    if not read.handed and not read.problems.keys() - {"on"}:
        read.problems["papers"] = "请勾选收到的材料，或者选择扫描件"
    keep_files(flow, place, read, typed)
    if expected != dossier.seq:
        return _page(request, visitor, dossier, typed, opened_at=expected, status=409)
    if read.on is None or read.problems:
        return _page(request, visitor, dossier, typed, problems=read.problems, status=422)
    taken = [(papers[number].step.id, handed) for number, handed in read.handed.items()]
    try:
        supplying.hand_in(flow, dossier_id, taken, on=read.on, expected=expected)
    except Conflict:
        anew = dossier_of(flow, dossier_id)
        return _page(request, visitor, anew, typed, opened_at=expected, status=409)
    except FlowError as refused:
        problems = {"": for_page(str(refused))}
        return _page(request, visitor, dossier, typed, problems=problems, status=status_of(refused))
    drop_files(flow, place, typed)
    names = "、".join(f"《{handed.kind}》" for _, handed in taken)
    return led(f"/dossiers/{dossier_id}", said=f"已补交{names}。")


def _numbered(visitor: Visitor, dossier: Dossier) -> list[tuple[int, Listed]]:
    """The papers, each with a number that stays the same however far the dossier goes."""
    every = [(step.id, kind.name) for step in visitor.flow.workflow.steps for kind in step.materials]
    listed = supplying.listed_papers(visitor.flow, dossier)
    return [(every.index((one.step.id, one.kind.name)), one) for one in listed]


def _parts(numbered: list[tuple[int, Listed]]) -> list[tuple[str, list[tuple[int, Listed]], bool]]:
    """The papers in the order in which they press; those of the first two parts are laid open."""
    lacking = [line for line in numbered if line[1].there is None]
    due = [line for line in lacking if line[1].is_done and (line[1].kind.required or line[1].kind.decisive)]
    optional = [line for line in lacking if line[1].is_done and line not in due]
    return [
        ("已退回，待补", [line for line in numbered if line[1].is_back], True),
        ("已办各步应有而没有的", due, True),
        ("已办各步按需的", optional, False),
        ("正在办的各步（一般随办理一起交）", [line for line in lacking if not line[1].is_done], False),
        ("已在案的：补扫描件、换一份", [line for line in numbered if line[1].there and not line[1].is_back], False),
    ]


def _page(  # what the page shows
    request: Request,
    visitor: Visitor,
    dossier: Dossier,
    typed: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    opened_at: int | None = None,
    status: int = 200,
) -> Response:
    flow = visitor.flow
    numbered = _numbered(visitor, dossier)
    return page(
        request,
        visitor,
        "supply.html",
        status=status,
        dossier=dossier,
        typed=typed,
        problems=problems or {},
        meanwhile=None if opened_at is None else since(flow, dossier, opened_at),
        may_write=may_write(flow, dossier.facts.branch) and dossier.is_open,
        parts=_parts(numbered),
        today=flow.today(),
    )
