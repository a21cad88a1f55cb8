"""The explanation that goes with a finding in JSON: compact, each value with the record that it came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.application.explaining import in_order
from dangyuan_flow.application.origins import Origin, of_journal, of_ledger
from dangyuan_flow.application.planning import plan_in_force, plan_of
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.fact import in_json
from dangyuan_flow.domain.group_members import members
from dangyuan_flow.domain.readings import wording
from dangyuan_flow.domain.rules import Rule
from dangyuan_flow.domain.why.bounds import wanted
from dangyuan_flow.domain.why.tracing import trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dangyuan_flow.application.sweeping import Found
    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.domain.plan import Planned
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger, LedgerRow
    from dangyuan_flow.store import FactTable

Explained = dict[tuple[str, str], dict[str, object]]
"""By dossier and rule id."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """A dossier's facts, and where each of some was recorded."""

    facts: Facts
    origins: Callable[[Iterable[str]], Mapping[str, Origin]]


def in_ledger(
    findings: Iterable[Found],
    as_of: date,
    ledger: Ledger,
    facts_of: Callable[[Ledger], Iterable[tuple[LedgerRow, Facts]]],
    table: FactTable,
) -> Explained:
    """The explanations of a ledger's findings: only the rows with one are read again; ``table`` holds them all."""
    findings = tuple(findings)
    by_dossier = _by_dossier(findings)
    rows = tuple(row for row in ledger.rows if f"{row.sheet}!{row.row}" in by_dossier)
    found = _groups(findings, as_of, table, plan_of(ledger))
    for row, facts in facts_of(replace(ledger, rows=rows)):
        ground = Ground(facts, lambda names, row=row: of_ledger(ledger, row, names))  # type: ignore[misc]  # bound now
        for one in by_dossier[f"{row.sheet}!{row.row}"]:
            _put(found, one, ground, as_of)
    return found


def in_store(flow: Flow, findings: Iterable[Found], as_of: date) -> Explained:
    """The explanations of a store's findings, with the lines of the journal."""
    findings = tuple(findings)
    by_dossier = _by_dossier(findings)
    ids = sorted(by_dossier)
    found = _groups(findings, as_of, flow.store.facts, plan_in_force(flow))
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        records = flow.store.records_of(some)
        for dossier in flow.store.dossiers(some):
            origins = of_journal(records.get(dossier.id, ()), flow.workflow)
            ground = Ground(dossier.facts, lambda _, origins=origins: origins)  # type: ignore[misc]  # bound now
            for one in by_dossier[dossier.id]:
                _put(found, one, ground, as_of)
    return found


def _groups(findings: Iterable[Found], as_of: date, table: FactTable, plan: Sequence[Planned]) -> Explained:
    """The explanations of what rules across dossiers found: their values by name, and who belongs to it."""
    found: Explained = {}
    for one in findings:
        rule = one.violation.rule
        if isinstance(rule, Across):
            condition = members(rule.select, one.dossier, {**rule.numbers, **one.violation.facts}, as_of, plan)
            people = () if condition is None else table.matching(condition, as_of)
            found[one.dossier, rule.id] = {
                "requires": rule.describe(),
                "wanted": [],
                "values": [
                    {"fact": name, "label": rule.labels.get(name, name), "value": in_json(value)}
                    for name, value in one.violation.facts.items()
                ],
                "members": [{"dossier": place, "name": name} for place, name in people],
            }
    return found


def _by_dossier(findings: Iterable[Found]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = {}
    for one in findings:
        if isinstance(one.violation.rule, Rule):
            found.setdefault(one.dossier, []).append(one)
    return found


def _put(found: Explained, one: Found, ground: Ground, as_of: date) -> None:
    rule = one.violation.rule
    if isinstance(rule, Rule):
        found[one.dossier, rule.id] = compact(rule, ground, as_of)


def compact(rule: Rule, ground: Ground, as_of: date) -> dict[str, object]:
    """What the rule asks, what would have to be different, and each value: computed how, or recorded where."""
    facts = ground.facts
    parts = {part.name: part for name in in_order(rule.needs) for part in trace(name, facts).walk()}
    origins = ground.origins(name for name, part in parts.items() if part.is_recorded)
    values: list[dict[str, object]] = []
    for name, part in parts.items():
        told: dict[str, object] = {"fact": name, "label": part.label, "value": in_json(part.value)}
        if part.how:
            told["how"] = part.how
        if (origin := origins.get(name)) is not None and part.value is not None:
            told["from"] = origin.as_json()
        values.append(told)
    return {
        "requires": wording(rule.requires, facts, as_of),
        "wanted": list(wanted(rule.requires, facts, as_of)),
        "values": values,
    }
