"""Findings as commands: registered, listed, followed in batches until they are closed; exit codes and JSON."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.desk import Desk, number
from tests.cli.zone import PERSON, TODAY

DUE = "2026-12-01"
AUDITOR = ("--as", "cha")


@pytest.fixture
def found(begun: Desk) -> Desk:
    """Two dossiers whose talk is overdue, an auditor, and a sweep registered by her."""
    begun.done("user", "add", "cha", "--person", "查员", "--as", "wei")
    begun.done(
        "office", "add", "cha", "--duty", "排查员", "--org", "高新区工委", "--since", "2020-01-01", "--as", "wei"
    )
    told = ("--name", "李小草", "--id-number", number(2), "--branch", "第一党支部", "--on", "2024-06-01", "--as", "zhi")
    begun.done("dossier", "open", *told)
    for person in (PERSON, "李小草"):
        begun.done("advance", person, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    assert begun("sweep", "--keep", *AUDITOR).code == 1
    return begun


def numbers(desk: Desk, *words: str) -> list[int]:
    return [f["finding"] for f in desk.done("findings", "list", *words, "--json").json["findings"]]


def test_a_sweep_is_registered_by_who_may_and_says_so(begun: Desk) -> None:
    assert begun("sweep", "--keep").code == 3
    assert begun("sweep", "--keep", "--as", "zhi").code == 3
    begun.done("sweep", "--keep", "--as", "wei")
    told = begun.done("sweep", "--keep", "--as", "wei", "--json").json
    assert (told["registered"], told["compared"]["with"]) == (2, {"sweep": 1, "as_of": TODAY})
    assert "与第 2 次登记的排查" in begun.done("sweep").out
    listed = begun.done("findings", "sweeps", "--json").json["sweeps"]
    assert [(s["number"], s["kept_by"], s["dossiers"]) for s in listed] == [(2, "wei", 1), (1, "wei", 1)]
    assert "登记人" in begun.done("findings", "sweeps").out


def test_a_ledger_is_swept_and_never_registered(desk: Desk) -> None:
    Path("台账.csv").write_text("姓名\n王芳\n", encoding="utf-8")
    assert desk("sweep", "台账.csv", "--keep").code == 2
    assert desk("sweep", "台账.csv", "--anew").code == 2


def test_findings_are_listed_by_many_filters(found: Desk) -> None:
    assert numbers(found) == [1, 2]
    assert numbers(found, "--code", "v48", "--severity", "s3", "--state", "待核实", "--certainty", "事实") == [1, 2]
    assert numbers(found, "--dossier", "李小草") == [2]
    assert numbers(found, "--org", "第一党总支", "--limit", "1") == [1]
    for words in (
        ("--code", "V49"),
        ("--certainty", "线索"),
        ("--older-than", "1"),
        ("--overdue",),
        ("--to", "第一党支部"),
    ):
        assert numbers(found, *words) == []
    told = found.done("findings", "list", "--json").json
    assert told["count"] == 2
    assert told["findings"][0].keys() >= {
        "finding",
        "state",
        "dossier",
        "code",
        "says",
        "facts",
        "certainty",
        "overdue",
    }
    assert number(2) not in str(told)
    printed = found.done("findings", "list").out
    for said in ("待核实", PERSON, "V48", "线索须核实"):
        assert said in printed


@pytest.mark.parametrize(
    "words", [("--state", "办好了"), ("--certainty", "大概"), ("--older-than", "x"), ("-o", "问题.docx")]
)
def test_a_filter_that_means_nothing_is_refused(found: Desk, words: tuple[str, ...]) -> None:
    assert found("findings", "list", *words).code == 2


def test_findings_are_written_out_to_be_handed_on(found: Desk) -> None:
    found.done("findings", "list", "-o", "新/问题台账.xlsx")
    rows = CalamineWorkbook.from_path("新/问题台账.xlsx").get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["编号", 1, 2]
    found.done("findings", "list", "-o", "问题台账.csv")
    with Path("问题台账.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[5] for row in csv.reader(file)] == ["代码", "V48", "V48"]


def test_two_findings_are_followed_together_until_they_are_closed(found: Desk) -> None:
    Path("说明.pdf").write_bytes(b"%PDF")
    found.done("findings", "triage", "1", "2", "--verdict", "属实", *AUDITOR)
    found.done("findings", "assign", "1", "2", "--to", "第一党支部", "--due", DUE, *AUDITOR)
    assert numbers(found, "--to", "第一党支部", "--state", "整改中") == [1, 2]
    mended = ("--measure", "补正", "--say", "已谈话", "--file", "说明.pdf", "--as", "zhi")
    told = found.done("findings", "mend", "1", "2", *mended, "--json").json
    assert [f["state"] for f in told["findings"]] == ["mended", "mended"]
    found.done("findings", "return", "2", "--reason", "没有盖章", "--due", DUE, *AUDITOR)
    found.done("findings", "accept", "1", *AUDITOR)
    refused = found("findings", "close", "1", *AUDITOR)
    assert refused.code == 1
    assert "现在仍能查到" in refused.err
    assert found("findings", "close", "1", *AUDITOR, "--json").json["error"] == "refused"
    found.done("findings", "close", "1", "--stands", "--reason", "已批评教育", *AUDITOR)
    assert numbers(found) == [2]
    assert numbers(found, "--all") == [1, 2]
    shown = found.done("findings", "show", "1").out
    for words in (
        "已销号（事实留存在案）",
        "查员（高新区工委排查员）",
        "补正",
        "说明.pdf",
        "第 1 次排查",
        "处理建议"[2:],
    ):
        assert words in shown
    history = found.done("findings", "show", "1", "--json").json["findings"][0]["history"]
    assert [line["deed"] for line in history] == ["find", "triage", "assign", "mend", "accept", "close"]
    assert history[3]["files"][0]["name"] == "说明.pdf"
    found.done("journal", "verify")
    assert "查员（高新区工委排查员） 销号问题“1”" in found.done("journal", "show").out


def test_each_refusal_has_its_exit_code(found: Desk) -> None:
    assert found("findings", "triage", "1", "--verdict", "也许", *AUDITOR).code == 2
    assert found("findings", "triage", "1", "--verdict", "不属实", *AUDITOR).code == 2
    assert found("findings", "triage", "x", "--verdict", "属实", *AUDITOR).code == 2
    assert found("findings", "mend", "1", "--measure", "祈祷", "--say", "x", "--as", "zhi").code == 2
    assert found("findings", "close", "1", *AUDITOR).code == 1
    assert found("findings", "triage", "1", "--verdict", "属实").code == 3
    assert found("findings", "triage", "1", "--verdict", "属实", "--as", "zhi").code == 3
    assert found("findings", "show", "99").code == 5
    assert found("findings", "triage", "1", "99", "--verdict", "属实", *AUDITOR, "--json").json["error"] == "not_found"
