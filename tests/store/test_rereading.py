"""A sweep that reads only what changed and what the calendar moved finds exactly what a sweep of everything finds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from benchmarks.population import population
from dangyuan_flow.domain.facts import RECORDED, Facts, Kind, Value
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.sweep import Scope
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import Store, StoreSweep
from dangyuan_flow.store.rereading import Moments
from tests.store.kept import WHOLE, a_sweep, keep, registered
from tests.store.people_and_papers import followed

FIRST = date(2026, 11, 5)
DAYS = [name for name, fact in RECORDED.items() if fact.kind is Kind.DATE]
BRANCHES = [f"第{n}支部" for n in range(4)]
RULES = catalogue().rule_set


def told(facts: Facts) -> dict[str, Value]:
    return {name: facts[name] for name in RECORDED if facts[name] is not None}


def peopled(store: Store, count: int, seed: int) -> Random:
    """Fill the store with lives, many of them with a slip; returns the dice for what happens afterwards."""
    dice = Random(seed)
    entries = []
    for dossier_id, facts in population(count, faulty=0.4, seed=seed):
        more: dict[str, Any] = {"facts": told(facts.having(branch=dice.choice(BRANCHES)))}
        if dice.random() < 0.3:
            more["unknown"] = frozenset(dice.sample([*RECORDED], 3))
        entries.append(followed(Dossier(id=dossier_id), move=Move.OPEN, position="2", more=more))
    store.append(entries)
    return dice


def lived_on(store: Store, dice: Random, how_many: int) -> None:
    """Something happens to a few dossiers: days are entered, moved or voided, one moves, one is undone, one is new."""
    for _ in range(how_many):
        dossier = store.get(f"D{dice.randrange(30):07}")
        name = dice.choice(DAYS)
        day = dossier.facts[name] or FIRST
        assert isinstance(day, date)
        match dice.randrange(6):
            case 0:
                entry = followed(dossier, more={"facts": {}, "voids": (name,)})
            case 1:
                entry = followed(dossier, branch=dice.choice(BRANCHES))
            case 2:
                entry = followed(dossier, position="undone")
            case 3:
                entry = followed(Dossier(id=f"N{dice.randrange(10**9)}"), move=Move.OPEN, position="2", name="新人")
            case _:
                entry = followed(dossier, more={"facts": {name: day + timedelta(days=dice.randrange(-400, 400))}})
        store.append([entry])


def said(swept: StoreSweep) -> tuple[object, ...]:
    result = swept.result
    found = sorted((s.dossier, s.name or "", s.branch or "", repr(s.judgement)) for s in result.found)
    groups = sorted(map(repr, result.groups))
    return found, groups, result.dossiers, dict(result.not_checked), result.unknown, result.rules, result.as_of


def same(store: Store, as_of: date, scope: Scope = WHOLE, branches: list[str] | None = None) -> StoreSweep:
    """The sweep, having been held to one that reads everything."""
    again = store.findings.sweep(RULES, as_of, scope=scope, branches=branches, keep=True)
    whole = store.findings.sweep(RULES, as_of, scope=scope, branches=branches, keep=True, anew=True)
    assert said(again) == said(whole)
    assert again.readings is not None
    assert whole.readings is not None
    assert again.readings.found == whole.readings.found
    assert again.unknown == whole.unknown
    return again


@pytest.mark.parametrize("seed", range(4))
def test_reading_again_what_changed_and_what_the_calendar_moved_is_reading_everything(store: Store, seed: int) -> None:
    dice = peopled(store, 30, seed)
    as_of = FIRST
    read: list[int] = []
    for _ in range(7):
        swept = same(store, as_of)
        read.append(swept.read)
        if dice.random() < 0.7:
            keep(store, swept)
        lived_on(store, dice, dice.randrange(4))
        as_of += timedelta(days=dice.choice((0, 1, 1, 7, 40, -3)))
    assert read[0] == 30
    assert min(read) < 30


def test_the_branches_of_a_body_are_read_again_the_same_way(store: Store) -> None:
    dice = peopled(store, 30, 9)
    scope = Scope(body="某总支")
    for step in range(5):
        keep(store, same(store, FIRST + timedelta(days=step), scope, BRANCHES[:2]), scope)
        lived_on(store, dice, 3)
    with_more = store.findings.sweep(RULES, FIRST + timedelta(days=9), scope=scope, branches=BRANCHES[:3])
    assert with_more.read == with_more.result.dossiers, "the bodies below are others now"


def test_where_nothing_changed_on_the_same_day_nothing_is_read_but_what_that_day_moves(store: Store) -> None:
    peopled(store, 30, 3)
    keep(store, same(store, FIRST))
    assert same(store, FIRST).read <= 3


def another_day_before(store: Store) -> StoreSweep:
    return store.findings.sweep(RULES, FIRST - timedelta(days=1), scope=WHOLE)


def other_rules(store: Store) -> StoreSweep:
    changed = replace(RULES.rules[0], remedy="另一种处理")
    return store.findings.sweep(
        RuleSet(rules=(changed, *RULES.rules[1:]), regulations=RULES.regulations, across=RULES.across),
        FIRST,
        scope=WHOLE,
    )


def asked_for(store: Store) -> StoreSweep:
    return store.findings.sweep(RULES, FIRST, scope=WHOLE, anew=True)


def readings_touched(store: Store) -> StoreSweep:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE reading SET judged = NULL"))
    return store.findings.sweep(RULES, FIRST, scope=WHOLE)


def another_derivation(store: Store) -> StoreSweep:
    with store.database.writing() as connection:
        connection.execute(
            text('UPDATE sweep SET document = replace(document, \'"derivation":"\', \'"derivation":"x\')')
        )
    return store.findings.sweep(RULES, FIRST, scope=WHOLE)


def another_past(store: Store) -> StoreSweep:
    with store.database.writing() as connection:
        connection.execute(text('UPDATE sweep SET document = replace(document, \'"head":[30,"\', \'"head":[29,"\')'))
    return store.findings.sweep(RULES, FIRST, scope=WHOLE)


def another_scope(store: Store) -> StoreSweep:
    return store.findings.sweep(RULES, FIRST, scope=Scope(body="某总支"), branches=BRANCHES)


@pytest.mark.parametrize(
    "change",
    [
        another_day_before,
        other_rules,
        asked_for,
        readings_touched,
        another_derivation,
        another_past,
        another_scope,
    ],
)
def test_whatever_else_has_changed_makes_the_sweep_read_everything(
    store: Store, change: Callable[[Store], StoreSweep]
) -> None:
    peopled(store, 30, 2)
    keep(store, same(store, FIRST))
    assert change(store).read == 30


def test_a_sweep_without_readings_is_nothing_to_build_on(store: Store) -> None:
    peopled(store, 30, 2)
    store.append([registered(a_sweep(1, FIRST))])
    assert same(store, FIRST).read == 30


def test_what_is_compared_with_the_day_of_the_sweep_is_found_in_the_rules() -> None:
    moments = Moments.of(RULES.rules)
    assert {"talk_due_on", "admission_approval_limit_on"} <= set(moments.facts)
    assert "as_of" not in moments.facts
    assert moments.worded == {rule.id for rule in RULES.rules if "{as_of}" in rule.says}
