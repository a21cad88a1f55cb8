"""Signing in and out: who comes in, who does not, and what a stolen page or cookie is worth."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from dangyuan_flow.application import entrance
from dangyuan_flow.application.demo.tour import PASSWORD
from tests.web.site import Site

WRONG = "wrong-password"
EVIL = "//evil.example"
LONGER = "qingshan-bulao-lushui"


def test_whoever_signs_in_is_led_to_the_work_and_named_with_the_office(site: Site) -> None:
    browser = site.nobody()
    first = browser.open("/")
    assert (first.path, first.heading) == ("/sign-in", "登录")
    shown = browser.press(first, "登录", name="feilu.shuji", password=PASSWORD)
    assert (shown.status, shown.path, shown.heading) == (200, "/", "工作台")
    assert "飞鹿电子党支部书记" in shown.text


def test_whoever_was_going_somewhere_goes_on_there(site: Site) -> None:
    browser = site.nobody()
    shown = browser.press(browser.open("/dossiers"), "登录", name="feilu.shuji", password=PASSWORD)
    assert shown.path == "/dossiers"


@pytest.mark.parametrize("back", [EVIL, f"https:{EVIL}", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(site: Site, back: str) -> None:
    browser = site.nobody()
    shown = browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=PASSWORD, back=back)
    assert shown.path == "/"


@pytest.mark.parametrize(("name", "password"), [("feilu.shuji", "wrong-password"), ("nobody-there", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(site: Site, name: str, password: str) -> None:
    browser = site.nobody()
    shown = browser.press(browser.open("/sign-in"), "登录", name=name, password=password)
    assert shown.status == 403
    assert "用户名或密码不对" in shown.problems
    assert name in shown.html, "the name is still there"
    assert browser.open("/").path == "/sign-in"


def test_guessing_has_to_wait_and_waiting_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.nobody()
    for _ in range(5):
        browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=WRONG)
    shown = browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=PASSWORD)
    assert "秒后再试" in shown.problems
    later = time.time() + 3
    monkeypatch.setattr(time, "time", lambda: later)
    assert browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=PASSWORD).path == "/"


def test_a_session_ends_when_nothing_was_asked_for_long_enough(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.signed_in("feilu.shuji")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + entrance.IDLE_SECONDS - 5)
    assert browser.open("/").path == "/"
    monkeypatch.setattr(time, "time", lambda: now + 2 * entrance.IDLE_SECONDS)
    assert browser.open("/").path == "/sign-in"


def test_a_session_ends_after_a_day_however_busy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = site.signed_in("feilu.shuji")
    now = time.time()
    for passed in range(0, entrance.LONGEST_SECONDS, entrance.IDLE_SECONDS - 60):
        monkeypatch.setattr(time, "time", lambda passed=passed: now + passed)
        assert browser.open("/").path == "/"
    monkeypatch.setattr(time, "time", lambda: now + entrance.LONGEST_SECONDS + 1)
    assert browser.open("/").path == "/sign-in"


def test_signing_out_ends_the_session_also_for_whoever_kept_the_cookie(site: Site) -> None:
    browser = site.signed_in("feilu.shuji")
    kept = dict(browser.client.cookies)
    shown = browser.press(browser.open("/"), "退出")
    assert (shown.path, shown.said) == ("/sign-in", "已经退出。")
    thief = site.nobody()
    thief.client.cookies.update(kept)
    assert thief.open("/").path == "/sign-in"


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before_it(site: Site) -> None:
    browser = site.signed_in("feilu.shuji")
    first = browser.client.cookies["dangyuan"]
    browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=PASSWORD)
    assert browser.client.cookies["dangyuan"] != first
    old = site.nobody()
    old.client.cookies.set("dangyuan", first)
    assert old.open("/").path == "/sign-in"


def test_a_first_password_has_to_be_changed_before_anything_else(site: Site) -> None:
    site.flow.user = "admin"
    first = entrance.set_password(site.flow, "feilu.zuwei")
    browser = site.signed_in("feilu.zuwei", first)
    shown = browser.open("/dossiers")
    assert (shown.path, shown.heading) == ("/password", "请先换成自己的密码")
    shown = browser.press(shown, "换成新密码", old=first, new=LONGER, again=LONGER)
    assert shown.path == "/"
    assert browser.open("/dossiers").path == "/dossiers"
    site.signed_in("feilu.zuwei", LONGER)


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", "short", "至少 10 个字符"),
        ("feilu.shuji1", "feilu.shuji1", "用户名或姓名"),
        ("password1234", "password1234", "别人会先试它"),
        ("qwertyuiop12", "qwertyuiop12", "别人会先试它"),
        ("aaaaaaaaaaaa", "aaaaaaaaaaaa", "别人会先试它"),
        (LONGER, LONGER + "x", "不一样"),
        (PASSWORD, PASSWORD, "相同"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(site: Site, new: str, again: str, says: str) -> None:
    browser = site.signed_in("feilu.shuji")
    shown = browser.press(browser.open("/password"), "换成新密码", old=PASSWORD, new=new, again=again)
    assert shown.status == 422
    assert says in shown.problems


def test_a_changed_password_ends_the_sessions_elsewhere(site: Site) -> None:
    elsewhere, browser = site.signed_in("feilu.shuji"), site.signed_in("feilu.shuji")
    shown = browser.press(browser.open("/password"), "换成新密码", old=PASSWORD, new=LONGER, again=LONGER)
    assert "都已退出" in shown.said
    assert elsewhere.open("/").path == "/sign-in"


def test_a_form_without_this_sessions_key_is_refused(site: Site) -> None:
    browser = site.signed_in("feilu.shuji")
    for key in ("", "x" * 32):
        shown = browser.press(browser.open("/"), "退出", form_key=key)
        assert shown.status == 403
    assert browser.open("/").path == "/"


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": f"https:{EVIL}"}]
)
def test_a_form_from_another_site_is_refused(site: Site, headers: dict[str, str]) -> None:
    told = {"name": "feilu.shuji", "password": PASSWORD}
    answer = site.nobody().client.post("/sign-in", data=told, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_for_the_server_alone_and_over_https_only_for_it(site: Site) -> None:
    site.app.state.is_secure = True
    told = {"name": "feilu.shuji", "password": PASSWORD}
    cookie = site.nobody().client.post("/sign-in", data=told, follow_redirects=False).headers["set-cookie"]
    assert cookie.startswith("__Host-dangyuan=")
    for word in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
        assert word in cookie


def test_every_answer_carries_the_safe_headers(site: Site) -> None:
    browser = site.signed_in("feilu.shuji")
    for path in ("/", "/sign-in", "/no-such-page", "/assets/style.css"):
        headers = browser.open(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert browser.open("/").headers["cache-control"] == "no-store"


def test_a_foreign_dossier_answers_as_a_missing_one(site: Site) -> None:
    everything = site.signed_in("gongwei.shuji").open("/dossiers?body=白帆软件党支部")
    foreign = next(href for _, href in everything.links if href.startswith("/dossiers/2"))
    browser = site.signed_in("feilu.shuji")
    there, missing = browser.open(foreign), browser.open("/dossiers/2026-99999")
    assert there.status == missing.status == 404
    assert there.text.replace(foreign.rpartition("/")[2], "2026-99999") == missing.text
    assert browser.open("/dossiers?q=" + foreign.rpartition("/")[2]).text.count("没有符合条件的档案") == 1


@pytest.mark.parametrize("user", ["admin", "shiwei.lianluo"])
def test_administrators_and_liaisons_see_no_dossier(site: Site, user: str) -> None:
    browser = site.signed_in(user)
    assert "没有符合条件的档案" in browser.open("/dossiers").text
    assert browser.open("/dossiers/2026-00001").status == 404


def test_many_at_once_are_no_more_tries_than_one_after_the_other(site: Site) -> None:
    def guess(_: int) -> str:
        browser = site.nobody()
        return browser.press(browser.open("/sign-in"), "登录", name="feilu.shuji", password=WRONG).problems

    with ThreadPoolExecutor(max_workers=12) as pool:
        told = list(pool.map(guess, range(12)))
    assert sum("用户名或密码不对" in one for one in told) <= 6
    assert all("用户名或密码不对" in one or "秒后再试" in one for one in told)


def test_a_name_without_end_is_refused_and_not_kept(site: Site) -> None:
    browser = site.nobody()
    shown = browser.press(browser.open("/sign-in"), "登录", name="x" * 10_000, password=WRONG)
    assert shown.status == 403
    assert site.flow.store.access.failures([f"user:{'x' * 10_000}"]) == {}


def test_a_fault_has_a_number_the_safe_headers_and_no_word_of_the_machine(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    browser = site.signed_in("feilu.shuji")
    with site.flow.store.database.writing() as connection:
        connection.execute(text("ALTER TABLE draft RENAME TO elsewhere"))
    shown = browser.open("/dossiers/new")
    assert shown.status == 503
    assert "编号" in shown.problems
    assert "draft" not in shown.html
    assert "dangyuan.db" not in shown.html
    assert "script-src" in shown.headers["content-security-policy"]
    assert "draft" in caplog.text


def test_over_https_every_cookie_is_for_it_alone(site: Site) -> None:
    secure = Site(site.flow, site.demo, is_secure=True)
    told = {"name": "feilu.shuji", "password": PASSWORD}
    client = secure.nobody().client
    client.base_url = "https:" + "//localhost"
    answer = client.post("/sign-in", data=told, follow_redirects=False)
    assert all("secure" in cookie.lower() for cookie in answer.headers.get_list("set-cookie"))
    assert "max-age" in answer.headers["strict-transport-security"]
