"""YAML as a tree that knows its lines, read strictly; and the list of everything that is wrong with it.

What YAML 1.1 would quietly turn into something else is refused: doubled keys (the last one would win), ``no`` and
``on`` (they would become truth values), ``012`` (octal), merge keys, aliases and tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import yaml

from dangyuan_flow.domain.errors import BadDefinition, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Scalar = date | int | bool | str | None

_BROKEN_YAML = "YAML 写法有误：请核对这一行和上一行的缩进、引号、括号，以及冒号后面的空格"
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_STANDARD = "tag:yaml.org,2002:"
_PLAIN_TAGS = {f"{_STANDARD}{tag}" for tag in ("str", "int", "bool", "null", "timestamp", "value", "seq", "map")}
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)")


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A line of a definition file."""

    file: str
    line: int

    def __str__(self) -> str:
        """As editors and terminals make it clickable."""
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Problems:
    """All that was found wrong so far."""

    _found: set[tuple[Place, str]] = field(default_factory=set)

    def add(self, place: Place, text: str) -> None:
        """Note that ``text`` (Chinese: what is wrong, and what to write instead) holds at ``place``."""
        self._found.add((place, text))

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[str]:
        """The problems by file and line, each as ``file:line: text``."""
        return iter(f"{place}: {text}" for place, text in sorted(self._found))

    def settle(self) -> None:
        """Raise :class:`BadDefinition` with every problem, if there is any."""
        if self._found:
            raise BadDefinition(tuple(self))


@dataclass(frozen=True, slots=True)
class Page:
    """One file being read: its name as problems show it, and where they are noted."""

    file: str
    problems: Problems

    def place(self, node: yaml.Node) -> Place:
        """Where ``node`` begins."""
        return Place(self.file, node.start_mark.line + 1)

    def complain(self, node: yaml.Node, text: str) -> None:
        """Note that something is wrong with ``node``."""
        self.problems.add(self.place(node), text)


def compose(path: Path, page: Page) -> yaml.Node | None:
    """The tree of the file at ``path``; ``None`` where it is no readable YAML (which is then noted)."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        page.problems.add(Place(page.file, 1), "文件不是 UTF-8 编码，请另存为 UTF-8")
        return None
    except OSError as error:
        page.problems.add(Place(page.file, 1), f"文件不能读取（{reason_of(error)}）")
        return None
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        page.problems.add(Place(page.file, mark.line + 1 if mark else 1), _BROKEN_YAML)
        return None
    except yaml.reader.ReaderError:
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        page.problems.add(Place(page.file, line), "文件含有 YAML 不允许的控制字符，请删去")
        return None
    if root is None:
        page.problems.add(Place(page.file, 1), "文件是空的")
        return None
    return root if _is_plain(root, page) else None


def _is_plain(root: yaml.Node, page: Page) -> bool:
    """Whether the tree is one (no node twice); doubled keys and tags are noted on the way."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            page.complain(node, "不要用锚点（&）和引用（*），请把内容写全")
            return False
        seen.add(id(node))
        if node.tag not in _PLAIN_TAGS and not isinstance(node, yaml.ScalarNode):
            page.complain(node, f"不要用标签（{node.tag}）")
        if isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            _note_doubled_keys(node, page)
            waiting.extend(part for pair in node.value for part in pair)
    return True


def _note_doubled_keys(node: yaml.MappingNode, page: Page) -> None:
    first: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if key.value in first:
            page.complain(key, f"键 {key.value} 重复（第 {first[key.value]} 行已经写过），只能写一次")
        else:
            first[key.value] = page.place(key).line


class NotPlain(ValueError):
    """A scalar that YAML 1.1 would read as something the author hardly meant; the message (Chinese) says what."""


def scalar(node: yaml.ScalarNode) -> Scalar:
    """What the scalar says; raises :class:`NotPlain` where that is not beyond doubt."""
    text: str = node.value
    match node.tag.removeprefix(_STANDARD):
        case "str" | "value":
            return text
        case "null":
            return None
        case "bool" if text in ("true", "false"):
            return text == "true"
        case "int" if _DECIMAL.fullmatch(text):
            return int(text)
        case "timestamp":
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                msg = f"{text} 不是一个日期：日期写成 YYYY-MM-DD，并且真有这一天"
                raise NotPlain(msg) from error
        case tag:
            raise NotPlain(_DOUBTS.get(tag, "不要用标签（{tag}）").format(text=text, tag=tag))


_DOUBTS = {
    "bool": "{text} 会被 YAML 读成“是/否”：要写文字请加引号（'{text}'），要写是否请写 true 或 false",
    "int": "{text} 不是十进制整数的写法：整数不带前导零、下划线和冒号；要写文字请加引号（'{text}'）",
    "float": "{text} 是小数，这里没有要用小数的地方；要写文字请加引号（'{text}'）",
    "merge": "不要用合并键（<<），请把内容写全",
}
