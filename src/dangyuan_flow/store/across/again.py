"""Rules across dossiers asked again: only of the groups in which a dossier changed, or which the calendar moved.

A row of a select depends on dossiers that have the same of some facts (``Select.by``), or that count for the plan of
the same body. A dossier that changed touches its groups as it stood and as it stands; the calendar touches those of
dossiers with a day that the question compared with another day then. A group that was touched is asked again, whole;
the rows of all others stand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from dangyuan_flow.domain.across import About, Beside
from dangyuan_flow.store.across.asked import literal
from dangyuan_flow.store.across.kept import NARROW_COLUMNS, STANDS, Answer, Basis, in_order, narrow, sortable
from dangyuan_flow.store.across.question import LAID, Move, Question
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import UNKNOWN

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here

_CHANGED, _FRESH = "changed_since", "read_anew"
_FEW, _MOST = 100, 4
"""Where more dossiers changed, and more than one in so many, asking of everything is no slower."""

_SUBJECT, _VALUES = 1, 5
"""Where a select's row has whom it is about, and from where on its values."""

_PLANNED = ("branch", "admitting_body")
"""The facts by which a dossier counts for a line of the plan."""

_NAMED = ", ".join(f'"{column}"' for column in NARROW_COLUMNS)
_UNCHANGED = f'"id" NOT IN (SELECT "id" FROM {_CHANGED})'

Version = Mapping[str, Any]
"""A dossier as it stood, or as it stands: its narrow columns."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Of what a question is put again: the dossiers that it needs, and which rows are then told anew."""

    question: Question
    condition: str
    is_anew: Callable[[Sequence[Any]], bool]


@dataclass(frozen=True, slots=True)
class Again:
    """One sweep's asking again: the dossiers that changed since ``basis``, as they stood and as they stand."""

    database: Database
    connection: Connection
    basis: Basis
    changed: frozenset[str]
    before: Mapping[str, Version]
    now: Mapping[str, Version]

    @classmethod
    def since(cls, database: Database, connection: Connection, basis: Basis) -> "Again | None":
        """What changed since ``basis``, laid out; ``None`` where it is so much that all had better be asked."""
        since = f"SELECT DISTINCT dossier AS id FROM journal WHERE seq > {basis.sweep.head[0]} AND dossier IS NOT NULL"
        changed = frozenset(row[0] for row in run(connection, since).fetchall())
        if len(changed) > _FEW:
            enough = len(changed) * _MOST
            (kept,) = run(
                connection, f"SELECT count(*) FROM (SELECT 1 FROM narrow LIMIT {enough}) AS first_ones"
            ).fetchone()
            if kept < enough:
                return None
        run(connection, f"CREATE TEMPORARY TABLE {_CHANGED} AS {since}")
        fresh = f"{narrow(database, NARROW_COLUMNS)} AND {_among('id', changed)}"
        run(connection, f"CREATE TEMPORARY TABLE {_FRESH} AS {fresh}")
        before, now = (
            {version["id"]: version for version in _versions(connection, f"FROM {relation}")}
            for relation in (f"narrow WHERE {_among('id', changed)}", _FRESH)
        )
        return cls(database, connection, basis, changed, before, now)

    @property
    def rows(self) -> dict[str, Sequence[Any] | None]:
        """The narrow rows of what changed; ``None`` for a dossier that stands no more."""
        return {name: tuple(self.now[name].values()) if name in self.now else None for name in self.changed}

    def close(self) -> None:
        """Take the tables away."""
        for table in (_CHANGED, _FRESH):
            run(self.connection, f"DROP TABLE {table}")

    def answer(self, question: Question) -> Answer:
        """What ``question`` is answered today, of everything."""
        before = question.on(self.basis.sweep.as_of)
        known = self.basis.answers.get(question.rule.id)
        if known is not None and known.asked != before.digest:
            known = None
        if question.rule.asks.beside in (Beside.ENTRIES, Beside.FINDINGS):  # a few lines, each with one dossier
            columns = ", ".join(('"id"', sortable(self.database, question.columns)))  # the id as its index has it
            told = self._told(question, f"(SELECT {columns} FROM dossier WHERE {STANDS}) AS {LAID}")
        elif known is None or (moves := question.moves(before)) is None:
            told = self._told(question, self._relation(question.columns))
        else:
            told = self._renewed(question, known, moves)
        return Answer(question.rule.id, question.digest, self._lacks(question, known), in_order(told))

    def _told(self, question: Question, relation: str) -> Sequence[Sequence[Any]]:
        text = question.over(relation)
        return run(self.connection, text).fetchall() if text else ()

    @staticmethod
    def _relation(columns: Iterable[str], condition: str = "1 = 1") -> str:
        """The dossiers as they stand: those that changed as they were read anew, all others as they are kept."""
        named = ", ".join(f'"{column}"' for column in ("id", *columns))
        return (
            f"(SELECT {named} FROM narrow WHERE ({condition}) AND {_UNCHANGED} "
            f"UNION ALL SELECT {named} FROM {_FRESH} WHERE {condition}) AS {LAID}"
        )

    def _lacks(self, question: Question, known: Answer | None) -> int:
        if known is None:
            words = ", ".join(UNKNOWN)
            some = f"SELECT count(*), {words} FROM {self._relation(UNKNOWN)} GROUP BY {words}"
            return question.lacks(run(self.connection, some).fetchall())
        gone, come = (
            question.lacks((1, *(version[word] for word in UNKNOWN)) for version in versions.values())
            for versions in (self.before, self.now)
        )
        return known.lacks - gone + come

    def _renewed(self, question: Question, known: Answer, moves: Iterable[Move]) -> Sequence[Sequence[Any]]:
        """The rows that stand, and those of what was touched."""
        touched = [*self._differing(question), *self._moved(moves)]
        if not touched:
            return known.rows
        part = self._planned(question, touched) if question.rule.asks.beside is Beside.PLAN else None
        part = part or self._part(question, touched)
        stands = [row for row in known.rows if not part.is_anew(row)]
        relation = self._relation(part.question.columns, part.condition)
        return [*stands, *filter(part.is_anew, self._told(part.question, relation))]

    def _differing(self, question: Question) -> Iterator[Version]:
        """The dossiers that are not to the question what they were, as they stood and as they stand."""

        def read(version: Version | None) -> object:
            if version is None:
                return None
            unknown = [version[word] & need for word, need in zip(UNKNOWN, question.needs, strict=True)]
            return unknown, [version[column] for column in question.columns if column not in UNKNOWN]

        for name in self.changed:
            before, now = self.before.get(name), self.now.get(name)
            if read(before) != read(now):
                yield from (version for version in (before, now) if version is not None)

    def _moved(self, moves: Iterable[Move]) -> Iterator[Version]:
        """The dossiers that the calendar may have moved, as they stood."""
        days = {f"\"{move.column}\" BETWEEN '{move.first}' AND '{move.last}'" for move in moves}
        if days:
            yield from _versions(self.connection, f"FROM narrow WHERE {' OR '.join(sorted(days))}")

    @staticmethod
    def _planned(question: Question, touched: Iterable[Version]) -> _Part:
        """The bodies for whose plans any of ``touched`` counts, with all that counts for them."""
        names = {version[fact] for version in touched for fact in _PLANNED}
        bodies = {line.body for line in question.plan if names.intersection(line.within)}
        lines = tuple(line for line in question.plan if line.body in bodies)
        within = {name for line in lines for name in line.within}
        condition = " OR ".join(_among(fact, within) for fact in _PLANNED)
        return _Part(replace(question, plan=lines), condition, lambda row: row[_SUBJECT] in bodies)

    def _part(self, question: Question, touched: Collection[Version]) -> _Part:
        """The groups of ``touched``."""
        asks = question.rule.asks
        fact = asks.by[0]
        keys = {version[fact] for version in touched} - {None}
        condition = _among(fact, keys)
        if asks.first is not None:
            keys |= self._behind(fact, *asks.first, touched)
            condition = f"{_among(fact, keys)} OR {_among('id', self._first_ones(fact, *asks.first, keys))}"
        if fact in asks.values:
            place = _VALUES + tuple(asks.values).index(fact)
        elif asks.about is About.BODY:
            place = _SUBJECT
        else:
            place, keys = _SUBJECT, self._ids(condition)
        return _Part(question, condition, lambda row: row[place] in keys)

    def _ids(self, condition: str) -> set[str]:
        """The dossiers that are in a group now, or were."""
        both = f'SELECT "id" FROM narrow WHERE {condition} UNION SELECT "id" FROM {_FRESH} WHERE {condition}'
        return {row[0] for row in run(self.connection, both).fetchall()}

    # What depends on the first day of a larger group

    def _behind(self, fact: str, group: str, day: str, touched: Iterable[Version]) -> set[str]:
        """All keys in the larger groups of which one of ``touched`` is, or was, the first."""
        days: dict[str | None, list[Any]] = {}
        for version in touched:
            if version[fact] is not None and version[day] is not None:
                days.setdefault(version[group] or None, []).append(version[day])
        kept = self._firsts(fact, group, day, days)
        moved = [name for name, own in days.items() if name not in kept or min(own) <= kept[name][1]]
        among = _among(group, filter(None, moved)) + (f" OR {_nothing(group)}" if None in moved else "")
        keys = f'SELECT DISTINCT "{fact}" FROM narrow WHERE ({among}) AND "{fact}" IS NOT NULL'
        return {row[0] for row in run(self.connection, keys).fetchall()}

    def _first_ones(self, fact: str, group: str, day: str, keys: Collection[str]) -> set[str]:
        """The first dossiers of the larger groups to which ``keys`` belong; one that moved has all others with it."""
        there = run(self.connection, f'SELECT DISTINCT "{group}" FROM narrow WHERE {_among(fact, keys)}').fetchall()
        names = {name or None for (name,) in there} | {version[group] or None for version in self.now.values()}
        return {one for one, _ in self._firsts(fact, group, day, names).values()}

    def _firsts(
        self, fact: str, group: str, day: str, names: Collection[str | None]
    ) -> dict[str | None, tuple[str, Any]]:
        """Of each of the larger groups ``names`` (``None``: none is named), the first dossier kept, and its day."""
        first = f'"{day}" IS NOT NULL AND "{fact}" IS NOT NULL ORDER BY "{day}" LIMIT 1'
        asked = [f'SELECT NULL, "id", "{day}" FROM narrow WHERE {_nothing(group)} AND {first}'] if None in names else []
        if listed := ", ".join(f"({literal(name)})" for name in sorted(filter(None, names))):
            asked.append(
                f'WITH larger(whole) AS (VALUES {listed}) SELECT whole, "id", "{day}" FROM larger JOIN narrow '
                f'ON "id" = (SELECT "id" FROM narrow WHERE "{group}" = whole AND {first})'
            )
        found = (row for query in asked for row in run(self.connection, query).fetchall())
        return {name: (one, on) for name, one, on in found}


def _versions(connection: Connection, relation: str) -> Iterator[Version]:
    for row in run(connection, f"SELECT {_NAMED} {relation}").fetchall():
        yield dict(zip(NARROW_COLUMNS, row, strict=True))


def _among(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(map(literal, sorted(values)))
    return f'"{column}" IN ({listed})' if listed else "1 = 0"


def _nothing(column: str) -> str:
    return f'("{column}" IS NULL OR "{column}" = \'\')'
