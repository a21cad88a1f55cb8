"""Exit codes and refusals: one table, in words and in JSON, and never a traceback."""

from pathlib import Path

import pytest

from dangyuan_flow.cli import exits
from dangyuan_flow.domain import errors
from dangyuan_flow.paper.errors import FactsMissing, PrintingUnavailable
from tests.cli.desk import Desk, number
from tests.cli.zone import PERSON

NOWHERE = ("--db", "nowhere.db")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.Refused("不行"), 1),
        (errors.ReasonNeeded("须有理由"), 1),
        (errors.NoSuchMove("没有"), 1),
        (errors.Tampered("改动过"), 1),
        (errors.BadInput("读不懂"), 2),
        (errors.BadDefinition(("x.yaml:1: 错",)), 2),
        (FactsMissing("缺", ("姓名",)), 2),
        (errors.NotAllowed("无权"), 3),
        (errors.NotYourTurn("没轮到"), 3),
        (errors.Conflict("冲突"), 4),
        (errors.NotFound("没有"), 5),
        (errors.FlowError("磁盘满"), 70),
        (PrintingUnavailable("缺库"), 70),
    ],
)
def test_each_refusal_has_its_exit_code(error: errors.FlowError, code: int) -> None:
    assert exits.exit_code(error) == code


WRONG: list[tuple[tuple[str, ...], int, str, str]] = [
    (("advance", PERSON, "1", "--as", "zhi"), 1, "refused", "材料《入党申请书》"),
    (("advance", PERSON, "3", "--as", "zhi"), 1, "no_such_move", "待办第 1 步"),
    (("advance", PERSON, "99", "--as", "zhi"), 1, "no_such_move", "没有第 99 步"),
    (("advance", PERSON, "一", "--as", "zhi"), 2, "wrong_usage", "参数“步骤”：应是整数"),
    (("advance", PERSON), 2, "wrong_usage", "还缺参数“步骤”"),
    (("advance", PERSON, "1", "--onn", "2025-01-01"), 2, "wrong_usage", "没有 --onn 这个选项，是不是"),
    (("advance", PERSON, "1", "--on"), 2, "wrong_usage", "选项 --on 后面还要写一个值"),
    (("advance", PERSON, "1", "--on", "2025-02-30", "--as", "zhi"), 2, "bad_input", "“2025-02-30”不是日期"),
    (("advance", PERSON, "1", "--set", "申请日期=2025", "--as", "zhi"), 2, "bad_input", "没有名为“申请日期”的栏目"),
    (("advance", PERSON, "1", "--material", "入党申请书=无.pdf", "--as", "zhi"), 2, "bad_input", "无.pdf"),
    (("advance", PERSON, "1"), 3, "not_allowed", "--as"),
    (("advance", PERSON, "1", "--as", "谁"), 5, "not_found", "没有名为 谁 的用户"),
    (("advance", "无此人", "1", "--as", "zhi"), 5, "not_found", "没有找到“无此人”的档案"),
    (("advance", "2020-00001", "1", "--as", "zhi"), 5, "not_found", "2020-00001"),
    (("dossier", "shw", PERSON), 2, "wrong_usage", "没有“shw”这个命令，是不是 show？"),
    (("dossier", "show", PERSON, "另一个"), 2, "wrong_usage", "多出了不认识的内容：另一个"),
    (("frob",), 2, "wrong_usage", "没有“frob”这个命令"),
    (("dossier", "list", "--limit", "0"), 2, "wrong_usage", "选项 --limit：不能小于 1"),
    (("dossier", "list", "--standing", "群众"), 2, "bad_input", "没有“群众”这种身份"),
    (("dossier", "list", "--position", "5"), 2, "bad_input", "没有停在第 5 步的档案"),
    (("dossier", "list", *NOWHERE), 5, "not_found", "dangyuan init"),
    (("dossier", "list", "--db", "mysql://x/y"), 2, "bad_input", "不支持的数据库"),
    (("dossier", "as-of", PERSON, "2020-01-01"), 5, "not_found", "尚无记录"),
    (("review", "approve", PERSON, "--as", "zong"), 1, "no_such_move", "没有待审批同意的环节"),
    (("review", "approve", PERSON, "--vote", "7,7", "--as", "wei"), 2, "bad_input", "--vote 须是五个整数"),
    (("sweep", "无.xlsx"), 2, "bad_input", "找不到台账"),
    (("sweep", "--format", "docx"), 2, "wrong_usage", "“docx”不在可选之列；可选：table, json, csv, xlsx, pdf"),
    (("sweep", "--only", "V999"), 5, "not_found", "V999"),
    (("sweep", "--org", "无此支部"), 5, "not_found", "无此支部"),
    (("sweep", "--pack", "无此规定"), 2, "bad_definition", "没有名为 无此规定 的地方规定"),
    (("rules", "show", "V999"), 5, "not_found", "没有代码或编号为 V999 的规定"),
    (("packs", "check", "无.yaml"), 2, "bad_definition", "无.yaml"),
    (("journal", "find", "ffff"), 5, "not_found", "没有摘要以 ffff 开头的记录"),
    (("journal", "verify", "--seal", "x"), 2, "bad_input", "不是封存摘要"),
    (("print", "no-such-form", PERSON), 5, "not_found", "no-such-form"),
    (("print", "talk-record", PERSON), 2, "facts_missing", "谈话"),
    (("import", "undo", "B1", "--as", "wei"), 5, "not_found", "B1"),
    (("restore", "无.db", "--db", "新.db"), 5, "not_found", "没有找到备份文件"),
    (("org", "add", "某支部", "--kind", "支委会"), 2, "bad_input", "没有“支委会”这种党组织"),
    (("org", "add", "某支部", "--kind", "党支部", "--as", "zhi"), 3, "not_allowed", "管理员"),
    (("office", "add", "wei", "--duty", "主任", "--org", "高新区工委", "--since", "2024-1-1"), 2, "bad_input", "主任"),
    (("user", "add", "x", "--person", "某", "--id-number", "123"), 2, "bad_input", "身份证号"),
    (("end", "withdraw", PERSON, "--as", "zhi"), 2, "wrong_usage", "还缺选项 --reason"),
    (("correct", PERSON, "--reason", "错", "--as", "zhi"), 2, "bad_input", "--set"),
    (("correct", PERSON, "--set", "民族=彝族", "--as", "zhi"), 2, "bad_input", "更正须写明理由"),
    (("vet", "ask", PERSON, "--body", "法院", "--as", "zhi"), 1, "no_such_move", "政审联审"),
]


@pytest.mark.parametrize(("words", "code", "error", "says"), WRONG, ids=lambda value: str(value)[:60])
def test_a_refusal_is_told_in_chinese_and_in_json(
    begun: Desk, words: tuple[str, ...], code: int, error: str, says: str
) -> None:
    spoken = begun(*words)
    assert spoken.code == code
    assert says in spoken.err
    assert "Traceback" not in spoken.err + spoken.out
    assert spoken.out == ""

    written = begun(*words, "--json")
    if error == "wrong_usage" and words[-1] == "--on":
        return  # the option takes the next word for its value
    assert written.code == code
    assert written.err == ""
    assert written.json["error"] == error
    assert says in written.json["says"]


def test_a_refusal_carries_what_is_broken_and_the_earliest_day(begun: Desk) -> None:
    def act(step: str, *rest: str) -> None:
        begun.done("advance", PERSON, step, "--as", "zhi", *rest)

    act("1", "--on", "2025-11-20", "--material", "入党申请书")
    act("2", "--on", "2025-12-01", "--set", "谈话人=支书记")
    act("3", "--on", "2026-01-05", "--set", "推荐方式=党员推荐", "--set", "积极分子会议形式=支委会")
    for decision, user in (("submit", "zhi"), ("deliberate", "zong"), ("approve", "wei")):
        begun.done("review", decision, PERSON, "--on", "2026-01-10", "--opinion", "同意", "--as", user)
    act("5", "--on", "2026-01-12", "--set", "培养联系人=党员1")
    act("6", "--on", "2026-07-01")
    act("7", "--on", "2026-10-10", "--set", "征求意见日期=2026-10-09")
    for decision, user in (("submit", "zhi"), ("deliberate", "zong"), ("approve", "wei")):
        begun.done("review", decision, PERSON, "--on", "2026-10-12", "--opinion", "同意", "--as", user)
    notice = ("--set", "公示开始日期=2026-10-13", "--set", "公示结束日期=2026-10-20", "--set", "公示反映=无")
    listing = ("advance", PERSON, "8", "--on", "2026-10-21", *notice, "--as", "zhi")

    refused = begun(*listing, "--json")
    assert refused.code == 1
    told = refused.json
    assert (told["error"], told["step"]) == ("refused", 8)
    (violation,) = told["violations"]
    assert violation.keys() == {"code", "cites", "says", "facts", "earliest"}
    assert (violation["code"], violation["cites"], violation["earliest"]) == ("V49", ["细则-2026#13"], "2027-01-05")
    assert violation["facts"]["activist_on"] == "2026-01-05" if "activist_on" in violation["facts"] else True
    assert "最早可于 2027-01-05 办理" in begun(*listing).err
    assert begun.done("dossier", "show", PERSON, "--json").json["position"] == "8:listing"


def test_two_hands_at_once_are_a_conflict(begun: Desk) -> None:
    words = ("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    assert begun(*words, "--expect-seq", "7", "--json").json["error"] == "conflict"
    assert begun(*words, "--expect-seq", "7").code == 4
    begun.done(*words, "--expect-seq", "1")


def test_one_person_has_one_dossier_under_way(begun: Desk) -> None:
    told = ("--name", PERSON, "--id-number", number(1), "--branch", "第一党支部", "--as", "zhi")
    assert begun("dossier", "open", *told).code == 4


def test_a_fault_of_the_program_is_kept_in_a_file_and_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert exits.answered(ZeroDivisionError("除以零"), ["dossier", "list"]) == 70
    told = capsys.readouterr().err
    assert "Traceback" not in told
    place = Path(told.partition("技术细节写在：")[2].partition("；")[0])
    assert "ZeroDivisionError" in place.read_text(encoding="utf-8")
    place.unlink()
