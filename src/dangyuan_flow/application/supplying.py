"""Hand in a paper later (补交材料): one that a reviewer asked for again, or that was missing when its step was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter
from dangyuan_flow.application.evidence import take_in
from dangyuan_flow.application.papers import taken_in
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.errors import BadInput, Conflict, NoSuchMove
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.application.papers import Handed
    from dangyuan_flow.domain.journal import Dossier, Material
    from dangyuan_flow.domain.workflow import MaterialKind, Step
    from dangyuan_flow.flow import Flow


def supply(
    flow: Flow, dossier_id: str, papers: Iterable[str], *, on: date, dry_run: bool = False
) -> tuple[Outcome, ...]:
    """Take in ``papers`` (``材料=文件``, or just ``材料``), each at the step that asks for it; a journal line each.

    A paper goes to the step where it was reopened; else to the latest step reached that lists it. Raises
    :class:`BadInput` for a paper that no step reached so far lists, :class:`NoSuchMove` for a closed dossier.
    """
    dossier = _open(flow, dossier_id)
    steps = [(step_of(flow, dossier, paper.partition("=")[0].strip()), paper) for paper in papers]
    taken = [(step, *take_in(step, [paper], on)) for step, paper in steps]  # all are read before one is written
    return _supplied(flow, dossier, taken, on=on, dry_run=dry_run)


def hand_in(
    flow: Flow, dossier_id: str, papers: Iterable[tuple[int, Handed]], *, on: date, expected: int | None = None
) -> tuple[Outcome, ...]:
    """Take in ``papers``, each at the step that is named with it; otherwise as :func:`supply`."""
    dossier = _open(flow, dossier_id)
    taken = []
    for number, paper in papers:
        step = flow.workflow.by_id.get(number)
        if step is None or step not in _reached(flow, dossier):
            msg = f"还没有到第 {number} 步，不能补交《{paper.kind}》"
            raise BadInput(msg)
        taken.append((step, *taken_in(step, [paper], on)))
    if expected is not None and taken and dossier.seq != expected:
        msg = f"档案 {dossier.id} 已有新的记录，请重新查看后再办"
        raise Conflict(msg)
    return _supplied(flow, dossier, taken, on=on)


def _supplied(
    flow: Flow,
    dossier: Dossier,
    taken: Iterable[tuple[Step, tuple[Material, ...], dict[str, tuple[str, bytes]]]],
    *,
    on: date,
    dry_run: bool = False,
) -> tuple[Outcome, ...]:
    by = hand(flow)
    office = may_enter(flow, by.user, dossier.facts.branch)
    found: list[Outcome] = []
    for step, materials, documents in taken:
        act = Act(move=Move.SUPPLY, on=on, step=step.id, materials=materials, documents=documents, guarded=False)
        found.append(proceed(flow, dossier, act, by, office, dry_run=dry_run))
        dossier = dossier if dry_run else found[-1].dossier
    return tuple(found)


def _open(flow: Flow, dossier_id: str) -> Dossier:
    """A dossier that still takes papers in."""
    dossier = flow.store.get(dossier_id)
    may_enter(flow, hand(flow).user, dossier.facts.branch)
    if not dossier.is_open:
        msg = f"当前{flow.workflow.describe(dossier.position)}，不能再补交材料"
        raise NoSuchMove(msg)
    return dossier


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A paper that a step reached so far lists, and the one in the file, if any; ``is_done``: whether the step is."""

    step: Step
    kind: MaterialKind
    there: Material | None
    is_done: bool

    @property
    def is_back(self) -> bool:
        """Whether it was sent back for completion."""
        return self.there is not None and self.there.reopened


def listed_papers(flow: Flow, dossier: Dossier) -> tuple[Listed, ...]:
    """The papers that the steps reached so far list: what was sent back first, then what lacks, then what is there."""
    known = {(m.step, m.kind): m for m in dossier.materials}
    found = [
        Listed(
            step=step,
            kind=kind,
            there=known.get((step.id, kind.name)),
            is_done=compiled(step.done)(dossier.facts, flow.today()),
        )
        for step in _reached(flow, dossier)
        for kind in step.materials
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_back, one.there is not None, one.step.id)))


def _reached(flow: Flow, dossier: Dossier) -> tuple[Step, ...]:
    here = flow.workflow.step_at(dossier.position)
    return tuple(
        step
        for step in flow.workflow.steps
        if here is not None and (step.id if step.span is None else step.span[0]) <= here.id
    )


def step_of(flow: Flow, dossier: Dossier, paper: str) -> Step:
    """The step at which ``paper`` is owed now; raises :class:`BadInput`."""
    reopened = next((m for m in dossier.materials if m.reopened and m.kind == paper), None)
    if reopened is not None:
        return flow.workflow.by_id[reopened.step]
    here = flow.workflow.step_at(dossier.position)
    reached = [step for step in flow.workflow.steps if here is not None and step.id <= here.id]
    for step in reversed(reached):
        if any(kind.name == paper for kind in step.materials):
            return step
    names = tuple(kind.name for step in reached for kind in step.materials)
    msg = f"已到的各步都没有名为“{paper}”的材料{did_you_mean(paper, names)}"
    raise BadInput(msg)
