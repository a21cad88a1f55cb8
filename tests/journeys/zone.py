"""An invented zone for the journeys: its bodies, who holds which office when, and the members of its branches."""

from dataclasses import replace
from datetime import date

from dangyuan_flow.application.founding import (
    found,
    register_members,
    register_offices,
    register_organizations,
    register_users,
)
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.flow import Flow
from dangyuan_flow.settings import Settings

TODAY = date(2030, 3, 1)
"""The fixed day of the journeys' stores: late enough for a whole life under the edition of 2026."""

EVER = date(2015, 1, 1)
BRANCH, DIRECT, PLAIN, ELSEWHERE = "第一党支部", "直属党支部", "商户党支部", "河西党支部"
GENERAL_BRANCH, COMMITTEE = "园区党总支", "高新区工委"

BODIES = (
    Organization(name=COMMITTEE, kind=BodyKind.WORKING_COMMITTEE, may_approve=True),
    Organization(name=GENERAL_BRANCH, kind=BodyKind.GENERAL_BRANCH, parent=COMMITTEE),
    Organization(name=BRANCH, kind=BodyKind.BRANCH, parent=GENERAL_BRANCH, has_committee=True),
    Organization(name=DIRECT, kind=BodyKind.BRANCH, parent=COMMITTEE, has_committee=True),
    Organization(name=PLAIN, kind=BodyKind.BRANCH, parent=COMMITTEE, has_committee=False),
    Organization(name=ELSEWHERE, kind=BodyKind.BRANCH, parent=COMMITTEE, has_committee=True),
)


def identity_number(born: date, order: int = 1) -> str:
    """An identity number of the area 999999, which exists nowhere."""
    first = f"999999{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


PERSON = "周试"
NUMBER = identity_number(date(1995, 5, 5))

# Account: the person behind it, and the offices that person holds.
USERS: dict[str, tuple[User, tuple[Office, ...]]] = {}


def _user(
    account: str,
    person: str,
    *offices: tuple[Duty, str] | tuple[Duty, str, date, date | None],
    number: str | None = None,
) -> None:
    held = tuple(
        Office(
            holder=account,
            duty=office[0],
            organization=office[1],
            since=office[2] if len(office) == 4 else EVER,
            until=office[3] if len(office) == 4 else None,
        )
        for office in offices
    )
    USERS[account] = (User(name=account, person=person, id_number=number), held)


_user("branch", "钱支书", (Duty.SECRETARY, BRANCH))
_user("direct", "孙支书", (Duty.SECRETARY, DIRECT))
_user("plain", "李支书", (Duty.SECRETARY, PLAIN))
_user("elsewhere", "吴支书", (Duty.SECRETARY, ELSEWHERE))
_user("general", "郑总支", (Duty.SECRETARY, GENERAL_BRANCH))
_user("committee", "王工委", (Duty.SECRETARY, COMMITTEE))
_user("organiser", "冯组织", (Duty.ORGANISER, COMMITTEE))
_user("liaison", "陈联络", (Duty.LIAISON, BRANCH))
_user("member", "褚委员", (Duty.COMMITTEE_MEMBER, BRANCH))
_user("himself", PERSON, (Duty.ORGANISATION_OFFICER, BRANCH), number=NUMBER)
_user("sponsor", "党员甲", (Duty.DEPUTY, BRANCH))
_user("both", "卫两任", (Duty.SECRETARY, GENERAL_BRANCH), (Duty.DEPUTY, BRANCH))
_user("former", "蒋前任", (Duty.SECRETARY, BRANCH, EVER, date(2018, 12, 31)))
_user("coming", "沈新任", (Duty.SECRETARY, BRANCH, date(2029, 12, 1), None))
_user("nobody", "韩无职")

MEMBERS = (
    *(
        Member(name=f"党员{order}", branch=branch, joined_on=date(2008, 6, 1), full_since=date(2009, 6, 1))
        for branch in (BRANCH, DIRECT, PLAIN, ELSEWHERE)
        for order in "甲乙丙丁戊己庚辛壬"
    ),
    Member(name="预备某", branch=BRANCH, joined_on=date(2029, 6, 1)),
)
"""Nine members with a vote in every branch, and in the first a probationer, who has none."""


def settled(url: str, *, packs: tuple[str, ...] = (), today: date = TODAY) -> Flow:
    """A store at ``url`` with the zone in its registers; acting is the organiser of the committee."""
    flow = found(Settings.load({}, db=url, user="organiser"), packs=packs, today=today)
    register_organizations(flow, BODIES)
    register_users(flow, [user for user, _ in USERS.values()])
    register_offices(flow, [office for _, offices in USERS.values() for office in offices])
    register_members(flow, MEMBERS)
    return flow


def acting(flow: Flow, account: str | None) -> Flow:
    """The same flow with another user acting (the store is shared)."""
    return replace(flow, user=account)
