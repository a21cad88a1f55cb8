"""Three days in a real browser, each as a person would: a secretary's, a returned review's, an auditor's.

With scripts and without; and a stretch of the way by keyboard alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.application import entrance
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.domain.identity import check_digit
from tests.web.live import context, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page

    from tests.web.site import Site

BRANCH = "飞鹿电子党支部"
NUMBER = "99999919950505021"
NUMBER += check_digit(NUMBER)
_PATIENCE = 15_000
GENERAL, COMMITTEE, SECRETARY, AUDITOR = "zong1.shuji", "gongwei.shuji", "feilu.shuji", "gongwei.paicha"


class Office:
    """The people of a zone, each at their own browser."""

    def __init__(self, chromium: Browser, address: str, *, scripts: bool) -> None:
        self._chromium, self._address, self._scripts = chromium, address, scripts

    @contextmanager
    def desk(self, user: str) -> Iterator[Page]:
        """Somebody's browser for a while."""
        window = context(self._chromium, self._address, scripts=self._scripts)
        try:
            window.set_default_timeout(_PATIENCE)
            yield signed_in(window, user)
        finally:
            window.close()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def office(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Office:
    """The people of the demo zone, whose browsers run scripts, or do not."""
    return Office(chromium, address, scripts=request.param)


def opened(page: Page) -> str:
    """Open a dossier of somebody new; returns its id."""
    page.goto("/dossiers")
    page.get_by_role("link", name="建档").first.click()
    page.locator("#i-name").fill("苏清禾")
    page.locator("#i-id_number").fill(NUMBER)
    page.locator("#i-on").fill("2025-07-02")
    page.get_by_role("button", name="建档").click()
    page.wait_for_url("**/dossiers/2*")
    assert "苏清禾" in page.locator("h1").inner_text()
    return page.url.rpartition("/")[2].partition("#")[0].partition("?")[0]


def step(
    page: Page, dossier: str, number: int, on: str, *, told: Mapping[str, str] | None = None, papers: str = ""
) -> None:
    """Fill in a step and register it."""
    page.goto(f"/dossiers/{dossier}/steps/{number}")
    page.locator("#i-on").fill(on)
    for name, text in (told or {}).items():
        field = page.locator(f"#i-{name}")
        if field.count() == 0:
            page.locator(f"input[name={name}][value={text}]").check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    for paper in papers.split():
        page.get_by_role("row", name=paper).get_by_role("checkbox").check()
    page.get_by_role("button", name="登记“").click()
    page.wait_for_url(f"**/dossiers/{dossier}*")
    assert page.locator(".said").count() == 1, page.locator("main").inner_text()[:800]


def decide(page: Page, dossier: str, button: str, on: str, opinion: str = "同意") -> None:
    """Decide about a person at a gate."""
    page.goto(f"/dossiers/{dossier}/review")
    page.get_by_label("日期").first.fill(on)
    page.locator("textarea[name=opinion]").fill(opinion)
    page.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    assert page.locator(".said").count() == 1, page.locator("main").inner_text()[:800]


def test_a_returned_review_is_mended_and_passes_three_levels(office: Office, site: Site) -> None:
    dossier = next(line.id for line in site.flow.store.list() if line.position == "13:review" and line.branch == BRANCH)
    with office.desk(COMMITTEE) as page:
        page.goto(f"/dossiers/{dossier}/review")
        page.get_by_role("checkbox", name="政治审查报告").check()
        page.get_by_role("button", name="退回补正").click()
        assert "理由" in page.locator(".problems").inner_text(), "a return without a reason is refused"
        assert page.get_by_role("checkbox", name="政治审查报告").is_checked(), "what was ticked is still there"
        page.locator("textarea[name=reason]").fill("缺经办人签名")
        page.get_by_role("button", name="退回补正").click()
        assert page.locator(".said").count() == 1, page.locator("main").inner_text()[:600]
    with office.desk(SECRETARY) as page:
        assert "政治审查报告" in page.locator("#returned").inner_text()
        page.goto(f"/dossiers/{dossier}/supply")
        page.get_by_role("row", name="政治审查报告").get_by_role("checkbox").check()
        page.locator("#i-on").fill("2026-11-01")
        page.get_by_role("button", name="登记补交").click()
        assert page.locator(".said").count() == 1, page.locator("main").inner_text()[:600]
        decide(page, dossier, "报", "2026-11-01", "已补签名")
    for user in (GENERAL, COMMITTEE):
        with office.desk(user) as page:
            decide(page, dossier, "同意", "2026-11-01")
    assert site.flow.store.get(dossier).position == "14"
    assert site.flow.store.verify().ok


def said(page: Page) -> str:
    """What the act before had to say."""
    page.wait_for_load_state()
    assert page.locator(".said").count() == 1, page.locator("main").inner_text()[:800]
    return page.locator(".said").inner_text()


def test_an_auditor_sweeps_assigns_and_closes_what_a_branch_mended(office: Office, site: Site) -> None:
    site.flow.user = "admin"
    entrance.set_password(site.flow, "shiliu.shuji", PASSWORD, must_change=False)
    with office.desk(AUDITOR) as page:
        page.goto("/sweeps/ledger")
        page.locator("#ledger").set_input_files(site.demo / "台账-外来.xlsx")
        page.get_by_role("button", name="排查这份台账").click()
        page.get_by_role("link", name="V49").or_(page.get_by_text("V49 培养教育")).first.wait_for(timeout=60_000)
        page.goto("/sweeps")
        page.get_by_role("radio", name="登记").check()
        page.get_by_role("button", name="开始排查").click()
        page.get_by_text("第 1 次").first.wait_for(timeout=60_000)
        page.goto("/findings?code=V49")
        page.get_by_role("link", name="V49").first.click()
        page.wait_for_url("**/findings/*")
        finding = page.url
        page.locator("input[name=verdict][value=属实]").check()
        page.get_by_role("button", name="记下核实结论").click()
        said(page)
        page.locator("#to").select_option("石榴能源党支部")
        page.locator("#due").fill("2026-12-01")
        page.get_by_role("button", name="交办整改").click()
        said(page)
    with office.desk("shiliu.shuji") as page:
        page.goto(finding)
        page.locator("#measure").select_option("补正")
        page.locator("#says").fill("已继续培养教育满一年")
        page.get_by_role("button", name="报告整改").click()
        said(page)
    with office.desk(AUDITOR) as page:
        page.goto(finding)
        page.get_by_role("button", name="验收通过").click()
        said(page)
        page.get_by_role("checkbox", name="事实已无法改变").check()
        page.get_by_label("理由").last.fill("已批评教育并书面说明")
        page.get_by_role("button", name="核对并销号").click()
        said(page)
        assert "已销号" in page.locator("main").inner_text()
    assert site.flow.store.verify().ok


def test_two_at_once_on_one_dossier_and_the_second_loses_nothing(office: Office, site: Site) -> None:
    dossier = next(
        line.id for line in site.flow.store.list() if line.under_way and line.branch == BRANCH and line.position == "22"
    )
    with office.desk(SECRETARY) as mine, office.desk(COMMITTEE) as theirs:
        for page in (mine, theirs):
            page.goto(f"/dossiers/{dossier}/correct")
        mine.locator("#i-education").fill("研究生")
        theirs.locator("#i-education").fill("大学本科")
        for page, reason in ((theirs, "学历证书复核"), (mine, "本人补交毕业证")):
            page.locator("textarea[name=reason]").fill(reason)
            page.get_by_role("button", name="登记更正").click()
            page.wait_for_load_state()
        told = mine.locator("#overtaken").inner_text()
        assert "大学本科" in told
        assert mine.locator("#i-education").input_value() == "研究生"
        assert mine.locator("textarea[name=reason]").input_value() == "本人补交毕业证"
        mine.get_by_role("button", name="登记更正").click()
        said(mine)
    assert site.flow.store.get(dossier).facts.education == "研究生"
    assert site.flow.store.verify().ok


def test_a_secretarys_day_from_the_application_to_the_listing(office: Office, site: Site) -> None:
    with office.desk(SECRETARY) as page:
        dossier = opened(page)
        step(page, dossier, 1, "2025-07-02", papers="入党申请书")
        step(page, dossier, 2, "2025-07-16", told={"talked_by": "周枫思"})
        step(page, dossier, 3, "2025-08-30", told={"recommended_by": "党员推荐", "activist_meeting": "支委会"})
        decide(page, dossier, "报", "2025-08-31")
    with office.desk(GENERAL) as page:
        assert "苏清禾" in page.locator("#to_review").inner_text()
        decide(page, dossier, "同意", "2025-09-01")
    with office.desk(COMMITTEE) as page:
        decide(page, dossier, "同意", "2025-09-04")
    members = [member.name for member in site.flow.store.members(branch=BRANCH)][:2]
    with office.desk(SECRETARY) as page:
        step(page, dossier, 5, "2025-09-06", told={"contacts": "、".join(members)})
        step(page, dossier, 6, "2026-02-28")
        step(page, dossier, 6, "2026-08-28")
        step(page, dossier, 7, "2026-09-02", told={"opinions_heard_on": "2026-09-01"})
        decide(page, dossier, "报", "2026-09-03")
    with office.desk(GENERAL) as page:
        decide(page, dossier, "同意", "2026-09-04")
    with office.desk(COMMITTEE) as page:
        decide(page, dossier, "同意", "2026-09-07")
    with office.desk(SECRETARY) as page:
        step(page, dossier, 8, "2026-09-23", told={"notice_from": "2026-09-08", "notice_to": "2026-09-22"})
        page.goto(f"/dossiers/{dossier}")
        assert "发展对象" in page.locator("h1").inner_text()
    kept = site.flow.store.get(dossier)
    assert (kept.position, str(kept.facts.candidate_listed_on)) == ("12", "2026-09-23")
    assert site.flow.store.verify().ok
