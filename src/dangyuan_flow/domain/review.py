"""The three levels of review at a gate (三级联审): whose turn it is, and who may not decide.

党支部初审 → 党总支审议 → 党(工)委审批. The general branch deliberates and never approves; it is absent where the branch
stands directly under the committee (细则-2026 art. 22). One person decides at one level of a gate only.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NotAllowed, NotYourTurn
from dangyuan_flow.domain.people import Actor, BodyKind, Duty, Organization, superiors
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dangyuan_flow.domain.facts import Facts


class ReviewLevel(enum.StrEnum):
    """A level of the review."""

    BRANCH = "branch"
    GENERAL_BRANCH = "general_branch"
    COMMITTEE = "committee"

    @property
    def chinese(self) -> str:
        """The level as the zone calls it."""
        return {
            ReviewLevel.BRANCH: "党支部初审",
            ReviewLevel.GENERAL_BRANCH: "党总支审议",
            ReviewLevel.COMMITTEE: "党（工）委审批",
        }[self]


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One level's decision at a gate: what, by whom, under which office, on which day, with which opinion.

    ``checklist``: at the branch's submission, the papers owed so far that are not in the file yet. ``vote`` is the
    committee's own count on this one person: (entitled, present, for, against, abstained).
    """

    step: int
    level: ReviewLevel
    decision: Move
    on: date
    person: str
    office: str
    opinion: str | None = None
    checklist: tuple[str, ...] = ()
    vote: tuple[int, int, int, int, int] | None = None


_MAY_DECIDE = {
    ReviewLevel.BRANCH: {Duty.SECRETARY, Duty.DEPUTY, Duty.ORGANISATION_OFFICER},
    ReviewLevel.GENERAL_BRANCH: {Duty.SECRETARY, Duty.DEPUTY, Duty.ORGANISATION_OFFICER},
    ReviewLevel.COMMITTEE: {Duty.SECRETARY, Duty.DEPUTY, Duty.ORGANISATION_OFFICER, Duty.ORGANISER},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewChain:
    """The levels that a branch's papers pass, and the bodies that sit at them, as they were on one day."""

    bodies: tuple[tuple[ReviewLevel, Organization], ...]

    @classmethod
    def above(cls, branch: Organization, organizations: Mapping[str, Organization]) -> ReviewChain:
        """The chain above ``branch``: who deliberates, if anybody does, then the nearest committee with power.

        A general branch deliberates, and so does a committee below a 乡镇(街道)党委, which lacks the power (art. 22).

        Raises :class:`NotAllowed` where no body above may approve: 党组, 临时党组织, committees without power never do.
        """
        levels: list[tuple[ReviewLevel, Organization]] = [(ReviewLevel.BRANCH, branch)]
        for body in superiors(branch.name, organizations):
            is_committee = body.kind in (BodyKind.COMMITTEE, BodyKind.WORKING_COMMITTEE)
            if body.approves:
                levels.append((ReviewLevel.COMMITTEE, body))
                return cls(bodies=tuple(levels))
            if len(levels) == 1 and (is_committee or body.kind is BodyKind.GENERAL_BRANCH):
                levels.append((ReviewLevel.GENERAL_BRANCH, body))
        msg = f"{branch.name}之上没有具有审批权限的党委（工委），不能报送审批；请在“党组织”中补全隶属关系和审批权限"
        raise NotAllowed(msg)

    def turn(self, round_: Iterable[Review]) -> tuple[ReviewLevel, Organization]:
        """Whose turn it is after the decisions of the present round."""
        return self.bodies[min(sum(1 for _ in round_), len(self.bodies) - 1)]

    def body_at(self, level: ReviewLevel) -> Organization | None:
        """The body at ``level``; ``None`` where the chain has no such level."""
        return next((body for here, body in self.bodies if here is level), None)

    def check(
        self, round_: tuple[Review, ...], decision: Move, actor: Actor, facts: Facts
    ) -> tuple[ReviewLevel, Organization]:
        """Whether ``actor`` may take ``decision`` now; returns the level and the body that decides.

        Raises :class:`NotYourTurn` or :class:`NotAllowed` with the reason.
        """
        level, body = self.turn(round_)
        if (decision is Move.SUBMIT) != (level is ReviewLevel.BRANCH):
            msg = f"现在轮到{level.chinese}（{body.name}），不能“{decision.chinese}”"
            raise NotYourTurn(msg)
        if decision is Move.APPROVE and level is not ReviewLevel.COMMITTEE:
            msg = f"{body.name}只能审议，不能审批；审批权在党委（工委）（细则-2026 第22条）"
            raise NotYourTurn(msg)
        if decision is Move.REFUSE and level is not ReviewLevel.COMMITTEE:
            msg = f"{body.name}只能审议或退回，不予通过由党委（工委）决定（细则-2026 第22条）"
            raise NotYourTurn(msg)
        if decision is Move.DELIBERATE and level is not ReviewLevel.GENERAL_BRANCH:
            msg = f"现在轮到{level.chinese}（{body.name}），该级应作出审批决定，不是审议"
            raise NotYourTurn(msg)
        _check_office(level, body, actor)
        _check_impartial(round_, actor, facts)
        return level, body


def _check_office(level: ReviewLevel, body: Organization, actor: Actor) -> None:
    office = actor.office
    if office is None or office.organization != body.name:
        held = "未担任职务" if office is None else f"任{office.organization}{office.duty.chinese}"
        msg = f"现在轮到{level.chinese}（{body.name}），{actor.name}当日{held}，不能办理"
        raise NotYourTurn(msg)
    if office.duty not in _MAY_DECIDE[level]:
        duties = "、".join(duty.chinese for duty in Duty if duty in _MAY_DECIDE[level])
        msg = f"{level.chinese}由{body.name}的{duties}办理，{actor.name}当日任{office.duty.chinese}"
        raise NotAllowed(msg)


def _check_impartial(round_: tuple[Review, ...], actor: Actor, facts: Facts) -> None:
    if actor.id_number is not None and actor.id_number == facts.id_number:
        msg = "本人不得办理自己的入党手续，请由其他负责人办理"
        raise NotAllowed(msg)
    if actor.name == facts.name and (actor.id_number is None or facts.id_number is None):
        msg = f"办理人与当事人同名（{actor.name}），请先登记双方身份证号以排除本人办理本人事项"
        raise NotAllowed(msg)
    if actor.name in (facts.sponsors or ()):
        msg = f"{actor.name}是其入党介绍人，不得初审、审议或审批，请由其他负责人办理"
        raise NotAllowed(msg)
    if any(review.person == actor.user for review in round_):
        msg = f"{actor.name}已在本环节的下一级作出过决定，同一人在一个环节只能办理一级"
        raise NotAllowed(msg)
