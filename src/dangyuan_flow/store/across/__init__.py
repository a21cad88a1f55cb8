"""The selects of rules across dossiers: one text each, for SQLite, PostgreSQL, DuckDB and Spark alike.

A text reads the relation of dossiers (one row each, ``id`` unique within ``source``) and yields, in this order: source,
subject, name, branch, the day that chooses the edition (``NULL``: the day of the sweep), then the values that
:data:`~dangyuan_flow.domain.across.SELECTS` names. Nothing is computed that engines compute differently: no dates, no
JSON, no division. Numbers, plans and days stand in the text as literals, written here and nowhere else. A dossier that
lacks a needed fact because its source cannot tell it is left out where it could only be counted, and silences its body
where its absence would be held against somebody.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from dangyuan_flow.domain.across import Across, Beside
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.store.across import admitting, persons, plans, traces
from dangyuan_flow.store.across.asked import Asked
from dangyuan_flow.store.across.traces import ENTRIES, FINDINGS

__all__ = ["ENTRIES", "FINDINGS", "SELECT_NAMES", "can_ask", "needs_of", "statement"]


def statement(  # noqa: PLR0913  what a text is written for
    rule: Across,
    as_of: date,
    plan: Sequence[Planned] = (),
    *,
    elections: Sequence[tuple[str, date]] = (),
    relation: str = "dossier",
    sourced: bool = False,
) -> str:
    """The whole SQL text of ``rule`` as of a day; empty where it has nothing to ask (no plan is at hand).

    ``elections``: branches (by every name) with the days on which they elected. ``relation``: what stands behind FROM
    (a name, or a parenthesised select with its alias) and has a row for each dossier; ``sourced``: whether it has a
    column ``source``, and dossiers of several stores beside each other.
    """
    asked = Asked(
        relation=relation,
        sourced=sourced,
        as_of=as_of,
        plan=tuple(plan),
        elections=tuple(elections),
        numbers=rule.numbers,
    )
    return _TEXTS[rule.select](asked)


def needs_of(rule: Across, plan: Sequence[Planned]) -> frozenset[str]:
    """The facts that ``rule`` reads and a source may not know; what a plan asks about the make-up is among them."""
    measures = {plans.MEASURES[demand.measure][0] for line in plan for demand in line.demands}
    return rule.needs | measures if rule.select == "structure" else rule.needs


def can_ask(rule: Across, plan: Sequence[Planned], beside: Iterable[Beside] = ()) -> bool:
    """Whether what the rule reads beside the dossiers is at hand."""
    match rule.asks.beside:
        case None:
            return True
        case Beside.PLAN:
            return bool(plan)
        case other:
            return other in tuple(beside)


_TEXTS: dict[str, Callable[[Asked], str]] = {
    "identity-twice": persons.identity_twice,
    "admitted-twice": persons.admitted_twice,
    "admitted-again": persons.admitted_again,
    "form-number-twice": persons.form_number_twice,
    "sponsor-load": persons.sponsor_load,
    "contact-load": persons.contact_load,
    "talker-load": persons.talker_load,
    "kin-share": admitting.kin_share,
    "burst": admitting.burst,
    "before-election": admitting.before_election,
    "over-plan": plans.over_plan,
    "closed-door": admitting.closed_door,
    "structure": plans.structure,
    "reserve": plans.reserve,
    "entry-burst": traces.entry_burst,
    "finding-overdue": traces.finding_overdue,
    "body-finding-overdue": traces.body_finding_overdue,
    "gang-cluster": traces.gang_cluster,
}
SELECT_NAMES = frozenset(_TEXTS)
