"""Random walks through the journeys, right acts and wrong ones by anybody on any day: what must hold always holds."""

import itertools
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangyuan_flow.domain.journal import StepRecord, fold
from dangyuan_flow.domain.people import BodyKind
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.journeys.regular import COMMITTEE_VOTES, VOTES, regular
from tests.journeys.scenario import SENT_UP, Do
from tests.journeys.service import Service, closing
from tests.journeys.zone import BODIES, TODAY, USERS, settled

LIFE = regular("2014").acts
BACK = ("return", "supplement", "refuse")
USUAL = {
    "1": ("applied",),
    "2": ("talk",),
    "3": ("activist",),
    "4": ("G1.submit",),
    "4:review": ("G1.deliberate", "G1.approve"),
    "7": ("contacts", "examined 1", "discussed"),
    "8": ("contacts", "examined 1", "G2.submit"),
    "8:review": ("G2.deliberate", "G2.approve"),
    "8:listing": ("listed",),
    "12": ("supply report", "sponsors", "review", "training", "examined"),
    "13": ("supply report", "sponsors", "review", "training", "G3.submit"),
    "13:review": ("G3.deliberate", "G3.approve"),
    "14": ("form",),
    "15": ("ballot", "meeting"),
    "17": ("supply report", "talk above", "G4.submit"),
    "17:review": ("talk above", "G4.deliberate", "G4.approve"),
    "22": ("filed above", "assigned", "oath", "probation 1", "asks"),
    "23": ("second ballot", "probation 1", "second meeting"),
    "24": ("G5.submit",),
    "24:review": ("G5.deliberate", "G5.approve"),
    "25": ("archived",),
    "transferred": ("transfer in",),
}
"""What is usually done where a dossier stands."""
BESIDE: dict[str, Do] = {
    "transfer in": Do("transfer in", "", "elsewhere", to="第一党支部"),
    "transfer out": Do("transfer out", "", "branch", to="外省"),
    "withdraw": Do("end withdraw", "", "branch", reason="本人撤回"),
    "reconsider": Do("reconsider", "", "branch", reason="久未审批"),
    "defer": Do("defer", "", "branch", reason="新转入"),
    "correct": Do("correct", "", "branch", set={"民族": "彝族"}, reason="核对"),
    "ask": Do("ask", "", "organiser", bodies=("公安机关",)),
    "supply": Do("supply", "", "branch", papers=("入党申请人谈话记录",)),
    "supply report": Do("supply", "", "branch", papers=("政治审查报告",)),
    "answer": Do("answer", "", "organiser", bodies=("公安机关",), opinion="无异常"),
}
ACTS = {**LIFE, **BESIDE}
TRIED = (*SENT_UP, "ballot", "correct", "supply")
RESULTS = ("按期转正", "按期转正", "延长预备期", "取消预备党员资格")
COUNTS = (VOTES, VOTES, VOTES, (9, 8, 4, 4, 0), (9, 4, 4, 0, 0))
COMMITTEE_COUNTS = (COMMITTEE_VOTES, COMMITTEE_VOTES, COMMITTEE_VOTES, (7, 7, 3, 4, 0), None)


class Walker:
    """Somebody who wanders through the procedure, mostly doing what is usual."""

    def __init__(self, flow: Flow, random: Random) -> None:
        self.flow, self.random = flow, random
        self.day = date(2019, 1, 7)
        self.dossier = ""

    def act(self) -> Do:
        """The next act, right or wrong."""
        here = self.flow.store.get(self.dossier) if self.dossier else None
        if here is None or not (here.is_open or here.position == "transferred"):
            return self._dated(LIFE["open"])
        if self.random.random() < 0.15:
            return self._anything(here.position)
        if here.position.endswith(":review") and self.random.random() < 0.12:
            return self._sent_back(here.position)
        if here.position in ("7", "22", "23"):
            self.day += timedelta(days=self.random.choice((0, 30, 100, 250)))
        return self._dated(ACTS[self.random.choice(USUAL[here.position])])

    def _anything(self, position: str) -> Do:
        act = self._dated(self.random.choice(list(ACTS.values())))
        if self.random.random() < 0.5:
            act = replace(act, by=self.random.choice(list(USERS)))
        if self.random.random() < 0.2:
            act = replace(act, on=(self.day - timedelta(days=self.random.randint(1, 4000))).isoformat())
        if self.random.random() < 0.2:
            act = replace(act, dry_run=isinstance(act.what, int) or act.what in TRIED)
        if self.random.random() < 0.2:
            act = replace(act, set={}, papers=act.papers if act.what == "supply" else ())
        return act if position else self._dated(LIFE["open"])

    def _sent_back(self, position: str) -> Do:
        step = position.partition(":")[0]
        to = self.random.choice([s for s in ("3", "7", "12", "15", "22", "23") if int(s) <= int(step)] or ["3"])
        act = Do(self.random.choice(BACK), self.day.isoformat(), self.random.choice(("general", "committee")))
        return replace(act, reason="须再研究", to=to, papers=("政治审查报告",) if act.what == "supplement" else ())

    def _dated(self, act: Do) -> Do:
        """``act`` on the walker's day, with some of what it says left to chance."""
        self.day = min(self.day + timedelta(days=self.random.choice((0, 1, 3, 10))), TODAY)
        today = self.day.isoformat()
        told = {label: today if label.endswith("日期") else text for label, text in act.set.items()}
        if "转正结果" in told:
            told["转正结果"] = self.random.choice(RESULTS)
            told |= {"延长月数": "6"} if told["转正结果"] == "延长预备期" else {}
        votes = act.votes
        if act.what == "ballot":
            votes = self.random.choice(COUNTS)
        elif votes is not None:
            votes = self.random.choice(COMMITTEE_COUNTS)
        reason = act.reason or ("情况特殊" if self.random.random() < 0.9 else None)
        return replace(act, on=today, set=told, votes=votes, reason=reason)

    def go(self) -> bool:
        """Do one act; says whether it was done. What was refused, or only tried, leaves no trace."""
        act = self.act()
        head = self.flow.store.head()
        refusal = Service(self.flow).do(act, self.dossier)
        if refusal is not None or act.dry_run:
            assert self.flow.store.head() == head, act
            return False
        if act.what == "open":
            self.dossier = self.flow.store.list()[-1].id
        count, _ = self.flow.store.head()
        assert count > head[0], act
        return True


@pytest.fixture(scope="module")
def zone_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("walks") / "x.db"
    settled(f"sqlite:///{path}").close()
    return path


numbers = itertools.count()


@settings(max_examples=24)
@given(random=st.randoms(use_true_random=True))
def test_what_must_hold_holds_on_any_walk(zone_file: Path, random: Random) -> None:
    path = zone_file.with_name(f"{next(numbers)}.db")
    shutil.copyfile(zone_file, path)
    with closing(open_flow(Settings.load({}, db=f"sqlite:///{path}", user="organiser"))) as flow:
        walker = Walker(flow, random)
        done = sum(walker.go() for _ in range(110))
        assert done
        outcome = flow.store.verify()
        assert outcome.ok, outcome
        for line in flow.store.list():
            records = [r.entry for r in flow.store.records(line.id)]
            assert fold(line.id, records) == flow.store.get(line.id)
            assert [r.dossier_seq for r in records] == list(range(1, len(records) + 1))
            check_nothing_twice(records)
            check_deciders(records)
            check_positions(flow, records)
    path.unlink()


def check_nothing_twice(records: Iterable[StepRecord]) -> None:
    """No main-line step is done twice in one life without something that led back to it."""
    done: set[int] = set()
    for record in records:
        if record.move in (Move.COMPLETE, Move.APPROVE) and record.step is not None:
            listing = record.move is Move.APPROVE and record.position == "8:listing"
            assert record.step not in done, record
            if not listing:
                done.add(record.step)
        leads_back = record.move in (Move.RETURN, Move.REFUSE, Move.RECONSIDER)
        extended = record.move is Move.APPROVE and record.step == 24 and record.position == "22"
        if leads_back or extended:
            to = int(record.position.partition(":")[0])
            done = {step for step in done if step < to}


def check_deciders(records: Iterable[StepRecord]) -> None:
    """Only a body with the power approves, nobody on themselves or whom they sponsor, one person at one level."""
    empowered = {b.name for b in BODIES if b.kind in (BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE) and b.may_approve}
    before: list[StepRecord] = []
    round_: list[str] = []
    for record in records:
        before.append(record)
        review = record.review
        if review is None:
            round_ = round_ if record.position.endswith(":review") else []
            continue
        facts = fold(record.dossier, before).facts
        user, offices = USERS[review.person]
        held = [o for o in offices if o.held_on(record.on)]
        assert any(review.office == f"{user.person}（{o.organization}{o.duty.chinese}）" for o in held), record
        assert user.person != facts.name
        assert user.person not in (facts.sponsors or ())
        if record.move is Move.APPROVE:
            assert review.level is ReviewLevel.COMMITTEE
            assert any(review.office == f"{user.person}（{body}{o.duty.chinese}）" for body in empowered for o in held)
            assert review.step not in (17, 24) or (review.vote is not None and 2 * review.vote[2] > review.vote[0])
        assert review.person not in round_, record
        round_ = [*round_, review.person] if record.position.endswith(":review") else []


def check_positions(flow: Flow, records: Iterable[StepRecord]) -> None:
    """A dossier moves only where the procedure leads; what is done there is on record."""
    for record in records:
        stands = flow.workflow.step_at(record.position)
        assert stands is None or stands.is_main
        if record.move is Move.COMPLETE and record.step is not None:
            step = flow.workflow.by_id[record.step]
            assert record.facts.get(step.dated_by) is not None or record.step == 23, record
