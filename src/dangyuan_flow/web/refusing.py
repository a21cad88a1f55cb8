"""What a refusal is in a browser: its status, its page; the one table of this door."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from dangyuan_flow.domain.errors import FlowError
from dangyuan_flow.web.guarding import TooLarge
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import PasswordChangeNeeded, SignInNeeded, Visitor, visitor_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

# By the refusal's class or its nearest ancestor here.
STATUSES: Mapping[str, int] = {
    "Refused": 422,
    "NoSuchMove": 422,
    "Tampered": 500,
    "BrokenStore": 503,
    "BadInput": 422,
    "NotAllowed": 403,
    "Conflict": 409,
    "NotFound": 404,
    "FlowError": 503,
}
_HEADINGS = {
    403: "不能办理",
    404: "没有找到",
    405: "没有找到",
    409: "请重新查看后再办",
    413: "内容太大",
    422: "没有办理",
    500: "程序出错",
    503: "暂时不能办理",
}
_NOWHERE = "没有这一页，或者不在您能查看的范围内。"
_log = logging.getLogger("dangyuan.web")


def status_of(error: FlowError) -> int:
    """The status of a refusal."""
    return next(STATUSES[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in STATUSES)


def take_over(app: FastAPI) -> None:
    """Answer every refusal and fault with a page that says what happened and what to do."""
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(PasswordChangeNeeded, lambda _request, _error: RedirectResponse("/password", 303))
    app.add_exception_handler(FlowError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(TooLarge, _too_large)


def told(request: Request, status: int, says: str, *, remedy: str = "") -> Response:
    """A page that says what is wrong."""
    return page(
        request,
        _visitor(request),
        "told.html",
        status=status,
        heading=_HEADINGS.get(status, "没有办理"),
        says=says,
        remedy=remedy,
    )


def _visitor(request: Request) -> Visitor | None:
    try:
        return visitor_of(request)
    except (SignInNeeded, PasswordChangeNeeded, FlowError):
        return None


def _sign_in(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeeded)  # noqa: S101  registered for it alone
    back = "" if error.back == "/" else "?" + urlencode({"back": error.back})
    return RedirectResponse(f"/sign-in{back}", status_code=303)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, FlowError)  # noqa: S101  as above
    status = status_of(error)
    if status in (500, 503):  # a database, a disk: the words name places of this machine
        return fault(request, error)
    return told(request, status, for_page(str(error)))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  as above
    says = _NOWHERE if error.status_code in (404, 405) else str(error.detail)
    return told(request, error.status_code, says)


def _unreadable(request: Request, error: Exception) -> Response:
    """An address with something in it that it cannot have: nobody types those, and a page has none."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  as above
    places = [str(one["loc"][-1]) for one in error.errors()]
    if any(one["loc"][0] == "path" for one in error.errors()):
        return told(request, 404, _NOWHERE)
    return told(request, 422, f"网址里的“{'、'.join(places)}”缺了或不对。请从页面上的链接进入。")


def _too_large(request: Request, _error: Exception) -> Response:
    return told(request, 413, "送来的内容超过了一次的限度，没有办理。")


def fault(request: Request, error: Exception) -> Response:
    """A fault of the program or of its surroundings: a number for whoever maintains it; details go to the log alone."""
    number = secrets.token_hex(4)
    _log.error("fault %s at %s %s", number, request.method, request.url.path, exc_info=error)
    is_ours = not isinstance(error, FlowError)
    return page(
        request,
        None,
        "told.html",
        status=500 if is_ours else 503,
        heading=_HEADINGS[500 if is_ours else 503],
        says="程序出错，这次操作没有完成。" if is_ours else "数据库或磁盘暂时用不了，没有写入任何内容。请稍后再试。",
        remedy=f"请把编号 {number} 告诉维护人员；技术细节在服务器的日志里。",
    )
