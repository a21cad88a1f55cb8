"""The ballot: who has a vote on the day, what a meeting puts on record, sanctions and the periods of their effect."""

from typing import Any

import pytest

from dangyuan_flow.domain.ballot import (
    Ballot,
    Exclusion,
    WrittenOpinion,
    entitled,
    has_vote,
    is_in_effect,
    is_on_watch,
    without_vote,
)
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.people import Member, Sanction
from tests.unit.invented import Given, day

MEETING = day("2026-06-05")


def ballot(**changes: Given) -> Ballot:
    usual: dict[str, Any] = {
        "on": MEETING,
        "entitled": 11,
        "present": 10,
        "issued": 10,
        "collected": 10,
        "votes_for": 9,
        "against": 1,
    }
    return Ballot(**usual | changes)


def member(name: str = "钱试二", **changes: Given) -> Member:
    usual: dict[str, Any] = {"branch": "第一党支部", "joined_on": day("2010-07-01"), "full_since": day("2011-07-01")}
    return Member(name=name, **usual | changes)


def sanction(kind: str, on: str = "2025-07-01", restored: str | None = None) -> Sanction:
    return Sanction(kind=kind, on=day(on), restored_on=None if restored is None else day(restored))


def test_a_ballot_needs_both_majorities() -> None:
    assert ballot().passed
    assert not ballot(present=5, issued=5, collected=5, votes_for=5, against=0).passed
    assert not ballot(entitled=10, present=6, issued=6, collected=6, votes_for=5).passed
    assert ballot(present=6, issued=6, collected=6, votes_for=6, against=0).passed


def test_written_approvals_help_the_majority_and_not_the_quorum() -> None:
    written = tuple(WrittenOpinion(member=name, approves=True) for name in ("李试四", "周试五"))
    assert ballot(present=6, issued=6, collected=6, votes_for=5, written=written).passed
    assert not ballot(present=5, issued=5, collected=5, votes_for=5, against=0, written=written).passed


def test_the_counts_become_facts_of_the_round() -> None:
    facts = ballot(written=(WrittenOpinion(member="李试四", approves=True),)).facts("conversion")
    assert facts["conversion_met_on"] == MEETING
    assert facts["conversion_for"] == 9
    assert facts["conversion_written_for"] == 1
    assert facts["conversion_written_against"] == 0
    assert facts["conversion_ballots_issued"] == 10
    assert facts["conversion_method"] == "无记名"
    assert all(name.startswith("conversion_") for name in facts)


def test_a_written_opinion_that_came_late_or_from_somebody_present_is_out_of_order() -> None:
    late = WrittenOpinion(member="李试四", approves=True, before=False)
    twice = WrittenOpinion(member="周试五", approves=False)
    right = WrittenOpinion(member="吴试六", approves=True)
    held = ballot(written=(late, twice, right), attendance=("周试五", "郑试七"))
    assert held.facts("admission")["admission_written_out_of_order"] == 2


def test_only_those_who_came_can_have_voted_without_a_vote() -> None:
    held = ballot(without_vote=("冯试八", "陈试九"), attendance=("冯试八", "郑试七"))
    assert held.facts("admission")["admission_voters_without_vote"] == 1


def test_the_person_and_the_sponsors_who_stayed_away_are_counted() -> None:
    held = ballot(person_present=False, sponsors_absent=("钱试二",))
    assert held.facts("admission")["admission_absentees"] == 2


def test_who_is_left_out_of_the_entitled_needs_an_approval() -> None:
    abroad = Exclusion(member="李试四", reason="自费出国半年以上", approval="高工委〔2026〕1号")
    unasked = Exclusion(member="周试五", reason="外出务工", approval=None)
    assert ballot(roster_entitled=13, exclusions=(abroad, unasked)).left_out == 1
    assert ballot(roster_entitled=12, exclusions=(abroad,)).left_out == 0
    assert ballot(roster_entitled=10).left_out == 0


def test_without_a_roster_nobody_is_said_to_be_left_out() -> None:
    assert ballot().left_out is None
    assert ballot().facts("admission")["admission_left_out"] is None


@pytest.mark.parametrize("count", ["entitled", "present", "issued", "collected", "votes_for", "abstained", "proxies"])
def test_a_negative_count_is_refused(count: str) -> None:
    with pytest.raises(BadInput, match="不能为负数"):
        ballot(**{count: -1})


def test_a_full_member_has_a_vote_from_the_day_of_conversion() -> None:
    probationer = member(joined_on=day("2025-06-05"), full_since=MEETING)
    assert has_vote(probationer, MEETING)
    assert not has_vote(member(full_since=day("2026-06-06")), MEETING)
    assert not has_vote(member(joined_on=day("2025-09-01"), full_since=None), MEETING)


def test_who_has_left_died_or_not_yet_come_has_no_vote() -> None:
    assert not has_vote(member(left_on=MEETING), MEETING)
    assert has_vote(member(left_on=day("2026-06-06")), MEETING)
    assert not has_vote(member(died_on=day("2026-01-01")), MEETING)
    assert not has_vote(member(arrived_on=day("2026-06-06")), MEETING)


def test_under_watch_there_is_no_vote_until_the_rights_are_back() -> None:
    assert not has_vote(member(sanctions=(sanction("留党察看一年"),)), MEETING)
    assert has_vote(member(sanctions=(sanction("留党察看一年", restored="2026-06-05"),)), MEETING)
    assert not has_vote(member(sanctions=(sanction("留党察看一年", restored="2026-06-06"),)), MEETING)
    assert has_vote(member(sanctions=(sanction("留党察看一年", on="2026-06-06"),)), MEETING)


def test_other_sanctions_do_not_take_the_vote() -> None:
    assert has_vote(member(sanctions=(sanction("党内严重警告"),)), MEETING)


def test_the_entitled_are_those_of_the_branch_on_that_day() -> None:
    roster = (
        member("钱试二"),
        member("孙试三", branch="第二党支部"),
        member("李试四", left_on=day("2026-01-01")),
        member("周试五", full_since=None, joined_on=day("2026-01-01")),
    )
    assert [m.name for m in entitled(roster, "第一党支部", MEETING)] == ["钱试二"]
    assert [m.name for m in entitled(roster, "第一党支部", day("2025-12-31"))] == ["钱试二", "李试四"]


def test_known_to_have_no_vote_are_probationers_and_those_under_watch() -> None:
    roster = (
        member("钱试二"),
        member("周试五", full_since=None, joined_on=day("2025-06-06")),
        member("吴试六", full_since=day("2026-06-06")),
        member("郑试七", sanctions=(sanction("留党察看"),)),
        member("王试十", full_since=None, joined_on=None),
    )
    assert [m.name for m in without_vote(roster, "第一党支部", MEETING)] == ["周试五", "吴试六", "郑试七"]


def test_a_roster_that_lacks_the_conversion_of_an_old_member_accuses_nobody() -> None:
    old = member(full_since=None, joined_on=day("2010-07-01"))
    assert without_vote((old,), "第一党支部", MEETING) == ()
    assert entitled((old,), "第一党支部", MEETING) == ()


@pytest.mark.parametrize(
    ("kind", "last", "first_free"),
    [
        ("警告", "2026-06-30", "2026-07-01"),
        ("党内警告", "2026-06-30", "2026-07-01"),
        ("严重警告", "2026-12-31", "2027-01-01"),
        ("撤销党内职务", "2027-06-30", "2027-07-01"),
    ],
)
def test_a_sanction_has_effect_for_its_months(kind: str, last: str, first_free: str) -> None:
    given = (sanction(kind),)
    assert is_in_effect(given, day(last), day(last))
    assert not is_in_effect(given, day(first_free), day(first_free))
    assert not is_in_effect(given, day("2025-06-01"), day("2025-06-30"))
    assert is_in_effect(given, day("2025-06-01"), day("2025-07-01"))


def test_a_sponsor_seriously_warned_is_named_too_early_or_late_enough() -> None:
    warned = (sanction("严重警告", on="2025-07-01"),)
    assert is_in_effect(warned, day("2026-08-01"), day("2026-08-01"))
    assert not is_in_effect(warned, day("2027-02-01"), day("2027-02-01"))


def test_watch_is_no_matter_of_months_and_other_words_have_no_effect() -> None:
    assert not is_in_effect((sanction("留党察看一年"), sanction("批评教育")), MEETING, MEETING)
    assert is_on_watch((sanction("留党察看两年", on="2024-06-06"),), MEETING, MEETING)
    assert not is_on_watch((sanction("留党察看", on="2024-06-05"),), MEETING, MEETING)  # two years at the most


def test_watch_of_one_year_is_presumed_over_after_a_year() -> None:
    assert is_on_watch((sanction("留党察看一年", on="2025-06-06"),), MEETING, MEETING)
    assert not is_on_watch((sanction("留党察看一年", on="2025-06-05"),), MEETING, MEETING)


def test_watch_counts_on_any_day_from_naming_to_meeting() -> None:
    watched = (sanction("留党察看", on="2026-05-01", restored="2026-05-20"),)
    assert is_on_watch(watched, day("2026-04-01"), day("2026-05-01"))
    assert is_on_watch(watched, day("2026-05-19"), MEETING)
    assert not is_on_watch(watched, day("2026-05-20"), MEETING)
    assert not is_on_watch(watched, day("2026-04-01"), day("2026-04-30"))
