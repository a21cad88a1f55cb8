"""Administration: users and their passwords, offices, bodies; for whoever may change the registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import entrance, founding, registers
from dangyuan_flow.application.acting import may_register
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound
from dangyuan_flow.domain.people import BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter(prefix="/admin")


@router.get("")
def overview(request: Request, visitor: Visiting) -> Response:
    """What there is to administer."""
    may_register(visitor.flow)
    flow = visitor.flow
    return page(
        request,
        visitor,
        "admin.html",
        users=len(registers.users(flow)),
        offices=len(registers.offices(flow, flow.today())),
        bodies=sum(body.dissolved_on is None for body in registers.organizations(flow)),
    )


# Users


@router.get("/users")
def users(request: Request, visitor: Visiting) -> Response:
    """Everybody who may sign in or be named."""
    return _users(request, visitor)


@router.post("/users")
def add_user(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Register a user, or change one."""
    told = {name: text_of(form, name) for name in ("name", "person", "id_number")}
    try:
        founding.register_users(visitor.flow, [_user(told)])
    except FlowError as refused:
        return _users(request, visitor, typed=told, refused=refused)
    return led("/admin/users", said=f"已登记用户 {told['name']}（{told['person']}）。")


@router.post("/users/{name}/password")
def set_password(request: Request, visitor: Visiting, _form: Posted, name: str) -> Response:
    """Give a user a new first password; it is shown this once."""
    chosen = entrance.set_password(visitor.flow, name)
    return page(request, visitor, "admin-password.html", name=name, chosen=chosen)


def _users(
    request: Request, visitor: Visitor, *, typed: dict[str, str] | None = None, refused: FlowError | None = None
) -> Response:
    may_register(visitor.flow)
    flow = visitor.flow
    held: dict[str, list[str]] = {}
    for office in registers.offices(flow, flow.today()):
        held.setdefault(office.holder, []).append(f"{office.organization}{office.duty.chinese}")
    return page(
        request,
        visitor,
        "admin-users.html",
        status=200 if refused is None else status_of(refused),
        users=registers.users(flow),
        held=held,
        can_sign_in=entrance.can_sign_in(flow),
        typed=typed or {"name": "", "person": "", "id_number": ""},
        problem=None if refused is None else for_page(str(refused)),
    )


def _user(told: dict[str, str]) -> User:
    if not told["name"] or not told["person"]:
        raise BadInput("用户名和姓名都要填写")
    if not told["name"].replace(".", "").replace("-", "").replace("_", "").isalnum():
        raise BadInput("用户名只用字母、数字、点和短横，如 zhang.ming")
    number = told["id_number"].upper() or None
    if number is not None and not identity.check_holds(number):
        raise BadInput("身份证号不正确（须为十八位且校验码相符），请核对证件")
    return User(name=told["name"], person=told["person"], id_number=number)


# Offices


@router.get("/offices")
def offices(request: Request, visitor: Visiting, past: bool = False) -> Response:
    """Who holds which office; ``past``: also those that ended."""
    return _offices(request, visitor, past=past)


@router.post("/offices")
def add_office(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Register an office."""
    told = {name: text_of(form, name) for name in ("holder", "duty", "organization", "since", "until")}
    try:
        founding.register_offices(visitor.flow, [_office(told)])
    except FlowError as refused:
        return _offices(request, visitor, typed=told, refused=refused)
    return led("/admin/offices", said=f"已登记：{told['holder']} 任{told['organization']}{told['duty']}。")


@router.post("/offices/end")
def end_office(request: Request, visitor: Visiting, form: Posted) -> Response:
    """End an office on a day."""
    key, until = text_of(form, "office"), text_of(form, "until")
    try:
        known = {founding.office_key(o): o for o in registers.offices(visitor.flow)}
        if key not in known:
            raise NotFound("没有这一条任职")
        founding.register_offices(visitor.flow, [replace(known[key], until=read_day(until))])
    except FlowError as refused:
        return _offices(request, visitor, refused=refused)
    return led("/admin/offices", said=f"{known[key].holder} 的{known[key].duty.chinese}任到 {until}。")


def _offices(
    request: Request,
    visitor: Visitor,
    *,
    past: bool = False,
    typed: dict[str, str] | None = None,
    refused: FlowError | None = None,
) -> Response:
    may_register(visitor.flow)
    flow = visitor.flow
    today = flow.today()
    known = registers.offices(flow) if past else registers.offices(flow, today)
    return page(
        request,
        visitor,
        "admin-offices.html",
        status=200 if refused is None else status_of(refused),
        offices=[(founding.office_key(office), office) for office in known],
        people={user.name: user.person for user in registers.users(flow)},
        bodies=sorted({body.name for body in registers.organizations(flow) if body.dissolved_on is None}),
        duties=[duty.chinese for duty in Duty],
        typed=typed or dict.fromkeys(("holder", "duty", "organization", "since", "until"), ""),
        problem=None if refused is None else for_page(str(refused)),
        past=past,
        today=today,
    )


def _office(told: dict[str, str]) -> Office:
    duty = Duty.from_chinese(told["duty"])
    if duty is None:
        raise BadInput("请选择职务")
    return Office(
        holder=told["holder"],
        duty=duty,
        organization=told["organization"],
        since=read_day(told["since"]),
        until=_day(told["until"]),
    )


# Bodies


@router.get("/bodies")
def bodies(request: Request, visitor: Visiting, edit: str = "") -> Response:
    """The tree of bodies; ``edit``: the one to be changed."""
    known = {body.name: body for body in registers.organizations(visitor.flow)}
    return _bodies(request, visitor, typed=_typed_of(known[edit]) if edit in known else None)


@router.post("/bodies")
def add_body(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Register a body, or change one."""
    told = {name: text_of(form, name) for name in _BODY_FIELDS}
    try:
        founding.register_organizations(visitor.flow, [_body(visitor, told)])
    except FlowError as refused:
        return _bodies(request, visitor, typed=told, refused=refused)
    return led("/admin/bodies", said=f"已登记{told['name']}。")


_BODY_FIELDS = ("name", "kind", "parent", "has_committee", "may_approve", "founded_on", "dissolved_on", "former_names")
_YES_NO = {"是": True, "否": False}


def _bodies(
    request: Request, visitor: Visitor, *, typed: dict[str, str] | None = None, refused: FlowError | None = None
) -> Response:
    may_register(visitor.flow)
    known = registers.organizations(visitor.flow)
    return page(
        request,
        visitor,
        "admin-bodies.html",
        status=200 if refused is None else status_of(refused),
        tree=_tree(known),
        names=sorted(body.name for body in known if body.dissolved_on is None),
        kinds=[kind.chinese for kind in BodyKind],
        typed=typed or dict.fromkeys(_BODY_FIELDS, ""),
        problem=None if refused is None else for_page(str(refused)),
    )


def _tree(known: tuple[Organization, ...]) -> list[tuple[int, Organization]]:
    """The bodies from above to below, each with how deep it stands."""
    names = {body.name for body in known}
    below: dict[str | None, list[Organization]] = {}
    for body in known:
        below.setdefault(body.parent if body.parent in names else None, []).append(body)
    found: list[tuple[int, Organization]] = []

    def put(parent: str | None, depth: int) -> None:
        for body in below.get(parent, ()):
            found.append((depth, body))
            put(body.name, depth + 1)

    put(None, 0)
    return found


def _typed_of(body: Organization) -> dict[str, str]:
    words = {True: "是", False: "否", None: ""}
    return {
        "name": body.name,
        "kind": body.kind.chinese if body.kind else "",
        "parent": body.parent or "",
        "has_committee": words[body.has_committee],
        "may_approve": words[body.may_approve],
        "founded_on": _text(body.founded_on),
        "dissolved_on": _text(body.dissolved_on),
        "former_names": "、".join(body.former_names),
    }


def _body(visitor: Visitor, told: dict[str, str]) -> Organization:
    if not told["name"]:
        raise BadInput("请填写党组织的名称")
    known = {body.name: body for body in registers.organizations(visitor.flow)}
    changed: dict[str, Any] = {
        "kind": BodyKind.from_chinese(told["kind"]),
        "parent": told["parent"] or None,
        "has_committee": _YES_NO.get(told["has_committee"]),
        "may_approve": _YES_NO.get(told["may_approve"]),
        "founded_on": _day(told["founded_on"]),
        "dissolved_on": _day(told["dissolved_on"]),
        "former_names": tuple(name for name in told["former_names"].replace("，", "、").split("、") if name.strip()),
    }
    before = known.get(told["name"], Organization(name=told["name"], kind=None))
    return replace(before, **changed)


def _day(text: str) -> date | None:
    return read_day(text) if text else None


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
