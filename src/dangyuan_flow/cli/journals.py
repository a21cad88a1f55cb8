"""``dangyuan journal``: the journal as sentences, whether it is still what was entered, and its seal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.exits import DONE, VIOLATIONS
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

app = family(
    "全程纪实：一事一记，只增不改。可以校验、封存，按纸上的摘要查到那一条。",
    "dangyuan journal show 张三",
    "dangyuan journal verify",
    "dangyuan journal seal > 封存-2026-11-01.txt",
)


@command(
    app,
    "show",
    "查看纪实：谁、何日、办了什么，何时录入。不写档案则看最近的记录。",
    "dangyuan journal show 张三",
    "dangyuan journal show --limit 100 --json",
)
def show(
    dossier: Annotated[str | None, typer.Argument(metavar="档案", help="档案编号、身份证号或姓名")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="条数", min=1, help="最多列出最近多少条；不写为 200")] = 200,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Show the journal."""
    from dangyuan_flow.application import chronicle
    from dangyuan_flow.application.as_json import line_json
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db) as flow:
        found = None if dossier is None else dossier_id(flow, dossier)
        lines = chronicle.lines_of(flow, found, limit)
        told = [(line, chronicle.sentence(flow, line)) for line in lines]
    if as_json:
        screen.put_json([line_json(line, said) for line, said in told])
        return
    _put_lines(told, with_dossier=found is None)


@command(
    app,
    "find",
    "按摘要查记录：纸上页脚的摘要（前几位即可）对应哪一条。",
    "dangyuan journal find 3f9a1c20b7de",
)
def find(
    digest: Annotated[str, typer.Argument(metavar="摘要", help="纸上印的摘要，十六进制")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Find a line by its digest."""
    from dangyuan_flow.application import chronicle, keeping
    from dangyuan_flow.application.as_json import line_json
    from dangyuan_flow.domain.errors import NotFound

    with opened(db) as flow:
        told = [(line, chronicle.sentence(flow, line)) for line in keeping.find(flow, digest)]
    if not told:
        msg = f"没有摘要以 {digest} 开头的记录。请核对纸上的摘要（0-9、a-f），并确认是这个数据库"
        raise NotFound(msg)
    if as_json:
        screen.put_json([line_json(line, said) for line, said in told])
        return
    _put_lines(told, with_dossier=True)


@command(
    app,
    "verify",
    "校验：从第一条起逐条核对摘要，再由记录重算每份档案。被改动、删除、调换过的，指出第一条。",
    "dangyuan journal verify",
    "dangyuan journal verify --seal 1234:3f9a…（封存时给出的整行）",
)
def verify(
    seal: Annotated[
        str | None,
        typer.Option("--seal", metavar="条数:摘要", help="与以前封存的摘要核对（journal seal 给出的那一行）"),
    ] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> int:
    """Verify the journal."""
    from dangyuan_flow.application import keeping

    with opened(db) as flow, screen.progress("校验") as progress:
        outcome = keeping.verify(flow, seal=seal, progress=progress)
    bad = outcome.first_bad
    if as_json:
        screen.put_json(
            {
                "ok": outcome.ok,
                "records": outcome.records,
                "digest": outcome.digest,
                "first_bad": None if bad is None else {"seq": bad.seq, "dossier": bad.dossier, "says": bad.says},
                "stale_derivations": outcome.stale_derivations,
            }
        )
    elif bad is None:
        against = "，与封存的摘要一致" if seal else ""
        screen.say(
            screen.styled(f"校验通过：{outcome.records} 条记录完整{against}，末条摘要 {outcome.digest}", screen.GOOD)
        )
        if outcome.stale_derivations:
            screen.say(f"  {outcome.stale_derivations} 份档案的推算结果由旧版程序算出，下次排查时会重算（不是改动）。")
    else:
        screen.say(
            screen.styled(f"校验没有通过：{bad.says}", screen.BAD),
            "  请停止使用这个数据库，保留原文件，用最近一份通过校验的备份恢复：dangyuan restore",
        )
    return DONE if outcome.ok else VIOLATIONS


@command(
    app,
    "seal",
    "封存：给出现有条数和末条摘要。把这一行抄存在别处，以后可用 verify --seal 核对。",
    "dangyuan journal seal",
    "dangyuan journal seal > 封存-2026-11-01.txt",
)
def seal(db: options.Db = None, as_json: options.Json = False) -> None:
    """Give the seal to keep elsewhere."""
    from dangyuan_flow.application import keeping

    with opened(db) as flow:
        told = keeping.seal(flow)
    count, _, digest = told.partition(":")
    if as_json:
        screen.put_json({"seal": told, "records": int(count), "digest": digest})
    else:
        screen.say(told)


def _put_lines(told: Iterable[tuple[Any, str]], *, with_dossier: bool) -> None:
    from dangyuan_flow.domain.journal import StepRecord

    rows = [
        (
            line.seq,
            *((line.entry.dossier if isinstance(line.entry, StepRecord) else "",) if with_dossier else ()),
            line.entry.on,
            said,
            f"{line.entry.entered_at:%Y-%m-%d}",
            line.digest[:12],
        )
        for line, said in told
    ]
    columns = ("序号", *(("档案",) if with_dossier else ()), "办理日期", "内容", "录入", "摘要")
    screen.put_rows(columns, rows, wide=("内容",))
