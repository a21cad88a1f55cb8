"""The store: the journal and what it amounts to, in SQLite or PostgreSQL; one way in, and the sweep over all of it."""

from dangyuan_flow.store.lines import Entry, Line
from dangyuan_flow.store.registers import ImportBatch, value_of
from dangyuan_flow.store.store import EVERY, ORDERS, DossierLine, Selection, Store

__all__ = ["EVERY", "ORDERS", "DossierLine", "Entry", "ImportBatch", "Line", "Selection", "Store", "value_of"]
