"""Files that commands write: a new one where its folder may not be there yet; what goes wrong is told in Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dangyuan_flow.domain.errors import BadInput


def write(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path``, whole or not at all, and give the path back; raises ``BadInput``."""
    from dangyuan_flow.paper.filing import write_whole

    write_whole(room_for(path), content)
    return path


def room_for(path: Path) -> Path:
    """``path``, with its folder made where it was not there yet; raises ``BadInput``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refusal(path, error) from error
    return path


def _refusal(path: Path, error: OSError) -> BadInput:
    from dangyuan_flow.domain.errors import BadInput, reason_of

    return BadInput(f"写不到文件 {path}：{reason_of(error)}。请换一个位置（-o）")
