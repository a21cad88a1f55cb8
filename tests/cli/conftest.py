"""Desks: an empty one, and one whose store holds a small invented zone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.application.founding import found
from dangyuan_flow.settings import Settings
from tests.cli.desk import Desk
from tests.cli.zone import TODAY, founded, opened


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Nothing but a folder of its own, which is also the current one."""
    monkeypatch.chdir(tmp_path)
    return Desk(capsys)


@pytest.fixture
def zone(desk: Desk) -> Desk:
    """A store with a zone, whose clock stands still."""
    found(Settings.load({}), today=date.fromisoformat(TODAY)).close()
    founded(desk)
    return desk


@pytest.fixture
def begun(zone: Desk) -> Desk:
    """The same, with one person's dossier just opened."""
    opened(zone)
    return zone
