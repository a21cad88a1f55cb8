"""The values of a finding as a reader meets them: each under its Chinese label."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.facts import VOCABULARY, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.application.sweeping import Found

_PRIVATE = frozenset({"id_number"})
"""What a report that goes from hand to hand does not carry."""


def values_of(found: Found) -> tuple[tuple[str, Value], ...]:
    """The values that were compared: (label, value), in the order of the vocabulary; no identity number."""
    order = {name: number for number, name in enumerate(VOCABULARY)}
    named = sorted(found.violation.facts.items(), key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    labels: Mapping[str, str] = getattr(
        found.violation.rule, "labels", {}
    )  # a rule across dossiers has values of its own
    return tuple(
        (labels.get(name) or VOCABULARY[name].label, value)
        for name, value in named
        if name not in _PRIVATE and value is not None and (name in labels or name in VOCABULARY)
    )


def shown(value: Value) -> str:
    """A value as text: dates as ISO, lists joined by 、."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(shown(item) for item in value)
        case _:
            return str(value)


def told(found: Found) -> str:
    """All values in one text: 确定积极分子日期=2024-05-10；…."""
    return "；".join(f"{label}={shown(value)}" for label, value in values_of(found))
