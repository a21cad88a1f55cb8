"""Copies of the whole store: a backup is one SQLite file, whatever the store itself is kept in.

SQLite copies itself, page by page, while others go on working. From PostgreSQL every table is read in one snapshot and
written into a new file; the same way leads back. A copy counts only once it has been verified.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert, select

from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound, Tampered, reason_of
from dangyuan_flow.store import schema
from dangyuan_flow.store.access_tables import CREDENTIAL, DELIVERY, DRAFT, LOOK, TOKEN, WEBHOOK
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.failures import told
from dangyuan_flow.store.tables import (
    DOCUMENT,
    DOSSIER,
    FINDING,
    GROUPED,
    JOURNAL,
    NARROW,
    READING,
    REGISTER,
    SWEEP,
)
from dangyuan_flow.store.verification import Verification, verify

_AT_ONCE = 500


def backup(database: Database, path: Path) -> Verification:
    """Copy ``database`` to the new file ``path`` and verify the copy; a fault that the store has, the copy has too.

    Raises :class:`BadInput` where ``path`` exists already and :class:`NotFound` where its folder does not; an
    unfinished copy is removed.
    """
    if path.exists():
        msg = f"文件 {path} 已经存在，备份不覆盖已有的文件。请换一个文件名"
        raise BadInput(msg)
    if not path.parent.is_dir():
        msg = f"文件夹 {path.parent} 不存在，请先建立它，或改正备份的路径"
        raise NotFound(msg)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        if database.is_sqlite:
            _copy_file(database, part)
        else:
            _copy_into_new(database, f"sqlite:///{part}")
        outcome = _verified(f"sqlite:///{part}")
        part.rename(path)
    except OSError as error:
        msg = f"备份写不到 {path}（{reason_of(error)}）。请检查磁盘空间和写权限"
        raise FlowError(msg) from error
    finally:
        _remove(part)
    return outcome


def restore(path: Path, url: str) -> Verification:
    """Make a new store at ``url`` out of the backup ``path``; both are verified.

    Raises :class:`NotFound` or :class:`BadInput` for a file that is no backup, :class:`Tampered` for one whose journal
    does not verify, and :class:`BadInput` where ``url`` already holds something. An older backup is upgraded first.
    """
    if not path.is_file():
        msg = f"没有找到备份文件 {path}"
        raise NotFound(msg)
    with tempfile.TemporaryDirectory(prefix="dangyuan-restore-") as folder:
        copy = Path(folder) / "backup.db"
        shutil.copyfile(path, copy)
        _upgraded(copy, path)
        _sound(_verified(f"sqlite:///{copy}"), f"备份文件 {path}")
        with closing(Database(f"sqlite:///{copy}")) as source:
            _copy_into_new(source, url)
    outcome = _verified(url)
    _sound(outcome, "恢复后的数据库")
    return outcome


def _upgraded(copy: Path, path: Path) -> None:
    """Bring a copy of a backup up to date; ``path`` is how messages name it."""
    with closing(Database(f"sqlite:///{copy}")) as database:
        database.place = str(path)
        with database.reading() as connection:
            if schema.revision(connection, str(path)) is None:
                msg = f"备份文件 {path} 里没有数据"
                raise BadInput(msg)
        schema.upgrade(database)


def _copy_file(database: Database, path: Path) -> None:
    with database.reading() as connection, closing(sqlite3.connect(path)) as target, told(database.url):
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101  the database is SQLite
        source.backup(target)


def _copy_into_new(source: Database, url: str) -> None:
    with closing(Database(url)) as target:
        if target.path is not None and target.path.exists():
            msg = f"文件 {target.path} 已经存在，恢复不覆盖已有的数据库。请换一个地址，或先移走它"
            raise BadInput(msg)
        with target.reading() as connection:
            found = schema.revision(connection, target.place)
        if found is not None:
            msg = f"数据库 {target.place} 里已有数据，恢复不覆盖已有的数据库。请另给一个空的数据库"
            raise BadInput(msg)
        try:
            schema.upgrade(target)
            _copy_rows(source, target)
        except BaseException:
            target.close()
            if target.path is not None:
                _remove(target.path)
            raise


def _copy_rows(source: Database, target: Database) -> None:
    """All tables in one snapshot and one transaction, the journal in its order."""
    orders = {JOURNAL: JOURNAL.c.seq, DOSSIER: DOSSIER.c.id, REGISTER: REGISTER.c.key, DOCUMENT: DOCUMENT.c.digest}
    orders |= {SWEEP: SWEEP.c.number, FINDING: FINDING.c.number, READING: READING.c.dossier}
    orders |= {NARROW: NARROW.c.id, GROUPED: GROUPED.c.rule}
    orders |= {CREDENTIAL: CREDENTIAL.c.user, DRAFT: DRAFT.c.user, LOOK: LOOK.c.number}  # sessions end with a move
    orders |= {TOKEN: TOKEN.c.id, WEBHOOK: WEBHOOK.c.id, DELIVERY: DELIVERY.c.number}
    with source.snapshot() as reader, target.writing() as writer:
        for table, order in orders.items():
            at_once = 1 if table is DOCUMENT else _AT_ONCE  # files can be large
            streaming = reader.execution_options(stream_results=True, yield_per=at_once)
            for part in streaming.execute(select(table).order_by(order)).mappings().partitions():
                writer.execute(insert(table), [dict(row) for row in part])


def _verified(url: str) -> Verification:
    with closing(Database(url)) as database:
        schema.check(database)
        return verify(database, None)


def _sound(outcome: Verification, what: str) -> None:
    if outcome.first_bad is not None:
        msg = f"{what}没有通过校验，未采用：{outcome.first_bad.says}"
        raise Tampered(msg)


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
