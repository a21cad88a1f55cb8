"""Rules across dossiers in a store: what its own plan, its entries and its findings tell, in every way of sweeping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.definitions import load_catalogue
from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.finding import Act, Deed, Measure, State
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.domain.people import BodyKind, Organization
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.sweep import Scope
from dangyuan_flow.settings import shipped
from dangyuan_flow.store import Store, value_of
from dangyuan_flow.store.across import statement
from dangyuan_flow.store.database import run
from tests.store.kept import keep, line
from tests.store.kept import opened as finding
from tests.store.people_and_papers import DAY, MOMENT, identity, opened, registered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.rules import RuleSet
    from tests.conftest import PostgreSQL

AS_OF = date(2026, 11, 1)
RULES: RuleSet = replace(
    load_catalogue(shipped("workflows") / "party-member-development", examples=False).rule_set, rules=()
)


def person(number: int, seconds: int = 0, batch: str | None = None, **facts: object) -> tuple[StepRecord, Dossier]:
    """Somebody entered so many seconds after half past nine."""
    told = {"name": f"人{number}", "id_number": identity(number), "branch": "甲", "committee": "镇党委", **facts}
    record, dossier = opened(f"D{number:02d}", **told)  # type: ignore[arg-type]  # values of facts
    return replace(record, entered_at=MOMENT + timedelta(seconds=seconds), batch=batch), dossier


def told(store: Store) -> list[tuple[str, str]]:
    """What is found, the same in whichever way the store is swept."""
    groups = store.sweep(RULES, AS_OF).groups
    assert store.findings.sweep(RULES, AS_OF, scope=Scope()).result.groups == groups
    return [(group.violation.code, group.subject) for group in groups]


def test_many_dossiers_typed_within_a_minute_are_a_lead_about_their_body(store: Store) -> None:
    store.append([person(n, seconds=n) for n in range(9)])
    assert told(store) == []
    store.append([person(9, seconds=9)])
    (group,) = store.sweep(RULES, AS_OF).groups
    assert (group.subject, group.violation.certainty) == ("镇党委", "lead")
    assert group.violation.says == "用户 zhangming 在 2026-06-01T09:30 这一分钟内先后录入 10 份档案"


@pytest.mark.parametrize(
    ("seconds", "batch"), [(0, None), (1, "B1"), (70, None)], ids=["one act for many", "an import", "a minute each"]
)
def test_an_import_and_an_act_for_many_are_no_burst(store: Store, seconds: int, batch: str | None) -> None:
    store.append([person(n, seconds=n * seconds, batch=batch) for n in range(12)])
    assert told(store) == []


def test_bursts_of_more_than_a_year_ago_are_let_rest(store: Store) -> None:
    old = int(timedelta(days=400).total_seconds())
    store.append([person(n, seconds=n - old) for n in range(12)])
    store.append([person(20)])
    assert told(store) == []


def test_a_burst_stays_found_and_one_that_goes_on_after_a_registered_sweep_is_found_too(store: Store) -> None:
    store.append([person(n, seconds=-900, batch="B1") for n in range(40, 60)])
    store.append([person(n, seconds=n) for n in range(11)])
    store.append([person(n, seconds=120 + n, committee="乡党委") for n in range(20, 26)])
    swept = store.findings.sweep(RULES, AS_OF, scope=Scope(), keep=True)
    keep(store, swept, moment=MOMENT + timedelta(seconds=146))
    assert told(store) == [("V105", "镇党委")]
    store.append([person(n, seconds=120 + n, committee="乡党委") for n in range(26, 31)])
    assert store.findings.sweep(RULES, AS_OF, scope=Scope()).read == 5
    assert sorted(told(store)) == [("V105", "乡党委"), ("V105", "镇党委")]


def test_a_finding_that_nobody_handled_in_time_is_found_with_its_dossier(store: Store) -> None:
    found = finding(1, "D01")
    true = after(found, Act(deed=Deed.TRIAGE, on=DAY, by="cha", verdict=State.TRUE))
    given = after(true, Act(deed=Deed.ASSIGN, on=DAY, by="cha", to="甲", due_on=AS_OF))
    store.append([person(1), line(found), line(true), line(given)])
    assert told(store) == []
    late = replace(given, due_on=AS_OF - timedelta(days=1), step=given.step + 1)
    store.append([line(late)])
    (group,) = store.sweep(RULES, AS_OF).groups
    assert (group.violation.code, group.subject, group.name, group.branch) == ("V108", "D01", "人1", "甲")
    assert "V48（由 甲 整改）应于 2026-10-31 前处理" in group.violation.says
    store.append([line(after(late, Act(deed=Deed.MEND, on=DAY, by="zhi", measure=Measure.SUPPLEMENT)))])
    assert told(store) == []


def test_the_plan_is_kept_in_the_journal_and_spread_over_the_bodies_below(store: Store) -> None:
    met = date(2025, 6, 3)
    store.append(
        [
            registered("organization", "镇党委", name="镇党委", kind="committee"),
            registered("organization", "甲", name="甲", kind="branch", parent="镇党委"),
            *(person(n, admission_met_on=met, admission_approved_on=met) for n in range(3)),
        ]
    )
    swept = store.sweep(RULES, AS_OF)
    assert swept.lacking.keys() == {"within-the-plan", "make-up-as-planned", "no-burst-before-an-election"}
    quota = Quota(year=2025, body="镇党委", quota=3)
    store.append([registered("plan", quota.key, **value_of(quota))])
    assert told(store) == []
    assert store.sweep(RULES, AS_OF).lacking.keys() == {"no-burst-before-an-election"}
    store.append([registered("plan", quota.key, **value_of(replace(quota, quota=2)))])
    assert told(store) == [("V100", "镇党委")]
    assert store.verify().ok


def test_elections_are_kept_with_the_body_under_each_of_its_names(store: Store) -> None:
    before, met = date(2024, 6, 3), date(2026, 2, 3)
    body = Organization(
        name="乙", kind=BodyKind.BRANCH, former_names=("甲",), elections=(date(2021, 4, 1), date(2026, 4, 1))
    )
    store.append(
        [
            registered("organization", "乙", **value_of(body)),
            person(9, admission_met_on=before, admission_approved_on=before),
            *(person(n, admission_met_on=met, admission_approved_on=met) for n in range(5)),
        ]
    )
    assert store.organizations() == (body,)
    (group,) = store.sweep(RULES, AS_OF).groups
    assert (group.violation.rule.id, group.subject) == ("no-burst-before-an-election", "甲")
    assert group.violation.says == "2026年4月换届，此前 3 个月接收 5 人，换届前两年共接收 6 人，占 60% 以上"


def test_a_number_that_many_share_is_laid_beside_a_few_of_them_only(store: Store) -> None:
    issued = date(2026, 3, 2)
    store.append([person(n, batch="B1", form_number="0012", form_issued_on=issued) for n in range(40)])
    rule = next(rule for rule in RULES.across if rule.id == "form-number-once")
    with store.database.reading() as connection:
        rows = run(connection, statement(rule, AS_OF)).fetchall()
    assert len(rows) <= 40 * 5
    assert {row[1] for row in rows} == {f"D{n:02d}" for n in range(40)}


@pytest.fixture
def by_pinyin(postgresql: PostgreSQL) -> Iterator[Store]:
    """A store in a database that sorts Chinese names by their sound, as a Chinese server may."""
    sorting = "LOCALE_PROVIDER icu ICU_LOCALE 'zh-Hans-CN' LOCALE 'C'"
    with postgresql.database(sorting) as url, Store.open(url, create=True) as made:
        yield made


def test_of_two_as_busy_the_same_is_told_however_the_database_sorts(by_pinyin: Store, sqlite_store: Store) -> None:
    busy = [person(n, sponsors=("钱二", "赵一"), sponsors_named_on=AS_OF, branch_full_members=9) for n in range(3)]
    rule = next(rule for rule in RULES.across if rule.id == "sponsor-for-few")
    few = replace(RULES, across=(replace(rule, is_off=False, numbers={"most": 2, "small": 0}),))
    found = []
    for store in (by_pinyin, sqlite_store):
        store.append(busy)
        (group,) = store.sweep(few, AS_OF).groups
        found.append(group)
    assert found[0] == found[1]


def test_an_import_that_was_undone_counts_nowhere(store: Store) -> None:
    met = date(2025, 6, 3)
    quota = Quota(year=2025, body="镇党委", quota=1)
    store.append([registered("plan", quota.key, **value_of(quota))])
    store.append([person(1, admission_met_on=met, admission_approved_on=met)])
    record, dossier = person(2, admission_met_on=met, admission_approved_on=met)
    gone = replace(dossier, position="undone")
    store.append([(replace(record, position="undone"), gone)])
    assert told(store) == []


def test_a_finding_about_a_body_that_nobody_handled_in_time_is_found_with_the_body(store: Store) -> None:
    about = finding(1, "镇党委")
    found = replace(about, seen=replace(about.seen, about="body", name="镇党委", branch=None))
    true = after(found, Act(deed=Deed.TRIAGE, on=DAY, by="cha", verdict=State.TRUE))
    late = after(true, Act(deed=Deed.ASSIGN, on=DAY, by="cha", to="镇党委", due_on=AS_OF - timedelta(days=1)))
    store.append([person(1), line(found), line(true), line(late)])
    (group,) = store.sweep(RULES, AS_OF).groups
    assert (group.violation.code, group.subject, group.violation.rule.id) == (
        *("V108", "镇党委"),
        "bodies-findings-handled-in-time",
    )
