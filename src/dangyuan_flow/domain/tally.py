"""What the counts of one ballot amount to, whichever of the two readings of 赞成票 the paper uses.

赞成票 does not include the written opinions of absentees unless the sums say so (细则-2026 arts. 19, 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Tally:
    """Counts of one ballot as they stand on record; whole numbers, ``None`` where nothing is on record."""

    entitled: int | None
    present: int | None
    issued: int | None
    collected: int | None
    votes_for: int | None
    against: int | None
    abstained: int | None
    invalid: int | None
    written_for: int | None
    written_against: int | None

    @cached_property
    def written(self) -> int:
        """Written opinions handed in before the meeting."""
        return (self.written_for or 0) + (self.written_against or 0)

    @cached_property
    def counted(self) -> int | None:
        """For, against, abstained and invalid together; an empty invalid column means none."""
        if self.votes_for is None or self.against is None or self.abstained is None:
            return None
        return self.votes_for + self.against + self.abstained + (self.invalid or 0)

    @cached_property
    def includes_written(self) -> bool:
        """Whether the sums show that 赞成票 already holds the written ones."""
        return (
            self.written > 0
            and self.counted is not None
            and self.collected is not None
            and self.counted == self.collected + self.written
        )

    @cached_property
    def reading(self) -> str:
        """Which reading was used, for the message."""
        if self.written == 0:
            return "无书面意见"
        return "赞成票已含书面意见" if self.includes_written else "赞成票不含书面意见"

    @cached_property
    def approvals(self) -> int | None:
        """Approvals in all, those of absentees in writing included (art. 20)."""
        if self.votes_for is None:
            return None
        return self.votes_for if self.includes_written else self.votes_for + (self.written_for or 0)

    @cached_property
    def balance_off(self) -> int | None:
        """By how many votes the sums miss the collected ballots; 0 where they agree in either reading."""
        if self.counted is None or self.collected is None:
            return None
        return min(abs(self.counted - self.collected), abs(self.counted - self.collected - self.written))

    @property
    def has_quorum(self) -> bool | None:
        """More than half of the entitled were present (art. 19)."""
        if self.entitled is None or self.present is None:
            return None
        return 2 * self.present > self.entitled

    @property
    def has_majority(self) -> bool | None:
        """More than half of the *entitled* approved, written opinions included (art. 20)."""
        if self.entitled is None or self.approvals is None:
            return None
        return 2 * self.approvals > self.entitled

    @property
    def failed(self) -> bool:
        """The ballot is known not to have carried."""
        return self.has_quorum is False or self.has_majority is False
