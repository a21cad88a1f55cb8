"""Chinese text in columns: how wide it is on a screen, and where a line may be broken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_CITED = r"[\u4e00-\u9fff]{2}-[^\u2e80-\uffef\s]+(?: 第\d+条)?|[\u4e00-\u9fff]{2} 第\d+条"
_PIECES = re.compile(rf"{_CITED}|[^\u2e80-\uffef\s]+\s?|\s+|.", re.DOTALL)
_NEVER_FIRST = "，。；：、！？）】》」』”’…·"
_NEVER_LAST = "（【《「『“‘"
NARROWEST = 10
"""No column folds to less: a date keeps its line."""


def width_of(text: str) -> int:
    """How many columns ``text`` takes on a screen: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def folded(text: str, width: int, *, hanging: int = 0) -> list[str]:
    """``text`` in lines of at most ``width`` columns; later lines of a paragraph are indented by ``hanging``.

    Broken between Chinese characters and at spaces, never within a date or a number, nor before closing punctuation.
    """
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, hanging)]


def _paragraph(text: str, width: int, hanging: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width - hanging):
        if line.strip() and width_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = " " * hanging
            piece = piece.lstrip()  # noqa: PLW2901  a line does not begin with the space at which it was broken
        line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str, width: int) -> list[str]:
    """What is kept together: runs of letters and digits, and punctuation with the character it belongs to."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        glued = found and (piece[0] in _NEVER_FIRST or found[-1][-1] in _NEVER_LAST)
        if glued and width_of(found[-1] + piece) <= width:
            found[-1] += piece
        else:
            found += [piece[i : i + width] for i in range(0, len(piece), max(width, 1))]
    return found


def fitted(natural: Sequence[int], least: Sequence[int], wide: Sequence[bool], room: int) -> list[int]:
    """Column widths that share ``room``: the ``wide`` ones give way, the widest first, none below its ``least``."""
    widths = [*natural]
    excess = sum(widths) - room
    while excess > 0:
        giving = [i for i, yields in enumerate(wide) if yields and widths[i] > max(least[i], NARROWEST)]
        if not giving:
            break
        widths[max(giving, key=lambda i: widths[i])] -= 1
        excess -= 1
    return widths


def left(
    names: Sequence[str], natural: Sequence[int], room: int, wide: Sequence[str], spare: Sequence[str], *, gap: int
) -> list[int]:
    """The columns (by index) that are shown in ``room``: without ``spare`` ones where folding would cut something."""
    kept = [*range(len(names))]
    for name in spare:
        needed = sum(NARROWEST if names[i] in wide else natural[i] for i in kept)
        if needed <= room:
            break
        kept = [i for i in kept if names[i] != name]
        room += gap
    return kept
