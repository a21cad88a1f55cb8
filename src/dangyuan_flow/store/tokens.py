"""Programs that come in for a user: their tokens, and which acts they asked for under a key. Beside the journal.

Moments are whole seconds since 1970.
"""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from dangyuan_flow.store.access_tables import IDEMPOTENCY, TOKEN
from dangyuan_flow.store.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A user's token: ``digest`` of what the program sends; ``id`` is how people call it.

    ``scopes``: what it may be used for. ``body`` and ``duty``: under this office alone; under all where ``None``.
    """

    digest: str
    id: str
    user: str
    name: str
    scopes: tuple[str, ...]
    body: str | None
    duty: str | None
    made_at: int
    expires_at: int
    used_at: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """An act asked for under a key: ``request`` is a digest of what was asked; without ``status`` it is being done."""

    token: str
    key: str
    request: str
    at: int
    status: int | None = None
    response: str | None = None


class TokenFile:
    """The tokens of one store, and the answers kept for them."""

    def __init__(self, database: Database) -> None:
        """Use ``database`` as it is."""
        self._database = database

    def add(self, token: Token) -> None:
        """Keep a new token."""
        with self._database.writing() as connection:
            connection.execute(insert(TOKEN).values({**asdict(token), "scopes": " ".join(token.scopes)}))

    def get(self, digest: str) -> Token | None:
        """The token with this digest, also one that is no longer good."""
        with self._database.reading() as connection:
            row = connection.execute(select(TOKEN).where(TOKEN.c.digest == digest)).mappings().first()
        return None if row is None else _token(dict(row))

    def of(self, user: str | None = None) -> tuple[Token, ...]:
        """The tokens of a user, or everybody's, the latest first."""
        query = select(TOKEN).order_by(TOKEN.c.made_at.desc(), TOKEN.c.id)
        if user is not None:
            query = query.where(TOKEN.c.user == user)
        with self._database.reading() as connection:
            return tuple(_token(dict(row)) for row in connection.execute(query).mappings())

    def used(self, digest: str, at: int) -> None:
        """The token was used."""
        with self._database.writing() as connection:
            connection.execute(update(TOKEN).where(TOKEN.c.digest == digest).values(used_at=at))

    def revoke(self, token_id: str, at: int) -> None:
        """The token is no longer good; nothing changes where it was revoked before."""
        with self._database.writing() as connection:
            one = update(TOKEN).where(TOKEN.c.id == token_id, TOKEN.c.revoked_at.is_(None))
            connection.execute(one.values(revoked_at=at))

    # Acts under a key

    def claim(self, asked: Answered, *, forget_before: int, abandoned_before: int) -> Answered | None:
        """Begin an act under its key; where that key was used before, what is kept of it is returned instead.

        Of those who ask at once, one begins. Answers kept before ``forget_before`` are forgotten; an act of the same
        request that was begun before ``abandoned_before`` and never answered (the program died) begins anew.
        """
        same = (IDEMPOTENCY.c.token == asked.token, IDEMPOTENCY.c.key == asked.key)
        with self._database.writing() as connection:
            connection.execute(delete(IDEMPOTENCY).where(IDEMPOTENCY.c.at < forget_before))
            row = connection.execute(select(IDEMPOTENCY).where(*same)).mappings().first()
            if row is None:
                connection.execute(insert(IDEMPOTENCY).values(asdict(asked)))
                return None
            known = Answered(**row)
            if known.status is None and known.request == asked.request and known.at < abandoned_before:
                connection.execute(update(IDEMPOTENCY).where(*same).values(at=asked.at))
                return None
        return known

    def answered(self, token: str, key: str) -> Answered | None:
        """What is kept of a key."""
        query = select(IDEMPOTENCY).where(IDEMPOTENCY.c.token == token, IDEMPOTENCY.c.key == key)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Answered(**row)

    def answer(self, token: str, key: str, status: int, response: str) -> None:
        """Keep what an act was answered."""
        one = update(IDEMPOTENCY).where(IDEMPOTENCY.c.token == token, IDEMPOTENCY.c.key == key)
        with self._database.writing() as connection:
            connection.execute(one.values(status=status, response=response))

    def release(self, token: str, key: str) -> None:
        """Forget a key under which nothing was done."""
        with self._database.writing() as connection:
            one = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.token == token, IDEMPOTENCY.c.key == key)
            connection.execute(one.where(IDEMPOTENCY.c.status.is_(None)))


def _token(row: dict[str, Any]) -> Token:
    return Token(**row | {"scopes": tuple(str(row["scopes"]).split())})
