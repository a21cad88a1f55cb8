"""Where the dossiers of a snapshot come from: ranges of ids out of SQLite (by Arrow) or PostgreSQL (by COPY).

All ranges of one export are read from the same state of the store, whatever others write meanwhile.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import duckdb
import psycopg

from dangyuan_flow.domain.errors import BadInput, Conflict
from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.snapshot.duck import literal, there
from dangyuan_flow.store.tables import HEAD, UNKNOWN

_ATTEMPTS = 20
_BATCH = "8192"


@dataclass(frozen=True, slots=True)
class Range:
    """The dossiers with ids from ``first`` up to, not including, ``until`` (``None``: to the end)."""

    first: str
    until: str | None


class Reader(Protocol):
    """Somebody who reads ranges out of a store, one after the other."""

    @abstractmethod
    def relation(self, engine: duckdb.DuckDBPyConnection, part: Range, beside: Path) -> str:
        """Let ``engine`` read the dossiers of ``part``: a relation of ``id``, facts and unknown words as SQL text.

        ``beside``: a file that may be used on the way.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""


@contextmanager
def readers(database: Database, facts: Sequence[str], count: int) -> Iterator[tuple[tuple[int, str], list[Reader]]]:
    """Open ``count`` readers that see one state of the store; gives the journal's head in it, and the readers.

    Raises :class:`BadInput` for a store in memory, :class:`Conflict` where the store is written without pause.
    """
    opened: list[Reader] = []
    try:
        if database.is_sqlite:
            opened, head = _agreed(database, facts, count)
        else:
            alone = _PostgresReader(database, facts)
            opened, head = [alone], alone.head
        yield head, opened
    finally:
        for reader in opened:
            reader.close()


def _agreed(database: Database, facts: Sequence[str], count: int) -> tuple[list[Reader], tuple[int, str]]:
    """SQLite has no shared snapshots; but readers that see the same last line of the journal see the same state."""
    path = database.path
    if path is None:
        raise BadInput("内存中的数据库不能导出快照。请用文件数据库")
    for _ in range(_ATTEMPTS):
        found = [_SqliteReader(path, facts) for _ in range(count)]
        heads = {reader.head for reader in found}
        if len(heads) == 1:
            return [*found], heads.pop()
        for reader in found:
            reader.close()
    raise Conflict(f"数据库 {database.place} 正在不停地写入，没有读到一致的状态。请稍后重试")


class _SqliteReader:
    """A reader over ADBC: rows become Arrow without passing through Python."""

    def __init__(self, path: Path, facts: Sequence[str]) -> None:
        import adbc_driver_manager as adbc  # noqa: PLC0415  only an export needs it
        import adbc_driver_sqlite  # noqa: PLC0415  as above

        self._facts = facts
        self._database = adbc_driver_sqlite.connect(f"file:{quote(str(path.resolve()))}?mode=ro")
        self._connection = adbc.AdbcConnection(self._database)
        self._connection.set_autocommit(False)
        self._statement = adbc.AdbcStatement(self._connection)
        self._statement.set_options(**{"adbc.sqlite.query.batch_rows": _BATCH})
        self.head = self._head()

    def _head(self) -> tuple[int, str]:
        """The journal's last line; reading it fixes the state that is seen from now on."""
        with duckdb.connect() as engine:
            engine.register("head", self._ask(HEAD))
            row = engine.execute("SELECT * FROM head").fetchone()
        return (0, "") if row is None else (int(row[0]), str(row[1]))

    def _ask(self, text: str) -> Any:  # noqa: ANN401  an Arrow stream
        self._statement.set_sql_query(text)
        stream, _ = self._statement.execute_query()
        return stream

    def relation(self, engine: duckdb.DuckDBPyConnection, part: Range, beside: Path) -> str:  # noqa: ARG002  nothing is laid beside
        bounds = self._rows(engine, part)
        named = ", ".join(f'"{name}"' for name in ("id", *self._facts, *UNKNOWN))
        sample = ", ".join(("'' AS \"id\"", *map(_sample, self._facts), *(f"0 AS {word}" for word in UNKNOWN)))
        # The driver takes each column's type from the first rows it sees: they begin with one of every type.
        text = f"SELECT {sample} UNION ALL SELECT {named} FROM dossier WHERE {bounds} AND \"position\" <> 'undone'"  # noqa: S608  our own columns
        engine.register("stored", self._ask(text))
        cast = ", ".join(f'{_cast(name)} AS "{name}"' for name in self._facts)
        return f'(SELECT "id", {cast}, {", ".join(UNKNOWN)} FROM stored WHERE "id" <> \'\') AS dossier'  # noqa: S608  our own columns

    def _rows(self, engine: duckdb.DuckDBPyConnection, part: Range) -> str:
        """The range as a condition, narrowed to the rows where it lies: reading in their order is fastest."""
        ids = f'"id" >= {literal(part.first)}' + ("" if part.until is None else f' AND "id" < {literal(part.until)}')
        engine.register("bounds", self._ask(f"SELECT min(rowid), max(rowid) FROM dossier WHERE {ids}"))  # noqa: S608  literals are written here
        low, high = engine.execute("SELECT * FROM bounds").fetchall()[0]
        engine.unregister("bounds")
        unindexed = ids.replace('"id"', '+"id"')
        return f"rowid BETWEEN {low or 0} AND {high or 0} AND {unindexed}"

    def close(self) -> None:
        self._statement.close()
        self._connection.close()
        self._database.close()


def _sample(name: str) -> str:
    value = "0" if VOCABULARY[name].kind in (Kind.INTEGER, Kind.FLAG) else "''"
    return f'{value} AS "{name}"'


def _cast(name: str) -> str:
    match VOCABULARY[name].kind:
        case Kind.DATE:
            return f"CAST(nullif(\"{name}\", '') AS DATE)"
        case Kind.FLAG:
            return f'CAST("{name}" AS BOOLEAN)'
        case _:
            return f'"{name}"'


class _PostgresReader:
    """A reader over COPY: the server writes lines of CSV, which the engine reads."""

    def __init__(self, database: Database, facts: Sequence[str]) -> None:
        self._facts = facts
        self._held = database.snapshot()
        self._connection = self._held.__enter__()
        row = run(self._connection, HEAD).fetchone()
        self.head: tuple[int, str] = (0, "") if row is None else (int(row[0]), str(row[1]))

    def relation(self, engine: duckdb.DuckDBPyConnection, part: Range, beside: Path) -> str:  # noqa: ARG002  nothing is registered
        named = ", ".join(f'"{name}"' for name in ("id", *self._facts, *UNKNOWN))
        ids = f'"id" COLLATE "C" >= {literal(part.first)}'
        if part.until is not None:
            ids += f' AND "id" COLLATE "C" < {literal(part.until)}'
        text = f"SELECT {named} FROM dossier WHERE {ids} AND \"position\" <> 'undone'"  # noqa: S608  literals are written here
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101  a store is SQLite or this
        copied = f"COPY ({text}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)".encode()
        with driver.cursor() as cursor, beside.open("wb") as file, cursor.copy(copied) as copy:
            for block in copy:
                file.write(block)
        return f"{_csv(beside, self._facts)} AS dossier"

    def close(self) -> None:
        self._held.__exit__(None, None, None)


def _csv(path: Path, facts: Sequence[str]) -> str:
    """DuckDB's reading of our lines: what is not quoted is ``NULL``, an empty text is quoted."""
    types = {
        "id": "VARCHAR",
        **{name: _TYPES[VOCABULARY[name].kind] for name in facts},
        **dict.fromkeys(UNKNOWN, "BIGINT"),
    }
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in types.items())
    return (
        f"read_csv({there(path)}, header = false, auto_detect = false, delim = ',', quote = '\"', "
        f"escape = '\"', nullstr = '', allow_quoted_nulls = false, max_line_size = 16777216, columns = {{{columns}}})"
    )


_TYPES = {Kind.DATE: "DATE", Kind.INTEGER: "BIGINT", Kind.FLAG: "BOOLEAN"} | dict.fromkeys(
    (Kind.TEXT, Kind.DATES, Kind.TEXTS), "VARCHAR"
)
