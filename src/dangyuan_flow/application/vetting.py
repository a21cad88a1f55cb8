"""Vetting: ask outside bodies about a person (or a relative), record their answers, remind them, show the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.errors import BadInput, NoSuchMove
from dangyuan_flow.domain.vetting import CLEAR, Agency, Vetting, is_clear
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

FIRST_STEP, LAST_STEP = 4, 24
"""Vetting may be asked from the activist decision (step 3) on, to the last gate (G5): where the dossier waits for."""
LAPSED = "已失效"
ANSWER_MONTHS = 1
FOUND = "有异常"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of the matrix: a person, a body, and how the question stands."""

    dossier: str
    name: str
    body: str
    state: str
    answered_on: date | None
    due_on: date | None


def body_key(name: str) -> str:
    """The body as the record keeps it: one of the four agencies by its key, any other by its name."""
    return Agency(name) if name in tuple(Agency) else (Agency.from_chinese(name) or name)


def body_name(key: str) -> str:
    """The body in Chinese."""
    return Agency(key).chinese if key in tuple(Agency) else key


def ask(  # noqa: PLR0913  a question has all of these
    flow: Flow,
    dossier_id: str,
    bodies: Iterable[str],
    *,
    on: date,
    letter: str | None = None,
    due: date | None = None,
    about: str | None = None,
) -> tuple[Outcome, ...]:
    """Ask each of ``bodies`` on a day; ``due`` is a month later unless given. One journal line a body.

    Raises :class:`BadInput` where a question to the body is still open, :class:`NoSuchMove` outside steps 3 to 24.
    """
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    _check_open(flow, dossier)
    office = may_enter(flow, by.user, dossier.facts.branch)
    keys = tuple(dict.fromkeys(body_key(body) for body in bodies))
    _check_unasked(dossier, keys, about)
    if due is not None and due < on:
        msg = f"回复期限 {due} 早于发函日期 {on}"
        raise BadInput(msg)
    found: list[Outcome] = []
    for key in keys:
        question = Vetting(
            body=key, about=about, asked_on=on, letter=letter, due_on=due or months_later(on, ANSWER_MONTHS)
        )
        act = Act(move=Move.ASK, on=on, vetting=question, guarded=False)
        found.append(proceed(flow, dossier, act, by, office))
        dossier = found[-1].dossier
    return tuple(found)


def _check_unasked(dossier: Dossier, keys: Iterable[str], about: str | None) -> None:
    """Refuse, before anything is written, where one of the bodies still owes an answer."""
    open_ = {v.body for v in dossier.facts.vettings if v.about == about and not v.is_answered}
    waiting = [body_name(key) for key in keys if key in open_]
    if waiting:
        msg = f"已向{'、'.join(waiting)}发函，尚未回复；可用 dangyuan vet remind 催办"
        raise BadInput(msg)


def answer(  # noqa: PLR0913  an answer has all of these
    flow: Flow,
    dossier_id: str,
    body: str,
    *,
    on: date,
    opinion: str,
    document: str | None = None,
    handling: str | None = None,
    about: str | None = None,
) -> Outcome:
    """Record what a body replied: 无异常, or what it found; ``handling`` says what was done about a finding.

    Raises :class:`BadInput` where the body was not asked, or replied before it was.
    """
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    _check_open(flow, dossier)
    office = may_enter(flow, by.user, dossier.facts.branch)
    key = body_key(body)
    asked = next((v for v in dossier.facts.vettings if (v.body, v.about) == (key, about) and not v.is_answered), None)
    if asked is None:
        msg = f"没有向{body_name(key)}发出而未回复的函；请先用 dangyuan vet ask 登记发函"
        raise BadInput(msg)
    if asked.asked_on is not None and on < asked.asked_on:
        msg = f"回复日期 {on} 早于发函日期 {asked.asked_on}"
        raise BadInput(msg)
    said = CLEAR if is_clear(opinion) else opinion
    reply = Vetting(body=key, about=about, answered_on=on, opinion=said, document=document, handling=handling)
    act = Act(move=Move.ANSWER, on=on, vetting=reply, facts=_facts(dossier, reply), guarded=False)
    return proceed(flow, dossier, act, by, office)


def remind(flow: Flow, dossier_id: str, *, on: date) -> tuple[str, ...]:
    """Keep on record that the bodies whose answers are overdue on ``on`` were reminded; returns their names."""
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    office = may_enter(flow, by.user, dossier.facts.branch)
    late = [v for v in dossier.facts.vettings if not v.is_answered and v.due_on is not None and v.due_on < on]
    names = tuple(body_name(v.body) for v in late)
    if names:
        proceed(flow, dossier, Act(move=Move.REMIND, on=on, reason="、".join(names), guarded=False), by, office)
    return names


def matrix(flow: Flow, dossiers: Iterable[Dossier]) -> tuple[Cell, ...]:
    """People × bodies: not asked, waiting, overdue, nothing found, found (and handled), lapsed (by a pack)."""
    today = flow.today()
    validity = int(flow.catalogue.parameters["vetting_validity_months"])
    return tuple(
        _cell(dossier, key, today, validity)
        for dossier in dossiers
        for key in (*Agency, *sorted({v.body for v in dossier.facts.vettings if v.about is None} - set(Agency)))
    )


def _cell(dossier: Dossier, key: str, today: date, validity: int) -> Cell:
    mine = [v for v in dossier.facts.vettings if v.body == key and v.about is None]
    latest = mine[-1] if mine else None
    return Cell(
        dossier=dossier.id,
        name=dossier.facts.name or "",
        body=body_name(key),
        state=_state(latest, today, validity),
        answered_on=latest.answered_on if latest else None,
        due_on=latest.due_on if latest else None,
    )


def _state(vetting: Vetting | None, today: date, validity: int) -> str:
    if vetting is None:
        return "未发函"
    if not vetting.is_answered:
        return "逾期未复" if vetting.due_on is not None and vetting.due_on < today else "待回复"
    if vetting.found_nothing:
        lapses_on = vetting.lapses_on(validity)
        return LAPSED if lapses_on is not None and lapses_on < today else CLEAR
    return "有异常（已处理）" if vetting.handling else "有异常"


def _facts(dossier: Dossier, reply: Vetting) -> dict[str, Value]:
    """The facts that an answer puts on record; one about a relative, or of another body, is a reply of the review."""
    on = reply.answered_on
    if on is None:
        return {}
    if reply.about is not None or reply.body not in tuple(Agency):
        return {"review_replies_on": tuple(sorted({*(dossier.facts.review_replies_on or ()), on}))}
    said = reply.opinion or ""
    told = said if said == CLEAR or said.startswith(FOUND) else f"{FOUND}：{said}"  # as the ledger's column has it
    found: dict[str, Value] = {"vetting_replied_on": on}
    if said != CLEAR or not _is_unhandled(dossier, reply):
        found[f"opinion_{reply.body}"] = told
    if reply.handling is not None:
        found["vetting_handling"] = reply.handling
    return found


def _is_unhandled(dossier: Dossier, reply: Vetting) -> bool:
    """Whether the body found something before and nobody handled it: asking again does not make that unsaid."""
    before = dossier.facts[f"opinion_{reply.body}"]
    handled = reply.handling or dossier.facts.vetting_handling
    return isinstance(before, str) and not is_clear(before) and not handled


def _check_open(flow: Flow, dossier: Dossier) -> None:
    step = flow.workflow.step_at(dossier.position)
    if step is None or not FIRST_STEP <= step.id <= LAST_STEP:
        msg = f"当前{flow.workflow.describe(dossier.position)}；政审联审在确定入党积极分子之后、转正审批之前办理"
        raise NoSuchMove(msg)
