"""Samples as a command: the same seed, the same dossiers; registered in the journal; a checklist for each."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.desk import Desk, number
from tests.cli.zone import PERSON


@pytest.fixture
def many(begun: Desk) -> Desk:
    """Six dossiers, one of which has its application in the file and its talk overdue."""
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    for serial in range(2, 7):
        told = ("--name", f"李小草{serial}", "--id-number", number(serial), "--branch", "第一党支部")
        begun.done("dossier", "open", *told, "--on", "2026-10-01", "--as", "zhi")
    return begun


def drawn(desk: Desk, *words: str) -> list[str]:
    return [one["dossier"] for one in desk.done("sample", *words, "--json").json["dossiers"]]


def test_the_same_seed_draws_the_same_dossiers(many: Desk) -> None:
    first = drawn(many, "--size", "3", "--seed", "42")
    assert len(first) == 3
    assert drawn(many, "--size", "3", "--seed", "42") == first
    told = many.done("sample", "--size", "3", "--json").json
    assert drawn(many, "--size", "3", "--seed", str(told["seed"])) == [one["dossier"] for one in told["dossiers"]]
    assert (told["sample"], told["population"]) == (None, 6)


def test_a_registered_sample_is_seen_again_as_it_was_drawn(many: Desk) -> None:
    told = many.done("sample", "--size", "2", "--keep", "--as", "wei", "--json").json
    again = many.done("sample", "--again", told["sample"], "--json").json
    assert again == told
    assert many("sample", "--size", "2", "--keep", "--as", "zhi").code == 3
    assert many("sample", "--again", "20261101-ffffff").code == 5
    many.done("journal", "verify")
    assert f"登记抽查“{told['sample']}”" in many.done("journal", "show").out


def test_risk_makes_a_dossier_with_findings_heavier(many: Desk) -> None:
    told = many.done("sample", "--size", "6", "--method", "risk", "--seed", "1", "--json").json["dossiers"]
    weights = {one["name"]: one["weight"] for one in told}
    assert weights.pop(PERSON) == 3
    assert set(weights.values()) == {1}


def test_each_dossier_has_its_checklist(many: Desk) -> None:
    told = many.done("sample", "--size", "6", "--seed", "1", "--json").json
    one = next(d for d in told["dossiers"] if d["name"] == PERSON)
    assert one["steps"][0] == {
        "step": 1,
        "name": "递交入党申请书",
        "state": "已办",
        "on": "2024-06-01",
        "papers": ["入党申请书"],
        "missing": [],
    }
    assert [f["code"] for f in one["findings"]] == ["V48"]
    assert "V16" in {line["code"] for line in told["by_eye"]}
    printed = many.done("sample", "--size", "6", "--seed", "1").out
    for words in ("种子 1", "递交入党申请书", "入党申请书", "V16", "未登记"):
        assert words in printed


def test_a_workbook_to_take_along(many: Desk) -> None:
    many.done("sample", "--size", "2", "--by-body", "--seed", "1", "-o", "新/抽查.xlsx")
    book = CalamineWorkbook.from_path("新/抽查.xlsx")
    assert book.sheet_names == ["抽查名单", "步骤和材料", "系统已查出", "只能由人看", "抽查说明"]
    assert len(book.get_sheet_by_name("抽查名单").to_python()) == 3


def test_what_cannot_be_drawn_is_refused(many: Desk) -> None:
    assert many("sample", "--size", "0").code == 2
    assert many("sample", "--seed", "-1").code == 2
    assert many("sample", "--org", "无名支部").code == 5
    assert many("sample", "-o", "x.txt").code == 2
    assert not Path("x.txt").exists()
