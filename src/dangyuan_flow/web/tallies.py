"""What a sweep counted, as lines of a page: by severity, code and body, each line leading to its list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting import counts
from dangyuan_flow.application.reporting.comparing import CHANGES, change_of, gone_of
from dangyuan_flow.application.reporting.lines import NO_BODY, SEVERITIES, Line, lines_of
from dangyuan_flow.domain.rules import Certainty

if TYPE_CHECKING:
    from dangyuan_flow.application.reporting.counts import Count
    from dangyuan_flow.application.sweeping import SweepReport
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.domain.sweep import KeptSweep, Tally

NOT_CHECKED_SHOWN = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line: what is counted, how many facts and leads, and the words by which its list is narrowed."""

    name: str
    more: str
    facts: int
    leads: int
    narrows: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Lines of one kind, with what the longest bar stands for."""

    name: str
    head: str
    rows: tuple[Row, ...]

    @property
    def most(self) -> int:
        """The largest number in it."""
        return max((max(row.facts, row.leads) for row in self.rows), default=0)


def of_report(report: SweepReport) -> tuple[Table, ...]:
    """The tables of a report."""
    lines = lines_of(report)
    called = counts.titles(lines)
    return (
        _table("按程度", "程度", counts.severities(lines), "severity", SEVERITIES),
        _table("按问题", "代码", counts.codes(lines), "code", called),
        _table("按党组织", "党组织", counts.bodies(lines), "body", {}),
    )


def _table(name: str, head: str, counted: Mapping[str, Count], word: str, more: Mapping[str, str]) -> Table:
    rows = (
        Row(name=key, more=more.get(key, "").removeprefix(f"{key} "), facts=c.facts, leads=c.leads, narrows={word: key})
        for key, c in counted.items()
        if c.facts or c.leads
    )
    if word == "severity":
        return Table(name=name, head=head, rows=tuple(rows))
    return Table(name=name, head=head, rows=tuple(sorted(rows, key=lambda row: (-row.facts, -row.leads))))


def of_kept(sweep: KeptSweep, rules: RuleSet) -> tuple[Table, ...]:
    """The tables of a registered sweep."""
    titles: dict[str, dict[str, None]] = {}
    for rule in rules.everything:
        titles.setdefault(rule.code, {})[rule.title] = None
    called = {code: next(iter(names)) + (" 等" if len(names) > 1 else "") for code, names in titles.items()}

    def table(name: str, head: str, word: str, of: str, more: Mapping[str, str]) -> Table:
        facts, leads = _counted(sweep.facts, of), _counted(sweep.leads, of)
        keys = sorted(
            facts.keys() | leads.keys(), key=lambda k: (k if of == "by_severity" else "", -facts[k], -leads[k], k)
        )
        rows = (
            Row(
                name=key or NO_BODY,
                more=more.get(key, "").removeprefix(f"{key} "),
                facts=facts[key],
                leads=leads[key],
                narrows={word: key},
            )
            for key in keys
        )
        return Table(name=name, head=head, rows=tuple(rows))

    return (
        table("按程度", "程度", "severity", "by_severity", SEVERITIES),
        table("按问题", "代码", "code", "by_code", called),
        table("按党组织", "党组织", "at", "by_body", {}),
    )


def _counted(tally: Tally, of: str) -> Counter[str]:
    return Counter(getattr(tally, of))


def changes_of(report: SweepReport) -> list[Row]:
    """What came, stood and went since the last registered sweep; empty where there is none to compare with."""
    if report.compared is None:
        return []
    counted = counts.counted(lines_of(report), lambda line: change_of(report, line.found))
    rows = [
        Row(name=name, more="", facts=c.facts, leads=c.leads, narrows={"change": name})
        for name in CHANGES
        if (c := counted.get(name)) is not None
    ]
    gone = Counter(line.certainty for line in gone_of(report))
    return [
        *rows,
        Row(name="消失", more="", facts=gone[Certainty.FACT], leads=gone[Certainty.LEAD], narrows={"change": "消失"}),
    ]


def narrowed(report: SweepReport, *, certainty: Certainty, words: Mapping[str, str]) -> list[Line]:
    """The lines of a report that ``words`` let through."""
    return [
        line
        for line in lines_of(report)
        if line.certainty is certainty
        and words.get("severity", line.severity.value) == line.severity.value
        and words.get("code", line.code) == line.code
        and words.get("body", line.body) == line.body
        and words.get("change", (change := change_of(report, line.found))) == change
    ]


def unchecked(report: SweepReport) -> list[tuple[str, str, int, str]]:
    """What was not checked: code, title, in how many dossiers, and for want of which columns."""
    return [
        (line.rule.code, line.rule.title, line.dossiers, "、".join(line.missing_columns)) for line in report.not_checked
    ]


def unchecked_of(sweep: KeptSweep, rules: RuleSet) -> list[tuple[str, str, int, str]]:
    """The same of a registered sweep, which keeps the numbers alone."""
    called = {rule.id: rule for rule in rules.everything}
    found = [
        (called[rule].code, called[rule].title, count, "") if rule in called else ("", rule, count, "")
        for rule, count in sweep.not_checked.items()
    ]
    return sorted(found, key=lambda line: (-line[2], line[0]))
