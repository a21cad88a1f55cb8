"""One word of the vocabulary: what a fact is, and the two ways of declaring one."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args

Value = date | int | bool | str | tuple[date, ...] | tuple[str, ...] | None


def in_json(value: Value) -> Any:  # noqa: ANN401  JSON, whose shape the value's kind decides
    """A fact's value as JSON has it: a day as ISO text, several values as a list."""
    if isinstance(value, date):
        return value.isoformat()
    return [in_json(item) for item in value] if isinstance(value, tuple) else value


class Untold(enum.Enum):
    """What a derived fact comes to where the row at hand cannot tell it, though its columns are there."""

    UNTOLD = enum.auto()


UNTOLD = Untold.UNTOLD


class Kind(enum.StrEnum):
    """What sort of value a fact holds."""

    DATE = "date"
    INTEGER = "integer"
    FLAG = "flag"
    TEXT = "text"
    DATES = "dates"
    TEXTS = "texts"

    @property
    def chinese(self) -> str:
        """What people call it."""
        return _KIND_NAMES[self]


_KIND_NAMES = {
    Kind.DATE: "日期",
    Kind.INTEGER: "整数",
    Kind.FLAG: "是否",
    Kind.TEXT: "文字",
    Kind.DATES: "日期列表",
    Kind.TEXTS: "文字列表",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the vocabulary: its name in rules, its Chinese label, its kind, and the step it belongs to.

    ``assumed``: a circumstance that counts as absent wherever nobody mentions it (never *unknown*).
    ``planned``: a day that may lie in the future without being wrong.
    """

    name: str
    label: str
    kind: Kind
    step: int | None
    derived: bool
    assumed: bool
    planned: bool


def recorded(
    label: str,
    step: int | None = None,
    *,
    assumed: bool = False,
    planned: bool = False,
) -> Any:  # noqa: ANN401  like dataclasses.field, it fits whatever kind the fact is annotated with
    """Declare a fact that somebody states."""
    return field(default=None, metadata={"label": label, "step": step, "assumed": assumed, "planned": planned})


def derived(label: str) -> Any:  # noqa: ANN401  as above
    """Declare a fact that ``derivation.derive`` computes."""
    return field(default=None, metadata={"label": label, "derived": True})


_KINDS: dict[object, Kind] = {
    "date": Kind.DATE,
    "int": Kind.INTEGER,
    "bool": Kind.FLAG,
    "str": Kind.TEXT,
    "tuple[datetime.date, ...]": Kind.DATES,
    "tuple[str, ...]": Kind.TEXTS,
}


def kind_of_hint(hint: object) -> Kind:
    """The kind of fact that a field's annotation (``… | None``) declares."""
    inner = next(arg for arg in get_args(hint) if arg is not type(None))
    return _KINDS[inner.__name__ if isinstance(inner, type) and not get_args(inner) else str(inner)]
