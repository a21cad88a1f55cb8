"""The command line door: ``dangyuan``. Each command parses, calls one journey, and prints what came of it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "dangyuan"
DEBUG = "--debug"


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code (the table is in ``exits.py``)."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. A traceback is shown only where ``--debug`` is among ``arguments``."""
    from dangyuan_flow.cli.commands import root

    debug = DEBUG in arguments
    told = [argument for argument in arguments if argument != DEBUG]
    try:
        answer = root().main(told, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # the reader (``head``) had enough; of that, Typer makes an exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        from dangyuan_flow.cli.exits import answered

        code = answered(error, told)
        if debug:
            raise
        return code
    return answer if isinstance(answer, int) else 0
