"""``dangyuan stats``: how many there are of whom, how long the steps take, what is kept in time, what is sent back."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import day, day_of, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.application.figures import Figure, Part
    from dangyuan_flow.application.statistics import Statistics
    from dangyuan_flow.flow import Flow

app = lone()
_MOST_REASONS = 20


class Form(StrEnum):
    """How statistics are given."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@command(
    app,
    "stats",
    "统计：按党组织、阶段、身份、年龄、性别、学历、人员类别计数；五个阶段各走到多少人；各步用时；按期率；退回的理由。"
    "只统计有权查看的档案。--list 列出一个数字所数的档案，名称见 --format json 的 key。",
    "dangyuan stats",
    "dangyuan stats --org 高新区工委 --as-of 2026-06-30 --state 在办",
    "dangyuan stats --since 2026-01-01 --until 2026-12-31 --format csv > 统计.csv",
    "dangyuan stats --list standing:candidate",
)
def stats(
    body: options.Body = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="截至哪一天；过去的一天按各步的办理日期推算")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", metavar="情况", help="构成只数 在办 或 已结 的；不写则都数")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="日期", help="只看这天起的申请、办理、期限和退回")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="日期", help="只看到这天为止的")] = None,
    key: Annotated[
        str | None, typer.Option("--list", metavar="数字", help="列出一个数字所数的档案，如 stage:3、late:oath_due_on")
    ] = None,
    form: Annotated[Form, typer.Option("--format", metavar="格式", help="table、json、csv")] = Form.TABLE,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Tell the numbers."""
    from dangyuan_flow.application.population import Asked
    from dangyuan_flow.application.sighting import own
    from dangyuan_flow.application.statistics import named, statistics

    chosen = Form.JSON if as_json else form
    with opened(db, user) as whole:
        flow = own(whole, whole.user).flow if whole.user else whole
        asked = Asked(
            day=day_of(flow, as_of),
            body=body,
            state=state,
            since=None if since is None else day(since),
            until=None if until is None else day(until),
        )
        if key is not None:
            _put_list(flow, *named(flow, asked, key), chosen)
            return
        told = statistics(flow, asked)
    match chosen:
        case Form.JSON:
            screen.put_json(_json(told))
        case Form.CSV:
            csv.writer(sys.stdout, lineterminator="\n").writerows(_rows(told))
        case Form.TABLE:
            _put(told)


def _json(told: Statistics) -> dict[str, object]:
    """The whole as a document; each number under the key by which ``--list`` shows its dossiers."""
    asked = told.asked

    def counts(part: Part) -> list[dict[str, object]]:
        return [{"key": one.key, "label": one.label, "count": one.count} for one in part.figures]

    return {
        "as_of": asked.day.isoformat(),
        "body": asked.body,
        "state": asked.state,
        "since": None if asked.since is None else asked.since.isoformat(),
        "until": None if asked.until is None else asked.until.isoformat(),
        "dossiers": told.total.count,
        "counts": {part.id: counts(part) for part in (told.states, *told.make_up, told.funnel)},
        "paces": [
            {
                "key": pace.all.key,
                "from_step": pace.since,
                "to_step": pace.step,
                "label": pace.all.label,
                "count": pace.all.count,
                "median_days": pace.median,
                "ninetieth_percentile_days": pace.ninetieth,
                "slow": {"key": pace.slow.key, "count": pace.slow.count},
            }
            for pace in told.paces
        ],
        "deadlines": [
            {
                "key": kept.all.key,
                "step": kept.step,
                "label": kept.label,
                "due": kept.all.count,
                "on_time": kept.on_time.count,
                "late": kept.late.count,
                "overdue": kept.overdue.count,
                "share": None if kept.share is None else round(kept.share, 4),
            }
            for kept in told.deadlines
        ],
        "returns": [
            {"key": line.figure.key, "label": line.figure.label, "times": line.times, "dossiers": line.figure.count}
            for line in (told.returns.all, *told.returns.by_gate)
        ],
        "reasons": [
            {"key": line.figure.key, "label": line.figure.label, "times": line.times, "dossiers": line.figure.count}
            for line in told.returns.by_reason
        ],
    }


def _rows(told: Statistics) -> Iterator[tuple[object, ...]]:
    """The whole as lines of a sheet."""
    from dangyuan_flow.application.reporting.plain import harmless

    yield ("类别", "项目", "数", "单位")
    yield ("全部", "档案", told.total.count, "份")
    for part in (told.states, *told.make_up, told.funnel):
        yield from ((part.title, harmless(one.label), one.count, "人") for one in part.figures)
    for pace in told.paces:
        yield ("各步用时", f"{pace.all.label}：人数", pace.all.count, "人")
        yield ("各步用时", f"{pace.all.label}：中位数", f"{pace.median:g}", "天")
        yield ("各步用时", f"{pace.all.label}：九成不超过", pace.ninetieth, "天")
    for kept in told.deadlines:
        for one, words in ((kept.on_time, "按期"), (kept.late, "逾期办理"), (kept.overdue, "逾期未办")):
            yield ("按期办理", f"{kept.label}：{words}", one.count, "人")
    for line in told.returns.by_gate:
        yield ("退回和不予通过", line.figure.label, line.times, "次")
    for line in told.returns.by_reason:
        yield ("退回的理由", harmless(line.figure.label), line.times, "次")


def _put(told: Statistics) -> None:
    asked = told.asked
    ended = [f"{one.label} {one.count}" for one in told.states.figures]
    place = f"{asked.body}及其下级　" if asked.body else ""
    screen.say(
        screen.styled(f"统计　截至 {asked.day}　{place}{told.total.count} 份（{'、'.join(ended)}）", screen.STRONG)
    )
    for part in (*told.make_up, told.funnel):
        screen.heading(part.title)
        whole = part.figures[0].count if part is told.funnel else told.total.count
        _put_counts(part.figures, whole)
    if told.paces:
        screen.heading("各步用时（主线上相邻两步的办理日期相隔的天数）")
        screen.put_rows(
            ("从哪一步到哪一步", "人数", "中位数", "九成不超过"),
            ((p.all.label, p.all.count, f"{p.median:g}", p.ninetieth) for p in told.paces),
            wide=("从哪一步到哪一步",),
            right=("人数", "中位数", "九成不超过"),
        )
    if told.deadlines:
        screen.heading("按期办理")
        screen.put_rows(
            ("期限", "按期率", "按期", "逾期办理", "逾期未办"),
            (
                (k.label, _share(k.on_time.count, k.all.count), k.on_time.count, k.late.count, k.overdue.count)
                for k in told.deadlines
            ),
            wide=("期限",),
            right=("按期率", "按期", "逾期办理", "逾期未办"),
        )
    for title, lines in (
        ("退回和不予通过", told.returns.by_gate),
        ("退回的理由", told.returns.by_reason[:_MOST_REASONS]),
    ):
        if lines:
            screen.heading(title)
            screen.put_rows(
                ("项目", "次数", "人数"),
                ((line.figure.label, line.times, line.figure.count) for line in lines),
                wide=("项目",),
                right=("次数", "人数"),
            )


def _put_counts(figures: tuple[Figure, ...], whole: int) -> None:
    screen.put_rows(
        ("项目", "人数", "占比"),
        ((one.label, one.count, _share(one.count, whole)) for one in figures),
        wide=("项目",),
        right=("人数", "占比"),
    )


def _put_list(flow: Flow, name: str, figure: Figure, form: Form) -> None:
    """The dossiers that one number counts."""
    from dangyuan_flow.application.as_json import dossier_line_json
    from dangyuan_flow.application.seeking import listed

    lines, count = listed(flow, among=figure.ids)
    rows = [dossier_line_json(flow, line) for line in lines]
    columns = ("id", "name", "id_number", "branch", "where")
    match form:
        case Form.JSON:
            screen.put_json({"key": figure.key, "label": name, "count": count, "dossiers": rows})
        case Form.CSV:
            from dangyuan_flow.application.reporting.plain import harmless

            head = ("编号", "姓名", "身份证号", "党支部", "当前")
            told = ([harmless(str(row[column] or "")) for column in columns] for row in rows)
            csv.writer(sys.stdout, lineterminator="\n").writerows([head, *told])
        case Form.TABLE:
            screen.say(screen.styled(f"{name}　{count} 份", screen.STRONG))
            screen.put_rows(
                ("编号", "姓名", "身份证号", "党支部", "当前"),
                ([row[column] for column in columns] for row in rows),
                wide=("党支部", "当前"),
            )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""
