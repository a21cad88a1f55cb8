"""Every address × every kind of user × own, below, beside, above: who gets what; nothing foreign is written."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest

from dangyuan_flow.application.acting import sight
from dangyuan_flow.web.app import ROOMS
from tests.web.matrix import ACCESS
from tests.web.site import ADDRESS, Browser, Site

USERS = {
    "branch": "feilu.shuji",
    "general branch": "zong1.shuji",
    "committee": "gongwei.shuji",
    "organiser": "gongwei.zuzhiyuan",
    "auditor": "gongwei.paicha",
    "liaison": "shiwei.lianluo",
    "administrator": "admin",
}
REGISTRARS = {"committee", "organiser", "administrator"}
READERS_ONLY = {"auditor"}
BRANCHES = ("飞鹿电子党支部", "白帆软件党支部", "山雀物流党支部", "高新区机关党支部")
"""Of the branch secretary: own, beside under the same general branch, beside under another, beside under none."""
MISSING = "2026-99999"
VALUES = {
    "kind": "overdue",
    "name": "browser",
    "number": "6",
    "act": "end",
    "digest": "0" * 64,
    "code": "V49",
    "year": "2031",
    "key": "0",
    "run_id": "0" * 12,
    "held_id": "0" * 12,
    "batch_id": "B20261101-001",
}
QUERIES = {"/dossiers/{dossier_id}/as-of": "?day=2026-10-01"}
OWN = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}


def routes() -> Iterator[tuple[str, str]]:
    """Every address of the pages, with its method."""
    for room in ROOMS:
        for route in import_module(f"dangyuan_flow.web.routes.{room}").router.routes:
            yield from ((method, route.path) for method in route.methods - {"HEAD"})


def test_every_address_has_its_line_in_the_table() -> None:
    assert set(routes()) == ACCESS.keys()


def filled(path: str, dossier_id: str = MISSING) -> str:
    """An address with values in its places."""
    told = {**VALUES, "dossier_id": dossier_id}
    return re.sub(r"\{(\w+)(?::int)?\}", lambda found: told[found.group(1)], path) + QUERIES.get(path, "")


def asked(browser: Browser, method: str, path: str, key: str) -> tuple[int, str, str]:
    """Status, whole text and where it leads, of a request with the session's key and nothing else."""
    answer = (
        browser.client.get(path, follow_redirects=False)
        if method == "GET"
        else browser.client.post(path, data={"form_key": key}, headers=OWN, follow_redirects=False)
    )
    return answer.status_code, answer.text, answer.headers.get("location", "")


def key_of(browser: Browser) -> str:
    """The key that this session's forms carry."""
    return dict(browser.open("/password").form("换成新密码").fields)["form_key"]


def one_of_each_branch(site: Site) -> dict[str, str]:
    """A dossier of each of :data:`BRANCHES`."""
    lines = site.flow.store.list()
    return {branch: next(line.id for line in lines if line.branch == branch) for branch in BRANCHES}


def seen_by(site: Site, user: str) -> frozenset[str] | None:
    return sight(replace(site.flow, user=user))


def test_nobody_gets_anything_but_the_way_in(site: Site) -> None:
    head = site.flow.store.head()
    someone = one_of_each_branch(site)[BRANCHES[0]]
    browser = site.nobody()
    for (method, path), kind in ACCESS.items():
        if kind != "open":
            status, _, to = asked(browser, method, filled(path, someone), "")
            assert (status, to.partition("?")[0]) == (303, "/sign-in"), f"{method} {path}: {status}"
    assert site.flow.store.head() == head


def test_what_each_kind_of_user_sees_is_what_lies_below_their_bodies(site: Site) -> None:
    seen = {role: seen_by(site, user) for role, user in USERS.items()}
    within = {role: None if one is None else [b for b in BRANCHES if b in one] for role, one in seen.items()}
    assert within == {
        "branch": [BRANCHES[0]],
        "general branch": [BRANCHES[0], BRANCHES[1]],
        "committee": None,
        "organiser": None,
        "auditor": None,
        "liaison": [],
        "administrator": [],
    }


@pytest.mark.parametrize("role", USERS)
def test_a_foreign_dossier_is_as_a_missing_one_at_every_address_and_nothing_is_written(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    key, seen, head = key_of(browser), seen_by(site, USERS[role]), site.flow.store.head()
    foreign = {b: i for b, i in one_of_each_branch(site).items() if seen is not None and b not in seen}
    looks = site.flow.store.access.count_looks()
    for (method, path), kind in ACCESS.items():
        if kind not in ("dossier", "act"):
            continue
        missing = asked(browser, method, filled(path), key)
        assert missing[0] == 404, f"{method} {path}: {missing[0]}"
        for branch, one in foreign.items():
            status, text, _ = asked(browser, method, filled(path, one), key)
            assert status == 404, f"{method} {path} of {branch}: {status}"
            assert text.replace(one, MISSING) == missing[1], f"{method} {path} of {branch} tells that it is there"
    assert site.flow.store.head() == head
    assert site.flow.store.access.count_looks() == looks


@pytest.mark.parametrize("role", USERS)
def test_what_one_sees_answers_and_no_address_breaks(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    key, seen = key_of(browser), seen_by(site, USERS[role])
    mine = [i for b, i in one_of_each_branch(site).items() if seen is None or b in seen]
    for (method, path), kind in ACCESS.items():
        if path == "/sign-out":
            continue
        for one in mine[:2] if kind in ("dossier", "act") else [MISSING]:
            status, _, to = asked(browser, method, filled(path, one), key)
            assert status < 500, f"{method} {path}: {status}"
            assert not to.startswith("/sign-in"), f"{method} {path}: signed out"
    for one in mine:
        assert browser.open(f"/dossiers/{one}").status == 200


@pytest.mark.parametrize("role", sorted(READERS_ONLY | {"liaison", "administrator"}))
def test_who_only_reads_writes_into_no_dossier(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    key, before = key_of(browser), {line.id: line.seq for line in site.flow.store.list()}
    for (method, path), kind in ACCESS.items():
        if kind in ("act", "officer") and method == "POST":
            for one in one_of_each_branch(site).values():
                asked(browser, method, filled(path, one), key)
    assert {line.id: line.seq for line in site.flow.store.list()} == before


@pytest.mark.parametrize("role", USERS)
def test_registers_are_changed_by_registrars_alone(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    key, head = key_of(browser), site.flow.store.head()
    for (method, path), kind in ACCESS.items():
        if kind == "registrar":
            status, _, _ = asked(browser, method, filled(path), key)
            assert (status == 403) is (role not in REGISTRARS), f"{method} {path}: {status}"
    assert site.flow.store.head() == head


@pytest.mark.parametrize("role", USERS)
def test_no_page_shows_an_id_that_is_out_of_sight(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    seen = seen_by(site, USERS[role])
    hidden = {
        line.id: line.id_number
        for line in site.flow.store.list()
        if seen is not None and (line.branch is None or line.branch not in seen)
    }
    for (method, path), kind in ACCESS.items():
        if method != "GET" or kind in ("open", "answer"):
            continue
        status, text, _ = asked(browser, method, filled(path), "")
        told = [one for one, number in hidden.items() if one in text or (number is not None and number in text)]
        assert told == [], f"{path} ({status}) shows {told[:3]}"


@pytest.mark.parametrize("role", USERS)
def test_no_page_shows_a_whole_identity_number(site: Site, role: str) -> None:
    browser = site.signed_in(USERS[role])
    seen = seen_by(site, USERS[role])
    mine = [i for b, i in one_of_each_branch(site).items() if seen is None or b in seen]
    for (method, path), kind in ACCESS.items():
        if method == "GET" and kind != "open":
            for one in mine[:1] or [MISSING]:
                _, text, _ = asked(browser, method, filled(path, one), "")
                assert not re.search(r"(?<!\d)999999\d{11}[\dX](?!\d)", text), path
