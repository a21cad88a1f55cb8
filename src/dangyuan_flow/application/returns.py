"""What was sent back at the gates: by whom, to be completed, done anew or refused, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.figures import Figure
from dangyuan_flow.store import sent_back

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dangyuan_flow.application.population import Asked, Person
    from dangyuan_flow.domain.journal import StepRecord
    from dangyuan_flow.domain.review import Review
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """How often something was sent back, in ``figure`` how many dossiers that was."""

    times: int
    figure: Figure


@dataclass(frozen=True, kw_only=True, slots=True)
class Returns:
    """The returns by gate, level and decision, and by reason; the most frequent first."""

    all: Returned
    by_gate: tuple[Returned, ...]
    by_reason: tuple[Returned, ...]

    @property
    def lines(self) -> tuple[Returned, ...]:
        """Every line."""
        return (self.all, *self.by_gate, *self.by_reason)


def returns(flow: Flow, asked: Asked, people: Sequence[Person]) -> Returns:
    """The returns of the period among ``people``."""
    ids = {person.id: None for person in people if person.came_back}
    records = [
        (record, record.review)
        for record in sent_back(flow.store, ids)
        if record.review is not None and asked.takes_in(record.on)
    ]
    order = {one: number for number, one in enumerate(ids)}

    def counted(key: Callable[[StepRecord, Review], tuple[str, str]]) -> tuple[Returned, ...]:
        found: dict[tuple[str, str], list[str]] = {}
        for record, review in records:
            found.setdefault(key(record, review), []).append(record.dossier)
        lines = [
            Returned(
                times=len(dossiers),
                figure=Figure(key=name, label=label, ids=tuple(sorted({*dossiers}, key=order.__getitem__))),
            )
            for (name, label), dossiers in found.items()
        ]
        return tuple(sorted(lines, key=lambda line: (-line.times, line.figure.key)))

    names = flow.workflow.by_id

    def gate(_: StepRecord, review: Review) -> tuple[str, str]:
        label = f"第 {review.step} 步 {names[review.step].name}　{review.level.chinese}　{review.decision.chinese}"
        return f"returned:{review.step}:{review.level.value}:{review.decision.value}", label

    (whole,) = counted(lambda *_: ("returned", "退回和不予通过")) or (
        Returned(times=0, figure=Figure(key="returned", label="退回和不予通过")),
    )
    return Returns(all=whole, by_gate=counted(gate), by_reason=counted(_reason))


def _reason(record: StepRecord, review: Review) -> tuple[str, str]:
    """Why, in the words that were written; papers that lack are named by the record's own materials."""
    words = " ".join((record.reason or review.opinion or "").split()).rstrip("。；;")
    if not words and record.materials:
        words = "补" + "、".join(f"《{paper.kind}》" for paper in record.materials)
    return f"reason:{words}", words or "（未写明）"
