"""Ballot (票决): one secret vote of a branch meeting on one person, with everything that decides whether it counts.

Entitled are the branch's full members of that day, less those without a vote; a member is left out of the entitled only
with approval. Written opinions of absentees, handed in before the meeting, count as votes and not as attendance
(细则-2026 arts. 19, 20). A failed ballot is a result, and is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_later, probation_end
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.people import Member, Sanction

ON_WATCH = "留党察看"
EFFECT_MONTHS = {"警告": 12, "严重警告": 18, "撤销党内职务": 24}
"""Effect periods of sanctions in months (纪律处分条例; unconfirmed, to be checked by a person)."""
CONVERSION_MONTHS = 12
"""How long after the end of probation the vote may begin: the meeting put off by six months (art. 35), the approval
three months later (art. 33); rounded up."""

WATCH_MONTHS = 24
"""The longest that 留党察看 lasts (纪律处分条例; unconfirmed, to be checked by a person)."""
_ONE_YEAR = re.compile("一年|1年|12个月|十二个月")

SECRET = "无记名"  # noqa: S105  a way of voting


@dataclass(frozen=True, kw_only=True, slots=True)
class Exclusion:
    """A member left out of the entitled: why, and under which approval (``None``: without one)."""

    member: str
    reason: str
    approval: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenOpinion:
    """An absent member's written opinion; ``before`` says whether it was handed in before the meeting began."""

    member: str
    approves: bool
    before: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Ballot:
    """One vote on one person at one meeting; counts are whole numbers, ``present`` names who came (may be empty)."""

    on: date
    entitled: int
    present: int
    issued: int
    collected: int
    votes_for: int
    against: int
    abstained: int = 0
    invalid: int = 0
    written: tuple[WrittenOpinion, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    attendance: tuple[str, ...] = ()
    method: str = SECRET
    proxies: int = 0
    together: bool = False
    person_present: bool = True
    sponsors_absent: tuple[str, ...] = ()
    roster_entitled: int | None = None
    without_vote: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse counts that no meeting can have (raises :class:`BadInput`)."""
        counts = (self.entitled, self.present, self.issued, self.collected, self.votes_for, self.against)
        if min(*counts, self.abstained, self.invalid, self.proxies) < 0:
            msg = "票数不能为负数"
            raise BadInput(msg)

    @property
    def tally(self) -> Tally:
        """What the counts amount to."""
        return Tally(
            entitled=self.entitled,
            present=self.present,
            issued=self.issued,
            collected=self.collected,
            votes_for=self.votes_for,
            against=self.against,
            abstained=self.abstained,
            invalid=self.invalid,
            written_for=sum(w.approves for w in self.written),
            written_against=sum(not w.approves for w in self.written),
        )

    @property
    def passed(self) -> bool:
        """Both majorities were reached: of those entitled present, and of the entitled in favour."""
        return self.tally.has_quorum is True and self.tally.has_majority is True

    @property
    def left_out(self) -> int | None:
        """How many of the roster's entitled are missing from ``entitled`` without an approved exclusion."""
        if self.roster_entitled is None:
            return None
        approved = sum(exclusion.approval is not None for exclusion in self.exclusions)
        return max(0, self.roster_entitled - self.entitled - approved)

    @property
    def _excluded_signers(self) -> tuple[str, ...]:
        """Who was left out of the entitled as absent for long, and yet signed as present."""
        return tuple(f"{e.member}（未计入应到：{e.reason}）" for e in self.exclusions if e.member in self.attendance)

    def facts(self, round_: str) -> dict[str, Value]:
        """The facts of ``round_`` (``admission`` or ``conversion``) that this ballot puts on record."""
        out_of_order = [w for w in self.written if not w.before or w.member in self.attendance]
        values: dict[str, Value] = {
            "met_on": self.on,
            "entitled": self.entitled,
            "present": self.present,
            "ballots_issued": self.issued,
            "collected": self.collected,
            "for": self.votes_for,
            "against": self.against,
            "abstained": self.abstained,
            "invalid": self.invalid,
            "written_for": self.tally.written_for,
            "written_against": self.tally.written_against,
            "method": self.method,
            "voters_without_vote": len(set(self.without_vote) & set(self.attendance)),
            "written_out_of_order": len(out_of_order),
            "proxy_votes": self.proxies,
            "left_out": self.left_out,
            "signers": self.attendance or None,
            "doubtful_signers": self._excluded_signers if self.attendance else None,
            "absentees": int(not self.person_present) + len(self.sponsors_absent),
            "voted_together": self.together,
        }
        return {f"{round_}_{name}": value for name, value in values.items()}


def has_vote(member: Member, day: date) -> bool:
    """Whether a member has a vote on ``day``: a full member (not a probationer) and not under 留党察看."""
    if member.full_since is None or member.full_since > day or not member.belongs_on(day):
        return False
    return not any(ON_WATCH in s.kind and s.on <= day and (s.restored_on or date.max) > day for s in member.sanctions)


def is_on_watch(sanctions: Iterable[Sanction], start: date, end: date) -> bool:
    """Whether a sanction of 留党察看, rights not restored, covers any day from ``start`` to ``end``.

    It lasts one year or two; then the rights are restored, the watch is prolonged (a sanction of its own here) or the
    member is expelled: where nobody wrote down the day on which they came back, no longer watch is presumed.
    """
    return any(
        ON_WATCH in sanction.kind and sanction.on <= end and (sanction.restored_on or _watched_to(sanction)) > start
        for sanction in sanctions
    )


def _watched_to(sanction: Sanction) -> date:
    return months_later(sanction.on, WATCH_MONTHS // 2 if _ONE_YEAR.search(sanction.kind) else WATCH_MONTHS)


def is_in_effect(sanctions: Iterable[Sanction], start: date, end: date) -> bool:
    """Whether a 警告, 严重警告 or 撤销党内职务 is within its effect period on any day from ``start`` to ``end``."""
    for sanction in sanctions:
        kind = max((k for k in EFFECT_MONTHS if k in sanction.kind), key=len, default=None)
        if kind is None or ON_WATCH in sanction.kind:
            continue
        if sanction.on <= end and start < months_later(sanction.on, EFFECT_MONTHS[kind]):
            return True
    return False


def entitled(roster: Iterable[Member], branch: str, day: date) -> tuple[Member, ...]:
    """The members of ``branch`` with a vote on ``day``, by the roster's dates."""
    return tuple(member for member in roster if member.branch == branch and has_vote(member, day))


def surely_entitled(roster: Iterable[Member], day: date) -> tuple[Member, ...]:
    """Those who for certain had a vote on ``day``, each once: what may be held against a meeting that counted fewer.

    The roster calls somebody a full member from the end of probation on; the vote begins with the approval, which may
    be months later (arts. 33, 35).
    """
    sure = months_later(day, -CONVERSION_MONTHS)
    found = (m for m in roster if has_vote(m, day) and m.full_since is not None and m.full_since <= sure)
    return tuple({m.id_number or m.name: m for m in found}.values())


def without_vote(roster: Iterable[Member], branch: str, day: date) -> tuple[Member, ...]:
    """The members of ``branch`` on ``day`` who are known to have no vote: probationers, and those under 留党察看.

    Whom the roster calls neither a full member nor a probationer is not accused of voting without a vote.
    """
    return tuple(
        member
        for member in roster
        if member.branch == branch
        and member.belongs_on(day)
        and (is_probationer(member, day) or is_on_watch(member.sanctions, day, day))
    )


def is_probationer(member: Member, day: date) -> bool:
    """Whether the roster shows a member as not yet full on ``day``: by the conversion, else by a year's probation.

    Without a date of conversion, somebody who joined more than a year before may be a full member or an extended
    probationer: the roster does not tell.
    """
    if member.full_since is not None:
        return member.full_since > day
    return member.joined_on is not None and probation_end(member.joined_on) >= day
