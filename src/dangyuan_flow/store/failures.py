"""What a database complains of, told to the person in front of it: every driver error becomes a refusal here."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError

from dangyuan_flow.domain.errors import BrokenStore, Conflict, FlowError, NotFound, Tampered

NOTHING_WRITTEN = "本次操作未写入任何内容"
BrokenPromise = (IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError)
"""What drivers raise where a row would break a promise of the tables (unique keys, the journal's triggers)."""


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Run a piece of database work; what the driver raises comes out as a :class:`FlowError` that names the store.

    A :data:`BrokenPromise` passes: only who wrote knows which one it was.
    """
    try:
        yield
    except BrokenPromise:
        raise
    except DBAPIError as error:
        raise refusal(error.orig, url) from error
    except (sqlite3.Error, psycopg.Error) as error:
        raise refusal(error, url) from error
    except (OverflowError, UnicodeEncodeError) as error:
        msg = f"有一个值无法存入数据库（{error}）：数字过大，或文字含有非法字符。{NOTHING_WRITTEN}"
        raise BrokenStore(msg) from error


def refusal(error: BaseException | None, url: URL) -> FlowError:
    """The refusal that ``error``, raised by a driver, amounts to."""
    place = shown(url)
    if isinstance(error, sqlite3.Error):
        return _sqlite(error, place)
    if isinstance(error, psycopg.Error):
        return _postgresql(error, place)
    return FlowError(f"数据库 {place} 出错：{error}。{NOTHING_WRITTEN}")


def shown(url: URL) -> str:
    """The store as messages name it: the file, or the address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or "（内存）"
    return url.render_as_string(hide_password=True)


_SQLITE: dict[str, tuple[type[FlowError], str]] = {
    "BUSY": (Conflict, "数据库 {place} 正被其他程序占用，等待超时。{nothing}，请稍后重试"),
    "LOCKED": (Conflict, "数据库 {place} 正被其他程序占用，等待超时。{nothing}，请稍后重试"),
    "FULL": (FlowError, "磁盘空间不足，无法写入数据库 {place}。{nothing}；请清理磁盘后重试"),
    "READONLY": (FlowError, "数据库 {place} 是只读的，无法写入。{nothing}；请检查文件和所在文件夹的写权限"),
    "CANTOPEN": (NotFound, "打不开数据库 {place}：文件夹不存在或没有权限。请检查路径，或先建好文件夹"),
    "NOTADB": (BrokenStore, "{place} 不是数据库文件。请检查路径；新建请换一个文件名后运行 dangyuan init"),
    "CORRUPT": (Tampered, "数据库文件 {place} 已损坏（{error}）。请停止使用，用最近的备份恢复：dangyuan restore"),
    "IOERR": (FlowError, "读写数据库 {place} 失败（{error}）。{nothing}；请检查磁盘和文件权限"),
    "PERM": (FlowError, "读写数据库 {place} 失败（{error}）。{nothing}；请检查磁盘和文件权限"),
}
_SQLITE_WORDS: dict[str, tuple[type[FlowError], str]] = {  # told by no code of their own
    "decode": (
        Tampered,
        "数据库文件 {place} 中有无法解读的文字（{error}），可能被改动过。请运行 dangyuan journal verify",
    ),
    "no such table": (
        BrokenStore,
        "数据库 {place} 缺少应有的表（{error}）。请确认它是本系统的数据库，并运行 dangyuan init",
    ),
    "no such column": (
        BrokenStore,
        "数据库 {place} 缺少应有的列（{error}）。请确认它是本系统的数据库，并运行 dangyuan init",
    ),
}
_OTHER = (FlowError, "数据库 {place} 出错：{error}。{nothing}")


def _sqlite(error: sqlite3.Error, place: str) -> FlowError:
    name = str(getattr(error, "sqlite_errorname", "")).removeprefix("SQLITE_").partition("_")[0]
    by_words = next((told for words, told in _SQLITE_WORDS.items() if words in str(error)), _OTHER)
    kind, message = _SQLITE.get(name, by_words)
    return kind(message.format(place=place, error=error, nothing=NOTHING_WRITTEN))


_POSTGRESQL: dict[str, tuple[type[FlowError], str]] = {
    "55P03": (Conflict, "数据库 {place} 正被其他人写入，等待超时。{nothing}，请稍后重试"),
    "40001": (Conflict, "数据库 {place} 上有人同时写入。{nothing}，请重试"),
    "40P01": (Conflict, "数据库 {place} 上有人同时写入。{nothing}，请重试"),
    "57014": (Conflict, "数据库 {place} 上的操作被中断。{nothing}，请重试"),
    "53100": (FlowError, "数据库 {place} 所在的磁盘已满。{nothing}；请清理磁盘后重试"),
    "53300": (Conflict, "数据库 {place} 的连接数已满。{nothing}，请稍后重试"),
    "25006": (FlowError, "数据库 {place} 是只读的，无法写入。{nothing}；请联系数据库管理员"),
    "42501": (FlowError, "没有操作数据库 {place} 的权限（{error}）。{nothing}；请联系数据库管理员"),
    "42P01": (BrokenStore, "数据库 {place} 缺少应有的表（{error}）。请确认它是本系统的数据库，并运行 dangyuan init"),
    "42703": (BrokenStore, "数据库 {place} 缺少应有的列（{error}）。请确认它是本系统的数据库，并运行 dangyuan init"),
    "28P01": (FlowError, "数据库 {place} 的用户名或密码不对。请检查数据库地址中的用户名和密码"),
    "28000": (FlowError, "数据库 {place} 不接受这个用户（{error}）。请检查用户名，或联系数据库管理员"),
    "3D000": (NotFound, "PostgreSQL 中没有这个数据库：{place}。请先建立它：createdb"),
}
_CONNECTING = (  # a refused connection has no code: libpq hands on the server's words
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("no pg_hba.conf entry", "28000"),
    ('role "', "28000"),
    ("does not exist", "3D000"),
    ("too many clients", "53300"),
)


def _postgresql(error: psycopg.Error, place: str) -> FlowError:
    words = " ".join(str(error).split())
    code = error.sqlstate or next((code for text, code in _CONNECTING if text in words), "")
    if code in _POSTGRESQL:
        kind, message = _POSTGRESQL[code]
        return kind(message.format(place=place, nothing=NOTHING_WRITTEN, error=words))
    if code.startswith("22") or "NUL" in words:
        return BrokenStore(f"有一个值无法存入数据库（{words}）。{NOTHING_WRITTEN}")
    if not code or code[:2] in ("08", "57"):
        return FlowError(f"连接不上数据库 {place}（{words}）。请确认数据库服务已启动、地址和端口正确")
    return FlowError(f"数据库 {place} 出错（{code}）：{words}。{NOTHING_WRITTEN}")
