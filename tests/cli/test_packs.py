"""``dangyuan packs``: what local rules add, raise and move; against the national rules, and against each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.ledgers_of_two import written

PROVINCE, ZONE = "sample-province", "chuxiong-high-tech-zone"
COUNTY = """id: county
title: 某县要求
since: 2026-06-01
over: [sample-province]
parameters: {notice_working_days_least: 8}
raises:
  talk-within-a-month: {severity: S2}
"""


def county(text: str = COUNTY) -> str:
    Path("county.yaml").write_text(text, encoding="utf-8")
    return "county.yaml"


def test_packs_are_listed_with_their_days_and_checked(desk: Desk) -> None:
    listed = desk.done("packs", "list", "--json").json
    assert [pack["id"] for pack in listed] == [ZONE, PROVINCE]
    assert {pack["since"] for pack in listed} == {"2025-01-01"}
    for pack in listed:
        assert "可以加用" in desk.done("packs", "check", pack["id"]).out
    assert desk.done("packs", "check", ZONE, PROVINCE).out.count("可以加用") == 2


def test_a_pack_whose_example_contradicts_its_rule_is_refused(desk: Desk) -> None:
    shipped_pack = Path(desk.done("packs", "list", "--json").json[0]["path"]).read_text(encoding="utf-8")
    first = shipped_pack.index("keeps:")
    broken = shipped_pack[:first] + "breaks__" + shipped_pack[first + len("keeps") :]
    swapped = broken.replace("breaks:", "keeps:", 1).replace("breaks__:", "breaks:", 1)
    Path("坏.yaml").write_text(swapped, encoding="utf-8")
    answer = desk("packs", "check", "坏.yaml")
    assert answer.code == 2
    assert "例子" in answer.err


def test_a_pack_is_shown_in_words_with_its_articles_and_numbers(desk: Desk) -> None:
    told = desk.done("packs", "show", PROVINCE).out
    assert "第 3 条　发展对象公示不少于七个工作日" in told
    assert "公示工作日数下限（细则-2026 第13条）：5 → 7（notice_working_days_least）" in told
    assert "V12　民主测评未过半（S3，提示；省样例-2025 第5条）" in told
    assert "程度　S3 → S2" in told
    found = desk.done("packs", "show", PROVINCE, "--json").json
    assert {"V12", "V68", "V83", "V88", "V92", "V94", "V95", "V103", "V104"} <= {
        rule["code"] for rule in found["added"]
    }


def test_a_county_is_shown_against_the_province_on_which_it_builds(desk: Desk) -> None:
    found = desk.done("packs", "show", county(), "--json").json
    assert [(head["id"], head["over"]) for head in found["packs"]] == [("county", [PROVINCE])]
    assert [(p["name"], p["before"], p["after"]) for p in found["parameters"]] == [
        ("notice_working_days_least", "7", "8")
    ]
    assert found["added"] == []
    changed = {
        rule["code"]: {a["aspect"]: (a["before"], a["after"]) for a in rule["aspects"]} for rule in found["changed"]
    }
    assert changed["V48"] == {"程度": ("S3", "S2")}
    assert changed["V52"] == {"要求": ("公示工作日数不得少于7", "公示工作日数不得少于8")}


def test_packs_differ_from_the_nation_and_from_each_other(desk: Desk) -> None:
    alone = desk.done("packs", "diff", ZONE, "--json").json
    assert (alone["before"], alone["after"]) == ([], [ZONE])
    assert {rule["code"] for rule in alone["added"]} >= {"P01", "V01", "V92"}
    both = desk.done("packs", "diff", PROVINCE, f"{ZONE},{PROVINCE}", "--json").json
    assert (both["before"], both["after"]) == ([PROVINCE], [ZONE, PROVINCE])
    assert [p["name"] for p in both["parameters"]] == ["vetting_validity_months"]
    back = desk.done("packs", "diff", f"{ZONE},{PROVINCE}", PROVINCE, "--json").json
    assert [rule["rule"] for rule in back["removed"]] == [rule["rule"] for rule in both["added"]]
    assert "两边相同" in desk.done("packs", "diff", ZONE, ZONE).out


def test_what_a_ledger_s_findings_become_is_told(desk: Desk) -> None:
    ledger = str(written(Path("台账.csv")))
    six = COUNTY.replace("since: 2026-06-01", "since: 2025-01-01").replace(
        "{notice", "{months_apply_to_activist_least: 6, notice"
    )
    told = desk.done("packs", "diff", county(six), "--ledger", ledger, "--as-of", "2026-11-01", "--json").json
    codes = {finding["code"] for finding in told["findings"]["new"]}
    assert "P05" in codes
    assert "V52" not in codes, "broken before and after is no news"
    assert told["findings"]["gone"] == []
    shown = desk.done("packs", "diff", "county.yaml", "--ledger", ledger, "--as-of", "2026-11-01").out
    assert f"排查结果多出 {len(told['findings']['new'])} 条" in shown


def test_a_finding_of_a_stricter_number_names_that_number(desk: Desk) -> None:
    ledger = str(written(Path("台账.csv")))
    told = desk("sweep", ledger, "--as-of", "2026-11-01", "--only", "V52", "--pack", "sample-province").out
    assert "只有 3 个工作日，应不少于 7 个" in told
    assert "不足五个" not in told


def test_the_numbers_that_a_pack_may_move_are_listed(desk: Desk) -> None:
    listed = {line["name"]: line for line in desk.done("packs", "parameters", "--json").json}
    assert listed["notice_working_days_least"]["direction"] == "up"
    assert "cultivation_complete_from_filing_on" in listed["cultivation_clock"]["choices"]
    assert "只能提高" in desk.done("packs", "parameters").out


@pytest.mark.parametrize(
    ("written_", "instead", "says"),
    [
        ("notice_working_days_least: 8", "notice_working_days_least: 6", "county.yaml:5: notice_working_days_least"),
        ("notice_working_days_least: 8", "notice_working_days_least: 八", "要写数目的，用阿拉伯数字"),
        ("talk-within-a-month", "talk-in-a-month", "county.yaml:7: 没有标识为 talk-in-a-month 的规定可以提高"),
        (
            "[sample-province]",
            "[some-province]",
            "county.yaml:4: over：没有名为 some-province 的地方规定，是不是想写 sample-province？",
        ),
        ("since: 2026-06-01", "since: 2026年6月", "county.yaml:3: since"),
    ],
    ids=["loosens", "no number", "unknown rule", "unknown pack", "no date"],
)
def test_a_pack_being_written_is_refused_by_line_and_remedy(desk: Desk, written_: str, instead: str, says: str) -> None:
    answer = desk("packs", "check", county(COUNTY.replace(written_, instead)))
    assert answer.code == 2
    assert says in answer.err


def test_all_problems_come_at_once(desk: Desk) -> None:
    bad = COUNTY.replace("notice_working_days_least: 8", "notice_days: 8").replace("severity: S2", "severity: S4")
    problems = desk("packs", "check", county(bad), "--json").json["problems"]
    assert [problem.partition(": ")[0] for problem in problems] == ["county.yaml:5", "county.yaml:7"]


def test_a_sweep_takes_several_packs_in_any_order(desk: Desk) -> None:
    ledger = str(written(Path("台账.csv")))
    one, other = (
        desk("sweep", ledger, "--as-of", "2026-11-01", "--json", *(word for name in names for word in ("--pack", name)))
        for names in ((ZONE, PROVINCE), (PROVINCE, ZONE))
    )
    assert one.out == other.out
    assert one.json["packs"] == [ZONE, PROVINCE]
