"""The options that commands share, each written once; and the flow that a command opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.flow import Flow

Db = Annotated[
    str | None,
    typer.Option("--db", metavar="数据库", help="数据库文件或 PostgreSQL 地址；也可设环境变量 DANGYUAN_DB"),
]
As = Annotated[str | None, typer.Option("--as", metavar="用户", help="办理人的用户名；也可设环境变量 DANGYUAN_USER")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出结果（或拒绝的理由）")]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="日期", help="办理日期，如 2025-06-01、2025.6.1、2025年6月1日；不写为今天"),
]
By = Annotated[
    str | None, typer.Option("--by", metavar="用户", help="作出决定的人（由他人代为录入时写明，须是已登记的用户）")
]
Reason = Annotated[str | None, typer.Option("--reason", metavar="理由", help="理由，留存在案")]
NeededReason = Annotated[str, typer.Option("--reason", metavar="理由", help="理由，留存在案")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="栏目=值", help="填一个栏目；栏目名见 dangyuan dossier facts"),
]
Materials = Annotated[
    list[str] | None,
    typer.Option("--material", metavar="材料=文件", help="交一份材料；只写材料名表示有纸质件、没有扫描件"),
]
Expect = Annotated[
    int | None,
    typer.Option(
        "--expect-seq", metavar="序号", help="只在档案仍停在这个记录序号时写入，否则报冲突（防止覆盖他人的办理）"
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会怎样，不写入")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="不再询问")]
Out = Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="写到这个文件")]
DossierName = Annotated[str, typer.Argument(metavar="档案", help="档案编号、身份证号，或不重名的姓名")]
Body = Annotated[str | None, typer.Option("--org", "--branch", metavar="党组织", help="只看这个党组织及其下级")]


@contextmanager
def opened(db: str | None = None, user: str | None = None) -> Iterator[Flow]:
    """The flow that options and environment name, closed again afterwards."""
    from dangyuan_flow.flow import open_flow
    from dangyuan_flow.settings import Settings as Told

    flow = open_flow(Told.load(db=db, user=user))
    try:
        yield flow
    finally:
        flow.close()


def day_of(flow: Flow, text: str | None) -> date:
    """The day that was typed, or today (a demo store's own day)."""
    return flow.today() if text is None else day(text)


def day(text: str) -> date:
    """A day as people type it; raises ``BadInput``."""
    from dangyuan_flow.application.evidence import read_day

    return read_day(text)


def split(text: str | None) -> tuple[str, ...]:
    """A list typed as ``甲,乙、丙``."""
    import re

    return tuple(part.strip() for part in re.split(r"[,，、;；]", text or "") if part.strip())


def confirmed(question: str, *, yes: bool) -> None:
    """Ask before something that is not easily taken back; without a terminal nothing is asked."""
    import sys

    if not yes and sys.stdin.isatty():
        typer.confirm(question, abort=True)


def secret(question: str) -> str:
    """Ask for a password, unseen and twice; without a terminal the first line of standard input is taken."""
    import sys

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt(question, hide_input=True, confirmation_prompt="再输一次"))
