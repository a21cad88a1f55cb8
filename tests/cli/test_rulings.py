"""``dangyuan rules``: list with filters, show, and rules of one's own tried on a ledger or the store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.ledgers_of_two import written

OWN = """rules:
- id: heard-before-listing
  code: P90
  title: 列为发展对象前考察不足两次
  cites: {细则-2026: 13}
  guards: []
  act: candidate_listed_on
  requires: examinations >= 2
  effect: warn
  severity: S4
  class: procedure
  says: "{candidate_listed_on} 列为发展对象，考察 {examinations} 次"
  remedy: 了解原因
  examples:
    keeps: {candidate_listed_on: 2026-06-01, examined_on: [2025-06-01, 2025-12-01]}
    breaks: {candidate_listed_on: 2026-06-01, examined_on: [2025-06-01]}
"""


def own(text: str = OWN) -> str:
    Path("我的规定.yaml").write_text(text, encoding="utf-8")
    return "我的规定.yaml"


def codes(desk: Desk, *words: str) -> set[str]:
    return {rule["code"] for rule in desk.done("rules", "list", *words, "--json").json}


def test_the_list_is_narrowed_by_every_filter_at_once(desk: Desk) -> None:
    everything = desk.done("rules", "list", "--json").json
    assert codes(desk, "--code", "V49,v52") == {"V49", "V52"}
    leads = desk.done("rules", "list", "--certainty", "lead", "--severity", "S4", "--json").json
    assert leads
    assert {(rule["certainty"], rule["severity"]) for rule in leads} == {("lead", "S4")}
    early = desk.done("rules", "list", "--edition", "细则-1990", "--json").json
    assert 0 < len(early) < len(everything)
    assert all("细则-1990" in rule["cites"] for rule in early)
    assert codes(desk, "--pack", "chuxiong-high-tech-zone", "--local", "--code", "P01") == {"P01"}


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("--code", "V490"), 5, "没有代码或编号为 V490 的规定"),
        (("--edition", "细则-2027"), 5, "没有登记名为“细则-2027”的版本，是不是想写"),
        (("--severity", "S9"), 2, "--severity"),
    ],
)
def test_a_filter_that_can_meet_nothing_is_refused(desk: Desk, words: tuple[str, ...], code: int, part: str) -> None:
    answer = desk("rules", "list", *words)
    assert (answer.code, part in answer.err) == (code, True), answer.err


def test_a_rule_is_shown_with_articles_steps_examples_and_what_it_silences(desk: Desk) -> None:
    told = desk.done("rules", "show", "activist-decided").out
    assert "细则-2014 第8条（2014-05-28 至 2026-05-10 施行）　积极分子由党员推荐" in told
    assert "步骤　第 7 步“" in told
    assert "不另报　V28、V49" in told
    assert "合规　" in told
    assert "违反　" in told
    assert "{" not in told


def test_what_people_look_at_is_shown_beside_the_rules_or_in_their_stead(desk: Desk) -> None:
    told = desk.done("rules", "show", "V11").out
    assert "V11　网络言行不当（由人看）" in told
    assert "材料　政治审查报告、谈话记录、群众座谈记录" in told
    (line,) = desk.done("rules", "show", "V11", "--json").json
    assert (line["by_eye"], line["cites"]) == (True, ["细则-2026#16"])
    both = desk.done("rules", "show", "V17", "--json").json
    assert [line.get("by_eye", False) for line in both] == [False, True]


def test_a_rule_across_dossiers_is_shown_too(desk: Desk) -> None:
    told = desk.done("rules", "show", "V103").out
    assert "只用于排查" in told
    assert "全国停用，由地方规定启用" in told
    found = desk.done("rules", "show", "V103", "--json").json
    assert {rule["select"] for rule in found} >= {"sponsor-load", "contact-load"}


def test_rules_of_ones_own_are_held_to_their_examples(desk: Desk) -> None:
    assert "写法无误：1 条规定，2 个例子全部相符" in desk.done("rules", "test", own()).out


def test_rules_of_ones_own_are_swept_over_a_ledger_and_nothing_is_left_behind(desk: Desk) -> None:
    ledger = str(written(Path("台账.csv")))
    before = sorted(path.name for path in [*Path().iterdir(), Path(own())])
    answer = desk("rules", "test", own(), ledger, "--as-of", "2026-11-01", "--json")
    assert answer.code == 1
    (count,) = answer.json["counts"]
    assert (count["found"], count["notes"], count["not_checked"]) == (1, 0, 0)
    (finding,) = answer.json["sweep"]["findings"]
    assert (finding["dossier"], finding["says"]) == ("台账!2", "2026-10-08 列为发展对象，考察 1 次")
    assert "考察 1 次" in desk("rules", "test", own(), ledger, "--as-of", "2026-11-01").out
    assert sorted(path.name for path in Path().iterdir()) == before


def test_what_could_not_be_checked_is_told_with_its_columns(desk: Desk) -> None:
    ledger = written(Path("台账.csv"))
    text = ledger.read_text(encoding="utf-8-sig").replace("考察日期", "别的日期")
    ledger.write_text(text, encoding="utf-8-sig")
    (count,) = desk.done("rules", "test", own(), str(ledger), "--as-of", "2026-11-01", "--json").json["counts"]
    assert (count["not_checked"], count["missing_columns"]) == (2, ["考察日期"])


def test_rules_of_ones_own_are_swept_over_the_store(begun: Desk) -> None:
    answer = begun.done("rules", "test", own(), "--store", "--json")
    assert answer.json["sweep"]["dossiers"] == 1


def test_a_pack_may_be_tried_as_it_is(desk: Desk) -> None:
    headed = own("id: ours\ntitle: 我县\nsince: 2026-01-01\nparameters: {notice_working_days_least: 8}\n" + OWN)
    found = desk.done("rules", "test", headed, "--json").json["rules"]
    assert {rule["rule"] for rule in found} == {"heard-before-listing", "notice-long-enough--ours"}


@pytest.mark.parametrize(
    ("written_", "instead", "says"),
    [
        (
            "examinations >= 2",
            "examination >= 2",
            "我的规定.yaml:8: requires：没有名为 examination 的事实，是不是想写 examinations？",
        ),
        ("examinations >= 2", "len(examined_on) >= 2", "我的规定.yaml:8: requires：规则语言不允许这种写法"),
        ("细则-2026: 13", "细则-2026: 99", "我的规定.yaml:5: 细则-2026 没有登记第 99 条，登记过的有："),
        ("examinations >= 2", "examinations >= '2'", "examinations（整数）与 '2'（文字）；两边须是同一类的值"),
        ("severity: S4", "severity: S5", "我的规定.yaml:10: severity"),
        (
            "[2025-06-01]}",
            "[2025-06-01, 2025-12-01]}",
            "我的规定.yaml:16: heard-before-listing 的例子 breaks 没有违反",
        ),
        ("heard-before-listing", "cultivated-for-a-year", "我的规定.yaml:2: 规定标识 cultivated-for-a-year 已在"),
        ("考察 {examinations} 次", "〔考察 {examinations} 次", "我的规定.yaml:12: says：〔〕没有成对"),
    ],
)
def test_a_mistake_in_a_rule_of_ones_own_is_named_with_its_line(
    desk: Desk, written_: str, instead: str, says: str
) -> None:
    answer = desk("rules", "test", own(OWN.replace(written_, instead)))
    assert answer.code == 2
    assert says in answer.err, answer.err


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("V49", "台账.csv"), "不是 .yaml 文件"),
        (("我的规定.yaml", "--set", "确定积极分子日期=2025-06-01"), "--set 只用于试算已有的规定"),
        (("我的规定.yaml", "台账.csv", "--store"), "只能选一个"),
        (("V103",), "跨档案的规定"),
        (("无.yaml",), "无.yaml:1: 文件不能读取"),
    ],
)
def test_what_cannot_be_tried_is_refused(desk: Desk, words: tuple[str, ...], part: str) -> None:
    own()
    answer = desk("rules", "test", *words)
    assert answer.code == 2
    assert part in answer.err


HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook" / "rules.md"


def test_the_handbook_s_own_rule_and_pack_are_sound(desk: Desk) -> None:
    rule, pack = re.findall(r"```yaml\n(.*?)```", HANDBOOK.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "2 个例子全部相符" in desk.done("rules", "test", own(rule)).out
    Path("our-county.yaml").write_text(pack, encoding="utf-8")
    found = desk.done("packs", "show", "our-county.yaml", "--json").json
    assert [rule["code"] for rule in found["changed"]] == ["V48", "V52"]
