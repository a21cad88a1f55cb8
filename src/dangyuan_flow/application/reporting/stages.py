"""To which of the five stages a finding belongs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import roots
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.facts import RECORDED, VOCABULARY

if TYPE_CHECKING:
    from dangyuan_flow.domain.rules import Rule
    from dangyuan_flow.domain.workflow import Workflow

NO_STAGE = "不分阶段"
"""Where a finding is about the person, the body, or the dossier as a whole."""
_FEW = 3
"""An act that goes back to steps of more stages than this belongs to none of them."""


@lru_cache(maxsize=4)
def _workflow() -> Workflow:
    from dangyuan_flow.flow import catalogue  # noqa: PLC0415  the definitions are read once a process, when reported

    return catalogue().workflow


def stages() -> tuple[str, ...]:
    """The names of the stages in their order, and last the place of what belongs to none."""
    return (*(stage.name for stage in _workflow().stages), NO_STAGE)


def stage_of(rule: Rule | Across) -> str:
    """The stage of the step that the rule guards first, else of the step to which its act belongs."""
    step = _step(rule)
    workflow = _workflow()
    if step is None or step not in workflow.by_id:
        return NO_STAGE
    number = workflow.by_id[step].stage
    return next(stage.name for stage in workflow.stages if stage.id == number)


def _step(rule: Rule | Across) -> int | None:
    if rule.guards:
        return rule.guards[0]
    if isinstance(rule, Across):
        return None
    act = rule.act
    if not VOCABULARY[act].derived:
        return VOCABULARY[act].step
    steps = [step for name in roots((act,)) if (step := RECORDED[name].step) is not None]
    by_id = _workflow().by_id
    if not steps or len({by_id[step].stage for step in steps if step in by_id}) > _FEW:
        return None
    return max(steps)
