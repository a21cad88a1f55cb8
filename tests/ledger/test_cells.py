"""Reading a cell: dates, lists, none, yes and no, opinions, counts, fixed answers, identity numbers."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest

from dangyuan_flow.domain.facts import Value
from tests.ledger.sheets import read_cells, says

JUNE = date(2025, 6, 1)


@pytest.mark.parametrize(
    "written",
    [
        "2025-06-01",
        "2025/6/1",
        "2025.6.1",
        "2025年6月1日",
        "20250601",
        "２０２５－０６－０１",
        "2025 年 6 月 1 日",
        "2025-06-01 00:00:00",
        "2025/6/1 10:00",
        "45809",
    ],
)
def test_a_date_is_read_in_every_usual_form(tmp_path: Path, written: str) -> None:
    row, ledger = read_cells(tmp_path, {"推荐日期": written})
    assert (row.values["recommended_on"], ledger.cell_errors) == (JUNE, ())


@pytest.mark.parametrize("written", [JUNE, datetime(2025, 6, 1, 9, 30), 20250601, 45809])  # noqa: DTZ001  a sheet's time
def test_a_real_spreadsheet_date_and_a_serial_number_are_dates(tmp_path: Path, written: object) -> None:
    row, ledger = read_cells(tmp_path, {"推荐日期": written}, book=True)
    assert (row.values["recommended_on"], ledger.cell_errors) == (JUNE, ())


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2025-06", "没有日"),
        ("2025年6月", "没有日"),
        ("202506", "没有日"),
        ("2025-02-30", "日历上没有"),
        ("2025", "只写到年"),
        ("25.6.1", "两位"),
        ("6月8日", "没有写年份"),
        ("1899-12-31", "1900"),
        ("2101-01-01", "1900"),
        ("待定", "不是日期"),
        ("2026.6.8-6.12", "只填一个日期"),
        ("#REF!", "公式"),
    ],
)
def test_a_date_that_cannot_be_meant_is_a_cell_error_and_unknown(tmp_path: Path, written: str, why: str) -> None:
    row, ledger = read_cells(tmp_path, {"推荐日期": written})
    assert "recommended_on" in row.unreadable
    assert "recommended_on" not in row.values
    assert "recommended_on" in ledger.known
    [error] = ledger.cell_errors
    assert (error.sheet, error.row, error.column, error.value) == ("台账", 2, "推荐日期", written)
    assert why in error.says


def test_a_time_of_day_in_a_date_column_is_a_cell_error(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"推荐日期": time(9, 30)}, book=True)
    assert row.unreadable == {"recommended_on"}
    assert len(ledger.cell_errors) == 1


@pytest.mark.parametrize("none", ["无", "/", "-", "—", "不涉及", "不适用", "／", "－", "——", " 无 "])
@pytest.mark.parametrize(
    ("header", "fact", "value"),
    [
        ("推荐日期", "recommended_on", None),
        ("赞成票", "admission_for", None),
        ("原党组织", "former_organization", None),
        ("培养联系人", "contacts", ()),
        ("考察日期", "examined_on", ()),
        ("公示反映", "notice_objections", "无"),
        ("处分情况", "sanctions_text", "无"),
        ("刑事处罚情况", "punishments_text", "无"),
        ("本人申报处分", "declared_sanctions", "无"),
        ("本人申报刑事处罚", "declared_punishments", "无"),
        ("联审处理意见", "vetting_handling", None),
    ],
)
def test_none_in_words_is_no_error(tmp_path: Path, none: str, header: str, fact: str, value: Value) -> None:
    row, ledger = read_cells(tmp_path, {header: none})
    assert (row.values.get(fact), row.unreadable, ledger.cell_errors) == (value, frozenset(), ())


@pytest.mark.parametrize(
    ("header", "fact", "written", "value"),
    [
        ("公示结果", "notice_objections", "无异议", "无"),
        ("公示反映", "notice_objections", "公示期间未收到群众反映。", "无"),
        ("公示反映", "notice_objections", "未办结", "未办结"),
        ("本人申报处分", "declared_sanctions", "未受过处分", "无"),
        ("刑事处罚情况", "punishments_text", "无违法犯罪记录", "无"),
        ("处分情况", "sanctions_text", "2019年受警告处分", "2019年受警告处分"),
        ("本人申报处分", "declared_sanctions", "否", "无"),
        ("联审处理意见", "vetting_handling", "无影响", "无影响"),
    ],
)
def test_a_sentence_that_tells_nothing_is_none(
    tmp_path: Path, header: str, fact: str, written: str, value: str
) -> None:
    row, _ = read_cells(tmp_path, {header: written})
    assert row.values[fact] == value


@pytest.mark.parametrize("header", ["推荐日期", "赞成票", "培养联系人", "政审结论", "公安意见", "身份证号", "公示反映"])
def test_the_word_for_unknown_leaves_the_fact_unknown_without_an_error(tmp_path: Path, header: str) -> None:
    row, ledger = read_cells(tmp_path, {header: "（未知）"})
    [fact] = row.unreadable
    assert ledger.columns[fact] == header
    assert fact not in row.values
    assert ledger.cell_errors == ()


def test_an_empty_cell_in_a_column_that_is_there_is_known_and_not_on_record(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"推荐日期": "  "})
    assert "recommended_on" in ledger.known
    assert "recommended_on" not in row.values
    assert row.unreadable == frozenset()
    assert "prereviewed_on" not in ledger.known


def test_a_circumstance_that_counts_as_absent_unless_told_is_always_known(tmp_path: Path) -> None:
    _, ledger = read_cells(tmp_path, {})
    assert {"vetting_handling", "household_is_residence", "training_short_because"} <= ledger.known


@pytest.mark.parametrize(
    "written", ["甲一、乙二", "甲一，乙二", "甲一,乙二", "甲一；乙二", "甲一;乙二", "甲一\n乙二", "甲一 乙二"]
)
def test_every_separator_makes_a_list(tmp_path: Path, written: str) -> None:
    row, _ = read_cells(tmp_path, {"培养联系人": written})
    assert row.values["contacts"] == ("甲一", "乙二")


@pytest.mark.parametrize(
    "written",
    [
        "段试一/白试二",
        "段试一／白试二",
        "段试一和白试二",
        "段试一 与 白试二",
        "1.段试一 2.白试二",
        "1、段试一；2、白试二",
        "（1）段试一（2）白试二",
    ],
)
def test_two_names_in_one_cell_are_two_however_they_are_told_apart(tmp_path: Path, written: str) -> None:
    row, _ = read_cells(tmp_path, {"入党介绍人": written})
    assert row.values["sponsors"] == ("段试一", "白试二")


@pytest.mark.parametrize("name", ["和志明", "欧阳和平", "张和平", "李与之", "阿依古丽·买买提", "张三（95.3转正）"])
def test_one_name_stays_one(tmp_path: Path, name: str) -> None:
    row, _ = read_cells(tmp_path, {"入党介绍人": name})
    assert row.values["sponsors"] == (name,)


def test_a_name_padded_with_space_stays_one_name(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"入党介绍人": "甲　一、John Smith、欧阳 修"})
    assert row.values["sponsors"] == ("甲一", "John Smith", "欧阳修")


def test_two_columns_of_contacts_are_one_list_and_one_fact(tmp_path: Path) -> None:
    row, ledger = read_cells(
        tmp_path, {"培养联系人1": "甲一", "培养联系人2": "乙二", "介绍人1": "丙三", "介绍人2": "无"}
    )
    assert row.values["contacts"] == ("甲一", "乙二")
    assert row.values["sponsors"] == ("丙三",)
    assert ledger.columns["contacts"] == "培养联系人1、培养联系人2"


def test_a_list_of_dates_is_sorted_and_one_bad_date_makes_it_unknown(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"考察日期": "2025.9.1、2025-03-01"})
    assert row.values["examined_on"] == (date(2025, 3, 1), date(2025, 9, 1))
    row, ledger = read_cells(tmp_path, {"考察日期": "2025.9.1、2025-03"})
    assert row.unreadable == {"examined_on"}
    assert "2025-03" in says(ledger)[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("是", True),
        ("√", True),
        ("有", True),
        ("Y", True),
        ("1", True),
        ("否", False),
        ("×", False),
        ("无", False),
        ("N", False),
        ("0", False),
    ],
)
def test_yes_and_no_in_their_forms(tmp_path: Path, written: str, value: bool) -> None:
    row, ledger = read_cells(tmp_path, {"是否流动人员": written})
    assert (row.values["is_floating"], ledger.cell_errors) == (value, ())


def test_a_flag_that_says_neither_is_a_cell_error(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"是否流动人员": "也许"})
    assert row.unreadable == {"is_floating"}
    assert len(ledger.cell_errors) == 1


@pytest.mark.parametrize(
    ("written", "value"),
    [("无异常", "无异常"), ("无异常。", "无异常"), ("有异常：2019年酒驾", "有异常：2019年酒驾"), ("不涉及", None)],
)
def test_an_opinion_says_nothing_found_or_what_was_found(tmp_path: Path, written: str, value: str | None) -> None:
    row, ledger = read_cells(tmp_path, {"公安意见": written})
    assert (row.values.get("opinion_police"), ledger.cell_errors) == (value, ())


@pytest.mark.parametrize("written", ["无", "同意", "正常"])
def test_an_opinion_that_says_neither_is_a_cell_error(tmp_path: Path, written: str) -> None:
    row, ledger = read_cells(tmp_path, {"法院意见": written})
    assert row.unreadable == {"opinion_court"}
    assert "无异常" in says(ledger)[0]


@pytest.mark.parametrize(
    ("header", "fact", "written", "value"),
    [
        ("赞成票", "admission_for", "12票", 12),
        ("应到人数", "admission_expected", "12人", 12),
        ("赞成票", "admission_for", "12.0", 12),
        ("赞成票", "admission_for", "１２", 12),
        ("培训学时", "training_hours", "24学时", 24),
        ("培训天数", "training_days", "3天", 3),
        ("延长月数", "extension_months", "6个月", 6),
    ],
)
def test_counts_may_carry_their_unit(tmp_path: Path, header: str, fact: str, written: str, value: int) -> None:
    row, ledger = read_cells(tmp_path, {header: written})
    assert (row.values[fact], ledger.cell_errors) == (value, ())


@pytest.mark.parametrize(
    ("header", "written"),
    [
        ("赞成票", "-1"),
        ("赞成票", "1.5"),
        ("赞成票", "多数"),
        ("赞成票", "9" * 30),
        ("培训天数", "24学时"),
        ("培训学时", "3天"),
    ],
)
def test_a_count_that_cannot_be_meant_is_a_cell_error(tmp_path: Path, header: str, written: str) -> None:
    row, ledger = read_cells(tmp_path, {header: written})
    assert len(row.unreadable) == len(ledger.cell_errors) == 1


@pytest.mark.parametrize(
    ("header", "fact", "written", "value"),
    [
        ("积极分子会议形式", "activist_meeting", "支部委员会会议", "支委会"),
        ("积极分子会议形式", "activist_meeting", "支部党员大会", "党员大会"),
        ("表决方式", "admission_method", "无记名投票", "无记名"),
        ("表决方式", "admission_method", "票决", "无记名"),
        ("转正表决方式", "conversion_method", "举手表决", "举手"),
        ("审批会议形式", "admission_decided_how", "党委会议", "党委会"),
        ("审批会议形式", "admission_decided_how", "圈阅", "圈批"),
        ("转正结果", "conversion_result", "同意转正", "按期转正"),
        ("转正结果", "conversion_result", "延长", "延长预备期"),
        ("转正结果", "conversion_result", "取消资格", "取消预备党员资格"),
        ("政审结论", "review_conclusion", "不合格", "不合格"),
        ("性别", "sex", "女性", "女"),
    ],
)
def test_fixed_answers_are_read_in_their_variants(
    tmp_path: Path, header: str, fact: str, written: str, value: str
) -> None:
    row, ledger = read_cells(tmp_path, {header: written})
    assert (row.values[fact], ledger.cell_errors) == (value, ())


@pytest.mark.parametrize("header", ["积极分子会议形式", "表决方式", "审批会议形式", "转正结果", "政审结论"])
def test_an_unknown_answer_is_a_cell_error_that_names_the_answers(tmp_path: Path, header: str) -> None:
    _, ledger = read_cells(tmp_path, {header: "基本可以"})
    assert "之一" in says(ledger)[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("99999919950512018x", "99999919950512018X"),
        ("999999199505120015", "999999199505120015"),
        (" 999999 19950512 0016 ", "999999199505120016"),
        ("'999999199505120016", "999999199505120016"),
        ('="999999199505120016"', "999999199505120016"),
    ],
)
def test_an_identity_number_is_tidied_and_a_wrong_check_digit_is_no_cell_error(
    tmp_path: Path, written: str, value: str
) -> None:
    row, ledger = read_cells(tmp_path, {"身份证号": written})
    assert (row.values["id_number"], ledger.cell_errors) == (value, ())


@pytest.mark.parametrize(
    "written", ["1.1E+17", "9.99999199505E+17", "999999199505120000", "999999950512001", "99999919950512", "A23456789"]
)
def test_a_mangled_identity_number_is_a_cell_error(tmp_path: Path, written: str) -> None:
    row, ledger = read_cells(tmp_path, {"身份证号": written})
    assert row.unreadable == {"id_number"}
    assert "18位" in says(ledger)[0]


@pytest.mark.parametrize("written", [530100202500012345, "5.301E+17"])
def test_a_form_s_number_that_a_spreadsheet_rounded_is_a_cell_error(tmp_path: Path, written: object) -> None:
    row, ledger = read_cells(tmp_path, {"志愿书编号": written}, book=True)
    assert row.unreadable == {"form_number"}
    assert ["失真" in text for text in says(ledger)] == [True]


def test_a_form_s_number_is_kept_as_it_is_written(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"志愿书编号": "0012"}, book=True)
    assert row.values["form_number"] == "0012"
    row, _ = read_cells(tmp_path, {"志愿书编号": 5300012345}, book=True)
    assert row.values["form_number"] == "5300012345"


def test_a_remark_in_brackets_is_no_item_of_a_list(tmp_path: Path) -> None:
    row, _ = read_cells(tmp_path, {"家庭成员和主要社会关系": "杨一（父亲，已退休）、赵二(母亲；务农)"})
    assert row.values["relatives"] == ("杨一（父亲，已退休）", "赵二(母亲；务农)")


def test_an_identity_number_kept_as_a_number_is_a_cell_error(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"身份证号": 999999199505120016}, book=True)
    assert row.unreadable == {"id_number"}
    assert "文本" in says(ledger)[0]


def test_a_formula_that_failed_is_a_cell_error_and_not_an_empty_cell(tmp_path: Path) -> None:
    import xlsxwriter

    from dangyuan_flow.ledger import read_ledger

    workbook = xlsxwriter.Workbook(tmp_path / "台账.xlsx", {"in_memory": True})
    sheet = workbook.add_worksheet("人员台账")
    sheet.write_row(0, 0, ["姓名", "申请入党日期", "谈话日期"])
    sheet.write_row(1, 0, ["张明华", "2025-01-01"])
    sheet.write_formula(1, 2, "=VLOOKUP(A2,B:B,1,0)", value="#N/A")
    workbook.close()
    ledger = read_ledger(tmp_path / "台账.xlsx")
    assert ledger.rows[0].unreadable == {"talked_on"}
    assert ledger.cell_errors[0].value == "#N/A"
    assert "公式" in says(ledger)[0]


def test_an_error_hides_the_identity_numbers_that_it_shows(tmp_path: Path) -> None:
    _, ledger = read_cells(tmp_path, {"身份证号": 999999199505120016, "政审结论": "见 999999199505120016"}, book=True)
    shown = [error.value for error in ledger.cell_errors]
    assert shown == ["999999********0000", "见 999999********0016"]


def test_a_header_of_two_lines_is_told_in_one(tmp_path: Path) -> None:
    _, ledger = read_cells(tmp_path, {"列为发展\n对象日期": "2026-02-30"})
    assert [error.column for error in ledger.cell_errors] == ["列为发展对象日期"]
