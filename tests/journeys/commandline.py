"""The second door of the journeys: ``dangyuan`` as people type it, called in this process."""

import json
from typing import Any

import pytest

from dangyuan_flow.cli import main
from dangyuan_flow.flow import Flow
from tests.journeys.scenario import SENT_UP, Do, Refusal

EXITS = {
    "refused": 1,
    "reason_needed": 1,
    "no_such_move": 1,
    "bad_input": 2,
    "wrong_usage": 2,
    "not_allowed": 3,
    "not_your_turn": 3,
    "conflict": 4,
    "not_found": 5,
}
_REVIEWS = {"refuse": "reject"}
_VERBS = {
    "transfer out": ("transfer", "out"),
    "transfer in": ("transfer", "in"),
    "ask": ("vet", "ask"),
    "answer": ("vet", "answer"),
    "ballot": ("ballot", "record"),
    "reconsider": ("reconsider",),
    "defer": ("defer",),
    "correct": ("correct",),
}


class CommandLine:
    """Types commands at the store of ``url``; ``flow`` only looks at what came of them."""

    name = "commandline"

    def __init__(self, flow: Flow, url: str, screen: pytest.CaptureFixture[str]) -> None:
        self.flow = flow
        self.url = url
        self._screen = screen

    def do(self, act: Do, dossier: str) -> Refusal | None:
        """Type the command for ``act``; says how it was refused, if it was."""
        code, told = self.run(*self._command(act, dossier), "--json", account=act.by)
        if code == 0:
            return None
        assert EXITS[told["error"]] == code, (code, told)
        violations = told.get("violations", [])
        return Refusal(
            error="bad_input" if told["error"] == "wrong_usage" else told["error"],
            codes=frozenset(v["code"] for v in violations),
            says=told["says"],
            earliest=frozenset(v["earliest"] for v in violations if v["earliest"]),
        )

    def run(self, *words: str, account: str = "") -> tuple[int, Any]:
        """Run one command; returns its exit code and the JSON that it printed."""
        self._screen.readouterr()
        with pytest.raises(SystemExit) as left:
            main([*words, "--db", self.url, *(["--as", account] if account else [])])
        printed = self._screen.readouterr()
        assert isinstance(left.value.code, int), left.value.code
        return left.value.code, json.loads(printed.out) if printed.out.strip() else None

    def _command(self, act: Do, dossier: str) -> list[str]:
        words: list[str] = []
        match act.what:
            case int():
                words = ["advance", dossier, str(act.what)]
                words += [word for paper in act.papers for word in ("--material", paper)]
            case "open":
                words = ["dossier", "open"]
            case "supply":
                words = ["dossier", "supply", dossier]
                words += [word for paper in act.papers for word in ("--material", paper)]
            case str() if act.what in SENT_UP:
                words = ["review", _REVIEWS.get(act.what, act.what), dossier]
                words += [word for paper in act.papers for word in ("--paper", paper)]
                words += ["--to", act.to] if act.to else []
                words += ["--vote", ",".join(str(n) for n in act.votes)] if act.votes else []
                words += ["--opinion", act.opinion] if act.opinion else []
            case str() if act.what.startswith("end "):
                words = ["end", act.what.removeprefix("end "), dossier, "--yes"]
            case _:
                words = [*_VERBS[act.what], dossier, *self._further(act)]
        words += [word for name, text in act.set.items() for word in ("--set", f"{name}={text}")]
        words += ["--on", act.on]
        if act.reason and act.what != "answer":
            words += ["--reason", act.reason]
        words += ["--by", act.decided_by] if act.decided_by else []
        words += ["--dry-run"] if act.dry_run else []
        if act.stale is not None:
            words += ["--expect-seq", str(self.flow.store.get(dossier).seq - act.stale)]
        return words

    def _further(self, act: Do) -> list[str]:
        """What the acts beside steps and reviews need."""
        words: list[str] = []
        match act.what:
            case "ballot":
                assert act.votes is not None
                entitled, present, votes_for, against, abstained = (str(n) for n in act.votes)
                words = ["--entitled", entitled, "--present", present, "--issued", present, "--collected", present]
                words += ["--for", votes_for, "--against", against, "--abstain", abstained]
            case "ask":
                words = [word for body in act.bodies for word in ("--body", body)]
            case "answer":
                words = ["--body", act.bodies[0], "--opinion", act.opinion or ""]
                words += ["--handling", act.reason] if act.reason else []
            case "transfer out":
                words = ["--to", act.to or "", "--yes"]
            case "transfer in":
                words = ["--branch", act.to or "", "--papers-missing", str(act.missing)]
            case "reconsider":
                words = ["--yes"]
            case _:
                pass
        return words
