"""Found a store, and keep its registers: bodies, offices, users, and the roster of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import known_user, may_register
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.people import BodyKind, Member, Office, Organization, superiors
from dangyuan_flow.domain.registry import RegistryEntry, User
from dangyuan_flow.flow import Flow, catalogue, fixed_clock, open_flow
from dangyuan_flow.store import Store, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.settings import Settings


def found(settings: Settings, *, packs: Iterable[str] = (), today: date | None = None) -> Flow:
    """Create the store that ``settings`` name, or upgrade it; keep its ``packs`` and, for a demo, its fixed ``today``.

    Raises :class:`BadDefinition` for a pack that does not load, before anything is made.
    """
    wanted = tuple(packs)
    catalogue(wanted)
    Store.open(settings.db, create=True).close()
    flow = open_flow(settings) if today is None else open_flow(settings, clock=fixed_clock(today))
    told = flow.store.settings()
    new: dict[str, object] = {}
    if wanted and list(wanted) != told.get("packs"):
        new["packs"] = list(wanted)
    if today is not None and told.get("today") != today.isoformat():
        new["today"] = today.isoformat()
    if not new:
        return flow
    flow.store.append([_entry(flow, "setting", key, {"value": value}) for key, value in new.items()])
    flow.close()
    return open_flow(settings)


def register_organizations(flow: Flow, bodies: Iterable[Organization]) -> None:
    """Add bodies, or change them (by name). Raises :class:`BadInput` for an impossible parent or an empty kind."""
    by = may_register(flow)
    known = dict(flow.organizations)
    wanted = tuple(bodies)
    known |= {body.name: body for body in wanted}
    for body in wanted:
        _check_body(body, known)
    flow.store.append([_entry(flow, "organization", body.name, value_of(body), by) for body in wanted])
    flow.registers_changed()


def _check_body(body: Organization, known: dict[str, Organization]) -> None:
    if not body.name.strip() or body.kind is None:
        msg = "党组织须有名称和类型（党支部、党总支、党委、工委、组织部、党组、临时党组织、流动党员党组织）"
        raise BadInput(msg)
    if body.parent is None:
        return
    if body.parent not in known:
        msg = f"{body.name}的上级“{body.parent}”没有登记；请先登记上级"
        raise BadInput(msg)
    if body.parent == body.name or body.name in {above.name for above in superiors(body.parent, known)}:
        msg = f"{body.name}的上级不能是它自己或它的下级（{body.parent}）"
        raise BadInput(msg)
    kind = known[body.parent].kind
    if kind in (BodyKind.BRANCH, BodyKind.PARTY_GROUP):
        msg = f"{body.parent}是{kind.chinese}，不能作上级党组织"
        raise BadInput(msg)


def register_users(flow: Flow, users: Iterable[User]) -> None:
    """Add users, or change them (by name). One person has one account, so that nobody decides at two levels.

    Raises :class:`BadInput` where another account carries the same identity number.
    """
    by = may_register(flow)
    wanted = tuple(users)
    owners = {user.id_number: user.name for user in flow.store.users() if user.id_number}
    for user in wanted:
        owner = owners.setdefault(user.id_number, user.name) if user.id_number else user.name
        if owner != user.name:
            msg = f"身份证号 {identity.masked(user.id_number)} 已登记为用户 {owner}，一人只能有一个用户名"
            raise BadInput(msg)
    flow.store.append([_entry(flow, "user", user.name, value_of(user), by) for user in wanted])


def register_offices(flow: Flow, offices: Iterable[Office]) -> None:
    """Add offices, or change them: one line for a holder, a duty, a body and a first day.

    Raises :class:`NotFound` for an unknown user or body, :class:`BadInput` where the end lies before the beginning.
    """
    by = may_register(flow)
    wanted = tuple(offices)
    known = {user.name for user in flow.store.users()}
    for office in wanted:
        if office.holder not in known:
            known_user(flow, office.holder)
        if office.organization not in flow.organizations:
            msg = f"没有名为“{office.organization}”的党组织；请先用 dangyuan org add 登记"
            raise NotFound(msg)
        if office.until is not None and office.until < office.since:
            msg = f"任职止 {office.until} 早于任职起 {office.since}"
            raise BadInput(msg)
    flow.store.append([_entry(flow, "office", office_key(office), value_of(office), by) for office in wanted])


def register_members(flow: Flow, members: Iterable[Member]) -> None:
    """Add members to the roster, or change them (by identity number, else by branch and name)."""
    by = may_register(flow)
    flow.store.append([_entry(flow, "member", member_key(member), value_of(member), by) for member in members])


def office_key(office: Office) -> str:
    """What makes an office one line of its register."""
    return f"{office.holder}/{office.organization}/{office.duty.value}/{office.since.isoformat()}"


def member_key(member: Member) -> str:
    """What makes a member one line of the roster."""
    return member.id_number or f"{member.branch}/{member.name}"


def _entry(flow: Flow, register: str, key: str, value: object, by: str | None = None) -> RegistryEntry:
    return RegistryEntry(
        register=register,
        key=key,
        value=value,  # type: ignore[arg-type]  # JSON-ready by construction
        on=flow.today(),
        entered_at=flow.now(),
        entered_by=by or flow.user or "初始设置",
    )
