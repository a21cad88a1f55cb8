"""The annual plan's words: which shares they ask for, and what is left over."""

import pytest

from dangyuan_flow.domain.plan import Demand, Quota, demands_of, education_rank, planned
from tests.unit.invented import bodies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新兴领域≥79%", [Demand(word="新兴领域", measure="field", percent=79)]),
        ("新兴领域 >= 79 ％", [Demand(word="新兴领域", measure="field", percent=79)]),
        ("女性占比不低于30%", [Demand(word="女性", measure="sex", percent=30)]),
        ("少数民族≥20%", [Demand(word="少数民族", measure="minority", percent=20)]),
        ("35岁以下≥60%", [Demand(word="35岁以下", measure="age", percent=60, bound=35)]),
        ("35周岁及以下≥60%", [Demand(word="35周岁及以下", measure="age", percent=60, bound=35)]),
        ("大专及以上≥70%", [Demand(word="大专及以上", measure="education", percent=70, bound=3)]),
        ("高中以上学历占比不少于50%", [Demand(word="高中以上学历", measure="education", percent=50, bound=2)]),
    ],
)
def test_a_share_is_read_as_people_write_it(text: str, expected: list[Demand]) -> None:
    assert demands_of(text) == (tuple(expected), ())


def test_several_shares_stand_in_one_text_and_what_is_no_share_is_told() -> None:
    found, others = demands_of("新兴领域≥79%，女≥30%；其余从严。一线≥101%")
    assert [(d.word, d.percent) for d in found] == [("新兴领域", 79), ("女", 30)]
    assert others == ("其余从严", "一线≥101%")


@pytest.mark.parametrize(
    ("text", "rank"), [("大学本科", 4), ("大专", 3), ("硕士研究生", 5), ("中专", 2), ("不详", None), (None, None)]
)
def test_schooling_has_a_rank(text: str | None, rank: int | None) -> None:
    assert education_rank(text) == rank


def test_a_committee_whose_branches_all_have_plans_of_their_own_has_nobody_left_to_count() -> None:
    around = bodies()
    lines = [Quota(year=2025, body=name, quota=1) for name in ("第一党支部", "机关党支部", "高新区工委")]
    assert [(line.body, line.within) for line in planned(lines, around)] == [
        ("机关党支部", ("机关党支部",)),
        ("第一党支部", ("第一党支部",)),
    ]
    assert planned(lines[2:], around)[0].within == ("机关党支部", "第一党支部")
    assert planned([Quota(year=2025, body="没有登记的党委", quota=1)], around)[0].within == ("没有登记的党委",)
