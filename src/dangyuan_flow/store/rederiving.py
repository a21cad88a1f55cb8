"""Deriving again: after a new version of the derivation, of the calendar, of the vocabulary or of the workflow."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.journal import StepRecord, fold
from dangyuan_flow.store import pages, rows
from dangyuan_flow.store.database import Database, Progress, run
from dangyuan_flow.store.rows import StandingAt
from dangyuan_flow.store.tables import DOSSIER
from dangyuan_flow.store.writing import CHANGED


def stale(database: Database) -> int:
    """How many dossiers go back to another derivation."""
    with database.reading() as connection:
        query = select(func.count()).select_from(DOSSIER).where(DOSSIER.c.derivation != rows.derivation())
        return int(connection.execute(query).scalar_one())


def rederive(database: Database, standing_at: StandingAt | None, progress: Progress | None = None) -> int:
    """Derive every dossier again and write those that came out differently; returns how many. No record is written.

    Works a page at a time, so that others can write in between; a dossier that they changed meanwhile is left to them.
    """
    iso = database.is_sqlite
    statement = database.text(CHANGED)
    changed = done = 0
    with database.reading() as connection:
        total = int(connection.execute(select(func.count()).select_from(DOSSIER)).scalar_one())
        for page in pages.dossier_pages(connection, database):
            foreign = [row[0] for row in page if rows.numbering_of(row) != rows.NUMBERING]
            records = pages.records_of(connection, foreign) if foreign else {}
            fresh = [(row, _anew(row, [r for _, r in records.get(row[0], ())], standing_at, iso=iso)) for row in page]
            differing = [(old, new) for old, new in fresh if tuple(old) != new]
            if differing:
                with database.writing() as writer:
                    for old, new in differing:
                        changed += run(writer, statement, (*new[1:], old[0], old[1])).rowcount
            done += len(page)
            if progress is not None:
                progress(done, total)
    return changed


def _anew(
    row: Sequence[Any], records: Sequence[StepRecord], standing_at: StandingAt | None, *, iso: bool
) -> tuple[Any, ...]:
    """The row as it should be: from the records where its bits are numbered otherwise, else from its recorded facts."""
    if records:
        dossier = fold(row[0], records)
    else:
        kept = rows.dossier_of(row, iso=iso)
        dossier = dataclasses.replace(kept, facts=derive(kept.facts))
    new = rows.row_of(dossier, standing_at, iso=iso)
    return new if standing_at is not None else (*new[:4], row[4], *new[5:])  # nobody told: what stands there, stands
