"""A loaded calendar on both databases: it is in force when the store is opened, and what was derived follows it."""

from collections.abc import Iterator
from datetime import date

import pytest

from dangyuan_flow.domain.calendars import LoadedYear, SpecialDay, calendar_of
from dangyuan_flow.domain.deadlines import STATE_COUNCIL, calendar_in_force, put_in_force
from dangyuan_flow.store import Store, derived_by, lay, loaded
from tests.store.people_and_papers import opened, registered

YEAR = STATE_COUNCIL.last_year + 1
HOLIDAY = LoadedYear(
    year=YEAR,
    source="国办发明电〔2026〕1号",
    days=tuple(SpecialDay(on=date(YEAR, 10, day), is_worked=False, name="国庆节") for day in range(1, 8)),
)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Whatever a test lays, the next one begins with the package's calendar."""
    yield
    put_in_force(STATE_COUNCIL)


def test_a_store_without_loaded_years_has_the_packages_calendar(store: Store, database_url: str) -> None:
    put_in_force(calendar_of([HOLIDAY]))
    with Store.open(database_url):
        assert calendar_in_force() == STATE_COUNCIL
    assert loaded(store.database) == ()


def test_a_loaded_year_marks_what_is_derived_and_older_rows_are_derived_again(store: Store, database_url: str) -> None:
    hung = opened("2026-00001", name="甲", notice_from=date(YEAR, 10, 1), notice_to=date(YEAR, 10, 7))
    store.append([hung, opened("2026-00002", name="乙")])
    before, by = store.get("2026-00001").facts, derived_by()
    assert before.notice_working_days is None
    store.append([registered("calendar", str(YEAR), **HOLIDAY.value())])
    assert lay(store.database) == (HOLIDAY,)
    assert derived_by() != by
    assert store.get("2026-00001").facts.notice_working_days == 0  # folded, before anything is written
    assert store.verify().stale_derivations == 2
    assert store.rederive() == 2
    assert store.verify().stale_derivations == 0
    with Store.open(database_url) as again:
        assert calendar_in_force().loaded == {YEAR}
        assert again.get("2026-00001").facts.notice_working_days == 0
        assert again.rederive() == 0
    store.append([registered("calendar", str(YEAR))])
    lay(store.database)
    assert store.get("2026-00001").facts == before


def test_a_year_is_read_back_as_it_was_kept(store: Store) -> None:
    store.append([registered("calendar", str(YEAR), **HOLIDAY.value())])
    assert loaded(store.database) == (HOLIDAY,)
    assert store.verify().ok
