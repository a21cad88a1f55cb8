"""Disposal (处置): what people and sweeps do to a finding, and what it is afterwards. Which act has its place when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NoSuchMove
from dangyuan_flow.domain.finding import WAITING, Act, Deed, Finding, Seen, State

if TYPE_CHECKING:
    from collections.abc import Mapping


_TRIAGED = frozenset({State.OPEN, State.TRUE, State.UNCLEAR, State.NOT_SO, State.ASSIGNED, State.RETURNED})
_FROM: Mapping[Deed, frozenset[State]] = {
    Deed.TRIAGE: _TRIAGED,
    Deed.ASSIGN: frozenset({State.TRUE, State.ASSIGNED, State.RETURNED}),
    Deed.MEND: WAITING,
    Deed.ACCEPT: frozenset({State.MENDED}),
    Deed.RETURN: frozenset({State.MENDED}),
    Deed.CLOSE: frozenset({State.ACCEPTED}),
}
_NEXT: Mapping[State, str] = {
    State.OPEN: "先核实：dangyuan findings triage",
    State.TRUE: "先交办：dangyuan findings assign",
    State.UNCLEAR: "先核实清楚：dangyuan findings triage",
    State.NOT_SO: "已核实为不属实；要改判请再核实：dangyuan findings triage",
    State.ASSIGNED: "等待整改：dangyuan findings mend；查明不属实的，重新核实：dangyuan findings triage",
    State.MENDED: "等待验收：dangyuan findings accept 或 return",
    State.RETURNED: "等待重新整改：dangyuan findings mend",
    State.ACCEPTED: "可以销号：dangyuan findings close",
    State.CLOSED: "已经销号；再次发现时会自动重新打开",
    State.GONE: "排查已不再发现；再次发现时会自动重新打开",
}


def after(finding: Finding, act: Act) -> Finding:
    """The finding after an act of people; raises :class:`NoSuchMove` where the act has no place."""
    if finding.state not in _FROM[act.deed]:
        msg = (
            f"问题 {finding.number}（{finding.seen.code}，{finding.seen.name or finding.seen.dossier}）"
            f"现在是“{finding.state.chinese}”，不能{act.deed.chinese}；{_NEXT[finding.state]}"
        )
        raise NoSuchMove(msg)
    changed = replace(finding, step=finding.step + 1, act=act)
    match act.deed:
        case Deed.TRIAGE:
            return replace(changed, state=act.verdict or State.UNCLEAR, assigned_to=None, due_on=None)
        case Deed.ASSIGN:
            return replace(changed, state=State.ASSIGNED, assigned_to=act.to, due_on=act.due_on)
        case Deed.MEND:
            return replace(changed, state=State.MENDED, measure=act.measure)
        case Deed.ACCEPT:
            return replace(changed, state=State.ACCEPTED)
        case Deed.RETURN:
            return replace(changed, state=State.RETURNED, due_on=act.due_on or finding.due_on)
        case _:
            present = finding.present and act.stands
            return replace(changed, state=State.CLOSED, stands=act.stands, present=present)


# What sweeps do


def found(number: int, seen: Seen, act: Act) -> Finding:
    """A finding that was never there before."""
    return Finding(number=number, step=1, seen=seen, state=State.OPEN, found_on=act.on, sweep=act.sweep or 0, act=act)


def found_again(finding: Finding, seen: Seen, act: Act) -> Finding | None:
    """The finding after a sweep found it once more; ``None`` where that changes nothing.

    What was over is open again, unless people dealt with exactly these values. What goes on goes on, with what the
    sweep sees now. A sweep of fewer bodies that may not tell the partner sees nothing new.
    """
    if seen.tells_less_than(finding.seen):
        seen = finding.seen
    same = seen.digest == finding.seen.digest
    reopens = finding.state.is_over and not (finding.is_settled and same)
    if not reopens and finding.present and same and _described_alike(seen, finding.seen):
        return None
    deed = Deed.FIND_AGAIN if reopens or not finding.present else Deed.SEE
    changed = replace(
        finding,
        step=finding.step + 1,
        seen=seen,
        present=True,
        sweep=act.sweep or 0,
        act=replace(act, deed=deed),
    )
    if not reopens:
        return changed
    return replace(
        changed,
        state=State.OPEN,
        reopened=finding.reopened + 1,
        assigned_to=None,
        due_on=None,
        measure=None,
        stands=False,
    )


def _described_alike(seen: Seen, known: Seen) -> bool:
    """Whether only the wording differs, as it does from day to day where it names the day."""
    return replace(seen, says="") == replace(known, says="")


_STAYS = frozenset({State.MENDED, State.ACCEPTED, State.NOT_SO, State.CLOSED})


def missed(finding: Finding, act: Act) -> Finding:
    """The finding after a sweep that covers it no longer found it.

    It is gone, unless people reported it mended: that goes on to its acceptance, and what is over stays over.
    """
    state = finding.state if finding.state in _STAYS else State.GONE
    return replace(finding, step=finding.step + 1, state=state, present=False, sweep=act.sweep or 0, act=act)
