"""The workbook of a sweep, read back: every number leads to exactly the rows that it counts."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from dangyuan_flow.application.reporting import workbook as writing
from dangyuan_flow.application.reporting import write_workbook
from dangyuan_flow.application.sweeping import SweepReport
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.rules import Certainty
from tests.application.reports import AS_OF, BODIES, sweep

Rows = list[list[Any]]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACE = re.compile(r"'(.+)'!([A-Z]+)(\d+)(?::[A-Z]+(\d+))?")


@pytest.fixture(scope="module")
def report() -> SweepReport:
    return sweep(compared=True)


@pytest.fixture(scope="module")
def path(report: SweepReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("报告") / "排查报告.xlsx"
    write_workbook(report, path, scope="云岭工委")
    return path


@pytest.fixture(scope="module")
def sheets(path: Path) -> dict[str, Rows]:
    book = CalamineWorkbook.from_path(path)
    found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: rows for name, rows in found.items() if rows}  # a sheet of charts has no cells


def links(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """The places to which the cells of a sheet lead, by row and column from 0."""
    names = CalamineWorkbook.from_path(path).sheet_names
    with zipfile.ZipFile(path) as package:
        root = ET.fromstring(package.read(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"))  # noqa: S314  our own file
    found = {}
    for link in root.iter(f"{_MAIN}hyperlink"):
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", link.attrib["ref"]).groups()  # type: ignore[union-attr]  # a cell
        number = 0
        for letter in column:
            number = number * 26 + ord(letter) - 64
        found[int(row) - 1, number - 1] = link.attrib["location"]
    return found


def rows_at(sheets: dict[str, Rows], place: str) -> Rows:
    """The rows to which a link leads."""
    matched = _PLACE.fullmatch(place)
    assert matched is not None, place
    name, _, first, last = matched.groups()
    return sheets[name][int(first) - 1 : int(last or first)]


def column(rows: Rows, sheets: dict[str, Rows], sheet: str, name: str) -> list[object]:
    at = sheets[sheet][0].index(name)
    return [row[at] for row in rows]


def test_every_linked_number_is_the_length_of_the_list_to_which_it_leads(path: Path, sheets: dict[str, Rows]) -> None:
    for name in ("汇总", "党组织与代码", "趋势"):
        places = links(path, name)
        assert places
        for (row, at), place in places.items():
            assert sheets[name][row][at] == len(rows_at(sheets, place)), (name, row, at, place)


def test_every_number_of_the_summary_but_zero_leads_somewhere(path: Path, sheets: dict[str, Rows]) -> None:
    places = links(path, "汇总")
    unlinked = [
        sheets["汇总"][row][0]
        for row, cells in enumerate(sheets["汇总"])
        for at, value in enumerate(cells)
        if isinstance(value, float | int) and value and (row, at) not in places
    ]
    assert unlinked == ["排查档案数"]


def table(sheets: dict[str, Rows], heading: str) -> list[tuple[int, list[object]]]:
    """The lines of a table of the summary, with the rows on which they stand."""
    rows = sheets["汇总"]
    start = next(number for number, row in enumerate(rows) if row[0] == heading) + 2
    found = []
    for number in range(start, len(rows)):
        if rows[number][0] == "":
            break
        found.append((number, rows[number]))
    return found


@pytest.mark.parametrize(
    ("heading", "name"), [("按代码", "代码"), ("按党组织", "党组织"), ("按程度", "程度"), ("按阶段", "阶段")]
)
def test_a_number_leads_to_rows_of_its_own_kind_only(
    path: Path, sheets: dict[str, Rows], heading: str, name: str
) -> None:
    places = links(path, "汇总")
    told = table(sheets, heading)
    assert told
    for row, cells in told:
        for at, certainty in ((2, "事实"), (3, "线索")):
            if (row, at) in places:
                listed = rows_at(sheets, places[row, at])
                assert set(column(listed, sheets, heading, name)) == {cells[0]}
                assert set(column(listed, sheets, heading, "确定性")) == {certainty}


def test_facts_and_leads_never_stand_on_one_sheet_of_findings(report: SweepReport, sheets: dict[str, Rows]) -> None:
    detail = [name for name, rows in sheets.items() if "情况" in rows[0] and "类别" in rows[0]]
    assert {"线索", "时间", "身份年龄隶属"} <= set(detail)
    told = 0
    for name in detail:
        kinds = set(column(sheets[name][1:], sheets, name, "确定性"))
        assert kinds == ({"线索"} if "线索" in name else {"事实"})
        told += len(sheets[name]) - 1
    assert told == len(report.findings)


def test_a_finding_about_a_body_has_a_place_of_its_own(report: SweepReport, sheets: dict[str, Rows]) -> None:
    (about,) = [f for f in report.findings if f.about == "body"]
    name = "党组织线索" if about.violation.certainty is Certainty.LEAD else "党组织问题"
    assert column(sheets[name][1:], sheets, name, "党组织") == [BODIES[1]]


def test_values_stand_in_columns_as_what_they_are(sheets: dict[str, Rows]) -> None:
    head, row = sheets["时间"][0], sheets["时间"][1]
    at = head.index("项目1")
    assert row[at : at + 4] == [
        *("确定积极分子日期", date(2024, 5, 10)),
        *("列为发展对象日期（或其界限）", date(2025, 5, 9)),
    ]


def test_no_identity_number_is_handed_on(sheets: dict[str, Rows]) -> None:
    assert not any("999999" in str(cell) for rows in sheets.values() for row in rows for cell in row)


def test_a_line_of_a_list_leads_to_its_finding(path: Path, sheets: dict[str, Rows]) -> None:
    for (row, at), place in links(path, "按党组织").items():
        ((number, dossier, *_),) = rows_at(sheets, place)
        assert sheets["按党组织"][row][at] == number
        assert sheets["按党组织"][row][7] == dossier


def test_what_is_new_what_stands_and_what_is_gone_is_told(
    report: SweepReport, path: Path, sheets: dict[str, Rows]
) -> None:
    overall = {
        str(row[0]): (number, row[1]) for number, row in enumerate(sheets["汇总"]) if str(row[0]).startswith("比上次")
    }
    compared = report.compared
    assert compared is not None
    assert (overall["比上次：事实已消失"][1], overall["比上次：线索已消失"][1]) == (1, 0)
    row, count = overall["比上次：事实新增"]
    listed = rows_at(sheets, links(path, "汇总")[row, 1])
    new = {dossier for dossier, _ in compared.new - compared.reopened}
    assert len(listed) == count
    assert set(column(listed, sheets, "按变化", "位置")) <= new
    assert set(column(listed, sheets, "按变化", "确定性")) == {"事实"}
    assert sheets["已消失"][1][2] == "陈喆"
    handled = [row for rows in sheets.values() if "办理" in rows[0] for row in rows[1:] if row[rows[0].index("办理")]]
    assert [row[12:14] for row in handled] == [["仍在", "第 17 号　整改中　云岭第一党支部　2026-12-31 前"]]


def test_the_trend_has_a_line_a_sweep_and_a_chart(path: Path, sheets: dict[str, Rows]) -> None:
    assert [row[:2] for row in sheets["趋势"][1:4]] == [
        ["第 1 次", date(2026, 3, 1)],
        ["第 2 次", date(2026, 8, 1)],
        ["本次", AS_OF],
    ]
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert sum("<c:lineChart>" in chart for chart in charts) == 1
    assert sum("<c:barChart>" in chart for chart in charts) == 3
    assert sum("'汇总'!" in chart or "汇总!" in chart for chart in charts) == 3


def test_without_an_earlier_sweep_nothing_is_compared(tmp_path: Path) -> None:
    write_workbook(sweep(), tmp_path / "x.xlsx")
    assert not {"趋势", "已消失", "按变化"} & set(CalamineWorkbook.from_path(tmp_path / "x.xlsx").sheet_names)


def test_a_clean_sweep_makes_a_workbook_that_says_so(tmp_path: Path) -> None:
    clean = replace(sweep(), findings=(), notes=(), not_checked=(), cell_errors=())
    write_workbook(clean, tmp_path / "x.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    assert book.get_sheet_by_name("按代码").to_python()[1][0] == "无"
    assert not links(tmp_path / "x.xlsx", "汇总")


def test_the_same_report_gives_the_same_bytes(report: SweepReport, path: Path, tmp_path: Path) -> None:
    write_workbook(report, tmp_path / "x.xlsx", scope="云岭工委")
    assert (tmp_path / "x.xlsx").read_bytes() == path.read_bytes()


def test_more_than_a_workbook_can_hold_is_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LARGEST", 3)
    with pytest.raises(BadInput, match=r"一份工作簿最多放 3 条。请用 --org 或 --only 分批排查，或改用 --format csv"):
        write_workbook(sweep(), tmp_path / "x.xlsx")
    assert not list(tmp_path.iterdir())


def test_where_the_disk_is_full_nothing_is_left_and_an_older_report_stays(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"older")
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from dangyuan_flow.application.reporting import write_workbook\n"
        "from dangyuan_flow.domain.errors import BadInput\n"
        "from tests.application.reports import sweep\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "report = sweep()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write_workbook(report, Path(sys.argv[1]))\n"
        "except BadInput as refusal: print(refusal)\n"
    )
    told = subprocess.run(
        [sys.executable, "-B", "-c", program, tmp_path / "x.xlsx"],
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "没有写成" in told.stdout
    assert (tmp_path / "x.xlsx").read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]
