"""The journeys' zone in a SQLite file, for what one function of the application must refuse or keep."""

from collections.abc import Iterator

import pytest

from dangyuan_flow.flow import Flow
from tests.journeys.service import closing
from tests.journeys.zone import settled


@pytest.fixture
def zone(sqlite_url: str) -> Iterator[Flow]:
    """The zone with its bodies, offices and members; the committee's organiser acts."""
    with closing(settled(sqlite_url)) as flow:
        yield flow
