"""Judging on Spark: the statements of every engine, in the passes that suit this one.

First pass: one look at every dossier, and the few that break a rule are kept with their bits, as Parquet. Second pass:
their findings, a row each. The first result is written because Spark keeps plans, not results: a statement of one part
a rule over an unwritten one would be planned a hundred times over.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangyuan_flow.store import statements
from dangyuan_flow.store.spark.session import ask
from dangyuan_flow.store.sweeping import RULES_IN_A_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dangyuan_flow.domain.rules import Rule

DOSSIERS = "dossier"
"""What the statements call the dossiers of all parts together."""

_ROWS_A_FILE = 250_000
"""Flagged dossiers whose findings go into one file."""

_WITHOUT_CODEGEN = ("spark.sql.codegen.factoryMode", "NO_CODEGEN")
"""Compiling a part of a statement for each rule would take longer than interpreting it for the few dossiers flagged."""


def read(running: Any, parts: Iterable[Path]) -> None:  # noqa: ANN401  a SparkSession
    """Let the statements read ``parts`` as :data:`DOSSIERS`; their schemas are one (the snapshot was checked)."""
    running.read.parquet(*(place(part) for part in parts)).createOrReplaceTempView(DOSSIERS)


def judged(running: Any, rules: Sequence[Rule], as_of: date, folder: Path) -> list[Path]:  # noqa: ANN401  as above
    """Judge the dossiers by ``rules`` and write what stands as Parquet files into ``folder`` (new); their paths."""
    flagged = folder / "flagged"
    text = statements.judged(rules, as_of, f"({statements.flagged(rules, as_of, DOSSIERS)}) AS flagged")
    ask(running, text).write.parquet(place(flagged))
    running.read.parquet(place(flagged)).createOrReplaceTempView("judged")
    count, standing = _standing(running, rules)
    if not standing:
        return []
    text = " UNION ALL ".join(statements.finding(rules[n], *divmod(n, RULES_IN_A_WORD)) for n in standing)
    before = running.conf.get(_WITHOUT_CODEGEN[0])
    running.conf.set(*_WITHOUT_CODEGEN)
    try:
        files = min(-(-count // _ROWS_A_FILE), running.sparkContext.defaultParallelism)
        ask(running, text).coalesce(files).write.parquet(place(folder / "findings"))
    finally:
        running.conf.set(_WITHOUT_CODEGEN[0], before)
    return sorted((folder / "findings").glob("part-*.parquet"))


def _standing(running: Any, rules: Sequence[Rule]) -> tuple[int, list[int]]:  # noqa: ANN401  as above
    """How many dossiers were flagged, and which rules (by place) have a finding that stands."""
    words = ", ".join(f"bit_or(stands_{n})" for n in range(-(-len(rules) // RULES_IN_A_WORD)))
    count, *bits = ask(running, f"SELECT count(*), {words} FROM judged").first()  # noqa: S608  our own columns
    found = [n for n in range(len(rules)) if (bits[n // RULES_IN_A_WORD] or 0) >> (n % RULES_IN_A_WORD) & 1]
    return count, found


def place(path: Path) -> str:
    """A path as Spark takes it: on this machine's or a shared file system, whatever its default one is."""
    return f"file://{path.resolve()}"
