"""People in whom every rule finds something, and people in whom values lie at the edges: the same for every engine."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind, Value
from tests.rules.dossiers import AS_OF, facts_of
from tests.rules.faults import FAULTS, FURTHER
from tests.rules.lives import ENDS, OUTCOMES, RESTS, Plan, regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_EDGES = [date(2024, 2, 29), date(2023, 2, 28), date(2025, 1, 31), date(2026, 5, 10), date(2026, 5, 11)]
_EDGES += [date(2026, 5, 18), date(2026, 5, 19), date(2014, 5, 27), date(2014, 5, 28), date(1990, 8, 1), AS_OF]
_NUMBERS = [-1, 0, 1, 2, 3, 6, 7, 12, 24, 1_000_000]
_WORDS = ["", "合格", "无", "it's", 'a"b', "back\\slash", "一\n二\t三", "😀", "null", ",", "  "]
_NAMES = tuple(VOCABULARY)


@cache
def faulty() -> tuple[Facts, ...]:
    """For each rule, a dossier in which it finds something."""
    return tuple(facts_of(fault.recorded) for _, fault in [*FAULTS.items(), *FURTHER])


@cache
def lawful(count: int = 60) -> tuple[Facts, ...]:
    """Regular lives of all sorts."""
    dice = random.Random(7)
    plans = (
        Plan(
            applied=date(2012, 1, 1) + timedelta(days=dice.randrange(5300)),
            has_committee=dice.random() < 0.7,
            members=dice.randrange(5, 40),
            floating=dice.random() < 0.2,
            stops_after=dice.choice((*RESTS, *[""] * 8)),
            ends=dice.choice(ENDS),
            outcome=dice.choice(OUTCOMES),
        )
        for _ in range(count)
    )
    return tuple(facts_of(regular(plan, seed)) for seed, plan in enumerate(plans))


def at_the_edges(count: int, seed: int = 1) -> Iterator[Facts]:
    """Dossiers with values at month ends, leap days and the days of editions, absent, unknown, or nonsense."""
    dice = random.Random(seed)
    known = [*faulty(), *lawful()]
    for _ in range(count):
        facts = dice.choice(known)
        changes = {name: _value(dice, facts, name) for name in dice.sample(_NAMES, dice.randrange(1, 14))}
        facts = facts.having(**changes)
        if dice.random() < 0.3:
            unknown = frozenset(dice.sample(_NAMES, dice.randrange(1, 6)))
            facts = facts.having(**dict.fromkeys(unknown)).unknowing(unknown)
        yield facts


def _value(dice: random.Random, facts: Facts, name: str) -> Value:
    if dice.random() < 0.3:
        return None
    day = facts[name]
    if isinstance(day, date) and dice.random() < 0.7:
        return dice.choice((day + timedelta(days=dice.choice((-366, -1, 1, 31, 366))), months_later(day, 1)))
    choices: dict[Kind, Sequence[Value]] = {
        Kind.DATE: _EDGES,
        Kind.INTEGER: _NUMBERS,
        Kind.FLAG: (False, True),
        Kind.TEXT: _WORDS,
        Kind.DATES: (tuple(_EDGES[:2]), ()),
        Kind.TEXTS: (tuple(_WORDS[:2]), tuple(_WORDS[3:7]), ()),
    }
    return dice.choice(choices[VOCABULARY[name].kind])


def named(people: Iterator[Facts] | tuple[Facts, ...], *, body: str = "") -> list[tuple[str, Facts]]:
    """``people`` under ids in their order, each a person of their own."""
    return [
        (f"2026-{number:05}", facts.having(id_number=f"{body}{number:018}", form_number=f"{body}{number:010}"))
        for number, facts in enumerate(people, start=1)
    ]
