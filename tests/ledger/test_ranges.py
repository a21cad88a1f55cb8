"""Ranges in one cell fill two facts; months of birth and 转正日期 are settled by the rest of the row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.domain.identity import check_digit
from tests.ledger.sheets import read_cells, read_rows, says

ID = "99999919950512001"
ID += check_digit(ID)
START, END = date(2026, 6, 8), date(2026, 6, 12)


@pytest.mark.parametrize(
    "written",
    [
        "2026.6.8-6.12",
        "2026.6.8—12",
        "2026年6月8日至12日",
        "2026年6月8日-6月12日",
        "2026-06-08至2026-06-12",
        "2026-06-08-2026-06-12",
        "20260608-20260612",
        "2026/6/8～2026/6/12",
        "2026-06-08 至 2026-06-12",
    ],
)
def test_a_range_fills_two_facts(tmp_path: Path, written: str) -> None:
    row, ledger = read_cells(tmp_path, {"培训时间": written})
    assert (row.values["training_from"], row.values["training_to"]) == (START, END)
    assert ledger.cell_errors == ()
    assert {"training_from", "training_to"} <= ledger.known


@pytest.mark.parametrize(
    ("header", "facts"),
    [
        ("预备期", ("stated_probation_from", "stated_probation_to")),
        ("转正公示时间", ("conversion_notice_from", "conversion_notice_to")),
        ("公示开始日期", ("notice_from", "notice_to")),
        ("集中培训时间", ("training_from", "training_to")),
    ],
)
def test_a_range_under_a_range_header_or_one_of_its_ends_fills_both(
    tmp_path: Path, header: str, facts: tuple[str, str]
) -> None:
    row, ledger = read_cells(tmp_path, {header: "2025-06-01至2026-05-31"})
    assert [row.values[fact] for fact in facts] == [date(2025, 6, 1), date(2026, 5, 31)]
    assert set(facts) <= ledger.known
    assert [ledger.columns[fact] for fact in facts] == [header, header]


def test_a_range_over_the_turn_of_the_year_ends_in_the_next(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"培训时间": "2025.12.29-1.4"})
    assert row.values["training_to"] == date(2026, 1, 4)


def test_a_range_that_runs_backwards_is_a_cell_error(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"培训时间": "2026.6.12-6.8"})
    assert row.unreadable == {"training_from", "training_to"}
    assert "颠倒" in says(ledger)[0]


def test_a_single_day_under_a_range_header_leaves_the_other_end_unknown(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"预备期": "2025-06-01"})
    assert row.values["stated_probation_from"] == date(2025, 6, 1)
    assert row.unreadable == {"stated_probation_to"}
    row, ledger = read_cells(tmp_path, {"培训时间": "2025-06-01"})
    assert row.values["training_to"] == date(2025, 6, 1)
    assert row.unreadable == {"training_from"}
    assert ledger.cell_errors == ()


def test_where_one_row_has_a_range_a_row_with_a_single_day_leaves_the_end_unknown(tmp_path: Path) -> None:
    ledger = read_rows(
        tmp_path,
        [
            ["姓名", "申请入党日期", "公示开始日期"],
            ["甲", "", "2026.6.8-6.12"],
            ["乙", "", "2026-06-08"],
            ["丙", "", ""],
        ],
    )
    first, second, third = ledger.rows
    assert first.values["notice_to"] == END
    assert second.unreadable == {"notice_to"}
    assert third.unreadable == frozenset()


def test_a_single_day_in_an_end_column_tells_nothing_of_the_beginning(tmp_path: Path) -> None:
    _, ledger = read_cells(tmp_path, {"集中培训时间": "2026-06-12"})
    assert "training_from" not in ledger.known


def test_a_range_in_the_first_column_must_agree_with_the_second(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"公示开始日期": "2026.6.8-6.12", "公示结束日期": "2026-06-12"})
    assert (row.values["notice_to"], ledger.cell_errors) == (END, ())
    row, ledger = read_cells(tmp_path, {"公示开始日期": "2026.6.8-6.12", "公示结束日期": "2026-06-15"})
    assert row.unreadable == {"notice_to"}
    assert "不一致" in says(ledger)[0]


def test_a_range_without_a_year_takes_the_one_year_that_fits_the_dates_beside_it(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"上级党委同意日期": "2026-06-01", "公示时间": "6月8日至12日"})
    assert (row.values["notice_from"], row.values["notice_to"], ledger.cell_errors) == (START, END, ())
    row, _ = read_cells(
        tmp_path, {"上级党委同意日期": "2025-12-20", "公示时间": "1月5日至9日", "列为发展对象日期": "2026-01-12"}
    )
    assert row.values["notice_from"] == date(2026, 1, 5)


@pytest.mark.parametrize(
    "cells",
    [
        {"上级党委同意日期": "2026-06-20", "公示时间": "6月8日至12日"},
        {"上级党委同意日期": "2024-06-01", "公示时间": "6月8日至12日", "列为发展对象日期": "2026-06-20"},
    ],
)
def test_a_range_whose_year_is_not_certain_is_a_cell_error(tmp_path: Path, cells: dict[str, object]) -> None:
    row, ledger = read_cells(tmp_path, cells)
    assert {"notice_from", "notice_to"} <= row.unreadable
    assert "没有写年份" in says(ledger)[0]


def test_a_birth_month_takes_its_day_from_the_identity_number(tmp_path: Path) -> None:
    for header, written in (("出生年月", "1995-05"), ("出生日期", "1995.05"), ("出生年月", "199505")):
        row, ledger = read_cells(tmp_path, {header: written, "身份证号": ID})
        assert (row.values["born_on"], ledger.cell_errors) == (date(1995, 5, 12), ())


def test_a_birth_month_that_the_spreadsheet_made_a_first_of_the_month_is_a_month(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"出生年月": date(1995, 5, 1), "身份证号": ID}, book=True)
    assert row.values["born_on"] == date(1995, 5, 12)


def test_a_full_birth_date_is_kept_even_if_the_number_says_otherwise(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"出生日期": "1995-05-13", "身份证号": ID})
    assert row.values["born_on"] == date(1995, 5, 13)


@pytest.mark.parametrize("number", ["", ID[:-1] + ("0" if ID[-1] != "0" else "1"), "1.1E+17"])
def test_a_birth_month_without_a_number_to_trust_is_unknown_and_no_error(tmp_path: Path, number: str) -> None:
    row, ledger = read_cells(tmp_path, {"出生年月": "1995-05", "身份证号": number})
    assert "born_on" in row.unreadable
    assert [error.column for error in ledger.cell_errors if error.column == "出生年月"] == []


def test_a_birth_month_that_contradicts_the_number_is_a_cell_error(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"出生年月": "1995-06", "身份证号": ID})
    assert row.unreadable == {"born_on"}
    assert "1995-05-12" in says(ledger)[0]


@pytest.mark.parametrize("word", ["不涉及", "不适用"])
def test_an_opinion_not_owed_says_that_domicile_and_residence_are_one(tmp_path: Path, word: str) -> None:
    row, ledger = read_cells(tmp_path, {"户籍地意见日期": "2025-06-01", "居住地意见日期": word})
    assert row.values["household_is_residence"] is True
    assert "residence_opinion_on" not in row.values
    assert ledger.cell_errors == ()
    row, _ = read_cells(tmp_path, {"居住地意见日期": "无"})
    assert "household_is_residence" not in row.values


def test_a_conversion_day_is_the_beginning_of_membership_only_where_it_is_neither_meeting_nor_approval(
    tmp_path: Path,
) -> None:
    ledger = read_rows(
        tmp_path,
        [
            ["姓名", "转正大会日期", "转正审批日期", "转正日期"],
            ["甲", "2025-06-02", "2025-06-20", "2025-06-01"],
            ["乙", "2025-06-02", "2025-06-20", "2025-06-02"],
            ["丙", "2025-06-02", "2025-06-20", "2025-06-20"],
            ["丁", "2025-06-02", "", "2025-06-01"],
            ["戊", "2025-06-02", "2025-06-20", ""],
        ],
    )
    told, *rest = ledger.rows
    assert told.values["stated_member_since"] == date(2025, 6, 1)
    assert "stated_member_since" in ledger.known
    assert all(row.unreadable == {"stated_member_since"} for row in rest)


def test_a_conversion_day_that_tells_nothing_is_kept_aside_and_said_so(tmp_path: Path) -> None:
    ledger = read_rows(
        tmp_path,
        [["姓名", "转正大会日期", "转正审批日期", "转正时间"], ["甲", "2025-06-02", "2025-06-20", "2025-06-02"]],
    )
    assert "stated_member_since" not in ledger.known
    assert ledger.unused_columns == ("台账!转正时间",)
    assert any("转正时间" in note for note in ledger.header_notes)


def test_beside_a_column_for_the_beginning_of_membership_a_conversion_day_is_kept_aside(tmp_path: Path) -> None:
    row, ledger = read_cells(
        tmp_path,
        {
            "转正大会日期": "2025-06-02",
            "转正审批日期": "2025-06-20",
            "党龄起算日期": "2025-06-01",
            "转正日期": "2025-06-05",
        },
    )
    assert row.values["stated_member_since"] == date(2025, 6, 1)
    assert ledger.unused_columns == ("台账!转正日期",)
