"""Files that commands write: a new one where its folder may not be there yet; what goes wrong is told in Chinese."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@contextmanager
def table(path: Path) -> Iterator[TextIO]:
    """A file for lines of CSV that spreadsheets read, at ``path`` whole or not at all; raises ``BadInput``."""
    beside = room_for(path).with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8-sig", newline="") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        beside.unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> BadInput:
    from dangyuan_flow.domain.errors import BadInput, reason_of

    return BadInput(f"写不到文件 {path}：{reason_of(error)}。请换一个位置（-o）")
