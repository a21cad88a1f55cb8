"""A decision as a form tells it: what was chosen and typed, what is wrong with it, and what the buttons say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.web.visiting import text_of

if TYPE_CHECKING:
    from datetime import date

    from starlette.datastructures import FormData

    from dangyuan_flow.application.review_file import ReviewFile
    from dangyuan_flow.application.reviewing import Vote
    from dangyuan_flow.domain.people import Organization
    from dangyuan_flow.domain.workflow import Step

COUNTS = {"entitled": "应到", "present": "实到", "for": "赞成", "against": "反对", "abstained": "弃权"}
"""The committee's vote, field by field."""
_NAMED = 4
"""How many papers are named when it is said that they were asked for again."""
_GATES = {"G1": "备案", "G2": "审核同意", "G3": "预审"}
_APPROVED = {
    "G1": "同意备案",
    "G2": "同意列为发展对象",
    "G3": "预审合格，同意接收",
    "G4": "同意接收为预备党员",
}


@dataclass(kw_only=True)
class Typed:
    """What a form holds, as it was typed; ``problems`` by field once it was read."""

    decision: str = ""
    on: str = ""
    opinion: str = ""
    reason: str = ""
    to_step: str = ""
    papers: tuple[str, ...] = ()
    decided_by: str = ""
    seq: str = ""
    counts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(COUNTS, ""))
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def move(self) -> Move | None:
        """The decision taken; ``None`` where none was."""
        return Move(self.decision) if self.decision in tuple(Move) else None

    @property
    def expected(self) -> int | None:
        """The record that the page showed last."""
        return int(self.seq) if self.seq.isascii() and self.seq.isdigit() else None

    @property
    def back_to(self) -> int | None:
        """The step to do anew."""
        return int(self.to_step) if self.to_step.isascii() and self.to_step.isdigit() else None

    def day(self) -> date | None:
        """The day of the decision; a problem where it is none."""
        try:
            return read_day(self.on)
        except BadInput as problem:
            self.problems["on"] = str(problem)
            return None

    def vote(self, *, owed: bool) -> Vote | None:
        """The five counts; a problem where they are not numbers, or some lack."""
        texts = [self.counts[name] for name in COUNTS]
        if not any(texts):
            if owed:
                self.problems["vote"] = "须填本人的表决结果：应到、实到、赞成、反对、弃权"
            return None
        wrong = [word for text, word in zip(texts, COUNTS.values(), strict=True) if not _is_count(text)]
        if wrong:
            self.problems["vote"] = f"{'、'.join(wrong)}须填整数；没有的填 0"
            return None
        entitled, present, votes_for, against, abstained = (int(text) for text in texts)
        if present > entitled or votes_for + against + abstained != present:
            self.problems["vote"] = (
                f"数字不平：应到 {entitled}、实到 {present}，赞成、反对、弃权合计 {votes_for + against + abstained}"
            )
        return entitled, present, votes_for, against, abstained

    def check(self, file: ReviewFile) -> tuple[date | None, Vote | None]:
        """The day and the vote; ``problems`` then has everything that is owed and missing, by field."""
        day = self.day()
        vote = self.vote(owed=file.votes) if self.move is Move.APPROVE else None
        if self.move is Move.DELIBERATE and not self.opinion:
            self.problems["opinion"] = "党总支审议须写明意见"
        if self.move in (Move.SUPPLEMENT, Move.RETURN, Move.REFUSE) and not self.reason:
            self.problems["reason"] = f"{self.move.chinese}须写明理由"
        if self.move is Move.RETURN and self.back_to is None:
            self.problems["to_step"] = "请选定退回到第几步"
        if self.move is Move.SUPPLEMENT and not self.papers:
            self.problems["papers"] = "请勾选要补的材料"
        return day, vote


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6  # noqa: PLR2004  no committee has a hundred thousand


def typed(form: FormData, suffix: str = "") -> Typed:
    """What ``form`` holds; ``suffix``: on a page with several people, whose fields."""
    return Typed(
        decision=text_of(form, f"decision{suffix}"),
        on=text_of(form, f"on{suffix}"),
        opinion=text_of(form, f"opinion{suffix}"),
        reason=text_of(form, f"reason{suffix}"),
        to_step=text_of(form, f"to_step{suffix}"),
        papers=tuple(name for name in form.getlist(f"papers{suffix}") if isinstance(name, str) and name),
        decided_by=text_of(form, f"decided_by{suffix}"),
        seq=text_of(form, f"seq{suffix}"),
        counts={name: text_of(form, f"vote_{name}{suffix}") for name in COUNTS},
    )


def act_at(step: Step) -> str:
    """What the committee does at a gate, in a word."""
    return _GATES.get(step.gate.id if step.gate else "", "审批")


def carries_on(step: Step, level: ReviewLevel, following: Organization | None, result: str | None) -> str:
    """What the button says that carries a paper on; ``result``: what the branch resolved at the conversion."""
    if level is ReviewLevel.COMMITTEE:
        gate = step.gate.id if step.gate else ""
        return _APPROVED.get(gate) or (f"同意{result}" if result else "审批同意")
    to = following.name if following else "上级党组织"
    if level is ReviewLevel.GENERAL_BRANCH:
        return f"审议同意，报{to}{act_at(step)}"
    deliberates = following is not None and not following.approves
    return f"报送{to}{'审议' if deliberates else act_at(step)}"


def decided(file: ReviewFile, move: Move, typed_: Typed) -> str:
    """What was done, said once on the next page."""
    name = file.dossier.facts.name or file.dossier.id
    match move:
        case Move.SUPPLEMENT:
            named = "、".join(f"《{kind}》" for kind in typed_.papers[:_NAMED])
            more = f"等 {len(typed_.papers)} 份" if len(typed_.papers) > _NAMED else ""
            return f"{name}：已退回补正{named}{more}。"
        case Move.RETURN:
            return f"{name}：已退回到第 {typed_.to_step} 步。"
        case Move.REFUSE:
            return f"{name}：已决定不予通过。"
        case _:
            did = carries_on(file.step, file.level, file.following, file.dossier.facts.conversion_result)
            return f"{name}：已{did}。"


def majorities(vote: Vote) -> tuple[str, bool]:
    """Both majorities of a committee's vote in words, and whether it carried."""
    entitled, present, votes_for, _, _ = vote
    quorum, carried = 2 * present > entitled, 2 * votes_for > entitled
    says = (
        f"实到 {present} 人，{'超过' if quorum else '没有超过'}应到 {entitled} 人的半数；"
        f"赞成 {votes_for} 人，{'超过' if carried else '没有超过'}应到的半数"
    )
    return says, quorum and carried
