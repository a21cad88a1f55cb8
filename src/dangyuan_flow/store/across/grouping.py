"""A sweep's second half: the rules across dossiers, asked of the same snapshot of a store, or of a ledger in memory."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Text

from dangyuan_flow.domain.across import Beside, Group, groups, standing
from dangyuan_flow.domain.finding import WAITING
from dangyuan_flow.domain.people import body_by_name, elections_of
from dangyuan_flow.domain.plan import Planned, planned
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across, registers, rows
from dangyuan_flow.store.across import entry_bursts
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import COLUMNS, DOSSIER, HEAD, UNKNOWN

_NARROW = "laid_side_by_side"
_NAMED = re.compile(r'"(\w+)"')
_WORDS = frozenset(column.name for column in DOSSIER.columns if isinstance(column.type, Text))


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """What the rules across dossiers found; per rule in how many dossiers it could not be checked, or what it lacks.

    ``bursts``: where in the journal many dossiers were entered at once.
    """

    groups: tuple[Group, ...]
    not_checked: Mapping[str, int]
    lacking: Mapping[str, Beside]
    bursts: entry_bursts.Spans = ()


def grouped(  # noqa: PLR0913  what is swept, and how
    database: Database,
    connection: Connection,
    rule_set: RuleSet,
    as_of: date,
    *,
    within: Collection[str] | None = None,
    plan: Sequence[Planned] | None = None,
    elections: Sequence[tuple[str, date]] = (),
    entered: tuple[int, entry_bursts.Spans] | None = None,
) -> Grouped:
    """Ask every rule across dossiers that is on. ``within``: the bodies asked for (each counts with all its dossiers).

    ``plan`` and ``elections``: a ledger's; a store (``plan`` is ``None``) knows its own, and entries and findings.
    ``entered``: the journal's line up to which an earlier sweep looked for bursts of entries, and where it saw them.
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
    _lay(database, connection, texts.values())
    words, any_word = ", ".join(UNKNOWN), " OR ".join(f"{word} <> 0" for word in UNKNOWN)
    counted = f"SELECT count(*), {words} FROM {_NARROW} WHERE {any_word} GROUP BY {words}"  # noqa: S608  our own columns
    unknown = run(connection, counted).fetchall()
    typed = [rule for rule in rules if rule.asks.beside is Beside.ENTRIES and rule.id in texts]
    least = min((rule.numbers["least"] for rule in typed), default=None)
    bursts = () if least is None else entry_bursts.lay(database, connection, as_of, least=least, known=entered)
    found: list[Group] = []
    not_checked: dict[str, int] = {}
    for rule in rules:
        text = texts.get(rule.id)
        if text:
            asked = _with_findings(text) if rule.asks.beside is Beside.FINDINGS else text
            found += groups(rule, run(connection, asked).fetchall(), as_of, rule_set.regulations, within=within)
            count = lacks(unknown, across.needs_of(rule, lines))
            if count:
                not_checked[rule.id] = count
    run(connection, f"DROP TABLE {_NARROW}")
    if typed:
        entry_bursts.drop(connection)
    return Grouped(groups=standing(found), not_checked=not_checked, lacking=lacking, bursts=bursts)


def grouped_at(database: Database, rule_set: RuleSet, as_of: date, head: tuple[int, str]) -> Grouped | None:
    """Ask a whole store's rules across dossiers; ``None`` where its journal no longer ends with the line ``head``."""
    with database.snapshot() as connection:
        last = run(connection, HEAD).fetchone()
        if last is None or (int(last[0]), str(last[1])) != head:
            return None
        return grouped(database, connection, rule_set, as_of)


def _lay(database: Database, connection: Connection, texts: Iterable[str]) -> None:
    """Lay the columns that ``texts`` name side by side, once: each of them would read the wide rows anew.

    The table is the connection's own; no other sees it. Its words are sorted by their characters whatever a server's
    own order is, so that of two that are alike every database tells the same one.
    """
    named = {name for text in texts for name in _NAMED.findall(text)}
    columns = ", ".join(
        database.sorted_by_characters(f'"{column}"') if column in _WORDS else f'"{column}"'
        for column in COLUMNS
        if column == "id" or column in UNKNOWN or column in named
    )
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


def _with_findings(text: str) -> str:
    """The text with the registered findings put before it, which only a store has."""
    waiting = ", ".join(f"'{state.value}'" for state in sorted(WAITING))
    relation = (
        f"{across.FINDINGS} AS (SELECT subject, about, code, due_on, assigned_to AS body, "  # noqa: S608  our own words
        f"state NOT IN ({waiting}) AS settled FROM finding)"
    )
    return text.replace("WITH ", f"WITH {relation}, ", 1)
