"""Explain a rule: what it asks, and why it is kept, broken or not even asked of one dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Value
from dangyuan_flow.domain.readings import compiled, wording
from dangyuan_flow.domain.rules import Rule, judge

if TYPE_CHECKING:
    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.regulations import Regulations

KEPT, BROKEN, NOTED, UNCHECKED, UNASKED = "合规", "违反", "过渡说明", "未检查", "不适用"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """A rule on one dossier: the verdict, why, what it asks with the dossier's values, and those values."""

    rule: Rule
    verdict: str
    because: str
    says: str
    requires: str
    cites: tuple[str, ...]
    facts: Mapping[str, Value]


def rules_called(catalogue: Catalogue, code: str) -> tuple[Rule, ...]:
    """The rules that a V-code or an id means; raises :class:`NotFound` with the nearest."""
    text = code.strip()
    found = tuple(r for r in catalogue.rule_set.rules if text.upper() == r.code.upper() or text == r.id)
    if not found:
        known = tuple(dict.fromkeys(name for r in catalogue.rule_set.rules for name in (r.code, r.id)))
        msg = f"没有代码或编号为 {code} 的规定{did_you_mean(text, known)}；可用 dangyuan rules list 查看"
        raise NotFound(msg)
    return found


def explain(rule: Rule, facts: Facts, as_of: date, regulations: Regulations) -> Explanation:
    """How ``rule`` reads on ``facts`` as of a day."""
    judged = judge((rule,), facts, as_of, regulations)
    told = next(iter((*judged.violations, *judged.notes)), None)
    verdict, because = _verdict(rule, facts, as_of)
    if told is not None:
        noted = told in judged.notes
        verdict, because = (NOTED, "新规定施行以前已开始，不算问题") if noted else (BROKEN, "")
    return Explanation(
        rule=rule,
        verdict=verdict,
        because=because,
        says=told.says if told else "",
        requires=wording(rule.requires, facts, as_of),
        cites=told.cites if told else cites_of(rule),
        facts={n: value for n in sorted(rule.needs & VOCABULARY.keys()) if (value := facts[n]) is not None},
    )


def _verdict(rule: Rule, facts: Facts, as_of: date) -> tuple[str, str]:
    """Of a rule that is not broken: kept, not checked, or not asked, and why."""
    unknown = sorted(rule.needs & facts.unknown)
    if unknown:
        return UNCHECKED, f"无从知道：{'、'.join(VOCABULARY[name].label for name in unknown)}"
    act, label = facts[rule.act], VOCABULARY[rule.act].label
    if not isinstance(act, date):
        return UNASKED, f"还没有{label}"
    if not any(first <= act <= (last or date.max) for first, last in rule.windows):
        return UNASKED, f"{label} {act} 不在所引版本施行期间"
    if not compiled(rule.when)(facts, as_of):
        return UNASKED, f"前提不成立：{wording(rule.when, facts, as_of)}"
    return KEPT, ""


def cites_of(rule: Rule) -> tuple[str, ...]:
    """Every article that ``rule`` cites, in every edition."""
    return tuple(edition if article is None else f"{edition}#{article}" for edition, article in rule.cites.items())
