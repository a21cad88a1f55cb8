"""Planning a life act by act: steps done, papers handed in and decided on, ends; where each leads on the main line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from dangyuan_flow.application.demo.deeds import Decided, Deed, Done, Ended, Left, Life
from dangyuan_flow.application.demo.people import Person
from dangyuan_flow.application.demo.zone import BY_NAME, Place, Zone
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.workflow import Move, Workflow


class Planner:
    """Plans one life act by act; ``day`` is the day of its latest act on the main line."""

    def __init__(self, person: Person, zone: Zone, workflow: Workflow, chance: Random, *, starts_on: date) -> None:
        self.person, self.zone, self.workflow, self.chance = person, zone, workflow, chance
        self.place: Place = BY_NAME[person.branch]
        self.day = starts_on
        self.deeds: list[Deed] = []
        self.activist_on = self.listed_on = self.met_on = starts_on
        self.contacts: tuple[str, ...] = ()

    def life(self, kind: str) -> Life:
        """What was planned so far, in the order of its days."""
        return Life(person=self.person, deeds=tuple(sorted(self.deeds, key=lambda deed: deed.on)), kind=kind)

    def after(self, least: int, most: int) -> date:
        """A day some days after the latest act; the course stands there from now on."""
        self.day += timedelta(days=self.chance.randint(least, most))
        return self.day

    def done(
        self, step: int, facts: Mapping[str, Value] | None = None, *, on: date | None = None, by_committee: bool = False
    ) -> None:
        """A step done, with all the papers that it owes; on the main line it leads on."""
        known = self.workflow.by_id[step]
        papers = tuple(kind.name for kind in known.materials if kind.required)
        leads = (known.then or "archived") if known.is_main else None
        self.deeds.append(
            Done(on=on or self.day, step=step, facts=facts or {}, papers=papers, by_committee=by_committee, leads=leads)
        )

    def submitted(self, step: int, least: int = 1, most: int = 4) -> None:
        """The branch hands its papers in."""
        self.deeds.append(Decided(on=self.after(least, most), step=step, move=Move.SUBMIT, leads=f"{step}:review"))

    def deliberated(self, step: int, least: int = 2, most: int = 6) -> None:
        """The general branch deliberates, where there is one."""
        if self.place.levels == 3:  # noqa: PLR2004  branch, general branch, committee
            self.deeds.append(Decided(on=self.after(least, most), step=step, move=Move.DELIBERATE))

    def approved(
        self, step: int, least: int = 2, most: int = 8, *, leads: str | None = None, reason: str | None = None
    ) -> None:
        """The committee decides."""
        known = self.workflow.by_id[step]
        to = leads or (f"{step}:listing" if known.listing else known.then)
        self.deeds.append(Decided(on=self.after(least, most), step=step, move=Move.APPROVE, leads=to, reason=reason))

    def passed(self, step: int) -> None:
        """All levels of a gate, in favour."""
        self.submitted(step)
        self.deliberated(step)
        self.approved(step)

    def sent_back(
        self, step: int, move: Move, reason: str, *, to: int | None = None, papers: tuple[str, ...] = ()
    ) -> None:
        """The level whose turn it is says no: 补正, 退回重做 or 不予通过."""
        refused = self.workflow.by_id[step].gate
        leads = {Move.SUPPLEMENT: str(step), Move.RETURN: str(to)}.get(move) or (
            refused.refused_to if refused else None
        )
        self.deeds.append(
            Decided(on=self.after(2, 6), step=step, move=move, reason=reason, to_step=to, papers=papers, leads=leads)
        )

    def ends(self, move: Move, reason: str, *, on: date) -> None:
        """The dossier ends on a day: nothing that was planned for that day or later happens."""
        self.deeds = [deed for deed in self.deeds if deed.on < on]
        self.deeds.append(Ended(on=on, move=move, reason=reason, leads=move.value))

    def leaves(self, to: str, *, on: date) -> None:
        """A transfer out for good."""
        self.deeds = [deed for deed in self.deeds if deed.on < on]
        self.deeds.append(Left(on=on, to=to, leads="transferred"))
