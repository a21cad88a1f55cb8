"""The facts of one dossier: every name that a rule, a form, a ledger column or a sweep may use.

*Recorded* facts were stated by somebody (``recorded_facts.py``); *derived* facts follow from them and are never typed
in (``derived_facts.py``).
A fact is ``None`` where nothing is on record. A fact in ``Facts.unknown`` is something else: its source could not have
told it (the ledger has no such column, the cell is unreadable), so whoever needs it abstains.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import get_type_hints

from dangyuan_flow.domain.derived_facts import DerivedFacts
from dangyuan_flow.domain.fact import Fact, Kind, Value, kind_of_hint
from dangyuan_flow.domain.recorded_facts import RecordedFacts
from dangyuan_flow.domain.vetting import Vetting

__all__ = ["DERIVED", "RECORDED", "VOCABULARY", "Fact", "Facts", "Kind", "Value"]


@dataclass(frozen=True, kw_only=True)
class Facts(DerivedFacts, RecordedFacts):
    """All facts of one dossier at one moment, the recorded ones first."""

    unknown: frozenset[str] = frozenset()
    vettings: tuple[Vetting, ...] = ()

    def __getitem__(self, name: str) -> Value:
        """The fact called ``name``."""
        return getattr(self, name)  # type: ignore[no-any-return]  # every field but ``unknown`` holds a Value

    def having(self, **values: Value) -> Facts:
        """A copy with ``values`` put on record; what is put on record is known from then on.

        Copies the instance's dictionary: ``dataclasses.replace`` over 270 fields would cost thirty times as much.
        """
        copy = object.__new__(Facts)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(values)
        if self.unknown:
            copy.__dict__["unknown"] = self.unknown.difference(values)
        return copy

    def unknowing(self, names: frozenset[str]) -> Facts:
        """A copy in which exactly ``names`` are unknown (and hold nothing)."""
        copy = self.having(**dict.fromkeys(names))
        copy.__dict__["unknown"] = frozenset(names)
        return copy


def _vocabulary() -> dict[str, Fact]:
    hints = get_type_hints(Facts)
    return {
        spec.name: Fact(
            name=spec.name,
            label=spec.metadata["label"],
            kind=kind_of_hint(hints[spec.name]),
            step=spec.metadata.get("step"),
            derived=spec.metadata.get("derived", False),
            assumed=spec.metadata.get("assumed", False),
            planned=spec.metadata.get("planned", False),
        )
        for spec in dataclasses.fields(Facts)
        if spec.metadata
    }


VOCABULARY: dict[str, Fact] = _vocabulary()
RECORDED: dict[str, Fact] = {name: fact for name, fact in VOCABULARY.items() if not fact.derived}
DERIVED: dict[str, Fact] = {name: fact for name, fact in VOCABULARY.items() if fact.derived}
