"""Time as the regulation counts it (the vectors of the house's definitions D1 to D7)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.deadlines import (
    ONE_DAY,
    STATE_COUNCIL,
    WorkingCalendar,
    extension_end,
    months_begun,
    months_completed,
    months_later,
    months_later_or_next_day,
    nth_working_day,
    probation_end,
    today_in_shanghai,
    working_days,
    years_complete,
)
from tests.unit.invented import day

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-06-01", 3, "2025-09-01"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2025-03-15", 3, "2025-06-15"),
        ("2025-08-31", 6, "2026-02-28"),
    ],
)
def test_a_limit_in_months_ends_on_the_same_day_clamped_to_the_month_and_never_moves(
    start: str, months: int, last: str
) -> None:
    assert months_later(day(start), months) == day(last)


def test_a_limit_that_ends_on_a_sunday_is_not_moved() -> None:
    assert months_later(day("2025-03-15"), 3).isoweekday() == 7


@pytest.mark.parametrize(
    ("start", "years", "complete"),
    [
        ("2024-05-10", 1, "2025-05-10"),
        ("2024-02-29", 1, "2025-03-01"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2008-02-29", 18, "2026-03-01"),
        ("2004-02-29", 20, "2024-02-29"),
        ("2007-11-23", 18, "2025-11-23"),
    ],
)
def test_a_year_is_complete_on_the_same_date_and_a_leap_day_on_the_first_of_march(
    start: str, years: int, complete: str
) -> None:
    assert years_complete(day(start), years) == day(complete)


@pytest.mark.parametrize(
    ("meeting", "last"),
    [
        ("2025-06-01", "2026-05-31"),
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-27"),
        ("2023-03-01", "2024-02-29"),
        ("2024-03-01", "2025-02-28"),
        ("2025-01-01", "2025-12-31"),
    ],
)
def test_probation_runs_from_the_meeting_to_the_day_before_its_anniversary(meeting: str, last: str) -> None:
    assert probation_end(day(meeting)) == day(last)
    assert probation_end(day(meeting)) + ONE_DAY == years_complete(day(meeting), 1)


@pytest.mark.parametrize(
    ("meeting", "first_end", "months", "extended"),
    [
        ("2025-06-01", "2026-05-31", 6, "2026-11-30"),
        ("2024-07-01", "2025-06-30", 6, "2025-12-31"),
        ("2022-03-01", "2023-02-28", 12, "2024-02-29"),
        ("2024-09-01", "2025-08-31", 6, "2026-02-28"),
        ("2024-08-31", "2025-08-30", 6, "2026-02-28"),
    ],
)
def test_an_extension_counts_from_the_day_after_the_first_end(
    meeting: str, first_end: str, months: int, extended: str
) -> None:
    assert probation_end(day(meeting)) == day(first_end)
    assert extension_end(day(first_end), months) == day(extended)


@pytest.mark.parametrize(
    ("posted", "fifth"),
    [
        ("2026-06-08", "2026-06-12"),
        ("2025-09-29", "2025-10-11"),
        ("2026-06-15", "2026-06-22"),
        ("2026-06-13", "2026-06-22"),
        ("2026-09-28", "2026-10-09"),
    ],
)
def test_a_notice_runs_five_working_days_by_the_state_councils_calendar(posted: str, fifth: str) -> None:
    assert nth_working_day(day(posted), 5) == day(fifth)
    assert working_days(day(posted), day(fifth)) == 5
    assert working_days(day(posted), day(fifth) - ONE_DAY) == 4


def test_a_shifted_saturday_is_worked_and_a_holiday_monday_is_not() -> None:
    assert STATE_COUNCIL.is_worked(day("2025-10-11"))
    assert not STATE_COUNCIL.is_worked(day("2025-10-06"))


def test_in_a_year_without_a_notice_days_are_not_counted_and_only_weekends_rest() -> None:
    assert not STATE_COUNCIL.knows(day("2003-05-01"))
    assert working_days(day("2003-04-28"), day("2003-05-09")) is None
    assert nth_working_day(day("2003-04-28"), 5) == day("2003-05-02")


def test_a_notice_that_ends_before_it_begins_has_no_working_day() -> None:
    assert working_days(day("2026-06-12"), day("2026-06-08")) == 0


def test_a_mistyped_century_does_not_count_for_ever() -> None:
    calendar = WorkingCalendar(first_year=1, last_year=9999, version="all")
    assert working_days(date(1926, 1, 1), date(2026, 1, 1), calendar) == 286


def test_a_loaded_calendar_tells_of_a_year_that_the_package_lacks() -> None:
    year = STATE_COUNCIL.last_year + 1
    spring = date(year, 2, 8)
    monday = spring - timedelta(days=spring.weekday())
    loaded = WorkingCalendar(
        first_year=2004, last_year=year, version="loaded", overrides={monday: False, monday - ONE_DAY: True}
    )
    assert not loaded.is_worked(monday)
    assert loaded.is_worked(monday - ONE_DAY)
    assert loaded.is_worked(monday + ONE_DAY)
    assert working_days(monday - ONE_DAY, monday + 6 * ONE_DAY, loaded) == 5


def test_the_package_speaks_for_the_years_of_its_notices() -> None:
    assert STATE_COUNCIL.first_year == 2004
    assert STATE_COUNCIL.last_year >= 2026
    assert STATE_COUNCIL.version.endswith(str(STATE_COUNCIL.last_year))


def test_today_is_the_date_in_shanghai_also_between_midnight_and_eight() -> None:
    assert today_in_shanghai(datetime(2026, 6, 1, 15, 59, tzinfo=UTC)) == day("2026-06-01")
    assert today_in_shanghai(datetime(2026, 6, 1, 16, 0, tzinfo=UTC)) == day("2026-06-02")


@pytest.mark.parametrize(
    ("start", "end", "completed", "begun"),
    [
        ("2025-01-15", "2025-08-15", 7, 7),
        ("2025-01-15", "2025-08-16", 7, 8),
        ("2025-01-15", "2025-08-14", 6, 7),
        ("2024-06-30", "2024-12-31", 6, 7),
        ("2024-12-31", "2025-06-30", 6, 6),
        ("2025-01-31", "2025-02-28", 1, 1),
        ("2025-05-05", "2025-05-05", 0, 0),
        ("2025-05-05", "2025-05-06", 0, 1),
    ],
)
def test_a_length_is_kept_twice_completed_for_at_least_and_begun_for_at_most(
    start: str, end: str, completed: int, begun: int
) -> None:
    assert months_completed(day(start), day(end)) == completed
    assert months_begun(day(start), day(end)) == begun


@given(DAYS, st.integers(0, 240))
def test_a_limit_of_n_months_has_exactly_n_months_begun(start: date, count: int) -> None:
    limit = months_later(start, count)
    assert months_begun(start, limit) == count
    assert months_begun(start, limit + ONE_DAY) == count + 1
    assert months_completed(start, limit) == count


@given(DAYS, DAYS)
def test_begun_and_completed_differ_by_at_most_one(one: date, other: date) -> None:
    start, end = sorted((one, other))
    assert 0 <= months_begun(start, end) - months_completed(start, end) <= 1


@given(DAYS, st.integers(1, 240))
def test_full_months_are_complete_on_the_limit_or_the_day_after(start: date, count: int) -> None:
    complete = months_later_or_next_day(start, count)
    assert complete - months_later(start, count) in (timedelta(0), ONE_DAY)
    assert complete.day in (start.day, 1)
