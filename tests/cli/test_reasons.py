"""``dangyuan why``: the rule, its article and edition, each value with its record, and what would have to differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.ledgers_of_two import written
from tests.cli.zone import PERSON, journey

AS_OF = ("--as-of", "2026-11-01")


@pytest.fixture
def ledger(desk: Desk) -> str:
    """The ledger, in the desk's own folder."""
    assert desk.capsys is not None
    return str(written(Path("台账.csv")))


def test_a_row_of_a_ledger_is_explained_down_to_its_cells(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "talk-within-a-month", ledger, "张三", *AS_OF).out
    assert "V48　收到申请后一个月内未谈话：违反" in told
    assert "细则-2014 第7条　中国共产党发展党员工作细则（2014 年）（2014-05-28 至 2026-05-10 施行）" in told
    assert "改正　谈话日期最晚 2025-02-28（现为 2025-03-05）" in told
    assert "2025-01-31 加一个月，当月没有 31 日，取月末，为 2025-02-28" in told
    assert "收到申请日期 2025-01-31：工作表“台账”第 2 行“收到申请日期”列" in told


def test_working_days_are_named_with_the_holidays_left_out(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "V52", ledger, "2", *AS_OF).out
    assert "公示工作日数至少 5（现为 3）" in told
    assert "计入 3 个工作日（9月28日至9月30日）；未计 国庆节假期 10月1日至10月2日" in told


def test_votes_are_solved_for_the_number_that_lacks(desk: Desk, ledger: str) -> None:
    (line, *_) = desk.done("why", "admission-quorum", ledger, "张三", *AS_OF, "--json").json["rules"]
    assert line["verdict"] == "违反"
    assert line["wanted"] == ["实到有表决权人数至少 6（现为 5，应到有表决权人数 10）"]
    assert {article["citation"] for article in line["articles"]} == {"党章#5", "细则-2026#19"}
    assert all(article["digest"] and article["since"] for article in line["articles"])


def test_a_leap_day_is_explained(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "V49", ledger, "李四", *AS_OF).out
    assert "2025 年没有 2 月 29 日，以 3 月 1 日为满（本程序的约定）" in told
    assert told.index("违反") < told.index("不适用")


def test_json_gives_the_chain_with_the_cell_of_each_recorded_value(desk: Desk, ledger: str) -> None:
    (line, *_) = desk.done("why", "cultivated-for-a-year", ledger, "张三", *AS_OF, "--json").json["rules"]
    value = next(value for value in line["values"] if value["fact"] == "cultivation_complete_on")
    assert value["how"].endswith("自 2025-06-01 起满一年，为 2026-06-01")
    activist = value["of"][0]["of"][0]
    assert activist["fact"] == "activist_on"
    assert activist["from"] == {
        "sheet": "台账",
        "row": 2,
        "column": "确定积极分子日期",
        "says": "工作表“台账”第 2 行“确定积极分子日期”列",
    }


def test_a_local_rule_is_explained_where_its_pack_is_laid(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "V52", ledger, "张三", *AS_OF, "--pack", "sample-province").out
    assert "地方规定 sample-province" in told
    assert "公示工作日数至少 7（现为 3）" in told


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("V49", "台账.csv"), 2, "请写明台账 台账.csv 里的哪一行"),
        (("V49", "台账.csv", "9"), 5, "第 9 行不是人员行；请写表中显示的行号（第 2 行至第 3 行）"),
        (("V49", "台账.csv", "张二"), 5, "没有姓名为“张二”的人"),
        (("V49", "张三", "7"), 2, "“张三”不是台账文件"),
        (("V990", "台账.csv", "2"), 5, "没有代码或编号为 V990 的规定"),
        (("V49", "无.xlsx", "2"), 2, "无.xlsx"),
    ],
)
@pytest.mark.usefixtures("ledger")
def test_what_cannot_be_explained_is_said_with_the_remedy(
    desk: Desk, words: tuple[str, ...], code: int, part: str
) -> None:
    answer = desk("why", *words)
    assert (answer.code, part in answer.err) == (code, True), answer.err


def test_a_name_that_stands_twice_is_told_by_its_rows(desk: Desk, ledger: str) -> None:
    text = Path(ledger).read_text(encoding="utf-8-sig").replace("李四", "张三")
    Path(ledger).write_text(text, encoding="utf-8-sig")
    answer = desk("why", "V49", ledger, "张三")
    assert answer.code == 2
    assert "台账里有 2 行姓名为“张三”，请改写行号：2、3" in answer.err


def test_a_dossier_is_explained_by_the_lines_of_the_journal(begun: Desk) -> None:
    for line in [*journey()][:7]:
        begun.done(*line)
    told = begun.done("why", "activist-filed", PERSON).out
    assert "第 4 步" in told or "不适用" in told
    (line,) = begun.done("why", "talk-within-a-month", PERSON, "--json").json["rules"]
    talked = next(value for value in line["values"] if value["fact"] == "talked_on")
    assert talked["from"]["act"].startswith("第 2 步“")
    assert talked["from"]["entered_by"] == "zhi"
    assert talked["from"]["decided_by"] == "支书记"
    assert talked["from"]["line"] > 0
    assert talked["from"]["on"] == "2024-06-20"
    assert "全程纪实第" in talked["from"]["says"]


STRICT = """id: strict
title: 某区要求
since: 2015-01-01
parameters: {sponsor_load_most: 1, small_branch_members: 0}
"""


TEXT = (
    "去年冬天我在三号车间值夜班，一台压缩机的油压突然掉到警戒线以下，我和班长一起排查了两个多小时，最后发现是滤芯被金属屑"
    "堵住。那次以后我写了一本巡检笔记，把每台机器的脾气都记下来，后来车间把它印成了小册子发给新来的同事。"
)


def test_a_rule_across_dossiers_names_the_members_of_what_it_found(desk: Desk, ledger: str) -> None:
    Path("严.yaml").write_text(STRICT, encoding="utf-8")
    header, *rows = Path(ledger).read_text(encoding="utf-8-sig").splitlines()
    lines = [header + ",终止日期,转出日期,转正审批日期", *(row + ",,," for row in rows)]
    Path(ledger).write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    told = desk.done("why", "V103", ledger, "张三", *AS_OF, "--pack", "严.yaml").out
    assert "未启用（由地方规定启用）" in told
    assert "党员甲 同时作 2 名尚未转正者的入党介绍人" in told
    assert "其中　张三（台账!2）、李四（台账!3）" in told
    answer = desk("sweep", ledger, *AS_OF, "--only", "V103", "--pack", "严.yaml", "--json")
    (finding,) = answer.json["findings"]
    assert [one["name"] for one in finding["explanation"]["members"]] == ["张三", "李四"]


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("V11", "V11（网络言行不当）没有数据能显示，须由人看政治审查报告"),
        ("V97", "V97 不再使用"),
        ("V12", "V12 全国没有规定，地方规定 sample-province 里有；加 --pack sample-province 再试"),
    ],
)
def test_what_no_rule_answers_is_said_with_where_to_look(desk: Desk, ledger: str, code: str, part: str) -> None:
    for words in (("why", code, ledger, "张三"), ("sweep", ledger, "--only", code), ("rules", "list", "--code", code)):
        answer = desk(*words)
        assert (answer.code, part in answer.err) == (5, True), answer.err


def test_a_body_of_a_ledger_is_asked_about_by_name(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "V101", ledger, "第一党支部", *AS_OF).out
    assert told.startswith("第一党支部（截至 2026-11-01）")
    assert "V101　有成熟的积极分子而连年没有接收：没有发现" in told
    assert "V49 说的是一份档案，不是党组织" in desk("why", "V49", ledger, "第一党支部").err
    assert "没有姓名为“第二党支部”的人" in desk("why", "V101", ledger, "第二党支部").err


def test_texts_alike_are_explained_and_not_called_switched_off(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "V83", ledger, "张三", *AS_OF).out
    assert "V83　申请书、思想汇报、意见等文字雷同：未检查" in told
    assert "这里没有可以对照的材料文字；用 --texts 指明存放文字的文件夹" in told
    folder = Path("材料")
    folder.mkdir()
    for name in ("张三", "李四"):
        (folder / f"{name}-入党申请书.txt").write_text(TEXT, encoding="utf-8")
    found = desk.done("why", "V83", ledger, "张三", *AS_OF, "--texts", "材料").out
    assert "V83　申请书、思想汇报、意见等文字雷同：有发现（线索，不是结论）" in found
    assert "另一份档案是 台账!3" in found


def test_a_folder_of_snapshots_is_asked_about_in_its_own_store(desk: Desk) -> None:
    Path("报送").mkdir()
    answer = desk("why", "V49", "报送")
    assert (answer.code, "请在报送单位的数据库里问：dangyuan why V49 档案编号" in answer.err) == (2, True)


def test_each_finding_of_a_sweep_in_json_carries_its_explanation(desk: Desk, ledger: str) -> None:
    answer = desk("sweep", ledger, *AS_OF, "--format", "json")
    findings = answer.json["findings"]
    assert findings
    for finding in findings:
        assert finding["explanation"]["requires"]
        for value in finding["explanation"]["values"]:
            assert value["label"]
            assert ("how" in value) or ("from" in value) or value["value"] is None
    talk = next(finding for finding in findings if finding["rule"] == "talk-within-a-month")
    assert talk["explanation"]["wanted"] == ["谈话日期最晚 2025-02-28（现为 2025-03-05）"]
    received = next(value for value in talk["explanation"]["values"] if value["fact"] == "application_received_on")
    assert received["from"] == {"sheet": "台账", "row": 2, "column": "收到申请日期"}
    assert desk("sweep", ledger, *AS_OF, "--format", "json").out == answer.out


def test_findings_of_a_store_carry_the_lines_of_the_journal(begun: Desk) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    late = ("--set", "谈话人=支书记", "--reason", "疏忽")
    begun.done("advance", PERSON, "2", "--on", "2024-08-20", *late, "--as", "zhi")
    findings = begun("sweep", "--json").json["findings"]
    found = next(finding for finding in findings if finding["code"] == "V48")
    talked = next(value for value in found["explanation"]["values"] if value["fact"] == "talked_on")
    assert talked["from"]["line"] > 0
    assert talked["from"]["entered_by"] == "zhi"


def test_a_rule_across_dossiers_says_where_a_row_was_not_counted(desk: Desk, ledger: str) -> None:
    told = desk.done("why", "one-dossier-under-way", ledger, "张三", *AS_OF).out
    assert "V15　同一身份证号有两份在办档案：未检查" in told
    assert "说明　这份档案没有计入，无从知道：身份证号" in told


def test_the_numbers_of_a_rule_across_dossiers_are_said_in_words(desk: Desk) -> None:
    told = desk.done("rules", "show", "no-burst").out
    assert "（至少 30，60%）" in told
    assert "least" not in told
