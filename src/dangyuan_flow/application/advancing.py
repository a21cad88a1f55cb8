"""Advance a dossier by a step: complete one of the main line, or record an act beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, office_deciding
from dangyuan_flow.application.balloting import CONVERSION, ROUNDS
from dangyuan_flow.application.evidence import check_belongs, check_past
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.derived import opinions
from dangyuan_flow.domain.derived.probation import EXTENDED
from dangyuan_flow.domain.errors import BadInput, NoSuchMove, Refused
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.domain.workflow import Move, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.application.acting import Hand
    from dangyuan_flow.domain.journal import Dossier, Material
    from dangyuan_flow.domain.people import Office
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An act at a step, ready to be judged: who does it, and what the step cannot do without and does not have.

    ``fields`` are names of facts, ``papers`` kinds of paper.
    """

    dossier: Dossier
    step: Step
    act: Act
    by: Hand
    office: Office
    fields: tuple[str, ...]
    papers: tuple[str, ...]


def advance(  # noqa: PLR0913  a step has all of these
    flow: Flow,
    dossier_id: str,
    step_id: int,
    *,
    on: date,
    facts: Mapping[str, Value] | None = None,
    materials: tuple[Material, ...] = (),
    documents: Mapping[str, tuple[str, bytes]] | None = None,
    particulars: Mapping[str, str] | None = None,
    reason: str | None = None,
    decided_by: str | None = None,
    dry_run: bool = False,
    expected: int | None = None,
) -> Outcome:
    """Complete (or, beside the main line, record) step ``step_id`` of a dossier on a day.

    ``particulars``: texts that only papers quote, by name (谈话内容 …).

    Raises :class:`NoSuchMove` where the procedure has no such act now, :class:`Refused` with what is missing or broken,
    :class:`ReasonNeeded` where a reason is owed.
    """
    ready = prepare(
        flow,
        dossier_id,
        step_id,
        on=on,
        facts=facts,
        materials=materials,
        documents=documents,
        particulars=particulars,
        reason=reason,
        decided_by=decided_by,
    )
    _check_complete(ready)
    return proceed(flow, ready.dossier, ready.act, ready.by, ready.office, dry_run=dry_run, expected=expected)


def prepare(  # noqa: PLR0913  as above
    flow: Flow,
    dossier_id: str,
    step_id: int,
    *,
    on: date,
    facts: Mapping[str, Value] | None = None,
    materials: tuple[Material, ...] = (),
    documents: Mapping[str, tuple[str, bytes]] | None = None,
    particulars: Mapping[str, str] | None = None,
    reason: str | None = None,
    decided_by: str | None = None,
) -> Prepared:
    """The act that :func:`advance` would do, not yet judged; raises as it does, but for what lacks or is broken."""
    by = hand(flow, decided_by)
    dossier = flow.store.get(dossier_id)
    step = known_step(flow, step_id)
    office = office_deciding(flow, by, dossier.facts.branch, on)
    told = dict(facts or {})
    trigger = _trigger(flow, dossier, step)
    flow.workflow.destination(dossier.position, trigger)
    check_belongs(step, told)
    check_past(told, flow.today())
    act = Act(
        move=Move.COMPLETE if step.is_main else Move.RECORD,
        trigger=trigger,
        on=on,
        step=step.id,
        facts=told | _written(dossier, told) | _dated(step, dossier, told, on),
        materials=materials,
        documents=documents or {},
        particulars=particulars or {},
        reason=reason,
    )
    return Prepared(
        dossier=dossier,
        step=step,
        act=act,
        by=by,
        office=office,
        fields=_fields_missing(step, dossier, act),
        papers=_papers_missing(step, dossier, act),
    )


def unreachable(flow: Flow, dossier: Dossier, step: Step) -> str | None:
    """Why the procedure has no act at ``step`` where the dossier stands now; ``None`` where it has one."""
    try:
        flow.workflow.destination(dossier.position, _trigger(flow, dossier, step))
    except NoSuchMove as problem:
        return str(problem)
    return None


def known_step(flow: Flow, step_id: int) -> Step:
    """The step numbered ``step_id``; raises :class:`NoSuchMove`."""
    step = flow.workflow.by_id.get(step_id)
    if step is None:
        msg = f"没有第 {step_id} 步；流程共 {len(flow.workflow.steps)} 步"
        raise NoSuchMove(msg)
    return step


def _trigger(flow: Flow, dossier: Dossier, step: Step) -> str:
    if not step.is_main:
        return f"record:{step.id}"
    if step.gate is not None and dossier.position != f"{step.id}:listing":
        doing = "报送上级（dangyuan review submit）" if dossier.position == str(step.id) else "联审（dangyuan review）"
        if flow.workflow.step_at(dossier.position) is step:
            msg = f"第 {step.id} 步“{step.name}”由三级联审办理，请用{doing}"
            raise NoSuchMove(msg)
    return f"complete:{step.id}"


def _dated(step: Step, dossier: Dossier, told: Mapping[str, Value], on: date) -> dict[str, Value]:
    """The step's own date; a periodic act's day joins the days already on record."""
    name = step.dated_by
    if RECORDED[name].kind is Kind.DATES:
        return {name: tuple(sorted([*_days(dossier.facts[name]), *{*_days(told.get(name)), on}]))}
    met = _met_on(step, dossier)
    if met is not None and on < met:
        msg = f"办理日期 {on} 早于支部大会票决日期 {met}"
        raise BadInput(msg)
    found: dict[str, Value] = {name: on}
    if told.get(name) is not None or (met is not None and dossier.facts[name] == met):
        found = {}
    if name == "training_to" and told.get("training_exempt_because") is not None:
        found = {}  # who was exempted was trained on no day
    if name == "applied_on" and told.get("application_received_on") is None:
        found["application_received_on"] = on
    if step.listing:
        found["listing_kept_apart"] = True
    return found


def _written(dossier: Dossier, told: Mapping[str, Value]) -> dict[str, Value]:
    """The opinions of a periodic act join those already on record."""
    found: dict[str, Value] = {}
    for name in opinions.WRITTEN:
        before, now = dossier.facts[name], told.get(name)
        if isinstance(before, tuple) and isinstance(now, tuple):
            found[name] = tuple(str(text) for text in (*before, *now))
    return found


def _met_on(step: Step, dossier: Dossier) -> date | None:
    """The day of the meeting whose ballot the step rests on: the ballot says it, not the day of completing the step."""
    days = [ballot.on for number, ballot in dossier.ballots if number == step.id]
    if step.id not in ROUNDS or not days:
        return None
    met, approved = (dossier.facts[f"{ROUNDS[step.id]}_{name}_on"] for name in ("met", "approved"))
    return days[-1] if met == days[-1] and approved is None else None


def _days(value: Value) -> tuple[date, ...]:
    return tuple(day for day in value if not isinstance(day, str)) if isinstance(value, tuple) else ()


def _fields_missing(step: Step, dossier: Dossier, act: Act) -> tuple[str, ...]:
    """The evidence that the step must have; what the law makes decisive has no default."""
    f = dossier.facts
    anew = begins_anew(step, dossier)
    missing = [
        name
        for name in step.required
        if name != step.dated_by and act.facts.get(name) is None and (anew or f[name] is None)
    ]
    if act.facts.get("conversion_result") == EXTENDED and act.facts.get("extension_months") is None:
        missing.append("extension_months")
    return tuple(missing)


def begins_anew(step: Step, dossier: Dossier) -> bool:
    """Whether the step's facts on record are an earlier round's: the first meeting's serve no second one."""
    return step.id == CONVERSION and dossier.facts.conversion_result == EXTENDED


def _papers_missing(step: Step, dossier: Dossier, act: Act) -> tuple[str, ...]:
    papers = dossier.papers_at(step.id) | {m.kind for m in act.materials}
    return tuple(kind.name for kind in step.materials if kind.decisive and kind.name not in papers)


def _check_complete(ready: Prepared) -> None:
    """Refuse where evidence or a decisive paper is missing."""
    if not ready.fields and not ready.papers:
        return
    step = ready.step
    lacking = [*(f"栏目“{RECORDED[name].label}”" for name in ready.fields), *(f"材料《{n}》" for n in ready.papers)]
    hint = "栏目用 --set 栏目=值，材料用 --material 材料=文件 补上"
    if step.id in ROUNDS:
        hint += "，大会票数用 dangyuan ballot record 登记"
    msg = f"不能办理第 {step.id} 步“{step.name}”，还缺：{'、'.join(lacking)}。{hint}"
    raise Refused(msg, dossier=ready.dossier.id, step=step.id)
