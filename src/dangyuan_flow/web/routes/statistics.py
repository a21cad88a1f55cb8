"""Statistics: make-up, funnel, paces, deadlines kept, papers sent back; every number leads to its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.population import STATES, Asked
from dangyuan_flow.application.statistics import statistics
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.web import drawing
from dangyuan_flow.web.bodies import bodies_seen
from dangyuan_flow.web.counted import NAMES, asked_of, list_of
from dangyuan_flow.web.drawing import Bar
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Visiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from markupsafe import Markup

    from dangyuan_flow.application.figures import Figure, Part
    from dangyuan_flow.application.paces import Kept, Pace
    from dangyuan_flow.application.returns import Returned
    from dangyuan_flow.application.statistics import Statistics

router = APIRouter()
_MOST_REASONS = 20


@router.get("/statistics")
def show(request: Request, visitor: Visiting) -> Response:
    """The numbers that an address asks for; what cannot be read is said, and the numbers of today are shown."""
    flow = visitor.flow
    problem = None
    try:
        asked = asked_of(visitor, request.query_params)
    except BadInput as found:
        problem, asked = str(found), Asked(day=flow.today())
    told = statistics(flow, asked)
    typed = {name: request.query_params.get(name, "").strip() for name in NAMES if name != "figure"}

    def leads(figure: Figure) -> str:
        return list_of(figure, asked, flow.today())

    return page(
        request,
        visitor,
        "statistics.html",
        status=422 if problem else 200,
        problem=problem,
        told=told,
        asked=asked,
        typed=typed,
        today=flow.today(),
        bodies=bodies_seen(flow),
        states=STATES,
        leads=leads,
        charts=_charts(told, leads),
        share=_share,
        number=_number,
        most=_MOST_REASONS,
    )


def _charts(told: Statistics, leads: Callable[[Figure], str]) -> dict[str, Markup]:
    """The drawings by the name of their part."""
    found = {part.id: _bars(part, leads) for part in told.make_up}
    found["reached"] = drawing.funnel(_levels(told.funnel, leads), told.funnel.title)
    found["paces"] = drawing.bars([_pace(pace, leads) for pace in told.paces], "各步用时")
    found["deadlines"] = drawing.bars([_kept(kept, leads) for kept in told.deadlines], "按期办理", most=1)
    found["returns"] = drawing.bars([_returned(line, leads) for line in told.returns.by_gate], "退回和不予通过")
    return found


def _bars(part: Part, leads: Callable[[Figure], str]) -> Markup:
    lines = [Bar(name=one.label, value=one.count, href=leads(one)) for one in part.figures]
    return drawing.bars(lines, part.title)


def _levels(part: Part, leads: Callable[[Figure], str]) -> list[Bar]:
    first = part.figures[0].count
    return [
        Bar(name=one.label, value=one.count, words=f"{one.count} 人　{_share(one.count, first)}", href=leads(one))
        for one in part.figures
    ]


def _pace(pace: Pace, leads: Callable[[Figure], str]) -> Bar:
    return Bar(name=pace.all.label, value=pace.median, words=f"{_number(pace.median)} 天", href=leads(pace.all))


def _kept(kept: Kept, leads: Callable[[Figure], str]) -> Bar:
    whole = kept.all.count
    parts = (("done", kept.on_time.count), ("late", kept.late.count), ("stop", kept.overdue.count))
    return Bar(
        name=kept.label,
        value=1,
        words=_share(kept.on_time.count, whole),
        href=leads(kept.all),
        parts=[(kind, count / whole) for kind, count in parts if count],
    )


def _returned(line: Returned, leads: Callable[[Figure], str]) -> Bar:
    return Bar(name=line.figure.label, value=line.times, words=f"{line.times} 次", href=leads(line.figure))


def _share(part: int, whole: int) -> str:
    """A share in percent; one that is not quite all never reads as all."""
    if not whole:
        return "—"
    percent = 100 * part / whole
    return f"{percent:.0f}%" if part in (0, whole) else f"{min(max(percent, 0.1), 99.9):.1f}%"


def _number(value: float) -> str:
    return f"{value:g}"
