"""A flow as one user has it: acting as that user, and seeing only what that user's offices of today let see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import known_user, offices_of, sight
from dangyuan_flow.store import lay

if TYPE_CHECKING:
    from dangyuan_flow.domain.people import Office
    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """A user with the offices of today; ``flow`` acts as this user, and its store is narrowed to what may be seen."""

    flow: Flow
    user: User
    offices: tuple[Office, ...]


def own(flow: Flow, name: str, *, under: tuple[str, str] | None = None) -> Own:
    """``flow`` as the user ``name`` has it; ``under`` one office alone (body, duty). Raises :class:`NotFound`.

    Worked out once for as long as nobody writes: every door asks for it with every request.
    """
    acting = replace(flow, user=name, under=under)
    found = acting.recall(("own", name, under, flow.today()), lambda: _standing(acting, name))
    user, offices, seen = found
    return Own(flow=replace(acting, store=flow.store.seeing(seen)), user=user, offices=offices)


def _standing(flow: Flow, name: str) -> tuple[User, tuple[Office, ...], frozenset[str] | None]:
    """Who that is, under which offices, and which bodies' dossiers may be seen."""
    lay(flow.store.database)  # whoever wrote since the last time may have loaded a year's calendar
    user = known_user(flow, name)
    return user, offices_of(flow, user, flow.today()), sight(flow)
