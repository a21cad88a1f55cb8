"""A fresh store of each kind."""

from collections.abc import Iterator

import pytest

from dangyuan_flow.store import Store


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A new store; the test runs once on SQLite and once on PostgreSQL."""
    with Store.open(database_url, create=True) as opened:
        yield opened


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A new store in a SQLite file."""
    with Store.open(sqlite_url, create=True) as opened:
        yield opened
