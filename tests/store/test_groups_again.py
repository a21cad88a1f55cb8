"""A sweep that asks rules across dossiers only of groups that moved finds exactly what one that asks of all finds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.finding import Act, Deed, State
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.plan import planned as planned_over
from dangyuan_flow.domain.selects import SELECTS
from dangyuan_flow.domain.sweep import Scope
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Store, restore
from dangyuan_flow.store.across import SELECT_NAMES, statement
from dangyuan_flow.store.across.kept import NARROW_COLUMNS, narrow
from dangyuan_flow.store.across.question import Question
from dangyuan_flow.store.database import run
from dangyuan_flow.store.tables import COLUMNS, NARROW_FACTS
from tests.store.grouping_cases import CASES, DAY, LATER, OLD, OTHER, RULES, Case, admitted, elected, planned, ripe
from tests.store.kept import WHOLE, keep, line
from tests.store.kept import opened as finding
from tests.store.people_and_papers import followed, identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from dangyuan_flow.domain.across import Group
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.store import StoreSweep
    from dangyuan_flow.store.across.kept import Kept
    from dangyuan_flow.store.lines import Entry


def person(name: str, position: str = "archived", **facts: object) -> Entry:
    """Somebody of whom a register has a dossier beside others (one under way would be refused)."""
    told = {"name": f"人{name}", **facts}
    return followed(Dossier(id=name), move=Move.OPEN, position=position, more={"facts": told})


def changed(store: Store, name: str, facts: Mapping[str, Any]) -> Entry:
    told = {fact: value for fact, value in facts.items() if fact != "unknown"}
    return followed(store.get(name), more={"facts": told, "unknown": facts.get("unknown", frozenset())})


def left(swept: StoreSweep) -> Kept:
    assert swept.result.kept is not None
    return swept.result.kept


def same(
    store: Store, as_of: date, *, scope: Scope = WHOLE, branches: list[str] | None = None, built: bool = True
) -> StoreSweep:
    """The sweep, having been held to one that asks of everything; ``built``: it built on what an earlier one left."""
    again = store.findings.sweep(RULES, as_of, scope=scope, branches=branches, keep=True)
    whole = store.findings.sweep(RULES, as_of, scope=scope, branches=branches, keep=True, anew=True)
    for one in ("groups", "not_checked", "lacking", "bursts"):
        assert getattr(again.result, one) == getattr(whole.result, one), one
    assert left(again).answers == left(whole).answers
    assert left(whole).changed is None
    assert (left(again).changed is not None) is built
    return again


def about(swept: StoreSweep, select: str) -> list[Group]:
    return [g for g in swept.result.groups if getattr(g.violation.rule, "select", None) == select]


def laid(store: Store) -> tuple[list[Any], list[Any]]:
    """What is kept of dossiers, and how they stand."""
    with store.database.reading() as connection:
        named = ", ".join(f'"{name}"' for name in NARROW_COLUMNS)
        kept = run(connection, f"SELECT {named} FROM narrow").fetchall()
        stand = run(connection, narrow(store.database, NARROW_COLUMNS)).fetchall()
    return sorted(kept, key=repr), sorted(stand, key=repr)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.select}: {case.name}")
def test_a_group_that_comes_changes_or_goes_is_found_so(store: Store, case: Case) -> None:
    store.append([*case.entered, *(person(name, **facts) for name, facts in case.people.items())])
    first = same(store, case.days[0], built=False)
    assert sorted({group.subject for group in about(first, case.select)}) == case.found[0]
    keep(store, first)
    store.append([*case.entered_then, *(changed(store, name, facts) for name, facts in case.changes)])
    second = same(store, case.days[1])
    assert sorted({group.subject for group in about(second, case.select)}) == case.found[1]
    keep(store, second)
    assert laid(store)[0] == laid(store)[1]
    same(store, case.days[1])


def test_each_select_that_is_asked_again_in_part_has_its_cases() -> None:
    whole = {"entry-burst", "finding-overdue", "body-finding-overdue"}
    assert {case.select for case in CASES} == SELECT_NAMES - whole
    assert {name for name in SELECT_NAMES - whole if not SELECTS[name].by} == {"over-plan", "structure", "reserve"}


def test_a_day_that_is_compared_with_is_compared_with_a_column() -> None:
    """Otherwise every sweep would ask of everything."""
    for rule in RULES.across:
        if rule.select in SELECT_NAMES - {"finding-overdue", "body-finding-overdue"}:
            question = Question(rule=rule, as_of=LATER, elections=(("甲", DAY),))
            assert question.moves(question.on(DAY)) is not None, rule.select


def test_every_fact_that_a_question_names_is_kept_of_each_dossier() -> None:
    plan = planned_over(
        [Quota(year=2026, body="甲", quota=1, structure="女≥5%，农民≥5%，本科以上≥5%，35岁以下≥5%，少数民族≥5%")], {}
    )
    plan += tuple(replace(one, year=2025) for one in plan)
    named: set[str] = set()
    for rule in RULES.across:
        if rule.select in SELECT_NAMES:
            named |= set(re.findall(r'"(\w+)"', statement(rule, DAY, plan, elections=(("甲", DAY),))))
    assert named & set(COLUMNS) <= set(NARROW_COLUMNS)
    assert set(NARROW_FACTS) <= named


def test_entries_and_findings_are_read_with_the_dossiers_as_they_stand(store: Store) -> None:
    store.append([person("A", branch="甲"), line(finding(1, "A"))])
    keep(store, same(store, DAY, built=False))
    true = after(finding(1, "A"), Act(deed=Deed.TRIAGE, on=DAY, by="cha", verdict=State.TRUE))
    given = after(true, Act(deed=Deed.ASSIGN, on=DAY, by="cha", to="甲", due_on=DAY))
    store.append([line(true), line(given), followed(store.get("A"), branch="乙")])
    (group,) = about(same(store, LATER), "finding-overdue")
    assert (group.subject, group.branch) == ("A", "乙")


def test_a_dossier_that_was_undone_is_in_no_group_any_more(store: Store) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "ABC"])
    keep(store, same(store, DAY, built=False))
    store.append([followed(store.get("B"), position="undone")])
    swept = same(store, DAY)
    assert {group.subject for group in about(swept, "identity-twice")} == {"A", "C"}
    keep(store, swept)
    assert {row[0] for row in laid(store)[0]} == {"A", "C"}
    same(store, DAY)


def test_what_is_unknown_now_is_not_checked_now(store: Store) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "AB"])
    keep(store, same(store, DAY, built=False))
    store.append([followed(store.get("B"), more={"facts": {}, "unknown": frozenset({"ended_on"})})])
    swept = same(store, DAY)
    assert about(swept, "identity-twice") == []
    assert swept.result.not_checked["one-dossier-under-way"] == 1
    keep(store, swept)
    store.append([followed(store.get("B"), ended_on=DAY)])
    assert "one-dossier-under-way" not in same(store, DAY).result.not_checked


def test_a_sweep_of_a_body_builds_on_a_whole_one_and_the_other_way_round(store: Store) -> None:
    branches, scope = ["甲", "镇党委"], Scope(body="镇党委")
    store.append([person("A", **ripe(OLD)), person("B", **admitted(OLD, branch="乙")), planned("镇党委", 1)])
    keep(store, same(store, DAY, built=False))
    store.append([person("C", **admitted(DAY, branch="乙"))])
    swept = same(store, DAY, scope=scope, branches=branches)
    assert [group.subject for group in about(swept, "closed-door")] == ["甲"]
    keep(store, swept, scope)
    store.append([followed(store.get("A"), candidate_listed_on=DAY), person("D", **admitted(DAY, branch="乙"))])
    both = same(store, DAY)
    assert [group.subject for group in about(both, "over-plan")] == ["镇党委"]


def test_a_sweep_by_some_rules_builds_on_what_is_there_and_leaves_it_alone(store: Store) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "AB"])
    keep(store, same(store, DAY, built=False))
    store.append([followed(store.get("B"), id_number=identity(7))])
    some = replace(RULES, across=tuple(rule for rule in RULES.across if rule.select == "identity-twice"))
    scope = Scope(only=("V15",))
    swept = store.findings.sweep(some, DAY, scope=scope, keep=True)
    assert swept.result.groups == ()
    assert left(swept).changed is not None
    keep(store, swept, scope)
    assert laid(store)[0] != laid(store)[1]
    same(store, DAY)


def test_who_writes_while_a_sweep_reads_is_read_by_the_next_one(store: Store) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "AB"])
    swept = same(store, DAY, built=False)
    store.append([followed(store.get("B"), id_number=identity(7)), person("C", id_number=OTHER, branch="甲")])
    keep(store, swept)
    assert {(row[0], row[NARROW_COLUMNS.index("id_number")]) for row in laid(store)[0]} == {("A", OTHER), ("B", OTHER)}
    between = same(store, DAY)
    store.append([followed(store.get("C"), id_number=identity(8))])
    keep(store, between)
    assert about(same(store, DAY), "identity-twice") == []


def answers_touched(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE grouped SET told = '{\"rows\":[]}'"))


def answers_broken(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE grouped SET told = '{}' WHERE rule = 'one-dossier-under-way'"))


def another_derivation(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(
            text('UPDATE sweep SET document = replace(document, \'"derivation":"\', \'"derivation":"x\')')
        )


def another_past(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text('UPDATE sweep SET document = replace(document, \'"head":[2,"\', \'"head":[1,"\')'))


@pytest.mark.parametrize("change", [answers_touched, answers_broken, another_derivation, another_past])
def test_answers_that_cannot_be_trusted_are_not_built_on(store: Store, change: Callable[[Store], None]) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "AB"])
    keep(store, same(store, DAY, built=False))
    change(store)
    swept = same(store, DAY, built=False)
    assert {group.subject for group in about(swept, "identity-twice")} == {"A", "B"}
    keep(store, swept)
    same(store, DAY)


def test_a_restored_store_builds_on_what_the_other_one_left(store: Store, tmp_path: Path) -> None:
    store.append([person(name, branch="甲", id_number=OTHER, applied_on=OLD) for name in "AB"])
    keep(store, same(store, DAY, built=False))
    store.backup(tmp_path / "copy.db")
    restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'new.db'}")
    with Store.open(f"sqlite:///{tmp_path / 'new.db'}") as other:
        other.append([followed(other.get("B"), id_number=identity(7))])
        assert about(same(other, DAY), "identity-twice") == []


def test_where_most_of_it_changed_everything_is_asked(store: Store) -> None:
    store.append([person(f"P{n}", branch="甲", id_number=identity(n)) for n in range(150)])
    keep(store, same(store, DAY, built=False))
    store.append([followed(store.get(f"P{n}"), branch="乙") for n in range(101)])
    same(store, DAY, built=False)


# Whatever happens

NAMES: dict[str, list[Any]] = {
    "branch": ["甲", "乙", "丙", "丁"],
    "committee": ["镇党委", "乡党委"],
    "admission_approved_by": ["乡党委"],
    "id_number": [identity(n) for n in range(6)],
    "form_number": ["00012", "00013"],
    "sex": ["男", "女"],
    "nation": ["汉族", "彝族"],
    "field": ["农民", "教师"],
    "education": ["本科", "高中"],
    "born_on": [date(1985, 1, 1), date(2000, 1, 1)],
    "leader_kin": ["无", "书记之子"],
    "employer_and_post": ["黑矿有限公司 工人", "白矿有限公司 工人"],
    "opinion_police": ["无异常", "有异常：参加黑社会性质组织"],
    "sponsors": [("赵一", "钱二"), ("赵一",), ("孙三", "李四")],
    "contacts": [("赵一",), ("孙三", "李四")],
    "branch_full_members": [3, 9],
    "admission_talked_by": ["赵一", "孙三"],
    "ended_because": ["撤回申请"],
}
DAYS = (
    *("admission_met_on", "admission_approved_on", "applied_on", "activist_on", "form_issued_on", "ended_on"),
    *("admission_talked_on", "candidate_listed_on", "sponsors_named_on", "contacts_assigned_on", "transferred_in_on"),
)
RARE = {"ended_on", "ended_because", "candidate_listed_on", "transferred_in_on", "opinion_police"}


def drawn(dice: Random, name: str, as_of: date) -> Value:
    """A value for a fact: of few, so that people have it in common; a day near one that a rule compares with."""
    if name in NAMES:
        value: Value = dice.choice(NAMES[name])
        return value
    years = dice.choice((0, 0, 1, 2, 2, 3, 5))
    return as_of - timedelta(days=years * 365 + dice.randrange(-12, 30))


def life(dice: Random, as_of: date) -> dict[str, Any]:
    chosen = [n for n in (*NAMES, *DAYS) if dice.random() < (0.08 if n in RARE else 0.6)]
    return {name: drawn(dice, name, as_of) for name in chosen}


def something(dice: Random, store: Store, ids: list[str], as_of: date) -> Entry:  # noqa: PLR0911  one an event
    """What may happen to a dossier, to the plan or to a branch."""
    dossier = store.get(dice.choice(ids))
    name = dice.choice((*NAMES, *DAYS))
    unknown = frozenset(dice.sample([*NAMES, *DAYS], 2))
    match dice.randrange(12):
        case 0:
            return followed(dossier, more={"facts": {}, "voids": (name,)})
        case 1:
            return followed(dossier, position="undone")
        case 2:
            ids.append(f"N{len(ids)}")
            return person(ids[-1], **life(dice, as_of))
        case 3:
            return followed(dossier, more={"facts": {}, "unknown": unknown})
        case 4 if dice.random() < 0.3:
            body = dice.choice([*NAMES["branch"], *NAMES["committee"]])
            asked = dice.choice([None, "女≥50%，少数民族≥30%", "35岁以下≥60%，教师≥40%", "大专以上≥50%"])
            return planned(body, dice.randrange(4), asked, as_of.year - dice.randrange(2))
        case 4 if dice.random() < 0.3:
            return elected(dice.choice(NAMES["branch"]), as_of - timedelta(days=dice.randrange(40, 300)))
        case _:
            facts = {name: drawn(dice, name, as_of)} | (
                {"branch": dice.choice(NAMES["branch"])} if dice.random() < 0.2 else {}
            )
            return followed(dossier, **facts)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_groups_are_those_of_a_sweep_of_everything(store: Store, seed: int) -> None:
    dice = Random(seed)
    as_of = date(2026, 12, 1)
    ids = [f"D{n}" for n in range(60)]
    store.append([person(name, **life(dice, as_of)) for name in ids])
    store.append([planned("镇党委", 2, "女≥50%"), planned("乡党委", 1, "少数民族≥40%", 2025), elected("甲", as_of)])
    keep(store, same(store, as_of, built=False))
    found: set[str] = set()
    for _ in range(25):
        for _ in range(dice.randrange(5)):
            store.append([something(dice, store, ids, as_of)])
        as_of += timedelta(days=dice.choice((0, 0, 1, 1, 2, 7, 20, -3)))
        scope, branches = (WHOLE, None) if dice.random() < 0.8 else (Scope(body="镇党委"), ["甲", "乙", "镇党委"])
        swept = same(store, as_of, scope=scope, branches=branches)
        found |= {group.violation.rule.id for group in swept.result.groups}
        between = dice.random() < 0.2
        if between:
            store.append([something(dice, store, ids, as_of)])
        if dice.random() < 0.7:
            keep(store, swept, scope)
            assert between or laid(store)[0] == laid(store)[1]
    assert len(found) >= 8, "few groups came and went"
