"""The three levels as commands: whose turn it is, votes, sending back, refusing; vetting and ballots beside."""

import pytest

from tests.cli.desk import Desk
from tests.cli.zone import PERSON, journey


@pytest.fixture
def at_first_gate(begun: Desk) -> Desk:
    """The person waits for the filing as an activist (G1)."""
    for line, _ in zip(journey(), range(3), strict=False):
        begun.done(*line)
    return begun


def review(decision: str, user: str, *rest: str) -> tuple[str, ...]:
    return ("review", decision, PERSON, "--on", "2024-09-10", "--as", user, *rest)


def test_the_queue_shows_each_level_what_waits_for_it(at_first_gate: Desk) -> None:
    def queue(user: str) -> list[tuple[str, str]]:
        return [(w["name"], w["level"]) for w in at_first_gate.done("review", "queue", "--as", user, "--json").json]

    assert (queue("zhi"), queue("zong"), queue("wei")) == ([(PERSON, "branch")], [], [])
    at_first_gate.done(*review("submit", "zhi"))
    assert (queue("zhi"), queue("zong"), queue("wei")) == ([], [(PERSON, "general_branch")], [])
    at_first_gate.done(*review("deliberate", "zong", "--opinion", "同意"))
    assert (queue("zong"), queue("wei")) == ([], [(PERSON, "committee")])


def test_a_general_branch_cannot_approve_but_must_deliberate(at_first_gate: Desk) -> None:
    at_first_gate.done(*review("submit", "zhi"))
    answer = at_first_gate(*review("approve", "zong", "--json"))
    assert (answer.code, answer.json["error"]) == (3, "not_your_turn")
    assert "只能审议" in answer.json["says"]


def test_who_is_not_asked_cannot_decide(at_first_gate: Desk) -> None:
    at_first_gate.done(*review("submit", "zhi"))
    assert at_first_gate(*review("deliberate", "wei", "--opinion", "同意")).code == 3
    assert at_first_gate(*review("deliberate", "zong")).code == 2


def test_a_return_makes_later_facts_void_and_they_stay_readable(at_first_gate: Desk) -> None:
    at_first_gate.done(*review("submit", "zhi"))
    assert at_first_gate(*review("return", "zong", "--reason", "推荐范围不够")).code == 2
    at_first_gate.done(*review("return", "zong", "--to", "3", "--reason", "推荐范围不够"))
    shown = at_first_gate.done("dossier", "show", PERSON, "--json").json
    assert shown["position"] == "3"
    assert "activist_on" not in shown["facts"]
    told = at_first_gate.done("journal", "show", PERSON).out
    assert "确定积极分子日期 2024-09-01" in told
    assert "推荐范围不够" in told


def test_papers_are_asked_for_again_and_come_back(at_first_gate: Desk) -> None:
    at_first_gate.done(*review("submit", "zhi"))
    words = ("--paper", "入党积极分子备案报告", "--reason", "缺盖章")
    at_first_gate.done(*review("supplement", "zong", *words))
    assert "补正材料《入党积极分子备案报告》" in at_first_gate.done("dossier", "next", PERSON).out
    assert at_first_gate(*review("submit", "zhi")).code == 1


def test_a_refusal_leads_back_to_the_standing_before(at_first_gate: Desk) -> None:
    at_first_gate.done(*review("submit", "zhi"))
    at_first_gate.done(*review("deliberate", "zong", "--opinion", "同意"))
    assert at_first_gate(*review("reject", "wei")).code == 2
    at_first_gate.done(*review("reject", "wei", "--reason", "条件不成熟"))
    shown = at_first_gate.done("dossier", "show", PERSON, "--json").json
    assert (shown["position"], shown["standing"]) == ("3", "applicant")


def test_another_hand_types_for_who_decided(at_first_gate: Desk) -> None:
    at_first_gate.done("user", "add", "dai", "--person", "代录员", "--as", "wei")
    at_first_gate.done(
        "office", "add", "dai", "--duty", "组织委员", "--org", "第一党支部", "--since", "2024-01-01", "--as", "wei"
    )
    at_first_gate.done(*review("submit", "dai", "--by", "zhi"))
    assert "dai 代录" in at_first_gate.done("journal", "show", PERSON).out


def test_vetting_is_asked_answered_and_reminded(at_first_gate: Desk) -> None:
    asked = (
        "--body",
        "公安机关,法院",
        "--letter",
        "联审函3号",
        "--on",
        "2024-09-02",
        "--due",
        "2024-09-20",
        "--as",
        "zhi",
    )
    assert at_first_gate.done("vet", "ask", PERSON, *asked).out.count("已登记发函") == 2
    assert at_first_gate("vet", "ask", PERSON, *asked).code == 2
    told = ("--body", "公安机关", "--opinion", "无异常", "--on", "2024-09-10", "--as", "zhi")
    at_first_gate.done("vet", "answer", PERSON, *told)
    assert at_first_gate("vet", "answer", PERSON, *told).code == 2
    assert "法院" in at_first_gate.done("vet", "remind", PERSON, "--on", "2024-10-01", "--as", "zhi").out
    cells = {c["body"]: c["state"] for c in at_first_gate.done("vet", "matrix", "--json").json}
    assert cells == {"纪检监察机关": "未发函", "公安机关": "无异常", "检察院": "未发函", "法院": "逾期未复"}
    assert "逾期未复" in at_first_gate.done("vet", "matrix", PERSON).out


def test_a_ballot_shows_both_majorities_and_a_failed_one_is_kept(begun: Desk) -> None:
    for line in journey():
        if line[0] == "ballot":
            break
        begun.done(*line)
    counts = ("--entitled", "9", "--present", "8", "--issued", "8", "--collected", "8")
    words = ("ballot", "record", PERSON, "--on", "2025-10-20", *counts, "--as", "zhi")
    failed = begun.done(*words, "--for", "4", "--against", "4")
    assert "实到 8 / 应到 9，过半；赞成 4 / 应到 9，未过半：未通过" in failed.out
    assert begun("advance", PERSON, "15", "--on", "2025-10-20", "--material", "表决票", "--as", "zhi").code == 1
    written = ("--for", "4", "--against", "4", "--written-for", "党员8", "--attendance", "党员0,党员1", "--dry-run")
    assert "赞成 5（含书面 1） / 应到 9，过半：通过" in begun.done(*words, *written).out
    (kept,) = begun.done("ballot", "show", PERSON, "--json").json
    assert (kept["votes_for"], kept["has_quorum"], kept["has_majority"], kept["passed"]) == (4, True, False, False)
    for wrong in (("--method", "口头"), ("--exclude", "党员1"), ("--written-late", "党员7")):
        assert begun(*words, "--for", "8", "--against", "0", *wrong).code == 2
