"""Open a dossier: one person, one file (一人一档)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, office_deciding
from dangyuan_flow.application.evidence import check_past
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, Conflict
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.flow import Flow

_TRIES = 5
"""How often a number is chosen anew where somebody else took it in the same moment."""


def open_dossier(flow: Flow, facts: Mapping[str, Value], *, on: date, decided_by: str | None = None) -> Outcome:
    """Open a dossier for the person whom ``facts`` describe (name, identity number and branch at least).

    Raises :class:`BadInput` for a broken identity number or an unknown branch, :class:`Conflict` where the person has a
    dossier under way.
    """
    by = hand(flow, decided_by)
    name, number, branch = facts.get("name"), facts.get("id_number"), facts.get("branch")
    if not isinstance(name, str) or not isinstance(number, str) or not isinstance(branch, str):
        msg = "建档须有姓名、身份证号和所在党支部"
        raise BadInput(msg)
    number = checked_number(number)
    body = flow.organizations.get(branch)
    if body is None or not body.keeps_dossiers:
        msg = f"没有名为“{branch}”的党支部。可用 dangyuan org list 查看，dangyuan org add 登记"
        raise BadInput(msg)
    check_past(facts, flow.today())
    _refuse_second(flow, number)
    told = {"born_on": identity.born_on(number), "sex": identity.sex(number)} | dict(facts)
    act = Act(move=Move.OPEN, on=on, facts=told | {"id_number": number, "branch": body.name}, guarded=False)
    office = office_deciding(flow, by, body.name, on)
    for _ in range(_TRIES):
        chosen = new_id(flow)
        try:
            return proceed(flow, Dossier(id=chosen), act, by, office)
        except Conflict:
            if new_id(flow) == chosen:  # the number was free: the person has a dossier
                raise
    msg = "同时建档的人太多，没有写入，请再办一次"
    raise Conflict(msg)


def checked_number(text: str) -> str:
    """The identity number that ``text`` is; raises :class:`BadInput` where no document carries it."""
    number = text.strip().upper()
    if not identity.check_holds(number) or identity.born_on(number) is None:
        msg = f"身份证号 {identity.masked(number)} 不正确（须为十八位且校验码相符），请核对证件"
        raise BadInput(msg)
    return number


def _refuse_second(flow: Flow, number: str) -> None:
    for line in flow.store.by_identity(number):
        if line.under_way:
            who = f"{line.name}（{identity.masked(number)}）"
            msg = f"{who}已有在办档案 {line.id}（{line.branch}），一人只能有一份在办档案"
            raise Conflict(msg)


def under_way(flow: Flow, number: str) -> str | None:
    """The dossier under way, within sight, of the person with this identity number."""
    lines = flow.store.by_identity(number.strip().upper())
    return next((line.id for line in lines if line.under_way), None)


def new_id(flow: Flow, ahead: int = 1) -> str:
    """The id of the next dossier: year of opening and a running number (``2026-00042``); ``ahead`` counts on."""
    year = str(flow.today().year)
    return f"{year}-{flow.store.latest_id(year) + ahead:05d}"
