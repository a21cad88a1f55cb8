"""The invented zone: its bodies, who holds which office on which day, and the roster of members."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from random import Random

from dangyuan_flow.application.demo.people import Births, number
from dangyuan_flow.domain.deadlines import years_complete
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization
from dangyuan_flow.domain.registry import User

DEPARTMENT = "虚构市委组织部"
COMMITTEE = "星河高新区工委"
ESTATE = "星河产业园党委"
"""A committee below the working committee, without the power to approve."""
GENERAL = {"zong1": "星河企业第一党总支", "zong2": "星河企业第二党总支", "zong3": "星河社区学校党总支"}


@dataclass(frozen=True, slots=True)
class Place:
    """A branch: the short name that its users bear, its name, its firm, who is there, and what stands above it.

    ``members`` full members at the start; fewer than seven: no branch committee, the members' meeting decides.
    """

    code: str
    name: str
    firm: str
    field: str
    above: str
    members: int

    @property
    def has_committee(self) -> bool:
        """Whether the branch has a committee."""
        return self.members >= 7  # noqa: PLR2004  fewer than seven full members usually have none

    @property
    def levels(self) -> int:
        """How many levels a paper passes."""
        return 2 if self.above == COMMITTEE else 3


PLACES = (
    Place("feilu", "飞鹿电子党支部", "飞鹿电子有限公司", "非公企业", GENERAL["zong1"], 12),
    Place("yunshan", "云杉材料党支部", "云杉材料股份公司", "非公企业", GENERAL["zong1"], 11),
    Place("qinghe", "青禾生物党支部", "青禾生物有限公司", "非公企业", GENERAL["zong1"], 9),
    Place("baifan", "白帆软件党支部", "白帆软件有限公司", "非公企业", GENERAL["zong1"], 6),
    Place("chisong", "赤松机械党支部", "赤松机械有限公司", "国有企业", GENERAL["zong2"], 14),
    Place("shanque", "山雀物流党支部", "山雀物流有限公司", "新就业群体", GENERAL["zong2"], 8),
    Place("lanqiong", "蓝穹仪器党支部", "蓝穹仪器有限公司", "国有企业", GENERAL["zong2"], 10),
    Place("shiliu", "石榴能源党支部", "石榴能源有限公司", "非公企业", GENERAL["zong2"], 9),
    Place("yunxi", "云溪社区党支部", "云溪社区", "社区", GENERAL["zong3"], 13),
    Place("zhuying", "竹影社区党支部", "竹影社区", "社区", GENERAL["zong3"], 10),
    Place("xuexiao", "星河职业学院党支部", "星河职业学院", "学生", GENERAL["zong3"], 11),
    Place("jiguan", "高新区机关党支部", "高新区管委会", "机关", COMMITTEE, 12),
)
BY_NAME = {place.name: place for place in PLACES}
CHANGED = PLACES[0]
"""The branch whose secretary changed in the middle."""
_LAST_OF_THE_FORMER = date(2024, 12, 31)
COMMITTEE_CHANGED_ON = date(2025, 7, 1)
_EVER = date(2018, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The zone as it is founded."""

    bodies: tuple[Organization, ...]
    users: tuple[User, ...]
    offices: tuple[Office, ...]
    roster: tuple[Member, ...]

    def person(self, user: str) -> str:
        """The name of the person behind a user."""
        return next(known.person for known in self.users if known.name == user)

    def secretary_on(self, body: str, day: date) -> Office:
        """The office of whoever was secretary of ``body`` on ``day``."""
        seats = (o for o in self.offices if o.organization == body and o.duty is Duty.SECRETARY)
        return next(office for office in seats if office.held_on(day))

    def sponsors_of(self, branch: str) -> tuple[str, ...]:
        """The members of ``branch`` who may be contacts and sponsors: long full, never gone, in no office."""
        holders = {user.person for user in self.users}
        mine = (m for m in self.roster if m.branch == branch and m.name not in holders)
        return tuple(m.name for m in mine if (m.arrived_on, m.left_on, m.died_on) == (None, None, None))


def build(births: Births, seed: int) -> Zone:
    """The zone, the same for the same ``seed``."""
    chance = Random(f"{seed}/zone")  # noqa: S311  an invented roster, no secrets
    users: list[User] = []
    offices: list[Office] = []
    roster: list[Member] = []
    for place in PLACES:
        people = _members(place, births, chance, len(roster))
        roster += people
        own_users, own_offices = _officers(place, people)
        users += own_users
        offices += own_offices
    for name, person, held in _above(births):
        users.append(User(name=name, person=person))
        offices += held
    return Zone(bodies=_bodies(), users=tuple(users), offices=tuple(offices), roster=tuple(roster))


def _bodies() -> tuple[Organization, ...]:
    return (
        Organization(name=DEPARTMENT, kind=BodyKind.ORGANIZATION_DEPARTMENT),
        Organization(name=COMMITTEE, kind=BodyKind.WORKING_COMMITTEE, parent=DEPARTMENT, may_approve=True),
        Organization(name=ESTATE, kind=BodyKind.COMMITTEE, parent=COMMITTEE, may_approve=False),
        *(Organization(name=name, kind=BodyKind.GENERAL_BRANCH, parent=COMMITTEE) for name in GENERAL.values()),
        *(
            Organization(name=p.name, kind=BodyKind.BRANCH, parent=p.above, has_committee=p.has_committee)
            for p in PLACES
        ),
    )


def _members(place: Place, births: Births, chance: Random, already: int) -> list[Member]:
    """The roster of one branch: most were there all along; one came, and in the larger ones one left and one died."""
    found: list[Member] = []
    for order in range(place.members):
        joined = date(chance.randint(2003, 2017), chance.randint(1, 12), chance.randint(1, 28))
        born = date(joined.year - chance.randint(20, 40), chance.randint(1, 12), chance.randint(1, 28))
        found.append(
            Member(
                name=births.name(),
                branch=place.name,
                id_number=number(born, 900 - already - order),
                joined_on=joined,
                full_since=years_complete(joined, 1),
            )
        )
    if place.members > 8:  # noqa: PLR2004  small branches keep their people
        came, went = chance.randint(1, 12), chance.randint(1, 12)
        found[-1] = replace(found[-1], arrived_on=date(2024, came, 15))
        found[-2] = replace(found[-2], left_on=date(2025, went, 10))
    if place.members > 12:  # noqa: PLR2004  the largest have old members
        found[-3] = replace(found[-3], died_on=date(2025, 3, 9))
    return found


def _officers(place: Place, people: list[Member]) -> tuple[list[User], list[Office]]:
    secretary = User(name=f"{place.code}.shuji", person=people[0].name, id_number=people[0].id_number)
    member = User(name=f"{place.code}.zuwei", person=people[1].name, id_number=people[1].id_number)
    duty = Duty.ORGANISATION_OFFICER if place.has_committee else Duty.DEPUTY
    since = _EVER
    users = [secretary, member]
    offices = [Office(holder=member.name, duty=duty, organization=place.name, since=_EVER)]
    if place is CHANGED:
        former = User(name=f"{place.code}.qianren", person=people[2].name, id_number=people[2].id_number)
        users.append(former)
        since = date(2025, 1, 1)
        was = Office(
            holder=former.name, duty=Duty.SECRETARY, organization=place.name, since=_EVER, until=_LAST_OF_THE_FORMER
        )
        offices.append(was)
    offices.append(Office(holder=secretary.name, duty=Duty.SECRETARY, organization=place.name, since=since))
    return users, offices


def _above(births: Births) -> list[tuple[str, str, list[Office]]]:
    """The users above the branches, each with the person's name and offices."""

    def office(holder: str, duty: Duty, body: str, since: date = _EVER, until: date | None = None) -> Office:
        return Office(holder=holder, duty=duty, organization=body, since=since, until=until)

    found: list[tuple[str, str, list[Office]]] = []
    for code, body in GENERAL.items():
        found.append((f"{code}.shuji", births.name(), [office(f"{code}.shuji", Duty.SECRETARY, body)]))
    before = date(2025, 6, 30)
    seats = (
        ("gongwei.shuji", office("gongwei.shuji", Duty.SECRETARY, COMMITTEE, COMMITTEE_CHANGED_ON)),
        ("gongwei.qianren", office("gongwei.qianren", Duty.SECRETARY, COMMITTEE, until=before)),
        ("gongwei.zuwei", office("gongwei.zuwei", Duty.ORGANISATION_OFFICER, COMMITTEE)),
        ("gongwei.zuzhiyuan", office("gongwei.zuzhiyuan", Duty.ORGANISER, COMMITTEE)),
        ("gongwei.paicha", office("gongwei.paicha", Duty.AUDITOR, COMMITTEE)),
        ("shiwei.lianluo", office("shiwei.lianluo", Duty.LIAISON, DEPARTMENT)),
        ("admin", office("admin", Duty.ADMINISTRATOR, COMMITTEE)),
    )
    return found + [(name, births.name(), [held]) for name, held in seats]
