"""Administration, journal and help: what may be changed by whom, and what is shown once."""

import re
from datetime import date
from typing import Any

import pytest

from dangyuan_flow.application import entrance
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.application.founding import register_offices, register_users
from dangyuan_flow.domain.people import Duty, Office
from dangyuan_flow.domain.registry import User
from tests.web.site import Browser, Site

PLACES = ["/admin", "/admin/users", "/admin/offices", "/admin/bodies", "/admin/readings"]


@pytest.mark.parametrize("user", ["feilu.shuji", "zong1.shuji", "gongwei.paicha", "shiwei.lianluo"])
def test_registers_are_for_administrators_and_the_committees_officers(site: Site, user: str) -> None:
    browser = site.signed_in(user)
    assert {browser.open(path).status for path in PLACES} == {403}
    assert not any(href == "/admin" for _, href in browser.open("/help").links)


def test_a_new_user_gets_a_password_an_office_and_comes_in(site: Site) -> None:
    admin = site.signed_in("admin")
    shown = admin.press(admin.open("/admin/users"), "登记用户", name="new.zuwei", person="于清和")
    assert shown.said == "已登记用户 new.zuwei（于清和）。"
    shown = admin.press(
        admin.open("/admin/offices"),
        "登记任职",
        holder="new.zuwei",
        organization="飞鹿电子党支部",
        duty="组织委员",
        since="2026-10-01",
    )
    assert "已登记" in shown.said
    shown = admin.press(admin.open("/admin/users"), "设 new.zuwei 的密码")
    found = re.search(r'id="chosen">([^<]+)<', shown.html)
    assert found
    assert found.group(1) not in admin.open("/admin/users").html
    newcomer = site.signed_in("new.zuwei", found.group(1))
    assert newcomer.open("/").heading == "请先换成自己的密码"


def test_whoever_leaves_an_office_sees_nothing_from_the_next_day(site: Site) -> None:
    secretary = site.signed_in("feilu.shuji")
    assert "飞鹿电子党支部" in secretary.open("/dossiers").text
    admin = site.signed_in("admin")
    shown = admin.open("/admin/offices")
    form = next(f for f in shown.forms if any("feilu.shuji/" in value for _, value in f.fields))
    told = {**dict(form.fields), "until": "2026-10-31"}
    answer = admin.client.post("/admin/offices/end", data=told)
    assert answer.status_code == 200
    assert "没有符合条件的档案" in secretary.open("/dossiers").text
    assert "没有现任职务" in secretary.open("/").text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "zhang ming", "person": "张明"}, "只用字母、数字"),
        ({"name": "zhang", "person": "张明", "id_number": "999999199001010000"}, "校验码"),
    ],
)
def test_a_user_that_cannot_be_is_refused_and_what_was_typed_stays(
    site: Site, changed: dict[str, Any], says: str
) -> None:
    admin = site.signed_in("admin")
    shown = admin.press(admin.open("/admin/users"), "登记用户", **changed)
    assert shown.status == 422
    assert says in shown.problems
    form = shown.form("登记用户")
    assert changed.items() <= dict(form.fields).items()


def test_a_body_is_changed_without_losing_what_the_form_does_not_ask(site: Site) -> None:
    before = site.flow.organizations["飞鹿电子党支部"]
    admin = site.signed_in("admin")
    shown = admin.press(admin.open("/admin/bodies?edit=飞鹿电子党支部"), "登记党组织", former_names="飞鹿支部")
    assert shown.said == "已登记飞鹿电子党支部。"
    site.flow.registers_changed()
    after = site.flow.organizations["飞鹿电子党支部"]
    assert after.former_names == ("飞鹿支部",)
    assert (after.elections, after.full_members, after.parent) == (before.elections, before.full_members, before.parent)


def test_the_journal_is_verified_and_a_wrong_seal_is_told(site: Site) -> None:
    admin = site.signed_in("admin")
    shown = admin.press(admin.open("/journal"), "从头校验")
    assert "校验通过" in shown.text
    count, digest = site.flow.store.head()
    assert "与封存的摘要一致" in admin.press(shown, "从头校验", seal=f"{count}:{digest}").text
    assert "校验没有通过" in admin.press(shown, "从头校验", seal=f"{count - 1}:{digest}").text
    assert "不是封存摘要" in admin.press(shown, "从头校验", seal="12").problems


def test_the_journal_shows_a_branch_nothing_of_others(site: Site) -> None:
    shown = site.signed_in("feilu.shuji").open("/journal")
    ids = {href.rpartition("/")[2] for _, href in shown.links if href.startswith("/dossiers/2")}
    assert ids
    assert {site.flow.store.get(one).facts.branch for one in ids} == {"飞鹿电子党支部"}


def test_help_opens_where_one_is_and_every_page_of_the_handbook_reads(site: Site) -> None:
    browser = site.signed_in("feilu.shuji")
    assert "网页怎么用" in browser.open("/help").text
    assert "排查人员" in browser.open("/help?at=/findings").html
    pages = [href for _, href in browser.open("/help").links if href.startswith("/help/")]
    assert len(pages) > 5
    for path in pages:
        shown = browser.open(path)
        assert shown.status == 200
        assert "<article" in shown.html
    assert browser.open("/help/no-such-page").status == 404


@pytest.fixture
def lower(site: Site) -> Browser:
    """An officer of a committee below the top."""
    site.flow.user = "gongwei.zuwei"
    register_users(site.flow, [User(name="lower", person="田一")])
    since = date(2024, 1, 1)
    lower = Office(holder="lower", duty=Duty.ORGANISATION_OFFICER, organization="星河产业园党委", since=since)
    register_offices(site.flow, [lower])
    entrance.set_password(site.flow, "lower", PASSWORD, must_change=False)
    site.flow.user = None
    return site.signed_in("lower")


def test_an_officer_of_a_lower_committee_appoints_nobody_above(site: Site, lower: Browser) -> None:
    told: dict[str, Any] = {"duty": "书记", "organization": "星河高新区工委", "since": "2024-01-01"}
    for holder in ("lower", "feilu.zuwei"):
        shown = lower.press(lower.open("/admin/offices"), "登记任职", holder=holder, **told)
        assert shown.status == 403
        assert "不能更改星河高新区工委的" in shown.problems
    foreign = next(line.id for line in site.flow.store.list())
    assert lower.open(f"/dossiers/{foreign}").status == 404


def test_nobody_appoints_themselves(site: Site) -> None:
    admin = site.signed_in("admin")
    told: dict[str, Any] = {
        "holder": "admin",
        "duty": "排查员",
        "organization": "星河高新区工委",
        "since": "2026-10-01",
    }
    shown = admin.press(admin.open("/admin/offices"), "登记任职", **told)
    assert (shown.status, "不能给自己登记职务" in shown.problems) == (403, True)


def test_passwords_of_those_above_or_beside_are_not_an_officers_to_set(site: Site, lower: Browser) -> None:
    page = lower.open("/admin/users")
    for name in ("admin", "gongwei.shuji", "feilu.shuji"):
        shown = lower.press(page, f"重设 {name} 的密码")
        assert shown.status == 403
    site.signed_in("admin")


def test_a_password_set_by_another_is_on_the_log_and_ends_what_the_account_gave_away(site: Site) -> None:
    admin = site.signed_in("admin")
    admin.press(admin.open("/admin/users"), "重设 feilu.shuji 的密码")
    assert "给用户 feilu.shuji 设了新密码" in admin.open("/admin/readings").text


def test_the_log_of_readings_tells_administrators_who_read_and_not_of_whom(site: Site) -> None:
    someone = next(line.id for line in site.flow.store.list() if line.branch == "飞鹿电子党支部")
    secretary = site.signed_in("feilu.shuji")
    shown = secretary.open(f"/dossiers/{someone}")
    secretary.press(shown, "显示并记录", purpose="核对志愿书")
    told = site.signed_in("admin").open("/admin/readings").text
    assert "身份证号" in told
    assert someone not in told
    assert "核对志愿书" not in told
    assert someone in site.signed_in("gongwei.shuji").open("/admin/readings").text
