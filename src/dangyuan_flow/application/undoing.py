"""Take an import back: every dossier as it was before the batch, by a record of its own; the journal keeps both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter
from dangyuan_flow.application.importing import batch_entry
from dangyuan_flow.domain.errors import Conflict, NotAllowed
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.workflow import UNDONE, Move

if TYPE_CHECKING:
    from dangyuan_flow.application.acting import Hand
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import Entry


def undo_import(flow: Flow, batch_id: str) -> int:
    """Take an import back: new dossiers become void, changed ones what they were. Returns how many dossiers.

    Bodies and roster lines that came along stay: later acts of other dossiers may rest on them.

    Raises :class:`Conflict`, with the list, where later acts stand on it, and :class:`NotAllowed` where the user sees
    only some of its dossiers; nothing is undone then.
    """
    by = hand(flow)
    batch = flow.store.batch(batch_id)
    if batch.undone_at is not None:
        msg = f"批次 {batch_id} 已于 {batch.undone_at:%Y-%m-%d %H:%M} 撤销"
        raise Conflict(msg)
    lines = [line.entry for line in flow.store.batch_records(batch_id)]
    latest = {record.dossier: record for record in lines}
    dossiers = {d.id: d for d in flow.store.dossiers(sorted(latest))}
    if len(dossiers) < max(batch.count, len(latest)):
        msg = f"批次 {batch_id} 里有不在您查看范围内的档案，不能撤销；须由其上级党组织办理"
        raise NotAllowed(msg)
    followed = [d for d in dossiers.values() if d.seq != latest[d.id].dossier_seq]
    if followed:
        names = "、".join(f"{d.id} {d.facts.name or ''}" for d in followed[:20])
        more = f" 等 {len(followed)} 份" if len(followed) > 20 else ""  # noqa: PLR2004  as many as are named
        msg = f"批次 {batch_id} 不能撤销：下列档案导入后又有办理记录：{names}{more}。请逐份更正"
        raise Conflict(msg)
    entries: list[Entry] = []
    for record in latest.values():
        dossier = dossiers[record.dossier]
        may_enter(flow, by.user, dossier.facts.branch)
        entries.append(_undoing(flow, dossier, record, by, batch_id))
    flow.store.append([*entries, batch_entry(flow, replace(batch, undone_at=flow.now(), undone_by=by.user.name), by)])
    return len(entries)


def _undoing(flow: Flow, dossier: Dossier, record: StepRecord, by: Hand, batch_id: str) -> tuple[StepRecord, Dossier]:
    """The record that takes ``record`` (the dossier's last) back, and the dossier after it."""
    before = _without_last(flow, dossier)
    new = before.seq == 0
    undone = StepRecord(
        dossier=dossier.id,
        dossier_seq=dossier.seq + 1,
        move=Move.UNDO,
        on=flow.today(),
        entered_at=flow.now(),
        entered_by=by.user.name,
        position=UNDONE if new else before.position,
        before=before.before,
        facts={n: v for n in RECORDED if (v := before.facts[n]) is not None and v != dossier.facts[n]},
        voids=tuple(n for n in RECORDED if dossier.facts[n] is not None and before.facts[n] is None),
        unknown=before.facts.unknown & RECORDED.keys(),
        reason=f"撤销导入批次 {batch_id}",
        batch=record.batch,
    )
    return undone, apply(dossier, undone)


def _without_last(flow: Flow, dossier: Dossier) -> Dossier:
    found = Dossier(id=dossier.id)
    for line in flow.store.records(dossier.id)[:-1]:
        found = apply(found, line.entry)
    return found
