"""The room of programs: an application of its own under ``/api/v1``, with its own refusals and its own description."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.security.utils import get_authorization_scheme_param
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

import dangyuan_flow
from dangyuan_flow.web.api import deciding, dossiers, findings, problems, registers, steps
from dangyuan_flow.web.api.callers import FLOW, PACE, Pace, come_in
from dangyuan_flow.web.api.problems import MEDIA_TYPE, Problem, Stopped

if TYPE_CHECKING:
    from starlette.routing import BaseRoute
    from starlette.types import Receive, Scope, Send

    from dangyuan_flow.flow import Flow

PATH = "/api/v1"
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCK = threading.Lock()
_ROUTERS = (registers.router, dossiers.router, steps.router, deciding.router, findings.router)
_ALWAYS = {
    401: "没有有效的令牌",
    403: "令牌没有这项权限，或本人今天的职务不能办理",
    404: "没有找到，或不在能看到的范围内",
    422: "请求不合要求，或规定不允许",
    429: "请求太快",
    503: "暂时不能办理",
}
_OF_ACTS = {400: "请求无法解读", 409: "有人同时办理，或已有在办档案", 413: "内容太大"}
_OF_DOSSIERS = {412: "档案已有新的记录", 428: "缺少 If-Match"}
_ABOUT = """发展党员全程管理的接口：与网页、命令行是同一套办理，同样的拒绝，同样的依据。

- **令牌**：`Authorization: Bearer dyf_…`。用 `dangyuan token add` 发，只显示一次，有权限和期限。
- **办理**：写明 `If-Match`（档案的 `ETag`）；建议带 `Idempotency-Key`，断线重试不会重复办理。
- **拒绝**：`application/problem+json`，`violations` 列出每一条规定、数值和最早日期。
- **看不到的**与没有的一样，回答 404。"""


class Room:
    """The application for programs over one flow; ``pace``: how fast one token may ask.

    What answers is made once a process, when somebody first asks: its many shapes take most of a second.
    """

    def __init__(self, flow: Flow, *, pace: Pace | None = None) -> None:
        self.flow, self.pace = flow, pace or Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is handed in is read only from who has a token."""
        if scope["type"] == "http" and scope["method"] not in _WITHOUT_BODY:
            scheme, secret = get_authorization_scheme_param(Headers(scope=scope).get("authorization"))
            try:
                await run_in_threadpool(come_in, self.flow, secret if scheme.lower() == "bearer" and secret else None)
            except Stopped as stopped:
                await problems.stopped(stopped)(scope, receive, send)
                return
        await api()({**scope, FLOW: self.flow, PACE: self.pace}, receive, send)

    @property
    def routes(self) -> list[BaseRoute]:
        """The operations."""
        return api().routes


def api() -> FastAPI:
    """The operations with their refusals and their description; over which flow, each request says."""
    with _LOCK:
        return _made()


@cache
def _made() -> FastAPI:
    app = FastAPI(
        title="发展党员全程管理",
        version=dangyuan_flow.__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        servers=[{"url": PATH}],
        root_path_in_servers=False,
    )
    problems.take_over(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.openapi_schema = _refusing(app.openapi())  # at once: operations look up which queries they know
    return app


def _refusing(schema: dict[str, Any]) -> dict[str, Any]:
    """The description with the refusals that each operation may answer."""
    shapes = schema["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= told.pop("$defs", {})
    shapes["Problem"] = told
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in schema["paths"].values():
        for method, operation in operations.items():
            refusals = _ALWAYS | (_OF_ACTS if method == "post" else {})
            if any(parameter["name"] == "If-Match" for parameter in operation.get("parameters", ())):
                refusals = refusals | _OF_DOSSIERS
            for status, says in refusals.items():
                operation["responses"][str(status)] = {"description": says, "content": content}
    return schema
