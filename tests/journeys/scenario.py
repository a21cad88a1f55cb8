"""A small language for journeys: what somebody does on a day, and what has to come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

SENT_UP = ("submit", "deliberate", "approve", "supplement", "return", "refuse")
MOVED = {
    "refused": "the act would break the law",
    "reason_needed": "late or unusual: it goes through with a reason",
    "no_such_move": "the procedure has no such act now",
    "not_allowed": "no office, or barred",
    "not_your_turn": "the papers lie with another level",
    "bad_input": "cannot be read or used",
    "conflict": "somebody else wrote first",
    "not_found": "there is none",
}
"""The ways in which a door says no, by the code that it gives."""


@dataclass(frozen=True, slots=True)
class Do:
    """One act and what is expected of it.

    ``what``: a step's number (advance), one of :data:`SENT_UP` (review), or ``open``, ``supply``, ``ballot``, ``ask``,
    ``answer``, ``transfer out``, ``transfer in``, ``reconsider``, ``defer``, ``correct``, ``end …``.
    ``on``: its day. ``by``: the acting account; ``decided_by``: who decided, where another types.
    ``set``: facts as people type them. ``papers``: materials of a step, or what a 补正 reopens.
    ``votes``: (entitled, present, for, against, abstained), of the meeting (``ballot``) or of the committee.
    ``to``: step, branch or place. ``bodies``: whom vetting asks. ``missing``: core papers that lack after a transfer.
    ``stale``: by how many records the caller's knowledge lags behind.

    ``no``: the code of the refusal, if one is expected, with exactly the ``codes`` and all of the words ``says``;
    else the act is done, the dossier stands ``at``, and exactly ``warns`` stay on record.
    """

    what: int | str
    on: str
    by: str = ""
    set: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    papers: tuple[str, ...] = field(default=(), kw_only=True)
    reason: str | None = field(default=None, kw_only=True)
    opinion: str | None = field(default=None, kw_only=True)
    votes: tuple[int, int, int, int, int] | None = field(default=None, kw_only=True)
    to: str | None = field(default=None, kw_only=True)
    bodies: tuple[str, ...] = field(default=(), kw_only=True)
    missing: int = field(default=0, kw_only=True)
    decided_by: str | None = field(default=None, kw_only=True)
    dry_run: bool = field(default=False, kw_only=True)
    stale: int | None = field(default=None, kw_only=True)
    no: str | None = field(default=None, kw_only=True)
    codes: frozenset[str] = field(default=frozenset(), kw_only=True)
    says: tuple[str, ...] = field(default=(), kw_only=True)
    earliest: str | None = field(default=None, kw_only=True)
    at: str | None = field(default=None, kw_only=True)
    warns: frozenset[str] = field(default=frozenset(), kw_only=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """How a door said no: the code of its error, the V-codes, the words, and the earliest day it named."""

    error: str
    codes: frozenset[str] = frozenset()
    says: str = ""
    earliest: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """One person's journey: the steps in order, and the codes that a sweep finds (and only notes) at the end.

    ``today``: the store's own day; if none is given, the day of the last act.
    """

    name: str
    steps: tuple[Do, ...]
    finds: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    packs: tuple[str, ...] = ()
    today: str = ""

    @property
    def day(self) -> date:
        """The day on which the store stands."""
        return date.fromisoformat(self.today or max(act.on for act in self.steps))
