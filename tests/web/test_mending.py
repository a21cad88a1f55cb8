"""Further acts of a dossier: corrections, papers handed in later, ends, transfers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.journal import Material
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Site

BRANCH = "飞鹿电子党支部"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def talked(site: Site) -> str:
    """The id of a dossier of which steps 1 and 2 are done, without the record of the talk."""
    flow = replace(site.flow, user="feilu.shuji")
    number = "99999919950505001"
    facts = {"name": "试填一", "id_number": number + check_digit(number), "branch": BRANCH}
    dossier = open_dossier(flow, facts, on=date(2026, 9, 1)).dossier.id
    paper = (Material(kind="入党申请书", step=1, on=date(2026, 9, 1)),)
    advance(flow, dossier, 1, on=date(2026, 9, 1), facts={"applied_on": date(2026, 9, 1)}, materials=paper)
    advance(flow, dossier, 2, on=date(2026, 9, 20), facts={"talked_by": "李明"})
    return dossier


@pytest.fixture
def secretary(site: Site) -> Browser:
    """The branch's secretary."""
    return site.signed_in("feilu.shuji")


def test_a_correction_keeps_the_old_value_in_the_journal(site: Site, secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/correct?step=2")
    done = secretary.press(page, "登记更正", talked_by="李小明", reason="录入时看错")
    assert "已更正：谈话人" in done.said
    record = site.flow.store.records(talked)[-1].entry
    assert record.move is Move.CORRECT
    assert dict(record.facts) == {"talked_by": "李小明"}
    assert record.reason == "录入时看错"
    assert "谈话人 李明" in done.text


def test_a_correction_says_first_what_it_brings_to_light(site: Site, secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/correct?step=2")
    told = secretary.press(page, "先核对一下", talked_on="2026-10-20", reason="录入时看错")
    assert "更正后会新出现 1 个问题" in told.text
    assert "细则-2026 第7条" in told.text
    assert site.flow.store.get(talked).facts.talked_on == date(2026, 9, 20)
    secretary.press(told, "登记更正")
    assert site.flow.store.get(talked).facts.talked_on == date(2026, 10, 20)


def test_a_correction_without_reason_or_change_is_refused_and_kept(secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/correct?step=2")
    refused = secretary.press(page, "登记更正", talked_by="李小明")
    assert refused.status == 422
    assert "请写明更正的理由" in refused.problems
    assert 'value="李小明"' in refused.html
    assert "上次没有登记完" in secretary.open(f"/dossiers/{talked}/correct?step=2").text
    same = secretary.press(refused, "登记更正", talked_by="李明", reason="没有改")
    assert same.status == 422
    assert "无需更正" in same.problems


def test_the_second_to_correct_sees_the_first_and_takes_nothing_back(site: Site, talked: str) -> None:
    path = f"/dossiers/{talked}/correct?step=2"
    first, second = site.signed_in("feilu.shuji"), site.signed_in("gongwei.zuzhiyuan")
    hers, his = first.open(path), second.open(path)
    first.press(hers, "登记更正", talked_by="李小明", reason="看错")
    late = second.press(his, "登记更正", talked_on="2026-09-21", reason="日期错")
    assert late.status == 409
    assert "李小明" in late.problems
    second.press(late, "登记更正")
    facts = site.flow.store.get(talked).facts
    assert (facts.talked_by, facts.talked_on) == ("李小明", date(2026, 9, 21))


def test_an_identity_number_is_corrected_without_being_shown(site: Site, secretary: Browser, talked: str) -> None:
    old = site.flow.store.get(talked).facts.id_number
    page = secretary.open(f"/dossiers/{talked}/correct")
    assert str(old) not in page.html
    number = "99999919960606002"
    secretary.press(page, "登记更正", id_number=number + check_digit(number), reason="证件号录错")
    assert site.flow.store.get(talked).facts.id_number == number + check_digit(number)


def test_a_paper_is_handed_in_later(site: Site, secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/supply")
    name = next(
        n
        for n in page.form("登记补交").names
        if n.startswith("file_") and f'{n}"' in _row(page.html, "入党申请人谈话记录")
    )
    done = secretary.press(page, "登记补交", files={name: ("谈话.pdf", PDF, "application/pdf")}, on="2026-10-08")
    assert "已补交《入党申请人谈话记录》" in done.said
    (paper,) = (m for m in site.flow.store.get(talked).materials if m.kind == "入党申请人谈话记录")
    assert (paper.step, paper.on, paper.file_name) == (2, date(2026, 10, 8), "谈话.pdf")


def test_a_scan_is_added_to_a_paper_that_lies_there(site: Site, secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/supply")
    name = next(
        n for n in page.form("登记补交").names if n.startswith("file_") and f'{n}"' in _row(page.html, "入党申请书")
    )
    secretary.press(page, "登记补交", files={name: ("申请书.png", PNG, "image/png")}, on="2026-10-08")
    (paper,) = (m for m in site.flow.store.get(talked).materials if m.kind == "入党申请书")
    assert paper.digest is not None


def test_nothing_chosen_is_said(secretary: Browser, talked: str) -> None:
    refused = secretary.press(secretary.open(f"/dossiers/{talked}/supply"), "登记补交", on="2026-10-08")
    assert refused.status == 422
    assert "请勾选收到的材料" in refused.problems


def _row(html: str, paper: str) -> str:
    """The row of a table in which a paper stands."""
    before, _, after = html.partition(f">{paper}</span>")
    return before.rpartition("<tr")[2] + after.partition("</tr>")[0]


def test_a_withdrawal_ends_the_dossier(site: Site, secretary: Browser, talked: str) -> None:
    assert ("撤回申请", f"/dossiers/{talked}/acts/withdraw") in secretary.open(f"/dossiers/{talked}").links
    page = secretary.open(f"/dossiers/{talked}/acts/withdraw")
    assert "档案在这里终止" in page.text
    refused = secretary.press(page, "登记撤回申请", on="2026-10-10")
    assert refused.status == 422
    assert "请写明撤回申请的理由" in refused.problems
    done = secretary.press(refused, "登记撤回申请", reason="本人书面撤回")
    assert done.status == 200
    assert site.flow.store.get(talked).position == "withdrawn"
    left = [path for _, path in done.links if "/acts/" in path]
    assert left == []


def test_a_dossier_goes_out_and_comes_back_where_it_stood(site: Site, secretary: Browser, talked: str) -> None:
    page = secretary.open(f"/dossiers/{talked}/acts/transfer-out")
    secretary.press(page, "登记转出", on="2026-10-10", to="某某街道党工委")
    assert site.flow.store.get(talked).position == "transferred"
    page = secretary.open(f"/dossiers/{talked}/acts/transfer-in")
    early = secretary.press(page, "登记转入", on="2026-10-09", branch=BRANCH, papers_missing="0")
    assert early.status == 422
    assert "早于转出日期" in early.problems
    secretary.press(early, "登记转入", on="2026-10-12")
    dossier = site.flow.store.get(talked)
    assert (dossier.position, dossier.facts.transferred_in_on) == ("3", date(2026, 10, 12))


def test_an_act_that_the_procedure_has_not_now_offers_no_form(secretary: Browser, talked: str) -> None:
    shown = secretary.open(f"/dossiers/{talked}/acts/reconsider")
    assert "不能办理“复议”" in shown.text
    assert all(form.action == "/sign-out" for form in shown.forms)
    assert secretary.open(f"/dossiers/{talked}/acts/explode").status == 404


def test_a_stale_page_ends_nothing(site: Site, talked: str) -> None:
    first, second = site.signed_in("feilu.shuji"), site.signed_in("gongwei.zuzhiyuan")
    page = first.open(f"/dossiers/{talked}/acts/withdraw")
    second.press(second.open(f"/dossiers/{talked}/correct?step=2"), "登记更正", talked_by="李小明", reason="看错")
    late = first.press(page, "登记撤回申请", on="2026-10-10", reason="本人书面撤回")
    assert late.status == 409
    assert "李小明" in late.problems
    assert site.flow.store.get(talked).position == "3"
    first.press(late, "登记撤回申请")
    assert site.flow.store.get(talked).position == "withdrawn"


def test_not_recognised_is_for_those_above(site: Site, secretary: Browser) -> None:
    archived = site.flow.store.list(Selection(positions=("archived",), branches=(BRANCH,)))[0].id
    words = "不予承认"
    assert words not in dict(secretary.open(f"/dossiers/{archived}").links)
    assert words in dict(site.signed_in("gongwei.zuzhiyuan").open(f"/dossiers/{archived}").links)


def test_an_auditor_finds_nothing_to_press(site: Site, talked: str) -> None:
    browser = site.signed_in("gongwei.paicha")
    shown = browser.open(f"/dossiers/{talked}")
    assert not [path for _, path in shown.links if "/acts/" in path or path.endswith(("/correct", "/supply"))]
    for path in ("correct", "supply", "acts/withdraw"):
        page = browser.open(f"/dossiers/{talked}/{path}")
        assert all(form.action == "/sign-out" for form in page.forms), path
