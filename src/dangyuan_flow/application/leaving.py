"""Acts beside the steps: ends, transfers out and in, 复议, 推迟讨论, and corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter, office_deciding, offices_of
from dangyuan_flow.application.evidence import check_past
from dangyuan_flow.application.opening import checked_number
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.application.reviewing import chain_of
from dangyuan_flow.domain.errors import BadInput, NotAllowed
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.journal import voided_from
from dangyuan_flow.domain.people import BodyKind
from dangyuan_flow.domain.rules import Violation
from dangyuan_flow.domain.workflow import ARCHIVED, ENDS, Move

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.application.acting import Hand
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.people import Organization
    from dangyuan_flow.flow import Flow

MEETING = 15
_ABOVE = frozenset({BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE, BodyKind.ORGANIZATION_DEPARTMENT})


def end(  # noqa: PLR0913  an end has all of these
    flow: Flow,
    dossier_id: str,
    move: Move,
    *,
    on: date,
    reason: str,
    decided_by: str | None = None,
    expected: int | None = None,
) -> Outcome:
    """Close a dossier: withdrawn, disqualified, died, not recognised. No open deadline runs afterwards."""
    if move not in ENDS or move is Move.TRANSFER_OUT:
        msg = f"“{move.chinese}”不是终止事由"
        raise BadInput(msg)
    if move is not Move.DIE:
        _check_reason(move, reason)
    if move is Move.NOT_RECOGNISE:
        _check_above(flow, hand(flow, decided_by))
    facts: dict[str, Value] = {"ended_on": on, "ended_because": f"{move.chinese}：{reason}" if reason else move.chinese}
    return _beside(flow, dossier_id, move, on=on, facts=facts, reason=reason, decided_by=decided_by, expected=expected)


def transfer_out(  # noqa: PLR0913  a hand-over has all of these
    flow: Flow, dossier_id: str, *, on: date, to: str, decided_by: str | None = None, expected: int | None = None
) -> Outcome:
    """Hand a dossier over to another body (细则-2026 arts. 12, 34); the time counts on, no deadline runs here."""
    facts: dict[str, Value] = {"transferred_out_on": on}
    return _beside(
        flow,
        dossier_id,
        Move.TRANSFER_OUT,
        on=on,
        facts=facts,
        reason=f"转往{to}",
        decided_by=decided_by,
        expected=expected,
    )


def transfer_in(  # noqa: PLR0913  a hand-over has all of these
    flow: Flow,
    dossier_id: str,
    *,
    on: date,
    branch: str,
    papers_missing: int,
    decided_by: str | None = None,
    expected: int | None = None,
) -> Outcome:
    """Take a transferred dossier up again, in ``branch``, where it stood; ``papers_missing`` counts core papers.

    Raises :class:`BadInput` for an unknown branch, or a day before the transfer out.
    """
    by = hand(flow, decided_by)
    dossier = flow.store.get(dossier_id)
    body = _known_branch(flow, branch)
    gone = dossier.facts.transferred_out_on
    if gone is not None and on < gone:
        msg = f"转入日期 {on} 早于转出日期 {gone}"
        raise BadInput(msg)
    office = office_deciding(flow, by, body.name, on)
    act = Act(
        move=Move.TRANSFER_IN,
        trigger=f"transfer_in:{dossier.before}",
        on=on,
        facts={
            "transferred_in_on": on,
            "former_organization": dossier.facts.branch,
            "former_cultivated_to": gone,
            "branch": body.name,
            "transfer_papers_missing": papers_missing,
        },
        voids=("transferred_out_on",),
        guarded=False,
    )
    return proceed(flow, dossier, act, by, office, expected=expected)


def reconsider(  # noqa: PLR0913  as an end
    flow: Flow, dossier_id: str, *, on: date, reason: str, decided_by: str | None = None, expected: int | None = None
) -> Outcome:
    """复议: the branch deliberates again after an overlong wait; the old meeting's facts become void."""
    _check_reason(Move.RECONSIDER, reason)
    dossier = flow.store.get(dossier_id)
    voids = voided_from(MEETING, dossier.facts)
    return _beside(
        flow,
        dossier_id,
        Move.RECONSIDER,
        on=on,
        reason=reason,
        voids=voids,
        decided_by=decided_by,
        expected=expected,
    )


def defer(  # noqa: PLR0913  as an end
    flow: Flow, dossier_id: str, *, on: date, reason: str, decided_by: str | None = None, expected: int | None = None
) -> Outcome:
    """推迟讨论转正 after a move (细则-2026 art. 35): six months at most, counted from probation's end."""
    _check_reason(Move.DEFER, reason)
    return _beside(
        flow,
        dossier_id,
        Move.DEFER,
        on=on,
        facts={"deferred_because": reason},
        reason=reason,
        decided_by=decided_by,
        expected=expected,
    )


def correct(  # noqa: PLR0913  a correction has all of these
    flow: Flow,
    dossier_id: str,
    facts: Mapping[str, Value],
    *,
    on: date,
    reason: str,
    expected: int | None = None,
    dry_run: bool = False,
) -> tuple[Outcome, tuple[Violation, ...]]:
    """Mend what was recorded wrongly by a correcting record; the old value stays in the journal.

    Returns the outcome and the violations that the corrected facts show (they do not stop a correction: what is true
    must be recordable). Raises :class:`BadInput` without a reason, where nothing changes, or where something would be
    put on record that has its own act; :class:`NotAllowed` for what a higher level decided, or a branch out of reach.
    """
    if not reason:
        msg = "更正须写明理由（--reason）"
        raise BadInput(msg)
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    office = may_enter(flow, by.user, dossier.facts.branch)
    check_past(facts, flow.today())
    if isinstance(number := facts.get("id_number"), str):
        facts = {**facts, "id_number": checked_number(number)}
    changed = {name: value for name, value in facts.items() if dossier.facts[name] != value}
    if not changed:
        labels = "、".join(RECORDED[name].label for name in facts)
        msg = f"{labels or '所填栏目'}与在案记录相同，无需更正"
        raise BadInput(msg)
    _check_happened(flow, dossier, changed)
    _check_reach(flow, by, dossier, changed)
    act = Act(move=Move.CORRECT, on=on, facts=changed, reason=reason, guarded=False)
    outcome = proceed(flow, dossier, act, by, office, dry_run=dry_run, expected=expected)
    judged = flow.catalogue.rule_set.judge(outcome.dossier.facts, flow.today())
    return outcome, judged.violations


_EXITS = {
    "ended_on": "dangyuan end",
    "ended_because": "dangyuan end",
    "transferred_out_on": "dangyuan transfer out",
    "transferred_in_on": "dangyuan transfer in",
}


def _check_happened(flow: Flow, dossier: Dossier, changed: Mapping[str, Value]) -> None:
    """A correction mends what is on record; steps still ahead, gates and exits have their own acts and guards."""
    for name, value in changed.items():
        if name in _EXITS and (value is None or dossier.facts[name] is None):
            msg = f"“{RECORDED[name].label}”不能用更正填入或清空，请用 {_EXITS[name]} 办理"
            raise BadInput(msg)
    here = flow.workflow.step_at(dossier.position) or flow.workflow.step_at(dossier.before)
    if here is None or dossier.position == ARCHIVED:
        return
    for name in changed:
        step = flow.workflow.by_id.get(RECORDED[name].step or 0)
        if step is None or dossier.facts[name] is not None:
            continue
        begins = step.id if step.span is None else step.span[0]
        decides = step.gate is not None and name in (step.dated_by, *step.gate.sets.values())
        if begins > here.id or (step is here and decides):
            msg = (
                f"第 {step.id} 步“{step.name}”尚未办理，“{RECORDED[name].label}”不能用更正填入；"
                "请用 dangyuan advance 或 dangyuan review 办理，台账补录的请重新导入台账"
            )
            raise BadInput(msg)


def _check_reach(flow: Flow, by: Hand, dossier: Dossier, changed: Mapping[str, Value]) -> None:
    """What a level of review decided is mended there or above; a file goes only to a branch that the user reaches."""
    branch = changed.get("branch")
    if isinstance(branch, str):
        _known_branch(flow, branch)
        may_enter(flow, by.user, branch)
    for review in dossier.reviews:
        gate = flow.workflow.by_id[review.step].gate
        if gate is not None and gate.sets.get(review.decision.value) in changed:
            body = chain_of(flow, dossier).body_at(review.level)
            may_enter(flow, by.user, dossier.facts.branch if body is None else body.name)


def _known_branch(flow: Flow, name: str) -> Organization:
    body = flow.organizations.get(name)
    if body is None or not body.keeps_dossiers:
        msg = f"没有名为“{name}”的党支部。可用 dangyuan org list 查看，dangyuan org add 登记"
        raise BadInput(msg)
    return body


def _check_reason(move: Move, reason: str) -> None:
    if not reason:
        msg = f"{move.chinese}须写明理由（--reason）"
        raise BadInput(msg)


def _check_above(flow: Flow, by: Hand) -> None:
    """不予承认 is decided by the county department or above (细则-2026 art. 34); no branch enters it for itself."""
    held = offices_of(flow, by.user, flow.today())
    kinds = {body.kind for office in held if (body := flow.organizations.get(office.organization)) is not None}
    if kinds.isdisjoint(_ABOVE):
        msg = f"不予承认由县级以上党委组织部门决定，须由党委（工委）或组织部的人员登记，{by.user.person}不能办理"
        raise NotAllowed(msg)


def _beside(  # noqa: PLR0913  as the acts above need
    flow: Flow,
    dossier_id: str,
    move: Move,
    *,
    on: date,
    facts: Mapping[str, Value] | None = None,
    reason: str | None = None,
    voids: tuple[str, ...] = (),
    decided_by: str | None = None,
    expected: int | None = None,
) -> Outcome:
    by = hand(flow, decided_by)
    dossier = flow.store.get(dossier_id)
    office = office_deciding(flow, by, dossier.facts.branch, on)
    act = Act(move=move, trigger=move.value, on=on, facts=dict(facts or {}), reason=reason, voids=voids, guarded=False)
    return proceed(flow, dossier, act, by, office, expected=expected)
