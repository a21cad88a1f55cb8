"""The examples written beside each rule: what they put on record, and whether the rule agrees with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.vocabulary import UNKNOWN
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.expression import AS_OF, names, operands
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Value
from dangyuan_flow.domain.readings import compiled, show, wording
from dangyuan_flow.domain.rules import Rule, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dangyuan_flow.definitions.nodes import Problems
    from dangyuan_flow.definitions.shapes import Entry
    from dangyuan_flow.domain.regulations import Regulations

USUAL_DAY = date(2026, 11, 1)
"""The day as of which an example is judged, if it names none."""

_EMPTY = Facts()


def example_of(entry: Entry) -> dict[str, Value]:
    """The example as plain values: recorded facts, and ``as_of`` and ``unknown`` where it names them."""
    return {
        name: tuple(item.value for item in spot.value) if isinstance(spot.value, tuple) else spot.value
        for name, spot in entry.spots.items()
    }


def dossier(example: Mapping[str, Value]) -> tuple[Facts, date]:
    """The facts that an example tells of, derived ones included, and the day as of which they are judged."""
    recorded = {name: value for name, value in example.items() if name not in (AS_OF, UNKNOWN)}
    unknown = example.get(UNKNOWN)
    facts = _EMPTY.unknowing(frozenset(map(str, unknown))) if isinstance(unknown, tuple) else _EMPTY
    as_of = example.get(AS_OF)
    return derive(facts.having(**recorded)), as_of if isinstance(as_of, date) else USUAL_DAY


def note_contradictions(rule: Rule, entry: Entry, regulations: Regulations, problems: Problems) -> None:
    """Note examples with which ``rule`` does not agree, and say why it does not."""
    written = entry["examples"]
    for example, spot in zip(rule.breaks, written["breaks"], strict=True):
        facts, as_of = dossier(example)
        judgement = judge((rule,), facts, as_of, regulations)
        if not judgement.violations:
            problems.add(spot.place, f"{rule.id} 的例子 breaks 没有违反本规定：{_why_not(rule, facts, as_of)}")
    for example, spot in zip(rule.keeps, written["keeps"], strict=True):
        facts, as_of = dossier(example)
        judgement = judge((rule,), facts, as_of, regulations)
        if judgement.violations:
            said = f"{wording(rule.requires, facts, as_of)}——{judgement.violations[0].says}"
            problems.add(spot.place, f"{rule.id} 的例子 keeps 违反了本规定：{said}")


def _why_not(rule: Rule, facts: Facts, as_of: date) -> str:
    return next(_reasons(rule, facts, as_of))


def _reasons(rule: Rule, facts: Facts, as_of: date) -> Iterator[str]:
    """Why the rule is not broken, the first obstacle first; never empty."""
    if unknown := sorted(facts.unknown & rule.needs):
        yield f"{'、'.join(unknown)} 无从知道，不作判断"
    for role, name in (("act", rule.act), ("clock", rule.clock)):
        if name is not None and facts[name] is None:
            yield f"{role} {name}（{VOCABULARY[name].label}）没有记载"
    act = facts[rule.act]
    if not (isinstance(act, date) and any(first <= act <= (last or date.max) for first, last in rule.windows)):
        yield f"{rule.act} 为 {show(act)}，不在所引版本施行期间"
    if not compiled(rule.when)(facts, as_of):
        yield f"when 不成立（{wording(rule.when, facts, as_of)}）"
    if absent := sorted(name for name in operands(rule.requires) if facts[name] is None):
        yield f"{'、'.join(absent)} 没有记载，无从比较"
    if rule.is_unkept(facts, as_of):
        yield "只是提示（过渡期间，或 note_when 成立）"
    values = "，".join(f"{name} = {show(facts[name])}" for name in sorted(names(rule.requires)))
    yield f"要求已经满足（{values}）"
