"""Sweeps: those registered with their trend, and one of them with what it found, newly found and no longer found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.copying import Wish
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.following import follows
from dangyuan_flow.application.registering import may_keep
from dangyuan_flow.application.sweep_lists import sweep_seen, sweeps_seen
from dangyuan_flow.application.sweeping import narrowed, sweep_store
from dangyuan_flow.domain.errors import BadInput, FlowError
from dangyuan_flow.web import drawing, tallies
from dangyuan_flow.web.bodies import bodies_seen, body_asked
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.runs import SWEEP, Run, runs_of
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.domain.sweep import KeptSweep
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
SHOWN = 60
TREND = 12
WHOLE = "全部档案"


@router.get("/sweeps")
def sweeps(request: Request, visitor: Visiting, scope: str = "") -> Response:
    """The registered sweeps and how their numbers went; the form that begins one."""
    return _sweeps_page(request, visitor, scope=scope)


@router.post("/sweeps")
def begin(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Begin a sweep: it runs beside the pages, and its own page tells how far it is."""
    flow = visitor.flow
    typed = {name: text_of(form, name) for name in ("body", "as_of", "only", "keep", "alike")}
    try:
        body = body_asked(flow, typed["body"])
        if body is None and flow.store.sight is not None:
            raise BadInput("请选择要排查的党组织")
        if typed["keep"] not in ("register", "look"):
            raise BadInput("请选择登记，还是只看不登记")
        day = read_day(typed["as_of"]) if typed["as_of"] else None
        keep = typed["keep"] == "register"
        only = tuple(code.strip() for code in typed["only"].replace("，", ",").split(",") if code.strip())
        narrowed(flow.catalogue.rule_set, only)  # an unknown code is told at once, not by a run
        if keep:
            may_keep(flow, body)
        run = runs_of(request).begin(
            Run(
                user=visitor.user.name,
                person=visitor.user.person,
                scope="、".join([body or WHOLE, *only]),
                kind=SWEEP,
                registers=keep,
            ),
            lambda progress: sweep_store(
                flow,
                as_of=day,
                body=body,
                only=only,
                keep=keep,
                texts=Wish(asked=bool(typed["alike"])),
                progress=progress,
            ),
        )
    except FlowError as refused:
        problem = for_page(str(refused))
        return _sweeps_page(request, visitor, status=status_of(refused), problem=problem, typed=typed)
    return led(f"/sweeps/running/{run.id}")


@router.get("/sweeps/{number:int}")
def sweep(request: Request, visitor: Visiting, number: int) -> Response:
    """One registered sweep."""
    flow = visitor.flow
    kept = sweep_seen(flow, number)
    rules = flow.catalogue.rule_set
    same = [one for one in sweeps_seen(flow) if one.scope == kept.scope]
    narrows = {"state": "全部", "body": kept.scope.body or ""}
    return page(
        request,
        visitor,
        "sweep.html",
        sweep=kept,
        scope=scope_of(kept),
        tables=tallies.of_kept(kept, rules),
        narrows=narrows,
        drawn=drawing.bar,
        unchecked=tallies.unchecked_of(kept, rules),
        before=next((one.number for one in same if one.number < number), None),
        following=min((one.number for one in same if one.number > number), default=None),
        run=runs_of(request).registered_as(visitor.user.name, number),
    )


def scope_of(kept: KeptSweep) -> str:
    """What a registered sweep covers, in words."""
    packs = [f"加用 {pack}" for pack in kept.scope.packs]
    return "、".join([kept.scope.body or WHOLE, *kept.scope.only, *packs])


def _sweeps_page(
    request: Request,
    visitor: Visitor,
    *,
    scope: str = "",
    status: int = 200,
    problem: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    flow = visitor.flow
    found = sweeps_seen(flow, limit=SHOWN)
    scopes = list(dict.fromkeys(scope_of(one) for one in found))
    chosen = scope if scope in scopes else (scopes[0] if scopes else "")
    drawn = [one for one in found if scope_of(one) == chosen][:TREND]
    return page(
        request,
        visitor,
        "sweeps.html",
        status=status,
        sweeps=found,
        scope_of=scope_of,
        scopes=scopes,
        chosen=chosen,
        trend=_trend(drawn),
        bodies=bodies_seen(flow),
        sees_all=flow.store.sight is None,
        may_register=follows(flow),
        under_way=runs_of(request).under_way(visitor.user.name),
        problem=problem,
        typed=typed or {},
        today=flow.today(),
        whole=WHOLE,
    )


def _trend(latest_first: Sequence[KeptSweep]) -> object:
    return drawing.trend(
        [
            drawing.Mark(
                name=f"{one.as_of:%m-%d}" if len(latest_first) > 8 else one.as_of.isoformat(),  # noqa: PLR2004  as many days have room
                facts=one.facts.total,
                leads=one.leads.total,
                href=f"/sweeps/{one.number}",
            )
            for one in reversed(latest_first)
        ]
    )
