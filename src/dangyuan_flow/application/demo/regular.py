"""A life as a ledger would show it: its acts up to a day, folded into one row, without any store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from dangyuan_flow.application.demo.deeds import Answered, Asked, Decided, Deed, Done, Life, Opened, Voted
from dangyuan_flow.application.demo.living import ballot_of
from dangyuan_flow.application.demo.zone import COMMITTEE
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.deadlines import ONE_DAY, probation_end
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.domain.people import Member
from dangyuan_flow.domain.vetting import Agency
from dangyuan_flow.domain.workflow import Move, Workflow
from dangyuan_flow.ledger import VettingRow

_ADMISSION_GATE, _CONVERSION_GATE, _CONVERSION_MEETING = 17, 24, 23
# What a ledger kept by hand has no column for: the roster tells it, or nobody wrote it down.
_NOT_KEPT = frozenset(
    {f"{round_}_{what}" for round_ in ("admission", "conversion") for what in (
        "voters_without_vote", "written_out_of_order", "proxy_votes", "left_out", "absentees", "voted_together",
    )}
    | {"admission_resolved_on", "papers_unsigned"}
)  # fmt: skip


@dataclass
class Row:
    """One person's row, and the lines that the person has on the sheet 联审."""

    values: dict[str, Value]
    vettings: list[VettingRow]


def row_of(life: Life, workflow: Workflow, roster: Iterable[Member], today: date) -> Row:
    """What ``life`` had put on record by ``today``."""
    members = tuple(roster)
    row = Row(values={}, vettings=[])
    for deed in life.until(today):
        _put(row, deed, workflow, members)
    row.values = {name: value for name, value in row.values.items() if value is not None and name not in _NOT_KEPT}
    return row


def _put(row: Row, deed: Deed, workflow: Workflow, members: tuple[Member, ...]) -> None:
    values = row.values
    match deed:
        case Opened():
            number = str(deed.facts["id_number"])
            values |= deed.facts
            values |= {"born_on": identity.born_on(number), "sex": identity.sex(number)}
            values |= {"sanctions_text": "无", "punishments_text": "无"}
        case Done():
            _done(values, deed, workflow)
        case Decided():
            _decided(values, deed, workflow)
        case Voted():
            voting = ballot_of(members, str(values["branch"]), deed)
            values |= voting.facts("conversion" if "admission_approved_on" in values else "admission")
        case Asked():
            row.vettings += [
                VettingRow(
                    name=str(values["name"]),
                    id_number=str(values["id_number"]),
                    body=Agency(body).chinese,
                    asked_on=deed.on,
                )
                for body in deed.bodies
            ]
        case Answered():
            body = Agency(deed.body).chinese
            row.vettings = [
                replace(line, replied_on=deed.on, conclusion=deed.opinion) if line.body == body else line
                for line in row.vettings
            ]
        case _:
            msg = f"a ledger's regular row knows no {type(deed).__name__}"
            raise TypeError(msg)


def _done(values: dict[str, Value], deed: Done, workflow: Workflow) -> None:
    name = workflow.by_id[deed.step].dated_by
    values |= deed.facts
    if RECORDED[name].kind is Kind.DATES:
        before = values.get(name) or ()
        values[name] = (*before, deed.on)  # type: ignore[misc]  # a DATES fact holds days
    elif name not in deed.facts:
        values[name] = deed.on


def _decided(values: dict[str, Value], deed: Decided, workflow: Workflow) -> None:
    gate = workflow.by_id[deed.step].gate
    if gate is not None and deed.move.value in gate.sets:
        values[gate.sets[deed.move.value]] = deed.on
    if deed.move is not Move.APPROVE:
        return
    met = values.get("admission_met_on")
    if deed.step == _ADMISSION_GATE and isinstance(met, date):
        values |= {
            "admission_approved_by": COMMITTEE,
            "admission_decided_how": "党委会",
            "stated_probation_from": met,
            "stated_probation_to": probation_end(met),
        }
    if deed.step == _CONVERSION_GATE and isinstance(met, date):
        values |= {"conversion_approved_by": COMMITTEE, "stated_member_since": probation_end(met) + ONE_DAY}
