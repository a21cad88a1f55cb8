"""A clerk's process killed in the middle of its work: the last act is wholly there or not at all, and work goes on."""

import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.domain.journal import fold
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.journeys.conftest import Settle
from tests.journeys.population import somebody
from tests.journeys.regular import regular
from tests.journeys.service import Service, closing
from tests.journeys.test_ledgers import HEAD
from tests.journeys.zone import BRANCH, TODAY
from tests.ledger.sheets import csv_at

PEOPLE = 500


def killed_after(*words: str, lines: int, milliseconds: int) -> int:
    """Let a clerk print so many lines and work on for a moment, then SIGKILL; returns what it had confirmed."""
    command = [sys.executable, "-m", "tests.journeys.endless_clerk", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = [process.stdout.readline() for _ in range(lines)]
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=milliseconds / 1000)
        finally:
            process.kill()
        said += process.stdout.readlines()
    assert said[0] == "begun\n"
    return max((int(line.split()[1]) for line in said if line.startswith("kept")), default=0)


def settled_at(settle: Settle, url: str) -> int:
    """A zone at ``url``, closed again; returns how many lines its journal has."""
    with closing(settle(url, (), TODAY)) as flow:
        return flow.store.head()[0]


def reopened(url: str) -> Flow:
    return open_flow(Settings.load({}, db=url, user="organiser"))


def check_whole(flow: Flow) -> None:
    outcome = flow.store.verify()
    assert outcome.ok, outcome
    for line in flow.store.list():
        assert fold(line.id, (r.entry for r in flow.store.records(line.id))) == flow.store.get(line.id)


@pytest.mark.parametrize(("acts", "moment"), [(3, 0), (20, 3), (45, 7), (80, 1)])
def test_killed_while_advancing(database_url: str, settle: Settle, acts: int, moment: int) -> None:
    before = settled_at(settle, database_url)
    confirmed = killed_after(database_url, lines=2 * acts + 1, milliseconds=moment)
    assert confirmed >= before + acts
    with closing(reopened(database_url)) as flow:
        check_whole(flow)
        written = flow.store.head()[0]
        assert written in (confirmed, confirmed + 1)
        last = flow.store.list()[-1]
        records = flow.store.records(last.id)
        name, number = somebody(flow.store.count())
        life = regular("2014", name=name, number=number).steps
        assert [r.entry.on.isoformat() for r in records] == [act.on for act in life[: len(records)]]
        for act in life[len(records) :]:
            assert Service(flow).do(act, last.id) is None
        assert flow.store.get(last.id).position == "archived"


@pytest.fixture
def long_ledger(tmp_path: Path) -> Path:
    """A ledger of five hundred invented people."""
    first = date(2019, 1, 7)
    people = (
        (*somebody(order), BRANCH, (first + timedelta(days=order)).isoformat(), "", "")
        for order in range(1, PEOPLE + 1)
    )
    return csv_at(tmp_path / "台账.csv", [HEAD, *people])


@pytest.mark.parametrize("moment", [0, 60, 150, 250, 400, 5000])
def test_killed_while_importing(database_url: str, settle: Settle, long_ledger: Path, moment: int) -> None:
    before = settled_at(settle, database_url)
    confirmed = killed_after(database_url, str(long_ledger), lines=1, milliseconds=moment)
    with closing(reopened(database_url)) as flow:
        check_whole(flow)
        lines = flow.store.head()[0] - before
        assert lines in (0, PEOPLE + 1)
        assert lines == PEOPLE + 1 or not confirmed
        assert flow.store.count() == max(0, lines - 1)
        assert len(flow.store.batches()) == (1 if lines else 0)
        report = import_ledger(flow, long_ledger)
        assert (len(report.new), report.unchanged) == ((0, PEOPLE) if lines else (PEOPLE, 0))
        assert flow.store.count() == PEOPLE
