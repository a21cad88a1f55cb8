"""Headers: where they are, what they tell, and who settles the ambiguous ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.ledger import read_ledger, read_mapping
from dangyuan_flow.ledger.columns import ALIASES, AMBIGUOUS, HEADERS, facts_told, letter, normalise
from tests.ledger.sheets import NAME, csv_at, read_cells, read_rows, says, xlsx_at

DAY = "2025-06-01"


@pytest.mark.parametrize("name", list(RECORDED))
def test_every_fact_has_its_label_as_header(name: str) -> None:
    assert facts_told(normalise(RECORDED[name].label)) == (name,)


def test_no_header_tells_two_facts() -> None:
    aliases = [normalise(header) for headers in ALIASES.values() for header in headers.split()]
    assert len(aliases) == len(set(aliases))
    assert not HEADERS.keys() & AMBIGUOUS.keys()


@pytest.mark.parametrize(
    ("header", "fact"),
    [
        ("递交入党申请书时间", "applied_on"),
        ("申请入党日期", "applied_on"),
        ("党组织派人谈话时间", "talked_on"),
        ("列为积极分子时间", "activist_on"),
        ("支委会讨论发展对象时间", "candidate_discussed_on"),
        ("发展对象备案时间", "candidate_consented_on"),
        ("政治审查时间", "review_reported_on"),
        ("党校培训时间", "training_to"),
        ("吸收为预备党员时间", "admission_met_on"),
        ("入党时间", "admission_met_on"),
        ("党委批复时间", "admission_approved_on"),
        ("公民身份号码", "id_number"),
        ("所属党支部", "branch"),
        ("不同意", "admission_against"),
        ("转正支委会审查日期", "conversion_examined_on"),
    ],
)
def test_the_other_headers_of_the_field_are_understood(header: str, fact: str) -> None:
    assert facts_told(normalise(header)) == (fact,)


@pytest.mark.parametrize(
    "header", ["谈话日期", " 谈 话\n日期 ", "谈话日期（年月日）", "＊谈话日期", "谈话日期(YYYY-MM-DD)", "谈话日期："]
)
def test_space_width_marks_and_units_in_a_header_do_not_matter(header: str) -> None:
    assert facts_told(normalise(header)) == ("talked_on",)


def test_a_bracket_that_changes_the_meaning_is_not_removed() -> None:
    assert facts_told(normalise("赞成票（书面）")) == ()


def test_letters_are_the_spreadsheets() -> None:
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_unknown_columns_are_kept_aside_and_named(tmp_path: Path) -> None:
    ledger = read_rows(
        tmp_path, [["序号", "姓名", "申请入党日期", "谈话日期", "星座", ""], ["1", NAME, DAY, DAY, "双子", "?"]]
    )
    assert ledger.unused_columns == ("台账!星座", "台账!F列（无列名）")


def test_title_lines_and_a_heading_above_are_skipped(tmp_path: Path) -> None:
    ledger = read_rows(
        tmp_path,
        [
            ["某区发展党员工作台账", "", ""],
            ["填报单位：某党委", "", ""],
            ["基本情况", "申请入党", ""],
            ["姓名", "申请入党日期", "谈话日期"],
            [NAME, DAY, DAY],
        ],
    )
    assert [(row.row, row.name) for row in ledger.rows] == [(5, NAME)]


def test_a_heading_of_two_rows_whose_outer_cells_are_merged_is_one_header(tmp_path: Path) -> None:
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "一": [
                ["台账"],
                ["姓名", "申请入党", None, "所在党支部"],
                [None, "申请入党日期", "谈话日期", None],
                [NAME, DAY, DAY, "一支部"],
            ]
        },
        merged=[(1, 0, 2, 0, "姓名"), (1, 1, 1, 2, "申请入党"), (1, 3, 2, 3, "所在党支部")],
    )
    [row] = read_ledger(path).rows
    assert row.values == {
        "name": NAME,
        "applied_on": date(2025, 6, 1),
        "talked_on": date(2025, 6, 1),
        "branch": "一支部",
    }


def test_blank_and_total_rows_and_repeated_headers_are_skipped(tmp_path: Path) -> None:
    header = ["序号", "姓名", "申请入党日期", "谈话日期"]
    ledger = read_rows(
        tmp_path,
        [
            header,
            ["1", "甲一", DAY, DAY],
            [],
            ["", " ", "", ""],
            ["2", "", "", ""],
            header,
            ["合计", "", "1", ""],
            ["", "合 计", "", ""],
        ],
    )
    assert ([row.name for row in ledger.rows], ledger.cell_errors) == (["甲一"], ())


def test_a_row_without_a_name_is_a_cell_error_and_never_lost(tmp_path: Path) -> None:
    ledger = read_rows(tmp_path, [["姓名", "申请入党日期", "谈话日期"], ["", DAY, ""], ["/", DAY, ""]])
    assert ledger.rows == ()
    assert [(error.row, error.column) for error in ledger.cell_errors] == [(2, "姓名"), (3, "姓名")]
    assert all("没有姓名" in words for words in says(ledger))


def test_the_main_sheet_is_chosen_by_what_it_holds(tmp_path: Path) -> None:
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "目录": [["说明"], ["随便写的"]],
            "名单": [["姓名", "性别", "民族"], ["甲一", "男", "汉"]],
            "Sheet9": [["姓名", "申请入党日期", "谈话日期"], [NAME, DAY, DAY]],
        },
    )
    ledger = read_ledger(path)
    assert ledger.main_sheet == "Sheet9"
    assert [note for note in ledger.header_notes if "目录" in note]
    assert [note for note in ledger.header_notes if "名单" in note]


def test_a_second_sheet_that_is_a_ledger_too_is_not_lost_silently(tmp_path: Path) -> None:
    rows = [["姓名", "申请入党日期", "谈话日期", "推荐日期"], [NAME, DAY, DAY, DAY]]
    ledger = read_ledger(xlsx_at(tmp_path / "台账.xlsx", {"一支部": rows, "二支部": rows}))
    assert [(error.sheet, error.row) for error in ledger.cell_errors] == [("二支部", 1)]
    assert "并入主表" in says(ledger)[0]


def test_a_cell_merged_over_several_persons_speaks_of_each(tmp_path: Path) -> None:
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {"一": [["姓名", "申请入党日期", "公示开始日期"], ["甲一", DAY, None], ["乙二", DAY, None]]},
        merged=[(1, 2, 2, 2, "2026-06-08至2026-06-12")],
    )
    assert [row.values["notice_from"] for row in read_ledger(path).rows] == [date(2026, 6, 8)] * 2


@pytest.mark.parametrize(
    ("headers", "fact"),
    [
        (["申请入党日期", "派人谈话时间", "确定积极分子日期"], "talked_on"),
        (["接收大会日期", "派人谈话时间", "报批日期"], "admission_talked_on"),
        (["确定积极分子日期", "备案时间", "培养联系人"], "activist_filed_on"),
        (["支委会研究发展对象日期", "备案时间", "入党介绍人"], "candidate_consented_on"),
        (["党委审批日期", "备案时间", "入党宣誓日期"], "admission_filed_on"),
        (["上级党委同意日期", "公示时间", "列为发展对象日期"], "notice_from"),
        (["转正申请日期", "公示时间", "转正大会日期"], "conversion_notice_from"),
        (["报批日期", "审批时间", "入党宣誓日期"], "admission_approved_on"),
        (["转正大会日期", "审批时间", "归档日期"], "conversion_approved_on"),
    ],
)
def test_an_ambiguous_header_is_settled_by_its_neighbours_and_the_report_says_how(
    tmp_path: Path, headers: list[str], fact: str
) -> None:
    ledger = read_rows(tmp_path, [["姓名", *headers], [NAME, DAY, DAY, DAY]])
    assert ledger.columns[fact] == headers[1]
    [note] = ledger.header_notes
    assert headers[0] in note
    assert headers[2] in note
    assert RECORDED[fact].label in note


def test_the_same_ambiguous_header_may_come_twice(tmp_path: Path) -> None:
    ledger = read_rows(
        tmp_path,
        [
            ["姓名", "确定积极分子日期", "备案时间", "列为发展对象日期", "备案时间", "入党介绍人"],
            [NAME, DAY, "2025-06-02", DAY, "2025-06-04", "甲一"],
        ],
    )
    assert ledger.rows[0].values["activist_filed_on"] == date(2025, 6, 2)
    assert ledger.rows[0].values["candidate_consented_on"] == date(2025, 6, 4)


def test_an_ambiguous_header_that_its_place_does_not_settle_is_asked_for(tmp_path: Path) -> None:
    rows = [["姓名", "申请入党日期", "审批时间", "归档日期"], [NAME, DAY, DAY, DAY]]
    with pytest.raises(BadInput, match=r"审批时间.*党委审批日期.*转正审批日期.*--mapping"):
        read_rows(tmp_path, rows)
    ledger = read_rows(tmp_path, rows, mapping={"审批时间": "转正审批日期"})
    assert ledger.columns["conversion_approved_on"] == "审批时间"


def test_the_same_header_twice_is_refused_with_both_columns(tmp_path: Path) -> None:
    rows = [["姓名", "谈话日期", "申请入党日期", "谈话日期"], [NAME, DAY, DAY, DAY]]
    with pytest.raises(BadInput, match="谈话日期”（B列）和“谈话日期”（D列）"):
        read_rows(tmp_path, rows)
    ledger = read_rows(tmp_path, rows, mapping={"D列": "上级派人谈话日期"})
    assert "admission_talked_on" in ledger.rows[0].values


def test_two_headers_of_one_fact_must_agree(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"接收大会日期": "2025-06-01", "入党时间": "2025.6.1"})
    assert (row.values["admission_met_on"], ledger.cell_errors) == (date(2025, 6, 1), ())
    row, ledger = read_cells(tmp_path, {"接收大会日期": "", "入党时间": "2025.6.1"})
    assert row.values["admission_met_on"] == date(2025, 6, 1)
    row, ledger = read_cells(tmp_path, {"接收大会日期": "2025-06-01", "入党时间": "2025.7.1"})
    assert row.unreadable == {"admission_met_on"}
    assert "接收大会日期" in says(ledger)[0]


def test_a_mapping_names_columns_by_label_fact_or_to_be_ignored(tmp_path: Path) -> None:
    rows = [["人名", "甲时间", "乙时间", "申请入党日期"], [NAME, DAY, DAY, DAY]]
    ledger = read_rows(
        tmp_path, rows, mapping={"人名": "姓名", "甲时间": "talked_on", "乙时间": "忽略", "没有的列": "归档日期"}
    )
    assert ledger.columns["talked_on"] == "甲时间"
    assert ledger.unused_columns == ("台账!乙时间",)
    assert any("没有的列" in note for note in ledger.header_notes)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("对应.toml", '"审批时间" = "转正审批日期"\n"乙" = "忽略"\n'),
        ("对应.csv", "列名,标准列名\n审批时间,转正审批日期\n乙,忽略\n"),
    ],
)
def test_a_mapping_file_is_toml_or_csv(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_mapping(path) == {"审批时间": "转正审批日期", "乙": "忽略"}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.toml", '"审批时间" = "转正审批日"'.encode(), "转正审批日期"),
        ("a.toml", '"甲" = "公示时间"'.encode(), "歧义"),
        ("a.toml", "审批时间 = 1".encode(), "引号"),
        ("a.toml", '"甲" = 1'.encode(), "不是文字"),
        ("a.csv", "甲\n".encode(), "两列"),
        ("a.csv", "甲,姓名\n甲,性别\n".encode(), "前面已经"),
        ("a.csv", "甲,姓名".encode("gb18030"), "UTF-8"),
    ],
)
def test_a_mapping_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match=why):
        read_mapping(path)


def test_a_missing_mapping_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="打不开"):
        read_mapping(tmp_path / "没有.toml")


def test_a_ledger_without_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="缺少“姓名”列"):
        read_rows(tmp_path, [["申请入党日期", "谈话日期", "推荐日期"], [DAY, DAY, DAY]])


def test_a_sheet_without_any_known_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="找不到表头"):
        read_ledger(csv_at(tmp_path / "台账.csv", [["a", "b"], ["1", "2"]]))
