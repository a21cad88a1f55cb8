"""Persons, bodies and offices: who may act, for which body, and on which day."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class BodyKind(enum.StrEnum):
    """What kind of body an organisation is; decides whether it may examine, deliberate or approve."""

    BRANCH = "branch"
    GENERAL_BRANCH = "general_branch"
    COMMITTEE = "committee"
    WORKING_COMMITTEE = "working_committee"
    ORGANIZATION_DEPARTMENT = "organization_department"
    PARTY_GROUP = "party_group"
    TEMPORARY = "temporary"
    FLOATING = "floating"

    @property
    def chinese(self) -> str:
        """The body's kind as the law names it."""
        return _KIND_NAMES[self]

    @classmethod
    def from_chinese(cls, text: str) -> BodyKind | None:
        """Read a kind as ledgers write it (``党支部``, ``工委`` …); ``None`` where the word is unknown."""
        return _KINDS_BY_NAME.get(text.strip())


_KIND_NAMES = {
    BodyKind.BRANCH: "党支部",
    BodyKind.GENERAL_BRANCH: "党总支",
    BodyKind.COMMITTEE: "党委",
    BodyKind.WORKING_COMMITTEE: "工委",
    BodyKind.ORGANIZATION_DEPARTMENT: "组织部",
    BodyKind.PARTY_GROUP: "党组",
    BodyKind.TEMPORARY: "临时党组织",
    BodyKind.FLOATING: "流动党员党组织",
}
_KINDS_BY_NAME = {name: kind for kind, name in _KIND_NAMES.items()} | {
    "支部": BodyKind.BRANCH,
    "总支": BodyKind.GENERAL_BRANCH,
    "党总支部": BodyKind.GENERAL_BRANCH,
    "基层党委": BodyKind.COMMITTEE,
    "党工委": BodyKind.WORKING_COMMITTEE,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Organization:
    """A body of the Party, in the time in which it exists.

    ``has_committee`` (branches: 是否设支委会) and ``may_approve`` (committees: 有无审批权限) are ``None``
    where nobody said. ``elections``: the days on which its committee was newly elected (换届). A 党委 below a
    乡镇(街道)党委 has ``may_approve=False`` (细则-2026 art. 22).
    """

    name: str
    kind: BodyKind | None
    parent: str | None = None
    has_committee: bool | None = None
    full_members: int | None = None
    founded_on: date | None = None
    dissolved_on: date | None = None
    former_names: tuple[str, ...] = ()
    may_approve: bool | None = None
    elections: tuple[date, ...] = ()

    @property
    def keeps_dossiers(self) -> bool:
        """Whether people apply to this body: a branch, or an organisation of floating members (art. 6)."""
        return self.kind in (BodyKind.BRANCH, BodyKind.FLOATING)

    @property
    def approves(self) -> bool | None:
        """Whether this body may approve an admission; ``None`` if its kind is not known (art. 22).

        A committee of unknown power is taken to have it: only a body *known* to lack it is accused. A department may
        have signed for its committee: it is no body of the chain, and yet nobody is accused by its name.
        """
        if self.kind is None:
            return None
        if self.kind is BodyKind.ORGANIZATION_DEPARTMENT:
            return False if self.may_approve is False else None
        if self.kind in (BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE):
            return self.may_approve is not False
        return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sanction:
    """A disciplinary sanction of a member; ``restored_on`` is the day the rights came back, if they did."""

    kind: str
    on: date
    restored_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A line of the branch's roster (党员名册): since when a member, since when a full one, where, until when."""

    name: str
    branch: str | None
    id_number: str | None = None
    joined_on: date | None = None
    full_since: date | None = None
    arrived_on: date | None = None
    left_on: date | None = None
    died_on: date | None = None
    post: str | None = None
    sanctions: tuple[Sanction, ...] = ()
    kin: str | None = None

    def belongs_on(self, day: date) -> bool:
        """Whether the member belonged to the branch on ``day`` (arrival and departure both known or absent)."""
        since = self.arrived_on or self.joined_on
        gone = min((d for d in (self.left_on, self.died_on) if d), default=None)
        return (since is None or since <= day) and (gone is None or day < gone)


class Duty(enum.StrEnum):
    """An office's kind, from which the acts that its holder may perform follow."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"
    ORGANISATION_OFFICER = "organisation_officer"
    ORGANISER = "organiser"
    COMMITTEE_MEMBER = "committee_member"
    LIAISON = "liaison"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def chinese(self) -> str:
        """The office as people call it."""
        return _DUTY_NAMES[self]

    @classmethod
    def from_chinese(cls, text: str) -> Duty | None:
        """Read an office's name; ``None`` where the word is unknown."""
        return {name: duty for duty, name in _DUTY_NAMES.items()}.get(text.strip())


_DUTY_NAMES = {
    Duty.SECRETARY: "书记",
    Duty.DEPUTY: "副书记",
    Duty.ORGANISATION_OFFICER: "组织委员",
    Duty.ORGANISER: "组织员",
    Duty.COMMITTEE_MEMBER: "委员",
    Duty.LIAISON: "联络员",
    Duty.AUDITOR: "排查员",
    Duty.ADMINISTRATOR: "管理员",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """A duty held at a body from one day to another (``until`` is the last day; ``None`` = still held)."""

    holder: str
    duty: Duty
    organization: str
    since: date
    until: date | None = None

    def held_on(self, day: date) -> bool:
        """Whether the office was held on ``day``."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts: a user's name, the person behind it, and the office under which this act is done."""

    user: str
    name: str
    id_number: str | None = None
    office: Office | None = None

    @property
    def title(self) -> str:
        """Name with office, as the journal prints it: ``张明（第一支部书记）``."""
        if self.office is None:
            return self.name
        return f"{self.name}（{self.office.organization}{self.office.duty.chinese}）"


def present_name(name: str, organizations: Mapping[str, Organization]) -> str:
    """The name that a body has now: renamed, or dissolved into a successor, its offices and files go on there."""
    found = organizations.get(name)
    if found is None or found.name != name or found.dissolved_on is None:
        return name if found is None else found.name
    heirs = (b.name for b in organizations.values() if name in b.former_names and b.dissolved_on is None)
    return next(heirs, name)


def superiors(name: str, organizations: Mapping[str, Organization]) -> tuple[Organization, ...]:
    """The bodies above ``name``, nearest first; stops at an unknown parent and at a loop."""
    found: list[Organization] = []
    seen = {name}
    here = organizations.get(name)
    while here is not None and here.parent is not None and here.parent not in seen:
        seen.add(here.parent)
        above = organizations.get(here.parent)
        if above is None:
            break
        found.append(above)
        here = above
    return tuple(found)


def elections_of(organizations: Iterable[Organization]) -> tuple[tuple[str, date], ...]:
    """The elections of branches: by each name that a branch has or had, the day."""
    return tuple(
        (name, day)
        for body in organizations
        if body.keeps_dossiers
        for name in (body.name, *body.former_names)
        for day in body.elections
    )


def body_by_name(organizations: Iterable[Organization]) -> dict[str, Organization]:
    """The bodies by name, former names included (a renamed branch is still itself)."""
    found: dict[str, Organization] = {}
    for body in organizations:
        for former in body.former_names:
            found.setdefault(former, body)
    for body in organizations:
        found[body.name] = body
    return found
