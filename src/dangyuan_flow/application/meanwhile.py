"""What happened to a dossier while somebody was typing: the records since, and the fields that they changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.chronicle import sentence
from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.journal import StepRecord, fold
from dangyuan_flow.paper.vocabulary import PARTICULARS
from dangyuan_flow.store import Line

if TYPE_CHECKING:
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow


_UNTOLD = frozenset({"id_number", "listing_kept_apart", *CONTEXT_FACTS})
"""What nobody typed, or nobody should see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A field that others changed: its value at the beginning, its value now, and the record that changed it."""

    name: str
    label: str
    before: Value
    now: Value
    record: StepRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Meanwhile:
    """The dossier as it was when the typing began, the lines since as sentences, and the fields that they changed."""

    then: Dossier
    lines: tuple[tuple[Line[StepRecord], str], ...]
    changed: tuple[Changed, ...]


def since(flow: Flow, dossier: Dossier, seq: int) -> Meanwhile:
    """What was put on record after record ``seq`` of ``dossier``; raises :class:`NotFound` where it is out of sight."""
    lines = flow.store.records(dossier.id)
    then = fold(dossier.id, [line.entry for line in lines[: max(seq, 0)]])
    later = lines[max(seq, 0) :]
    by_name = {name: line.entry for line in later for name in (*line.entry.facts, *line.entry.voids)}
    by_name |= {name: line.entry for line in later for name in line.entry.particulars}
    found = []
    for name, record in by_name.items():
        label = RECORDED[name].label if name in RECORDED else PARTICULARS.get(name, name)
        before, now = value_of(then, name), value_of(dossier, name)
        if before != now and name not in _UNTOLD:
            found.append(Changed(name=name, label=label, before=before, now=now, record=record))
    return Meanwhile(
        then=then, lines=tuple((line, sentence(flow, Line(*line))) for line in later), changed=tuple(found)
    )


def value_of(dossier: Dossier, name: str) -> Value:
    """What a dossier has under the name of a recorded fact, or of a particular."""
    return dossier.facts[name] if name in RECORDED else dossier.particulars.get(name)
