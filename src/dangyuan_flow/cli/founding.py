"""``dangyuan init`` and ``dangyuan demo``: a store to begin with, or an invented zone to try everything on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, lone

init = lone()
demo = lone()


@command(
    init,
    "init",
    "建立数据库，或把旧版数据库升级到当前版本。默认是当前文件夹里的 dangyuan.db；PostgreSQL 写地址。重复运行无害。",
    "dangyuan init",
    "dangyuan init --db 党员.db --pack chuxiong-high-tech-zone",
    "dangyuan init --db postgresql://dangyuan@127.0.0.1/dangyuan",
)
def init_(
    packs: Annotated[
        list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")
    ] = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Create or upgrade the store."""
    from dangyuan_flow.application import registers
    from dangyuan_flow.application.founding import found
    from dangyuan_flow.settings import Settings

    flow = found(Settings.load(db=db, user=user), packs=packs or ())
    try:
        place, laid = registers.place(flow), flow.catalogue.pack_titles
        empty = not registers.organizations(flow)
    finally:
        flow.close()
    if as_json:
        screen.put_json({"db": place, "packs": [*laid]})
        return
    screen.say(screen.styled(f"数据库已就绪：{place}", screen.GOOD))
    if laid:
        screen.say(f"加用地方规定：{'、'.join(laid.values())}")
    if empty:
        screen.say(
            "接下来登记党组织、用户和职务（从上级登起）：",
            "  dangyuan org add 高新区工委 --kind 工委 --may-approve",
            "  dangyuan user add wang --person 王芳",
            "  dangyuan office add wang --duty 书记 --org 高新区工委 --since 2024-01-01",
        )


@command(
    demo,
    "demo",
    "演示：生成一个虚构的高新区，二百人在几年里走完真实流程，导入一份有问题的台账并排查，打印表格和报告。约一分钟。",
    "dangyuan demo",
    "dangyuan demo --people 50 --dir 演示",
)
def demo_(
    people: Annotated[int, typer.Option("--people", metavar="人数", help="多少人；不写为 200")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="整数", help="同一个数生成同样的内容")] = 20261101,
    folder: Annotated[
        Path, typer.Option("--dir", metavar="文件夹", help="写到哪个文件夹；不写为 dangyuan-demo")
    ] = Path("dangyuan-demo"),
    as_json: options.Json = False,
) -> None:
    """Let an invented zone live through its years."""
    from dangyuan_flow.application.demo import live_demo

    with screen.stages() as progress:
        report = live_demo(folder, people=people, seed=seed, progress=progress)
    if as_json:
        told = ("today", "people", "imported", "acts", "records")
        screen.put_json(
            {name: plain(getattr(report, name)) for name in told}
            | {"dir": str(report.folder), "db": str(report.database), "files": [str(path) for path in report.files]}
        )
    else:
        screen.say(*(line.replace("  dangyuan ", f"  {_called()} ") for line in report.tour))


def _called() -> str:
    """How this program is called from here: by its name where the shell finds it, else by its path."""
    script = Path(sys.argv[0])
    return "dangyuan" if shutil.which("dangyuan") or script.name != "dangyuan" else str(script)
