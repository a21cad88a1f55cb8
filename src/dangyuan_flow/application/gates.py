"""What lies at the gates: waiting for the acting user's own bodies to submit or decide, and with others.

A reader for lists: the one that decides about turns is :mod:`reviewing`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, hand, offices_of
from dangyuan_flow.application.reviewing import chain_of
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow

SENT_BACK = frozenset({Move.SUPPLEMENT, Move.RETURN, Move.REFUSE})
"""Decisions after which the branch works on, and may submit again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lying:
    """A dossier at a gate: with which level and body, since when, and whether it has been sent back here before.

    ``is_mine``: the acting user holds an office at that body under which things are entered.
    """

    dossier: str
    name: str
    branch: str
    step: Step
    level: ReviewLevel
    body: str
    since: date | None
    is_mine: bool
    came_back: bool

    @property
    def is_submission(self) -> bool:
        """Whether the branch has yet to submit."""
        return self.level is ReviewLevel.BRANCH


def lying(flow: Flow, *, step: int | None = None) -> tuple[Lying, ...]:
    """The dossiers at the gates (or at the gate ``step``) that the acting user sees; who waits longest comes first."""
    user = hand(flow).user
    mine = {office.organization for office in offices_of(flow, user, flow.today()) if office.duty in WRITERS}
    gates = [s.id for s in flow.workflow.main_line if s.gate is not None and step in (None, s.id)]
    places = [place for number in gates for place in (str(number), f"{number}:review")]
    waiting = [line.id for line in flow.store.list(Selection(positions=places))]
    found = [line for dossier in flow.store.dossiers(waiting) for line in _lines(flow, dossier, mine)]
    return tuple(sorted(found, key=lambda line: (line.since is None, line.since or flow.today(), line.dossier)))


def named(flow: Flow, step: Step) -> str:
    """A step's name under the edition in force today."""
    edition = flow.catalogue.regulations.in_force(flow.today())
    return step.name_on(None if edition is None else edition.id)


def _lines(flow: Flow, dossier: Dossier, mine: set[str]) -> Iterator[Lying]:
    step = flow.workflow.step_at(dossier.position)
    if step is None:
        return
    try:
        level, body = chain_of(flow, dossier).turn(dossier.round)
    except NotAllowed:  # nobody above may approve: the branch learns why on the dossier's own page
        return
    yield Lying(
        dossier=dossier.id,
        name=dossier.facts.name or "",
        branch=dossier.facts.branch or "",
        step=step,
        level=level,
        body=body.name,
        since=dossier.round[-1].on if dossier.round else None,
        is_mine=body.name in mine,
        came_back=any(r.step == step.id and r.decision in SENT_BACK for r in dossier.reviews),
    )
