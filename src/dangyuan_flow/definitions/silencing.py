"""Which finding silences which: only names that exist, and never in a circle (all of it would fall silent)."""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.rules import Certainty, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from dangyuan_flow.definitions.nodes import Problems
    from dangyuan_flow.definitions.shapes import Entry

SIBLING = "--"
"""Between a national rule's id and the pack that tightens it."""


def note_unknown_silences(rules: Iterable[Entry], reachable: Iterable[Entry], problems: Problems) -> None:
    """Note silenced codes and ids that no ``reachable`` rule has."""
    others = list(reachable)
    codes = dict.fromkeys(entry["code"] for entry in others if "code" in entry)
    known = (*codes, *(entry["id"] for entry in others if "id" in entry))
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


def with_siblings(
    rules: Iterable[Rule], siblings: Collection[Rule], graver: Callable[[Rule, Rule], bool]
) -> tuple[Rule, ...]:
    """All rules, each with the ids of those that fall silent for it.

    Who silences a rule silences its stricter versions too, but for the rule itself; a pack's rule only those that are
    not ``graver`` than it is (another pack may have raised them).
    """
    everything = (*rules, *siblings)
    by_id = {rule.id: rule for rule in everything}
    by_origin: dict[str, list[str]] = {}
    for sibling in siblings:
        by_origin.setdefault(origin(sibling.id), []).append(sibling.id)
    found: list[Rule] = []
    for rule in everything:
        own = origin(rule.id)
        silent = [n for n in silenced_by(rule, everything) if n in rule.silences or origin(n) != own]
        further = [
            name
            for silenced in silent
            for name in by_origin.get(origin(silenced), ())
            if origin(name) != own and (rule.pack is None or not graver(by_id[name], rule))
        ]
        found.append(replace(rule, silences=tuple(dict.fromkeys((*silent, *further)))))
    return tuple(found)


def origin(name: str) -> str:
    """The id of the rule of which ``name`` is a stricter version (or itself)."""
    return name.partition(SIBLING)[0]
