"""Write the ledger back: what an import of it would change is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.vetting import Agency
from dangyuan_flow.ledger import VettingRow, write_ledger
from dangyuan_flow.store import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow


def export_ledger(flow: Flow, path: Path, *, body: str | None = None) -> int:
    """Write the dossiers of ``body`` and below (all, if none) as a ledger with its sheets; returns how many.

    A fact unknown to a dossier is written （未知）. One person's ended dossiers are left out where a newer one exists.
    """
    branches = branches_of(flow, body)
    lines = flow.store.list(Selection(branches=branches))
    newest: dict[str, str] = {}
    for line in lines:
        key = line.id_number or line.id
        if key not in newest or line.under_way:
            newest[key] = line.id
    dossiers = list(flow.store.dossiers(sorted(newest.values())))
    own = {name for name in flow.organizations if branches is None or name in branches}
    write_ledger(
        path,
        [{name: value for name in RECORDED if (value := d.facts[name]) is not None} for d in dossiers],
        known_per_row=[_known(d) for d in dossiers],
        organizations=[b for b in flow.store.organizations() if b.name in own or branches is None],
        members=[m for m in flow.store.members() if branches is None or m.branch in own],
        vettings=[row for d in dossiers for row in _vettings(d)],
    )
    return len(dossiers)


def _known(dossier: Dossier) -> frozenset[str]:
    return frozenset(name for name in RECORDED if name not in dossier.facts.unknown)


def _vettings(dossier: Dossier) -> Iterable[VettingRow]:
    for vetting in dossier.facts.vettings:
        if vetting.about is not None:
            continue
        clear = vetting.found_nothing
        yield VettingRow(
            name=dossier.facts.name or "",
            id_number=dossier.facts.id_number,
            body=Agency(vetting.body).chinese if vetting.body in tuple(Agency) else vetting.body,
            asked_on=vetting.asked_on,
            replied_on=vetting.answered_on,
            conclusion=None if vetting.opinion is None else ("无异常" if clear else "有异常"),
            details=None if clear else vetting.opinion,
            handling=vetting.handling,
        )
