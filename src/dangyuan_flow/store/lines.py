"""Lines of the journal as the store keeps them: what is written down, and how it is read back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from dangyuan_flow.domain.journal import Dossier, StepRecord, canonical
from dangyuan_flow.domain.registry import RegistryEntry

Entry = tuple[StepRecord, Dossier] | RegistryEntry
"""What is appended: a record with the dossier after it, or a change of a register."""

Kept = TypeVar("Kept", StepRecord, RegistryEntry, StepRecord | RegistryEntry)


class Line(NamedTuple, Generic[Kept]):
    """A line of the journal: its number in the store, its digest, and what it says."""

    seq: int
    digest: str
    entry: Kept


def document(entry: StepRecord | RegistryEntry) -> dict[str, Any]:
    """What a line says, as JSON-ready values."""
    if isinstance(entry, StepRecord):
        return entry.document()
    return {
        "register": entry.register,
        "key": entry.key,
        "value": dict(entry.value),
        "on": entry.on.isoformat(),
        "entered_at": entry.entered_at.isoformat(),
        "entered_by": entry.entered_by,
    }


def written(entry: StepRecord | RegistryEntry) -> str:
    """The one text of a line, over which its digest is taken."""
    return canonical(document(entry))


def read(text: str) -> StepRecord | RegistryEntry:
    """A line read back from its text."""
    values = json.loads(text)
    return registry_entry(values) if "register" in values else StepRecord.from_document(values)


def registry_entry(values: Mapping[str, Any]) -> RegistryEntry:
    """A registry entry read back from its document."""
    return RegistryEntry(
        register=values["register"],
        key=values["key"],
        value=values["value"],
        on=date.fromisoformat(values["on"]),
        entered_at=datetime.fromisoformat(values["entered_at"]),
        entered_by=values["entered_by"],
    )
