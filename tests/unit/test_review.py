"""The three levels of review: the levels as data, whose turn it is, who may not decide."""

from collections.abc import Iterator
from typing import Any

import pytest

from dangyuan_flow.domain.errors import NotAllowed, NotYourTurn
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.people import Actor, BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.review import Review, ReviewChain, ReviewLevel
from dangyuan_flow.domain.workflow import Move
from tests.unit.invented import Given, bodies, day

BRANCH, GENERAL_BRANCH, COMMITTEE = "第一党支部", "园区党总支", "高新区工委"
NOBODY = Facts()


def chain(branch: str = BRANCH, *more: Organization) -> ReviewChain:
    organizations = bodies(*more)
    return ReviewChain.above(organizations[branch], organizations)


def levels(branch: str, *more: Organization) -> list[tuple[ReviewLevel, str]]:
    return [(level, body.name) for level, body in chain(branch, *more).bodies]


def actor(name: str, organization: str, duty: Duty = Duty.SECRETARY, **more: Given) -> Actor:
    office = Office(holder=name, duty=duty, organization=organization, since=day("2020-01-01"))
    return Actor(user=name, name=name, office=office, **more)


def decided(level: ReviewLevel, decision: Move, person: str) -> Review:
    return Review(step=4, level=level, decision=decision, on=day("2026-06-01"), person=person, office="书记")


SUBMITTED = (decided(ReviewLevel.BRANCH, Move.SUBMIT, "钱试二"),)
DELIBERATED = (*SUBMITTED, decided(ReviewLevel.GENERAL_BRANCH, Move.DELIBERATE, "李试四"))


def test_branch_then_general_branch_then_committee() -> None:
    assert levels(BRANCH) == [
        (ReviewLevel.BRANCH, BRANCH),
        (ReviewLevel.GENERAL_BRANCH, GENERAL_BRANCH),
        (ReviewLevel.COMMITTEE, COMMITTEE),
    ]


def test_a_branch_directly_under_the_committee_has_two_levels() -> None:
    assert levels("机关党支部") == [(ReviewLevel.BRANCH, "机关党支部"), (ReviewLevel.COMMITTEE, COMMITTEE)]


def under(kind: BodyKind, **more: Given) -> Iterator[Organization]:
    """A branch under a body of ``kind``, which stands under the working committee."""
    yield Organization(name="中间组织", kind=kind, parent=COMMITTEE, **more)
    yield Organization(name="第二党支部", kind=BodyKind.BRANCH, parent="中间组织")


@pytest.mark.parametrize("kind", [BodyKind.PARTY_GROUP, BodyKind.TEMPORARY, BodyKind.FLOATING])
def test_a_party_group_or_a_temporary_organisation_is_no_level(kind: BodyKind) -> None:
    assert levels("第二党支部", *under(kind)) == [
        (ReviewLevel.BRANCH, "第二党支部"),
        (ReviewLevel.COMMITTEE, COMMITTEE),
    ]


def test_a_committee_without_power_deliberates_and_the_next_one_approves() -> None:
    assert levels("第二党支部", *under(BodyKind.COMMITTEE, may_approve=False)) == [
        (ReviewLevel.BRANCH, "第二党支部"),
        (ReviewLevel.GENERAL_BRANCH, "中间组织"),
        (ReviewLevel.COMMITTEE, COMMITTEE),
    ]


def test_a_committee_with_power_is_the_last_level() -> None:
    assert levels("第二党支部", *under(BodyKind.COMMITTEE))[-1] == (ReviewLevel.COMMITTEE, "中间组织")


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (BodyKind.PARTY_GROUP, {}),
        (BodyKind.PARTY_GROUP, {"may_approve": True}),
        (BodyKind.TEMPORARY, {"may_approve": True}),
        (BodyKind.GENERAL_BRANCH, {"may_approve": True}),
        (BodyKind.ORGANIZATION_DEPARTMENT, {}),
        (BodyKind.COMMITTEE, {"may_approve": False}),
        (None, {}),
    ],
)
def test_with_nobody_above_who_may_approve_nothing_can_be_submitted(
    kind: BodyKind | None, more: dict[str, Any]
) -> None:
    top = Organization(name="上级", kind=kind, **more)
    branch = Organization(name="第二党支部", kind=BodyKind.BRANCH, parent="上级")
    with pytest.raises(NotAllowed, match="第二党支部之上没有具有审批权限的党委"):
        chain("第二党支部", top, branch)


def test_only_one_body_deliberates() -> None:
    upper = Organization(name="上级党总支", kind=BodyKind.GENERAL_BRANCH, parent=COMMITTEE)
    lower = Organization(name="下级党总支", kind=BodyKind.GENERAL_BRANCH, parent="上级党总支")
    branch = Organization(name="第二党支部", kind=BodyKind.BRANCH, parent="下级党总支")
    assert [name for _, name in levels("第二党支部", upper, lower, branch)] == ["第二党支部", "下级党总支", COMMITTEE]


def test_whose_turn_it_is_follows_from_the_decisions_of_the_round() -> None:
    here = chain()
    assert [here.turn(round_)[1].name for round_ in ((), SUBMITTED, DELIBERATED)] == [BRANCH, GENERAL_BRANCH, COMMITTEE]
    two = chain("机关党支部")
    assert two.turn(SUBMITTED)[0] is ReviewLevel.COMMITTEE


def test_the_body_of_a_level_is_found_or_there_is_none() -> None:
    found = chain().body_at(ReviewLevel.GENERAL_BRANCH)
    assert found is not None
    assert found.name == GENERAL_BRANCH
    assert chain("机关党支部").body_at(ReviewLevel.GENERAL_BRANCH) is None


def test_three_people_take_a_case_through_the_three_levels() -> None:
    here = chain()
    assert here.check((), Move.SUBMIT, actor("钱试二", BRANCH), NOBODY)[0] is ReviewLevel.BRANCH
    assert (
        here.check(SUBMITTED, Move.DELIBERATE, actor("李试四", GENERAL_BRANCH), NOBODY)[0] is ReviewLevel.GENERAL_BRANCH
    )
    assert here.check(DELIBERATED, Move.APPROVE, actor("周试五", COMMITTEE), NOBODY)[0] is ReviewLevel.COMMITTEE


def test_a_general_branch_cannot_approve_but_must_deliberate() -> None:
    here, general = chain(), actor("李试四", GENERAL_BRANCH)
    with pytest.raises(NotYourTurn, match="园区党总支只能审议，不能审批；审批权在党委（工委）"):
        here.check(SUBMITTED, Move.APPROVE, general, NOBODY)
    with pytest.raises(NotYourTurn, match="现在轮到党总支审议（园区党总支）"):
        here.check(SUBMITTED, Move.DELIBERATE, actor("周试五", COMMITTEE), NOBODY)


def test_the_committee_approves_and_does_not_deliberate() -> None:
    with pytest.raises(NotYourTurn, match="该级应作出审批决定，不是审议"):
        chain().check(DELIBERATED, Move.DELIBERATE, actor("周试五", COMMITTEE), NOBODY)


def test_nobody_submits_twice_and_nothing_is_decided_before_the_branch_submits() -> None:
    here = chain()
    with pytest.raises(NotYourTurn, match="现在轮到党总支审议（园区党总支），不能“报送”"):
        here.check(SUBMITTED, Move.SUBMIT, actor("钱试二", BRANCH), NOBODY)
    with pytest.raises(NotYourTurn, match="现在轮到党支部初审（第一党支部），不能“审批同意”"):
        here.check((), Move.APPROVE, actor("周试五", COMMITTEE), NOBODY)


def test_a_general_branch_sends_back_but_only_the_committee_refuses() -> None:
    here = chain()
    with pytest.raises(NotYourTurn, match="不予通过由党委（工委）决定"):
        here.check(SUBMITTED, Move.REFUSE, actor("李试四", GENERAL_BRANCH), NOBODY)
    assert here.check(DELIBERATED, Move.REFUSE, actor("周试五", COMMITTEE), NOBODY)[1].name == COMMITTEE


@pytest.mark.parametrize("decision", [Move.SUPPLEMENT, Move.RETURN])
def test_both_upper_levels_may_send_back(decision: Move) -> None:
    here = chain()
    assert here.check(SUBMITTED, decision, actor("李试四", GENERAL_BRANCH), NOBODY)[1].name == GENERAL_BRANCH
    assert here.check(DELIBERATED, decision, actor("周试五", COMMITTEE), NOBODY)[1].name == COMMITTEE


def test_who_holds_no_office_there_on_that_day_has_no_turn() -> None:
    here = chain()
    with pytest.raises(NotYourTurn, match="钱试二当日未担任职务"):
        here.check((), Move.SUBMIT, Actor(user="qian", name="钱试二"), NOBODY)
    with pytest.raises(NotYourTurn, match="当日任机关党支部书记"):
        here.check((), Move.SUBMIT, actor("钱试二", "机关党支部"), NOBODY)


@pytest.mark.parametrize(
    ("round_", "decision", "organization", "duty"),
    [
        ((), Move.SUBMIT, BRANCH, Duty.COMMITTEE_MEMBER),
        ((), Move.SUBMIT, BRANCH, Duty.LIAISON),
        ((), Move.SUBMIT, BRANCH, Duty.ORGANISER),
        (SUBMITTED, Move.DELIBERATE, GENERAL_BRANCH, Duty.COMMITTEE_MEMBER),
        (DELIBERATED, Move.APPROVE, COMMITTEE, Duty.AUDITOR),
        (DELIBERATED, Move.APPROVE, COMMITTEE, Duty.ADMINISTRATOR),
    ],
)
def test_an_office_without_that_duty_decides_nothing(
    round_: tuple[Review, ...], decision: Move, organization: str, duty: Duty
) -> None:
    with pytest.raises(NotAllowed, match=f"当日任{duty.chinese}") as refusal:
        chain().check(round_, decision, actor("吴试六", organization, duty), NOBODY)
    assert "由" in str(refusal.value)


@pytest.mark.parametrize("duty", [Duty.SECRETARY, Duty.DEPUTY, Duty.ORGANISATION_OFFICER])
def test_secretary_deputy_and_organisation_officer_submit(duty: Duty) -> None:
    assert chain().check((), Move.SUBMIT, actor("钱试二", BRANCH, duty), NOBODY)


def test_nobody_decides_on_their_own_case() -> None:
    own = Facts(name="钱试二", id_number="999999199503080017")
    with pytest.raises(NotAllowed, match="本人不得办理自己的入党手续"):
        chain().check((), Move.SUBMIT, actor("钱试二", BRANCH, id_number="999999199503080017"), own)


def test_a_namesake_is_let_through_once_both_identity_numbers_are_known() -> None:
    case = Facts(name="钱试二", id_number="999999199503080017")
    with pytest.raises(NotAllowed, match="同名"):
        chain().check((), Move.SUBMIT, actor("钱试二", BRANCH), case)
    namesake = actor("钱试二", BRANCH, id_number="999999198001010019")
    assert chain().check((), Move.SUBMIT, namesake, case)


def test_nobody_decides_on_whom_they_sponsor() -> None:
    case = Facts(name="赵试一", sponsors=("钱试二", "孙试三"))
    with pytest.raises(NotAllowed, match="钱试二是其入党介绍人"):
        chain().check((), Move.SUBMIT, actor("钱试二", BRANCH), case)


def test_nobody_decides_at_two_levels_of_one_round() -> None:
    with pytest.raises(NotAllowed, match="已在本环节的下一级作出过决定"):
        chain().check(SUBMITTED, Move.DELIBERATE, actor("钱试二", GENERAL_BRANCH), NOBODY)
    assert chain().check((), Move.SUBMIT, actor("钱试二", BRANCH), NOBODY)


def test_levels_are_called_as_the_zone_calls_them() -> None:
    assert [level.chinese for level in ReviewLevel] == ["党支部初审", "党总支审议", "党（工）委审批"]
