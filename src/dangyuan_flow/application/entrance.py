"""Sign in and out: passwords, throttling, sessions. Outside the journal, and by the machine's clock, not the store's.

Sources: OWASP ASVS 5, V6 (authentication) and V7 (sessions); NIST SP 800-63B for lengths and common passwords.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import known_user, may_register
from dangyuan_flow.application.reading_log import note
from dangyuan_flow.domain.errors import BadInput, NotAllowed
from dangyuan_flow.domain.passwords import weakness
from dangyuan_flow.store import Credential, Session

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow

IDLE_SECONDS = 30 * 60
"""A session ends when nothing was asked for so long (ASVS 7.3.1)."""
LONGEST_SECONDS = 12 * 60 * 60
"""A session ends after a working day, however busy (ASVS 7.3.2)."""
_NOTED_EVERY = 60
_FREE_FAILURES = 5
_FREE_FAILURES_FROM = 50
_LONGEST_WAIT = 60
_LONGEST_NAME = 100
_WRONG = "用户名或密码不对。请核对后再试；忘记密码的，请管理员重设"
_FORGET_AFTER = 24 * 60 * 60


class SignInRefused(NotAllowed):
    """Name or password is wrong, or there were too many attempts; which of the two is wrong is not said."""

    code = "sign_in_refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """A session that has just begun: ``token`` is for the browser alone."""

    token: str
    session: Session


def sign_in(flow: Flow, name: str, password: str, *, source: str = "", before: str | None = None) -> SignedIn:
    """Begin a session of the user ``name``; ``source``: from where, ``before``: the token of a session to be replaced.

    Raises :class:`SignInRefused`; after five failures in a row each further attempt has to wait, longer each time.
    """
    if len(name) > _LONGEST_NAME:
        raise SignInRefused(_WRONG)
    now = _now()
    sources = (f"user:{name}", f"from:{source}")
    _count_attempt(flow, sources, now)
    credential = flow.store.access.credential(name)
    user = flow.store.user(name)
    fits = _fits(password, credential.password if credential is not None else _nobody())
    if credential is None or user is None or not fits:
        raise SignInRefused(_WRONG)
    if _hasher().check_needs_rehash(credential.password):
        _keep(flow, name, password, must_change=credential.must_change)
    token = secrets.token_urlsafe(32)
    session = Session(
        digest=_digest(token),
        user=name,
        form_key=secrets.token_urlsafe(24),
        begun_at=now,
        seen_at=now,
        must_change=credential.must_change,
    )
    if before:
        flow.store.access.end(digest=_digest(before))
    flow.store.access.begin(session, sources=sources, ended_before=now - LONGEST_SECONDS)
    return SignedIn(token=token, session=session)


def sign_out(flow: Flow, session: Session) -> None:
    """End a session."""
    flow.store.access.end(digest=session.digest)


def session_of(flow: Flow, token: str) -> Session | None:
    """The session of a browser's token; ``None`` where there is none any more: ended, idle too long, or too old."""
    session = flow.store.access.session(_digest(token))
    if session is None:
        return None
    now = _now()
    if now - session.seen_at > IDLE_SECONDS or now - session.begun_at > LONGEST_SECONDS:
        flow.store.access.end(digest=session.digest)
        return None
    if now - session.seen_at >= _NOTED_EVERY:
        flow.store.access.seen(session.digest, now)
    return session


def change_password(flow: Flow, session: Session, old: str, new: str, again: str) -> None:
    """The signed-in user chooses another password; every other session of that user ends.

    Raises :class:`BadInput` with what is wrong, :class:`SignInRefused` where the old password is.
    """
    user = known_user(flow, session.user)
    sources = (f"user:{user.name}",)
    _count_attempt(flow, sources, _now())
    credential = flow.store.access.credential(user.name)
    if credential is None or not _fits(old, credential.password):
        raise SignInRefused("现在的密码不对")
    flow.store.access.forget_attempts(sources)
    if new != again:
        raise BadInput("两次输入的新密码不一样")
    if new == old:
        raise BadInput("新密码与现在的密码相同，请另选一个")
    _check_strength(new, user)
    _keep(flow, user.name, new, must_change=False, session=session.digest)


def set_password(flow: Flow, name: str, password: str | None = None, *, must_change: bool = True) -> str:
    """Give the user ``name`` a first password (invented where none is told) and return it; ends that user's sessions.

    Raises :class:`NotAllowed` for whoever may not register users, :class:`NotFound` for an unknown user,
    :class:`BadInput` for a weak password.
    """
    may_register(flow)
    user = known_user(flow, name)
    may_register(flow, (office.organization for office in flow.store.offices(flow.today(), holder=name)))
    chosen = invented() if password is None else password
    if password is not None:
        _check_strength(password, user)
    _keep(flow, name, chosen, must_change=must_change)
    if flow.user is not None:
        note(flow, f"给用户 {name} 设了新密码")
    return chosen


def can_sign_in(flow: Flow) -> frozenset[str]:
    """The users that have a password."""
    return flow.store.access.users_with_password()


def invented() -> str:
    """A password to be handed over and changed: four groups of letters and digits that look unlike each other."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))


_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


def _count_attempt(flow: Flow, sources: tuple[str, ...], now: int) -> None:
    """Count an attempt before it is judged; raises :class:`SignInRefused` where there were too many."""

    def wait(source: str, failures: int, last_at: int) -> int:
        free = _FREE_FAILURES if source.startswith("user:") else _FREE_FAILURES_FROM
        if failures < free:
            return 0
        return last_at + min(1 << min(failures - free + 1, 20), _LONGEST_WAIT) - now

    left = flow.store.access.attempt(sources, now, wait, forget_before=now - _FORGET_AFTER)
    if left > 0:
        raise SignInRefused(f"连续多次没有登录成功，请在 {left} 秒后再试")


def _check_strength(password: str, user: User) -> None:
    told = weakness(password, (user.name, user.person))
    if told is not None:
        raise BadInput(told)


def _keep(flow: Flow, name: str, password: str, *, must_change: bool, session: str | None = None) -> None:
    digest = _hasher().hash(password)
    credential = Credential(user=name, password=digest, must_change=must_change, changed_at=_now())
    flow.store.access.set_password(credential, keep=session)


def _fits(password: str, digest: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  only who signs in pays for it

    try:
        return _hasher().verify(digest, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415  as above

    return PasswordHasher()  # argon2id by RFC 9106, its low-memory profile: 64 MiB, three passes


@cache
def _nobody() -> str:
    """A digest to try passwords of unknown names on, so that the time taken tells nothing."""
    return _hasher().hash(secrets.token_urlsafe())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _now() -> int:
    return int(time.time())


__all__ = [
    "IDLE_SECONDS",
    "LONGEST_SECONDS",
    "Session",
    "SignInRefused",
    "SignedIn",
    "can_sign_in",
    "change_password",
    "invented",
    "session_of",
    "set_password",
    "sign_in",
    "sign_out",
]
