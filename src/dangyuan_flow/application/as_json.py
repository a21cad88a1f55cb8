"""What journeys come to, as JSON: one shape for every door. Nothing here identifies a person by number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dangyuan_flow.application.plain import HIDDEN, plain, violation_json
from dangyuan_flow.domain.errors import BadDefinition, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.application.looking import Due, Next
    from dangyuan_flow.application.proceeding import Outcome
    from dangyuan_flow.application.reviewing import Waiting
    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.errors import FlowError
    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.domain.journal import Dossier, StepRecord
    from dangyuan_flow.domain.registry import RegistryEntry
    from dangyuan_flow.domain.sweep import KeptSweep
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import DossierLine, Filed, Line


def refusal_json(error: FlowError) -> dict[str, object]:
    """A refusal: with its violations, or with what it says."""
    if isinstance(error, Refused):
        return {
            "error": error.code,
            "dossier": error.dossier,
            "step": error.step,
            "violations": [violation_json(violation) for violation in error.violations],
            "says": str(error),
        }
    if isinstance(error, BadDefinition):
        return {"error": error.code, "says": str(error), "problems": [*error.problems]}
    return {"error": error.code, "says": str(error)}


# Dossiers


def dossier_line_json(flow: Flow, line: DossierLine) -> dict[str, object]:
    """A dossier as lists show it."""
    from dangyuan_flow.domain.identity import masked  # noqa: PLC0415  `dangyuan --help` answers at once

    return {
        "id": line.id,
        "name": line.name,
        "id_number": masked(line.id_number),
        "branch": line.branch,
        "standing": line.standing,
        "position": line.position,
        "where": flow.workflow.describe(line.position),
        "open": line.under_way,
    }


def dossier_json(flow: Flow, dossier: Dossier, *, today: bool = True) -> dict[str, object]:
    """A dossier; with ``today``, also the deadlines and violations as they are today."""
    from dangyuan_flow.application.chronicle import ticks  # noqa: PLC0415  as above
    from dangyuan_flow.application.looking import deadlines, violations  # noqa: PLC0415  as above
    from dangyuan_flow.domain.facts import RECORDED  # noqa: PLC0415  as above
    from dangyuan_flow.domain.identity import masked  # noqa: PLC0415  as above

    f = dossier.facts
    found: dict[str, object] = {
        "id": dossier.id,
        "seq": dossier.seq,
        "name": f.name,
        "id_number": masked(f.id_number),
        "branch": f.branch,
        "standing": flow.workflow.standing_at(dossier.position, dossier.before).value,
        "position": dossier.position,
        "where": flow.workflow.describe(dossier.position),
        "open": dossier.is_open,
        "steps": [
            {"id": t.step.id, "name": t.step.name, "state": t.state, "on": plain(t.on)} for t in ticks(flow, dossier)
        ],
        "facts": {n: plain(v) for n in RECORDED if n not in HIDDEN and (v := f[n]) is not None},
        "unknown": sorted(f.unknown & RECORDED.keys()),
        "materials": plain(dossier.materials),
        "reviews": plain(dossier.reviews),
        "vettings": plain(f.vettings),
        "ballots": [{"step": step} | plain(ballot) for step, ballot in dossier.ballots],
    }
    if today:
        found["deadlines"] = due_json(deadlines(flow, dossier))
        found["violations"] = [violation_json(v) for v in violations(flow, dossier)]
    return found


def next_json(told: Next) -> dict[str, object]:
    """What is next."""
    return {
        "dossier": told.dossier.id,
        "name": told.dossier.facts.name,
        "position": told.dossier.position,
        "where": told.where,
        "step": told.step.id if told.step else None,
        "turn": told.turn,
        "lacking": [*told.lacking],
        "obstacles": [violation_json(v) for v in told.obstacles],
        "earliest": plain(told.earliest),
        "beside": [step.id for step in told.beside],
        "due": due_json(told.due),
        "forms": [*told.forms],
    }


def due_json(due: Iterable[Due]) -> list[dict[str, object]]:
    """Deadlines."""
    return [{"step": d.step, "says": d.says, "on": plain(d.on), "state": d.state} for d in due]


def ballot_json(ballot: Ballot) -> dict[str, object]:
    """A ballot with what its counts amount to."""
    tally = ballot.tally
    found: dict[str, object] = plain(ballot)
    return found | {
        "approvals": tally.approvals,
        "has_quorum": tally.has_quorum,
        "has_majority": tally.has_majority,
        "passed": ballot.passed,
    }


# Acts


def outcome_json(flow: Flow, outcome: Outcome) -> dict[str, object]:
    """What came of an act; ``next`` only where it was written."""
    from dangyuan_flow.application.looking import whats_next  # noqa: PLC0415  as above

    record, dossier = outcome.record, outcome.dossier
    found: dict[str, object] = {
        "dossier": dossier.id,
        "name": dossier.facts.name,
        "seq": record.dossier_seq,
        "move": record.move.value,
        "step": record.step,
        "on": plain(record.on),
        "written": outcome.digest is not None,
        "digest": outcome.digest,
        "position": dossier.position,
        "standing": flow.workflow.standing_at(dossier.position, dossier.before).value,
        "facts": {name: plain(value) for name, value in record.facts.items() if name not in HIDDEN},
        "materials": plain(record.materials),
        "warnings": [violation_json(v) for v in outcome.warnings],
        "notes": [violation_json(v) for v in outcome.notes],
    }
    if outcome.digest is not None:
        found["next"] = next_json(whats_next(flow, dossier.id))
    return found


def waiting_json(waiting: Waiting) -> dict[str, object]:
    """A line of a review queue."""
    return {
        "dossier": waiting.dossier,
        "name": waiting.name,
        "step": waiting.step,
        "step_name": waiting.step_name,
        "level": waiting.level.value,
        "body": waiting.body,
        "since": plain(waiting.since),
    }


def line_json(line: Line[Any], says: str) -> dict[str, object]:
    """A line of the journal, with what it says as a sentence."""
    from dangyuan_flow.application.chronicle import key_shown  # noqa: PLC0415  as above
    from dangyuan_flow.domain.journal import StepRecord  # noqa: PLC0415  as above

    entry: StepRecord | RegistryEntry = line.entry
    found: dict[str, object] = {
        "seq": line.seq,
        "digest": line.digest,
        "on": plain(entry.on),
        "entered_at": plain(entry.entered_at),
        "entered_by": entry.entered_by,
        "says": says,
    }
    if isinstance(entry, StepRecord):
        return found | {
            "dossier": entry.dossier,
            "dossier_seq": entry.dossier_seq,
            "move": entry.move.value,
            "step": entry.step,
            "decided_by": entry.decided_by,
            "office": entry.office,
            "reason": entry.reason,
            "facts": {name: plain(value) for name, value in entry.facts.items() if name not in HIDDEN},
            "warnings": [*entry.warnings],
            "batch": entry.batch,
        }
    return found | {
        "register": entry.register,
        "key": key_shown(entry),
        "value": {k: v for k, v in entry.value.items() if k not in HIDDEN},
    }


# Sweeps and their findings


def sweep_json(sweep: KeptSweep) -> dict[str, object]:
    """A registered sweep."""
    document = sweep.document()
    return {name: value for name, value in document.items() if name not in ("unknown", "covers", "found")}


def finding_json(filed: Filed, today: date) -> dict[str, object]:
    """A finding as it stands today."""
    from dangyuan_flow.domain.finding import suggested  # noqa: PLC0415  as above
    from dangyuan_flow.domain.rules import Class  # noqa: PLC0415  as above

    finding, seen = filed.finding, filed.finding.seen
    return {
        "finding": finding.number,
        "state": finding.state.value,
        "about": seen.about,
        "dossier": seen.dossier,
        "name": seen.name,
        "branch": filed.branch,
        "code": seen.code,
        "rule": seen.rule,
        "title": seen.title,
        "severity": seen.severity,
        "class": seen.class_,
        "certainty": seen.certainty,
        "cites": [*seen.cites],
        "says": seen.says,
        "facts": {name: value for name, value in seen.values.items() if name not in HIDDEN},
        "remedy": seen.remedy,
        "suggested": [measure.value for measure in suggested(Class(seen.class_))],
        "found_on": plain(finding.found_on),
        "age_days": (today - finding.found_on).days,
        "present": finding.present,
        "reopened": finding.reopened,
        "assigned_to": finding.assigned_to,
        "due_on": plain(finding.due_on),
        "overdue": finding.is_overdue(today),
        "measure": None if finding.measure is None else finding.measure.value,
        "stands": finding.stands,
        "sweep": finding.sweep,
    }


def finding_line_json(line: Line[RegistryEntry]) -> dict[str, object]:
    """A line of the journal about a finding: what was done, and how it stood since."""
    entry = line.entry
    act = dict(entry.value["act"])
    named = [{"name": name, "digest": digest} for digest, name in act.pop("files", ())]
    return {
        "seq": line.seq,
        "digest": line.digest,
        "entered_at": plain(entry.entered_at),
        "state": entry.value["state"],
        "says": entry.value["seen"].get("says", ""),
        **act,
        "files": named,
    }


def followed_json(finding: Finding) -> dict[str, object]:
    """A finding right after somebody did something about it."""
    return {
        "finding": finding.number,
        "state": finding.state.value,
        "dossier": finding.seen.dossier,
        "code": finding.seen.code,
    }
