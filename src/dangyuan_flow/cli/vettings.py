"""``dangyuan vet``: ask outside bodies about a person, record what they answer, remind them, see the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from rich.text import Text

app = family(
    "政审联审：向纪检监察、公安、检察院、法院等单位函询，登记回复，催办，看汇总。",
    "dangyuan vet ask 张三 --body 纪检监察机关 --body 公安机关 --body 检察院 --body 法院 --letter 联审函〔2025〕3号",
    "dangyuan vet answer 张三 --body 公安机关 --opinion 无异常 --on 2025-09-15",
    "dangyuan vet matrix --org 第一党总支",
)
Bodies = Annotated[
    list[str], typer.Option("--body", metavar="单位", help="纪检监察机关、公安机关、检察院、法院，或其他单位名称")
]
OneBody = Annotated[str, typer.Option("--body", metavar="单位", help="回复的单位")]
About = Annotated[str | None, typer.Option("--about", metavar="亲属", help="函询的是亲属时，写姓名和关系")]
_STYLES = {
    "无异常": screen.GOOD,
    "有异常": screen.BAD,
    "逾期未复": screen.BAD,
    "已失效": screen.BAD,
    "待回复": screen.CAREFUL,
}


@command(
    app,
    "ask",
    "发函：向一个或几个单位函询；不写期限的，一个月内回复。",
    "dangyuan vet ask 张三 --body 公安机关 --body 法院 --letter 联审函〔2025〕3号 --on 2025-09-10",
    "dangyuan vet ask 张三 --body 某某街道党工委 --about 张父（父亲） --due 2025-10-31",
)
def ask(
    dossier: options.DossierName,
    bodies: Bodies,
    letter: Annotated[str | None, typer.Option("--letter", metavar="文号", help="函的文号")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="日期", help="请在这一天以前回复")] = None,
    about: About = None,
    on: options.On = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Ask bodies about a person."""
    from dangyuan_flow.application import vetting
    from dangyuan_flow.application.as_json import outcome_json
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        names = [name for line in bodies for name in options.split(line)]
        asked = vetting.ask(
            flow,
            found,
            names,
            on=options.day_of(flow, on),
            letter=letter,
            due=options.day(due) if due else None,
            about=about,
        )
        if as_json:
            screen.put_json([outcome_json(flow, outcome) for outcome in asked])
            return
        for outcome in asked:
            question = outcome.record.vetting
            if question is not None:
                asked_whom = vetting.body_name(question.body)
                screen.say(f"已登记发函：{asked_whom}　{question.asked_on}，请于 {question.due_on} 前回复")


@command(
    app,
    "answer",
    "登记回复：无异常，或查到的情况；查到问题的，处理意见另写。",
    "dangyuan vet answer 张三 --body 公安机关 --opinion 无异常 --on 2025-09-15",
    "dangyuan vet answer 张三 --body 法院 --opinion 有失信被执行记录 --handling 已核实，暂缓发展",
)
def answer(
    dossier: options.DossierName,
    body: OneBody,
    opinion: Annotated[str, typer.Option("--opinion", metavar="结论", help="无异常，或查到的情况")],
    document: Annotated[str | None, typer.Option("--document", metavar="文号", help="复函的文号")] = None,
    handling: Annotated[str | None, typer.Option("--handling", metavar="处理意见", help="对查到的问题怎么处理")] = None,
    about: About = None,
    on: options.On = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Record an answer."""
    from dangyuan_flow.application import vetting
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        outcome = vetting.answer(
            flow,
            dossier_id(flow, dossier),
            body,
            on=options.day_of(flow, on),
            opinion=opinion,
            document=document,
            handling=handling,
            about=about,
        )
        outcomes.put(flow, outcome, as_json=as_json)


@command(
    app,
    "remind",
    "催办：把到期未复的单位登记为已催办。",
    "dangyuan vet remind 张三 --on 2025-10-20",
)
def remind(
    dossier: options.DossierName,
    on: options.On = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Remind the bodies that are late."""
    from dangyuan_flow.application import vetting
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        names = vetting.remind(flow, found, on=options.day_of(flow, on))
    if as_json:
        screen.put_json({"dossier": found, "reminded": [*names]})
    elif names:
        screen.say(f"已登记催办：{'、'.join(names)}")
    else:
        screen.say("没有到期未复的单位，不需要催办。")


@command(
    app,
    "matrix",
    "汇总：每人每个单位的函询情况。不写档案的，列出在办的、已确定为积极分子的各人。",
    "dangyuan vet matrix",
    "dangyuan vet matrix 张三 李四 --json",
    "dangyuan vet matrix --org 第一党总支",
)
def matrix(
    dossiers: Annotated[list[str] | None, typer.Argument(metavar="档案", help="档案编号、身份证号或姓名")] = None,
    body: options.Body = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Show people against bodies."""
    from dangyuan_flow.application import seeking, vetting
    from dangyuan_flow.application.seeking import dossier_id, listed

    with opened(db) as flow:
        if dossiers:
            ids = [dossier_id(flow, told) for told in dossiers]
        else:
            lines, _ = listed(flow, body=body, under_way=True)
            ids = [line.id for line in lines if line.standing not in ("applicant", "member")]
        cells = vetting.matrix(flow, seeking.dossiers(flow, ids))
    if as_json:
        screen.put_json([plain(cell) for cell in cells])
        return
    if not cells:
        screen.say("没有需要联审的档案。")
        return
    bodies = [*dict.fromkeys(cell.body for cell in cells)]
    rows: list[tuple[object, ...]] = []
    for dossier in dict.fromkeys(cell.dossier for cell in cells):
        mine = {cell.body: cell for cell in cells if cell.dossier == dossier}
        name = next(cell.name for cell in mine.values())
        shown = [_cell(mine[b].state, mine[b].answered_on) if b in mine else screen.styled("", "") for b in bodies]
        rows.append((dossier, name, *shown))
    screen.put_rows(("编号", "姓名", *bodies), rows, wide=("姓名", *bodies))


def _cell(state: str, answered_on: object) -> Text:
    day = f" {answered_on}" if answered_on else ""
    return screen.styled(f"{state}{day}", _STYLES.get(state, screen.QUIET if state == "未发函" else ""))
