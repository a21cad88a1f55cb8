"""Acts beside the steps: a dossier ends, leaves or comes back; 复议; 推迟讨论转正. Each with its consequence told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import leaving
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.offering import branches_written, deciders, further_acts, must_write
from dangyuan_flow.domain.errors import Conflict, FlowError, NotFound
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.typing_in import Read, began_at, read_on
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.proceeding import Outcome
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()

_ENDS = "档案在这里终止：不再计期限，不能再办理；已有的记录都还能查，谁也不能删除。"


@dataclass(frozen=True, kw_only=True, slots=True)
class FurtherAct:
    """An act: what it does, in words that one can decide by; what it asks; and what its button says."""

    move: Move
    consequence: str
    button: str
    day: str
    asks_reason: bool = True
    owes_reason: bool = True
    articles: tuple[str, ...] = ()


ACTS: dict[str, FurtherAct] = {
    "withdraw": FurtherAct(
        move=Move.WITHDRAW,
        consequence=_ENDS + "以后再次申请入党的，另建一份档案，从第 1 步办起。",
        button="登记撤回申请",
        day="撤回日期",
    ),
    "disqualify": FurtherAct(
        move=Move.DISQUALIFY,
        consequence="不再列为入党积极分子或者发展对象。" + _ENDS + "取消预备党员资格不在这里办，是第 23 步的一种结果。",
        button="登记终止资格",
        day="终止日期",
    ),
    "died": FurtherAct(move=Move.DIE, consequence=_ENDS, button="登记去世", day="去世日期", owes_reason=False),
    "not-recognised": FurtherAct(
        move=Move.NOT_RECOGNISE,
        consequence="由县级以上党委组织部门决定，这里登记决定的结果。" + _ENDS,
        button="登记不予承认",
        day="决定日期",
    ),
    "transfer-out": FurtherAct(
        move=Move.TRANSFER_OUT,
        consequence="转出后，这里不再计期限、不能办理，直到转入。接收的党组织从原来的步骤接着办，已满的时间照算；"
        "正在联审的，转入后重新报送。",
        button="登记转出",
        day="转出日期",
        asks_reason=False,
        owes_reason=False,
        articles=("细则-2026#12", "细则-2026#34"),
    ),
    "transfer-in": FurtherAct(
        move=Move.TRANSFER_IN,
        consequence="档案接到所选的党支部，从原来的步骤接着办，培养教育考察和预备期的时间照算。",
        button="登记转入",
        day="转入日期",
        asks_reason=False,
        owes_reason=False,
        articles=("细则-2026#12", "细则-2026#34"),
    ),
    "reconsider": FurtherAct(
        move=Move.RECONSIDER,
        consequence="审批逾期，由支部大会重新讨论。第 15 步以后的记载和材料作废（纪实里仍可查），从第 15 步重新办。",
        button="登记复议",
        day="复议日期",
    ),
    "defer": FurtherAct(
        move=Move.DEFER,
        consequence="推迟讨论转正，最长六个月；转正的，党龄仍从预备期满之日算起。",
        button="登记推迟讨论",
        day="决定推迟的日期",
        articles=("细则-2026#35",),
    ),
}


@router.get("/dossiers/{dossier_id}/acts/{act}")
def act_page(request: Request, visitor: Visiting, dossier_id: str, act: str) -> Response:
    """What the act does, and its form."""
    return _page(request, visitor, dossier_of(visitor.flow, dossier_id), act, {})


@router.post("/dossiers/{dossier_id}/acts/{act}")
def do(request: Request, visitor: Visiting, form: Posted, dossier_id: str, act: str) -> Response:
    """Do the act."""
    asked = _known(act)
    dossier = dossier_of(visitor.flow, dossier_id)
    must_write(visitor.flow, dossier.facts.branch)
    typed = {name: text_of(form, name) for name in ("on", "reason", "to", "branch", "papers_missing", "decided_by")}
    expected = began_at(form, dossier.seq)
    read = Read()
    read_on(read, typed["on"], visitor.flow.today(), label=asked.day)
    _check(read, asked, typed)
    if dossier.seq != expected:
        return _page(request, visitor, dossier, act, typed, opened_at=expected, status=409)
    if read.on is None or read.problems:
        return _page(request, visitor, dossier, act, typed, problems=read.problems, status=422)
    try:
        _done(visitor, dossier, asked, read, typed)
    except Conflict:
        anew = dossier_of(visitor.flow, dossier_id)
        return _page(request, visitor, anew, act, typed, opened_at=expected, status=409)
    except FlowError as refused:
        problems = {"": for_page(str(refused))}
        return _page(request, visitor, dossier, act, typed, problems=problems, status=status_of(refused))
    return led(f"/dossiers/{dossier_id}", said=f"已{asked.button}。")


def _known(act: str) -> FurtherAct:
    if act not in ACTS:
        raise NotFound("没有这一种办理。")
    return ACTS[act]


def _check(read: Read, asked: FurtherAct, typed: dict[str, str]) -> None:
    if asked.owes_reason and not typed["reason"]:
        read.problems["reason"] = f"请写明{asked.move.chinese}的理由"
    if asked.move is Move.TRANSFER_OUT and not typed["to"]:
        read.problems["to"] = "请填转往哪个党组织"
    if asked.move is Move.TRANSFER_IN and not typed["branch"]:
        read.problems["branch"] = "请选择转入的党支部"
    missing = typed["papers_missing"]
    if asked.move is Move.TRANSFER_IN and missing and not (missing.isascii() and missing.isdecimal()):
        read.problems["papers_missing"] = f"缺的份数须填整数，收到“{missing}”"


def _done(visitor: Visitor, dossier: Dossier, asked: FurtherAct, read: Read, typed: dict[str, str]) -> Outcome:
    assert read.on is not None  # noqa: S101  read before
    flow, on, reason, by = visitor.flow, read.on, typed["reason"], typed["decided_by"] or None
    match asked.move:
        case Move.TRANSFER_OUT:
            return leaving.transfer_out(flow, dossier.id, on=on, to=typed["to"], decided_by=by, expected=dossier.seq)
        case Move.TRANSFER_IN:
            return leaving.transfer_in(
                flow,
                dossier.id,
                on=on,
                branch=typed["branch"],
                papers_missing=int(typed["papers_missing"] or 0),
                decided_by=by,
                expected=dossier.seq,
            )
        case Move.RECONSIDER:
            return leaving.reconsider(flow, dossier.id, on=on, reason=reason, decided_by=by, expected=dossier.seq)
        case Move.DEFER:
            return leaving.defer(flow, dossier.id, on=on, reason=reason, decided_by=by, expected=dossier.seq)
        case _:
            return leaving.end(flow, dossier.id, asked.move, on=on, reason=reason, decided_by=by, expected=dossier.seq)


def _page(  # what the page shows
    request: Request,
    visitor: Visitor,
    dossier: Dossier,
    act: str,
    typed: dict[str, str],
    *,
    problems: dict[str, str] | None = None,
    opened_at: int | None = None,
    status: int = 200,
) -> Response:
    flow, asked = visitor.flow, _known(act)
    return page(
        request,
        visitor,
        "dossier-act.html",
        status=status,
        dossier=dossier,
        act=asked,
        path=f"/dossiers/{dossier.id}/acts/{act}",
        may_do=asked.move in further_acts(flow, dossier),
        where=flow.workflow.describe(dossier.position),
        typed=typed,
        problems=problems or {},
        meanwhile=None if opened_at is None else since(flow, dossier, opened_at),
        branches=branches_written(flow) if asked.move is Move.TRANSFER_IN else (),
        deciders=deciders(flow, dossier.facts.branch),
        today=flow.today(),
    )
