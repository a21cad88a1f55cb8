"""The snapshot's promises: export, sweep of ten thousand, a million (and, asked for, twenty million), and agreement.

``BENCHMARK_DOSSIERS=20000000`` adds a sweep of as many; ``BENCHMARK_AGREEMENT=1000000`` lets SQLite and DuckDB agree on
as many dossiers.
"""

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
from sqlalchemy import select
from sqlalchemy.schema import CreateTable
from sqlmodel import Session

from benchmarks.measure import Figure, benchmark, peak_megabytes, seconds
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import FactTable
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.snapshot import engine, export, found, manifest, reading
from dangyuan_flow.store.snapshot.columns import facts_of, order
from dangyuan_flow.store.snapshot.duck import connected, parquet, written_whole
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.snapshot.manifest import Manifest, Part
from dangyuan_flow.store.tables import DOSSIER, JOURNAL, UNKNOWN, DossierRow
from tests.rules.dossiers import AS_OF
from tests.rules.dossiers import facts_of as derived
from tests.rules.faults import FAULTS, FURTHER
from tests.rules.lives import ENDS, OUTCOMES, RESTS, Plan, regular

AGREED = int(os.environ.get("BENCHMARK_AGREEMENT", "50000"))
MOST = int(os.environ.get("BENCHMARK_DOSSIERS", "1000000"))
LIVES = 3_000
FAULTY = 0.05
EXPORTED = 500_000
EIGHTY = 80
DRAWN = 8 * export.IN_A_PART
ROOM = "4GB"

_ID = "'2026-' || lpad(CAST(i AS VARCHAR), 9, '0')"


@benchmark("snapshot")
def snapshot() -> Iterator[Figure]:
    """Export a store, sweep what was exported and what is made of it, and compare with the store's own sweep."""
    rules = catalogue().rule_set
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as name:
        folder = Path(name)
        with closing(Database(f"sqlite:///{folder / 'store.db'}")) as database:
            _filled(database, AGREED)
            facts = facts_of(rules, AS_OF)
            yield from _export_of_many(folder, facts)
            _exported(database, folder / "handed", facts)
            yield from _agreement(database, folder, rules)
            objects = _objects(database, rules) / min(AGREED, 10_000)
        for count in sorted({10_000, 1_000_000, MOST}):
            if count <= MOST:
                yield from _swept(folder, count, rules, objects)


def _exported(database: Database, folder: Path, facts: tuple[str, ...]) -> None:
    export.export(database, folder, body="某县", facts=facts, on=AS_OF)


def _export_of_many(folder: Path, facts: tuple[str, ...]) -> Iterator[Figure]:
    """Export a store of half a million: its dossiers are the first one's again and again, under ids of their own."""
    path = folder / "many.db"
    shutil.copy(folder / "store.db", path)
    with closing(sqlite3.connect(path)) as store:
        (stored,) = store.execute("SELECT count(*) FROM dossier").fetchone()
        others = ", ".join(f'"{column.name}"' for column in DOSSIER.columns if column.name != "id")
        for year in range(2027, 2026 + EXPORTED // stored):
            text = (
                f"INSERT INTO dossier (id, {others}) SELECT ? || substr(id, 5), {others} FROM dossier WHERE id < '2027'"  # noqa: S608  our own columns
            )
            store.execute(text, (str(year),))
        store.commit()
        (count,) = store.execute("SELECT count(*) FROM dossier").fetchone()
    with closing(Database(f"sqlite:///{path}")) as database:
        taken, again = (seconds(lambda: _exported(database, folder / "exported", facts)) for _ in range(2))
    path.unlink()
    detail = f"{count:,} in {taken:.1f} s"
    what = f"export from SQLite, {len(facts)} facts a dossier"
    yield Figure(what=what, value=count / taken, unit="dossiers/s", goal=200_000, detail=detail)
    what = "export again, nothing changed / export"
    yield Figure(what=what, value=again / taken, unit="times", at_most=True, goal=0.2)


def _people(count: int) -> Iterator[Facts]:
    """Lives led within the law, one in twenty with a fault in it; drawn from a few thousand that were derived."""
    dice = random.Random(1)
    lawful = [derived(regular(_plan(dice), seed)) for seed in range(min(LIVES, count))]
    faulty = [derived(fault.recorded) for _, fault in [*FAULTS.items(), *FURTHER]]
    for _ in range(count):
        yield dice.choice(faulty if dice.random() < FAULTY else lawful)


def _plan(dice: random.Random) -> Plan:
    return Plan(
        applied=date(2012, 1, 1) + timedelta(days=dice.randrange(5300)),
        born=date(1970 + dice.randrange(25), 3, 1 + dice.randrange(28)),
        sex=dice.choice("男女"),
        has_committee=dice.random() < 0.7,
        members=dice.randrange(5, 40),
        floating=dice.random() < 0.2,
        stops_after=dice.choice((*RESTS, *[""] * 20)),
        ends=dice.choice(ENDS),
        outcome=dice.choice((*["按期转正"] * 12, *OUTCOMES)),
    )


def _filled(database: Database, count: int) -> None:
    with database.writing() as connection:
        connection.execute(CreateTable(DOSSIER))
        connection.execute(CreateTable(JOURNAL))
        connection.execute(
            JOURNAL.insert(), {"seq": 1, "digest": "0" * 64, "kind": "setting", "key": "x", "document": "{}"}
        )
    table = FactTable(database)
    for start, some in _in_tens(_people(count), 10_000):
        table.insert((f"2026-{start + n:08}", _own(facts, start + n)) for n, facts in enumerate(some))


def _own(facts: Facts, number: int) -> Facts:
    own = {"name": f"测{number}", "branch": f"第{number % 3000}支部"}
    return facts.having(**own, id_number=f"99{number:016}", form_number=f"{number:010}")


def _in_tens(people: Iterable[Facts], size: int) -> Iterator[tuple[int, list[Facts]]]:
    some: list[Facts] = []
    start = 0
    for facts in people:
        some.append(facts)
        if len(some) == size:
            yield start, some
            start, some = start + size, []
    if some:
        yield start, some


def _agreement(database: Database, folder: Path, rules: RuleSet) -> Iterator[Figure]:
    """SQLite's own sweep and DuckDB's over the snapshot: one checksum over dossier, code and values."""
    alone = replace(rules, across=())
    engine.judge(reading.opened(folder / "handed"), Wanted(rule_set=alone, as_of=AS_OF), folder / "agreed")
    theirs = FactTable(database).sweep(alone, AS_OF)
    lines = [
        (one.dossier, v.rule.id, v.facts)
        for one in theirs.found
        for v in (*one.judgement.violations, *one.judgement.notes)
    ]
    ours = [(row.dossier, row.violation.rule.id, row.violation.facts) for row in found.told(folder / "agreed", alone)]
    agree = _checksum(lines) == _checksum(ours)
    detail = f"{len(ours):,} findings in {AGREED:,} dossiers"
    yield Figure(what="DuckDB and SQLite agree (checksum)", value=float(agree), unit="", goal=1, detail=detail)


def _checksum(lines: Iterable[tuple[str, str, object]]) -> str:
    texts = sorted(f"{d}|{r}|{json.dumps(f, default=str, sort_keys=True, ensure_ascii=False)}" for d, r, f in lines)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _objects(database: Database, rules: RuleSet) -> float:
    """Seconds that the rules take over ten thousand dossiers as SQLModel objects."""

    def judge() -> None:
        with Session(database.engine) as session:
            for person in session.execute(
                select(DossierRow).limit(10_000).execution_options(yield_per=1_000)
            ).scalars():
                for rule in rules.rules:
                    rule.is_unkept(person, AS_OF)

    return seconds(judge)


def _swept(folder: Path, count: int, rules: RuleSet, objects: float) -> Iterator[Figure]:
    many = folder / f"many-{count}"
    _multiplied(folder / "handed", many, count)
    out = folder / f"out-{count}"
    fewer, *_ = _apart(many, out, EIGHTY)
    taken, memory, findings, faulty = _apart(many, out)
    scanned = _scan(many, rules)
    for path in (*many.iterdir(), *out.iterdir()):
        path.unlink()
    goal = {1_000_000: 800_000.0}.get(count, 800_000.0 if count > 1_000_000 else None)
    yield Figure(
        what=f"sweep of a snapshot, {count:,} dossiers",
        value=count / taken,
        unit="dossiers/s",
        goal=goal,
        detail=f"{len(rules.everything)} rules, {findings:,} findings in {faulty:,} dossiers, {taken:.2f} s",
    )
    needed = frozenset[str]().union(*(rule.needs for rule in _some(rules, EIGHTY).rules))
    yield Figure(
        what=f"the same by {EIGHTY} rules, each of its own dossier",
        value=count / fewer,
        unit="dossiers/s",
        goal=goal,
        detail=f"{len(needed)} columns compared, {fewer:.2f} s",
    )
    yield Figure(what=f"peak memory, {count:,} dossiers", value=memory, unit="MB", goal=1500, at_most=True)
    yield Figure(what=f"objects / sweep, {count:,} dossiers", value=objects * count / taken, unit="times")
    yield Figure(what=f"sweep / bare scan of the same columns, {count:,}", value=taken / scanned, unit="times")


def _multiplied(handed: Path, folder: Path, count: int) -> None:
    """A snapshot of ``count`` dossiers made of the one handed up: each a person of their own, closed ones re-dated.

    Past the first eight the parts repeat, under names of their own: drawing twenty million would take an hour.
    """
    known = manifest.read(handed)
    folder.mkdir()
    drawn = min(count, DRAWN)
    with connected(memory=ROOM) as duck:
        relation = parquet([handed / part.file for part in known.parts])
        duck.execute(f"CREATE TABLE known AS SELECT *, row_number() OVER () - 1 AS k FROM {relation}")  # noqa: S608  our own files
        parts = [_part(duck, known, folder, start, drawn) for start in range(0, drawn, export.IN_A_PART)]
        duck.execute("DROP TABLE known")
        duck.execute("SET preserve_insertion_order = true")  # a part's order is its compression
        parts += [_repeated(duck, known, folder, start, count) for start in range(drawn, count, export.IN_A_PART)]
    manifest.write(folder, replace(known, parts=tuple(parts)))


def _part(duck: duckdb.DuckDBPyConnection, known: Manifest, folder: Path, start: int, count: int) -> Part:
    drawn = (
        f"SELECT i, hash(i) % {known.dossiers} AS of_k, CAST(hash(i + 1) % 28 AS INTEGER) AS back "  # noqa: S608  numbers
        f"FROM range({start}, {min(start + export.IN_A_PART, count)}) AS r(i)"
    )
    columns = ", ".join(("source", f"{_ID} AS id", *map(_varied, known.facts), *UNKNOWN))
    text = f"SELECT {columns} FROM ({drawn}) JOIN known ON k = of_k ORDER BY {order(known.facts)}"  # noqa: S608  our own columns
    return _laid(duck, text, folder, start)


def _repeated(duck: duckdb.DuckDBPyConnection, known: Manifest, folder: Path, start: int, count: int) -> Part:
    first = parquet([_path(folder, start % DRAWN)])
    drawn = f"SELECT *, CAST(substr(id, 6) AS BIGINT) + {start - start % DRAWN} AS i FROM {first}"  # noqa: S608  our own file
    columns = ", ".join(("source", f"{_ID} AS id", *map(_named, known.facts), *UNKNOWN))
    return _laid(duck, f"SELECT {columns} FROM ({drawn}) LIMIT {count - start}", folder, start)  # noqa: S608  our own columns


def _laid(duck: duckdb.DuckDBPyConnection, text: str, folder: Path, start: int) -> Part:
    path = _path(folder, start)
    rows = written_whole(duck, text, path)
    size, digest = path.stat().st_size, manifest.sha256_of(path)
    return Part(file=path.name, first=f"2026-{start:09}", dossiers=rows, size=size, sha256=digest)


def _path(folder: Path, start: int) -> Path:
    return folder / f"part-{start:010}.parquet"


_OWN = {
    "name": "'测' || i",
    "branch": "'第' || (i % 3000) || '支部'",
    "id_number": "'99' || lpad(CAST(i AS VARCHAR), 16, '0')",
    "form_number": "lpad(CAST(i AS VARCHAR), 10, '0')",
}


def _varied(name: str) -> str:
    if name not in _OWN and VOCABULARY[name].kind is Kind.DATE:
        return f'"{name}" - CASE WHEN "archived_on" IS NULL THEN 0 ELSE back END AS "{name}"'
    return _named(name)


def _named(name: str) -> str:
    return f'{_OWN[name]} AS "{name}"' if name in _OWN else f'"{name}"'


def _apart(folder: Path, out: Path, most: int | None = None) -> tuple[float, float, int, int]:
    """Sweep in a process of its own: seconds, peak memory in MB, findings, dossiers with any."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(sweep_alone, (folder, out, most))


def _some(rules: RuleSet, most: int) -> RuleSet:
    """Every other rule up to ``most``, from all over the catalogue, and none across dossiers: as the goal was set."""
    return replace(rules, rules=rules.rules[::2][:most], across=())


def sweep_alone(folder: Path, out: Path, most: int | None = None) -> tuple[float, float, int, int]:
    """The sweep whose memory is measured."""
    rules = catalogue().rule_set if most is None else _some(catalogue().rule_set, most)
    start = time.perf_counter()
    done = engine.judge(reading.opened(folder), Wanted(rule_set=rules, as_of=AS_OF), out)
    taken = time.perf_counter() - start
    peak = peak_megabytes()
    with connected() as duck:
        relation = parquet([out / name for name in done.files])
        text = f"SELECT count(DISTINCT dossier) FROM {relation} WHERE NOT noted"  # noqa: S608  our own files
        (faulty,) = duck.execute(text).fetchall()[0]
    return taken, peak, done.findings, faulty


def _scan(folder: Path, rules: RuleSet) -> float:
    """Seconds for reading the columns that the rules need, and nothing else."""
    needed = sorted(frozenset[str]().union(*(rule.needs for rule in rules.rules)))
    columns = ", ".join(f'count("{name}")' for name in needed)
    paths = [path for path, _, _ in reading.opened(folder).parts()]
    with connected() as duck:
        return seconds(lambda: duck.execute(f"SELECT {columns} FROM {parquet(paths)}").fetchall())  # noqa: S608  our own columns
