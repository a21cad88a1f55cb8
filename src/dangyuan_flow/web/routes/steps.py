"""One step of a dossier: its form with the guard's answer before saving, or what is on record of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import advancing, drafting
from dangyuan_flow.application.asking import Asked, asked
from dangyuan_flow.application.chronicle import told_facts
from dangyuan_flow.application.considering import consider
from dangyuan_flow.application.looking import deadlines, dossier_of
from dangyuan_flow.application.meanwhile import since
from dangyuan_flow.application.offering import deciders, may_write, must_write
from dangyuan_flow.application.papers import taken_in
from dangyuan_flow.domain.errors import Conflict, FlowError, NotFound
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.web import verdicts
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.typing_in import (
    Read,
    began_at,
    drop_files,
    keep_files,
    merged,
    read_fields,
    read_on,
    read_papers,
    read_quoted,
    typed_in,
)
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from datetime import date

    from starlette.datastructures import FormData

    from dangyuan_flow.application.meanwhile import Meanwhile
    from dangyuan_flow.application.proceeding import Outcome
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.web.verdicts import Verdict
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()


@dataclass(kw_only=True)
class Sheet:
    """A step's form as it lies before somebody: what it asks, what was typed, and what is to be said about it."""

    visitor: Visitor
    dossier: Dossier
    step: Step
    asked: Asked
    typed: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)
    verdict: Verdict | None = None
    meanwhile: Meanwhile | None = None
    restored_at: int | None = None

    @property
    def place(self) -> str:
        """The form's address, under which its draft is kept."""
        return f"/dossiers/{self.dossier.id}/steps/{self.step.id}"

    @property
    def file_names(self) -> str:
        """The names of the fields that take files: the guard is asked without sending them."""
        return ",".join(f"file_{number}" for number in range(len(self.asked.papers)))

    @property
    def is_open(self) -> bool:
        """Whether the form can be filled in now, by this person."""
        return self.asked.why_not is None and may_write(self.visitor.flow, self.dossier.facts.branch)


@router.get("/dossiers/{dossier_id}/steps/{number}")
def step_page(request: Request, visitor: Visiting, dossier_id: str, number: int) -> Response:
    """The step's form, with what was typed the last time and not saved."""
    sheet = _sheet(visitor, dossier_id, number)
    draft = drafting.kept(visitor.flow, sheet.place)
    if draft is not None:
        sheet.restored_at = draft.saved_at
        sheet.typed = {**sheet.typed, **draft.typed}
        if draft.seq != sheet.dossier.seq:
            _catch_up(sheet, draft.seq)
    if sheet.is_open:
        _weigh(sheet, _read(sheet, None, day=visitor.flow.today() if draft is None else None), quietly=draft is None)
    return _page(request, sheet)


@router.post("/dossiers/{dossier_id}/steps/{number}/check")
def check(request: Request, visitor: Visiting, form: Posted, dossier_id: str, number: int) -> Response:
    """What the guard says of what is typed; nothing is written but the draft."""
    sheet, seq = _typed_sheet(visitor, form, dossier_id, number)
    must_write(visitor.flow, sheet.dossier.facts.branch)
    if sheet.is_open:
        read = _read(sheet, form)
        _keep(sheet, seq, read)
        _weigh(sheet, read)
    if request.headers.get("hx-request"):
        late = seq != sheet.dossier.seq
        return page(request, visitor, "guard-answer.html", verdict=sheet.verdict, typed=sheet.typed, late=late)
    if seq != sheet.dossier.seq:
        _catch_up(sheet, seq)
    return _page(request, sheet)


@router.post("/dossiers/{dossier_id}/steps/{number}/draft")
def forget(visitor: Visiting, _form: Posted, dossier_id: str, number: int) -> Response:
    """Throw away what was typed and not saved."""
    sheet = _sheet(visitor, dossier_id, number)
    draft = drafting.kept(visitor.flow, sheet.place)
    if draft is not None:
        drop_files(visitor.flow, sheet.place, draft.typed)
    drafting.drop(visitor.flow, sheet.place)
    return led(sheet.place, said="草稿已经清除。")


@router.post("/dossiers/{dossier_id}/steps/{number}")
def save(request: Request, visitor: Visiting, form: Posted, dossier_id: str, number: int) -> Response:
    """Do the step."""
    sheet, seq = _typed_sheet(visitor, form, dossier_id, number)
    must_write(visitor.flow, sheet.dossier.facts.branch)
    if seq != sheet.dossier.seq:
        return _overtaken(request, sheet, form, seq)
    read = _read(sheet, form)
    answer = _weigh(sheet, read)
    if not answer:
        _keep(sheet, seq, read)
        return _page(request, sheet, status=422)
    try:
        outcome = _advance(sheet, read, seq)
    except Conflict:
        return _overtaken(request, _renewed(sheet), form, seq)
    except FlowError as refused:
        _keep(sheet, seq, read)
        sheet.verdict = verdicts.of_problems({"": for_page(str(refused))})
        return _page(request, sheet, status=status_of(refused))
    drafting.drop(visitor.flow, sheet.place)
    drop_files(visitor.flow, sheet.place, sheet.typed)
    kept = f"；留有提示 {'、'.join(outcome.record.warnings)}" if outcome.record.warnings else ""
    return led(f"/dossiers/{sheet.dossier.id}", said=f"已登记第 {sheet.step.id} 步“{sheet.asked.act}”{kept}。")


def _sheet(visitor: Visitor, dossier_id: str, number: int) -> Sheet:
    flow = visitor.flow
    dossier = dossier_of(flow, dossier_id)
    step = flow.workflow.by_id.get(number)
    if step is None:
        raise NotFound(f"没有第 {number} 步，流程共 {len(flow.workflow.steps)} 步。")
    told = asked(flow, dossier, step)
    typed = {one.name: one.value for one in told.everything}
    return Sheet(visitor=visitor, dossier=dossier, step=step, asked=told, typed=typed)


def _typed_sheet(visitor: Visitor, form: FormData, dossier_id: str, number: int) -> tuple[Sheet, int]:
    """The sheet with what was typed, and at which record of the dossier the typing began."""
    sheet = _sheet(visitor, dossier_id, number)
    ticks = [f"{what}_{i}" for what in ("paper", "kept") for i in range(len(sheet.asked.papers))]
    sheet.typed = typed_in(form, sheet.asked.everything, ("on", "reason", "decided_by", *ticks))
    return sheet, began_at(form, sheet.dossier.seq)


def _renewed(sheet: Sheet) -> Sheet:
    """The same sheet over the dossier as it is now."""
    anew = _sheet(sheet.visitor, sheet.dossier.id, sheet.step.id)
    anew.typed = sheet.typed
    return anew


def _read(sheet: Sheet, form: FormData | None, *, day: date | None = None) -> Read:
    """What is typed; ``day`` stands in where nobody has said yet when the act was."""
    read, today = Read(), sheet.visitor.flow.today()
    if day is None:
        read_on(read, sheet.typed.get("on", ""), today, label=sheet.asked.day_label)
    read.on = read.on or day
    read_fields(read, sheet.asked.fields, sheet.typed, today, empties=False)
    read_quoted(read, sheet.asked.quoted, sheet.typed)
    if form is not None:
        kinds = {number: paper.kind.name for number, paper in enumerate(sheet.asked.papers)}
        read_papers(read, form, kinds, lambda name: drafting.kept_file(sheet.visitor.flow, sheet.place, name))
    return read


def _weigh(sheet: Sheet, read: Read, *, quietly: bool = False) -> bool:
    """Ask the guard, put its verdict on the sheet, and say whether the act may be done.

    ``quietly``: nobody typed anything yet, so nothing is wrong.
    """
    sheet.problems = {} if quietly else read.problems
    if read.on is None or sheet.problems:
        sheet.verdict = verdicts.of_problems(sheet.problems)
        return False
    materials, _ = taken_in(sheet.step, read.handed.values(), read.on)
    try:
        answer = consider(
            sheet.visitor.flow,
            sheet.dossier.id,
            sheet.step.id,
            on=read.on,
            facts=read.facts,
            materials=materials,
            particulars=read.quoted,
            reason=sheet.typed.get("reason") or None,
            decided_by=sheet.typed.get("decided_by") or None,
        )
    except FlowError as refused:
        sheet.verdict = verdicts.of_problems({"": for_page(str(refused))})
        return False
    sheet.verdict = verdicts.of_answer(answer)
    return answer.lets_through


def _advance(sheet: Sheet, read: Read, seq: int) -> Outcome:
    assert read.on is not None  # noqa: S101  the guard was asked with it
    materials, documents = taken_in(sheet.step, read.handed.values(), read.on)
    return advancing.advance(
        sheet.visitor.flow,
        sheet.dossier.id,
        sheet.step.id,
        on=read.on,
        facts=read.facts,
        materials=materials,
        documents=documents,
        particulars=read.quoted,
        reason=sheet.typed.get("reason") or None,
        decided_by=sheet.typed.get("decided_by") or None,
        expected=seq,
    )


def _keep(sheet: Sheet, seq: int, read: Read | None = None) -> None:
    if read is not None:
        keep_files(sheet.visitor.flow, sheet.place, read, sheet.typed)
    drafting.keep(sheet.visitor.flow, sheet.place, sheet.typed, seq=seq)


def _overtaken(request: Request, sheet: Sheet, form: FormData, seq: int) -> Response:
    """Somebody else wrote first: show what changed beside what was typed, and keep all of it."""
    _catch_up(sheet, seq)
    read = _read(sheet, form)
    _keep(sheet, sheet.dossier.seq, read)
    if sheet.is_open:
        _weigh(sheet, read)
    return _page(request, sheet, status=409)


def _catch_up(sheet: Sheet, seq: int) -> None:
    """Lay what was typed over the dossier as it is now."""
    sheet.meanwhile = since(sheet.visitor.flow, sheet.dossier, seq)
    then = asked(sheet.visitor.flow, sheet.meanwhile.then, sheet.step)
    sheet.typed = merged(sheet.asked.everything, sheet.typed, {one.name: one.value for one in then.everything})


def _page(request: Request, sheet: Sheet, *, status: int = 200) -> Response:
    flow, dossier, step = sheet.visitor.flow, sheet.dossier, sheet.step
    return page(
        request,
        sheet.visitor,
        "step.html",
        status=status,
        sheet=sheet,
        dossier=dossier,
        step=step,
        asked=sheet.asked,
        typed=sheet.typed,
        problems=sheet.problems,
        verdict=sheet.verdict,
        is_open=sheet.is_open,
        may_write=may_write(flow, dossier.facts.branch),
        is_gate=_is_gate(sheet),
        waiting=flow.workflow.step_at(dossier.position),
        where=flow.workflow.describe(dossier.position),
        standing=flow.workflow.standing_at(dossier.position, dossier.before).chinese,
        due=[due for due in deadlines(flow, dossier) if due.step == step.id],
        recorded=recorded_at(dossier, step),
        untyped=_untyped(sheet),
        deciders=deciders(flow, dossier.facts.branch) if sheet.is_open else (),
        today=flow.today(),
        last=len(flow.workflow.steps),
    )


def recorded_at(dossier: Dossier, step: Step) -> list[tuple[str, object]]:
    """What is on record of a step."""
    values = {name: dossier.facts[name] for name, fact in RECORDED.items() if fact.step == step.id}
    return [(fact.label, value) for fact, value in told_facts(values, ballots=dossier.ballots)]


def _is_gate(sheet: Sheet) -> bool:
    """Whether the step is reviewed by the levels now."""
    at = sheet.visitor.flow.workflow.step_at(sheet.dossier.position)
    return at is sheet.step and sheet.step.gate is not None and not sheet.dossier.position.endswith(":listing")


def _untyped(sheet: Sheet) -> list[tuple[str, str]]:
    """What was typed into a form that cannot be filled in any more."""
    if sheet.is_open:
        return []
    labels = {one.name: (one.label, one.value) for one in sheet.asked.everything}
    labels |= {"on": (sheet.asked.day_label, ""), "reason": ("理由", "")}
    told = [(labels[name], text) for name, text in sheet.typed.items() if name in labels]
    return [(label, text) for (label, value), text in told if text and text != value]
