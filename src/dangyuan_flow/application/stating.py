"""Facts as a program states them: JSON values by name, read by the vocabulary as people's typing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.evidence import fact_named, read_value
from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import Fact, Kind, Value
from dangyuan_flow.paper.vocabulary import PARTICULARS

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 1_000_000
"""No number of the procedure is larger."""
_KINDS = {
    Kind.DATE: "日期（2025-06-01）",
    Kind.DATES: "日期的列表",
    Kind.INTEGER: f"0 至 {LARGEST} 的整数",
    Kind.FLAG: "true 或 false",
    Kind.TEXT: "文字",
    Kind.TEXTS: "文字的列表",
}


def facts_stated(values: Mapping[str, object]) -> dict[str, Value]:
    """``values`` as facts, by English name or Chinese label; ``null`` says that there is none.

    Raises :class:`BadInput` naming everything that cannot be read.
    """
    found: dict[str, Value] = {}
    problems: list[str] = []
    for name, value in values.items():
        try:
            fact = fact_named(name)
            found[fact.name] = _read(fact, value)
        except BadInput as problem:
            problems.append(str(problem))
    if problems:
        raise BadInput("\n".join(problems))
    return found


def particulars_stated(values: Mapping[str, str]) -> dict[str, str]:
    """Texts that only papers quote, by name or label; raises :class:`BadInput` for a name that there is not."""
    labels = {label: name for name, label in PARTICULARS.items()}
    found = {labels.get(name, name): text.strip() for name, text in values.items()}
    unknown = found.keys() - PARTICULARS.keys()
    if unknown:
        raise BadInput(f"没有名为“{'、'.join(sorted(unknown))}”的内容；可填：{'、'.join(PARTICULARS)}")
    return found


def _read(fact: Fact, value: object) -> Value:
    if value is None:
        return None
    many = fact.kind in (Kind.DATES, Kind.TEXTS)
    match value:
        case bool() if fact.kind is Kind.FLAG:
            return value
        case bool():
            pass
        case int() if fact.kind is Kind.INTEGER and 0 <= value <= LARGEST:
            return value
        case str() if fact.kind in (Kind.DATE, Kind.TEXT):
            return read_value(fact, value)
        case list() if many and all(isinstance(part, str) for part in value):
            return _many(fact, [str(part) for part in value])
        case _:
            pass
    raise BadInput(f"“{fact.label}”（{fact.name}）须是{_KINDS[fact.kind]}")


def _many(fact: Fact, parts: list[str]) -> Value:
    if fact.kind is Kind.TEXTS and fact.name in WRITTEN:
        return tuple(part.strip() for part in parts if part.strip())
    return read_value(fact, "、".join(parts)) if parts else ()
