"""Statistics, plan and calendar in the browser: every number leads to a list of so many; lines are kept or refused."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from dangyuan_flow.domain.deadlines import STATE_COUNCIL, calendar_in_force, put_in_force
from dangyuan_flow.web import drawing
from dangyuan_flow.web.drawing import Bar
from tests.web.site import Browser, Shown, Site

NEXT = STATE_COUNCIL.last_year + 1
NOTICE = f"{NEXT}-01-01 至 {NEXT}-01-03 休 元旦\n{NEXT}-05-01 休 劳动节\n{NEXT}-10-01 至 {NEXT}-10-07 休 国庆节"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Whatever a test loads, the next one begins with the package's calendar."""
    yield
    put_in_force(STATE_COUNCIL)


@pytest.fixture
def organiser(site: Site) -> Browser:
    """The committee's organiser at a browser."""
    return site.signed_in("gongwei.zuzhiyuan")


def numbers(shown: Shown) -> dict[str, int]:
    """The numbers of the tables: the list's address, and how many it should have."""
    found = re.findall(r'<td class="num"[^>]*><a href="(/dossiers\?figure=[^"]+)">(\d+)', shown.html)
    return {unescape(href): int(count) for href, count in found}


def listed(shown: Shown) -> int:
    """How many dossiers a list says it has."""
    found = re.search(r"<h1>档案 <small>(\d+) 份</small>", shown.html)
    assert found, shown.text[:200]
    return int(found.group(1))


def rows(shown: Shown) -> int:
    """How many lines of dossiers there are on a page."""
    return len(set(re.findall(r'href="/dossiers/(\d{4}-\d+)"', shown.html)))


def test_every_number_leads_to_a_list_of_so_many(organiser: Browser) -> None:
    shown = organiser.open("/statistics")
    assert (shown.status, shown.heading) == (200, "统计")
    found = numbers(shown)
    assert len(found) > 60
    for href, count in [*found.items()][::4]:
        there = organiser.open(href)
        assert (there.status, listed(there), rows(there)) == (200, count, min(count, 50)), href


def test_every_bar_leads_to_the_list_of_its_number(organiser: Browser) -> None:
    shown = organiser.open("/statistics")
    bars = re.findall(r'<a href="(/dossiers\?figure=[^"]+)" aria-label="([^"]+)：(\d+)( 人[^"]*)?">', shown.html)
    assert len(bars) > 20
    for href, name, count, _ in bars[::5]:
        assert listed(organiser.open(unescape(href))) == int(count), name


def test_a_list_says_which_number_it_shows_and_leads_back(organiser: Browser) -> None:
    shown = organiser.open("/statistics?body=白帆软件党支部&of=在办")
    href = next(href for href in numbers(shown) if "figure=sex" in href)
    there = organiser.open(href)
    assert "性别：" in there.text
    assert listed(there) == numbers(shown)[href]
    back = next(href for words, href in there.links if words == "回到统计")
    assert numbers(organiser.open(back)) == numbers(shown)
    narrowed = organiser.press(there, "筛选", q="不会有的姓名")
    assert listed(narrowed) == 0
    assert "性别：" in narrowed.text


def test_the_body_and_the_state_narrow_the_make_up(organiser: Browser) -> None:
    whole = organiser.open("/statistics")
    one = organiser.press(whole, "统计", body="白帆软件党支部")
    assert "白帆软件党支部及其下级" in one.text
    assert max(numbers(one).values()) < max(numbers(whole).values())
    assert organiser.open("/statistics?body=没有的党支部").status == 404


def test_a_past_day_is_told_as_it_was_and_its_lists_are_of_that_day(organiser: Browser) -> None:
    shown = organiser.open("/statistics?day=2025-06-01")
    assert "按各步的办理日期推算" in shown.text
    for href, count in [*numbers(shown).items()][::12]:
        there = organiser.open(href)
        assert "截至 2025-06-01" in there.text
        assert listed(there) == count


@pytest.mark.parametrize("asked", ["day=昨天", "since=2026-06-01&until=2026-01-01", "of=别的"])
def test_what_cannot_be_read_is_said_above_and_stays_typed(organiser: Browser, asked: str) -> None:
    shown = organiser.open(f"/statistics?{asked}")
    assert shown.status == 422
    assert "没有按填写的条件统计" in shown.problems
    assert "昨天" not in asked or 'type="text" value="昨天"' in shown.html
    assert numbers(shown)


def test_a_secretary_counts_the_own_branch_and_reaches_no_other(site: Site) -> None:
    secretary = site.signed_in("baifan.shuji")
    own = listed(secretary.open("/dossiers"))
    shown = secretary.open("/statistics")
    assert f"{own} 份档案" in shown.text
    assert secretary.open("/statistics?body=飞鹿电子党支部").status == 404
    assert secretary.open("/dossiers?figure=sex:女&body=飞鹿电子党支部").status == 404
    assert secretary.open("/dossiers?figure=body:飞鹿电子党支部").status == 404
    assert listed(secretary.open("/dossiers?figure=all")) == own


def test_statistics_are_reached_from_the_left_and_the_other_two_from_there(organiser: Browser) -> None:
    shown = organiser.open("/")
    entries = re.findall(r'<nav class="side".*?</nav>', shown.html, flags=re.DOTALL)[0]
    assert entries.count("<li>") <= 6
    assert 'href="/statistics"' in entries
    links = {href for _, href in organiser.open("/statistics").links}
    assert {"/plan", "/calendar", "/help"} <= links
    for path in ("/plan", "/calendar"):
        assert '<a href="/statistics" aria-current="page">' in organiser.open(path).html


def test_nobody_sees_numbers_without_an_office_that_reads(site: Site) -> None:
    for user in ("shiwei.lianluo", "admin"):
        browser = site.signed_in(user)
        assert "没有可以统计的档案" in browser.open("/statistics").text
        assert browser.open("/plan").status == browser.open("/calendar").status == 200


# The plan


def test_a_line_of_the_plan_is_registered_and_shows_what_is_used(site: Site, organiser: Browser) -> None:
    shown = organiser.press(
        organiser.open("/plan"), "登记计划", body="星河高新区工委", year="2026", quota="40", structure="女≥30%"
    )
    assert "已登记 星河高新区工委 2026 年的计划" in shown.said
    assert "还可接收" in shown.text
    for href, count in numbers(shown).items():
        assert listed(organiser.open(href)) == count
    assert site.flow.store.register("plan")["2026/星河高新区工委"]["quota"] == 40
    changing = organiser.open("/plan?year=2026&body=星河高新区工委")
    changed = organiser.press(changing, "登记计划", quota="3")
    assert "超出指标" in changed.text
    assert site.flow.store.register("plan")["2026/星河高新区工委"]["structure"] == "女≥30%"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"quota": "四十"}, "指标数要写成数字"),
        ({"year": "26", "quota": "4"}, "年度应在"),
        ({"structure": "从严掌握"}, "看不懂"),
        ({}, "须写指标数或结构要求"),
        ({"body": "", "quota": "4"}, "请选党组织"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused_and_stays_typed(
    organiser: Browser, typed: dict[str, Any], says: str
) -> None:
    shown = organiser.press(organiser.open("/plan"), "登记计划", **{"body": "星河高新区工委", **typed})
    assert shown.status == 422
    assert says in shown.problems
    for value in typed.values():
        assert not value or f'value="{value}"' in shown.html


def test_who_may_not_plan_is_shown_no_form_and_refused(site: Site) -> None:
    secretary = site.signed_in("baifan.shuji")
    shown = secretary.open("/plan")
    assert "登记计划" not in shown.text
    key = re.search(r'name="form_key" value="([^"]+)"', shown.html)
    assert key
    answer = secretary.client.post(
        "/plan",
        data={"form_key": key.group(1), "body": "白帆软件党支部", "year": "2026", "quota": "9"},
        headers={"origin": "http://localhost", "sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 403
    assert "2026/白帆软件党支部" not in site.flow.store.register("plan")


# The calendar


def test_a_year_shows_its_holidays_and_one_without_notice_says_so(organiser: Browser) -> None:
    shown = organiser.open("/calendar?year=2026")
    assert "2026-10-01 至 2026-10-07" in shown.text
    assert "2026-09-20 、 2026-10-10" in shown.text
    assert f"还没有 {NEXT} 年的放假通知" in organiser.open(f"/calendar?year={NEXT}").text
    assert {organiser.open(f"/calendar?year={year}").status for year in ("1949", "明年", "99999")} == {404}


def test_a_year_is_looked_at_loaded_and_taken_out_again(site: Site, organiser: Browser) -> None:
    typed: dict[str, Any] = {"year": str(NEXT), "source": "国办发明电〔2026〕1号", "days": NOTICE}
    looked = organiser.press(organiser.open("/calendar"), "核对，看涉及哪些档案", **typed)
    assert "还没有装入" in looked.text
    assert site.flow.store.register("calendar") == {}
    loaded = organiser.press(looked, "装入日历")
    assert f"已装入 {NEXT} 年的日历" in loaded.said
    assert f"{NEXT}-10-01 至 {NEXT}-10-07" in loaded.text
    assert calendar_in_force().loaded == {NEXT}
    assert site.flow.store.verify().ok
    gone = organiser.press(loaded, f"移去装入的 {NEXT} 年")
    assert "已移去" in gone.said
    assert calendar_in_force() == STATE_COUNCIL


def test_a_notice_that_cannot_be_read_stays_typed(site: Site, organiser: Browser) -> None:
    typed: dict[str, Any] = {"year": str(NEXT), "source": "国办发明电〔2026〕1号", "days": "十月一日放假"}
    shown = organiser.press(organiser.open("/calendar"), "核对，看涉及哪些档案", **typed)
    assert (shown.status, "看不懂" in shown.problems, "十月一日放假" in shown.html) == (422, True, True)
    assert "缺少法定节假日" in organiser.press(shown, "核对，看涉及哪些档案", days=f"{NEXT}-01-01 休 元旦").problems
    assert "装入一年" not in site.signed_in("baifan.shuji").open("/calendar").text


# The drawings


def test_drawings_escape_what_they_are_told_and_keep_to_their_width() -> None:
    drawn = drawing.bars([Bar(name="<b>甲</b>", value=3, href='/x?"a"'), Bar(name="乙", value=0)], '"图"')
    assert "<b>" not in drawn
    assert "&lt;b&gt;甲" in drawn
    assert 'href="/x?&quot;a&quot;"' in drawn
    assert drawing.bars([], "空").startswith('<svg class="chart bars"')
    widths = [float(width) for width in re.findall(r'width="([\d.]+)"', drawn)]
    assert max(widths) <= drawing.BARS_WIDTH


def test_a_funnel_narrows_from_level_to_level() -> None:
    drawn = drawing.funnel([Bar(name="甲", value=10), Bar(name="乙", value=5), Bar(name="丙", value=0)], "漏斗")
    widths = [float(width) for width in re.findall(r'class="whole"[^>]* width="([\d.]+)"', drawn)]
    assert widths == [400, 200, 0]
    assert drawn.count('class="between"') == 2
