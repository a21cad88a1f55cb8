"""Why a rule is broken, or not, by one dossier of a store or one row of a ledger; and by which group of dossiers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application import seeking
from dangyuan_flow.application.copying import Compared, Wish, compared_in_ledger, compared_in_store
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
from dangyuan_flow.application.planning import plan_in_force, plan_of
from dangyuan_flow.application.sweeping import facts_of
from dangyuan_flow.domain.across import Across, Beside, Group
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.group_members import members
from dangyuan_flow.domain.people import elections_of
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.rules import Rule, RuleSet
from dangyuan_flow.ledger import read_ledger
from dangyuan_flow.store import FactTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.expression import Expression
    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.domain.plan import Planned
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger, LedgerRow

_ORDER = (BROKEN, NOTED, KEPT, UNCHECKED, UNASKED)
Person = tuple[str, str]
"""A dossier's id (or row) and its person's name."""
_IN_LEDGER = frozenset({Beside.PLAN, Beside.ELECTIONS})
_IN_STORE = _IN_LEDGER | {Beside.ENTRIES, Beside.FINDINGS}
"""What stands beside the dossiers; whether there are texts is seen when they are laid side by side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sideways:
    """A rule across dossiers on one dossier or body: what it found about the person or the body, and who belongs to it.

    ``unknown``: the facts that the rule reads and that nobody can tell of this dossier, which is then not counted;
    ``lacking``: what it reads beside the dossiers and was not at hand, so that it was not asked.
    """

    rule: Across
    found: tuple[tuple[Group, tuple[Person, ...]], ...]
    articles: tuple[Article, ...]
    unknown: tuple[str, ...] = ()
    lacking: Beside | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """What the rules of a code say of one dossier, and where each recorded value stands.

    Of a body: ``dossier`` is its name, ``name`` empty.
    """

    dossier: str
    name: str
    as_of: date
    lines: tuple[Explanation, ...]
    sideways: tuple[Sideways, ...]
    origins: Mapping[str, Origin]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Around:
    """What lies around a dossier: all the others, and how to ask them and what stands beside them."""

    rule_set: RuleSet
    as_of: date
    beside: frozenset[Beside]
    plan: Sequence[Planned]
    swept: Callable[[RuleSet], Compared]
    matching: Callable[[Expression], tuple[Person, ...]]

    def sideways(
        self, rule: Across, concerns: Callable[[Group], bool], unknown: frozenset[str] = frozenset()
    ) -> Sideways:
        """What ``rule`` finds that ``concerns`` the one asked about; ``unknown``: what nobody can tell of that one."""
        alone = replace(self.rule_set, rules=(), across=(rule,))
        told = self.swept(alone)
        (asked,) = told.rules.across
        found = tuple((group, self._members(asked, group)) for group in told.result.groups if concerns(group))
        cites = found[0][0].violation.cites if found else tuple(_all_cites(asked))
        wanted = asked.asks.beside
        lacks = wanted is not None and (wanted not in self.beside or asked.id in told.result.lacking)
        if wanted is Beside.TEXTS:
            lacks = not told.texts
        return Sideways(
            rule=asked,
            found=found,
            articles=articles(cites, self.rule_set.regulations),
            unknown=tuple(name for name in RECORDED if name in asked.needs & unknown),
            lacking=wanted if lacks else None,
        )

    def _members(self, rule: Across, group: Group) -> tuple[Person, ...]:
        values = {**rule.numbers, **group.violation.facts}
        condition = members(rule.select, group.subject, values, self.as_of, self.plan)
        return () if condition is None else self.matching(condition)


def why_dossier(flow: Flow, code: str, told: str, as_of: date | None = None, *, texts: Path | None = None) -> Reasons:
    """Why the rules called ``code`` are broken, or not, by the dossier (or the body) that ``told`` means.

    ``texts``: a folder of texts that are laid beside those of the dossiers. Raises :class:`NotFound` and
    :class:`BadInput`.
    """
    rules = all_called(flow.catalogue, code)
    day = as_of or flow.today()

    def swept(rule_set: RuleSet) -> Compared:
        return compared_in_store(flow, flow.store.sweep(rule_set, day), rule_set, Wish(asked=True, folder=texts))

    around = _Around(
        rule_set=flow.catalogue.rule_set,
        as_of=day,
        beside=_IN_STORE,
        plan=plan_in_force(flow),
        swept=swept,
        matching=lambda condition: flow.store.facts.matching(condition, day),
    )
    if told in flow.organizations:
        return _of_body(flow.present_name(told), code, rules, around)
    dossier = seeking.dossier(flow, told)
    return _of_dossier(
        dossier.id, dossier.facts, rules, around, lambda _: of_journal(flow.store.records(dossier.id), flow.workflow)
    )


def why_row(  # noqa: PLR0913  a ledger is read as a sweep reads it
    path: Path,
    catalogue: Catalogue,
    code: str,
    told: str,
    *,
    as_of: date,
    mapping: Mapping[str, str] | None = None,
    texts: Path | None = None,
) -> Reasons:
    """The same of one row of a ledger: ``told`` is its number, a name that stands there once, or that of a body."""
    rules = all_called(catalogue, code)
    ledger = read_ledger(path, mapping=mapping)
    everybody = {f"{one.sheet}!{one.row}": facts for one, facts in facts_of(ledger)}
    plan = plan_of(ledger)

    def swept(rule_set: RuleSet) -> Compared:
        table = FactTable.in_memory()
        try:
            table.insert(everybody.items())
            result = table.sweep(rule_set, as_of, plan=plan, elections=elections_of(ledger.organizations))
        finally:
            table.close()
        return compared_in_ledger(ledger, result, rule_set, Wish(asked=True, folder=texts))

    def matching(condition: Expression) -> tuple[Person, ...]:
        holds = compiled(condition)
        return tuple((there, facts.name or "") for there, facts in everybody.items() if holds(facts, as_of))

    around = _Around(
        rule_set=catalogue.rule_set, as_of=as_of, beside=_IN_LEDGER, plan=plan, swept=swept, matching=matching
    )
    bodies = {body for facts in everybody.values() for body in _bodies(facts)} | {b.name for b in ledger.organizations}
    if told.strip() in bodies:
        return _of_body(told.strip(), code, rules, around)
    row = _row(ledger, told)
    place = f"{row.sheet}!{row.row}"
    return _of_dossier(place, everybody[place], rules, around, lambda names: of_ledger(ledger, row, names))


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
        msg = f"台账“{ledger.path}”里没有姓名为“{text}”的人{near}"
        raise NotFound(msg)
    if len(found) > 1:
        msg = f"台账里有 {len(found)} 行姓名为“{text}”，请改写行号：{'、'.join(str(row.row) for row in found)}"
        raise BadInput(msg)
    return found[0]


def _of_dossier(
    place: str,
    facts: Facts,
    rules: Iterable[Rule | Across],
    around: _Around,
    origins: Callable[[Iterable[str]], Mapping[str, Origin]],
) -> Reasons:
    rules = tuple(rules)
    regulations = around.rule_set.regulations
    lines = sorted(
        (explain(rule, facts, around.as_of, regulations) for rule in rules if isinstance(rule, Rule)),
        key=lambda e: _ORDER.index(e.verdict),
    )
    names = [name for line in lines for name in names_read(line.traces)]

    def concerns(group: Group) -> bool:
        bodies = _bodies(facts)
        return place == group.subject or group.subject in bodies or (group.name is None and group.branch in bodies)

    return Reasons(
        dossier=place,
        name=facts.name or "",
        as_of=around.as_of,
        lines=tuple(lines),
        sideways=tuple(around.sideways(rule, concerns, facts.unknown) for rule in rules if isinstance(rule, Across)),
        origins=origins(names),
    )


def _of_body(name: str, code: str, rules: Iterable[Rule | Across], around: _Around) -> Reasons:
    """The same of a body: what was found about it as a whole; raises :class:`BadInput` for a rule about persons."""
    about = [rule for rule in rules if isinstance(rule, Across) and rule.is_about_a_body]
    if not about:
        msg = f"{code} 说的是一份档案，不是党组织。请写档案编号、身份证号或姓名，而不是“{name}”"
        raise BadInput(msg)
    return Reasons(
        dossier=name,
        name="",
        as_of=around.as_of,
        lines=(),
        sideways=tuple(around.sideways(rule, lambda group: group.subject == name) for rule in about),
        origins={},
    )


def _bodies(facts: Facts) -> set[str]:
    """The bodies to which a dossier belongs."""
    return {b for b in (facts.branch, facts.admitting_body, facts.committee, facts.county_department) if b is not None}


def _all_cites(rule: Across) -> Iterable[str]:
    return (edition if article is None else f"{edition}#{article}" for edition, article in rule.cites.items())
