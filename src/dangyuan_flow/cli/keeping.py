"""``dangyuan backup``, ``restore`` and ``doctor``: keep the store safe, and see whether all is well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dangyuan_flow.cli import files, options, screen
from dangyuan_flow.cli.exits import BROKEN, DONE
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

backup = lone()
restore = lone()
doctor = lone()


@command(
    backup,
    "backup",
    "备份整个数据库为一个文件，并校验备份。不覆盖已有的文件；PostgreSQL 也备份成一个文件。",
    "dangyuan backup 备份/党员-2026-11-01.db",
    "dangyuan backup 党员.bak --db postgresql://dangyuan@127.0.0.1/dangyuan",
)
def backup_(
    path: Annotated[Path, typer.Argument(metavar="文件", help="备份写到哪个文件")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Back the store up."""
    from dangyuan_flow.application import keeping
    from dangyuan_flow.domain.errors import Tampered

    with opened(db) as flow:
        outcome = keeping.backup(flow, files.room_for(path))
    if outcome.first_bad is not None:
        msg = f"备份已写到 {path}，但数据库本身没有通过校验：{outcome.first_bad.says}"
        raise Tampered(msg)
    if as_json:
        screen.put_json({"file": str(path), "records": outcome.records, "digest": outcome.digest})
    else:
        screen.say(
            screen.styled(f"已备份并校验：{path}，{outcome.records} 条记录，末条摘要 {outcome.digest}", screen.GOOD)
        )


@command(
    restore,
    "restore",
    "从备份恢复出一个新的数据库，前后都校验。不覆盖已有的数据库。",
    "dangyuan restore 备份/党员-2026-11-01.db --db 恢复.db",
)
def restore_(
    path: Annotated[Path, typer.Argument(metavar="备份文件", help="dangyuan backup 写出的文件")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Restore a backup into a new store."""
    from dangyuan_flow.application import keeping
    from dangyuan_flow.settings import Settings

    settings = Settings.load(db=db)
    outcome = keeping.restore(path, settings.db)
    if as_json:
        screen.put_json({"records": outcome.records, "digest": outcome.digest})
    else:
        screen.say(screen.styled(f"已恢复并校验：{outcome.records} 条记录，末条摘要 {outcome.digest}", screen.GOOD))


@command(
    doctor,
    "doctor",
    "自检：流程和规定、数据库、磁盘、排版系统库、字体、试印一页。有问题的，给出处理办法。",
    "dangyuan doctor",
    "dangyuan doctor --json",
)
def doctor_(db: options.Db = None, as_json: options.Json = False) -> int:
    """See whether all is well."""
    from dangyuan_flow.application import keeping
    from dangyuan_flow.settings import Settings

    found = keeping.examine(Settings.load(db=db))
    if as_json:
        screen.put_json([{"name": f.name, "ok": f.ok, "says": f.says} for f in found])
    else:
        well, ill = screen.styled("正常", screen.GOOD), screen.styled("有问题", screen.BAD)
        screen.put_rows(
            ("项目", "结果", "说明"),
            ((line.name, well if line.ok else ill, "" if line.says == "正常" else line.says) for line in found),
            wide=("说明",),
        )
    return DONE if all(line.ok for line in found) else BROKEN
