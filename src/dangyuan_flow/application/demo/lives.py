"""What becomes of the zone's people: one waits at every step, some go other ways, most just go theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from dangyuan_flow.application.demo.course import Course
from dangyuan_flow.application.demo.deeds import Corrected, Done, Life, Opened, Voted
from dangyuan_flow.application.demo.people import Births, Person, invented
from dangyuan_flow.application.demo.zone import CHANGED, PLACES, Place, Zone
from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.workflow import Move, Workflow

FIRST_DAY = date(2023, 1, 3)
FEWEST, MOST = 60, 700
_LEAPS, _SCAN = 8, 15
_TRIES = _LEAPS + 2 * _SCAN + 2
"""Leaps towards the wanted day first; holidays may make them overshoot, then day by day around it."""

Way = Callable[[Course], None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of life: the way it goes, and the spell in which today is to find it (``None``: whenever it may).

    ``at``: a position, with ``turn`` for the second time, and ``within`` how many days of reaching it; ``on``: a step
    whose act is to fall on a given day.
    """

    name: str
    way: Way
    at: str | None = None
    turn: int = 0
    on: tuple[int, date] | None = None
    starts_on: date | None = None
    place: Place | None = None
    floating: bool = False
    within: int = 60


def lives(people: int, *, zone: Zone, births: Births, workflow: Workflow, seed: int, today: date) -> Iterator[Life]:
    """The lives of ``people`` persons; the same for the same ``seed``. Raises :class:`BadInput` for too few or many."""
    if not FEWEST <= people <= MOST:
        msg = f"演示的人数须在 {FEWEST} 到 {MOST} 之间，收到 {people}"
        raise BadInput(msg)
    kinds = [*_waiting(), *SPECIAL]
    span = (today - FIRST_DAY).days
    for order in range(1, people + 1):
        chance = Random(f"{seed}/{order}")  # noqa: S311  invented lives, no secrets
        ordinary = order > len(kinds)
        kind = Kind(name="寻常", way=ordinarily) if ordinary else kinds[order - 1]
        starts_on = kind.starts_on or FIRST_DAY + timedelta(days=chance.randrange(span - 5))
        place = kind.place or PLACES[order % len(PLACES)]
        cast = Cast(kind=kind, name=births.name(), order=order, place=place, zone=zone, workflow=workflow, seed=seed)
        yield cast.fitted(starts_on, today)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Somebody with a kind of life ahead: born so that today finds the life in the wanted spell."""

    kind: Kind
    name: str
    order: int
    place: Place
    zone: Zone
    workflow: Workflow
    seed: int

    def fitted(self, starts_on: date, today: date) -> Life:
        """The life, its beginning moved until it fits; the days between its acts stay the same by and large."""
        for attempt in range(_TRIES):
            life = self._lived(starts_on)
            wanted = self._off_by(life, today)
            if wanted == timedelta(0):
                return life
            starts_on += wanted if attempt < _LEAPS else timedelta(days=-_SCAN if attempt == _LEAPS else 1)
        msg = f"演示第 {self.order} 人（{self.kind.name}）的日子排不出来"
        raise BadInput(msg)

    def _off_by(self, life: Life, today: date) -> timedelta:
        if self.kind.on is not None:
            step, day = self.kind.on
            return day - (life.first(step) or day)
        if self.kind.at is None:
            return self._not_ripe(life, today)
        spell = life.spell(self.kind.at, self.kind.turn)
        if spell is None:
            msg = f"演示第 {self.order} 人（{self.kind.name}）不会到达 {self.kind.at}"
            raise BadInput(msg)
        since, until = spell
        until = min(until, since + timedelta(days=self.kind.within))
        return timedelta(0) if since <= today < until else today - (since + (until - since - timedelta(days=1)) // 2)

    def _not_ripe(self, life: Life, today: date) -> timedelta:
        """Nobody waits for step 7 beyond the year, or for the papers of step 1: these are days, and today is not one."""
        for position in ("1", "7"):
            spell = life.spell(position)
            if spell is not None and spell[0] <= today < spell[1] and today > spell[1] - timedelta(days=12):
                return timedelta(days=20 if life.deeds[0].on < today - timedelta(days=60) else -20)
        return timedelta(0)

    def _lived(self, starts_on: date) -> Life:
        chance = Random(f"{self.seed}/{self.order}/life")  # noqa: S311  as above
        person = self._person(starts_on, chance)
        course = Course(person, self.zone, self.workflow, chance, starts_on=starts_on)
        self.kind.way(course)
        return course.life(self.kind.name)

    def _person(self, starts_on: date, chance: Random) -> Person:
        place = self.place
        found = invented(
            self.name, self.order, chance, applies_on=starts_on, branch=place.name, field=place.field, firm=place.firm
        )
        return replace(found, is_floating=True) if self.kind.floating else found


# The ways that a life may go


def ordinarily(course: Course) -> None:
    """All twenty-five steps, one after another."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def _to_activist(course: Course) -> None:
    course.applies()
    course.decided()
    course.filed()


def _to_candidate(course: Course, *, objection: str | None = None) -> None:
    course.discussed()
    course.passed(8)
    course.listed(objection=objection)
    course.examined_until(course.listed_on)


def _to_prereview(course: Course, *, exempt: str | None = None) -> None:
    course.reviewed(exempt=exempt)
    course.prereviewed()


def _to_probation(course: Course, *, failed_first: bool = False, late_because: str | None = None) -> None:
    course.admitted(failed_first=failed_first)
    course.admission_approved(late_because=late_because)
    course.on_probation()


def _to_meeting_after(course: Course, **admission: bool) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course, **admission)
    course.converted()
    course.archived()


def _only_opened(course: Course) -> None:
    course.deeds.append(Opened(on=course.day, facts=course.person.facts(), leads="1"))


def _withdrew(course: Course) -> None:
    ordinarily(course)
    course.ends(Move.WITHDRAW, "本人因个人原因撤回申请", on=months_later(course.activist_on, 5))


def _died(course: Course) -> None:
    ordinarily(course)
    course.ends(Move.DIE, "因病去世", on=course.listed_on + timedelta(days=12))


def _disqualified(course: Course) -> None:
    ordinarily(course)
    course.ends(Move.DISQUALIFY, "经考察不再具备入党积极分子条件", on=months_later(course.activist_on, 8))


def _not_recognised(course: Course) -> None:
    ordinarily(course)
    course.ends(Move.NOT_RECOGNISE, "经市委组织部批准，不予承认预备党员身份", on=months_later(course.met_on, 5))


def _left(course: Course) -> None:
    ordinarily(course)
    course.leaves("邻州虚构市钟山街道党工委", on=months_later(course.activist_on, 7))


def _left_and_came(course: Course) -> None:
    _to_activist(course)
    here = course.place
    course.moves_on(next(p.name for p in PLACES if p.above != here.above and p.has_committee), after_months=8)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def _supplemented(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    course.reviewed()
    course.after(2, 8)
    course.done(12)
    course.submitted(13)
    course.sent_back(13, Move.SUPPLEMENT, "政治审查报告缺经办人签名", papers=("政治审查报告",))
    course.after(6, 9)
    course.deeds.append(
        Done(on=course.day, step=10, facts={"review_conclusion": "合格"}, papers=("政治审查报告",))
    )
    course.passed(13)
    _to_probation(course)
    course.converted()
    course.archived()


def _redone(course: Course) -> None:
    _to_activist(course)
    course.discussed()
    course.submitted(8)
    course.sent_back(8, Move.RETURN, "征求意见的范围不够，请重新听取意见后再研究", to=7)
    course.after(4, 8)
    course.discussed()
    course.passed(8)
    course.listed()
    course.examined_until(course.listed_on)
    course.reviewed()
    course.after(2, 8)
    course.done(12)
    course.submitted(13)
    course.deliberated(13)
    course.sent_back(13, Move.RETURN, "支委会审查意见过于笼统，请重新审查", to=12)
    course.prereviewed()
    _to_probation(course)
    course.converted()
    course.archived()


def _refused_as_activist(course: Course) -> None:
    course.applies()
    course.decided()
    course.submitted(4)
    course.deliberated(4)
    course.sent_back(4, Move.REFUSE, "群众基础不够，暂不列为入党积极分子")
    course.decided(60, 90)
    course.filed()
    _to_candidate(course)
    _to_prereview(course)


def _refused_at_approval(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    course.admitted()
    course.submitted(17)
    course.talked_above()
    course.deliberated(17)
    course.sent_back(17, Move.REFUSE, "党委会表决未过半数，继续培养")
    course.after(100, 120)
    course.done(12)


def _vote_failed(course: Course) -> None:
    _to_meeting_after(course, failed_first=True)


def _vote_failed_lately(course: Course) -> None:
    """The ballot failed a few days ago; the next meeting is to come."""
    _vote_failed(course)
    first = next(deed for deed in course.deeds if isinstance(deed, Voted))
    course.deeds = [replace(deed, leads="15:failed") if deed is first else deed for deed in course.deeds]


def _approved_late(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course, late_because="党委换届，期间未召开审批会议")
    course.converted()
    course.archived()


def _extended_now(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    last = course.extended()
    course.converted(final_day=last)
    course.archived()


def _cancelled(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    course.admitted()
    course.admission_approved()
    course.on_probation(until=months_later(course.met_on, 7))
    course.cancelled()


def _objected(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course, objection="有群众反映其曾迟到早退")
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def _exempt(course: Course) -> None:
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course, exempt="驻外执行重点工程任务")
    _to_probation(course)
    course.converted()
    course.archived()


def _corrected(course: Course) -> None:
    ordinarily(course)
    day = months_later(course.activist_on, 2)
    course.deeds.append(
        Corrected(on=day, facts={"employer_and_post": f"{course.place.firm}车间主任"}, reason="建档时职务录错，按任职文件更正")
    )


def _waiting() -> Iterator[Kind]:
    """One for every place of the main line, and three newly arrived for the acts beside it: each step has somebody."""
    yield Kind(name="待办第 1 步", way=_only_opened, starts_on=date(2026, 10, 30))
    for position in ("2", "3", "4", "4:review", "7", "8", "8:review", "8:listing", "12", "13", "13:review", "14", "15"):
        yield Kind(name=f"待办第 {position} 步", way=ordinarily, at=position)
    for position in ("17", "17:review", "22", "23", "24", "24:review", "25"):
        yield Kind(name=f"待办第 {position} 步", way=ordinarily, at=position)
    for position, name in (("7", "刚刚备案"), ("12", "刚刚列为"), ("22", "刚刚批准")):
        yield Kind(name=name, way=ordinarily, at=position, within=2)


SPECIAL: tuple[Kind, ...] = (
    Kind(name="撤回申请", way=_withdrew, starts_on=date(2024, 2, 5)),
    Kind(name="去世", way=_died, starts_on=date(2023, 5, 8)),
    Kind(name="终止资格", way=_disqualified, starts_on=date(2024, 9, 2)),
    Kind(name="不予承认", way=_not_recognised, starts_on=date(2023, 9, 4)),
    Kind(name="转出", way=_left, starts_on=date(2025, 3, 3)),
    Kind(name="转出后转入", way=_left_and_came, starts_on=date(2023, 11, 6)),
    Kind(name="补正", way=_supplemented, starts_on=date(2024, 1, 8)),
    Kind(name="正在补正", way=_supplemented, at="13", turn=1),
    Kind(name="退回重做", way=_redone, starts_on=date(2024, 3, 4)),
    Kind(name="积极分子备案未通过", way=_refused_as_activist, at="3", turn=1),
    Kind(name="审批未通过", way=_refused_at_approval, at="12", turn=1),
    Kind(name="首次票决未通过", way=_vote_failed, starts_on=date(2023, 12, 4)),
    Kind(name="票决刚刚未通过", way=_vote_failed_lately, at="15:failed"),
    Kind(name="延期审批", way=_approved_late, starts_on=date(2024, 5, 6)),
    Kind(name="延长预备期", way=_extended_now, at="22", turn=1),
    Kind(name="延长后转正", way=_extended_now, starts_on=date(2023, 1, 9)),
    Kind(name="取消预备党员资格", way=_cancelled, starts_on=date(2024, 1, 15)),
    Kind(name="公示有反映", way=_objected, starts_on=date(2024, 11, 4)),
    Kind(name="免训", way=_exempt, starts_on=date(2024, 4, 8)),
    Kind(name="更正", way=_corrected, starts_on=date(2024, 8, 5)),
    Kind(name="闰日确定", way=ordinarily, on=(3, date(2024, 2, 29))),
    Kind(name="月末大会", way=ordinarily, on=(15, date(2025, 8, 31))),
    Kind(name="跨版流动", way=ordinarily, on=(7, date(2026, 5, 8)), floating=True),
    Kind(name="新细则流动", way=ordinarily, on=(7, date(2026, 6, 8)), floating=True),
    Kind(name="早年归档", way=ordinarily, starts_on=date(2023, 1, 3), place=CHANGED),
    Kind(name="三人支部", way=ordinarily, starts_on=date(2023, 3, 6), place=PLACES[3]),
    Kind(name="机关两级", way=ordinarily, starts_on=date(2023, 2, 6), place=PLACES[-1]),
)
