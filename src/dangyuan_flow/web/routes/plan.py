"""The annual plan: what each body may admit, what is used, who is ripe, which shares are reached; and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.acting import may_register
from dangyuan_flow.application.plan_progress import progress
from dangyuan_flow.application.planning import quotas, set_quota
from dangyuan_flow.application.population import Asked
from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.web import drawing
from dangyuan_flow.web.bodies import bodies_seen
from dangyuan_flow.web.counted import list_of
from dangyuan_flow.web.drawing import Bar
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.visiting import Posted, Visiting, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from dangyuan_flow.application.figures import Figure
    from dangyuan_flow.application.plan_progress import Progress
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_FIELDS = ("body", "year", "quota", "structure")


@router.get("/plan")
def plan(request: Request, visitor: Visiting, year: str = "", body: str = "") -> Response:
    """The plan of a year; ``body`` and ``year`` together: the form with that line."""
    typed = {"year": year, "body": body, "quota": "", "structure": ""}
    if body and year.isdecimal():
        kept = next((one for one in quotas(visitor.flow, int(year)) if one.body == body), None)
        if kept is not None and body in _bodies(visitor.flow):
            typed |= {"quota": "" if kept.quota is None else str(kept.quota), "structure": kept.structure or ""}
    return _page(request, visitor, typed)


@router.post("/plan")
def register(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Keep a line of the plan."""
    may_register(visitor.flow)
    typed = {name: text_of(form, name) for name in _FIELDS}
    try:
        kept = set_quota(visitor.flow, _read(visitor, typed))
    except (BadInput, NotFound) as problem:
        return _page(request, visitor, typed, status=422, problem=str(problem))
    told = [f"指标 {kept.quota} 人" if kept.quota is not None else "", kept.structure or ""]
    said = f"已登记 {kept.body} {kept.year} 年的计划：{'，'.join(part for part in told if part)}"
    return led(f"/plan?year={kept.year}", said=said)


def _read(visitor: Visitor, typed: dict[str, str]) -> Quota:
    for name, label in (("year", "年度"), ("quota", "指标数")):
        if typed[name] and not typed[name].isdecimal():
            msg = f"{label}要写成数字，收到“{typed[name]}”"
            raise BadInput(msg)
    if not typed["body"] or not typed["year"]:
        msg = "请选党组织，并写明年度"
        raise BadInput(msg)
    if typed["body"] not in _bodies(visitor.flow):
        msg = f"没有名为“{typed['body']}”的党组织"
        raise NotFound(msg)
    return Quota(
        year=int(typed["year"]),
        body=typed["body"],
        quota=int(typed["quota"]) if typed["quota"] else None,
        structure=typed["structure"] or None,
    )


def _page(
    request: Request, visitor: Visitor, typed: dict[str, str], *, status: int = 200, problem: str | None = None
) -> Response:
    flow = visitor.flow
    today = flow.today()
    asked = Asked(day=today)
    lines = progress(flow, today)
    years = sorted({line.plan.year for line in lines} | {today.year}, reverse=True)
    year = int(typed["year"]) if typed["year"].isdecimal() and int(typed["year"]) in years else today.year

    def leads(figure: Figure) -> str:
        return list_of(figure, asked, today)

    may = _may_register(flow)
    shown = [line for line in lines if line.plan.year == year]
    return page(
        request,
        visitor,
        "plan.html",
        status=status,
        problem=problem,
        typed=typed,
        lines=[(line, _used(line, leads), _shares(line, leads)) for line in shown],
        year=year,
        years=years,
        today=today,
        leads=leads,
        others=_others(flow, shown, year) if may else [],
        may_register=may,
        bodies=_bodies(flow),
    )


def _bodies(flow: Flow) -> list[str]:
    """The bodies that a line may be registered for: those seen; an administrator, who sees no dossiers, names any."""
    return bodies_seen(flow) or [name for name, body in flow.organizations.items() if name == body.name]


def _others(flow: Flow, shown: list[Progress], year: int) -> list[Quota]:
    """What is registered of the year for bodies whose dossiers one does not all see; only for who may change it."""
    told = {line.plan.body for line in shown}
    mine = _bodies(flow)
    return [quota for quota in quotas(flow, year) if quota.body not in told and quota.body in mine]


def _may_register(flow: Flow) -> bool:
    try:
        may_register(flow)
    except NotAllowed:
        return False
    return True


def _used(line: Progress, leads: Callable[[Figure], str]) -> Markup:
    """How far the plan is used: admitted, and behind it who is ripe."""
    quota = line.plan.quota
    if quota is None:
        return drawing.bars([], "")
    bars = [
        Bar(name="指标", value=quota, words=f"{quota} 人"),
        Bar(name="已接收", value=line.admitted.count, words=f"{line.admitted.count} 人", href=leads(line.admitted)),
        Bar(name="发展对象", value=line.ripe.count, words=f"{line.ripe.count} 人", href=leads(line.ripe)),
    ]
    return drawing.bars(bars, f"{line.plan.body} {line.plan.year} 年指标的使用")


def _shares(line: Progress, leads: Callable[[Figure], str]) -> Markup:
    """The shares asked for, each with what is reached."""
    bars = [
        Bar(
            name=f"{share.demand.word}　要求 {share.demand.percent}%",
            value=share.percent or 0,
            words="—" if share.percent is None else f"{share.percent}%",
            href=leads(share.such),
            parts=(("whole" if share.is_reached else "late", share.percent or 0),),
            target=share.demand.percent,
        )
        for share in line.shares
    ]
    return drawing.bars(bars, f"{line.plan.body} {line.plan.year} 年的结构", most=100)
