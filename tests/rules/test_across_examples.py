"""Every example of every rule across dossiers, on every engine: one text, the same findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.across import SELECTS, About, Across, Beside, Group
from dangyuan_flow.domain.group_members import members
from dangyuan_flow.domain.plan import planned
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.store import across
from tests.rules.across import Engine, dossiers_of, judged
from tests.rules.dossiers import national

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = national().across


@pytest.fixture(params=["sqlite", "postgresql", "duckdb"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty table of dossiers."""
    url = {"sqlite": "sqlite://", "duckdb": "duckdb"}.get(request.param)
    made = Engine(url or request.getfixturevalue("postgres_url"))
    yield made
    made.close()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_keep_and_break_their_rule_on_every_engine(engine: Engine, rule: Across) -> None:
    for breaks, tables in ((False, rule.keeps), (True, rule.breaks)):
        for number, table in enumerate(tables, start=1):
            found = judged(engine, rule, table)
            assert bool(found) is breaks, (number, [group.violation.says for group in found])
            for group in found:
                _is_well_told(group, rule)


def _is_well_told(group: Group, rule: Across) -> None:
    assert group.violation.cites
    assert "{" not in group.violation.says
    assert "未记载" not in group.violation.says
    assert set(group.violation.facts) <= set(rule.labels)


COUNTS = {
    **dict.fromkeys(("sponsor-load", "contact-load", "talker-load", "gang-cluster"), "people"),
    **dict.fromkeys(("burst", "before-election", "over-plan", "structure"), "admitted"),
    "kin-share": "kin",
    "closed-door": "ripe",
    "reserve": "activists",
}
"""The value of each select about a body that says how many its members are."""


def test_every_select_about_a_body_counts_its_members_but_those_of_entries_and_findings() -> None:
    about_bodies = {name for name, select in SELECTS.items() if select.about is About.BODY}
    assert about_bodies == {*COUNTS, "entry-burst", "body-finding-overdue"}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.select in COUNTS], ids=lambda rule: rule.id)
def test_the_members_of_a_finding_are_as_many_as_it_counts(rule: Across) -> None:
    engine = Engine("sqlite://")
    for table in rule.breaks:
        for group in judged(engine, rule, table):
            values = {**rule.numbers, **table.numbers, **group.violation.facts}
            condition = members(rule.select, group.subject, values, table.as_of, planned(table.plan, {}))
            assert condition is not None
            holds = compiled(condition)
            belong = [number for number, facts in dossiers_of(table) if holds(facts, table.as_of)]
            assert len(belong) == group.violation.facts[COUNTS[rule.select]], belong
    engine.close()


def test_every_select_that_a_database_answers_has_its_text_and_its_rule() -> None:
    assert SELECTS.keys() == {rule.select for rule in RULES}
    assert {name for name, select in SELECTS.items() if select.beside is not Beside.TEXTS} == across.SELECT_NAMES
