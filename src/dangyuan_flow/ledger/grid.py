"""Rows of a grid, whatever their columns mean: blank ones, totals, and how a cell is shown and remembered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dangyuan_flow.domain.identity import masked_within
from dangyuan_flow.ledger.cells import Cell, text_of
from dangyuan_flow.ledger.words import plain

TOTALS = ("合计", "总计", "小计", "共计")
_LONGEST_SHOWN = 60


def shown(cell: Cell) -> str:
    """A cell's content as an error shows it: identity numbers hidden, cut to a sane length."""
    text = masked_within(text_of(cell))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def is_blank(cells: Iterable[Cell]) -> bool:
    """Whether nothing is written in any of the cells."""
    return all(isinstance(cell, str) and not cell.strip() for cell in cells)


def is_total(row: Sequence[Cell]) -> bool:
    """Whether the row sums up others (合计, 小计 …)."""
    first = next((cell for cell in row if not isinstance(cell, str) or cell.strip()), "")
    return isinstance(first, str) and plain(first).startswith(TOTALS)


def key_of(cell: Cell) -> Cell | tuple[str, bool]:
    """The cell as ``Memo`` keeps it (True is not 1, nor False 0)."""
    return ("bool", cell) if isinstance(cell, bool) else cell
