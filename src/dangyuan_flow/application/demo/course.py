"""The course of one life: every day lies where the law allows it, computed from the deadlines and a little chance."""

from __future__ import annotations

from datetime import date, timedelta

from dangyuan_flow.application.demo.deeds import (
    Answered,
    Arrived,
    Asked,
    Left,
    Opened,
    Voted,
)
from dangyuan_flow.application.demo.planner import Planner
from dangyuan_flow.application.demo.zone import BY_NAME
from dangyuan_flow.domain.deadlines import (
    extension_end,
    months_later,
    nth_working_day,
    probation_end,
    years_complete,
)
from dangyuan_flow.domain.derived.archive import CORE_2026
from dangyuan_flow.domain.derived.probation import CANCELLED, EXTENDED, ON_TIME
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.vetting import Agency

EDITION_2026 = date(2026, 5, 11)
EXTENSION = 6
"""Months by which the demo's probations are extended."""


class Course(Planner):
    """One life stage by stage."""

    # Stages 1 and 2

    def applies(self) -> None:
        """Steps 1 and 2: the letter, and the talk within a month of its receipt."""
        applied = self.day
        self.deeds.append(Opened(on=applied, facts=self.person.facts(), leads="1"))
        self.after(0, 2)
        self.done(1, {"applied_on": applied, "application_received_on": self.day})
        self.after(4, 26)
        self.done(2, {"talked_by": self.chance.choice(self.zone.sponsors_of(self.person.branch))})

    def decided(self, least: int = 20, most: int = 110) -> None:
        """Step 3: recommended, and decided by the committee, or by the meeting where there is no committee."""
        recommended = self.after(least, most)
        self.after(2, 9)
        how = "群团推优" if self.person.is_league_member else "党员推荐"
        meeting = "支委会" if self.place.has_committee else "党员大会"
        self.done(3, {"recommended_on": recommended, "recommended_by": how, "activist_meeting": meeting})
        self.activist_on = self.day

    def filed(self) -> None:
        """Steps 4 and 5: filed above, and entrusted to two full members."""
        self.passed(4)
        self.entrusted(self.day + timedelta(days=self.chance.randint(2, 9)))

    def entrusted(self, day: date) -> None:
        """Step 5: two contacts."""
        self.contacts = tuple(self.chance.sample(self.zone.sponsors_of(self.place.name), 2))
        self.done(5, {"contacts": self.contacts}, on=day)

    def examined_until(self, end: date) -> None:
        """Step 6: every half-year, from the activist decision until ``end``."""
        day = self.activist_on
        before: tuple[date, ...] = ()
        while True:
            day = months_later(day, 6) - timedelta(days=self.chance.randint(4, 24))
            if day >= end:
                return
            self.done(6, {"reported_on": (*before, day)}, on=day)
            before = (*before, day)

    def moves_on(self, branch: str, *, after_months: int) -> None:
        """A transfer out and, ten days later, in again: the time counts on, contacts are named anew."""
        gone = months_later(self.activist_on, after_months)
        self.deeds.append(Left(on=gone, to=branch))
        self.deeds.append(Arrived(on=gone + timedelta(days=10), branch=branch))
        self.place = BY_NAME[branch]
        self.entrusted(gone + timedelta(days=18))

    # Stage 3

    def discussed(self, least: int = 0, most: int = 9) -> None:
        """Step 7: when the year is complete, opinions are heard and the committee decides."""
        ripe = max(years_complete(self.activist_on, 1), self.day + timedelta(days=2))
        self.day = ripe + timedelta(days=self.chance.randint(least, most))
        self.done(7, {"opinions_heard_on": self.day - timedelta(days=self.chance.randint(2, 6))})

    def listed(self, *, objection: str | None = None) -> None:
        """Step 8 after the consent: five working days of notice (owed from 2026-05-11 on), then the listing."""
        facts: dict[str, Value] = {}
        habit = self.chance.random() < 0.4  # noqa: PLR2004  some posted notices before the law asked for them
        if self.day >= EDITION_2026 or objection or habit:
            posted = self.after(0, 2)
            closed = nth_working_day(posted, 5)
            facts = {"notice_from": posted, "notice_to": closed, "notice_objections": objection or "无"}
            facts["notice_places"] = f"{self.place.firm}公告栏"
            if self.person.is_floating:
                facts |= {"notice_origin_from": posted, "notice_destination_from": posted}
            self.day = closed
            if objection:
                facts["objections_settled_on"] = self.after(5, 9)
        self.after(1, 3)
        self.done(8, facts)
        self.listed_on = self.day

    def reviewed(self, *, exempt: str | None = None) -> None:
        """Steps 9 to 11: sponsors, political review (with letters for some), training."""
        others = tuple(self.chance.sample(self.zone.sponsors_of(self.place.name), 2))
        usual = self.chance.random() < 0.8  # noqa: PLR2004  sponsors are usually the contacts
        sponsors = self.contacts if usual else others
        named = self.after(2, 7)
        self.done(9, {"sponsors": sponsors}, on=named)
        if self.chance.random() < 0.2:  # noqa: PLR2004  one in five is vetted jointly
            self._vetted()
        reported = self.after(16, 30)
        facts: dict[str, Value] = {"review_conclusion": "合格"}
        if self.chance.random() < 0.5:  # noqa: PLR2004  clear cases need no letter
            facts["review_replies_on"] = (reported - timedelta(days=8), reported - timedelta(days=3))
        if self.person.is_floating:
            facts["household_opinion_on"] = reported - timedelta(days=6)
            facts["residence_opinion_on"] = reported - timedelta(days=5)
        self.done(10, facts, on=reported)
        self.after(2, 15)
        self.done(11, self._exempted(exempt) if exempt else self._trained(), by_committee=True)

    def _exempted(self, why: str) -> dict[str, Value]:
        return {"training_to": None, "training_exempt_because": why, "training_exempt_by": "星河高新区工委"}

    def _trained(self) -> dict[str, Value]:
        return {
            "training_from": self.day - timedelta(days=2),
            "training_days": 3,
            "training_hours": 24,
            "training_result": "合格",
            "trained_by": "星河高新区工委党校",
        }

    def _vetted(self) -> None:
        asked = self.day + timedelta(days=self.chance.randint(1, 3))
        self.deeds.append(
            Asked(on=asked, bodies=tuple(Agency), letter=f"星工函〔{asked.year}〕{self.chance.randint(1, 99)}号")
        )
        for body in Agency:
            answered = asked + timedelta(days=self.chance.randint(3, 12))
            self.deeds.append(Answered(on=answered, body=body, document=f"{body.chinese}复函"))

    # Stage 4

    def prereviewed(self) -> None:
        """Steps 12 and 13."""
        self.after(2, 8)
        self.done(12)
        self.passed(13)

    def admitted(self, *, failed_first: bool = False) -> None:
        """Steps 14 and 15: the form, and the meeting within a month of the pre-review."""
        told_on = self.day
        issued = self.after(1, 2)
        signed = self.after(1, 3)
        opinion = self.after(1, 2)
        number = f"星河{opinion.year}-{self.person.id_number[-4:]}"
        form: dict[str, Value] = {"form_number": number, "form_issued_on": issued, "form_signed_on": signed}
        self.done(14, form | {"sponsors_opinion_on": opinion})
        if failed_first:
            self.deeds.append(Voted(on=self.after(2, 3), carried=False, abstained=2))
            self.day = months_later(told_on, 1) - timedelta(days=self.chance.randint(0, 2))
        else:
            self.after(2, 16)
        self.deeds.append(self._vote())
        self.done(15)
        self.met_on = self.day

    def _vote(self) -> Voted:
        chance = self.chance
        absent = chance.choice((0, 0, 1, 1, 2))
        return Voted(
            on=self.day,
            absent=absent,
            written=min(absent, chance.randint(0, 1)),
            against=chance.choice((0, 0, 0, 1)),
            abstained=chance.choice((0, 0, 1)),
        )

    def talked_above(self) -> None:
        """Step 16: the committee sends somebody to talk."""
        talker = "星河高新区工委组织员"
        self.done(16, {"admission_talked_by": talker}, on=self.after(1, 7), by_committee=True)

    def admission_approved(self, *, late_because: str | None = None) -> None:
        """Steps 16 to 20: talk, approval within three months, filing, oath, a place in a party group."""
        self.submitted(17)
        self.talked_above()
        self.deliberated(17)
        if late_because:
            self.day = months_later(self.met_on, 3)
        self.approved(17, 3, 20, reason=late_because)
        for step, least, most in ((19, 2, 10), (20, 5, 24), (18, 5, 20)):
            day = self.day + timedelta(days=self.chance.randint(least, most))
            self.done(step, on=day, by_committee=step != 19)  # noqa: PLR2004  the branch finds the place

    # Stage 5

    def on_probation(self, *, since: date | None = None, until: date | None = None) -> None:
        """Step 21: every half-year of probation."""
        day, end = since or self.met_on, until or probation_end(self.met_on)
        while True:
            day = max(months_later(day, 6) - timedelta(days=self.chance.randint(5, 20)), self.day + timedelta(days=3))
            if day > end:
                return
            self.done(21, on=day)

    def converted(self, result: str = ON_TIME, *, final_day: date | None = None) -> None:
        """Steps 22 to 24 at the end of probation: asked for, discussed, approved."""
        final = final_day or probation_end(self.met_on)
        self.day = final - timedelta(days=self.chance.randint(1, 12))
        self.done(22)
        facts: dict[str, Value] = {}
        if self.chance.random() < 0.3:  # noqa: PLR2004  a notice before conversion is a local habit
            posted = self.after(1, 2)
            self.day = nth_working_day(posted, 5)
            facts = {"conversion_notice_from": posted, "conversion_notice_to": self.day}
        self.day = max(self.day, final)
        if self.place.has_committee:
            facts["conversion_examined_on"] = self.after(1, 5)
        self.after(1, 12)
        self.concluded(result, facts)

    def concluded(self, result: str, facts: dict[str, Value]) -> None:
        """Step 23 with its ballot, and the gate that follows."""
        if result == EXTENDED:
            facts["extension_months"] = EXTENSION
        self.deeds.append(self._vote())
        self.done(23, facts | {"conversion_result": result})
        self.submitted(24)
        self.deliberated(24)
        gate = self.workflow.by_id[24].gate
        self.approved(24, 3, 20, leads=gate.outcomes[result] if gate else None)

    def extended(self) -> date:
        """A first meeting that extends; returns the last day of the extended probation."""
        self.converted(EXTENDED)
        first = probation_end(self.met_on)
        last = extension_end(first, EXTENSION)
        self.done(21, on=months_later(first, 3))
        return last

    def cancelled(self) -> None:
        """Probation broken off: the meeting cancels, though nobody asked to be converted."""
        self.day = months_later(self.met_on, 8)
        facts: dict[str, Value] = {"conversion_examined_on": self.day} if self.place.has_committee else {}
        self.after(1, 4)
        self.concluded(CANCELLED, facts)

    def archived(self) -> None:
        """Step 25."""
        self.after(3, 14)
        self.done(25, {"archived_papers": CORE_2026, "papers_unsigned": 0})
