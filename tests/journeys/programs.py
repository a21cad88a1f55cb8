"""The third door of the journeys: the API, as a program with a token asks it, in this process."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from dangyuan_flow.application import tokens
from dangyuan_flow.application.evidence import fact_named, read_value
from dangyuan_flow.application.plain import plain
from dangyuan_flow.application.sighting import own
from dangyuan_flow.application.supplying import step_of
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.web.api.callers import Pace
from dangyuan_flow.web.api.room import Room
from tests.journeys.scenario import SENT_UP, Do, Refusal
from tests.journeys.service import ENDS, Service
from tests.journeys.zone import acting

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

STATUSES = {
    "refused": 422,
    "reason_needed": 422,
    "no_such_move": 422,
    "bad_input": 422,
    "invalid": 422,
    "not_allowed": 403,
    "not_your_turn": 403,
    "unauthorized": 401,
    "conflict": 409,
    "precondition_failed": 412,
    "not_found": 404,
}
_ALIKE = {"invalid": "bad_input", "unauthorized": "not_allowed", "precondition_failed": "conflict"}
_COMMANDS = re.compile(r"^--|^ballot record$")
"""Words of the command line, which a program is not told."""
_PLACES = {
    "supply": "materials",
    "ballot": "ballots",
    "ask": "vettings",
    "answer": "vettings/answers",
    "correct": "corrections",
    "transfer out": "transfer-out",
    "transfer in": "transfer-in",
    "reconsider": "reconsideration",
    "defer": "deferral",
}


class Programs:
    """Asks the API over ``flow``, each account with a token of its own."""

    name = "programs"

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._client = TestClient(Room(flow, pace=Pace(at_once=1_000_000)), base_url="http://localhost")
        self._secrets: dict[str, str] = {}

    def do(self, act: Do, dossier: str) -> Refusal | None:
        """Ask for ``act``; says how it was refused, if it was."""
        if self._is_not_for_programs(act, dossier):
            return Service(self.flow).do(act, dossier)
        try:
            headers = {} if not act.by else {"authorization": f"Bearer {self._secret(act.by)}"}
        except NotFound as nobody:  # who is not registered gets no token
            return Refusal(error=nobody.code, says=str(nobody))
        if act.what != "open":
            headers["if-match"] = f'"{self.flow.store.get(dossier).seq - (act.stale or 0)}"'
        answer = self._client.post(self._place(act, dossier), json=self._body(act, dossier), headers=headers)
        if answer.status_code in (200, 201):
            return None
        told = answer.json()
        assert STATUSES[told["error"]] == answer.status_code == told["status"], told
        if told["error"] == "not_found" and not self._sees(act.by, dossier):
            assert act.no in ("not_allowed", "not_your_turn", "not_found"), told
            return Refusal(error=act.no, codes=act.codes, says="".join(act.says))
        violations = told.get("violations", [])
        return Refusal(
            error=_ALIKE.get(told["error"], told["error"]),
            codes=frozenset(v["code"] for v in violations),
            says="".join([told["detail"], *(word for word in act.says if _COMMANDS.search(word))]),
            earliest=frozenset(v["earliest"] for v in violations if v.get("earliest")),
        )

    def _is_not_for_programs(self, act: Do, dossier: str) -> bool:
        """What the API leaves to other doors: trying to supply; and taking over what one does not see yet."""
        if act.what == "transfer in":
            return not self._sees(act.by, dossier)
        return act.what == "supply" and act.dry_run

    def _secret(self, account: str) -> str:
        if account not in self._secrets:
            made = tokens.issue(acting(self.flow, account), "旅程", ["write", "review"])
            self._secrets[account] = made.secret
        return self._secrets[account]

    def _sees(self, account: str, dossier: str) -> bool:
        try:
            own(self.flow, account).flow.store.get(dossier)
        except NotFound:
            return False
        return True

    def _place(self, act: Do, dossier: str) -> str:
        match act.what:
            case "open":
                return "/dossiers"
            case int():
                return f"/dossiers/{dossier}/steps/{act.what}"
            case str() if act.what in SENT_UP:
                return f"/dossiers/{dossier}/reviews"
            case str() if act.what.startswith("end "):
                return f"/dossiers/{dossier}/end"
            case _:
                return f"/dossiers/{dossier}/{_PLACES[act.what]}"

    def _body(self, act: Do, dossier: str) -> dict[str, Any]:
        facts = dict(_stated(name, text) for name, text in act.set.items())
        body: dict[str, Any] = {"on": act.on}
        match act.what:
            case "open":
                first = {name: facts.pop(name) for name in ("name", "id_number", "branch") if name in facts}
                body |= first | {"facts": facts}
            case int():
                papers = [{"kind": paper} for paper in act.papers]
                body |= {"facts": facts, "materials": papers, "reason": act.reason, "dry_run": act.dry_run}
            case str() if act.what in SENT_UP:
                body |= {"decision": act.what, "opinion": act.opinion, "reason": act.reason, "dry_run": act.dry_run}
                body |= {"to_step": int(act.to)} if act.to else {}
                body |= {"papers": [*act.papers], "vote": None if act.votes is None else _vote(act.votes)}
            case str() if act.what.startswith("end "):
                body |= {"how": ENDS[act.what].value, "reason": act.reason}
            case _:
                body |= self._further(act, dossier, facts)
        return body | ({"decided_by": act.decided_by} if act.decided_by else {})

    def _further(self, act: Do, dossier: str, facts: dict[str, Any]) -> dict[str, Any]:
        """What the acts beside steps and reviews need."""
        body: dict[str, Any] = {"reason": act.reason}
        match act.what:
            case "supply":
                body = {"papers": [{"kind": paper, "step": self._step_of(dossier, paper)} for paper in act.papers]}
            case "ballot":
                assert act.votes is not None
                present = act.votes[1]
                body = _vote(act.votes) | {"issued": present, "collected": present, "dry_run": act.dry_run}
            case "ask":
                body = {"bodies": [*act.bodies]}
            case "answer":
                body = {"body": act.bodies[0], "opinion": act.opinion, "handling": act.reason}
            case "correct":
                body |= {"facts": facts, "dry_run": act.dry_run}
            case "transfer out":
                body = {"to": act.to}
            case "transfer in":
                body = {"branch": act.to, "papers_missing": act.missing}
            case _:
                pass
        return body

    def _step_of(self, dossier: str, paper: str) -> int:
        try:
            return step_of(self.flow, self.flow.store.get(dossier), paper).id
        except BadInput:
            return 1


def _stated(name: str, text: str) -> tuple[str, Any]:
    """What people type, as a program states it; what cannot be read, as it was typed."""
    try:
        fact = fact_named(name)
        return fact.name, plain(read_value(fact, text))
    except BadInput:
        return name, text


def _vote(votes: tuple[int, int, int, int, int]) -> dict[str, int]:
    return dict(zip(("entitled", "present", "votes_for", "against", "abstained"), votes, strict=True))
