"""A finding (排查问题): a violation that a registered sweep found, and its life until it is closed (销号).

Found, triaged by people, assigned to a body with a date, mended with evidence, accepted or sent back, closed. A sweep
may find it again (then it is open once more, with all its history) or no longer find it (then it is gone). Every change
is an :class:`Act`; the journal keeps the whole finding after each of them.
"""

from __future__ import annotations

import dataclasses
import enum
import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.domain.rules import Class
from dangyuan_flow.domain.selects import FILES, PARTNER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.domain.sweep import FindingKey


class State(enum.StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    TRUE = "true"
    UNCLEAR = "unclear"
    NOT_SO = "not_so"
    ASSIGNED = "assigned"
    MENDED = "mended"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    GONE = "gone"

    @property
    def chinese(self) -> str:
        """The state as people call it."""
        return _STATE_NAMES[self]

    @property
    def is_over(self) -> bool:
        """Whether nobody has anything left to do about the finding."""
        return self in (State.NOT_SO, State.CLOSED, State.GONE)


_STATE_NAMES = {
    State.OPEN: "待核实",
    State.TRUE: "属实",
    State.UNCLEAR: "存疑",
    State.NOT_SO: "不属实",
    State.ASSIGNED: "整改中",
    State.MENDED: "待验收",
    State.RETURNED: "退回整改",
    State.ACCEPTED: "已验收",
    State.CLOSED: "已销号",
    State.GONE: "已消失",
}


class Deed(enum.StrEnum):
    """What can be done about a finding: by a sweep (the first three), or by people."""

    FIND = "find"
    FIND_AGAIN = "find_again"
    MISS = "miss"
    SEE = "see"
    TRIAGE = "triage"
    ASSIGN = "assign"
    MEND = "mend"
    ACCEPT = "accept"
    RETURN = "return"
    CLOSE = "close"

    @property
    def chinese(self) -> str:
        """The deed as the journal prints it."""
        return _DEED_NAMES[self]


_DEED_NAMES = {
    Deed.FIND: "排查发现",
    Deed.FIND_AGAIN: "再次发现",
    Deed.MISS: "排查未再发现",
    Deed.SEE: "数值有变",
    Deed.TRIAGE: "核实",
    Deed.ASSIGN: "交办",
    Deed.MEND: "整改",
    Deed.ACCEPT: "验收",
    Deed.RETURN: "退回",
    Deed.CLOSE: "销号",
}

VERDICTS: Mapping[str, State] = {"属实": State.TRUE, "不属实": State.NOT_SO, "存疑": State.UNCLEAR}
"""What triage can say."""


class Measure(enum.StrEnum):
    """How a finding is mended (处理方式)."""

    SUPPLEMENT = "supplement"
    RECONSIDER = "reconsider"
    REDO = "redo"
    EXTEND = "extend"
    CANCEL = "cancel"
    NOT_RECOGNISE = "not_recognise"
    HAND_OVER = "hand_over"

    @property
    def chinese(self) -> str:
        """The measure as people call it."""
        return _MEASURE_NAMES[self]


_MEASURE_NAMES = {
    Measure.SUPPLEMENT: "补正",
    Measure.RECONSIDER: "复议",
    Measure.REDO: "重新办理",
    Measure.EXTEND: "延长",
    Measure.CANCEL: "取消",
    Measure.NOT_RECOGNISE: "不予承认",
    Measure.HAND_OVER: "移交",
}
MEASURES: Mapping[str, Measure] = {name: measure for measure, name in _MEASURE_NAMES.items()}

_SUGGESTED = {
    Class.PERSON: (Measure.NOT_RECOGNISE, Measure.HAND_OVER),
    Class.PROCEDURE: (Measure.SUPPLEMENT, Measure.RECONSIDER, Measure.REDO),
}


def suggested(class_: Class) -> tuple[Measure, ...]:
    """What to do by kind: an unfit person is not recognised, a broken procedure is mended (细则-2026 art. 41)."""
    return _SUGGESTED[class_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One act on a finding: what, on which day, by whom (user, person, office), and what goes with it.

    ``verdict``: what triage said. ``to`` and ``due_on``: to which body, until when. ``files``: evidence, as
    (SHA-256, file name). ``stands``: closed although the fact stays on record. ``sweep``: the number of the sweep.
    """

    deed: Deed
    on: date
    by: str
    person: str = ""
    office: str | None = None
    verdict: State | None = None
    reason: str | None = None
    to: str | None = None
    due_on: date | None = None
    measure: Measure | None = None
    files: tuple[tuple[str, str], ...] = ()
    stands: bool = False
    sweep: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a sweep sees: the violation with its values, and what its rule says, in plain values.

    ``about``: ``dossier`` or ``body``; ``dossier`` is then the body's name. ``values``: JSON-ready.
    """

    about: str
    dossier: str
    name: str
    branch: str | None
    code: str
    rule: str
    title: str
    severity: str
    class_: str
    certainty: str
    cites: tuple[str, ...]
    says: str
    values: Mapping[str, Any]
    remedy: str = ""

    @property
    def key(self) -> FindingKey:
        """What makes it the same finding over many sweeps."""
        return (self.dossier, self.rule)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) over the values found: the same finding with other values is looked at anew.

        In which files two texts stand is none of them: who moves a file has changed nothing.
        """
        values = {name: value for name, value in self.values.items() if name not in FILES}
        return hashlib.sha256(canonical({"values": values, "certainty": self.certainty}).encode()).hexdigest()

    def tells_less_than(self, known: Seen) -> bool:
        """Whether it is ``known`` without the other one of two dossiers, which a sweep of fewer bodies may not tell."""
        hidden = {name: value for name, value in known.values.items() if name in PARTNER and name not in self.values}
        return bool(hidden) and dataclasses.replace(self, says=known.says, values={**self.values, **hidden}) == known


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A finding as it stands after its last act.

    ``number``: by which people call it; ``step``: how many acts it has seen; ``present``: whether the last sweep that
    covers it found it; ``reopened``: how often it was found again after it was over. ``assigned_to`` and ``due_on``:
    who is to mend it until when. ``sweep``: the last sweep that changed anything about it.
    """

    number: int
    step: int
    seen: Seen
    state: State
    found_on: date
    sweep: int
    present: bool = True
    reopened: int = 0
    assigned_to: str | None = None
    due_on: date | None = None
    measure: Measure | None = None
    stands: bool = False
    act: Act = field(kw_only=True)

    @property
    def key(self) -> FindingKey:
        """What makes it the same finding over many sweeps."""
        return self.seen.key

    @property
    def is_settled(self) -> bool:
        """Whether people have dealt with exactly these values: found not so, or closed with the fact on record."""
        return self.state is State.NOT_SO or (self.state is State.CLOSED and self.stands)

    def is_overdue(self, day: date) -> bool:
        """Whether its date for mending has passed and nobody reported it mended."""
        return self.state in WAITING and self.due_on is not None and self.due_on < day

    def document(self) -> dict[str, Any]:
        """The finding as JSON-ready values, without what is empty; what the journal keeps."""
        found: dict[str, Any] = _plain(self)
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Finding:
        """Read a finding back."""
        values: dict[str, Any] = dict(document)
        seen: dict[str, Any] = {"name": "", "branch": None, "says": "", "values": {}} | values["seen"]
        act: dict[str, Any] = dict(values["act"])
        seen["cites"] = tuple(seen.get("cites", ()))
        act["files"] = tuple((digest, name) for digest, name in act.get("files", ()))
        for name, read in _ACT_READ.items():
            if name in act:
                act[name] = read(act[name])
        for name, read in _READ.items():
            if name in values:
                values[name] = read(values[name])
        return cls(**values | {"seen": Seen(**seen), "act": Act(**act)})


WAITING = frozenset({State.ASSIGNED, State.RETURNED})
"""The states in which a body is to mend."""

_READ: Mapping[str, Any] = {
    "state": State,
    "found_on": date.fromisoformat,
    "due_on": date.fromisoformat,
    "measure": Measure,
}
_ACT_READ: Mapping[str, Any] = {
    "deed": Deed,
    "on": date.fromisoformat,
    "verdict": State,
    "due_on": date.fromisoformat,
    "measure": Measure,
}


def _plain(value: object) -> Any:  # noqa: ANN401  JSON, whose shape is the value's own
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            spec.name: _plain(item)
            for spec in dataclasses.fields(value)
            if (item := getattr(value, spec.name)) is not None and item not in ((), "", {})
        }
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
