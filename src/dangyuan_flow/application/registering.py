"""Register a sweep (登记排查): the sweep itself, and what it newly found, found again or missed, in one append."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import may_audit
from dangyuan_flow.application.comparing import Difference, difference
from dangyuan_flow.domain import disposal
from dangyuan_flow.domain.finding import Act, Deed, Finding
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.sweep import Changes, KeptSweep, Tally, Trend
from dangyuan_flow.store import StoreSweep, derived_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from dangyuan_flow.application.sweeping import Found, SweepReport
    from dangyuan_flow.domain.people import Actor
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.domain.sweep import FindingKey, Scope
    from dangyuan_flow.flow import Flow

TREND_LENGTH = 12
"""How many registered sweeps a report looks back on."""


def may_keep(flow: Flow, body: str | None) -> Actor:
    """Who acts, if that one may register a sweep of ``body`` (``None``: of all); raises :class:`NotAllowed`."""
    return may_audit(flow, body)


def compared(  # noqa: PLR0913  a sweep with all that it is compared by
    flow: Flow,
    report: SweepReport,
    rules: RuleSet,
    *,
    scope: Scope,
    branches: Collection[str] | None,
    swept: StoreSweep,
    actor: Actor | None,
) -> SweepReport:
    """``report`` beside the registered sweeps of its scope; registered itself where an ``actor`` keeps it."""
    earlier = flow.store.findings.sweeps(scope, limit=TREND_LENGTH)
    if not earlier and actor is None:
        return report
    beside = difference(flow, report, rules, branches)
    if earlier:
        told = beside.compared(earlier[0], flow.today())
        report = replace(report, compared=told, trend=Trend(tuple(reversed(earlier))))
    if actor is None:
        return report
    return replace(report, kept=_keep(flow, report, beside, scope=scope, swept=swept, actor=actor))


def _keep(  # noqa: PLR0913  as above
    flow: Flow, report: SweepReport, beside: Difference, *, scope: Scope, swept: StoreSweep, actor: Actor
) -> KeptSweep:
    number = swept.last + 1
    office = actor.office
    act = Act(
        deed=Deed.FIND,
        on=flow.today(),
        by=actor.user,
        person=actor.name,
        office=None if office is None else f"{office.organization}{office.duty.chinese}",
        sweep=number,
    )
    new, again, gone = _changed(flow, beside, act)
    flow.store.findings.check_unchanged(swept.head[0], [finding.number for finding in (*again, *gone)])
    reopened = frozenset(f.key for f in again if f.reopened > beside.known[f.key].reopened)
    kept = KeptSweep(
        number=number,
        as_of=report.as_of,
        scope=scope,
        rules=report.rules,
        derivation=derived_by(),
        head=swept.head,
        covers=swept.covers,
        dossiers=report.dossiers,
        facts=_tally(report.findings, Certainty.FACT),
        leads=_tally(report.findings, Certainty.LEAD),
        facts_changed=_changes(beside, reopened, leads=False),
        leads_changed=_changes(beside, reopened, leads=True),
        not_checked=swept.result.not_checked,
        unknown=swept.unknown or {},
        found="" if swept.readings is None else swept.readings.found,
        kept_at=flow.now(),
        kept_by=actor.user,
        bursts=swept.result.bursts,
        grouped="" if swept.readings is None else swept.readings.grouped,
    )
    entries = [entry(flow, "sweep", str(number), kept.document(), actor)]
    entries += [finding_entry(flow, finding, actor) for finding in (*new, *again, *gone)]
    flow.store.append(entries, readings=swept.readings)
    return kept


def _changed(flow: Flow, beside: Difference, act: Act) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """The findings that the sweep changes: never seen before, found again, no longer found."""
    first = flow.store.findings.last_number() + 1
    unknown = [seen for key, seen in beside.seen.items() if key not in beside.known]
    new = [disposal.found(number, seen, act) for number, seen in enumerate(unknown, start=first)]
    again = [finding for key in beside.known if (finding := beside.again(key, act)) is not None]
    missed = replace(act, deed=Deed.MISS)
    return new, again, [disposal.missed(filed.finding, missed) for filed in beside.missed]


def _changes(beside: Difference, reopened: frozenset[FindingKey], *, leads: bool) -> Changes:
    """How many facts, or how many leads, came, stood and went."""
    found = {key for key, seen in beside.seen.items() if (seen.certainty == Certainty.LEAD) is leads}
    back = found & reopened
    new = (found - beside.known.keys()) | back
    gone = sum((filed.finding.seen.certainty == Certainty.LEAD) is leads for filed in beside.missed)
    return Changes(new=len(new), reopened=len(back), standing=len(found - new), gone=gone)


def _tally(findings: Iterable[Found], certainty: Certainty) -> Tally:
    return Tally.of(
        (f.violation.rule.severity.value, f.violation.code, f.branch)
        for f in findings
        if f.violation.certainty is certainty
    )


def finding_entry(flow: Flow, finding: Finding, actor: Actor) -> RegistryEntry:
    """The journal's line about a finding as it stands after its last act."""
    return entry(flow, "finding", str(finding.number), finding.document(), actor)


def entry(flow: Flow, register: str, key: str, value: Mapping[str, object], actor: Actor) -> RegistryEntry:
    """A line of a register, entered now by ``actor``."""
    return RegistryEntry(
        register=register, key=key, value=value, on=flow.today(), entered_at=flow.now(), entered_by=actor.user
    )
