"""The table of all violations, and the handbook page on what only people see, written from the definitions.

``python -m dangyuan_flow.definitions.violations [DOCS]`` writes ``violations.md`` and ``handbook/reading.md``; a test
keeps both in step with the rules.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.catalogue import available_packs, load_catalogue
from dangyuan_flow.definitions.manual import ByEye, Manual, Retired, load_manual
from dangyuan_flow.definitions.silencing import SIBLING
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.expression import AS_OF
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.rules import Certainty, Class, Effect, Rule
from dangyuan_flow.domain.sections import LOCAL, SECTIONS, section
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Line = Rule | Across | ByEye | Retired

_CLASSES = {Class.PERSON: "条件", Class.PROCEDURE: "程序"}
_EFFECTS = {Effect.BLOCK: "阻止", Effect.REASON: "须写理由", Effect.WARN: "提醒"}
_HEAD = ("代码", "查什么", "用哪些数据", "依据（按版本）", "程度", "类别", "性质", "守关和排查", "检验")
_MUTATIONS, _EXAMPLES, _ACROSS = (
    "tests/rules/test_mutations.py",
    "tests/rules/test_examples.py",
    "tests/rules/test_across_examples.py",
)
_TABLE_INTRO = """# 违规问题总表

本表由规定文件生成（`python -m dangyuan_flow.definitions.violations`），测试保证它与规定一致；请不要手工修改。
怎样读排查结果，见 [排查人员手册](handbook/auditor.md)；没有数据能够显示的，见 [要由人看的](handbook/reading.md)。

- **程度**：S1 关系到效力，S2 决定性程序，S3 时间与材料，S4 提示。**类别**：条件＝不符合党员条件，程序＝程序问题。
- **性质**：事实可以据以认定；线索只提示去看，不是结论，也从不阻止任何人。
- **依据**：版本和条号，办理行为按当日施行的版本判断；没有条号的，引用整部。
- **守关和排查**：办到所列步骤时即核对（阻止、须写理由、提醒），排查时也核对；“排查”＝只在排查时核对；
  “跨档案”＝把许多档案放在一起才看得出。
- **检验**：测试文件和规定的标识；每一条都有遵守的和违反的例子，全国规定另有“只错这一处”的档案。
- 标“（地方规定）”的，只在加用那份地方规定时适用。地方规定把全国规定收紧的，不另列。
"""
_PAGE_INTRO = """# 要由人看的

本页由 `workflows/party-member-development/manual.yaml` 生成；请改那个文件，再运行
`python -m dangyuan_flow.definitions.violations`。

排查只能比较记录下来的日期、数目、结论和文字。下面这些，没有数据能够显示，或者数据只能显示一半，要由人翻开材料来看。
看出问题的，按原件写明是哪一份材料、哪一处，不凭印象；涉及不符合党员条件的，移交有权处理的党组织，不自行下结论。
抽查时可以把本页当作清单。
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Violations:
    """Every line of the catalogue: rules, rules across dossiers, what people look at, and what is retired."""

    lines: tuple[Line, ...]
    manual: Manual
    pack_titles: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path) -> Violations:
        """Read the workflow's ``folder`` with each of its packs; raises ``BadDefinition``."""
        nation = load_catalogue(folder, examples=False)
        manual = load_manual(folder, nation.regulations.editions)
        found: dict[str, Line] = {}
        titles: dict[str, str] = {}
        local = (load_catalogue(folder, packs=[pack.id], examples=False) for pack in available_packs(folder))
        for catalogue in (nation, *local):
            titles |= catalogue.pack_titles
            rules: tuple[Rule | Across, ...] = (*catalogue.rule_set.rules, *catalogue.rule_set.across)
            for rule in rules:
                if SIBLING not in rule.id:
                    found.setdefault(rule.id, rule)
        lines = sorted((*found.values(), *manual.by_eye, *manual.retired), key=_place)
        return cls(lines=tuple(lines), manual=manual, pack_titles=titles)

    @property
    def codes(self) -> frozenset[str]:
        """Every code that has a line."""
        return frozenset(line.code for line in self.lines)

    @property
    def _ruled(self) -> frozenset[str]:
        """The codes for which there is a rule."""
        return frozenset(line.code for line in self.lines if isinstance(line, Rule | Across))

    def table(self) -> str:
        """``docs/violations.md``."""
        parts = [_TABLE_INTRO]
        for name in (*(name for _, name in SECTIONS), LOCAL):
            lines = [line for line in self.lines if section(line.code, line.number) == name]
            if lines:
                rows = "\n".join(_row(self._cells(line)) for line in lines)
                parts.append(f"## {name}\n\n{_row(_HEAD)}\n{'|---' * len(_HEAD)}|\n{rows}\n")
        return "\n".join(parts)

    def _cells(self, line: Line) -> tuple[str, ...]:
        match line:
            case Retired():
                return (line.code, f"{line.title}：停用。{line.because}", *([""] * 7))
            case ByEye():
                unseen = "数据只能显示一半" if line.code in self._ruled else "没有数据能显示"
                return (
                    line.code,
                    f"{line.title}：{'；'.join(line.look)}",
                    f"{unseen}；看{'、'.join(line.where)}",
                    _cites(line.cites),
                    line.severity,
                    _CLASSES[line.class_],
                    "由人看",
                    "—",
                    f"[手册](handbook/reading.md#{line.code.lower()})",
                )
            case _:
                local = f"（{self.pack_titles[line.pack]}）" if line.pack else ""
                return (
                    line.code,
                    line.title + local,
                    _data(line),
                    _cites(line.cites),
                    line.severity,
                    _CLASSES[line.class_],
                    line.certainty.chinese,
                    _when(line),
                    _test(line),
                )

    def page(self) -> str:
        """``docs/handbook/reading.md``."""
        parts = [_PAGE_INTRO]
        for line in self.manual.by_eye:
            look = "\n".join(f"- {what}" for what in line.look)
            parts.append(
                f'<a id="{line.code.lower()}"></a>\n\n## {line.code} {line.title}\n\n{line.because}。\n\n{look}\n\n'
                f"材料：{'、'.join(line.where)}。依据：{_cites(line.cites)}。\n"
            )
        return "\n".join(parts)


def _place(line: Line) -> tuple[int, str, bool, bool, str]:
    if isinstance(line, ByEye | Retired):
        return line.number, line.code, True, True, ""
    return line.number, line.code, line.pack is not None, False, line.id


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _data(rule: Rule | Across) -> str:
    """The data that a rule reads, by their labels, in the order of the vocabulary."""
    labels = [fact.label for name, fact in VOCABULARY.items() if name in rule.needs]
    if isinstance(rule, Across):
        beside = [] if rule.asks.beside is None else [rule.asks.beside.value]
        return f"{rule.asks.says}：{'、'.join((*labels, *beside))}"
    return "、".join((*labels, *(["排查之日"] if AS_OF in rule.needs else [])))


def _cites(cites: Mapping[str, str | None]) -> str:
    return "；".join(edition if article is None else f"{edition} 第 {article} 条" for edition, article in cites.items())


def _when(rule: Rule | Across) -> str:
    if isinstance(rule, Across):
        return "跨档案"
    if not rule.guards:
        return "排查"
    return f"第 {'、'.join(map(str, rule.guards))} 步（{_EFFECTS[_effect(rule)]}）、排查"


def _effect(rule: Rule) -> Effect:
    """What a broken rule does to an act under way: a lead never stops anybody."""
    return Effect.WARN if rule.certainty is Certainty.LEAD else rule.effect


def _test(rule: Rule | Across) -> str:
    if isinstance(rule, Across):
        return f"`{_ACROSS}::{rule.id}`"
    return f"`{_EXAMPLES if rule.pack else _MUTATIONS}::{rule.id}`"


def texts(folder: Path) -> dict[str, str]:
    """The documents that follow from the definitions in ``folder``, by their path below ``docs``."""
    violations = Violations.load(folder)
    return {"violations.md": violations.table(), "handbook/reading.md": violations.page()}


def write(docs: Path, folder: Path) -> None:
    """Write both documents below ``docs``."""
    for name, text in texts(folder).items():
        (docs / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    workflows = shipped("workflows")
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else workflows.parent / "docs", workflows / "party-member-development")
