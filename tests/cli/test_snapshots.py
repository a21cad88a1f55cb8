"""``dangyuan snapshot``: handing up, looking at, and sweeping what was handed up."""

import csv
import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from dangyuan_flow.application import snapshots
from dangyuan_flow.cli import files
from dangyuan_flow.domain.errors import BadInput
from tests.cli.desk import Desk
from tests.cli.zone import journey


@pytest.fixture
def overdue(begun: Desk) -> Desk:
    """A store with one dossier whose talk is overdue ever since."""
    begun.done(*next(journey()))
    return begun


def test_a_store_is_handed_up_looked_at_and_swept(overdue: Desk) -> None:
    done = overdue.done("snapshot", "export", "-o", "报送/本区", "--json").json
    assert done["dossiers"] == 1
    assert done["head"][0] > 0
    told = overdue.done("snapshot", "info", "报送", "--check", "--json").json
    assert [(each["body"], each["dossiers"]) for each in told["bodies"]] == [(done["body"], 1)]
    store = overdue("sweep", "--as-of", "2030-01-01", "--json")
    ours = overdue("snapshot", "sweep", "报送", "--as-of", "2030-01-01", "--json")
    assert ours.code == store.code == 1
    assert _told(ours.json["findings"]) == _told(store.json["findings"])


def _told(findings: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [tuple(line[key] for key in ("dossier", "name", "code", "rule", "says", "cites")) for line in findings]


def test_findings_come_as_table_csv_and_workbook_beside_the_findings(overdue: Desk) -> None:
    overdue.done("snapshot", "export")
    table = overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01")
    assert (table.code, "发现问题 1 条" in table.out) == (1, True)
    overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01", "--format", "csv")
    with Path("排查结果/排查问题.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [*csv.reader(file)]
    own = [*csv.reader(overdue("sweep", "--as-of", "2030-01-01", "--format", "csv").out.splitlines())]
    assert lines == [line[: len(lines[0])] for line in own]
    assert len(lines) > 1
    overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01", "--format", "xlsx")
    assert Path("排查结果/排查报告.xlsx").stat().st_size > 1000
    assert json.loads(Path("排查结果/sweep.json").read_text(encoding="utf-8"))["dossiers"] == 1


def test_a_table_that_cannot_be_written_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    place = tmp_path / "结果" / "排查问题.csv"
    place.mkdir(parents=True)
    with pytest.raises(BadInput, match="写不到文件"), files.table(place) as file:
        file.write("位置\n")
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_a_snapshot_without_findings_leaves_with_zero(begun: Desk) -> None:
    begun.done("snapshot", "export")
    answer = begun.done("snapshot", "sweep", "快照", "--only", "V49", "--as-of", "2026-11-01")
    assert "没有发现问题" in answer.out


def test_a_snapshot_is_judged_as_of_the_day_it_was_handed_up(overdue: Desk) -> None:
    """What was done since then is not known: nobody is overdue for it."""
    overdue.done("snapshot", "export")
    path = Path("快照/manifest.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"on": "2024-06-21"}, ensure_ascii=False), encoding="utf-8")
    answer = overdue.done("snapshot", "sweep", "快照", "--only", "V48", "--json")
    assert (answer.json["as_of"], answer.json["findings"]) == ("2024-06-21", [])
    later = overdue("snapshot", "sweep", "快照", "--only", "V48", "--as-of", "2030-01-01")
    assert later.code == 1
    assert "最早的快照导出于 2024-06-21，此后办理的没有计入；逾期类的问题请先核实" in later.out
    assert "dangyuan why 代码 档案编号 --as-of 2030-01-01" in later.out


def test_findings_are_counted_by_body_facts_and_leads_apart(overdue: Desk) -> None:
    for body in ("甲县", "乙县"):
        overdue.done("snapshot", "export", "-o", f"报送/{body}", "--body", body)
    sweep = ("snapshot", "sweep", "报送", "--as-of", "2030-01-01")
    told = overdue(*sweep, "--json").json
    facts, leads = (sum(f["certainty"] == sure for f in told["findings"]) for sure in ("fact", "lead"))
    assert (told["summary"]["facts"], told["summary"]["leads"]) == (facts, leads)
    assert {body: sum(counts.values()) for body, counts in told["summary"]["by_body"].items()} == {
        body: sum(f["dossier"].startswith(f"{body}/") for f in told["findings"]) for body in ("甲县", "乙县")
    }
    assert facts
    table = overdue(*sweep).out
    assert f"发现问题 {facts} 条" in table
    assert "单位  档案数  事实  线索" in table


def test_the_committee_above_all_dossiers_hands_them_up_and_not_the_body_above_it(begun: Desk) -> None:
    """Else every committee's snapshot would bear the one name of the organisation department."""
    begun.done("org", "add", "某市委组织部", "--kind", "组织部", "--as", "wei")
    begun.done("org", "add", "高新区工委", "--kind", "工委", "--may-approve", "--parent", "某市委组织部", "--as", "wei")
    assert begun.done("snapshot", "export", "--json").json["body"] == "高新区工委"


def test_a_workbook_of_many_bodies_counts_by_body_too(overdue: Desk) -> None:
    for body in ("甲县", "乙县"):
        overdue.done("snapshot", "export", "-o", f"报送/{body}", "--body", body)
    sweep = ("sweep", "报送", "--as-of", "2030-01-01")
    facts = overdue(*sweep, "--json").json["summary"]["by_body"]["甲县"]["facts"]
    overdue(*sweep, "--format", "xlsx")
    book = CalamineWorkbook.from_path("排查结果/排查报告.xlsx")
    rows = book.get_sheet_by_name("汇总").to_python()
    start = next(number for number, row in enumerate(rows) if row[0] == "按单位") + 2
    assert sorted(tuple(row[:4]) for row in rows[start : start + 2]) == [
        ("乙县", 1.0, facts, 0.0),
        ("甲县", 1.0, facts, 0.0),
    ]
    assert len(book.get_sheet_by_name("按单位").to_python()) == 1 + 2 * facts
    overdue(*sweep, "--format", "pdf")
    text = "".join(page.extract_text() for page in PdfReader("排查结果/排查报告.pdf").pages)
    assert "排查了2个单位" in "".join(text.split())


def test_what_is_no_snapshot_is_refused_with_what_to_do(desk: Desk) -> None:
    assert desk("snapshot", "info", "没有").code == 5
    Path("空").mkdir()
    answer = desk("snapshot", "sweep", "空")
    assert (answer.code, "dangyuan snapshot export" in answer.err) == (2, True)


def test_a_store_swept_by_way_of_a_snapshot_tells_what_its_own_sweep_tells(overdue: Desk) -> None:
    own = overdue("sweep", "--as-of", "2030-01-01", "--json")
    for _ in range(2):
        by_snapshot = overdue("sweep", "--snapshot", "--as-of", "2030-01-01", "--json")
        assert by_snapshot.code == own.code
        assert by_snapshot.json == own.json


def test_a_store_with_more_findings_than_people_read_is_swept_by_snapshot_all_the_same(
    overdue: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "READABLE", 0)
    own = overdue("sweep", "--as-of", "2030-01-01", "--json")
    by_snapshot = overdue("sweep", "--snapshot", "--as-of", "2030-01-01", "--json")
    assert (by_snapshot.code, by_snapshot.json) == (own.code, own.json)
    overdue.done("snapshot", "export")
    refused = overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01", "--format", "pdf")
    assert (refused.code, "请用 --format csv 或 json" in refused.err) == (2, True)


def test_a_sweep_by_snapshot_is_of_the_whole_store(begun: Desk) -> None:
    assert begun("sweep", "--snapshot", "--org", "第一党支部").code == 2


def test_a_folder_of_snapshots_is_swept_by_the_plain_sweep_too(overdue: Desk) -> None:
    overdue.done("snapshot", "export", "-o", "报送/本区")
    options = ("--as-of", "2030-01-01", "--json")
    own = overdue("snapshot", "sweep", "报送", *options)
    plain = overdue("sweep", "报送", *options, "-o", "另一处", "--engine", "duckdb")
    assert (plain.code, plain.json) == (own.code, own.json)
    assert Path("另一处/sweep.json").is_file()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("报送", "--keep"), "快照只能整个排查"),
        (("报送", "-o", "结果.xlsx"), "-o 请写文件夹名"),
        (("--engine", "duckdb"), "--engine 只用于排查快照"),
    ],
)
def test_what_does_not_go_with_a_folder_of_snapshots_is_refused(
    overdue: Desk, words: tuple[str, ...], part: str
) -> None:
    overdue.done("snapshot", "export", "-o", "报送/本区")
    answer = overdue("sweep", *words)
    assert (answer.code, part in answer.err) == (2, True), answer.err
