"""What of a dossier may be corrected: by step, the fields on record, and those that the step could have had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.asking import Field, field_of
from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.facts import RECORDED

if TYPE_CHECKING:
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

THE_PERSON = 0
_KEPT_ELSEWHERE = frozenset(
    {*CONTEXT_FACTS, "listing_kept_apart", "changes_after_archiving", "papers_replaced"}
    | {"ended_on", "ended_because", "transferred_in_on", "transferred_out_on", "stated_standing"}
)
"""What bodies, roster and journal tell by themselves, and what has an act of its own."""
_OF_THE_PERSON = (
    *("name", "sex", "nation", "born_on", "id_number", "education", "employer_and_post", "branch", "field"),
    *("is_floating", "is_league_member", "is_student", "study_from", "study_to"),
    *("declared_sanctions", "declared_punishments"),
)


def correctable(flow: Flow, dossier: Dossier, step: int) -> tuple[Field, ...]:
    """The fields of a step that can be corrected (:data:`THE_PERSON`: those that belong to no step).

    An identity number is never shown: its field is empty, and left so it stays as it is.
    """
    if step == THE_PERSON:
        names = {*_OF_THE_PERSON} | {n for n, f in RECORDED.items() if f.step is None and dossier.facts[n] is not None}
    else:
        asked = flow.workflow.by_id[step]
        reached = _is_reached(flow, dossier, step)
        could = {asked.dated_by, *asked.required, *asked.evidence} if reached else set()
        names = could | {n for n, f in RECORDED.items() if f.step == step and dossier.facts[n] is not None}
    found = []
    for name, fact in RECORDED.items():
        value = dossier.facts[name]
        several = name in WRITTEN and isinstance(value, tuple) and len(value) > 1  # typed as one, they would become one
        if name in names and name not in _KEPT_ELSEWHERE and not several:
            found.append(field_of(fact, None if name == "id_number" else value))
    return tuple(sorted(found, key=lambda one: _OF_THE_PERSON.index(one.name) if one.name in _OF_THE_PERSON else 99))


def groups(flow: Flow, dossier: Dossier) -> tuple[tuple[int, str], ...]:
    """The steps of which something is on record, with their names; the person first."""
    steps = {fact.step for name, fact in RECORDED.items() if fact.step and dossier.facts[name] is not None}
    told = tuple((step.id, step.name) for step in flow.workflow.steps if step.id in steps)
    return ((THE_PERSON, "基本情况"), *told)


def _is_reached(flow: Flow, dossier: Dossier, step: int) -> bool:
    """Whether the step has begun: what it could have had may be supplemented by a correction."""
    here = flow.workflow.step_at(dossier.position) or flow.workflow.step_at(dossier.before)
    asked = flow.workflow.by_id[step]
    begins = asked.id if asked.span is None else asked.span[0]
    return here is not None and (begins < here.id or (asked.span is not None and begins == here.id))
