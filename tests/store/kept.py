"""Registered sweeps and findings for the store's tests: what the application would hand to ``append``."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from dangyuan_flow.domain import disposal
from dangyuan_flow.domain.finding import Act, Deed, Finding, Seen
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.sweep import Changes, KeptSweep, Scope, Tally
from dangyuan_flow.store import Store, StoreSweep, derived_by
from tests.store.people_and_papers import DAY, MOMENT

WHOLE = Scope()


def entered(register: str, key: int, value: dict[str, object]) -> RegistryEntry:
    return RegistryEntry(register=register, key=str(key), value=value, on=DAY, entered_at=MOMENT, entered_by="cha")


def line(finding: Finding) -> RegistryEntry:
    return entered("finding", finding.number, finding.document())


def a_sweep(number: int, as_of: date = DAY, scope: Scope = WHOLE) -> KeptSweep:
    return KeptSweep(
        number=number,
        as_of=as_of,
        scope=scope,
        rules="",
        derivation="",
        head=(0, "0" * 64),
        covers="",
        dossiers=0,
        facts=Tally(),
        leads=Tally(),
        facts_changed=Changes(),
        leads_changed=Changes(),
        not_checked={},
        unknown={},
        found="",
        kept_at=MOMENT,
        kept_by="cha",
    )


def registered(sweep: KeptSweep) -> RegistryEntry:
    return entered("sweep", sweep.number, sweep.document())


def opened(number: int, dossier: str = "D1", rule: str = "a-rule", **more: object) -> Finding:
    told: dict[str, object] = {
        "about": "dossier",
        "dossier": dossier,
        "name": "李想",
        "branch": "甲",
        "code": "V48",
        "rule": rule,
        "title": "谈话超过一个月",
        "severity": "S3",
        "class_": "procedure",
        "certainty": "fact",
        "cites": ("细则-2026#7",),
        "says": "迟了",
        "values": {"talked_on": "2026-08-01"},
    }
    seen = Seen(**told | more)  # type: ignore[arg-type]  # the fields by name
    return disposal.found(number, seen, Act(deed=Deed.FIND, on=DAY, by="cha", sweep=1))


def keep(
    store: Store,
    swept: StoreSweep,
    scope: Scope = WHOLE,
    findings: Iterable[Finding] = (),
    moment: datetime = MOMENT,
) -> KeptSweep:
    """Register a sweep with its readings, as the application does."""
    result = swept.result
    assert swept.readings is not None
    assert swept.unknown is not None
    sweep = KeptSweep(
        number=swept.last + 1,
        as_of=result.as_of,
        scope=scope,
        rules=result.rules,
        derivation=derived_by(),
        head=swept.head,
        covers=swept.covers,
        dossiers=result.dossiers,
        facts=Tally(),
        leads=Tally(),
        facts_changed=Changes(),
        leads_changed=Changes(),
        not_checked=result.not_checked,
        unknown=swept.unknown,
        found=swept.readings.found,
        kept_at=MOMENT,
        kept_by="cha",
        bursts=result.bursts,
        grouped=swept.readings.grouped,
    )
    store.append([replace(registered(sweep), entered_at=moment), *(line(f) for f in findings)], readings=swept.readings)
    return sweep
