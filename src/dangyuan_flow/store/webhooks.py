"""Addresses that are told of acts (webhooks), and their deliveries. Beside the journal, out of which they are made.

Moments are whole seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from dangyuan_flow.store.access_tables import DELIVERY, WEBHOOK
from dangyuan_flow.store.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """An address: whose, told of which ``events``, at ``body`` and below (``None``: wherever that user sees).

    ``after``: the journal's line up to which deliveries were made out.
    """

    id: str
    user: str
    url: str
    secret: str
    events: tuple[str, ...]
    body: str | None
    made_at: int
    after: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What an address is told of the journal's line ``seq``; ``due_at``: when it is tried next, ``None``: no more."""

    webhook: str
    seq: int
    event: str
    payload: str
    made_at: int
    tries: int = 0
    due_at: int | None = None
    done_at: int | None = None
    says: str | None = None
    number: int = 0


class WebhookFile:
    """The addresses of one store, and what they were told."""

    def __init__(self, database: Database) -> None:
        """Use ``database`` as it is."""
        self._database = database

    def add(self, webhook: Webhook) -> None:
        """Keep a new address."""
        with self._database.writing() as connection:
            connection.execute(insert(WEBHOOK).values({**asdict(webhook), "events": " ".join(webhook.events)}))

    def all(self) -> tuple[Webhook, ...]:
        """Every address, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(WEBHOOK).order_by(WEBHOOK.c.made_at, WEBHOOK.c.id)).mappings()
            return tuple(Webhook(**dict(row) | {"events": tuple(row["events"].split())}) for row in rows)

    def remove(self, webhook_id: str) -> None:
        """Forget an address and what it was told."""
        with self._database.writing() as connection:
            connection.execute(delete(DELIVERY).where(DELIVERY.c.webhook == webhook_id))
            connection.execute(delete(WEBHOOK).where(WEBHOOK.c.id == webhook_id))

    def make_out(self, webhook: Webhook, deliveries: Sequence[Delivery], after: int) -> bool:
        """Keep the deliveries of the lines up to ``after``; ``False`` where another process was quicker."""
        with self._database.writing() as connection:
            one = update(WEBHOOK).where(WEBHOOK.c.id == webhook.id, WEBHOOK.c.after == webhook.after)
            if connection.execute(one.values(after=after)).rowcount == 0:
                return False
            if deliveries:
                connection.execute(insert(DELIVERY), [_values(delivery) for delivery in deliveries])
        return True

    def due(self, at: int, *, limit: int) -> tuple[Delivery, ...]:
        """The deliveries to be tried now, in the order of the journal."""
        query = select(DELIVERY).where(DELIVERY.c.due_at <= at).order_by(DELIVERY.c.seq, DELIVERY.c.number)
        with self._database.reading() as connection:
            return tuple(Delivery(**row) for row in connection.execute(query.limit(limit)).mappings())

    def take(self, delivery: Delivery, until: int) -> bool:
        """Take a delivery in hand until a moment; ``False`` where another process has."""
        with self._database.writing() as connection:
            one = update(DELIVERY).where(DELIVERY.c.number == delivery.number, DELIVERY.c.due_at == delivery.due_at)
            return connection.execute(one.values(due_at=until)).rowcount == 1

    def tried(self, number: int, *, done_at: int | None, due_at: int | None, says: str) -> None:
        """What a try came to, and when the next one is."""
        with self._database.writing() as connection:
            one = update(DELIVERY).where(DELIVERY.c.number == number)
            connection.execute(one.values(tries=DELIVERY.c.tries + 1, done_at=done_at, due_at=due_at, says=says))

    def deliveries(self, *, webhook: str | None = None, limit: int = 100) -> tuple[Delivery, ...]:
        """The last deliveries, the latest first."""
        query = select(DELIVERY).order_by(DELIVERY.c.number.desc()).limit(limit)
        if webhook is not None:
            query = query.where(DELIVERY.c.webhook == webhook)
        with self._database.reading() as connection:
            return tuple(Delivery(**row) for row in connection.execute(query).mappings())

    def again(self, number: int, at: int) -> bool:
        """Try a delivery again, from the beginning; ``False`` where there is none with this number."""
        with self._database.writing() as connection:
            one = update(DELIVERY).where(DELIVERY.c.number == number)
            return connection.execute(one.values(tries=0, due_at=at, done_at=None, says=None)).rowcount == 1


def _values(delivery: Delivery) -> dict[str, Any]:
    return {name: value for name, value in asdict(delivery).items() if name != "number"}
