"""Who acts: the user behind a name, the offices held on a day, and whether they may do this for that body."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NotAllowed, NotFound
from dangyuan_flow.domain.people import Actor, BodyKind, Duty, Office, superiors

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow

WRITERS = frozenset({Duty.SECRETARY, Duty.DEPUTY, Duty.ORGANISATION_OFFICER, Duty.ORGANISER, Duty.COMMITTEE_MEMBER})
READERS = WRITERS | {Duty.AUDITOR}
"""Duties that see dossiers: an administrator keeps users and offices, and a liaison answers what was asked."""
_COMMITTEES = frozenset({BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Hand:
    """Whose hand types: the user, and the person who decided where that is somebody else."""

    user: User
    decider: User

    @property
    def on_behalf(self) -> str | None:
        """The decider's name where another types."""
        return self.decider.person if self.decider.name != self.user.name else None


def hand(flow: Flow, decided_by: str | None = None) -> Hand:
    """The acting user of ``flow``; ``decided_by`` names another user who took the decision.

    Raises :class:`NotAllowed` where nobody acts, :class:`NotFound` for an unknown name.
    """
    if flow.user is None:
        msg = "没有指明办理人。请用 --as 用户名，或设置环境变量 DANGYUAN_USER"
        raise NotAllowed(msg)
    user = known_user(flow, flow.user)
    return Hand(user=user, decider=user if decided_by is None else known_user(flow, decided_by))


def known_user(flow: Flow, name: str) -> User:
    """The user called ``name``; raises :class:`NotFound`."""
    user = flow.store.user(name)
    if user is None:
        msg = f"没有名为 {name} 的用户。可用 dangyuan user list 查看，dangyuan user add 登记"
        raise NotFound(msg)
    return user


def offices_of(flow: Flow, user: User, on: date) -> tuple[Office, ...]:
    """The offices that ``user`` holds on a day, each under its body's present name."""
    held = flow.store.offices(on, holder=user.name)
    named = tuple(replace(office, organization=flow.present_name(office.organization)) for office in held)
    if flow.under is None or user.name != flow.user:
        return named
    body, duty = flow.under
    return tuple(o for o in named if o.organization == flow.present_name(body) and o.duty == duty)


def actor_at(flow: Flow, user: User, on: date, body: str) -> Actor:
    """``user`` under the office held at ``body`` on ``on``; else under another office, or none."""
    held = offices_of(flow, user, on)
    office = next((o for o in held if o.organization == body and o.duty in WRITERS), None)
    if office is None:
        office = next((o for o in held if o.organization == body), held[0] if held else None)
    return Actor(user=user.name, name=user.person, id_number=user.id_number, office=office)


def may_enter(flow: Flow, user: User, branch: str | None) -> Office:
    """The office under which ``user`` may today enter something into a dossier of ``branch``: there or above it.

    Raises :class:`NotAllowed` where there is none.
    """
    return _office_in_reach(flow, user, branch, flow.today())


def office_deciding(flow: Flow, by: Hand, branch: str | None, on: date) -> Office:
    """The office under which an act of ``on`` is kept: the typist's of today; where another decided, that one's then.

    Decisions belong to offices held on the day. Raises :class:`NotAllowed` where the typist or the decider held none.
    """
    typing = may_enter(flow, by.user, branch)
    return typing if by.on_behalf is None else _office_in_reach(flow, by.decider, branch, on)


def _office_in_reach(flow: Flow, user: User, branch: str | None, day: date) -> Office:
    """An office that ``user`` held on ``day`` at ``branch`` or above it, and that writes into dossiers."""
    reach = set()
    if branch:
        reach = {flow.present_name(branch), *(body.name for body in superiors(branch, flow.organizations))}
    held = offices_of(flow, user, day)
    for office in held:
        if office.organization in reach and office.duty in WRITERS:
            return office
    msg = (
        f"{user.person}（{day} {_posts(held)}）不能办理{branch or '未登记支部'}的档案；"
        "须由该支部或其上级党组织的负责人、组织委员、组织员办理"
    )
    raise NotAllowed(msg)


def _posts(held: tuple[Office, ...]) -> str:
    return "、".join(f"{o.organization}{o.duty.chinese}" for o in held) or "没有职务"


AUDITING = _COMMITTEES | {BodyKind.ORGANIZATION_DEPARTMENT}
"""Bodies whose officers follow findings: they register sweeps, triage, assign, accept and close."""


def may_audit(flow: Flow, branch: str | None) -> Actor:
    """Who acts, if that one may today follow findings at ``branch`` (``None``: of the whole store).

    An auditor (排查员) at or above it, or an officer of a committee or organisation department there. What belongs to
    no registered body, and the whole, is for bodies that stand above every branch. Raises :class:`NotAllowed`.
    """
    user = hand(flow).user
    reach = reach_of(flow, branch)
    held = offices_of(flow, user, flow.today())
    for office in held:
        body = flow.organizations.get(office.organization)
        leads = body is not None and body.kind in AUDITING and office.duty in WRITERS
        is_near = office.organization in reach if reach else _reaches_all(flow, frozenset({office.organization}))
        if is_near and (leads or office.duty is Duty.AUDITOR):
            return Actor(user=user.name, name=user.person, id_number=user.id_number, office=office)
    msg = (
        f"{user.person}（{_posts(held)}）不能就{branch or '全部档案'}的问题登记排查、核实、交办、验收和销号；"
        "须由其上级党委（工委）、组织部门的负责人、组织委员、组织员，或排查员办理"
    )
    raise NotAllowed(msg)


def may_mend(flow: Flow, body: str) -> Actor:
    """Who acts, if that one may today mend what was assigned to ``body``: there or above it; raises NotAllowed."""
    user = hand(flow).user
    office = _office_in_reach(flow, user, body, flow.today())
    return Actor(user=user.name, name=user.person, id_number=user.id_number, office=office)


def reach_of(flow: Flow, body: str | None) -> frozenset[str]:
    """``body`` and the bodies above it, by their present names; empty for one that is not registered."""
    if body is None or body not in flow.organizations:
        return frozenset()
    return frozenset({flow.present_name(body), *(above.name for above in superiors(body, flow.organizations))})


def sight(flow: Flow) -> frozenset[str] | None:
    """The bodies whose dossiers and findings the acting user sees: where an office is held that reads, and below.

    ``None``: everything, also what belongs to no registered body; so it is where nobody is named, and for whoever holds
    an office above every branch.
    """
    if flow.user is None:
        return None
    offices = offices_of(flow, known_user(flow, flow.user), flow.today())
    held = {office.organization for office in offices if office.duty in READERS}
    if _reaches_all(flow, frozenset(held)):
        return None
    return frozenset(name for name in flow.organizations if not held.isdisjoint(reach_of(flow, name)))


def _reaches_all(flow: Flow, bodies: frozenset[str]) -> bool:
    """Whether every branch there is stands below one of ``bodies`` (or is one)."""
    branches = [n for n, body in flow.organizations.items() if body.keeps_dossiers and body.dissolved_on is None]
    return bool(branches) and all(not bodies.isdisjoint(reach_of(flow, name)) for name in branches)


def may_register(flow: Flow, bodies: Iterable[str | None] = ()) -> str:
    """Who may change bodies, offices, users and the roster: administrators, and a committee's organisation officers.

    ``bodies``: whom the change is about; each has to be that officer's own body or one below it (``None``, or one that
    is not registered: the whole, which is for bodies that stand above every branch). Until the first office exists
    anybody may (somebody has to begin). Returns the name to enter; raises :class:`NotAllowed`.
    """
    if not flow.store.offices():
        return flow.user or "初始设置"
    user = hand(flow).user
    held = _registering(flow, user)
    if not held:
        msg = (
            f"{user.person}不能更改党组织、职务、用户、名册和年度计划；"
            "须由管理员或党委（工委）的负责人、组织委员、组织员办理"
        )
        raise NotAllowed(msg)
    for body in dict.fromkeys(bodies):
        if held.isdisjoint(reach_of(flow, body)) and not _stands_above_all(flow, held):
            msg = (
                f"{user.person}只能更改{'、'.join(sorted(held))}及下级的登记，不能更改{body or '最上级'}的；"
                "须由其上级的管理员，或上级党委（工委）的负责人、组织委员、组织员办理"
            )
            raise NotAllowed(msg)
    return user.name


def _registering(flow: Flow, user: User) -> frozenset[str]:
    """The bodies at which ``user`` holds an office that keeps registers."""
    found = set()
    for office in offices_of(flow, user, flow.today()):
        body = flow.organizations.get(office.organization)
        leads = body is not None and body.kind in _COMMITTEES and office.duty in WRITERS
        if office.duty is Duty.ADMINISTRATOR or leads:
            found.add(office.organization)
    return frozenset(found)


def _stands_above_all(flow: Flow, bodies: frozenset[str]) -> bool:
    """Whether ``bodies`` reach all branches, or there are none yet."""
    return _reaches_all(flow, bodies) or not any(body.keeps_dossiers for body in flow.organizations.values())
