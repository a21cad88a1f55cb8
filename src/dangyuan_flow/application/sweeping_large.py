"""Sweeping a large store by way of a snapshot: the same report, the dossiers judged by DuckDB beside the database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application.copying import NO_WISH, Wish, compared_in_store
from dangyuan_flow.application.snapshots import Engine, Findings, export_snapshot, sweep_snapshot
from dangyuan_flow.application.sweeping import SweepReport, in_order, narrowed, report_of
from dangyuan_flow.domain.errors import Conflict
from dangyuan_flow.store import SweepResult
from dangyuan_flow.store.across.grouping import Grouped, grouped_at

if TYPE_CHECKING:
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.flow import Flow

Progress = Callable[[int, int], None]

LARGE = 300_000
"""From how many dossiers on a store is swept this way unasked (unless a registered sweep spares it the reading)."""

_ATTEMPTS = 5


def is_large(flow: Flow) -> bool:
    """Whether a sweep of the whole store is quicker by way of a snapshot."""
    path = flow.store.path
    if path is None or not os.access(path.parent, os.W_OK):  # the snapshot would lie beside the store
        return False
    return flow.store.count() > LARGE and not flow.store.findings.last_sweep_number()


def sweep_by_snapshot(  # noqa: PLR0913  a sweep has as many choices
    flow: Flow,
    *,
    as_of: date | None = None,
    only: Iterable[str] = (),
    by: str = Engine.DUCKDB,
    texts: Wish = NO_WISH,
    progress: Progress | None = None,
) -> SweepReport:
    """Sweep the whole store; the snapshot lies beside it and is brought up to date by the next sweep.

    What rules across dossiers read beside them (plan, entries, findings) is at hand here: they are asked of the store.
    ``by``: which machinery judges (:class:`Engine`). ``texts``: whether texts are compared too.
    """
    rules = narrowed(flow.catalogue.rule_set, only)
    alone = replace(rules, across=())
    day = as_of or flow.today()
    with tempfile.TemporaryDirectory(prefix="dangyuan-") as name:
        path = flow.store.path
        folder = Path(name) / "snapshot" if path is None else path.with_name(f"{path.name}.snapshot")
        beyond = _exported(flow, folder, rules, day, progress)
        out = Path(name) / "findings"
        sweep_snapshot(folder, alone, out, as_of=day, by=Engine(by), progress=progress)
        report = Findings.opened(out, alone).whole()
    result = SweepResult(
        as_of=day,
        dossiers=report.dossiers,
        found=(),
        not_checked=beyond.not_checked,
        unknown=frozenset(),
        rules=rules.digest,
        groups=beyond.groups,
        lacking=beyond.lacking,
    )
    told = compared_in_store(flow, result, rules, texts, progress=progress)
    across = report_of(told.result, told.rules)
    findings = sorted((*report.findings, *across.findings), key=in_order)
    unchecked = sorted(
        (*report.not_checked, *across.not_checked), key=lambda n: (n.rule.number, n.rule.code, n.rule.id)
    )
    return replace(
        report,
        findings=tuple(findings),
        not_checked=tuple(unchecked),
        rules=told.result.rules,
        text_notes=told.notes,
        files=told.files,
    )


def _exported(flow: Flow, folder: Path, rules: RuleSet, day: date, progress: Progress | None) -> Grouped:
    """Bring the snapshot up to date; what ``rules`` say across dossiers, asked of the very state that it holds."""
    for _ in range(_ATTEMPTS):
        manifest = export_snapshot(flow, folder, body="本库", progress=progress).manifest
        found = grouped_at(flow.store.database, rules, day, manifest.head)
        if found is not None:
            return found
    msg = f"数据库 {flow.store.database.place} 正在不停地写入，没有读到一致的状态。请稍后重试"
    raise Conflict(msg)
