"""The ballot in pages: counted as typed, kept whether it carried or not, nothing lost where it is refused."""

import pytest

from dangyuan_flow.application import entrance
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Shown, Site


@pytest.fixture
def meeting(site: Site) -> Dossier:
    """A dossier that waits for the meeting on admission."""
    line = site.flow.store.list(Selection(positions=["15"]))[0]
    return site.flow.store.get(line.id)


@pytest.fixture
def secretary(site: Site, meeting: Dossier) -> Browser:
    """The secretary of its branch at a browser."""
    held = site.flow.store.offices(site.flow.today(), organization=meeting.facts.branch)
    user = next(o.holder for o in held if o.duty.value == "secretary")
    site.flow.user = "admin"
    entrance.set_password(site.flow, user, PASSWORD, must_change=False)
    site.flow.user = None
    return site.signed_in(user)


def carried(browser: Browser, shown: Shown, button: str = "登记票决", **changed: str | list[str] | None) -> Shown:
    counts = {"entitled": "9", "present": "9", "issued": "9", "collected": "9", "votes_for": "9", "against": "0"}
    told: dict[str, str | list[str] | None] = {**counts, "method": "无记名", **changed}
    return browser.press(shown, button, files=None, **told)


def test_a_ballot_is_kept_with_its_roster(site: Site, meeting: Dossier, secretary: Browser) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    names = [value for form in shown.forms for name, value in form.fields if name.startswith("written:")]
    assert set(names) <= {""}
    who = [part.split('"')[0] for part in shown.html.split('name="attended" value="')[1:]]
    voters = [name for name in who if f'name="written:{name}"' in shown.html]
    led = carried(secretary, shown, attended=voters[:3], meeting_overseen_by="王计", meeting_met_at="会议室")
    assert led.path == f"/dossiers/{meeting.id}/ballot"
    assert led.said == f"{meeting.facts.name}：票决已登记，通过。"
    kept = site.flow.store.get(meeting.id)
    assert kept.ballots[-1][1].attendance == tuple(voters[:3])
    assert kept.ballots[-1][1].roster_entitled is not None
    assert kept.particulars["admission_met_at"] == "会议室"
    assert kept.facts.admission_scrutineers == ("王计",)


def test_both_majorities_are_shown_as_typed(meeting: Dossier, secretary: Browser, site: Site) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    counted = carried(
        secretary, shown, "按大会日期列名册，核算票数", present="4", votes_for="4", against="0", issued="4"
    )
    assert counted.status == 200
    assert "实到 4 / 应到 9：没有超过半数" in counted.text
    assert "赞成 4 / 应到 9：没有超过半数" in counted.text
    assert "票决未通过" in counted.text
    assert 'value="4"' in counted.html
    assert site.flow.store.get(meeting.id).seq == meeting.seq
    data = dict(shown.forms[-1].fields) | {"entitled": "9", "present": "8", "issued": "8", "collected": "8"}
    fragment = secretary.client.post(
        f"/dossiers/{meeting.id}/ballot/check",
        data=data | {"votes_for": "5", "against": "3", "method": "举手"},
        headers={"origin": "http://localhost"},
    )
    assert "赞成 5 / 应到 9：超过半数" in " ".join(fragment.text.split())
    assert "<html" not in fragment.text


def test_a_failed_ballot_is_kept_too(site: Site, meeting: Dossier, secretary: Browser) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    led = carried(secretary, shown, votes_for="4", against="5")
    assert led.said.endswith("票决已登记，未通过。")
    assert site.flow.store.get(meeting.id).position == "15"
    assert led.text.count("未通过") >= 2


def test_nothing_is_lost_where_counts_lack_or_cannot_be(site: Site, meeting: Dossier, secretary: Browser) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    lacking = carried(secretary, shown, votes_for="", collected="九", method=None, others="赵客、钱客")
    assert lacking.status == 422
    for says in ("赞成没有填", "收票须填整数", "请选定表决方式"):
        assert says in lacking.problems
    assert 'value="九"' in lacking.html
    assert "赵客、钱客" in lacking.html
    more = carried(secretary, lacking, present="10", collected="10")
    assert more.status == 422
    assert "实到有表决权 10 人多于应到 9 人" in more.problems
    assert site.flow.store.get(meeting.id).seq == meeting.seq


def test_pressed_twice_it_is_kept_once(site: Site, meeting: Dossier, secretary: Browser) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    assert carried(secretary, shown).status == 200
    again = carried(secretary, shown)
    assert again.status == 409
    assert "您打开这一页以后" in again.problems
    assert len(site.flow.store.get(meeting.id).ballots) == len(meeting.ballots) + 1


def test_an_auditor_sees_ballots_and_no_button(site: Site, meeting: Dossier) -> None:
    shown = site.signed_in("gongwei.paicha").open(f"/dossiers/{meeting.id}/ballot")
    assert shown.status == 200
    assert not [b for form in shown.forms for b in form.buttons if b[0] == "登记票决"]


def test_the_papers_are_printed_before_and_after(site: Site, meeting: Dossier, secretary: Browser) -> None:
    shown = secretary.open(f"/dossiers/{meeting.id}/ballot")
    for page in (shown, carried(secretary, shown)):
        papers = [href for _, href in page.links if ".pdf" in href]
        assert len(papers) >= 2
        for href in papers:
            assert secretary.client.get(href).content.startswith(b"%PDF"), href
    assert site.flow.store.get(meeting.id).ballots
