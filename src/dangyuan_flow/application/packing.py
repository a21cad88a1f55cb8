"""What packs change: rules added or made stricter, numbers moved; against the national rules, or each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import Found, sweep_ledger
from dangyuan_flow.definitions import origin
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.expression import ALWAYS
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.readings import wording
from dangyuan_flow.domain.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.definitions import Catalogue

AnyRule = Rule | Across


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """A parameter: what it is, its value on one side and on the other."""

    name: str
    says: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A rule that reads differently: since when, and in what (aspect, before, after)."""

    rule: AnyRule
    aspects: tuple[tuple[str, str, str], ...]

    @property
    def since(self) -> date | None:
        """From which day on."""
        return min((since for since, _ in self.rule.windows), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What ``after`` has that ``before`` has not, what it has not, and what reads differently there."""

    added: tuple[AnyRule, ...]
    removed: tuple[AnyRule, ...]
    changed: tuple[Changed, ...]
    moved: tuple[Moved, ...]

    @property
    def is_none(self) -> bool:
        """Whether both sides say the same."""
        return not (self.added or self.removed or self.changed or self.moved)


def difference(before: Catalogue, after: Catalogue) -> Difference:
    """From the rules of one catalogue to those of another, each rule as strict as it ever is there."""
    old, new = _strictest(before), _strictest(after)
    changed = [
        Changed(rule=new[name], aspects=aspects)
        for name in old.keys() & new.keys()
        if (aspects := _aspects(old[name], new[name]))
    ]
    return Difference(
        added=_sorted(new[name] for name in new.keys() - old.keys()),
        removed=_sorted(old[name] for name in old.keys() - new.keys()),
        changed=tuple(sorted(changed, key=lambda c: _key(c.rule))),
        moved=tuple(
            Moved(
                name=name,
                says=parameter.says,
                before=value_shown(before.parameters[name]),
                after=value_shown(after.parameters[name]),
            )
            for name, parameter in after.declared.items()
            if before.parameters.get(name) != after.parameters[name]
        ),
    )


def _strictest(catalogue: Catalogue) -> dict[str, AnyRule]:
    """By the id of the rule that it comes from, the last (strictest) version of each; rules that are off left out."""
    found: dict[str, AnyRule] = {rule.id: rule for rule in catalogue.rule_set.rules if origin(rule.id) == rule.id}
    found |= {rule.id: rule for rule in catalogue.rule_set.across if origin(rule.id) == rule.id and not rule.is_off}
    for rule in catalogue.rule_set.everything:
        name = origin(rule.id)
        if name != rule.id and not getattr(rule, "is_off", False):
            found[name] = rule
    return found


def _aspects(old: AnyRule, new: AnyRule) -> tuple[tuple[str, str, str], ...]:
    sides = [_read(old), _read(new)]
    return tuple((name, sides[0][name], sides[1][name]) for name in sides[1] if sides[0].get(name) != sides[1][name])


def _read(rule: AnyRule) -> dict[str, str]:
    found = {"要求": rule.describe()}
    if isinstance(rule, Rule):
        found |= {
            "前提": "（无）" if rule.when is ALWAYS else wording(rule.when),
            "只作说明的情形": "（无）" if rule.note_when is None else wording(rule.note_when),
        }
    return found | {"程度": rule.severity.value, "违反时": rule.effect.chinese}


def _sorted(rules: Iterable[AnyRule]) -> tuple[AnyRule, ...]:
    return tuple(sorted(rules, key=_key))


def _key(rule: AnyRule) -> tuple[bool, int, str]:
    return rule.code.startswith("P"), rule.number, rule.id


def value_shown(value: int | str) -> str:
    """A parameter's value as people read it: a number, or the label of the fact that is chosen."""
    return VOCABULARY[value].label if isinstance(value, str) and value in VOCABULARY else str(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """What a ledger's findings become: found only afterwards, found only before."""

    new: tuple[Found, ...]
    gone: tuple[Found, ...]


def effects(
    before: Catalogue, after: Catalogue, ledger: Path, *, as_of: date, mapping: Mapping[str, str] | None = None
) -> Effects:
    """Which findings of a ledger differ; a stricter version of a rule counts as the rule itself."""
    sides = [
        {
            (one.dossier, one.violation.code, origin(one.violation.rule.id)): one
            for one in sweep_ledger(ledger, catalogue.rule_set, as_of=as_of, mapping=mapping).findings
        }
        for catalogue in (before, after)
    ]
    old, new = sides
    return Effects(
        new=tuple(one for key, one in new.items() if key not in old),
        gone=tuple(one for key, one in old.items() if key not in new),
    )
