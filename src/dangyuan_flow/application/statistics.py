"""Statistics over the dossiers that the acting user sees: make-up, funnel, paces, deadlines kept, papers sent back.

Everything is worked out of one pass over the fact rows and kept until the journal grows; each number holds the dossiers
that it counts, and the list behind it shows exactly those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.figures import Figure, Part, figure, grouped
from dangyuan_flow.application.paces import Kept, Pace, kept_deadlines, paces
from dangyuan_flow.application.plan_progress import plan_figures
from dangyuan_flow.application.population import STATES, population
from dangyuan_flow.application.returns import Returns, returns
from dangyuan_flow.domain.deadlines import months_completed
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.people import superiors
from dangyuan_flow.domain.workflow import POSITION_NAMES, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dangyuan_flow.application.population import Asked, Person
    from dangyuan_flow.flow import Flow

UNTOLD = "未载明"
EDUCATION = {"5": "研究生", "4": "大学本科", "3": "大专", "2": "高中、中专", "1": "初中", "0": "小学", UNTOLD: UNTOLD}
"""How high a schooling is (:data:`dangyuan_flow.domain.plan.EDUCATION`), in words."""
AGES = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 200))
"""The bands of the yearly report on members (党内统计), in full years, both ends included."""
_MOST_KEPT = 16
_YOUNGEST, _OLDEST = AGES[0], AGES[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statistics:
    """All numbers of one question. ``make_up`` counts those of ``asked.state``; the others count everybody."""

    asked: Asked
    total: Figure
    states: Part
    make_up: tuple[Part, ...]
    funnel: Part
    paces: tuple[Pace, ...]
    deadlines: tuple[Kept, ...]
    returns: Returns

    def figures(self) -> Iterable[tuple[str, Figure]]:
        """Every number, with its name in full."""
        yield self.total.label, self.total
        for part in (self.states, *self.make_up, self.funnel):
            yield from ((f"{part.title}：{one.label}", one) for one in part.figures)
        for pace in self.paces:
            yield from ((one.label, one) for one in (pace.all, pace.slow))
        for kept in self.deadlines:
            yield from ((one.label, one) for one in (kept.all, kept.on_time, kept.late, kept.overdue))
        for line in self.returns.lines:
            yield line.figure.label, line.figure


def statistics(flow: Flow, asked: Asked) -> Statistics:
    """The numbers of ``asked``; a few are kept until somebody writes. Raises :class:`NotFound` for an unknown body."""
    kept: dict[Asked, Statistics] = flow.recall(("statistics", flow.today(), flow.store.sight), dict)
    found = kept.get(asked)
    if found is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = kept[asked] = _statistics(flow, asked)
    return found


def named(flow: Flow, asked: Asked, key: str) -> tuple[str, Figure]:
    """The number that an address calls ``key``, and its name in full; raises :class:`NotFound`."""
    found = plan_figures(flow, asked) if key.startswith("plan:") else statistics(flow, asked).figures()
    for name, one in found:
        if one.key == key:
            return name, one
    msg = f"统计里没有“{key}”这一项；数字可能已经变化，请重新统计"
    raise NotFound(msg)


def _statistics(flow: Flow, asked: Asked) -> Statistics:
    everybody = population(flow, asked)
    chosen = [p for p in everybody if asked.state is None or p.under_way == (asked.state == STATES[0])]
    return Statistics(
        asked=asked,
        total=figure("all", "全部", chosen),
        states=grouped(
            "state", "办理情况", ((STATES[not p.under_way], p) for p in everybody), _same(STATES), whole=True
        ),
        make_up=_make_up(flow, asked, chosen),
        funnel=_funnel(flow, asked, everybody),
        paces=paces(flow.workflow, asked, everybody),
        deadlines=kept_deadlines(flow.workflow, asked, everybody),
        returns=returns(flow, asked, everybody),
    )


def _same(words: Iterable[str]) -> dict[str, str]:
    return {word: word for word in words}


def _make_up(flow: Flow, asked: Asked, people: Sequence[Person]) -> tuple[Part, ...]:
    stages = {str(stage.id): f"{stage.id} {stage.name}" for stage in flow.workflow.stages} | POSITION_NAMES
    standings = {standing.value: standing.chinese for standing in Standing}
    ages = {_band(band): _band(band) for band in AGES} | {UNTOLD: UNTOLD}
    admitted = [(f"{year} 年", p) for p in people if (year := p.number("admission_year")) is not None]
    return (
        grouped("body", "党组织", units(flow, asked.body, people), _same(flow.organizations)),
        grouped("stage", "所在阶段", ((_stage(flow, p), p) for p in people), stages),
        grouped("standing", "身份", ((p.standing.value, p) for p in people), standings),
        grouped("age", "年龄", ((_age(p, asked.day), p) for p in people), ages),
        grouped("sex", "性别", ((p.text("sex") or p.text("id_sex") or UNTOLD, p) for p in people), _same(("男", "女"))),
        grouped("education", "学历", ((_education(p), p) for p in people), EDUCATION),
        grouped("field", "人员类别", ((p.text("field") or UNTOLD, p) for p in people), {}),
        grouped("admitted", "接收年度", admitted, _same(sorted({year for year, _ in admitted}))),
    )


def units(flow: Flow, body: str | None, people: Sequence[Person]) -> list[tuple[str, Person]]:
    """Each person with the body that counts it: the highest ones below ``body`` of which there are several."""
    chains = {person.branch: _chain(flow, person.branch) for person in people}
    within = None if body is None else flow.present_name(body)
    depth = max((chain.index(within) + 1 for chain in chains.values() if within in chain), default=0)
    while True:
        at = {branch: chain[min(depth, len(chain) - 1)] for branch, chain in chains.items()}
        if len(set(at.values())) > 1 or all(len(chain) <= depth + 1 for chain in chains.values()):
            return [(at[person.branch], person) for person in people]
        depth += 1


def _chain(flow: Flow, branch: str) -> tuple[str, ...]:
    """The bodies from the top down to ``branch``."""
    present = flow.present_name(branch) if branch else UNTOLD
    return (*(body.name for body in reversed(superiors(present, flow.organizations))), present)


def _stage(flow: Flow, person: Person) -> str:
    step = flow.workflow.step_at(person.position)
    return person.position if step is None else str(step.stage)


def _age(person: Person, day: date) -> str:
    born = person.day("born_on") or person.day("id_born_on")
    if born is None or born > day:
        return UNTOLD
    years = months_completed(born, day) // 12
    return next((_band(band) for band in AGES if band[0] <= years <= band[1]), UNTOLD)


def _band(band: tuple[int, int]) -> str:
    if band == _YOUNGEST:
        return f"{band[1]} 岁及以下"
    return f"{band[0]} 岁及以上" if band == _OLDEST else f"{band[0]}–{band[1]} 岁"


def _education(person: Person) -> str:
    rank = person.number("education_rank")
    return UNTOLD if rank is None else str(rank)


def _funnel(flow: Flow, asked: Asked, people: Sequence[Person]) -> Part:
    """Of those who applied within the period, how many came to each stage, and how many became members."""
    applied = [person for person in people if asked.takes_in(person.applied_on)]
    names = {stage.id: stage.name for stage in flow.workflow.stages}
    names[max(names) + 1] = "转为正式党员"
    return Part(
        id="reached",
        title="五个阶段",
        figures=tuple(
            figure(f"reached:{number}", name, (p for p in applied if p.reached >= number))
            for number, name in names.items()
        ),
    )
