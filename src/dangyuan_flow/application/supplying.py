"""Hand in a paper later (补交材料): one that a reviewer asked for again, or that was missing when its step was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter
from dangyuan_flow.application.evidence import take_in
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.errors import BadInput, NoSuchMove
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow


def supply(
    flow: Flow, dossier_id: str, papers: Iterable[str], *, on: date, dry_run: bool = False
) -> tuple[Outcome, ...]:
    """Take in ``papers`` (``材料=文件``, or just ``材料``), each at the step that asks for it; a journal line each.

    A paper goes to the step where it was reopened; else to the latest step reached that lists it. Raises
    :class:`BadInput` for a paper that no step reached so far lists, :class:`NoSuchMove` for a closed dossier.
    """
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    if not dossier.is_open:
        msg = f"当前{flow.workflow.describe(dossier.position)}，不能再补交材料"
        raise NoSuchMove(msg)
    office = may_enter(flow, by.user, dossier.facts.branch)
    steps = [(step_of(flow, dossier, paper.partition("=")[0].strip()), paper) for paper in papers]
    taken = [(step, *take_in(step, [paper], on)) for step, paper in steps]  # all are read before one is written
    found: list[Outcome] = []
    for step, materials, documents in taken:
        act = Act(move=Move.SUPPLY, on=on, step=step.id, materials=materials, documents=documents, guarded=False)
        found.append(proceed(flow, dossier, act, by, office, dry_run=dry_run))
        dossier = dossier if dry_run else found[-1].dossier
    return tuple(found)


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
