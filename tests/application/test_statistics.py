"""Statistics against a plain count over the dossiers of a demo; every number leads to exactly those it counts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from dangyuan_flow.application.demo import live_demo
from dangyuan_flow.application.founding import found
from dangyuan_flow.application.plan_progress import progress
from dangyuan_flow.application.planning import set_quota
from dangyuan_flow.application.population import Asked, population
from dangyuan_flow.application.seeking import listed
from dangyuan_flow.application.sighting import own
from dangyuan_flow.application.statistics import named, statistics
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.journal import Dossier, StepRecord
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.domain.workflow import Move, Standing
from dangyuan_flow.flow import Flow, Memory, open_flow
from dangyuan_flow.settings import Settings
from dangyuan_flow.store import counting
from dangyuan_flow.store.database import run

PEOPLE = 60


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """A demo's store, read only."""
    folder = tmp_path_factory.mktemp("statistics")
    live_demo(folder, people=PEOPLE)
    flow = open_flow(Settings.load({}, db=str(folder / "dangyuan.db")))
    yield flow
    flow.close()


@pytest.fixture(scope="module")
def dossiers(demo: Flow) -> tuple[Dossier, ...]:
    """Every dossier, whole."""
    return tuple(demo.store.dossiers([line.id for line in demo.store.list()]))


def counts(flow: Flow, part: str, **more: object) -> dict[str, int]:
    """A part of the make-up as numbers, without those that are nothing."""
    told = statistics(flow, Asked(day=flow.today(), **more))  # type: ignore[arg-type]  # the test names fields
    (found,) = (one for one in (told.states, *told.make_up, told.funnel) if one.id == part)
    return {one.key.removeprefix(f"{part}:"): one.count for one in found.figures if one.count}


def test_the_make_up_is_what_a_plain_count_gives(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    workflow = demo.workflow
    assert counts(demo, "sex") == Counter(d.facts.sex for d in dossiers)
    assert counts(demo, "field") == Counter(d.facts.field for d in dossiers)
    assert counts(demo, "education") == Counter(str(d.facts.education_rank) for d in dossiers)
    assert counts(demo, "standing") == Counter(workflow.standing_at(d.position, d.before).value for d in dossiers)
    years = (f"{d.facts.admission_year} 年" for d in dossiers if d.facts.admission_year)
    assert counts(demo, "admitted") == Counter(years)
    assert counts(demo, "state") == Counter("在办" if d.is_open else "已结" for d in dossiers)
    stages = Counter(str(step.stage) if (step := workflow.step_at(d.position)) else d.position for d in dossiers)
    assert counts(demo, "stage") == stages


def test_ages_are_full_years_on_the_day_that_is_asked_about(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    today = demo.today()

    def years(born: date) -> int:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    ages = [years(d.facts.born_on) for d in dossiers if d.facts.born_on]
    told = counts(demo, "age")
    assert told["30 岁及以下"] == sum(age <= 30 for age in ages)
    assert told["31–35 岁"] == sum(31 <= age <= 35 for age in ages)
    assert sum(told.values()) == len(dossiers)


def test_the_make_up_may_be_of_those_under_way_alone(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    assert counts(demo, "sex", state="在办") == Counter(d.facts.sex for d in dossiers if d.is_open)
    assert counts(demo, "sex", state="已结") == Counter(d.facts.sex for d in dossiers if not d.is_open)
    with pytest.raises(BadInput):
        Asked(day=demo.today(), state="什么")


def test_bodies_are_those_right_below_and_narrow_to_what_lies_there(demo: Flow) -> None:
    told = counts(demo, "body")
    assert len(told) > 1
    assert sum(told.values()) == len(demo.store.list())
    for body, count in told.items():
        assert sum(counts(demo, "body", body=body).values()) == count == listed(demo, body=body)[1]
    with pytest.raises(NotFound):
        counts(demo, "body", body="无此支部")


def test_a_user_counts_only_what_is_seen(demo: Flow) -> None:
    secretary = own(demo, "baifan.shuji").flow
    assert statistics(secretary, Asked(day=demo.today())).total.count == len(secretary.store.list()) > 0
    assert statistics(secretary, Asked(day=demo.today())).total.count < len(demo.store.list())


def test_the_funnel_only_narrows_and_ends_with_the_members(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    told = statistics(demo, Asked(day=demo.today())).funnel.figures
    numbers = [one.count for one in told]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] == sum(d.facts.applied_on is not None for d in dossiers)
    members = [d for d in dossiers if demo.workflow.standing_at(d.position, d.before) is Standing.MEMBER]
    assert numbers[-1] == sum(d.facts.applied_on is not None for d in members)
    assert sum(d.facts.admission_met_on is not None for d in dossiers) <= numbers[3]


def test_the_funnel_of_a_period_holds_who_applied_within_it(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    since, until = date(2024, 1, 1), date(2024, 12, 31)
    told = statistics(demo, Asked(day=demo.today(), since=since, until=until)).funnel.figures
    within = {d.id for d in dossiers if d.facts.applied_on and since <= d.facts.applied_on <= until}
    assert {*told[0].ids} == within
    with pytest.raises(BadInput):
        Asked(day=demo.today(), since=until, until=since)


def test_paces_are_medians_and_ninetieth_percentiles_of_days(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    paces = {pace.step: pace for pace in statistics(demo, Asked(day=demo.today())).paces}
    days = sorted(
        (d.facts.talked_on - d.facts.applied_on).days
        for d in dossiers
        if d.facts.talked_on and d.facts.applied_on and d.facts.talked_on >= d.facts.applied_on
    )
    assert paces[2].all.count == len(days)
    below = sum(length < paces[2].median for length in days), sum(length > paces[2].median for length in days)
    assert max(below) <= len(days) / 2
    assert sum(length <= paces[2].ninetieth for length in days) >= 0.9 * len(days)
    assert sum(length < paces[2].ninetieth for length in days) < 0.9 * len(days)
    assert paces[2].slow.count == sum(length >= paces[2].ninetieth for length in days)
    assert {*paces} <= {step.id for step in demo.workflow.main_line}


def test_deadlines_are_kept_late_or_overdue(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    kept = {one.all.key: one for one in statistics(demo, Asked(day=demo.today())).deadlines}["due:oath_due_on"]
    sworn = [d for d in dossiers if d.facts.oath_due_on and d.facts.oath_on]
    assert kept.on_time.count == sum(d.facts.oath_on <= d.facts.oath_due_on for d in sworn)  # type: ignore[operator]  # both are there
    assert kept.late.count == len(sworn) - kept.on_time.count
    waiting = [d for d in dossiers if d.is_open and d.facts.oath_due_on and not d.facts.oath_on]
    assert kept.overdue.count == sum(d.facts.oath_due_on < demo.today() for d in waiting)  # type: ignore[operator]  # as above
    assert kept.all.count == kept.on_time.count + kept.late.count + kept.overdue.count
    assert kept.share == kept.on_time.count / kept.all.count
    now, later = (statistics(demo, Asked(day=demo.today() + timedelta(days=days))).deadlines for days in (0, 400))
    assert sum(one.overdue.count for one in later) > sum(one.overdue.count for one in now)


def test_returns_are_those_of_the_journal_with_their_reasons(demo: Flow) -> None:
    told = statistics(demo, Asked(day=demo.today())).returns
    back = [
        line.entry
        for line in demo.store.journal()
        if isinstance(line.entry, StepRecord) and line.entry.move in (Move.SUPPLEMENT, Move.RETURN, Move.REFUSE)
    ]
    assert told.all.times == len(back) > 0
    assert sum(line.times for line in told.by_gate) == len(back)
    assert {line.figure.label for line in told.by_reason} == {(entry.reason or "").rstrip("。") for entry in back}
    assert {one for line in told.by_gate for one in line.figure.ids} == {entry.dossier for entry in back}


def test_every_number_leads_to_a_list_of_exactly_so_many(demo: Flow) -> None:
    asked = Asked(day=demo.today())
    for _, figure in statistics(demo, asked).figures():
        name, again = named(demo, asked, figure.key)
        lines, total = listed(demo, among=again.ids, limit=500)
        assert (len(lines), total) == (figure.count, figure.count), name
        assert {line.id for line in lines} == {*figure.ids}
    with pytest.raises(NotFound):
        named(demo, asked, "sex:不男不女")


def test_a_list_behind_a_number_has_pages_and_can_be_narrowed_further(demo: Flow) -> None:
    _, figure = named(demo, Asked(day=demo.today()), "state:在办")
    first, total = listed(demo, among=figure.ids, limit=7)
    second, _ = listed(demo, among=figure.ids, limit=7, offset=7)
    assert total == figure.count
    assert [line.id for line in (*first, *second)] == [line.id for line in listed(demo, among=figure.ids)[0][:14]]
    members, count = listed(demo, among=figure.ids, standing="预备党员", limit=3)
    assert len(members) == min(3, count)
    assert count == listed(demo, standing="预备党员", under_way=True)[1]


def test_no_query_is_asked_per_dossier_and_nothing_twice(demo: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def heard(connection: Connection, statement: str, values: Sequence[object] = ()) -> object:
        asked.append(statement)
        return run(connection, statement, values)

    monkeypatch.setattr(counting, "run", heard)
    flow = replace(demo, memory=Memory())
    first = statistics(flow, Asked(day=flow.today()))
    assert len(asked) == 2
    assert statistics(flow, Asked(day=flow.today())) is first
    assert len(asked) == 2


# A past day


def test_a_past_day_is_told_by_the_days_of_the_acts(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    day = date(2025, 6, 1)
    told = {person.id: person for person in population(demo, Asked(day=day))}
    assert {*told} == {d.id for d in dossiers if (d.facts.applied_on or d.facts.application_received_on or day) < day}
    for d in dossiers:
        if d.id in told and d.facts.admission_approved_on and d.facts.ended_on is None:
            was = told[d.id].standing in (Standing.PROBATIONARY, Standing.MEMBER)
            assert was == (d.facts.admission_approved_on <= day), d.id
    later = {person.id: person.reached for person in population(demo, Asked(day=date(2026, 6, 1)))}
    assert all(later[one] >= person.reached for one, person in told.items())


def test_today_and_yesterday_agree_but_for_what_was_done_today(demo: Flow, dossiers: tuple[Dossier, ...]) -> None:
    now = {p.id: p.standing for p in population(demo, Asked(day=demo.today()))}
    then = {p.id: p.standing for p in population(demo, Asked(day=demo.today() - timedelta(days=1)))}
    busy = {d.id for d in dossiers if d.facts.latest_act_on == demo.today()}
    assert {one for one in then if now[one] is not then[one]} <= busy


# The plan


@pytest.fixture
def planned(demo: Flow, tmp_path: Path) -> Iterator[Flow]:
    """A copy of the demo's store for tests that write."""
    path = demo.store.path
    assert path is not None
    (tmp_path / "dangyuan.db").write_bytes(path.read_bytes())
    flow = open_flow(Settings.load({}, db=str(tmp_path / "dangyuan.db"), user="gongwei.zuzhiyuan"))
    yield flow
    flow.close()


def test_the_plan_says_what_is_used_ripe_and_left_with_the_shares(planned: Flow) -> None:
    body = next(body.name for body in planned.organizations.values() if body.approves)
    structure = "新兴领域≥79%,女≥30%,35岁以下≥60%,大专及以上≥70%,少数民族≥5%"
    set_quota(planned, Quota(year=2026, body=body, quota=40, structure=structure))
    (line,) = progress(planned, planned.today(), year=2026)
    dossiers = [*planned.store.dossiers([one.id for one in planned.store.list()])]
    admitted = [d for d in dossiers if d.facts.admission_year == 2026]
    assert {*line.admitted.ids} == {d.id for d in admitted}
    assert line.left == 40 - len(admitted)
    ripe = [
        d for d in dossiers if d.is_open and planned.workflow.standing_at(d.position, d.before) is Standing.CANDIDATE
    ]
    assert {*line.ripe.ids} == {d.id for d in ripe}
    assert {*line.passed.ids} == {d.id for d in ripe if d.facts.prereviewed_on}
    women = next(share for share in line.shares if share.demand.word == "女")
    assert women.such.count == sum(d.facts.sex == "女" for d in admitted)
    assert women.percent == 100 * women.such.count // len(admitted)
    assert women.is_reached == (women.such.count * 100 >= 30 * len(admitted))
    young = next(share for share in line.shares if share.demand.measure == "age")
    assert young.such.count == sum((d.facts.admission_age or 99) <= 35 for d in admitted)
    schooled = next(share for share in line.shares if share.demand.measure == "education")
    assert schooled.such.count == sum((d.facts.education_rank or 0) >= 3 for d in admitted)
    for figure in (line.admitted, line.ripe, line.passed, women.such):
        _, again = named(planned, Asked(day=planned.today()), figure.key)
        assert listed(planned, among=again.ids, limit=500)[1] == figure.count


def test_a_plan_is_shown_to_those_who_see_all_that_counts_for_it(planned: Flow) -> None:
    body = next(body.name for body in planned.organizations.values() if body.approves)
    set_quota(planned, Quota(year=2026, body=body, quota=40))
    set_quota(planned, Quota(year=2026, body="白帆软件党支部", quota=2))
    assert {line.plan.body for line in progress(planned, planned.today())} >= {body, "白帆软件党支部"}
    secretary = own(planned, "baifan.shuji").flow
    assert {line.plan.body for line in progress(secretary, planned.today())} == {"白帆软件党支部"}


def test_an_empty_store_counts_nothing(sqlite_url: str) -> None:
    flow = found(Settings.load({}, db=sqlite_url), today=date(2026, 11, 1))
    told = statistics(flow, Asked(day=flow.today()))
    assert told.total.count == 0
    assert [one.count for one in told.funnel.figures] == [0] * 6
    assert (told.paces, told.deadlines, told.returns.by_gate) == ((), (), ())
    flow.close()
