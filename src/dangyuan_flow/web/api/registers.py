"""Bodies, offices, users, and who the caller is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query

from dangyuan_flow.application import registers
from dangyuan_flow.application.acting import may_register
from dangyuan_flow.application.plain import plain
from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.web.api.callers import Administering, Reading
from dangyuan_flow.web.api.dossiers import Text
from dangyuan_flow.web.api.finding_shapes import Bodies, Me, Offices, Users
from dangyuan_flow.web.api.shapes import Day

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

router = APIRouter(tags=["党组织和人员"])


@router.get("/me", response_model=Me, summary="我是谁")
def me(caller: Reading) -> dict[str, object]:
    """这个令牌是谁的，今天凭什么职务，能做什么，到何时。"""
    seen = caller.flow.store.sight
    return {
        "user": caller.user.name,
        "person": caller.user.person,
        "today": caller.flow.today(),
        "offices": [f"{office.organization}{office.duty.chinese}" for office in caller.offices],
        "bodies": None if seen is None else sorted(seen),
        "token": caller.token.id,
        "scopes": [*caller.token.scopes],
        "expires_at": datetime.fromtimestamp(caller.token.expires_at, SHANGHAI).isoformat(),
    }


@router.get("/bodies", response_model=Bodies, response_model_exclude_unset=True, summary="列出党组织")
def bodies(caller: Reading) -> dict[str, object]:
    """能看到的党组织；管理用户和党组织的人看到全部。"""
    seen = _seen(caller.flow)
    found = [plain(body) for body in registers.organizations(caller.flow) if seen is None or body.name in seen]
    return {"count": len(found), "bodies": found}


@router.get("/offices", response_model=Offices, response_model_exclude_unset=True, summary="列出职务")
def offices(
    caller: Reading,
    body: Annotated[Text, Query(description="只看这个党组织的")] = None,
    on: Annotated[Day | None, Query(description="只看这一天在任的")] = None,
) -> dict[str, object]:
    """能看到的党组织里，谁在何时任何职。"""
    seen = _seen(caller.flow)
    people = {user.name: user.person for user in registers.users(caller.flow)}
    found = [
        plain(office) | {"person": people.get(office.holder)}
        for office in registers.offices(caller.flow, on, body=body)
        if seen is None or caller.flow.present_name(office.organization) in seen
    ]
    return {"count": len(found), "offices": found}


@router.get("/users", response_model=Users, response_model_exclude_unset=True, summary="列出用户")
def users(caller: Administering) -> dict[str, object]:
    """全部用户和他们现任的职务；只给管理用户的人。"""
    may_register(caller.flow)
    posts: dict[str, list[str]] = {}
    for held in registers.offices(caller.flow, caller.flow.today()):
        posts.setdefault(held.holder, []).append(f"{held.organization}{held.duty.chinese}")
    found = [
        {"name": user.name, "person": user.person, "offices": posts.get(user.name, [])}
        for user in registers.users(caller.flow)
    ]
    return {"count": len(found), "users": found}


def _seen(flow: Flow) -> frozenset[str] | None:
    """The bodies that the caller may see; ``None``: all, as for whoever keeps them."""
    try:
        may_register(flow)
    except NotAllowed:
        return flow.store.sight
    return None
