"""Every reading of a rule agrees: Python's verdict on facts is SQL's verdict on the row of the same facts."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.schema import CreateTable

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.expression import ALWAYS, Expression
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind
from dangyuan_flow.domain.readings import compiled, sql
from dangyuan_flow.domain.regulations import Edition, Regulations
from dangyuan_flow.domain.rules import Class, Effect, Judgement, Rule, RuleSet, Severity
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import FactTable
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.tables import DOSSIER
from tests.generative.given import DAYS, SUBJECTS, expressions, facts, recorded_facts

SINCE = date(2000, 1, 1)
REGULATIONS = Regulations({"细则": Edition(id="细则", title="细则", since=SINCE, articles={"1": "…"})})
few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def table(database_url: str) -> Iterator[FactTable]:
    """An empty table of facts on each database; examples of one test clear it themselves."""
    database = Database(database_url if "postgresql" in database_url else "sqlite://")
    with closing(database):
        with database.writing() as connection:
            connection.execute(CreateTable(DOSSIER))
        yield FactTable(database, is_bare=True)


def filled(table: FactTable, people: list[Facts]) -> dict[str, Facts]:
    """Put ``people`` and nobody else into the table, under names that sort as they stand."""
    with table.database.writing() as connection:
        connection.execute(DOSSIER.delete())
    named = {f"{i:03}": person for i, person in enumerate(people)}
    table.insert(named.items())
    return named


@few
@given(expression=expressions, people=st.lists(facts(), min_size=1, max_size=6), as_of=st.sampled_from(DAYS))
def test_an_expression_is_as_true_in_sql_as_in_python(
    table: FactTable, expression: Expression, people: list[Facts], as_of: date
) -> None:
    named = filled(table, people)
    with table.database.reading() as connection:
        rows = run(connection, f"SELECT id FROM dossier WHERE {sql(expression, as_of)}").fetchall()
    verdict = compiled(expression)
    assert {row[0] for row in rows} == {name for name, person in named.items() if verdict(person, as_of)}


@st.composite
def rules(draw: st.DrawFn, number: int = 0) -> Rule:
    """A rule whose parts are made up."""
    window = draw(st.sampled_from([(SINCE, None), (date(2024, 2, 29), None), (SINCE, date(2024, 2, 29))]))
    return Rule(
        id=f"rule-{number}",
        code=f"V{number}",
        title="…",
        cites={"细则": "1"},
        guards=(1,),
        act=draw(st.sampled_from(SUBJECTS[Kind.DATE])),
        clock=draw(st.one_of(st.none(), st.sampled_from(SUBJECTS[Kind.DATE]))),
        when=draw(st.one_of(st.just(ALWAYS), expressions)),
        requires=draw(expressions),
        note_when=draw(st.one_of(st.none(), expressions)),
        silences=draw(st.sampled_from([(), ("V0",), ("rule-1",)])),
        effect=Effect.BLOCK,
        severity=Severity.S1,
        class_=Class.PROCEDURE,
        says="{as_of}",
        windows=(window,),
    )


def by_python(
    rule_set: RuleSet, named: Mapping[str, Facts], as_of: date
) -> tuple[dict[str, Judgement], dict[str, int]]:
    """What the sweep should say: who broke or strained what, and per rule how many could not be checked."""
    judged = {name: rule_set.judge(person, as_of) for name, person in named.items()}
    unchecked: dict[str, int] = {}
    for judgement in judged.values():
        for rule in judgement.not_checked:
            unchecked[rule.id] = unchecked.get(rule.id, 0) + 1
    broken = {n: Judgement(j.violations, j.notes) for n, j in judged.items() if j.violations or j.notes}
    return broken, unchecked


def agree(table: FactTable, rule_set: RuleSet, people: list[Facts], as_of: date) -> None:
    named = filled(table, people)
    result = table.sweep(rule_set, as_of)
    found = {swept.dossier: swept.judgement for swept in result.found}
    assert (found, result.not_checked) == by_python(rule_set, named, as_of)
    assert result.dossiers == len(people)


@few
@given(
    made_up=st.tuples(*(rules(i) for i in range(3))),
    people=st.lists(facts(), min_size=1, max_size=6),
    as_of=st.sampled_from(DAYS),
)
def test_a_sweep_finds_what_python_finds_with_made_up_rules(
    table: FactTable, made_up: tuple[Rule, ...], people: list[Facts], as_of: date
) -> None:
    agree(table, RuleSet(made_up, REGULATIONS), people, as_of)


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    """The rules that the program comes with, those about one dossier."""
    return replace(catalogue().rule_set, across=())


@few
@given(people=st.lists(recorded_facts.map(derive), min_size=1, max_size=8), as_of=st.sampled_from(DAYS))
def test_a_sweep_finds_what_python_finds_with_the_shipped_rules(
    table: FactTable, shipped: RuleSet, people: list[Facts], as_of: date
) -> None:
    agree(table, shipped, people, as_of)


@few
@given(people=st.lists(facts(tuple(VOCABULARY)), min_size=1, max_size=8), as_of=st.sampled_from(DAYS))
def test_a_sweep_finds_what_python_finds_also_where_derived_facts_are_nonsense(
    table: FactTable, shipped: RuleSet, people: list[Facts], as_of: date
) -> None:
    agree(table, shipped, people, as_of)
