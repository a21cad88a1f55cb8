"""What a dossier offers to the acting user now, beside its next step: further acts, and in whose name one may type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, hand, may_enter, offices_of, reach_of
from dangyuan_flow.domain.errors import NoSuchMove, NotAllowed
from dangyuan_flow.domain.people import BodyKind
from dangyuan_flow.domain.workflow import ENDS, TRANSFERRED, Move

if TYPE_CHECKING:
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.people import Organization
    from dangyuan_flow.flow import Flow

_ABOVE = frozenset({BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE, BodyKind.ORGANIZATION_DEPARTMENT})
_FURTHER = (Move.RECONSIDER, Move.DEFER, Move.TRANSFER_OUT, Move.WITHDRAW, Move.DISQUALIFY, Move.DIE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decider:
    """Somebody in whose name another may type: the user, and the offices within reach of the branch."""

    user: str
    person: str
    title: str


def may_write(flow: Flow, branch: str | None) -> bool:
    """Whether the acting user may today put something into dossiers of ``branch``."""
    try:
        may_enter(flow, hand(flow).user, branch)
    except NotAllowed:
        return False
    return True


def must_write(flow: Flow, branch: str | None) -> None:
    """Raise :class:`NotAllowed` where the acting user may put nothing into dossiers of ``branch`` today."""
    may_enter(flow, hand(flow).user, branch)


def branches_written(flow: Flow) -> tuple[Organization, ...]:
    """The branches whose dossiers the acting user may write into today."""
    held = {o.organization for o in offices_of(flow, hand(flow).user, flow.today()) if o.duty in WRITERS}
    return tuple(
        body
        for name, body in flow.organizations.items()
        if name == body.name
        and body.keeps_dossiers
        and body.dissolved_on is None
        and not held.isdisjoint(reach_of(flow, name))
    )


def further_acts(flow: Flow, dossier: Dossier) -> tuple[Move, ...]:
    """The acts beside the steps that the procedure has where the dossier stands, and the acting user may do."""
    if not may_write(flow, dossier.facts.branch):
        return ()
    found = [move for move in _FURTHER if _is_legal(flow, dossier, move.value)]
    if _is_legal(flow, dossier, Move.NOT_RECOGNISE.value) and _is_above(flow):
        found.append(Move.NOT_RECOGNISE)
    if dossier.position == TRANSFERRED:
        found.append(Move.TRANSFER_IN)
    if dossier.is_open and dossier.position not in ENDS.values():
        found.append(Move.SUPPLY)
    return (*found, Move.CORRECT)


def deciders(flow: Flow, branch: str | None) -> tuple[Decider, ...]:
    """Who, at ``branch`` or above it, holds or held an office that decides; the acting user left out."""
    reach = reach_of(flow, branch)
    titles: dict[str, list[str]] = {}
    for office in flow.store.offices():
        body = flow.present_name(office.organization)
        if body in reach and office.duty in WRITERS and office.holder != flow.user:
            titles.setdefault(office.holder, []).append(f"{body}{office.duty.chinese}")
    people = {user.name: user.person for user in flow.store.users()}
    found = (
        Decider(user=name, person=people[name], title="、".join(dict.fromkeys(held)))
        for name, held in titles.items()
        if name in people
    )
    return tuple(sorted(found, key=lambda decider: (decider.title, decider.person)))


def _is_legal(flow: Flow, dossier: Dossier, trigger: str) -> bool:
    try:
        flow.workflow.destination(dossier.position, trigger)
    except NoSuchMove:
        return False
    return True


def _is_above(flow: Flow) -> bool:
    held = offices_of(flow, hand(flow).user, flow.today())
    kinds = {body.kind for office in held if (body := flow.organizations.get(office.organization)) is not None}
    return not kinds.isdisjoint(_ABOVE)
