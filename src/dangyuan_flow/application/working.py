"""The day's work (工作台): what is due, what waits for whom, what came back, over all dossiers that the user sees.

One pass over the fact rows finds the days that run; only dossiers at a gate, or with questions out, are read whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, hand, offices_of
from dangyuan_flow.application.reviewing import chain_of
from dangyuan_flow.application.vetting import body_name
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Selection, Watch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.workflow import Deadline, Step
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One line of the list: whose dossier, what there is to do, by which day, and since when it waits."""

    dossier: str
    name: str
    branch: str
    step: int | None
    says: str
    on: date | None = None
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A user's day: per kind of work its tasks, the most pressing first.

    ``ripe``: from today on something may be done that had to wait; nobody is late for it.
    """

    overdue: tuple[Task, ...]
    soon: tuple[Task, ...]
    to_review: tuple[Task, ...]
    returned: tuple[Task, ...]
    ripe: tuple[Task, ...]
    notices: tuple[Task, ...]
    vettings: tuple[Task, ...]
    elsewhere: tuple[Task, ...]


KINDS: dict[str, str] = {
    "overdue": "已经逾期",
    "soon": "今天和近期到期",
    "to_review": "等我审批",
    "returned": "退回补正、重做",
    "ripe": "时间已到，可以办理",
    "notices": "正在公示",
    "vettings": "政审函询未复",
    "elsewhere": "等待别人办理",
}
"""The kinds of work in the order in which they press, with their headings."""


def day_of(flow: Flow) -> Day:
    """The acting user's day; worked out once for as long as nobody writes."""
    return flow.recall(("day", flow.user, flow.today(), flow.store.sight), lambda: _day_of(flow))


def _day_of(flow: Flow) -> Day:
    overdue, soon, ripe, notices = _running(flow)
    to_review, returned, elsewhere = _at_gates(flow)
    return Day(
        overdue=_ordered(overdue),
        soon=_ordered(soon),
        to_review=_ordered(to_review),
        returned=_ordered(returned),
        ripe=_ordered(ripe),
        notices=_ordered(notices),
        vettings=_ordered(_asked(flow)),
        elsewhere=_ordered(elsewhere),
    )


def _ordered(tasks: Iterable[Task]) -> tuple[Task, ...]:
    return tuple(sorted(tasks, key=lambda task: (task.on or task.since or date.max, task.dossier, task.says)))


def _running(flow: Flow) -> tuple[list[Task], list[Task], list[Task], list[Task]]:
    """Deadlines that are over, those that are near, milestones that were reached, and notices that hang."""
    today = flow.today()
    lines = [(step, deadline) for step in flow.workflow.steps for deadline in step.deadlines]
    watches = [_watch(flow, step, deadline) for step, deadline in lines]
    watches.append(Watch(fact="notice_from", ahead=0, positions=_positions(8)))
    overdue: list[Task] = []
    soon: list[Task] = []
    ripe: list[Task] = []
    notices: list[Task] = []
    for found in flow.store.watched(watches, today):
        *days, notice = found.days
        for (step, deadline), on in zip(lines, days, strict=True):
            if on is None:
                continue
            told = Task(
                dossier=found.id,
                name=found.name or "",
                branch=found.branch or "",
                step=step.id,
                says=deadline.says,
                on=on,
            )
            (ripe if deadline.milestone else overdue if on < today else soon).append(told)
        if notice is not None:
            notices.append(
                Task(
                    dossier=found.id,
                    name=found.name or "",
                    branch=found.branch or "",
                    step=8,
                    says="公示列为发展对象",
                    since=notice,
                )
            )
    return overdue, soon, ripe, notices


def _watch(flow: Flow, step: Step, deadline: Deadline) -> Watch:
    """The deadline as ``looking.deadlines`` tells it of one dossier."""
    near = None
    if deadline.milestone:
        line = flow.workflow.main_line
        at = line.index(step) if step in line else 0
        near = frozenset().union(*(_positions(other.id) for other in line[max(at - 1, 0) : at + 1]))
    return Watch(
        fact=deadline.fact,
        ahead=0 if deadline.milestone else deadline.warn_days,
        done=None if step.periodic else step.done,
        positions=near,
    )


def _positions(step: int) -> frozenset[str]:
    return frozenset({str(step), f"{step}:review", f"{step}:listing"})


def _at_gates(flow: Flow) -> tuple[list[Task], list[Task], list[Task]]:
    """What waits for the acting user, what came back to a branch, and what lies with others."""
    user = hand(flow).user
    mine = {office.organization for office in offices_of(flow, user, flow.today()) if office.duty in WRITERS}
    gates = [step.id for step in flow.workflow.main_line if step.gate is not None]
    places = [place for number in gates for place in (str(number), f"{number}:review")]
    waiting = [line.id for line in flow.store.list(Selection(positions=places))]
    to_review: list[Task] = []
    returned: list[Task] = []
    elsewhere: list[Task] = []
    for dossier in flow.store.dossiers(waiting):
        step = flow.workflow.step_at(dossier.position)
        if step is None:
            continue
        task = Task(
            dossier=dossier.id,
            name=dossier.facts.name or "",
            branch=dossier.facts.branch or "",
            step=step.id,
            says=step.name,
            since=dossier.round[-1].on if dossier.round else None,
        )
        if not dossier.position.endswith(":review"):
            if (why := _came_back(dossier)) is not None:
                returned.append(_saying(task, f"{step.name}：{why}"))
            continue
        try:
            level, body = chain_of(flow, dossier).turn(dossier.round)
        except NotAllowed:
            continue
        told = _saying(task, f"{step.name}·{level.chinese}（{body.name}）")
        (to_review if body.name in mine else elsewhere).append(told)
    return to_review, returned, elsewhere


def _saying(task: Task, says: str) -> Task:
    return Task(dossier=task.dossier, name=task.name, branch=task.branch, step=task.step, says=says, since=task.since)


def _came_back(dossier: Dossier) -> str | None:
    """Why a dossier that waits to be submitted was sent back; ``None`` where it was not."""
    owed = [material.kind for material in dossier.materials if material.reopened]
    if owed:
        return "待补" + "、".join(f"《{kind}》" for kind in owed)
    last = dossier.reviews[-1] if dossier.reviews else None
    if last is not None and last.decision in (Move.SUPPLEMENT, Move.RETURN):
        return f"{last.decision.chinese}（{last.opinion or '见纪实'}）"
    return None


def _asked(flow: Flow) -> list[Task]:
    """Questions to outside bodies that are not answered."""
    today = flow.today()
    found = []
    for dossier in flow.store.with_questions():
        for vetting in dossier.facts.vettings:
            if vetting.is_answered or vetting.asked_on is None:
                continue
            late = vetting.due_on is not None and vetting.due_on < today
            found.append(
                Task(
                    dossier=dossier.id,
                    name=dossier.facts.name or "",
                    branch=dossier.facts.branch or "",
                    step=None,
                    says=f"{body_name(vetting.body)}{'（' + vetting.about + '）' if vetting.about else ''}"
                    f"{'逾期未复' if late else '待回复'}",
                    on=vetting.due_on,
                    since=vetting.asked_on,
                )
            )
    return found
