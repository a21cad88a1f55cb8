"""Who signed what when: the dead, those out of office, bodies not yet or no longer there, and what proves nothing."""

from typing import Any

import pytest

from dangyuan_flow.domain.ballot import Ballot, Exclusion
from dangyuan_flow.domain.context import Surroundings
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization
from tests.unit.invented import Given, bodies, day, facts

BRANCH = "第一党支部"


def member(name: str, **changes: Given) -> Member:
    usual: dict[str, Any] = {"branch": BRANCH, "joined_on": day("2010-07-01"), "full_since": day("2011-07-01")}
    return Member(name=name, **usual | changes)


DEAD = member("钱试二", died_on=day("2020-01-05"))
ALIVE, OTHER = member("孙试三"), member("李试四")


def said(around: Surroundings, **recorded: Given) -> Given:
    return around.facts(facts(branch=BRANCH, **recorded)).get("out_of_office")


def roster(*members: Member, more: tuple[Organization, ...] = (), **rest: Given) -> Surroundings:
    return Surroundings.of(bodies(*more).values(), members, **rest)


def test_the_dead_do_not_talk() -> None:
    around = roster(DEAD)
    assert said(around, talked_by="钱试二", talked_on="2020-01-06") == ("谈话人钱试二 2020-01-06（2020-01-05 已去世）",)
    assert said(around, talked_by="钱试二", talked_on="2020-01-05") is None
    assert said(around, admission_talked_by="钱试二", admission_talked_on="2021-01-06") == (
        "上级谈话人钱试二 2021-01-06（2020-01-05 已去世）",
    )
    assert said(around, talked_by="没有登记的人", talked_on="2020-01-06") is None


def test_one_who_took_the_place_of_the_dead_is_regular() -> None:
    around = roster(DEAD, ALIVE, OTHER)
    three: dict[str, Given] = {"sponsors": ("钱试二", "孙试三", "李试四"), "sponsors_named_on": "2020-02-01"}
    assert said(around, **three) is None
    two: dict[str, Given] = {"sponsors": ("钱试二", "孙试三"), "sponsors_named_on": "2020-02-01"}
    assert said(around, **two) == ("入党介绍人钱试二 2020-02-01（2020-01-05 已去世）",)
    assert said(around, contacts=("钱试二", "孙试三"), contacts_assigned_on="2020-02-01") is None
    assert said(around, contacts=("钱试二",), contacts_assigned_on="2020-02-01") is not None
    assert said(around, sponsors=("钱试二", "某人"), sponsors_named_on="2020-02-01") is None


def office(since: str, until: str | None) -> Office:
    return Office(
        holder="qian",
        duty=Duty.ORGANISER,
        organization="高新区工委",
        since=day(since),
        until=None if until is None else day(until),
    )


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ((office("2015-01-01", "2019-12-31"),), True),
        ((office("2015-01-01", None),), False),
        (
            (office("2015-01-01", "2019-12-31"), office("2021-01-01", None)),
            False,
        ),  # a register begun late proves nothing
        ((office("2022-01-01", None),), False),
        ((), False),
    ],
)
def test_who_talks_before_the_approval_holds_an_office(held: tuple[Office, ...], found: bool) -> None:
    around = roster(offices={"钱试二": held} if held else {})
    told = said(around, admission_talked_by="钱试二", admission_talked_on="2020-06-01")
    assert bool(told) is found


def committee(name: str, **more: Given) -> Organization:
    return Organization(name=name, kind=BodyKind.COMMITTEE, **more)


def test_a_body_approves_in_its_own_time() -> None:
    around = roster(more=(committee("某公司党委", founded_on=day("2020-01-01"), dissolved_on=day("2022-12-31")),))
    approved: dict[str, Given] = {"admission_approved_by": "某公司党委"}
    assert said(around, admission_approved_on="2019-12-31", **approved) == (
        "接收审批机构某公司党委 2019-12-31（2020-01-01 才成立）",
    )
    assert said(around, admission_approved_on="2023-01-01", **approved) == (
        "接收审批机构某公司党委 2023-01-01（2022-12-31 已撤销）",
    )
    for within in ("2020-01-01", "2022-12-31"):
        assert said(around, admission_approved_on=within, **approved) is None


def test_merged_and_renamed_bodies_are_regular() -> None:
    merged = committee("新公司党委", founded_on=day("2023-01-01"), former_names=("甲公司党委", "乙公司党委"))
    gone = committee("甲公司党委", founded_on=day("2010-01-01"), dissolved_on=day("2022-12-31"))
    around = roster(more=(merged, gone))
    for name in ("新公司党委", "甲公司党委", "乙公司党委"):
        for approved in ("2009-01-01", "2019-01-01", "2024-01-01"):
            assert said(around, admission_approved_by=name, admission_approved_on=approved) is None


def test_a_branch_s_own_days_accuse_nobody() -> None:
    young = Organization(name="新支部", kind=BodyKind.BRANCH, founded_on=day("2024-01-01"))
    told = roster(more=(young,)).facts(facts(branch="新支部", activist_on="2019-01-01", admission_met_on="2020-01-01"))
    assert "out_of_office" not in told


def test_that_nothing_was_found_is_told_where_the_column_is_absent() -> None:
    around = roster(ALIVE)
    found = around.facts(facts(unknown=("out_of_office",), branch=BRANCH, talked_by="孙试三", talked_on="2020-01-06"))
    assert found["out_of_office"] == ()
    nobody = around.facts(facts(unknown=("out_of_office",), branch=BRANCH, talked_by="某人", talked_on="2020-01-06"))
    assert "out_of_office" not in nobody


def test_the_dead_do_not_sign_as_present() -> None:
    around = roster(DEAD, ALIVE)
    signed: dict[str, Given] = {
        "branch": BRANCH,
        "admission_signers": ("钱试二", "孙试三"),
        "admission_met_on": "2020-02-01",
    }
    assert around.facts(facts(**signed))["admission_doubtful_signers"] == ("钱试二（2020-01-05 去世）",)
    early = signed | {"admission_met_on": "2020-01-05"}
    assert "admission_doubtful_signers" not in around.facts(facts(**early))
    unknown = around.facts(facts(unknown=("admission_doubtful_signers",), **early))
    assert unknown["admission_doubtful_signers"] == ()


def test_whoever_was_left_out_as_absent_and_signed_all_the_same_is_doubtful() -> None:
    ballot = Ballot(
        on=day("2026-06-01"),
        entitled=10,
        present=9,
        issued=9,
        collected=9,
        votes_for=9,
        against=0,
        attendance=("钱试二", "孙试三"),
        exclusions=(Exclusion(member="孙试三", reason="自费出国半年以上", approval="某批复"),),
    )
    told: dict[str, Given] = {**ballot.facts("admission")}
    assert told["admission_signers"] == ("钱试二", "孙试三")
    assert told["admission_doubtful_signers"] == ("孙试三（未计入应到：自费出国半年以上）",)
    around = roster(member("钱试二", died_on=day("2026-05-01")))
    both = around.facts(facts(branch=BRANCH, **told))["admission_doubtful_signers"]
    assert both == ("孙试三（未计入应到：自费出国半年以上）", "钱试二（2026-05-01 去世）")


def arrived(name: str, **changes: Given) -> Member:
    return member(name, **{"arrived_on": day("2015-01-01")} | changes)


def counted(*members: Member, whole: bool = True, **recorded: Given) -> dict[str, Any]:
    met: dict[str, Given] = {"branch": BRANCH, "admission_met_on": "2020-02-01", "admission_entitled": 2}
    return roster(*members, whole=whole).facts(facts(**met | recorded))


def test_a_roster_with_dates_of_arrival_tells_who_had_a_vote() -> None:
    people = (
        *(arrived(name) for name in ("钱试二", "孙试三", "李试四")),
        arrived("周试五", arrived_on=day("2021-01-01")),
        arrived("吴试六", left_on=day("2019-01-01")),
        arrived("郑试七", full_since=day("2020-03-01")),
        member("王试八"),  # nobody wrote down since when this branch's
        arrived("冯试九", branch="第二党支部"),
    )
    assert counted(*people)["admission_roster_entitled"] == 3
    assert "admission_left_out" not in counted(*people)
    assert counted(*people, admission_exclusions_approved=0)["admission_left_out"] == 1
    assert counted(*people, admission_exclusions_approved=1)["admission_left_out"] == 0
    assert "admission_roster_entitled" not in counted(*people, whole=False)
    assert "admission_roster_entitled" not in counted(member("王试八"))
