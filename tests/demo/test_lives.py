"""The plans of lives, without any store: lawful for any seed, and their ledger shows what was planted and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangyuan_flow.application.demo import TODAY, faults
from dangyuan_flow.application.demo.lives import World, lives
from dangyuan_flow.application.sweeping import sweep_ledger
from dangyuan_flow.domain import identity
from dangyuan_flow.flow import catalogue

KNOWN = catalogue()
SEEDS = (1, 7, 2026)


def world(seed: int) -> World:
    return World.of(seed, workflow=KNOWN.workflow, today=TODAY)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_seed_gives_a_ledger_with_exactly_its_planted_faults(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    planted = faults.write(path, world(seed))
    report = sweep_ledger(path, KNOWN.rule_set, as_of=TODAY)
    assert [(f.dossier, f.violation.code) for f in report.findings] == [(p.place, p.code) for p in planted]
    assert report.cell_errors == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_people_are_invented_and_their_numbers_are_right(seed: int) -> None:
    here = world(seed)
    people = [life.person for life in lives(200, here)]
    numbers = [person.id_number for person in people] + [member.id_number or "" for member in here.zone.roster]
    names = [person.name for person in people] + [member.name for member in here.zone.roster]
    assert all(number.startswith("999999") and identity.check_holds(number) for number in numbers)
    assert not any(number.endswith("000") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert len(set(names)) == len(names)


def test_the_same_seed_plans_the_same_lives_and_another_seed_others() -> None:
    assert list(lives(80, world(5))) == list(lives(80, world(5)))
    assert list(lives(80, world(5))) != list(lives(80, world(6)))
