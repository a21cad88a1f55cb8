"""The index of a printed report: for every number, the numbers (序号) of the lines that it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.comparing import CHANGES, change_of
from dangyuan_flow.application.reporting.lines import CERTAINTIES, SEVERITIES
from dangyuan_flow.application.reporting.stages import stages
from dangyuan_flow.domain.rules import Certainty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dangyuan_flow.application.reporting.lines import Line
    from dangyuan_flow.application.sweeping import SweepReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A number on paper, and the anchor of the list that it counts (``None``: nothing to list)."""

    value: int
    anchor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of the index: what is counted, and the runs of line numbers (first, last)."""

    anchor: str
    name: str
    runs: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """How many lines its runs have."""
        return sum(last - first + 1 for first, last in self.runs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """The entries of one way of counting."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """All entries, by way of counting, key and certainty."""

    groups: tuple[Group, ...]
    _entries: dict[tuple[str, object, Certainty], Entry] = field(repr=False)

    def number(self, name: str, key: object, certainty: Certainty) -> Number:
        """How many lines have ``key``, and where they are listed."""
        entry = self._entries.get((name, key, certainty))
        return Number(value=0, anchor=None) if entry is None else Number(value=entry.count, anchor=entry.anchor)


TOTAL, SEVERITY, STAGE, BODY, CODE, CHANGE, UNIT = "合计", "按程度", "按阶段", "按党组织", "按问题", "比上次", "按单位"


def index_of(report: SweepReport, lines: Sequence[Line]) -> Index:
    """The index over ``lines``."""
    order = {name: number for number, name in enumerate(stages())}
    ways: list[tuple[str, Callable[[Line], str], Callable[[Line], object], Callable[[Line], str]]] = [
        (TOTAL, lambda _: "", lambda _: 0, lambda _: "全部"),
        (SEVERITY, lambda line: line.severity.value, lambda line: line.severity.value, _severity_name),
        (STAGE, lambda line: line.stage, lambda line: order[line.stage], lambda line: line.stage),
        (BODY, lambda line: line.body, lambda line: line.body, lambda line: line.body),
        (CODE, lambda line: line.code, lambda line: line.by_code, lambda line: f"{line.code} {line.title}"),
    ]
    if report.units:
        ways.append((UNIT, lambda line: line.unit, lambda line: line.unit, lambda line: line.unit))
    entries: dict[tuple[str, object, Certainty], Entry] = {}
    groups: list[Group] = []
    for prefix, (name, key, rank, called) in enumerate(ways):
        found: dict[tuple[object, Certainty, str], list[Line]] = {}
        for line in lines:
            found.setdefault((rank(line), line.certainty, key(line)), []).append(line)
        made: list[Entry] = []
        for number, (place, members) in enumerate(sorted(found.items(), key=lambda pair: pair[0][:2])):
            _, certainty, value = place
            told = f"{called(members[0])}（{CERTAINTIES[certainty.value]}）"
            entry = Entry(anchor=f"i{prefix}-{number}", name=told, runs=_runs(members))
            entries[name, value, certainty] = entry
            made.append(entry)
        groups.append(Group(name=name, entries=tuple(made)))
    if report.compared is not None:
        groups.append(_changes(report, lines, entries))
    return Index(tuple(group for group in groups if group.entries), entries)


def _severity_name(line: Line) -> str:
    return SEVERITIES[line.severity.value]


def _changes(report: SweepReport, lines: Sequence[Line], entries: dict[tuple[str, object, Certainty], Entry]) -> Group:
    """What a sweep sees anew, and what stands; facts and leads apart."""
    made: list[Entry] = []
    for certainty in Certainty:
        for name in CHANGES:
            members = [m for m in lines if m.certainty is certainty and change_of(report, m.found) == name]
            if members:
                told = f"{name}（{CERTAINTIES[certainty.value]}）"
                entry = Entry(anchor=f"c-{len(made)}", name=told, runs=_runs(members))
                entries[CHANGE, name, certainty] = entry
                made.append(entry)
    return Group(name=CHANGE, entries=tuple(made))


def _runs(lines: Iterable[Line]) -> tuple[tuple[int, int], ...]:
    runs: list[tuple[int, int]] = []
    for number in sorted(line.number for line in lines):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return tuple(runs)
