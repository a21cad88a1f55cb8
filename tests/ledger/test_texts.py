"""Whole texts in a ledger: columns kept with the person, opinions one a line, resolutions as they are written."""

from pathlib import Path

from dangyuan_flow.domain.facts import Value
from dangyuan_flow.ledger import read_ledger, write_ledger
from tests.ledger.sheets import NAME, read_cells, read_rows, xlsx_at

OPINIONS = ("工作踏实，能按时汇报思想；有时性子急、话多。", "同意继续培养")


def test_a_text_column_is_kept_with_its_row_and_is_not_unused(tmp_path: Path) -> None:
    rows = [
        ("姓名", "申请入党日期", "谈话日期", "申请书内容", "思想汇报内容1", "思想汇报内容2", "杂项"),
        (NAME, "2020-01-02", "2020-01-03", "敬爱的党组织：我……", "汇报一", "无", "x"),
        ("李明", "2020-01-02", "2020-01-03", "", "（未知）", "汇报二", ""),
    ]
    ledger = read_rows(tmp_path, rows)
    assert [(cell.of, cell.name, cell.text) for cell in ledger.texts] == [
        (2, "application_text", "敬爱的党组织：我……"),
        (2, "report_text", "汇报一"),
        (3, "report_text", "汇报二"),
    ]
    assert ledger.unused_columns == ("台账!杂项",)
    assert not ledger.cell_errors


def test_an_opinion_is_a_line_of_its_cell_whatever_marks_stand_in_it(tmp_path: Path) -> None:
    row, ledger = read_cells(tmp_path, {"考察意见": "\n".join(OPINIONS)}, book=True)
    assert row.values["examination_opinions"] == OPINIONS
    assert "examination_opinions" in ledger.known


def test_opinions_survive_writing_and_reading(tmp_path: Path) -> None:
    person: dict[str, Value] = {
        "name": NAME,
        "examination_opinions": ("工作\n踏实", "同意"),
        "admission_resolution": "支部大会应到11人，实到9人。",
    }
    path = tmp_path / "台账.xlsx"
    write_ledger(path, [person], known_per_row=[frozenset(person)])
    values = read_ledger(path).rows[0].values
    assert values["examination_opinions"] == ("工作 踏实", "同意")
    assert values["admission_resolution"] == "支部大会应到11人，实到9人。"


def test_the_examination_sheet_tells_one_opinion_a_day(tmp_path: Path) -> None:
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [("姓名", "申请入党日期", "谈话日期"), (NAME, "2024-01-02", "2024-01-20")],
            "考察": [
                ("姓名", "阶段", "考察日期", "意见"),
                (NAME, "积极分子", "2025-06-30", OPINIONS[0]),
                (NAME, "积极分子", "2024-12-31", OPINIONS[1]),
                (NAME, "积极分子", "2025-06-30", OPINIONS[0]),
                (NAME, "预备党员", "2026-06-30", OPINIONS[1]),
            ],
        },
    )
    ledger = read_ledger(path)
    assert ledger.rows[0].values["examination_opinions"] == (OPINIONS[1], OPINIONS[0])
    assert ledger.rows[0].values["probation_examination_opinions"] == (OPINIONS[1],)


def test_without_a_column_for_opinions_nobody_knows_them(tmp_path: Path) -> None:
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [("姓名", "申请入党日期", "谈话日期"), (NAME, "2024-01-02", "2024-01-20")],
            "考察": [("姓名", "阶段", "考察日期"), (NAME, "积极分子", "2025-06-30")],
        },
    )
    assert "examination_opinions" not in read_ledger(path).known


def test_a_resolution_is_read_as_it_is_written(tmp_path: Path) -> None:
    for header in ("接收大会决议", "接收决议内容", "接收大会决议内容"):
        row, _ = read_cells(tmp_path, {header: "支部研究同意"})
        assert row.values["admission_resolution"] == "支部研究同意"
    row, _ = read_cells(tmp_path, {"转正决议内容": "支部研究同意"})
    assert row.values["conversion_resolution"] == "支部研究同意"
