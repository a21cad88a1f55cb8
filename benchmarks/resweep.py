"""The sweep after a registered one: 100 of 100,000 dossiers changed, a day went by; against reading everything.

The dossiers lie in 3,000 branches of 100 committees, with numbers, firms and a plan, and the changes are of all kinds:
so rules across dossiers have groups to find, and to ask again.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, benchmark, in_turns, seconds
from benchmarks.population import AS_OF, population
from benchmarks.server import postgresql
from dangyuan_flow.domain.facts import RECORDED, Facts, Value
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.sweep import Changes, KeptSweep, Scope, Tally
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import Store, StoreSweep, derived_by, value_of
from dangyuan_flow.store.database import run

DOSSIERS = int(os.environ.get("BENCHMARK_DOSSIERS", "100000"))
CHANGED = 100
BRANCHES, COMMITTEES = 3_000, 100
MOMENT = datetime(2026, 8, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FIRST, NEXT = AS_OF + timedelta(days=5), AS_OF + timedelta(days=6)
WHOLE, ALONE = Scope(), Scope(packs=("without rules across dossiers",))


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
        store.append([_opened(dossier, facts, number) for number, (dossier, facts) in some])
    store.append([_planned(year, number) for year in (AS_OF.year - 1, AS_OF.year) for number in range(COMMITTEES)])
    alone = replace(rules, across=())
    _keep(store, _sweep(store, alone, FIRST, scope=ALONE, keep=True), ALONE)
    before = _megabytes(store)
    swept = _sweep(store, rules, FIRST, keep=True)
    keeping = seconds(lambda: _keep(store, swept))
    grown = _megabytes(store) - before
    for number in range(CHANGED):
        store.append([_changed(store, number)])
    full, again, full_alone, again_alone = in_turns(
        3,
        lambda: _sweep(store, rules, NEXT, anew=True),
        lambda: _sweep(store, rules, NEXT),
        lambda: _sweep(store, alone, NEXT, scope=ALONE, anew=True),
        lambda: _sweep(store, alone, NEXT, scope=ALONE),
    )
    across, across_again = full - full_alone, again - again_alone
    last = _sweep(store, rules, NEXT, keep=True)
    keeping_again = seconds(lambda: _keep(store, last))
    detail = f"{again * 1e3:.0f} ms for {last.read:,} dossiers read again, against {full:.2f} s for {DOSSIERS:,}"
    yield Figure(what=f"full sweep / sweep again, {name}", value=full / again, unit="times", goal=5, detail=detail)
    detail = f"{across_again * 1e3:.0f} ms for rules across dossiers, {across:.2f} s of the full sweep"
    yield Figure(what=f"sweep again, {name}", value=again * 1e3, unit="ms", detail=detail)
    detail = f"{keeping_again:.2f} s the next time; the store grew from {before:,.0f} by {grown:,.0f} MB"
    yield Figure(what=f"sweep registered, {name}", value=keeping, unit="s", detail=detail)


def _megabytes(store: Store) -> float:
    """The size of the store, indexes included."""
    sqlite = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with store.database.reading() as connection:
        size = sqlite if store.database.is_sqlite else "SELECT pg_database_size(current_database())"
        return int(run(connection, size).fetchone()[0]) / 1e6


def _sweep(  # noqa: PLR0913  a sweep has as many choices
    store: Store, rules: RuleSet, as_of: date, *, scope: Scope = WHOLE, keep: bool = False, anew: bool = False
) -> StoreSweep:
    return store.findings.sweep(rules, as_of, scope=scope, keep=keep, anew=anew)


def _keep(store: Store, swept: StoreSweep, scope: Scope = WHOLE) -> None:
    assert swept.readings is not None  # noqa: S101  it was swept to be kept
    number = swept.last + 1
    sweep = KeptSweep(
        number=number,
        as_of=swept.result.as_of,
        scope=scope,
        rules=swept.result.rules,
        derivation=derived_by(),
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
        grouped=swept.readings.grouped,
        kept_at=MOMENT + DOSSIERS * MINUTE,
        kept_by="bench",
    )
    store.append([_line("sweep", str(number), sweep.document())], readings=swept.readings)


def _line(register: str, key: str, value: dict[str, Any]) -> RegistryEntry:
    at = MOMENT + DOSSIERS * MINUTE
    return RegistryEntry(register=register, key=key, value=value, on=AS_OF, entered_at=at, entered_by="bench")


def _planned(year: int, number: int) -> RegistryEntry:
    quota = Quota(year=year, body=f"第{number}党委", quota=DOSSIERS // COMMITTEES, structure="女≥10%")
    return _line("plan", quota.key, value_of(quota))


def _placed(number: int) -> dict[str, Value]:
    """Where the dossier of that number lies, and what tells it from others."""
    branch = number % BRANCHES
    first = f"999999{1980 + number % 20}{1 + number % 12:02}{1 + number % 28:02}{number // 420 % 1000:03}"
    return {
        "branch": f"第{branch}支部",
        "committee": f"第{branch % COMMITTEES}党委",
        "id_number": first + check_digit(first),
        "employer_and_post": f"第{number % 5000}有限公司 职工",
        "leader_kin": "无",
        "opinion_police": "无异常",
    }


def _opened(dossier_id: str, facts: Facts, number: int) -> tuple[StepRecord, Dossier]:
    told = {name: facts[name] for name in RECORDED if facts[name] is not None}
    form = {"form_number": f"{number // COMMITTEES:06}"} if facts.form_issued_on is not None else {}
    return _entry(Dossier(id=dossier_id), Move.OPEN, {**told, **_placed(number), **form}, MOMENT + number * MINUTE)


def _changed(store: Store, number: int) -> tuple[StepRecord, Dossier]:
    """What happens to people, turn by turn: a talk, an admission, another branch, other sponsors; one is new."""
    at = MOMENT + DOSSIERS * MINUTE
    place = number * (DOSSIERS // CHANGED) + number
    dossier = store.get(f"D{place % DOSSIERS:07}")
    today: dict[str, Value] = {"admission_met_on": AS_OF, "admission_approved_on": AS_OF}
    happened: tuple[dict[str, Value], ...] = (
        {"talked_on": AS_OF},
        today,
        {"branch": f"第{(place + 7) % BRANCHES}支部"},
        {"sponsors": ("介绍人丙", "介绍人丁"), "activist_on": AS_OF},
    )
    if number % 5 == len(happened):
        told = {"name": f"新{number}", "applied_on": AS_OF, **_placed(DOSSIERS + place)}
        return _entry(Dossier(id=f"N{number:07}"), Move.OPEN, told, at)
    return _entry(dossier, Move.CORRECT, happened[number % 5], at)


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
