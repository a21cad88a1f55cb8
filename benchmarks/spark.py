"""Spark beside DuckDB on one machine, over the same parts: what an executor does, and what starting costs.

Needs Java and pyspark (``make test-spark`` installs both); runs only when it is named.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy.schema import CreateTable

from benchmarks.measure import Figure, benchmark, seconds
from benchmarks.population import AS_OF, population
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import FactTable
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.snapshot import columns, engine, manifest, reading, summary
from dangyuan_flow.store.snapshot.duck import connected, literal, parquet, written_whole
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.snapshot.export import export
from dangyuan_flow.store.snapshot.manifest import Manifest, Part, sha256_of
from dangyuan_flow.store.snapshot.reading import Snapshot
from dangyuan_flow.store.spark import engine as spark
from dangyuan_flow.store.statements import FINDING_COLUMNS
from dangyuan_flow.store.tables import DOSSIER, JOURNAL

DOSSIERS = int(os.environ.get("BENCHMARK_SPARK_DOSSIERS", "1000000"))
BODIES = 50


@benchmark("spark", on_request=True)
def on_spark() -> Iterator[Figure]:
    """All rules over a snapshot of fifty bodies: dossiers a second with Spark (started and warm) and with DuckDB."""
    wanted = Wanted(rule_set=catalogue().rule_set, as_of=AS_OF)
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as name:
        folder = Path(name)
        snapshot = _fifty_bodies(folder, wanted)
        here = seconds(lambda: engine.judge(snapshot, wanted, folder / "duckdb"))
        there = seconds(lambda: spark.judge(snapshot, wanted, folder / "spark"))
        few = reading.opened(snapshot.folder / "body-00")
        start = seconds(lambda: spark.judge(few, wanted, folder / "few"))
        found = summary.read(folder / "spark").findings
        agree = _checksum(folder / "spark") == _checksum(folder / "duckdb")
    yield Figure(
        what="Spark and DuckDB agree (checksum)", value=float(agree), unit="", goal=1, detail=f"{found:,} findings"
    )
    rules = len(wanted.rule_set.rules)
    detail = f"{rules} rules over {snapshot.dossiers:,} dossiers, {found:,} findings, in {there:.1f} s"
    yield Figure(
        what="sweep of a snapshot, Spark local", value=snapshot.dossiers / there, unit="dossiers/s", detail=detail
    )
    yield Figure(what="Spark local / DuckDB", value=there / here, unit="times", detail=f"DuckDB {here:.1f} s")
    per = (snapshot.dossiers - few.dossiers) / max(there - start, 0.001)
    detail = f"starting and {few.dossiers:,} dossiers: {start:.1f} s"
    yield Figure(what="the same without starting Spark", value=per, unit="dossiers/s", detail=detail)


def _checksum(folder: Path) -> object:
    """Over every column of every finding, whatever their order."""
    files = parquet([folder / name for name in summary.read(folder).files])
    columns = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
    with connected() as duck:
        return duck.execute(f"SELECT count(*), bit_xor(hash({columns})), sum(hash({columns})) FROM {files}").fetchall()  # noqa: S608  our own files


def _fifty_bodies(folder: Path, wanted: Wanted) -> Snapshot:
    """One body's dossiers, handed up by fifty."""
    facts = columns.facts_of(wanted.rule_set, AS_OF)
    with closing(Database(f"sqlite:///{folder / 'body.db'}")) as database:
        with database.writing() as connection:
            connection.execute(CreateTable(DOSSIER))
            connection.execute(CreateTable(JOURNAL))
        FactTable(database).insert(population(DOSSIERS // BODIES, faulty=0.05))
        one = export(database, folder / "one", body="one", facts=facts, on=AS_OF).manifest
    for number in range(BODIES):
        _handed_up(folder / "one", one, folder / "snapshot" / f"body-{number:02}")
    return reading.opened(folder / "snapshot")


def _handed_up(folder: Path, one: Manifest, copy: Path) -> None:
    """The snapshot in ``folder`` as if another body had made it."""
    copy.mkdir(parents=True)
    parts: list[Part] = []
    for part in one.parts:
        path = copy / part.file
        with connected() as duck:
            source = parquet([folder / part.file])
            text = f"SELECT * REPLACE ({literal(copy.name)} AS source) FROM {source}"  # noqa: S608  our own file
            written_whole(duck, text, path)
        parts.append(replace(part, size=path.stat().st_size, sha256=sha256_of(path)))
    manifest.write(copy, replace(one, body=copy.name, parts=tuple(parts)))
