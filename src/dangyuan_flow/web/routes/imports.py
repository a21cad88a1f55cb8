"""Imports: those done, with their undoing; and a ledger from upload over preview and mapping to its import."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from dangyuan_flow.application.importing import ImportReport, import_ledger
from dangyuan_flow.application.previewing import (
    IGNORED,
    brought_in,
    import_seen,
    imports_seen,
    labels,
    may_import,
    place_of,
    preview,
)
from dangyuan_flow.application.undoing import undo_import
from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.web.held import Held, shelf_of
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.routes.sweep_runs import progress_of
from dangyuan_flow.web.runs import IMPORT, Run, runs_of
from dangyuan_flow.web.uploads import kept_in
from dangyuan_flow.web.uploads import ledger as taken_ledger
from dangyuan_flow.web.values import without_numbers
from dangyuan_flow.web.visiting import Posted, Visiting, text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.previewing import Preview
    from dangyuan_flow.application.sweeping import Progress
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import ColumnRead, Columns
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
SHOWN = 200
"""As many errors, changes and findings as a preview lists of each."""


@router.get("/imports")
def imports(request: Request, visitor: Visiting) -> Response:
    """The imports, the latest first."""
    flow = visitor.flow
    return page(request, visitor, "imports.html", batches=imports_seen(flow), may_import=may_import(flow))


@router.get("/imports/new")
def new_page(request: Request, visitor: Visiting) -> Response:
    """The form to send a ledger with."""
    return _new_page(request, visitor)


@router.post("/imports/new")
def send(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Take a ledger in and look what it would do."""
    try:
        sent = form.get("ledger")
        if sent is None or isinstance(sent, str) or not sent.filename:
            raise BadInput("请选择台账文件")
        name, content = taken_ledger(sent)
        held = shelf_of(request).hold(Held(user=visitor.user.name, name=name, content=content))
        _look(request, visitor, held)
    except FlowError as refused:
        return _new_page(request, visitor, status=status_of(refused), problem=for_page(str(refused)))
    return led(f"/imports/new/{held.id}")


@router.get("/imports/new/{held_id}")
def preview_page(request: Request, visitor: Visiting, held_id: str) -> Response:
    """What the ledger would do, column by column; its progress while that is found out, or while it is imported."""
    held = shelf_of(request).of(visitor.user.name, held_id)
    run = held.run
    if run is not None and not run.is_over:
        return page(request, visitor, "import-running.html", run=run, held=held)
    if held.imports and run is not None and not run.problem:
        report = run.result
        shelf_of(request).drop(held.id)
        batch = getattr(report, "batch", None)
        if batch is None:
            return led("/imports", said="与现有的记录完全相同，没有需要写入的内容。")
        return led(f"/imports/{batch}", said=_said(report))
    return _preview_page(request, visitor, held, problem=run.problem if run is not None else "")


@router.get("/imports/new/{held_id}/events")
def events(request: Request, visitor: Visiting, held_id: str) -> Response:
    """The progress as server-sent events."""
    held = shelf_of(request).of(visitor.user.name, held_id)
    run = held.run or Run(user=held.user, person="", scope="", kind=IMPORT, ended_at=0.0)
    return progress_of(run)


@router.post("/imports/new/{held_id}/columns")
def map_columns(request: Request, visitor: Visiting, form: Posted, held_id: str) -> Response:
    """Say what columns mean, and look again."""
    held = shelf_of(request).of(visitor.user.name, held_id)
    _check_idle(held)
    held.mapping = _mapping(form, held)
    _look(request, visitor, held)
    return led(f"/imports/new/{held.id}")


@router.post("/imports/new/{held_id}")
def bring_in(request: Request, visitor: Visiting, form: Posted, held_id: str) -> Response:
    """Import the ledger as it was previewed."""
    held = shelf_of(request).of(visitor.user.name, held_id)
    _check_idle(held)
    told = held.preview
    accept = text_of(form, "accept") == "1"
    if told is None or told.report is None:
        raise Conflict("这份台账还不能导入，请先改正列的含义")
    if told.report.cell_errors and not accept:
        problem = "有单元格读不懂：请改正后重新上传，或勾选“读不懂的当作未知”再导入"
        return _preview_page(request, visitor, held, problem=problem, status=422)
    flow = visitor.flow
    held.run = runs_of(request).begin(
        _run(visitor, held), lambda progress: _bring_in(flow, held, progress, accept=accept)
    )
    held.imports = True
    return led(f"/imports/new/{held.id}")


@router.get("/imports/{batch_id}")
def batch(request: Request, visitor: Visiting, batch_id: str, after: int = 0) -> Response:
    """One import: what it brought."""
    return _batch_page(request, visitor, batch_id, after=after)


@router.get("/imports/{batch_id}/undo")
def undo_page(request: Request, visitor: Visiting, batch_id: str) -> Response:
    """Ask once more before an import is taken back."""
    found = import_seen(visitor.flow, batch_id)
    return page(request, visitor, "import-undo.html", batch=found, problem="")


@router.post("/imports/{batch_id}/undo")
def undo(request: Request, visitor: Visiting, _form: Posted, batch_id: str) -> Response:
    """Take an import back."""
    found = import_seen(visitor.flow, batch_id)
    try:
        count = undo_import(visitor.flow, found.id)
    except FlowError as refused:
        problem = for_page(str(refused))
        return page(request, visitor, "import-undo.html", status=status_of(refused), batch=found, problem=problem)
    return led(f"/imports/{found.id}", said=f"已撤销导入批次 {found.id}，涉及 {count} 份档案。")


def _check_idle(held: Held) -> None:
    if held.run is not None and not held.run.is_over:
        raise Conflict("这份台账正在处理，请等它结束")


def _run(visitor: Visitor, held: Held) -> Run:
    return Run(user=visitor.user.name, person=visitor.user.person, scope=held.name, kind=IMPORT)


def _look(request: Request, visitor: Visitor, held: Held) -> None:
    flow, mapping = visitor.flow, dict(held.mapping)

    def work(progress: Progress) -> Preview:
        with _file_of(held) as path:
            try:
                found = preview(flow, path, mapping, progress=progress)
            except BadInput as refused:
                raise BadInput(_named(str(refused), path, held)) from refused
            held.preview = replace(
                found,
                problem=_named(found.problem, path, held),
                columns=replace(found.columns, problem=_named(found.columns.problem, path, held)),
            )
            return held.preview

    held.imports, held.preview = False, None
    held.run = runs_of(request).begin(_run(visitor, held), work)


def _bring_in(flow: Flow, held: Held, progress: Progress, *, accept: bool) -> ImportReport:
    with _file_of(held) as path:
        try:
            return import_ledger(flow, path, mapping=held.mapping, accept_errors=accept, progress=progress)
        except BadInput as refused:
            raise BadInput(_named(str(refused), path, held)) from refused


@contextmanager
def _file_of(held: Held) -> Iterator[Path]:
    """The ledger as a file, which goes when it has been read."""
    with tempfile.TemporaryDirectory(prefix="dangyuan-") as folder:
        (path,) = kept_in(Path(folder), [(held.name, held.content)])
        yield path


def _named(says: str, path: Path, held: Held) -> str:
    """What the application says of a file, naming it as it was sent, and the page's own means to mend it."""
    told = says.replace(str(path), held.name).replace("用列名对应文件（--mapping）指明", "在下面“读作”一栏写明")
    return for_page(told.replace("在列名对应文件里按列指明", "在下面“读作”一栏写明"))


def _mapping(form: FormData, held: Held) -> dict[str, str]:
    """What was said of each column that differs from how it is read anyway."""
    found = dict(held.mapping)
    if held.preview is None:
        return found
    columns = held.preview.columns
    for column in columns.columns:
        typed = text_of(form, f"col-{column.letter}")
        if typed != shown_as(held, columns, column):
            found[place_of(columns, column)] = typed or IGNORED
    return found


def shown_as(held: Held, columns: Columns, column: ColumnRead) -> str:
    """What the field beside a column says: what was typed, else what it is read as."""
    told = held.mapping.get(place_of(columns, column))
    return column.reads if told is None else "" if told == IGNORED else told


def _said(report: object) -> str:
    assert isinstance(report, ImportReport)  # noqa: S101  what an import gives
    return f"已导入：新建 {len(report.new)} 份，更正 {len(report.changed)} 份，不变 {report.unchanged} 份。"


def _new_page(request: Request, visitor: Visitor, *, status: int = 200, problem: str = "") -> Response:
    return page(
        request,
        visitor,
        "import-new.html",
        status=status,
        problem=problem,
        may_import=may_import(visitor.flow),
    )


def _preview_page(request: Request, visitor: Visitor, held: Held, *, problem: str = "", status: int = 200) -> Response:
    return page(
        request,
        visitor,
        "import-preview.html",
        status=status,
        held=held,
        told=held.preview,
        report=None if held.preview is None else held.preview.report,
        shown_as=shown_as,
        place_of=place_of,
        hide=without_numbers,
        labels=labels(),
        label_of={name: fact.label for name, fact in RECORDED.items()},
        problem=problem or ("" if held.preview is None else held.preview.problem),
        most=SHOWN,
    )


def _batch_page(request: Request, visitor: Visitor, batch_id: str, *, after: int = 0) -> Response:
    found = import_seen(visitor.flow, batch_id)
    lines = brought_in(visitor.flow, found)
    start = max(0, after)
    return page(
        request,
        visitor,
        "import.html",
        batch=found,
        lines=(lines or [])[start : start + _A_PAGE],
        total=found.count if lines is None else len(lines),
        too_many=lines is None,
        start=start,
        size=_A_PAGE,
        may_import=may_import(visitor.flow),
    )
