"""Killed at any moment, the store comes back whole: what was confirmed is there, nothing is half written."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

import pytest
from sqlalchemy import text

from dangyuan_flow.store import Store, Wanted
from tests.store.people_and_papers import followed


@contextmanager
def writer(url: str, size: int, program: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    command = [sys.executable, "-m", f"tests.store.{program}", url, str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def kill_after(url: str, size: int, *, lines: int, milliseconds: int, program: str = "endless_writer") -> int:
    """Let a writer print so many lines, and run on for a moment, before SIGKILL; returns what it had confirmed."""
    with writer(url, size, program) as (process, out):
        said = [out.readline() for _ in range(lines)]
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=milliseconds / 1000)
        process.kill()
        said += out.readlines()
    return max((int(line.split()[1]) for line in said if line.startswith("kept")), default=0)


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 5, 8, 13])
def test_killed_during_single_records(database_url: str, moment: int) -> None:
    with Store.open(database_url, create=True):
        pass
    confirmed = kill_after(database_url, 1, lines=3 + 2 * moment, milliseconds=moment)
    with Store.open(database_url) as store:
        outcome = store.verify()
        assert outcome.ok, outcome
        assert confirmed <= outcome.records <= confirmed + 1
        assert store.get("D0").seq == outcome.records
        store.append([followed(store.get("D0"))])


@pytest.mark.parametrize("moment", [1, 20, 60, 120, 200, 300])
def test_killed_during_a_batch(database_url: str, moment: int) -> None:
    with Store.open(database_url, create=True):
        pass
    size = 700
    confirmed = kill_after(database_url, size, lines=1, milliseconds=moment)
    with Store.open(database_url) as store:
        outcome = store.verify()
        assert outcome.ok, outcome
        assert outcome.records in (confirmed, confirmed + size)
        assert store.count() == outcome.records


@pytest.mark.parametrize("moment", [1, 30, 90, 180])
def test_killed_while_a_sweep_is_registered(database_url: str, moment: int) -> None:
    with Store.open(database_url, create=True):
        pass
    size = 300
    confirmed = kill_after(database_url, size, lines=1, milliseconds=moment, program="endless_sweeper")
    with Store.open(database_url) as store:
        assert store.verify().ok
        kept = store.findings.last_sweep_number()
        assert kept in (confirmed, confirmed + 1)
        assert store.findings.last_number() == store.findings.count(Wanted()) == kept * size
        with store.database.reading() as connection:
            read = connection.execute(text("SELECT count(*), min(unknown), max(unknown) FROM reading")).one()
        assert tuple(read) == ((size, str(kept), str(kept)) if kept else (0, None, None))
