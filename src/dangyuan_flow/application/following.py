"""Findings as a reader meets them: a page of a list, facts and leads apart; who may do what now; what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import AUDITING, WRITERS, hand, may_audit, may_mend, offices_of
from dangyuan_flow.application.findings import called, history, mended_by, within_sight
from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.errors import NoSuchMove, NotAllowed, NotFound
from dangyuan_flow.domain.finding import Act, Deed, Finding, State
from dangyuan_flow.domain.people import Duty
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.store import Filed, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dangyuan_flow.flow import Flow

NEXT: Mapping[State, tuple[Deed, ...]] = {
    State.OPEN: (Deed.TRIAGE,),
    State.UNCLEAR: (Deed.TRIAGE,),
    State.TRUE: (Deed.ASSIGN,),
    State.ASSIGNED: (Deed.MEND,),
    State.RETURNED: (Deed.MEND,),
    State.MENDED: (Deed.ACCEPT, Deed.RETURN),
    State.ACCEPTED: (Deed.CLOSE,),
}
"""What is expected next where a finding stands; whatever else has its place mends an earlier act."""
_BY_AUDITORS = (Deed.TRIAGE, Deed.ASSIGN, Deed.ACCEPT, Deed.RETURN, Deed.CLOSE)


@dataclass(frozen=True, kw_only=True, slots=True)
class FindingPage:
    """A part of a list of findings of one certainty, and how many facts and how many leads the whole list has."""

    lines: tuple[Filed, ...]
    facts: int
    leads: int


def page_of(flow: Flow, wanted: Wanted, certainty: Certainty, *, limit: int, offset: int = 0) -> FindingPage:
    """The findings ``wanted`` of one certainty from ``offset`` on, within what the acting user may see."""
    wanted = within_sight(flow, wanted)
    counts = {c: flow.store.findings.count(replace(wanted, certainty=c.value)) for c in Certainty}
    lines = flow.store.findings.list(replace(wanted, certainty=certainty.value), limit=offset + limit)[offset:]
    return FindingPage(lines=lines, facts=counts[Certainty.FACT], leads=counts[Certainty.LEAD])


def follows(flow: Flow) -> bool:
    """Whether the acting user holds an office that follows findings at all; each finding asks for itself again."""
    for office in offices_of(flow, hand(flow).user, flow.today()):
        body = flow.organizations.get(office.organization)
        if office.duty is Duty.AUDITOR or (office.duty in WRITERS and body is not None and body.kind in AUDITING):
            return True
    return False


def open_acts(flow: Flow, filed: Filed) -> tuple[Deed, ...]:
    """What the acting user may do about a finding now: what comes next first, the rest in the order of its life."""
    finding = filed.finding
    placed = [deed for deed in (*_BY_AUDITORS, Deed.MEND) if _has_place(flow, finding, deed)]
    found: list[Deed] = []
    if any(deed in _BY_AUDITORS for deed in placed) and _may(lambda: may_audit(flow, filed.branch)):
        found = [deed for deed in placed if deed in _BY_AUDITORS]
    if Deed.ACCEPT in found and mended_by(flow, finding) == flow.user:
        found.remove(Deed.ACCEPT)  # nobody accepts what they reported themselves
    if Deed.MEND in placed and finding.assigned_to and _may(lambda: may_mend(flow, finding.assigned_to or "")):
        found.append(Deed.MEND)
    return tuple(sorted(found, key=lambda deed: (deed not in NEXT.get(finding.state, ()), [*Deed].index(deed))))


def _has_place(flow: Flow, finding: Finding, deed: Deed) -> bool:
    try:
        after(finding, Act(deed=deed, on=flow.today(), by=flow.user or ""))
    except NoSuchMove:
        return False
    return True


def _may(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except NotAllowed:
        return False
    return True


def acts_of(flow: Flow, number: int) -> tuple[Act, ...]:
    """All that was done about a finding, oldest first; raises :class:`NotFound`."""
    return tuple(Finding.from_document(line.entry.value).act for line in history(flow, number))


def evidence(flow: Flow, number: int, digest: str) -> tuple[str, bytes]:
    """A file that was handed in as evidence of mending a finding: its name and content; raises :class:`NotFound`."""
    for act in acts_of(flow, number):
        for kept, name in act.files:
            if kept == digest:
                return name, flow.store.document(digest)
    msg = f"问题 {number} 没有摘要为 {digest[:12]}… 的附件"
    raise NotFound(msg)


def sentence(act: Act) -> str:
    """What an act did, in a few words; who and when stand beside it."""
    parts = []
    if act.verdict:
        parts.append(act.verdict.chinese)
    if act.to:
        parts.append(f"交{act.to}")
    if act.due_on:
        parts.append(f"{act.due_on} 前整改")
    if act.measure:
        parts.append(act.measure.chinese)
    if act.stands:
        parts.append("事实留存在案")
    told = f"{act.deed.chinese}：{'，'.join(parts)}" if parts else act.deed.chinese
    return f"{told}（第 {act.sweep} 次排查）" if act.sweep else told


def to_fill(flow: Flow, numbers: Iterable[int]) -> tuple[Filed, ...]:
    """The findings of a list's ticks that there are, each once; what is not seen is passed over."""
    wanted = within_sight(flow, Wanted(numbers=tuple(dict.fromkeys(numbers))))
    return flow.store.findings.list(wanted)


def one(flow: Flow, number: int) -> Filed:
    """One finding; raises :class:`NotFound`, for one that may not be seen too."""
    return called(flow, [number])[0]
