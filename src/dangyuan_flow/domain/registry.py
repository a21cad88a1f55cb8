"""Entries of the registry: bodies, members, offices and users, as the journal keeps their changes.

A dossier's records say what was done; registry entries say who could do it. Both stand in one chain, so that an office
cannot be back-dated unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

REGISTERS = (
    "organization",
    "member",
    "office",
    "user",
    "setting",
    "batch",
    "sweep",
    "finding",
    "sample",
    "plan",
    "calendar",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """Someone who may sign in or be named with ``--as``: a short name for a person."""

    name: str
    person: str
    id_number: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryEntry:
    """One line of the journal that changes a register: ``key`` names what, ``value`` is how it stands from now on.

    ``value`` is JSON-ready (dates as ISO text), the whole of the line, not a difference.
    """

    register: str
    key: str
    value: Mapping[str, Any] = field(default_factory=dict)
    on: date
    entered_at: datetime
    entered_by: str
