"""A ballot as a form tells it: the roster's ticks, the counts, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.application.evidence import CHOICES, read_day
from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.web.visiting import text_of

if TYPE_CHECKING:
    from datetime import date

    from starlette.datastructures import FormData

COUNTS = {
    "entitled": "应到有表决权",
    "present": "实到有表决权",
    "issued": "发票",
    "collected": "收票",
    "votes_for": "赞成",
    "against": "反对",
    "abstained": "弃权",
    "invalid": "无效",
}
PARTICULARS = {
    "met_at": "大会地点",
    "chaired_by": "主持人",
    "recorded_by": "记录人",
    "overseen_by": "监票人",
    "counted_by": "计票人",
}
METHODS = CHOICES["admission_method"]
_SEPARATORS = re.compile(r"[、，,;；\s]+")
_ZERO_UNLESS_TOLD = frozenset({"abstained", "invalid"})
_LONGEST = 5


@dataclass(kw_only=True)
class Told:
    """What the form holds, as it was typed; ``problems`` by field once it was read.

    ``written``: of a member, ``for`` or ``against``; ``late``: whose opinion came after the meeting; ``excluded``: of a
    member left out of the entitled, the reason and the approval.
    """

    on: str = ""
    seq: str = ""
    method: str = ""
    decided_by: str = ""
    counts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(COUNTS, ""))
    proxies: str = ""
    together: bool = False
    person_absent: bool = False
    sponsors_absent: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()
    others: str = ""
    written: dict[str, str] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    excluded: dict[str, tuple[str, str]] = field(default_factory=dict)
    particulars: dict[str, str] = field(default_factory=lambda: dict.fromkeys(PARTICULARS, ""))
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> int | None:
        """The record that the page showed last."""
        return int(self.seq) if self.seq.isascii() and self.seq.isdigit() else None

    @property
    def present_names(self) -> tuple[str, ...]:
        """Everybody who came, those beyond the roster included."""
        more = (name for name in _SEPARATORS.split(self.others) if name)
        return tuple(dict.fromkeys((*self.attended, *more)))

    def day(self) -> date | None:
        """The day of the meeting; a problem where it is none."""
        try:
            return read_day(self.on)
        except BadInput as problem:
            self.problems["on"] = str(problem)
            return None

    def ballot(self) -> Ballot | None:
        """The ballot; ``None`` with ``problems`` where something lacks or cannot be read."""
        day = self.day()
        numbers = {name: self._number(name, text) for name, text in self.counts.items()}
        proxies = self._number("proxies", self.proxies or "0")
        if self.method not in METHODS:
            self.problems["method"] = f"请选定表决方式：{'、'.join(METHODS)}"
        for name, (reason, _) in self.excluded.items():
            if not reason:
                self.problems.setdefault("excluded", f"{name}不计入应到，须写明理由")
        if day is None or self.problems:
            return None
        written = [
            WrittenOpinion(member=name, approves=said == "for", before=name not in self.late)
            for name, said in self.written.items()
        ]
        exclusions = [Exclusion(member=n, reason=r, approval=a or None) for n, (r, a) in self.excluded.items()]
        return Ballot(
            on=day,
            entitled=numbers["entitled"],
            present=numbers["present"],
            issued=numbers["issued"],
            collected=numbers["collected"],
            votes_for=numbers["votes_for"],
            against=numbers["against"],
            abstained=numbers["abstained"],
            invalid=numbers["invalid"],
            written=tuple(written),
            exclusions=tuple(exclusions),
            attendance=self.present_names,
            method=self.method,
            proxies=proxies,
            together=self.together,
            person_present=not self.person_absent,
            sponsors_absent=self.sponsors_absent,
        )

    def _number(self, name: str, text: str) -> int:
        if not text and name in _ZERO_UNLESS_TOLD:
            return 0
        if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
            word = COUNTS.get(name, "委托投票")
            self.problems[name] = f"{word}须填整数" if text else f"{word}没有填"
            return 0
        return int(text)


def told_by(form: FormData) -> Told:
    """What ``form`` holds."""
    names = [key.partition(":")[2] for key in form if key.startswith("written:")]
    reasons = [key.partition(":")[2] for key in form if key.startswith("reason:")]
    excluded = {name: (text_of(form, f"reason:{name}"), text_of(form, f"approval:{name}")) for name in reasons}
    return Told(
        on=text_of(form, "on"),
        seq=text_of(form, "seq"),
        method=text_of(form, "method"),
        decided_by=text_of(form, "decided_by"),
        counts={name: text_of(form, name) for name in COUNTS},
        proxies=text_of(form, "proxies"),
        together=bool(text_of(form, "together")),
        person_absent=bool(text_of(form, "person_absent")),
        sponsors_absent=_several(form, "sponsors_absent"),
        attended=_several(form, "attended"),
        others=text_of(form, "others"),
        written={name: said for name in names if (said := text_of(form, f"written:{name}")) in ("for", "against")},
        late=_several(form, "late"),
        excluded={name: told for name, told in excluded.items() if any(told)},
        particulars={name: text_of(form, f"meeting_{name}") for name in PARTICULARS},
    )


def _several(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(one for one in form.getlist(name) if isinstance(one, str) and one)
