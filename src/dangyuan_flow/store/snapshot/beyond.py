"""The rules across dossiers over a snapshot: the same texts as over a store, over the parts of all bodies together."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import duckdb

from dangyuan_flow.domain.across import Across, Group, groups, standing
from dangyuan_flow.domain.fact import Value
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across, rows
from dangyuan_flow.store.snapshot.duck import written_whole
from dangyuan_flow.store.statements import FINDING_COLUMNS

_TYPES = ", ".join(f'"{name}" {"BOOLEAN" if name == "noted" else "VARCHAR"}' for name in FINDING_COLUMNS)
_NOTHING = ", ".join(
    f'CAST(NULL AS {"BOOLEAN" if name == "noted" else "VARCHAR"}) AS "{name}"' for name in FINDING_COLUMNS
)
NOTHING = f"SELECT * FROM (SELECT {_NOTHING}) AS nothing WHERE 1 = 0"  # noqa: S608  our own columns
"""A relation of findings without any."""


_ACT = 4
"""Where a select's row has the day that chooses the edition."""


class Asked(Protocol):
    """An engine in which ``dossier`` is the dossiers of all parts."""

    @abstractmethod
    def execute(self, text: str, /) -> "Told":
        """Ask."""

    @abstractmethod
    def sharing(self, facts: tuple[str, ...]) -> str:
        """The dossiers that have the same ``facts`` as another one, as text after FROM; others may be among them."""


class Told(Protocol):
    """An answer."""

    @abstractmethod
    def fetchall(self) -> list[Any]:
        """Its rows."""


@dataclass
class Beyond:
    """The rules across dossiers of one sweep: what they found, and what of them could not be asked."""

    rule_set: RuleSet
    as_of: date
    plan: tuple[Planned, ...]
    known: frozenset[str]
    groups: tuple[Group, ...] = ()
    not_checked: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)
    acts: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def ask(self, engine: Asked, unknown: Mapping[tuple[int, ...], int]) -> None:
        """Ask every rule that is on and can be asked of ``dossier``; ``unknown``: counts by unknown words."""
        found: list[Group] = []
        for rule in self.rule_set.across:
            if rule.is_off:
                continue
            if rule.asks.beside is not None and not across.can_ask(rule, self.plan):
                self.lacking[rule.id] = rule.asks.beside.value
                continue
            if rule.needs & VOCABULARY.keys() <= self.known:
                found += self._found(engine, rule)
                lacks = self._lacks(rule, unknown)
            else:
                lacks = sum(unknown.values())
            if lacks:
                self.not_checked[rule.id] = lacks
        self.groups = standing(found)

    def _found(self, engine: Asked, rule: Across) -> Sequence[Group]:
        twice = rule.asks.by if rule.is_about_two else ()
        relation = engine.sharing(twice) if twice else "dossier"
        text = across.statement(rule, self.as_of, self.plan, relation=relation, sourced=True)
        told = engine.execute(text).fetchall() if text else []
        for row in told:
            for group in groups(rule, [row], self.as_of, self.rule_set.regulations):
                if row[_ACT] is not None:
                    self.acts[_key(group)] = str(row[_ACT])
        return groups(rule, told, self.as_of, self.rule_set.regulations)

    def _lacks(self, rule: Across, unknown: Mapping[tuple[int, ...], int]) -> int:
        needed = rows.words(frozenset(across.needs_of(rule, self.plan) & VOCABULARY.keys()))
        return sum(n for words, n in unknown.items() if any(w & b for w, b in zip(words, needed, strict=True)))

    def counts(self) -> dict[tuple[str, str], int]:
        """Findings by body and rule."""
        return dict(Counter((group.source, group.violation.rule.id) for group in self.groups))

    def write(self, engine: duckdb.DuckDBPyConnection, path: Path) -> None:
        """Write what was found as rows of findings."""
        engine.execute(f"CREATE TEMP TABLE across ({_TYPES})")
        if self.groups:
            marks = ", ".join("?" * len(FINDING_COLUMNS))
            engine.executemany(f"INSERT INTO across VALUES ({marks})", [self._row(group) for group in self.groups])  # noqa: S608  our own columns
        written_whole(engine, "SELECT * FROM across", path)

    def _row(self, group: Group) -> tuple[str | bool | None, ...]:
        v = group.violation
        assert isinstance(v.rule, Across)  # noqa: S101  only they make groups
        facts = {name: _plain(value) for name, value in v.facts.items()}
        act = self.acts.get(_key(group))
        return (
            *(group.source, v.rule.asks.about.value, group.subject, group.name, group.branch, v.code, v.rule.id),
            *(False, v.certainty.value, canonical(facts), canonical({"act": act} if act else {})),
        )


def _key(group: Group) -> tuple[str, str, str, str]:
    return group.violation.rule.id, group.source, group.subject, group.violation.says


def _plain(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value


def row_of(rule: Across, about: Sequence[str | None], facts: Mapping[str, str | int], act: str | None) -> list[object]:
    """A row of the rule's select, put together again from a finding: ``about`` whom (four columns), its values."""
    values = (facts.get(name) for name in rule.asks.values)
    return [*about, act, *values]
