"""The journal's lines in which somebody handed in a text, found without reading all the others."""

import json
from collections.abc import Collection, Iterator

from sqlalchemy import or_, select

from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.tables import JOURNAL


def records_naming(database: Database, words: Collection[str]) -> Iterator[StepRecord]:
    """The records whose document names any of ``words`` (a particular, a fact, a kind of paper), oldest first."""
    named = or_(*(JOURNAL.c.document.contains(f'"{word}"', autoescape=True) for word in words))
    query = select(JOURNAL.c.document).where(JOURNAL.c.dossier.is_not(None), named).order_by(JOURNAL.c.seq)
    with database.reading() as connection:
        for (text,) in connection.execute(query):
            yield StepRecord.from_document(json.loads(text))
