"""Editions: which is in force on a day, and the windows in which a rule that cites them applies."""

from datetime import date

import pytest

from dangyuan_flow.domain.regulations import Citation, Edition, Regulations
from tests.unit.invented import day


def edition(name: str, since: str, until: str | None = None, *, judges: bool = True) -> Edition:
    last = None if until is None else day(until)
    return Edition(id=name, title=name, since=day(since), until=last, judges=judges, articles={"13": "列为发展对象"})


REGULATIONS = Regulations(
    {
        e.id: e
        for e in (
            edition("党章", "1982-09-06", judges=False),
            edition("细则-1990", "1990-08-01", "2014-05-27"),
            edition("细则-2014", "2014-05-28", "2026-05-10"),
            edition("细则-2026", "2026-05-11"),
        )
    }
)


@pytest.mark.parametrize(
    ("on", "found"),
    [
        ("1990-07-31", None),
        ("1990-08-01", "细则-1990"),
        ("2014-05-27", "细则-1990"),
        ("2014-05-28", "细则-2014"),
        ("2026-05-10", "细则-2014"),
        ("2026-05-11", "细则-2026"),
        ("2099-01-01", "细则-2026"),
    ],
)
def test_an_act_is_judged_by_the_edition_of_its_day(on: str, found: str | None) -> None:
    judged_by = REGULATIONS.in_force(day(on))
    assert (None if judged_by is None else judged_by.id) == found


@pytest.mark.parametrize(
    ("cited", "windows"),
    [
        (("细则-2026",), [("2026-05-11", None)]),
        (("细则-2014", "细则-2026"), [("2014-05-28", None)]),
        (("细则-2026", "细则-2014", "细则-1990", "党章"), [("1990-08-01", None)]),
        (("细则-1990", "细则-2026"), [("1990-08-01", "2014-05-27"), ("2026-05-11", None)]),
        (("党章",), []),
    ],
)
def test_windows_of_editions_that_meet_are_joined(
    cited: tuple[str, ...], windows: list[tuple[str, str | None]]
) -> None:
    expected = tuple((day(a), None if b is None else day(b)) for a, b in windows)
    assert REGULATIONS.windows(cited) == expected


def test_a_citation_reads_as_reports_write_it() -> None:
    assert str(Citation("细则-2026", "13")) == "细则-2026#13"
    assert str(Citation("细则-1990", None)) == "细则-1990"


def test_both_days_of_an_edition_are_included() -> None:
    found = REGULATIONS.editions["细则-2014"]
    assert found.covers(date(2014, 5, 28))
    assert found.covers(date(2026, 5, 10))
    assert not found.covers(date(2026, 5, 11))
