"""The store's schema: whether a database is one of ours and of this program's age, and how it is brought up to date.

Revisions are numbered (``0001``, ``0002`` …), so that *older* and *newer* can be told without loading Alembic.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound
from dangyuan_flow.store.database import Database

REVISION = "0007"
"""The newest revision in ``migrations/versions``: what this program reads and writes."""


def check(database: Database) -> None:
    """Refuse a database that is empty, somebody else's, older, or newer than this program."""
    with database.reading() as connection:
        found = revision(connection, database.place)
    if found is None:
        raise NotFound(f"数据库 {database.place} 是空的，还没有建立。请先运行：dangyuan init")
    if found < REVISION:
        msg = f"数据库 {database.place} 是旧版本（{found}，本程序需要 {REVISION}）。请先备份，再运行 dangyuan init 升级"
        raise FlowError(msg)
    _not_newer(found, database.place)


def upgrade(database: Database) -> None:
    """Make the tables in an empty database, or bring an older store up to date; both or nothing at all."""
    with database.writing() as connection:
        found = revision(connection, database.place)
        if found == REVISION:
            return
        if found is not None:
            _not_newer(found, database.place)
        _migrate(connection)


def revision(connection: Connection, place: str) -> str | None:
    """The revision of the store, ``None`` where the database is empty; raises :class:`BadInput` for a foreign one."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if {"alembic_version", "journal", "dossier"} <= tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if isinstance(found, str) and found.isdigit():
            return found
    names = "、".join(sorted(tables)[:3])
    msg = f"数据库 {place} 里是别的系统的数据（有表 {names}），不能使用。请另给一个空的数据库"
    raise BadInput(msg)


def _not_newer(found: str, place: str) -> None:
    if found > REVISION:
        msg = f"数据库 {place} 由更新的程序建立（{found}，本程序只到 {REVISION}）。请升级本程序后再用，不要用旧程序打开"
        raise FlowError(msg)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  only who makes or upgrades a store pays for loading it
    from alembic.config import Config  # noqa: PLC0415  as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
