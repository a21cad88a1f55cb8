"""The connection to SQLite or PostgreSQL: how each is opened, and the three ways of using it.

*Reading* is single statements. A *snapshot* sees one moment for as long as it lasts. *Writing* is one transaction by
the one writer: SQLite's write lock from the first statement on, an advisory lock on PostgreSQL.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.store.failures import shown, told

PATIENCE_SECONDS = 10
"""How long a writer waits for another one before it gives up."""

_WRITER = 0x64616E67_7975616E  # b"dangyuan": the advisory lock of whoever writes the journal
_LOCK = f"SELECT pg_advisory_xact_lock({_WRITER})"
_BEGIN = "dangyuan_begin"


class Database:
    """One open database; ``place`` is how messages name it."""

    def __init__(self, url: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Prepare the connection; nothing is opened yet. Raises :class:`BadInput` for a URL of another kind."""
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.place = shown(self.url)
        self.engine = _sqlite(self.url, patience) if self.is_sqlite else _postgresql(self.url, patience)
        self._reading: Engine = self.engine
        if self.is_sqlite:
            self._snapshot: Engine = self.engine.execution_options(**{_BEGIN: "BEGIN"})
            self._writing: Engine = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        else:
            self._reading = self.engine.execution_options(isolation_level="AUTOCOMMIT")
            self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")
            self._writing = self.engine

    @property
    def path(self) -> Path | None:
        """The SQLite file; ``None`` in memory and on PostgreSQL."""
        if not self.is_sqlite or self.url.database in (None, "", ":memory:"):
            return None
        return Path(str(self.url.database))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for single statements."""
        with told(self.url), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees the store as it is at its first statement, whatever others write meanwhile."""
        with told(self.url), self._snapshot.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one write transaction; committed at the end, undone as a whole if anything is raised."""
        with told(self.url), self._writing.begin() as connection:
            if not self.is_sqlite:
                run(connection, _LOCK)
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def text(self, statement: str) -> str:
        """``statement``, written with ``?`` for each value, as this database wants it (PostgreSQL: ``$1`` …)."""
        if self.is_sqlite:
            return statement
        first, *rest = statement.split("?")
        return first + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))

    def sorted_by_characters(self, word: str) -> str:
        """SQL for ``word`` as SQLite sorts it; PostgreSQL would sort it as its server's language has it."""
        return word if self.is_sqlite else f'{word} COLLATE "C"'


def run(connection: Connection, statement: str, values: Sequence[Any] = ()) -> Any:  # noqa: ANN401  a driver's cursor
    """Execute a driver-level statement and return the driver's cursor.

    The hot path: SQLAlchemy would spend longer on describing 290 columns than the database on finding them.
    """
    return _cursor(connection).execute(statement, values)


def run_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> int:
    """Execute a driver-level statement once a row; returns how many rows of the table that touched."""
    if not rows:
        return 0
    cursor = _cursor(connection)
    cursor.executemany(statement, rows)
    return int(cursor.rowcount)


def _cursor(connection: Connection) -> Any:  # noqa: ANN401  sqlite3's or psycopg's
    driver: Any = connection.connection.driver_connection
    return psycopg.RawCursor(driver) if isinstance(driver, psycopg.Connection) else driver.cursor()


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        msg = f"数据库地址“{text}”无法解读。SQLite 写 sqlite:///文件路径，PostgreSQL 写 postgresql://用户@主机/库名"
        raise BadInput(msg) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        msg = f"不支持的数据库“{url.get_backend_name()}”，可用 SQLite 或 PostgreSQL"
        raise BadInput(msg)
    return url.set(drivername="postgresql+psycopg") if url.get_backend_name() == "postgresql" else url


def _sqlite(url: URL, patience: float) -> Engine:
    options: dict[str, Any] = {}
    if url.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool}
    elif not Path(str(url.database)).parent.is_dir():
        msg = f"数据库所在的文件夹“{Path(str(url.database)).parent}”不存在，请先建立它，或改正路径"
        raise NotFound(msg)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": patience}, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  sqlite3's connection
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "recursive_triggers = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get(_BEGIN)
        if statement is not None:
            connection.exec_driver_sql(statement)

    return engine


def _postgresql(url: URL, patience: float) -> Engine:
    options = f"-c lock_timeout={int(patience * 1000)} -c timezone=UTC -c client_encoding=UTF8"
    try:
        return create_engine(url, connect_args={"connect_timeout": 10, "options": options}, pool_pre_ping=False)
    except NoSuchModuleError as error:
        msg = f"不支持的数据库驱动“{url.drivername}”，请写 postgresql://用户@主机/库名"
        raise BadInput(msg) from error


Progress = Callable[[int, int], None]
"""Told of long work: how much is done, of how much."""
