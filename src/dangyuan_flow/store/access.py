"""Who may come in: passwords, failed attempts, sessions; drafts; and the log of what was read.

What is kept here is no record of the procedure and never reaches the journal. Moments are whole seconds since 1970.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from dangyuan_flow.store.access_tables import ATTEMPT, CREDENTIAL, DRAFT, LOOK, SESSION, TOKEN
from dangyuan_flow.store.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A user's password (argon2id, with its salt and parameters), and whether the next sign-in has to change it."""

    user: str
    password: str
    must_change: bool
    changed_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """Somebody signed in: ``digest`` of the token, ``form_key`` that every form of this session has to bring along.

    ``must_change``: whether the user's password was chosen by somebody else.
    """

    digest: str
    user: str
    form_key: str
    begun_at: int
    seen_at: int
    must_change: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What was typed at a place (JSON), when, and at which record of the dossier the typing began."""

    user: str
    place: str
    saved_at: int
    seq: int
    typed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One line of the log of readings: who saw what of whom, under which office, and what for."""

    at: int
    user: str
    office: str | None
    dossier: str | None
    what: str
    purpose: str | None = None
    number: int = 0


Wait = Callable[[str, int, int], int]
"""How many seconds a source has to wait: by its name, how often it failed in a row, and when last."""


class AccessFile:
    """The doors' tables of one store."""

    def __init__(self, database: Database) -> None:
        """Use ``database`` as it is."""
        self._database = database

    # Passwords

    def credential(self, user: str) -> Credential | None:
        """How ``user`` signs in; ``None`` where that user has no password."""
        with self._database.reading() as connection:
            row = connection.execute(select(CREDENTIAL).where(CREDENTIAL.c.user == user)).mappings().first()
        return None if row is None else Credential(**row)

    def users_with_password(self) -> frozenset[str]:
        """Everybody who can sign in."""
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(CREDENTIAL.c.user)).scalars())

    def set_password(self, credential: Credential, *, keep: str | None = None) -> None:
        """Set a password, and end that user's sessions but the one with the digest ``keep``."""
        with self._database.writing() as connection:
            _put(connection, CREDENTIAL, {"user": credential.user}, _values(credential))
            others = delete(SESSION).where(SESSION.c.user == credential.user)
            connection.execute(others if keep is None else others.where(SESSION.c.digest != keep))
            if keep is None:  # set by somebody else: what the account had given away no longer counts
                tokens = update(TOKEN).where(TOKEN.c.user == credential.user, TOKEN.c.revoked_at.is_(None))
                connection.execute(tokens.values(revoked_at=credential.changed_at))

    def failures(self, sources: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Per source, how often it failed in a row, and when last."""
        with self._database.reading() as connection:
            return _failures(connection, sources)

    def attempt(self, sources: Sequence[str], at: int, wait: Wait, *, forget_before: int) -> int:
        """Count an attempt of each source as failed, before it is judged; returns for how many seconds it has to wait.

        ``wait`` says so of a source, how often it failed in a row, and when last. Whoever has to wait is not counted:
        those who try on do not keep the owner out. In one transaction, so that many at once are one after the other.
        Failures older than ``forget_before`` no longer count.
        """
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.last_at < forget_before))
            known = _failures(connection, sources)
            left = max((wait(source, *told) for source, told in known.items()), default=0)
            for source in sources if left <= 0 else ():
                if source in known:
                    more = update(ATTEMPT).where(ATTEMPT.c.source == source)
                    connection.execute(more.values(failures=ATTEMPT.c.failures + 1, last_at=at))
                else:
                    connection.execute(insert(ATTEMPT).values(source=source, failures=1, last_at=at))
        return max(left, 0)

    def forget_attempts(self, sources: Sequence[str]) -> None:
        """The attempt was no failure."""
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.source.in_(sources)))

    # Sessions

    def begin(self, session: Session, *, sources: Sequence[str], ended_before: int) -> None:
        """Keep a new session and forget those last seen before a moment; ``sources`` no longer count as failing."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.seen_at < ended_before))
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.source.in_(sources)))
            values = {name: value for name, value in _values(session).items() if name != "must_change"}
            connection.execute(insert(SESSION).values(values))

    def session(self, digest: str) -> Session | None:
        """The session of a token's digest."""
        query = select(SESSION, CREDENTIAL.c.must_change).join(CREDENTIAL, CREDENTIAL.c.user == SESSION.c.user)
        with self._database.reading() as connection:
            row = connection.execute(query.where(SESSION.c.digest == digest)).mappings().first()
        return None if row is None else Session(**row)

    def seen(self, digest: str, at: int) -> None:
        """The session is still used."""
        with self._database.writing() as connection:
            connection.execute(update(SESSION).where(SESSION.c.digest == digest).values(seen_at=at))

    def end(self, *, digest: str | None = None, user: str | None = None) -> None:
        """End one session, or all of a user."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSION).where(or_(SESSION.c.digest == digest, SESSION.c.user == user)))

    # Drafts

    def draft(self, user: str, place: str) -> Draft | None:
        """What ``user`` typed at ``place`` and did not send."""
        with self._database.reading() as connection:
            row = (
                connection.execute(select(DRAFT).where(DRAFT.c.user == user, DRAFT.c.place == place)).mappings().first()
            )
        return None if row is None else Draft(**row)

    def keep_draft(self, draft: Draft) -> None:
        """Keep a draft in place of the one before."""
        with self._database.writing() as connection:
            _put(connection, DRAFT, {"user": draft.user, "place": draft.place}, _values(draft))

    def drop_draft(self, user: str, place: str) -> None:
        """Forget a draft: it was sent, or thrown away."""
        with self._database.writing() as connection:
            connection.execute(delete(DRAFT).where(DRAFT.c.user == user, DRAFT.c.place == place))

    # The log of readings

    def looked(self, look: Look) -> None:
        """Add a line to the log."""
        values = {name: value for name, value in _values(look).items() if name != "number"}
        with self._database.writing() as connection:
            connection.execute(insert(LOOK).values(values))

    def looks(self, *, dossier: str | None = None, limit: int = 100, before: int | None = None) -> tuple[Look, ...]:
        """The log, the latest first; of one dossier, or of all."""
        query = select(LOOK).order_by(LOOK.c.number.desc()).limit(limit)
        if dossier is not None:
            query = query.where(LOOK.c.dossier == dossier)
        if before is not None:
            query = query.where(LOOK.c.number < before)
        with self._database.reading() as connection:
            return tuple(Look(**row) for row in connection.execute(query).mappings())

    def count_looks(self) -> int:
        """How many lines the log has."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(LOOK)).scalar_one())


def _failures(connection: Connection, sources: Sequence[str]) -> dict[str, tuple[int, int]]:
    rows = connection.execute(select(ATTEMPT).where(ATTEMPT.c.source.in_(sources)))
    return {row.source: (row.failures, row.last_at) for row in rows}


def _values(line: Credential | Session | Draft | Look) -> dict[str, object]:
    return {name: getattr(line, name) for name in line.__slots__}


def _put(connection: Connection, table: Table, key: dict[str, str], values: dict[str, object]) -> None:
    """Put a row in place of the one with the same key."""
    same = [table.c[name] == value for name, value in key.items()]
    if connection.execute(update(table).where(*same).values(values)).rowcount == 0:
        connection.execute(insert(table).values(values))
