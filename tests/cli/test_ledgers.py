"""Import, undo and export as commands."""

from pathlib import Path

from tests.cli.desk import Desk, number
from tests.cli.test_sweeps import EARLY, GOOD, HEAD, UNREADABLE


def ledger(*rows: str) -> str:
    Path("台账.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="gb18030")
    return "台账.csv"


def people(desk: Desk) -> list[str]:
    return [line["name"] for line in desk.done("dossier", "list", "--json").json["dossiers"]]


def test_a_dry_run_shows_what_would_be_and_what_is_wrong(zone: Desk) -> None:
    told = zone.done("import", ledger(GOOD, EARLY), "--dry-run", "--as", "wei")
    assert "会新建 2 份" in told.out
    assert "V49" in told.out
    assert people(zone) == []


def test_a_ledger_comes_in_once(zone: Desk) -> None:
    told = zone.done("import", ledger(GOOD, EARLY), "--as", "wei", "--json").json
    assert (len(told["new"]), told["changed"], told["cell_errors"]) == (2, [], [])
    assert sorted(people(zone)) == ["李明", "王芳"]
    again = zone.done("import", "台账.csv", "--as", "wei", "--json").json
    assert (again["new"], again["changed"], again["unchanged"], again["batch"]) == ([], [], 2, None)
    changed = zone.done("import", ledger(GOOD.replace("2025-05-10", "2025-05-12"), EARLY), "--as", "wei")
    assert "已更正 1 份" in changed.out
    assert "列为发展对象日期" in changed.out
    assert zone("sweep", "--only", "V49").code == 1


def test_with_unreadable_cells_nothing_is_written_unless_accepted(zone: Desk) -> None:
    refused = zone("import", ledger(GOOD, UNREADABLE), "--as", "wei")
    assert refused.code == 2
    assert "没有写入任何内容" in refused.out
    assert people(zone) == []
    zone.done("import", "台账.csv", "--accept-errors", "--as", "wei")
    assert len(people(zone)) == 2


def test_an_import_is_undone_unless_acts_followed(zone: Desk) -> None:
    batch = zone.done("import", ledger(GOOD), "--as", "wei", "--json").json["batch"]
    assert batch in zone.done("import", "list").out
    assert "1 份档案" in zone.done("import", "undo", batch, "--as", "wei").out
    assert zone("import", "undo", batch, "--as", "wei").code == 4
    (told,) = zone.done("import", "list", "--json").json
    assert (told["id"], told["undone_by"]) == (batch, "wei")

    second = zone.done("import", ledger(EARLY), "--as", "wei", "--json").json["batch"]
    zone.done("correct", "王芳", "--set", "民族=彝族", "--reason", "补录", "--as", "wei")
    answer = zone("import", "undo", second, "--as", "wei", "--json")
    assert (answer.code, answer.json["error"]) == (4, "conflict")
    assert "王芳" in answer.json["says"]


def test_an_export_comes_back_without_a_change(zone: Desk) -> None:
    zone.done("import", ledger(GOOD, EARLY), "--as", "wei")
    assert "已导出 2 份档案" in zone.done("export", "-o", "回写.xlsx").out
    told = zone.done("import", "回写.xlsx", "--as", "wei", "--json").json
    assert (told["new"], told["changed"], told["unchanged"]) == ([], [], 2)


def test_a_column_of_another_name_is_mapped(zone: Desk) -> None:
    Path("列名.toml").write_text('"成为积极分子的日子" = "确定积极分子日期"\n', encoding="utf-8")
    text = "\n".join((HEAD.replace("确定积极分子日期", "成为积极分子的日子"), GOOD))
    Path("台账.csv").write_text(text, encoding="utf-8")
    zone.done("import", "台账.csv", "--mapping", "列名.toml", "--as", "wei")
    assert zone.done("dossier", "show", number(3), "--json").json["facts"]["activist_on"] == "2024-05-10"


def test_an_empty_ledger_to_begin_with(desk: Desk) -> None:
    desk.done("ledger", "template", "-o", "模板.xlsx")
    assert Path("模板.xlsx").stat().st_size > 5000
