"""The store: the journal and what it amounts to, in SQLite or PostgreSQL; one way in, and the sweep over all of it."""

from dangyuan_flow.store.backups import restore
from dangyuan_flow.store.database import Progress
from dangyuan_flow.store.lines import Entry, Line
from dangyuan_flow.store.registers import ImportBatch, value_of
from dangyuan_flow.store.store import EVERY, ORDERS, DossierLine, Selection, Store
from dangyuan_flow.store.sweeping import FactTable, SweepResult, Swept
from dangyuan_flow.store.verification import Fault, Verification

__all__ = [
    "EVERY",
    "ORDERS",
    "DossierLine",
    "Entry",
    "FactTable",
    "Fault",
    "ImportBatch",
    "Line",
    "Progress",
    "Selection",
    "Store",
    "SweepResult",
    "Swept",
    "Verification",
    "restore",
    "value_of",
]
