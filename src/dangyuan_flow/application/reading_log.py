"""The log of readings: who had something shown that is otherwise hidden, of whom, under which office, and what for."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import READERS, hand, offices_of
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.store import Look, Selection

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

LONGEST_PURPOSE = 200


def note(flow: Flow, what: str, *, dossier: str | None = None, purpose: str | None = None) -> None:
    """Put on the log that the acting user sees ``what``."""
    user = hand(flow).user
    held = offices_of(flow, user, flow.today())
    office = next((f"{o.organization}{o.duty.chinese}" for o in held if o.duty in READERS), None)
    flow.store.access.looked(
        Look(at=int(time.time()), user=user.name, office=office, dossier=dossier, what=what, purpose=purpose)
    )


def identity_number(flow: Flow, dossier_id: str, *, purpose: str) -> str | None:
    """The full identity number of a dossier's person, noted in the log before it is given.

    Raises :class:`BadInput` where nobody says what for, :class:`NotFound` for a dossier out of sight.
    """
    dossier = flow.store.get(dossier_id)
    purpose = purpose.strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        raise BadInput(f"请写明查看完整身份证号的用途（不超过 {LONGEST_PURPOSE} 字）")
    note(flow, "身份证号", dossier=dossier.id, purpose=purpose)
    return dossier.facts.id_number


def lines(flow: Flow, *, dossier: str | None = None, before: int | None = None) -> tuple[Look, ...]:
    """The last lines of the log, the latest first; ``before``: those older than this number.

    Lines about a dossier out of sight are left out; whoever keeps registers and sees no dossier at all (an
    administrator) learns that something was read and by whom, not of whom.
    """
    found = flow.store.access.looks(dossier=dossier, before=before)
    if flow.store.sight is None:
        return found
    if not flow.store.sight:
        return tuple(replace(look, dossier=None, purpose=None) for look in found)
    seen = {line.id for line in flow.store.list(Selection(ids=[look.dossier for look in found if look.dossier]))}
    return tuple(look for look in found if look.dossier is None or look.dossier in seen)
