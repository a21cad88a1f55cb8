"""Why a rule is broken, or not, by one dossier of a store or one row of a ledger; and by which group of dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application import seeking
from dangyuan_flow.application.explaining import (
    BROKEN,
    KEPT,
    NOTED,
    UNASKED,
    UNCHECKED,
    Article,
    Explanation,
    all_called,
    articles,
    explain,
    names_read,
)
from dangyuan_flow.application.origins import Origin, of_journal, of_ledger
from dangyuan_flow.application.planning import plan_of
from dangyuan_flow.application.sweeping import facts_of
from dangyuan_flow.domain.across import Across, Group
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.membership import members
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.rules import Rule, RuleSet
from dangyuan_flow.ledger import read_ledger
from dangyuan_flow.store import FactTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.expression import Expression
    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger, LedgerRow

_ORDER = (BROKEN, NOTED, KEPT, UNCHECKED, UNASKED)
Person = tuple[str, str]
"""A dossier's id (or row) and its person's name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sideways:
    """A rule across dossiers on one dossier: what it found about that person or the body, and who belongs to it.

    ``unknown``: the facts that the rule reads and that nobody can tell of this dossier, which is then not counted.
    """

    rule: Across
    found: tuple[tuple[Group, tuple[Person, ...]], ...]
    articles: tuple[Article, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """What the rules of a code say of one dossier, and where each recorded value stands."""

    dossier: str
    name: str
    as_of: date
    lines: tuple[Explanation, ...]
    sideways: tuple[Sideways, ...]
    origins: Mapping[str, Origin]


def why_dossier(flow: Flow, code: str, told: str, as_of: date | None = None) -> Reasons:
    """Why the rules called ``code`` are broken, or not, by the dossier that ``told`` means.

    Raises :class:`NotFound` and :class:`BadInput`.
    """
    rules = all_called(flow.catalogue, code)
    dossier = seeking.dossier(flow, told)
    day = as_of or flow.today()
    table = FactTable(flow.store.database)
    return _reasons(
        dossier.id,
        dossier.facts,
        rules,
        flow.catalogue.rule_set,
        day,
        groups=lambda rule_set: table.sweep(rule_set, day).groups,
        matching=lambda condition: table.matching(condition, day),
        origins=lambda _: of_journal(flow.store.records(dossier.id), flow.workflow),
    )


def why_row(  # noqa: PLR0913  a ledger is read as a sweep reads it
    path: Path,
    catalogue: Catalogue,
    code: str,
    person: str,
    *,
    as_of: date,
    mapping: Mapping[str, str] | None = None,
) -> Reasons:
    """The same of one row of a ledger: ``person`` is the row's number, or a name that stands there once."""
    rules = all_called(catalogue, code)
    ledger = read_ledger(path, mapping=mapping)
    row = _row(ledger, person)
    everybody = {f"{one.sheet}!{one.row}": facts for one, facts in facts_of(ledger)}
    place = f"{row.sheet}!{row.row}"

    def groups(rule_set: RuleSet) -> tuple[Group, ...]:
        table = FactTable.in_memory()
        try:
            table.insert(everybody.items())
            return table.sweep(rule_set, as_of, plan=plan_of(ledger)).groups
        finally:
            table.close()

    def matching(condition: Expression) -> tuple[Person, ...]:
        holds = compiled(condition)
        return tuple((there, facts.name or "") for there, facts in everybody.items() if holds(facts, as_of))

    return _reasons(
        place,
        everybody[place],
        rules,
        catalogue.rule_set,
        as_of,
        groups=groups,
        matching=matching,
        origins=lambda names: of_ledger(ledger, row, names),
    )


def _row(ledger: Ledger, person: str) -> LedgerRow:
    text = person.strip()
    if text.isdigit():
        found = [row for row in ledger.rows if row.row == int(text)]
        if not found:
            numbers = [row.row for row in ledger.rows]
            between = f"（第 {min(numbers)} 行至第 {max(numbers)} 行）" if numbers else ""
            msg = f"台账“{ledger.path}”的第 {text} 行不是人员行；请写表中显示的行号{between}，或姓名"
            raise NotFound(msg)
        return found[0]
    found = [row for row in ledger.rows if row.name == text]
    if not found:
        near = did_you_mean(text, tuple(dict.fromkeys(row.name for row in ledger.rows)))
        msg = f"台账“{ledger.path}”里没有姓名为「{text}」的人{near}"
        raise NotFound(msg)
    if len(found) > 1:
        msg = f"台账里有 {len(found)} 行姓名为「{text}」，请改写行号：{'、'.join(str(row.row) for row in found)}"
        raise BadInput(msg)
    return found[0]


def _reasons(  # noqa: PLR0913  a dossier, the rules, and how to look around it
    place: str,
    facts: Facts,
    rules: Iterable[Rule | Across],
    rule_set: RuleSet,
    as_of: date,
    *,
    groups: Callable[[RuleSet], tuple[Group, ...]],
    matching: Callable[[Expression], tuple[Person, ...]],
    origins: Callable[[Iterable[str]], Mapping[str, Origin]],
) -> Reasons:
    of_one = [rule for rule in rules if isinstance(rule, Rule)]
    across = [rule for rule in rules if isinstance(rule, Across)]
    lines = sorted(
        (explain(rule, facts, as_of, rule_set.regulations) for rule in of_one), key=lambda e: _ORDER.index(e.verdict)
    )
    sideways: list[Sideways] = []
    for rule in across:
        alone = RuleSet(rules=(), regulations=rule_set.regulations, packs=rule_set.packs, across=(rule,))
        found = tuple(
            (group, _members(rule, group, matching)) for group in groups(alone) if _concerns(group, place, facts)
        )
        cites = found[0][0].violation.cites if found else tuple(_all_cites(rule))
        told = articles(cites, rule_set.regulations)
        sideways.append(Sideways(rule=rule, found=found, articles=told, unknown=_untold(rule, facts)))
    names = [name for line in lines for name in names_read(line.traces)]
    return Reasons(
        dossier=place,
        name=facts.name or "",
        as_of=as_of,
        lines=tuple(lines),
        sideways=tuple(sideways),
        origins=origins(names),
    )


def _untold(rule: Across, facts: Facts) -> tuple[str, ...]:
    return tuple(name for name in RECORDED if name in rule.needs & facts.unknown)


def _concerns(group: Group, place: str, facts: Facts) -> bool:
    """Whether a finding is about the dossier, or about a body to which it belongs."""
    bodies = {facts.branch, facts.admitting_body, facts.committee, facts.county_department} - {None}
    return place == group.subject or group.subject in bodies or (group.name is None and group.branch in bodies)


def _members(rule: Across, group: Group, matching: Callable[[Expression], tuple[Person, ...]]) -> tuple[Person, ...]:
    condition = members(rule.select, group.subject, {**rule.numbers, **group.violation.facts})
    return () if condition is None else matching(condition)


def _all_cites(rule: Across) -> Iterable[str]:
    return (edition if article is None else f"{edition}#{article}" for edition, article in rule.cites.items())
