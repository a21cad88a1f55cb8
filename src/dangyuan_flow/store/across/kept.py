"""What rules across dossiers read and were answered at a registered sweep, so that the next asks only what moved.

Two tables, no truth of their own, written with the sweep in its transaction. ``narrow`` holds what such rules read of
every dossier that stood then; ``grouped`` what each was answered. A digest over the answers stands in the sweep's line
of the journal; answers that do not agree with it are not used.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Text

from dangyuan_flow.domain.journal import canonical, fold
from dangyuan_flow.domain.sweep import KeptSweep
from dangyuan_flow.domain.workflow import UNDONE
from dangyuan_flow.store import pages, rows
from dangyuan_flow.store.database import Database, run, run_many
from dangyuan_flow.store.tables import COLUMNS, DOSSIER, NARROW

NARROW_COLUMNS = tuple(column.name for column in NARROW.columns)
_QUOTED = tuple(f'"{column}"' for column in NARROW_COLUMNS)
_PUT = f"INSERT INTO narrow ({', '.join(_QUOTED)})"
_PLACES = tuple(COLUMNS.index(column) for column in NARROW_COLUMNS)
_WORDS = frozenset(column.name for column in DOSSIER.columns if isinstance(column.type, Text))
STANDS = f"\"position\" <> '{UNDONE}'"
"""An import that was undone is no dossier any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule was answered: to which question (its digest), how many dossiers it could not check, the rows."""

    rule: str
    asked: str
    lacks: int
    rows: tuple[Sequence[Any], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a sweep leaves of the rules across dossiers: all that they were answered, up to line ``head``.

    ``changed``: the dossiers that are not as ``narrow`` has them, as they stood then (``None``: they stand no more);
    where it is ``None`` itself, nothing in ``narrow`` holds.
    """

    answers: tuple[Answer, ...]
    changed: Mapping[str, Sequence[Any] | None] | None = None
    sweep: int = 0
    head: int = 0

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the answers."""
        return digest(self.answers)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an earlier sweep left: itself, and what each rule was answered."""

    sweep: KeptSweep
    answers: Mapping[str, Answer]


def digest(answers: Iterable[Answer]) -> str:
    """SHA-256 (hex) over what rules were answered."""
    text = hashlib.sha256()
    for answer in sorted(answers, key=lambda answer: answer.rule):
        text.update(f"{answer.rule}\n{answer.asked}\n{answer.lacks}\n{_written(answer)}\n".encode())
    return text.hexdigest()


def in_order(told: Iterable[Sequence[Any]]) -> tuple[Sequence[Any], ...]:
    """The rows of a select as every database tells them, days as ISO text."""
    plain = [[_plain(value) for value in row] for row in told]
    return tuple(sorted(plain, key=lambda row: canonical({"row": row})))


def _written(answer: Answer) -> str:
    return canonical({"rows": list(answer.rows)})


def _plain(value: Any) -> Any:  # noqa: ANN401  what a driver gives
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return int(value)
        case _:
            return value


def basis(connection: Connection, database: Database, derivation: str) -> Basis | None:
    """What the last registered sweep left of the rules across dossiers; ``None`` where it does not hold any more."""
    kept = run(connection, "SELECT sweep, rule, asked, lacks, told FROM grouped").fetchall()
    if not kept:
        return None
    query = database.text("SELECT document FROM sweep WHERE number = ?")
    found = run(connection, query, (kept[0][0],)).fetchone()
    try:
        answers = {
            rule: Answer(rule, asked, lacks, tuple(json.loads(told)["rows"])) for _, rule, asked, lacks, told in kept
        }
    except (ValueError, TypeError, KeyError):
        return None
    if found is None:
        return None
    sweep = KeptSweep.from_document(json.loads(found[0]))
    line = run(connection, database.text("SELECT digest FROM journal WHERE seq = ?"), (sweep.head[0],)).fetchone()
    holds = (
        sweep.derivation == derivation
        and sweep.grouped == digest(answers.values())
        and (sweep.head[0] == 0 if line is None else line[0] == sweep.head[1])
    )
    return Basis(sweep, answers) if holds else None


def write(connection: Connection, database: Database, kept: Kept) -> None:
    """Keep what a sweep leaves in place of what stood there."""
    marks = ", ".join("?" * len(NARROW_COLUMNS))
    put = database.text(f"{_PUT} VALUES ({marks})")
    if kept.changed is None:
        _write_all(connection, database, kept.head, put)
    else:
        gone = [(dossier,) for dossier in kept.changed]
        run_many(connection, database.text("DELETE FROM narrow WHERE id = ?"), gone)
        run_many(connection, put, [row for row in kept.changed.values() if row is not None])
    run(connection, "DELETE FROM grouped")
    told = [(a.rule, kept.sweep, a.asked, a.lacks, _written(a)) for a in kept.answers]
    insert = "INSERT INTO grouped (rule, sweep, asked, lacks, told) VALUES (?, ?, ?, ?, ?)"
    run_many(connection, database.text(insert), told)


def _write_all(connection: Connection, database: Database, head: int, put: str) -> None:
    """Lay the dossiers anew as line ``head`` left them: those that changed since from their records up to it."""
    since = f"SELECT dossier FROM journal WHERE seq > {head} AND dossier IS NOT NULL"  # noqa: S608  a number
    run(connection, "DELETE FROM narrow")
    run(connection, f"{_PUT} {narrow(database, NARROW_COLUMNS)} AND id NOT IN ({since})")
    opened_before = f"{since} GROUP BY dossier HAVING min(dossier_seq) > 1"
    for (dossier,) in run(connection, opened_before).fetchall():
        told = [record for seq, record in pages.records_of(connection, [dossier])[dossier] if seq <= head]
        whole = rows.row_of(fold(dossier, told), None, iso=database.is_sqlite)
        if whole[COLUMNS.index("position")] != UNDONE:
            run(connection, put, tuple(whole[place] for place in _PLACES))
    if not database.is_sqlite:
        run(connection, "ANALYZE narrow")  # nobody else would tell the planner in time


def narrow(database: Database, columns: Iterable[str]) -> str:
    """A select of ``columns`` of the dossiers that stand, to be narrowed by AND."""
    return f"SELECT {sortable(database, columns)} FROM dossier WHERE {STANDS}"  # noqa: S608  our own columns


def sortable(database: Database, columns: Iterable[str]) -> str:
    """The columns of a dossier, its words sorted by their characters whatever a server's own order is.

    So every database tells the same one of two that are alike.
    """
    return ", ".join(
        database.sorted_by_characters(f'"{column}"') if column in _WORDS else f'"{column}"' for column in columns
    )
