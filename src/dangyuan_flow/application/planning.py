"""The annual plan (年度指导性计划): what a ledger's sheet says, and what a store is told and keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import BadInput, NotAllowed, NotFound
from dangyuan_flow.domain.people import body_by_name, present_name
from dangyuan_flow.domain.plan import Planned, Quota, demands_of, planned
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.store import value_of

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger

_EARLIEST, _LATEST = 1990, 2100


def plan_of(ledger: Ledger) -> tuple[Planned, ...]:
    """The plan of a ledger's sheet 年度计划, spread over the bodies of its sheet 党组织."""
    quotas = [
        Quota(year=row.year, body=row.organization, quota=row.quota, structure=row.structure)
        for row in ledger.plan
        if row.year is not None and row.organization is not None
    ]
    return planned(quotas, body_by_name(ledger.organizations))


def to_keep(flow: Flow, ledger: Ledger) -> tuple[tuple[Quota, ...], tuple[str, ...]]:
    """A ledger's plan as the store is to keep it, and what of it is not kept, or will not be checked, and why.

    One line a body and year, under the body's present name; what the ledger does not say stays as it was.
    """
    organizations = {**flow.organizations, **body_by_name(ledger.organizations)}
    found: dict[str, Quota] = {}
    notes = list(unread(ledger, "排查时不会核对"))
    for row in ledger.plan:
        if row.year is None or row.organization is None or (row.quota is None and row.structure is None):
            continue
        place = f"工作表“{row.sheet}”第{row.row}行"
        if row.organization not in organizations:
            notes.append(f"{place}没有登记：没有名为“{row.organization}”的党组织，请改正名称，或先登记这个党组织")
        elif not _EARLIEST <= row.year <= _LATEST:
            notes.append(f"{place}没有登记：年度应在 {_EARLIEST} 至 {_LATEST} 之间，表里是 {row.year}")
        else:
            body = present_name(row.organization, organizations)
            line = Quota(year=row.year, body=body, quota=row.quota, structure=row.structure)
            found[line.key] = found[line.key] + line if line.key in found else line
    kept = {line.key: line for line in quotas(flow)} if found else {}
    lines = tuple(line.over(kept.get(line.key, line)) for line in found.values())
    if any(kept.get(line.key) != line for line in lines):
        try:
            _may_register(flow, *(line.body for line in lines))
        except NotAllowed as error:
            return (), (*notes, f"工作表“{ledger.plan[0].sheet}”没有登记：{error}")
    return lines, tuple(notes)


def plan_in_force(flow: Flow) -> tuple[Planned, ...]:
    """The plan that the store keeps, spread over its bodies."""
    return planned(quotas(flow), flow.organizations)


def unread(ledger: Ledger, so: str = "没有检查") -> tuple[str, ...]:
    """What the sheet 年度计划 asks for in words that nobody can check, and what comes of it (``so``)."""
    return tuple(
        f"工作表“{row.sheet}”第{row.row}行的结构要求“{part}”没有读懂，{so}；请写成“新兴领域≥79%”这样"
        for row in ledger.plan
        if row.structure
        for part in demands_of(row.structure)[1]
    )


def set_quota(flow: Flow, quota: Quota) -> Quota:
    """Keep a line of the plan, or change what was kept of that body and year; returns it as it is now.

    Raises :class:`NotFound` for an unknown body, :class:`BadInput` for an empty line or a share that cannot be read.
    """
    by = _may_register(flow, *([quota.body] if quota.body in flow.organizations else []))
    if quota.body not in flow.organizations:
        msg = f"没有名为“{quota.body}”的党组织。可用 dangyuan org list 查看，dangyuan org add 登记"
        raise NotFound(msg)
    if not _EARLIEST <= quota.year <= _LATEST:
        msg = f"年度应在 {_EARLIEST} 至 {_LATEST} 之间，收到 {quota.year}"
        raise BadInput(msg)
    if quota.quota is None and quota.structure is None:
        msg = "年度计划须写指标数或结构要求"
        raise BadInput(msg)
    others = demands_of(quota.structure)[1] if quota.structure else ()
    if others:
        msg = f"结构要求“{'、'.join(others)}”看不懂，应写成“新兴领域≥79%”；几项用逗号隔开"
        raise BadInput(msg)
    known = next((q for q in quotas(flow, quota.year) if q.body == flow.present_name(quota.body)), quota)
    kept = replace(quota, body=flow.present_name(quota.body)).over(known)
    entry = RegistryEntry(
        register="plan", key=kept.key, value=value_of(kept), on=flow.today(), entered_at=flow.now(), entered_by=by
    )
    flow.store.append([entry])
    return kept


def _may_register(flow: Flow, *bodies: str) -> str:
    from dangyuan_flow.application.acting import may_register  # noqa: PLC0415  a ledger's plan needs nobody who acts

    return may_register(flow, bodies)


def quotas(flow: Flow, year: int | None = None) -> tuple[Quota, ...]:
    """The plan that the store keeps, by year and body."""
    found = (Quota(**value) for value in flow.store.register("plan").values())
    return tuple(sorted((q for q in found if year in (None, q.year)), key=lambda q: (-q.year, q.body)))
