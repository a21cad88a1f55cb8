"""``dangyuan stats`` and ``dangyuan calendar``: numbers, their lists, and loading a year's notice."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.deadlines import STATE_COUNCIL, put_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.desk import Desk

NEXT = STATE_COUNCIL.last_year + 1
NOTICE = f"{NEXT}-01-01,休,元旦\n{NEXT}-05-01,休,劳动节\n{NEXT}-10-01 至 {NEXT}-10-07,休,国庆节\n"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Whatever a test loads, the next one begins with the package's calendar."""
    yield
    put_in_force(STATE_COUNCIL)


def test_the_numbers_are_told_as_a_table(begun: Desk) -> None:
    told = begun.done("stats").out
    assert "1 份（在办 1、已结 0）" in told
    assert {"党组织", "所在阶段", "身份", "年龄", "五个阶段"} <= {*told.split()}


def test_json_names_each_number_by_the_key_of_its_list(begun: Desk) -> None:
    told = begun.done("stats", "--json").json
    assert told["dossiers"] == 1
    for part in told["counts"].values():
        for one in part:
            listed = begun.done("stats", "--list", one["key"], "--json").json
            assert listed["count"] == len(listed["dossiers"]) == one["count"]
    assert begun("stats", "--list", "sex:无").code == 5


def test_csv_is_one_number_a_line(begun: Desk) -> None:
    lines = [*csv.reader(begun.done("stats", "--format", "csv").out.splitlines())]
    assert lines[0] == ["类别", "项目", "数", "单位"]
    assert ["身份", "入党申请人", "1", "人"] in lines
    listed = [*csv.reader(begun.done("stats", "--list", "all", "--format", "csv").out.splitlines())]
    assert len(listed) == 2
    assert "*" in listed[1][2]


def test_numbers_may_be_narrowed_to_a_body_a_day_and_a_state(begun: Desk) -> None:
    assert begun.done("stats", "--org", "第一党支部", "--json").json["dossiers"] == 1
    assert begun.done("stats", "--state", "已结", "--json").json["dossiers"] == 0
    assert begun.done("stats", "--as-of", "2001-01-01", "--json").json["dossiers"] == 0
    assert begun("stats", "--org", "无此支部").code == 5
    assert begun("stats", "--state", "什么").code == 2
    assert begun("stats", "--since", "2026-06-01", "--until", "2026-01-01").code == 2


def test_a_user_counts_only_what_the_offices_let_see(begun: Desk) -> None:
    assert begun.done("stats", "--as", "wei", "--json").json["dossiers"] == 1
    assert begun("stats", "--as", "nobody").code == 5


def test_a_year_and_a_month_are_shown(zone: Desk) -> None:
    assert "2026-10-10  六    上班  国庆节" in zone.done("calendar", "show", "2026").out
    months = {day["day"][:7] for day in zone.done("calendar", "show", "2026-10", "--json").json["days"]}
    assert months == {"2026-10"}
    assert "还没有这一年的放假通知" in zone.done("calendar", "show", str(NEXT)).out
    assert zone("calendar", "show", "明年").code == 2


def test_a_notice_is_tried_loaded_checked_and_taken_out(zone: Desk, tmp_path: Path) -> None:
    path = tmp_path / "日历.csv"
    path.write_text(NOTICE)
    load = ("calendar", "load", str(path), "--year", str(NEXT), "--source", "国办发明电〔2026〕1号", "--as", "wei")
    assert "没有写入" in zone.done(*load, "--dry-run").out
    assert "还没有" in zone.done("calendar", "show", str(NEXT)).out
    assert f"已装入 {NEXT} 年" in zone.done(*load, "--yes").out
    assert f"{NEXT}-10-07" in zone.done("calendar", "show", str(NEXT)).out
    assert f"装入 {NEXT} 年，9 天" in zone.done("calendar", "check").out
    assert zone.done("journal", "verify").code == 0
    assert "工作日历" in zone.done("journal", "show").out
    assert "已移去" in zone.done("calendar", "unload", str(NEXT), "--as", "wei").out
    assert zone("calendar", "unload", str(NEXT), "--as", "wei").code == 5


def test_a_notice_that_is_wrong_or_loaded_by_nobody_is_refused(zone: Desk, tmp_path: Path) -> None:
    path = tmp_path / "日历.csv"
    path.write_text(NOTICE.replace("班", "休") + "什么\n")
    load = ("calendar", "load", str(path), "--year", str(NEXT), "--source", "国办", "--yes")
    wrong = zone(*load, "--as", "wei")
    assert (wrong.code, "看不懂" in wrong.err) == (2, True)
    path.write_text(NOTICE)
    assert zone(*load, "--as", "zhi").code == 3
    assert zone("calendar", "load", str(tmp_path / "没有.csv"), "--year", str(NEXT), "--as", "wei").code == 2
    assert zone("calendar", "load", str(path), "--as", "wei").code == 2
