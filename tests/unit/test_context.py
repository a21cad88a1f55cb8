"""What roster and bodies tell of a dossier, and what they cannot tell."""

from typing import Any

import pytest

from dangyuan_flow.domain.context import CONTEXT_FACTS, Surroundings
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.people import BodyKind, Member, Organization, Sanction
from tests.unit.invented import Given, bodies, day, facts

BRANCH = "第一党支部"


def member(name: str, **changes: Given) -> Member:
    usual: dict[str, Any] = {"branch": BRANCH, "joined_on": day("2010-07-01"), "full_since": day("2011-07-01")}
    return Member(name=name, **usual | changes)


def told(*members: Member, more: tuple[Organization, ...] = (), **recorded: Given) -> dict[str, Any]:
    return Surroundings.of(bodies(*more).values(), members).facts(facts(**recorded))


def test_the_branch_is_known_by_the_list_of_bodies() -> None:
    above = {"committee": "高新区工委"}
    assert told(branch=BRANCH) == above | {"branch_has_committee": True, "branch_under_general_branch": True}
    assert told(branch="机关党支部") == above | {"branch_has_committee": False, "branch_under_general_branch": False}


def test_what_nobody_said_of_a_branch_is_left_out() -> None:
    silent = Organization(name="第三党支部", kind=BodyKind.BRANCH, parent="不明组织")
    odd = Organization(name="不明组织", kind=None)
    assert told(branch="第三党支部", more=(silent, odd)) == {}
    assert told(branch="没有登记的支部") == {}
    assert told() == {}


def test_a_renamed_branch_is_found_by_its_old_name() -> None:
    renamed = Organization(name="新支部", kind=BodyKind.BRANCH, parent="园区党总支", former_names=("旧支部",))
    assert told(branch="旧支部", more=(renamed,))["branch_under_general_branch"] is True


@pytest.mark.parametrize("round_", ["admission", "conversion"])
def test_the_approver_is_known_by_kind_and_power(round_: str) -> None:
    lower = Organization(name="某基层党委", kind=BodyKind.COMMITTEE, may_approve=False)
    for name, kind, power in (
        ("高新区工委", "working_committee", True),
        ("园区党总支", "general_branch", False),
        ("某基层党委", "committee", False),
    ):
        approved: dict[str, Given] = {f"{round_}_approved_by": name}
        found = told(more=(lower,), **approved)
        assert found == {f"{round_}_approver_kind": kind, f"{round_}_approver_empowered": power}
    unregistered: dict[str, Given] = {f"{round_}_approved_by": "没有登记的党委"}
    assert told(**unregistered) == {}


def test_contacts_and_sponsors_who_were_not_full_members_are_counted() -> None:
    roster = (
        member("钱试二"),
        member("孙试三", joined_on=day("2025-01-10"), full_since=day("2026-01-10")),
        member("李试四", joined_on=day("2025-01-10"), full_since=None),
    )
    found = told(*roster, contacts=("钱试二", "孙试三"), contacts_assigned_on="2026-01-09")
    assert found["contacts_not_full"] == 1
    assert told(*roster, contacts=("孙试三",), contacts_assigned_on="2026-01-10")["contacts_not_full"] == 0
    named = told(*roster, sponsors=("钱试二", "李试四"), sponsors_named_on="2026-01-09")
    assert named["sponsors_not_full"] == 1
    assert told(*roster, sponsors=("李试四",), sponsors_named_on="2026-01-10")["sponsors_not_full"] == 0


def test_who_cannot_be_told_makes_the_count_untold() -> None:
    assert "contacts_not_full" not in told(
        member("钱试二"), contacts=("钱试二", "某人"), contacts_assigned_on="2026-01-09"
    )
    dateless = member("钱试二", joined_on=None, full_since=None)
    assert "contacts_not_full" not in told(dateless, contacts=("钱试二",), contacts_assigned_on="2026-01-09")
    assert told(member("钱试二"), contacts=("钱试二",)) == {}


def test_of_namesakes_the_one_of_the_branch_is_meant() -> None:
    roster = (member("钱试二", full_since=day("2026-05-01")), member("钱试二", branch="第二党支部"))
    named: dict[str, Given] = {"sponsors": ("钱试二",), "sponsors_named_on": "2026-01-09"}
    assert told(*roster, branch=BRANCH, **named)["sponsors_not_full"] == 1
    assert "sponsors_not_full" not in told(*roster, branch="机关党支部", **named)
    twins = (member("钱试二"), member("钱试二"))
    assert "sponsors_not_full" not in told(*twins, branch=BRANCH, **named)


def test_a_namesake_in_another_branch_is_nobody_that_is_known() -> None:
    elsewhere = member("钱试二", branch="第二党支部", full_since=day("2026-05-01"))
    named: dict[str, Given] = {"sponsors": ("钱试二",), "sponsors_named_on": "2026-01-09"}
    assert "sponsors_not_full" not in told(elsewhere, branch=BRANCH, **named)
    assert "sponsors_on_watch" not in told(elsewhere, branch=BRANCH, **named)
    somewhere = member("钱试二", branch=None, full_since=day("2026-05-01"))
    assert told(somewhere, branch=BRANCH, **named)["sponsors_not_full"] == 1


def test_a_watch_of_which_nobody_wrote_down_the_end_lasts_two_years() -> None:
    watched = member("钱试二", sanctions=(Sanction(kind="留党察看", on=day("2024-03-01")),))
    assert told(watched, sponsors=("钱试二",), sponsors_named_on="2026-02-28")["sponsors_on_watch"] == 1
    assert told(watched, sponsors=("钱试二",), sponsors_named_on="2026-03-01")["sponsors_on_watch"] == 0


def test_of_who_came_later_the_branch_says_nothing_about_what_was_done_elsewhere() -> None:
    done: dict[str, Given] = {
        "prereviewed_on": "2022-09-10",
        "admission_met_on": "2022-09-30",
        "admission_approved_on": "2022-10-20",
    }
    here = told(branch=BRANCH, **done)
    assert (here["branch_has_committee"], here["branch_under_general_branch"]) == (True, True)
    moves: list[dict[str, Given]] = [{"transferred_in_on": "2023-01-10"}, {"former_organization": "云岭学院党支部"}]
    for came in moves:
        moved = told(branch=BRANCH, **done, **came)
        assert {"branch_has_committee", "branch_under_general_branch"}.isdisjoint(moved)
    early = told(branch=BRANCH, **done, transferred_in_on="2022-01-10")
    assert early["branch_under_general_branch"] is True
    named: dict[str, Given] = {"sponsors": ("钱试二",), "sponsors_named_on": "2022-07-01", "branch": BRANCH}
    late = member("钱试二", full_since=day("2023-05-01"))
    assert told(late, **named)["sponsors_not_full"] == 1
    assert "sponsors_not_full" not in told(late, **named, transferred_in_on="2023-01-10")


def test_a_branch_too_small_for_a_committee_then_is_not_judged_by_todays() -> None:
    held: dict[str, Given] = {"branch": BRANCH, "prereviewed_on": "2022-09-10", "admission_met_on": "2022-09-30"}
    assert "branch_has_committee" not in told(**held, admission_entitled=6)
    assert told(**held, admission_entitled=7)["branch_has_committee"] is True
    assert told(**held, admission_entitled=6, activist_meeting="支委会")["branch_has_committee"] is True


def test_what_was_founded_later_was_not_above_or_not_there() -> None:
    approved: dict[str, Given] = {"prereviewed_on": "2022-09-10", "admission_approved_on": "2022-10-20"}
    above = Organization(name="新党总支", kind=BodyKind.GENERAL_BRANCH, founded_on=day("2024-01-01"))
    below = Organization(name="甲党支部", kind=BodyKind.BRANCH, parent="新党总支", has_committee=True)
    found = told(branch="甲党支部", more=(above, below), **approved)
    assert found == {"branch_has_committee": True}
    young = Organization(name="乙党支部", kind=BodyKind.BRANCH, has_committee=True, founded_on=day("2024-01-01"))
    assert told(branch="乙党支部", more=(young,), **approved) == {}


def counted(*roster: Member, body: Organization | None = None) -> Given:
    around = Surroundings.of(bodies(*(() if body is None else (body,))).values(), roster, whole=True)
    met: dict[str, Given] = {"admission_met_on": "2022-09-30", "admission_entitled": 1, "branch": BRANCH}
    return around.facts(facts(**met)).get("admission_roster_entitled")


def test_who_voted_for_sure_is_counted_by_the_roster() -> None:
    one, other = (member(name, arrived_on=day("2011-07-01")) for name in ("钱试二", "孙试三"))
    assert counted(one, other) == 2
    assert counted(one, one, other) == 2
    assert counted(one, member("孙试三")) == 1
    just_converted = member("孙试三", full_since=day("2022-09-15"), arrived_on=day("2021-09-15"))
    assert counted(one, just_converted) == 1


def test_of_a_branch_that_took_over_others_nobody_is_counted_before_it_did() -> None:
    one = member("钱试二", arrived_on=day("2011-07-01"))
    usual: dict[str, Any] = {"name": BRANCH, "kind": BodyKind.BRANCH, "former_names": ("第二党支部", "第三党支部")}
    assert counted(one, body=Organization(**usual)) is None
    assert counted(one, body=Organization(**usual, founded_on=day("2024-01-01"))) is None
    assert counted(one, body=Organization(**usual, founded_on=day("2022-01-01"))) == 1


def test_sanctions_of_sponsors_count_on_any_day_from_naming_to_meeting() -> None:
    watched = member("钱试二", sanctions=(Sanction(kind="留党察看", on=day("2026-03-01")),))
    warned = member("孙试三", sanctions=(Sanction(kind="警告", on=day("2025-02-01")),))
    named: dict[str, Given] = {"sponsors": ("钱试二", "孙试三"), "sponsors_named_on": "2026-01-09"}
    before = told(watched, warned, **named)
    assert (before["sponsors_on_watch"], before["sponsors_sanctioned"]) == (0, 1)
    until = told(watched, warned, admission_met_on="2026-06-05", **named)
    assert (until["sponsors_on_watch"], until["sponsors_sanctioned"]) == (1, 1)


def test_an_unknown_sponsor_leaves_sanctions_untold() -> None:
    found = told(member("钱试二"), sponsors=("钱试二", "某人"), sponsors_named_on="2026-01-09")
    assert "sponsors_on_watch" not in found


def test_every_context_fact_is_a_word_of_the_vocabulary() -> None:
    assert {*CONTEXT_FACTS} <= {*VOCABULARY}
