"""The procedure: five stages, twenty-five steps, five gates, and which act is legal where a dossier stands.

A dossier stands at a *position*: ``"7"`` waits for step 7, ``"8:review"`` lies with a reviewing level, ``"8:listing"``
has the higher committee's consent and waits for the listing; the exits (``withdrawn``, ``cancelled`` …) are positions
too. ``transitions`` says whether a move is legal. It knows nothing of law: that is the rules' affair, and it returns no
reason.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from transitions import Machine, MachineError

from dangyuan_flow.domain.errors import NoSuchMove
from dangyuan_flow.domain.moves import ENDS, Move

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dangyuan_flow.domain.expression import Expression
    from dangyuan_flow.domain.facts import Facts


__all__ = [
    "ARCHIVED",
    "CANCELLED",
    "CLOSED",
    "ENDS",
    "ENTRY",
    "FINAL",
    "POSITION_NAMES",
    "TRANSFERRED",
    "UNDONE",
    "Deadline",
    "Gate",
    "MaterialKind",
    "Move",
    "Stage",
    "Standing",
    "Step",
    "Workflow",
]

CANCELLED, ARCHIVED, TRANSFERRED, UNDONE, ENTRY = "cancelled", "archived", "transferred", "undone", "1"
FINAL = frozenset({*ENDS.values(), CANCELLED, ARCHIVED})
CLOSED = FINAL | {UNDONE}
"""Where no dossier is under way: the exits, and an import that was undone (its facts are void)."""
POSITION_NAMES = {
    "withdrawn": "已撤回申请",
    "disqualified": "已终止资格",
    "died": "已去世",
    "not_recognised": "不予承认",
    "transferred": "已转出",
    "cancelled": "已取消预备党员资格",
    "archived": "已归档",
    "undone": "导入已撤销",
}


class Standing(enum.StrEnum):
    """What a person is in the procedure."""

    APPLICANT = "applicant"
    ACTIVIST = "activist"
    CANDIDATE = "candidate"
    PROBATIONARY = "probationary"
    MEMBER = "member"

    @property
    def chinese(self) -> str:
        """The standing as the law names it."""
        return {
            Standing.APPLICANT: "入党申请人",
            Standing.ACTIVIST: "入党积极分子",
            Standing.CANDIDATE: "发展对象",
            Standing.PROBATIONARY: "预备党员",
            Standing.MEMBER: "正式党员",
        }[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialKind:
    """A paper that a step leaves (档案材料): its name, who provides it, and whether the step cannot do without it."""

    name: str
    provider: str
    required: bool
    decisive: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A day by which a step is due: the fact that holds it, and how many days before to warn.

    A ``milestone`` is the other kind of day: from then on the step may be done, and nobody is late for it.
    """

    fact: str
    warn_days: int
    says: str
    milestone: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """Where papers pass the levels: what each level's decision puts on record, and where a refusal leads.

    ``sets``: decision (``submit``, ``deliberate``, ``approve``) to the fact that takes its date. ``demands``: decision
    to the steps that must be done before it. ``votes``: the committee's decision carries its own vote on this one
    person. ``outcomes``: where approval leads, by conversion result (gate G5 only).
    """

    id: str
    sets: Mapping[str, str]
    demands: Mapping[str, tuple[int, ...]]
    refused_to: str | None
    votes: bool
    outcomes: Mapping[str, str]


_ACTING = {
    "person": "本人",
    "branch": "党支部",
    "general_branch": "党总支",
    "committee": "上级党委（工委）",
    "organization_department": "上级党委组织部门",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One of the twenty-five steps.

    ``dated_by``: the fact that holds the day of the act; ``also_dated_by``: facts that show an imported step as done.
    ``evidence``: facts that may be given, ``required`` those that must. ``done``: a condition that says whether the
    step is done. ``span``: for acts beside the main line, the main-line steps during which they are allowed, both ends
    included. ``then``: the position that follows.
    """

    id: int
    name: str
    stage: int
    who: str
    is_main: bool
    dated_by: str
    also_dated_by: tuple[str, ...]
    evidence: tuple[str, ...]
    required: tuple[str, ...]
    done: Expression
    span: tuple[int, int] | None
    then: str | None
    gate: Gate | None
    periodic: bool
    listing: bool
    materials: tuple[MaterialKind, ...]
    deadlines: tuple[Deadline, ...]
    forms: tuple[str, ...]
    articles: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    @property
    def who_chinese(self) -> str:
        """Whose act the step is, as the law names them."""
        return _ACTING[self.who]

    def name_on(self, edition: str | None) -> str:
        """The step's name under an edition (step 8: 备案 before 2026, 同意 from then on)."""
        return self.names.get(edition or "", self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One of the five stages."""

    id: int
    name: str


def _waits_for_a_vote(step: Step, facts: Facts) -> bool:
    """Whether a meeting was held and decided nothing: the vote failed, or the result of the conversion lacks."""
    if step.dated_by == "conversion_met_on":
        return facts.conversion_result is None
    return step.dated_by == "admission_resolved_on" and facts.admission_failed is True


class _Cursor:
    """A throw-away model for the shared machine: ``transitions`` writes the position here."""

    state: str


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """The procedure as data, and the one machine that judges the legality of moves (built on first use)."""

    id: str
    name: str
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    standings: Mapping[str, Standing]
    end_reasons: Mapping[str, str]

    @cached_property
    def by_id(self) -> dict[int, Step]:
        """The steps by number."""
        return {step.id: step for step in self.steps}

    @cached_property
    def main_line(self) -> tuple[Step, ...]:
        """The steps of the main line, in order."""
        return tuple(step for step in self.steps if step.is_main)

    @cached_property
    def positions(self) -> tuple[str, ...]:
        """Every position on the main line, in order."""
        found: list[str] = []
        for step in self.main_line:
            found.append(str(step.id))
            if step.gate is not None:
                found.append(f"{step.id}:review")
            if step.listing:
                found.append(f"{step.id}:listing")
        return tuple(found)

    def step_at(self, position: str) -> Step | None:
        """The main-line step that a position waits for; ``None`` at an exit."""
        head = position.partition(":")[0]
        return self.by_id.get(int(head)) if head.isdigit() else None

    def standing_at(self, position: str, before: str | None = None) -> Standing:
        """What the person is at ``position``; at an exit, what they were ``before``."""
        if position == ARCHIVED:
            return Standing.MEMBER
        if position in FINAL:
            return Standing.APPLICANT if before is None or before in FINAL else self.standing_at(before)
        step = self.step_at(position)
        return self.standings[str(step.id)] if step is not None else Standing.APPLICANT

    def describe(self, position: str) -> str:
        """Where a dossier stands, in words."""
        step = self.step_at(position)
        if step is None:
            return POSITION_NAMES.get(position, position)
        suffix = {"review": "（联审中）", "listing": "（已获同意，待公示和列为）"}.get(position.partition(":")[2], "")
        return f"待办第 {step.id} 步 {step.name}{suffix}"

    def transitions(self) -> Iterator[tuple[str, str, str]]:
        """Every legal move as (trigger, from, to)."""
        for step in self.main_line:
            here = str(step.id)
            if step.gate is None:
                yield f"complete:{step.id}", here, step.then or ARCHIVED
            else:
                yield from self._gate(step, step.gate)
        yield from self._beside()
        yield from self._further()
        for position in self.positions:
            for move, end in ENDS.items():
                yield move.value, position, end
            yield f"transfer_in:{position}", TRANSFERRED, position.removesuffix(":review")  # a new branch submits anew

    def _gate(self, step: Step, gate: Gate) -> Iterator[tuple[str, str, str]]:
        here, review = str(step.id), f"{step.id}:review"
        after = f"{step.id}:listing" if step.listing else (step.then or ARCHIVED)
        yield f"submit:{step.id}", here, review
        yield f"deliberate:{step.id}", review, review
        if gate.outcomes:
            for result, to in gate.outcomes.items():
                yield f"approve:{step.id}:{result}", review, to
        else:
            yield f"approve:{step.id}", review, after
        if step.listing:
            yield f"complete:{step.id}", f"{step.id}:listing", step.then or ARCHIVED
        yield f"supplement:{step.id}", review, here
        if gate.refused_to is not None:
            yield f"refuse:{step.id}", review, gate.refused_to
        for earlier in self.main_line:
            if earlier.id <= step.id:
                yield f"return:{step.id}:{earlier.id}", review, str(earlier.id)

    def _beside(self) -> Iterator[tuple[str, str, str]]:
        for step in self.steps:
            if step.span is None:
                continue
            for position in self.positions:
                at = int(position.partition(":")[0])
                if step.span[0] <= at <= step.span[1]:
                    yield f"record:{step.id}", position, position

    def _further(self) -> Iterator[tuple[str, str, str]]:
        """复议, 不予承认 (of who was archived too), cancellation of who never applied, 推迟讨论 (art. 35), ballots."""
        yield "reconsider", "17", "15"
        yield "reconsider", "17:review", "15"
        yield Move.NOT_RECOGNISE.value, ARCHIVED, ENDS[Move.NOT_RECOGNISE]
        yield "complete:23", "22", "24"
        yield "defer", "22", "22"
        yield "defer", "23", "23"
        yield "ballot:15", "15", "15"
        yield "ballot:23", "22", "22"
        yield "ballot:23", "23", "23"

    @cached_property
    def _machine(self) -> Machine:
        machine = Machine(
            model=None,
            states=[*self.positions, *sorted(CLOSED)],
            initial=ENTRY,
            auto_transitions=False,
            send_event=False,
        )
        for trigger, source, destination in self.transitions():
            machine.add_transition(trigger, source, destination)
        return machine

    def destination(self, position: str, trigger: str) -> str:
        """Where ``trigger`` leads from ``position``; raises :class:`NoSuchMove` where the procedure has no such act."""
        cursor = _Cursor()
        cursor.state = position
        try:
            self._machine.events[trigger].trigger(cursor)
        except (KeyError, MachineError, AttributeError) as error:
            msg = f"当前{self.describe(position)}，不能办理“{self.explain(trigger)}”"
            raise NoSuchMove(msg) from error
        return cursor.state

    def explain(self, trigger: str) -> str:
        """A trigger in words."""
        move, _, rest = trigger.partition(":")
        number = rest.partition(":")[0]
        name = Move(move).chinese
        if number.isdigit() and int(number) in self.by_id:
            return f"第 {number} 步 {self.by_id[int(number)].name}·{name}"
        return name

    def furthest(self, facts: Facts) -> str:
        """Where an imported dossier stands: after its furthest dated step, or at its exit."""
        if facts.ended_on is not None:
            reason = facts.ended_because or ""
            return next((end for word, end in self.end_reasons.items() if word in reason), "withdrawn")
        if facts.transferred_out_on is not None:
            return TRANSFERRED
        position = ENTRY
        for step in self.main_line:
            if _waits_for_a_vote(step, facts):
                continue
            if all(facts[name] is None for name in (step.dated_by, *step.also_dated_by)):
                if step.listing and facts.candidate_consented_on is not None:
                    consent_lists = facts.candidate_listed_by == facts.candidate_consented_on  # before 2026-05-11
                    position = step.then or ARCHIVED if consent_lists else f"{step.id}:listing"
                continue
            if step.gate is not None and step.gate.outcomes:
                position = step.gate.outcomes.get(facts.conversion_result or "", step.then or ARCHIVED)
                if position in FINAL:
                    return position  # who was cancelled is no member, though the papers were archived later
            else:
                position = step.then or ARCHIVED
        return position
