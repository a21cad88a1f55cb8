"""Where a condition is true, said as shortly as a database can answer it.

SQL asks of a ``WHERE`` only whether it is true, not whether it is false or neither. So a condition may be rewritten as
long as it stays true for the same facts: refusals turn into the opposite comparison, and that an operand must be on
record goes without saying beside a comparison with it. ``tests/generative`` holds the rewritten condition to the first.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from typing import TypeGuard

from dangyuan_flow.domain.expression import (
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
    walk,
)
from dangyuan_flow.domain.facts import Kind

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", "<=": ">", ">": "<="}


def truth(expression: Expression) -> Expression:
    """A shorter expression that is true for exactly the same facts (where it is not, it may be false or neither)."""
    match expression:
        case Holds(part):
            return truth(part)
        case Negation(part):
            return falsehood(part)
        case Both(parts):
            return _together(parts)
        case Either(parts):
            return _either([truth(part) for part in parts])
        case _:
            return expression


def falsehood(expression: Expression) -> Expression:  # noqa: PLR0911  one answer a kind of expression
    """An expression that is true exactly where ``expression`` is false."""
    match expression:
        case Holds(part):
            return _untrue(part, frozenset())
        case Negation(part):
            return truth(part)
        case Both(parts):
            return _either([falsehood(part) for part in parts])
        case Either(parts):
            return _together(tuple(Negation(part) for part in parts))
        case IsNone(subject, negated):
            return IsNone(subject, not negated)
        case Among(subject, choices, negated):
            return Among(subject, choices, not negated)
        case Comparison(operator, left, right):
            return Comparison(_OPPOSITE[operator], left, right)
        case Literal(bool() as value):
            return Literal(not value)
        case _:
            return Negation(expression)


def _untrue(expression: Expression, present: frozenset[str]) -> Expression:  # noqa: PLR0911  one answer a kind of expression
    """True exactly where ``expression`` is false or neither, given that all of ``present`` is on record."""
    if names(expression) <= present:
        return falsehood(expression)
    match expression:
        case Holds(part):
            return _untrue(part, present)
        case Negation(Holds(part)):
            return truth(part)
        case Negation(part) if not isinstance(part, Name):
            return _untrue(falsehood(part), present)
        case Both(parts):
            told = frozenset(part.subject.name for part in parts if _is_presence(part))
            return _either([_untrue(part, present if _is_presence(part) else present | told) for part in parts])
        case Either(parts):
            told = frozenset(part.subject.name for part in parts if isinstance(part, IsNone) and not part.negated)
            return _both([_untrue(part, present | told) for part in parts])
        case IsNone(subject, negated):
            return IsNone(subject, not negated)
        case _:
            return Negation(Holds(expression))


def _together(parts: tuple[Expression, ...]) -> Expression:
    """All of ``parts``; what one of them takes for granted is not asked by another."""
    flat = _flat(parts)
    refused = [part.part.part for part in flat if isinstance(part, Negation) and isinstance(part.part, Holds)]
    plain = [truth(part) for part in flat if not (isinstance(part, Negation) and isinstance(part.part, Holds))]
    present = frozenset[str]().union(*(implied(part) for part in plain))
    return _both([*(_untrue(part, present) for part in refused), *plain])


def _flat(parts: tuple[Expression, ...]) -> list[Expression]:
    """The parts of nested conjunctions, one after the other."""
    found: list[Expression] = []
    for part in parts:
        inner = part.part if isinstance(part, Holds) else part
        found += _flat(inner.parts) if isinstance(inner, Both) else [inner]
    return found


def _both(parts: list[Expression]) -> Expression:
    flat = list(dict.fromkeys(_flat(tuple(parts))))
    kept = [part for part in flat if not _is_presence(part)]
    granted = frozenset[str]().union(*(implied(part) for part in kept))
    kept += [p for p in flat if _is_presence(p) and not names(p) <= granted]
    kept.sort(key=_cost)
    return kept[0] if len(kept) == 1 else Both(tuple(kept))


def _cost(part: Expression) -> int:  # noqa: PLR0911  one answer a kind of expression
    """What to ask first: what is soonest answered and seldom true; what most dossiers have, and texts, come last."""
    slow = 5 if any(isinstance(node, Literal) and isinstance(node.value, str) for node in walk(part)) else 0
    match part:
        case Name():
            return 0
        case Negation(Name()):
            return 1
        case Either():
            return 3 + slow
        case Comparison(_, _, Literal(date())):
            return 4
        case Comparison(_, Name() as left) if kind_of(left) is Kind.TEXT:
            return 7
        case IsNone():
            return 5
        case _:
            return 2 + slow


def _either(parts: list[Expression]) -> Expression:
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _is_presence(part: Expression) -> TypeGuard[IsNone]:
    return isinstance(part, IsNone) and part.negated


def implied(expression: Expression) -> frozenset[str]:  # noqa: PLR0911  one answer a kind of expression
    """The facts that are on record wherever ``expression`` is true."""
    match expression:
        case Both(parts):
            return frozenset[str]().union(*(implied(part) for part in parts))
        case Either(parts):
            return reduce(frozenset.intersection, (implied(part) for part in parts)) if parts else frozenset()
        case Holds(part):
            return implied(part)
        case IsNone(Name(name), negated):
            return frozenset({name}) if negated else frozenset()
        case Negation(Name() | Comparison() | Among() as part):
            return names(part)
        case Negation():
            return frozenset()
        case Name() | Comparison() | Among():
            return names(expression)
        case Literal() | Arithmetic():
            return frozenset()
