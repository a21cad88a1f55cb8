"""Bodies, offices, users, rules and packs as commands."""

import pytest

from tests.cli.desk import Desk, number
from tests.cli.zone import PERSON


def test_a_new_store_says_how_to_begin_and_init_may_be_repeated(desk: Desk) -> None:
    assert "dangyuan org add" in desk.done("init").out
    assert "数据库已就绪" in desk.done("init").out


def test_a_pack_is_kept_with_the_store(desk: Desk) -> None:
    told = desk.done("init", "--pack", "chuxiong-high-tech-zone", "--json").json
    assert told["packs"] == ["chuxiong-high-tech-zone"]
    assert desk.done("sweep", "--json").json["packs"] == ["chuxiong-high-tech-zone"]
    assert desk("init", "--db", "二.db", "--pack", "没有").code == 2
    assert desk("org", "list", "--db", "二.db").code == 5


def test_a_body_is_changed_without_losing_what_is_not_said(zone: Desk) -> None:
    zone.done("org", "add", "第一党支部", "--former", "老支部", "--as", "wei")
    bodies = {body["name"]: body for body in zone.done("org", "list", "--json").json}
    assert bodies["第一党支部"]["former_names"] == ["老支部"]
    assert bodies["第一党支部"]["has_committee"] is True
    assert "　　第一党支部" in zone.done("org", "list").out
    assert zone("org", "add", "第三党支部", "--kind", "党支部", "--parent", "无此总支", "--as", "wei").code == 2


def test_the_roster_tells_who_has_a_vote(zone: Desk) -> None:
    zone.done("org", "member", "新党员", "--branch", "第一党支部", "--joined", "2026-05-01", "--as", "wei")
    zone.done("org", "member", "党员0", "--branch", "第一党支部", "--left", "2026-01-01", "--as", "wei")
    votes = {m["name"]: m["has_vote"] for m in zone.done("org", "roster", "第一党支部", "--json").json}
    assert (votes["新党员"], votes["党员0"], votes["党员1"]) == (False, False, True)
    assert "有表决权 8 人" in zone.done("org", "roster", "第一党支部").out
    assert zone("org", "roster", "无此支部").code == 5


def test_an_office_ends_and_its_holder_can_no_longer_act(begun: Desk) -> None:
    begun.done("office", "end", "zhi", "--org", "第一党支部", "--until", "2026-10-01", "--as", "wei")
    assert begun("office", "end", "zhi", "--org", "第一党支部", "--until", "2026-10-01", "--as", "wei").code == 5
    assert begun("advance", PERSON, "1", "--material", "入党申请书", "--as", "zhi").code == 3
    held = begun.done("office", "list", "--user", "zhi", "--json").json
    assert [(o["duty"], o["until"]) for o in held] == [("secretary", "2026-10-01")]
    assert begun.done("office", "list", "--on", "2026-11-01", "--user", "zhi", "--json").json == []


def test_users_are_listed_with_their_offices_and_without_their_numbers(zone: Desk) -> None:
    zone.done("user", "add", "xin", "--person", "新人", "--id-number", number(8), "--as", "wei")
    told = zone.done("user", "list")
    assert "第一党支部书记" in told.out
    assert number(8) not in told.out + zone.done("user", "list", "--json").out


def test_rules_are_listed_shown_and_tried(desk: Desk) -> None:
    assert {"V49", "V29"} <= {rule["code"] for rule in desk.done("rules", "list", "--step", "8", "--json").json}
    shown = desk.done("rules", "show", "cultivated-for-a-year").out
    assert "细则-2014 第13条" in shown
    desk.done("rules", "test", "V49")
    early = ("--set", "确定积极分子日期=2025-06-01", "--set", "列为发展对象日期=2026-05-31")
    answer = desk("rules", "test", "cultivated-for-a-year", *early)
    assert answer.code == 1
    assert "违反" in answer.out
    assert desk.done("rules", "test", "cultivated-for-a-year", *early[:2]).out.count("不适用") == 1


def test_why_a_rule_holds_for_a_person(begun: Desk) -> None:
    told = begun.done("why", "cultivated-for-a-year", PERSON, "--json").json
    assert [line["verdict"] for line in told["rules"]] == ["不适用"]
    assert "还没有" in begun.done("why", "V49", PERSON).out


@pytest.mark.parametrize(
    "words", [("org", "list"), ("office", "list"), ("user", "list"), ("journal", "show"), ("import", "list")]
)
def test_an_empty_store_has_empty_lists(desk: Desk, words: tuple[str, ...]) -> None:
    desk.done("init")
    desk.done(*words)
    assert desk.done(*words, "--json").json == []
