"""Snapshots: handing up a body's dossiers as Parquet parts, and sweeping those of many bodies together."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from dangyuan_flow.application.reporting.plain import ONE, cells_of, harmless
from dangyuan_flow.application.sweeping import (
    Found,
    NotChecked,
    SweepReport,
    finding_json,
    missing_columns,
    narrowed,
    place,
)
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.people import BodyKind, superiors
from dangyuan_flow.domain.rules import Certainty, RuleSet
from dangyuan_flow.store.snapshot import engine, export, found, manifest, reading, summary
from dangyuan_flow.store.snapshot.columns import facts_of
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.snapshot.export import Exported
from dangyuan_flow.store.snapshot.reading import Snapshot
from dangyuan_flow.store.snapshot.summary import Summary

if TYPE_CHECKING:
    from dangyuan_flow.domain.plan import Planned
    from dangyuan_flow.flow import Flow

Progress = Callable[[int, int], None]

READABLE = 30_000
"""Findings that a report for people may hold; more are given as CSV or JSON only, line by line."""


class Engine(StrEnum):
    """Which machinery judges a snapshot."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def export_snapshot(flow: Flow, folder: Path, *, body: str | None = None, progress: Progress | None = None) -> Exported:
    """Hand up the store's dossiers as a snapshot in ``folder``; what is there already is only brought up to date.

    ``body``: under whose name (by default, the committee below which all its dossiers lie). Raises what
    :func:`dangyuan_flow.store.snapshot.export.export` raises.
    """
    flow.store.rederive()
    facts = facts_of(flow.catalogue.rule_set, flow.today())
    name = body or _handing_up(flow)
    return export.export(flow.store.database, folder, body=name, facts=facts, on=flow.today(), progress=progress)


def _handing_up(flow: Flow) -> str:
    """The lowest body that hands up for all that keep dossiers; what stands above it has other ones below itself."""
    bodies = {body.name: body for body in flow.organizations.values() if not body.dissolved_on}
    above = [
        [each.name for each in superiors(name, flow.organizations) if each.kind is not BodyKind.GENERAL_BRANCH]
        for name, body in sorted(bodies.items())
        if body.keeps_dossiers
    ]
    shared = [name for name in above[0] if all(name in names for names in above)] if above else []
    if shared:
        return shared[0]
    heads = sorted(body.name for body in bodies.values() if body.parent is None)
    if len(heads) == 1:
        return heads[0]
    if not heads:
        raise BadInput("数据库里没有登记党组织，不知道快照属于谁。请用 --body 写明报送单位")
    raise BadInput(f"数据库里有 {len(heads)} 个没有上级的党组织（{'、'.join(heads[:3])} 等）。请用 --body 写明报送单位")


def holds_snapshots(folder: Path) -> bool:
    """Whether one or many bodies' snapshots lie in ``folder``, as far as names tell."""
    return next(folder.rglob(manifest.NAME), None) is not None


def open_snapshot(folder: Path, *, thorough: bool = False) -> Snapshot:
    """The snapshot in ``folder`` (or those below it); ``thorough``: check every part against its manifest."""
    snapshot = reading.opened(folder)
    if thorough:
        reading.verify(snapshot)
    return snapshot


def sweep_snapshot(  # noqa: PLR0913  a sweep has as many choices
    folder: Path,
    rule_set: RuleSet,
    out: Path,
    *,
    as_of: date,
    only: Iterable[str] = (),
    plan: tuple[Planned, ...] = (),
    by: Engine = Engine.DUCKDB,
    master: str | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Judge the snapshot in ``folder`` by all rules (or ``only`` some codes); the findings go to the folder ``out``.

    ``master``: whose Spark (by default this machine's, or that of ``spark-submit``).
    """
    codes = tuple(sorted({code.strip().upper() for code in only}))
    wanted = Wanted(rule_set=narrowed(rule_set, codes), as_of=as_of, only=codes, plan=plan)
    snapshot = reading.opened(folder)
    if by is Engine.SPARK:
        from dangyuan_flow.store.spark import engine as spark  # noqa: PLC0415  an optional extra

        return spark.judge(snapshot, wanted, out, progress, master=master)
    return engine.judge(snapshot, wanted, out, progress)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many findings there are, by rule and by body; facts and leads are never counted together."""

    by_rule: Mapping[tuple[str, Certainty], int]
    by_body: Mapping[tuple[str, Certainty], int]

    @classmethod
    def of(cls, counts: Mapping[tuple[str, str, str], int]) -> Tally:
        """Sum up what is counted by body, rule and certainty."""
        by_rule: Counter[tuple[str, Certainty]] = Counter()
        by_body: Counter[tuple[str, Certainty]] = Counter()
        for (body, rule, certainty), count in counts.items():
            by_rule[rule, Certainty(certainty)] += count
            by_body[body, Certainty(certainty)] += count
        return cls(by_rule=by_rule, by_body=by_body)

    def total(self, certainty: Certainty) -> int:
        """All of them."""
        return sum(count for (_, sure), count in self.by_rule.items() if sure is certainty)

    def told(self, body: str | None = None) -> dict[str, object]:
        """All of them, or those in one body's dossiers, as JSON has them."""
        return {
            f"{sure.value}s": self.total(sure) if body is None else self.by_body.get((body, sure), 0)
            for sure in Certainty
        }


@dataclass(frozen=True, kw_only=True)
class Findings:
    """A folder of findings, read back by the rules that made it."""

    folder: Path
    rule_set: RuleSet
    summary: Summary

    @classmethod
    def opened(cls, folder: Path, rule_set: RuleSet) -> Findings:
        """Open ``folder``; raises :class:`BadInput` where it is none."""
        known = summary.read(folder)
        return cls(folder=folder, rule_set=narrowed(rule_set, known.only), summary=known)

    def findings(self) -> Iterator[Found]:
        """The findings, one after the other, by body, dossier and code."""
        return map(self._found, found.told(self.folder, self.rule_set, noted=False))

    def notes(self) -> Iterator[Found]:
        """The notes likewise."""
        return map(self._found, found.told(self.folder, self.rule_set, noted=True))

    def _found(self, row: found.FoundRow) -> Found:
        """A finding as reports have it; of many bodies each has a dossier 2026-00001 and a 第一党支部 of its own."""

        def told(name: str) -> str:
            return f"{row.source}/{name}" if len(self.summary.bodies) > 1 else name

        return Found(
            dossier=told(row.dossier),
            name=row.name,
            branch=None if row.branch is None else told(row.branch),
            violation=row.violation,
            about=row.about,
        )

    @cached_property
    def tally(self) -> Tally:
        """How many findings there are."""
        return Tally.of(found.counted(self.folder))

    def not_checked(self) -> tuple[NotChecked, ...]:
        """The rules that could not be checked somewhere, and what lacks for it."""
        known = self.summary
        lines = []
        for rule in sorted(self.rule_set.everything, key=lambda r: (r.number, r.code, r.id)):
            if rule.id in known.lacking:
                lines.append(NotChecked(rule=rule, dossiers=known.dossiers, missing_columns=(known.lacking[rule.id],)))
            elif count := known.not_checked.get(rule.id):
                lacks = missing_columns(rule, known.unknown)
                lines.append(NotChecked(rule=rule, dossiers=count, missing_columns=lacks))
        return tuple(lines)

    def report(self) -> SweepReport:
        """The whole as a report for people; raises :class:`BadInput` where there is more than they can read."""
        total = self.summary.findings + sum(self.summary.notes.values())
        if total > READABLE:
            raise BadInput(
                f"共查出 {total} 条，超过表格和报告能容纳的 {READABLE} 条。"
                "请用 --format csv 或 json 写出全部，或用 --only 只看某些代码"
            )
        return self.whole()

    def whole(self) -> SweepReport:
        """All of it in memory, however much it is."""
        return SweepReport(
            as_of=self.summary.as_of,
            dossiers=self.summary.dossiers,
            packs=self.summary.packs,
            findings=tuple(sorted(self.findings(), key=_order)),
            notes=tuple(sorted(self.notes(), key=_order)),
            not_checked=self.not_checked(),
            cell_errors=(),
            header_notes=(),
            unused_columns=(),
            rules=self.summary.rules,
            units=self.summary.bodies if len(self.summary.bodies) > 1 else {},
        )

    def write_csv(self, file: TextIO) -> None:
        """All findings as CSV, line by line."""
        writer = csv.writer(file)
        writer.writerow(ONE)
        for line in self.findings():
            writer.writerow([harmless(cell) for cell in cells_of(line)])

    def write_json(self, file: TextIO) -> None:
        """All as JSON in the shape of ``sweep --format json``, written as it is read."""
        known = self.summary
        head: dict[str, Any] = {
            "as_of": known.as_of.isoformat(),
            "dossiers": known.dossiers,
            "packs": list(known.packs),
            "bodies": dict(known.bodies),
            "summary": self.tally.told() | {"by_body": {body: self.tally.told(body) for body in known.bodies}},
            "not_checked": [
                {"code": n.rule.code, "missing_columns": list(n.missing_columns), "dossiers": n.dossiers}
                for n in self.not_checked()
            ],
            "cell_errors": [],
            "rules": known.rules,
        }
        file.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2])
        _listed(file, "notes", (_note_json(note) for note in self.notes()))
        _listed(file, "findings", (finding_json(line) for line in self.findings()))
        file.write("\n}\n")


def _order(line: Found) -> tuple[tuple[str, int, str], int, str, str]:
    rule = line.violation.rule
    return place(line.dossier), rule.number, rule.code, rule.id


def _note_json(note: Found) -> dict[str, object]:
    v = note.violation
    return {"dossier": note.dossier, "name": note.name, "code": v.code, "rule": v.rule.id, "says": v.says}


def _listed(file: TextIO, name: str, lines: Iterable[object]) -> None:
    file.write(f',\n "{name}": [')
    mark = "\n  "
    for line in lines:
        file.write(mark + json.dumps(line, ensure_ascii=False))
        mark = ",\n  "
    file.write("]" if mark == "\n  " else "\n ]")
