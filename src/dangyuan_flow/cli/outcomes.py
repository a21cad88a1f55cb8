"""What came of an act: what is now on record, the warnings that stay, what is next, until when, and what to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.cli import screen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from dangyuan_flow.application.looking import Due, Next
    from dangyuan_flow.application.proceeding import Outcome
    from dangyuan_flow.domain.rules import Violation
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow

_STYLES = {"逾期": screen.BAD, "临近": screen.CAREFUL, "在期": ""}
_SHORT = 12


def put(flow: Flow, outcome: Outcome, *, as_json: bool) -> None:
    """Print what came of an act, or (where nothing was written) what would."""
    if as_json:
        from dangyuan_flow.application.as_json import outcome_json

        screen.put_json(outcome_json(flow, outcome))
        return
    _put_record(flow, outcome)
    put_violations(outcome.warnings, "提示（办理有效，这些提示留存在案）", style=screen.CAREFUL)
    put_violations(outcome.notes, "过渡说明（不算问题）", style=screen.QUIET)
    if outcome.digest is not None:
        put_next(flow, outcome.dossier.id)


def _put_record(flow: Flow, outcome: Outcome) -> None:
    from dangyuan_flow.application.chronicle import told_facts
    from dangyuan_flow.domain.readings import show

    record, dossier = outcome.record, outcome.dossier
    step = flow.workflow.by_id.get(record.step or 0)
    what = f"第 {step.id} 步“{step.name}”{record.move.chinese}" if step else record.move.chinese
    done = "已登记" if outcome.digest else "可以办理（试办，未写入）"
    screen.say(
        screen.styled(f"{done}：{dossier.facts.name or ''} {dossier.id} · {what} · {record.on}", screen.GOOD),
    )
    ballots = () if record.ballot is None else ((record.step or 0, record.ballot),)
    told = [f"{fact.label} {show(value)}" for fact, value in told_facts(record.facts, ballots=ballots)]
    told += [f"材料《{m.kind}》{'（待补）' if m.reopened else ''}" for m in record.materials]
    if told:
        screen.say(f"  {'；'.join(told)}")
    if outcome.digest:
        by = f"，{record.decided_by}（{record.office}）" if record.office else ""
        screen.say(f"  记录 {record.dossier_seq}，摘要 {outcome.digest[:_SHORT]}{by}")


def put_violations(violations: Iterable[Violation], title: str, *, style: str) -> None:
    """Print violations, each with its article and its values."""
    from dangyuan_flow.application.proceeding import describe

    found = [*violations]
    if not found:
        return
    screen.say(screen.styled(f"{title}：", style))
    screen.say(*(f"  · {describe(violation)}" for violation in found))


def put_next(flow: Flow, dossier: str) -> None:
    """Print what is next for a dossier."""
    from dangyuan_flow.application.looking import whats_next

    show_next(whats_next(flow, dossier))


def show_next(told: Next) -> None:
    """Print what is next: where the dossier stands, what lacks, what speaks against it, what is due, what to print."""
    screen.say(screen.styled(f"接下来：{told.where}", screen.STRONG))
    if told.turn:
        screen.say(f"  轮到：{told.turn}")
    elif told.step is not None:
        screen.say(f"  由{told.step.who_chinese}办理")
    if told.lacking:
        screen.say(f"  还缺：{'、'.join(told.lacking)}")
    for violation in told.obstacles:
        from dangyuan_flow.application.proceeding import describe

        screen.say(screen.styled(f"  现在不能办：{describe(violation)}", screen.CAREFUL))
    if told.earliest is not None:
        screen.say(f"  最早可于 {told.earliest} 办理")
    if told.beside:
        screen.say(f"  同时可办：{'；'.join(_step(step) for step in told.beside)}")
    if told.due:
        screen.say("  期限：")
        screen.say(*(_due(due) for due in told.due))
    if told.forms:
        screen.say("  可打印：", *(f"    dangyuan print {form} {told.dossier.id}" for form in told.forms))


def _step(step: Step) -> str:
    return f"第 {step.id} 步 {step.name}"


def _due(due: Due) -> Text:
    return screen.styled(f"    {due.on}  {due.state}  第 {due.step} 步 {due.says}", _STYLES.get(due.state, ""))
