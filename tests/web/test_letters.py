"""The liaison of a vetting body: sees the names asked of that body, gives its replies, and sees nothing else."""

from datetime import date

import pytest

from dangyuan_flow.application import entrance, founding
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.application.vetting import ask
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.people import BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Site

DAY = date(2026, 10, 20)
POLICE, COURT = "星河区公安分局党组", "星河区法院党组"


@pytest.fixture
def asked(site: Site) -> Dossier:
    """A candidate about whom police and court were asked; both have a liaison."""
    flow = site.flow
    flow.user = "admin"
    for body, name, person in ((POLICE, "gongan", "薛平原"), (COURT, "fayuan", "孟云汀")):
        founding.register_organizations(flow, [Organization(name=body, kind=BodyKind.PARTY_GROUP)])
        founding.register_users(flow, [User(name=name, person=person)])
        founding.register_offices(flow, [Office(holder=name, duty=Duty.LIAISON, organization=body, since=DAY)])
        entrance.set_password(flow, name, PASSWORD, must_change=False)
    flow.user = "gongwei.zuzhiyuan"
    lines = flow.store.list(Selection(standings=["candidate"], under_way=True))
    found = next(d for d in flow.store.dossiers([line.id for line in lines]) if not d.facts.vettings)
    ask(flow, found.id, ["公安机关", "法院"], on=DAY, letter="星工函〔2026〕12号")
    flow.user = None
    return flow.store.get(found.id)


def test_the_liaison_replies_for_the_own_body(site: Site, asked: Dossier) -> None:
    police = site.signed_in("gongan")
    listed = police.open("/letters")
    assert str(asked.facts.name) in listed.text
    assert "待回复的来函 1 件" in listed.text
    shown = police.open(next(href for words, href in listed.links if words == "去回复"))
    assert "星工函〔2026〕12号" in shown.text
    scan = ("复函.png", b"\x89PNG\r\n\x1a\n0000", "image/png")
    led = police.press(shown, "回复", files={"scan": scan}, said="无异常", document="公函1号")
    assert led.path == "/letters"
    assert led.said == f"已回复：{asked.facts.name}。"
    kept = site.flow.store.get(asked.id)
    assert [v.is_answered for v in kept.facts.vettings] == [True, False]
    last = site.flow.store.records(asked.id)[-1].entry
    assert (last.entered_by, last.office) == ("gongan", f"{POLICE}联络员")
    assert any(m.kind.startswith("联审复函（公安机关") for m in kept.materials)


def test_a_liaison_sees_nothing_else(site: Site, asked: Dossier) -> None:
    police = site.signed_in("gongan")
    first = police.open("/")
    assert [href for _, href in first.links if href in ("/dossiers", "/reviews", "/findings", "/vetting")] == []
    for path in ("", "/review", "/ballot", "/vetting", "/steps/10"):
        assert police.open(f"/dossiers/{asked.id}{path}").status == 404, path
    for path in ("/dossiers", "/reviews", "/vetting", "/"):
        shown = police.open(path)
        assert asked.id not in shown.html
        assert str(asked.facts.name) not in shown.text
    own = police.open(f"/letters/{asked.id}-1")
    assert str(asked.facts.id_number) not in own.html
    assert "法院" not in own.text


def test_another_bodys_question_answers_as_a_missing_one(site: Site, asked: Dossier) -> None:
    police = site.signed_in("gongan")
    own = police.open(f"/letters/{asked.id}-1")
    foreign, missing = (police.open(f"/letters/{key}") for key in (f"{asked.id}-2", "2026-99999-1"))
    assert foreign.status == missing.status == 404
    assert foreign.text == missing.text
    data = dict(own.form("回复").fields) | {"said": "无异常"}
    sent = police.client.post(f"/letters/{asked.id}-2", data=data, headers={"origin": "http://localhost"})
    assert sent.status_code == 404
    assert not site.flow.store.get(asked.id).facts.vettings[1].is_answered


def test_who_is_no_liaison_has_no_letters(site: Site, asked: Dossier) -> None:
    for user in ("gongwei.shuji", "gongwei.paicha", "admin"):
        browser: Browser = site.signed_in(user)
        assert browser.open("/letters").status == 403
        assert browser.open(f"/letters/{asked.id}-1").status == 403


def test_a_reading_of_the_full_number_is_noted(site: Site, asked: Dossier) -> None:
    police = site.signed_in("gongan")
    shown = police.open(f"/letters/{asked.id}-1")
    full = police.press(shown, "显示全号", document="先写的文号")
    assert str(asked.facts.id_number) in full.text
    assert 'value="先写的文号"' in full.html


def test_an_incomplete_reply_keeps_what_was_typed(site: Site, asked: Dossier) -> None:
    court = site.signed_in("fayuan")
    shown = court.open(f"/letters/{asked.id}-2")
    refused = court.press(shown, "回复", document="法函9号", said="found")
    assert refused.status == 422
    assert "请写明查到的情况" in refused.problems
    assert 'value="法函9号"' in refused.html
    early = court.press(refused, "回复", found="有失信被执行记录", on="2026-10-01")
    assert "早于发函日期" in early.problems
    assert "有失信被执行记录</textarea>" in early.html


def test_a_body_under_a_committee_is_asked_for_that_committee_alone(site: Site, asked: Dossier) -> None:
    site.flow.user = "admin"
    own = site.flow.organizations[asked.facts.branch or ""].parent
    other = next(b.name for b in site.flow.store.organizations() if b.kind is BodyKind.GENERAL_BRANCH and b.name != own)
    placed = Organization(name=POLICE, kind=BodyKind.PARTY_GROUP, parent=other)
    founding.register_organizations(site.flow, [placed])
    site.flow.user = None
    assert "待回复的来函 0 件" in site.signed_in("gongan").open("/letters").text
