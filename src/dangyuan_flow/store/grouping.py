"""A sweep's second half: the rules across dossiers, asked of the same snapshot of a store, or of a ledger in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from dangyuan_flow.domain.across import Across, Beside, Group, groups, standing
from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.domain.finding import WAITING
from dangyuan_flow.domain.people import body_by_name
from dangyuan_flow.domain.plan import Planned, planned
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across, registers, rows
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.lines import read
from dangyuan_flow.store.tables import UNKNOWN

_STANDING = "(SELECT * FROM dossier WHERE \"position\" <> 'undone') AS dossier"
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
) -> Grouped:
    """Ask every rule across dossiers that is on. ``within``: the bodies asked for (each counts with all its dossiers).

    ``plan``: a ledger's; ``None`` for a store, which knows its own plan, entries and findings.
    """
    rules = [rule for rule in rule_set.across if not rule.is_off]
    if not rules:
        return Grouped(groups=(), not_checked={}, lacking={})
    is_store = plan is None
    lines = plan_of(connection) if plan is None else plan
    beside = (Beside.ENTRIES, Beside.FINDINGS) if is_store else ()
    words = ", ".join(UNKNOWN)
    unknown = run(connection, f"SELECT count(*), {words} FROM {_STANDING} GROUP BY {words}").fetchall()  # noqa: S608  our own columns
    found: list[Group] = []
    not_checked: dict[str, int] = {}
    lacking: dict[str, Beside] = {}
    for rule in rules:
        if not across.can_ask(rule, lines, beside):
            if rule.asks.beside is Beside.PLAN:
                lacking[rule.id] = Beside.PLAN
            continue
        text = across.statement(rule, as_of, lines, relation=_STANDING)
        if text:
            asked = _with(database, connection, rule, text, as_of)
            found += groups(rule, run(connection, asked).fetchall(), as_of, rule_set.regulations, within=within)
            count = lacks(unknown, across.needs_of(rule, lines))
            if count:
                not_checked[rule.id] = count
    return Grouped(groups=standing(found), not_checked=not_checked, lacking=lacking)


def lacks(unknown: Iterable[Sequence[int]], needs: frozenset[str]) -> int:
    """In how many dossiers any of ``needs`` is unknown; ``unknown``: counts, each with its unknown words."""
    needed = rows.words(needs)
    return sum(count for count, *words in unknown if any(w & n for w, n in zip(words, needed, strict=True)))


def plan_of(connection: Connection) -> tuple[Planned, ...]:
    """The plan that a store keeps, spread over its bodies."""
    quotas = registers.lines(connection, registers.PLAN, registers.quota).values()
    bodies = registers.lines(connection, "organization", registers.organization).values() if quotas else ()
    return planned(quotas, body_by_name(bodies))


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
