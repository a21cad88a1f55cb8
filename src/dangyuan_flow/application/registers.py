"""Read the registers: bodies, offices, users, the roster, the imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.people import Member, Office, Organization
    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import ImportBatch


def organizations(flow: Flow) -> tuple[Organization, ...]:
    """Every body."""
    return flow.store.organizations()


def offices(
    flow: Flow, on: date | None = None, *, holder: str | None = None, body: str | None = None
) -> tuple[Office, ...]:
    """The offices; those held on a day, by one user, or at one body."""
    return flow.store.offices(on, holder=holder, organization=body)


def users(flow: Flow) -> tuple[User, ...]:
    """Every user."""
    return flow.store.users()


def members(flow: Flow, *, branch: str | None = None, name: str | None = None) -> tuple[Member, ...]:
    """The roster; of one branch, or of everybody with one name."""
    return flow.store.members(branch=branch, name=name)


def batches(flow: Flow) -> tuple[ImportBatch, ...]:
    """Every import, the latest first."""
    return flow.store.batches()


def place(flow: Flow) -> str:
    """The store as messages name it: the file, or the address without its password."""
    return flow.store.database.place
