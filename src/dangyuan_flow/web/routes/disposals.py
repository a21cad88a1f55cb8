"""What people do about findings, one at a time or several: triage, assign, mend, accept, send back, close."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from dangyuan_flow.application import findings, following
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError, NotFound
from dangyuan_flow.domain.finding import MEASURES, VERDICTS, Deed
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.routes.findings import acting, finding_page, is_stale
from dangyuan_flow.web.uploads import kept_in, papers
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.flow import Flow

router = APIRouter()
SEVERAL = {"triage": Deed.TRIAGE, "assign": Deed.ASSIGN, "accept": Deed.ACCEPT, "close": Deed.CLOSE}
ACTS = SEVERAL | {"mend": Deed.MEND, "return": Deed.RETURN}
MOST_AT_ONCE = 200
_FIELDS = ("verdict", "reason", "to", "due", "measure", "says", "stands")


@router.post("/findings/{number:int}/{name}")
def act(request: Request, visitor: Visiting, form: Posted, number: int, name: str) -> Response:
    """Do one act to one finding, and show it again."""
    flow = visitor.flow
    filed = following.one(flow, number)
    if name not in ACTS:
        raise NotFound("没有这一种办理。")
    deed = ACTS[name]
    try:
        if is_stale(filed.finding, text_of(form, "step")):
            raise Conflict(
                f"您打开这一页之后，已有人处理过这个问题，现在是“{filed.finding.state.chinese}”。"
                "请先看过下面的新情况；您填的内容还在，需要时再办"
            )
        done = _doing(flow, form, deed)([number])
    except FlowError as refused:
        return finding_page(
            request,
            visitor,
            filed,
            status=status_of(refused),
            problem=for_page(str(refused)),
            deed=deed,
            typed={field: text_of(form, field) for field in _FIELDS},
        )
    return led(f"/findings/{number}", said=f"已{deed.chinese}：问题 {number} 现在是“{done[0].state.chinese}”。")


@router.get("/findings/several")
def several(request: Request, visitor: Visiting, deed: str = "", back: str = "") -> Response:
    """The form of one act for the findings ticked in a list."""
    numbers = [int(text) for text in request.query_params.getlist("number") if text.isdigit()]
    return _several_page(request, visitor, deed, numbers[:MOST_AT_ONCE], back=back)


@router.post("/findings/several")
def act_on_several(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Do one act to several findings, each by itself: what is refused for one does not stop the others."""
    name = text_of(form, "deed")
    if name not in SEVERAL:
        raise NotFound("没有这一种办理。")
    numbers = [int(text) for text in form.getlist("number") if isinstance(text, str) and text.isdigit()]
    steps = {number: text_of(form, f"step-{number}") for number in numbers}
    refused: dict[int, str] = {}
    done: list[Finding] = []
    back, typed = text_of(form, "back"), {field: text_of(form, field) for field in _FIELDS}
    try:
        doing = _doing(visitor.flow, form, SEVERAL[name])
    except BadInput as why:
        return _several_page(request, visitor, name, numbers, back=back, typed=typed, status=422, problem=str(why))
    for number in dict.fromkeys(numbers[:MOST_AT_ONCE]):
        try:
            if is_stale(following.one(visitor.flow, number).finding, steps[number]):
                raise Conflict("打开这一页之后已有人处理过，请看过新的情况再办")
            done += doing([number])
        except FlowError as why:
            refused[number] = for_page(str(why))
    if done and not refused:
        said = f"已{SEVERAL[name].chinese} {len(done)} 条问题。"
        return led("/findings" + (f"?{back}" if back else ""), said=said)
    return _several_page(
        request, visitor, name, [*refused], back=back, done=done, refused=refused, typed=typed, status=422
    )


def _several_page(
    request: Request,
    visitor: Visiting,
    name: str,
    numbers: list[int],
    *,
    back: str,
    done: list[Finding] | None = None,
    refused: dict[int, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
    problem: str = "",
) -> Response:
    if name not in SEVERAL:
        raise NotFound("没有这一种办理。")
    deed = SEVERAL[name]
    lines = following.to_fill(visitor.flow, numbers)
    may = (
        [filed for filed in lines if deed in following.open_acts(visitor.flow, filed)] if refused is None else [*lines]
    )
    return page(
        request,
        visitor,
        "findings-several.html",
        status=status,
        name=name,
        lines=may,
        left_out=[filed for filed in lines if filed not in may],
        done=done or [],
        refused=refused or {},
        back=back,
        problem=problem,
        **acting(visitor.flow, may, (deed,), deed=deed, typed=typed or {}),
    )


def _doing(flow: Flow, form: FormData, deed: Deed) -> Callable[[list[int]], tuple[Finding, ...]]:
    """How ``deed`` is done with what the form says; raises :class:`BadInput` where the form says too little."""
    reason = text_of(form, "reason") or None
    match deed:
        case Deed.TRIAGE:
            verdict = VERDICTS.get(text_of(form, "verdict"))
            if verdict is None:
                raise BadInput("请选择核实的结论：属实、不属实 或 存疑")
            return lambda numbers: findings.triage(flow, numbers, verdict, reason=reason)
        case Deed.ASSIGN:
            return _assigning(flow, form, reason)
        case Deed.MEND:
            return lambda numbers: _mend(flow, form, numbers)
        case Deed.ACCEPT:
            return lambda numbers: findings.accept(flow, numbers, reason=reason)
        case Deed.RETURN:
            if reason is None:
                raise BadInput("退回须写明理由：整改哪里不符合要求")
            due = _day(form, "due")
            return lambda numbers: findings.send_back(flow, numbers, reason=reason, due_on=due)
        case Deed.CLOSE:
            stands = text_of(form, "stands") == "1"
            return lambda numbers: findings.close(flow, numbers, stands=stands, reason=reason)
        case _:
            raise NotFound("没有这一种办理。")


def _assigning(flow: Flow, form: FormData, reason: str | None) -> Callable[[list[int]], tuple[Finding, ...]]:
    to, day = text_of(form, "to"), _day(form, "due")
    if not to or day is None:
        raise BadInput("请选择责任单位，并写明整改期限")
    return lambda numbers: findings.assign(flow, numbers, to=to, due_on=day, reason=reason)


def _mend(flow: Flow, form: FormData, numbers: list[int]) -> tuple[Finding, ...]:
    measure = MEASURES.get(text_of(form, "measure"))
    if measure is None:
        raise BadInput("请选择处理方式")
    uploaded = [one for one in form.getlist("papers") if isinstance(one, UploadFile) and one.filename]
    with tempfile.TemporaryDirectory(prefix="dangyuan-") as folder:
        files = kept_in(Path(folder), papers(uploaded))
        return findings.mend(flow, numbers, measure, says=text_of(form, "says"), files=files)


def _day(form: FormData, name: str) -> date | None:
    text = text_of(form, name)
    return read_day(text) if text else None
