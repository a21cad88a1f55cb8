"""A sweep as a printed report in the layout of official papers: sentences, tables, charts, and annexes behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.comparing import CHANGES, change_of, gone_of, handling_of, points
from dangyuan_flow.application.reporting.counts import bodies, by_stage, codes, severities, titles, units
from dangyuan_flow.application.reporting.lines import CERTAINTIES, CLASSES, SEVERITIES, Line, lines_of
from dangyuan_flow.application.reporting.references import (
    BODY,
    CHANGE,
    CODE,
    SEVERITY,
    STAGE,
    TOTAL,
    UNIT,
    Index,
    Number,
    index_of,
)
from dangyuan_flow.application.reporting.values import told
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.paper import charts
from dangyuan_flow.paper.filing import write_whole
from dangyuan_flow.paper.reports import ReportPress
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from markupsafe import Markup

    from dangyuan_flow.application.reporting.counts import Count
    from dangyuan_flow.application.sweeping import SweepReport
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.rules import Rule

PRINTED_FACTS, PRINTED_LEADS, PRINTED_FURTHER = 1_500, 500, 500
"""How many lines are printed (a hundred are ten pages); the rest is left to the workbook, under the same numbers."""
CHARTED = 12
"""A chart with more bars cannot be read."""
FACT, LEAD = Certainty.FACT, Certainty.LEAD


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of a table: what is counted, facts, leads."""

    name: str
    more: str
    facts: Number
    leads: Number

    @property
    def short(self) -> str:
        """The name within a sentence: S1（效力）."""
        head, _, rest = self.name.partition(" ")
        return f"{head}（{rest}）" if rest else head


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One finding as an annex prints it; the values apart from its words where it is grave."""

    line: Line
    values: str
    change: str
    handling: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Annex:
    """One annex of findings, by body."""

    title: str
    note: str
    bodies: tuple[tuple[str, tuple[Told, ...]], ...]


@lru_cache(maxsize=1)
def _press() -> ReportPress:
    return ReportPress(shipped("templates"))


def write_document(report: SweepReport, path: Path, *, scope: str | None = None) -> None:
    """Write ``report`` to a new PDF at ``path``, whole or not at all; raises as :func:`document`, and ``BadInput``."""
    write_whole(path, document(report, scope=scope))


def document(report: SweepReport, *, scope: str | None = None) -> bytes:
    """The report as a PDF; ``scope``: what was swept, in words.

    Raises:
        GlyphsMissing: a name holds a character that no font has.
        PrintingUnavailable: this computer lacks the libraries that set type.
    """
    return _press().pdf("sweep", words(report, scope=scope))


def words(report: SweepReport, *, scope: str | None = None) -> dict[str, object]:
    """All that the template says; every number with the anchor of its list."""
    lines = lines_of(report)
    index = index_of(report, lines)
    trend = points(report)
    printed = _printed(lines)
    gone = {c.value: [line for line in gone_of(report) if line.certainty == c.value] for c in (FACT, LEAD)}
    return {
        "report": report,
        "scope": scope or "全部档案",
        "editions": _editions(report),
        "packs": _pack_titles(report),
        "index": index,
        "facts": index.number(TOTAL, "", FACT),
        "leads": index.number(TOTAL, "", LEAD),
        "people": _people(lines),
        "severities": [_row(index, SEVERITY, name, SEVERITIES[name]) for name in severities(lines)],
        "stages": [_row(index, STAGE, name, name) for name in by_stage(lines)],
        "bodies": [_row(index, BODY, name, name) for name in bodies(lines)],
        "units": [_row(index, UNIT, name, name, f"{report.units[name]}") for name in units(report, lines)],
        "codes": _code_rows(index, lines),
        "changes": [_row(index, CHANGE, name, name) for name in CHANGES],
        "gone": [line for group in gone.values() for line in group[:PRINTED_FURTHER]],
        "gone_counts": {certainty: len(group) for certainty, group in gone.items()},
        "trend": trend,
        "severity_names": SEVERITIES,
        "charts": {
            "bodies": _bars(bodies(lines)),
            "codes": _bars(dict(sorted(codes(lines).items(), key=lambda c: (-c[1].facts, -c[1].leads)))),
            "stages": _bars(by_stage(lines)),
            "trend": charts.lines(
                [charts.Mark(name=f"{p.as_of:%Y.%m.%d}", facts=p.facts, leads=p.leads) for p in trend]
            ),
        },
        "charted": CHARTED,
        "annexes": _annexes(report, [line for line in lines if any(line.number in run for run in printed)]),
        "remedies": _remedies(lines),
        "classes": CLASSES,
        "certainties": CERTAINTIES,
        "printed": printed,
        "unprinted": len(lines) - sum(map(len, printed)),
        "most": PRINTED_FURTHER,
    }


def _editions(report: SweepReport) -> list[str]:
    """The texts by which acts were judged: those that a finding or note cites, in the order in which they applied."""
    from dangyuan_flow.flow import catalogue  # noqa: PLC0415  the definitions are read once a process, when reported

    editions = catalogue().regulations.editions
    cited = {cite.partition("#")[0] for f in (*report.findings, *report.notes) for cite in f.violation.cites}
    national = [edition for edition in editions.values() if edition.judges and (not cited or edition.id in cited)]
    return [f"《{edition.title}》" for edition in national]


def _pack_titles(report: SweepReport) -> list[str]:
    from dangyuan_flow.definitions import available_packs  # noqa: PLC0415  as above
    from dangyuan_flow.flow import WORKFLOW  # noqa: PLC0415  as above

    titles_ = {p.id: p.title for p in available_packs(shipped("workflows") / WORKFLOW)} if report.packs else {}
    return [titles_.get(pack, pack) for pack in report.packs]


def _people(lines: Sequence[Line]) -> dict[str, object]:
    """Who has facts, and who has leads only: each with the line at which to begin; bodies as a whole apart."""
    first: dict[str, Line] = {}
    whole: dict[str, Line] = {}
    for line in lines:
        if not line.about_body:
            first.setdefault(line.found.dossier, line)
        elif line.certainty is FACT:
            whole.setdefault(line.found.dossier, line)
    with_facts = [line for line in first.values() if line.certainty is FACT]
    others = [line for line in first.values() if line.certainty is LEAD]
    return {
        "with_facts": with_facts,
        "others": others,
        "bodies_with_facts": [*whole.values()],
        "bodies": Number(value=len(whole), anchor="bodies-facts" if whole else None),
        "facts": Number(value=len(with_facts), anchor="people-facts" if with_facts else None),
        "leads": Number(value=len(others), anchor="people-leads" if others else None),
    }


def _row(index: Index, way: str, key: str, name: str, more: str = "") -> Row:
    return Row(name=name, more=more, facts=index.number(way, key, FACT), leads=index.number(way, key, LEAD))


def _code_rows(index: Index, lines: Sequence[Line]) -> list[Row]:
    called = titles(lines)
    return [_row(index, CODE, code, code, called[code]) for code in codes(lines)]


def _remedies(lines: Sequence[Line]) -> list[Rule | Across]:
    """The rules that found something, in the catalogue's order: what to do is said once for each."""
    found = {line.found.violation.rule.id: line for line in sorted(lines, key=lambda line: line.by_code)}
    return [line.found.violation.rule for line in found.values()]


def _bars(counts: Mapping[str, Count]) -> Markup:
    told_ = list(counts.items())[:CHARTED]
    return charts.bars([charts.Bar(name=name, facts=c.facts, leads=c.leads) for name, c in told_])


def _printed(lines: Sequence[Line]) -> tuple[range, ...]:
    """The numbers of the lines that are printed: the first facts (the gravest), and the first leads."""
    facts = sum(not line.is_lead for line in lines)
    runs = (
        range(1, 1 + min(facts, PRINTED_FACTS)),
        range(1 + facts, 1 + min(len(lines), facts + PRINTED_LEADS)),
    )
    return tuple(run for run in runs if run)


def _annexes(report: SweepReport, lines: Sequence[Line]) -> list[Annex]:
    def of(title: str, note: str, members: Iterable[Line]) -> Annex:
        by_body: dict[str, list[Told]] = {}
        for line in members:
            by_body.setdefault(line.body, []).append(
                Told(
                    line=line,
                    values=told(line.found) if line.is_grave else "",
                    change=change_of(report, line.found),
                    handling=handling_of(report, line.found),
                )
            )
        return Annex(title=title, note=note, bodies=tuple((body, tuple(found)) for body, found in by_body.items()))

    facts = [line for line in lines if not line.is_lead]
    people = [line for line in facts if not line.about_body]
    leads = [line for line in lines if line.is_lead]
    warning = "线索须核实，不是结论；核实以前不据以处理任何人。"
    made = [
        of("S1、S2 问题清单", "", (line for line in people if line.is_grave)),
        of("S3、S4 问题清单", "", (line for line in people if not line.is_grave)),
        of("关于党组织的问题清单", "", (line for line in facts if line.about_body)),
        of("线索清单", warning, (line for line in leads if not line.about_body)),
        of("关于党组织的线索清单", warning, (line for line in leads if line.about_body)),
    ]
    return [annex for annex in made if annex.bodies]
