"""The store's promises: an advance against a bare commit, and a sweep of 100,000 dossiers against objects."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, event, func, select
from sqlmodel import Field, Session, SQLModel

from benchmarks.measure import Figure, benchmark, in_turns, seconds
from benchmarks.population import AS_OF, population
from benchmarks.server import postgresql
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import FactTable, Store
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import DossierRow, Row

ADVANCES = 300
SWEPT = int(os.environ.get("BENCHMARK_DOSSIERS", "100000"))
OBJECTS_SHARE = 10
"""The objects are timed on every tenth dossier, and the time taken ten times: all of them would take minutes."""


class Bare(SQLModel, table=True):
    """What a program without guards would insert: one line about one act."""

    id: int | None = Field(default=None, primary_key=True)
    dossier: str
    step: int
    on: date
    entered_by: str


@benchmark("advance")
def advance() -> Iterator[Figure]:
    """Get, apply, judge the step's rules, append and commit; against inserting and committing one bare row."""
    rules = catalogue().rule_set
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as folder, ExitStack() as stack:
        urls = {"SQLite": f"sqlite:///{folder}/store.db", "PostgreSQL": stack.enter_context(postgresql("store"))}
        for name, url in urls.items():
            with Store.open(url, create=True) as store:
                ours, bare = in_turns(ADVANCES, _advance(store, rules), _bare(url, stack))
            detail = f"{ours * 1e3:.2f} ms against {bare * 1e3:.2f} ms"
            yield Figure(
                what=f"advance / bare SQLModel insert and commit, {name}",
                value=ours / bare,
                unit="times",
                goal=1.6,
                at_most=True,
                detail=detail,
            )


def _advance(store: Store, rules: RuleSet) -> Callable[[], None]:
    name, facts = next(person for person in population(50) if person[1].admission_met_on is not None)
    dossier = Dossier(id=name)
    first = _record(dossier, Move.OPEN, **{n: facts[n] for n in ("name", "applied_on", "activist_on", "branch")})
    store.append([(first, apply(dossier, first))])
    day = [date(2026, 1, 1)]

    def one() -> None:
        known = store.get(name)
        day[0] += timedelta(days=1)
        record = _record(known, Move.RECORD, opinions_heard_on=day[0])
        would = apply(known, record)
        rules.judge(would.facts, AS_OF, step=8)
        store.append([(record, would)])

    return one


def _record(dossier: Dossier, move: Move, **facts: object) -> StepRecord:
    return StepRecord(
        dossier=dossier.id,
        dossier_seq=dossier.seq + 1,
        move=move,
        on=AS_OF,
        entered_at=datetime(2026, 11, 1, tzinfo=UTC),
        entered_by="bench",
        position="7",
        step=7,
        facts=facts,  # type: ignore[arg-type]  # values of the facts they are named after
    )


def _bare(url: str, stack: ExitStack) -> Callable[[], None]:
    """As durable as the store: WAL and FULL on SQLite."""
    engine = create_engine(url)
    stack.callback(engine.dispose)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _durable(connection: object, _record: object) -> None:
            connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[attr-defined]  # sqlite3's connection
            connection.execute("PRAGMA synchronous = FULL")  # type: ignore[attr-defined]  # as above

    Bare.metadata.create_all(engine)

    def one() -> None:
        with Session(engine) as session:
            session.add(Bare(dossier="D1", step=7, on=AS_OF, entered_by="bench"))
            session.commit()

    return one


@benchmark("sweep")
def sweep() -> Iterator[Figure]:
    """All rules over a store's dossiers in one pass, against the same rules over the same rows as SQLModel objects."""
    rules = catalogue().rule_set
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as folder, ExitStack() as stack:
        yield from _swept("SQLite", f"sqlite:///{Path(folder) / 'facts.db'}", rules, speed=60_000, ratio=5)
        yield from _swept("PostgreSQL", stack.enter_context(postgresql("facts")), rules, speed=None, ratio=12)


def _swept(name: str, url: str, rules: RuleSet, *, speed: float | None, ratio: float) -> Iterator[Figure]:
    with closing(Database(url)) as database:
        Row.metadata.create_all(database.engine)
        table = FactTable(database)
        people = population(SWEPT)
        while some := [person for _, person in zip(range(10_000), people, strict=False)]:
            table.insert(some)
        if not database.is_sqlite:
            with database.writing() as connection:
                run(connection, "ANALYZE dossier")
        table.sweep(rules, AS_OF)  # both begin with warm caches
        (taken,) = in_turns(3, lambda: table.sweep(rules, AS_OF))
        found = len(table.sweep(rules, AS_OF).found)
        objects = seconds(lambda: _objects(database, rules)) * OBJECTS_SHARE
    detail = f"{len(rules.rules)} rules over {SWEPT:,} dossiers, {found:,} with findings, in {taken:.2f} s"
    yield Figure(what=f"sweep, {name}", value=SWEPT / taken, unit="dossiers/s", goal=speed, detail=detail)
    yield Figure(
        what=f"rules over SQLModel objects / sweep, {name}",
        value=objects / taken,
        unit="times",
        goal=ratio,
        detail=f"objects {objects:.1f} s",
    )


def _objects(database: Database, rules: RuleSet) -> int:
    with Session(database.engine) as session:
        last = session.execute(select(func.max(DossierRow.id))).scalar_one()
        share = select(DossierRow).where(DossierRow.id <= f"D{int(last[1:]) // OBJECTS_SHARE:07}")
        objects = session.execute(share.execution_options(yield_per=1_000)).scalars()
        return sum(any([rule.is_unkept(person, AS_OF) for rule in rules.rules]) for person in objects)  # noqa: C419  all rules, not the first
