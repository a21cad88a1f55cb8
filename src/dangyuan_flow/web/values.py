"""The values behind a finding as lines of a page: each once, with how it came about or where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.reasons import why_dossier
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.identity import masked
from dangyuan_flow.domain.readings import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dangyuan_flow.application.origins import Origin
    from dangyuan_flow.application.reasons import Person, Reasons
    from dangyuan_flow.domain.fact import Value
    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.domain.why.tracing import Trace
    from dangyuan_flow.flow import Flow

_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_DEEPEST = 6
MOST_NAMED = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueLine:
    """One value: how deep it lies below the one that the rule reads, its label, what it is, and where from."""

    depth: int
    label: str
    value: str
    told: str


def reasons_of(flow: Flow, finding: Finding) -> Reasons | None:
    """Why the finding's rule is broken, or not, today; ``None`` where the rule or the dossier is no longer at hand."""
    try:
        return why_dossier(flow, finding.seen.rule, finding.seen.dossier)
    except (NotFound, BadInput):
        return None


def value_lines(traces: Iterable[Trace], origins: Mapping[str, Origin]) -> list[ValueLine]:
    """The values that a rule reads, each above what it was computed from."""
    shown: set[str] = set()
    return [line for trace in traces for line in _lines(trace, origins, shown, 0)]


def _lines(trace: Trace, origins: Mapping[str, Origin], shown: set[str], depth: int) -> Iterator[ValueLine]:
    if trace.name in shown:
        return
    shown.add(trace.name)
    origin = origins.get(trace.name) if trace.value is not None else None
    told = trace.how or (origin.says if origin is not None else "")
    value = "" if trace.value is None and trace.how else show(private(trace.name, trace.value))
    yield ValueLine(depth=depth, label=trace.label, value=value, told=told)
    if depth < _DEEPEST:
        for part in trace.of:
            yield from _lines(part, origins, shown, depth + 1)


def private(name: str, value: Value) -> Value:
    """A value as a page shows it: of an identity number only the ends."""
    return masked(value) if name == "id_number" and isinstance(value, str) else value


def without_numbers(text: str) -> str:
    """A text from a cell, of identity numbers only the ends."""
    return _NUMBER.sub(lambda found: masked(found.group()), text)


def seen_among(flow: Flow, people: Iterable[Person]) -> tuple[list[Person], int]:
    """Of the people beside a finding, those whose dossiers may be seen, and how many there are besides."""
    everybody = list(people)
    named = everybody[:MOST_NAMED]
    if flow.store.sight is None:
        return named, len(everybody) - len(named)
    there = {dossier.id for dossier in flow.store.dossiers([place for place, _ in named])}
    found = [one for one in named if one[0] in there]
    return found, len(everybody) - len(found)
