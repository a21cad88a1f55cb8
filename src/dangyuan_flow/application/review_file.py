"""What a level of the review reads before it decides: the gate's own steps, papers, opinions, and what is new.

Nothing is written here. The decision itself is :func:`reviewing.decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS
from dangyuan_flow.application.chronicle import sentence, told_facts
from dangyuan_flow.application.gates import SENT_BACK
from dangyuan_flow.application.looking import violations
from dangyuan_flow.application.reviewing import chain_of, decide
from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.errors import FlowError, ReasonNeeded, Refused
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.journal import fold
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dangyuan_flow.application.reviewing import Vote
    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier, Material, StepRecord
    from dangyuan_flow.domain.people import Office, Organization
    from dangyuan_flow.domain.review import Review
    from dangyuan_flow.domain.rules import Violation
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow

POSITIVE = {
    ReviewLevel.BRANCH: Move.SUBMIT,
    ReviewLevel.GENERAL_BRANCH: Move.DELIBERATE,
    ReviewLevel.COMMITTEE: Move.APPROVE,
}
"""The decision that carries a paper on, by level."""
_PLACEHOLDER = "（尚未填写）"


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A line of the check list: a paper that a step owes or that is in the file; ``material`` is there if it is."""

    step: int
    kind: str
    required: bool
    material: Material | None

    @property
    def state(self) -> str:
        """在卷, 待补 (a level asked for it again), 缺 (owed and not there) or 未交 (may be missing)."""
        if self.material is not None:
            return "待补" if self.material.reopened else "在卷"
        return "缺" if self.required else "未交"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A fact that is not what it was: its step, its name, what it was and what it is."""

    step: int | None
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, kw_only=True, slots=True)
class SentBack:
    """The last return at this gate, and everything that came since."""

    record: StepRecord
    changes: tuple[Change, ...]
    papers: tuple[tuple[Material, str], ...]
    lines: tuple[tuple[StepRecord, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewFile:
    """The file at a gate. ``level`` and ``body``: whose turn it is; ``chain``: the levels and what each said so far.

    ``deciders``: who else may have decided here, as (user, name with office and time), for what another types in.
    """

    dossier: Dossier
    step: Step
    level: ReviewLevel
    body: Organization
    following: Organization | None
    chain: tuple[tuple[ReviewLevel, Organization, Review | None], ...]
    records: tuple[tuple[Step, tuple[tuple[str, Value], ...]], ...]
    ballots: tuple[tuple[int, Ballot], ...]
    papers: tuple[Paper, ...]
    lacking: tuple[str, ...]
    problems: tuple[Violation, ...]
    is_mine: bool = False
    sent_back: SentBack | None = None
    deciders: tuple[tuple[str, str], ...] = ()

    @property
    def votes(self) -> bool:
        """Whether this decision is the committee's own vote on this one person."""
        gate = self.step.gate
        return gate is not None and gate.votes and self.level is ReviewLevel.COMMITTEE

    @property
    def returns_to(self) -> bool:
        """Whether this level may send the paper back: every one above the branch."""
        return self.level is not ReviewLevel.BRANCH

    @property
    def may_refuse(self) -> bool:
        """Whether a refusal is possible: the committee's alone, and not at the conversion."""
        gate = self.step.gate
        return self.level is ReviewLevel.COMMITTEE and gate is not None and gate.refused_to is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """What would come of the decision that carries the paper on: ``go``, ``reason`` (one is owed) or ``stop``."""

    verdict: str
    says: str
    violations: tuple[Violation, ...] = ()


def review_file(flow: Flow, dossier_id: str) -> ReviewFile | None:
    """The file at the gate where the dossier stands; ``None`` where it stands at none.

    Raises :class:`NotFound`, and :class:`NotAllowed` where no body above the branch may approve.
    """
    dossier = flow.store.get(dossier_id)
    found = file_of(flow, dossier)
    if found is None:
        return None
    offices, people = _at(flow, found.body.name)
    is_mine = _is_mine(flow, found.body.name, offices)
    return replace(
        found,
        is_mine=is_mine,
        sent_back=since_sent_back(flow, dossier, found.step),
        deciders=_deciders(flow, offices, people) if is_mine else (),
    )


def file_of(flow: Flow, dossier: Dossier) -> ReviewFile | None:
    """The file as the dossier alone tells it: whose turn it is for, and what came since a return, are left out."""
    step = flow.workflow.step_at(dossier.position)
    if step is None or step.gate is None or dossier.position.endswith(":listing"):
        return None
    chain = chain_of(flow, dossier)
    level, body = chain.turn(dossier.round)
    levels = [here for here, _ in chain.bodies]
    said = dict(zip(levels, dossier.round, strict=False))
    after = levels.index(level) + 1
    span = span_of(flow, step)
    return ReviewFile(
        dossier=dossier,
        step=step,
        level=level,
        body=body,
        following=chain.bodies[after][1] if after < len(levels) else None,
        chain=tuple((here, place, said.get(here)) for here, place in chain.bodies),
        records=_records(flow, dossier, span),
        ballots=tuple(b for b in dossier.ballots if b[0] in span),
        papers=_papers(flow, dossier, step, span),
        lacking=_lacking(flow, dossier, step, POSITIVE[level]),
        problems=violations(flow, dossier),
    )


def span_of(flow: Flow, gate: Step) -> frozenset[int]:
    """The steps that a gate rests on: those since the gate before it, its own, and those that it demands."""
    before = max((s.id for s in flow.workflow.main_line if s.gate is not None and s.id < gate.id), default=0)
    demanded = () if gate.gate is None else tuple(n for owed in gate.gate.demands.values() for n in owed)
    return frozenset({*range(before + 1, gate.id + 1), *demanded})


def foreseen(  # noqa: PLR0913  a decision has all of these
    flow: Flow,
    file: ReviewFile,
    *,
    on: date,
    vote: Vote | None = None,
    reason: str = "",
    decided_by: str = "",
) -> Foreseen:
    """What the guard would say to the decision that carries the paper on, taken on ``on``; nothing is written.

    What is not filled in yet (opinion, vote) is not held against it.
    """
    try:
        outcome = decide(
            flow,
            file.dossier.id,
            POSITIVE[file.level],
            on=on,
            opinion=_PLACEHOLDER,
            reason=reason or None,
            vote=vote or (1, 1, 1, 0, 0),
            decided_by=decided_by or None,
            dry_run=True,
        )
    except ReasonNeeded as owed:
        return Foreseen(verdict="reason", says="可以办理，但须写明理由", violations=owed.violations)
    except Refused as refused:
        return Foreseen(verdict="stop", says="" if refused.violations else str(refused), violations=refused.violations)
    except FlowError as refused:
        return Foreseen(verdict="stop", says=str(refused))
    return Foreseen(verdict="go", says="", violations=outcome.warnings)


def since_sent_back(flow: Flow, dossier: Dossier, step: Step) -> SentBack | None:
    """The last return at the gate ``step`` with what changed since; ``None`` where it was never sent back there."""
    if not any(r.step == step.id and r.decision in SENT_BACK for r in dossier.reviews):
        return None
    lines = flow.store.records(dossier.id)
    entries = [line.entry for line in lines]
    at = max(
        n for n, e in enumerate(entries) if e.review and e.review.step == step.id and e.review.decision in SENT_BACK
    )
    before = fold(dossier.id, entries[:at])
    return SentBack(
        record=entries[at],
        changes=tuple(_changes(before, dossier, set() if step.gate is None else set(step.gate.sets.values()))),
        papers=tuple(_came(before.materials, dossier.materials)),
        lines=tuple((line.entry, sentence(flow, Line(*line))) for line in lines[at + 1 :]),
    )


_UNSAID = frozenset({"id_number", "listing_kept_apart", *CONTEXT_FACTS})


def _changes(before: Dossier, now: Dossier, set_by_gate: set[str]) -> Iterable[Change]:
    for name, fact in RECORDED.items():
        if name in _UNSAID or name in set_by_gate:
            continue
        if before.facts[name] != now.facts[name]:
            yield Change(step=fact.step, label=fact.label, before=before.facts[name], after=now.facts[name])


def _came(before: Iterable[Material], now: Iterable[Material]) -> Iterable[tuple[Material, str]]:
    """The papers that are not what they were, each with what happened to it."""
    old = {(m.step, m.kind): m for m in before}
    for paper in sorted(now, key=lambda m: (m.step, m.kind)):
        known = old.pop((paper.step, paper.kind), None)
        if paper.reopened:
            yield paper, "待补"
        elif known is None:
            yield paper, "新交"
        elif (known.on, known.digest) != (paper.on, paper.digest):
            yield paper, "已补交"
    for paper in old.values():
        yield paper, "随退回作废"


def _is_mine(flow: Flow, body: str, held: Iterable[Office]) -> bool:
    today = flow.today()
    mine = [o for o in held if o.holder == flow.user and o.duty in WRITERS and o.held_on(today)]
    return any(flow.under in (None, (body, office.duty)) for office in mine)


def _at(flow: Flow, body: str) -> tuple[tuple[Office, ...], dict[str, str]]:
    """The offices at ``body``, under any name that it had, and the people by user."""

    def read() -> tuple[tuple[Office, ...], dict[str, str]]:
        found = flow.organizations.get(body)
        names = (body,) if found is None else (found.name, *found.former_names)
        offices = tuple(office for name in names for office in flow.store.offices(organization=name))
        return offices, {user.name: user.person for user in flow.store.users()}

    return flow.recall(("offices at", body), read)


def _records(
    flow: Flow, dossier: Dossier, span: frozenset[int]
) -> tuple[tuple[Step, tuple[tuple[str, Value], ...]], ...]:
    values: Mapping[str, Value] = {
        name: value
        for name, fact in RECORDED.items()
        if fact.step in span and (value := dossier.facts[name]) is not None
    }
    found: dict[int, list[tuple[str, Value]]] = {}
    for fact, value in told_facts(values, ballots=dossier.ballots):
        found.setdefault(fact.step or 0, []).append((fact.label, value))
    return tuple((flow.workflow.by_id[number], tuple(told)) for number, told in sorted(found.items()))


def _papers(flow: Flow, dossier: Dossier, gate: Step, span: frozenset[int]) -> tuple[Paper, ...]:
    """The gate's steps with every paper, and of the earlier ones what is missing."""
    there = {(m.step, m.kind): m for m in dossier.materials}
    found = []
    for step in flow.workflow.steps:
        if step.id > gate.id:
            break
        kinds = [(kind.name, kind.required and step.id != gate.id) for kind in step.materials]
        listed = {name for name, _ in kinds}
        kinds += [(kind, False) for number, kind in there if number == step.id and kind not in listed]
        lines = [Paper(step=step.id, kind=k, required=r, material=there.get((step.id, k))) for k, r in kinds]
        found += [line for line in lines if step.id in span or line.state in ("缺", "待补")]
    return tuple(found)


def _lacking(flow: Flow, dossier: Dossier, step: Step, move: Move) -> tuple[str, ...]:
    """The demanded steps that are not done, for this level's decision."""
    owed = () if step.gate is None else step.gate.demands.get(move.value, ())
    return tuple(
        f"第 {n} 步“{flow.workflow.by_id[n].name}”"
        for n in owed
        if not compiled(flow.workflow.by_id[n].done)(dossier.facts, flow.today())
    )


def deciders_at(flow: Flow, body: str) -> tuple[tuple[str, str], ...]:
    """Who else may have decided for ``body``, as (user, name with office and time), for what the acting user types."""
    return _deciders(flow, *_at(flow, body))


def _deciders(flow: Flow, offices: Iterable[Office], people: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for office in offices:
        if office.duty in WRITERS and office.holder in people and office.holder != flow.user:
            until = f"至 {office.until}" if office.until else "至今"
            told = f"{people[office.holder]}（{office.duty.chinese}，{office.since} {until}）"
            found.append((office.holder, told))
    return tuple(found)
