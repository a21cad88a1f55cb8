"""Re-reading: after a registered sweep, the next one of its scope reads only what changed and what the calendar moved.

A dossier changed where the journal has a line about it since. The calendar moved it where a day that some rule compares
with ``as_of`` lies between the two sweeps; each dossier's next such day is kept with its reading. Whatever else may
have changed (rules, derivation, bodies below, the past of the journal, a day going back) makes the sweep read all.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

import dangyuan_flow
from dangyuan_flow.domain.errors import Tampered
from dangyuan_flow.domain.expression import AS_OF, Among, Comparison, Expression, Literal, Name, walk
from dangyuan_flow.domain.journal import GENESIS
from dangyuan_flow.domain.rules import Rule, RuleSet, Violation
from dangyuan_flow.domain.sweep import KeptSweep, Scope
from dangyuan_flow.store import findings, readings, rows
from dangyuan_flow.store.across import kept
from dangyuan_flow.store.across.entry_bursts import Spans
from dangyuan_flow.store.database import Database, Progress, run
from dangyuan_flow.store.readings import Reading, Readings
from dangyuan_flow.store.sweeping import Dossiers, FactTable, SweepResult, Swept, judged, masks, with_groups
from dangyuan_flow.store.tables import HEAD, UNKNOWN

_LAST = "SELECT coalesce(max(number), 0) FROM sweep"
_MOST = 4
"""Where more than one dossier in so many would be read again, reading everything is no slower."""

_NEVER = "9999-12-31"
_ARGUMENTS = 60
"""How many values one SQLite function is given at once."""


def derived_by() -> str:
    """What a sweep's readings go back to: derivation, calendar, vocabulary, and the program that judged."""
    return f"{rows.derivation()}@{dangyuan_flow.__version__}"


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreSweep:
    """A sweep of a store: what it found, at which line of the journal, how many dossiers it read, and its readings.

    ``last``: the number of the latest sweep registered by then, of any scope; a registered one takes the next, so that
    of two at once only one is kept. ``covers``: a digest over the branches covered. ``unknown``: in how many dossiers
    each fact is unknown; ``readings`` and ``unknown`` only where it is to be kept.
    """

    result: SweepResult
    head: tuple[int, str]
    last: int
    read: int
    covers: str
    readings: Readings | None = None
    unknown: Mapping[str, int] | None = None


def sweep(  # noqa: PLR0913  what is swept, and how
    database: Database,
    rule_set: RuleSet,
    as_of: date,
    *,
    scope: Scope,
    branches: Collection[str] | None = None,
    keep: bool = False,
    anew: bool = False,
    progress: Progress | None = None,
) -> StoreSweep:
    """Sweep the dossiers of ``branches`` (``None``: all); ``keep`` makes its readings ready, ``anew`` reads all."""
    covers = "" if branches is None else hashlib.sha256("\n".join(sorted(branches)).encode()).hexdigest()
    with database.snapshot() as connection:
        head = run(connection, HEAD).fetchone() or (0, GENESIS)
        groups = None if anew else kept.basis(connection, database, derived_by())
        task = _Task(database, connection, rule_set, as_of, scope, branches, Moments.of(rule_set.rules), groups)
        (last,) = run(connection, _LAST).fetchone()
        found = StoreSweep(result=_NOTHING, head=(int(head[0]), str(head[1])), last=int(last), read=0, covers=covers)
        basis = None if anew or scope.only else next(iter(findings.sweeps(connection, scope.text, limit=1)), None)
        if basis is not None and task.can_build_on(basis, covers):
            again = task.again(basis, found, keep=keep)
            if again is not None:
                return task.beside(again, (basis.head[0], basis.bursts))
        return task.beside(task.whole(found, keep=keep, progress=progress))


_NOTHING = SweepResult(as_of=date.min, dossiers=0, found=(), not_checked={}, unknown=frozenset(), rules="")


@dataclass(frozen=True, slots=True)
class Moments:
    """What rules compare with ``as_of``: facts, and days written into them; and the rules whose wording names it."""

    facts: tuple[str, ...]
    days: frozenset[date]
    worded: frozenset[str]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Moments":
        """The moments of ``rules``."""
        names: set[str] = set()
        days: set[date] = set()
        worded: set[str] = set()
        for rule in rules:
            for other in (o for e in (rule.unkept, rule.noted) for o in _beside_as_of(e)):
                if isinstance(other, Name):
                    names.add(other.name)
                elif isinstance(other.value, date):
                    days.add(other.value)
            if f"{{{AS_OF}}}" in rule.says:
                worded.add(rule.id)
        return cls(tuple(sorted(names - {AS_OF})), frozenset(days), frozenset(worded))


def _beside_as_of(expression: Expression) -> Iterable[Name | Literal]:
    """What ``expression`` compares with ``as_of``."""
    today = Name(AS_OF)
    for node in walk(expression):
        match node:
            case Comparison(_, left, right) if today in (left, right):
                other = right if left == today else left
                if isinstance(other, Name | Literal):
                    yield other
            case Among(subject, choices) if subject == today:
                yield from choices
            case _:
                pass


@dataclass(frozen=True, slots=True)
class _Task:
    """One sweep under way, within its snapshot."""

    database: Database
    connection: Connection
    rule_set: RuleSet
    as_of: date
    scope: Scope
    branches: Collection[str] | None
    moments: Moments
    groups: kept.Basis | None

    def can_build_on(self, basis: KeptSweep, covers: str) -> bool:
        """Whether what ``basis`` read still holds for all that did not change."""
        line = self._run("SELECT digest FROM journal WHERE seq = ?", basis.head[0]).fetchone()
        return (
            basis.rules == self.rule_set.digest
            and basis.derivation == derived_by()
            and basis.covers == covers
            and basis.as_of <= self.as_of
            and (line is None) == (basis.head[0] == 0)
            and (line is None or line[0] == basis.head[1])
            and not any(basis.as_of <= day <= self.as_of for day in self.moments.days)
        )

    def whole(self, so_far: StoreSweep, *, keep: bool, progress: Progress | None) -> StoreSweep:
        """Read everything."""
        result = FactTable(self.database).sweep_within(
            self.connection, self.rule_set, self.as_of, branches=self.branches, progress=progress
        )
        if not keep:
            return replace(so_far, result=result, read=result.dossiers)
        said = {swept.dossier: readings.written(swept) for swept in result.found}
        lines = self._lines(None, result.found, said)
        return replace(
            so_far,
            result=result,
            read=result.dossiers,
            readings=Readings(scope=self.scope.text, whole=True, lines=lines, found=readings.digest(said)),
            unknown=_facts_unknown(Counter(line.unknown for line in lines)),
        )

    def beside(self, swept: StoreSweep, entered: tuple[int, Spans] | None = None) -> StoreSweep:
        """The sweep with the rules across dossiers, which build on the last registered sweep of any scope.

        Of the journal's entries they read those since ``entered`` (see :mod:`dangyuan_flow.store.across.entry_bursts`).
        """
        with_them = with_groups(
            swept.result,
            self.database,
            self.connection,
            self.rule_set,
            branches=self.branches,
            entered=entered,
            basis=self.groups,
        )
        left = swept.readings
        if left is not None and with_them.kept is not None and not self.scope.only:
            across = replace(with_them.kept, sweep=swept.last + 1, head=swept.head[0])
            left = replace(left, across=across)
        return replace(swept, result=with_them, readings=left)

    def again(self, basis: KeptSweep, so_far: StoreSweep, *, keep: bool) -> StoreSweep | None:
        """Read what changed or moved since ``basis``; ``None`` where reading everything is as quick, or safer."""
        said = dict(
            self._run(
                "SELECT dossier, judged FROM reading WHERE scope = ? AND judged IS NOT NULL", self.scope.text
            ).fetchall()
        )
        ids = self._moved(basis)
        if readings.digest(said) != basis.found or len(ids) * _MOST > max(basis.dossiers, _MOST):
            return None
        before = self._before(ids)
        fresh = self._judged(ids)
        fresh_said = {swept.dossier: readings.written(swept) for swept in fresh}
        lines = self._lines(ids, fresh, fresh_said)
        standing = {dossier: text for dossier, text in said.items() if dossier not in ids}
        try:
            still = [readings.swept(dossier, text, self.rule_set.by_id) for dossier, text in standing.items()]
        except (Tampered, ValueError, KeyError):
            return None
        gone, come = Counter(before.values()), Counter(line.unknown for line in lines)
        unknown = _balanced(basis.unknown, _facts_unknown(gone), _facts_unknown(come))
        told = {rule: count for rule, count in basis.not_checked.items() if rule in self.rule_set.by_id}
        not_checked = _balanced(told, self._not_checked(gone), self._not_checked(come))
        result = SweepResult(
            as_of=self.as_of,
            dossiers=basis.dossiers - len(before) + len(lines),
            found=(*still, *fresh),
            not_checked=not_checked,
            unknown=frozenset(unknown),
            rules=self.rule_set.digest,
        )
        found = replace(so_far, result=result, read=len(ids))
        if not keep:
            return found
        removed = before.keys() - {line.dossier for line in lines}
        new = Readings(
            scope=self.scope.text,
            whole=False,
            lines=lines,
            removed=removed,
            found=readings.digest(standing | fresh_said),
        )
        return replace(found, readings=new, unknown=unknown)

    def _moved(self, basis: KeptSweep) -> set[str]:
        """The dossiers that changed since ``basis``, and those that the calendar may have moved."""
        changed = self._run("SELECT DISTINCT dossier FROM journal WHERE seq > ? AND dossier IS NOT NULL", basis.head[0])
        moved = self._run("SELECT dossier FROM reading WHERE scope = ? AND moves_on <= ?", self.scope.text, self._day())
        return {row[0] for cursor in (changed, moved) for row in cursor.fetchall()}

    def _before(self, ids: Collection[str]) -> dict[str, str]:
        """Of ``ids``, those read before, with their unknown words then."""
        named = Dossiers(self.database, ids=ids)
        query = f"SELECT dossier, unknown FROM reading WHERE scope = ? AND {named.among('dossier', 2)}"  # noqa: S608  our own columns
        return dict(run(self.connection, self.database.text(query), (self.scope.text, *named.values)).fetchall())

    def _judged(self, ids: Collection[str]) -> tuple[Swept, ...]:
        some = Dossiers(self.database, self.branches, ids)
        words = masks(self.rule_set.rules, self.as_of)
        flagged = some.broken(self.connection, words, lambda _: None) if ids else ()
        return tuple(judged(flagged, self.rule_set, self.as_of, iso=self.database.is_sqlite))

    def _lines(self, ids: Collection[str] | None, found: Iterable[Swept], said: Mapping[str, str]) -> Sequence[Reading]:
        """The readings of ``ids`` (``None``: of all that is covered)."""
        some = Dossiers(self.database, self.branches, ids)
        unknown = ", ".join(UNKNOWN)
        query = f"SELECT id, {self._next_day()}, {unknown} FROM dossier WHERE {some.condition}"  # noqa: S608  our own columns
        worded = {s.dossier for s in found if self.moments.worded & {v.rule.id for v in _all_said(s)}}
        texts: dict[tuple[int, ...], str] = {}
        lines: list[Reading] = []
        for dossier, day, *bits in run(self.connection, query, some.values):
            words = tuple(bits)
            if words not in texts:
                texts[words] = " ".join(map(str, words)) if any(words) else ""
            lines.append(Reading(dossier, texts[words], self._day() if dossier in worded else day, said.get(dossier)))
        return lines

    def _next_day(self) -> str:
        """SQL for the first day, not before ``as_of``, among those that rules compare with it."""
        days = [f'CASE WHEN "{n}" >= \'{self.as_of.isoformat()}\' THEN "{n}" END' for n in self.moments.facts]
        if not self.database.is_sqlite:
            return f"least({', '.join(days)})" if days else "CAST(NULL AS date)"
        never = f"'{_NEVER}'"
        known = [f"coalesce({day}, {never})" for day in days]
        while len(known) > 1:
            parts = [known[i : i + _ARGUMENTS] for i in range(0, len(known), _ARGUMENTS)]
            known = [f"min({', '.join(part)})" if len(part) > 1 else part[0] for part in parts]
        return f"nullif({known[0]}, {never})" if known else "NULL"

    def _not_checked(self, groups: Mapping[str, int]) -> dict[str, int]:
        """Per rule, how many of the dossiers in ``groups`` (by unknown words) lack what it needs."""
        counts: Counter[str] = Counter()
        for text, count in groups.items():
            words = _words(text)
            for rule in self.rule_set.rules if words else ():
                if any(w & n for w, n in zip(words, rows.words(rule.needs), strict=True)):
                    counts[rule.id] += count
        return dict(counts)

    def _day(self) -> date | str:
        return self.as_of.isoformat() if self.database.is_sqlite else self.as_of

    def _run(self, statement: str, *values: object) -> Any:  # noqa: ANN401  a driver's cursor
        return run(self.connection, self.database.text(statement), values)


def _all_said(swept: Swept) -> tuple[Violation, ...]:
    return (*swept.judgement.violations, *swept.judgement.notes)


def _words(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split()))


def _facts_unknown(groups: Mapping[str, int]) -> dict[str, int]:
    """In how many dossiers of ``groups`` (by unknown words) each fact is unknown."""
    counts: Counter[str] = Counter()
    for text, count in groups.items():
        for name in rows.unknown_of(_words(text)) if text else ():
            counts[name] += count
    return dict(counts)


def _balanced(before: Mapping[str, int], gone: Mapping[str, int], come: Mapping[str, int]) -> dict[str, int]:
    """Counts after some went and some came, without those that are nothing."""
    names = before.keys() | come.keys()
    found = {name: before.get(name, 0) - gone.get(name, 0) + come.get(name, 0) for name in names}
    return {name: count for name, count in found.items() if count}
