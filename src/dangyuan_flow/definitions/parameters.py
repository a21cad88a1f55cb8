"""Parameters: the numbers and clock starts that a pack may move, and only towards the stricter side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import AS_OF
from dangyuan_flow.domain.facts import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry, Spot

Values = dict[str, int | str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A number with the ``direction`` in which it is stricter, or a fact out of ``choices`` (from lax to strict).

    ``by``: whose value it is: the nation's, or that of a pack on which another builds.
    """

    name: str
    value: int | str
    says: str
    direction: str | None = None
    choices: tuple[str, ...] = ()
    by: str = "全国"

    def stricter(self, one: int | str, other: int | str) -> int | str:
        """The stricter of two allowed values: two packs may have moved the same parameter."""
        return one if replace(self, value=one).loosens(other) else other

    def loosens(self, value: int | str) -> str | None:
        """Why ``value`` may not be put in the place of this one; ``None`` if it may."""
        if isinstance(self.value, int):
            if not isinstance(value, int):
                return f"{self.name}（{self.says}）应是整数"
            if value < self.value if self.direction == "up" else value > self.value:
                word = "不得小于" if self.direction == "up" else "不得大于"
                return f"{self.name}（{self.says}）写的是 {value}，放宽了{self.by}规定：{word} {self.value}"
            return None
        if value not in self.choices:
            return f"{self.name}（{self.says}）只能取：{'、'.join(self.choices)}"
        if self.value in self.choices and self.choices.index(str(value)) < self.choices.index(self.value):
            return f"{self.name}（{self.says}）写的是 {value}，放宽了{self.by}规定（{self.value}）"
        return None


def read_parameters(entries: Mapping[str, Spot], problems: Problems) -> dict[str, Parameter]:
    """The parameters by name; what is no parameter in itself is noted."""
    found: dict[str, Parameter] = {}
    for name, spot in entries.items():
        entry: Entry = spot.value
        if name in VOCABULARY or name == AS_OF:
            problems.add(spot.place, f"{name} 已经是事实的名称，参数请另取名")
        if "value" not in entry:
            continue
        value = entry["value"]
        choices = tuple(choice.value for choice in entry.get("choices", ()))
        if isinstance(value, int) and ("direction" not in entry or choices):
            problems.add(entry.place, f"参数 {name} 是整数，须写 direction（up 或 down），不写 choices")
        if isinstance(value, str) and ("direction" in entry or value not in choices):
            problems.add(entry.place, f"参数 {name} 取一个事实，须写 choices（其中有 {value}），不写 direction")
        if len({VOCABULARY[choice].kind for choice in choices}) > 1:
            problems.add(entry.at("choices"), f"参数 {name} 的 choices 须是同一类的事实")
        found[name] = Parameter(
            name=name, value=value, says=entry.get("says", ""), direction=entry.get("direction"), choices=choices
        )
    return found


def moved(entry: Entry, parameters: Mapping[str, Parameter], problems: Problems) -> Values:
    """The values that a pack puts in the place of national ones; loosening is noted and left out."""
    found: Values = {}
    spots: Mapping[str, Spot] = entry.get("parameters", {})
    for name, spot in spots.items():
        parameter = parameters.get(name)
        if parameter is None:
            _note_unknown(name, spot.place, parameters, problems)
        elif (why := parameter.loosens(spot.value)) is not None:
            problems.add(spot.place, why)
        elif spot.value != parameter.value:
            found[name] = spot.value
    return found


def _note_unknown(name: str, place: Place, parameters: Mapping[str, Parameter], problems: Problems) -> None:
    known = f"，可用的有：{'、'.join(parameters)}" if parameters else "，全国规定没有声明参数"
    problems.add(place, f"没有名为 {name} 的参数{known}")
