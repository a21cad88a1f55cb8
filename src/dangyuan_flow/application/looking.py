"""Look at a dossier without changing it: how it stands, what is next, what is missing, the earliest day, how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dangyuan_flow.application.reviewing import chain_of
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.derived.periodic import Slot, slots_of
from dangyuan_flow.domain.errors import FlowError, NotFound
from dangyuan_flow.domain.facts import RECORDED, Facts
from dangyuan_flow.domain.journal import Dossier, fold
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.rules import Effect, Violation

if TYPE_CHECKING:
    from dangyuan_flow.domain.workflow import Deadline, Step
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline that runs: until when, of which step, and how it stands today.

    States: ``逾期``, ``临近``, ``在期``; a milestone is ``未到`` or ``已到``.
    """

    step: int
    says: str
    on: date
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Next:
    """What comes next for a dossier: the step, what it still lacks, what speaks against it today, the earliest day."""

    dossier: Dossier
    where: str
    step: Step | None
    turn: str | None
    lacking: tuple[str, ...]
    obstacles: tuple[Violation, ...]
    earliest: date | None
    beside: tuple[Step, ...]
    due: tuple[Due, ...]
    slots: tuple[Slot, ...]
    forms: tuple[str, ...]


def dossier_of(flow: Flow, dossier_id: str) -> Dossier:
    """The dossier with this id; raises :class:`NotFound` where there is none within sight."""
    return flow.store.get(dossier_id)


def whats_next(flow: Flow, dossier_id: str) -> Next:
    """What is due and what is missing, without writing anything."""
    dossier = flow.store.get(dossier_id)
    step = flow.workflow.step_at(dossier.position)
    obstacles, earliest = ((), None) if step is None else _obstacles(flow, dossier, step)
    return Next(
        dossier=dossier,
        where=flow.workflow.describe(dossier.position),
        step=step,
        turn=_turn(flow, dossier, step),
        lacking=() if step is None else _lacking(flow, dossier, step),
        obstacles=obstacles,
        earliest=earliest,
        beside=_beside(flow, dossier),
        due=deadlines(flow, dossier),
        slots=slots_of(dossier.facts, flow.today()),
        forms=() if step is None else step.forms,
    )


def deadlines(flow: Flow, dossier: Dossier, today: date | None = None) -> tuple[Due, ...]:
    """The deadlines that run for a dossier (today, or on another day), the nearest first; none after an end."""
    if not dossier.is_open:
        return ()
    today = today or flow.today()
    found = []
    for step in flow.workflow.steps:
        if not step.periodic and compiled(step.done)(dossier.facts, today):
            continue
        for deadline in step.deadlines:
            day = dossier.facts[deadline.fact]
            if not isinstance(day, date):
                continue
            if not deadline.milestone or _is_near(flow, dossier, step):
                found.append(Due(step=step.id, says=deadline.says, on=day, state=_state(deadline, day, today)))
    return tuple(sorted(found, key=lambda due: (due.on, due.step)))


def _state(deadline: Deadline, day: date, today: date) -> str:
    if deadline.milestone:
        return "已到" if day <= today else "未到"
    if day < today:
        return "逾期"
    return "临近" if day - today <= timedelta(days=deadline.warn_days) else "在期"


def _is_near(flow: Flow, dossier: Dossier, step: Step) -> bool:
    """Whether the dossier waits for ``step``, or for the one before it on the main line."""
    here = flow.workflow.step_at(dossier.position)
    line = flow.workflow.main_line
    return here is not None and step in line and line.index(step) - line.index(here) in (0, 1)


def as_of(flow: Flow, dossier_id: str, day: date) -> Dossier:
    """The dossier as its records up to and including the act day ``day`` show it; raises :class:`NotFound`."""
    records = [line.entry for line in flow.store.records(dossier_id)]
    if not records:
        flow.store.get(dossier_id)
    upto = [record for record in records if record.on <= day]
    if not upto:
        msg = f"档案 {dossier_id} 在 {day} 尚无记录，最早的记录是 {min(r.on for r in records)}"
        raise NotFound(msg)
    return fold(dossier_id, upto)


def violations(flow: Flow, dossier: Dossier) -> tuple[Violation, ...]:
    """All that the rules find in a dossier today."""
    return flow.catalogue.rule_set.judge(dossier.facts, flow.today()).violations


def _turn(flow: Flow, dossier: Dossier, step: Step | None) -> str | None:
    if step is None or step.gate is None or dossier.position.endswith(":listing"):
        return None
    try:
        level, body = chain_of(flow, dossier).turn(dossier.round)
    except FlowError as problem:
        return str(problem)
    return f"{level.chinese}（{body.name}）"


def _lacking(flow: Flow, dossier: Dossier, step: Step) -> tuple[str, ...]:
    """Evidence, decisive papers and demanded steps that the next act cannot do without."""
    names = [n for n in step.required if dossier.facts[n] is None and n != step.dated_by]
    papers = dossier.papers_at(step.id)
    found = [] if step.gate is not None and not step.listing else [f"栏目“{RECORDED[n].label}”" for n in names]
    found += [f"材料《{kind.name}》" for kind in step.materials if kind.decisive and kind.name not in papers]
    found += [f"补正材料《{m.kind}》" for m in dossier.materials if m.reopened]
    if step.gate is not None and not dossier.position.endswith(":listing"):
        for owed in step.gate.demands.values():
            for number in owed:
                other = flow.workflow.by_id[number]
                if not compiled(other.done)(dossier.facts, flow.today()):
                    found.append(f"第 {number} 步“{other.name}”")
    return tuple(found)


def _obstacles(flow: Flow, dossier: Dossier, step: Step) -> tuple[tuple[Violation, ...], date | None]:
    """What would block the step's own act if it were done today, and the day from which it would not."""
    name = step.dated_by
    if RECORDED[name].kind.value != "date" or dossier.facts[name] is not None:
        return (), None

    would: Facts = derive(dossier.facts.having(**{name: flow.today()}))
    judged = flow.catalogue.rule_set.judge(would, flow.today(), step=step.id)
    blocking = tuple(v for v in judged.violations if v.effect is Effect.BLOCK and v.earliest is not None)
    return blocking, max((v.earliest for v in blocking if v.earliest is not None), default=None)


def _beside(flow: Flow, dossier: Dossier) -> tuple[Step, ...]:
    here = flow.workflow.step_at(dossier.position)
    if here is None:
        return ()
    return tuple(
        step
        for step in flow.workflow.steps
        if step.span is not None
        and step.span[0] <= here.id <= step.span[1]
        and (step.periodic or not compiled(step.done)(dossier.facts, flow.today()))
    )
