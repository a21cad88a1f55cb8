"""The tables of the doors: passwords, sessions, tokens, drafts, throttling, and the log of what was read.

None of it is part of the journal: passwords, sessions and tokens must be able to vanish, and drafts bind nobody. The
log of readings can only grow, as the journal does; triggers see to it. Moments are seconds since 1970, by the
machine's own clock: a demo store's fixed day ends no session.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Text
from sqlmodel import Field

from dangyuan_flow.store.tables import Row


class CredentialRow(Row, table=True):
    """How a user signs in: the password's argon2id digest, and what stands against guessing."""

    __tablename__ = "credential"

    user: str = Field(sa_column=Column(Text, primary_key=True))
    password: str = Field(sa_column=Column(Text, nullable=False))
    must_change: bool = Field(sa_column=Column(Boolean, nullable=False))
    changed_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class AttemptRow(Row, table=True):
    """Failed sign-ins in a row, by what was tried (``user:…``) or from where (``from:…``)."""

    __tablename__ = "attempt"

    source: str = Field(sa_column=Column(Text, primary_key=True))
    failures: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class SessionRow(Row, table=True):
    """Somebody signed in; ``digest`` is SHA-256 (hex) of the token, which only the browser has."""

    __tablename__ = "session"
    __table_args__ = (Index("session_user", "user"),)

    digest: str = Field(sa_column=Column(Text, primary_key=True))
    user: str = Field(sa_column=Column(Text, nullable=False))
    form_key: str = Field(sa_column=Column(Text, nullable=False))
    begun_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    seen_at: int = Field(sa_column=Column(BigInteger, nullable=False))


class DraftRow(Row, table=True):
    """What somebody typed and did not send (JSON), by user and path; ``seq``: at which record it was begun."""

    __tablename__ = "draft"

    user: str = Field(sa_column=Column(Text, primary_key=True))
    place: str = Field(sa_column=Column(Text, primary_key=True))
    saved_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    typed: str = Field(sa_column=Column(Text, nullable=False))


class LookRow(Row, table=True):
    """Somebody saw what is masked elsewhere, or took data out: who, under which office, whose, what, what for."""

    __tablename__ = "look"
    __table_args__ = (Index("look_dossier", "dossier"), Index("look_user", "user"))

    number: int = Field(
        default=None, sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    )
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    user: str = Field(sa_column=Column(Text, nullable=False))
    office: str | None = Field(default=None, sa_column=Column(Text))
    dossier: str | None = Field(default=None, sa_column=Column(Text))
    what: str = Field(sa_column=Column(Text, nullable=False))
    purpose: str | None = Field(default=None, sa_column=Column(Text))


class TokenRow(Row, table=True):
    """A program's way in for a user; ``digest`` is SHA-256 (hex) of the token, which only the program has.

    ``body`` and ``duty``: under one office alone, else under all that the user holds.
    """

    __tablename__ = "token"
    __table_args__ = (Index("token_user", "user"),)

    digest: str = Field(sa_column=Column(Text, primary_key=True))
    id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    user: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    scopes: str = Field(sa_column=Column(Text, nullable=False))
    body: str | None = Field(default=None, sa_column=Column(Text))
    duty: str | None = Field(default=None, sa_column=Column(Text))
    made_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    expires_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    used_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    revoked_at: int | None = Field(default=None, sa_column=Column(BigInteger))


class IdempotencyRow(Row, table=True):
    """An act that a program asked for under a key of its own, and what it was answered; empty while it is done."""

    __tablename__ = "idempotency"
    __table_args__ = (Index("idempotency_at", "at"),)

    token: str = Field(sa_column=Column(Text, primary_key=True))
    key: str = Field(sa_column=Column(Text, primary_key=True))
    request: str = Field(sa_column=Column(Text, nullable=False))
    at: int = Field(sa_column=Column(BigInteger, nullable=False))
    status: int | None = Field(default=None, sa_column=Column(BigInteger))
    response: str | None = Field(default=None, sa_column=Column(Text))


class WebhookRow(Row, table=True):
    """An address that is told of acts: whose, which events (blank-separated), at which body and below.

    ``secret`` signs what is sent, and therefore stands here as it is. ``after``: the journal's line up to which
    deliveries were made out.
    """

    __tablename__ = "webhook"

    id: str = Field(sa_column=Column(Text, primary_key=True))
    user: str = Field(sa_column=Column(Text, nullable=False))
    url: str = Field(sa_column=Column(Text, nullable=False))
    secret: str = Field(sa_column=Column(Text, nullable=False))
    events: str = Field(sa_column=Column(Text, nullable=False))
    body: str | None = Field(default=None, sa_column=Column(Text))
    made_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    after: int = Field(sa_column=Column(BigInteger, nullable=False))


class DeliveryRow(Row, table=True):
    """What one address is told of one line of the journal, and how that went; ``due_at`` empty: no more tries."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_due", "due_at"), Index("delivery_webhook", "webhook", "seq", unique=True))

    number: int = Field(
        default=None, sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    )
    webhook: str = Field(sa_column=Column(Text, nullable=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    event: str = Field(sa_column=Column(Text, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    made_at: int = Field(sa_column=Column(BigInteger, nullable=False))
    tries: int = Field(sa_column=Column(BigInteger, nullable=False))
    due_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    done_at: int | None = Field(default=None, sa_column=Column(BigInteger))
    says: str | None = Field(default=None, sa_column=Column(Text))


CREDENTIAL = Row.metadata.tables["credential"]
ATTEMPT = Row.metadata.tables["attempt"]
SESSION = Row.metadata.tables["session"]
TOKEN = Row.metadata.tables["token"]
IDEMPOTENCY = Row.metadata.tables["idempotency"]
WEBHOOK = Row.metadata.tables["webhook"]
DELIVERY = Row.metadata.tables["delivery"]
DRAFT = Row.metadata.tables["draft"]
LOOK = Row.metadata.tables["look"]
