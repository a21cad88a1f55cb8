"""Registered sweeps and their findings as tables: what the journal's lines about them amount to.

A line of register ``sweep`` or ``finding`` says the whole; its row is a copy to be searched. Nothing is written here
but from within :meth:`Store.append`.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dangyuan_flow.domain.errors import Conflict
from dangyuan_flow.domain.finding import Finding
from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.sweep import KeptSweep
from dangyuan_flow.store.database import Database, run_many
from dangyuan_flow.store.failures import NOTHING_WRITTEN
from dangyuan_flow.store.tables import FINDING, SWEEP

SWEEPS, FINDINGS = "sweep", "finding"
OWN_TABLES = frozenset({SWEEPS, FINDINGS})
"""The registers whose lines are kept in tables of their own."""

SWEEP_COLUMNS = tuple(column.name for column in SWEEP.columns)
FINDING_COLUMNS = tuple(column.name for column in FINDING.columns)
_QUOTED = tuple(f'"{column}"' for column in FINDING_COLUMNS)
_SWEPT = f"INSERT INTO sweep ({', '.join(SWEEP_COLUMNS)}) VALUES ({', '.join('?' * len(SWEEP_COLUMNS))})"  # noqa: S608  our own columns
_FOUND = f"INSERT INTO finding ({', '.join(_QUOTED)}) VALUES ({', '.join('?' * len(_QUOTED))})"  # noqa: S608  as above
_CHANGED = f"UPDATE finding SET {', '.join(f'{c} = ?' for c in _QUOTED[1:])} WHERE number = ? AND step = ?"  # noqa: S608  as above
_MOST_NAMED = 5

Line = tuple[int, RegistryEntry]
"""A line of the journal: its number, and what it says."""


def write(connection: Connection, database: Database, lines: Sequence[Line]) -> None:
    """Make the rows of ``lines`` (of :data:`OWN_TABLES`); raises :class:`Conflict` where somebody else was quicker."""
    iso = database.is_sqlite
    swept = [sweep_row(seq, entry.value, iso=iso) for seq, entry in lines if entry.register == SWEEPS]
    found = [finding_row(seq, entry.value, iso=iso) for seq, entry in lines if entry.register == FINDINGS]
    run_many(connection, database.text(_SWEPT), swept)
    run_many(connection, database.text(_FOUND), [row for row in found if row[2] == 1])
    changed = [(*row[1:], row[0], row[2] - 1) for row in found if row[2] > 1]
    if run_many(connection, database.text(_CHANGED), changed) != len(changed):
        raise overtaken([row[-2] for row in changed])


def overtaken(numbers: Sequence[int]) -> Conflict:
    """The refusal for whoever worked from an older state of the findings ``numbers``, or of some of them."""
    some = "、".join(str(number) for number in numbers[:_MOST_NAMED])
    more = " 等" if len(numbers) > _MOST_NAMED else ""
    return Conflict(f"问题 {some}{more}刚刚有人处理过，与本次操作所依据的情况不同。{NOTHING_WRITTEN}，请重新查看后再办")


def refused(connection: Connection, entries: Sequence[RegistryEntry]) -> Conflict | None:
    """Why a sweep could not be entered: another one took its number first; ``None`` where that is not the reason."""
    for entry in entries:
        if entry.register == SWEEPS:
            query = select(SWEEP.c.document).where(SWEEP.c.number == entry.value["number"])
            known = connection.execute(query).scalar()
            if known is not None:
                sweep = KeptSweep.from_document(json.loads(known))
                when = sweep.kept_at.strftime("%Y-%m-%d %H:%M")
                return Conflict(
                    f"{sweep.kept_by} 刚于 {when} 登记了第 {sweep.number} 次排查，本次比较已经过时。"
                    f"{NOTHING_WRITTEN}，请再排查一次"
                )
    return None


def sweep_row(seq: int, value: Any, *, iso: bool) -> tuple[Any, ...]:  # noqa: ANN401  a line's value
    """The row of a sweep's line, in the order of the columns."""
    sweep = KeptSweep.from_document(value)
    return (
        sweep.number,
        seq,
        _day(sweep.as_of, iso=iso),
        sweep.scope.text,
        sweep.scope.body,
        sweep.rules,
        sweep.derivation,
        *sweep.head,
        sweep.dossiers,
        sweep.facts.total,
        sweep.leads.total,
        canonical(dict(value)),
    )


def finding_row(seq: int, value: Any, *, iso: bool) -> tuple[Any, ...]:  # noqa: ANN401  as above
    """The row of a finding's line, in the order of the columns."""
    finding = Finding.from_document(value)
    seen = finding.seen
    return (
        finding.number,
        seq,
        finding.step,
        seen.dossier,
        seen.about,
        seen.name,
        seen.branch,
        seen.code,
        seen.rule,
        seen.severity,
        seen.class_,
        seen.certainty,
        finding.state.value,
        finding.present,
        finding.assigned_to,
        _day(finding.due_on, iso=iso),
        _day(finding.found_on, iso=iso),
        finding.sweep,
        seen.digest,
        canonical(dict(value)),
    )


def _day(day: date | None, *, iso: bool) -> date | str | None:
    return day.isoformat() if iso and day is not None else day


def sweeps(connection: Connection, scope: str | None = None, *, limit: int | None = None) -> tuple[KeptSweep, ...]:
    """The registered sweeps (of one scope), the latest first."""
    query = select(SWEEP.c.document).order_by(SWEEP.c.number.desc()).limit(limit)
    rows = connection.execute(query if scope is None else query.where(SWEEP.c.scope == scope))
    return tuple(KeptSweep.from_document(json.loads(text)) for (text,) in rows)
