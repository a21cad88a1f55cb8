"""Tables of dossiers, asked across on each engine: SQLite and PostgreSQL as a store would be, DuckDB as a snapshot."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import duckdb
from sqlalchemy.schema import CreateTable

from dangyuan_flow.application.copying import groups_of
from dangyuan_flow.domain.across import Across, Beside, Group, groups, standing
from dangyuan_flow.domain.plan import Planned, planned
from dangyuan_flow.store import across, rows
from dangyuan_flow.store.database import Database, run, run_many
from dangyuan_flow.store.tables import COLUMNS, DOSSIER
from tests.rules.dossiers import facts_of, national

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from dangyuan_flow.domain.across import Table
    from dangyuan_flow.domain.facts import Facts, Value

_WHOLE = ", ".join(f'"{column}"' for column in COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))


def dossiers_of(table: Table) -> list[tuple[str, Facts]]:
    """The dossiers of an example, numbered from 1."""
    found: list[tuple[str, Facts]] = []
    for times, recorded in table.dossiers:
        unknown = recorded.get("unknown") or ()
        assert isinstance(unknown, tuple)
        facts = facts_of(_without(recorded, "unknown"), map(str, unknown))
        for _ in range(times):
            found.append((str(len(found) + 1), facts))
    return found


def _without(recorded: Mapping[str, Value], name: str) -> dict[str, Value]:
    return {key: value for key, value in recorded.items() if key != name}


class Engine:
    """One database with a table of dossiers and what stands beside it, empty."""

    def __init__(self, url: str) -> None:
        """``duckdb``, or a URL of SQLAlchemy's."""
        self.database = None if url == "duckdb" else Database(url)
        if self.database is None:
            self._duckdb = duckdb.connect()
            self._duckdb.execute(str(CreateTable(DOSSIER).compile()).replace("BLOB", "BYTEA"))
        else:
            with self.database.writing() as connection:
                connection.execute(CreateTable(DOSSIER))
        for statement in (
            "CREATE TABLE entry (dossier TEXT, entered_by TEXT, entered_at TEXT)",
            "CREATE TABLE finding_due (subject TEXT, about TEXT, code TEXT, due_on DATE, body TEXT, settled BOOLEAN)",
        ):
            self.fill(statement, [()])

    def close(self) -> None:
        """Forget all of it."""
        if self.database is None:
            self._duckdb.close()
        else:
            self.database.close()

    def clear(self) -> None:
        """Empty every table."""
        for table in ("dossier", "entry", "finding_due"):
            self.fill(f"DELETE FROM {table}", [()])

    def insert(self, dossiers: Iterable[tuple[str, Facts]]) -> None:
        """Put dossiers into the table."""
        if self.database is None:
            self._copy([rows.bare_row(number, facts, iso=True) for number, facts in dossiers])
            return
        iso = self.database.is_sqlite
        self.fill(
            f"INSERT INTO dossier ({_WHOLE}) VALUES ({_MARKS})", [rows.bare_row(n, f, iso=iso) for n, f in dossiers]
        )

    def _copy(self, lines: list[tuple[Any, ...]]) -> None:
        """All lines at once: DuckDB takes seconds for hundreds of wide ones, given one by one."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["\\N" if value is None else value for value in line] for line in lines])
            file.flush()
            self._duckdb.execute(f"COPY dossier FROM '{file.name}' (HEADER false, NULLSTR '\\N')")

    def fill(self, statement: str, lines: list[Any]) -> None:
        """Run an INSERT for each line."""
        if self.database is None:
            if lines:
                self._duckdb.executemany(statement, lines)
            return
        with self.database.writing() as connection:
            run_many(connection, self.database.text(statement), lines)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that ``statement`` yields."""
        if self.database is None:
            return self._duckdb.execute(statement).fetchall()
        with self.database.reading() as connection:
            return list(run(connection, statement).fetchall())

    def beside(self, table: Table) -> None:
        """Put the entries and the findings of an example beside its dossiers."""
        self.fill("INSERT INTO entry VALUES (?, ?, ?)", [(e.dossier, e.by, e.at.isoformat()) for e in table.entries])
        iso = self.database is not None and self.database.is_sqlite
        self.fill(
            "INSERT INTO finding_due VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    f.subject,
                    f.about.value,
                    f.code,
                    f.due_on.isoformat() if f.due_on and iso else f.due_on,
                    f.body,
                    f.settled,
                )
                for f in table.findings
            ],
        )


def found(
    engine: Engine, rule: Across, as_of: date, plan: Sequence[Planned] = (), within: Collection[str] | None = None
) -> tuple[Group, ...]:
    """What ``rule`` finds."""
    return _asked(engine, rule, across.statement(rule, as_of, plan), as_of, within)


def _asked(
    engine: Engine, rule: Across, statement: str, as_of: date, within: Collection[str] | None = None
) -> tuple[Group, ...]:
    rows_ = engine.ask(statement) if statement else []
    return groups(rule, rows_, as_of, national().regulations, within=within)


def judged(engine: Engine, rule: Across, table: Table) -> tuple[Group, ...]:
    """What ``rule`` finds in an example, with the numbers that the example gives it."""
    engine.clear()
    engine.insert(dossiers_of(table))
    engine.beside(table)
    asked = replace(rule, numbers={**rule.numbers, **table.numbers})
    if rule.asks.beside is Beside.TEXTS:  # no database is asked about texts
        return groups_of(asked, table.texts, table.as_of, national().regulations)
    statement = across.statement(asked, table.as_of, planned(table.plan, {}), elections=table.elections)
    return standing(_asked(engine, asked, statement, table.as_of))
