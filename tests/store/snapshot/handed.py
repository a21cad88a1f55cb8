"""A store handed up as a snapshot, swept, and what was found laid beside what another engine found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import FactTable, Store, SweepResult
from dangyuan_flow.store.snapshot import engine, found, reading
from dangyuan_flow.store.snapshot.columns import facts_of
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.snapshot.export import Exported, export
from tests.rules.dossiers import AS_OF, national

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.domain.rules import Violation
    from dangyuan_flow.store.snapshot.summary import Summary

Told = dict[tuple[str, str], tuple[Any, ...]]
"""What was found of a dossier by a rule: whether only noted, certainty, wording, values, articles, earliest day."""


def alone() -> RuleSet:
    """The national rules that judge one dossier."""
    return replace(national(), across=())


def fill(store: Store, people: Iterable[tuple[str, Facts]]) -> None:
    """Put dossiers into the table, behind the journal's back."""
    FactTable(store.database).insert(people)


def handed_up(store: Store, folder: Path, body: str = "某县") -> Exported:
    """Export the store."""
    return export(store.database, folder, body=body, facts=facts_of(national(), AS_OF), on=AS_OF)


def swept(folder: Path, out: Path, rule_set: RuleSet | None = None) -> Summary:
    """Sweep a snapshot into ``out``."""
    return engine.judge(reading.opened(folder), Wanted(rule_set=rule_set or alone(), as_of=AS_OF), out)


def found_in(out: Path, rule_set: RuleSet | None = None, *, body: str | None = None) -> Told:
    """What a folder of findings says (of one body's dossiers)."""
    return {
        (row.dossier, row.violation.rule.id): (row.noted, *_told(row.violation))
        for row in found.told(out, rule_set or alone())
        if body in (None, row.source)
    }


def found_by(result: SweepResult) -> Told:
    """What a store's own sweep says."""
    return {
        (one.dossier, v.rule.id): (noted, *_told(v))
        for one in result.found
        for noted, several in ((False, one.judgement.violations), (True, one.judgement.notes))
        for v in several
    }


def _told(v: Violation) -> tuple[Any, ...]:
    return v.certainty, v.says, dict(v.facts), v.cites, v.earliest
