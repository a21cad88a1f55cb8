"""The numbers of a report: findings by body, code, severity and stage; facts and leads are never added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from dangyuan_flow.application.reporting.lines import CERTAINTIES, SEVERITIES, Line, lines_of, people_of
from dangyuan_flow.application.reporting.stages import stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dangyuan_flow.application.sweeping import Found, SweepReport

Key = TypeVar("Key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many findings something has: facts by severity (S1 to S4), and leads."""

    by_severity: tuple[int, ...]
    leads: int

    @property
    def facts(self) -> int:
        """The facts of every severity."""
        return sum(self.by_severity)

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Count:
        """Count ``lines``."""
        facts: Counter[str] = Counter()
        leads = 0
        for line in lines:
            if line.is_lead:
                leads += 1
            else:
                facts[line.severity.value] += 1
        return cls(by_severity=tuple(facts[severity] for severity in SEVERITIES), leads=leads)

    def as_json(self) -> dict[str, int]:
        """Facts and leads, each by itself."""
        return {"facts": self.facts, "leads": self.leads}


def counted(lines: Iterable[Line], key: Callable[[Line], Key]) -> dict[Key, Count]:
    """Count ``lines`` by ``key``, in the order in which the keys come up."""
    groups: dict[Key, list[Line]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return {name: Count.of(group) for name, group in groups.items()}


def bodies(lines: Sequence[Line]) -> dict[str, Count]:
    """By body: those with most facts first, then with most leads."""
    found = counted(lines, lambda line: line.body)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].facts, -pair[1].leads, pair[0])))


def units(report: SweepReport, lines: Sequence[Line]) -> dict[str, Count]:
    """By the body that handed its snapshot up: those with most facts first; those without a finding too."""
    found = counted(lines, lambda line: line.unit)
    every = {name: found.get(name, Count.of(())) for name in report.units}
    return dict(sorted(every.items(), key=lambda pair: (-pair[1].facts, -pair[1].leads, pair[0])))


def codes(lines: Sequence[Line]) -> dict[str, Count]:
    """By code, in the catalogue's order."""
    found = counted(sorted(lines, key=lambda line: line.by_code), lambda line: line.code)
    return dict(found.items())


def severities(lines: Sequence[Line]) -> dict[str, Count]:
    """By severity, the gravest first; those without a finding too."""
    found = counted(lines, lambda line: line.severity.value)
    return {severity: found.get(severity, Count.of(())) for severity in SEVERITIES}


def by_stage(lines: Sequence[Line]) -> dict[str, Count]:
    """By stage, in their order; those without a finding too."""
    found = counted(lines, lambda line: line.stage)
    return {stage: found.get(stage, Count.of(())) for stage in stages()}


def titles(lines: Iterable[Line]) -> dict[str, str]:
    """What each code is called: the titles of its rules that found something."""
    found: dict[str, dict[str, None]] = {}
    for line in lines:
        found.setdefault(line.code, {})[line.title] = None
    return {code: "；".join(names) for code, names in found.items()}


def by_code(findings: Sequence[Found]) -> list[tuple[str, str, str, str, int, int, int]]:
    """Findings counted: code, title, severity, certainty, how many, on how many people and bodies.

    Facts before leads, then the gravest first.
    """
    count: Counter[tuple[str, str, str, str, int]] = Counter()
    whose: dict[tuple[str, str, str, str, int], set[tuple[str, str]]] = {}
    for found in findings:
        rule = found.violation.rule
        key = (rule.severity.value, rule.code, rule.title, found.violation.certainty.value, rule.number)
        count[key] += 1
        whose.setdefault(key, set()).add((found.about, found.dossier))
    rows = []
    for key in sorted(count, key=lambda k: (k[3] == "lead", k[0], k[4], k[2])):
        severity, code, title, certainty, _ = key
        bodies = sum(about == "body" for about, _ in whose[key])
        people = len(whose[key]) - bodies
        rows.append((code, title, severity, CERTAINTIES[certainty], count[key], people, bodies))
    return rows


def summary(report: SweepReport) -> dict[str, object]:
    """The numbers of ``sweep --format json``, so that nobody who reads it has to count."""
    lines = lines_of(report)
    facts = tuple(line for line in lines if not line.is_lead)
    leads = tuple(line for line in lines if line.is_lead)

    def told(counts: dict[str, Count]) -> dict[str, dict[str, int]]:
        return {name: count.as_json() for name, count in counts.items()}

    return {
        "facts": len(facts),
        "leads": len(leads),
        "dossiers_with_facts": people_of(facts),
        "dossiers_with_leads": people_of(leads),
        "by_body": told(bodies(lines)),
        "by_code": told(codes(lines)),
        "by_severity": told(severities(lines)),
        "by_stage": told(by_stage(lines)),
    }
