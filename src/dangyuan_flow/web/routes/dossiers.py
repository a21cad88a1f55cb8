"""The list of dossiers, and one dossier: standing, 25 steps, what is next, evidence, papers, reviews, journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import reading_log
from dangyuan_flow.application.asking import asked
from dangyuan_flow.application.chronicle import lines_of, sentence, ticks, told_facts
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.looking import as_of, violations, whats_next
from dangyuan_flow.application.offering import branches_written, further_acts, may_write
from dangyuan_flow.application.seeking import listed
from dangyuan_flow.application.vetting import body_name
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.workflow import Move, Standing
from dangyuan_flow.web import verdicts
from dangyuan_flow.web.bodies import body_asked
from dangyuan_flow.web.counted import shown_of
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Posted, Visiting, text_of

if TYPE_CHECKING:
    from dangyuan_flow.application.chronicle import Tick
    from dangyuan_flow.application.looking import Next
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
_LINES = 200
_HEAD = frozenset({"name", "sex", "nation", "born_on", "id_number", "branch"})


@router.get("/dossiers")
def dossiers(
    request: Request,
    visitor: Visiting,
    q: str = "",
    standing: str = "",
    body: str = "",
    state: str = "",
    after: int = 0,
) -> Response:
    """The dossiers, narrowed by words; ``state``: 在办 or 已结; or those that a number of statistics counts."""
    counted = shown_of(visitor, request.query_params)
    lines, total = listed(
        visitor.flow,
        contains=q.strip() or None,
        standing=standing or None,
        body=None if counted else body_asked(visitor.flow, body),
        among=counted.ids if counted else None,
        under_way={"在办": True, "已结": False}.get(state),
        limit=_A_PAGE,
        offset=max(0, after),
    )
    return page(
        request,
        visitor,
        "dossiers.html",
        lines=lines,
        total=total,
        start=max(0, after),
        size=_A_PAGE,
        asked={"q": q.strip(), "standing": standing, "body": body, "state": state, **(counted.told if counted else {})},
        counted=counted,
        standings=[one.chinese for one in Standing],
        chinese={one.value: one.chinese for one in Standing},
        bodies=_bodies(visitor),
        may_open=bool(branches_written(visitor.flow)),
        where=visitor.flow.workflow.describe,
    )


@router.get("/dossiers/{dossier_id}")
def dossier(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """One dossier."""
    return _dossier_page(request, visitor, dossier_id)


@router.post("/dossiers/{dossier_id}/id-number")
def id_number(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """The dossier with the full identity number, shown once and put on the log of readings."""
    try:
        number = reading_log.identity_number(visitor.flow, dossier_id, purpose=text_of(form, "purpose"))
    except BadInput as problem:
        return _dossier_page(request, visitor, dossier_id, status=422, purpose_problem=str(problem))
    return _dossier_page(request, visitor, dossier_id, number=number)


@router.get("/dossiers/{dossier_id}/as-of")
def dossier_as_of(request: Request, visitor: Visiting, dossier_id: str, day: str) -> Response:
    """The dossier as its acts up to a day made it."""
    flow = visitor.flow
    wanted = read_day(day)
    found = as_of(flow, dossier_id, wanted)
    lines = [line for line in lines_of(flow, dossier_id, _LINES) if line.entry.on <= wanted]
    return page(
        request,
        visitor,
        "dossier-as-of.html",
        dossier=found,
        facts=found.facts,
        day=wanted,
        standing=flow.workflow.standing_at(found.position, found.before).chinese,
        where=flow.workflow.describe(found.position),
        count=len(lines),
        stages=_stages(visitor, found, wanted),
        recorded=_recorded(visitor, found),
        journal=[(line, sentence(flow, line)) for line in reversed(lines)],
        body_name=body_name,
        today=flow.today(),
    )


def _dossier_page(  # what the page may have to say beside the dossier
    request: Request,
    visitor: Visitor,
    dossier_id: str,
    *,
    status: int = 200,
    number: str | None = None,
    purpose_problem: str | None = None,
) -> Response:
    flow = visitor.flow
    told = whats_next(flow, dossier_id)
    found, step = told.dossier, told.step
    lines = lines_of(flow, dossier_id, _LINES)
    form = None if step is None else asked(flow, found, step)
    is_gate = step is not None and step.gate is not None and not found.position.endswith(":listing")
    return page(
        request,
        visitor,
        "dossier.html",
        status=status,
        dossier=found,
        facts=found.facts,
        number=number,
        purpose_problem=purpose_problem,
        standing=flow.workflow.standing_at(found.position, found.before).chinese,
        told=told,
        step_name=form.name if form else "",
        articles=form.articles if form else (),
        spans=_spans(told),
        obstacles=[verdicts.of_violation(v, "stop") for v in told.obstacles],
        is_gate=is_gate,
        needs_ballot=form is not None and form.needs_ballot,
        may_write=may_write(flow, found.facts.branch),
        further=[_FURTHER[move] for move in further_acts(flow, found) if move in _FURTHER],
        stages=_stages(visitor, found),
        problems=[
            verdicts.of_violation(v, "lead" if v.certainty is Certainty.LEAD else "found")
            for v in violations(flow, found)
        ],
        recorded=_recorded(visitor, found),
        journal=[(line, sentence(flow, line)) for line in reversed(lines)],
        body_name=body_name,
        today=flow.today(),
    )


_FURTHER = {
    Move.CORRECT: ("correct", "更正录错的内容"),
    Move.SUPPLY: ("supply", "补交材料"),
    Move.RECONSIDER: ("acts/reconsider", "复议"),
    Move.DEFER: ("acts/defer", "推迟讨论转正"),
    Move.TRANSFER_OUT: ("acts/transfer-out", "转出"),
    Move.TRANSFER_IN: ("acts/transfer-in", "转入"),
    Move.WITHDRAW: ("acts/withdraw", "撤回申请"),
    Move.DISQUALIFY: ("acts/disqualify", "终止资格"),
    Move.DIE: ("acts/died", "去世"),
    Move.NOT_RECOGNISE: ("acts/not-recognised", "不予承认"),
}
"""Where the further acts of a dossier are done, and what they are called there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A bound of the next step: the earliest or the latest day, and why."""

    word: str
    on: date
    why: str


def _spans(told: Next) -> list[Span]:
    """From when and until when the next step may be done."""
    found = []
    if told.earliest is not None:
        why = "、".join(dict.fromkeys(v.rule.title for v in told.obstacles if v.earliest == told.earliest))
        found.append(Span(word="最早", on=told.earliest, why=f"否则{why}" if why else ""))
    own = [due for due in told.due if told.step is not None and due.step == told.step.id]
    for due in own:
        if due.state in ("未到", "已到"):
            if told.earliest != due.on:
                found.append(Span(word="最早", on=due.on, why=f"{due.says}，{due.state}"))
        else:
            found.append(Span(word="最迟", on=due.on, why=f"{due.says}，{due.state}"))
    return found


def _stages(visitor: Visitor, dossier: Dossier, day: date | None = None) -> list[tuple[int, str, list[Tick]]]:
    """The steps by stage, as they stand today or stood on a day."""
    names = {stage.id: stage.name for stage in visitor.flow.workflow.stages}
    grouped = groupby(ticks(visitor.flow, dossier, day), key=lambda tick: tick.step.stage)
    return [(number, names[number], list(group)) for number, group in grouped]


def _recorded(visitor: Visitor, dossier: Dossier) -> list[tuple[int, str, list[tuple[str, object]]]]:
    """What is on record, by step."""
    values = {name: value for name in RECORDED if name not in _HEAD and (value := dossier.facts[name]) is not None}
    by_step: dict[int, list[tuple[str, object]]] = {}
    for fact, value in told_facts(values, ballots=dossier.ballots):
        by_step.setdefault(fact.step or 0, []).append((fact.label, value))
    names = visitor.flow.workflow.by_id
    return [(step, names[step].name if step else "基本情况", told) for step, told in sorted(by_step.items())]


def _bodies(visitor: Visitor) -> list[str]:
    """The bodies that one may narrow by: those that one sees."""
    seen = visitor.flow.store.sight
    return [
        name
        for name, body in visitor.flow.organizations.items()
        if name == body.name and (seen is None or name in seen)
    ]
