"""Which record each value came from: a line of the journal in a store; sheet, row and column in a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.journal import CONVERSION_MEETING
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from dangyuan_flow.domain.journal import StepRecord
    from dangyuan_flow.domain.workflow import Workflow
    from dangyuan_flow.ledger import Ledger, LedgerRow
    from dangyuan_flow.store import Line


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a value stands: in a store the line, the act, its day and whose hand; in a ledger the cell."""

    line: int | None = None
    step: int | None = None
    act: str | None = None
    on: date | None = None
    entered_at: datetime | None = None
    entered_by: str | None = None
    decided_by: str | None = None
    batch: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    told_by: str | None = None

    @property
    def says(self) -> str:
        """Where it stands, as a person looks it up."""
        if self.sheet is not None:
            row = f"第 {self.row} 行" if self.row is not None else ""
            return f"工作表“{self.sheet}”{row}" + (f"“{self.column}”列" if self.column else "")
        if self.line is None:
            return self.told_by or ""
        who = f"，{self.decided_by}办理" if self.decided_by else ""
        entered = "" if self.entered_at is None else f"，{self.entered_at:%Y-%m-%d} 由 {self.entered_by} 录入"
        batch = f"（导入批次 {self.batch}）" if self.batch else ""
        by = f"（{self.told_by}）" if self.told_by else ""
        return f"全程纪实第 {self.line} 条：{self.act}，{self.on}{who}{entered}{batch}{by}"

    def as_json(self) -> dict[str, object]:
        """What is known of it."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {n: v.isoformat() if hasattr(v, "isoformat") else v for n, v in told.items() if v is not None}


_BY_REGISTERS = "按党组织和名册认定"


def of_journal(lines: Iterable[Line[StepRecord]], workflow: Workflow) -> dict[str, Origin]:
    """By fact, the record of a dossier that put its present value on record."""
    found: dict[str, Origin] = {}
    for line in lines:
        record = line.entry
        for name in record.voids:
            found.pop(name, None)
        if record.step == CONVERSION_MEETING and record.move in (Move.BALLOT, Move.COMPLETE):
            _move_the_extension(found, record)
        for name in record.facts:
            found[name] = _of_record(line.seq, record, workflow, told_by=name in CONTEXT_FACTS)
        if "archived_on" in found and record.move in (Move.CORRECT, Move.COMPLETE, Move.RECORD):
            found["changes_after_archiving"] = _of_record(line.seq, record, workflow)
    return found


def _move_the_extension(found: dict[str, Origin], record: StepRecord) -> None:
    """At the second meeting, what the first one put on record becomes the extension's."""
    if "conversion_met_on" not in record.facts:
        return
    for now, then in (("conversion_met_on", "extension_met_on"), ("conversion_approved_on", "extension_approved_on")):
        if now in found and then not in found and "conversion_approved_on" in found:
            found[then] = found[now]


def _of_record(seq: int, record: StepRecord, workflow: Workflow, *, told_by: bool = False) -> Origin:
    step = workflow.by_id.get(record.step or 0)
    return Origin(
        line=seq,
        step=record.step,
        act=f"第 {step.id} 步“{step.name}”·{record.move.chinese}" if step else record.move.chinese,
        on=record.on,
        entered_at=record.entered_at,
        entered_by=record.entered_by,
        decided_by=record.decided_by,
        batch=record.batch,
        told_by=_BY_REGISTERS if told_by else None,
    )


def of_ledger(ledger: Ledger, row: LedgerRow, names: Iterable[str]) -> dict[str, Origin]:
    """By fact, the cell of ``row`` (or the further sheet) that tells it."""
    found: dict[str, Origin] = {}
    for name in names:
        column = ledger.columns.get(name)
        if name in row.values and column is not None and "!" not in column:
            found[name] = Origin(sheet=row.sheet, row=row.row, column=column)
        elif column is not None and "!" in column:
            sheet, _, header = column.partition("!")
            found[name] = Origin(sheet=sheet, column=header)
        elif name in CONTEXT_FACTS:
            found[name] = Origin(told_by="工作表“党组织”“党员名册”")
    return found
