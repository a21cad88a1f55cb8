"""Found a store, and keep its registers: bodies, offices, users, and the roster of members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import known_user, may_register
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
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
    wanted = tuple(bodies)
    by = may_register(flow, (body.name if body.name in flow.organizations else body.parent for body in wanted))
    may_register(flow, (body.parent for body in wanted if _moves(flow, body)))
    known = dict(flow.organizations)
    known |= {body.name: body for body in wanted}
    for body in wanted:
        _check_body(body, known)
    flow.store.append([_entry(flow, "organization", body.name, value_of(body), by) for body in wanted])
    flow.registers_changed()


def _moves(flow: Flow, body: Organization) -> bool:
    """Whether a body that is registered already comes under another one."""
    before = flow.organizations.get(body.name)
    return before is not None and before.parent != body.parent


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
    wanted = tuple(users)
    by = may_register(flow, (body for user in wanted for body in _held_by(flow, user.name)))
    owners = {user.id_number: user.name for user in flow.store.users() if user.id_number}
    for user in wanted:
        owner = owners.setdefault(user.id_number, user.name) if user.id_number else user.name
        if owner != user.name:
            msg = f"身份证号 {identity.masked(user.id_number)} 已登记为用户 {owner}，一人只能有一个用户名"
            raise BadInput(msg)
    flow.store.append([_entry(flow, "user", user.name, value_of(user), by) for user in wanted])


def register_offices(flow: Flow, offices: Iterable[Office]) -> None:
    """Add offices, or change them: one line for a holder, a duty, a body and a first day.

    Raises :class:`NotFound` for an unknown user or body, :class:`BadInput` where the end lies before the beginning,
    :class:`NotAllowed` where the body does not lie below the officer's own, and for an office of one's own: nobody
    appoints themselves.
    """
    wanted = tuple(offices)
    by = may_register(flow, (office.organization for office in wanted if office.organization in flow.organizations))
    _check_own(flow, wanted)
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
    wanted = tuple(members)
    by = may_register(flow, (member.branch for member in wanted if member.branch in flow.organizations))
    flow.store.append([_entry(flow, "member", member_key(member), value_of(member), by) for member in wanted])


def _held_by(flow: Flow, name: str) -> tuple[str, ...]:
    """The bodies at which the user ``name`` holds an office today."""
    return tuple(office.organization for office in flow.store.offices(flow.today(), holder=name))


def _check_own(flow: Flow, offices: tuple[Office, ...]) -> None:
    """Refuse an office that somebody gives to themselves, or prolongs; to give one up is free."""
    known = {office_key(office): office for office in flow.store.offices(holder=flow.user)} if flow.user else {}
    if not flow.store.offices():
        return
    for office in offices:
        before = known.get(office_key(office))
        last = None if before is None else before.until or office.until
        shortens = last is not None and office.until is not None and office.until <= last
        if office.holder == flow.user and not shortens:
            post = f"{office.organization}{office.duty.chinese}"
            msg = f"不能给自己登记职务（{post}）；请由另一位管理员或上级党委的负责人登记"
            raise NotAllowed(msg)


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
