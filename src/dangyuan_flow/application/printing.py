"""Print a form for one dossier or for many: facts, steps, papers and bodies laid out on a sheet, then set as PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dangyuan_flow.application.looking import whats_next
from dangyuan_flow.application.reviewing import chain_of
from dangyuan_flow.application.vetting import body_key, body_name
from dangyuan_flow.domain.deadlines import ONE_DAY
from dangyuan_flow.domain.errors import FlowError
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.journal import StepRecord, chained
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.paper.press import Press
from dangyuan_flow.paper.sheet import MaterialLine, Sheet, StepLine, VettingLine
from dangyuan_flow.paper.vocabulary import PARTICULARS, value_of
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.vetting import Vetting
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.paper.form import Form

SHORT = 12
"""Hex digits of a record's digest that a paper carries."""
ROSTERS = frozenset({"activist-filing", "notice", "vetting-opinions"})
"""Papers that list several people on one sheet."""


@lru_cache(maxsize=1)
def press() -> Press:
    """The press over the shipped templates; opened on first use."""
    return Press(shipped("templates") / "forms")


def forms() -> tuple[Form, ...]:
    """The forms that can be printed."""
    return press().forms()


def print_forms(  # noqa: PLR0913  a print has as many choices
    flow: Flow,
    form_id: str,
    dossier_ids: Sequence[str],
    *,
    draft: bool = False,
    occasion: str | None = None,
    particulars: Mapping[str, str] | None = None,
    together: bool = True,
) -> bytes:
    """One PDF with the form for every dossier; a roster form lists all of them on one sheet (``together``).

    ``particulars``: words that only this paper needs (受函单位 …). Raises :class:`BadInput` where something that the
    form needs is not on record (unless ``draft``), :class:`NotFound` for an unknown form or dossier.
    """
    sheets = [sheet_of(flow, flow.store.get(i), occasion=occasion, particulars=particulars) for i in dossier_ids]
    if together and form_id in ROSTERS and len(sheets) > 1:
        sheets = [_roster(sheets)]
    return press().pdf(form_id, sheets, draft=draft)


JOINT, SINGLE = "vetting-opinions", "review-letter"
"""The letters of the vetting: one sheet a body with all the people, and one letter a person and body."""


def print_letters(  # noqa: PLR0913  a letter has all of these
    flow: Flow,
    form_id: str,
    dossier_ids: Sequence[str],
    bodies: Sequence[str],
    *,
    on: date,
    letter: str | None = None,
    due: date | None = None,
) -> bytes:
    """The request letters to ``bodies`` about all of ``dossier_ids`` as one PDF; to be sent, so nothing is recorded.

    Raises :class:`BadInput` where something that a letter needs is not on record.
    """
    told = {"document_number": letter, "issued_on": on, "letter_due_on": due}
    given: dict[str, Any] = {name: value for name, value in told.items() if value is not None}
    sheets = []
    for body in dict.fromkeys(body_name(body_key(name)) for name in bodies):
        own = [sheet_of(flow, flow.store.get(i), particulars=given | {"letter_to": body}) for i in dossier_ids]
        if form_id == SINGLE:
            sheets += own
            continue
        people = tuple(replace(p, remarks=sheet.branch) for sheet in own for p in sheet.roster)
        line = VettingLine(body=body, asked_on=on, letter=letter, due_on=due)
        sheets.append(replace(own[0], people=people, vettings=(line,)))
    return press().pdf(form_id, sheets, draft=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Printable:
    """A form in one of its uses, for one dossier: what it is called there, of which step, and what it still lacks.

    ``words``: what it lacks that is typed for this paper alone, by name, and lies in no dossier.
    """

    form: str
    occasion: str | None
    name: str
    step: int | None
    missing: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    shows_identity: bool


def printable(flow: Flow, dossier: Dossier) -> tuple[Printable, ...]:
    """Every form that there is, in each of its uses that fits ``dossier``, with what it lacks for it."""
    sheet = sheet_of(flow, dossier)
    found = []
    for form in forms():
        for occasion in form.occasions or (None,):
            if occasion is not None and any(value_of(sheet, name) != value for name, value in occasion.when.items()):
                continue  # a reply that approves what was not resolved is no paper of this dossier
            its = replace(sheet, occasion=None if occasion is None else occasion.id)
            missing = form.missing(its)
            wanted = (*form.requires, *(occasion.requires if occasion else ()))
            found.append(
                Printable(
                    form=form.id,
                    occasion=its.occasion,
                    name=form.name if occasion is None else f"{form.name}：{occasion.name}",
                    step=form.step if occasion is None else occasion.step,
                    missing=missing,
                    words=tuple((n, PARTICULARS[n]) for n in wanted if n in PARTICULARS and PARTICULARS[n] in missing),
                    shows_identity=shows_identity(form),
                )
            )
    return tuple(sorted(found, key=lambda one: (one.step is None, one.step or 0, one.form)))


def shows_identity(form: Form) -> bool:
    """Whether the form prints the full identity number."""
    return "id_number" in (*form.requires, *form.each)


def form_called(form_id: str) -> Form:
    """The form with this id; raises :class:`NotFound`."""
    return press().form(form_id)


def due_forms(flow: Flow, dossier_ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(form, dossier) for every form of the step that each dossier waits for, and whose facts are complete."""
    found: list[tuple[str, str]] = []
    for dossier_id in dossier_ids:
        sheet = sheet_of(flow, flow.store.get(dossier_id))
        due = whats_next(flow, dossier_id).forms
        found += [(form_id, dossier_id) for form_id in due if not press().missing_facts(form_id, sheet)]
    return tuple(found)


def sheet_of(
    flow: Flow, dossier: Dossier, *, occasion: str | None = None, particulars: Mapping[str, str] | None = None
) -> Sheet:
    """The sheet of a dossier: what every form may draw on."""
    lines = flow.store.records(dossier.id)
    records = [line.entry for line in lines]
    general_branch, committee = _bodies(flow, dossier)
    today = flow.today()
    facts: dict[str, object] = {name: value for name in VOCABULARY if (value := dossier.facts[name]) is not None}
    facts |= dossier.particulars
    facts |= _computed(dossier.facts)
    facts |= particulars or {}
    edition = flow.catalogue.regulations.in_force(_latest_day(dossier.facts, today))
    return Sheet(
        facts=facts,
        dossier_id=dossier.id,
        dossier_seq=dossier.seq,
        digest=lines[-1].digest[:SHORT] if lines else chained("", dossier.id)[:SHORT],
        printed_on=today,
        edition="细则-2026" if edition is None else edition.id,
        occasion=occasion,
        branch=dossier.facts.branch,
        general_branch=general_branch,
        committee=committee,
        steps=tuple(_step_lines(flow, dossier, records)),
        materials=tuple(_material_lines(dossier)),
        vettings=tuple(_vetting_line(v) for v in dossier.facts.vettings if v.about is None),
    )


def _latest_day(facts: Facts, today: date) -> date:
    return min(facts.latest_act_on or today, today)


def _computed(f: Facts) -> dict[str, object]:
    found: dict[str, object] = {}
    if f.probation_ends_on is not None and f.extension_months is not None:
        found["extension_from"] = f.probation_ends_on + ONE_DAY
    return found


def _bodies(flow: Flow, dossier: Dossier) -> tuple[str | None, str | None]:
    """The general branch (if there is one) and the committee above the dossier's branch."""
    try:
        chain = chain_of(flow, dossier)
    except FlowError:
        return None, dossier.facts.admission_approved_by
    general = chain.body_at(ReviewLevel.GENERAL_BRANCH)
    committee = chain.body_at(ReviewLevel.COMMITTEE)
    return general.name if general else None, committee.name if committee else None


def _step_lines(flow: Flow, dossier: Dossier, records: Sequence[StepRecord]) -> Iterable[StepLine]:
    stages = {stage.id: stage.name for stage in flow.workflow.stages}
    latest = {r.step: r for r in records if r.step is not None and r.move in _DOING}
    voided = {r.step for r in records if r.move in (Move.RETURN, Move.REFUSE)}
    for step in flow.workflow.steps:
        value = dossier.facts[step.dated_by]
        on = max(value, default=None) if isinstance(value, tuple) else value
        record = latest.get(step.id) if on is not None else None
        edition = flow.catalogue.regulations.in_force(on) if on is not None and not isinstance(on, str | int) else None
        yield StepLine(
            number=step.id,
            name=step.name_on(edition.id if edition else "细则-2026"),
            stage=stages[step.stage],
            on=on,  # type: ignore[arg-type]  # dated_by is a date fact
            by=record.decided_by if record else None,
            conclusion=_conclusion(step.id, dossier.facts, record),
            remark="曾退回或不予通过" if step.id in voided else None,
        )


_DOING = frozenset({Move.COMPLETE, Move.RECORD, Move.SUBMIT, Move.DELIBERATE, Move.APPROVE})
_CONCLUSIONS = {10: "review_conclusion", 11: "training_result", 23: "conversion_result"}


def _conclusion(step: int, facts: Facts, record: StepRecord | None) -> str | None:
    name = _CONCLUSIONS.get(step)
    if name is not None and facts[name] is not None:
        return str(facts[name])
    if record is None:
        return None
    return {Move.APPROVE: "同意", Move.COMPLETE: "已办结", Move.RECORD: "已登记"}.get(record.move)


def _material_lines(dossier: Dossier) -> Iterable[MaterialLine]:
    known = sorted(dossier.materials, key=lambda m: (m.step, m.kind))
    for number, material in enumerate(known, start=1):
        yield MaterialLine(
            number=number,
            kind=material.kind,
            copies=material.copies,
            pages=material.pages,
            on=material.on,
            remark="待补正" if material.reopened else None,
        )


def _vetting_line(vetting: Vetting) -> VettingLine:
    outcome = None if vetting.opinion is None else ("无异常" if vetting.found_nothing else "有异常")
    return VettingLine(
        body=body_name(vetting.body),
        asked_on=vetting.asked_on,
        letter=vetting.letter,
        due_on=vetting.due_on,
        answered_on=vetting.answered_on,
        outcome=outcome,
        summary=None if vetting.found_nothing else vetting.opinion,
    )


def _roster(sheets: Sequence[Sheet]) -> Sheet:
    """Several people on one sheet: the first one's bodies and dates, everybody's line."""
    people = tuple(person for sheet in sheets for person in sheet.roster)
    return replace(sheets[0], people=people)
