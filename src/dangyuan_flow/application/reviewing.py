"""The three levels of review at a gate: submit, deliberate, approve, return, refuse; and who is waited for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, actor_at, hand, offices_of
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.application.supplying import step_of
from dangyuan_flow.domain.errors import BadInput, NoSuchMove, NotAllowed, Refused
from dangyuan_flow.domain.journal import Material, voided_from
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.review import Review, ReviewChain, ReviewLevel
from dangyuan_flow.domain.workflow import Move, Step
from dangyuan_flow.store import Selection

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.facts import Facts, Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow

Vote = tuple[int, int, int, int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One line of a review queue: which dossier lies at which gate with which level and body."""

    dossier: str
    name: str
    step: int
    step_name: str
    level: ReviewLevel
    body: str
    since: date | None


def chain_of(flow: Flow, dossier: Dossier) -> ReviewChain:
    """The levels above the dossier's branch; raises :class:`NotAllowed` where the branch is not registered."""
    branch = flow.organizations.get(flow.present_name(dossier.facts.branch or ""))
    if branch is None:
        msg = f"“{dossier.facts.branch}”没有登记，不知道上级是谁；请先用 dangyuan org add 登记"
        raise NotAllowed(msg)
    return ReviewChain.above(branch, flow.organizations)


def decide(  # noqa: PLR0913  a decision has all of these
    flow: Flow,
    dossier_id: str,
    decision: Move,
    *,
    on: date,
    opinion: str | None = None,
    reason: str | None = None,
    vote: Vote | None = None,
    to_step: int | None = None,
    papers: tuple[str, ...] = (),
    decided_by: str | None = None,
    dry_run: bool = False,
    expected: int | None = None,
) -> Outcome:
    """Take ``decision`` at the gate where the dossier stands.

    ``vote``: the committee's own count on this one person (entitled, present, for, against, abstained), owed at G4 and
    G5. ``to_step``: where a return leads. ``papers``: which materials a 补正 reopens. Raises :class:`NotYourTurn`,
    :class:`NotAllowed`, :class:`Refused`, :class:`NoSuchMove`.
    """
    by = hand(flow, decided_by)
    dossier = flow.store.get(dossier_id)
    step = _gate_step(flow, dossier, decision)
    chain = chain_of(flow, dossier)
    _, body_due = chain.turn(dossier.round)
    actor = actor_at(flow, by.decider, on, body_due.name)
    _check_order(dossier, on)
    level, body = chain.check(dossier.round, decision, actor, dossier.facts)
    if not (actor.user == by.user.name and on == flow.today()):  # who decided today holds the office today
        _check_typist(flow, by.user, body.name)
    _check_words(decision, level, opinion=opinion, reason=reason, to_step=to_step, papers=papers)
    if decision in (Move.SUBMIT, Move.APPROVE):
        _check_demands(flow, step, dossier, decision)
    if decision is Move.APPROVE:
        _check_vote(step, dossier, vote, body.name)
    review = Review(
        step=step.id,
        level=level,
        decision=decision,
        on=on,
        person=actor.user,
        office=actor.title,
        opinion=opinion,
        checklist=missing_papers(flow, dossier, step) if decision is Move.SUBMIT else (),
        vote=vote if decision is Move.APPROVE else None,
    )
    act = Act(
        move=decision,
        trigger=_trigger(flow, step, dossier, decision, to_step),
        on=on,
        step=step.id,
        facts=_facts(step, dossier.facts, decision, on, body.name),
        voids=_voids(step, dossier.facts, decision, to_step),
        reason=reason,
        review=review,
        materials=_reopened(flow, dossier, papers) if decision is Move.SUPPLEMENT else (),
        guarded=decision in (Move.SUBMIT, Move.DELIBERATE, Move.APPROVE),
    )
    return proceed(flow, dossier, act, by, actor.office, dry_run=dry_run, expected=expected)


def queue(flow: Flow) -> tuple[Waiting, ...]:
    """The dossiers that wait for the acting user: at a gate, with a body where the user holds an office today."""
    user = hand(flow).user
    mine = {office.organization for office in offices_of(flow, user, flow.today()) if office.duty in WRITERS}
    gates = {s.id: s for s in flow.workflow.main_line if s.gate is not None}
    positions = [p for s in gates.values() for p in (str(s.id), f"{s.id}:review")]
    found = []
    waiting = [line.id for line in flow.store.list(Selection(positions=positions), order="branch")]
    dossiers = {dossier.id: dossier for dossier in flow.store.dossiers(waiting)}
    for dossier in (dossiers[i] for i in waiting if i in dossiers):
        step = flow.workflow.step_at(dossier.position)
        if step is None:
            continue
        try:
            level, body = chain_of(flow, dossier).turn(dossier.round)
        except NotAllowed:
            continue
        if body.name in mine:
            since = dossier.round[-1].on if dossier.round else None
            found.append(
                Waiting(
                    dossier=dossier.id,
                    name=dossier.facts.name or "",
                    step=step.id,
                    step_name=step.name,
                    level=level,
                    body=body.name,
                    since=since,
                )
            )
    return tuple(found)


def _gate_step(flow: Flow, dossier: Dossier, decision: Move) -> Step:
    step = flow.workflow.step_at(dossier.position)
    if step is None or step.gate is None or dossier.position.endswith(":listing"):
        msg = f"当前{flow.workflow.describe(dossier.position)}，没有待{decision.chinese}的环节"
        raise NoSuchMove(msg)
    waiting = dossier.position.endswith(":review")
    if waiting == (decision is Move.SUBMIT):
        told = "已经报送" if waiting else "尚未报送"
        msg = f"当前{flow.workflow.describe(dossier.position)}，{told}，不能“{decision.chinese}”"
        raise NoSuchMove(msg)
    return step


def _check_typist(flow: Flow, typist: User, body: str) -> None:
    """Who types, for another or for themselves, must today hold an office at the deciding body."""
    if not any(o.organization == body and o.duty in WRITERS for o in offices_of(flow, typist, flow.today())):
        msg = (
            f"录入须由{body}现任的负责人、委员、组织委员、组织员办理；"
            "已离任的，由现任人员代为录入（--by 写明作出决定的人）"
        )
        raise NotAllowed(msg)


def _check_order(dossier: Dossier, on: date) -> None:
    """No level decides before the level below it did."""
    if dossier.round and on < dossier.round[-1].on:
        msg = f"办理日期 {on} 早于上一级的办理日期 {dossier.round[-1].on}（{dossier.round[-1].level.chinese}），请核对"
        raise BadInput(msg)


def _check_words(  # noqa: PLR0913  all that somebody may have said
    decision: Move,
    level: ReviewLevel,
    *,
    opinion: str | None,
    reason: str | None,
    to_step: int | None,
    papers: tuple[str, ...],
) -> None:
    if decision is Move.DELIBERATE and not opinion:
        msg = f"{level.chinese}须写明意见（--opinion）"
        raise BadInput(msg)
    if decision in (Move.SUPPLEMENT, Move.RETURN, Move.REFUSE) and not reason:
        msg = f"{decision.chinese}须写明理由（--reason）"
        raise BadInput(msg)
    if decision is Move.RETURN and to_step is None:
        msg = "退回重做须写明退回到第几步（--to）；只补材料的用 --paper 写明材料"
        raise BadInput(msg)
    if decision is Move.SUPPLEMENT and not papers:
        msg = "退回补正须写明补哪些材料（--paper）"
        raise BadInput(msg)


def _check_demands(flow: Flow, step: Step, dossier: Dossier, decision: Move) -> None:
    """Refuse where a step that the gate demands is not done, or a reopened paper has not come back."""
    owed = (step.gate.demands if step.gate else {}).get(decision.value, ())
    lacking = [
        f"第 {n} 步“{flow.workflow.by_id[n].name}”"
        for n in owed
        if not compiled(flow.workflow.by_id[n].done)(dossier.facts, flow.today())
    ]
    lacking += [f"补正材料《{m.kind}》" for m in dossier.materials if m.reopened]
    if lacking:
        msg = f"不能{decision.chinese}第 {step.id} 步“{step.name}”，还缺：{'、'.join(lacking)}"
        raise Refused(msg, dossier=dossier.id, step=step.id)


def missing_papers(flow: Flow, dossier: Dossier, upto: Step) -> tuple[str, ...]:
    """The branch's checklist: papers required at the steps up to ``upto`` that are not in the file, with their step."""
    there = {(m.step, m.kind) for m in dossier.materials if not m.reopened}
    return tuple(
        f"第 {step.id} 步《{kind.name}》"
        for step in flow.workflow.steps
        if step.id <= upto.id and (step.gate is None or step.id < upto.id)
        for kind in step.materials
        if kind.required and (step.id, kind.name) not in there
    )


def _check_vote(step: Step, dossier: Dossier, vote: Vote | None, body: str) -> None:
    """At G4 and G5 the committee votes on this one person: more than half present, more than half of all in favour."""
    if step.gate is None or not step.gate.votes:
        return
    if vote is None:
        msg = f"{body}审批须经党委会集体讨论、逐个表决，请填本人的表决结果（--vote 应到,实到,赞成,反对,弃权）"
        raise BadInput(msg)
    entitled, present, votes_for, against, abstained = vote
    if min(vote) < 0 or present > entitled or votes_for + against + abstained != present:
        msg = f"表决数字不平：应到 {entitled}、实到 {present}、赞成 {votes_for}、反对 {against}、弃权 {abstained}"
        raise BadInput(msg)
    if not (2 * present > entitled and 2 * votes_for > entitled):
        counts = f"应到 {entitled}、实到 {present}、赞成 {votes_for}"
        msg = f"{body}表决未通过：{counts}，未超过应到的半数；请改为不予通过或退回"
        raise Refused(msg, dossier=dossier.id, step=step.id)


def _trigger(flow: Flow, step: Step, dossier: Dossier, decision: Move, to_step: int | None) -> str:
    if decision is Move.RETURN:
        back = flow.workflow.by_id.get(to_step or 0)
        if back is None or not back.is_main or back.id > step.id:
            msg = f"只能退回到第 {step.id} 步或以前的主线步骤，收到 {to_step}"
            raise BadInput(msg)
        return f"return:{step.id}:{to_step}"
    if decision is Move.REFUSE and (step.gate is None or step.gate.refused_to is None):
        msg = "转正环节没有“不予通过”：同意支部的决议（按期转正、延长或取消），或退回重新讨论"
        raise NoSuchMove(msg)
    if decision is Move.APPROVE and step.gate is not None and step.gate.outcomes:
        return f"approve:{step.id}:{dossier.facts.conversion_result}"
    return f"{decision.value}:{step.id}"


def _facts(step: Step, f: Facts, decision: Move, on: date, body: str) -> dict[str, Value]:
    """What the decision puts on record: its date, and at G4 and G5 what an approval states."""
    gate = step.gate
    found: dict[str, Value] = {}
    if gate is None:
        return found
    if decision.value in gate.sets:
        found[gate.sets[decision.value]] = on
    if step.listing:
        found["listing_kept_apart"] = True
    if decision is not Move.APPROVE or not gate.votes:
        return found
    if gate.outcomes:
        return found | _conversion(f, on, body)
    return found | {
        "admission_approved_by": body,
        "admission_decided_how": "党委会",
        "stated_probation_from": f.probation_from,
        "stated_probation_to": f.probation_ends_on,
    }


def _conversion(f: Facts, on: date, body: str) -> dict[str, Value]:
    found: dict[str, Value] = {"conversion_approved_by": body}
    match f.conversion_result:
        case "按期转正":
            found["stated_member_since"] = f.member_since
        case "延长预备期":
            found["stated_extension_to"] = f.extension_ends_on
        case _:
            found |= {"ended_on": on, "ended_because": "取消预备党员资格"}
    return found


def _voids(step: Step, f: Facts, decision: Move, to_step: int | None) -> tuple[str, ...]:
    if decision is Move.RETURN and to_step is not None:
        return voided_from(to_step, f)
    if decision is Move.REFUSE and step.gate is not None and step.gate.refused_to is not None:
        return voided_from(int(step.gate.refused_to), f)
    return ()


def _reopened(flow: Flow, dossier: Dossier, papers: tuple[str, ...]) -> tuple[Material, ...]:
    """The named papers, marked as owed again; one never handed in is owed too. ``supply`` takes them in.

    Raises :class:`BadInput` for a name that no step reached so far lists.
    """
    found = []
    for name in papers:
        owed = step_of(flow, dossier, name).id
        known = next((m for m in reversed(dossier.materials) if m.kind == name), None)
        found.append(replace(known, reopened=True) if known else Material(kind=name, step=owed, reopened=True))
    return tuple(found)
