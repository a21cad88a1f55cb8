"""The registers: bodies, members, offices, users, and the import batches and settings that are kept the same way.

A line's ``value`` is the domain's value as JSON (:func:`value_of`); an empty value takes the line out of the register.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization, Sanction
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.registry import User
from dangyuan_flow.store.database import run

BATCH, PLAN, SETTING = "batch", "plan", "setting"
_ABOUT = {"organization": "name", "member": "name", "office": "holder", "user": "name"}
_BELONGS_TO = {"organization": "parent", "member": "branch", "office": "organization", "plan": "body"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportBatch:
    """One import of a ledger: which file (name, SHA-256), by whom and when, how many dossiers, and whether undone."""

    id: str
    file_name: str
    digest: str
    entered_at: datetime
    entered_by: str
    count: int
    undone_at: datetime | None = None
    undone_by: str | None = None


Registered = Organization | Member | Office | User | ImportBatch | Quota
Found = TypeVar("Found")


def value_of(registered: Registered) -> dict[str, Any]:
    """The ``value`` of a registry entry for ``registered``, without what is empty."""
    return {
        spec.name: _plain(value)
        for spec in dataclasses.fields(registered)
        if (value := getattr(registered, spec.name)) is not None and value != ()
    }


def _plain(value: Any) -> Any:  # noqa: ANN401  a value of a register's line
    match value:
        case date():  # a datetime is one too
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case Sanction():
            return {f.name: _plain(v) for f in dataclasses.fields(value) if (v := getattr(value, f.name)) is not None}
        case _:
            return value


def searched(kind: str, value: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Whom or what a line is about, and which body it belongs to: the columns by which registers are searched."""
    return value.get(_ABOUT.get(kind, "")), value.get(_BELONGS_TO.get(kind, ""))


def organization(value: Mapping[str, Any]) -> Organization:
    """A body read back."""
    kind = value.get("kind")
    elections = tuple(date.fromisoformat(day) for day in value.get("elections", ()))
    return Organization(
        **_days(value, "founded_on", "dissolved_on")
        | {
            "kind": None if kind is None else BodyKind(kind),
            "former_names": tuple(value.get("former_names", ())),
            "elections": elections,
        }
    )


def member(value: Mapping[str, Any]) -> Member:
    """A member of a roster read back."""
    sanctions = tuple(Sanction(**_days(s, "on", "restored_on")) for s in value.get("sanctions", ()))
    days = _days(value, "joined_on", "full_since", "arrived_on", "left_on", "died_on")
    return Member(**{"branch": None} | days | {"sanctions": sanctions})


def office(value: Mapping[str, Any]) -> Office:
    """An office read back."""
    return Office(**_days(value, "since", "until") | {"duty": Duty(value["duty"])})


def user(value: Mapping[str, Any]) -> User:
    """A user read back."""
    return User(**value)


def quota(value: Mapping[str, Any]) -> Quota:
    """A line of the annual plan read back."""
    return Quota(**value)


def batch(value: Mapping[str, Any]) -> ImportBatch:
    """An import batch read back."""
    moments = {n: datetime.fromisoformat(value[n]) for n in ("entered_at", "undone_at") if n in value}
    return ImportBatch(**dict(value) | moments)


def _days(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return dict(value) | {name: date.fromisoformat(value[name]) for name in names if value.get(name)}


def lines(
    connection: Connection, kind: str, read: Callable[[Mapping[str, Any]], Found], **narrowed: str | None
) -> dict[str, Found]:
    """A register's lines by key, in the order of their keys; ``narrowed`` to one ``key``, ``name`` or ``body``."""
    wanted = {"kind": kind, **{column: value for column, value in narrowed.items() if value is not None}}
    is_sqlite = connection.dialect.name == "sqlite"
    marks = (f'"{column}" = {"?" if is_sqlite else f"${n}"}' for n, column in enumerate(wanted, start=1))
    query = f'SELECT "key", "value" FROM register WHERE {" AND ".join(marks)} ORDER BY "key"'  # noqa: S608  our own columns
    rows = run(connection, query, tuple(wanted.values())).fetchall()
    return {found: read(json.loads(value)) for found, value in rows if value != "{}"}
