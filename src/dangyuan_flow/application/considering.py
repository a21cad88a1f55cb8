"""Consider an act before it is done: all that the guard has to say of it at once, and nothing written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.advancing import prepare
from dangyuan_flow.application.proceeding import weigh
from dangyuan_flow.domain.expression import names
from dangyuan_flow.domain.facts import RECORDED, Fact
from dangyuan_flow.domain.rules import Effect, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Material
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the guard says of an act at a step.

    ``fields``, ``papers``: what the step cannot do without and does not have. ``blocking``: what forbids it;
    ``wanting``: what forbids it as long as a field of this very step is empty.
    ``owed``: what lets it through with a reason, and no reason was given. ``warnings``: what would be kept beside it;
    ``notes``: transitional ones, which are no violations.
    """

    fields: tuple[Fact, ...]
    papers: tuple[str, ...]
    wanting: tuple[Violation, ...]
    blocking: tuple[Violation, ...]
    owed: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    notes: tuple[Violation, ...]

    @property
    def lacking(self) -> int:
        """How many things lack."""
        return len(self.fields) + len(self.papers) + len(self.wanting)

    @property
    def lets_through(self) -> bool:
        """Whether the act could be done as it is."""
        return not (self.lacking or self.blocking or self.owed)

    @property
    def earliest(self) -> date | None:
        """The day from which nothing blocks; ``None`` where waiting does not help."""
        days = [violation.earliest for violation in self.blocking]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def consider(  # noqa: PLR0913  what an act has
    flow: Flow,
    dossier_id: str,
    step_id: int,
    *,
    on: date,
    facts: Mapping[str, Value] | None = None,
    materials: tuple[Material, ...] = (),
    particulars: Mapping[str, str] | None = None,
    reason: str | None = None,
    decided_by: str | None = None,
) -> Answer:
    """What the guard would say of ``advancing.advance`` with the same words; raises as it does for what cannot be read.

    That is :class:`NoSuchMove`, :class:`NotAllowed`, :class:`BadInput`; what lacks or is broken is in the answer.
    """
    ready = prepare(
        flow,
        dossier_id,
        step_id,
        on=on,
        facts=facts,
        materials=materials,
        particulars=particulars,
        reason=reason,
        decided_by=decided_by,
    )
    weighed = weigh(flow, ready.dossier, ready.act, ready.by, ready.office)
    fresh = [v for v in weighed.judged.violations if names_of(v).isdisjoint(ready.fields)]
    blocking = [v for v in fresh if v.effect is Effect.BLOCK]
    empty = {n for n in (*ready.step.required, *ready.step.evidence) if weighed.would.facts[n] is None}
    owed = tuple(v for v in fresh if v.effect is Effect.REASON)
    return Answer(
        fields=tuple(RECORDED[name] for name in ready.fields),
        papers=ready.papers,
        wanting=tuple(v for v in blocking if not names_of(v).isdisjoint(empty)),
        blocking=tuple(v for v in blocking if names_of(v).isdisjoint(empty)),
        owed=() if reason else owed,
        warnings=(*(v for v in fresh if v.effect is Effect.WARN), *(owed if reason else ())),
        notes=weighed.judged.notes,
    )


def names_of(violation: Violation) -> frozenset[str]:
    """The facts of which a broken rule requires something; what only repeats that a field is empty shows by them."""
    return names(violation.rule.requires) if isinstance(violation.rule, Rule) else frozenset()
