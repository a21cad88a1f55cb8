"""The screen: tables that keep their words, colours on a terminal only, progress that a pipe never sees, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

_ENDLESS = 4096
"""How wide a table may be where nobody looks at it on a screen."""

GOOD, CAREFUL, BAD, QUIET, STRONG = "green", "yellow", "red", "dim", "bold"
Progress = Callable[[int, int], None]


def console(*, stderr: bool = False) -> Console:
    """Where things are printed; without markup, so that ``[…]`` in people's texts stays what it is."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _ENDLESS
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


def say(*lines: str | Text) -> None:
    """Print lines."""
    screen = console()
    for line in lines:
        screen.print(line, soft_wrap=not screen.is_terminal)


def heading(text: str) -> None:
    """Print a line that begins a part."""
    from rich.text import Text

    say("", Text(text, style=STRONG))


def styled(text: str, style: str) -> Text:
    """``text`` in a colour (on a terminal)."""
    from rich.text import Text

    return Text(text, style=style)


def table(*columns: str, wide: Sequence[str] = (), right: Sequence[str] = ()) -> Table:
    """A table; the columns in ``wide`` fold where the screen is narrow, the others keep their line."""
    from rich import box
    from rich.table import Table

    found = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=STRONG)
    for name in columns:
        found.add_column(
            name,
            no_wrap=name not in wide,
            overflow="fold",
            justify="right" if name in right else "left",
            ratio=None,
        )
    return found


def put_table(filled: Table) -> None:
    """Print a table."""
    console().print(filled)


def put_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], *, wide: Sequence[str] = ()) -> None:
    """Print rows of values; what is absent stays empty."""
    filled = table(*columns, wide=wide)
    for row in rows:
        filled.add_row(*("" if value is None else str(value) for value in row))
    put_table(filled)


def put_json(document: object) -> None:
    """Print a document as JSON."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def complaints(text: str, *, hint: str = "") -> None:
    """Tell what went wrong, on the error stream."""
    from rich.text import Text

    screen = console(stderr=True)
    first, *rest = text.splitlines() or [""]
    screen.print(Text(first, style=BAD if screen.is_terminal else ""), soft_wrap=not screen.is_terminal)
    for line in (*rest, *([hint] if hint else [])):
        screen.print(line, soft_wrap=not screen.is_terminal)


@contextmanager
def progress(label: str) -> Iterator[Progress | None]:
    """A progress bar for long work, on a terminal; ``None`` in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield tell
