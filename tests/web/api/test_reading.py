"""Reading: the same lists and files as the other doors show, page by page, and nothing of what one may not see."""

import json
import re
from typing import Any

import pytest

from dangyuan_flow.cli import run
from tests.web.api.program import PATH, Program, program
from tests.web.site import Site

SECRETARY, COMMITTEE, AUDITOR = "feilu.shuji", "gongwei.shuji", "gongwei.paicha"
NUMBER = re.compile(r"9{6}\d{11}[\dX]")


def told(capsys: pytest.CaptureFixture[str], site: Site, *words: str) -> Any:  # noqa: ANN401  a command's JSON
    capsys.readouterr()
    run([*words, "--json", "--db", str(site.flow.store.path)])
    return json.loads(capsys.readouterr().out)


def test_a_list_has_every_dossier_once_over_its_pages(site: Site) -> None:
    mine = program(site, COMMITTEE)
    whole = mine.get("/dossiers", limit=500).json
    ids: list[str] = []
    for offset in range(0, whole["count"], 7):
        part = mine.get("/dossiers", limit=7, offset=offset).json
        assert part["count"] == whole["count"]
        ids += [line["id"] for line in part["dossiers"]]
    assert ids == [line["id"] for line in whole["dossiers"]]
    assert len(set(ids)) == whole["count"]


def test_filters_narrow_as_they_say(site: Site) -> None:
    mine = program(site, COMMITTEE)
    probationers = mine.get("/dossiers", standing="probationary", open=True, limit=500).json["dossiers"]
    assert probationers
    assert {line["standing"] for line in probationers} == {"probationary"}
    name = probationers[0]["name"]
    assert probationers[0] in mine.get("/dossiers", contains=name).json["dossiers"]
    assert mine.get("/dossiers", standing="member", open=True, body="飞鹿电子党支部").json["count"] == 0


def test_a_dossier_reads_as_on_the_command_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    mine = program(site, SECRETARY)
    for line in mine.get("/dossiers").json["dossiers"][:3]:
        number = line["id"]
        answer = mine.get(f"/dossiers/{number}")
        assert answer.json == told(capsys, site, "dossier", "show", number)
        assert answer.etag == f'"{answer.json["seq"]}"'
        assert mine.get(f"/dossiers/{number}/next").json == told(capsys, site, "dossier", "next", number)
        day = answer.json["steps"][0]["on"]
        assert mine.get(f"/dossiers/{number}/as-of/{day}").json == told(capsys, site, "dossier", "as-of", number, day)
        lines = mine.get(f"/dossiers/{number}/journal", limit=500).json["lines"]
        assert lines == told(capsys, site, "journal", "show", number)
        assert mine.get(f"/dossiers/{number}/ballots").json["ballots"] == told(capsys, site, "ballot", "show", number)


def test_the_queue_and_the_bodies_read_as_on_the_command_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    mine = program(site, COMMITTEE)
    assert mine.get("/reviews").json["waiting"] == told(capsys, site, "review", "queue", "--as", COMMITTEE)
    assert mine.get("/bodies").json["bodies"] == told(capsys, site, "org", "list")
    assert mine.get("/offices").json["offices"] == told(capsys, site, "office", "list")
    assert mine.get("/users").json["users"] == told(capsys, site, "user", "list")


def test_a_sweep_and_its_findings_read_as_on_the_command_line(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, site, "sweep", "--keep", "--as", AUDITOR)
    mine = program(site, AUDITOR)
    assert mine.get("/sweeps").json["sweeps"] == told(capsys, site, "findings", "sweeps")["sweeps"]
    assert mine.get("/sweeps/1").json == mine.get("/sweeps").json["sweeps"][0]
    found = mine.get("/findings", limit=500).json
    assert found["count"] == len(found["findings"]) > 0
    assert found["findings"] == told(capsys, site, "findings", "list")["findings"]
    number = found["findings"][0]["finding"]
    whole = told(capsys, site, "findings", "show", str(number))["findings"][0]
    assert mine.get(f"/findings/{number}").json == whole
    assert mine.get("/findings", limit=1, offset=1).json["findings"] == found["findings"][1:2]


def test_what_belongs_elsewhere_answers_as_what_is_missing(site: Site) -> None:
    mine, whole = program(site, SECRETARY), program(site, COMMITTEE)
    own = {line["id"] for line in mine.get("/dossiers", limit=500).json["dossiers"]}
    theirs = next(line["id"] for line in whole.get("/dossiers", limit=500).json["dossiers"] if line["id"] not in own)
    missing = "2026-99999"
    for path in ("", "/next", "/journal", "/ballots", "/as-of/2026-10-01"):
        foreign, absent = mine.get(f"/dossiers/{theirs}{path}"), mine.get(f"/dossiers/{missing}{path}")
        assert (foreign.status, foreign.error) == (404, "not_found")
        assert foreign.text.replace(theirs, "X") == absent.text.replace(missing, "X")
        assert foreign.headers == absent.headers
    for path in ("end", "reviews", "vettings/reminders"):
        body = {"how": "die"} if path == "end" else {"decision": "submit"} if path == "reviews" else {}
        answers = [mine.post(f"/dossiers/{number}/{path}", body, seen='"1"') for number in (theirs, missing)]
        assert [one.error for one in answers] == ["not_found", "not_found"]
        assert answers[0].text.replace(theirs, "X") == answers[1].text.replace(missing, "X")
    assert mine.get("/dossiers", body="白帆软件党支部").text == mine.get("/dossiers", body="没有").text.replace(
        "没有名为“没有”", "没有名为“白帆软件党支部”"
    )


def test_an_administrator_and_a_liaison_see_no_dossier(site: Site) -> None:
    for user in ("admin", "shiwei.lianluo"):
        mine = program(site, user)
        assert mine.get("/dossiers").json["count"] == 0
        assert mine.get("/vettings").json == {"count": 0, "limit": 50, "offset": 0, "cells": []}
        assert mine.get("/findings").json["count"] == 0


def test_no_answer_holds_a_whole_identity_number(site: Site) -> None:
    mine = program(site, COMMITTEE)
    number = mine.get("/dossiers").json["dossiers"][0]["id"]
    paths = ["/me", "/dossiers", "/reviews", "/vettings", "/bodies", "/offices", "/users", "/openapi.json"]
    paths += [f"/dossiers/{number}{rest}" for rest in ("", "/next", "/journal", "/ballots", "/as-of/2026-11-01")]
    for path in paths:
        answer = mine.get(path)
        assert answer.status == 200, path
        assert set(NUMBER.findall(answer.text)) <= {"999999199505050011"}, path  # the example of the description


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/dossiers?limit=0", "query.limit"),
        ("/dossiers?limit=501", "query.limit"),
        ("/dossiers?standing=king", "query.standing"),
        ("/dossiers?standings=member", "query.standings"),
        ("/me?x=1", "query.x"),
        ("/dossiers/12", "path.dossier"),
        ("/dossiers/2026-00001/as-of/2026-02-30", "path.day"),
        ("/dossiers/2026-00001/as-of/0", "path.day"),
        ("/findings/0", "path.number"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(site: Site, path: str, at: str) -> None:
    answer = program(site, COMMITTEE).get(path)
    assert (answer.status, answer.error) == (422, "invalid")
    assert [one["at"] for one in answer.json["problems"]] == [at]


def test_addresses_and_methods_that_are_not_are_told_as_problems(site: Site) -> None:
    mine = program(site, COMMITTEE)
    assert mine.get("/nothing").error == "not_found"
    answer = mine.client.delete(PATH + "/dossiers", headers=mine.own)
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_the_description_is_whole_and_open_to_all(site: Site) -> None:
    described = Program(site.app, None).get("/openapi.json").json
    assert described["servers"] == [{"url": PATH}]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"令牌": []}], (method, path)
            assert operation["summary"]
            assert operation["description"]
            refusals = {status for status, answer in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "404", "422", "429", "503"} <= refusals
            assert all(
                list(operation["responses"][status]["content"]) == ["application/problem+json"] for status in refusals
            )
            if method == "post" and "{dossier}" in path:
                assert {"409", "412", "428"} <= refusals
