"""What becomes of the zone's people: one waits at every step, some go other ways, most just go theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from dangyuan_flow.application.demo import ways
from dangyuan_flow.application.demo.course import Course
from dangyuan_flow.application.demo.deeds import Life
from dangyuan_flow.application.demo.people import Births, Person, invented
from dangyuan_flow.application.demo.zone import CHANGED, PLACES, Place, Zone, build
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.workflow import Workflow

FIRST_DAY = date(2023, 1, 3)
FEWEST, MOST = 50, 700
_LEAPS, _SCAN = 8, 15
_TRIES = _LEAPS + 2 * _SCAN + 2
"""Leaps towards the wanted day first; holidays may make them overshoot, then day by day around it."""
_VARIANTS = 12
"""Where no beginning makes a life fit (a holiday lies across it), the days between its acts are drawn anew."""

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


@dataclass(frozen=True, kw_only=True)
class World:
    """What all lives share: the zone, the names still to be given, the procedure, the seed of chance, and today."""

    zone: Zone
    births: Births
    workflow: Workflow
    seed: int
    today: date

    @classmethod
    def of(cls, seed: int, *, workflow: Workflow, today: date) -> World:
        """The world that follows from ``seed``."""
        births = Births(seed)
        return cls(zone=build(births, seed), births=births, workflow=workflow, seed=seed, today=today)


def check_people(people: int) -> None:
    """Refuse a number of people that the zone cannot have; raises :class:`BadInput`."""
    if not FEWEST <= people <= MOST:
        msg = f"演示的人数须在 {FEWEST} 到 {MOST} 之间，收到 {people}"
        raise BadInput(msg)


def lives(people: int, world: World) -> Iterator[Life]:
    """The lives of ``people`` persons; the same for the same seed. Raises :class:`BadInput` for too few or too many."""
    check_people(people)
    kinds = [*_waiting(), *SPECIAL]
    span = (world.today - FIRST_DAY).days
    for order in range(1, people + 1):
        chance = Random(f"{world.seed}/{order}")  # noqa: S311  invented lives, no secrets
        ordinary = order > len(kinds)
        kind = Kind(name="寻常", way=ways.ordinarily) if ordinary else kinds[order - 1]
        starts_on = kind.starts_on or FIRST_DAY + timedelta(days=chance.randrange(span - 5))
        place = kind.place or PLACES[order % len(PLACES)]
        cast = Cast(kind=kind, name=world.births.name(), order=order, place=place, world=world)
        yield cast.fitted(starts_on)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Somebody with a kind of life ahead: born so that today finds the life in the wanted spell."""

    kind: Kind
    name: str
    order: int
    place: Place
    world: World

    def fitted(self, starts_on: date) -> Life:
        """The life, its beginning moved until it fits; the days between its acts stay the same by and large."""
        for variant in range(_VARIANTS):
            begins = starts_on
            for attempt in range(_TRIES):
                life = self._lived(begins, variant)
                wanted = self._off_by(life, self.world.today)
                if wanted == timedelta(0):
                    return life
                begins += wanted if attempt < _LEAPS else timedelta(days=-_SCAN if attempt == _LEAPS else 1)
        msg = f"演示第 {self.order} 人（{self.kind.name}）的日子排不出来，请换一个 --seed"
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
        """Nobody waits for step 7 beyond the year, or for the papers of step 1, unless the kind says so."""
        for position in ("1", "7"):
            spell = life.spell(position)
            if spell is not None and spell[0] <= today < spell[1] and today > spell[1] - timedelta(days=12):
                return timedelta(days=20 if life.deeds[0].on < today - timedelta(days=60) else -20)
        return timedelta(0)

    def _lived(self, starts_on: date, variant: int) -> Life:
        chance = Random(f"{self.world.seed}/{self.order}/{variant}")  # noqa: S311  as above
        person = self._person(starts_on, chance)
        course = Course(person, self.world.zone, self.world.workflow, chance, starts_on=starts_on)
        self.kind.way(course)
        return course.life(self.kind.name)

    def _person(self, starts_on: date, chance: Random) -> Person:
        place = self.place
        found = invented(
            self.name, self.order, chance, applies_on=starts_on, branch=place.name, field=place.field, firm=place.firm
        )
        return replace(found, is_floating=True) if self.kind.floating else found


def _waiting() -> Iterator[Kind]:
    """One for every place of the main line, and three newly arrived for the acts beside it: each step has somebody."""
    yield Kind(name="待办第 1 步", way=ways.only_opened, starts_on=date(2026, 10, 30))
    for position in ("2", "3", "4", "4:review", "7", "8", "8:review", "8:listing", "12", "13", "13:review", "14", "15"):
        yield Kind(name=f"待办第 {position} 步", way=ways.ordinarily, at=position)
    for position in ("17", "17:review", "22", "23", "24", "24:review", "25"):
        yield Kind(name=f"待办第 {position} 步", way=ways.ordinarily, at=position)
    for position, name in (("7", "刚刚备案"), ("12", "刚刚列为"), ("22", "刚刚批准")):
        yield Kind(name=name, way=ways.ordinarily, at=position, within=2)


SPECIAL: tuple[Kind, ...] = (
    Kind(name="撤回申请", way=ways.withdrew, starts_on=date(2024, 2, 5)),
    Kind(name="去世", way=ways.died, starts_on=date(2023, 5, 8)),
    Kind(name="终止资格", way=ways.disqualified, starts_on=date(2024, 9, 2)),
    Kind(name="不予承认", way=ways.not_recognised, starts_on=date(2023, 9, 4)),
    Kind(name="转出", way=ways.left, starts_on=date(2025, 3, 3)),
    Kind(name="转出后转入", way=ways.left_and_came, starts_on=date(2023, 11, 6)),
    Kind(name="补正", way=ways.supplemented, starts_on=date(2024, 1, 8)),
    Kind(name="正在补正", way=ways.supplemented, at="13", turn=1),
    Kind(name="退回重做", way=ways.redone, starts_on=date(2024, 3, 4)),
    Kind(name="积极分子备案未通过", way=ways.refused_as_activist, at="3", turn=1),
    Kind(name="审批未通过", way=ways.refused_at_approval, at="12", turn=1),
    Kind(name="首次票决未通过", way=ways.vote_failed, starts_on=date(2023, 12, 4)),
    Kind(name="票决刚刚未通过", way=ways.vote_failed_lately, at="15:failed"),
    Kind(name="延期审批", way=ways.approved_late, starts_on=date(2024, 5, 6)),
    Kind(name="延长预备期", way=ways.extended_now, at="22", turn=1),
    Kind(name="延长后转正", way=ways.extended_now, starts_on=date(2023, 1, 9)),
    Kind(name="取消预备党员资格", way=ways.cancelled, starts_on=date(2024, 1, 15)),
    Kind(name="公示有反映", way=ways.objected, starts_on=date(2024, 11, 4)),
    Kind(name="免训", way=ways.exempt, starts_on=date(2024, 4, 8)),
    Kind(name="更正", way=ways.corrected, starts_on=date(2024, 8, 5)),
    Kind(name="闰日确定", way=ways.ordinarily, on=(3, date(2024, 2, 29))),
    Kind(name="月末大会", way=ways.ordinarily, on=(15, date(2025, 8, 31))),
    Kind(name="跨版流动", way=ways.ordinarily, on=(7, date(2026, 5, 8)), floating=True),
    Kind(name="新细则流动", way=ways.ordinarily, on=(7, date(2026, 6, 8)), floating=True),
    Kind(name="早年归档", way=ways.ordinarily, starts_on=date(2023, 1, 3), place=CHANGED),
    Kind(name="机关两级", way=ways.ordinarily, starts_on=date(2023, 2, 6), place=PLACES[-1]),
)
