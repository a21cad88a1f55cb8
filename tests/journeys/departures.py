"""Scenarios beside the steps: ends, transfers, a second dossier, corrections, stale knowledge, dry runs."""

from dataclasses import replace

from tests.journeys.regular import ARCHIVED, VOTES, later, regular
from tests.journeys.scenario import Do, Scenario
from tests.journeys.zone import ELSEWHERE

OLD = regular("2014")
ELSEWHERE_OLD = regular("2014", levels=2, branch=ELSEWHERE, by="elsewhere")
FAR = "2025-06-30"
"""A day on which every deadline that still ran would be long overdue."""


def ended(
    move: str, at: str, on: str = "2019-04-20", reason: str | None = "本人书面说明", by: str = "branch"
) -> Scenario:
    """An end, after which nothing more is done and no deadline runs."""
    return Scenario(
        name=f"after {move} nothing runs",
        steps=(
            *OLD.until("examined 1").steps,
            *(() if move == "end died" else (Do(move, on, by, no="bad_input", says=("理由",)),)),
            *(() if by == "branch" else (Do(move, on, "branch", reason=reason, no="not_allowed", says=("县级以上",)),)),
            Do(move, on, by, reason=reason, at=at),
            Do(6, later(on, 5), "branch", no="no_such_move"),
            Do(7, later(on, 5), "branch", no="no_such_move"),
            Do(move, later(on, 5), by, reason=reason, no="no_such_move"),
        ),
        today=FAR,
    )


ENDED = (
    ended("end withdraw", "withdrawn"),
    ended("end disqualify", "disqualified"),
    ended("end died", "died", reason=None),
    ended("end not-recognised", "not_recognised", by="organiser"),
    Scenario(
        name="one dossier under way and several in a life",
        steps=(
            *OLD.until("contacts").steps,
            Do("open", "2019-05-01", "branch", set=OLD["open"].set, no="conflict", says=("已有在办档案",)),
            Do("open", "2019-05-01", "elsewhere", set=ELSEWHERE_OLD["open"].set, no="conflict"),
            Do("end withdraw", "2019-05-02", "branch", reason="本人书面撤回", at="withdrawn"),
            *(replace(act, on=later(act.on, 150)) for act in OLD.until("contacts").steps),
        ),
    ),
    Scenario(
        name="an archived life does not bar another dossier",
        steps=(*OLD.steps, Do("open", "2022-01-10", "branch", set=OLD["open"].set)),
    ),
)

TRANSFERRED = (
    Scenario(
        name="transferred as an activist the time counts on",
        steps=(
            *OLD.until("examined 2").steps,
            Do("transfer out", "2019-11-01", "branch", to="河西", at="transferred"),
            Do(6, "2019-11-05", "branch", no="no_such_move"),
            Do("transfer in", "2019-10-31", "elsewhere", to=ELSEWHERE, no="bad_input", says=("早于转出日期",)),
            Do("transfer in", "2019-11-10", "elsewhere", to="河东党支部", no="bad_input", says=("河东党支部",)),
            Do("transfer in", "2019-11-10", "branch", to=ELSEWHERE, no="not_allowed"),
            Do("transfer in", "2019-11-10", "elsewhere", to=ELSEWHERE, at="7"),
            Do(6, "2020-03-01", "branch", no="not_allowed"),
            *(ELSEWHERE_OLD["examined 2"], ELSEWHERE_OLD["discussed"]),
            *ELSEWHERE_OLD.between("G2.submit", "sponsors").steps,
        ),
    ),
    Scenario(
        name="no deadline runs while somebody is away",
        steps=(*OLD.until("talk").steps, Do("transfer out", "2019-01-10", "branch", to="外省", at="transferred")),
        today=FAR,
    ),
    Scenario(
        name="transferred during probation",
        steps=(
            *OLD.until("probation 2").steps,
            Do("transfer out", "2021-01-10", "branch", to="河西", at="transferred"),
            Do("transfer in", "2021-01-15", "elsewhere", to=ELSEWHERE, at="22"),
            *ELSEWHERE_OLD.since("probation 2").steps,
        ),
    ),
    Scenario(
        name="taken over without the core papers",
        steps=(
            *OLD.until("examined 2").steps,
            Do("transfer out", "2019-11-01", "branch", to="河西"),
            Do("transfer in", "2019-11-10", "elsewhere", to=ELSEWHERE, missing=2, at="7"),
        ),
        finds=frozenset({"V23"}),
    ),
)

MENDED = (
    Scenario(
        name="corrected with a reason and the same rules",
        steps=(
            *OLD.until("examined 1").steps,
            Do("correct", "2019-05-01", "branch", set={"谈话日期": "2019-01-18"}, no="bad_input", says=("理由",)),
            Do(
                "correct",
                "2019-05-01",
                "branch",
                set={"谈话日期": "2019-01-21"},
                reason="核对",
                no="bad_input",
                says=("无需更正",),
            ),
            Do("correct", "2019-05-01", "elsewhere", set={"谈话日期": "2019-01-18"}, reason="核对", no="not_allowed"),
            Do("correct", "2019-05-01", "branch", set={"谈话日期": "2019-01-18"}, reason="看错一行", dry_run=True),
            Do("correct", "2019-05-01", "branch", set={"党委审批日期": "2019-04-30"}, reason="补录", no="bad_input"),
            Do("correct", "2019-05-01", "branch", set={"终止日期": "2019-04-30"}, reason="补录", no="bad_input"),
            Do("correct", "2019-05-01", "branch", set={"谈话日期": "2019-05-02"}, reason="补录", no="bad_input"),
            Do("correct", "2019-05-01", "branch", set={"谈话日期": "2019-03-01"}, reason="看错一行", at="7"),
        ),
        finds=frozenset({"V48"}),
    ),
    Scenario(
        name="unknown words are named",
        steps=(
            *OLD.until("talk").steps,
            Do(2, "2019-01-20", "branch", set={"谈话仁": "钱支书"}, no="bad_input", says=("谈话仁", "谈话人")),
            Do(2, "2019-01-20", "branch", set={"谈话日期": "2019-02-30"}, no="bad_input", says=("2019-02-30",)),
            Do(2, "2019-01-20", "branch", set={"政审结论": "合格"}, no="bad_input", says=("不是第 2 步",)),
            Do(2, "2019-01-20", "branch", papers=("谈话纪录",), no="bad_input", says=("谈话纪录",)),
            Do(2, "2019-01-20", "branch", papers=("入党申请人谈话记录=/没有/这个.pdf",), no="bad_input"),
            Do(26, "2019-01-20", "branch", no="no_such_move", says=("25",)),
            Do(3, "2019-01-20", "branch", set={"推荐方式": "党员推荐"}, no="no_such_move", says=("第 2 步",)),
            Do(2, "2019-01-20", "", set={"谈话人": "钱支书"}, no="not_allowed", says=("--as",)),
            Do(2, "2019-01-20", "stranger", set={"谈话人": "钱支书"}, no="not_found", says=("stranger",)),
            Do(2, "2019-02-01", "branch", set={"谈话人": "钱支书"}, no="bad_input", says=("晚于今天",)),
            Do(2, "2019-01-20", "branch", set={"谈话人": "钱支书", "谈话日期": "2019-02-01"}, no="bad_input"),
            Do(2, "1919-01-20", "branch", set={"谈话人": "钱支书"}, no="bad_input", says=("不可能",)),
            OLD["talk"],
        ),
        today="2019-01-31",
    ),
    Scenario(
        name="whoever looked before another wrote must look again",
        steps=(
            *OLD.until("talk").steps,
            replace(OLD["talk"], stale=1, no="conflict"),
            replace(OLD["talk"], stale=0),
            replace(OLD["activist"], stale=2, no="conflict"),
            OLD["activist"],
            replace(OLD["G1.submit"], stale=1, no="conflict"),
            OLD["G1.submit"],
            Do("correct", "2019-03-09", "branch", set={"谈话人": "李支书"}, reason="笔误", stale=1, no="conflict"),
        ),
    ),
    Scenario(
        name="a dry run judges and writes nothing",
        steps=(
            *OLD.until("talk").steps,
            replace(OLD["talk"], dry_run=True),
            replace(OLD["talk"], on="2019-02-08", dry_run=True, no="reason_needed", codes=frozenset({"V48"})),
            *OLD.between("talk", "G1.submit").steps,
            replace(OLD["G1.submit"], dry_run=True),
            *OLD.between("G1.submit", "ballot").steps,
            replace(OLD["ballot"], dry_run=True),
            OLD["ballot"],
            replace(OLD["meeting"], dry_run=True),
            OLD["meeting"],
        ),
    ),
    Scenario(
        name="nothing is added after archiving unseen",
        steps=(
            *OLD.steps,
            Do("correct", "2021-07-01", "branch", set={"归档材料": f"{ARCHIVED}、转正审批材料"}, reason="补归一份"),
            Do("ballot", "2021-07-01", "branch", votes=VOTES, no="no_such_move"),
        ),
        finds=frozenset({"V90"}),
    ),
)

SCENARIOS = (*ENDED, *TRANSFERRED, *MENDED)
