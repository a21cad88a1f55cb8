"""Files: every format, every way of being broken."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.ledger import read_ledger
from tests.ledger.sheets import csv_at, xlsx_at

FILES = Path(__file__).parent / "files"  # invented.xls: two invented people; locked.xlsx: locked with a password
HEADER = ["姓名", "申请入党日期", "谈话日期"]
ROWS = [HEADER, ["张明华", "2025-03-01", "2025.3.20"]]
READ = {"name": "张明华", "applied_on": date(2025, 3, 1), "talked_on": date(2025, 3, 20)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_its_usual_encodings(tmp_path: Path, encoding: str) -> None:
    ledger = read_ledger(csv_at(tmp_path / "台账.csv", ROWS, encoding))
    assert [(row.sheet, row.row, row.values) for row in ledger.rows] == [("台账", 2, READ)]


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_a_csv_may_be_delimited_otherwise(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_text("\n".join(delimiter.join(row) for row in ROWS), encoding="utf-8")
    assert read_ledger(path).rows[0].values == READ


def test_a_record_with_a_line_break_counts_as_one_row(tmp_path: Path) -> None:
    path = csv_at(tmp_path / "台账.csv", [HEADER, ["甲一", "2025-03-01", ""], ["乙\n二", "2025-13-01", ""]])
    ledger = read_ledger(path)
    assert [(row.row, row.name) for row in ledger.rows] == [(2, "甲一"), (3, "乙二")]
    assert ledger.cell_errors[0].row == 3


def test_an_xlsx_is_read_whatever_its_ending(tmp_path: Path) -> None:
    path = xlsx_at(tmp_path / "台账.xlsx", {"任意": ROWS})
    for name in ("台账.xls", "台账.csv", "台账"):
        copy = path.rename(tmp_path / name)
        assert read_ledger(copy).rows[0].values == READ
        path = copy


def test_an_xls_is_read_with_its_dates_and_merged_cells() -> None:
    ledger = read_ledger(FILES / "invented.xls")
    assert ledger.rows[0].values == {
        "name": "张明华",
        "id_number": "999999199505120016",
        "applied_on": date(2025, 3, 1),
        "talked_on": date(2025, 3, 20),
        "admission_for": 12,
        "branch": "第一党支部",
    }
    assert ledger.rows[1].values["branch"] == "第一党支部"
    assert (len(ledger.rows), ledger.cell_errors) == (2, ())


def test_an_ods_is_read(tmp_path: Path) -> None:
    def cell(text: str) -> str:
        if text == "2025-03-01":
            day = f'office:value-type="date" office:date-value="{text}"'
            return f"<table:table-cell {day}><text:p>1</text:p></table:table-cell>"
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in ROWS)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="台账">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "台账.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    assert read_ledger(tmp_path / "台账.ods").rows[0].values == READ


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="找不到台账"):
        read_ledger(tmp_path / "没有.xlsx")
    with pytest.raises(BadInput, match="是文件夹"):
        read_ledger(tmp_path)


def test_a_locked_workbook_asks_for_the_password_to_be_removed() -> None:
    with pytest.raises(BadInput, match="密码"):
        read_ledger(FILES / "locked.xlsx")


def test_a_locked_ods_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "锁.ods", "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", bytes(range(256)))
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
            "</manifest:manifest>",
        )
    with pytest.raises(BadInput, match="密码"):
        read_ledger(tmp_path / "锁.ods")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_workbook_with_a_broken_part_is_broken(tmp_path: Path, part: str) -> None:
    with (
        zipfile.ZipFile(xlsx_at(tmp_path / "好.xlsx", {"一": ROWS})) as whole,
        zipfile.ZipFile(tmp_path / "坏.xlsx", "w") as broken,
    ):
        for name in whole.namelist():
            data = whole.read(name)
            broken.writestr(name, data[: len(data) // 2] if name == part else data)
    with pytest.raises(BadInput, match="损坏"):
        read_ledger(tmp_path / "坏.xlsx")


def test_a_text_document_is_no_spreadsheet(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "文.xlsx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
    with pytest.raises(BadInput, match="不是电子表格"):
        read_ledger(tmp_path / "文.xlsx")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_broken(tmp_path: Path, share: float) -> None:
    whole = xlsx_at(tmp_path / "好.xlsx", {"一": ROWS}).read_bytes()
    path = tmp_path / "坏.xlsx"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadInput, match=r"损坏|不是电子表格"):
        read_ledger(path)


def test_a_truncated_xls_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "坏.xls"
    path.write_bytes((FILES / "invented.xls").read_bytes()[:2000])
    with pytest.raises(BadInput, match="损坏"):
        read_ledger(path)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("空.xlsx", b"", "空文件"),
        ("空.csv", b"\r\n \r\n", "空文件"),
        ("网页.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode(), "网页"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "损坏|不是电子表格"),
        ("图.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "不是电子表格"),
        ("编码.csv", "姓名,申请入党日期,谈话日期".encode("utf-16"), "UTF-16"),
        ("乱码.csv", "姓名,谈话日期".encode() + b"\xff\xff\xff", "编码"),
        ("引号.csv", '姓名,申请入党日期,谈话日期\n"张明华,2025-01-01\n'.encode(), "引号"),
        ("包.xlsx", b"PK\x05\x06" + bytes(18), "不是电子表格"),
    ],
)
def test_a_file_that_is_no_ledger_says_what_it_is_instead(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadInput, match=why):
        read_ledger(path)


def test_a_csv_in_a_foreign_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes("姓名,申請入黨日期,談話日期\r\n張明華,2025-03-01,2025-03-20\r\n".encode("big5"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_ledger(path)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有内容"):
        read_ledger(xlsx_at(tmp_path / "台账.xlsx", {"一": []}))


def test_a_forgotten_cell_far_away_is_refused_before_memory_is(tmp_path: Path) -> None:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(tmp_path / "台账.xlsx", {"in_memory": True})
    sheet = workbook.add_worksheet("一")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    sheet.write_string(1_048_575, 16_383, "x")
    workbook.close()
    with pytest.raises(BadInput, match=r"1048576.*多余的行和列"):
        read_ledger(tmp_path / "台账.xlsx")


def test_ten_thousand_wrong_cells_are_all_reported_and_each_stays_short(tmp_path: Path) -> None:
    rows = [[*HEADER, "备注"], *([f"人{number}", "2025-02-30" + "长" * 500, "", "x"] for number in range(10_000))]
    ledger = read_ledger(csv_at(tmp_path / "台账.csv", rows))
    assert len(ledger.cell_errors) == 10_000
    assert max(len(error.value) + len(error.says) for error in ledger.cell_errors) < 200


def test_progress_is_told_up_to_the_last_row(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    rows = [HEADER, *([f"人{number}", "", ""] for number in range(1200))]
    read_ledger(csv_at(tmp_path / "台账.csv", rows), progress=lambda done, total: heard.append((done, total)))
    assert heard == [(500, 1200), (1000, 1200), (1200, 1200)]
