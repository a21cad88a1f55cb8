"""What stands before every page: safe headers, no forms from elsewhere, no bodies without end.

Sources: OWASP ASVS 5, V3 (web frontend) and V4 (HTTP); the Fetch standard's ``Sec-Fetch-Site``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024 * 1024
"""How large a request may be: a ledger of a county, or a step's scanned papers."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


class TooLarge(Exception):
    """A request's body is larger than :data:`MOST_BYTES`."""


class Guard:
    """The middleware around everything."""

    def __init__(self, app: ASGIApp, *, is_secure: bool, fault: Callable[[Request, Exception], Response]) -> None:
        self.app = app
        self.is_secure = is_secure
        self.fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        has_begun = False

        async def answer(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        if scope["method"] not in _SAFE and not _is_own(headers):
            refused = PlainTextResponse("这个请求来自别的网站，没有办理。", status_code=403)
            await refused(scope, receive, answer)
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            refused = PlainTextResponse(f"内容太大：一次至多 {MOST_BYTES // 2**20} MB。", status_code=413)
            await refused(scope, receive, answer)
            return
        try:
            await self.app(scope, _counted(receive), answer)
        except Exception as error:
            if has_begun:
                raise
            shown = await run_in_threadpool(self.fault, Request(scope), error)
            await shown(scope, receive, answer)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self.is_secure:
            headers["strict-transport-security"] = "max-age=31536000"
            cookies = headers.getlist("set-cookie")
            if any("secure" not in cookie.lower() for cookie in cookies):
                del headers["set-cookie"]
                for cookie in cookies:
                    headers.append("set-cookie", cookie if "secure" in cookie.lower() else f"{cookie}; Secure")
        is_asset = scope["path"].startswith("/assets/") and scope["query_string"]
        headers.setdefault("cache-control", _FOR_A_YEAR if is_asset else "no-store")


def _is_own(headers: Headers) -> bool:
    """Whether a request that changes something was begun by one of our own pages, or by no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _counted(receive: Receive) -> Receive:
    """``receive`` that stops where more comes than was announced, or anything without an end."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise TooLarge
        return message

    return counting
