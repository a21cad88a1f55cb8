"""Bodies, members, offices: what they are called, which may approve, who stands above whom, who held what when."""

import pytest

from dangyuan_flow.domain.people import (
    Actor,
    BodyKind,
    Duty,
    Member,
    Office,
    Organization,
    body_by_name,
    superiors,
)
from tests.unit.invented import bodies, day


@pytest.mark.parametrize("kind", list(BodyKind))
def test_a_kind_of_body_is_read_by_the_name_it_is_given(kind: BodyKind) -> None:
    assert BodyKind.from_chinese(f" {kind.chinese} ") is kind


@pytest.mark.parametrize(
    ("word", "kind"), [("党工委", BodyKind.WORKING_COMMITTEE), ("支部", BodyKind.BRANCH), ("社团", None)]
)
def test_other_words_for_a_body_are_read_or_not_known(word: str, kind: BodyKind | None) -> None:
    assert BodyKind.from_chinese(word) is kind


@pytest.mark.parametrize("duty", list(Duty))
def test_an_office_is_read_by_its_name(duty: Duty) -> None:
    assert Duty.from_chinese(duty.chinese) is duty
    assert Duty.from_chinese("科长") is None


@pytest.mark.parametrize(
    ("kind", "power", "approves"),
    [
        (BodyKind.COMMITTEE, None, True),
        (BodyKind.COMMITTEE, True, True),
        (BodyKind.COMMITTEE, False, False),
        (BodyKind.WORKING_COMMITTEE, None, True),
        (BodyKind.GENERAL_BRANCH, True, False),
        (BodyKind.PARTY_GROUP, True, False),
        (BodyKind.TEMPORARY, True, False),
        (BodyKind.BRANCH, None, False),
        (BodyKind.ORGANIZATION_DEPARTMENT, None, None),  # it may have signed for its committee
        (BodyKind.ORGANIZATION_DEPARTMENT, False, False),
        (BodyKind.FLOATING, None, False),
        (None, None, None),
        (None, True, None),
    ],
)
def test_only_a_committee_not_known_to_lack_the_power_approves(
    kind: BodyKind | None,
    power: bool | None,
    approves: bool | None,
) -> None:
    assert Organization(name="某组织", kind=kind, may_approve=power).approves is approves


def test_the_bodies_above_come_nearest_first() -> None:
    assert [body.name for body in superiors("第一党支部", bodies())] == ["园区党总支", "高新区工委"]
    assert superiors("高新区工委", bodies()) == ()
    assert superiors("没有登记的支部", bodies()) == ()


def test_an_unknown_parent_and_a_loop_end_the_way_up() -> None:
    lost = Organization(name="甲支部", kind=BodyKind.BRANCH, parent="乙总支")
    assert superiors("甲支部", {"甲支部": lost}) == ()
    ring = {
        "甲": Organization(name="甲", kind=BodyKind.BRANCH, parent="乙"),
        "乙": Organization(name="乙", kind=BodyKind.GENERAL_BRANCH, parent="甲"),
    }
    assert [body.name for body in superiors("甲", ring)] == ["乙"]


def test_a_renamed_branch_is_found_by_both_names_and_a_present_name_goes_first() -> None:
    renamed = Organization(name="新支部", kind=BodyKind.BRANCH, former_names=("旧支部", "第一党支部"))
    found = body_by_name((renamed, *bodies().values()))
    assert found["旧支部"] is renamed
    assert found["第一党支部"].name == "第一党支部"


def test_an_office_is_held_from_its_first_to_its_last_day() -> None:
    office = Office(
        holder="钱试二",
        duty=Duty.SECRETARY,
        organization="第一党支部",
        since=day("2024-01-01"),
        until=day("2025-12-31"),
    )
    assert not office.held_on(day("2023-12-31"))
    assert office.held_on(day("2024-01-01"))
    assert office.held_on(day("2025-12-31"))
    assert not office.held_on(day("2026-01-01"))


def test_who_acts_is_named_with_the_office() -> None:
    office = Office(holder="钱试二", duty=Duty.SECRETARY, organization="第一党支部", since=day("2024-01-01"))
    assert Actor(user="qian", name="钱试二", office=office).title == "钱试二（第一党支部书记）"
    assert Actor(user="qian", name="钱试二").title == "钱试二"


def test_a_member_belongs_from_arrival_until_leaving_or_death() -> None:
    member = Member(
        name="钱试二",
        branch="第一党支部",
        joined_on=day("2000-07-01"),
        arrived_on=day("2020-01-01"),
        left_on=day("2025-01-01"),
        died_on=day("2024-06-01"),
    )
    assert not member.belongs_on(day("2019-12-31"))
    assert member.belongs_on(day("2020-01-01"))
    assert member.belongs_on(day("2024-05-31"))
    assert not member.belongs_on(day("2024-06-01"))
    assert Member(name="孙试三", branch="第一党支部").belongs_on(day("1990-01-01"))
