"""What a refusal is to a program: ``application/problem+json`` (RFC 9457), with the violations of the guard in it."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dangyuan_flow.application.as_json import refusal_json
from dangyuan_flow.domain.errors import FlowError
from dangyuan_flow.web.api.shapes import Violation
from dangyuan_flow.web.guarding import MOST_BYTES, TooLarge
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("dangyuan.api")
_TITLES = {
    "refused": "规定不允许",
    "reason_needed": "须写明理由",
    "no_such_move": "现在没有这一步可办",
    "not_allowed": "无权办理",
    "not_your_turn": "没有轮到办理",
    "conflict": "有人同时办理",
    "not_found": "没有找到",
    "bad_input": "内容不对",
    "bad_definition": "规定文件不对",
    "key_reused": "键已用过",
    "tampered": "纪实校验不符",
    "error": "暂时不能办理",
    "unauthorized": "没有有效的令牌",
    "insufficient_scope": "令牌没有这项权限",
    "precondition_failed": "档案已有新的记录",
    "precondition_required": "缺少 If-Match",
    "invalid": "请求不合要求",
    "method_not_allowed": "这个地址没有这种操作",
    "too_large": "内容太大",
    "too_many_requests": "请求太快",
    "internal": "程序出错",
}
_OF_STATUS = {400: "bad_input", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是正确的 JSON",
    "string_type": "须是文字",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "string_pattern_mismatch": "写法不对",
    "string_unicode": "文字中有不合法的字符",
    "int_type": "须是整数",
    "int_parsing": "须是整数",
    "bool_type": "须是 true 或 false",
    "bool_parsing": "须是 true 或 false",
    "list_type": "须是列表",
    "dict_type": "须是对象",
    "too_short": "项数太少",
    "too_long": "项数太多",
    "literal_error": "不是可填的值",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}


class Misfit(BaseModel):
    """请求里的一处不合要求。"""

    at: str = Field(description="在哪里，如 body.on、query.limit、header.If-Match")
    says: str = Field(description="怎么不对")


class Problem(BaseModel):
    """拒绝或出错（RFC 9457）。``error`` 与命令行的 ``--json`` 相同；被规定挡住的，列出每一条依据、数值和最早日期。"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:dangyuan:error:refused",
                    "title": "规定不允许",
                    "status": 422,
                    "detail": "不能办理第 8 步“确定发展对象”：培养教育考察不满一年",
                    "error": "refused",
                    "dossier": "2026-00042",
                    "step": 8,
                    "violations": [
                        {
                            "code": "V49",
                            "cites": ["细则-2026#13"],
                            "says": "确定为发展对象的日期早于培养教育考察满一年的日期",
                            "facts": {"activist_on": "2025-06-01", "candidate_listed_by": "2026-05-20"},
                            "earliest": "2026-06-01",
                        }
                    ],
                }
            ]
        }
    )

    type: str = Field(description="urn:dangyuan:error: 加上 error")
    title: str = Field(description="哪一类问题")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="这一次的情况和处理办法")
    error: str = Field(description="问题的代码")
    dossier: str | None = Field(default=None, description="档案编号")
    step: int | None = Field(default=None, description="第几步")
    violations: list[Violation] | None = Field(default=None, description="违反的规定")
    problems: list[Misfit] | None = Field(default=None, description="请求里不合要求的各处")
    seq: int | None = Field(default=None, description="档案现在的记录序号（412 时）")
    number: str | None = Field(default=None, description="出错的编号，服务器日志里有同样的编号")


class Stopped(Exception):
    """A request that no journey ever saw: no token, no scope, no precondition, too fast."""

    def __init__(self, status: int, error: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        """Keep what to answer."""
        self.status, self.error, self.detail, self.headers = status, error, detail, dict(headers or {})
        super().__init__(detail)


def problem(status: int, error: str, detail: str, **more: Any) -> Problem:  # noqa: ANN401  what a problem may carry
    """A problem by its code."""
    title = _TITLES.get(error, "没有办理")
    return Problem(type=f"urn:dangyuan:error:{error}", title=title, status=status, detail=detail, error=error, **more)


def problem_of(refused: FlowError) -> Problem:
    """The problem that a journey's refusal is."""
    told = refusal_json(refused)
    return problem(
        status_of(refused),
        refused.code,
        for_page(str(refused)),
        dossier=told.get("dossier") or None,
        step=told.get("step") or None,
        violations=told.get("violations"),
    )


def answered(found: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem as the answer to a request."""
    return Response(
        found.model_dump_json(exclude_none=True),
        status_code=found.status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def take_over(app: FastAPI) -> None:
    """Answer every refusal and fault of ``app`` with a problem."""
    app.add_exception_handler(FlowError, _refused)
    app.add_exception_handler(Stopped, _stopped)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(TooLarge, _too_large)
    app.add_exception_handler(Exception, _fault)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, FlowError)  # noqa: S101  registered for it alone
    return answered(problem_of(error), {"retry-after": "1"} if status_of(error) in (409, 503) else None)


def _stopped(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Stopped)  # noqa: S101  as above
    return stopped(error)


def stopped(error: Stopped) -> Response:
    """The answer to a request that no journey ever saw."""
    return answered(problem(error.status, error.error, error.detail), error.headers)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  as above
    found = error.errors()
    if any(one["type"] == "missing" and tuple(one["loc"]) == ("header", "If-Match") for one in found):
        detail = '请用 If-Match 写明所见的记录序号（档案的 ETag，如 "17"），以免覆盖他人的办理'
        return answered(problem(428, "precondition_required", detail))
    misfits = [Misfit(at=_place(one["loc"]), says=_says(one)) for one in found]
    detail = "；".join(f"{one.at} {one.says}" for one in misfits[:5])
    return answered(problem(422, "invalid", detail, problems=misfits))


def _place(loc: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in loc)


def _says(one: Mapping[str, Any]) -> str:
    return _WORDS.get(one["type"]) or str(one["msg"]).removeprefix("Value error, ")


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  as above
    code = _OF_STATUS.get(error.status_code, "invalid")
    says = {404: "没有这个地址", 405: "这个地址没有这种操作"}.get(error.status_code, "请求无法解读")
    return answered(problem(error.status_code, code, says), error.headers)


def _too_large(_request: Request, _error: Exception) -> Response:
    return answered(problem(413, "too_large", f"一次至多 {MOST_BYTES // 2**20} MB"))


def _fault(request: Request, error: Exception) -> Response:
    """A fault of the program: a number for whoever maintains it; the details are in the server's log alone."""
    number = secrets.token_hex(4)
    _log.error("fault %s at %s %s", number, request.method, request.url.path, exc_info=error)
    return answered(problem(500, "internal", "程序出错，这次操作没有完成", number=number))
