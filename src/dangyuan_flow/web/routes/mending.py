"""Mend a dossier: correct what was recorded wrongly, and hand in papers later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import drafting, leaving
from dangyuan_flow.application.correcting import correctable, groups
from dangyuan_flow.application.looking import dossier_of, violations
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.offering import branches_written, may_write, must_write
from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError, NotFound
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.web import verdicts
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.typing_in import Read, began_at, merged, read_fields, read_on, typed_in
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from dangyuan_flow.application.asking import Field
    from dangyuan_flow.application.meanwhile import Meanwhile
    from dangyuan_flow.application.proceeding import Outcome
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.rules import Violation
    from dangyuan_flow.web.verdicts import Point
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_NEVER_EMPTY = frozenset({"name", "branch"})


@dataclass(kw_only=True)
class Correction:
    """A correction as it lies before somebody."""

    visitor: Visitor
    dossier: Dossier
    step: int
    fields: tuple[Field, ...]
    typed: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    meanwhile: Meanwhile | None = None
    restored_at: int | None = None
    appear: list[Point] | None = None
    vanish: list[Point] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The address, under which the draft is kept."""
        return f"/dossiers/{self.dossier.id}/correct?step={self.step}"


@router.get("/dossiers/{dossier_id}/correct")
def correct_page(request: Request, visitor: Visiting, dossier_id: str, step: int = 0) -> Response:
    """The fields of a step (or, 0, of the person) as they are on record, to be corrected."""
    sheet = _sheet(visitor, dossier_id, step)
    draft = drafting.kept(visitor.flow, sheet.place)
    if draft is not None:
        sheet.restored_at, sheet.typed = draft.saved_at, {**sheet.typed, **draft.typed}
        if draft.seq != sheet.dossier.seq:
            _catch_up(sheet, draft.seq)
    return _page(request, sheet)


@router.post("/dossiers/{dossier_id}/correct/draft")
def forget(visitor: Visiting, _form: Posted, dossier_id: str, step: int = 0) -> Response:
    """Throw away what was typed and not saved."""
    sheet = _sheet(visitor, dossier_id, step)
    drafting.drop(visitor.flow, sheet.place)
    return led(sheet.place, said="草稿已经清除。")


@router.post("/dossiers/{dossier_id}/correct/check")
def check(request: Request, visitor: Visiting, form: Posted, dossier_id: str, step: int = 0) -> Response:
    """What the rules would say of the corrected dossier; nothing is written but the draft."""
    sheet, seq = _typed_sheet(visitor, form, dossier_id, step)
    must_write(visitor.flow, sheet.dossier.facts.branch)
    drafting.keep(visitor.flow, sheet.place, sheet.typed, seq=seq)
    if seq != sheet.dossier.seq:
        _catch_up(sheet, seq)
    try:
        _corrected(sheet, dry_run=True)
    except FlowError as refused:
        _refused(sheet, refused)
    return _page(request, sheet)


@router.post("/dossiers/{dossier_id}/correct")
def correct(request: Request, visitor: Visiting, form: Posted, dossier_id: str, step: int = 0) -> Response:
    """Put the correction on record."""
    sheet, seq = _typed_sheet(visitor, form, dossier_id, step)
    must_write(visitor.flow, sheet.dossier.facts.branch)
    try:
        if seq != sheet.dossier.seq:
            raise Conflict("这份档案有了新的记录")  # noqa: TRY301  answered below, as one that came later
        outcome = _corrected(sheet, dry_run=False)
    except Conflict:
        sheet.dossier = dossier_of(visitor.flow, dossier_id)
        sheet.fields = correctable(visitor.flow, sheet.dossier, step)
        _catch_up(sheet, seq)
        drafting.keep(visitor.flow, sheet.place, sheet.typed, seq=sheet.dossier.seq)
        return _page(request, sheet, status=409)
    except FlowError as refused:
        _refused(sheet, refused)
        drafting.keep(visitor.flow, sheet.place, sheet.typed, seq=seq)
        return _page(request, sheet, status=status_of(refused))
    drafting.drop(visitor.flow, sheet.place)
    labels = "、".join(RECORDED[name].label for name in outcome.record.facts if name in {f.name for f in sheet.fields})
    return led(f"/dossiers/{dossier_id}", said=f"已更正：{labels}。原来的内容仍在纪实里。")


def _sheet(visitor: Visitor, dossier_id: str, step: int) -> Correction:
    dossier = dossier_of(visitor.flow, dossier_id)
    if step and step not in visitor.flow.workflow.by_id:
        raise NotFound(f"没有第 {step} 步，流程共 {len(visitor.flow.workflow.steps)} 步。")
    fields = correctable(visitor.flow, dossier, step)
    return Correction(
        visitor=visitor, dossier=dossier, step=step, fields=fields, typed={one.name: one.value for one in fields}
    )


def _typed_sheet(visitor: Visitor, form: FormData, dossier_id: str, step: int) -> tuple[Correction, int]:
    sheet = _sheet(visitor, dossier_id, step)
    sheet.typed = typed_in(form, sheet.fields, ("on", "reason"))
    return sheet, began_at(form, sheet.dossier.seq)


def _corrected(sheet: Correction, *, dry_run: bool) -> Outcome:
    """Read and do the correction, or try it; raises :class:`BadInput` with the problems on the sheet."""
    flow, read = sheet.visitor.flow, Read()
    read_on(read, sheet.typed.get("on") or flow.today().isoformat(), flow.today(), label="更正日期")
    read_fields(read, sheet.fields, sheet.typed, flow.today(), empties=True)
    for name in _NEVER_EMPTY & read.facts.keys():
        if read.facts[name] is None:
            read.problems[name] = f"“{RECORDED[name].label}”不能空着"
    if not sheet.typed.get("reason"):
        read.problems["reason"] = "请写明更正的理由"
    if read.on is None or read.problems:
        sheet.problems = read.problems
        raise BadInput("有须改正的地方")
    before = {(v.rule.id, v.says): v for v in violations(flow, sheet.dossier)}
    outcome, found = leaving.correct(
        flow,
        sheet.dossier.id,
        read.facts,
        on=read.on,
        reason=sheet.typed["reason"],
        expected=sheet.dossier.seq,
        dry_run=dry_run,
    )
    after = {(v.rule.id, v.says): v for v in found}
    sheet.appear = _points(after, before)
    sheet.vanish = _points(before, after)
    return outcome


def _points(these: dict[tuple[str, str], Violation], those: dict[tuple[str, str], Violation]) -> list[Point]:
    return [verdicts.of_violation(one, "found") for key, one in these.items() if key not in those]


def _refused(sheet: Correction, refused: FlowError) -> None:
    if not sheet.problems:
        sheet.problems = {"": for_page(str(refused))}


def _catch_up(sheet: Correction, seq: int) -> None:
    """Lay what was typed over the dossier as it is now."""
    sheet.meanwhile = since(sheet.visitor.flow, sheet.dossier, seq)
    then = correctable(sheet.visitor.flow, sheet.meanwhile.then, sheet.step)
    sheet.typed = merged(sheet.fields, sheet.typed, {one.name: one.value for one in then})


def _page(request: Request, sheet: Correction, *, status: int = 200) -> Response:
    flow = sheet.visitor.flow
    return page(
        request,
        sheet.visitor,
        "correct.html",
        status=status,
        sheet=sheet,
        dossier=sheet.dossier,
        typed=sheet.typed,
        problems=sheet.problems,
        may_write=may_write(flow, sheet.dossier.facts.branch),
        groups=groups(flow, sheet.dossier),
        branches=[body.name for body in branches_written(flow)],
        today=flow.today(),
    )
