"""What a definition file may hold: shapes that read a node, and that are written out as JSON Schema.

One declaration serves both, so the keys that the reader knows and the keys that an editor offers cannot differ.
A value that does not fit is noted and left out; reading goes on, so that every problem is reported at once.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from dangyuan_flow.definitions.nodes import NotPlain, Page, Place, Scalar, scalar
from dangyuan_flow.domain.expression import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]
ANY_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"


class Misfit(ValueError):
    """A node that does not have the shape; the message (Chinese) says what was expected."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value and the line on which it stands."""

    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping with known keys, as read; what did not fit is absent, and ``sound`` is false then."""

    place: Place
    spots: Mapping[str, Spot]
    sound: bool

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401  its shape says what it holds
        return self.spots[key].value

    def __contains__(self, key: str) -> bool:
        return key in self.spots

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  as above
        """The value under ``key``, or ``default`` where it is absent or was unfit."""
        spot = self.spots.get(key)
        return default if spot is None else spot.value

    def at(self, key: str) -> Place:
        """The line of ``key``'s value; where it is absent, of the whole entry."""
        spot = self.spots.get(key)
        return self.place if spot is None else spot.place


class Shape(ABC):
    """What a node must look like."""

    @abstractmethod
    def read(self, node: yaml.Node, page: Page) -> Any:  # noqa: ANN401  each shape yields its own kind of value
        """The node's value; raises :class:`Misfit` if the node as a whole is of another kind."""

    @abstractmethod
    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """The shape as JSON Schema; shared parts go into ``definitions``."""


def _scalar(node: yaml.Node, wanted: str) -> Scalar:
    if not isinstance(node, yaml.ScalarNode):
        kind = "列表" if isinstance(node, yaml.SequenceNode) else "若干“键: 值”"
        msg = f"这里应是{wanted}，现为{kind}"
        raise Misfit(msg)
    try:
        return scalar(node)
    except NotPlain as error:
        raise Misfit(str(error)) from error


def _instead(value: Scalar, wanted: str) -> str:
    match value:
        case None:
            shown = "空"
        case bool():
            shown = f"是否（{str(value).lower()}）"
        case int():
            shown = f"整数 {value}"
        case date():
            shown = f"日期 {value.isoformat()}"
        case _:
            shown = f"文字“{value}”"
    return f"这里应是{wanted}，现为{shown}"


@dataclass(frozen=True, slots=True)
class Text(Shape):
    """A text that is not empty; ``choices`` or ``pattern`` narrow it (``wanted`` then says to what)."""

    wanted: str = "文字"
    choices: tuple[str, ...] = ()
    pattern: str | None = None

    def read(self, node: yaml.Node, page: Page) -> str:  # noqa: ARG002  as declared by Shape
        """The text, without blanks around it."""
        value = _scalar(node, self.wanted)
        if not isinstance(value, str) or not value.strip():
            hint = "；要写文字请加引号" if isinstance(value, int | date) else ""
            raise Misfit(_instead(value or None, self.wanted) + hint)
        text = value.strip()
        if self.choices and text not in self.choices:
            known = f"，可用的有：{'、'.join(self.choices)}" if len(self.choices) <= _FEW else ""
            msg = f"没有 {text} 这种{self.wanted}{did_you_mean(text, self.choices) or known}"
            raise Misfit(msg)
        if self.pattern is not None and re.fullmatch(self.pattern, text) is None:
            raise Misfit(_instead(text, self.wanted))
        return text

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002  as declared by Shape
        """A string, with its choices or pattern."""
        found: Schema = {"type": "string"}
        if self.choices:
            found["enum"] = list(self.choices)
        if self.pattern is not None:
            found["pattern"] = f"^(?:{self.pattern})$"
        return found


_FEW = 12
"""Up to so many choices are all named in a message."""


@dataclass(frozen=True, slots=True)
class Whole(Shape):
    """A whole number from ``least`` to ``most``."""

    least: int = 0
    most: int = 999_999

    def read(self, node: yaml.Node, page: Page) -> int:  # noqa: ARG002  as declared by Shape
        """The number."""
        wanted = f"整数（{self.least} 至 {self.most}）"
        value = _scalar(node, wanted)
        if isinstance(value, bool) or not isinstance(value, int) or not self.least <= value <= self.most:
            raise Misfit(_instead(value, wanted))
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002  as declared by Shape
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Flag(Shape):
    """``true`` or ``false``."""

    def read(self, node: yaml.Node, page: Page) -> bool:  # noqa: ARG002  as declared by Shape
        """The flag."""
        value = _scalar(node, "是否（true 或 false）")
        if not isinstance(value, bool):
            raise Misfit(_instead(value, "是否（true 或 false）"))
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002  as declared by Shape
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day(Shape):
    """A date, bare or as quoted ISO text."""

    def read(self, node: yaml.Node, page: Page) -> date:  # noqa: ARG002  as declared by Shape
        """The date."""
        value = _scalar(node, "日期")
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                msg = f"{value} 不是一个日期：日期写成 YYYY-MM-DD，并且真有这一天"
                raise Misfit(msg) from error
        if not isinstance(value, date):
            raise Misfit(_instead(value, "日期（YYYY-MM-DD）"))
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:  # noqa: ARG002  as declared by Shape
        """A date as text."""
        return {"type": "string", "format": "date", "pattern": ANY_ISO_DATE}


@dataclass(frozen=True, slots=True)
class OrNothing(Shape):
    """What ``shape`` reads, or nothing (an empty value)."""

    shape: Shape

    def read(self, node: yaml.Node, page: Page) -> Any:  # noqa: ANN401  as the inner shape
        """The value, or ``None``."""
        empty = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
        return None if empty else self.shape.read(node, page)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """The inner schema, or null."""
        return {"anyOf": [self.shape.schema(definitions), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class EitherKind(Shape):
    """A whole number where the node holds one, else what ``other`` reads."""

    whole: Whole
    other: Shape

    def read(self, node: yaml.Node, page: Page) -> Any:  # noqa: ANN401  an int or the other shape's value
        """The number or the other value."""
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":int"):
            return self.whole.read(node, page)
        try:
            return self.other.read(node, page)
        except Misfit as error:
            msg = f"{error}；要写数目的，用阿拉伯数字"
            raise Misfit(msg) from None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """One of both schemas."""
        return {"anyOf": [self.whole.schema(definitions), self.other.schema(definitions)]}


@dataclass(frozen=True, slots=True)
class Listed(Shape):
    """A list of ``item``; with ``or_one``, a single item stands for a list of one. Yields a tuple of :class:`Spot`."""

    item: Shape
    or_one: bool = False
    least: int = 0

    def read(self, node: yaml.Node, page: Page) -> tuple[Spot, ...]:
        """The items that fit, with their lines."""
        if not isinstance(node, yaml.SequenceNode):
            if self.or_one:
                return (Spot(self.item.read(node, page), page.place(node)),)
            msg = "这里应是列表（[…] 或以 - 开头的若干行）"
            raise Misfit(msg)
        if len(node.value) < self.least:
            msg = f"这里至少要有 {self.least} 项"
            raise Misfit(msg)
        found: list[Spot] = []
        for part in node.value:
            try:
                found.append(Spot(self.item.read(part, page), page.place(part)))
            except Misfit as error:
                page.complain(part, str(error))
        return tuple(found)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """An array, or one item."""
        item = self.item.schema(definitions)
        found: Schema = {"type": "array", "items": item}
        if self.least:
            found["minItems"] = self.least
        return {"anyOf": [item, found]} if self.or_one else found


@dataclass(frozen=True, slots=True)
class Table(Shape):
    """A mapping whose keys are data. Yields a dict from key to :class:`Spot`."""

    key: Shape
    value: Shape
    least: int = 0

    def read(self, node: yaml.Node, page: Page) -> dict[Any, Spot]:
        """The pairs that fit, with the lines of their keys."""
        if not isinstance(node, yaml.MappingNode):
            msg = "这里应是若干“键: 值”"
            raise Misfit(msg)
        if len(node.value) < self.least:
            msg = f"这里至少要有 {self.least} 项"
            raise Misfit(msg)
        found: dict[Any, Spot] = {}
        for key, value in node.value:
            try:
                word = self.key.read(key, page)
            except Misfit as error:
                page.complain(key, str(error))
                continue
            try:
                found[word] = Spot(self.value.read(value, page), page.place(key))
            except Misfit as error:
                page.complain(value, f"{word}：{error}")
        return found

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """An object whose keys match the key's schema."""
        key = self.key.schema(definitions)
        found: Schema = {"type": "object", "additionalProperties": self.value.schema(definitions)}
        if key.get("type") == "integer":
            found["propertyNames"] = {"pattern": r"^\d+$"}
        elif len(key) > 1 or "$ref" in key:
            found["propertyNames"] = key
        if self.least:
            found["minProperties"] = self.least
        return found


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a record: what it holds, whether it must be there, and what it means (for editors)."""

    shape: Shape
    says: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Record(Shape):
    """A mapping with known keys; ``refused`` says of certain other keys why they must not stand here."""

    keys: Mapping[str, Key]
    refused: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: yaml.Node, page: Page) -> Entry:
        """The entry; unknown keys, missing ones and unfit values are noted."""
        if not isinstance(node, yaml.MappingNode):
            msg = f"这里应是若干“键: 值”（{'、'.join(list(self.keys)[:_FEW])}）"
            raise Misfit(msg)
        before = len(page.problems)
        spots: dict[str, Spot] = {}
        named: set[str] = set()
        for key, value in node.value:
            name = self._name(key, page)
            if name is None:
                continue
            named.add(name)
            try:
                spots[name] = Spot(self.keys[name].shape.read(value, page), page.place(value))
            except Misfit as error:
                page.complain(value, f"{name}：{error}")
        missing = [name for name, key in self.keys.items() if not key.optional and name not in named]
        if missing:
            page.complain(node, f"缺少 {'、'.join(missing)}")
        return Entry(page.place(node), spots, sound=len(page.problems) == before)

    def _name(self, key: yaml.Node, page: Page) -> str | None:
        try:
            word = _scalar(key, "键名")
        except Misfit as error:
            page.complain(key, str(error))
            return None
        if not isinstance(word, str):
            page.complain(key, _instead(word, "键名（文字）"))
            return None
        if word in self.keys:
            return word
        near = did_you_mean(word, tuple(self.keys))
        known = f"，可用的有：{'、'.join(self.keys)}" if len(self.keys) <= _FEW else ""
        page.complain(key, self.refused.get(word) or f"不认识的键 {word}{near or known}")
        return None

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """An object with exactly these keys."""
        properties = {
            name: key.shape.schema(definitions) | ({"description": key.says} if key.says else {})
            for name, key in self.keys.items()
        }
        found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        if required := [name for name, key in self.keys.items() if not key.optional]:
            found["required"] = required
        return found


@dataclass(frozen=True, slots=True)
class Shared(Shape):
    """A shape that a schema states once, under ``name``."""

    name: str
    shape: Shape

    def read(self, node: yaml.Node, page: Page) -> Any:  # noqa: ANN401  as the inner shape
        """What the inner shape reads."""
        return self.shape.read(node, page)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """A reference to the definition."""
        if self.name not in definitions:
            definitions[self.name] = {}
            definitions[self.name] = self.shape.schema(definitions)
        return {"$ref": f"#/$defs/{self.name}"}
