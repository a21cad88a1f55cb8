"""The pages under load: 10,000 dossiers, one process, `wrk` on loopback, beside a bare FastAPI page in the same run."""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import Figure, benchmark
from benchmarks.population import AS_OF, population
from dangyuan_flow.application.entrance import set_password
from dangyuan_flow.application.founding import found, register_offices, register_organizations, register_users
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import RECORDED, Facts
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.people import BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.domain.workflow import Move, Workflow
from dangyuan_flow.settings import Settings

DOSSIERS = int(os.environ.get("BENCHMARK_DOSSIERS", "10000"))
SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "5"))
BRANCHES, GENERAL_BRANCHES = 300, 10
PASSWORD = "benchmark-only-2026"  # noqa: S105  of an invented user in a store that is thrown away
MOMENT = datetime(2026, 8, 1, tzinfo=UTC)
PAGES = {"work list": "/", "dossiers": "/dossiers", "a dossier": "/dossiers/D0000007"}

_BARE = """
import sys, uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
app = FastAPI()
@app.get("/")
def page() -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>page</title><p>" + "text " * 200)
import socket
listener = socket.socket(); listener.bind(("127.0.0.1", 0)); listener.listen(512)
print("http://127.0.0.1:%d/" % listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
"""


@benchmark("web")
def web() -> Iterator[Figure]:
    """Requests a second and the median answer of three pages; the work list against a bare page."""
    with tempfile.TemporaryDirectory(prefix="dangyuan-bench-") as folder:
        path = Path(folder) / "dangyuan.db"
        _fill(path)
        with _served([sys.executable, "-c", _BARE]) as bare:
            bare_rate, _ = _load(bare, "/", "")
        command = [sys.executable, "-m", "dangyuan_flow", "serve", "--port", "0", "--db", str(path)]
        with _served(command) as address:
            cookie = _signed_in(address, "gongwei")
            for what, place in PAGES.items():
                single = _median(address, place, cookie)
                yield Figure(
                    what=f"{what} of {DOSSIERS:,} dossiers, median answer",
                    value=single,
                    unit="ms",
                    goal=60,
                    at_most=True,
                )
                rate, latency = _load(address, place, cookie)
                detail = f"median {latency} under load; bare page {bare_rate:,.0f}/s"
                is_list = place == "/"
                yield Figure(
                    what=f"{what}, requests", value=rate, unit="/s", goal=250 if is_list else None, detail=detail
                )
                if is_list:
                    yield Figure(what="work list / bare FastAPI page", value=rate / bare_rate, unit="", goal=0.12)


@contextmanager
def _served(command: list[str]) -> Iterator[str]:
    """A server in a process of its own, for as long as it is wanted; yields the address that it prints."""
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603  our own programs
    try:
        assert server.stdout is not None  # noqa: S101  it is a pipe
        found = re.search(r"http://\S+/", server.stdout.readline())
        if found is None:
            raise RuntimeError("the server did not say where it is")
        yield found.group()
    finally:
        server.terminate()
        server.wait(timeout=30)


def _load(address: str, place: str, cookie: str) -> tuple[float, str]:
    """Requests a second of eight callers, and the median that they saw."""
    command = ["wrk", "-t1", "-c8", f"-d{SECONDS}s", "--latency", "-H", f"Cookie: {cookie}", address + place[1:]]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  as above
    if "Non-2xx" in told:
        raise RuntimeError(told)
    rate, median = re.search(r"Requests/sec:\s+([\d.]+)", told), re.search(r"50%\s+(\S+)", told)
    if rate is None or median is None:
        raise RuntimeError(told)
    return float(rate.group(1)), median.group(1)


def _median(address: str, place: str, cookie: str) -> float:
    """The median milliseconds of one caller's answers, one after the other."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    taken = []
    for _ in range(30):
        start = time.perf_counter()
        connection.request("GET", place, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - start)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{place}: {answer.status}")
    return statistics.median(taken) * 1e3


def _signed_in(address: str, user: str) -> str:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    body = urlencode({"name": user, "password": PASSWORD, "back": "/"})
    connection.request("POST", "/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _fill(path: Path) -> None:
    flow = found(Settings.load({}, db=str(path)), today=AS_OF)
    committee = Organization(name="高新区工委", kind=BodyKind.WORKING_COMMITTEE, may_approve=True)
    above = [
        Organization(name=f"第{n}党总支", kind=BodyKind.GENERAL_BRANCH, parent=committee.name)
        for n in range(GENERAL_BRANCHES)
    ]
    branches = [
        Organization(
            name=f"第{n}支部", kind=BodyKind.BRANCH, parent=above[n % GENERAL_BRANCHES].name, has_committee=True
        )
        for n in range(BRANCHES)
    ]
    register_organizations(flow, [committee, *above, *branches])
    register_users(flow, [User(name="gongwei", person="张明")])
    set_password(flow, "gongwei", PASSWORD, must_change=False)
    register_offices(
        flow,
        [Office(holder="gongwei", duty=Duty.SECRETARY, organization=committee.name, since=date(2020, 1, 1))],
    )
    people = population(DOSSIERS)
    moment = MOMENT
    while some := [person for _, person in zip(range(2_000), people, strict=False)]:
        moment += timedelta(minutes=1)
        flow.store.append([_opened(flow.workflow, dossier, facts, moment) for dossier, facts in some])
    flow.close()


def _opened(workflow: Workflow, dossier_id: str, facts: Facts, at: datetime) -> tuple[StepRecord, Dossier]:
    told = {name: facts[name] for name in RECORDED if facts[name] is not None}
    record = StepRecord(
        dossier=dossier_id,
        dossier_seq=1,
        move=Move.OPEN,
        on=AS_OF,
        entered_at=at,
        entered_by="bench",
        position=workflow.furthest(facts),
        facts=told,
    )
    after = apply(Dossier(id=dossier_id), record)
    return record, replace(after, facts=derive(after.facts))
