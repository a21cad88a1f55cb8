"""The spans that a biography tells, however its months are written, and what it leaves out."""

import pytest

from tests.unit.invented import Given, facts


@pytest.mark.parametrize(
    ("text", "months", "after"),
    [
        ("2005.09—2009.07 学生；2009.08—2015.06 职工", 0, None),
        ("2005.09-2009.07 学生\n2009.09-2015.06 职工", 1, "2009年7月"),
        ("2005-09-2009-07 学生，2010-02 至今 职工", 6, "2009年7月"),
        ("2005年9月至2009年7月学生；2009年8月起务农", 0, None),
        ("2005年9月1日至2009年7月1日学生；2009年12月1日至2015年6月30日职工", 4, "2009年7月"),
        ("2005/09~2009/07 学生；2012/01~2015/06 职工；2009/08~2011/12 务农", 0, None),
        ("2005.09—2015.06 职工；2007.01—2008.01 进修；2015.07至今 职工", 0, None),
        ("2005.09—至今 职工；2020.01—2020.06 借调", 0, None),
    ],
)
def test_a_gap_is_what_lies_between_two_spans(text: str, months: int, after: Given) -> None:
    found = facts(biography=text)
    assert (found.biography_longest_gap_months, found.biography_gap_after) == (months, after)


@pytest.mark.parametrize(
    "text",
    [
        "1999年参加工作",
        "自幼务农",
        "2005.09-2009.07 学生，2012年5月任班长",
        "2005年—2009年 学生",
        "2018.12—2008.09 学生；2019.01至今 职工",
    ],
)
def test_a_text_that_tells_months_otherwise_is_left_open(text: str) -> None:
    found = facts(biography=text)
    assert "biography_longest_gap_months" in found.unknown
    assert found.biography_gap_after is None


def test_without_a_biography_there_is_nothing_to_tell() -> None:
    assert facts().biography_longest_gap_months is None
    assert "biography_longest_gap_months" not in facts().unknown
