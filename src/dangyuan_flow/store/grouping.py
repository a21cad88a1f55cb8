"""A sweep's second half: the rules across dossiers, asked of the same snapshot of a store, or of a ledger in memory."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from dangyuan_flow.domain.across import Across, Beside, Group, groups, standing
from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.domain.finding import WAITING
from dangyuan_flow.domain.people import body_by_name, elections_of
from dangyuan_flow.domain.plan import Planned, planned
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across, registers, rows
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.lines import read
from dangyuan_flow.store.tables import COLUMNS, UNKNOWN

_NARROW = "laid_side_by_side"
_NAMED = re.compile(r'"(\w+)"')
_DAYS_BACK = 366
"""How far back a sweep looks for bursts of entries; older ones were there to be found before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """What the rules across dossiers found; per rule in how many dossiers it could not be checked, or what it lacks."""

    groups: tuple[Group, ...]
    not_checked: Mapping[str, int]
    lacking: Mapping[str, Beside]


def grouped(  # noqa: PLR0913  what is swept, and how
    database: Database,
    connection: Connection,
    rule_set: RuleSet,
    as_of: date,
    *,
    within: Collection[str] | None = None,
    plan: Sequence[Planned] | None = None,
    elections: Sequence[tuple[str, date]] = (),
) -> Grouped:
    """Ask every rule across dossiers that is on. ``within``: the bodies asked for (each counts with all its dossiers).

    ``plan`` and ``elections``: a ledger's; a store (``plan`` is ``None``) knows its own, and entries and findings.
    """
    rules = [rule for rule in rule_set.across if not rule.is_off]
    if not rules:
        return Grouped(groups=(), not_checked={}, lacking={})
    beside: list[Beside] = []
    lines, held = plan or (), elections
    if plan is None:
        lines, held = _of_store(connection)
        beside += (Beside.ENTRIES, Beside.FINDINGS)
    if held:
        beside.append(Beside.ELECTIONS)
    texts = {
        rule.id: across.statement(rule, as_of, lines, elections=held, relation=_NARROW)
        for rule in rules
        if rule.select in across.SELECT_NAMES and across.can_ask(rule, lines, beside)
    }
    told = {Beside.PLAN: bool(lines), Beside.ELECTIONS: bool(held)}
    lacking = {
        rule.id: wanted for rule in rules if (wanted := rule.asks.beside) is not None and not told.get(wanted, True)
    }
    _lay(connection, texts.values())
    words = ", ".join(UNKNOWN)
    unknown = run(connection, f"SELECT count(*), {words} FROM {_NARROW} GROUP BY {words}").fetchall()  # noqa: S608  our own columns
    found: list[Group] = []
    not_checked: dict[str, int] = {}
    for rule in rules:
        text = texts.get(rule.id)
        if text:
            asked = _with(database, connection, rule, text, as_of)
            found += groups(rule, run(connection, asked).fetchall(), as_of, rule_set.regulations, within=within)
            count = lacks(unknown, across.needs_of(rule, lines))
            if count:
                not_checked[rule.id] = count
    run(connection, f"DROP TABLE {_NARROW}")
    return Grouped(groups=standing(found), not_checked=not_checked, lacking=lacking)


def _lay(connection: Connection, texts: Iterable[str]) -> None:
    """Lay the columns that ``texts`` name side by side, once: each of them would read the wide rows anew.

    The table is the connection's own; no other sees it.
    """
    named = {name for text in texts for name in _NAMED.findall(text)}
    columns = ", ".join(f'"{column}"' for column in COLUMNS if column == "id" or column in UNKNOWN or column in named)
    run(
        connection,
        f"CREATE TEMPORARY TABLE {_NARROW} AS SELECT {columns} FROM dossier WHERE \"position\" <> 'undone'",  # noqa: S608  our own columns
    )


def lacks(unknown: Iterable[Sequence[int]], needs: frozenset[str]) -> int:
    """In how many dossiers any of ``needs`` is unknown; ``unknown``: counts, each with its unknown words."""
    needed = rows.words(needs)
    return sum(count for count, *words in unknown if any(w & n for w, n in zip(words, needed, strict=True)))


def _of_store(connection: Connection) -> tuple[tuple[Planned, ...], tuple[tuple[str, date], ...]]:
    """The plan that a store keeps, spread over its bodies, and their elections."""
    quotas = registers.lines(connection, registers.PLAN, registers.quota).values()
    bodies = registers.lines(connection, "organization", registers.organization).values()
    return planned(quotas, body_by_name(bodies)), elections_of(bodies)


def _with(database: Database, connection: Connection, rule: Across, text: str, as_of: date) -> str:
    """The text with what only a store has put before it."""
    match rule.asks.beside:
        case Beside.ENTRIES:
            since = datetime.combine(as_of - timedelta(days=_DAYS_BACK), datetime.min.time(), SHANGHAI)
            relation = _entries(database, _first_entry(database, connection, since))
        case Beside.FINDINGS:
            waiting = ", ".join(f"'{state.value}'" for state in sorted(WAITING))
            relation = (
                f"{across.FINDINGS} AS (SELECT subject AS dossier, code, due_on, assigned_to AS body, "  # noqa: S608  our own words
                f"state NOT IN ({waiting}) AS settled FROM finding)"
            )
        case _:
            return text
    return text.replace("WITH ", f"WITH {relation}, ", 1)


def _entries(database: Database, since: int) -> str:
    """Who entered what when, from line ``since`` on, imports apart."""
    by, at = (
        f"json_extract(document, '$.{name}')" if database.is_sqlite else f"(document::json ->> '{name}')"
        for name in ("entered_by", "entered_at")
    )
    return (
        f"{across.ENTRIES} AS (SELECT dossier, {by} AS entered_by, {at} AS entered_at FROM journal "  # noqa: S608  our own columns
        f"WHERE seq >= {since} AND dossier IS NOT NULL AND batch IS NULL)"
    )


def _first_entry(database: Database, connection: Connection, since: datetime) -> int:
    """The first line entered at ``since`` or later: lines stand in the order of their entry."""
    (last,) = run(connection, "SELECT max(seq) FROM journal").fetchone()
    low, high = 1, (last or 0) + 1
    query = database.text("SELECT document FROM journal WHERE seq = ?")
    while low < high:
        middle = (low + high) // 2
        row = run(connection, query, (middle,)).fetchone()
        if row is not None and read(row[0]).entered_at >= since:
            high = middle
        else:
            low = middle + 1
    return low
