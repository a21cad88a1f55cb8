"""A sweep under way and its result: progress, what it found with its lists, and the report to take along."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from dangyuan_flow.application import reading_log
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.reporting import as_csv, write_document, write_workbook
from dangyuan_flow.application.reporting.comparing import change_of, gone_of
from dangyuan_flow.application.sweeping import as_json, sweep_ledger
from dangyuan_flow.domain.errors import BadInput, FlowError, NotFound
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.ledger.probing import probe
from dangyuan_flow.web import drawing, tallies
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.runs import LEDGER, Run, runs_of
from dangyuan_flow.web.uploads import kept_in
from dangyuan_flow.web.uploads import ledger as taken_ledger
from dangyuan_flow.web.values import without_numbers
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.application.sweeping import Progress, SweepReport
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
_EVERY_SECONDS = 0.5
_STREAMED_SECONDS = 15
"""A stream ends after so long and is taken up again by the browser: none holds up the server's stop."""
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
MOST_CELLS = 500
"""As many unreadable cells as a page lists; the report has all."""


@router.get("/sweeps/running/{run_id}")
def running(request: Request, visitor: Visiting, run_id: str) -> Response:
    """How far a sweep is; once it is over, what it found."""
    run = runs_of(request).of(visitor.user.name, run_id)
    if not run.is_over or run.report is None:
        return page(request, visitor, "sweep-running.html", run=run)
    if run.report.kept is not None:
        return RedirectResponse(f"/sweeps/{run.report.kept.number}", status_code=303)
    return _result_page(request, visitor, run, run.report)


@router.get("/sweeps/running/{run_id}/events")
def events(request: Request, visitor: Visiting, run_id: str) -> Response:
    """The progress of a sweep as server-sent events."""
    return progress_of(runs_of(request).of(visitor.user.name, run_id))


def progress_of(run: Run) -> Response:
    """The progress of long work as server-sent events."""

    async def told() -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        for _ in range(int(_STREAMED_SECONDS / _EVERY_SECONDS)):
            said = {"percent": run.percent, "done": run.done, "total": run.total}
            yield f"event: {'over' if run.is_over else 'progress'}\ndata: {json.dumps(said)}\n\n"
            if run.is_over:
                return
            await asyncio.sleep(_EVERY_SECONDS)

    return StreamingResponse(told(), media_type="text/event-stream", headers={"x-accel-buffering": "no"})


@router.get("/sweeps/running/{run_id}/findings")
def run_findings(
    request: Request,
    visitor: Visiting,
    run_id: str,
    severity: str = "",
    code: str = "",
    body: str = "",
    change: str = "",
    kind: str = "",
    after: int = 0,
) -> Response:
    """The findings of a result, narrowed by words."""
    run = runs_of(request).of(visitor.user.name, run_id)
    report = _report(run)
    given = {"severity": severity, "code": code, "body": body, "change": change}
    words = {name: value for name, value in given.items() if value}
    certainty = Certainty.LEAD if kind == Certainty.LEAD.chinese else Certainty.FACT
    found = {c: tallies.narrowed(report, certainty=c, words=words) for c in Certainty}
    gone = [line for line in gone_of(report) if change == "消失"]
    start = max(0, after)
    lines = found[certainty]
    return page(
        request,
        visitor,
        "sweep-findings.html",
        run=run,
        report=report,
        lines=lines[start : start + _A_PAGE],
        gone=[line for line in gone if line.certainty == certainty.value],
        facts=len(found[Certainty.FACT]) + sum(line.certainty == Certainty.FACT.value for line in gone),
        leads=len(found[Certainty.LEAD]) + sum(line.certainty == Certainty.LEAD.value for line in gone),
        total=len(lines),
        is_lead=certainty is Certainty.LEAD,
        kind=kind,
        words=words,
        change_of=change_of,
        start=start,
        size=_A_PAGE,
    )


@router.post("/sweeps/running/{run_id}/report")
def take_along(request: Request, visitor: Visiting, form: Posted, run_id: str) -> Response:
    """The report as a file: asked for with a purpose, marked with who took it, and noted in the log of readings."""
    run = runs_of(request).of(visitor.user.name, run_id)
    report = _report(run)
    ending, purpose = text_of(form, "format"), text_of(form, "purpose")
    if ending not in FORMATS or not purpose or len(purpose) > reading_log.LONGEST_PURPOSE:
        problem = f"请写明报告的用途（不超过 {reading_log.LONGEST_PURPOSE} 字）"
        return _result_page(request, visitor, run, report, status=422, problem=problem, purpose=purpose)
    mark = f"{run.scope}（{visitor.user.person} {visitor.flow.today()} 导出，用途：{purpose}）"
    try:
        content = _written(report, ending, mark)
    except FlowError as refused:
        problem = for_page(str(refused))
        return _result_page(request, visitor, run, report, status=status_of(refused), problem=problem, purpose=purpose)
    reading_log.note(visitor.flow, f"排查报告（{ending}）：{run.scope}，截至 {report.as_of}", purpose=purpose)
    name = quote(f"排查报告-{report.as_of}-{visitor.user.person}.{ending}")
    return Response(
        content,
        media_type=FORMATS[ending],
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@router.get("/sweeps/ledger")
def ledger_page(request: Request, visitor: Visiting) -> Response:
    """The form to sweep a bare ledger with."""
    return page(request, visitor, "sweep-ledger.html", problem="", typed={}, today=visitor.flow.today())


@router.post("/sweeps/ledger")
def sweep_file(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Sweep a ledger without importing it: nothing of it is kept but the result, for a while."""
    flow = visitor.flow
    try:
        sent = form.get("ledger")
        if sent is None or isinstance(sent, str) or not sent.filename:
            raise BadInput("请选择台账文件")
        name, content = taken_ledger(sent)
        day = read_day(text_of(form, "as_of")) if text_of(form, "as_of") else flow.today()
        rules = flow.catalogue.rule_set
        run = runs_of(request).begin(
            Run(
                user=visitor.user.name,
                person=visitor.user.person,
                scope=f"台账“{name}”",
                kind=LEDGER,
            ),
            lambda progress: _sweep_bytes(name, content, rules, day, progress),
        )
    except FlowError as refused:
        return page(
            request,
            visitor,
            "sweep-ledger.html",
            status=status_of(refused),
            problem=for_page(str(refused)),
            typed={"as_of": text_of(form, "as_of")},
            today=flow.today(),
        )
    return led(f"/sweeps/running/{run.id}")


def _sweep_bytes(name: str, content: bytes, rules: RuleSet, day: date, progress: Progress) -> SweepReport:
    """Sweep a ledger that is only in memory; its file lies in a folder of this run alone, and goes with it."""
    with tempfile.TemporaryDirectory(prefix="dangyuan-") as folder:
        (path,) = kept_in(Path(folder), [(name, content)])
        try:
            probe(path)
            return sweep_ledger(path, rules, as_of=day, progress=progress)
        except BadInput as refused:
            raise BadInput(str(refused).replace(str(path), name)) from refused


def _report(run: Run) -> SweepReport:
    if run.report is None:
        raise NotFound("这次排查还没有结果。")
    return run.report


def _written(report: SweepReport, ending: str, mark: str) -> bytes:
    """The report as a file's content; ``mark`` tells on it who took it along and what for."""
    match ending:
        case "csv":
            return ("\ufeff" + as_csv(report)).encode()
        case "json":
            told = as_json(report) | {"exported": mark}
            return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
        case _:
            write = write_workbook if ending == "xlsx" else write_document
            with tempfile.TemporaryDirectory(prefix="dangyuan-") as folder:
                path = Path(folder) / f"report.{ending}"
                write(report, path, scope=mark)
                return path.read_bytes()


def _result_page(
    request: Request,
    visitor: Visitor,
    run: Run,
    report: SweepReport,
    *,
    status: int = 200,
    problem: str = "",
    purpose: str = "",
) -> Response:
    facts = [f for f in report.findings if f.violation.certainty is Certainty.FACT]
    return page(
        request,
        visitor,
        "sweep-result.html",
        status=status,
        run=run,
        report=report,
        facts=len(facts),
        leads=len(report.findings) - len(facts),
        tables=tallies.of_report(report),
        changes=tallies.changes_of(report),
        unchecked=tallies.unchecked(report),
        drawn=drawing.bar,
        problem=problem,
        purpose=purpose,
        most=MOST_CELLS,
        hide=without_numbers,
    )
