"""The sweep: every rule over every dossier as of a day, in one pass of SQL.

Each row yields one bit a rule. Rows with any bit are read whole and judged by exactly those rules, in the domain's own
words; all others were never more than a number. A rule's condition is the text that ``readings.sql`` makes of it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.schema import CreateTable

from dangyuan_flow.domain.across import Beside, Group
from dangyuan_flow.domain.expression import Expression
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.domain.readings import sql
from dangyuan_flow.domain.rules import Judgement, Rule, RuleSet, judge
from dangyuan_flow.domain.truth import truth
from dangyuan_flow.store import rows
from dangyuan_flow.store.across.entry_bursts import Spans
from dangyuan_flow.store.across.grouping import grouped
from dangyuan_flow.store.across.kept import Basis, Kept
from dangyuan_flow.store.database import Database, Progress, run, run_many
from dangyuan_flow.store.tables import COLUMNS, DOSSIER, UNKNOWN

RULES_IN_A_WORD = 60
"""How many rules one column of a sweep speaks for: one bit each, well below the sign bit."""

_AT_ONCE = 20_000
"""Rows between two tellings of progress (SQLite)."""

_WHOLE = ", ".join(f'"{column}"' for column in COLUMNS)
_INSERT = f"INSERT INTO dossier ({_WHOLE}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  our own columns


@dataclass(frozen=True, slots=True)
class Swept:
    """A dossier in which the sweep found something."""

    dossier: str
    name: str | None
    branch: str | None
    judgement: Judgement


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepResult:
    """What a sweep found: over how many dossiers, in which of them, and per rule how many could not be checked.

    ``unknown``: the facts that some dossier's source could not tell. ``rules``: the digest of the rules, so that the
    sweep can be repeated. ``groups``: what the rules across dossiers found; ``lacking``: what they could not read;
    ``bursts``: where in the journal many dossiers were entered at once; ``kept``: what those rules leave for the next.
    """

    as_of: date
    dossiers: int
    found: tuple[Swept, ...]
    not_checked: Mapping[str, int]
    unknown: frozenset[str]
    rules: str
    groups: tuple[Group, ...] = ()
    lacking: Mapping[str, Beside] = field(default_factory=dict)
    bursts: Spans = ()
    kept: Kept | None = None


class FactTable:
    """A table of facts to sweep: a store's dossiers, or the lines of a ledger in memory."""

    def __init__(self, database: Database, *, is_bare: bool = False, sight: Collection[str] | None = None) -> None:
        """Sweep the dossiers of ``database``; ``is_bare``: there is nothing beside them. ``sight``: the bodies seen."""
        self.database = database
        self.sight = sight
        self.is_bare = is_bare

    @classmethod
    def in_memory(cls) -> "FactTable":
        """An empty table that belongs to no store."""
        table = cls(Database("sqlite://"), is_bare=True)
        with table.database.writing() as connection:
            connection.execute(CreateTable(DOSSIER))
        return table

    def insert(self, facts: Iterable[tuple[str, Facts]]) -> None:
        """Add lines, each under its own name (``人员台账!3``); not for a store, whose only write is ``append``."""
        ready = [rows.bare_row(name, line, iso=self.database.is_sqlite) for name, line in facts]
        with self.database.writing() as connection:
            run_many(connection, self.database.text(_INSERT), ready)

    def close(self) -> None:
        """Forget the table (a store's stays)."""
        self.database.close()

    def sweep(  # noqa: PLR0913  what is swept, and how
        self,
        rule_set: RuleSet,
        as_of: date,
        *,
        branches: Collection[str] | None = None,
        plan: Sequence[Planned] | None = None,
        elections: Sequence[tuple[str, date]] = (),
        progress: Progress | None = None,
    ) -> SweepResult:
        """Judge every dossier (of ``branches``, if given) by every rule; derived facts are taken as they are stored.

        ``plan`` and ``elections``: the annual plan and the elections of branches, of a ledger; a store knows its own.
        """
        with self.database.snapshot() as connection:
            swept = self.sweep_within(connection, rule_set, as_of, branches=branches, progress=progress)
            beside = () if plan is None and self.is_bare else plan
            return with_groups(
                swept, self.database, connection, rule_set, branches=branches, plan=beside, elections=elections
            )

    def sweep_within(
        self,
        connection: Connection,
        rule_set: RuleSet,
        as_of: date,
        *,
        branches: Collection[str] | None = None,
        progress: Progress | None = None,
    ) -> SweepResult:
        """The same by the rules that judge one dossier, within a snapshot that is already open."""
        scope = Dossiers(self.database, branches)
        counts, unknown, total = scope.not_checked(connection, rule_set.rules)
        flagged = scope.broken(connection, masks(rule_set.rules, as_of), lambda done: _tell(progress, done, total))
        found = tuple(judged(flagged, rule_set, as_of, iso=self.database.is_sqlite))
        _tell(progress, total, total)
        return SweepResult(
            as_of=as_of, dossiers=total, found=found, not_checked=counts, unknown=unknown, rules=rule_set.digest
        )

    def matching(self, condition: Expression, as_of: date) -> tuple[tuple[str, str], ...]:
        """The ids and names of the dossiers that meet a condition of the rule language."""
        seen = Dossiers(self.database, self.sight)
        text = f"SELECT id, name FROM dossier WHERE {seen.condition} AND {sql(truth(condition), as_of)} ORDER BY id"  # noqa: S608  parsed by an allow-list
        with self.database.snapshot() as connection:
            return tuple((row[0], row[1] or "") for row in run(connection, text, seen.values).fetchall())


def with_groups(  # noqa: PLR0913  what was swept, and how
    swept: SweepResult,
    database: Database,
    connection: Connection,
    rule_set: RuleSet,
    *,
    branches: Collection[str] | None = None,
    plan: Sequence[Planned] | None = None,
    elections: Sequence[tuple[str, date]] = (),
    entered: tuple[int, Spans] | None = None,
    basis: Basis | None = None,
) -> SweepResult:
    """The sweep with what the rules across dossiers find in the same snapshot (``plan``: ``None`` for a store)."""
    found = grouped(
        database,
        connection,
        rule_set,
        swept.as_of,
        within=branches,
        plan=plan,
        elections=elections,
        entered=entered,
        basis=basis,
    )
    asked = {rule.id for rule in rule_set.across}
    counts = {name: count for name, count in swept.not_checked.items() if name not in asked}
    return replace(
        swept,
        groups=found.groups,
        lacking=found.lacking,
        not_checked={**counts, **found.not_checked},
        bursts=found.bursts,
        kept=found.kept,
    )


_STANDS = "\"position\" <> 'undone'"
"""An import that was undone is no dossier any more."""


class Dossiers:
    """The dossiers swept: those that stand, of some ``branches``, with some ``ids``."""

    def __init__(
        self, database: Database, branches: Collection[str] | None = None, ids: Collection[str] | None = None
    ) -> None:
        self.is_sqlite = database.is_sqlite
        self.values: tuple[Any, ...] = ()
        self.condition = _STANDS
        self.are_named = ids is not None
        for column, wanted in (("branch", branches), ("id", ids)):
            if wanted is not None:
                self.condition += f" AND {self.among(column, len(self.values) + 1)}"
                self.values += (json.dumps(sorted(wanted), ensure_ascii=False) if self.is_sqlite else sorted(wanted),)

    def among(self, column: str, number: int) -> str:
        """A condition that ``column`` is among a list of values, given as parameter ``number``."""
        if self.is_sqlite:
            return f'"{column}" IN (SELECT value FROM json_each(?))'  # noqa: S608  our own columns
        return f'"{column}" = ANY(${number})'

    def not_checked(self, connection: Connection, rules: Sequence[Rule]) -> tuple[dict[str, int], frozenset[str], int]:
        """Per rule, how many dossiers lack what it needs; the facts unknown to any; and how many dossiers there are."""
        unknown = ", ".join(UNKNOWN)
        query = f"SELECT count(*), {unknown} FROM dossier WHERE {self.condition} GROUP BY {unknown}"  # noqa: S608  our own columns
        groups = run(connection, query, self.values).fetchall()
        counts: dict[str, int] = {}
        for rule in rules:
            needed = rows.words(rule.needs)
            lacking = sum(count for count, *words in groups if any(w & n for w, n in zip(words, needed, strict=True)))
            if lacking:
                counts[rule.id] = lacking
        lacked = frozenset[str]().union(*(rows.unknown_of(tuple(words)) for _, *words in groups))
        return counts, lacked, sum(group[0] for group in groups)

    def broken(
        self, connection: Connection, words: tuple[str, ...], tell: Callable[[int], None]
    ) -> Iterator[Sequence[Any]]:
        """The rows that break any rule, whole, with their words of bits behind."""
        if not words:
            return
        broken = " OR ".join(f"({word}) <> 0" for word in words)
        query = f"SELECT {_WHOLE}, {', '.join(words)} FROM dossier WHERE {self.condition} AND ({broken})"  # noqa: S608  rules parsed by an allow-list
        if not self.is_sqlite:
            run(connection, "SET LOCAL jit = off")  # compiling the rules would take longer than running them
        if self.are_named or not self.is_sqlite:
            yield from run(connection, query, self.values)
            return
        last = run(connection, "SELECT max(rowid) FROM dossier").fetchone()[0] or 0
        for start in range(0, last, _AT_ONCE):
            part = (*self.values, start, start + _AT_ONCE)
            yield from run(connection, f"{query} AND rowid > ? AND rowid <= ?", part)
            tell(start + _AT_ONCE)


def masks(rules: Sequence[Rule], as_of: date) -> tuple[str, ...]:
    """One SQL expression for every sixty rules: the sum of their bits, where they are broken and can be checked."""
    return tuple(
        " + ".join(
            f"CASE WHEN {sql(truth(rule.unkept), as_of)}{known(rule)} THEN {1 << bit} ELSE 0 END"
            for bit, rule in enumerate(rules[start : start + RULES_IN_A_WORD])
        )
        for start in range(0, len(rules), RULES_IN_A_WORD)
    )


def known(rule: Rule) -> str:
    """That nothing the rule needs is unknown; asked last, for a row that seems to break it."""
    needed = zip(UNKNOWN, rows.words(rule.needs), strict=True)
    return "".join(f" AND ({word} & {bits}) = 0" for word, bits in needed if bits)


def judged(flagged: Iterable[Sequence[Any]], rule_set: RuleSet, as_of: date, *, iso: bool) -> Iterator[Swept]:
    """Each flagged row judged by the rules whose bits it carries."""
    columns = len(COLUMNS)
    meant: dict[tuple[int, ...], tuple[Rule, ...]] = {}
    for row in flagged:
        words = tuple(row[columns:])
        if words not in meant:
            meant[words] = _of_bits(rule_set.rules, words)
        facts = rows.facts_of(row[:columns], iso=iso)
        judgement = judge(meant[words], facts, as_of, rule_set.regulations)
        if judgement.violations or judgement.notes:
            yield Swept(row[0], facts.name, facts.branch, judgement)


def _of_bits(rules: Sequence[Rule], words: tuple[int, ...]) -> tuple[Rule, ...]:
    return tuple(r for i, r in enumerate(rules) if words[i // RULES_IN_A_WORD] >> (i % RULES_IN_A_WORD) & 1)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(min(done, total), total)
