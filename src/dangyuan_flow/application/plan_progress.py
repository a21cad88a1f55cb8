"""The annual plan as it goes: what each body may admit in a year, what it has admitted, and who could still follow.

An admission counts as the sweep's rules count it (V100, V102): in the year of the meeting, for the nearest body above
the branch that has a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.figures import Figure, figure
from dangyuan_flow.application.planning import plan_in_force
from dangyuan_flow.application.population import Asked, population
from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.deadlines import months_completed
from dangyuan_flow.domain.workflow import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dangyuan_flow.application.population import Person
    from dangyuan_flow.domain.plan import Demand, Planned
    from dangyuan_flow.flow import Flow

_MAJORITY = frozenset({"汉", "汉族"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A share that the plan asks for: ``such`` of ``of`` are so, of ``untold`` nobody knows.

    ``ahead``: the share in percent if all who are ripe were admitted too.
    """

    demand: Demand
    such: Figure
    untold: int
    of: int
    ahead: int | None

    @property
    def percent(self) -> int | None:
        """The present share, rounded down; ``None`` where nobody was admitted."""
        return self.such.count * 100 // self.of if self.of else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the share is reached, those of whom nobody knows counted as the rules do; ``None``: nobody yet."""
        return (self.such.count + self.untold) * 100 >= self.demand.percent * self.of if self.of else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """A line of the plan: how many were admitted, who is ripe, of them who passed the 预审, and the shares asked for.

    ``ripe``: candidates under way who could still be admitted that year.
    """

    plan: Planned
    admitted: Figure
    ripe: Figure
    passed: Figure
    shares: tuple[Share, ...]

    @property
    def left(self) -> int | None:
        """How many may still be admitted (negative: too many were); ``None`` where the line has no number."""
        return None if self.plan.quota is None else self.plan.quota - self.admitted.count


def progress(flow: Flow, day: date, *, body: str | None = None, year: int | None = None) -> tuple[Progress, ...]:
    """The plan's lines of bodies all of whose dossiers one sees (at or below ``body``), the latest year first.

    Raises :class:`NotFound` for an unknown body.
    """
    if day == flow.today():
        found = flow.recall(("plan", day, flow.store.sight), lambda: _progress(flow, day))
    else:
        found = _progress(flow, day)
    below = branches_of(flow, body)
    return tuple(
        line for line in found if year in (None, line.plan.year) and (below is None or line.plan.body in below)
    )


def plan_figures(flow: Flow, asked: Asked) -> Iterable[tuple[str, Figure]]:
    """Every number of the plan, with its name in full."""
    for line in progress(flow, asked.day):
        head = f"{line.plan.year} 年计划　{line.plan.body}　"
        for one in (line.admitted, line.ripe, line.passed, *(share.such for share in line.shares)):
            yield head + one.label, one


def _progress(flow: Flow, day: date) -> tuple[Progress, ...]:
    seen = flow.store.sight
    lines = [line for line in plan_in_force(flow) if seen is None or seen.issuperset((line.body, *line.within))]
    everybody = population(flow, Asked(day=day)) if lines else ()
    found = [_of(line, [p for p in everybody if _counts(line, p)], day) for line in lines]
    return tuple(sorted(found, key=lambda one: (-one.plan.year, one.plan.body)))


def _counts(line: Planned, person: Person) -> bool:
    return person.branch in line.within or person.text("admitting_body") in line.within


def _of(line: Planned, people: Sequence[Person], day: date) -> Progress:
    key = f"plan:{line.year}/{line.body}:"
    admitted = [p for p in people if p.number("admission_year") == line.year]
    ripe = [p for p in people if p.under_way and p.standing is Standing.CANDIDATE and day.year == line.year]
    passed = (p for p in ripe if p.day("prereviewed_on") is not None)
    return Progress(
        plan=line,
        admitted=figure(f"{key}admitted", "已接收", admitted),
        ripe=figure(f"{key}ripe", "发展对象，年内尚可接收", ripe),
        passed=figure(f"{key}passed", "发展对象，已预审合格", passed),
        shares=tuple(_share(key, demand, admitted, ripe, day) for demand in line.demands),
    )


def _share(key: str, demand: Demand, admitted: Sequence[Person], ripe: Sequence[Person], day: date) -> Share:
    told = [(person, _meets(demand, person, day)) for person in admitted]
    ahead = [meets for _, meets in told] + [_meets(demand, person, day) for person in ripe]
    return Share(
        demand=demand,
        such=figure(f"{key}such:{demand.word}", demand.word, (person for person, meets in told if meets)),
        untold=sum(meets is None for _, meets in told),
        of=len(admitted),
        ahead=100 * sum(meets is True for meets in ahead) // len(ahead) if ahead else None,
    )


def _meets(demand: Demand, person: Person, day: date) -> bool | None:
    """Whether somebody is what a share asks for; ``None`` where nobody knows."""
    match demand.measure:
        case "sex":
            sex = person.text("sex") or person.text("id_sex")
            return None if sex is None else sex == "女"
        case "minority":
            nation = person.text("nation")
            return None if nation is None else nation not in _MAJORITY
        case "age":
            years = _years(person, day)
            return None if years is None else years <= demand.bound
        case "education":
            rank = person.number("education_rank")
            return None if rank is None else rank >= demand.bound
        case _:
            field = person.text("field")
            return None if field is None else any(word in field for word in demand.fields)


def _years(person: Person, day: date) -> int | None:
    """Full years at the admission, or on ``day`` where that is to come."""
    born = person.day("born_on") or person.day("id_born_on")
    if person.number("admission_age") is not None or born is None or born > day:
        return person.number("admission_age")
    return months_completed(born, day) // 12
