"""``dangyuan print`` and ``dangyuan forms``: the forms as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

print_ = lone()
forms = lone()


@command(
    print_,
    "print",
    "打印表格为 PDF。几个人可以合成一份文件；名册类表格（备案报告、公示、联审意见表）列在同一张上。",
    "dangyuan print talk-record 张三 -o 谈话记录.pdf",
    "dangyuan print notice 张三 李四 -o 公示.pdf",
    "dangyuan print --all-due 张三 -o 待办表格",
)
def print_forms(
    form: Annotated[str, typer.Argument(metavar="表格", help="表格编号，见 dangyuan forms；--all-due 时不写")],
    dossiers: Annotated[list[str] | None, typer.Argument(metavar="档案", help="档案编号、身份证号或姓名")] = None,
    draft: Annotated[bool, typer.Option("--draft", help="打印草稿：缺的留空，每页有“草稿”字样")] = False,
    all_due: Annotated[
        bool, typer.Option("--all-due", help="打印当前步骤的、内容已齐的全部表格，每份一个文件，-o 写文件夹")
    ] = False,
    occasion: Annotated[
        str | None, typer.Option("--occasion", metavar="用途", help="同一表格的哪种用途，见 dangyuan forms")
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option("--fill", metavar="名称=文字", help="只在这张纸上用的文字，如 letter_to=某某党委"),
    ] = None,
    apart: Annotated[bool, typer.Option("--apart", help="名册类表格也一人一张")] = False,
    output: options.Out = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Print a form."""
    from dangyuan_flow.application import printing
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.errors import BadInput

    told = [form, *(dossiers or ())] if all_due else [*(dossiers or ())]
    if not told:
        msg = "没有写明打印谁的：在表格后面写档案编号、身份证号或姓名"
        raise BadInput(msg)
    with opened(db) as flow:
        ids = [dossier_id(flow, name) for name in told]
        wanted = [(f, (i,)) for f, i in printing.due_forms(flow, ids)] if all_due else [(form, tuple(ids))]
        written: list[Path] = []
        for form_id, people in wanted:
            pdf = printing.print_forms(
                flow,
                form_id,
                people,
                draft=draft,
                occasion=occasion,
                particulars=_words(words or ()),
                together=not apart,
            )
            named = (output or Path()) / f"{form_id}-{people[0]}.pdf" if all_due else output
            written.append(files.write(named or Path(f"{form_id}-{people[0]}.pdf"), pdf))
    if as_json:
        screen.put_json({"files": [str(path) for path in written]})
    elif written:
        screen.say(*(f"已打印：{path}" for path in written))
    else:
        screen.say("当前步骤没有内容已齐、可以打印的表格。")


def _words(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    from dangyuan_flow.domain.errors import BadInput

    found: dict[str, str] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals:
            msg = f"--fill 须写成 名称=文字，收到“{pair}”"
            raise BadInput(msg)
        found[name.strip()] = text
    return found


@command(
    forms, "forms", "列出可打印的表格：编号、名称、属于第几步、有哪些用途。", "dangyuan forms", "dangyuan forms --json"
)
def list_forms(as_json: options.Json = False) -> None:
    """List the forms."""
    from dangyuan_flow.application import printing

    found = printing.forms()
    if as_json:
        screen.put_json(
            [
                {
                    "id": f.id,
                    "name": f.name,
                    "step": f.step,
                    "version": f.version,
                    "occasions": [{"id": o.id, "name": o.name, "step": o.step} for o in f.occasions],
                }
                for f in found
            ]
        )
        return
    screen.put_rows(
        ("编号", "名称", "步骤", "用途"),
        ((f.id, f.name, f.step, "；".join(f"{o.id} {o.name}" for o in f.occasions)) for f in found),
        wide=("名称", "用途"),
    )
