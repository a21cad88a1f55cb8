"""One dossier on the screen, from the five stages down to the violations."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from dangyuan_flow.cli import outcomes, screen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dangyuan_flow.application.chronicle import Tick
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

_SIGNS = {"已办": ("✓", screen.GOOD), "待办": ("▸", screen.STRONG), "逾期": ("!", screen.BAD)}
_SIGNS |= {"无记载": ("?", screen.CAREFUL), "未到": ("·", screen.QUIET)}
_LEGEND = "✓ 已办　▸ 待办　! 逾期　? 无记载　· 未到"
_HEAD = frozenset({"name", "sex", "nation", "born_on", "id_number", "branch"})


def put(flow: Flow, dossier: Dossier, *, today: bool = True) -> None:
    """Print a dossier; with ``today``, also the deadlines and violations as they are today."""
    from dangyuan_flow.application.chronicle import ticks

    _put_head(flow, dossier)
    _put_stages(flow, ticks(flow, dossier))
    _put_facts(flow, dossier)
    _put_materials(dossier)
    _put_reviews(dossier)
    _put_vettings(dossier)
    _put_ballots(dossier)
    if today:
        _put_today(flow, dossier)


def _put_head(flow: Flow, dossier: Dossier) -> None:
    from dangyuan_flow.domain.identity import masked
    from dangyuan_flow.domain.readings import show

    f = dossier.facts
    standing = flow.workflow.standing_at(dossier.position, dossier.before)
    screen.say(screen.styled(f"{f.name}　{standing.chinese}　{dossier.id}", screen.STRONG))
    about = [f.sex, f.nation, f"{show(f.born_on)} 出生" if f.born_on else None, masked(f.id_number), f.branch]
    screen.say("　".join(part for part in about if part))
    screen.say(f"当前：{flow.workflow.describe(dossier.position)}　（记录 {dossier.seq} 条）")


def _put_stages(flow: Flow, ticks: Sequence[Tick]) -> None:
    from rich.text import Text

    screen.say("")
    page = screen.console()
    names = {stage.id: stage.name for stage in flow.workflow.stages}
    for stage, group in groupby(ticks, key=lambda tick: tick.step.stage):
        line = Text("　")
        for tick in group:
            sign, style = _SIGNS[tick.state]
            line.append(f"{sign}{tick.step.id:<3}", style=style)
        page.print(Text(f"{stage} {names[stage]}", style=screen.STRONG), line, sep="\n", soft_wrap=True)
    screen.say(screen.styled(_LEGEND, screen.QUIET))


def _put_facts(flow: Flow, dossier: Dossier) -> None:
    from dangyuan_flow.application.chronicle import told_facts
    from dangyuan_flow.domain.facts import RECORDED
    from dangyuan_flow.domain.readings import show

    recorded = {name: value for name in RECORDED if name not in _HEAD and (value := dossier.facts[name]) is not None}
    by_step: dict[int, list[str]] = {}
    for fact, value in told_facts(recorded, ballots=dossier.ballots):
        by_step.setdefault(fact.step or 0, []).append(f"{fact.label} {show(value)}")
    if not by_step:
        return
    screen.heading("记载")
    screen.put_rows(
        ("步骤", "内容"),
        (
            (f"{step} {flow.workflow.by_id[step].name}" if step else "基本情况", "；".join(told))
            for step, told in sorted(by_step.items())
        ),
        wide=("步骤", "内容"),
    )


def _put_materials(dossier: Dossier) -> None:
    if not dossier.materials:
        return
    screen.heading("材料")
    screen.put_rows(
        ("步骤", "材料", "日期", "文件", "摘要"),
        (
            (m.step, m.kind + ("（待补）" if m.reopened else ""), m.on, m.file_name, (m.digest or "")[:12])
            for m in sorted(dossier.materials, key=lambda m: (m.step, m.kind))
        ),
        wide=("材料", "文件"),
    )


def _put_reviews(dossier: Dossier) -> None:
    if not dossier.reviews:
        return
    screen.heading("联审")
    screen.put_rows(
        ("步骤", "日期", "级别", "决定", "办理人", "意见"),
        (
            (
                r.step,
                r.on,
                r.level.chinese,
                r.decision.chinese,
                r.office,
                (r.opinion or "") + (_vote(r.vote) if r.vote else ""),
            )
            for r in dossier.reviews
        ),
        wide=("级别", "办理人", "意见"),
    )


def _vote(vote: tuple[int, int, int, int, int]) -> str:
    words = ("应到", "实到", "赞成", "反对", "弃权")
    return "（" + " ".join(f"{word}{count}" for word, count in zip(words, vote, strict=True)) + "）"


def _put_vettings(dossier: Dossier) -> None:
    from dangyuan_flow.application.vetting import body_name

    if not dossier.facts.vettings:
        return
    screen.heading("政审联审")
    screen.put_rows(
        ("单位", "发函", "应复", "回复", "结论", "处理"),
        (
            (
                body_name(v.body) + (f"（{v.about}）" if v.about else ""),
                v.asked_on,
                v.due_on,
                v.answered_on,
                v.opinion or "待回复",
                v.handling,
            )
            for v in dossier.facts.vettings
        ),
        wide=("单位", "结论", "处理"),
    )


def _put_ballots(dossier: Dossier) -> None:
    from dangyuan_flow.cli import ballots

    if not dossier.ballots:
        return
    screen.heading("票决")
    for step, ballot in dossier.ballots:
        ballots.put(step, ballot)


def _put_today(flow: Flow, dossier: Dossier) -> None:
    from dangyuan_flow.application.looking import deadlines, violations

    due = deadlines(flow, dossier)
    if due:
        screen.heading("期限")
        screen.put_rows(
            ("日期", "状态", "步骤", "事项"), ((d.on, d.state, d.step, d.says) for d in due), wide=("事项",)
        )
    found = violations(flow, dossier)
    screen.say("")
    if found:
        outcomes.put_violations(found, f"问题 {len(found)} 条", style=screen.BAD)
    else:
        screen.say(screen.styled("没有发现问题", screen.GOOD))
