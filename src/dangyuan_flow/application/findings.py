"""Follow findings until they are closed: list, triage, assign, mend, accept or send back, close. All in the journal."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_audit, may_mend, reach_of, sight
from dangyuan_flow.application.evidence import content_of
from dangyuan_flow.application.rechecking import Recheck
from dangyuan_flow.application.registering import finding_entry
from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound, Refused
from dangyuan_flow.domain.finding import Act, Deed, Finding, Measure, State
from dangyuan_flow.domain.people import Actor
from dangyuan_flow.store import Filed, Line, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from dangyuan_flow.domain.registry import RegistryEntry
    from dangyuan_flow.domain.sweep import KeptSweep
    from dangyuan_flow.flow import Flow

__all__ = [
    "Filed",
    "Line",
    "Query",
    "accept",
    "assign",
    "called",
    "close",
    "history",
    "listed",
    "mend",
    "mended_by",
    "send_back",
    "sweeps",
    "triage",
    "within_sight",
]

Documents = dict[str, tuple[str, bytes]]
Query = Wanted
"""Which findings a list shows."""


def listed(flow: Flow, wanted: Wanted, *, limit: int | None = None) -> tuple[tuple[Filed, ...], int]:
    """The findings ``wanted`` within what the acting user may see, and how many there are without ``limit``."""
    wanted = within_sight(flow, wanted)
    return flow.store.findings.list(wanted, limit=limit), flow.store.findings.count(wanted)


def within_sight(flow: Flow, wanted: Wanted) -> Wanted:
    """What is ``wanted``, narrowed to what the acting user may see."""
    seen = sight(flow)
    if seen is None:
        return wanted
    return replace(wanted, branches=seen if wanted.branches is None else seen & set(wanted.branches))


def sweeps(flow: Flow, *, limit: int | None = None) -> tuple[KeptSweep, ...]:
    """The registered sweeps, the latest first."""
    return flow.store.findings.sweeps(limit=limit)


def called(flow: Flow, numbers: Sequence[int]) -> tuple[Filed, ...]:
    """The findings with ``numbers``, in that order, each once; raises :class:`NotFound` naming those that lack."""
    wanted = tuple(dict.fromkeys(numbers))
    found = {filed.finding.number: filed for filed in listed(flow, Wanted(numbers=wanted))[0]}
    lacking = [str(number) for number in wanted if number not in found]
    if lacking:
        msg = f"没有编号为 {'、'.join(lacking)} 的问题。可用 dangyuan findings list 查看"
        raise NotFound(msg)
    return tuple(found[number] for number in wanted)


def history(flow: Flow, number: int) -> tuple[Line[RegistryEntry], ...]:
    """Every line of the journal about a finding, oldest first; raises :class:`NotFound`."""
    called(flow, [number])
    return flow.store.findings.history(number)


def triage(flow: Flow, numbers: Sequence[int], verdict: State, *, reason: str | None = None) -> tuple[Finding, ...]:
    """Say of findings whether they are so; 不属实 and 存疑 need a reason.

    Raises :class:`NotFound`, :class:`NotAllowed`, :class:`NoSuchMove` or :class:`Conflict`; nothing is written then.
    """
    if verdict is not State.TRUE and not reason:
        msg = f"核实为“{verdict.chinese}”须用 --reason 写明理由"
        raise BadInput(msg)
    return _done(flow, numbers, lambda f: _audited(flow, f, Deed.TRIAGE, verdict=verdict, reason=reason))


def assign(
    flow: Flow, numbers: Sequence[int], *, to: str, due_on: date, reason: str | None = None
) -> tuple[Finding, ...]:
    """Give findings to a body to be mended by a day: to the dossier's branch, or a body above it; raises as triage."""
    if due_on < flow.today():
        msg = f"整改期限 {due_on} 早于今天（{flow.today()}）"
        raise BadInput(msg)
    if to not in flow.organizations:
        msg = f"没有名为“{to}”的党组织；可用 dangyuan org list 查看"
        raise NotFound(msg)
    body = flow.present_name(to)

    def act(filed: Filed) -> Act:
        reach = reach_of(flow, filed.branch)
        if reach and body not in reach:
            which = f"问题 {filed.finding.number} 属于{filed.branch}"
            msg = f"{which}，不能交给“{body}”；可交给：{'、'.join(sorted(reach))}"
            raise BadInput(msg)
        return _audited(flow, filed, Deed.ASSIGN, to=body, due_on=due_on, reason=reason)

    return _done(flow, numbers, act)


def mend(
    flow: Flow, numbers: Sequence[int], measure: Measure, *, says: str, files: Iterable[Path] = ()
) -> tuple[Finding, ...]:
    """Report findings mended: by which measure, what was done, with files as evidence; raises as :func:`triage`."""
    if not says.strip():
        msg = "请用 --say 写明怎样整改"
        raise BadInput(msg)
    documents, named = _taken_in(files)

    def act(filed: Filed) -> Act:
        finding = filed.finding
        actor = may_mend(flow, finding.assigned_to) if finding.assigned_to else may_audit(flow, filed.branch)
        return _act(flow, Deed.MEND, actor, measure=measure, reason=says, files=named)

    return _done(flow, numbers, act, documents)


def accept(flow: Flow, numbers: Sequence[int], *, reason: str | None = None) -> tuple[Finding, ...]:
    """Accept the mending (验收), which nobody does for what they reported themselves; raises as :func:`triage`."""

    def act(filed: Filed) -> Act:
        done = _audited(flow, filed, Deed.ACCEPT, reason=reason)
        after(filed.finding, done)  # whether accepting has its place comes first
        if mended_by(flow, filed.finding) == done.by:
            msg = f"问题 {filed.finding.number} 的整改是 {done.person} 自己报的，须由另一人验收"
            raise NotAllowed(msg)
        return done

    return _done(flow, numbers, act)


def mended_by(flow: Flow, finding: Finding) -> str | None:
    """Who reported a finding mended last; a sweep may have seen it since."""
    if finding.act.deed is Deed.MEND:
        return finding.act.by
    lines = reversed(flow.store.findings.history(finding.number))
    acts = (Finding.from_document(line.entry.value).act for line in lines)
    return next((act.by for act in acts if act.deed is Deed.MEND), None)


def send_back(flow: Flow, numbers: Sequence[int], *, reason: str, due_on: date | None = None) -> tuple[Finding, ...]:
    """Send the mending back with the reason, perhaps with a new day; raises as :func:`triage`."""
    if due_on is not None and due_on < flow.today():
        msg = f"整改期限 {due_on} 早于今天（{flow.today()}）"
        raise BadInput(msg)
    return _done(flow, numbers, lambda f: _audited(flow, f, Deed.RETURN, reason=reason, due_on=due_on))


def close(
    flow: Flow, numbers: Sequence[int], *, stands: bool = False, reason: str | None = None
) -> tuple[Finding, ...]:
    """Close findings (销号). What the rule still finds is only closed with ``stands``: the fact stays on record.

    Raises :class:`Refused` where it is still found, else as :func:`triage`.
    """
    if stands and not reason:
        msg = "事实留存而销号，须用 --reason 写明怎样处理的"
        raise BadInput(msg)

    recheck = Recheck(flow)

    def act(filed: Filed) -> Act:
        done = _audited(flow, filed, Deed.CLOSE, reason=reason)
        after(filed.finding, done)  # whether closing has its place comes first
        still = recheck.says(filed.finding)
        if still is not None and not stands:
            finding = filed.finding
            msg = (
                f"问题 {finding.number}（{finding.seen.code}，{finding.seen.name or finding.seen.dossier}）"
                f"现在仍能查到：{still}。未改正的请先退回整改；事实已无法改变、处理已到位的，"
                "用 --stands --reason 写明处理情况后销号，事实留存在案"
            )
            raise Refused(msg, dossier=finding.seen.dossier)
        return replace(done, stands=still is not None)

    return _done(flow, numbers, act)


def _audited(  # noqa: PLR0913  an act has as many parts
    flow: Flow,
    filed: Filed,
    deed: Deed,
    *,
    verdict: State | None = None,
    reason: str | None = None,
    to: str | None = None,
    due_on: date | None = None,
) -> Act:
    actor = may_audit(flow, filed.branch)
    return _act(flow, deed, actor, verdict=verdict, reason=reason, to=to, due_on=due_on)


def _act(flow: Flow, deed: Deed, actor: Actor, **more: object) -> Act:
    office = actor.office
    title = None if office is None else f"{office.organization}{office.duty.chinese}"
    return Act(deed=deed, on=flow.today(), by=actor.user, person=actor.name, office=title, **more)  # type: ignore[arg-type]  # the parts of an act by name


def _done(
    flow: Flow, numbers: Sequence[int], act: Callable[[Filed], Act], documents: Documents | None = None
) -> tuple[Finding, ...]:
    """Do an act to each finding: all of them, or none."""
    user = hand(flow).user
    changed = [after(filed.finding, act(filed)) for filed in called(flow, numbers)]
    by = Actor(user=user.name, name=user.person)
    flow.store.append([finding_entry(flow, finding, by) for finding in changed], documents=documents or {})
    return tuple(changed)


def _taken_in(files: Iterable[Path]) -> tuple[Documents, tuple[tuple[str, str], ...]]:
    """Files as documents by SHA-256, and as an act names them."""
    documents: Documents = {}
    for path in files:
        content = content_of(path.expanduser())
        documents[hashlib.sha256(content).hexdigest()] = (path.name, content)
    return documents, tuple((digest, name) for digest, (name, _) in documents.items())
