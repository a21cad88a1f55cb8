"""Find dossiers: by id, by identity number, by name; and the lists that doors show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.workflow import POSITION_NAMES, Standing
from dangyuan_flow.store import EVERY, DossierLine, Selection

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow


def dossier(flow: Flow, told: str) -> Dossier:
    """The dossier that ``told`` means; raises as :func:`dossier_id` does."""
    return flow.store.get(dossier_id(flow, told))


def dossiers(flow: Flow, ids: Iterable[str]) -> tuple[Dossier, ...]:
    """The dossiers of ``ids``, in that order."""
    wanted = list(ids)
    found = {one.id: one for one in flow.store.dossiers(wanted)}
    return tuple(found[i] for i in wanted)


def seen(flow: Flow, ids: Iterable[str]) -> tuple[Dossier, ...]:
    """The dossiers of ``ids``, in that order; raises :class:`NotFound` where one is out of sight."""
    return tuple(flow.store.get(one) for one in ids)


def dossier_id(flow: Flow, told: str) -> str:
    """The id of the dossier that ``told`` means: an id, an identity number, or a name that only one person has.

    Of one person's several dossiers the one under way is meant. Raises :class:`NotFound`, and :class:`BadInput` with
    the candidates where several could be meant.
    """
    text = told.strip()
    if identity.is_well_formed(text.upper()):
        lines = flow.store.by_identity(text.upper())
        if not lines:
            msg = f"没有身份证号为 {identity.masked(text.upper())} 的档案。可用 dangyuan dossier list 查找"
            raise NotFound(msg)
        return _one(lines, text)
    prefix, dash, rest = text.partition("-")
    if dash and prefix.isdigit() and rest.isdigit():
        return flow.store.get(text).id
    lines = flow.store.list(Selection(name=text))
    if not lines:
        msg = f"没有找到“{text}”的档案。可用 dangyuan dossier list --name 查找（档案编号、身份证号、姓名都可以）"
        raise NotFound(msg)
    return _one(lines, text)


def _one(lines: tuple[DossierLine, ...], told: str) -> str:
    under_way = [line for line in lines if line.under_way]
    candidates = under_way or list(lines)
    people = {line.id_number or line.id for line in lines}
    if len(people) > 1 or len(candidates) > 1:
        named = "\n".join(
            f"  {line.id}  {line.name}  {line.branch or '—'}  {identity.masked(line.id_number)}" for line in lines
        )
        msg = f"“{told}”有 {len(lines)} 份档案，请改用档案编号或身份证号：\n{named}"
        raise BadInput(msg)
    return candidates[0].id


def listed(  # noqa: PLR0913  a list has as many filters
    flow: Flow,
    *,
    body: str | None = None,
    stage: int | None = None,
    step: int | None = None,
    standing: str | None = None,
    contains: str | None = None,
    under_way: bool | None = None,
    among: Sequence[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[tuple[DossierLine, ...], int]:
    """The dossiers that all the filters let through, by branch and name, and how many there are without ``limit``.

    ``standing``: in Chinese or English. ``among``: only these ids, of which there may be many. Raises
    :class:`NotFound` for an unknown body, :class:`BadInput` for a standing or step that does not exist.
    """
    from dangyuan_flow.application.sweeping import branches_of  # noqa: PLC0415  brings ledgers along: not to show one

    selection = Selection(
        branches=branches_of(flow, body),
        positions=_positions(flow, stage, step),
        standings=None if standing is None else (_standing(standing).value,),
        contains=contains,
        under_way=under_way,
    )
    if among is not None:
        return _among(flow, selection, among, limit, offset)
    return flow.store.list(selection, order="branch", limit=limit, offset=offset), flow.store.count(selection)


def _among(
    flow: Flow, selection: Selection, ids: Sequence[str], limit: int | None, offset: int
) -> tuple[tuple[DossierLine, ...], int]:
    """Those of ``ids`` that ``selection`` lets through; where it lets all through, only those shown are read."""
    if selection != EVERY or limit is None:
        chosen = frozenset(ids)
        lines = [line for line in flow.store.list(selection, order="branch") if line.id in chosen]
        return tuple(lines[offset:] if limit is None else lines[offset : offset + limit]), len(lines)
    wanted = ids[offset : offset + limit]
    found = {line.id: line for line in flow.store.list(replace(selection, ids=wanted))}
    return tuple(found[one] for one in wanted if one in found), len(ids)


def _standing(text: str) -> Standing:
    words = {s.chinese: s for s in Standing} | {s.value: s for s in Standing} | {"申请人": Standing.APPLICANT}
    words |= {"积极分子": Standing.ACTIVIST}
    if text not in words:
        msg = f"没有“{text}”这种身份{did_you_mean(text, tuple(words))}；可填：{'、'.join(s.chinese for s in Standing)}"
        raise BadInput(msg)
    return words[text]


def _positions(flow: Flow, stage: int | None, step: int | None) -> tuple[str, ...] | None:
    if stage is None and step is None:
        return None
    steps = {s.id for s in flow.workflow.main_line if stage in (None, s.stage) and step in (None, s.id)}
    if not steps:
        asked = f"第 {step} 步" if step is not None else f"第 {stage} 阶段"
        main = "、".join(str(s.id) for s in flow.workflow.main_line)
        msg = f"没有停在{asked}的档案：阶段为 1 至 {len(flow.workflow.stages)}，主线步骤为 {main}"
        raise BadInput(msg)
    found = tuple(p for p in flow.workflow.positions if int(p.partition(":")[0]) in steps)
    last = flow.workflow.stages[-1].id
    return (*found, "archived") if stage == last and step is None and "archived" in POSITION_NAMES else found
