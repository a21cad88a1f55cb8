"""The graph of positions: nothing out of reach, nowhere to be caught, no move into the void."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.workflow import ARCHIVED, ENTRY, FINAL, Move, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.definitions.nodes import Place, Problems

_ONWARD = frozenset({Move.COMPLETE, Move.SUBMIT, Move.DELIBERATE, Move.APPROVE})
"""Moves by which a person gets on; ends, returns, refusals and transfers lead out or back and prove nothing."""


def note_dead_ends(workflow: Workflow, places: Mapping[int, Place], whole: Place, problems: Problems) -> None:
    """Note moves between unknown positions, positions that nobody reaches, and those from which nobody gets on."""
    known = {*workflow.positions, *FINAL}
    steps: set[tuple[str, str]] = set()
    for trigger, source, destination in workflow.transitions():
        for position in (source, destination):
            if position not in known:
                problems.add(whole, f"办理动作 {trigger} 涉及 {position}，主线上没有这个位置")
        move = Move(trigger.partition(":")[0])
        if move in _ONWARD:
            steps.add((source, destination))
    reached = _closure({ENTRY}, steps)
    saved = _closure({ARCHIVED}, {(destination, source) for source, destination in steps})
    for position in workflow.positions:
        step = workflow.step_at(position)
        place = whole if step is None else places[step.id]
        if position not in reached:
            problems.add(place, f"从第 1 步出发永远到不了：{workflow.describe(position)}")
        if position not in saved:
            problems.add(place, f"走进去就出不来（到不了归档）：{workflow.describe(position)}")


def _closure(start: set[str], edges: Iterable[tuple[str, str]]) -> set[str]:
    onward: dict[str, list[str]] = {}
    for source, destination in edges:
        onward.setdefault(source, []).append(destination)
    found, waiting = set(start), list(start)
    while waiting:
        for position in onward.get(waiting.pop(), ()):
            if position not in found:
                found.add(position)
                waiting.append(position)
    return found
