"""Every example of every rule, judged in Python and in SQL: both readings of the one text agree."""

import sqlite3
from datetime import date

import pytest

from dangyuan_flow.definitions import available_packs, dossier, load_catalogue
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Value
from dangyuan_flow.domain.readings import sql
from dangyuan_flow.domain.rules import Rule, judge
from dangyuan_flow.settings import shipped

FOLDER = shipped("workflows") / "party-member-development"
CATALOGUE = load_catalogue(FOLDER, packs=[pack.id for pack in available_packs(FOLDER)])
RULES = CATALOGUE.rule_set.rules
EXAMPLED = [rule for rule in RULES if rule.keeps or rule.breaks]


def as_column(value: Value) -> str | int | None:
    """The value as the fact table keeps it."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(str(item) for item in value)
        case _:
            return value


def table_of(dossiers: list[Facts]) -> sqlite3.Connection:
    """A fact table in memory, one row for each dossier, in their order."""
    connection = sqlite3.connect(":memory:")
    columns = ", ".join(f'"{name}"' for name in VOCABULARY)
    connection.execute(f"CREATE TABLE fact ({columns})")
    connection.executemany(
        f"INSERT INTO fact VALUES ({', '.join('?' for _ in VOCABULARY)})",
        [[as_column(facts[name]) for name in VOCABULARY] for facts in dossiers],
    )
    return connection


def in_sql(connection: sqlite3.Connection, rule: Rule, as_of: date) -> list[tuple[bool, bool]]:
    """Whether each row leaves the rule unkept, and whether that is only a note."""
    rows = connection.execute(f"SELECT {sql(rule.unkept, as_of)}, {sql(rule.noted, as_of)} FROM fact ORDER BY rowid")
    return [(bool(unkept), bool(noted)) for unkept, noted in rows]


def in_python(rule: Rule, facts: Facts, as_of: date) -> tuple[bool, bool]:
    return rule.is_unkept(facts, as_of), rule.is_noted(facts, as_of)


@pytest.mark.parametrize("rule", EXAMPLED, ids=lambda rule: rule.id)
def test_an_example_keeps_or_breaks_its_rule_in_both_readings(rule: Rule) -> None:
    for examples, breaks in ((rule.keeps, False), (rule.breaks, True)):
        assert examples
        for example in examples:
            facts, as_of = dossier(example)
            judgement = judge((rule,), facts, as_of, CATALOGUE.regulations)
            assert bool(judgement.violations) is breaks
            if judgement.not_checked:
                continue  # what is unknown is masked before SQL reads it
            ((unkept, noted),) = in_sql(table_of([facts]), rule, as_of)
            assert (unkept and not noted) is breaks


def test_both_readings_of_every_rule_agree_on_every_example() -> None:
    by_day: dict[date, list[Facts]] = {}
    for rule in EXAMPLED:
        for example in (*rule.keeps, *rule.breaks):
            facts, as_of = dossier(example)
            by_day.setdefault(as_of, []).append(facts)
    for as_of, dossiers in by_day.items():
        connection = table_of(dossiers)
        for rule in RULES:
            expected = [in_python(rule, facts, as_of) for facts in dossiers]
            assert in_sql(connection, rule, as_of) == expected, rule.id


def test_a_broken_rule_says_what_it_compares() -> None:
    for rule in EXAMPLED:
        for example in rule.breaks:
            facts, as_of = dossier(example)
            (violation,) = judge((rule,), facts, as_of, CATALOGUE.regulations).violations
            assert violation.cites, rule.id
            assert violation.says
            assert "{" not in violation.says, rule.id
