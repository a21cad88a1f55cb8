"""The sweep after a registered one: 100 of 100,000 dossiers changed, a day went by; against reading everything."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.measure import Figure, benchmark, in_turns, seconds
from benchmarks.population import AS_OF, population
from benchmarks.server import postgresql
from dangyuan_flow.domain.facts import RECORDED, Facts, Value
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.sweep import Changes, KeptSweep, Scope, Tally
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import DERIVED_BY, Store, StoreSweep

DOSSIERS = int(os.environ.get("BENCHMARK_DOSSIERS", "100000"))
CHANGED = 100
MOMENT = datetime(2026, 8, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIRST, NEXT = AS_OF + timedelta(days=5), AS_OF + timedelta(days=6)
WHOLE = Scope()


@benchmark("resweep")
def resweep() -> Iterator[Figure]:
    """Register a sweep, change a few dossiers, let a day pass, sweep again; each database."""
    rules = catalogue().rule_set
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as folder, ExitStack() as stack:
        urls = {
            "SQLite": f"sqlite:///{Path(folder) / 'store.db'}",
            "PostgreSQL": stack.enter_context(postgresql("again")),
        }
        for name, url in urls.items():
            with Store.open(url, create=True) as store:
                yield from _measured(name, store, rules)


def _measured(name: str, store: Store, rules: RuleSet) -> Iterator[Figure]:
    people = enumerate(population(DOSSIERS))
    while some := [person for _, person in zip(range(5_000), people, strict=False)]:
        store.append([_opened(dossier, facts, MOMENT + number * MINUTE) for number, (dossier, facts) in some])
    swept = _sweep(store, rules, FIRST, keep=True)
    keeping = seconds(lambda: _keep(store, swept))
    for number in range(CHANGED):
        store.append([_talked(store.get(f"D{number * (DOSSIERS // CHANGED):07}"))])
    full, again = in_turns(3, lambda: _sweep(store, rules, NEXT, anew=True), lambda: _sweep(store, rules, NEXT))
    across = full - seconds(lambda: _sweep(store, replace(rules, across=()), NEXT, anew=True))
    read = _sweep(store, rules, NEXT).read
    detail = f"{again * 1e3:.0f} ms for {read:,} dossiers read again, against {full:.2f} s for {DOSSIERS:,}"
    yield Figure(what=f"full sweep / sweep again, {name}", value=full / again, unit="times", goal=5, detail=detail)
    detail = f"registered once in {keeping:.2f} s; {across:.2f} s of the full sweep for rules across dossiers"
    yield Figure(what=f"sweep again, {name}", value=again * 1e3, unit="ms", detail=detail)


def _sweep(store: Store, rules: RuleSet, as_of: date, *, keep: bool = False, anew: bool = False) -> StoreSweep:
    return store.findings.sweep(rules, as_of, scope=WHOLE, keep=keep, anew=anew)


def _keep(store: Store, swept: StoreSweep) -> None:
    assert swept.readings is not None  # noqa: S101  it was swept to be kept
    sweep = KeptSweep(
        number=1,
        as_of=swept.result.as_of,
        scope=WHOLE,
        rules=swept.result.rules,
        derivation=DERIVED_BY,
        head=swept.head,
        covers=swept.covers,
        dossiers=swept.result.dossiers,
        facts=Tally(),
        leads=Tally(),
        facts_changed=Changes(),
        leads_changed=Changes(),
        not_checked=swept.result.not_checked,
        unknown=swept.unknown or {},
        found=swept.readings.found,
        bursts=swept.result.bursts,
        kept_at=MOMENT + DOSSIERS * MINUTE,
        kept_by="bench",
    )
    entry = RegistryEntry(
        register="sweep", key="1", value=sweep.document(), on=AS_OF, entered_at=sweep.kept_at, entered_by="bench"
    )
    store.append([entry], readings=swept.readings)


def _opened(dossier_id: str, facts: Facts, at: datetime) -> tuple[StepRecord, Dossier]:
    told = {name: facts[name] for name in RECORDED if facts[name] is not None}
    return _entry(Dossier(id=dossier_id), Move.OPEN, told, at)


def _talked(dossier: Dossier) -> tuple[StepRecord, Dossier]:
    return _entry(dossier, Move.CORRECT, {"talked_on": AS_OF}, MOMENT + DOSSIERS * MINUTE)


def _entry(dossier: Dossier, move: Move, facts: dict[str, Value], at: datetime) -> tuple[StepRecord, Dossier]:
    record = StepRecord(
        dossier=dossier.id,
        dossier_seq=dossier.seq + 1,
        move=move,
        on=AS_OF,
        entered_at=at,
        entered_by="bench",
        position="2",
        facts=facts,
    )
    return record, apply(dossier, record)
