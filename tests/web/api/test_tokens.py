"""Tokens: they let a program in as its user, for what they are for, for as long as they are good; nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from dangyuan_flow.application import registers, tokens
from dangyuan_flow.application.founding import register_offices
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.domain.people import Duty, Office
from dangyuan_flow.flow import Flow
from dangyuan_flow.web.api.callers import Pace
from dangyuan_flow.web.api.room import Room
from tests.web.api.program import Program, program
from tests.web.site import Site

SECRETARY, GENERAL, COMMITTEE, ADMINISTRATOR = "feilu.shuji", "zong1.shuji", "gongwei.shuji", "admin"


def acting(site: Site, user: str) -> Flow:
    return replace(site.flow, user=user)


def test_who_shows_no_token_is_told_how_to_come_in(site: Site) -> None:
    answer = Program(site.app, None).get("/me")
    assert (answer.status, answer.error) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("secret", ["dyf_" + "x" * 43, "x", "dyf_"])
def test_a_token_that_nobody_made_lets_nobody_in(site: Site, secret: str) -> None:
    answer = Program(site.app, secret).get("/dossiers")
    assert answer.error == "unauthorized"
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_what_a_stranger_hands_in_is_not_even_read(site: Site) -> None:
    stranger = Program(site.app, None)
    answer = stranger.client.post("/api/v1/dossiers", content=b"{", headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
    known = program(site, SECRETARY)
    told = known.own | {"content-type": "application/json"}
    assert known.client.post("/api/v1/dossiers", content=b"{", headers=told).json()["error"] == "invalid"
    assert known.client.post("/api/v1/dossiers", content=b"\xff", headers=told).json()["error"] == "bad_input"


def test_a_token_says_whose_it_is_and_what_for(site: Site) -> None:
    told = program(site, SECRETARY, "write", "read").get("/me").json
    assert (told["user"], told["scopes"]) == (SECRETARY, ["read", "write"])
    assert told["bodies"] == ["飞鹿电子党支部"]


def test_the_store_does_not_hold_what_the_program_sends(site: Site) -> None:
    issued = tokens.issue(acting(site, SECRETARY), "测试", ["read"])
    with site.flow.store.database.reading() as connection:
        kept = "\n".join(str(row) for row in connection.execute(text("SELECT * FROM token")))
    assert issued.token.id in kept
    assert issued.secret not in kept


def test_a_token_that_has_expired_lets_nobody_in(site: Site) -> None:
    mine = program(site, SECRETARY)
    assert mine.get("/me").status == 200
    with site.flow.store.database.writing() as connection:
        connection.execute(text("UPDATE token SET expires_at = 1"))
    assert mine.get("/me").error == "unauthorized"


def test_a_token_taken_back_is_no_good_at_once(site: Site) -> None:
    mine = program(site, SECRETARY)
    tokens.revoke(acting(site, SECRETARY), mine.get("/me").json["token"])
    assert mine.get("/me").error == "unauthorized"


def test_nobody_takes_anothers_token_back_but_who_keeps_the_users(site: Site) -> None:
    mine = program(site, SECRETARY)
    number = mine.get("/me").json["token"]
    with pytest.raises(NotFound):
        tokens.revoke(acting(site, "baifan.shuji"), number)
    with pytest.raises(NotAllowed):
        tokens.everybodys(acting(site, SECRETARY))
    assert number in {token.id for token in tokens.everybodys(acting(site, ADMINISTRATOR))}
    tokens.revoke(acting(site, ADMINISTRATOR), number)
    assert mine.get("/me").status == 401


def test_a_session_of_a_browser_is_none_of_the_apis(site: Site) -> None:
    browser = site.signed_in(COMMITTEE)
    assert browser.client.get("/api/v1/dossiers").status_code == 401


def test_a_token_opens_no_page(site: Site) -> None:
    mine = program(site, COMMITTEE)
    shown = mine.client.get("/dossiers", headers=mine.own, follow_redirects=False)
    assert (shown.status_code, shown.headers["location"]) == (303, "/sign-in?back=%2Fdossiers")


def test_a_token_is_for_its_scopes_alone(site: Site) -> None:
    answer = program(site, SECRETARY, "write").get("/dossiers")
    assert (answer.status, answer.error) == (403, "insufficient_scope")
    assert 'scope="read"' in answer.headers["www-authenticate"]
    reader = program(site, COMMITTEE, "read")
    assert reader.post("/dossiers", {"name": "甲", "id_number": "1", "branch": "乙"}).error == "insufficient_scope"
    assert reader.get("/users").error == "insufficient_scope"


def test_a_scope_gives_nothing_that_the_office_does_not(site: Site) -> None:
    mine = program(site, SECRETARY)
    assert mine.get("/users").error == "not_allowed"
    assert mine.post("/findings/accept", {"numbers": [1]}).error == "not_found"


def test_a_token_gives_no_more_than_the_offices_of_today(site: Site) -> None:
    mine = program(site, SECRETARY)
    assert mine.get("/dossiers").json["count"] > 0
    flow = acting(site, ADMINISTRATOR)
    (held,) = registers.offices(flow, holder=SECRETARY)
    register_offices(flow, [replace(held, until=date(2026, 10, 31))])
    assert mine.get("/dossiers").json["count"] == 0
    assert mine.get("/me").json["offices"] == []


def test_a_token_under_one_office_has_what_that_office_has(site: Site) -> None:
    register_offices(
        acting(site, ADMINISTRATOR),
        [Office(holder=SECRETARY, duty=Duty.SECRETARY, organization="白帆软件党支部", since=date(2026, 1, 1))],
    )
    both = program(site, SECRETARY)
    one = program(site, SECRETARY, office="白帆软件党支部")
    assert both.get("/me").json["bodies"] == ["白帆软件党支部", "飞鹿电子党支部"]
    assert one.get("/me").json["bodies"] == ["白帆软件党支部"]
    other = both.get("/dossiers", body="飞鹿电子党支部").json["dossiers"][0]["id"]
    assert both.get(f"/dossiers/{other}").status == 200
    assert one.get(f"/dossiers/{other}").error == "not_found"
    with pytest.raises(NotFound):
        tokens.issue(acting(site, SECRETARY), "测试", ["read"], office="星河高新区工委")


@pytest.mark.parametrize(
    ("name", "scopes", "days"), [("", ["read"], 1), ("甲", [], 1), ("甲", ["all"], 1), ("甲", ["read"], 367)]
)
def test_a_token_without_name_scope_or_term_is_not_made(site: Site, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(BadInput):
        tokens.issue(acting(site, SECRETARY), name, scopes, days=days)
    assert tokens.mine(acting(site, SECRETARY)) == ()


def test_who_asks_too_fast_is_told_when_to_come_back(site: Site) -> None:
    slow = Room(site.flow, pace=Pace(at_once=2, per_second=0.01))
    secret = tokens.issue(acting(site, SECRETARY), "测试", ["read"]).secret
    first, second = Program(slow, secret), Program(slow, tokens.issue(acting(site, GENERAL), "测试", ["read"]).secret)
    answers = [first.client.get("/me", headers=first.own) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 101
    assert second.client.get("/me", headers=second.own).status_code == 200
