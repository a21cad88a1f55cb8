"""The sweep of a store and of a bare table: the same findings, narrowed, counted and told as it goes."""

from collections.abc import Iterator
from datetime import date

import pytest

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.expression import parse
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.regulations import Edition, Regulations
from dangyuan_flow.domain.rules import Class, Effect, Rule, RuleSet, Severity
from dangyuan_flow.store import FactTable, Store, SweepResult
from tests.store.people_and_papers import followed, opened

AS_OF = date(2026, 11, 1)
SINCE = date(2014, 6, 10)
REGULATIONS = Regulations({"细则-2014": Edition(id="细则-2014", title="细则", since=SINCE, articles={"7": "…"})})


def rule(number: int, requires: str, act: str = "talked_on") -> Rule:
    return Rule(
        id=f"rule-{number}",
        code=f"V{number}",
        title="…",
        cites={"细则-2014": "7"},
        guards=(2,),
        act=act,
        requires=parse(requires),
        effect=Effect.WARN,
        severity=Severity.S3,
        class_=Class.PROCEDURE,
        says="{talked_on}",
        windows=((SINCE, None),),
    )


IN_TIME = rule(1, "talked_on <= talk_due_on")
RULES = RuleSet((IN_TIME,), REGULATIONS)


def person(talked: date, **facts: object) -> Facts:
    told = {"name": "李想", "application_received_on": date(2025, 1, 31), "talked_on": talked, **facts}
    return derive(Facts(**told))  # type: ignore[arg-type]  # values of the facts they are named after


@pytest.fixture
def table() -> Iterator[FactTable]:
    """An empty table in memory."""
    made = FactTable.in_memory()
    yield made
    made.close()


def ids(result: SweepResult) -> list[str]:
    return sorted(swept.dossier for swept in result.found)


def test_only_what_breaks_a_rule_is_found_with_its_values(table: FactTable) -> None:
    table.insert([("人员台账!3", person(date(2025, 3, 1), branch="甲")), ("人员台账!4", person(date(2025, 2, 28)))])
    result = table.sweep(RULES, AS_OF)
    (swept,) = result.found
    assert (swept.dossier, swept.name, swept.branch) == ("人员台账!3", "李想", "甲")
    (violation,) = swept.judgement.violations
    assert violation.says == "2025-03-01"
    assert violation.cites == ("细则-2014#7",)
    assert (result.dossiers, result.as_of, result.rules) == (2, AS_OF, RULES.digest)


def test_a_store_s_dossiers_are_swept_the_same_way_and_narrowed_to_branches(store: Store) -> None:
    for i, branch in enumerate(("甲", "乙", "it's")):
        first = opened(f"D{i}", name="李想", application_received_on=date(2025, 1, 31), branch=branch)
        store.append([first, followed(first[1], talked_on=date(2025, 3, 1))])
    store.append([opened("D9", name="王一")])
    assert ids(store.sweep(RULES, AS_OF)) == ["D0", "D1", "D2"]
    narrowed = store.sweep(RULES, AS_OF, branches=["it's", "甲", "丙"])
    assert (ids(narrowed), narrowed.dossiers) == (["D0", "D2"], 2)
    assert store.sweep(RULES, AS_OF, branches=[]).dossiers == 0


def test_a_rule_whose_facts_are_unknown_is_counted_as_not_checked(table: FactTable) -> None:
    unknown = derive(person(date(2025, 3, 1)).unknowing(frozenset({"application_received_on"})))
    table.insert([("1", unknown), ("2", unknown), ("3", person(date(2025, 3, 1)))])
    result = table.sweep(RULES, AS_OF)
    assert ids(result) == ["3"]
    assert result.not_checked == {"rule-1": 2}


def test_more_rules_than_one_word_holds_keep_their_places(table: FactTable) -> None:
    many = RuleSet(tuple(rule(i, f"training_hours != {i}") for i in range(150)), REGULATIONS)
    hours = (0, 59, 60, 61, 119, 120, 149)
    table.insert([(f"{n:03}", person(date(2025, 3, 1), training_hours=n)) for n in hours])
    found = {swept.dossier: [v.rule.id for v in swept.judgement.violations] for swept in table.sweep(many, AS_OF).found}
    assert found == {f"{n:03}": [f"rule-{n}"] for n in hours}


def test_a_deeply_nested_rule_is_no_trouble_for_the_database(table: FactTable) -> None:
    either = " or ".join(f"training_hours == {i}" for i in range(90))
    wide = RuleSet(tuple(rule(i, f"not ({either})") for i in range(60)), REGULATIONS)
    table.insert([("1", person(date(2025, 3, 1), training_hours=89))])
    assert len(table.sweep(wide, AS_OF).found[0].judgement.violations) == 60


def test_lines_of_a_ledger_may_name_one_person_twice(table: FactTable) -> None:
    table.insert([(str(i), person(date(2025, 3, 1), id_number="999999200001010017")) for i in range(2)])
    assert ids(table.sweep(RULES, AS_OF)) == ["0", "1"]


def test_progress_is_told_up_to_the_end(table: FactTable) -> None:
    table.insert([(str(i), person(date(2025, 2, 1))) for i in range(10)])
    told: list[tuple[int, int]] = []
    table.sweep(RULES, AS_OF, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (10, 10)


def test_no_rules_find_nothing(table: FactTable) -> None:
    table.insert([("1", person(date(2025, 3, 1)))])
    result = table.sweep(RuleSet((), REGULATIONS), AS_OF)
    assert (result.found, result.dossiers) == ((), 1)


def test_what_an_older_program_derived_is_derived_again_before_it_is_swept(store: Store) -> None:
    store.append([opened("D1", name="李想", application_received_on=date(2025, 1, 31), talked_on=date(2025, 3, 1))])
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE dossier SET derivation = '0', talk_due_on = '2030-01-01'")
    assert ids(store.sweep(RULES, AS_OF)) == ["D1"]
    assert store.verify().stale_derivations == 0
