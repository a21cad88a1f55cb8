"""Who calls: the token in the request's header, whose it is, what it may be used for, and how often."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request, Security
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from dangyuan_flow.application import tokens
from dangyuan_flow.web.api.problems import Stopped

if TYPE_CHECKING:
    from dangyuan_flow.application.sighting import Own
    from dangyuan_flow.application.tokens import Token
    from dangyuan_flow.domain.people import Office
    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="令牌",
    description="用 dangyuan token add 发的令牌（dyf_…）。令牌能做的，不超过本人今天的职务能做的；网页的登录在这里不算",
)
FLOW, PACE = "dangyuan.flow", "dangyuan.pace"
"""Where a request's scope says over which flow it is answered, and how fast a token may ask."""
_MOST_TOKENS = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A program's user; ``flow`` acts as that user, and shows only what that user may see today."""

    flow: Flow
    token: Token
    user: User
    offices: tuple[Office, ...]


class Pace:
    """How fast one token may ask, in this process: ``at_once`` together, then ``per_second``."""

    def __init__(self, *, at_once: int = 120, per_second: float = 20.0) -> None:
        self.at_once, self.per_second = at_once, per_second
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, token: str) -> float:
        """How many seconds ``token`` has to wait; 0 where the request may go on (and counts)."""
        now = time.monotonic()
        with self._lock:
            if len(self._left) >= _MOST_TOKENS:
                self._left.clear()
            left, since = self._left.get(token, (float(self.at_once), now))
            left = min(float(self.at_once), left + (now - since) * self.per_second)
            may = left >= 1
            self._left[token] = (left - 1 if may else left, now)
        return 0.0 if may else (1 - left) / self.per_second


class Needs:
    """The dependency of an operation: a good token with ``scope``, that does not ask too fast."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def __call__(
        self, request: Request, shown: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
    ) -> Caller:
        """The caller; raises :class:`Stopped`."""
        token, own = come_in(request.scope[FLOW], None if shown is None else shown.credentials)
        pace: Pace = request.scope[PACE]
        seconds = pace.wait(token.digest)
        if seconds > 0:
            wait = int(seconds) + 1
            raise Stopped(
                429, "too_many_requests", f"这个令牌请求太快，请在 {wait} 秒后再试", headers={"retry-after": str(wait)}
            )
        if self.scope not in token.scopes:
            says = tokens.SCOPES[self.scope]
            raise Stopped(
                403,
                "insufficient_scope",
                f"这个令牌没有 {self.scope} 权限（{says}）",
                headers={"www-authenticate": f'Bearer error="insufficient_scope", scope="{self.scope}"'},
            )
        _check_query(request)
        return Caller(flow=own.flow, token=token, user=own.user, offices=own.offices)


def come_in(flow: Flow, secret: str | None) -> tuple[Token, Own]:
    """Whose token ``secret`` is; raises :class:`Stopped` for one that is not good, or none."""
    found = None if secret is None else tokens.bearer(flow, secret)
    if found is None:
        raise Stopped(
            401,
            "unauthorized",
            "请在 Authorization 头里给出有效的令牌（没有令牌，或已到期、已收回）",
            headers={"www-authenticate": "Bearer" if secret is None else 'Bearer error="invalid_token"'},
        )
    return found


def _check_query(request: Request) -> None:
    """Refuse a query with names that the operation does not know: a misspelt filter would show everything."""
    described = request.app.openapi()["paths"][request.scope["route"].path][request.method.lower()]
    known = {told["name"] for told in described.get("parameters", ()) if told["in"] == "query"}
    unknown = [name for name in dict.fromkeys(request.query_params) if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name), "msg": ""} for name in unknown]
        )


NEEDS_READ, NEEDS_WRITE, NEEDS_REVIEW = Needs(tokens.READ), Needs(tokens.WRITE), Needs(tokens.REVIEW)
NEEDS_AUDIT, NEEDS_ADMIN = Needs(tokens.AUDIT), Needs(tokens.ADMIN)
Reading = Annotated[Caller, Depends(NEEDS_READ)]
Administering = Annotated[Caller, Depends(NEEDS_ADMIN)]
