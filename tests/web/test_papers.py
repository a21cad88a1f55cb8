"""The papers of a dossier: files shown as what they are, forms as PDF, the file of an earlier day, the full number."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.journal import Material
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Site

BRANCH = "飞鹿电子党支部"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PAGE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def applied(site: Site) -> str:
    """The id of a dossier with a PDF in it, and something that a browser must not show."""
    flow = replace(site.flow, user="feilu.shuji")
    number = "99999919950505001"
    facts = {"name": "试填一", "id_number": number + check_digit(number), "branch": BRANCH}
    dossier = open_dossier(flow, facts, on=date(2026, 9, 1)).dossier.id
    day = date(2026, 9, 1)
    documents = {hashlib.sha256(c).hexdigest(): (n, c) for n, c in (("申请书.pdf", PDF), ("证件.html", PAGE))}
    first, second = documents
    papers = (
        Material(kind="入党申请书", step=1, on=day, digest=first, file_name="申请书.pdf"),
        Material(kind="身份证复印件", step=1, on=day, digest=second, file_name="证件.html"),
    )
    advance(flow, dossier, 1, on=day, facts={"applied_on": day}, materials=papers, documents=documents)
    return dossier


@pytest.fixture
def secretary(site: Site) -> Browser:
    """The branch's secretary."""
    return site.signed_in("feilu.shuji")


def digest(content: bytes) -> str:
    """As much of a file's digest as addresses have."""
    return hashlib.sha256(content).hexdigest()[:12]


def test_a_file_is_shown_with_the_others_beside_it(secretary: Browser, applied: str) -> None:
    path = f"/dossiers/{applied}/papers/{digest(PDF)}"
    assert ("申请书.pdf", path) in secretary.open(f"/dossiers/{applied}").links
    shown = secretary.open(path)
    assert shown.heading == "入党申请书"
    assert f'<iframe src="{path}/file"' in shown.html
    assert any("身份证复印件" in words for words, _ in shown.links)
    file = secretary.client.get(f"{path}/file")
    assert file.content == PDF
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"].startswith("inline")
    assert file.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_scan_is_only_handed_out_to_be_kept(secretary: Browser, applied: str) -> None:
    path = f"/dossiers/{applied}/papers/{digest(PAGE)}"
    assert "不能在网页里看" in secretary.open(path).text
    file = secretary.client.get(f"{path}/file")
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]


def test_a_file_belongs_to_its_dossier_alone(site: Site, secretary: Browser, applied: str) -> None:
    other = site.flow.store.list(Selection(positions=("archived",), branches=(BRANCH,)))[0].id
    assert secretary.open(f"/dossiers/{other}/papers/{digest(PDF)}").status == 404
    assert secretary.open(f"/dossiers/{applied}/papers/{digest(PDF)[:4]}").status == 404
    stranger = site.signed_in("baifan.shuji")
    for path in ("papers/" + digest(PDF), f"papers/{digest(PDF)}/file", "forms", "forms/talk-record.pdf"):
        assert stranger.open(f"/dossiers/{applied}/{path}").status == 404, path


@pytest.fixture
def archived(site: Site) -> str:
    """The id of a dossier of the branch that went through all steps."""
    return site.flow.store.list(Selection(positions=("archived",), branches=(BRANCH,)))[0].id


def test_the_forms_that_are_complete_are_printed(secretary: Browser, archived: str) -> None:
    shown = secretary.open(f"/dossiers/{archived}/forms")
    path = dict(shown.links)["打印党员档案材料清单"]
    file = secretary.client.get(path)
    assert file.status_code == 200
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")


def test_a_form_with_something_missing_says_what(secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/forms/talk-record.pdf?occasion=applicant")
    assert shown.status == 422
    assert "谈话日期" in shown.problems
    path = dict(shown.links)["打印草稿"]
    assert secretary.client.get(path).content.startswith(b"%PDF-")


def test_no_reply_is_printed_that_the_meeting_did_not_resolve(site: Site, secretary: Browser, archived: str) -> None:
    assert site.flow.store.get(archived).facts.conversion_result == "按期转正"
    assert "取消预备党员资格" not in secretary.open(f"/dossiers/{archived}/forms").text
    shown = secretary.open(f"/dossiers/{archived}/forms/committee-reply.pdf?occasion=cancellation")
    assert shown.status == 404


def test_printing_an_identity_number_is_on_the_log(site: Site, secretary: Browser, archived: str) -> None:
    shown = secretary.open(f"/dossiers/{archived}/forms")
    secretary.press(shown, "打印政审函", letter_to="某某党委")
    (look,) = site.flow.store.access.looks(dossier=archived)
    assert (look.user, look.office) == ("feilu.shuji", f"{BRANCH}书记")
    assert "政审函" in look.what


def test_the_full_number_is_shown_once_for_a_purpose_and_logged(site: Site, secretary: Browser, applied: str) -> None:
    number = str(site.flow.store.get(applied).facts.id_number)
    page = secretary.open(f"/dossiers/{applied}")
    assert number not in page.html
    refused = secretary.press(page, "显示并记录", purpose=" ")
    assert refused.status == 422
    assert number not in refused.html
    assert site.flow.store.access.count_looks() == 0
    shown = secretary.press(page, "显示并记录", purpose="核对证件")
    assert number in shown.html
    assert number not in secretary.open(f"/dossiers/{applied}").html
    (look,) = site.flow.store.access.looks(dossier=applied)
    assert (look.what, look.purpose) == ("身份证号", "核对证件")


def test_the_dossier_is_shown_as_it_stood_on_a_day(site: Site, secretary: Browser, archived: str) -> None:
    facts = site.flow.store.get(archived).facts
    assert facts.activist_on is not None
    assert facts.activist_filed_on is not None
    shown = secretary.open(f"/dossiers/{archived}/as-of?day={facts.activist_on}")
    assert shown.status == 200
    assert facts.activist_on.isoformat() in shown.text
    assert facts.activist_filed_on.isoformat() not in shown.text
    assert "逾期" not in shown.text.replace("已办 待办 逾期 无记载 未到", "").replace("已办待办逾期无记载未到", "")
    before = secretary.open(f"/dossiers/{archived}/as-of?day=1999-01-01")
    assert before.status == 404
    assert "尚无记录" in before.text
