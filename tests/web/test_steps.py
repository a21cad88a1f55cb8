"""The form of a step: the guard's answer, what is saved, what is refused and why, and that nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.flow import Flow
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Shown, Site

BRANCH = "飞鹿电子党支部"
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def acting(site: Site, user: str) -> Flow:
    """The flow in which ``user`` acts."""
    return replace(site.flow, user=user)


@pytest.fixture
def applicant(site: Site) -> str:
    """The id of a dossier that was just opened and waits for step 1."""
    number = "99999919950505001"
    facts = {"name": "试填一", "id_number": number + check_digit(number), "branch": BRANCH}
    return open_dossier(acting(site, "feilu.shuji"), facts, on=date(2026, 9, 1)).dossier.id


@pytest.fixture
def applied(site: Site, applicant: str) -> str:
    """The id of a dossier that waits for step 2, the talk, due by 2026-10-01."""
    flow = acting(site, "feilu.shuji")
    paper = ("入党申请书", 1)
    from dangyuan_flow.domain.journal import Material

    materials = (Material(kind=paper[0], step=paper[1], on=date(2026, 9, 1)),)
    advance(flow, applicant, 1, on=date(2026, 9, 1), facts={"applied_on": date(2026, 9, 1)}, materials=materials)
    return applicant


@pytest.fixture
def secretary(site: Site) -> Browser:
    """The branch's secretary."""
    return site.signed_in("feilu.shuji")


def standing_at(site: Site, *positions: str) -> Dossier:
    """A dossier of the zone that stands at one of ``positions``."""
    return site.flow.store.get(site.flow.store.list(Selection(positions=positions))[0].id)


def press(browser: Browser, shown: Shown, button: str, **more: Any) -> Shown:  # noqa: ANN401  fields of a form
    """Press a button of the step's form."""
    return browser.press(shown, button, **more)


def test_a_step_is_done_through_its_form(site: Site, secretary: Browser, applicant: str) -> None:
    shown = secretary.open(f"/dossiers/{applicant}/steps/1")
    done = press(secretary, shown, "登记“递交入党申请书”", on="2026-09-03", applied_on="2026-09-01", paper_0="1")
    assert done.path == f"/dossiers/{applicant}", done.text
    assert "已登记第 1 步“递交入党申请书”" in done.said
    dossier = site.flow.store.get(applicant)
    assert dossier.position == "2"
    assert dossier.facts.applied_on == date(2026, 9, 1)
    assert dossier.facts.application_received_on == date(2026, 9, 3)
    assert dossier.papers_at(1) == {"入党申请书"}


def test_the_guard_answers_before_anything_is_written(site: Site, secretary: Browser, applicant: str) -> None:
    shown = secretary.open(f"/dossiers/{applicant}/steps/1")
    told = press(secretary, shown, "先核对一下", on="2026-09-03", applied_on="2026-09-01")
    assert told.status == 200
    assert "还差 1 项" in told.text
    assert "材料《入党申请书》还没有交" in told.text
    fine = press(secretary, told, "先核对一下", paper_0="1")
    assert "可以办理" in fine.text
    assert site.flow.store.get(applicant).seq == 1


def test_the_guards_answer_comes_as_a_fragment_while_one_types(site: Site, secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    form = shown.form("先核对一下")
    sent = {**dict(form.fields), "on": "2026-10-20", "talked_by": "李明"}
    answer = secretary.client.post(f"/dossiers/{applied}/steps/2/check", data=sent, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "须写明理由" in answer.text
    assert "依据 细则-2026 第7条" in answer.text
    assert site.flow.store.get(applied).seq == 2


def test_what_is_late_goes_through_once_a_reason_is_given(site: Site, secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    refused = press(secretary, shown, "登记“党组织派人谈话”", on="2026-10-20", talked_by="李明")
    assert refused.status == 422
    assert "可以办理，须写明理由" in refused.text
    assert 'value="李明"' in refused.html
    done = press(secretary, refused, "登记“党组织派人谈话”", reason="本人出差在外")
    assert "留有提示" in done.said
    record = site.flow.store.records(applied)[-1].entry
    assert record.reason == "本人出差在外"
    assert record.warnings


def test_a_person_too_young_is_refused_with_the_article(site: Site, secretary: Browser) -> None:
    number = "99999920100505001"
    facts = {"name": "试填二", "id_number": number + check_digit(number), "branch": BRANCH}
    opened = open_dossier(acting(site, "feilu.shuji"), facts, on=date(2026, 9, 1)).dossier.id
    shown = secretary.open(f"/dossiers/{opened}/steps/1")
    refused = press(secretary, shown, "登记“递交入党申请书”", on="2026-09-03", applied_on="2026-09-01", paper_0="1")
    assert refused.status == 422
    assert "不能办理" in refused.text
    assert "依据 细则-2026 第5条" in refused.text
    assert "最早 2028-05-05" in refused.text
    assert site.flow.store.get(opened).seq == 1


def test_a_day_that_no_calendar_has_comes_back_as_it_was_typed(secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    refused = press(secretary, shown, "登记“党组织派人谈话”", on="2026-09-31", talked_by="李明")
    assert refused.status == 422
    assert "“2026-09-31”不是日期" in refused.problems
    assert 'name="on" value="2026-09-31" type="text"' in refused.html
    assert 'aria-describedby="w-on"' in refused.html
    assert 'value="李明"' in refused.html


def test_what_was_typed_is_there_again_and_gone_once_done(site: Site, secretary: Browser, applied: str) -> None:
    path = f"/dossiers/{applied}/steps/2"
    press(secretary, secretary.open(path), "先核对一下", talked_by="李明", talk_content="态度端正")
    later = site.signed_in("feilu.shuji")
    again = later.open(path)
    assert "上次没有登记完，已经替您留着" in again.text
    assert 'value="李明"' in again.html
    assert "态度端正" in again.html
    assert "上次没有登记完" not in site.signed_in("gongwei.zuzhiyuan").open(path).text
    done = press(later, again, "登记“党组织派人谈话”", on="2026-09-20")
    assert "已登记第 2 步" in done.said, done.text
    dossier = site.flow.store.get(applied)
    assert dossier.facts.talked_by == "李明"
    assert dossier.particulars["talk_content"] == "态度端正"
    assert "上次没有登记完" not in later.open(path).text


def test_a_draft_can_be_thrown_away(secretary: Browser, applied: str) -> None:
    path = f"/dossiers/{applied}/steps/2"
    press(secretary, secretary.open(path), "先核对一下", talked_by="李明")
    cleared = press(secretary, secretary.open(path), "清除草稿")
    assert "草稿已经清除" in cleared.said
    assert "李明" not in cleared.html


@pytest.fixture
def contacts(site: Site) -> tuple[str, tuple[str, ...]]:
    """A dossier in whose span contacts are assigned anew, and those on record."""
    dossier = standing_at(site, "7", "8", "12", "13")
    return dossier.id, dossier.facts.contacts or ()


def test_the_second_of_two_sees_what_changed_and_loses_nothing(
    site: Site, contacts: tuple[str, tuple[str, ...]]
) -> None:
    path = f"/dossiers/{contacts[0]}/steps/5"
    button = "登记“指定培养联系人”"
    first, second = site.signed_in("gongwei.zuzhiyuan"), site.signed_in("gongwei.shuji")
    hers, his = first.open(path), second.open(path)
    done = press(first, hers, button, on="2026-10-26", contacts="甲一、乙一", reason="原联系人调离")
    assert done.status == 200, done.text
    late = press(second, his, button, on="2026-10-27", contacts="甲二、乙二", reason="原联系人调离")
    assert late.status == 409
    assert "您填写的时候，这份档案有了新的记录" in late.text
    assert "甲一、乙一" in late.problems
    assert "、".join(contacts[1]) in late.problems
    assert 'value="甲二、乙二"' in late.html
    assert site.flow.store.get(contacts[0]).facts.contacts == ("甲一", "乙一")
    press(second, late, button)
    assert site.flow.store.get(contacts[0]).facts.contacts == ("甲二", "乙二")


def test_what_the_second_did_not_touch_follows_the_first(site: Site, contacts: tuple[str, tuple[str, ...]]) -> None:
    path = f"/dossiers/{contacts[0]}/steps/5"
    button = "登记“指定培养联系人”"
    first, second = site.signed_in("gongwei.zuzhiyuan"), site.signed_in("gongwei.shuji")
    hers, his = first.open(path), second.open(path)
    press(first, hers, button, on="2026-10-26", contacts="甲一、乙一", reason="原联系人调离")
    late = press(second, his, button, on="2026-10-27", reason="补记日期")
    assert late.status == 409
    press(second, late, button)
    dossier = site.flow.store.get(contacts[0])
    assert dossier.facts.contacts == ("甲一", "乙一")
    assert dossier.facts.contacts_assigned_on == date(2026, 10, 27)


def test_a_form_whose_step_was_done_meanwhile_shows_what_was_typed(site: Site, applied: str) -> None:
    path = f"/dossiers/{applied}/steps/2"
    first, second = site.signed_in("feilu.shuji"), site.signed_in("gongwei.zuzhiyuan")
    hers, his = first.open(path), second.open(path)
    press(first, hers, "登记“党组织派人谈话”", on="2026-09-20", talked_by="李明")
    late = press(second, his, "登记“党组织派人谈话”", on="2026-09-21", talked_by="王芳")
    assert late.status == 409
    assert "您填过、没有登记的内容" in late.text
    assert "王芳" in late.text
    assert "李明" in late.problems


def test_pressing_twice_records_once(site: Site, secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    press(secretary, shown, "登记“党组织派人谈话”", on="2026-09-20", talked_by="李明")
    again = press(secretary, shown, "登记“党组织派人谈话”", on="2026-09-20", talked_by="李明")
    assert again.status == 409
    assert len(site.flow.store.records(applied)) == 3


def test_a_scan_is_kept_under_a_clean_name(site: Site, secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    files = {"file_0": (r"C:\我的文档\谈话:记录", PDF, "application/octet-stream")}
    secretary.press(shown, "登记“党组织派人谈话”", files=files, on="2026-09-20", talked_by="李明")
    (paper,) = (m for m in site.flow.store.get(applied).materials if m.kind == "入党申请人谈话记录")
    assert paper.file_name == "谈话_记录.pdf"
    assert paper.digest is not None
    assert site.flow.store.document(paper.digest) == PDF


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"MZ\x90\x00 a program", "不是 PDF、JPG 或 PNG"),
        (b"<html><script>alert(1)</script>", "不是 PDF、JPG 或 PNG"),
        (b"%PDF-" + b"0" * 20_000_000, "不超过 20 MB"),
    ],
)
def test_what_is_no_scan_is_refused_beside_its_paper(
    site: Site, secretary: Browser, applied: str, content: bytes, says: str
) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    files = {"file_0": ("谈话记录.pdf", content, "application/pdf")}
    refused = secretary.press(shown, "登记“党组织派人谈话”", files=files, on="2026-09-20", talked_by="李明")
    assert refused.status == 422
    assert says in refused.problems
    assert 'value="李明"' in refused.html
    assert site.flow.store.get(applied).seq == 2


def test_a_scan_chosen_before_a_refusal_need_not_be_chosen_again(site: Site, secretary: Browser, applied: str) -> None:
    shown = secretary.open(f"/dossiers/{applied}/steps/2")
    files = {"file_0": ("谈话记录.pdf", PDF, "application/pdf")}
    refused = secretary.press(shown, "登记“党组织派人谈话”", files=files, on="2026-09-20")
    assert refused.status == 422
    assert "已替您留着：谈话记录.pdf" in refused.text
    later = site.signed_in("feilu.shuji")
    again = later.open(f"/dossiers/{applied}/steps/2")
    press(later, again, "登记“党组织派人谈话”", talked_by="李明")
    (paper,) = (m for m in site.flow.store.get(applied).materials if m.kind == "入党申请人谈话记录")
    assert paper.file_name == "谈话记录.pdf"
    assert site.flow.store.document(str(paper.digest)) == PDF


def test_who_is_exempted_from_training_was_trained_on_no_day(site: Site) -> None:
    dossier = standing_at(site, "7")
    browser = site.signed_in("gongwei.zuzhiyuan")
    shown = browser.open(f"/dossiers/{dossier.id}/steps/11")
    exempted = {"training_exempt_because": "驻外执行任务", "training_exempt_by": "星河高新区工委"}
    done = press(browser, shown, "登记“开展集中培训”", on="2026-10-20", **exempted)
    assert "已登记第 11 步" in done.said, done.text
    facts = site.flow.store.get(dossier.id).facts
    assert facts.training_to is None
    assert facts.training_exempt_by == "星河高新区工委"


def test_somebody_types_for_the_one_who_decided(site: Site, applied: str) -> None:
    browser = site.signed_in("gongwei.zuzhiyuan")
    shown = browser.open(f"/dossiers/{applied}/steps/2")
    press(browser, shown, "登记“党组织派人谈话”", on="2026-09-20", talked_by="李明", decided_by="feilu.shuji")
    record = site.flow.store.records(applied)[-1].entry
    assert record.entered_by == "gongwei.zuzhiyuan"
    assert record.decided_by == "朱星野"
    assert record.office == f"{BRANCH}书记"


def test_every_step_of_every_kind_of_dossier_has_its_page(site: Site) -> None:
    browser = site.signed_in("gongwei.zuzhiyuan")
    for position in ("archived", "22", "17:review", "12", "7"):
        dossier = standing_at(site, position)
        for number in range(1, 26):
            shown = browser.open(f"/dossiers/{dossier.id}/steps/{number}")
            assert shown.status == 200, (position, number, shown.text)
            assert shown.heading.startswith(f"第 {number} 步")


def test_a_gate_leads_to_the_review_and_a_meeting_to_its_ballot(site: Site) -> None:
    browser = site.signed_in("gongwei.zuzhiyuan")
    gate = standing_at(site, "17:review", "8:review", "4:review", "13:review", "24:review")
    number = gate.position.partition(":")[0]
    shown = browser.open(f"/dossiers/{gate.id}/steps/{number}")
    assert ("去看联审", f"/dossiers/{gate.id}/review") in shown.links
    meeting = standing_at(site, "15", "22")
    shown = browser.open(f"/dossiers/{meeting.id}/steps/{15 if meeting.position == '15' else 23}")
    assert ("去登记票决", f"/dossiers/{meeting.id}/ballot") in shown.links
    assert all(form.action == "/sign-out" for form in shown.forms)


def test_an_auditor_reads_and_has_nothing_to_press(site: Site, applied: str) -> None:
    shown = site.signed_in("gongwei.paicha").open(f"/dossiers/{applied}/steps/2")
    assert "您可以查看，不能办理" in shown.text
    assert all(form.action == "/sign-out" for form in shown.forms)


def test_an_auditor_who_sends_the_form_all_the_same_is_refused(site: Site, applied: str) -> None:
    browser = site.signed_in("gongwei.paicha")
    form = site.signed_in("feilu.shuji").open(f"/dossiers/{applied}/steps/2").form("先核对一下")
    key = dict(browser.open("/").form("退出").fields)["form_key"]
    sent = {**dict(form.fields), "form_key": key, "on": "2026-09-20", "talked_by": "李明"}
    answer = browser.client.post(f"/dossiers/{applied}/steps/2", data=sent)
    assert answer.status_code == 403
    assert site.flow.store.get(applied).seq == 2


def test_a_step_of_another_branch_is_not_there(site: Site, applied: str) -> None:
    other = site.signed_in("baifan.shuji")
    missing, foreign = other.open("/dossiers/2026-99999/steps/2"), other.open(f"/dossiers/{applied}/steps/2")
    assert (foreign.status, foreign.heading) == (missing.status, missing.heading) == (404, "没有找到")
