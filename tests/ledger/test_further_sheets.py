"""The optional sheets, and what 联审 and 考察 add to the persons' rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.domain.people import BodyKind, Member, Organization, Sanction
from dangyuan_flow.ledger import Ledger, PlanRow, RelativeRow, read_ledger
from tests.ledger.sheets import says, xlsx_at

A, B = "999999199505120016", "999999199606010027"
MAIN = [
    ["姓名", "身份证号", "申请入党日期", "谈话日期"],
    ["张明华", A, "2025-03-01", "2025-03-20"],
    ["李秋实", B, "2025-04-01", "2025-04-09"],
    ["王同名", "", "2025-04-01", ""],
    ["王同名", "", "2025-05-01", ""],
]


def read(folder: Path, *, main: Sequence[Sequence[object]] = MAIN, **sheets: Sequence[Sequence[object]]) -> Ledger:
    return read_ledger(xlsx_at(folder / "台账.xlsx", {"人员台账": main, **sheets}))


def test_bodies_are_organizations(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        党组织=[
            ["名称", "类型", "上级", "是否设支委会", "正式党员数", "成立日期", "前身", "有无审批权限", "换届日期"],
            ["一支部", "党支部", "总支", "是", "12人", "2020-01-01", "甲支部、乙支部", "", "2021.4.1、2026-04-01"],
            ["总支", "党总支", "党委", "", "", "", "", "无", ""],
            ["某组", "小组", "", "", "", "", "", "", ""],
            ["总支", "党委", "", "", "", "", "", "", ""],
        ],
    )
    first, second, third = ledger.organizations
    assert first == Organization(
        name="一支部",
        kind=BodyKind.BRANCH,
        parent="总支",
        has_committee=True,
        full_members=12,
        founded_on=date(2020, 1, 1),
        former_names=("甲支部", "乙支部"),
        elections=(date(2021, 4, 1), date(2026, 4, 1)),
    )
    assert (second.kind, second.may_approve) == (BodyKind.GENERAL_BRANCH, False)
    assert third.kind is None
    assert [(error.sheet, error.row, error.column) for error in ledger.cell_errors] == [
        ("党组织", 4, "类型"),
        ("党组织", 5, "名称"),
    ]


def test_the_roster_gives_members_with_their_sanctions(tmp_path: Path) -> None:
    header = ["姓名", "所在党支部", "入党日期", "转正日期", "处分种类", "处分日期", "恢复权利日期", "党内职务"]
    ledger = read(
        tmp_path,
        党员名册=[
            header,
            [
                "甲一",
                "一支部",
                "2010-07-01",
                "2011-07-01",
                "警告、留党察看一年",
                "2015-01-01、2018-01-01",
                "无、2019-01-01",
                "书记",
            ],
            ["乙二", "一支部", "2010-07-01", "2011-07", "", "", "", ""],
            ["丙三", "一支部", "", "", "警告", "", "", ""],
            ["丁四", "一支部", "2010-07-01", "", "警告", "2015-01-01", "", ""],
            ["丁四", "一支部", "2010-07-01", "", "严重警告", "2016-01-01", "", ""],
        ],
    )
    first, second, third, fourth = ledger.members
    assert first == Member(
        name="甲一",
        branch="一支部",
        joined_on=date(2010, 7, 1),
        full_since=date(2011, 7, 1),
        post="书记",
        sanctions=(
            Sanction(kind="警告", on=date(2015, 1, 1)),
            Sanction(kind="留党察看一年", on=date(2018, 1, 1), restored_on=date(2019, 1, 1)),
        ),
    )
    assert second.full_since is None
    assert third.sanctions == ()
    assert [sanction.kind for sanction in fourth.sanctions] == ["警告", "严重警告"]
    assert [(error.row, error.column) for error in ledger.cell_errors] == [(3, "转正日期"), (4, "处分日期")]


VETTING = ["姓名", "身份证号", "联审单位", "发函日期", "回复日期", "结论", "情况说明", "处理意见"]


def test_vetting_fills_the_bodies_opinions_and_the_handling(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        联审=[
            VETTING,
            ["张明华", A, "区公安分局", "2025-05-01", "2025-05-09", "有异常", "2019年酒驾", "经核查不影响"],
            ["张明华", "", "区纪委监委", "2025-05-01", "2025-05-09", "无异常", "", ""],
            ["张明华", A, "税务局", "2025-05-01", "2025-05-09", "无异常", "", ""],
            ["李秋实", B, "公安", "2025-05-01", "2025-05-09", "无异常", "", ""],
            ["李秋实", B, "公安", "2025-06-01", "2025-06-09", "有异常：赌博", "", ""],
        ],
    )
    first, second, *_ = ledger.rows
    assert first.values["opinion_police"] == "有异常：2019年酒驾"
    assert first.values["opinion_discipline"] == "无异常"
    assert first.values["vetting_handling"] == "经核查不影响"
    assert second.values["opinion_police"] == "有异常：赌博"
    assert {"opinion_police", "opinion_discipline"} <= ledger.known
    assert "opinion_court" not in ledger.known
    assert [row.of for row in ledger.vettings] == [2, 2, 2, 3, 3]
    assert (ledger.vettings[4].conclusion, ledger.vettings[4].details) == ("有异常", "赌博")


def test_the_main_sheets_own_opinion_stands(tmp_path: Path) -> None:
    main = [["姓名", "申请入党日期", "公安意见"], ["张明华", "2025-03-01", "无异常"]]
    ledger = read(tmp_path, main=main, 联审=[VETTING, ["张明华", "", "公安", "", "2025-05-09", "有异常", "酒驾", ""]])
    assert ledger.rows[0].values["opinion_police"] == "无异常"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["张明华", A, "公安", "", "", "无", "", ""], "结论"),
        (["张明华", A, "", "", "2025-05-09", "无异常", "", ""], "联审单位"),
        (["陌生人", "", "公安", "", "2025-05-09", "无异常", "", ""], "姓名"),
        (["李秋实", A, "公安", "", "2025-05-09", "无异常", "", ""], "姓名"),
        (["王同名", "", "公安", "", "2025-05-09", "无异常", "", ""], "姓名"),
        (["", A, "公安", "", "2025-05-09", "无异常", "", ""], "姓名"),
    ],
)
def test_a_reply_that_cannot_be_used_is_a_cell_error(tmp_path: Path, row: list[str], column: str) -> None:
    ledger = read(tmp_path, 联审=[VETTING, row])
    assert [(error.sheet, error.row, error.column) for error in ledger.cell_errors] == [("联审", 2, column)]
    assert all("opinion_police" not in person.values for person in ledger.rows)


def test_a_reply_about_one_of_two_namesakes_leaves_both_unknown(tmp_path: Path) -> None:
    ledger = read(tmp_path, 联审=[VETTING, ["王同名", "", "公安", "", "2025-05-09", "无异常", "", ""]])
    assert [row.unreadable for row in ledger.rows] == [set(), set(), {"opinion_police"}, {"opinion_police"}]
    assert "身份证号区分" in says(ledger)[0]


EXAMINATION = ["姓名", "身份证号", "阶段", "考察日期", "考察人", "意见"]


def test_examinations_join_the_rows_own_sorted_and_once(tmp_path: Path) -> None:
    main = [["姓名", "申请入党日期", "考察日期"], ["张明华", "2024-03-01", "2025-01-01"]]
    ledger = read(
        tmp_path,
        main=main,
        考察=[
            EXAMINATION,
            ["张明华", "", "积极分子", "2025-07-01", "甲一", "好"],
            ["张明华", "", "积极分子", "2024-07-01", "甲一", "好"],
            ["张明华", "", "积极分子", "2025-01-01", "甲一", "好"],
            ["张明华", "", "预备党员", "2026-01-01", "甲一", "好"],
        ],
    )
    [row] = ledger.rows
    assert row.values["examined_on"] == (date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1))
    assert row.values["probation_examined_on"] == (date(2026, 1, 1),)
    assert {"examined_on", "probation_examined_on"} <= ledger.known


def test_several_examiners_of_one_day_make_one_examination_and_one_examiners_entries_are_all_counted(
    tmp_path: Path,
) -> None:
    by_three = [["张明华", A, "积极分子", "2025-07-01", by, "好"] for by in ("甲一", "乙二", "丙三")]
    by_one = [["李秋实", B, "积极分子", "2025-07-01", "甲一", text] for text in ("一季度", "二季度", "三季度")]
    ledger = read(tmp_path, 考察=[EXAMINATION, *by_three, *by_one])
    assert [row.values.get("examined_on") for row in ledger.rows[:2]] == [
        (date(2025, 7, 1),),
        (date(2025, 7, 1),) * 3,
    ]


def test_examinations_of_activists_alone_tell_nothing_of_probation(tmp_path: Path) -> None:
    ledger = read(tmp_path, 考察=[EXAMINATION, ["张明华", A, "积极分子", "2025-07-01", "", ""]])
    assert "probation_examined_on" not in ledger.known


@pytest.mark.parametrize(
    ("row", "unknown"),
    [
        (["张明华", A, "积极分子", "2025-07", "", ""], {"examined_on"}),
        (["张明华", A, "积极分子", "", "", ""], {"examined_on"}),
        (["张明华", A, "随便", "2025-07-01", "", ""], {"examined_on", "probation_examined_on"}),
        (["张明华", A, "", "2025-07-01", "", ""], {"examined_on", "probation_examined_on"}),
    ],
)
def test_an_examination_that_cannot_be_read_leaves_the_list_unknown(
    tmp_path: Path, row: list[str], unknown: set[str]
) -> None:
    ledger = read(tmp_path, 考察=[EXAMINATION, ["张明华", A, "积极分子", "2025-01-01", "", ""], row])
    assert ledger.rows[0].unreadable == unknown
    assert "examined_on" not in ledger.rows[0].values
    assert len(ledger.cell_errors) == 1


def test_plan_and_relatives_are_typed_rows(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        年度计划=[
            ["年度", "党组织", "指标数", "结构要求"],
            ["2026年", "党委", "12名", "新兴领域≥79%"],
            ["合计", "", "12", ""],
        ],
        家庭成员=[
            ["姓名", "身份证号", "亲属姓名", "关系", "单位职务", "政治面貌", "政审方式", "回函日期"],
            ["张明华", A, "张大山", "父亲", "务农", "群众", "函调", "2025-05-01"],
        ],
    )
    assert ledger.plan == (PlanRow(row=2, year=2026, organization="党委", quota=12, structure="新兴领域≥79%"),)
    assert ledger.relatives == (
        RelativeRow(
            row=2,
            of=2,
            name="张明华",
            id_number=A,
            relative="张大山",
            relation="父亲",
            employer_and_post="务农",
            standing="群众",
            reviewed_how="函调",
            replied_on=date(2025, 5, 1),
        ),
    )


RELATIVE = ["姓名", "身份证号", "亲属姓名", "关系", "单位职务", "政治面貌", "政审方式", "回函日期"]


def test_relatives_join_the_persons_row_and_those_with_a_line_are_told_apart(tmp_path: Path) -> None:
    ledger = read(
        tmp_path,
        家庭成员=[
            RELATIVE,
            ["张明华", A, "张大山", "父亲", "务农", "群众", "函调", ""],
            ["张明华", A, "陈秀兰", "母亲", "务农", "群众", "", "2025-05-01"],
            ["张明华", A, "张大河", "叔父", "某公司职员", "群众", "", ""],
            ["张明华", A, "张小川", "儿子", "某小学学生", "", "", ""],
            ["张明华", A, "张小溪", "女儿", "", "", "", ""],
            ["张明华", A, "张老石", "祖父", "已故", "", "", ""],
            ["张明华", A, "周试芳", "妻子", "", "", "谈话", ""],
        ],
    )
    values = ledger.rows[0].values
    assert values["relatives"] == ("张大山（父亲）", "陈秀兰（母亲）", "张大河（叔父）", "周试芳（妻子）")
    assert values["relatives_reviewed"] == ("张大山（父亲）", "陈秀兰（母亲）", "周试芳（妻子）")
    assert {"relatives", "relatives_reviewed"} <= ledger.known
    assert "relatives" not in ledger.rows[1].values


def test_a_sheet_without_a_column_for_the_review_tells_nothing_of_it(tmp_path: Path) -> None:
    ledger = read(tmp_path, 家庭成员=[RELATIVE[:6], ["张明华", A, "张大山", "父亲", "务农", "群众"]])
    assert "relatives" in ledger.known
    assert "relatives_reviewed" not in ledger.known


def test_a_relative_of_one_of_two_namesakes_leaves_both_unknown(tmp_path: Path) -> None:
    ledger = read(tmp_path, 家庭成员=[RELATIVE, ["王同名", "", "王大山", "父亲", "务农", "群众", "函调", ""]])
    assert [row.unreadable >= {"relatives", "relatives_reviewed"} for row in ledger.rows] == [False, False, True, True]


def test_a_line_that_cannot_be_read_leaves_the_review_of_relatives_unknown(tmp_path: Path) -> None:
    lines = [
        ["张明华", A, "张大山", "父亲", "务农", "群众", "函调", ""],
        ["张明华", A, "陈秀兰", "母亲", "务农", "群众", "", "2025-05"],
    ]
    ledger = read(tmp_path, 家庭成员=[RELATIVE, *lines])
    assert ledger.rows[0].unreadable == {"relatives", "relatives_reviewed"}
    assert "relatives" not in ledger.rows[0].values


def test_the_persons_columns_have_their_other_headers_there_too(tmp_path: Path) -> None:
    ledger = read(
        tmp_path, 考察=[["姓 名", "公民身份号码", "阶段", "考察时间"], ["张明华", A, "预备党员", "2025-07-01"]]
    )
    assert ledger.examinations[0].id_number == A
    assert ledger.rows[0].values["probation_examined_on"] == (date(2025, 7, 1),)


def test_a_further_sheet_without_its_first_column_is_an_error_and_an_empty_one_is_not(tmp_path: Path) -> None:
    ledger = read(tmp_path, 联审=[["单位", "结论"], ["公安", "无异常"]], 考察=[])
    assert [(error.sheet, error.column) for error in ledger.cell_errors] == [("联审", "姓名")]


def test_unknown_columns_of_further_sheets_are_named_with_their_sheet(tmp_path: Path) -> None:
    ledger = read(tmp_path, 年度计划=[["年度", "指标数", "颜色"], ["2026", "3", "红"]])
    assert ledger.unused_columns == ("年度计划!颜色",)
