"""The three readings of one expression: as Python for a guard, as SQL for a sweep, as wording for a person.

Python and SQL must agree on every expression and every dossier; ``tests/generative`` holds them to it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import (
    AS_OF,
    Among,
    Arithmetic,
    Atom,
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
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Kind, Value

if TYPE_CHECKING:
    from collections.abc import Callable

# As Python: two mutually recursive readings, *is true* and *is false*, turn Kleene's logic into native one.


def holds(expression: Expression) -> str:
    """Python source that is true exactly where ``expression`` is true (``f``: Facts, ``as_of``: date)."""
    match expression:
        case Both(parts):
            return _joined(" and ", [holds(part) for part in parts], "True")
        case Either(parts):
            return _joined(" or ", [holds(part) for part in parts], "False")
        case Negation(part):
            return fails(part)
        case Holds(part):
            return holds(part)
        case IsNone(Name(name), negated):
            return f"(f.{name} is {'not ' if negated else ''}None)"
        case _:
            return _guarded(expression, _source(expression))


def fails(expression: Expression) -> str:
    """Python source that is true exactly where ``expression`` is false."""
    match expression:
        case Both(parts):
            return _joined(" or ", [fails(part) for part in parts], "False")
        case Either(parts):
            return _joined(" and ", [fails(part) for part in parts], "True")
        case Negation(part):
            return holds(part)
        case Holds(part):
            return f"(not {holds(part)})"
        case IsNone(Name(name), negated):
            return f"(f.{name} is {'' if negated else 'not '}None)"
        case _:
            return _guarded(expression, f"(not {_source(expression)})")


def _joined(word: str, parts: list[str], empty: str) -> str:
    return f"({word.join(parts)})" if parts else empty


def _guarded(expression: Expression, source: str) -> str:
    present = [f"f.{name} is not None" for name in sorted(names(expression))]
    return _joined(" and ", [*present, source], "True")


def _source(expression: Expression) -> str:
    match expression:
        case Name(name):
            return AS_OF if name == AS_OF else f"f.{name}"
        case Literal(date() as day):
            return f"date({day.year}, {day.month}, {day.day})"
        case Literal(value):
            return repr(value)
        case Among(Name(name), choices, negated):
            return f"(f.{name} {'not in' if negated else 'in'} ({', '.join(_source(c) for c in choices)},))"
        case Comparison(op, left, right) | Arithmetic(op, left, right):
            return f"({_source(left)} {op} {_source(right)})"
        case _:
            msg = f"not a value: {expression}"
            raise TypeError(msg)


def compiled(expression: Expression) -> Callable[[Facts, date], bool]:
    """A function of the facts and the as-of date: whether ``expression`` is true. Compiled from our own tree only."""
    source = f"lambda f, as_of: {holds(expression)}"
    reading: Callable[[Facts, date], bool] = eval(  # noqa: S307  the source is written above from our own tree
        source, {"date": date, "__builtins__": {}}
    )
    return reading


# As SQL: one text for SQLite, PostgreSQL, DuckDB and Spark.

_SQL_OPERATORS = {"==": "=", "!=": "<>"}


def sql(expression: Expression, as_of: date) -> str:
    """The expression as SQL over the columns of the fact table, ``as_of`` written in; three-valued as SQL is."""
    match expression:
        case Both(parts):
            return _joined(" AND ", [sql(part, as_of) for part in parts], "(1 = 1)")
        case Either(parts):
            return _joined(" OR ", [sql(part, as_of) for part in parts], "(1 = 0)")
        case Negation(part):
            return f"(NOT {sql(part, as_of)})"
        case Holds(part):
            return f"coalesce({sql(part, as_of)}, false)"
        case _:
            return _sql_atom(expression, as_of)


def _sql_atom(atom: Atom, as_of: date) -> str:
    match atom:
        case Name(name):
            return f"'{as_of.isoformat()}'" if name == AS_OF else f'"{name}"'
        case Literal(value):
            return _sql_literal(value)
        case IsNone(Name(name), negated):
            return f'("{name}" IS {"NOT " if negated else ""}NULL)'
        case Among(Name(name), choices, negated):
            return f'("{name}" {"NOT IN" if negated else "IN"} ({", ".join(_sql_atom(c, as_of) for c in choices)}))'
        case Comparison(op, left, right) | Arithmetic(op, left, right):
            return f"({sql(left, as_of)} {_SQL_OPERATORS.get(op, op)} {sql(right, as_of)})"


def _sql_literal(value: date | int | str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"({value})" if value < 0 else str(value)
        case date():
            return f"'{value.isoformat()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"


# As wording: what is asked, in Chinese, with the values where there are any.

_DATE_WORDS = {"==": "应为", "!=": "不应为", "<": "应早于", "<=": "不得晚于", ">": "应晚于", ">=": "不得早于"}
_OTHER_WORDS = {"==": "应为", "!=": "不应为", "<": "应少于", "<=": "不得超过", ">": "应超过", ">=": "不得少于"}
_ARITHMETIC_WORDS = {"+": "加", "-": "减", "*": "×"}


def wording(expression: Expression, facts: Facts | None = None, as_of: date | None = None) -> str:
    """What ``expression`` asks, in Chinese; with ``facts``, the values beside the labels."""
    match expression:
        case Both(parts):
            return "，且".join(wording(part, facts, as_of) for part in parts)
        case Either(parts):
            return "，或".join(wording(part, facts, as_of) for part in parts)
        case Negation(part):
            return f"并非（{wording(part, facts, as_of)}）"
        case Holds(part):
            return wording(part, facts, as_of)
        case _:
            return _asked(expression, facts, as_of)


def _asked(atom: Atom, facts: Facts | None, as_of: date | None) -> str:
    match atom:
        case IsNone(Name(name), negated):
            return f"{'须有' if negated else '没有'}{_label(name)}"
        case Among(subject, choices, negated):
            said = f"{_shown(subject, facts, as_of)}{'不' if negated else ''}应是"
            return said + "、".join(show(choice.value) for choice in choices)
        case Comparison(op, left, right):
            words = _DATE_WORDS if kind_of(left) is Kind.DATE else _OTHER_WORDS
            return f"{_shown(left, facts, as_of)}{words[op]}{_shown(right, facts, as_of)}"
        case _:
            return _shown(atom, facts, as_of)


def failing(expression: Expression, facts: Facts, as_of: date) -> Expression:
    """The part of ``expression`` that fails for ``facts``: the first part of an ``and`` that is not true."""
    if isinstance(expression, Both):
        for part in expression.parts:
            if not compiled(part)(facts, as_of):
                return failing(part, facts, as_of)
    return expression


def _label(name: str) -> str:
    return "截至日期" if name == AS_OF else VOCABULARY[name].label


def _shown(expression: Expression, facts: Facts | None, as_of: date | None) -> str:
    match expression:
        case Name(name):
            value = as_of if name == AS_OF else (None if facts is None else facts[name])
            return _label(name) if value is None else f"{_label(name)}（{show(value)}）"
        case Literal(value):
            return show(value)
        case Arithmetic(op, left, right):
            return f"{_shown(left, facts, as_of)}{_ARITHMETIC_WORDS[op]}{_shown(right, facts, as_of)}"
        case _:
            return wording(expression, facts, as_of)


def show(value: Value) -> str:
    """A value as people read it: ISO dates, 是 and 否, lists joined with 、."""
    match value:
        case None:
            return "未记载"
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(show(item) for item in value) or "无"
        case _:
            return str(value)
