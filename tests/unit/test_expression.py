"""The rule language: what it admits, what it refuses and how it says so, and that writing is the inverse of reading."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.expression import (
    ALWAYS,
    LARGEST,
    Among,
    Arithmetic,
    Both,
    Comparison,
    Either,
    Expression,
    ExpressionError,
    Holds,
    IsNone,
    Literal,
    Name,
    Negation,
    did_you_mean,
    kind_of,
    names,
    operands,
    parse,
    walk,
    write,
)
from dangyuan_flow.domain.facts import VOCABULARY, Kind


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("branch_has_committee", Name("branch_has_committee")),
        ("training_days >= 3", Comparison(">=", Name("training_days"), Literal(3))),
        ("activist_on < '2026-05-11'", Comparison("<", Name("activist_on"), Literal(date(2026, 5, 11)))),
        ("'2026-05-11' <= as_of", Comparison("<=", Literal(date(2026, 5, 11)), Name("as_of"))),
        ("review_conclusion == '合格'", Comparison("==", Name("review_conclusion"), Literal("合格"))),
        ("talked_on is None", IsNone(Name("talked_on"), negated=False)),
        ("talked_on is not None", IsNone(Name("talked_on"), negated=True)),
        (
            "sex in ('男', '女')",
            Among(Name("sex"), (Literal("男"), Literal("女")), negated=False),
        ),
        ("activist_on not in ('2026-05-11',)", Among(Name("activist_on"), (Literal(date(2026, 5, 11)),), negated=True)),
        ("not is_floating", Negation(Name("is_floating"))),
        ("training_days > -1", Comparison(">", Name("training_days"), Literal(-1))),
        (
            "2 * admission_present > admission_entitled",
            Comparison(">", Arithmetic("*", Literal(2), Name("admission_present")), Name("admission_entitled")),
        ),
        (
            "applied_on <= talked_on <= activist_on",
            Both(
                (
                    Comparison("<=", Name("applied_on"), Name("talked_on")),
                    Comparison("<=", Name("talked_on"), Name("activist_on")),
                )
            ),
        ),
        (
            "is_floating and is_student or is_open",
            Either((Both((Name("is_floating"), Name("is_student"))), Name("is_open"))),
        ),
    ],
)
def test_the_language_reads_its_own_forms(text: str, expression: Expression) -> None:
    assert parse(text) == expression


@pytest.mark.parametrize(
    "text",
    [
        "len(name) > 2",
        "name.upper() == '甲'",
        "name[0] == '甲'",
        "__import__('os')",
        "lambda: True",
        "[x for x in name]",
        "is_open if is_student else is_floating",
        "training_days / 2 > 1",
        "training_days // 2 > 1",
        "training_days ** 9 > 1",
        "training_days % 2 == 1",
        "-training_days > 1",
        "+training_days > 1",
        "~training_days > 1",
        "training_days | 1",
        "f'{name}' == '甲'",
        "b'x' == name",
        "3.5 > training_days",
        "training_days > 1e3",
        "None == name",
        "...",
        "(x := 3) > 2",
        "*name",
        "{1: 2}",
        "await name",
        "yield",
    ],
)
def test_what_the_allow_list_does_not_name_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"不允许这种写法|无法解析"):
        parse(text)


UNREADABLE = ["", "training_days >=", "training_days >= 3)", "a b", "\0", "(" * 500 + ")" * 500]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError, match="无法解析"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("activst_on is None", "没有名为 activst_on 的事实，是不是想写 activist_on？"),
        ("qqqqqq is None", "没有名为 qqqqqq 的事实$"),
        ("as_off >= activist_on", "是不是想写 as_of？"),
        ("training_days > 1000000", "数字 1000000 太大"),
        ("training_days > -1000000", "数字 -1000000 太大"),
        ("talked_on >= '2026-02-30'", "日期写成 'YYYY-MM-DD'"),
        ("talked_on in ('下周',)", "日期写成 'YYYY-MM-DD'"),
        ("training_days >= '三'", "不能比较"),
        ("training_days >= activist_on", "不能比较"),
        ("is_open == 1", "不能比较"),
        ("examined_on == examined_on", "不能比较"),
        ("contacts == contacts", "不能比较"),
        ("sex > '男'", "只能比较是否相等"),
        ("is_open < is_student", "只能比较是否相等"),
        ("training_days in ('三',)", "in 两边类型不同"),
        ("training_days in (training_hours,)", "in 只能写成"),
        ("training_days in [3, 4]", "in 只能写成"),
        ("training_days in ()", "in 只能写成"),
        ("training_days + 1 in (3,)", "in 只能写成"),
        ("talked_on is talked_on", "is 只能写成"),
        ("3 is None", "is 只能写成"),
        ("activist_on + 1 > 2", "加减乘只用于整数"),
        ("is_open + 1 > 2", "加减乘只用于整数"),
        ("training_days * training_hours > 2", "乘法的一边须是常数"),
        ("training_days", "这里需要一个判断"),
        ("activist_on and is_open", "这里需要一个判断"),
        ("not '甲'", "这里需要一个判断"),
        ("(talked_on is None) == is_open", "比较的两边须是值"),
        ("(training_days > 1) == is_open", "比较的两边须是值"),
        ("is_open == (is_student and is_floating)", "比较的两边须是值"),
        ("is_open == (not is_student)", "比较的两边须是值"),
    ],
)
def test_a_mistake_is_named_in_chinese(text: str, says: str) -> None:
    with pytest.raises(ExpressionError, match=says):
        parse(text)


def test_a_parameter_stands_for_its_number_or_for_the_fact_it_names() -> None:
    parameters: dict[str, str | int] = {"least": 5, "clock": "cultivation_complete_on"}
    assert parse("notice_working_days >= least", parameters) == parse("notice_working_days >= 5")
    assert parse("candidate_listed_by >= clock", parameters) == parse("candidate_listed_by >= cultivation_complete_on")


def test_a_parameter_may_be_what_the_author_meant() -> None:
    with pytest.raises(ExpressionError, match="是不是想写 notice_days_needed？"):
        parse("notice_days_neded > 1", {"notice_days_needed": 5})


def test_the_nearest_word_is_offered_only_if_it_is_near() -> None:
    assert did_you_mean("tlaked_on", ("talked_on", "oath_on")) == "，是不是想写 talked_on？"
    assert did_you_mean("zzz", ("talked_on",)) == ""


def test_the_facts_read_and_the_facts_that_must_be_on_record() -> None:
    expression = parse("talked_on is not None and talked_on <= activist_on and as_of > activist_on")
    assert names(expression) == {"talked_on", "activist_on"}
    assert operands(expression) == {"activist_on"}


def test_every_node_is_walked_itself_first() -> None:
    expression = Holds(parse("not (training_days + 1 > 2) and sex in ('男',)"))
    kinds = [type(node).__name__ for node in walk(expression)]
    assert kinds == [
        *("Holds", "Both", "Negation", "Comparison", "Arithmetic", "Name", "Literal", "Literal", "Among", "Name")
    ]


def test_an_expression_of_nothing_always_holds() -> None:
    assert kind_of(ALWAYS) is Kind.FLAG
    assert list(walk(ALWAYS)) == [ALWAYS]


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, Kind.FLAG), (3, Kind.INTEGER), ("甲", Kind.TEXT), (date(2026, 5, 11), Kind.DATE)],
)
def test_a_literal_is_of_its_values_kind(value: date | int | str, kind: Kind) -> None:
    assert kind_of(Literal(value)) is kind


NAMES = {kind: sorted(name for name, fact in VOCABULARY.items() if fact.kind is kind)[:4] for kind in Kind}
WHOLE = st.integers(1 - LARGEST, LARGEST - 1).map(Literal)


def _sums() -> st.SearchStrategy[Expression]:
    leaf: st.SearchStrategy[Expression] = st.sampled_from(NAMES[Kind.INTEGER]).map(Name) | WHOLE
    sums = st.builds(Arithmetic, st.sampled_from("+-"), leaf, leaf)
    products = st.builds(Arithmetic, st.just("*"), leaf | sums, WHOLE)
    return leaf | sums | products | st.builds(Arithmetic, st.sampled_from("+-"), products, sums)


def _atoms() -> st.SearchStrategy[Expression]:
    dates = st.sampled_from([*NAMES[Kind.DATE], "as_of"]).map(Name)
    days = st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(Literal)
    texts = st.sampled_from(NAMES[Kind.TEXT]).map(Name)
    words = st.text("甲乙丙'\\\" %", max_size=4).map(Literal)
    order = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.sampled_from(NAMES[Kind.FLAG]).map(Name),
        st.builds(Comparison, order, dates, dates | days),
        st.builds(Comparison, order, _sums(), _sums()),
        st.builds(Comparison, st.sampled_from(["==", "!="]), texts, words),
        st.builds(IsNone, dates | texts, st.booleans()),
        st.builds(Among, texts, st.lists(words, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Among, dates, st.lists(days, min_size=1, max_size=3).map(tuple), st.booleans()),
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    _atoms(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
        inner.map(Negation),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS)
def test_what_is_written_is_read_back_as_the_same_expression(expression: Expression) -> None:
    assert parse(write(expression)) == expression


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)
