"""Registered sweeps as a reader meets them: those one may see, and which findings each of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import sight
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.finding import Deed, Finding
from dangyuan_flow.domain.registry import RegistryEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.domain.sweep import KeptSweep
    from dangyuan_flow.flow import Flow

CHANGES: dict[str, frozenset[Deed]] = {
    "新增": frozenset({Deed.FIND, Deed.FIND_AGAIN}),
    "消失": frozenset({Deed.MISS}),
}
"""What a sweep does to findings, by the words of a list."""
_AT_ONCE = 2_000


def sweeps_seen(flow: Flow, *, limit: int | None = None) -> tuple[KeptSweep, ...]:
    """The registered sweeps of bodies that the acting user sees, the latest first."""
    seen = sight(flow)
    found = flow.store.findings.sweeps(limit=limit if seen is None else None)
    return tuple(sweep for sweep in found if seen is None or sweep.scope.body in seen)[:limit]


def sweep_seen(flow: Flow, number: int) -> KeptSweep:
    """One registered sweep; raises :class:`NotFound`, for one that may not be seen too."""
    found = next((sweep for sweep in sweeps_seen(flow) if sweep.number == number), None)
    if found is None:
        msg = f"没有第 {number} 次排查"
        raise NotFound(msg)
    return found


def numbers_of(flow: Flow, number: int, change: str) -> tuple[int, ...]:
    """The findings that a registered sweep changed in a way of :data:`CHANGES`; raises :class:`NotFound`."""
    deeds = CHANGES[change]
    return tuple(f.number for f in changed_by(flow, sweep_seen(flow, number)) if f.act.deed in deeds)


def changed_by(flow: Flow, sweep: KeptSweep) -> Iterator[Finding]:
    """The findings that a sweep changed, as they stood right after it: its line of the journal and those behind it."""
    after, begun = sweep.head[0], False
    while lines := flow.store.journal(after=after, limit=_AT_ONCE):
        for line in lines:
            entry = line.entry
            if not begun:
                begun = isinstance(entry, RegistryEntry) and _is_about(entry, sweep)
            elif isinstance(entry, RegistryEntry) and entry.register == "finding" and _by(entry) == sweep.number:
                yield Finding.from_document(entry.value)
            else:
                return
        after = lines[-1].seq


def _is_about(entry: RegistryEntry, sweep: KeptSweep) -> bool:
    return entry.register == "sweep" and entry.key == str(sweep.number)


def _by(entry: RegistryEntry) -> int | None:
    """The sweep that wrote a line about a finding."""
    number: int | None = entry.value["act"].get("sweep")
    return number
