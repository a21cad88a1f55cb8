"""What the roster and the list of bodies say about one dossier: facts that no column of its own row can tell.

Used by the ledger (sheets 党员名册, 党组织) and by the store alike, so that both judge by the same facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from dangyuan_flow.domain import signing
from dangyuan_flow.domain.ballot import is_in_effect, is_on_watch, surely_entitled
from dangyuan_flow.domain.deadlines import years_complete
from dangyuan_flow.domain.derived.belonging import came_later
from dangyuan_flow.domain.people import BodyKind, Member, Organization, body_by_name, superiors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.domain.facts import Facts, Value
    from dangyuan_flow.domain.people import Office

COMMITTEE_FROM = 7
"""Full members from which on a branch usually has a committee (unconfirmed)."""

CONTEXT_FACTS = (
    *("branch_has_committee", "branch_under_general_branch"),
    *("admission_approver_kind", "admission_approver_empowered"),
    *("conversion_approver_kind", "conversion_approver_empowered"),
    *("contacts_not_full", "sponsors_not_full", "sponsors_on_watch", "sponsors_sanctioned"),
    *("admission_left_out", "conversion_left_out", "admission_roster_entitled", "conversion_roster_entitled"),
    *("admission_doubtful_signers", "conversion_doubtful_signers", "out_of_office"),
    *("committee", "county_department", "branch_full_members"),  # For rules across dossiers
)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """The bodies, the members and the offices (by the holder's name) around the dossiers of one store or ledger.

    ``whole``: the members are the whole roster, so that those who had a vote on a day can be counted.
    """

    organizations: Mapping[str, Organization]
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    offices: Mapping[str, tuple[Office, ...]] = field(default_factory=dict)
    whole: bool = False

    @classmethod
    def of(
        cls,
        organizations: Iterable[Organization],
        members: Iterable[Member],
        offices: Mapping[str, tuple[Office, ...]] | None = None,
        *,
        whole: bool = False,
    ) -> Surroundings:
        """Index bodies by name (former names too) and members by name."""
        by_name: dict[str, list[Member]] = {}
        for member in members:
            by_name.setdefault(member.name, []).append(member)
        return cls(
            organizations=body_by_name(organizations),
            members={n: tuple(m) for n, m in by_name.items()},
            offices=offices or {},
            whole=whole,
        )

    @cached_property
    def predecessors(self) -> frozenset[str]:
        """The names that some body once had, or took over."""
        return frozenset(name for body in self.organizations.values() for name in body.former_names)

    @cached_property
    def _by_branch(self) -> dict[str | None, list[Member]]:
        found: dict[str | None, list[Member]] = {}
        for members in self.members.values():
            for member in members:
                found.setdefault(member.branch, []).append(member)
        return found

    def member(self, name: str, branch: str | None) -> Member | None:
        """The member called ``name`` of ``branch`` (any, if ``None``); ``None`` where nobody or several could be meant.

        Somebody of that name in another branch is a namesake as likely as one who moved: nobody is accused by guess.
        """
        found = self.members.get(name, ())
        if branch is not None:
            names = {None, *self._names_of(branch)}
            own = tuple(m for m in found if m.branch == branch)
            found = own if own and len(found) > 1 else tuple(m for m in found if m.branch in names)
        return found[0] if len(found) == 1 else None

    def _names_of(self, branch: str) -> tuple[str, ...]:
        """``branch`` under all its names."""
        body = self.organizations.get(branch)
        return (branch,) if body is None else tuple(dict.fromkeys((branch, body.name, *body.former_names)))

    def facts(self, f: Facts) -> dict[str, Value]:
        """The context facts that can be told for ``f``; what cannot be told is left out (and stays as it was)."""
        return {name: value for name, value in self._told(f) if value is not None}

    def _told(self, f: Facts) -> Iterable[tuple[str, Value]]:
        branch = self.organizations.get(f.branch) if f.branch else None
        if branch is not None:
            if _was_of(f, f.prereviewed_on, branch) and not (branch.has_committee and _was_small(f)):
                yield "branch_has_committee", branch.has_committee
            above = superiors(branch.name, self.organizations)
            admitted = f.admission_approved_on or f.admission_met_on
            if above and above[0].kind is not None and _was_of(f, admitted, branch, above[0]):
                yield "branch_under_general_branch", above[0].kind is BodyKind.GENERAL_BRANCH
            yield "branch_full_members", branch.full_members
            yield "committee", _nearest(above, BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE)
            yield "county_department", _nearest(above, BodyKind.ORGANIZATION_DEPARTMENT)
        for round_ in ("admission", "conversion"):
            yield from self._approver(round_, f[f"{round_}_approved_by"])
        assigned_on = f.contacts_assigned_on
        if f.contacts is not None and assigned_on is not None and not came_later(f, assigned_on):
            yield "contacts_not_full", self._not_full(f.contacts, f.branch, assigned_on)
        named_on = f.sponsors_named_on
        if f.sponsors is not None and named_on is not None and not came_later(f, named_on):
            yield "sponsors_not_full", self._not_full(f.sponsors, f.branch, named_on)
        yield from self._sanctioned(f)
        for round_ in ("admission", "conversion"):
            doubtful = signing.dead_signers(f, self, round_)
            yield from _changed(f, f"{round_}_doubtful_signers", doubtful)
            if self.whole:
                yield from self._counted(f, round_)
        yield from _changed(f, "out_of_office", signing.out_of_office(f, self))

    def _counted(self, f: Facts, round_: str) -> Iterable[tuple[str, Value]]:
        """Those who by the roster had a vote at the meeting; only members whose arrival in the branch is on record.

        Whoever is left out with approval is known only where that number is: without it, nobody is accused. A branch
        that took over others counted only its own before, and who is converted has no vote until that is approved,
        months after the day that the roster gives: neither is counted.
        """
        met, entitled = getattr(f, f"{round_}_met_on"), getattr(f, f"{round_}_entitled")
        if f.branch is None or met is None or came_later(f, met):
            return
        body = self.organizations.get(f.branch)
        if body is not None and met < (body.founded_on or (date.max if body.former_names else met)):
            return
        roster = (member for name in self._names_of(f.branch) for member in self._by_branch.get(name, ()))
        voters = len(surely_entitled((member for member in roster if member.arrived_on is not None), met))
        if not voters:
            return
        yield f"{round_}_roster_entitled", voters
        approved = getattr(f, f"{round_}_exclusions_approved")
        if entitled is not None and approved is not None:
            yield f"{round_}_left_out", max(0, voters - entitled - approved)

    def _sanctioned(self, f: Facts) -> Iterable[tuple[str, Value]]:
        """Sponsors under a sanction between their naming and the meeting; the naming undated, on the meeting's day.

        That none was can be told only where all of them are known; that one was, also where another is not.
        """
        since = f.sponsors_named_on or f.admission_met_on
        if f.sponsors is None or since is None or came_later(f, since):
            return
        until = max(f.admission_met_on or since, since)
        known = [m for name in f.sponsors if (m := self.member(name, f.branch)) is not None]
        for fact, applies in (("sponsors_on_watch", is_on_watch), ("sponsors_sanctioned", is_in_effect)):
            count = sum(applies(m.sanctions, since, until) for m in known)
            if count or len(known) == len(f.sponsors):
                yield fact, count

    def _approver(self, round_: str, name: object) -> Iterable[tuple[str, Value]]:
        body = self.organizations.get(name) if isinstance(name, str) else None
        if body is not None and body.kind is not None:
            yield f"{round_}_approver_kind", body.kind.value
            yield f"{round_}_approver_empowered", body.approves

    def _not_full(self, names: Iterable[str], branch: str | None, day: date) -> int | None:
        """How many of ``names`` were not yet full members on ``day``, of those known; ``None`` if that is no answer."""
        count, all_known = 0, True
        for name in names:
            member = self.member(name, branch)
            if member is None or (member.full_since is None and member.joined_on is None):
                all_known = False
                continue
            since = member.full_since or (years_complete(member.joined_on, 1) if member.joined_on else None)
            count += since is None or since > day
        return count if count or all_known else None


def _was_of(f: Facts, day: date | None, *bodies: Organization) -> bool:
    """Whether nothing on record speaks against the person having been of these bodies on ``day``, and they existed."""
    if day is None:
        return True
    return not came_later(f, day) and all(body.founded_on is None or body.founded_on <= day for body in bodies)


def _was_small(f: Facts) -> bool:
    """Whether the branch, which has a committee today, had too few full members for one at the meeting.

    With less than seven there is usually none; that the committee decided on the activist shows that there was.
    """
    return f.admission_entitled is not None and f.admission_entitled < COMMITTEE_FROM and f.activist_meeting != "支委会"


def _nearest(above: Iterable[Organization], *kinds: BodyKind) -> str | None:
    return next((body.name for body in above if body.kind in kinds), None)


def _changed(f: Facts, name: str, found: Value) -> Iterable[tuple[str, Value]]:
    """What was found under ``name``; that nothing was, only where it makes the fact known or takes another's place."""
    if found or (found is not None and (name in f.unknown or f[name])):
        yield name, found
