"""What a refusal is on the command line: its exit code, its Chinese text, its JSON. The one table of this door."""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from dangyuan_flow.cli import usage

if TYPE_CHECKING:
    from dangyuan_flow.domain.errors import FlowError

DONE, VIOLATIONS, WRONG_USAGE, NOT_ALLOWED, CONFLICT, NOT_FOUND, BROKEN = 0, 1, 2, 3, 4, 5, 70

# By the refusal's class or its nearest ancestor here.
EXITS: Mapping[str, int] = {
    "Refused": VIOLATIONS,
    "NoSuchMove": VIOLATIONS,
    "Tampered": VIOLATIONS,
    "BadInput": WRONG_USAGE,
    "NotAllowed": NOT_ALLOWED,
    "Conflict": CONFLICT,
    "NotFound": NOT_FOUND,
    "FlowError": BROKEN,
}
"""``FlowError`` itself is the surroundings' failure: a full disk, no database server, no printing library."""


def answered(error: Exception, arguments: Sequence[str]) -> int:
    """Tell the person of ``error``, in words or (where ``arguments`` ask for JSON) as JSON; returns the exit code."""
    as_json = wants_json(arguments)
    if isinstance(error, typer.TyperException):
        return _answered_usage(error, as_json=as_json)
    if isinstance(error, typer.Abort):
        print("已取消，没有写入任何内容。", file=sys.stderr)  # noqa: T201  as every message of this door
        return WRONG_USAGE
    from dangyuan_flow.domain.errors import FlowError

    if not isinstance(error, FlowError):
        return _answered_fault(error, as_json=as_json)
    if as_json:
        from dangyuan_flow.application.as_json import refusal_json

        _put(refusal_json(error))
    else:
        _say(str(error))
    return exit_code(error)


def exit_code(error: FlowError) -> int:
    """The exit code of a refusal."""
    return next(EXITS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in EXITS)


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for JSON."""
    said = [*arguments]
    return "--json" in said or "--format=json" in said or ("--format", "json") in pairwise(said)


def _answered_usage(error: typer.TyperException, *, as_json: bool) -> int:
    if usage.is_help(error):
        print(error.message)  # noqa: T201  the help itself
        return WRONG_USAGE
    said = usage.told(error)
    if as_json:
        _put({"error": "wrong_usage", "says": said})
    else:
        _say(said, hint=usage.hint(error))
    return WRONG_USAGE


def _answered_fault(error: Exception, *, as_json: bool) -> int:
    """A fault of the program: where the details are, never a traceback on the screen."""
    place = _kept(error)
    says = (
        f"程序出错（{type(error).__name__}），这次操作没有完成。"
        f"技术细节写在：{place}；请把它交给维护人员，或加 --debug 再试一次。"
    )
    if as_json:
        _put({"error": "internal", "says": says, "details": place})
    else:
        _say(says)
    return BROKEN


def _kept(error: Exception) -> str:
    """Write the traceback to a file of its own; returns where it lies."""
    text = "".join(traceback.format_exception(error))
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="dangyuan-error-", suffix=".txt", delete=False
        ) as file:
            file.write(text)
    except OSError:
        return "（临时文件夹写不进去，细节没有留下）"
    return str(Path(file.name))


def _say(text: str, *, hint: str = "") -> None:
    from dangyuan_flow.cli.screen import complaints

    complaints(text, hint=hint)


def _put(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
