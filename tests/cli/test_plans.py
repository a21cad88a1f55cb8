"""The annual plan as commands, and what a sweep makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.desk import Desk


def test_a_plan_is_kept_listed_and_changed(begun: Desk) -> None:
    assert "还没有登记年度计划" in begun.done("plan", "list").out
    assert "V100" in {line["code"] for line in begun.done("sweep", "--json").json["not_checked"]}
    told = begun.done("plan", "set", "高新区工委", "--year", "2026", "--quota", "40", "--as", "wei").out
    assert "高新区工委 2026 年　指标 40 人" in told
    begun.done("plan", "set", "高新区工委", "--year", "2026", "--structure", "新兴领域≥79%", "--as", "wei")
    begun.done("plan", "set", "第一党支部", "--year", "2025", "--quota", "2", "--as", "wei")
    assert begun.done("plan", "list", "--json").json == [
        {"year": 2026, "body": "高新区工委", "quota": 40, "structure": "新兴领域≥79%"},
        {"year": 2025, "body": "第一党支部", "quota": 2},
    ]
    assert [line["year"] for line in begun.done("plan", "list", "--year", "2025", "--json").json] == [2025]
    assert "新兴领域≥79%" in begun.done("plan", "list").out
    assert "V100" not in {line["code"] for line in begun.done("sweep", "--json").json["not_checked"]}
    assert "年度计划" in begun.done("journal", "show").out


def test_a_plan_of_nobody_for_nothing_or_in_riddles_is_refused(zone: Desk) -> None:
    assert zone("plan", "set", "无此党委", "--year", "2026", "--quota", "4", "--as", "wei").code == 5
    assert zone("plan", "set", "高新区工委", "--year", "2026", "--as", "wei").code == 2
    assert zone("plan", "set", "高新区工委", "--year", "26", "--quota", "4", "--as", "wei").code == 2
    riddle = zone("plan", "set", "高新区工委", "--year", "2026", "--structure", "从严掌握", "--as", "wei")
    assert riddle.code == 2
    assert "新兴领域≥79%" in riddle.err
    assert zone("plan", "set", "高新区工委", "--year", "2026", "--quota", "4", "--as", "zhi").code == 3


def test_a_finding_about_a_body_is_explained_under_its_name(begun: Desk) -> None:
    begun.done("plan", "set", "高新区工委", "--year", "2026", "--quota", "5", "--as", "wei")
    options = ("--as-of", "2026-11-01", "--pack", "sample-province", "--json")
    (found,) = begun("sweep", "--only", "V104", *options).json["findings"]
    assert (found["about"], found["dossier"]) == ("body", "高新区工委")
    told = begun.done("why", "V104", "高新区工委", *options).json
    assert (told["dossier"], told["name"]) == ("高新区工委", "")
    assert [one["says"] for rule in told["rules"] for one in rule["findings"]] == [found["says"]]
    assert begun("why", "V49", "高新区工委").code == 2
