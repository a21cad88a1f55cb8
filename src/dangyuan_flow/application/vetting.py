"""Vetting: ask outside bodies about a person (or a relative), record their answers, remind them, show the matrix."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, may_enter
from dangyuan_flow.application.papers import checked
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.errors import BadInput, NoSuchMove
from dangyuan_flow.domain.journal import Material
from dangyuan_flow.domain.vetting import CLEAR, Agency, Vetting, is_clear
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.application.papers import Handed
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

FIRST_STEP, LAST_STEP = 4, 24
"""Vetting may be asked from the activist decision (step 3) on, to the last gate (G5): where the dossier waits for."""
LAPSED = "已失效"
UNLIMITED = 999
"""Months of validity that mean: answers do not lapse (the parameter's value where no pack lowers it)."""
ANSWER_MONTHS = 1
REVIEW, REPLY = 10, "联审复函"
"""The step whose paper a scanned reply is, and what it is called."""
FOUND = "有异常"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of the matrix: a person, a body, and how the question stands.

    ``lapses_on``: the last day on which a clear answer holds, where a pack lets answers lapse.
    """

    dossier: str
    name: str
    body: str
    state: str
    answered_on: date | None
    due_on: date | None
    asked_on: date | None = None
    lapses_on: date | None = None


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
    expected: int | None = None,
) -> tuple[Outcome, ...]:
    """Ask each of ``bodies`` on a day; ``due`` is a month later unless given. One journal line a body.

    Raises :class:`BadInput` where a question to the body is still open, :class:`NoSuchMove` outside steps 3 to 24.
    """
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    check_open(flow, dossier)
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
        found.append(proceed(flow, dossier, act, by, office, expected=expected))
        dossier, expected = found[-1].dossier, None
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
    scan: Handed | None = None,
    expected: int | None = None,
) -> Outcome:
    """Record what a body replied: 无异常, or what it found; ``handling`` says what was done about a finding.

    ``scan``: the letter itself, as a paper of the political review. Raises :class:`BadInput` where the body was not
    asked, or replied before it was.
    """
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    check_open(flow, dossier)
    office = may_enter(flow, by.user, dossier.facts.branch)
    reply = Reply(on=on, opinion=opinion, document=document, handling=handling, scan=scan)
    return proceed(flow, dossier, answering(dossier, body, reply, about=about), by, office, expected=expected)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a body replied, and the letter's scan where there is one."""

    on: date
    opinion: str
    document: str | None = None
    handling: str | None = None
    scan: Handed | None = None


def answering(dossier: Dossier, body: str, reply: Reply, *, about: str | None) -> Act:
    """The act of recording ``reply``; raises :class:`BadInput` where nothing was asked, or it was asked later."""
    key, on = body_key(body), reply.on
    asked = next((v for v in dossier.facts.vettings if (v.body, v.about) == (key, about) and not v.is_answered), None)
    if asked is None:
        msg = f"没有向{body_name(key)}发出而未回复的函；请先用 dangyuan vet ask 登记发函"
        raise BadInput(msg)
    if asked.asked_on is not None and on < asked.asked_on:
        msg = f"回复日期 {on} 早于发函日期 {asked.asked_on}"
        raise BadInput(msg)
    said = CLEAR if is_clear(reply.opinion) else reply.opinion
    told = Vetting(
        body=key, about=about, answered_on=on, opinion=said, document=reply.document, handling=reply.handling
    )
    materials, documents = _paper(told, reply)
    return Act(
        move=Move.ANSWER,
        on=on,
        vetting=told,
        facts=_facts(dossier, told),
        materials=materials,
        documents=documents,
        guarded=False,
    )


def _paper(told: Vetting, reply: Reply) -> tuple[tuple[Material, ...], dict[str, tuple[str, bytes]]]:
    """The reply's scan as a paper of the political review; each reply is a paper of its own."""
    scan = reply.scan
    if scan is None or scan.content is None:
        return (), {}
    name = checked(scan.file_name or "", scan.content)
    digest = hashlib.sha256(scan.content).hexdigest()
    whom = body_name(told.body) + (f"，{told.about}" if told.about else "")
    kind = f"{REPLY}（{whom}，{reply.on}）"
    paper = Material(kind=kind, step=REVIEW, on=reply.on, provider=body_name(told.body), file_name=name, digest=digest)
    return (paper,), {digest: (name, scan.content)}


def remind(flow: Flow, dossier_id: str, *, on: date, expected: int | None = None) -> tuple[str, ...]:
    """Keep on record that the bodies whose answers are overdue on ``on`` were reminded; returns their names."""
    by = hand(flow)
    dossier = flow.store.get(dossier_id)
    office = may_enter(flow, by.user, dossier.facts.branch)
    late = [v for v in dossier.facts.vettings if not v.is_answered and v.due_on is not None and v.due_on < on]
    names = tuple(body_name(v.body) for v in late)
    if names:
        act = Act(move=Move.REMIND, on=on, reason="、".join(names), guarded=False)
        proceed(flow, dossier, act, by, office, expected=expected)
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
        asked_on=latest.asked_on if latest else None,
        lapses_on=latest.lapses_on(validity) if latest and latest.found_nothing and validity < UNLIMITED else None,
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


def check_open(flow: Flow, dossier: Dossier) -> None:
    """Refuse outside the time in which vetting is asked and answered."""
    if not is_open(flow, dossier):
        msg = f"当前{flow.workflow.describe(dossier.position)}；政审联审在确定入党积极分子之后、转正审批之前办理"
        raise NoSuchMove(msg)


def is_open(flow: Flow, dossier: Dossier) -> bool:
    """Whether vetting may be asked and answered where the dossier stands."""
    step = flow.workflow.step_at(dossier.position)
    return step is not None and FIRST_STEP <= step.id <= LAST_STEP
