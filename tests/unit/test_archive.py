"""The archive: loose names are recognised, each edition has its own set, and who never converted owes none."""

from typing import Any

import pytest

from dangyuan_flow.domain.derived.archive import CORE_2014, CORE_2026, missing
from tests.unit.invented import Given, facts

FIVE = ("入党志愿书", "入党申请书", "政审材料", "转正申请书", "培养教育考察材料")
SIX = ("入党志愿书", "入党申请书", "积极分子培养考察登记表", "政审材料", "预备党员教育考察登记表", "转正申请书")


def lacks(papers: tuple[str, ...], core: tuple[str, ...], **more: Given) -> tuple[str, ...]:
    return missing(facts(archived_papers=papers, conversion_result="按期转正", **more), core)


def test_the_five_of_2014_and_the_six_of_2026_are_complete() -> None:
    assert lacks(FIVE, CORE_2014) == ()
    assert lacks(SIX, CORE_2026) == ()


@pytest.mark.parametrize(
    "papers",
    [
        ("中国共产党入党志愿书", "入党申请", "入党申请书", "政治审查报告", "转正申请", "考察登记簿"),
        ("志愿书1份", "入党申请书（手写）", "政审报告及函调材料", "预备党员转正申请书", "积极分子考察表"),
    ],
)
def test_ledgers_name_papers_loosely(papers: tuple[str, ...]) -> None:
    assert lacks(papers, CORE_2014) == ()


@pytest.mark.parametrize(
    ("cultivation", "probation"),
    [
        ("入党积极分子培养考察登记表", "预备党员教育考察登记表"),
        ("入党积极分子、发展对象培养教育考察登记表", "预备党员考察表"),
        ("培养教育考察登记表", "教育考察登记表"),
        ("积极分子考察表", "预备期教育考察登记表"),
        ("考察登记簿", "预备党员考察登记簿"),
    ],
)
def test_the_two_registers_are_told_apart(cultivation: str, probation: str) -> None:
    others = ("入党志愿书", "入党申请书", "政审材料", "转正申请书")
    assert lacks((*others, cultivation, probation), CORE_2026) == ()
    assert lacks((*others, cultivation), CORE_2026) == ("预备党员教育考察登记表",)
    assert lacks((*others, probation), CORE_2026) == ("入党积极分子培养考察登记表",)


def test_an_application_to_be_converted_is_no_application_to_join() -> None:
    assert "入党申请书" in lacks(("转正申请书", "入党志愿书"), CORE_2014)
    assert "转正申请书" in lacks(("入党申请书", "入党志愿书"), CORE_2014)


def test_an_empty_list_lacks_everything() -> None:
    assert lacks((), CORE_2014) == CORE_2014
    assert facts(archived_on="2025-01-02").archive_missing_2014 == 5


@pytest.mark.parametrize(
    "ended",
    [
        {"ended_on": "2025-01-01"},
        {"transferred_out_on": "2025-01-01"},
        {"conversion_result": "取消预备党员资格"},
        {"unknown": ("ended_on",)},
        {"unknown": ("conversion_result",)},
    ],
)
def test_who_never_came_to_conversion_owes_no_full_set(ended: dict[str, Any]) -> None:
    assert facts(archived_on="2025-03-01", archived_papers=("入党申请书",), **ended).archive_missing_2014 is None


def test_a_conversion_on_record_shows_that_the_course_was_gone_through() -> None:
    f = facts(archived_on="2025-03-01", archived_papers=(), conversion_result="按期转正", unknown=("ended_on",))
    assert f.archive_missing_2014 == 5


def test_what_is_missing_is_counted_only_once_archived_and_named_by_the_days_edition() -> None:
    assert facts(archived_papers=FIVE).archive_missing_2014 is None
    old = facts(archived_on="2026-05-10", archived_papers=FIVE)
    assert (old.archive_missing_2014, old.archive_missing_names) == (0, "")
    new = facts(archived_on="2026-05-11", archived_papers=FIVE)
    assert (new.archive_missing_2026, new.archive_missing_names) == (1, "预备党员教育考察登记表")
