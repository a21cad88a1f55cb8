"""Every example of every rule across dossiers, on every engine: one text, the same findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.across import SELECTS, Across, Beside, Group
from dangyuan_flow.store import across
from tests.rules.across import Engine, judged
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


def test_every_select_that_a_database_answers_has_its_text_and_its_rule() -> None:
    assert SELECTS.keys() == {rule.select for rule in RULES}
    assert {name for name, select in SELECTS.items() if select.beside is not Beside.TEXTS} == across.SELECT_NAMES
