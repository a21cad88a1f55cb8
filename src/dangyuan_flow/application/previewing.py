"""What an import would do, before it is done: the columns as they are read, and the dry run's numbers and errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, hand, offices_of
from dangyuan_flow.application.importing import ImportReport, import_ledger
from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.ledger import ColumnRead, Columns, read_columns
from dangyuan_flow.ledger.columns import normalise
from dangyuan_flow.ledger.mapping import facts_meant
from dangyuan_flow.ledger.probing import probe

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import ImportBatch

IGNORED = "忽略"
MOST_LISTED = 1_000
"""Of how many dossiers an import may consist for its page to list them: all their records are read for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """An import before it is done. ``report`` is ``None`` where ``problem`` says why there is none.

    ``wrong``: by a column's place (see :func:`place_of`), why what was said of it cannot be.
    """

    columns: Columns
    report: ImportReport | None
    problem: str = ""
    wrong: Mapping[str, str] | None = None


def preview(
    flow: Flow,
    path: Path,
    mapping: Mapping[str, str],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Preview:
    """Read the columns and try the import, without writing; raises :class:`BadInput` for what is no ledger at all.

    The file is a stranger's: another process tries it first.
    """
    probe(path)
    wrong = _wrong(mapping)
    told = {place: target for place, target in mapping.items() if place not in wrong}
    columns = read_columns(path, mapping=told)
    if wrong or columns.problem:
        problem = columns.problem or "有几列的含义说不清，请在下面改正"
        return Preview(columns=columns, report=None, problem=problem, wrong=wrong)
    try:
        report = import_ledger(flow, path, mapping=told, dry_run=True, progress=progress)
    except FlowError as refused:
        return Preview(columns=columns, report=None, problem=str(refused))
    return Preview(columns=columns, report=report)


def _wrong(mapping: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for place, target in mapping.items():
        try:
            facts_meant(place, target)
        except BadInput as why:
            found[place] = str(why)
    return found


def place_of(columns: Columns, column: ColumnRead) -> str:
    """By what a mapping names a column: its header, or its letter where another column has the same."""
    key = normalise(column.header)
    same = sum(normalise(other.header) == key for other in columns.columns)
    return column.header if same == 1 else f"{column.letter}列"


def labels() -> tuple[str, ...]:
    """What a column may be read as, in the order of the procedure."""
    return tuple(fact.label for fact in RECORDED.values())


def may_import(flow: Flow) -> bool:
    """Whether the acting user holds an office that enters anything at all; each row asks for itself again."""
    return any(office.duty in WRITERS for office in offices_of(flow, hand(flow).user, flow.today()))


def imports_seen(flow: Flow) -> tuple[ImportBatch, ...]:
    """The imports, the latest first: every one for whoever sees every dossier, else one's own."""
    return tuple(b for b in flow.store.batches() if flow.store.sight is None or b.entered_by == flow.user)


def import_seen(flow: Flow, batch_id: str) -> ImportBatch:
    """One import; raises :class:`NotFound`, for one that may not be seen too."""
    found = next((batch for batch in imports_seen(flow) if batch.id == batch_id), None)
    if found is None:
        msg = f"没有编号为 {batch_id} 的导入批次"
        raise NotFound(msg)
    return found


def brought_in(flow: Flow, batch: ImportBatch) -> list[tuple[str, str, str]] | None:
    """The dossiers of an import: id, name, and what it did to each (新建 or 更正); ``None`` for too many to list."""
    if batch.count > MOST_LISTED:
        return None
    records = {line.entry.dossier: line.entry for line in reversed(flow.store.batch_records(batch.id))}
    names = {dossier.id: dossier.facts.name or "" for dossier in flow.store.dossiers(sorted(records))}
    return [
        (i, names[i], "新建" if record.dossier_seq == 1 else "更正")
        for i, record in sorted(records.items())
        if i in names
    ]
