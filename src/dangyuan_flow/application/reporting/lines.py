"""The lines of a report: every finding with its number, and by what it is counted.

The number (序号) is the same in the workbook and in the printed report, so that what one of them leaves out can be
looked up in the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.stages import stage_of
from dangyuan_flow.application.sweeping import place
from dangyuan_flow.domain.rules import Certainty, Severity
from dangyuan_flow.domain.sections import LOCAL, section

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.application.sweeping import Found, SweepReport

SEVERITIES = {"S1": "S1 效力", "S2": "S2 决定性程序", "S3": "S3 时间与材料", "S4": "S4 提示"}
CLASSES = {"person": "不符合党员条件", "procedure": "程序问题"}
CERTAINTIES = {"fact": "事实", "lead": "线索"}
NO_BODY = "（未载党支部）"
GRAVE = frozenset({Severity.S1, Severity.S2})


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One finding of a report. ``body``: the branch, or the body that the finding is about."""

    number: int
    found: Found
    body: str
    stage: str
    section: str

    @property
    def unit(self) -> str:
        """Whose snapshot it comes from, where those of many are swept together."""
        return (self.found.dossier if self.about_body else self.body).partition("/")[0]

    @property
    def code(self) -> str:
        """The V-code."""
        return self.found.violation.code

    @property
    def title(self) -> str:
        """What the problem is called."""
        return self.found.violation.rule.title

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.found.violation.rule.severity

    @property
    def is_lead(self) -> bool:
        """Whether it only says where to look."""
        return self.found.violation.certainty is Certainty.LEAD

    @property
    def certainty(self) -> Certainty:
        """Fact or lead: the two are never counted together."""
        return self.found.violation.certainty

    @property
    def is_grave(self) -> bool:
        """Whether it goes to validity or to a decisive procedure."""
        return self.severity in GRAVE

    @property
    def about_body(self) -> bool:
        """Whether it is about a body, and not about a person."""
        return is_about_body(self.found)

    @property
    def by_code(self) -> tuple[int, str]:
        """By the code's number; codes of one number, V and P, by their letters."""
        return self.found.violation.rule.number, self.code


def is_about_body(found: Found) -> bool:
    """Whether a finding is about a body, and not about a person."""
    return found.about == "body"


def section_of(found: Found) -> str:
    """The group of the catalogue to which a finding belongs; what only a pack asks has its own."""
    rule = found.violation.rule
    return LOCAL if rule.pack is not None else section(rule.code, rule.number)


def body_of(found: Found) -> str:
    """The body under which a finding is counted."""
    return found.dossier if is_about_body(found) else found.branch or NO_BODY


def lines_of(report: SweepReport) -> tuple[Line, ...]:
    """The findings numbered: facts before leads, the grave before the rest, people before bodies, then by body."""
    ordered = sorted(report.findings, key=_order)
    return tuple(
        Line(
            number=number,
            found=found,
            body=body_of(found),
            stage=stage_of(found.violation.rule),
            section=section_of(found),
        )
        for number, found in enumerate(ordered, start=1)
    )


def _order(found: Found) -> tuple[object, ...]:
    rule = found.violation.rule
    is_lead = found.violation.certainty is Certainty.LEAD
    return (
        is_lead,
        is_about_body(found),
        not is_lead and rule.severity not in GRAVE,
        body_of(found),
        place(found.dossier),
        rule.number,
        rule.code,
        rule.id,
    )


def people_of(lines: Iterable[Line]) -> int:
    """On how many dossiers the lines are; what is about a body is about nobody."""
    return len({line.found.dossier for line in lines if not line.about_body})
