"""Making, upgrading and refusing a database: ours and of our age, or left alone."""

import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, column, inspect, select, table, text

from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.journal import Material
from dangyuan_flow.store import Store, schema
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.rederiving import stale
from dangyuan_flow.store.tables import DOSSIER, Row
from tests.store.people_and_papers import DAY, followed, identity, opened, registered

MIGRATIONS = Path(schema.__file__).with_name("migrations")


def migrations(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["database"] = database
    return config


def test_the_migrations_make_exactly_the_tables_that_the_program_knows(store: Store) -> None:
    with store.database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Row.metadata)
        columns = {column["name"] for column in inspect(connection).get_columns("dossier")}
    assert differences == [], (
        "a changed vocabulary wants a migration (or, before the first release, revision 0001 mended)"
    )
    assert columns >= VOCABULARY.keys()


def test_the_newest_migration_is_the_revision_that_the_program_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION


def test_the_migrations_lead_back_to_an_empty_database(store: Store) -> None:
    config = migrations(store.database)
    with store.database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        command.upgrade(config, "head")
    store.append([opened("D1", name="李想")])
    assert store.verify().ok


def test_making_a_store_twice_changes_nothing(store: Store, database_url: str) -> None:
    store.append([opened("D1", name="李想")])
    with Store.open(database_url, create=True) as again:
        assert again.get("D1") == store.get("D1")


def test_two_programs_may_make_the_store_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def make() -> None:
        try:
            Store.open(database_url, create=True).close()
        except BaseException as error:  # noqa: BLE001  told to the test below
            failures.append(error)

    threads = [threading.Thread(target=make) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Store.open(database_url) as store:
        assert store.verify().ok


def stamped(store: Store, revision: str) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def older(store: Store, database_url: str) -> None:
    """Make, at ``database_url``, the store of revision 0001 in which the same records were written."""
    first = run_path(str(MIGRATIONS / "versions" / "0001_journal_and_dossiers.py"))
    facts = [name for _, names in first["FACTS"] for name in names.split()]
    plain = ("id", "seq", "position", "before", "standing", "under_way", "derivation", *facts, "state")
    with closing(Database(database_url)) as database, database.writing() as connection:
        config = migrations(database)
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        with store.database.reading() as source:
            for table in ("journal", "register", "document"):
                for row in source.execute(text(f"SELECT * FROM {table}")).mappings():
                    insert(connection, table, dict(row))
            for row in source.execute(select(DOSSIER)).mappings():
                told = {name: v.isoformat() if isinstance(v := row[name], date) else v for name in plain}
                kept = told | {"derivation": "2/chinesecalendar-2026/0123abcd"}
                insert(connection, "dossier", kept | {f"unknown_{i}": 3 for i in range(first["WORDS"])})


def insert(connection: Connection, name: str, values: dict[str, Any]) -> None:
    connection.execute(table(name, *map(column, values)).insert().values(values))


def handed_in(digest: str) -> Material:
    return Material(step=1, kind="入党申请书", file_name="申请书.docx", digest=digest * 64)


def test_a_store_of_revision_0001_is_brought_up_with_every_record_and_verifies(
    sqlite_store: Store, database_url: str
) -> None:
    first = opened("D1", name="李想", id_number=identity(1), examined_on=(DAY,), is_student=True)
    second = followed(first[1], talked_on=DAY, talked_by="张明")
    paper = followed(second[1], more={"materials": (handed_in("a"),)})
    other = followed(paper[1], more={"materials": (handed_in("b"),)})  # revision 0001 did not count replaced papers
    body = registered("organization", "第一党支部", name="第一党支部", kind="branch")
    lines = [first, second, paper, other]
    sqlite_store.append([*lines, opened("D2", name="王远", id_number=identity(2)), body])
    target = f"{database_url}-0001" if database_url.startswith("sqlite") else database_url
    older(sqlite_store, target)
    with pytest.raises(FlowError, match=rf"旧版本（0001，本程序需要 {schema.REVISION}"):
        Store.open(target)
    with Store.open(target, create=True) as upgraded:
        assert stale(upgraded.database) == 2
        assert upgraded.verify().ok
        assert upgraded.get("D1") == sqlite_store.get("D1")
        assert upgraded.rederive() == 2
        assert upgraded.verify().ok
        assert [upgraded.get(name) for name in ("D1", "D2")] == [sqlite_store.get(name) for name in ("D1", "D2")]
        upgraded.append([followed(upgraded.get("D2"), applied_on=DAY, biography="2019.09至今 学生")])
        assert upgraded.verify().ok
        with upgraded.database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []


def test_an_older_store_is_not_opened_but_says_how_to_upgrade_it(store: Store, database_url: str) -> None:
    stamped(store, "0000")
    with pytest.raises(FlowError, match=r"旧版本（0000.*dangyuan init"):
        Store.open(database_url)


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_store_is_refused_and_left_as_it_is(store: Store, database_url: str, create: bool) -> None:
    stamped(store, "9999")
    with pytest.raises(FlowError, match=r"更新的程序建立（9999.*请升级本程序"):
        Store.open(database_url, create=create)
    with store.database.reading() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"


@pytest.mark.parametrize("create", [False, True])
def test_a_database_of_another_system_is_refused_and_left_as_it_is(database_url: str, create: bool) -> None:
    with closing(Database(database_url)) as database, database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(BadInput, match=r"别的系统的数据（有表 orders）"):
        Store.open(database_url, create=create)
    with closing(Database(database_url)) as database, database.reading() as connection:
        assert inspect(connection).get_table_names() == ["orders"]


def test_another_alembic_s_database_is_refused(database_url: str) -> None:
    with closing(Database(database_url)) as database, database.writing() as connection:
        for statement in (
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
            "CREATE TABLE journal (id INTEGER)",
            "CREATE TABLE dossier (id INTEGER)",
            "INSERT INTO alembic_version VALUES ('ab12cd')",
        ):
            connection.exec_driver_sql(statement)
    with pytest.raises(BadInput, match="别的系统的数据"):
        Store.open(database_url)


def test_an_empty_database_is_not_a_store(database_url: str) -> None:
    with closing(Database(database_url)) as database, database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    with pytest.raises(NotFound, match="dangyuan init"):
        Store.open(database_url)


def test_a_missing_file_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"没有找到数据库.*dangyuan init"):
        Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("create", [False, True])
def test_a_missing_folder_is_named(tmp_path: Path, create: bool) -> None:
    with pytest.raises(NotFound, match=r"nowhere.*不存在"):
        Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}", create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("这是一份笔记，不是数据库。" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(BadInput, match=r"notes.txt 不是数据库文件"):
        Store.open(f"sqlite:///{path}", create=create)
    assert path.read_bytes() == before


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="打不开数据库"):
        Store.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["mysql://localhost/x", "not a url", "oracle://x"])
def test_a_database_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        Store.open(url)


def test_a_file_in_the_making_is_sqlite_s_own_and_durable(sqlite_store: Store) -> None:
    path = sqlite_store.path
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with sqlite_store.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
