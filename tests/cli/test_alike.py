"""``dangyuan sweep --alike`` and ``--texts``: texts compared where somebody asks for it, or a pack does."""

import random
from pathlib import Path

import pytest

from benchmarks.texts import copied, invented
from tests.cli.desk import Desk, number
from tests.ledger.sheets import csv_at

MINE = invented(random.Random(1))
COPY = copied(random.Random(2), MINE)
AS_OF = ("--as-of", "2026-11-01")


@pytest.fixture
def ledger(desk: Desk) -> str:  # noqa: ARG001  the desk stands in the folder where the file is to lie
    """Two people, one of whom copied the other's application."""
    rows = [
        (name, number(n), "2025-01-06", text) for n, (name, text) in enumerate((("杨柳依", MINE), ("段小河", COPY)))
    ]
    csv_at(Path("台账.csv"), [("姓名", "身份证号", "申请书落款日期", "申请书内容"), *rows])
    return "台账.csv"


def test_texts_are_compared_only_when_asked(desk: Desk, ledger: str) -> None:
    assert desk("sweep", ledger, *AS_OF).code == 0
    for asked in (("--alike",), ("--only", "V83"), ("--only", "v83,V49")):
        answer = desk("sweep", ledger, *AS_OF, *asked)
        assert answer.code == 1, asked
        assert "V83　申请书、思想汇报、意见等文字雷同［线索］" in answer.out
        assert "另一份档案是 台账!3" in answer.out


def test_json_tells_share_passage_and_the_other_dossier(desk: Desk, ledger: str) -> None:
    told = desk("sweep", ledger, *AS_OF, "--alike", "--json").json
    found = [finding for finding in told["findings"] if finding["code"] == "V83"]
    assert [finding["dossier"] for finding in found] == ["台账!2", "台账!3"]
    facts = found[0]["facts"]
    assert (facts["partner"], facts["text_kind"]) == ("台账!3", "入党申请书")
    assert facts["share"] >= 60
    assert facts["passage"].partition("……")[0] in MINE
    assert found[0]["certainty"] == "lead"
    assert told["text_notes"] == []


def test_a_folder_of_texts_is_read_and_what_was_not_is_named(desk: Desk, ledger: str) -> None:
    Path("材料").mkdir()
    Path("材料/杨柳依-自传.txt").write_text(COPY, encoding="gb18030")
    Path("材料/照片.jpg").write_bytes(b"\xff\xd8")
    answer = desk("sweep", ledger, *AS_OF, "--texts", "材料")
    assert answer.code == 1
    assert "没有对照的材料文字" in answer.out
    assert "照片.jpg：文件名里没有名单上的姓名" in answer.out


def test_a_folder_that_is_not_there_is_refused(desk: Desk, ledger: str) -> None:
    answer = desk("sweep", ledger, *AS_OF, "--texts", "没有的文件夹")
    assert answer.code == 2
    assert "没有这个文件夹" in answer.err


def test_a_pack_may_ask_for_it_always(desk: Desk, ledger: str) -> None:
    for name, percent in (("ours", 70), ("strictly", 100)):
        Path(f"{name}.yaml").write_text(
            f"id: {name}\ntitle: 样例\nsince: 2020-01-01\nparameters: {{similar_text_percent: {percent}}}\n",
            encoding="utf-8",
        )
    told = desk("sweep", ledger, *AS_OF, "--pack", "ours.yaml", "--json").json
    assert {finding["rule"] for finding in told["findings"]} == {"texts-of-ones-own--ours"}
    assert desk("sweep", ledger, *AS_OF, "--pack", "strictly.yaml").code == 0
