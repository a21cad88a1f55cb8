"""The vetting: people × bodies, letters to many at once, and one person's questions with their replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import reading_log
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.offering import may_write
from dangyuan_flow.application.printing import JOINT, SINGLE, print_letters
from dangyuan_flow.application.vetting import answer, ask, body_name, is_open, matrix, remind
from dangyuan_flow.application.vetting_lists import (
    AGENCIES,
    OVERDUE,
    STATES,
    WAITING,
    ask_about,
    bodies_asked,
    may_ask,
    rows,
)
from dangyuan_flow.application.vetting_lists import outstanding as waiting_answers
from dangyuan_flow.domain.errors import FlowError, NotFound
from dangyuan_flow.web.bodies import bodies_seen, body_asked
from dangyuan_flow.web.pages import led, page
from dangyuan_flow.web.refusing import status_of
from dangyuan_flow.web.vetting_form import Answer, Letter, answer_of, letter_of, scan_of
from dangyuan_flow.web.visiting import Posted, Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.application.vetting_lists import Asked
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()
_A_PAGE = 50
_SHAPES = {"无异常": "new", "未发函": "void", WAITING: "open", "有异常": "stop"}
"""How each state looks; the others are late."""


@router.get("/vetting")
def vetting(
    request: Request, visitor: Visiting, org: str = "", body: str = "", state: str = "", after: int = 0
) -> Response:
    """The matrix, narrowed by body asked, by state and by organisation."""
    asked = {"org": org, "body": body, "state": state if state in STATES else ""}
    return _matrix(request, visitor, asked, Letter(on=visitor.flow.today().isoformat()), after=max(0, after))


@router.post("/vetting")
def ask_many(
    request: Request, visitor: Visiting, form: Posted, org: str = "", body: str = "", state: str = ""
) -> Response:
    """Put letters to the bodies about everybody ticked on record; who cannot be asked about does not stop the rest."""
    told = letter_of(form)
    asked = {"org": org, "body": body, "state": state}
    day, due = told.days()
    told.check()
    if told.problems or day is None:
        return _matrix(request, visitor, asked, told, status=422)
    found = ask_about(visitor.flow, told.people, told.whom, on=day, letter=told.letter or None, due=due)
    refused = [one for one in found if one.refused]
    sent = [one for one in found if not one.refused]
    says = f"已登记发函：{len(sent)} 人，共 {sum(one.letters for one in sent)} 件。" if sent else ""
    if not refused:
        return led("/vetting", said=says)
    told.people = tuple(one.dossier for one in refused)
    return _matrix(request, visitor, asked, told, status=422, refused=refused, says=says)


@router.post("/vetting/letters")
def letters(request: Request, visitor: Visiting, form: Posted) -> Response:
    """The letters to print: one sheet a body with everybody, or one letter a person and body. Nothing is recorded."""
    told = letter_of(form)
    day, due = told.days()
    told.check()
    if told.problems or day is None:
        return _matrix(request, visitor, {"org": "", "body": "", "state": ""}, told, status=422)
    form_id = SINGLE if form.get("form") == SINGLE else JOINT
    try:
        pdf = print_letters(visitor.flow, form_id, told.people, told.whom, on=day, letter=told.letter or None, due=due)
    except NotFound:
        raise
    except FlowError as refused:
        blank = {"org": "", "body": "", "state": ""}
        return _matrix(
            request, visitor, blank, told, status=status_of(refused), says=for_page(str(refused)), is_refusal=True
        )
    for dossier in told.people:
        reading_log.note(visitor.flow, "身份证号（政审函）", dossier=dossier, purpose=f"政审函询 {told.letter}".strip())
    name = quote(f"{'政审函' if form_id == SINGLE else '联审征求意见表'}-{day}.pdf")
    kept = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(pdf, media_type="application/pdf", headers=kept)


def _matrix(
    request: Request,
    visitor: Visitor,
    asked: dict[str, str],
    told: Letter,
    *,
    after: int = 0,
    status: int = 200,
    refused: list[Asked] | None = None,
    says: str = "",
    is_refusal: bool = False,
) -> Response:
    flow = visitor.flow
    found, total = rows(
        flow,
        org=body_asked(flow, asked["org"]),
        body=asked["body"] or None,
        state=asked["state"] or None,
        limit=_A_PAGE,
        offset=after,
    )
    columns = bodies_asked(found)
    return page(
        request,
        visitor,
        "vetting.html",
        status=status,
        rows=found,
        columns=[name for name in columns if asked["body"] in ("", name)],
        bodies=columns,
        agencies=AGENCIES,
        total=total,
        start=after,
        size=_A_PAGE,
        asked=asked,
        states=STATES,
        orgs=bodies_seen(flow),
        outstanding=waiting_answers(flow),
        waiting=WAITING,
        overdue=OVERDUE,
        told=told,
        refused=[(one, for_page(one.refused or "")) for one in refused or ()],
        says=says,
        is_refusal=is_refusal,
        may_ask=may_ask(flow, found),
        shape=lambda cell: _SHAPES.get(cell.state, "late"),
        where=flow.workflow.describe,
        today=flow.today(),
        joint=JOINT,
        single=SINGLE,
    )


@router.get("/dossiers/{dossier_id}/vetting")
def of_one(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """All questions about one person, with their replies."""
    today = visitor.flow.today().isoformat()
    return _one(request, visitor, dossier_id, Letter(on=today), Answer(on=today))


@router.post("/dossiers/{dossier_id}/vetting/ask")
def ask_one(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Ask bodies about one person, or a relative."""
    told, blank = letter_of(form), Answer(on=visitor.flow.today().isoformat())
    told.people = (dossier_id,)
    day, due = told.days()
    told.check()
    if told.problems or day is None:
        return _one(request, visitor, dossier_id, told, blank, status=422)
    try:
        made = ask(
            visitor.flow,
            dossier_id,
            told.whom,
            on=day,
            letter=told.letter or None,
            due=due,
            about=told.about or None,
        )
    except NotFound:
        raise
    except FlowError as refused:
        says = for_page(str(refused))
        return _one(request, visitor, dossier_id, told, blank, status=status_of(refused), says=says)
    return led(f"/dossiers/{dossier_id}/vetting", said=f"已登记发函 {len(made)} 件。")


@router.post("/dossiers/{dossier_id}/vetting/answer")
def answer_one(request: Request, visitor: Visiting, form: Posted, dossier_id: str) -> Response:
    """Record a body's reply, with its scan."""
    flow, told = visitor.flow, answer_of(form)
    letter = Letter(on=flow.today().isoformat())
    dossier = dossier_of(flow, dossier_id)
    number = int(told.which) - 1 if told.which.isascii() and told.which.isdigit() else -1
    questions = dossier.facts.vettings
    reply = told.reply(scan_of(form))
    if reply is None or not 0 <= number < len(questions):
        return _one(request, visitor, dossier_id, letter, told, status=422)
    asked = questions[number]
    try:
        answer(
            flow,
            dossier_id,
            asked.body,
            on=reply.on,
            opinion=reply.opinion,
            document=reply.document,
            handling=reply.handling,
            about=asked.about,
            scan=reply.scan,
            expected=told.expected,
        )
    except NotFound:
        raise
    except FlowError as refused:
        says = for_page(str(refused))
        return _one(request, visitor, dossier_id, letter, told, status=status_of(refused), says=says)
    return led(f"/dossiers/{dossier_id}/vetting", said=f"{body_name(asked.body)}的回复已登记。")


@router.post("/dossiers/{dossier_id}/vetting/remind")
def remind_late(visitor: Visiting, _form: Posted, dossier_id: str) -> Response:
    """Keep on record that the bodies whose replies are overdue were reminded today."""
    names = remind(visitor.flow, dossier_id, on=visitor.flow.today())
    said = f"已登记催办：{'、'.join(names)}。" if names else "没有到期未复的单位，不需要催办。"
    return led(f"/dossiers/{dossier_id}/vetting", said=said)


def _one(
    request: Request,
    visitor: Visitor,
    dossier_id: str,
    told: Letter,
    typed: Answer,
    *,
    status: int = 200,
    says: str = "",
) -> Response:
    flow = visitor.flow
    dossier = dossier_of(flow, dossier_id)
    cells = {cell.body: cell for cell in matrix(flow, [dossier])}
    shown: dict[str, Any] = {
        "dossier": dossier,
        "facts": dossier.facts,
        "where": flow.workflow.describe(dossier.position),
        "questions": list(enumerate(dossier.facts.vettings, start=1)),
        "replies": {m.kind: m for m in dossier.materials if m.digest},
        "cells": cells,
        "agencies": AGENCIES,
        "told": told,
        "typed": typed,
        "says": says,
        "seq": dossier.seq,
        "is_mine": is_open(flow, dossier) and may_write(flow, dossier.facts.branch),
        "late": any(
            not v.is_answered and v.due_on is not None and v.due_on < flow.today() for v in dossier.facts.vettings
        ),
        "body_name": body_name,
        "shape": lambda cell: _SHAPES.get(cell.state, "late"),
        "today": flow.today(),
    }
    return page(request, visitor, "vetting-one.html", status=status, **shown)
