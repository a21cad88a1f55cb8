"""One life through the 25 steps with three levels at five gates, by the real journeys, as often as asked."""

from datetime import date, timedelta
from itertools import count
from pathlib import Path

from dangyuan_flow.application.advancing import advance, known_step
from dangyuan_flow.application.balloting import record_ballot
from dangyuan_flow.application.evidence import take_in
from dangyuan_flow.application.founding import (
    found,
    register_members,
    register_offices,
    register_organizations,
    register_users,
)
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.ballot import Ballot
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.settings import Settings

_LONG_AGO = date(2015, 1, 1)
_PAPERS = {
    1: "入党申请书",
    10: "政治审查报告",
    14: "中国共产党入党志愿书",
    15: "表决票",
    22: "转正申请书",
    23: "表决票",
}
_ARCHIVE = ("入党志愿书", "入党申请书", "积极分子培养考察登记表", "政审材料", "预备党员教育考察登记表", "转正申请书")
_VOTE = (7, 7, 7, 0, 0)


class Life:
    """A small zone in a store of its own, and lives lived in it; ``acts`` counts those of one life."""

    def __init__(self, folder: Path) -> None:
        """Found the zone: a working committee, a general branch, a branch of nine."""
        self.flow = found(Settings.load({"DANGYUAN_HOME": str(folder)}), today=date(2026, 11, 1))
        self._numbers = count(1)
        self.acts = 0
        bodies = {"zhi": "第一支部", "zong": "机关总支", "wei": "高新区工委"}
        register_organizations(
            self.flow,
            [
                Organization(name=bodies["wei"], kind=BodyKind.WORKING_COMMITTEE, may_approve=True),
                Organization(name=bodies["zong"], kind=BodyKind.GENERAL_BRANCH, parent=bodies["wei"]),
                Organization(name=bodies["zhi"], kind=BodyKind.BRANCH, parent=bodies["zong"], has_committee=True),
            ],
        )
        register_users(self.flow, [User(name=user, person=f"{body}书记") for user, body in bodies.items()])
        register_offices(
            self.flow,
            [Office(holder=u, duty=Duty.SECRETARY, organization=b, since=_LONG_AGO) for u, b in bodies.items()],
        )
        self.flow.user = "wei"
        register_members(
            self.flow,
            [
                Member(name=f"党员{n}", branch=bodies["zhi"], joined_on=_LONG_AGO, full_since=date(2016, 1, 1))
                for n in range(1, 10)
            ],
        )

    def live(self) -> None:
        """One life, from the application to the archive."""
        self.acts = 0
        number = f"999999{date(1980, 1, 1) + timedelta(days=next(self._numbers)):%Y%m%d}123"
        number += identity.check_digit(number)
        self.flow.user = "zhi"
        day = date(2024, 6, 3)
        person: dict[str, Value] = {"name": "张三", "id_number": number, "branch": "第一支部"}
        self._dossier = open_dossier(self.flow, person, on=day).dossier.id
        self._step(1, day)
        self._step(2, date(2024, 6, 20), talked_by="第一支部书记")
        self._step(3, date(2024, 9, 2), recommended_by="党员推荐", activist_meeting="支委会")
        self._gate(date(2024, 9, 3))
        self._step(5, date(2024, 9, 10), contacts=("党员1", "党员2"))
        self._step(6, date(2025, 2, 20))
        self._step(6, date(2025, 8, 20))
        self._step(7, date(2025, 9, 3), opinions_heard_on=date(2025, 9, 1))
        self._gate(date(2025, 9, 4))
        self._step(8, date(2025, 9, 12))
        self._step(9, date(2025, 9, 15), sponsors=("党员1", "党员2"))
        self._step(10, date(2025, 9, 20), review_conclusion="合格")
        self._step(11, date(2025, 9, 25), training_days=3)
        self._step(12, date(2025, 10, 1))
        self._gate(date(2025, 10, 2))
        self._step(14, date(2025, 10, 9), form_number="甲001", sponsors_opinion_on=date(2025, 10, 9))
        self._meeting(15, date(2025, 10, 20))
        self._step(15, date(2025, 10, 20))
        self._decide("zhi", Move.SUBMIT, date(2025, 10, 21))
        self._decide("zong", Move.DELIBERATE, date(2025, 10, 22))
        self._step(16, date(2025, 11, 1), admission_talked_by="组织员")
        self._decide("wei", Move.APPROVE, date(2025, 11, 5))
        self._step(18, date(2025, 11, 10))
        self._step(19, date(2025, 11, 12))
        self._step(20, date(2025, 11, 20))
        self._step(21, date(2026, 4, 20))
        self._step(22, date(2026, 10, 15))
        self._meeting(23, date(2026, 10, 20))
        self._step(23, date(2026, 10, 20), conversion_result="按期转正", conversion_examined_on=date(2026, 10, 18))
        self._gate(date(2026, 10, 21))
        self._step(25, date(2026, 11, 1), archived_papers=_ARCHIVE)

    def decided_up_to_the_first_gate(self, dossier: str) -> None:
        """Bring an open dossier to gate G1, submitted by the branch on 2026-10-20."""
        self._dossier = dossier
        self.flow.user = "zhi"
        self._step(1, date(2026, 10, 8))
        self._step(2, date(2026, 10, 12), talked_by="第一支部书记")
        self._step(3, date(2026, 10, 16), recommended_by="党员推荐", activist_meeting="支委会")
        self._decide("zhi", Move.SUBMIT, date(2026, 10, 20))

    def close(self) -> None:
        """Close the store."""
        self.flow.close()

    def _step(self, step: int, on: date, **facts: Value) -> None:
        papers, documents = take_in(known_step(self.flow, step), [_PAPERS[step]] if step in _PAPERS else [], on)
        advance(self.flow, self._dossier, step, on=on, facts=facts, materials=papers, documents=documents)
        self.acts += 1

    def _gate(self, day: date) -> None:
        self._decide("zhi", Move.SUBMIT, day)
        self._decide("zong", Move.DELIBERATE, day + timedelta(days=1))
        self._decide("wei", Move.APPROVE, day + timedelta(days=2))

    def _decide(self, user: str, decision: Move, on: date) -> None:
        self.flow.user = user
        decide(
            self.flow, self._dossier, decision, on=on, opinion="同意", vote=_VOTE if decision is Move.APPROVE else None
        )
        self.flow.user = "zhi"
        self.acts += 1

    def _meeting(self, _: int, on: date) -> None:
        ballot = Ballot(on=on, entitled=9, present=9, issued=9, collected=9, votes_for=9, against=0)
        record_ballot(self.flow, self._dossier, ballot)
        self.acts += 1
