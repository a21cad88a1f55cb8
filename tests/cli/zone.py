"""A small invented zone and one person's way through all twenty-five steps, as command lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.desk import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.desk import Desk

PERSON = "张小树"
NUMBER = number(1)
TODAY = "2026-11-01"

Line = tuple[str, ...]


def founded(desk: Desk) -> None:
    """Bodies on three levels, one with each duty, nine members."""
    desk.done("init")
    desk.done("org", "add", "高新区工委", "--kind", "工委", "--may-approve")
    desk.done("org", "add", "第一党总支", "--kind", "党总支", "--parent", "高新区工委")
    desk.done("org", "add", "第一党支部", "--kind", "党支部", "--parent", "第一党总支", "--has-committee")
    for name, person in (("zhi", "支书记"), ("zong", "总书记"), ("wei", "委书记")):
        desk.done("user", "add", name, "--person", person)
    desk.done("office", "add", "wei", "--duty", "书记", "--org", "高新区工委", "--since", "2020-01-01")
    for name, body in (("zhi", "第一党支部"), ("zong", "第一党总支")):
        desk.done("office", "add", name, "--duty", "书记", "--org", body, "--since", "2020.1.1", "--as", "wei")
    for serial in range(9):
        told = ("--branch", "第一党支部", "--joined", "2010年1月1日", "--full", "2011-01-01")
        desk.done("org", "member", f"党员{serial}", *told, "--as", "wei")


def opened(desk: Desk, on: str = "2024-06-01") -> str:
    """The person's dossier; gives its id."""
    told = ("--name", PERSON, "--id-number", NUMBER, "--branch", "第一党支部", "--on", on, "--as", "zhi", "--json")
    found: str = desk.done("dossier", "open", *told).json["dossier"]
    return found


def journey() -> Iterator[Line]:
    """Every command after the opening, in order; all of them must succeed."""
    yield _advance(1, "2024-06-01", "--material", "入党申请书")
    yield _advance(2, "2024-06-20", "--set", "谈话人=支书记")
    yield _advance(3, "2024-09-01", "--set", "推荐方式=党员推荐", "--set", "积极分子会议形式=支委会")
    yield from _gate("2024-09-02", "2024-09-03", "2024-09-05")
    yield _advance(5, "2024-09-10", "--set", "培养联系人=党员1、党员2")
    yield _advance(6, "2025-02-20")
    yield _advance(6, "2025-08-20")
    yield _advance(7, "2025-09-03", "--set", "征求意见日期=2025-09-01")
    yield from _gate("2025-09-04", "2025-09-05", "2025-09-06")
    yield _advance(8, "2025-09-06")
    yield _advance(9, "2025-09-10", "--set", "入党介绍人=党员1、党员2")
    for body in ("纪检监察机关", "公安机关", "检察院", "法院"):
        yield ("vet", "ask", PERSON, "--body", body, "--on", "2025-09-11", "--as", "zhi")
        yield ("vet", "answer", PERSON, "--body", body, "--opinion", "无异常", "--on", "2025-09-18", "--as", "zhi")
    yield _advance(10, "2025-09-20", "--set", "政审结论=合格", "--material", "政治审查报告")
    yield _advance(11, "2025-09-25", "--set", "培训天数=3", "--set", "培训开始日期=2025-09-23")
    yield _advance(12, "2025-10-01")
    yield from _gate("2025-10-02", "2025-10-03", "2025-10-05")
    yield _advance(
        14,
        "2025-10-08",
        "--set",
        "志愿书编号=A001",
        "--set",
        "介绍人意见日期=2025-10-09",
        "--material",
        "中国共产党入党志愿书",
    )
    yield _ballot("2025-10-20")
    yield _advance(15, "2025-10-20", "--material", "表决票")
    yield _review("submit", "zhi", "2025-10-21")
    yield _review("deliberate", "zong", "2025-10-25")
    yield _advance(16, "2025-11-01", "--set", "上级谈话人=组织员")
    yield _review("approve", "wei", "2025-11-05", "--vote", "7,7,7,0,0")
    yield _advance(18, "2025-11-10")
    yield _advance(19, "2025-11-12")
    yield _advance(20, "2025-11-20")
    yield _advance(21, "2026-04-20")
    yield _advance(21, "2026-10-15")
    yield _advance(22, "2026-10-15", "--material", "转正申请书")
    yield _ballot("2026-10-20")
    yield _advance(
        23, "2026-10-20", "--set", "转正结果=按期转正", "--set", "转正支委会审查日期=2026-10-18", "--material", "表决票"
    )
    yield from _gate("2026-10-21", "2026-10-22", "2026-10-30", "--vote", "7,7,7,0,0")
    papers = "入党志愿书、入党申请书、入党积极分子培养考察登记表、政审材料、预备党员教育考察登记表、转正申请书"
    yield _advance(25, "2026-11-01", "--set", f"归档材料={papers}")


def _advance(step: int, on: str, *rest: str) -> Line:
    return ("advance", PERSON, str(step), "--on", on, "--as", "zhi", *rest)


def _review(decision: str, user: str, on: str, *rest: str) -> Line:
    return ("review", decision, PERSON, "--on", on, "--opinion", "同意", "--as", user, *rest)


def _gate(branch: str, general: str, committee: str, *vote: str) -> Iterator[Line]:
    yield _review("submit", "zhi", branch)
    yield _review("deliberate", "zong", general)
    yield _review("approve", "wei", committee, *vote)


def _ballot(on: str) -> Line:
    counts = ("--entitled", "9", "--present", "8", "--issued", "8", "--collected", "8", "--for", "8", "--against", "0")
    return ("ballot", "record", PERSON, "--on", on, *counts, "--as", "zhi")
