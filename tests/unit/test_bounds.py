"""What would have to be different: the earliest day, the least number, the word that lacks."""

from datetime import date

import pytest
from hypothesis import given, settings

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.expression import Expression, parse
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.why.bounds import wanted
from tests.generative.given import days, expressions, facts

AS_OF = date(2026, 11, 1)
LISTED = {"activist_on": date(2025, 6, 1), "candidate_listed_on": date(2026, 5, 31)}


def told(text: str, **recorded: Value) -> tuple[str, ...]:
    return wanted(parse(text), derive(Facts().having(**recorded)), AS_OF)


@pytest.mark.parametrize(
    ("text", "recorded", "expected"),
    [
        (
            "candidate_listed_on >= cultivation_complete_on",
            LISTED,
            "列为发展对象日期最早 2026-06-01（现为 2026-05-31）",
        ),
        (
            "cultivation_complete_on <= candidate_listed_on",
            LISTED,
            "培养教育满一年日最晚 2026-05-31（现为 2026-06-01）",
        ),
        (
            "not candidate_listed_on < cultivation_complete_on",
            LISTED,
            "列为发展对象日期最早 2026-06-01（现为 2026-05-31）",
        ),
        ("activist_on > '2025-06-01'", LISTED, "确定积极分子日期最早 2025-06-02（现为 2025-06-01）"),
        ("as_of <= activist_on", LISTED, "确定积极分子日期最早 2026-11-01（现为 2025-06-01）"),
        (
            "2 * admission_present > admission_entitled",
            {"admission_present": 5, "admission_entitled": 10},
            "实到有表决权人数至少 6（现为 5，应到有表决权人数 10）",
        ),
        (
            "admission_entitled < 2 * admission_present",
            {"admission_present": 5, "admission_entitled": 10},
            "应到有表决权人数至多 9（现为 10，实到有表决权人数 5）",
        ),
        (
            "training_days >= 3 or training_hours >= 24",
            {"training_days": 2, "training_hours": 16},
            "培训天数至少 3（现为 2）；或者 培训学时至少 24（现为 16）",
        ),
        ("review_conclusion == '合格'", {"review_conclusion": "不合格"}, "政审结论应为 合格（现为 不合格）"),
        (
            "admission_method in ('无记名', '票决')",
            {"admission_method": "举手"},
            "表决方式应是 无记名、票决（现为 举手）",
        ),
        ("recommended", {}, "有推荐或推优应为 是（现为 否）"),
        ("not recommended", {"recommended_by": "党员推荐"}, "有推荐或推优应为 否（现为 是）"),
        ("activist_on is not None", {}, "须有确定积极分子日期的记载"),
        ("ended_on is None", {"ended_on": AS_OF}, "终止日期不应有记载（现为 2026-11-01）"),
        ("candidate_listed_on >= cultivation_complete_on", {}, "须有列为发展对象日期、培养教育满一年日的记载"),
        ("3 * admission_for == 10", {"admission_for": 3}, "赞成票凑不成所要求的数（现为 3）"),
    ],
)
def test_what_fails_is_told_with_its_bound(text: str, recorded: dict[str, Value], expected: str) -> None:
    assert [said.replace("；或者", "；或者 ") for said in told(text, **recorded)] == [expected]


def test_every_failing_part_is_told() -> None:
    text = "activist_on is not None and training_days >= 3 and candidate_listed_on is not None"
    assert told(text, training_days=1) == (
        "须有确定积极分子日期的记载",
        "培训天数至少 3（现为 1）",
        "须有列为发展对象日期的记载",
    )


@settings(max_examples=300)
@given(expressions, facts(), days)
def test_something_is_wanted_only_of_what_does_not_hold(expression: Expression, some: Facts, as_of: date) -> None:
    if compiled(expression)(some, as_of):
        assert wanted(expression, some, as_of) == ()
    else:
        assert all(wanted(expression, some, as_of))
