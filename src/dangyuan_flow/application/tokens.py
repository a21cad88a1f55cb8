"""Tokens (令牌): a program comes in for a user, under that user's offices of the day, for what the token allows.

A token is shown once, when it is made; the store has its digest alone. Outside the journal, and by the machine's clock.
Sources: RFC 6750 (bearer tokens); OWASP ASVS 5, V9 (self-contained tokens are not used) and V10.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_register, offices_of
from dangyuan_flow.application.sighting import Own, own
from dangyuan_flow.domain.errors import BadInput, FlowError, NotAllowed, NotFound
from dangyuan_flow.store import Token, TokenFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dangyuan_flow.flow import Flow

READ, WRITE, REVIEW, AUDIT, ADMIN = "read", "write", "review", "audit", "admin"
SCOPES: Mapping[str, str] = {
    READ: "查看档案、联审、函询、票决、排查和党组织",
    WRITE: "建档、办理各步、更正、补交、函询、票决、终止和转接",
    REVIEW: "三级联审的决定",
    AUDIT: "排查问题的核实、交办、整改、验收和销号",
    ADMIN: "查看用户",
}
"""What a token may be used for, each by its name; the journeys still decide whether its owner may."""
LONGEST_DAYS, USUAL_DAYS = 366, 90
MOST = 20
"""How many good tokens somebody may have."""
_LONGEST_NAME = 60
_PREFIX = "dyf_"
_DAY_SECONDS = 24 * 60 * 60
_NOTED_EVERY = 60 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A token just made: ``secret`` is what the program sends, and is never shown again."""

    secret: str
    token: Token


def issue(flow: Flow, name: str, scopes: Sequence[str], *, days: int = USUAL_DAYS, office: str | None = None) -> Issued:
    """Make a token of the acting user: ``name`` says what for; ``office``: at this body alone (else: everywhere).

    Raises :class:`BadInput` for an unknown scope or term, :class:`NotFound` where no such office is held today.
    """
    user = hand(flow).user
    _check(name, scopes, days)
    good = [token for token in flow_tokens(flow).of(user.name) if is_good(token)]
    if len(good) >= MOST:
        raise BadInput(f"{user.person}已有 {MOST} 个有效的令牌，请先收回不用的")
    under = None if office is None else _office(flow, office)
    secret = _PREFIX + secrets.token_urlsafe(32)
    now = _now()
    token = Token(
        digest=_digest(secret),
        id=secrets.token_hex(4),
        user=user.name,
        name=name.strip(),
        scopes=tuple(scope for scope in SCOPES if scope in scopes),
        body=None if under is None else under[0],
        duty=None if under is None else under[1],
        made_at=now,
        expires_at=now + days * _DAY_SECONDS,
    )
    flow_tokens(flow).add(token)
    return Issued(secret=secret, token=token)


def mine(flow: Flow) -> tuple[Token, ...]:
    """The acting user's tokens, the latest first."""
    return flow_tokens(flow).of(hand(flow).user.name)


def everybodys(flow: Flow) -> tuple[Token, ...]:
    """All tokens; raises :class:`NotAllowed` for whoever does not keep the users."""
    may_register(flow)
    return flow_tokens(flow).of()


def revoke(flow: Flow, token_id: str) -> Token:
    """Take a token back at once: one's own, or (for whoever keeps the users) anybody's. Raises :class:`NotFound`."""
    user = hand(flow).user
    found = next((token for token in flow_tokens(flow).of() if token.id == token_id), None)
    if found is None or (found.user != user.name and not _keeps_users(flow)):
        raise NotFound(f"没有编号为 {token_id} 的令牌。可用 dangyuan token list 查看")
    flow_tokens(flow).revoke(token_id, _now())
    return found


def bearer(flow: Flow, secret: str) -> tuple[Token, Own] | None:
    """Whose token ``secret`` is, and the flow as that user has it today under it; ``None`` for one that is not good."""
    if not secret.startswith(_PREFIX):
        return None
    tokens = flow_tokens(flow)
    token = tokens.get(_digest(secret))
    if token is None or not is_good(token):
        return None
    _note(tokens, token)
    under = None if token.body is None or token.duty is None else (token.body, token.duty)
    return token, own(flow, token.user, under=under)


def is_good(token: Token) -> bool:
    """Whether a token was neither revoked nor has expired."""
    return token.revoked_at is None and _now() < token.expires_at


def flow_tokens(flow: Flow) -> TokenFile:
    """The tokens of the flow's store."""
    return TokenFile(flow.store.database)


def _check(name: str, scopes: Sequence[str], days: int) -> None:
    if not name.strip() or len(name.strip()) > _LONGEST_NAME:
        raise BadInput(f"请写明令牌给哪个程序用（不超过 {_LONGEST_NAME} 字）")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        told = f"没有“{'、'.join(unknown)}”这种权限" if unknown else "请写明令牌的权限"
        raise BadInput(f"{told}；可填：{'、'.join(f'{scope}（{says}）' for scope, says in SCOPES.items())}")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput(f"令牌的期限须在 1 至 {LONGEST_DAYS} 天之间，收到 {days}")


def _office(flow: Flow, body: str) -> tuple[str, str]:
    """The one office that the acting user holds at ``body`` today."""
    user = hand(flow).user
    name = flow.present_name(body)
    held = [office for office in offices_of(flow, user, flow.today()) if office.organization == name]
    if not held:
        raise NotFound(f"{user.person}今天没有在“{body}”任职，不能给这个职务发令牌")
    return held[0].organization, held[0].duty.value


def _keeps_users(flow: Flow) -> bool:
    try:
        may_register(flow)
    except NotAllowed:
        return False
    return True


def _note(tokens: TokenFile, token: Token) -> None:
    """Once an hour, note that a token is used; where that cannot be written, the request goes on."""
    now = _now()
    if token.used_at is not None and now - token.used_at < _NOTED_EVERY:
        return
    try:
        tokens.used(token.digest, now)
    except FlowError:
        return


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _now() -> int:
    return int(time.time())


__all__ = [
    "ADMIN",
    "AUDIT",
    "LONGEST_DAYS",
    "READ",
    "REVIEW",
    "SCOPES",
    "USUAL_DAYS",
    "WRITE",
    "Issued",
    "Token",
    "bearer",
    "everybodys",
    "flow_tokens",
    "is_good",
    "issue",
    "mine",
    "revoke",
]
