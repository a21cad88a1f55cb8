"""Webhooks against a real server on this machine: signed, told once, told again until it answers, nothing lost."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from dangyuan_flow.application import webhooks
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.flow import Flow
from dangyuan_flow.web.serving import dispatching
from tests.web.site import Site

SECRETARY, COMMITTEE = "feilu.shuji", "gongwei.shuji"
BRANCH, OTHER = "飞鹿电子党支部", "白帆软件党支部"
LATER = int(time.time()) + 1_000_000


class Listener:
    """Another system that listens: what it was sent, and what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.rang = threading.Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(listener.answers.pop(0) if listener.answers else 204)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
                listener.rang.set()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/dangyuan"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def committee(site: Site) -> Flow:
    return replace(site.flow, user=COMMITTEE)


def someone_applies(flow: Flow, serial: int = 951, branch: str = BRANCH) -> str:
    first = f"99999919950505{serial:03d}"
    told = {"name": "郑一鸣", "id_number": first + identity.check_digit(first), "branch": branch}
    return open_dossier(replace(flow, user=COMMITTEE), told, on=flow.today()).dossier.id


def test_an_act_is_told_once_signed_and_without_the_person(committee: Flow, listener: Listener) -> None:
    webhook = webhooks.add(committee, listener.url, ["*"])
    dossier = someone_applies(committee)
    assert webhooks.dispatch(committee) == 1
    assert webhooks.dispatch(committee, now=LATER) == 0
    ((headers, body),) = listener.heard
    told = json.loads(body)
    line = committee.store.records(dossier)[-1]
    assert (told["event"], told["dossier"], told["seq"]) == ("dossier.open", dossier, 1)
    assert (told["line"], told["digest"]) == (line.seq, line.digest)
    assert "郑一鸣" not in body.decode()
    assert BRANCH not in body.decode()
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60


def test_nothing_before_it_was_registered_is_told_and_nothing_after_is_lost(
    committee: Flow, listener: Listener
) -> None:
    someone_applies(committee, 951)
    webhooks.add(committee, listener.url, ["dossier.open"])
    later = [someone_applies(committee, serial) for serial in (952, 953, 954)]
    webhooks.dispatch(committee)
    assert [told["dossier"] for told in listener.told()] == later


def test_only_the_events_and_bodies_wanted_are_told(committee: Flow, listener: Listener) -> None:
    webhooks.add(committee, listener.url, ["dossier.open"], body=BRANCH)
    webhooks.add(committee, f"{listener.url}/ends", ["dossier.die"])
    mine = someone_applies(committee, 951)
    someone_applies(committee, 952, OTHER)
    webhooks.dispatch(committee)
    assert [told["dossier"] for told in listener.told()] == [mine]


def test_what_was_not_answered_is_told_again_with_growing_waits(committee: Flow, listener: Listener) -> None:
    webhooks.add(committee, listener.url, ["*"])
    someone_applies(committee)
    listener.answers = [500, 302, 503]
    at = int(time.time())
    assert webhooks.dispatch(committee, now=at) == 1
    assert webhooks.dispatch(committee, now=at + webhooks.WAITS[0] - 1) == 0
    at += webhooks.WAITS[0]
    assert webhooks.dispatch(committee, now=at) == 1
    assert webhooks.dispatch(committee, now=at + webhooks.WAITS[1] - 1) == 0
    at += webhooks.WAITS[1]
    assert webhooks.dispatch(committee, now=at) == 1
    assert webhooks.deliveries(committee)[0].says == "HTTP 503"
    assert webhooks.dispatch(committee, now=at + webhooks.WAITS[2]) == 1
    (delivery,) = webhooks.deliveries(committee)
    assert (delivery.tries, delivery.says, delivery.due_at) == (4, "HTTP 204", None)
    assert delivery.done_at is not None
    assert len({headers["webhook-id"] for headers, _ in listener.heard}) == 1
    assert len({body for _, body in listener.heard}) == 1


def test_who_never_answers_is_given_up_and_may_be_told_again(committee: Flow, listener: Listener) -> None:
    webhooks.add(committee, listener.url, ["*"])
    someone_applies(committee)
    listener.answers = [500] * (len(webhooks.WAITS) + 1)
    at = int(time.time())
    for wait in (0, *webhooks.WAITS):
        at += wait
        assert webhooks.dispatch(committee, now=at) == 1
    assert webhooks.dispatch(committee, now=at + LATER) == 0
    (delivery,) = webhooks.deliveries(committee)
    assert (delivery.due_at, delivery.done_at) == (None, None)
    webhooks.replay(committee, delivery.number)
    assert webhooks.dispatch(committee) == 1
    assert webhooks.deliveries(committee)[0].done_at is not None
    with pytest.raises(NotFound):
        webhooks.replay(committee, delivery.number + 1)


def test_a_server_that_is_away_is_told_when_it_is_back(committee: Flow) -> None:
    gone = Listener()
    gone.close()
    webhooks.add(committee, gone.url, ["*"])
    someone_applies(committee)
    assert webhooks.dispatch(committee) == 1
    (delivery,) = webhooks.deliveries(committee)
    assert (delivery.says or "").startswith("没有送到")
    assert delivery.due_at is not None


def test_an_address_that_was_removed_is_told_nothing(committee: Flow, listener: Listener) -> None:
    webhook = webhooks.add(committee, listener.url, ["*"])
    someone_applies(committee)
    webhooks.remove(committee, webhook.id)
    assert webhooks.dispatch(committee) == 0
    assert webhooks.listed(committee) == ()
    assert listener.heard == []


def test_two_who_dispatch_at_once_tell_it_once(committee: Flow, listener: Listener) -> None:
    webhooks.add(committee, listener.url, ["*"])
    for serial in range(951, 957):
        someone_applies(committee, serial)
    threads = [threading.Thread(target=webhooks.dispatch, args=(committee,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    webhooks.dispatch(committee)
    assert len(listener.told()) == len({told["line"] for told in listener.told()}) == 6


def test_the_server_tells_by_itself(committee: Flow, listener: Listener, site: Site) -> None:
    webhooks.add(committee, listener.url, ["*"])
    with dispatching(site.flow):
        dossier = someone_applies(committee)
        assert listener.rang.wait(timeout=30)
    assert [told["dossier"] for told in listener.told()] == [dossier]


@pytest.mark.parametrize(
    "url",
    ["ftp://localhost/x", "localhost", "http://", "http:" + "//u:p@localhost/", "http://localhost/ x", "http://[/"],
)
def test_an_address_of_another_kind_is_not_taken_in(committee: Flow, url: str) -> None:
    with pytest.raises(BadInput):
        webhooks.add(committee, url, ["*"])


def test_who_keeps_no_register_or_sees_no_dossier_makes_the_server_reach_nowhere(site: Site) -> None:
    for user in (SECRETARY, "admin", "shiwei.lianluo"):
        with pytest.raises(NotAllowed):
            webhooks.add(replace(site.flow, user=user), "http://localhost/x", ["*"])
    with pytest.raises(BadInput):
        webhooks.add(replace(site.flow, user=COMMITTEE), "http://localhost/x", ["dossier.dance"])
