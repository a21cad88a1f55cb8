"""A backup is one file, verified; what is restored from it is the same store, on either database."""

import hashlib
from pathlib import Path

import pytest

from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound, Tampered
from dangyuan_flow.store import Store, restore
from tests.store.people_and_papers import DAY, followed, identity, opened, registered

PAPER = b"a paper"
DIGEST = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with a little of everything."""
    first = opened("D1", name="李想", id_number=identity(1), examined_on=(DAY,), is_student=False)
    store.append([first, registered("organization", "a", name="甲支部")], documents={DIGEST: ("申请书.pdf", PAPER)})
    store.append(
        [followed(first[1], contacts=("王一", "赵二")), *(opened(f"E{i}", name=f"测试{i}") for i in range(600))]
    )
    return store


def same(one: Store, other: Store) -> bool:
    return (
        one.head() == other.head()
        and one.list() == other.list()
        and all(one.get(line.id) == other.get(line.id) for line in one.list())
        and one.organizations() == other.organizations()
        and one.document(DIGEST) == other.document(DIGEST)
    )


def test_a_backup_is_a_store_of_its_own_that_verifies(filled: Store, tmp_path: Path) -> None:
    outcome = filled.backup(tmp_path / "copy.db")
    assert outcome.ok
    assert (outcome.records, outcome.digest) == filled.head()
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
    with Store.open(f"sqlite:///{tmp_path / 'copy.db'}") as copy:
        assert same(filled, copy)
        with pytest.raises(Exception, match="只能追加"), copy.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM journal")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_restored_on_either_database(
    filled: Store, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    filled.backup(tmp_path / "copy.db")
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.db'}"
    elif filled.database.is_sqlite:
        url = request.getfixturevalue("postgres_url")
    else:  # a store cannot be restored over itself; from PostgreSQL, SQLite is the other one
        url = f"sqlite:///{tmp_path / 'again.db'}"
    assert restore(tmp_path / "copy.db", url).ok
    with Store.open(url) as restored:
        assert same(filled, restored)
        restored.append([followed(restored.get("D1"))])
        assert restored.verify().ok


def test_a_backup_does_not_overwrite(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_text("something else")
    with pytest.raises(BadInput, match="已经存在"):
        filled.backup(path)
    assert path.read_text() == "something else"
    with pytest.raises(NotFound, match="文件夹"):
        filled.backup(tmp_path / "nowhere" / "copy.db")


def test_restoring_does_not_overwrite(filled: Store, database_url: str, tmp_path: Path) -> None:
    filled.backup(tmp_path / "copy.db")
    with pytest.raises(BadInput, match="恢复不覆盖"):
        restore(tmp_path / "copy.db", database_url)
    assert filled.verify().ok


def test_a_backup_that_was_touched_is_not_restored(filled: Store, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    filled.backup(path)
    content = path.read_bytes()
    path.write_bytes(content.replace("测试599".encode(), "测试999".encode()))
    with pytest.raises(Tampered, match="没有通过校验，未采用"):
        restore(path, f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("content", [b"", b"not a database" * 500])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(BadInput):
        restore(tmp_path / "x", f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(NotFound, match="没有找到备份文件"):
        restore(tmp_path / "y", f"sqlite:///{tmp_path / 'new.db'}")
    assert not (tmp_path / "new.db").exists()


def test_restoring_into_a_missing_folder_is_refused(filled: Store, tmp_path: Path) -> None:
    filled.backup(tmp_path / "copy.db")
    with pytest.raises(FlowError, match="不存在"):
        restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}")


def test_a_backup_is_taken_while_others_write(sqlite_store: Store, sqlite_url: str, tmp_path: Path) -> None:
    sqlite_store.append([opened(f"D{i}", name=f"测试{i}") for i in range(300)])
    with Store.open(sqlite_url) as other, sqlite_store.database.snapshot() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM journal").scalar()
        other.append([followed(other.get("D1"))])
        assert other.backup(tmp_path / "copy.db").records == 301
