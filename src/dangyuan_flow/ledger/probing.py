"""Trying a spreadsheet that somebody sent in a process of its own, with little memory and time, before it is read here.

A workbook of two kilobytes may claim a cell in the last row and the last column, and the reader then reserves memory
for all between: it ends the process that it runs in. So the first to read a stranger's file is a process that nobody
else needs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput

MOST_MEMORY = 1_024 * 1024 * 1024
"""Bytes of address space; a ledger of a hundred thousand rows needs less."""
MOST_SECONDS = 90
MOST_CELLS = 25_000_000
_FINE, _REFUSED, _TOO_MANY = 0, 3, 4
_TOO_MUCH = "台账“{path}”展开后过大，不像一份台账，没有读取。请删去图片、末尾多余的空行和空列，另存后再试。"


def probe(path: Path, *, most_memory: int = MOST_MEMORY) -> None:
    """Let another process read the file; raises :class:`BadInput` where it cannot, or would need too much."""
    command = [sys.executable, "-I", "-m", "dangyuan_flow.ledger.probing", str(path), str(most_memory)]
    try:
        tried = subprocess.run(  # noqa: S603  this program itself, with a path of ours
            command, capture_output=True, timeout=MOST_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise BadInput(_TOO_MUCH.format(path=path)) from None
    if tried.returncode == _REFUSED:
        raise BadInput(tried.stdout.decode("utf-8"))
    if tried.returncode != _FINE:
        raise BadInput(_TOO_MUCH.format(path=path))


def main(path: Path, most_memory: int) -> int:
    """Read the file under limits; the reason of a refusal goes to standard output."""
    _limit(most_memory)
    from dangyuan_flow.ledger.workbook import open_sheets  # noqa: PLC0415  under the limits too

    try:
        cells = sum(len(sheet.rows) * len(sheet.rows[0]) for sheet in open_sheets(path) if sheet.rows)
    except BadInput as refused:
        sys.stdout.buffer.write(str(refused).encode())
        return _REFUSED
    return _FINE if cells <= MOST_CELLS else _TOO_MANY


def _limit(most_memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  not on every system: there the time alone is limited
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
