"""How values are worded on paper."""

from datetime import date

import pytest

from dangyuan_flow.paper import wording


def test_a_day_is_written_in_arabic_figures_unpadded() -> None:
    assert wording.plain(date(2026, 5, 1)) == "2026年5月1日"


def test_a_day_not_on_record_leaves_room_for_the_pen() -> None:
    assert wording.day(None).striptags() == "年月日"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (6, "六"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一"), (0, "0"), (100, "100")],
)
def test_small_numbers_are_written_in_chinese(number: int, words: str) -> None:
    assert wording.chinese_number(number) == words


@pytest.mark.parametrize(
    ("committee", "meeting"),
    [
        ("中共虚构高新技术产业开发区工作委员会", "工委会议"),
        ("中共虚构大学委员会", "党委会议"),
        ("虚构高新区党工委", "工委会议"),
    ],
)
def test_a_working_committee_meets_under_its_own_name(committee: str, meeting: str) -> None:
    assert wording.meeting_of(committee) == meeting


def test_an_absent_value_leaves_its_cell_empty_and_a_zero_does_not() -> None:
    assert wording.cell(None) == ""
    assert wording.cell(()) == ""
    assert wording.cell(0).striptags() == "0"


def test_lines_of_a_text_become_paragraphs_and_markup_stays_text() -> None:
    assert wording.paragraphs("一\n\n <b>") == "<p>一</p><p>&lt;b&gt;</p>"
