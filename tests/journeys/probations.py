"""Scenarios of steps 18 to 25: conversion on time, too early, late; extension and cancellation; putting off."""

from dataclasses import replace

from tests.journeys.regular import COMMITTEE_VOTES, VOTES, regular
from tests.journeys.scenario import Do, Scenario

OLD = regular("2014")
ON_PROBATION = OLD.until("second ballot").steps
RESULT, EXAMINED = "转正结果", "转正支委会审查日期"
OUT_VOTED = (9, 8, 4, 4, 0)


def meeting(on: str, result: str, **changes: object) -> Do:
    """The second meeting of a life under 2014, with another result."""
    told = {RESULT: result, EXAMINED: on, **({"延长月数": "6"} if result == "延长预备期" else {})}
    return replace(OLD["second meeting"], on=on, set=told, **changes)  # type: ignore[arg-type]  # by name


def gate(submit: str, deliberate: str, approve: str, at: str = "") -> tuple[Do, ...]:
    """The last gate, and where it leads."""
    return (
        Do("submit", submit, "branch", opinion="同意"),
        Do("deliberate", deliberate, "general", opinion="同意"),
        Do("approve", approve, "committee", opinion="同意", votes=COMMITTEE_VOTES, at=at or None),
    )


EXTENDED = (
    *ON_PROBATION,
    OLD["second ballot"],
    meeting("2021-05-18", "延长预备期", at="24"),
    *gate("2021-05-20", "2021-05-22", "2021-06-04", at="22"),
)
"""Probation from 2020-05-15 to 2021-05-14, extended by six months to 2021-11-14."""

CONVERTED_LATER = (
    Do(21, "2021-11-01", "branch"),
    Do(22, "2021-11-08", "branch", papers=("转正申请书",), at="23"),
    Do("ballot", "2021-11-18", "branch", votes=VOTES),
)

SCENARIOS = (
    Scenario(
        name="no conversion before probation ends",
        steps=(
            *ON_PROBATION,
            Do("ballot", "2021-05-13", "branch", votes=VOTES),
            meeting("2021-05-13", "按期转正", no="refused", codes=frozenset({"V58"}), earliest="2021-05-14"),
            *OLD.since("second ballot").steps,
        ),
    ),
    Scenario(
        name="the last day of probation is kept",
        steps=(
            *ON_PROBATION,
            Do("ballot", "2021-05-14", "branch", votes=VOTES),
            meeting("2021-05-14", "按期转正", at="24"),
        ),
    ),
    Scenario(
        name="the result of the second meeting has no default",
        steps=(
            *ON_PROBATION,
            OLD["second ballot"],
            replace(OLD["second meeting"], set={}, no="refused", says=("转正结果",)),
            replace(OLD["second meeting"], set={RESULT: "通过"}, no="bad_input", says=("按期转正",)),
            replace(OLD["second meeting"], papers=(), no="refused", says=("表决票",)),
            OLD["second meeting"],
        ),
    ),
    Scenario(
        name="no second meeting without its ballot",
        steps=(
            *ON_PROBATION,
            replace(OLD["second meeting"], no="refused", codes=frozenset({"V45"})),
            OLD["second ballot"],
            OLD["second meeting"],
        ),
    ),
    Scenario(
        name="an out-voted conversion is kept and a later one passes",
        steps=(
            *ON_PROBATION,
            Do("ballot", "2021-05-16", "branch", votes=OUT_VOTED),
            meeting("2021-05-16", "按期转正", no="refused", codes=frozenset({"V71"})),
            *OLD.since("second ballot").steps,
        ),
    ),
    Scenario(
        name="a conversion approved after three months needs a reason",
        steps=(
            *OLD.until("G5.approve").steps,
            replace(OLD["G5.approve"], on="2021-08-22", no="reason_needed", codes=frozenset({"V60"})),
            replace(OLD["G5.approve"], on="2021-08-22", reason="换届期间未开党委会", warns=frozenset({"V60"}), at="25"),
        ),
        finds=frozenset({"V60"}),
    ),
    Scenario(
        name="no conversion without examination on probation",
        steps=(
            *OLD.until("G5.submit").without("probation 1", "probation 2").steps,
            replace(OLD["G5.submit"], no="refused", says=("第 21 步",)),
            OLD["probation 1"],
            OLD["G5.submit"],
        ),
    ),
    Scenario(
        name="extended then converted",
        steps=(
            *EXTENDED,
            *CONVERTED_LATER,
            meeting("2021-11-17", "按期转正", no="bad_input", says=("早于", "2021-11-18")),
            meeting("2021-11-18", "按期转正", at="24"),
            *gate("2021-11-19", "2021-11-20", "2021-11-30", at="25"),
            replace(OLD["archived"], on="2021-12-10", at="archived"),
        ),
    ),
    Scenario(
        name="extended then cancelled",
        steps=(
            *EXTENDED,
            *CONVERTED_LATER,
            meeting("2021-11-18", "取消预备党员资格", at="24"),
            *gate("2021-11-19", "2021-11-20", "2021-11-30", at="cancelled"),
            Do(25, "2021-12-10", "branch", no="no_such_move"),
        ),
    ),
    Scenario(
        name="no conversion before the extension ends",
        steps=(
            *EXTENDED,
            Do(22, "2021-11-08", "branch", papers=("转正申请书",), at="23"),
            meeting("2021-11-10", "按期转正", no="refused", codes=frozenset({"V45", "V58"}), earliest="2021-11-14"),
            Do("ballot", "2021-11-12", "branch", votes=VOTES),
            meeting("2021-11-12", "按期转正", no="refused", codes=frozenset({"V58"}), earliest="2021-11-14"),
            Do("ballot", "2021-11-14", "branch", votes=VOTES),
            meeting("2021-11-14", "按期转正", at="24"),
        ),
    ),
    Scenario(
        name="the meeting keeps the day of its ballot",
        steps=(
            *ON_PROBATION,
            Do("ballot", "2021-05-13", "branch", votes=VOTES),
            meeting("2021-05-20", "按期转正", no="refused", codes=frozenset({"V58"}), earliest="2021-05-14"),
            *OLD.since("second ballot").but("second meeting", on="2021-05-19").steps,
        ),
    ),
    Scenario(
        name="no second extension",
        steps=(
            *EXTENDED,
            *CONVERTED_LATER,
            meeting("2021-11-18", "延长预备期", no="refused", codes=frozenset({"V61"})),
            meeting("2021-11-18", "按期转正", at="24"),
        ),
    ),
    Scenario(
        name="an extension has six to twelve months",
        steps=(
            *ON_PROBATION,
            OLD["second ballot"],
            replace(
                meeting("2021-05-18", "延长预备期"),
                set={RESULT: "延长预备期", "延长月数": "3"},
                no="refused",
                codes=frozenset({"V61"}),
            ),
            replace(
                meeting("2021-05-18", "延长预备期"),
                set={RESULT: "延长预备期", "延长月数": "13"},
                no="refused",
                codes=frozenset({"V61"}),
            ),
            meeting("2021-05-18", "延长预备期", at="24"),
        ),
    ),
    Scenario(
        name="an extension counts only once it is approved",
        steps=(
            *ON_PROBATION,
            OLD["second ballot"],
            meeting("2021-05-18", "延长预备期", at="24"),
            Do(22, "2021-05-20", "branch", papers=("转正申请书",), no="no_such_move"),
            Do(25, "2021-05-20", "branch", no="no_such_move"),
            *gate("2021-05-20", "2021-05-22", "2021-06-04", at="22"),
        ),
    ),
    Scenario(
        name="cancelled during probation without having asked",
        steps=(
            *OLD.until("asks").steps,
            Do("ballot", "2021-01-20", "branch", votes=VOTES, at="22"),
            meeting("2021-01-20", "取消预备党员资格", at="24"),
            Do("approve", "2021-01-25", "committee", votes=COMMITTEE_VOTES, no="no_such_move"),
            *gate("2021-01-21", "2021-01-22", "2021-01-30", at="cancelled"),
        ),
        today="2025-01-01",
    ),
    Scenario(
        name="a cancelled probation needs the committee's majority",
        steps=(
            *ON_PROBATION,
            OLD["second ballot"],
            meeting("2021-05-18", "取消预备党员资格", at="24"),
            *gate("2021-05-20", "2021-05-22", "2021-06-04")[:2],
            Do("approve", "2021-06-04", "committee", votes=(7, 7, 3, 4, 0), no="refused", says=("表决未通过",)),
            Do("approve", "2021-06-04", "committee", votes=COMMITTEE_VOTES, at="cancelled"),
        ),
    ),
    Scenario(
        name="the discussion is put off after a move",
        steps=(
            *ON_PROBATION,
            Do("defer", "2021-05-16", "branch", reason="新转入不满三个月，尚需了解", at="23"),
            Do("ballot", "2021-10-20", "branch", votes=VOTES),
            meeting("2021-10-20", "按期转正", at="24"),
            *gate("2021-10-21", "2021-10-22", "2021-10-30", at="25"),
        ),
    ),
    Scenario(
        name="archived with everything or not at all",
        steps=(
            *OLD.until("archived").steps,
            replace(OLD["archived"], set={}, no="refused", says=("归档材料",)),
            replace(OLD["archived"], set={"归档材料": "入党志愿书"}, no="refused", codes=frozenset({"V81"})),
            replace(OLD["archived"], at="archived"),
            replace(OLD["archived"], no="no_such_move"),
        ),
    ),
)
