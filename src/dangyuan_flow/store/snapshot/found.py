"""Reading findings back: rows out of a folder of findings, worded again by the rules that made them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dangyuan_flow.domain.across import Across, groups
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.journal import fact_from_json
from dangyuan_flow.domain.rules import RuleSet, Violation, violation
from dangyuan_flow.store.snapshot import summary
from dangyuan_flow.store.snapshot.beyond import row_of
from dangyuan_flow.store.snapshot.duck import connected, parquet
from dangyuan_flow.store.snapshot.summary import Summary
from dangyuan_flow.store.statements import FINDING_COLUMNS

_AT_ONCE = 10_000
_ORDER = '"noted", "source", "dossier", length("code"), "code", "rule"'


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundRow:
    """One finding or note of a folder: in whose dossiers, about which dossier or body, and what."""

    source: str
    about: str
    dossier: str
    name: str
    branch: str | None
    noted: bool
    violation: Violation


def told(folder: Path, rule_set: RuleSet, *, noted: bool | None = None) -> Iterator[FoundRow]:
    """The findings, then the notes (or one of them), by body, dossier and code, each worded when it is reached.

    Raises :class:`BadInput` where the folder is none of ours, incomplete, or was made by other rules.
    """
    known = summary.read(folder)
    if known.rules != rule_set.digest:
        raise BadInput(
            f"排查结果 {folder} 是按另一套规定（{known.rules[:12]}）作出的，现在的规定是 {rule_set.digest[:12]}，"
            "情况说明会对不上。请用当时的程序和地方规定查看，或重新运行 dangyuan snapshot sweep"
        )
    worded = _Worded(rule_set, known)
    for row in _rows(folder, known, noted):
        yield worded.read(dict(zip(FINDING_COLUMNS, row, strict=True)))


def _rows(folder: Path, known: Summary, noted: bool | None) -> Iterator[Sequence[Any]]:  # noqa: FBT001  a filter's value
    missing = [name for name in known.files if not (folder / name).is_file()]
    if missing:
        raise BadInput(f"排查结果 {folder} 缺少文件 {missing[0]}。请重新运行 dangyuan snapshot sweep")
    if not known.files:
        return
    columns = ", ".join(f'"{name}"' for name in FINDING_COLUMNS)
    condition = "" if noted is None else f' WHERE "noted" = {str(noted).lower()}'
    text = f"SELECT {columns} FROM {parquet([folder / name for name in known.files])}{condition} ORDER BY {_ORDER}"  # noqa: S608  our own columns
    with connected() as engine:
        try:
            found = engine.execute(text)
            while some := found.fetchmany(_AT_ONCE):
                yield from some
        except duckdb.Error as error:
            raise BadInput(f"读不了排查结果 {folder}：{error}。请重新运行 dangyuan snapshot sweep") from error


def counted(folder: Path) -> dict[tuple[str, str, str], int]:
    """How many findings (no notes) there are: by body, rule and certainty; raises :class:`BadInput` likewise."""
    known = summary.read(folder)
    if not known.findings:
        return {}
    files = parquet([folder / name for name in known.files])
    text = f'SELECT "source", "rule", "certainty", count(*) FROM {files} WHERE NOT "noted" GROUP BY ALL ORDER BY ALL'  # noqa: S608  our own columns
    with connected() as engine:
        try:
            return {(source, rule, certainty): n for source, rule, certainty, n in engine.execute(text).fetchall()}
        except duckdb.Error as error:
            raise BadInput(f"读不了排查结果 {folder}：{error}。请重新运行 dangyuan snapshot sweep") from error


class _Worded:
    """Words findings by the rules that made them."""

    def __init__(self, rule_set: RuleSet, known: Summary) -> None:
        self.rule_set = rule_set
        self.as_of = known.as_of
        self.across = {rule.id: rule for rule in rule_set.across}

    def read(self, row: dict[str, Any]) -> FoundRow:
        rule = self.across.get(row["rule"])
        found = self._of_dossier(row) if rule is None else self._of_group(rule, row)
        return FoundRow(
            source=row["source"],
            about=row["about"],
            dossier=row["dossier"],
            name=row["name"] or "",
            branch=row["branch"],
            noted=row["noted"],
            violation=found,
        )

    def _of_dossier(self, row: dict[str, Any]) -> Violation:
        values = json.loads(row["facts"]) | json.loads(row["told"])
        facts = Facts().having(**{name: fact_from_json(name, value) for name, value in values.items()})
        return violation(self.rule_set.by_id[row["rule"]], facts, self.as_of, self.rule_set.regulations)

    def _of_group(self, rule: Across, row: dict[str, Any]) -> Violation:
        about = (row["source"], row["dossier"], row["name"], row["branch"])
        told_row = row_of(rule, about, json.loads(row["facts"]), json.loads(row["told"]).get("act"))
        (group,) = groups(rule, [told_row], self.as_of, self.rule_set.regulations)
        return group.violation
