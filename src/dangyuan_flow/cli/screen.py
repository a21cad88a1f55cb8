"""The screen: tables that keep their words, colours on a terminal only, progress that a pipe never sees, JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dangyuan_flow.cli.folding import fitted, folded, left, width_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ENDLESS = 4096
"""How wide a line may be where nobody looks at it on a screen."""
_GAP = 2
"""Between two columns: one of padding, one that the table draws."""

GOOD, CAREFUL, BAD, QUIET, STRONG = "green", "yellow", "red", "dim", "bold"
Progress = Callable[[int, int], None]


def console(*, stderr: bool = False) -> Console:
    """Where things are printed; without markup, so that ``[…]`` in people's texts stays what it is."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _ENDLESS
    return Console(stderr=stderr, width=width, markup=False, highlight=False, emoji=False)


def styled(text: str, style: str) -> Text:
    """``text`` in a colour (on a terminal)."""
    from rich.text import Text

    return Text(text, style=style)


def say(*lines: str | Text, stderr: bool = False) -> None:
    """Print lines; on a terminal they are folded as Chinese is, what follows indented below its beginning."""
    screen = console(stderr=stderr)
    for line in lines:
        screen.print(_fit(line, screen) if screen.is_terminal else line, soft_wrap=True)


def _fit(line: str | Text, screen: Console) -> str | Text:
    from rich.text import Text

    plain = str(line)
    if width_of(plain) <= screen.width:
        return line
    indent = len(plain) - len(plain.lstrip())
    text = "\n".join(folded(plain, screen.width, hanging=indent + 2))
    return Text(text, style=line.style) if isinstance(line, Text) else text


def heading(text: str) -> None:
    """Print a line that begins a part."""
    say("", styled(text, STRONG))


def put_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    wide: Sequence[str] = (),
    right: Sequence[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """Print a table; absent values stay empty.

    Where the screen is too narrow, the columns in ``wide`` fold; where that is not enough, those in ``spare`` are left
    out, the first of them first.
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    lines = [[value if isinstance(value, Text) else Text(_shown(value)) for value in row] for row in rows]
    screen = console()
    natural = [max([width_of(name), *(width_of(row[i].plain) for row in lines)]) for i, name in enumerate(columns)]
    kept = left(columns, natural, screen.width - _GAP * (len(columns) - 1), wide, spare, gap=_GAP)
    columns, natural = [columns[i] for i in kept], [natural[i] for i in kept]
    lines = [[row[i] for i in kept] for row in lines]
    least = [width_of(name) for name in columns]
    widths = fitted(natural, least, [name in wide for name in columns], screen.width - _GAP * (len(columns) - 1))
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, _GAP - 1, 0, 0), header_style=STRONG
    )
    for name, width in zip(columns, widths, strict=True):
        table.add_column(name, no_wrap=True, width=width, justify="right" if name in right else "left")
    for row in lines:
        table.add_row(*(Text("\n".join(folded(c.plain, w)), style=c.style) for c, w in zip(row, widths, strict=True)))
    _print(screen, table)


def _print(screen: Console, table: object) -> None:
    """Print a table without the blanks that fill its lines up to the right."""
    if screen.is_terminal:
        screen.print(table)
        return
    with screen.capture() as captured:
        screen.print(table)
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def put_json(document: object) -> None:
    """Print a document as JSON."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def complaints(text: str, *, hint: str = "") -> None:
    """Tell what went wrong, on the error stream."""
    first, *rest = text.splitlines() or [""]
    say(styled(first, BAD), *rest, *([hint] if hint else []), stderr=True)


@contextmanager
def progress(label: str) -> Iterator[Progress | None]:
    """A progress bar for long work, on a terminal; ``None`` in a pipe."""
    with stages() as told:
        yield None if told is None else lambda done, total: told(label, done, total)


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar for work in several stages, each told by its name."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def tell(label: str, done: int, total: int) -> None:
            bar.update(task, description=label, completed=done, total=total or None)

        yield tell
