"""Lists of the vetting: people × bodies page by page, what is asked and not answered, letters to many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import WRITERS, hand, offices_of, reach_of
from dangyuan_flow.application.seeking import dossiers, seen
from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.application.vetting import Cell, ask, body_key, body_name, is_open, matrix
from dangyuan_flow.domain.errors import FlowError
from dangyuan_flow.domain.vetting import Agency
from dangyuan_flow.domain.workflow import Standing
from dangyuan_flow.store import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

CONCERNED = (Standing.ACTIVIST, Standing.CANDIDATE, Standing.PROBATIONARY)
"""Whom vetting concerns while the dossier is under way."""
WAITING, OVERDUE = "待回复", "逾期未复"
STATES = ("未发函", WAITING, OVERDUE, "无异常", "有异常", "有异常（已处理）", "已失效")
AGENCIES = tuple(agency.chinese for agency in Agency)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A person's line of the matrix; ``cells`` by the body's name."""

    dossier: Dossier
    cells: dict[str, Cell]


def rows(  # noqa: PLR0913  a list has as many filters
    flow: Flow,
    *,
    org: str | None = None,
    body: str | None = None,
    state: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[tuple[Row, ...], int]:
    """The people whom vetting concerns, with a cell in ``state`` (at ``body``); and how many without ``limit``."""
    if state is None and (body is None or body in AGENCIES):
        chosen = _selection(flow, org)
        lines = flow.store.list(chosen, order="branch", limit=limit, offset=offset)
        return _rows(flow, dossiers(flow, [line.id for line in lines])), flow.store.count(chosen)
    if state in (WAITING, OVERDUE):
        branches = branches_of(flow, org)
        found = [d for d in flow.store.with_questions() if branches is None or d.facts.branch in branches]
    else:
        found = list(flow.store.dossiers([line.id for line in flow.store.list(_selection(flow, org))]))
    kept = [row for row in _rows(flow, found) if _fits(row, body, state)]
    kept.sort(key=lambda row: (row.dossier.facts.branch or "", row.dossier.facts.name or "", row.dossier.id))
    return tuple(kept[offset : None if limit is None else offset + limit]), len(kept)


def _selection(flow: Flow, org: str | None) -> Selection:
    standings = [standing.value for standing in CONCERNED]
    return Selection(branches=branches_of(flow, org), standings=standings, under_way=True)


def _rows(flow: Flow, found: Iterable[Dossier]) -> tuple[Row, ...]:
    return tuple(Row(dossier=d, cells={cell.body: cell for cell in matrix(flow, [d])}) for d in found)


def _fits(row: Row, body: str | None, state: str | None) -> bool:
    cells = [cell for name, cell in row.cells.items() if body in (None, name)]
    return any(state in (None, cell.state) for cell in cells)


def bodies_asked(found: Iterable[Row]) -> tuple[str, ...]:
    """The bodies of the matrix's columns: the four agencies, then whoever else was asked about these people."""
    return tuple(dict.fromkeys((*AGENCIES, *sorted({name for row in found for name in row.cells} - set(AGENCIES)))))


def outstanding(flow: Flow) -> dict[str, int]:
    """How many people have a question that waits for its answer, and how many one that is overdue."""
    found = _rows(flow, flow.store.with_questions())
    return {state: sum(_fits(row, None, state) for row in found) for state in (WAITING, OVERDUE)}


def may_ask(flow: Flow, found: Iterable[Row]) -> frozenset[str]:
    """Of these people, those about whom the acting user may ask now: for doors, to offer it."""
    offices = offices_of(flow, hand(flow).user, flow.today())
    held = {office.organization for office in offices if office.duty in WRITERS}
    return frozenset(
        row.dossier.id
        for row in found
        if is_open(flow, row.dossier) and not held.isdisjoint(reach_of(flow, row.dossier.facts.branch))
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What came of asking about one person: how many letters are on record, or why none is."""

    dossier: str
    name: str
    letters: int
    refused: str | None = None


def ask_about(  # noqa: PLR0913  a letter has all of these
    flow: Flow,
    ids: Sequence[str],
    bodies: Sequence[str],
    *,
    on: date,
    letter: str | None = None,
    due: date | None = None,
) -> tuple[Asked, ...]:
    """Ask ``bodies`` about each of the people; one who cannot be asked about does not stop the rest.

    Raises :class:`NotFound` where a dossier is out of sight; nothing is written then.
    """
    names = [body_name(body_key(body)) for body in bodies]
    found = []
    for dossier in seen(flow, ids):
        name = dossier.facts.name or dossier.id
        try:
            asked = ask(flow, dossier.id, names, on=on, letter=letter, due=due)
        except FlowError as refused:
            found.append(Asked(dossier=dossier.id, name=name, letters=0, refused=str(refused)))
        else:
            found.append(Asked(dossier=dossier.id, name=name, letters=len(asked)))
    return tuple(found)
