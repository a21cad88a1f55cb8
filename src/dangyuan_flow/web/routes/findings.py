"""The findings of registered sweeps: the list, and one finding with its values, its history and what may be done."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from dangyuan_flow.application import following, reading_log
from dangyuan_flow.application.acting import reach_of
from dangyuan_flow.application.finding_sheet import write_findings
from dangyuan_flow.application.findings import Query, listed
from dangyuan_flow.application.sweep_lists import CHANGES, numbers_of
from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.finding import MEASURES, Deed, State, suggested
from dangyuan_flow.domain.rules import Certainty, Class
from dangyuan_flow.web.bodies import bodies_seen, body_asked
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.values import private, reasons_of, seen_among, value_lines
from dangyuan_flow.web.visiting import Posted, Visiting, text_of

if TYPE_CHECKING:
    from dangyuan_flow.application.findings import Filed
    from dangyuan_flow.application.reasons import Reasons
    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
AGES = {"30": "满 30 天", "90": "满 90 天", "180": "满 180 天"}
EVERY = "全部"
SHEETS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
STATES = {state.chinese: state for state in State}
SEVERITIES = {"S1": "S1 效力", "S2": "S2 决定性程序", "S3": "S3 时间与材料", "S4": "S4 提示"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a list of findings is narrowed by, as words of its address; ``at``: a body without those below it."""

    body: str = ""
    at: str = ""
    code: str = ""
    severity: str = ""
    state: str = ""
    age: str = ""
    to: str = ""
    late: str = ""
    dossier: str = ""
    sweep: int = 0
    change: str = ""
    is_lead: bool = False

    @property
    def certainty(self) -> Certainty:
        """Facts or leads: a list has one of them."""
        return Certainty.LEAD if self.is_lead else Certainty.FACT

    def words(self) -> dict[str, str | int]:
        """The narrowing as a query, without what does not narrow."""
        return {name: value for name, value in vars(self).items() if value and name != "is_lead"}

    def wanted(self, flow: Flow) -> Query:
        """The same as the application asks for findings; raises :class:`NotFound` for a body that is not seen."""
        today = flow.today()
        states: tuple[str, ...] | None = tuple(s.value for s in State if not s.is_over)
        if self.state in STATES:
            states = (STATES[self.state].value,)
        elif self.state == EVERY or self.sweep:
            states = None
        return Query(
            branches=(self.at,) if self.at else branches_of(flow, body_asked(flow, self.body)),
            subject=self.dossier or None,
            codes=tuple(code.strip().upper() for code in self.code.replace("，", ",").split(",") if code.strip())
            or None,
            severities=(self.severity,) if self.severity in SEVERITIES else None,
            states=states,
            assigned_to=body_asked(flow, self.to),
            found_by=today - timedelta(days=int(self.age)) if self.age in AGES else None,
            overdue_on=today if self.late else None,
            numbers=numbers_of(flow, self.sweep, self.change) if self.sweep and self.change in CHANGES else None,
        )


def asked(
    body: str = "",
    at: str = "",
    code: str = "",
    severity: str = "",
    state: str = "",
    age: str = "",
    to: str = "",
    late: str = "",
    dossier: str = "",
    kind: str = "",
    sweep: int = 0,
    change: str = "",
) -> Asked:
    """What an address asks for; ``kind``: 线索, else facts; ``sweep`` and ``change``: what one sweep changed."""
    return Asked(
        body=body.strip(),
        at=at.strip(),
        code=code.strip(),
        severity=severity,
        state=state,
        age=age,
        to=to.strip(),
        late=late,
        dossier=dossier.strip(),
        sweep=max(0, sweep),
        change=change,
        is_lead=kind == Certainty.LEAD.chinese,
    )


Narrowed = Annotated[Asked, Depends(asked)]


@router.get("/findings")
def findings(request: Request, visitor: Visiting, told: Narrowed, after: int = 0) -> Response:
    """The findings, narrowed by words."""
    return _list_page(request, visitor, told, start=max(0, after))


@router.post("/findings/sheet")
def take_along(request: Request, visitor: Visiting, form: Posted, told: Narrowed) -> Response:
    """The listed findings as a file: asked for with a purpose, marked with who took it, and noted."""
    flow = visitor.flow
    ending, purpose = text_of(form, "format"), text_of(form, "purpose")
    if ending not in SHEETS or not purpose or len(purpose) > reading_log.LONGEST_PURPOSE:
        problem = f"请写明用途（不超过 {reading_log.LONGEST_PURPOSE} 字）"
        return _list_page(request, visitor, told, status=422, problem=problem, purpose=purpose)
    lines, _ = listed(flow, replace(told.wanted(flow), certainty=told.certainty.value))
    with tempfile.TemporaryDirectory(prefix="dangyuan-") as folder:
        path = Path(folder) / f"sheet.{ending}"
        mark = f"{visitor.user.person} {flow.today()} 导出，用途：{purpose}"
        write_findings(lines, flow.today(), path, mark=mark)
        content = path.read_bytes()
    reading_log.note(flow, f"问题台账（{ending}）：{told.certainty.chinese} {len(lines)} 条", purpose=purpose)
    name = quote(f"问题台账-{flow.today()}-{visitor.user.person}.{ending}")
    disposition = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=SHEETS[ending], headers=disposition)


def _list_page(
    request: Request,
    visitor: Visitor,
    told: Asked,
    *,
    start: int = 0,
    status: int = 200,
    problem: str = "",
    purpose: str = "",
) -> Response:
    flow = visitor.flow
    found = following.page_of(flow, told.wanted(flow), told.certainty, limit=_A_PAGE, offset=start)
    return page(
        request,
        visitor,
        "findings.html",
        status=status,
        lines=found.lines,
        facts=found.facts,
        leads=found.leads,
        total=found.leads if told.is_lead else found.facts,
        is_lead=told.is_lead,
        start=start,
        size=_A_PAGE,
        asked=told,
        words=told.words(),
        kind=Certainty.LEAD.chinese if told.is_lead else "",
        bodies=bodies_seen(flow),
        states=list(STATES),
        severities=SEVERITIES,
        ages=AGES,
        changes=CHANGES,
        every=EVERY,
        may_follow=following.follows(flow),
        today=flow.today(),
        problem=problem,
        purpose=purpose,
    )


@router.get("/findings/{number:int}")
def finding(request: Request, visitor: Visiting, number: int, now: bool = False) -> Response:
    """One finding; ``now``: asked anew at once, where that means to look at every dossier."""
    return finding_page(request, visitor, following.one(visitor.flow, number), at_once=now)


@router.get("/findings/{number:int}/now")
def finding_now(request: Request, visitor: Visiting, number: int) -> Response:
    """What the rule says of a finding today: the part of its page that takes longer."""
    filed = following.one(visitor.flow, number)
    now = _now(visitor.flow, reasons_of(visitor.flow, filed.finding))
    return page(request, visitor, "finding-now.html", seen=filed.finding.seen, now=now)


@router.get("/findings/{number:int}/files/{digest}")
def evidence(visitor: Visiting, number: int, digest: str) -> Response:
    """A file handed in as evidence of mending; always to be saved, never shown in place."""
    name, content = following.evidence(visitor.flow, number, digest)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def finding_page(
    request: Request,
    visitor: Visitor,
    filed: Filed,
    *,
    status: int = 200,
    problem: str = "",
    deed: Deed | None = None,
    typed: dict[str, str] | None = None,
    at_once: bool = False,
) -> Response:
    """The page of a finding; ``problem``: why the act ``deed`` was refused, and what had been ``typed``.

    A rule across dossiers is asked of all of them: the page comes first, and the answer after it, but for ``at_once``.
    """
    flow = visitor.flow
    seen = filed.finding.seen
    later = seen.rule not in flow.catalogue.rule_set.by_id and not at_once
    return page(
        request,
        visitor,
        "finding.html",
        status=status,
        filed=filed,
        finding=filed.finding,
        asks_later=later,
        severity=SEVERITIES.get(seen.severity, seen.severity),
        is_lead=seen.certainty == Certainty.LEAD.value,
        history=following.acts_of(flow, filed.finding.number),
        sentence=following.sentence,
        seen=seen,
        now=None if later else _now(flow, reasons_of(flow, filed.finding)),
        advised=[measure.chinese for measure in suggested(Class(seen.class_))],
        may_see_dossier=seen.about == "dossier",
        problem=problem,
        **acting(flow, [filed], following.open_acts(flow, filed), deed=deed, typed=typed or {}),
    )


def acting(
    flow: Flow, filed: list[Filed], deeds: tuple[Deed, ...], *, deed: Deed | None, typed: dict[str, str]
) -> dict[str, object]:
    """What the forms of acts need: which acts, what had been typed, and to whom findings may be assigned."""
    reaches = [reach_of(flow, one.branch) for one in filed]
    bodies = bodies_seen(flow)
    if any(reaches):
        bodies = [name for name in flow.organizations if all(name in reach for reach in reaches if reach)]
    return {
        "deeds": deeds,
        "next": {deed for one in filed for deed in following.NEXT.get(one.finding.state, ())},
        "deed": deed,
        "typed": typed,
        "to_bodies": list(dict.fromkeys(flow.present_name(name) for name in bodies)),
        "measures": list(MEASURES),
        "today": flow.today(),
    }


def _now(flow: Flow, reasons: Reasons | None) -> dict[str, object] | None:
    """What the rule says today, and why: of one dossier, or across dossiers."""
    if reasons is None:
        return None
    return {
        "as_of": reasons.as_of,
        "lines": [(line, value_lines(line.traces, reasons.origins)) for line in reasons.lines],
        "sideways": [
            (
                line,
                [
                    (
                        group.violation.says,
                        [
                            (line.rule.labels.get(name, name), private(name, value))
                            for name, value in group.violation.facts.items()
                        ],
                        *seen_among(flow, people),
                    )
                    for group, people in line.found
                ],
            )
            for line in reasons.sideways
        ],
    }


def is_stale(finding: Finding, step: str) -> bool:
    """Whether somebody did something about a finding since its page was opened."""
    return step.isdigit() and int(step) != finding.step
