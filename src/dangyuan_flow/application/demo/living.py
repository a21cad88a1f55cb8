"""Living the lives: day by day, each deed through the journey that a door would call, by whoever held the office."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from dangyuan_flow.application.advancing import advance, known_step
from dangyuan_flow.application.balloting import ROUNDS, record_ballot
from dangyuan_flow.application.demo.deeds import (
    Answered,
    Arrived,
    Asked,
    Corrected,
    Decided,
    Deed,
    Done,
    Ended,
    Left,
    Life,
    Opened,
    Voted,
)
from dangyuan_flow.application.demo.words import quoted, resolution
from dangyuan_flow.application.demo.zone import COMMITTEE, Zone
from dangyuan_flow.application.evidence import take_in
from dangyuan_flow.application.founding import register_members
from dangyuan_flow.application.leaving import correct, end, transfer_in, transfer_out
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.reviewing import Vote, chain_of, decide
from dangyuan_flow.application.vetting import answer, ask
from dangyuan_flow.domain.ballot import Ballot, WrittenOpinion, entitled
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.people import Duty, Member
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow

OFFICER = {COMMITTEE: "gongwei.zuwei"}
_COMMITTEE_VOTE: Vote = (9, 8, 8, 0, 0)
_ADMITTED_AT, _CONVERTED_AT = 17, 24


class Living:
    """The zone at work: who holds which office, who is a member by now, and whose dossier is which."""

    def __init__(self, flow: Flow, zone: Zone) -> None:
        self.flow, self.zone = flow, zone
        self.roster: dict[str, list[Member]] = {}
        self.dossiers: dict[str, str] = {}
        self.branches: dict[str, str] = {}
        self.acts = 0
        for member in zone.roster:
            self.roster.setdefault(member.branch or "", []).append(member)

    def live(self, lives: Iterable[Life], today: date, progress: Callable[[int, int], None] | None = None) -> None:
        """Live all lives up to ``today``, in the order of the days."""
        calendar = [
            (deed.on, order, number, life, deed)
            for order, life in enumerate(lives)
            for number, deed in enumerate(life.until(today))
        ]
        calendar.sort(key=lambda line: line[:3])
        for done, (_, _, _, life, deed) in enumerate(calendar, start=1):
            self._do(life, deed)
            if progress is not None and (done % 100 == 0 or done == len(calendar)):
                progress(done, len(calendar))
        self.acts = len(calendar)

    def _do(self, life: Life, deed: Deed) -> None:  # noqa: C901  one arm a kind of deed
        number = life.person.id_number
        if isinstance(deed, Opened):
            by = self._hand(life.person.branch, deed.on)
            self.dossiers[number] = open_dossier(self.flow, deed.facts, on=deed.on, decided_by=by).dossier.id
            self.branches[number] = life.person.branch
            return
        dossier_id, branch = self.dossiers[number], self.branches[number]
        match deed:
            case Done():
                self._done(dossier_id, branch, deed)
            case Decided():
                self._decided(self.flow.store.get(dossier_id), deed)
            case Voted():
                by = self._hand(branch, deed.on)
                record_ballot(self.flow, dossier_id, ballot_of(self.roster[branch], branch, deed), decided_by=by)
            case Asked():
                self._hand(COMMITTEE, deed.on)
                ask(self.flow, dossier_id, deed.bodies, on=deed.on, letter=deed.letter)
            case Answered():
                self._hand(COMMITTEE, deed.on)
                answer(self.flow, dossier_id, deed.body, on=deed.on, opinion=deed.opinion, document=deed.document)
            case Ended():
                by = self._hand(COMMITTEE if deed.move is Move.NOT_RECOGNISE else branch, deed.on)
                end(self.flow, dossier_id, deed.move, on=deed.on, reason=deed.reason, decided_by=by)
            case Left():
                by = self._hand(branch, deed.on)
                transfer_out(self.flow, dossier_id, on=deed.on, to=deed.to, decided_by=by)
            case Arrived():
                by = self._hand(deed.branch, deed.on)
                transfer_in(self.flow, dossier_id, on=deed.on, branch=deed.branch, papers_missing=0, decided_by=by)
                self.branches[number] = deed.branch
            case Corrected():
                self._hand(branch, deed.on)
                correct(self.flow, dossier_id, deed.facts, on=deed.on, reason=deed.reason)
            case _:
                msg = f"nobody knows how to live a {type(deed).__name__}"
                raise TypeError(msg)

    def _hand(self, body: str, day: date) -> str | None:
        """Let whoever decided at ``body`` on ``day`` act; where that was a predecessor, today's officer types it."""
        decider = self.zone.secretary_on(body, day)
        if decider.until is None:
            self.flow.user = decider.holder
            return None
        today = self.flow.today()
        officers = (Duty.ORGANISATION_OFFICER, Duty.DEPUTY)
        seats = (o for o in self.zone.offices if o.organization == body and o.duty in officers)
        self.flow.user = next(office.holder for office in seats if office.held_on(today))
        return decider.holder

    def _done(self, dossier_id: str, branch: str, deed: Done) -> None:
        if deed.by_committee:
            self.flow.user, by = OFFICER[COMMITTEE], None
        else:
            by = self._hand(branch, deed.on)
        materials, documents = take_in(known_step(self.flow, deed.step), deed.papers, deed.on)
        told = dict(deed.facts)
        if deed.step in ROUNDS:
            told |= resolution(self.flow.store.get(dossier_id), deed.step, told.get("conversion_result"))
        advance(
            self.flow,
            dossier_id,
            deed.step,
            on=deed.on,
            facts=told,
            materials=materials,
            documents=documents,
            particulars=quoted(self.zone, branch, deed.step, deed.on),
            decided_by=by,
        )

    def _decided(self, dossier: Dossier, deed: Decided) -> None:
        _, body = chain_of(self.flow, dossier).turn(dossier.round)
        by = self._hand(body.name, deed.on)
        after = decide(
            self.flow,
            dossier.id,
            deed.move,
            on=deed.on,
            opinion=_OPINIONS.get(deed.move),
            reason=deed.reason,
            vote=_COMMITTEE_VOTE if deed.move is Move.APPROVE and deed.step in (_ADMITTED_AT, _CONVERTED_AT) else None,
            to_step=deed.to_step,
            papers=deed.papers,
            decided_by=by,
        ).dossier
        if deed.move is Move.APPROVE and deed.step in (_ADMITTED_AT, _CONVERTED_AT):
            self._enrolled(after)

    def _enrolled(self, dossier: Dossier) -> None:
        """The roster learns of an admission, and of a conversion: from then on the new member counts at meetings."""
        f = dossier.facts
        member = Member(
            name=f.name or "",
            branch=f.branch,
            id_number=f.id_number,
            joined_on=f.admission_met_on,
            full_since=f.stated_member_since,
            left_on=f.ended_on,
        )
        mine = self.roster.setdefault(f.branch or "", [])
        mine[:] = [*(m for m in mine if m.id_number != member.id_number), member]
        self.flow.user = OFFICER[COMMITTEE]
        register_members(self.flow, [member])


def ballot_of(roster: Iterable[Member], branch: str, deed: Voted) -> Ballot:
    """The counts that the roster of that day allows: carried by more than half of the entitled, or not."""
    voters = entitled(roster, branch, deed.on)
    count = len(voters)
    more_than_half = count // 2 + 1
    absent = min(deed.absent, count - more_than_half)
    present = count - absent
    spare = present - (more_than_half if deed.carried else count // 2)
    against = min(deed.against, spare)
    abstained = min(deed.abstained, spare - against) if deed.carried else spare - against
    written = min(deed.written, absent)
    return Ballot(
        on=deed.on,
        entitled=count,
        present=present,
        issued=present,
        collected=present,
        votes_for=present - against - abstained,
        against=against,
        abstained=abstained,
        written=tuple(WrittenOpinion(member=m.name, approves=True) for m in voters[count - written :]),
    )


_OPINIONS = {
    Move.SUBMIT: "材料齐全，手续完备，同意报送",
    Move.DELIBERATE: "经审议，同意支部意见",
    Move.APPROVE: "同意",
}
