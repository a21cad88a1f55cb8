"""The command line on whole stores: ledgers in and out, sweeps, backups, and their exit codes and JSON."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.commandline import CommandLine
from tests.journeys.conftest import Settle
from tests.journeys.service import closing
from tests.journeys.test_ledgers import FIRST, ROWS, SECOND, ledger_at
from tests.journeys.zone import BRANCH, TODAY

LATE = ("何试三", SECOND, BRANCH, "2019-01-07", "2019-05-20", "钱支书")


@pytest.fixture
def typing(settle: Settle, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Iterator[CommandLine]:
    with closing(settle(sqlite_url, (), TODAY)) as flow:
        yield CommandLine(flow, sqlite_url, capsys)


def test_a_ledger_is_tried_imported_again_and_taken_back(typing: CommandLine, tmp_path: Path) -> None:
    path = str(ledger_at(tmp_path, ROWS[0], LATE))
    head = typing.flow.store.head()
    code, tried = typing.run("import", path, "--dry-run", "--json", account="organiser")
    assert (code, len(tried["new"]), tried["batch"]) == (0, 2, None)
    assert [(f["name"], f["code"]) for f in tried["findings"]] == [("何试三", "V48")]
    assert typing.flow.store.head() == head
    code, told = typing.run("import", path, "--json", account="organiser")
    assert (code, len(told["new"]), told["findings"]) == (0, 2, [])
    code, again = typing.run("import", path, "--json", account="organiser")
    assert (code, again["unchanged"], again["batch"]) == (0, 2, None)
    code, undone = typing.run("import", "undo", told["batch"], "--yes", "--json", account="organiser")
    assert (code, undone["dossiers"]) == (0, 2)
    assert typing.run("import", "undo", told["batch"], "--yes", "--json", account="organiser")[0] == 4
    assert typing.run("import", "undo", "B1", "--yes", "--json", account="organiser")[0] == 5


def test_an_unreadable_cell_stops_the_import_with_code_two(typing: CommandLine, tmp_path: Path) -> None:
    path = str(ledger_at(tmp_path, (*ROWS[0][:4], "2019-02-30", "钱支书")))
    head = typing.flow.store.head()
    code, told = typing.run("import", path, "--json", account="organiser")
    assert code == 2
    assert [(e["row"], e["column"]) for e in told["cell_errors"]] == [(2, "谈话日期")]
    assert typing.flow.store.head() == head
    assert typing.run("import", path, "--accept-errors", "--json", account="organiser")[0] == 0
    assert typing.flow.store.count() == 1


def test_people_twice_and_files_that_are_none(typing: CommandLine, tmp_path: Path) -> None:
    twice = str(ledger_at(tmp_path, ROWS[0], ROWS[0]))
    code, told = typing.run("import", twice, "--json", account="organiser")
    assert (code, told["error"]) == (2, "bad_input")
    assert "第 2 行" in told["says"]
    code, told = typing.run("import", str(tmp_path / "没有.xlsx"), "--json", account="organiser")
    assert code in (2, 5)
    assert "没有.xlsx" in told["says"]
    assert typing.run("import", twice, "--json", account="nobody")[0] in (2, 3)
    assert typing.flow.store.count() == 0


def test_store_and_exported_ledger_sweep_alike(typing: CommandLine, tmp_path: Path) -> None:
    path = str(ledger_at(tmp_path, ROWS[0], LATE))
    assert typing.run("import", path, "--json", account="organiser")[0] == 0
    out = str(tmp_path / "导出.xlsx")
    code, told = typing.run("export", "-o", out, "--json")
    assert (code, told["dossiers"]) == (0, 2)
    code, store = typing.run("sweep", "--json", "--as-of", "2019-06-01")
    assert code == 1
    code, ledger = typing.run("sweep", out, "--json", "--as-of", "2019-06-01")
    assert code == 1
    assert [(f["name"], f["code"], f["rule"], f["says"]) for f in store["findings"]] == [
        (f["name"], f["code"], f["rule"], f["says"]) for f in ledger["findings"]
    ]
    assert {f["code"] for f in store["findings"]} == {"V48"}
    code, one = typing.run("sweep", "--json", "--as-of", "2019-06-01", "--only", "V49")
    assert (code, one["findings"]) == (0, [])


def test_a_list_never_shows_a_whole_identity_number(typing: CommandLine, tmp_path: Path) -> None:
    typing.run("import", str(ledger_at(tmp_path, *ROWS)), "--json", account="organiser")
    _, told = typing.run("dossier", "list", "--json")
    assert told["count"] == 2
    assert FIRST not in str(told)
    dossier = told["dossiers"][0]["id"]
    for words in (("dossier", "show", dossier), ("dossier", "next", dossier), ("journal", "show", dossier)):
        assert FIRST not in str(typing.run(*words, "--json"))


def test_backup_and_restore_are_verified(typing: CommandLine, tmp_path: Path) -> None:
    typing.run("import", str(ledger_at(tmp_path, *ROWS)), "--json", account="organiser")
    count, digest = typing.flow.store.head()
    copy = str(tmp_path / "备份.db")
    code, told = typing.run("backup", copy, "--json")
    assert (code, told["records"], told["digest"]) == (0, count, digest)
    again, _ = typing.run("backup", copy, "--json")
    assert again != 0
    typing.url = f"sqlite:///{tmp_path / '恢复.db'}"
    code, told = typing.run("restore", copy, "--json")
    assert (code, told["digest"]) == (0, digest)
    assert typing.run("journal", "verify", "--json")[0] == 0
    assert typing.run("dossier", "list", "--json")[1]["count"] == 2


def test_unknown_people_and_stores_have_their_own_code(typing: CommandLine, tmp_path: Path) -> None:
    assert typing.run("dossier", "show", "何无人", "--json")[0] == 5
    assert typing.run("dossier", "show", "2019-00099", "--json")[0] == 5
    typing.url = str(tmp_path / "没有.db")
    code, told = typing.run("dossier", "list", "--json")
    assert (code, told["error"]) == (5, "not_found")
    assert "dangyuan init" in told["says"]
    assert not (tmp_path / "没有.db").exists()


def test_e18_a_foreign_dossier_answers_like_a_missing_one(typing: CommandLine, tmp_path: Path) -> None:
    typing.run("import", str(ledger_at(tmp_path, *ROWS)), "--json", account="organiser")
    for words in (("dossier", "show"), ("dossier", "next"), ("ballot", "show")):
        code, told = typing.run(*words, "2030-09999", "--json")
        assert (code, told["error"]) == (5, "not_found")
    acted = ("advance", "2030-00001", "3", "--on", "2019-03-11", "--json")
    head = typing.flow.store.head()
    assert typing.run(*acted, account="elsewhere")[0] == 3
    assert typing.run(*acted, account="nobody")[0] == 3
    assert typing.flow.store.head() == head
