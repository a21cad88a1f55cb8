"""What statistics count: some facts of many dossiers in one pass over the fact rows, and the returns in the journal."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dangyuan_flow.domain.expression import Expression
from dangyuan_flow.domain.facts import VOCABULARY, Kind, Value
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.domain.moves import Move
from dangyuan_flow.domain.readings import sql
from dangyuan_flow.domain.truth import truth
from dangyuan_flow.store.database import run
from dangyuan_flow.store.store import Store
from dangyuan_flow.store.sweeping import Dossiers

_HEAD = ("id", "position", "before", "standing", "under_way", "branch")
_BACK = (Move.SUPPLEMENT, Move.RETURN, Move.REFUSE)
_SENT_BACK = " OR ".join(f'document LIKE \'%"move":"{move.value}"%\'' for move in _BACK)
_TOLD_BACK = " OR ".join(f'state LIKE \'%"decision":"{move.value}"%\'' for move in _BACK)


class Counted(NamedTuple):
    """One dossier: where it stands, the facts asked for, which of the conditions hold, whether it was ever returned."""

    id: str
    position: str
    before: str
    standing: str | None
    under_way: bool
    branch: str | None
    facts: dict[str, Value]
    holds: tuple[bool, ...]
    came_back: bool


def counted(
    store: Store,
    facts: Sequence[str],
    conditions: Sequence[Expression],
    as_of: date,
    branches: Collection[str] | None = None,
) -> Iterator[Counted]:
    """Every dossier that ``store`` shows (of ``branches``, if given), in no order.

    ``facts``: days, numbers, flags and texts, no lists. What an older program derived is derived again first.
    """
    store.rederive()
    scope = Dossiers(store.database, within(store.sight, branches))
    tests = [f"CASE WHEN {sql(truth(condition), as_of)} THEN 1 ELSE 0 END" for condition in conditions]
    columns = ", ".join([*(f'"{name}"' for name in (*_HEAD, *facts)), *tests, f"({_TOLD_BACK})"])
    query = f"SELECT {columns} FROM dossier WHERE {scope.condition}"  # noqa: S608  our own columns, rules parsed by an allow-list
    first, last = len(_HEAD), len(_HEAD) + len(facts)
    kinds = [VOCABULARY[name].kind for name in facts]
    days, flags = ([first + i for i, kind in enumerate(kinds) if kind is wanted] for wanted in (Kind.DATE, Kind.FLAG))
    with store.database.reading() as connection:
        for row in run(connection, query, scope.values):
            values = list(row)
            for i in days if scope.is_sqlite else ():
                values[i] = None if values[i] is None else date.fromisoformat(values[i])
            for i in flags:
                values[i] = None if values[i] is None else bool(values[i])
            dossier, position, before, standing, under_way, branch = values[:first]
            yield Counted(
                dossier,
                position,
                before,
                standing,
                bool(under_way),
                branch,
                dict(zip(facts, values[first:last], strict=True)),
                tuple(map(bool, values[last:-1])),
                bool(values[-1]),
            )


def sent_back(store: Store, ids: Collection[str]) -> tuple[StepRecord, ...]:
    """The records in which a level sent papers of ``ids`` back or refused them, in the order of the journal."""
    if not ids:
        return ()
    named = Dossiers(store.database)
    values = (json.dumps(sorted(ids)),) if named.is_sqlite else (sorted(ids),)
    query = f"SELECT document FROM journal WHERE {named.among('dossier', 1)} AND ({_SENT_BACK}) ORDER BY seq"  # noqa: S608  our own columns
    with store.database.reading() as connection:
        found = run(connection, query, values).fetchall()
    return tuple(StepRecord.from_document(json.loads(document)) for (document,) in found)


def within(sight: Collection[str] | None, branches: Collection[str] | None) -> Collection[str] | None:
    """The branches that are both seen and asked for; ``None``: all."""
    if sight is None or branches is None:
        return branches if sight is None else sight
    return set(sight).intersection(branches)
