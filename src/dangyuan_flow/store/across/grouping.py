"""A sweep's second half: the rules across dossiers, asked of the same snapshot of a store, or of a ledger in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from dangyuan_flow.domain.across import Beside, Group, groups, standing
from dangyuan_flow.domain.people import body_by_name, elections_of
from dangyuan_flow.domain.plan import Planned, planned
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across, registers
from dangyuan_flow.store.across import entry_bursts
from dangyuan_flow.store.across.again import Again
from dangyuan_flow.store.across.kept import Answer, Basis, Kept, in_order, narrow
from dangyuan_flow.store.across.question import LAID, Question
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import HEAD, NARROW_FACTS, UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Grouped:
    """What the rules across dossiers found; per rule in how many dossiers it could not be checked, or what it lacks.

    ``bursts``: where in the journal many dossiers were entered at once; ``kept``: what the next sweep can build on.
    """

    groups: tuple[Group, ...]
    not_checked: Mapping[str, int]
    lacking: Mapping[str, Beside]
    bursts: entry_bursts.Spans = ()
    kept: Kept | None = None


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
    basis: Basis | None = None,
) -> Grouped:
    """Ask every rule across dossiers that is on. ``within``: the bodies asked for (each counts with all its dossiers).

    ``plan`` and ``elections``: a ledger's; a store (``plan`` is ``None``) knows its own, and entries and findings.
    ``entered``: the journal's line up to which an earlier sweep looked for bursts of entries, and where it saw them.
    ``basis``: what the rules were answered before; only what moved since is asked again.
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
    told = {Beside.PLAN: bool(lines), Beside.ELECTIONS: bool(held)}
    lacking = {
        rule.id: wanted for rule in rules if (wanted := rule.asks.beside) is not None and not told.get(wanted, True)
    }
    questions = [
        Question(rule=rule, as_of=as_of, plan=tuple(lines), elections=tuple(held))
        for rule in rules
        if rule.select in across.SELECT_NAMES and across.can_ask(rule, lines, beside)
    ]
    asked = [question for question in questions if question.text]
    typed = [question.rule for question in asked if question.rule.asks.beside is Beside.ENTRIES]
    least = min((rule.numbers["least"] for rule in typed), default=None)
    bursts = () if least is None else entry_bursts.lay(database, connection, as_of, least=least, known=entered)
    kept = _asked(database, connection, asked, basis)
    if typed:
        entry_bursts.drop(connection)
    found = _found(asked, kept, rule_set, within)
    not_checked = {answer.rule: answer.lacks for answer in kept.answers if answer.lacks}
    return Grouped(groups=found, not_checked=not_checked, lacking=lacking, bursts=bursts, kept=kept)


def grouped_at(database: Database, rule_set: RuleSet, as_of: date, head: tuple[int, str]) -> Grouped | None:
    """Ask a whole store's rules across dossiers; ``None`` where its journal no longer ends with the line ``head``."""
    with database.snapshot() as connection:
        last = run(connection, HEAD).fetchone()
        if last is None or (int(last[0]), str(last[1])) != head:
            return None
        return grouped(database, connection, rule_set, as_of)


def _asked(database: Database, connection: Connection, questions: Sequence[Question], basis: Basis | None) -> Kept:
    """What ``questions`` are answered: of what moved since ``basis``, where that can be, else of everything."""
    again = None if basis is None else Again.since(database, connection, basis)
    if again is None:
        return Kept(answers=tuple(_of_all(database, connection, questions)))
    answers = tuple(again.answer(question) for question in questions)
    again.close()
    return Kept(answers=answers, changed=again.rows)


def _of_all(database: Database, connection: Connection, questions: Sequence[Question]) -> Iterable[Answer]:
    """Lay the columns that ``questions`` name side by side, once (each would read the wide rows anew), and ask.

    The table is the connection's own; no other sees it.
    """
    named = {column for question in questions for column in question.columns}
    columns = ("id", *UNKNOWN, *(fact for fact in NARROW_FACTS if fact in named))
    run(connection, f"CREATE TEMPORARY TABLE {LAID} AS {narrow(database, columns)}")
    words, any_word = ", ".join(UNKNOWN), " OR ".join(f"{word} <> 0" for word in UNKNOWN)
    counted = f"SELECT count(*), {words} FROM {LAID} WHERE {any_word} GROUP BY {words}"  # noqa: S608  our own columns
    unknown = run(connection, counted).fetchall()
    for question in questions:
        told = in_order(run(connection, question.text).fetchall())
        yield Answer(question.rule.id, question.digest, question.lacks(unknown), told)
    run(connection, f"DROP TABLE {LAID}")


def _found(
    questions: Iterable[Question], kept: Kept, rule_set: RuleSet, within: Collection[str] | None
) -> tuple[Group, ...]:
    told = {answer.rule: answer.rows for answer in kept.answers}
    found: list[Group] = []
    for question in questions:
        rule = question.rule
        found += groups(rule, told[rule.id], question.as_of, rule_set.regulations, within=within)
    return standing(found)


def _of_store(connection: Connection) -> tuple[tuple[Planned, ...], tuple[tuple[str, date], ...]]:
    """The plan that a store keeps, spread over its bodies, and their elections."""
    quotas = registers.lines(connection, registers.PLAN, registers.quota).values()
    bodies = registers.lines(connection, "organization", registers.organization).values()
    return planned(quotas, body_by_name(bodies)), elections_of(bodies)
