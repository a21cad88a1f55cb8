"""Reading all of a store piece by piece: so many lines, so many dossiers with their records, never all at once."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import COLUMNS, JOURNAL

LINES_AT_ONCE = 5_000
DOSSIERS_AT_ONCE = 500

_WHOLE = ", ".join(f'"{column}"' for column in COLUMNS)
_DOSSIERS = f"SELECT {_WHOLE} FROM dossier WHERE id > ? ORDER BY id LIMIT {DOSSIERS_AT_ONCE}"  # noqa: S608  our own columns
_LINES = (
    'SELECT seq, digest, dossier, dossier_seq, kind, "key", batch, document FROM journal '  # noqa: S608  a number
    f"WHERE seq > ? ORDER BY seq LIMIT {LINES_AT_ONCE}"
)


def lines(connection: Connection, database: Database) -> Iterator[Sequence[Any]]:
    """Every line of the journal as stored, in order: seq, digest, dossier, its seq, kind, key, batch, document."""
    return _paged(connection, database.text(_LINES), -1)


def dossiers(connection: Connection, database: Database) -> Iterator[Sequence[Any]]:
    """Every dossier's whole row, in the database's own order of ids."""
    return _paged(connection, database.text(_DOSSIERS), "")


def dossier_pages(connection: Connection, database: Database) -> Iterator[list[Sequence[Any]]]:
    """The same, a page at a time."""
    statement = database.text(_DOSSIERS)
    last = ""
    while page := run(connection, statement, (last,)).fetchall():
        yield page
        last = page[-1][0]


def _paged(connection: Connection, statement: str, last: str | int) -> Iterator[Sequence[Any]]:
    while page := run(connection, statement, (last,)).fetchall():
        yield from page
        last = page[-1][0]


def records_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[tuple[int, StepRecord]]]:
    """The records of some dossiers with their numbers in the store, each dossier's in order."""
    query = select(JOURNAL.c.dossier, JOURNAL.c.seq, JOURNAL.c.document)
    query = query.where(JOURNAL.c.dossier.in_(ids)).order_by(JOURNAL.c.dossier, JOURNAL.c.dossier_seq)
    found: dict[str, list[tuple[int, StepRecord]]] = {dossier_id: [] for dossier_id in ids}
    for dossier_id, seq, text in connection.execute(query):
        found[dossier_id].append((seq, StepRecord.from_document(json.loads(text))))
    return found
