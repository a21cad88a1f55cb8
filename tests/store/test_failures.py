"""A busy, full, read-only or unreachable database: a clear word in Chinese, and nothing half written."""

import socket
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import make_url

from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError, NotFound, Tampered
from dangyuan_flow.store import Store
from tests.store.people_and_papers import followed, opened


def test_a_locked_sqlite_file_is_a_conflict(sqlite_url: str) -> None:
    with Store.open(sqlite_url, create=True, patience=0.05) as store:
        store.append([opened("D1", name="李想")])
        with closing(sqlite3.connect(store.path or "", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Conflict, match=r"正被其他程序占用.*未写入任何内容"):
                store.append([followed(store.get("D1"))])
            other.execute("ROLLBACK")
        assert store.head()[0] == 1
        store.append([followed(store.get("D1"))])


def test_a_locked_postgresql_store_is_a_conflict(postgres_url: str) -> None:
    with Store.open(postgres_url, create=True, patience=0.05) as store, Store.open(postgres_url) as other:
        with other.database.writing(), pytest.raises(Conflict, match=r"正被其他人写入.*未写入任何内容"):
            store.append([opened("D1", name="李想")])
        assert store.head()[0] == 0
        store.append([opened("D1", name="李想")])


def test_a_full_disk_leaves_nothing_half_written(sqlite_store: Store) -> None:
    sqlite_store.append([opened("D1", name="李想")])
    with sqlite_store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(FlowError, match=r"磁盘空间不足.*请清理磁盘"):
        sqlite_store.append([opened(f"B{i}", name="测试", remarks="很长" * 500) for i in range(200)])
    assert (sqlite_store.head()[0], sqlite_store.count()) == (1, 1)
    assert sqlite_store.verify().ok
    with sqlite_store.database.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    sqlite_store.append([opened("B1", name="测试")])


def test_a_read_only_sqlite_store_can_be_read_and_says_why_it_cannot_be_written(sqlite_store: Store) -> None:
    sqlite_store.append([opened("D1", name="李想")])
    with sqlite_store.database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(FlowError, match=r"只读的.*写权限"):
        sqlite_store.append([followed(sqlite_store.get("D1"))])
    assert sqlite_store.get("D1").facts.name == "李想"


def test_a_read_only_postgresql_store_says_why_it_cannot_be_written(postgres_url: str) -> None:
    with Store.open(postgres_url, create=True) as store:
        name = make_url(postgres_url).database
        with store.database.writing() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        store.close()
        with pytest.raises(FlowError, match=r"只读的.*数据库管理员"):
            store.append([opened("D1", name="李想")])


def test_a_damaged_file_says_so(sqlite_url: str) -> None:
    with Store.open(sqlite_url, create=True) as store:
        store.append([opened(f"D{i}", name="李想", remarks="很长" * 900) for i in range(30)])
        path = store.path
    assert path is not None
    content = bytearray(path.read_bytes())
    for page in range(len(content) // 8192, len(content) // 4096):
        content[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    path.write_bytes(content)
    with Store.open(sqlite_url) as store:
        with pytest.raises(Tampered, match=r"已损坏.*备份恢复"):
            store.list()
        assert not store.verify().ok


def test_a_lost_table_is_told_plainly(store: Store) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE document")
    with pytest.raises(BadInput, match="缺少应有的表"):
        store.document("ab" * 32)


def test_an_unreachable_server_is_named_without_its_password(postgres_url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = make_url(postgres_url).set(port=port, password="secret")  # noqa: S106  nobody's password
    url = words.render_as_string(hide_password=False)
    with pytest.raises(FlowError, match=rf"连接不上数据库 .*127.0.0.1:{port}.*请确认数据库服务已启动") as refusal:
        Store.open(url)
    assert "secret" not in str(refusal.value)


def test_a_database_that_the_server_does_not_have_is_not_found(postgres_url: str) -> None:
    url = make_url(postgres_url).set(database="nowhere").render_as_string()
    with pytest.raises(NotFound, match=r"没有这个数据库.*nowhere"):
        Store.open(url)


def test_a_user_whom_the_server_does_not_know_is_told_so(postgres_url: str) -> None:
    url = make_url(postgres_url).set(username="nobody_here").render_as_string()
    with pytest.raises(FlowError, match="不接受这个用户"):
        Store.open(url)


@pytest.fixture
def strict_server() -> Iterator[int]:
    """A server that speaks PostgreSQL's protocol far enough to ask for a password and to refuse it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                received = connection.recv(1024)
                if received[4:8] == struct.pack("!I", 80877103):  # asks for TLS: no
                    connection.sendall(b"N")
                    connection.recv(1024)
                connection.sendall(b"R" + struct.pack("!II", 8, 3))  # a password in clear text, please
                connection.recv(1024)
                fields = b'SFATAL\0C28P01\0Mpassword authentication failed for user "x"\0\0'
                connection.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)

        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def test_a_wrong_password_is_told_so_and_not_repeated(strict_server: int) -> None:
    url = f"postgresql://x:wrong-secret@127.0.0.1:{strict_server}/x?sslmode=disable&gssencmode=disable"
    with pytest.raises(FlowError, match="用户名或密码不对") as refusal:
        Store.open(url)
    assert "wrong-secret" not in str(refusal.value)


def test_a_connection_that_the_server_ends_is_told_and_the_next_one_works(postgres_url: str) -> None:
    with Store.open(postgres_url, create=True) as store:
        store.append([opened("D1", name="李想")])
        name = make_url(postgres_url).database
        server = make_url(postgres_url).set(drivername="postgresql", database="postgres").render_as_string()
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        with pytest.raises(FlowError, match="连接不上数据库"):
            store.append([followed(opened("D1")[1])])
        assert store.get("D1").facts.name == "李想"
