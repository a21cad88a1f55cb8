"""A printed form: what the description at the head of its template says of it.

The description is a YAML block in the template's first comment::

    {#-
    name: 谈话记录
    step: 2
    version: 1
    orientation: portrait
    pages: 1
    requires: [name, talked_on]
    occasions:
      applicant: {name: …, step: 2, requires: [talked_by], when: {conversion_result: 按期转正}}
    -#}

``requires`` names facts; ``a|b`` asks for one of them. ``each`` names what every person of the roster must have.
``occasions`` are the uses of one form, in the order in which they come up in a dossier.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dangyuan_flow.paper.errors import BrokenForm
from dangyuan_flow.paper.sheet import PersonLine, Sheet
from dangyuan_flow.paper.vocabulary import LABELS, check_name, value_of

_HEAD = re.compile(r"\A\{#-?\n(?P<head>.*?)\n-?#\}", re.DOTALL)
_KEYS = {"name", "step", "version", "orientation", "pages", "requires", "each", "occasions"}
_OCCASION_KEYS = {"name", "step", "requires", "when"}
_ORIENTATIONS = ("portrait", "landscape")


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """One use of a form: at admission, at conversion … ``when`` are the facts that must hold for it to be chosen."""

    id: str
    name: str
    step: int | None
    requires: tuple[str, ...]
    when: Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form as its template declares it. ``pages`` is the count for ordinary values: long ones flow on."""

    id: str
    name: str
    step: int | None
    version: int
    orientation: str
    pages: int
    requires: tuple[str, ...]
    each: tuple[str, ...]
    occasions: tuple[Occasion, ...]

    def occasion(self, sheet: Sheet) -> Occasion | None:
        """The use that ``sheet`` asks for; where it names none, the latest that is complete on record, or the first.

        Raises:
            BrokenForm: the sheet names a use that the form does not have.
        """
        if not self.occasions:
            return None
        if sheet.occasion is not None:
            for occasion in self.occasions:
                if occasion.id == sheet.occasion:
                    return occasion
            known = "、".join(f"{occasion.id}（{occasion.name}）" for occasion in self.occasions)
            raise BrokenForm(f"表格 {self.id}（{self.name}）没有“{sheet.occasion}”这种用法。可用的有：{known}。")
        fitting = [
            occasion
            for occasion in self.occasions
            if all(value_of(sheet, name) == value for name, value in occasion.when.items())
        ] or list(self.occasions[:1])
        complete = [occasion for occasion in fitting if not _absent(occasion.requires, sheet)]
        return complete[-1] if complete else fitting[0]

    def missing(self, sheet: Sheet) -> tuple[str, ...]:
        """The Chinese labels of what the form needs and ``sheet`` lacks."""
        occasion = self.occasion(sheet)
        wanted = (*self.requires, *(occasion.requires if occasion else ()))
        lacking = _absent(wanted, sheet)
        for number, person in enumerate(sheet.roster, start=1):
            who = f"第 {number} 人{person.name or ''}的" if sheet.people else ""
            lacking += [who + LABELS[name] for name in self.each if getattr(person, name) in (None, "", ())]
        return tuple(dict.fromkeys(lacking))


def _absent(wanted: tuple[str, ...], sheet: Sheet) -> list[str]:
    return [
        "或".join(LABELS[name] for name in choice.split("|"))
        for choice in wanted
        if all(value_of(sheet, name) is None for name in choice.split("|"))
    ]


class _OnceLoader(yaml.SafeLoader):
    """Safe YAML in which a key is written once: PyYAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002  PyYAML's own signature
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"键 {key} 写了两次", node.start_mark)
        return super().construct_mapping(node, deep)


def read_form(path: Path) -> Form:
    """The form that the template at ``path`` declares.

    Raises:
        BrokenForm: no description, a key too many or too few, an unknown fact; the message names the file.
    """
    found = _HEAD.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise BrokenForm(f"{path}：模板开头没有说明块（{{#- … -#}}）。请照其他模板补上名称、步骤、页数和所需事实。")
    try:
        head = yaml.load(found["head"], _OnceLoader)  # noqa: S506  a child of SafeLoader
    except yaml.YAMLError as error:
        raise BrokenForm(f"{path}：开头的说明块不是正确的 YAML：{error}") from error
    where = str(path)
    _check_keys(head, _KEYS, {"name", "version", "pages"}, where)
    if head.get("orientation", "portrait") not in _ORIENTATIONS:
        raise BrokenForm(f"{path}：orientation 应为 portrait 或 landscape，现为 {head['orientation']}。")
    for key in ("version", "pages"):
        if type(head[key]) is not int or head[key] < 1:
            raise BrokenForm(f"{path}：{key} 应为正整数，现为 {head[key]!r}。")
    occasions = head.get("occasions") or {}
    for identity, entry in occasions.items():
        _check_keys(entry, _OCCASION_KEYS, {"name"}, f"{where}：occasions.{identity}")
    form = Form(
        id=path.stem,
        name=head["name"],
        step=head.get("step"),
        version=head["version"],
        orientation=head.get("orientation", "portrait"),
        pages=head["pages"],
        requires=tuple(head.get("requires") or ()),
        each=tuple(head.get("each") or ()),
        occasions=tuple(
            Occasion(
                id=identity,
                name=entry["name"],
                step=entry.get("step"),
                requires=tuple(entry.get("requires") or ()),
                when=entry.get("when") or {},
            )
            for identity, entry in occasions.items()
        ),
    )
    _check_names(form, where)
    return form


def _check_keys(entry: Any, allowed: set[str], needed: set[str], where: str) -> None:  # noqa: ANN401  whatever YAML holds
    if not isinstance(entry, dict):
        raise BrokenForm(f"{where}：这里应是若干“键: 值”，现为 {entry!r}。")
    if unknown := sorted(map(str, entry.keys() - allowed)):
        raise BrokenForm(f"{where}：不认识的键 {'、'.join(unknown)}。可用的有：{'、'.join(sorted(allowed))}。")
    if lacking := sorted(needed - entry.keys()):
        raise BrokenForm(f"{where}：缺少 {'、'.join(lacking)}。")


def _check_names(form: Form, where: str) -> None:
    for wanted in (form.requires, *(occasion.requires for occasion in form.occasions)):
        for choice in wanted:
            for name in choice.split("|"):
                check_name(name, where)
    for occasion in form.occasions:
        for name in occasion.when:
            check_name(name, where)
    for name in form.each:
        check_name(name, where)
        if name not in PersonLine.__dataclass_fields__:
            raise BrokenForm(f"{where}：each 中的 {name} 不是名册的一栏。")
