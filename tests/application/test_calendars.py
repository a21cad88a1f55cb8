"""Loaded calendars: what is known of a year, whom a change touches, and that derived days follow it and come back."""

from collections.abc import Iterator
from datetime import date

import pytest

from dangyuan_flow.application import calendars
from dangyuan_flow.application.sighting import own
from dangyuan_flow.domain.calendars import calendar_of, special_days
from dangyuan_flow.domain.deadlines import STATE_COUNCIL, calendar_in_force, put_in_force, working_days
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import acting
from tests.store.people_and_papers import followed

UNKNOWN = STATE_COUNCIL.last_year + 1
NOTICE = f"""日期,休班,名称
{UNKNOWN}-01-01 至 {UNKNOWN}-01-03,休,元旦
{UNKNOWN}-05-01,休,劳动节
{UNKNOWN}-10-01 至 {UNKNOWN}-10-07,休,国庆节
"""
"""An invented year's notice."""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Whatever a test lays, the next one begins with the package's calendar."""
    yield
    put_in_force(STATE_COUNCIL)


def test_a_year_that_the_package_knows_has_its_holidays_and_shifted_days() -> None:
    days = {day.on: day for day in special_days(2026)}
    assert (days[date(2026, 10, 1)].is_worked, days[date(2026, 10, 1)].name) == (False, "国庆节")
    assert days[date(2026, 10, 10)].is_worked
    assert special_days(UNKNOWN) == ()


def test_a_notice_is_read_from_csv_words_and_yaml() -> None:
    csv = calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", NOTICE)
    words = calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", NOTICE.replace(",", " "))
    document = f"year: {UNKNOWN}\nsource: 国办发明电〔2026〕1号\ndays:\n" + "".join(
        f"- [{day.on}, 休, {day.name}]\n" for day in csv.days
    )
    assert csv == words == calendars.read_file(None, None, "日历.yaml", document.encode())
    assert calendars.read_file(UNKNOWN, csv.source, "日历.csv", NOTICE.encode("gb18030")) == csv
    assert len(csv.days) == 11


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (NOTICE.replace("劳动节", "劳动节\n什么"), "看不懂"),
        ("", "看不懂"),
        (NOTICE.replace(f"{UNKNOWN}-05-01,休,劳动节\n", ""), "缺少法定节假日 5 月 1 日"),
        (NOTICE + f"{UNKNOWN}-10-01,休,国庆节\n", "写了两次"),
        (NOTICE + "2020-03-01,休,节\n", f"不在 {UNKNOWN} 年"),
        (NOTICE + f"{UNKNOWN}-03-03,班,节\n", "本来就上班"),
    ],
)
def test_a_notice_that_was_read_wrongly_is_refused(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", text)


def test_a_year_that_the_package_has_and_one_without_source_are_refused() -> None:
    with pytest.raises(BadInput, match="已有 2026 年"):
        calendars.read_year(2026, "国办", NOTICE.replace(str(UNKNOWN), "2026"))
    with pytest.raises(BadInput, match="依据"):
        calendars.read_year(UNKNOWN, " ", NOTICE)


def test_the_version_tells_which_days_were_loaded() -> None:
    year = calendars.read_year(UNKNOWN, "国办", NOTICE)
    other = calendars.read_year(UNKNOWN, "国办", NOTICE + f"{UNKNOWN}-04-05,休,清明节\n")
    assert len({calendar_of([]).version, calendar_of([year]).version, calendar_of([other]).version}) == 3
    assert calendar_of([year]) == calendar_of([year])
    assert working_days(date(UNKNOWN, 9, 27), date(UNKNOWN, 10, 9), STATE_COUNCIL) is None
    assert working_days(date(UNKNOWN, 10, 1), date(UNKNOWN, 10, 7), calendar_of([year])) == 0


@pytest.fixture
def noticed(zone: Flow) -> Flow:
    """The zone with a dossier whose notice hangs over the National Day of a year that is not known."""
    dossier = zone.store.get(lived(zone, regular("2026").until("G2.submit")))
    hung = followed(dossier, notice_from=date(UNKNOWN, 9, 27), notice_to=date(UNKNOWN, 10, 12))
    zone.store.append([hung])
    return acting(zone, "committee")


def test_a_year_that_is_not_known_is_provisional_where_a_notice_hangs_in_it(noticed: Flow) -> None:
    found = calendars.check(noticed)
    ((year, (line,)),) = found.provisional
    assert (year, line.days, line.since) == (UNKNOWN, (None, None), date(UNKNOWN, 9, 27))
    assert (found.loaded, found.differing, found.superfluous) == ((), (), ())
    assert not calendars.year_of(noticed, UNKNOWN).known
    assert calendars.year_of(noticed, 2026).known


def test_loading_a_year_derives_again_and_taking_it_out_leads_back(noticed: Flow) -> None:
    year = calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", NOTICE)
    (line,) = calendars.touched(noticed, year)
    worked = sum(d.weekday() < 5 for d in (date(UNKNOWN, 9, n) for n in range(27, 31)))
    worked += sum(d.weekday() < 5 for d in (date(UNKNOWN, 10, n) for n in range(8, 13)))
    assert line.days == (None, worked)
    before = noticed.store.get(line.dossier).facts
    assert (before.notice_working_days, "notice_working_days" in before.unknown) == (None, True)
    assert calendars.load(noticed, year) == (line,)
    after = noticed.store.get(line.dossier).facts
    assert (after.notice_working_days, after.notice_required_to) == (worked, line.until[1])
    assert calendars.check(noticed).provisional == ()
    assert calendars.check(noticed).differing == ()
    assert calendars.year_of(noticed, UNKNOWN).source == "国办发明电〔2026〕1号"
    verified = noticed.store.verify()
    assert (verified.ok, verified.stale_derivations) == (True, 0)
    assert [one.days for one in calendars.unload(noticed, UNKNOWN)] == [(worked, None)]
    assert noticed.store.get(line.dossier).facts == before
    assert calendar_in_force() == STATE_COUNCIL
    with pytest.raises(NotFound):
        calendars.unload(noticed, UNKNOWN)


def test_another_process_finds_the_loaded_year_and_derives_by_it(noticed: Flow) -> None:
    year = calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", NOTICE)
    (line,) = calendars.load(noticed, year)
    put_in_force(STATE_COUNCIL)  # what a process that runs since before has
    assert noticed.store.get(line.dossier).facts.notice_working_days is None
    own(noticed, "committee")
    assert calendar_in_force().loaded == {UNKNOWN}
    assert noticed.store.get(line.dossier).facts.notice_working_days == line.days[1]
    put_in_force(STATE_COUNCIL)
    assert noticed.store.path is not None
    again = open_flow(Settings.load({}, db=str(noticed.store.path)))
    assert calendar_in_force().loaded == {UNKNOWN}
    again.close()


def test_who_may_not_change_registers_may_not_load_a_calendar(noticed: Flow) -> None:
    year = calendars.read_year(UNKNOWN, "国办发明电〔2026〕1号", NOTICE)
    with pytest.raises(NotAllowed):
        calendars.load(acting(noticed, "branch"), year)
    assert calendar_in_force() == STATE_COUNCIL


def test_a_year_that_no_calendar_has_is_refused(zone: Flow) -> None:
    with pytest.raises(BadInput):
        calendars.year_of(zone, 1949)
