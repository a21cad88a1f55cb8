"""Names and values of facts in definition files: which may stand where, and of what kind they must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.shapes import Day, Flag, Key, Listed, Misfit, Record, Schema, Shape, Shared, Text, Whole
from dangyuan_flow.domain.expression import AS_OF, did_you_mean
from dangyuan_flow.domain.facts import DERIVED, RECORDED, VOCABULARY, Kind

if TYPE_CHECKING:
    import yaml

    from dangyuan_flow.definitions.nodes import Page

UNKNOWN = "unknown"


def no_such_fact(name: str) -> str:
    """What to say about a name that is no fact."""
    return f"没有名为 {name} 的事实{did_you_mean(name, tuple(VOCABULARY))}"


@dataclass(frozen=True, slots=True)
class FactName(Shape):
    """The name of a fact of one of ``kinds``; with ``recorded``, of one that people state."""

    kinds: tuple[Kind, ...] = tuple(Kind)
    recorded: bool = False

    def read(self, node: yaml.Node, page: Page) -> str:
        """The name."""
        name = Text("事实名").read(node, page)
        fact = VOCABULARY.get(name)
        if fact is None:
            raise Misfit(no_such_fact(name))
        if fact.kind not in self.kinds:
            wanted = "或".join(kind.chinese for kind in self.kinds)
            msg = f"这里应是{wanted}类的事实，{name}（{fact.label}）是{fact.kind.chinese}"
            raise Misfit(msg)
        if self.recorded and fact.derived:
            msg = f"{name}（{fact.label}）是推算出来的，这里应是登记的事实"
            raise Misfit(msg)
        return name

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """The names that fit, stated once for each choice of kinds."""
        fitting = [n for n, f in (RECORDED if self.recorded else VOCABULARY).items() if f.kind in self.kinds]
        kinds = "" if self.kinds == tuple(Kind) else "-" + "-".join(self.kinds)
        name = f"{'recorded' if self.recorded else 'any'}{kinds}-fact"
        return Shared(name, Text(choices=tuple(fitting))).schema(definitions)


_VALUES: dict[Kind, Shape] = {
    Kind.DATE: Day(),
    Kind.INTEGER: Whole(),
    Kind.FLAG: Flag(),
    Kind.TEXT: Text(),
    Kind.DATES: Listed(Day(), or_one=True),
    Kind.TEXTS: Listed(Text(), or_one=True),
}

EXAMPLE = Shared(
    "example",
    Record(
        {name: Key(_VALUES[fact.kind], fact.label, optional=True) for name, fact in RECORDED.items()}
        | {
            AS_OF: Key(Day(), "截至日期（不写为 2026-11-01）", optional=True),
            UNKNOWN: Key(Listed(FactName(recorded=True), or_one=True), "无从知道的事实", optional=True),
        },
        refused={name: f"{name}（{fact.label}）是推算出来的，例子里只写登记的事实" for name, fact in DERIVED.items()},
    ),
)
"""The recorded facts of one invented dossier."""

TIMES = "times"
EXAMPLE_ROW = Shared(
    "example-row",
    Record(
        {name: Key(_VALUES[fact.kind], fact.label, optional=True) for name, fact in RECORDED.items()}
        | {
            TIMES: Key(Whole(1, 999), "同样的档案有几份（默认一份）", optional=True),
            UNKNOWN: Key(Listed(FactName(recorded=True), or_one=True), "无从知道的事实", optional=True),
        },
        refused={name: f"{name}（{fact.label}）是推算出来的，例子里只写登记的事实" for name, fact in DERIVED.items()},
    ),
)
"""The recorded facts of one dossier, or of several alike, in a table of dossiers."""
