"""The first door of the journeys: the application's functions, called as a program would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from dangyuan_flow.application.advancing import advance, known_step
from dangyuan_flow.application.balloting import record_ballot
from dangyuan_flow.application.evidence import read_settings, take_in
from dangyuan_flow.application.leaving import correct, defer, end, reconsider, transfer_in, transfer_out
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.application.supplying import supply
from dangyuan_flow.application.vetting import answer, ask
from dangyuan_flow.domain.ballot import Ballot
from dangyuan_flow.domain.errors import FlowError, Refused
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.journeys.scenario import SENT_UP, Do, Refusal
from tests.journeys.zone import acting

ENDS = {
    "end withdraw": Move.WITHDRAW,
    "end disqualify": Move.DISQUALIFY,
    "end died": Move.DIE,
    "end not-recognised": Move.NOT_RECOGNISE,
}


class Service:
    """Acts on one dossier of an open flow."""

    name = "service"

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def do(self, act: Do, dossier: str) -> Refusal | None:
        """Do ``act``; says how it was refused, if it was."""
        try:
            self._do(acting(self.flow, act.by or None), act, dossier)
        except FlowError as error:
            violations = error.violations if isinstance(error, Refused) else ()
            return Refusal(
                error=error.code,
                codes=frozenset(v.code for v in violations),
                says=str(error),
                earliest=frozenset(v.earliest.isoformat() for v in violations if v.earliest is not None),
            )
        return None

    def _do(self, flow: Flow, act: Do, dossier: str) -> None:
        on = date.fromisoformat(act.on)
        facts = read_settings(f"{name}={text}" for name, text in act.set.items())
        known = self._known(act, dossier)
        match act.what:
            case int():
                step = known_step(flow, act.what)
                materials, documents = take_in(step, act.papers, on)
                advance(
                    flow,
                    dossier,
                    act.what,
                    on=on,
                    facts=facts,
                    materials=materials,
                    documents=documents,
                    reason=act.reason,
                    decided_by=act.decided_by,
                    dry_run=act.dry_run,
                    expected=known,
                )
            case str() if act.what in SENT_UP:
                decide(
                    flow,
                    dossier,
                    Move(act.what),
                    on=on,
                    opinion=act.opinion,
                    reason=act.reason,
                    vote=act.votes,
                    to_step=int(act.to) if act.to else None,
                    papers=act.papers,
                    decided_by=act.decided_by,
                    dry_run=act.dry_run,
                    expected=known,
                )
            case _:
                self._beside(flow, act, dossier, facts)

    def _beside(self, flow: Flow, act: Do, dossier: str, facts: Mapping[str, Value]) -> None:
        """What is done beside steps and gates."""
        on, reason = date.fromisoformat(act.on), act.reason or ""
        match act.what:
            case "open":
                open_dossier(flow, facts, on=on)
            case "supply":
                supply(flow, dossier, act.papers, on=on, dry_run=act.dry_run)
            case "ballot":
                record_ballot(flow, dossier, ballot(act), dry_run=act.dry_run)
            case "ask":
                ask(flow, dossier, act.bodies, on=on)
            case "answer":
                (body,) = act.bodies
                answer(flow, dossier, body, on=on, opinion=act.opinion or "", handling=act.reason)
            case "correct":
                known = self._known(act, dossier)
                correct(flow, dossier, facts, on=on, reason=reason, expected=known, dry_run=act.dry_run)
            case _:
                self._leaving(flow, act, dossier)

    def _leaving(self, flow: Flow, act: Do, dossier: str) -> None:
        """Ends, moves, and what is put off or taken up again."""
        on, reason = date.fromisoformat(act.on), act.reason or ""
        match act.what:
            case "transfer out":
                transfer_out(flow, dossier, on=on, to=act.to or "")
            case "transfer in":
                transfer_in(flow, dossier, on=on, branch=act.to or "", papers_missing=act.missing)
            case "reconsider":
                reconsider(flow, dossier, on=on, reason=reason)
            case "defer":
                defer(flow, dossier, on=on, reason=reason)
            case _:
                end(flow, dossier, ENDS[str(act.what)], on=on, reason=reason, decided_by=act.decided_by)

    def _known(self, act: Do, dossier: str) -> int | None:
        """The record that the caller last saw, if the act says so."""
        return None if act.stale is None else self.flow.store.get(dossier).seq - act.stale


def ballot(act: Do) -> Ballot:
    """The ballot that ``act`` tells of: as many papers out and in as members present."""
    assert act.votes is not None
    entitled, present, votes_for, against, abstained = act.votes
    return Ballot(
        on=date.fromisoformat(act.on),
        entitled=entitled,
        present=present,
        issued=present,
        collected=present,
        votes_for=votes_for,
        against=against,
        abstained=abstained,
    )


@contextmanager
def closing(flow: Flow) -> Iterator[Flow]:
    """``flow``, closed afterwards."""
    try:
        yield flow
    finally:
        flow.close()
