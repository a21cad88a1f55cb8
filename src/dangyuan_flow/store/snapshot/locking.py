"""One at a time: a lock on a folder, held as long as the process lives and works in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput, Conflict, reason_of

LOCK = ".lock"


@contextmanager
def locked(folder: Path, doing: str) -> Iterator[None]:
    """Hold ``folder`` (made if need be) alone; raises :class:`Conflict` where somebody else does.

    The system lets go of the lock when its holder ends, however it ends. The file goes with the lock, and with it a
    folder that was made for it and holds nothing else.
    """
    path = folder / LOCK
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise BadInput(f"不能写入文件夹 {folder}：{reason_of(error)}") from error
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"另一个程序正在{doing} {folder}。请等它结束后再试") from error
        if not _is_still(path, number):
            raise Conflict(f"另一个程序刚刚{doing} {folder}。请重试")
        try:
            yield
        finally:
            if _is_still(path, number):
                path.unlink()
                if made:
                    with suppress(OSError):  # something lies there
                        folder.rmdir()
    finally:
        os.close(number)


def _is_still(path: Path, number: int) -> bool:
    """Whether ``path`` is the very file that is open as ``number``, and not one made since."""
    try:
        return os.path.samestat(path.stat(), os.fstat(number))
    except FileNotFoundError:
        return False
