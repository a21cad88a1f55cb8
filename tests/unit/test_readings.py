"""An expression as Python, as SQL and as wording: Kleene's logic by an independent oracle, and what people read."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.expression import (
    ALWAYS,
    Both,
    Either,
    Expression,
    Holds,
    IsNone,
    Name,
    Negation,
    parse,
)
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.readings import compiled, failing, fails, show, sql, wording
from tests.unit.invented import day, facts

AS_OF = day("2026-11-01")
TRUTHS = (True, False, None)
FLAGS = ("is_floating", "is_student", "is_league_member")


def is_true(expression: Expression, f: Facts) -> bool:
    return compiled(expression)(f, AS_OF)


def is_false(expression: Expression, f: Facts) -> bool:
    verdict = eval(f"lambda f, as_of: {fails(expression)}", {"date": date})  # noqa: S307  the reading under test
    return bool(verdict(f, AS_OF))


# The oracle: Kleene's tables as least and greatest of false < nothing < true; it shares no code with the readings.


def oracle(expression: Expression, f: Facts) -> bool | None:
    rank = {False: 0, None: 1, True: 2}
    match expression:
        case Both(parts):
            return min((oracle(part, f) for part in parts), key=rank.__getitem__, default=True)
        case Either(parts):
            return max((oracle(part, f) for part in parts), key=rank.__getitem__, default=False)
        case Negation(part):
            return {True: False, False: True, None: None}[oracle(part, f)]
        case Holds(part):
            return oracle(part, f) is True
        case IsNone(Name(name), negated):
            return (f[name] is not None) if negated else (f[name] is None)
        case Name(name):
            value = f[name]
            assert value is None or isinstance(value, bool)
            return value
        case _:
            raise TypeError(expression)


LOGIC: st.SearchStrategy[Expression] = st.recursive(
    st.sampled_from(FLAGS).map(Name) | st.builds(IsNone, st.sampled_from(FLAGS).map(Name), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Negation),
        inner.map(Holds),
    ),
    max_leaves=8,
)


def worlds() -> Iterator[Facts]:
    for truths in product(TRUTHS, repeat=len(FLAGS)):
        yield Facts(**dict(zip(FLAGS, truths, strict=True)))  # type: ignore[arg-type]  # flags by name


def ask(expression: Expression, values: dict[str, Value]) -> bool | None:
    """What SQLite says of one row."""
    columns = ", ".join(f'? AS "{name}"' for name in values)
    with sqlite3.connect(":memory:") as database:
        stored = [v.isoformat() if isinstance(v, date) else v for v in values.values()]
        (answer,) = database.execute(f"SELECT {sql(expression, AS_OF)} FROM (SELECT {columns})", stored).fetchone()
    database.close()
    return None if answer is None else bool(answer)


@given(LOGIC)
def test_logic_is_kleenes_by_an_independent_oracle(expression: Expression) -> None:
    for f in worlds():
        expected = oracle(expression, f)
        assert is_true(expression, f) is (expected is True)
        assert is_false(expression, f) is (expected is False)


@given(LOGIC, st.sampled_from(list(worlds())))
def test_sql_has_the_same_logic(expression: Expression, f: Facts) -> None:
    assert ask(expression, {name: f[name] for name in FLAGS}) is oracle(expression, f)


COMPARISONS = (
    *("training_days == 3", "training_days != 3", "training_days < 3", "training_days <= 3"),
    *("training_days > 3", "training_days >= 3", "2 * training_days - 1 > training_hours + 2"),
    *("training_days in (3, 5)", "training_days not in (3, 5)", "talked_on in ('2026-05-11',)"),
    *("talked_on == '2026-05-11'", "talked_on < '2026-05-11'", "talked_on >= '2026-05-11'", "talked_on <= as_of"),
    *("sex == '男'", "sex != '男'", "sex not in ('男', '女')", "not (sex == '男')"),
    *("talked_on is None or talked_on > as_of", "training_days > -1", "1 - training_days < 0"),
)


@pytest.mark.parametrize("text", COMPARISONS)
def test_a_comparison_with_nothing_is_neither_true_nor_false_in_both_readings(text: str) -> None:
    expression = parse(text)
    samples: list[dict[str, Value]] = [
        {"training_days": days, "training_hours": hours, "talked_on": talked, "sex": sex}
        for days, hours in ((None, 1), (2, None), (3, 2), (4, 8), (5, 5), (0, 0))
        for talked in (None, day("2026-05-10"), day("2026-05-11"), day("2026-11-02"))
        for sex in (None, "男", "女", "某'女")
    ]
    for values in samples:
        f = Facts(**values)  # type: ignore[arg-type]  # typed by name
        expected = True if is_true(expression, f) else False if is_false(expression, f) else None
        assert ask(expression, values) is expected, values


def test_nothing_compared_is_nothing_also_when_negated() -> None:
    for text in ("talked_on <= activist_on", "not (talked_on <= activist_on)"):
        assert not is_true(parse(text), Facts(talked_on=day("2026-01-01")))


def test_an_empty_and_holds_and_an_empty_or_does_not() -> None:
    assert is_true(ALWAYS, Facts())
    assert not is_true(Either(()), Facts())


def test_a_quotation_mark_in_a_text_stays_a_text_in_sql() -> None:
    expression = parse('sex == "\' OR 1=1 --"')
    assert sql(expression, AS_OF) == "(\"sex\" = ''' OR 1=1 --')"
    assert ask(expression, {"sex": "男"}) is False


def test_as_of_is_a_parameter_of_both_readings() -> None:
    expression = parse("talked_on > as_of")
    assert compiled(expression)(Facts(talked_on=day("2026-01-02")), day("2026-01-01"))
    assert sql(expression, day("2026-01-01")) == "(\"talked_on\" > '2026-01-01')"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("talked_on is not None", "须有谈话日期"),
        ("talked_on is None", "没有谈话日期"),
        ("candidate_listed_by >= cultivation_complete_on", "列为发展对象日期（或其界限）不得早于培养教育满一年日"),
        ("oath_on <= as_of", "入党宣誓日期不得晚于截至日期"),
        ("training_days >= 3", "培训天数不得少于3"),
        (
            "2 * admission_present > admission_entitled",
            "2×实到有表决权人数应超过应到有表决权人数",
        ),
        ("review_conclusion == '合格'", "政审结论应为合格"),
        ("sex in ('男', '女')", "性别应是男、女"),
        ("sex not in ('男', '女')", "性别不应是男、女"),
        ("is_open and not is_floating", "在办，且并非（是否流动人员）"),
        ("talked_on is None or training_days + 1 < 4", "没有谈话日期，或培训天数加1应少于4"),
    ],
)
def test_what_is_asked_is_said_in_chinese(text: str, says: str) -> None:
    assert wording(parse(text)) == says


def test_the_values_stand_beside_the_labels() -> None:
    f = facts(activist_on="2025-06-01", candidate_listed_on="2026-05-31")
    says = wording(parse("candidate_listed_by >= cultivation_complete_on"), f, AS_OF)
    assert says == "列为发展对象日期（或其界限）（2026-05-31）不得早于培养教育满一年日（2026-06-01）"
    assert wording(Holds(parse("oath_on <= as_of")), f, AS_OF) == "入党宣誓日期不得晚于截至日期（2026-11-01）"


def test_of_an_and_the_first_part_that_fails_is_named() -> None:
    f = facts(talked_on="2026-01-02", activist_on="2026-01-01")
    expression = parse("talked_on is not None and (talked_on <= activist_on and training_days > 3)")
    assert failing(expression, f, AS_OF) == parse("talked_on <= activist_on")
    either = parse("training_days > 3 or training_hours > 24")
    assert failing(either, f, AS_OF) == either


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "未记载"),
        (True, "是"),
        (False, "否"),
        (0, "0"),
        (7, "7"),
        ("合格", "合格"),
        (day("2026-05-11"), "2026-05-11"),
        ((), "无"),
        (("赵试一", "钱试二"), "赵试一、钱试二"),
        ((day("2026-05-11"), day("2026-05-12")), "2026-05-11、2026-05-12"),
    ],
)
def test_a_value_is_shown_as_people_read_it(value: Value, shown: str) -> None:
    assert show(value) == shown
