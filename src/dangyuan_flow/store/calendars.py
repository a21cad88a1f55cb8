"""The working-day calendar of a store: the years that it has loaded, put in force when it is opened."""

from dangyuan_flow.domain.calendars import CALENDAR, LoadedYear, calendar_of
from dangyuan_flow.domain.deadlines import put_in_force
from dangyuan_flow.store import registers
from dangyuan_flow.store.database import Database


def loaded(database: Database) -> tuple[LoadedYear, ...]:
    """The years that were loaded, in their order."""
    with database.reading() as connection:
        found = registers.lines(connection, CALENDAR, LoadedYear.of_value)
    return tuple(sorted(found.values(), key=lambda one: one.year))


def lay(database: Database) -> tuple[LoadedYear, ...]:
    """Derive by this store's calendar from now on; what goes back to another one is then derived again when used."""
    years = loaded(database)
    put_in_force(calendar_of(years))
    return years
