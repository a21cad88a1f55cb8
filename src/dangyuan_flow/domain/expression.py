"""The rule language: one text, parsed by an allow-list and type-checked against the vocabulary.

The grammar is a corner of Python's: names of facts, ``as_of``, literals, comparisons, ``and or not``, ``is None``,
``in (…)`` over literals, and ``+ - *`` on whole numbers. No calls, no attributes, no subscripts. Logic is three-valued
as in SQL: a comparison with nothing on record is neither true nor false. ``readings.py`` reads the result as Python,
as SQL and as wording.
"""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.facts import VOCABULARY, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AS_OF = "as_of"
LARGEST = 1_000_000
"""Whole numbers in a rule stay below this, so that no database can overflow."""


class ExpressionError(ValueError):
    """The text is no expression of the rule language; the message (Chinese) says what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, or ``as_of``."""

    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A date, whole number, flag or text written into the rule."""

    value: date | int | bool | str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``left + right``, ``-`` or ``*`` on whole numbers; nothing where an operand is nothing."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison:
    """``left == right`` and its like; neither true nor false where an operand is nothing."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Among:
    """``name in (…)``."""

    subject: Name
    choices: tuple[Literal, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class IsNone:
    """``name is None`` (or ``is not None``): always true or false."""

    subject: Name
    negated: bool


@dataclass(frozen=True, slots=True)
class Both:
    """All of ``parts`` (``and``)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of ``parts`` (``or``)."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """``not part``."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Holds:
    """``part`` is true, not merely *not false*; rules are composed with it, authors never write it."""

    part: Expression


Atom = Name | Literal | Arithmetic | Comparison | Among | IsNone
Expression = Atom | Both | Either | Negation | Holds
ALWAYS = Both(())

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


def parse(text: str, parameters: Mapping[str, str | int] | None = None) -> Expression:
    """Parse and type-check ``text``; a name in ``parameters`` stands for its number or for the fact it names.

    Raises :class:`ExpressionError` for anything outside the language, an unknown name (with the nearest known one), or
    a comparison between different kinds.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        msg = f"表达式无法解析：{text!r}"
        raise ExpressionError(msg) from error
    expression = _Parser(parameters or {}).read(tree)
    _check_condition(expression)
    return expression


class _Parser:
    """Python's tree in, ours out; whatever the allow-list does not name is refused."""

    def __init__(self, parameters: Mapping[str, str | int]) -> None:
        self.parameters = parameters

    def read(self, node: ast.expr) -> Expression:
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self.read(value) for value in values)
                return Both(parts) if isinstance(op, ast.And) else Either(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Negation(self.read(operand))
            case ast.Compare():
                return self._compare(node)
            case ast.BinOp(op=operator, left=left, right=right) if type(operator) in _ARITHMETIC:
                return Arithmetic(_ARITHMETIC[type(operator)], self.read(left), self.read(right))
            case _:
                return self._leaf(node)

    def _leaf(self, node: ast.expr) -> Name | Literal:
        match node:
            case ast.Name(id=name):
                return self._name(name)
            case ast.Constant(value=bool() | int() | str() as value):
                return self._literal(value)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(value, bool):
                return self._literal(-value)
            case _:
                said = f"规则语言不允许这种写法：{ast.unparse(node)}"
                msg = f"{said}（只能用事实名、常量、比较、and or not、is None、+ - *）"
                raise ExpressionError(msg)

    def _name(self, name: str) -> Name | Literal:
        if name in self.parameters:
            value = self.parameters[name]
            return Literal(value) if isinstance(value, int) else self._name(value)
        if name != AS_OF and name not in VOCABULARY:
            msg = f"没有名为 {name} 的事实{did_you_mean(name, (*VOCABULARY, AS_OF, *self.parameters))}"
            raise ExpressionError(msg)
        return Name(name)

    @staticmethod
    def _literal(value: int | str) -> Literal:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= LARGEST:
            msg = f"数字 {value} 太大（须小于 {LARGEST}）"
            raise ExpressionError(msg)
        return Literal(value)

    def _compare(self, node: ast.Compare) -> Expression:
        parts: list[Expression] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(left, op, right))
            left = right
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _pair(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expression:
        if isinstance(op, ast.Is | ast.IsNot):
            subject = self.read(left)
            if not (isinstance(subject, Name) and isinstance(right, ast.Constant) and right.value is None):
                msg = f"is 只能写成“事实名 is None”或“事实名 is not None”：{ast.unparse(left)}"
                raise ExpressionError(msg)
            return IsNone(subject, isinstance(op, ast.IsNot))
        if isinstance(op, ast.In | ast.NotIn):
            return self._among(left, right, negated=isinstance(op, ast.NotIn))
        return _comparison(_COMPARISONS[type(op)], self.read(left), self.read(right))

    def _among(self, left: ast.expr, right: ast.expr, *, negated: bool) -> Among:
        subject = self.read(left)
        choices = [self.read(item) for item in right.elts] if isinstance(right, ast.Tuple) else []
        literals = tuple(choice for choice in choices if isinstance(choice, Literal))
        if not isinstance(subject, Name) or not literals or len(literals) != len(choices):
            msg = f"in 只能写成“事实名 in (常量, …)”：{ast.unparse(left)}"
            raise ExpressionError(msg)
        literals = tuple(_as_kind(choice, kind_of(subject)) for choice in literals)
        if any(kind_of(choice) is not kind_of(subject) for choice in literals):
            msg = f"in 两边类型不同：{subject.name}"
            raise ExpressionError(msg)
        return Among(subject, literals, negated)


def _comparison(operator: str, left: Expression, right: Expression) -> Comparison:
    if isinstance(right, Literal):
        right = _as_kind(right, kind_of(left))
    if isinstance(left, Literal):
        left = _as_kind(left, kind_of(right))
    for operand in (left, right):
        if not isinstance(operand, Name | Literal | Arithmetic):
            msg = f"比较的两边须是值，不能是判断：{write(operand)}"
            raise ExpressionError(msg)
    kinds = kind_of(left), kind_of(right)
    if kinds[0] is not kinds[1] or kinds[0] in (Kind.DATES, Kind.TEXTS):
        told = f"{write(left)}（{kinds[0].chinese}）与 {write(right)}（{kinds[1].chinese}）"
        msg = f"不能比较：{told}；两边须是同一类的值，日期和文字加引号，整数不加"
        raise ExpressionError(msg)
    if kinds[0] in (Kind.TEXT, Kind.FLAG) and operator not in ("==", "!="):
        msg = f"{kinds[0].chinese}只能比较是否相等：{write(left)} {operator} {write(right)}"
        raise ExpressionError(msg)
    return Comparison(operator, left, right)


def _as_kind(literal: Literal, kind: Kind) -> Literal:
    if kind is Kind.DATE and isinstance(literal.value, str):
        try:
            return Literal(date.fromisoformat(literal.value))
        except ValueError as error:
            msg = f"日期写成 'YYYY-MM-DD'：{literal.value!r}"
            raise ExpressionError(msg) from error
    return literal


def kind_of(expression: Expression) -> Kind:
    """The kind of value an expression yields; raises :class:`ExpressionError` where its parts do not fit."""
    match expression:
        case Name(name):
            return Kind.DATE if name == AS_OF else VOCABULARY[name].kind
        case Literal(value):
            return _KIND_OF_LITERAL[type(value)]
        case Arithmetic():
            _check_arithmetic(expression)
            return Kind.INTEGER
        case _:
            return Kind.FLAG


_KIND_OF_LITERAL: dict[type, Kind] = {bool: Kind.FLAG, int: Kind.INTEGER, str: Kind.TEXT, date: Kind.DATE}


def _check_arithmetic(sum_: Arithmetic) -> None:
    if kind_of(sum_.left) is not Kind.INTEGER or kind_of(sum_.right) is not Kind.INTEGER:
        msg = f"加减乘只用于整数：{write(sum_)}"
        raise ExpressionError(msg)
    if sum_.operator == "*" and not (isinstance(sum_.left, Literal) or isinstance(sum_.right, Literal)):
        msg = f"乘法的一边须是常数：{write(sum_)}"
        raise ExpressionError(msg)


def _check_condition(expression: Expression) -> None:
    match expression:
        case Both(parts) | Either(parts):
            for part in parts:
                _check_condition(part)
        case Negation(part):
            _check_condition(part)
        case _ if kind_of(expression) is not Kind.FLAG:
            msg = f"这里需要一个判断，而不是一个值：{write(expression)}"
            raise ExpressionError(msg)


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """``，是不是想写 x？`` for the nearest known word, or nothing."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"，是不是想写 {near[0]}？" if near else ""


def walk(expression: Expression) -> Iterator[Expression]:
    """Every node of ``expression``, itself first."""
    yield expression
    match expression:
        case Both(parts) | Either(parts):
            for part in parts:
                yield from walk(part)
        case Negation(part) | Holds(part):
            yield from walk(part)
        case Comparison(_, left, right) | Arithmetic(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Among(subject) | IsNone(subject):
            yield subject
        case Name() | Literal():
            pass


def names(expression: Expression) -> frozenset[str]:
    """Every fact that ``expression`` reads."""
    return frozenset(node.name for node in walk(expression) if isinstance(node, Name) and node.name != AS_OF)


def operands(expression: Expression) -> frozenset[str]:
    """The facts compared, less those whose absence the expression itself tests with ``is None``."""
    tested = {node.subject.name for node in walk(expression) if isinstance(node, IsNone)}
    return names(expression) - tested


def write(expression: Expression) -> str:
    """The expression as its author would write it."""
    match expression:
        case Both(parts):
            return "(" + " and ".join(write(part) for part in parts) + ")"
        case Either(parts):
            return "(" + " or ".join(write(part) for part in parts) + ")"
        case Negation(part):
            return f"not ({write(part)})"
        case Holds(part):
            return write(part)
        case _:
            return _written(expression)


def _written(atom: Atom) -> str:
    match atom:
        case Name(name):
            return name
        case Literal(value):
            return f"'{value.isoformat()}'" if isinstance(value, date) else repr(value)
        case IsNone(Name(name), negated):
            return f"{name} is {'not ' if negated else ''}None"
        case Among(Name(name), choices, negated):
            return f"{name} {'not in' if negated else 'in'} ({', '.join(_written(c) for c in choices)},)"
        case Comparison(op, left, right) | Arithmetic(op, left, right):
            return f"{_operand(left)} {op} {_operand(right)}"


def _operand(expression: Expression) -> str:
    return f"({write(expression)})" if isinstance(expression, Arithmetic | Comparison) else write(expression)
