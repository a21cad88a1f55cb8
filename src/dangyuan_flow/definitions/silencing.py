"""Which finding silences which: only names that exist, and never in a circle (all of it would fall silent)."""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.rules import Certainty, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from dangyuan_flow.definitions.nodes import Problems
    from dangyuan_flow.definitions.shapes import Entry

SIBLING = "--"
"""Between a national rule's id and the pack that tightens it."""


def note_unknown_silences(
    rules: Iterable[Entry], ids: Collection[str], codes: Collection[str], problems: Problems
) -> None:
    """Note silenced codes and ids that no rule has."""
    known = (*codes, *ids)
    for entry in rules:
        for spot in entry.get("silences", ()):
            if spot.value not in known:
                near = did_you_mean(spot.value, known)
                problems.add(spot.place, f"silences：没有代码或标识为 {spot.value} 的规定{near}")


def note_circles(rules: Mapping[str, tuple[Entry, Rule]], problems: Problems) -> None:
    """Note rules that silence each other, directly or by way of others: broken together, none would be reported."""
    silenced = {name: silenced_by(rule, (other for _, other in rules.values())) for name, (_, rule) in rules.items()}
    try:
        TopologicalSorter(silenced).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        entry, _ = rules[circle[0]]
        problems.add(entry.at("silences"), f"silences 绕成一圈，同时违反时谁都不会报告：{' → '.join(reversed(circle))}")


def silenced_by(rule: Rule, rules: Iterable[Rule]) -> list[str]:
    """The ids of the rules that fall silent where ``rule`` is broken; a lead silences nothing."""
    if rule.certainty is Certainty.LEAD or not rule.silences:
        return []
    return [
        other.id
        for other in rules
        if other.id != rule.id
        and (other.id in rule.silences or other.code in rule.silences)
        and (rule.about is None or other.about is None or rule.about == other.about)
    ]


def with_siblings(rules: Iterable[Rule], siblings: Collection[Rule]) -> tuple[Rule, ...]:
    """All rules; who silences a national rule silences its stricter siblings too, except the national rule itself."""
    national = tuple(rules)
    everything = (*national, *siblings)
    by_origin: dict[str, list[str]] = {}
    for sibling in siblings:
        by_origin.setdefault(_origin(sibling.id), []).append(sibling.id)
    if not by_origin:
        return national
    found: list[Rule] = []
    for rule in everything:
        silent = silenced_by(rule, everything)
        further = [id_ for name in silent for id_ in by_origin.get(_origin(name), ())]
        kept = [n for n in dict.fromkeys((*silent, *further)) if SIBLING not in n or _origin(n) != _origin(rule.id)]
        found.append(replace(rule, silences=tuple(kept)))
    return tuple(found)


def _origin(name: str) -> str:
    return name.partition(SIBLING)[0]
