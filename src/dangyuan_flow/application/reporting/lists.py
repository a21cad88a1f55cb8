"""The lists of a workbook: findings by body, code, severity and stage, by what changed, and people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.comparing import change_of, gone_of
from dangyuan_flow.application.reporting.lines import Line
from dangyuan_flow.application.reporting.listings import Listing
from dangyuan_flow.application.reporting.stages import stages
from dangyuan_flow.application.sweeping import place
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.sections import LOCAL, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dangyuan_flow.application.sweeping import SweepReport
    from dangyuan_flow.domain.sweep import Gone

BY_BODY, BY_CODE, BY_SEVERITY, BY_STAGE = "按党组织", "按代码", "按程度", "按阶段"
BY_CHANGE, BY_UNIT = "按变化", "按单位"
GONE, PEOPLE, BODY_FACTS, LEADS, BODY_LEADS = "已消失", "人员", "党组织问题", "线索", "党组织线索"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Whoever has a finding: how many facts and leads, and their codes."""

    dossier: str
    name: str
    body: str
    facts: int
    leads: int
    codes: tuple[str, ...]

    @property
    def certainty(self) -> Certainty:
        """A fact, if there is any; else a lead."""
        return Certainty.FACT if self.facts else Certainty.LEAD

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Person:
        """The person of ``lines``, which are all of one dossier."""
        leads = sum(line.is_lead for line in lines)
        ordered = sorted(lines, key=lambda line: line.by_code)
        return cls(
            dossier=lines[0].found.dossier,
            name=lines[0].found.name,
            body=lines[0].body,
            facts=len(lines) - leads,
            leads=leads,
            codes=tuple(dict.fromkeys(line.code for line in ordered)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Lists:
    """The lists to which the numbers of the summary lead.

    Keys begin with the certainty, so that facts and leads are never in one run; a person who has both is under facts.
    ``by_change`` is empty where there is no sweep to compare with, ``by_unit`` where not many bodies' snapshots were
    swept; ``gone`` is what an earlier sweep found.
    """

    by_body: Listing[Line]
    by_code: Listing[Line]
    by_severity: Listing[Line]
    by_stage: Listing[Line]
    by_change: Listing[Line]
    by_unit: Listing[Line]
    people: Listing[Person]
    gone: Listing[Gone]

    @classmethod
    def of(cls, report: SweepReport, lines: Sequence[Line]) -> Lists:
        """Sort ``lines`` in every way in which they are counted."""
        order = {name: number for number, name in enumerate(stages())}
        of_whom: dict[str, list[Line]] = {}
        for line in lines:
            if not line.about_body:
                of_whom.setdefault(line.found.dossier, []).append(line)
        people = sorted((Person.of(told) for told in of_whom.values()), key=lambda person: place(person.dossier))
        changed = lines if report.compared is not None else ()
        return cls(
            by_body=Listing(BY_BODY, lines, lambda line: (line.certainty, line.body, line.by_code)),
            by_code=Listing(BY_CODE, lines, lambda line: (line.certainty, line.by_code)),
            by_severity=Listing(BY_SEVERITY, lines, lambda line: (line.certainty, line.severity.value)),
            by_stage=Listing(BY_STAGE, lines, lambda line: (line.certainty, order[line.stage], line.severity.value)),
            by_change=Listing(BY_CHANGE, changed, lambda line: (line.certainty, change_of(report, line.found))),
            by_unit=Listing(
                BY_UNIT, lines if report.units else (), lambda line: (line.certainty, line.unit, line.body)
            ),
            gone=Listing(GONE, gone_of(report), lambda gone: (gone.certainty,)),
            people=Listing(PEOPLE, people, lambda person: (person.certainty, person.body)),
        )

    @property
    def indexes(self) -> tuple[Listing[Line], ...]:
        """The lists of findings that are there."""
        every = (self.by_unit, self.by_body, self.by_code, self.by_severity, self.by_stage, self.by_change)
        return tuple(listing for listing in every if listing.items or listing.name not in (BY_CHANGE, BY_UNIT))


def details(lines: Sequence[Line]) -> list[Listing[Line]]:
    """The sheets of findings: facts about people by group of the catalogue, facts about bodies, leads of both kinds."""
    facts = [line for line in lines if not line.is_lead]
    groups = {
        name: [line for line in facts if line.section == name and not line.about_body]
        for name in (*(name for _, name in SECTIONS), LOCAL)
    }
    groups[BODY_FACTS] = [line for line in facts if line.about_body]
    groups[LEADS] = [line for line in lines if line.is_lead and not line.about_body]
    groups[BODY_LEADS] = [line for line in lines if line.is_lead and line.about_body]
    return [
        Listing(name, group, lambda line: (line.by_code, line.body, place(line.found.dossier)))
        for name, group in groups.items()
        if group
    ]
