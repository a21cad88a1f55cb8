"""DuckDB as this program uses it: in memory, offline, with bounded memory, writing whole files."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

PARQUET = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"
"""How every file of ours is written; measured in docs/adr/0008."""


@contextmanager
def connected(
    *, threads: int | None = None, memory: str = "800MB", spill: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of its own; ``spill``: a folder for what does not fit into ``memory`` (else one that goes with it)."""
    with ExitStack() as stack:
        place = spill or stack.enter_context(TemporaryDirectory(prefix="dangyuan-"))
        engine = stack.enter_context(duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}))
        engine.execute("SET autoload_known_extensions = false")
        engine.execute(f"SET threads = {threads or os.cpu_count() or 1}")
        engine.execute("SET preserve_insertion_order = false")
        engine.execute("SET enable_progress_bar = false")
        engine.execute(f"SET memory_limit = '{memory}'")
        engine.execute(f"SET temp_directory = {literal(str(place))}")
        yield engine


class Dossiers:
    """The view ``dossier`` of an engine, as rules across dossiers ask it."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self._engine = engine
        self._shared: dict[tuple[str, ...], str] = {}

    def execute(self, text: str, /) -> duckdb.DuckDBPyConnection:
        """Ask."""
        return self._engine.execute(text)

    def sharing(self, facts: tuple[str, ...]) -> str:
        """Those that have the same ``facts`` as another one, found by a number each: texts would not fit in memory."""
        columns = ", ".join(f'"{name}"' for name in facts)
        if facts not in self._shared:
            self._shared[facts] = f"shared_{len(self._shared)}"
            self._engine.execute(
                f"CREATE TEMP TABLE {self._shared[facts]} AS SELECT hash({columns}) AS number FROM dossier "  # noqa: S608  our own columns
                f'WHERE "{facts[0]}" IS NOT NULL GROUP BY number HAVING count(*) > 1'
            )
        return f"(SELECT * FROM dossier WHERE hash({columns}) IN (SELECT number FROM {self._shared[facts]})) AS dossier"  # noqa: S608  as above


def written_whole(engine: duckdb.DuckDBPyConnection, select: str, path: Path) -> int:
    """Write the rows of ``select`` to a Parquet file, down to the disk; returns how many they are."""
    (rows,) = engine.execute(f"COPY ({select}) TO {literal(str(path))} ({PARQUET})").fetchall()[0]
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return int(rows)


def literal(value: str) -> str:
    """A text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def there(path: Path) -> str:
    """A file to be read, as SQL has it: signs that would stand for other names (报送[1]) stand for themselves."""
    return literal(_PATTERN.sub(r"[\g<0>]", str(path)))


_PATTERN = re.compile(r"[\[*?]")


def parquet(paths: Iterable[Path]) -> str:
    """A relation over files."""
    return f"read_parquet([{', '.join(map(there, paths))}])"
