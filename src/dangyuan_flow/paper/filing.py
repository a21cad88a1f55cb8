"""Laying a paper into a folder: the whole file or none of it."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from dangyuan_flow.domain.errors import BadInput, reason_of


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path`` so that no reader ever sees half of it: written beside it, then renamed.

    Raises:
        BadInput: the folder is missing, not writable, or full. Nothing is left behind, an older file stays as it was.
    """
    unfinished: Path | None = None
    try:
        if (
            path.is_char_device() or path.is_fifo()
        ):  # nobody can see half of what flows away; a device is no file to replace
            path.write_bytes(content)
            return
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            unfinished = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o666 & ~_mask())
        unfinished.replace(path)
    except OSError as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        raise BadInput(
            f"不能写入“{path}”（{reason_of(error)}），没有留下不完整的文件。"
            "请检查文件夹是否存在、是否可写、磁盘是否已满。"
        ) from error


def _mask() -> int:
    """The process's umask: a temporary file is private, the paper should be as readable as any other file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
