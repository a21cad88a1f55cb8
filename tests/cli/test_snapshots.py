"""``dangyuan snapshot``: handing up, looking at, and sweeping what was handed up."""

import csv
import json
from pathlib import Path

import pytest

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
    assert (table.code, "共查出" in table.out) == (1, True)
    overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01", "--format", "csv")
    with Path("排查结果/排查问题.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [*csv.reader(file)]
    assert lines[0][:4] == ["位置", "姓名", "党支部", "代码"]
    assert len(lines) > 1
    overdue("snapshot", "sweep", "快照", "--as-of", "2030-01-01", "--format", "xlsx")
    assert Path("排查结果/排查报告.xlsx").stat().st_size > 1000
    assert json.loads(Path("排查结果/sweep.json").read_text(encoding="utf-8"))["dossiers"] == 1


def test_a_snapshot_without_findings_leaves_with_zero(begun: Desk) -> None:
    begun.done("snapshot", "export")
    answer = begun.done("snapshot", "sweep", "快照", "--only", "V49", "--as-of", "2026-11-01")
    assert "没有发现问题" in answer.out


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


def test_a_sweep_by_snapshot_is_of_the_whole_store(begun: Desk) -> None:
    assert begun("sweep", "--snapshot", "--org", "第一党支部").code == 2
