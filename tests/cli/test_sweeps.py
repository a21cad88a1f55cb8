"""The sweep as a command: on a bare ledger without any store, on the store; its forms and its exit codes."""

import csv
import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.cli.desk import Desk, number

HEAD = "姓名,身份证号,所在党支部,申请书落款日期,收到申请日期,谈话日期,确定积极分子日期,列为发展对象日期,杂项"
GOOD = f"李明,{number(3)},第一党支部,2023-01-10,2023-01-10,2023-01-20,2024-05-10,2025-05-10,x"
EARLY = f"王芳,{number(4)},第一党支部,2023-01-10,2023-01-10,2023-01-20,2024-05-10,2025-05-09,"
UNREADABLE = f"赵雷,{number(5)},第一党支部,2025-02-30,2023-01-10,2023-01-20,,,"
AS_OF = ("--as-of", "2026-11-01")


def ledger(*rows: str) -> str:
    Path("台账.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8-sig")
    return "台账.csv"


def test_a_regular_ledger_raises_nothing_and_exits_with_zero(desk: Desk) -> None:
    told = desk.done("sweep", ledger(GOOD), *AS_OF)
    assert "没有发现问题" in told.out
    assert "没有用到的列" in told.out
    assert not Path("dangyuan.db").exists()


def test_findings_exit_with_one_and_name_person_rule_article_and_values(desk: Desk) -> None:
    answer = desk("sweep", ledger(GOOD, EARLY), *AS_OF)
    assert answer.code == 1
    for words in ("1 人有问题，共 1 条", "台账!3　王芳", "V49", "细则-2014 第13条", "2025-05-10", "2025-05-09"):
        assert words in answer.out


def test_json_has_the_agreed_shape_and_the_same_bytes_each_time(desk: Desk) -> None:
    words = ("sweep", ledger(GOOD, EARLY), *AS_OF)
    first, second, third = (
        desk(*words, "--json"),
        desk(*words, "--format", "json"),
        desk(*words, "--json", "-o", "x.json"),
    )
    assert first.code == second.code == third.code == 1
    assert first.out == second.out == Path("x.json").read_text(encoding="utf-8")
    told = first.json
    assert [*told][:6] == ["as_of", "dossiers", "packs", "not_checked", "cell_errors", "notes"]
    (finding,) = told["findings"]
    assert finding.pop("explanation")["values"]
    assert {**finding, "says": "", "facts": {}, "remedy": "", "explanation": {}} == {
        "about": "dossier",
        "dossier": "台账!3",
        "name": "王芳",
        "code": "V49",
        "rule": "cultivated-for-a-year",
        "severity": "S1",
        "class": "procedure",
        "cites": ["细则-2014#13"],
        "says": "",
        "facts": {},
        "certainty": "fact",
        "remedy": "",
        "explanation": {},
    }
    assert any(line["missing_columns"] for line in told["not_checked"])
    assert (told["compared"], told["registered"]) == (None, None), "a bare ledger is compared with nothing"


def test_cell_errors_alone_exit_with_one(desk: Desk) -> None:
    answer = desk("sweep", ledger(GOOD, UNREADABLE), *AS_OF)
    assert answer.code == 1
    assert "读不懂的单元格 1 个" in answer.out
    assert "台账!3" in answer.out
    assert desk("sweep", "台账.csv", *AS_OF, "--json").json["cell_errors"][0]["value"] == "2025-02-30"


def test_only_some_codes(desk: Desk) -> None:
    words = ("sweep", ledger(EARLY), *AS_OF)
    desk.done(*words, "--only", "V58,V55")
    assert desk(*words, "--only", "v49").code == 1


def test_a_workbook_and_a_csv_are_written(desk: Desk) -> None:
    words = ("sweep", ledger(EARLY), *AS_OF)
    assert desk(*words, "--format", "xlsx", "-o", "新文件夹/报告.xlsx").code == 1
    assert "汇总" in CalamineWorkbook.from_path("新文件夹/报告.xlsx").sheet_names
    printed = desk(*words, "--format", "csv")
    assert printed.code == 1
    rows = [*csv.reader(io.StringIO(printed.out))]
    assert rows[1][:4] == ["台账!2", "王芳", "第一党支部", "V49"]
    assert desk(*words, "--format", "csv", "-o", "报告.csv").code == 1
    assert Path("报告.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_report_is_printed_whole_or_refused_with_its_reason(desk: Desk) -> None:
    words = ("sweep", ledger(GOOD, EARLY), *AS_OF, "--format", "pdf")
    told = desk(*words, "-o", "上报/报告.pdf")
    assert told.code == 1
    assert "已写出：上报/报告.pdf" in told.out
    pdf = PdfReader("上报/报告.pdf")
    text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
    assert "范围为台账“台账.csv”，共排查档案2份" in text
    assert "2王芳" not in text
    assert "1王芳台账!3" in text
    assert desk(*words).code == 1
    assert Path("排查报告-2026-11-01.pdf").read_bytes().startswith(b"%PDF-")
    Path("占用").touch()
    refused = desk(*words, "-o", "占用/报告.pdf")
    assert refused.code == 2
    assert "占用" in refused.err


def test_the_numbers_stand_in_the_json(desk: Desk) -> None:
    told = desk("sweep", ledger(GOOD, EARLY), *AS_OF, "--json").json["summary"]
    assert (told["facts"], told["leads"], told["dossiers_with_facts"]) == (1, 0, 1)
    assert told["by_body"] == {"第一党支部": {"facts": 1, "leads": 0}}
    assert told["by_code"] == {"V49": {"facts": 1, "leads": 0}}
    assert told["by_severity"]["S1"] == {"facts": 1, "leads": 0}
    assert told["by_stage"]["发展对象的确定和考察"] == {"facts": 1, "leads": 0}


def test_a_place_where_nothing_can_be_written_is_refused_in_every_form(desk: Desk) -> None:

    Path("没有权限").touch()
    for form in ("csv", "json", "xlsx", "pdf"):
        answer = desk("sweep", ledger(EARLY), *AS_OF, "--format", form, "-o", f"没有权限/报告.{form}")
        assert answer.code == 2, form
        assert "没有权限" in answer.err + answer.out, form


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_the_name_of_the_file_tells_the_form(desk: Desk, form: str) -> None:
    answer = desk("sweep", ledger(GOOD, EARLY), *AS_OF, "-o", f"报告.{form}")
    assert (answer.code, f"已写出：报告.{form}" in answer.out) == (1, True)
    desk("sweep", "台账.csv", *AS_OF, "--format", form, "-o", f"另一份.{form}")
    if form != "xlsx":
        assert Path(f"报告.{form}").read_bytes() == Path(f"另一份.{form}").read_bytes()


def test_a_file_whose_name_belies_its_form_is_not_written(desk: Desk) -> None:
    answer = desk("sweep", ledger(GOOD), *AS_OF, "--format", "xlsx", "-o", "报告.pdf")
    assert (answer.code, "文件名 报告.pdf 是 pdf，要的格式却是 xlsx" in answer.err) == (2, True)
    assert not Path("报告.pdf").exists()


def test_codes_in_a_row_are_told_as_a_run(desk: Desk) -> None:
    Path("台账.csv").write_text(
        "姓名,确定积极分子日期,列为发展对象日期\n李明,2024-05-10,2025-05-10\n", encoding="utf-8"
    )
    told = desk.done("sweep", "台账.csv", *AS_OF).out
    assert "因缺列：V01—V09、V13、V14、V15、V17—" in told


def test_a_ledger_without_anybody_is_not_called_clean(desk: Desk) -> None:
    told = desk.done("sweep", ledger(), *AS_OF).out
    assert "没有可以排查的档案" in told
    assert "没有发现问题" not in told


def test_a_pack_asks_for_more(desk: Desk) -> None:
    told = desk("sweep", ledger(GOOD), *AS_OF, "--pack", "chuxiong-high-tech-zone", "--json").json
    assert told["packs"] == ["chuxiong-high-tech-zone"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04broken"),
        ("空.csv", b""),
        ("图.xlsx", b"\x89PNG"),
        ("无姓名.csv", "甲,乙\n1,2\n".encode()),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_its_name(desk: Desk, name: str, content: bytes) -> None:
    Path(name).write_bytes(content)
    answer = desk("sweep", name)
    assert answer.code == 2
    assert name in answer.err
    assert json.loads(desk("sweep", name, "--json").out)["error"] == "bad_input"


def test_what_belongs_to_a_store_is_not_asked_of_a_ledger(desk: Desk) -> None:
    assert desk("sweep", ledger(GOOD), "--org", "第一党支部").code == 2
    assert desk("sweep", "--mapping", "x.toml").code == 2


def test_the_store_is_swept_as_of_a_day(begun: Desk) -> None:
    begun.done("sweep", "--as-of", "2024-06-15")
    assert begun.done("sweep", "--json").json["dossiers"] == 1
    assert begun.done("sweep", "--org", "第一党总支", "--json").json["dossiers"] == 1
