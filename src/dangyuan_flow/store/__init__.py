"""The store: the journal and what it amounts to, in SQLite or PostgreSQL; one way in, and the sweep over all of it."""

from dangyuan_flow.store.access import AccessFile, Credential, Draft, Look, Session
from dangyuan_flow.store.backups import restore
from dangyuan_flow.store.calendars import lay, loaded
from dangyuan_flow.store.counting import Counted, counted, sent_back, within
from dangyuan_flow.store.database import Progress
from dangyuan_flow.store.filing import Filed, FindingFile, Wanted
from dangyuan_flow.store.lines import Entry, Line
from dangyuan_flow.store.readings import Readings
from dangyuan_flow.store.registers import ImportBatch, value_of
from dangyuan_flow.store.rereading import StoreSweep, derived_by
from dangyuan_flow.store.selecting import EVERY, ORDERS, DossierLine, Selection
from dangyuan_flow.store.store import Store
from dangyuan_flow.store.sweeping import FactTable, SweepResult, Swept
from dangyuan_flow.store.tokens import Answered, Token, TokenFile
from dangyuan_flow.store.verification import Fault, Verification
from dangyuan_flow.store.watching import Watch, Watched
from dangyuan_flow.store.webhooks import Delivery, Webhook, WebhookFile
from dangyuan_flow.store.written import records_naming

__all__ = [
    "EVERY",
    "ORDERS",
    "AccessFile",
    "Answered",
    "Counted",
    "Credential",
    "Delivery",
    "DossierLine",
    "Draft",
    "Entry",
    "FactTable",
    "Fault",
    "Filed",
    "FindingFile",
    "ImportBatch",
    "Line",
    "Look",
    "Progress",
    "Readings",
    "Selection",
    "Session",
    "Store",
    "StoreSweep",
    "SweepResult",
    "Swept",
    "Token",
    "TokenFile",
    "Verification",
    "Wanted",
    "Watch",
    "Watched",
    "Webhook",
    "WebhookFile",
    "counted",
    "derived_by",
    "lay",
    "loaded",
    "records_naming",
    "restore",
    "sent_back",
    "value_of",
    "within",
]
