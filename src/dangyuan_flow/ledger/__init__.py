"""The ledger (发展党员工作台账): spreadsheets in and out."""

from dangyuan_flow.ledger.mapping import read_mapping
from dangyuan_flow.ledger.preview import ColumnRead, Columns, read_columns
from dangyuan_flow.ledger.reading import read_ledger
from dangyuan_flow.ledger.rows import (
    CellError,
    ExaminationRow,
    Ledger,
    LedgerRow,
    PlanRow,
    RelativeRow,
    VettingRow,
)
from dangyuan_flow.ledger.template import write_template
from dangyuan_flow.ledger.writing import workbook_at, write_ledger

__all__ = [
    "CellError",
    "ColumnRead",
    "Columns",
    "ExaminationRow",
    "Ledger",
    "LedgerRow",
    "PlanRow",
    "RelativeRow",
    "VettingRow",
    "read_columns",
    "read_ledger",
    "read_mapping",
    "workbook_at",
    "write_ledger",
    "write_template",
]
