"""The day's work: it says of all dossiers at once what each says of itself, to whom it concerns."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.application.acting import sight
from dangyuan_flow.application.looking import deadlines
from dangyuan_flow.application.vetting import ask
from dangyuan_flow.application.working import KINDS, day_of
from dangyuan_flow.flow import Flow, fixed_clock
from dangyuan_flow.store import Selection
from tests.web.site import Site


def seen_by(site: Site, user: str) -> Flow:
    """The flow of a user, narrowed as the web door narrows it."""
    own = replace(site.flow, user=user)
    return replace(own, store=site.flow.store.seeing(sight(own)))


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 12, 20), date(2027, 5, 1)])
def test_the_list_has_exactly_the_days_that_each_dossier_tells_of_itself(site: Site, day: date) -> None:
    flow = replace(seen_by(site, "gongwei.shuji"), clock=fixed_clock(day))
    told = {"逾期": set[tuple[object, ...]](), "临近": set[tuple[object, ...]](), "已到": set[tuple[object, ...]]()}
    ids = [line.id for line in flow.store.list(Selection(under_way=True))]
    for dossier in flow.store.dossiers(ids):
        for due in deadlines(flow, dossier):
            if due.state in told:
                told[due.state].add((dossier.id, due.step, due.says, due.on))
    work = day_of(flow)
    for state, tasks in (("逾期", work.overdue), ("临近", work.soon), ("已到", work.ripe)):
        assert {(task.dossier, task.step, task.says, task.on) for task in tasks} == told[state]
    if day.year == 2027:  # so much later, of each kind there is something
        assert all(told.values())


def test_everybody_sees_their_own_part(site: Site) -> None:
    whole = day_of(seen_by(site, "gongwei.shuji"))
    for user, branches in (("feilu.shuji", {"飞鹿电子党支部"}), ("baifan.shuji", {"白帆软件党支部"})):
        part = day_of(seen_by(site, user))
        for kind in KINDS:
            own = {task.dossier for task in getattr(part, kind)}
            assert {site.flow.store.get(one).facts.branch for one in own} <= branches
            if kind not in ("to_review", "elsewhere"):
                every = {task.dossier for task in getattr(whole, kind) if task.branch in branches}
                assert own == every


def test_what_waits_for_a_level_waits_for_nobody_else(site: Site) -> None:
    committee, general = day_of(seen_by(site, "gongwei.shuji")), day_of(seen_by(site, "zong1.shuji"))
    assert committee.to_review
    mine = {task.dossier for task in committee.to_review}
    assert mine.isdisjoint({task.dossier for task in general.to_review})
    assert mine.isdisjoint({task.dossier for task in committee.elsewhere})


@pytest.mark.parametrize("user", ["admin", "shiwei.lianluo"])
def test_who_reads_no_dossier_has_an_empty_day(site: Site, user: str) -> None:
    assert not any(getattr(day_of(seen_by(site, user)), kind) for kind in KINDS)


def test_counts_equal_their_lists_and_each_line_leads_to_its_dossier(site: Site) -> None:
    browser = site.signed_in("gongwei.shuji")
    shown = browser.open("/")
    day = day_of(seen_by(site, "gongwei.shuji"))
    for kind, heading in KINDS.items():
        tasks = getattr(day, kind)
        assert (f"{len(tasks)} {heading}" in shown.text) is bool(tasks)
        listed = browser.open(f"/work/{kind}")
        assert f"{heading} {len(tasks)} 条" in listed.text
        for task in tasks[:50]:
            assert f'href="/dossiers/{task.dossier}"' in listed.html


def test_an_act_is_seen_in_the_list_at_once(site: Site) -> None:
    flow = seen_by(site, "gongwei.shuji")
    before = day_of(flow)
    assert day_of(flow) is before, "nothing was written: nothing is worked out again"
    someone = next(line.id for line in flow.store.list(Selection(standings=["activist"], under_way=True)))
    ask(flow, someone, ["某市税务局"], on=flow.today())
    after = day_of(flow)
    assert (someone, "某市税务局待回复") in {(task.dossier, task.says) for task in after.vettings}
