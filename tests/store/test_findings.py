"""Registered sweeps and findings: written with their lines or not at all, looked up, verified, copied."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.errors import Conflict
from dangyuan_flow.domain.finding import Act, Deed, Finding, State
from dangyuan_flow.domain.sweep import Scope
from dangyuan_flow.store import Store, Wanted, restore
from tests.store import people_and_papers
from tests.store.kept import a_sweep, line, opened, registered
from tests.store.people_and_papers import DAY

ANOTHER = """INSERT INTO sweep SELECT 7, seq, as_of, scope, body, rules, derivation, head_seq, head_digest, dossiers,
facts, leads, document FROM sweep"""
TRIAGED = Act(deed=Deed.TRIAGE, on=DAY, by="cha", verdict=State.TRUE)


def numbers(store: Store, **wanted: object) -> list[int]:
    return [f.finding.number for f in store.findings.list(Wanted(**wanted))]  # type: ignore[arg-type]  # its fields by name


@pytest.fixture
def two(store: Store) -> Store:
    """A store with a registered sweep and two findings."""
    store.append([people_and_papers.opened("D1", name="李想", branch="甲")])
    found = [opened(1), opened(2, "D2", code="V49", severity="S1", certainty="lead", branch="乙")]
    store.append([registered(a_sweep(1)), *map(line, found)])
    return store


def test_a_sweep_and_its_findings_are_read_back_and_verified(two: Store) -> None:
    assert [s.number for s in two.findings.sweeps()] == [1]
    assert two.findings.known({("D1", "a-rule"), ("D9", "a-rule")}) == {("D1", "a-rule"): opened(1)}
    assert (two.findings.last_number(), two.findings.last_sweep_number()) == (2, 1)
    assert two.verify().ok
    assert two.register("finding") == {}


def test_each_act_is_a_line_of_the_finding_s_history(two: Store) -> None:
    two.append([line(after(opened(1), TRIAGED))])
    history = two.findings.history(1)
    assert [Finding.from_document(entry.entry.value).state for entry in history] == [State.OPEN, State.TRUE]
    assert [entry.seq for entry in history] == [3, 5]
    assert two.findings.history(9) == ()
    assert two.verify().ok


def test_who_acts_on_an_older_state_is_refused_and_nothing_is_written(two: Store) -> None:
    two.append([line(after(opened(1), TRIAGED))])
    head = two.head()
    other = replace(TRIAGED, verdict=State.NOT_SO, reason="不是")
    second = opened(2, "D2", code="V49", severity="S1", certainty="lead", branch="乙")
    with pytest.raises(Conflict, match=r"问题 .*1.*刚刚有人处理过"):
        two.append([line(after(second, TRIAGED)), line(after(opened(1), other))])
    assert two.head() == head
    assert numbers(two, states=["true"]) == [1]


def test_of_two_sweeps_at_once_the_second_is_refused_as_a_whole(two: Store) -> None:
    head = two.head()
    with pytest.raises(Conflict, match=r"cha 刚于 2026-06-01 09:30 登记了第 1 次排查"):
        two.append([registered(a_sweep(1)), line(opened(3, "D3"))])
    assert two.head() == head
    assert two.findings.last_number() == 2


def test_one_finding_is_never_kept_twice(two: Store) -> None:
    with pytest.raises(Conflict):
        two.append([line(opened(3))])
    assert two.findings.last_number() == 2


def test_lists_are_narrowed_and_the_gravest_come_first(two: Store) -> None:
    two.append([line(opened(3, "D1", "b-rule", severity="S4"))])
    assert numbers(two) == [2, 1, 3]
    assert numbers(two, codes=["V49"]) == [2]
    assert numbers(two, severities=["S3", "S4"]) == [1, 3]
    assert numbers(two, certainty="lead") == [2]
    assert numbers(two, subject="D1", rules=["b-rule"]) == [3]
    assert numbers(two, numbers=[3, 2]) == [2, 3]
    assert numbers(two, found_by=DAY - timedelta(days=1)) == []
    assert (numbers(two, present=False), numbers(two, present=True)) == ([], [2, 1, 3])
    assert [f.finding.number for f in two.findings.list(Wanted(), limit=1)] == [2]
    assert two.findings.count(Wanted(branches=["甲"])) == 2


def test_a_finding_follows_its_dossier_to_another_branch(two: Store) -> None:
    two.append([people_and_papers.followed(two.get("D1"), branch="丙")])
    assert numbers(two, branches=["甲"]) == []
    (filed,) = two.findings.list(Wanted(branches=["丙"]))
    assert (filed.finding.number, filed.branch, filed.finding.seen.branch) == (1, "丙", "甲")


def test_what_is_not_mended_in_time_is_overdue(two: Store) -> None:
    due = date(2026, 7, 1)
    given = after(after(opened(1), TRIAGED), Act(deed=Deed.ASSIGN, on=DAY, by="cha", to="甲", due_on=due))
    two.append([line(after(opened(1), TRIAGED)), line(given)])
    assert numbers(two, assigned_to="甲", overdue_on=due + timedelta(days=1)) == [1]
    assert numbers(two, overdue_on=due) == []


def test_sweeps_are_looked_up_by_their_scope(store: Store) -> None:
    below = Scope(body="第一党总支")
    for number, scope in enumerate((Scope(), below, Scope(), below), start=1):
        store.append([registered(a_sweep(number, scope=scope))])
    assert [s.number for s in store.findings.sweeps()] == [4, 3, 2, 1]
    assert [s.number for s in store.findings.sweeps(below)] == [4, 2]
    assert [s.number for s in store.findings.sweeps(below, limit=1)] == [4]


@pytest.mark.parametrize(
    ("touched", "told"),
    [
        ("UPDATE finding SET state = 'closed' WHERE number = 1", "第 1 号问题与第 3 条记录不符"),
        ("UPDATE finding SET document = '{}' WHERE number = 2", "第 2 号问题与第 4 条记录不符"),
        ("DELETE FROM finding WHERE number = 1", "第 1 号问题与第 3 条记录不符"),
        ("UPDATE sweep SET leads = 9", "第 1 号排查与第 2 条记录不符"),
        ("UPDATE sweep SET number = 7", "第 1 号排查与第 2 条记录不符"),
        (ANOTHER, "第 7 号排查没有任何记录"),
    ],
)
def test_what_was_touched_behind_the_journal_s_back_is_noticed(two: Store, touched: str, told: str) -> None:
    with two.database.writing() as connection:
        connection.execute(text(touched))
    fault = two.verify().first_bad
    assert fault is not None
    assert told in fault.says


def test_a_backup_holds_them_and_a_restored_store_goes_on(two: Store, tmp_path: Path, sqlite_url: str) -> None:
    copy = tmp_path / "copy.db"
    assert two.backup(copy).ok
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM finding").fetchone() == (2,)
    url = f"{sqlite_url}.restored"
    assert restore(copy, url).ok
    with Store.open(url) as restored:
        assert numbers(restored) == [2, 1]
        restored.append([line(after(opened(1), TRIAGED))])
        assert restored.verify().ok
