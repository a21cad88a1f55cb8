"""``dangyuan sample``: draw dossiers for people to read, with a checklist each."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.sampling import Drawn, Sample

app = lone()


class Form(StrEnum):
    """How a sample is given."""

    TABLE = "table"
    JSON = "json"
    XLSX = "xlsx"


class How(StrEnum):
    """How a sample is drawn."""

    RANDOM = "random"
    RISK = "risk"


@command(
    app,
    "sample",
    "抽查：抽出若干份档案由人阅档，每份附核对清单（步骤、材料、系统已查出的、只能由人看的）。"
    "同一种子抽出同一批；加 --keep 登记，种子和名单留在全程纪实里。",
    "dangyuan sample --size 20 --keep --as 排查员",
    "dangyuan sample --size 20 --method risk --by-body --seed 42 -o 抽查.xlsx",
    "dangyuan sample --again 20261101-3fa9c1",
)
def sample(
    size: Annotated[int, typer.Option("--size", "-n", metavar="份数", help="抽多少份")] = 10,
    body: options.Body = None,
    how: Annotated[
        How, typer.Option("--method", metavar="方法", help="random 随机，risk 按风险（问题、线索、缺材料）")
    ] = How.RANDOM,
    by_body: Annotated[bool, typer.Option("--by-body", help="按党支部分层，各占其份额")] = False,
    seed: Annotated[int | None, typer.Option("--seed", metavar="整数", help="种子；不写则随机取一个，并告诉你")] = None,
    again: Annotated[str | None, typer.Option("--again", metavar="编号", help="再看一次登记过的抽查")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="登记这次抽查（须有职务，见 --as）")] = False,
    form: Annotated[
        Form | None,
        typer.Option("--format", metavar="格式", help="table、json、xlsx；不写则看 -o 的文件名，没有为 table"),
    ] = None,
    output: options.Out = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Draw a sample."""
    from dangyuan_flow.application import sampling
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.sampling import Method

    named = Form.XLSX if output is not None and output.suffix.lower() == ".xlsx" else Form.TABLE
    chosen = Form.JSON if as_json else form or named
    if output is not None and chosen is not Form.XLSX:
        msg = "抽查只能写成 .xlsx 文件；JSON 写在标准输出上"
        raise BadInput(msg)
    with opened(db, user) as flow, screen.progress("抽查") as progress:
        if again is not None:
            drawn = sampling.registered(flow, again)
        else:
            drawn = sampling.draw(
                flow,
                size=size,
                method=Method(how.value),
                seed=seed,
                body=body,
                by_body=by_body,
                keep=keep,
                progress=progress,
            )
    match chosen:
        case Form.JSON:
            screen.put_json(_json(drawn))
        case Form.XLSX:
            from dangyuan_flow.application.sample_sheet import write_sample

            path = output or Path(f"抽查-{drawn.on}.xlsx")
            write_sample(drawn, files.room_for(path))
            _put_head(drawn)
            screen.say(f"已写出：{path}")
        case Form.TABLE:
            _put(drawn)


def _put_head(drawn: Sample) -> None:
    layers = "，按党支部分层" if drawn.by_body else ""
    kept = f"已登记，编号 {drawn.id}" if drawn.id else "未登记（加 --keep 登记）"
    screen.say(
        screen.styled(
            f"抽查　{drawn.on}　{drawn.population} 份中抽 {len(drawn.drawn)} 份　{drawn.method.chinese}{layers}　"
            f"种子 {drawn.seed}　{kept}",
            screen.STRONG,
        )
    )


def _put(drawn: Sample) -> None:
    _put_head(drawn)
    for number, one in enumerate(drawn.drawn, start=1):
        _put_one(number, one)
    screen.heading("每份都要由人看的（数据看不出来，要点见 --format xlsx 或 json）")
    screen.put_rows(
        ("代码", "看什么", "看哪些材料"),
        ((line.code, line.title, "、".join(line.where)) for line in drawn.by_eye),
        wide=("看什么", "看哪些材料"),
    )


def _put_one(number: int, one: Drawn) -> None:
    facts = one.dossier.facts
    screen.heading(f"{number}　{one.dossier.id}　{facts.name or ''}　{facts.branch or ''}　权重 {one.weight:g}")
    for found in one.findings:
        v = found.violation
        screen.say(f"  已查出　{v.code}　{v.rule.title}　［{v.certainty.chinese}］　{v.says}")
    screen.put_rows(
        ("步骤", "名称", "情形", "日期", "在档材料", "缺少的材料"),
        (
            (c.tick.step.id, c.tick.step.name, c.tick.state, c.tick.on, "、".join(c.papers), "、".join(c.missing))
            for c in one.checks
        ),
        wide=("名称", "在档材料", "缺少的材料"),
        right=("步骤",),
    )


def _json(drawn: Sample) -> dict[str, object]:
    return {
        "sample": drawn.id,
        "on": plain(drawn.on),
        "seed": drawn.seed,
        "method": drawn.method.value,
        "by_body": drawn.by_body,
        "body": drawn.body,
        "population": drawn.population,
        "dossiers": [_one_json(one) for one in drawn.drawn],
        "by_eye": [
            {"code": line.code, "title": line.title, "look": [*line.look], "where": [*line.where]}
            for line in drawn.by_eye
        ],
    }


def _one_json(one: Drawn) -> dict[str, object]:
    facts = one.dossier.facts
    return {
        "dossier": one.dossier.id,
        "name": facts.name,
        "branch": facts.branch,
        "weight": one.weight,
        "findings": [
            {
                "code": f.violation.code,
                "rule": f.violation.rule.id,
                "certainty": f.violation.certainty.value,
                "says": f.violation.says,
            }
            for f in one.findings
        ],
        "steps": [
            {
                "step": c.tick.step.id,
                "name": c.tick.step.name,
                "state": c.tick.state,
                "on": plain(c.tick.on),
                "papers": [*c.papers],
                "missing": [*c.missing],
            }
            for c in one.checks
        ],
    }
