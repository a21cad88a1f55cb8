"""Judging on Spark: the statements of every engine, in the passes that suit this one.

First pass: one look at every dossier, and the few that break a rule are kept with their bits, as Parquet. Second pass:
their findings, a row each. Spark keeps plans, not results, and plans slowly: so the first result is written, and the
second statement names the flagged once, beside a table of rules, instead of once a rule.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.store import statements
from dangyuan_flow.store.spark.session import ask
from dangyuan_flow.store.sweeping import RULES_IN_A_WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from dangyuan_flow.domain.rules import Rule
    from dangyuan_flow.store.spark.session import Theirs

DOSSIERS = "dossier"
"""What the statements call the dossiers of all parts together."""

_ROWS_A_FILE = 250_000
"""Flagged dossiers whose findings go into one file."""


def read(running: Theirs, parts: Sequence[Path], select: Callable[[str], str]) -> None:
    """Let the statements read ``parts`` as :data:`DOSSIERS`: what ``select`` makes of them all as one relation."""
    running.read.parquet(*map(_found, parts)).createOrReplaceTempView("part")
    ask(running, select("part")).createOrReplaceTempView(DOSSIERS)


def judged(running: Theirs, rules: Sequence[Rule], as_of: date, folder: Path) -> list[Path]:
    """Judge the dossiers by ``rules`` and write what stands as Parquet files into ``folder`` (new); their paths."""
    flagged = folder / "flagged"
    text = statements.judged(rules, as_of, f"({statements.flagged(rules, as_of, DOSSIERS)}) AS flagged")
    ask(running, text).write.parquet(place(flagged))
    running.read.parquet(_found(flagged)).createOrReplaceTempView("judged")
    count, standing = _standing(running, rules)
    if not standing:
        return []
    files = min(-(-count // _ROWS_A_FILE), running.sparkContext.defaultParallelism)
    stands = f"({statements.standing(rules, standing)}) AS standing"
    ask(running, statements.findings(rules, standing, stands)).coalesce(files).write.parquet(place(folder / "findings"))
    return sorted((folder / "findings").glob("part-*.parquet"))


def _standing(running: Theirs, rules: Sequence[Rule]) -> tuple[int, list[int]]:
    """How many dossiers were flagged, and which rules (by place) have a finding that stands."""
    words = ", ".join(f"bit_or(stands_{n})" for n in range(-(-len(rules) // RULES_IN_A_WORD)))
    count, *bits = ask(running, f"SELECT count(*), {words} FROM judged").first()  # noqa: S608  our own columns
    found = [n for n in range(len(rules)) if (bits[n // RULES_IN_A_WORD] or 0) >> (n % RULES_IN_A_WORD) & 1]
    return count, found


def counted(running: Theirs, files: Sequence[Path]) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """How many findings, and how many notes, the ``files`` hold, by (body, rule)."""
    found: tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]] = ({}, {})
    if files:
        running.read.parquet(*map(_found, files)).createOrReplaceTempView("finding")
        text = 'SELECT "source", "rule", "noted", count(*) FROM finding GROUP BY "source", "rule", "noted"'
        for source, rule, noted, count in ask(running, text).collect():
            found[noted][source, rule] = count
    return found


def place(path: Path) -> str:
    """A path as Spark writes to it: on this machine's or a shared file system, whatever its default one is."""
    return f"file://{path.resolve()}"


def _found(path: Path) -> str:
    """A path as Spark reads from it: characters that would stand for others stand for themselves."""
    return _PATTERN.sub(r"\\\g<0>", place(path))


_PATTERN = re.compile(r"[\\\[\]{}*?]")
