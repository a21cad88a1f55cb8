"""Entries for the store's tests: invented people, and records that lead from one state of a dossier to the next."""

from datetime import UTC, date, datetime
from typing import Any

from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.workflow import Move

DAY = date(2026, 6, 1)
MOMENT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def identity(number: int) -> str:
    """An invented identity number (no such area exists) with a right check digit."""
    first = f"999999{1980 + number % 20}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    return first + check_digit(first)


def opened(dossier_id: str, position: str = "2", **facts: Value) -> tuple[StepRecord, Dossier]:
    """A dossier's first record."""
    return followed(Dossier(id=dossier_id), move=Move.OPEN, position=position, more={"facts": facts})


def followed(
    dossier: Dossier,
    *,
    move: Move = Move.COMPLETE,
    position: str | None = None,
    by: str = "zhangming",
    batch: str | None = None,
    more: dict[str, Any] | None = None,
    **facts: Value,
) -> tuple[StepRecord, Dossier]:
    """One more record of ``dossier``, and the dossier after it."""
    record = StepRecord(
        dossier=dossier.id,
        dossier_seq=dossier.seq + 1,
        move=move,
        on=DAY,
        entered_at=MOMENT,
        entered_by=by,
        position=position or dossier.position,
        batch=batch,
        **({"facts": facts} | (more or {})),
    )
    return record, apply(dossier, record)


def registered(register: str, key: str, **value: object) -> RegistryEntry:
    """A line of a register."""
    return RegistryEntry(register=register, key=key, value=value, on=DAY, entered_at=MOMENT, entered_by="admin")
