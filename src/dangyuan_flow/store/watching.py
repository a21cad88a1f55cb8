"""Which days run: the deadlines of many dossiers in one pass over the fact rows, for a list of what is to be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from dangyuan_flow.domain.expression import Expression
from dangyuan_flow.domain.readings import sql
from dangyuan_flow.domain.truth import truth
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.sweeping import Dossiers

_HEAD = ("id", "name", "branch", "position", "before")


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A day to watch for: the fact that holds it, until when it is of no interest, and where it no longer runs.

    ``ahead``: how many days before it begins to matter. ``done``: a condition under which it has been met (``None``:
    never). ``positions``: only where the dossier stands there.
    """

    fact: str
    ahead: int
    done: Expression | None = None
    positions: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """A dossier in which some watched day has come near: per watch its day, or ``None``."""

    id: str
    name: str | None
    branch: str | None
    position: str
    before: str
    days: tuple[date | None, ...]


def watched(
    database: Database,
    connection: Connection,
    watches: Sequence[Watch],
    as_of: date,
    *,
    branches: Collection[str] | None = None,
) -> tuple[Watched, ...]:
    """The dossiers under way (of ``branches``, if given) in which any watch strikes on ``as_of``, sorted by id."""
    scope = Dossiers(database, branches)
    columns = [f'CASE WHEN {_strikes(watch, as_of)} THEN "{watch.fact}" END' for watch in watches]
    head = ", ".join(f'"{name}"' for name in _HEAD)
    query = f"SELECT {head}, {', '.join(columns)} FROM dossier WHERE {scope.condition} AND under_way ORDER BY id"  # noqa: S608  our own columns, rules parsed by an allow-list
    found = []
    for row in run(connection, query, scope.values):
        dossier, name, branch, position, before, *days = row
        if any(day is not None for day in days):
            found.append(Watched(dossier, name, branch, position, before, tuple(map(_day, days))))
    return tuple(found)


def _strikes(watch: Watch, as_of: date) -> str:
    until = (as_of + timedelta(days=watch.ahead)).isoformat()
    parts = [f"\"{watch.fact}\" <= '{until}'"]
    if watch.positions is not None:
        places = ", ".join(f"'{position}'" for position in sorted(watch.positions))
        parts.append(f"position IN ({places})")
    if watch.done is not None:
        parts.append(f"NOT coalesce({sql(truth(watch.done), as_of)}, false)")
    return " AND ".join(parts)


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
