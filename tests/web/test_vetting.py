"""The vetting in pages: letters to many, replies with their scans, reminders; the matrix counts what it lists."""

from datetime import timedelta

import pytest

from dangyuan_flow.application.vetting_lists import OVERDUE, WAITING, rows
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Shown, Site

SCAN = ("复函.pdf", b"%PDF-1.4 reply", "application/pdf")


@pytest.fixture
def above(site: Site) -> Browser:
    """The committee's organiser."""
    return site.signed_in("gongwei.zuzhiyuan")


@pytest.fixture
def people(site: Site) -> list[Dossier]:
    """Candidates about whom nobody was asked yet."""
    lines = site.flow.store.list(Selection(standings=["candidate"], under_way=True))
    found = [d for d in site.flow.store.dossiers([line.id for line in lines]) if not d.facts.vettings]
    assert len(found) >= 3
    return found[:3]


def asking(above: Browser, people: list[Dossier], **more: str | list[str]) -> Shown:
    told: dict[str, str | list[str] | None] = {
        "people": [d.id for d in people],
        "bodies": ["公安机关", "法院"],
        "letter": "星工函〔2026〕9号",
        **more,
    }
    return above.press(above.open("/vetting"), "登记发函", files=None, **told)


def test_letters_about_several_people_go_to_several_bodies(site: Site, above: Browser, people: list[Dossier]) -> None:
    led = asking(above, people, others="星河街道党工委")
    assert led.path == "/vetting"
    assert led.said == "已登记发函：3 人，共 9 件。"
    for one in people:
        asked = site.flow.store.get(one.id).facts.vettings
        assert [v.body for v in asked] == ["police", "court", "星河街道党工委"]
        assert {v.letter for v in asked} == {"星工函〔2026〕9号"}
    waiting = above.open(f"/vetting?state={WAITING}")
    found, total = rows(site.flow, state=WAITING)
    assert f"{total} 人" in waiting.text
    assert {row.dossier.id for row in found} >= {one.id for one in people}
    assert all(f"/dossiers/{row.dossier.id}/vetting" in waiting.html for row in found)


def test_who_cannot_be_asked_about_does_not_stop_the_rest(site: Site, above: Browser, people: list[Dossier]) -> None:
    asking(above, people[:1])
    again = asking(above, people)
    assert again.status == 422
    assert "已登记发函：2 人，共 4 件。" in again.problems
    assert f"{people[0].facts.name} ：已向公安机关、法院发函，尚未回复" in again.problems
    assert "dangyuan" not in again.problems
    assert 'value="星工函〔2026〕9号"' in again.html
    assert len(site.flow.store.get(people[0].id).facts.vettings) == 2


def test_nothing_is_asked_without_people_bodies_or_a_day(site: Site, above: Browser, people: list[Dossier]) -> None:
    empty = above.press(above.open("/vetting"), "登记发函", letter="无人函", on="昨天")
    assert empty.status == 422
    for says in ("请勾选要函询的人", "请勾选或写明受函单位", "不是日期"):
        assert says in empty.problems
    assert 'value="无人函"' in empty.html
    assert not site.flow.store.get(people[0].id).facts.vettings


def test_a_reply_is_kept_with_its_scan(site: Site, above: Browser, people: list[Dossier]) -> None:
    asking(above, people)
    path = f"/dossiers/{people[0].id}/vetting"
    led = above.press(
        above.open(path), "登记公安机关的回复", files={"scan": SCAN}, said="无异常", document="公函〔2026〕7号"
    )
    assert led.said == "公安机关的回复已登记。"
    kept = site.flow.store.get(people[0].id)
    assert kept.facts.opinion_police == "无异常"
    assert kept.facts.vettings[0].document == "公函〔2026〕7号"
    paper = next(m for m in kept.materials if m.kind.startswith("联审复函（公安机关"))
    assert site.flow.store.document(paper.digest or "") == SCAN[1]
    assert f"/papers/{str(paper.digest)[:12]}" in led.html


def test_what_was_found_is_written_out_and_handled(site: Site, above: Browser, people: list[Dossier]) -> None:
    asking(above, people)
    path = f"/dossiers/{people[1].id}/vetting"
    vague = above.press(above.open(path), "登记法院的回复", said="found", handling="拟核实")
    assert vague.status == 422
    assert "请写明查到的情况" in vague.problems
    assert "拟核实</textarea>" in vague.html
    odd = above.press(vague, "登记法院的回复", found="经查，没有发现异常情况")
    assert "读作没有异常" in odd.problems
    led = above.press(odd, "登记法院的回复", found="有失信被执行记录")
    assert "有异常（已处理）" in led.text
    assert site.flow.store.get(people[1].id).facts.vetting_handling == "拟核实"


def test_a_disguised_file_is_refused_and_the_words_stay(site: Site, above: Browser, people: list[Dossier]) -> None:
    asking(above, people)
    path = f"/dossiers/{people[0].id}/vetting"
    fake = {"scan": ("复函.pdf", b"MZ\x90 not a paper", "application/pdf")}
    refused = above.press(above.open(path), "登记法院的回复", files=fake, said="无异常", document="法函3号")
    assert refused.status == 422
    assert "不是 PDF" in refused.problems
    assert 'value="法函3号"' in refused.html
    assert not site.flow.store.get(people[0].id).facts.vettings[1].is_answered


def test_late_bodies_are_reminded(site: Site, above: Browser, people: list[Dossier]) -> None:
    today = site.flow.today()
    day = (today - timedelta(days=60)).isoformat()
    asking(above, people[:1], on=day)
    late = above.open(f"/vetting?state={OVERDUE}&body=法院")
    assert str(people[0].facts.name) in late.text
    path = f"/dossiers/{people[0].id}/vetting"
    led = above.press(above.open(path), "登记今天催办")
    assert led.said == "已登记催办：公安机关、法院。"


def test_letters_are_printed_and_nothing_is_recorded(site: Site, above: Browser, people: list[Dossier]) -> None:
    shown = above.open("/vetting")
    fields = {"people": [d.id for d in people], "bodies": ["公安机关"], "on": "2026-10-30", "letter": "函1号"}
    form = shown.form("打印政审函")
    for value in ("vetting-opinions", "review-letter"):
        sent = above.client.post(
            "/vetting/letters",
            data=dict(form.fields) | fields | {"form": value},
            headers={"origin": "http://localhost"},
        )
        assert sent.content.startswith(b"%PDF"), sent.text
    assert site.flow.store.get(people[0].id).seq == people[0].seq


def test_an_auditor_reads_and_cannot_ask(site: Site, people: list[Dossier]) -> None:
    reading = site.signed_in("gongwei.paicha")
    shown = reading.open("/vetting")
    assert shown.status == 200
    assert not [b for form in shown.forms for b in form.buttons if b[0] == "登记发函"]
    own = reading.open(f"/dossiers/{people[0].id}/vetting")
    assert own.status == 200
    assert not [b for form in own.forms for b in form.buttons if b[0] == "登记发函"]


def test_a_secretary_asks_about_nobody_elsewhere(site: Site, people: list[Dossier]) -> None:
    foreign = next(d for d in people if d.facts.branch != "飞鹿电子党支部")
    browser = site.signed_in("feilu.shuji")
    shown = browser.open("/vetting")
    assert foreign.id not in shown.html
    forged = {"people": [foreign.id], "bodies": ["法院"], "on": "2026-10-30"}
    key = dict(shown.forms[0].fields)
    sent = browser.client.post("/vetting", data=key | forged, headers={"origin": "http://localhost"})
    assert sent.status_code == 404
    assert site.flow.store.get(foreign.id).seq == foreign.seq
    assert browser.open("/vetting?org=星河高新区工委").status == 404
