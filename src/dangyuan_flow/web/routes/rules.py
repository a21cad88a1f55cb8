"""The rules to read: what the law asks at which step, in which article, with what keeps and what breaks it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application.explaining import cites_of
from dangyuan_flow.application.reporting.stages import stages
from dangyuan_flow.application.rulebook import by_stage, rulings
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Visiting

router = APIRouter()
SEVERITIES = {"S1": "S1 效力", "S2": "S2 决定性程序", "S3": "S3 时间与材料", "S4": "S4 提示"}


@router.get("/rules")
def rules(
    request: Request, visitor: Visiting, q: str = "", stage: str = "", step: int = 0, severity: str = ""
) -> Response:
    """The rules, by stage."""
    catalogue = visitor.flow.catalogue
    found = by_stage(catalogue, contains=q, stage=stage, step=step, severity=severity)
    return page(
        request,
        visitor,
        "rules.html",
        groups=found,
        total=sum(map(len, found.values())),
        stages=[*stages()],
        steps=[(one.id, one.name) for one in catalogue.workflow.steps],
        severities=SEVERITIES,
        asked={"q": q.strip(), "stage": stage, "step": step, "severity": severity},
        cites_of=cites_of,
        packs=catalogue.packs,
    )


@router.get("/rules/{code}")
def rule(request: Request, visitor: Visiting, code: str) -> Response:
    """What a code, or one rule, says."""
    found, looked = rulings(visitor.flow.catalogue, code)
    title = found[0].rule.title if found else looked.title if looked is not None else ""
    return page(
        request,
        visitor,
        "rule.html",
        code=found[0].rule.code if found else code.strip().upper(),
        title=title if len(found) < 2 else "",  # noqa: PLR2004  several share the code, each with a title of its own
        rulings=found,
        looked=looked,
        looked_cites=() if looked is None else cites_of(looked),
        severities=SEVERITIES,
    )
