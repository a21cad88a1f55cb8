"""The store: the journal and what it amounts to, in SQLite or PostgreSQL; one way in, and the sweep over all of it."""

from dangyuan_flow.store.backups import restore
from dangyuan_flow.store.database import Progress
from dangyuan_flow.store.filing import Filed, FindingFile, Wanted
from dangyuan_flow.store.lines import Entry, Line
from dangyuan_flow.store.readings import Readings
from dangyuan_flow.store.registers import ImportBatch, value_of
from dangyuan_flow.store.rereading import DERIVED_BY, StoreSweep
from dangyuan_flow.store.store import EVERY, ORDERS, DossierLine, Selection, Store
from dangyuan_flow.store.sweeping import FactTable, SweepResult, Swept
from dangyuan_flow.store.verification import Fault, Verification
from dangyuan_flow.store.written import records_naming

__all__ = [
    "DERIVED_BY",
    "EVERY",
    "ORDERS",
    "DossierLine",
    "Entry",
    "FactTable",
    "Fault",
    "Filed",
    "FindingFile",
    "ImportBatch",
    "Line",
    "Progress",
    "Readings",
    "Selection",
    "Store",
    "StoreSweep",
    "SweepResult",
    "Swept",
    "Verification",
    "Wanted",
    "records_naming",
    "restore",
    "value_of",
]
