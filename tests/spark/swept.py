"""The same dossiers swept by every engine, told alike: one line a finding."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import duckdb
from sqlalchemy.schema import CreateTable

from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.store import FactTable
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.snapshot import columns, export, reading
from dangyuan_flow.store.tables import DOSSIER, JOURNAL
from tests.rules.dossiers import AS_OF, national

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from dangyuan_flow.domain.facts import Facts, Value
    from dangyuan_flow.domain.rules import RuleSet, Violation
    from dangyuan_flow.store.snapshot.reading import Snapshot

MASTER = "local-cluster[2,1,600]"
"""Two executors in processes of their own, one core and 600 MB each."""

Line = tuple[str, str, str, str | None, str | None, str, str, bool, str, str]
"""Body, about whom, dossier, name, branch, code, rule, noted, certainty, values as canonical JSON."""


def exported(folder: Path, people: Mapping[str, Iterable[tuple[str, Facts]]]) -> Snapshot:
    """Put the dossiers of each body into a store of its own, and hand up its snapshot; all of them, opened."""
    facts = columns.facts_of(national(), AS_OF)
    for body, dossiers in people.items():
        (folder / body).mkdir(parents=True)
        url = f"sqlite:///{folder / body}.db"
        with closing(Database(url)) as database:
            with database.writing() as connection:  # without the index by which a store refuses a second dossier
                connection.execute(CreateTable(DOSSIER))
                connection.execute(CreateTable(JOURNAL))
            FactTable(database).insert(dossiers)
            export.export(database, folder / body, body=body, facts=facts, on=AS_OF)
    return reading.opened(folder)


def in_place(people: Mapping[str, Iterable[tuple[str, Facts]]], rules: RuleSet, as_of: date = AS_OF) -> set[Line]:
    """What a sweep of each body's table finds by the rules that judge one dossier."""
    found: set[Line] = set()
    for body, dossiers in people.items():
        with closing(FactTable.in_memory()) as table:
            table.insert(dossiers)
            for swept in table.sweep(rules, as_of).found:
                about = (body, "dossier", swept.dossier, swept.name, swept.branch)
                found |= {(*about, *_line(v, noted=False)) for v in swept.judgement.violations}
                found |= {(*about, *_line(v, noted=True)) for v in swept.judgement.notes}
    return found


def _line(violation: Violation, *, noted: bool) -> tuple[str, str, bool, str, str]:
    facts = {name: _plain(value) for name, value in violation.facts.items()}
    return violation.code, violation.rule.id, noted, violation.certainty.value, canonical(facts)


def _plain(value: Value) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def lines(out: Path) -> set[Line]:
    """The findings in a folder of them; each stands there once."""
    told = "source, about, dossier, name, branch, code, rule, noted, certainty, facts"
    with duckdb.connect() as engine:
        found = engine.execute(f"SELECT {told} FROM read_parquet('{out}/findings-*.parquet')").fetchall()
    assert len(found) == len(set(found))
    return {_spaced(*line) for line in found}


def _spaced(*line: object) -> Line:
    return line  # type: ignore[return-value]  # the columns are these


def checksum(found: Iterable[Line]) -> str:
    """SHA-256 (hex) over dossier, code and values of all findings."""
    digest = sha256()
    for line in sorted(found, key=repr):
        digest.update(repr(line).encode())
    return digest.hexdigest()
