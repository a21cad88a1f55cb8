"""What would have to be different: of the part of a condition that fails, the earliest day, the least number, the word.

Everything else on record is held as it is. Where several ways lead out, each is named.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import (
    AS_OF,
    Among,
    Arithmetic,
    Both,
    Comparison,
    Either,
    Expression,
    Holds,
    IsNone,
    Literal,
    Name,
    Negation,
    kind_of,
    names,
)
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind
from dangyuan_flow.domain.readings import compiled, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.facts import Value

_CONVERSE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ONE_DAY = timedelta(days=1)


def wanted(expression: Expression, facts: Facts, as_of: date) -> tuple[str, ...]:
    """What would have to hold besides, one sentence for each part that fails; nothing where ``expression`` is true."""
    if _reading(expression)(facts, as_of):
        return ()
    return _wanted(_plainly(expression), facts, as_of)


@lru_cache(maxsize=4096)
def _reading(expression: Expression) -> Callable[[Facts, date], bool]:
    return compiled(expression)


@lru_cache(maxsize=4096)
def _plainly(expression: Expression) -> Expression:
    return _plain(expression, denied=False)


def _plain(expression: Expression, *, denied: bool) -> Expression:
    """The expression (or its denial) without any ``not``."""
    match expression:
        case Holds(part):
            return _plain(part, denied=denied)
        case Negation(part):
            return _plain(part, denied=not denied)
        case Both(parts) | Either(parts):
            inner = tuple(_plain(part, denied=denied) for part in parts)
            return Both(inner) if isinstance(expression, Both) != denied else Either(inner)
        case _:
            return _atom(expression, denied=denied)


def _atom(atom: Expression, *, denied: bool) -> Expression:
    match atom:
        case Comparison(op, left, right) if denied:
            return Comparison(_CONVERSE[op], left, right)
        case Among(subject, choices, negated) if denied:
            return Among(subject, choices, not negated)
        case IsNone(subject, negated) if denied:
            return IsNone(subject, not negated)
        case Name():
            return Comparison("==", atom, Literal(not denied))
        case Literal(bool() as value):
            return Literal(value != denied)
        case _:
            return atom


def _wanted(expression: Expression, facts: Facts, as_of: date) -> tuple[str, ...]:
    if _reading(expression)(facts, as_of):
        return ()
    match expression:
        case Both(parts):
            return tuple(dict.fromkeys(said for part in parts for said in _wanted(part, facts, as_of)))
        case Either(parts):
            ways = dict.fromkeys("，并且".join(ways) for part in parts if (ways := _wanted(part, facts, as_of)))
            return ("；或者".join(ways),) if ways else ()
        case _:
            return (_lacking(expression, facts, as_of),)


def _lacking(atom: Expression, facts: Facts, as_of: date) -> str:
    """What one comparison lacks."""
    match atom:
        case IsNone(Name(name), negated):
            now = f"（现为 {show(facts[name])}）"
            return f"须有{_label(name)}的记载" if negated else f"{_label(name)}不应有记载{now}"
        case Among(Name(name), choices, negated):
            words = "、".join(show(choice.value) for choice in choices)
            return f"{_label(name)}{'不能是' if negated else '应是'} {words}（现为 {show(facts[name])}）"
        case Comparison(op, left, right):
            return _compared(op, left, right, facts, as_of)
        case _:
            return _NEVER


_NEVER = "这个条件本身不会成立"


def _compared(op: str, left: Expression, right: Expression, facts: Facts, as_of: date) -> str:
    absent = sorted(name for name in names(left) | names(right) if facts[name] is None)
    if absent:
        return f"须有{'、'.join(map(_label, absent))}的记载"
    if kind_of(left) is Kind.INTEGER:
        return _counted(op, left, right, facts)
    if not isinstance(left, Name) or left.name == AS_OF:
        op, left, right = _TURNED[op], right, left
    if not isinstance(left, Name) or left.name == AS_OF:
        return _NEVER
    bound = _value(right, facts, as_of)
    now = f"（现为 {show(facts[left.name])}）"
    if isinstance(bound, date):
        return f"{_label(left.name)}{_day(op, bound)}{now}"
    return f"{_label(left.name)}{'应为' if op == '==' else '不能是'} {show(bound)}{now}"


def _value(expression: Expression, facts: Facts, as_of: date) -> Value:
    match expression:
        case Name(name):
            return as_of if name == AS_OF else facts[name]
        case Literal(value):
            return value
        case _:
            return None


def _day(op: str, bound: date) -> str:
    match op:
        case ">=":
            return f"最早 {bound}"
        case ">":
            return f"最早 {bound + _ONE_DAY}"
        case "<=":
            return f"最晚 {bound}"
        case "<":
            return f"最晚 {bound - _ONE_DAY}"
        case _:
            return f"{'应为' if op == '==' else '不能是'} {bound}"


def _counted(op: str, left: Expression, right: Expression, facts: Facts) -> str:
    """A comparison of whole numbers, solved for its first fact while the others stay."""
    sums = _linear(Arithmetic("-", left, right), facts)
    subject = next((name for name in sums if name), None)
    if subject is None or not sums[subject]:
        return _NEVER
    factor = sums.pop(subject)
    others = [name for name in sums if name and sums[name]]
    rest = sums.get("", 0) + sum(sums[name] * int(str(facts[name])) for name in others)
    if factor < 0:
        op, factor, rest = _TURNED[op], -factor, -rest
    beside = "".join(f"，{_label(name)} {facts[name]}" for name in others)
    return f"{_label(subject)}{_number(op, factor, -rest)}（现为 {facts[subject]}{beside}）"


def _number(op: str, factor: int, bound: int) -> str:
    """Where ``factor`` × n ``op`` ``bound`` holds, for a positive factor."""
    match op:
        case ">=":
            return f"至少 {-(-bound // factor)}"
        case ">":
            return f"至少 {bound // factor + 1}"
        case "<=":
            return f"至多 {bound // factor}"
        case "<":
            return f"至多 {-(-bound // factor) - 1}"
        case _ if bound % factor:
            return "凑不成所要求的数"
        case _:
            return f"{'应为' if op == '==' else '不能是'} {bound // factor}"


def _linear(expression: Expression, facts: Facts) -> dict[str, int]:
    """Factors by fact, in the order of reading; under ``""`` what is constant."""
    match expression:
        case Name(name):
            return {name: 1}
        case Literal(int() as value):
            return {"": value}
        case Arithmetic("*", left, right):
            one, other = _linear(left, facts), _linear(right, facts)
            if set(one) - {""}:
                one, other = other, one
            return {name: one.get("", 0) * factor for name, factor in other.items()}
        case Arithmetic(op, left, right):
            found = _linear(left, facts)
            for name, factor in _linear(right, facts).items():
                found[name] = found.get(name, 0) + (factor if op == "+" else -factor)
            return found
        case _:
            return {}


def _label(name: str) -> str:
    return "截至日期" if name == AS_OF else VOCABULARY[name].label
