"""Open a dossier: one person, one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import drafting, opening
from dangyuan_flow.application.asking import Field, field_of
from dangyuan_flow.application.offering import branches_written
from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError, NotAllowed
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.identity import check_holds
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.typing_in import Read, read_fields, read_on, typed_in
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.domain.people import Organization
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()

PLACE = "/dossiers/new"
_NEEDED = ("name", "id_number", "branch")
_ASKED = ("nation", "education", "employer_and_post", "field", "is_floating", "is_league_member", "is_student")
_DECLARED = ("declared_sanctions", "declared_punishments")


@router.get(PLACE)
def form_page(request: Request, visitor: Visiting) -> Response:
    """The form, with what was typed the last time and not saved."""
    branches = _branches(visitor)
    draft = drafting.kept(visitor.flow, PLACE)
    typed = {} if draft is None else dict(draft.typed)
    if len(branches) == 1:
        typed.setdefault("branch", branches[0].name)
    return _page(request, visitor, typed, restored_at=None if draft is None else draft.saved_at)


@router.post(f"{PLACE}/draft")
def forget(visitor: Visiting, _form: Posted) -> Response:
    """Throw away what was typed and not saved."""
    drafting.drop(visitor.flow, PLACE)
    return led(PLACE, said="草稿已经清除。")


@router.post(PLACE)
def open_(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Open the dossier."""
    fields = _fields()
    typed = typed_in(form, fields, ("on",))
    read, today = Read(), visitor.flow.today()
    read_on(read, typed["on"], today, label="建档日期")
    read_fields(read, fields, typed, today, empties=False)
    for name in _NEEDED:
        if not typed[name]:
            read.problems[name] = f"请填“{RECORDED[name].label}”"
    _check_number(read, typed["id_number"])
    if read.on is None or read.problems:
        drafting.keep(visitor.flow, PLACE, typed, seq=0)
        return _page(request, visitor, typed, problems=read.problems, status=422)
    try:
        outcome = opening.open_dossier(visitor.flow, read.facts, on=read.on)
    except FlowError as refused:
        drafting.keep(visitor.flow, PLACE, typed, seq=0)
        there = opening.under_way(visitor.flow, typed["id_number"]) if isinstance(refused, Conflict) else None
        problems = _refusal(refused, there)
        return _page(request, visitor, typed, problems=problems, there=there, status=status_of(refused))
    drafting.drop(visitor.flow, PLACE)
    found = outcome.dossier
    return led(f"/dossiers/{found.id}", said=f"已为{found.facts.name}建档，编号 {found.id}。")


def _refusal(refused: FlowError, there: str | None) -> dict[str, str]:
    """The refusal beside its field; of a dossier out of sight nothing is told but that there is one."""
    if isinstance(refused, Conflict):
        elsewhere = "此人在别的党组织已有在办的档案，不能再建；请通过上级党委（工委）办理组织关系转接"
        return {"id_number": elsewhere if there is None else for_page(str(refused))}
    return {"branch" if isinstance(refused, NotAllowed) else "": for_page(str(refused))}


def _check_number(read: Read, number: str) -> None:
    """What is wrong with the identity number, worded for who has the card in hand."""
    if not number or "id_number" in read.problems:
        return
    try:
        read.facts["id_number"] = opening.checked_number(number)
    except BadInput:
        length = f"填了 {len(number)} 位" if len(number) != len("999999199505050011") else ""
        check = "" if length or check_holds(number.upper()) else "校验码不符"
        why = length or check or "其中的出生日期不存在"
        read.problems["id_number"] = f"身份证号不正确：{why}，请对照证件核对"


def _branches(visitor: Visitor) -> tuple[Organization, ...]:
    found = branches_written(visitor.flow)
    if not found:
        raise NotAllowed("建档由党支部或其上级党组织的负责人、组织委员、组织员办理")
    return found


def _fields() -> tuple[Field, ...]:
    needed = tuple(field_of(RECORDED[name], None, required=True) for name in _NEEDED)
    return needed + tuple(field_of(RECORDED[name], None) for name in (*_ASKED, *_DECLARED))


def _page(  # what the form shows
    request: Request,
    visitor: Visitor,
    typed: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    there: str | None = None,
    restored_at: int | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        visitor,
        "dossier-new.html",
        status=status,
        typed=typed,
        problems=problems or {},
        there=there,
        restored_at=restored_at,
        fields={one.name: one for one in _fields()},
        asked=_ASKED,
        declared=_DECLARED,
        branches=_branches(visitor),
        today=visitor.flow.today(),
    )
