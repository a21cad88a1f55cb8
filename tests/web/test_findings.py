"""Findings in the browser: listed, looked into, and followed until they are closed, by whoever may."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.application import entrance
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.application.findings import Query, listed
from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain.finding import Finding, State
from tests.web.site import ADDRESS, Browser, Site

AUDITOR, BRANCH, ELSEWHERE = "gongwei.paicha", "shiliu.shuji", "feilu.shuji"
PDF = ("说明.pdf", b"%PDF-1.7\n1 0 obj\n", "application/pdf")


@pytest.fixture(autouse=True)
def _registered(site: Site) -> None:
    """A sweep is on file, and a branch's secretary can sign in."""
    sweep_store(replace(site.flow, user=AUDITOR), keep=True)
    entrance.set_password(replace(site.flow, user="admin"), BRANCH, PASSWORD, must_change=False)


@pytest.fixture
def auditor(site: Site) -> Browser:
    """The auditor's browser."""
    return site.signed_in(AUDITOR)


def on_record(site: Site, number: int) -> Finding:
    return listed(site.flow, Query(numbers=[number]))[0][0].finding


def number_of(site: Site, branch: str, code: str | None = None) -> int:
    """A finding of a branch."""
    codes = None if code is None else [code]
    return listed(site.flow, Query(branches=[branch], codes=codes))[0][0].finding.number


def test_the_list_tells_facts_and_leads_apart_and_counts_what_it_lists(site: Site, auditor: Browser) -> None:
    facts = listed(site.flow, Query(certainty="fact"))[1]
    leads = listed(site.flow, Query(certainty="lead"))[1]
    shown = auditor.open("/findings")
    assert f"事实 {facts} 条" in shown.text
    assert shown.html.count('name="number"') == facts
    shown = auditor.open("/findings?kind=线索")
    assert f"线索 {leads} 条" in shown.text
    assert "不是结论" in shown.text


def test_filters_narrow_the_list_and_its_count(auditor: Browser) -> None:
    shown = auditor.press(auditor.open("/findings"), "筛选", code="v49", body="石榴能源党支部")
    assert "事实 1 条" in shown.text
    assert "V49" in shown.text
    assert "没有符合条件的问题" in auditor.open("/findings?code=V49&state=已销号").text
    assert auditor.open("/findings?age=90").status == 200
    assert auditor.open("/findings?late=1").status == 200
    assert "事实 0 条" in auditor.open("/findings?severity=S4&to=石榴能源党支部").text


def test_a_body_that_does_not_exist_answers_like_one_that_is_not_seen(site: Site) -> None:
    branch = site.signed_in(BRANCH)
    for words in ("body", "to"):
        missing = branch.open(f"/findings?{words}=没有这个党支部")
        foreign = branch.open(f"/findings?{words}=飞鹿电子党支部")
        assert missing.status == foreign.status == 404
        assert missing.text.replace("没有这个党支部", "飞鹿电子党支部") == foreign.text


def test_one_finding_tells_values_article_and_where_each_value_stands(site: Site, auditor: Browser) -> None:
    shown = auditor.open(f"/findings/{number_of(site, '石榴能源党支部', 'V49')}")
    assert shown.status == 200
    assert "细则-2014 第13条" in shown.text
    assert "培养教育一年以上" in shown.text  # the article's text
    assert "全程纪实第" in shown.text  # where a value stands
    assert "排查发现" in shown.text
    assert any(path.startswith("/dossiers/") for _, path in shown.links)


def test_a_finding_across_dossiers_is_asked_anew_after_its_page(site: Site, auditor: Browser) -> None:
    report = sweep_store(replace(site.flow, user=AUDITOR), keep=True, as_of=date(2036, 1, 1))
    by_id = site.flow.catalogue.rule_set.by_id
    filed = next(f for f in listed(site.flow, Query())[0] if f.finding.seen.rule not in by_id)
    assert report.findings
    path = f"/findings/{filed.finding.number}"
    shown = auditor.open(path)
    assert f'hx-get="{path}/now"' in shown.html
    assert "查什么" not in shown.text
    for asked in (f"{path}/now", f"{path}?now=1"):
        assert "查什么" in auditor.open(asked).text


def test_a_foreign_number_answers_exactly_like_a_missing_one(site: Site) -> None:
    other = site.signed_in(ELSEWHERE)
    foreign = number_of(site, "石榴能源党支部")
    for path in ("/findings/{}", "/findings/{}/now", "/findings/{}/files/" + "0" * 64):
        answers = [other.open(path.format(number)) for number in (foreign, 99999)]
        assert [a.status for a in answers] == [404, 404]
        assert answers[0].text.replace(str(foreign), "N") == answers[1].text.replace("99999", "N")
    assert "事实 0 条" in other.open("/findings").text


def test_a_finding_goes_from_triage_to_closing_by_those_whose_turn_it_is(site: Site, auditor: Browser) -> None:
    number = number_of(site, "石榴能源党支部", "V49")
    path = f"/findings/{number}"
    shown = auditor.press(auditor.open(path), "记下核实结论", verdict="属实")
    assert shown.said == f"已核实：问题 {number} 现在是“属实”。"
    auditor.press(shown, "交办整改", to="石榴能源党支部", due="2026-12-01")
    assert on_record(site, number).assigned_to == "石榴能源党支部"

    branch = site.signed_in(BRANCH)
    own = branch.open(path)
    assert "记下核实结论" not in own.html  # a branch does not triage
    lacking = branch.press(own, "报告整改", measure="补正", says="")
    assert lacking.status == 422
    assert "怎样整改" in lacking.problems
    done = branch.press(own, "报告整改", measure="补正", says="已继续培养教育满一年", files={"papers": PDF})
    assert done.status == 200
    finding = on_record(site, number)
    assert finding.state is State.MENDED
    digest, name = finding.act.files[0]
    assert name == "说明.pdf"
    assert "验收通过" not in done.html
    kept = branch.client.get(f"{path}/files/{digest}")
    assert kept.content == PDF[1]
    assert kept.headers["content-disposition"].startswith("attachment")

    shown = auditor.open(path)
    refused = auditor.press(shown, "退回整改", reason="")
    assert refused.status == 422
    auditor.press(refused, "退回整改", reason="没有签名", due="2026-12-10")
    branch.press(branch.open(path), "报告整改", measure="补正", says="已补签名")
    shown = auditor.press(auditor.open(path), "验收通过")
    still = auditor.press(shown, "核对并销号", reason="已处理")
    assert still.status == 422
    assert "现在仍能查到" in still.problems
    assert "--stands" not in still.text
    assert "已处理" in still.html  # what was typed is still there
    done = auditor.press(still, "核对并销号", stands="1", reason="已批评教育并书面说明")
    assert on_record(site, number).state is State.CLOSED
    assert "事实留存在案" in done.text


def test_whoever_reported_the_mending_is_not_offered_to_accept_it(site: Site, auditor: Browser) -> None:
    number = number_of(site, "石榴能源党支部")
    officer = site.signed_in("gongwei.zuzhiyuan")
    path = f"/findings/{number}"
    officer.press(officer.open(path), "记下核实结论", verdict="属实")
    officer.press(officer.open(path), "交办整改", to="石榴能源党支部", due="2026-12-01")
    shown = officer.press(officer.open(path), "报告整改", measure="补正", says="已补")
    assert "验收通过" not in shown.html
    assert "退回整改" in shown.html
    assert "验收通过" in auditor.open(path).html


def test_an_unreasoned_verdict_is_refused_and_nothing_typed_is_lost(site: Site, auditor: Browser) -> None:
    number = number_of(site, "石榴能源党支部")
    shown = auditor.press(auditor.open(f"/findings/{number}"), "记下核实结论", verdict="不属实")
    assert shown.status == 422
    assert "写明理由" in shown.problems
    assert 'value="不属实" checked' in shown.html
    assert on_record(site, number).state is State.OPEN
    assert auditor.press(auditor.open(f"/findings/{number}"), "记下核实结论").status == 422


def test_a_stale_tab_shows_what_changed_and_keeps_what_was_typed(site: Site, auditor: Browser) -> None:
    number = number_of(site, "石榴能源党支部")
    stale = auditor.open(f"/findings/{number}")
    other = site.signed_in("gongwei.zuzhiyuan")
    other.press(other.open(f"/findings/{number}"), "记下核实结论", verdict="存疑", reason="原件未到")
    shown = auditor.press(stale, "记下核实结论", verdict="不属实", reason="会议记录日期为六月一日")
    assert shown.status == 409
    assert "存疑" in shown.problems
    assert "会议记录日期为六月一日" in shown.html
    assert on_record(site, number).state is State.UNCLEAR


def test_several_are_triaged_and_assigned_at_once_and_one_refusal_stops_no_other(site: Site, auditor: Browser) -> None:
    filed = listed(site.flow, Query(branches=["石榴能源党支部"]))[0]
    first, second, third = (f.finding.number for f in filed[:3])
    asked = auditor.press(auditor.open("/findings"), "核实所选", number=[str(first), str(second), str(third)])
    assert asked.heading == "核实所选"
    done = auditor.press(asked, "记下核实结论", verdict="属实", number=[str(first), str(second)])
    assert done.said == "已核实 2 条问题。"
    assert on_record(site, third).state is State.OPEN

    asked = auditor.press(auditor.open("/findings"), "交办所选", number=[str(first), str(second), str(third)])
    assert f"问题 {third}" in asked.text
    assert asked.html.count('name="number"') == 2  # the third has to be triaged first
    other = site.signed_in("gongwei.zuzhiyuan")
    other.press(other.open(f"/findings/{second}"), "记下核实结论", verdict="存疑", reason="再查")
    partly = auditor.press(asked, "交办整改", to="石榴能源党支部", due="2026-12-01", number=[str(first), str(second)])
    assert partly.status == 422
    assert "1 条已办，1 条没有办理" in partly.problems
    assert "已有人处理过" in partly.text
    assert on_record(site, first).state is State.ASSIGNED
    assert on_record(site, second).state is State.UNCLEAR


def test_a_disguised_paper_is_refused_and_nothing_is_written(site: Site, auditor: Browser) -> None:
    number = number_of(site, "石榴能源党支部")
    path = f"/findings/{number}"
    auditor.press(auditor.open(path), "记下核实结论", verdict="属实")
    auditor.press(auditor.open(path), "交办整改", to="石榴能源党支部", due="2026-12-01")
    branch = site.signed_in(BRANCH)
    for name, content in (
        ("证据.pdf", b"MZ\x90\x00"),
        ("证据.exe", b"MZ"),
        ("证据.docx", b"PK\x03\x04junk"),
        ("空.pdf", b""),
    ):
        shown = branch.press(
            branch.open(path),
            "报告整改",
            measure="补正",
            says="已补",
            files={"papers": (name, content, "application/pdf")},
        )
        assert shown.status == 422, name
        assert on_record(site, number).state is State.ASSIGNED


def test_a_liaison_and_an_administrator_see_no_findings(site: Site) -> None:
    number = number_of(site, "石榴能源党支部")
    for user in ("shiwei.lianluo", "admin"):
        browser = site.signed_in(user)
        assert "事实 0 条" in browser.open("/findings").text
        assert browser.open(f"/findings/{number}").status == 404


def test_the_list_is_taken_along_with_a_purpose_marked_and_logged(site: Site, auditor: Browser) -> None:
    before = site.flow.store.access.count_looks()
    shown = auditor.open("/findings?body=石榴能源党支部")
    assert auditor.press(shown, "取问题台账（csv）").status == 422
    assert site.flow.store.access.count_looks() == before
    key = next(value for form in shown.forms for name, value in form.fields if name == "form_key")
    answer = auditor.client.post(
        "/findings/sheet?body=石榴能源党支部",
        data={"form_key": key, "purpose": "交办会议", "format": "csv"},
        headers={"origin": ADDRESS, "sec-fetch-site": "same-origin"},
    )
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == listed(site.flow, Query(branches=["石榴能源党支部"], certainty="fact"))[1] + 2
    assert "交办会议" in lines[-1]
    assert site.flow.store.access.count_looks() == before + 1
    look = site.flow.store.access.looks()[0]
    assert (look.user, look.purpose) == (AUDITOR, "交办会议")
