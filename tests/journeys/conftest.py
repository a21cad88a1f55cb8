"""A zone ready to work in, and the doors to it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.application.founding import found
from dangyuan_flow.flow import Flow
from dangyuan_flow.settings import Settings
from tests.journeys.commandline import CommandLine
from tests.journeys.doors import Door, Opener
from tests.journeys.programs import Programs
from tests.journeys.scenario import Scenario
from tests.journeys.service import Service, closing
from tests.journeys.zone import TODAY, settled

Settle = Callable[[str, tuple[str, ...], date], Flow]


@pytest.fixture(scope="session")
def settle(tmp_path_factory: pytest.TempPathFactory) -> Settle:
    """Make a store with the zone in it; on SQLite by copying one that was made before."""
    made: dict[tuple[str, ...], Path] = {}

    def settle_at(url: str, packs: tuple[str, ...], today: date) -> Flow:
        if not url.startswith("sqlite:///"):
            return settled(url, packs=packs, today=today)
        if packs not in made:
            path = tmp_path_factory.mktemp("zone") / "x.db"
            settled(f"sqlite:///{path}", packs=packs, today=TODAY).close()
            made[packs] = path
        shutil.copyfile(made[packs], url.removeprefix("sqlite:///"))
        return found(Settings.load({}, db=url, user="organiser"), packs=packs, today=today)

    return settle_at


@pytest.fixture
def zone(settle: Settle, database_url: str) -> Iterator[Flow]:
    """The zone in a fresh store, once on each kind of database."""
    with closing(settle(database_url, (), TODAY)) as flow:
        yield flow


@pytest.fixture
def zone_on_file(settle: Settle, sqlite_url: str) -> Iterator[Flow]:
    """The zone in a fresh SQLite file."""
    with closing(settle(sqlite_url, (), TODAY)) as flow:
        yield flow


@pytest.fixture(params=["service-sqlite", "service-postgresql", "commandline-sqlite", "programs-sqlite"])
def open_door(request: pytest.FixtureRequest, settle: Settle, capsys: pytest.CaptureFixture[str]) -> Opener:
    """The zone behind each door in turn."""
    door, _, database = request.param.partition("-")
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[database])

    @contextmanager
    def opened(scenario: Scenario) -> Iterator[Door]:
        with closing(settle(url, scenario.packs, scenario.day)) as flow:
            match door:
                case "service":
                    yield Service(flow)
                case "commandline":
                    yield CommandLine(flow, url, capsys)
                case _:
                    yield Programs(flow)

    return opened
