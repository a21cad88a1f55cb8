"""The rules across dossiers on Spark: every example keeps and breaks its rule, in the words of DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dangyuan_flow.store.spark.judging import place
from dangyuan_flow.store.spark.session import Theirs, ask, session
from tests.rules.across import Engine, judged
from tests.rules.dossiers import national
from tests.spark.swept import MASTER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dangyuan_flow.domain.across import Across


class OnSpark(Engine):
    """Tables kept in DuckDB and asked about in Spark, which reads them as Parquet."""

    def __init__(self, running: Theirs, folder: Path) -> None:
        super().__init__("duckdb")
        self._running = running
        self._folder = folder
        self._asked = 0

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        self._asked += 1
        for (name,) in self._duckdb.execute("SELECT table_name FROM information_schema.tables").fetchall():
            path = self._folder / f"{name}-{self._asked}.parquet"
            self._duckdb.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
            self._running.read.parquet(place(path)).createOrReplaceTempView(name)
        return [tuple(row) for row in ask(self._running, statement).collect()]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theirs]:
    """One Spark for all rules."""
    with session(tmp_path_factory.mktemp("spark") / "spark.log", MASTER) as started:
        yield started


@pytest.fixture
def engines(running: Theirs, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Spark and DuckDB, without any dossiers."""
    there, here = OnSpark(running, tmp_path), Engine("duckdb")
    yield there, here
    there.close()
    here.close()


@pytest.mark.parametrize("rule", national().across, ids=lambda rule: rule.id)
def test_the_examples_keep_and_break_their_rule(engines: tuple[Engine, Engine], rule: Across) -> None:
    there, here = engines
    for breaks, tables in ((False, rule.keeps), (True, rule.breaks)):
        for table in tables:
            found = judged(there, rule, table)
            assert bool(found) is breaks
            assert found == judged(here, rule, table)
