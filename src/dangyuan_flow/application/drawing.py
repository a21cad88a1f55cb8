"""The 25 steps drawn from the definition, as a Mermaid flow chart for README and handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.workflow import ARCHIVED, CANCELLED, POSITION_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.domain.workflow import Step, Workflow


EDITION = "细则-2026"
"""Steps carry the names of the edition in force."""


def mermaid(workflow: Workflow) -> str:
    """A flow chart: one box a step of the main line, hexagons for gates, rounded boxes for acts beside it."""
    return "\n".join(("flowchart TB", *_stages(workflow), *_line(workflow), *_beside(workflow)))


def _stages(workflow: Workflow) -> Iterator[str]:
    for stage in workflow.stages:
        yield f'  subgraph S{stage.id}["{stage.id} {stage.name}"]'
        for step in workflow.steps:
            if step.stage == stage.id:
                yield f"    {_box(step)}"
        yield "  end"


def _box(step: Step) -> str:
    text = f'"{step.id} {step.name_on(EDITION)}"'
    if step.gate is not None:
        return f"n{step.id}{{{{{text}}}}}"
    return f"n{step.id}[{text}]" if step.is_main else f"n{step.id}({text})"


def _line(workflow: Workflow) -> Iterator[str]:
    for step in workflow.main_line:
        if step.gate is not None and step.gate.outcomes:
            for result, to in step.gate.outcomes.items():
                yield f'  n{step.id} -- "{result}" --> {_target(to)}'
        else:
            yield f"  n{step.id} --> {_target(step.then or ARCHIVED)}"
        if step.gate is not None and step.gate.refused_to is not None:
            yield f'  n{step.id} -. "{step.gate.id} 不予通过" .-> n{step.gate.refused_to}'


def _target(position: str) -> str:
    if position in (ARCHIVED, CANCELLED):
        return f'{position}(["{POSITION_NAMES[position]}"])'
    return f"n{position}"


def _beside(workflow: Workflow) -> Iterator[str]:
    """Beside acts hang on the gate that demands them, or on the step from which they are allowed."""
    demanded = {
        number: step.id
        for step in workflow.main_line
        if step.gate is not None
        for numbers in step.gate.demands.values()
        for number in numbers
    }
    for step in workflow.steps:
        if step.span is not None:
            gate = demanded.get(step.id)
            yield f"  n{step.id} -.-> n{gate}" if gate else f"  n{step.span[0]} -.- n{step.id}"
