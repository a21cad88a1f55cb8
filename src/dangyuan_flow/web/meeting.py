"""A committee's agenda as a form tells it: what the meeting has in common, and each person's own decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.web.deciding import Typed, typed
from dangyuan_flow.web.visiting import text_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

SKIPPED = ""
"""No decision: this person is not discussed at this meeting."""


@dataclass(kw_only=True)
class Refusal:
    """What was not decided: on whom, what was typed, and why; ``news``: what was entered since the page was opened."""

    dossier: str
    name: str
    typed: Typed
    says: str = ""
    news: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Agenda:
    """The meeting: its day, who of the committee was to come and came, who decided; then the people, by dossier."""

    on: str = ""
    entitled: str = ""
    present: str = ""
    decided_by: str = ""
    people: dict[str, Typed] = field(default_factory=dict)

    @property
    def chosen(self) -> list[str]:
        """The dossiers on which something was decided."""
        return [dossier for dossier, told in self.people.items() if told.decision != SKIPPED]

    def filled(self, told: Typed) -> Typed:
        """A person's decision with what the meeting has in common where the person's own is empty."""
        counts = dict(told.counts)
        if any(counts[name] for name in ("for", "against", "abstained")):
            counts["entitled"] = counts["entitled"] or self.entitled
            counts["present"] = counts["present"] or self.present
        return Typed(
            decision=told.decision,
            on=self.on,
            opinion=told.opinion,
            reason=told.reason,
            to_step=told.to_step,
            papers=told.papers,
            decided_by=self.decided_by,
            seq=told.seq,
            counts=counts,
        )


def agenda_of(form: FormData) -> Agenda:
    """What the form holds."""
    ids = [one for one in form.getlist("person") if isinstance(one, str)]
    return Agenda(
        on=text_of(form, "on"),
        entitled=text_of(form, "entitled"),
        present=text_of(form, "present"),
        decided_by=text_of(form, "decided_by"),
        people={dossier: typed(form, f":{dossier}") for dossier in dict.fromkeys(ids)},
    )
