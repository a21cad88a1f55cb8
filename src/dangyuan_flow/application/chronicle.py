"""全程纪实: the twenty-five steps of a dossier with how each stands, and the journal's lines as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.balloting import ROUNDS
from dangyuan_flow.application.looking import deadlines
from dangyuan_flow.application.vetting import body_name
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.finding import Finding
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.domain.readings import compiled, show
from dangyuan_flow.domain.workflow import ARCHIVED, FINAL
from dangyuan_flow.store import Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.facts import Fact, Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.registry import RegistryEntry
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow

DONE, NOW, LATE, ABSENT, AHEAD = "已办", "待办", "逾期", "无记载", "未到"
_REGISTERS = {
    "organization": "党组织",
    "member": "党员名册",
    "office": "职务",
    "user": "用户",
    "setting": "设置",
    "batch": "导入批次",
    "plan": "年度计划",
    "calendar": "工作日历",
    "sweep": "排查",
    "finding": "排查问题",
    "sample": "抽查",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """One of the twenty-five ticks: the step, how it stands, and the day on which it was done."""

    step: Step
    state: str
    on: date | None


def ticks(flow: Flow, dossier: Dossier, today: date | None = None) -> tuple[Tick, ...]:
    """How each step of a dossier stands today, or stood on another day."""
    today = today or flow.today()
    here = flow.workflow.step_at(dossier.position)
    ended = flow.workflow.step_at(dossier.before) if dossier.position in FINAL else None
    reached = 26 if dossier.position == ARCHIVED else (here or ended or flow.workflow.steps[0]).id
    late = {due.step for due in deadlines(flow, dossier, today) if due.state == LATE}
    return tuple(
        Tick(step=step, state=_state(dossier, step, today, reached, late), on=_day(dossier, step))
        for step in flow.workflow.steps
    )


def _state(dossier: Dossier, step: Step, today: date, reached: int, late: set[int]) -> str:
    done = compiled(step.done)(dossier.facts, today)
    passed = step.id < reached if step.is_main else step.span is not None and step.span[1] < reached
    if done and (passed or not step.is_main):
        return LATE if step.periodic and not passed and step.id in late else DONE
    if passed:
        return ABSENT
    if not dossier.is_open:
        return AHEAD
    if step.id == reached or (step.span is not None and step.span[0] <= reached):
        return LATE if step.id in late else NOW
    return AHEAD


def _day(dossier: Dossier, step: Step) -> date | None:
    for name in (step.dated_by, *step.also_dated_by):
        value = dossier.facts[name]
        if isinstance(value, tuple):
            days = [day for day in value if not isinstance(day, str)]
            return max(days, default=None)
        if value is not None and not isinstance(value, (str, int)):
            return value
    return None


def sentence(flow: Flow, line: Line[StepRecord | RegistryEntry]) -> str:
    """A line of the journal as a sentence: who did what, with what it put on record."""
    entry = line.entry
    if not isinstance(entry, StepRecord):
        if entry.register == "finding":
            return _of_a_finding(entry)
        gone = "撤销登记" if not entry.value else "登记"
        return f"{entry.entered_by} {gone}{_REGISTERS.get(entry.register, entry.register)}“{key_shown(entry)}”"
    who = entry.decided_by or entry.entered_by
    office = f"（{entry.office}）" if entry.office else ""
    step = flow.workflow.by_id.get(entry.step or 0)
    what = f"第 {step.id} 步“{step.name}”·{entry.move.chinese}" if step else entry.move.chinese
    return f"{who}{office} {what}{_told(entry)}"


def _of_a_finding(entry: RegistryEntry) -> str:
    """What was done about a finding, and how it stands since."""
    finding = Finding.from_document(entry.value)
    act, seen = finding.act, finding.seen
    who = f"{act.person}（{act.office}）" if act.office else act.person or entry.entered_by
    reason = f"：{act.reason}" if act.reason else ""
    about = f"问题“{finding.number}”（{seen.code}，{seen.name or seen.dossier}）"
    return f"{who} {act.deed.chinese}{about}{reason}；现为{finding.state.chinese}"


def key_shown(entry: RegistryEntry) -> str:
    """What a register's line is about; a member goes by an identity number, of which only the ends are shown."""
    if not identity.is_well_formed(entry.key):
        return entry.key
    name = entry.value.get("name")
    return f"{name or ''}（{identity.masked(entry.key)}）"


def told_facts(
    values: Mapping[str, Value], *, ballots: Iterable[tuple[int, Ballot]] = ()
) -> Iterable[tuple[Fact, Value]]:
    """Of what is on record, what people want to read, in the order of the procedure.

    Left out: the identity number, what bodies and roster add by themselves, and the counts of ``ballots``, which are
    shown as such.
    """
    counted = {name for step, ballot in ballots for name in ballot.facts(ROUNDS[step]) if not name.endswith("_met_on")}
    hidden = {"id_number", "listing_kept_apart", *CONTEXT_FACTS, *counted}
    return tuple(
        (RECORDED[name], value) for name in RECORDED if name not in hidden and (value := values.get(name)) is not None
    )


def _told(entry: StepRecord) -> str:
    ballots = () if entry.ballot is None or entry.step is None else ((entry.step, entry.ballot),)
    parts = [f"{fact.label} {show(value)}" for fact, value in told_facts(entry.facts, ballots=ballots)]
    parts += [_counts(ballot) for _, ballot in ballots]
    if entry.review is not None and entry.review.opinion:
        parts.append(f"意见：{entry.review.opinion}")
    if entry.vetting is not None:
        parts.append(f"{body_name(entry.vetting.body)}{'：' + entry.vetting.opinion if entry.vetting.opinion else ''}")
    if entry.materials:
        parts.append("材料：" + "、".join(f"《{m.kind}》" for m in entry.materials))
    if entry.voids:
        parts.append(f"{len(entry.voids)} 项记载作废")
    if entry.reason:
        parts.append(f"理由：{entry.reason}")
    if entry.on_behalf_of:
        parts.append(f"{entry.entered_by} 代录")
    if entry.warnings:
        parts.append(f"留有提示：{'、'.join(entry.warnings)}")
    return "：" + "；".join(parts) if parts else ""


def _counts(ballot: Ballot) -> str:
    result = "通过" if ballot.passed else "未通过"
    return f"应到 {ballot.entitled}、实到 {ballot.present}、赞成 {ballot.tally.approvals}，{result}"


def lines_of(flow: Flow, dossier: str | None, limit: int) -> tuple[Line[StepRecord | RegistryEntry], ...]:
    """The last ``limit`` lines of the journal, or of one dossier."""
    if dossier is None:
        return flow.store.latest(limit)
    return tuple(Line(*line) for line in flow.store.records(dossier)[-limit:])
