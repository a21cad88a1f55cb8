"""Files that commands write: a new one where its folder may not be there yet; what goes wrong is told in Chinese."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dangyuan_flow.domain.errors import BadInput

_REASONS = {
    errno.ENOENT: "文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EACCES: "没有写入的权限",
    errno.EPERM: "没有写入的权限",
    errno.EROFS: "这个磁盘是只读的",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENAMETOOLONG: "文件名太长",
}


def write(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path`` and give the path back; raises ``BadInput``."""
    room_for(path)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def room_for(path: Path) -> Path:
    """``path``, with its folder made where it was not there yet; raises ``BadInput``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def _refusal(path: Path, error: OSError) -> BadInput:
    from dangyuan_flow.domain.errors import BadInput

    why = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return BadInput(f"写不到文件 {path}：{why}。请换一个位置（-o）")
