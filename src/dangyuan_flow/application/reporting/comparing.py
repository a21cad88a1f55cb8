"""A sweep beside the earlier ones: what is new, what stands, what is gone, and how the numbers went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.rules import Certainty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.application.sweeping import Found, SweepReport
    from dangyuan_flow.domain.sweep import FindingKey, Gone

LONGEST = 12
"""How many sweeps a trend shows at most: the last ones, this one included."""
CHANGES = NEW, REOPENED, STANDING, SETTLED = "新增", "再次发现", "仍在", "仍在（已处理）"


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What one sweep counted. ``number``: under which it was registered, if it was; ``is_own``: the sweep at hand."""

    number: int | None
    is_own: bool
    as_of: date
    dossiers: int
    facts: int
    leads: int
    by_severity: Mapping[str, int]

    @property
    def name(self) -> str:
        """How a table calls it."""
        return "本次" if self.is_own else f"第 {self.number} 次"


def points(report: SweepReport) -> tuple[Point, ...]:
    """The registered sweeps of the same scope and this one, oldest first; empty where there is none to compare with."""
    facts = [f.violation.rule.severity.value for f in report.findings if f.violation.certainty is Certainty.FACT]
    own = Point(
        number=None if report.kept is None else report.kept.number,
        is_own=True,
        as_of=report.as_of,
        dossiers=report.dossiers,
        facts=len(facts),
        leads=len(report.findings) - len(facts),
        by_severity=Counter(facts),
    )
    earlier = [
        Point(
            number=sweep.number,
            is_own=False,
            as_of=sweep.as_of,
            dossiers=sweep.dossiers,
            facts=sweep.facts.total,
            leads=sweep.leads.total,
            by_severity=sweep.facts.by_severity,
        )
        for sweep in report.trend.sweeps
    ]
    return (*earlier[1 - LONGEST :], own) if earlier else ()


def key_of(found: Found) -> FindingKey:
    """What makes a finding the same one over many sweeps."""
    return found.dossier, found.violation.rule.id


def change_of(report: SweepReport, found: Found) -> str:
    """What a finding is beside the last registered sweep; empty where there is none."""
    compared = report.compared
    if compared is None:
        return ""
    key = key_of(found)
    if key in compared.reopened:
        return REOPENED
    if key in compared.settled:
        return SETTLED
    return NEW if key in compared.new else STANDING if key in compared.standing else ""


def gone_of(report: SweepReport) -> tuple[Gone, ...]:
    """What is no longer found: facts before leads, then by number."""
    gone = () if report.compared is None else report.compared.gone
    return tuple(sorted(gone, key=lambda line: (line.certainty, line.number)))


def handling_of(report: SweepReport, found: Found) -> str:
    """Where a registered finding stands: its number, state, and who is to mend it until when."""
    finding = None if report.compared is None else report.compared.known.get(key_of(found))
    if finding is None:
        return ""
    told = f"第 {finding.number} 号　{finding.state.chinese}"
    if finding.assigned_to:
        told += f"　{finding.assigned_to}"
    return f"{told}　{finding.due_on} 前" if finding.due_on else told
