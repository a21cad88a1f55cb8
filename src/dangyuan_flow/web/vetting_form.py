"""Letters and replies of the vetting as forms tell them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.papers import LARGEST, Handed
from dangyuan_flow.application.vetting import Reply
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.vetting import CLEAR, is_clear
from dangyuan_flow.web.visiting import text_of

if TYPE_CHECKING:
    from datetime import date

    from starlette.datastructures import FormData

FOUND = "found"
_SEPARATORS = re.compile(r"[、，,;；\n]+")


@dataclass(kw_only=True)
class Letter:
    """What the form for letters holds, as it was typed; ``problems`` by field once it was read."""

    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    others: str = ""
    letter: str = ""
    on: str = ""
    due: str = ""
    about: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def whom(self) -> tuple[str, ...]:
        """All the bodies to ask."""
        more = (name.strip() for name in _SEPARATORS.split(self.others))
        return tuple(dict.fromkeys((*self.bodies, *(name for name in more if name))))

    def days(self) -> tuple[date | None, date | None]:
        """The letter's day and the day by which to reply (``None``: a month later)."""
        return self._day("on", self.on), self._day("due", self.due) if self.due else None

    def check(self) -> None:
        """Note what lacks."""
        if not self.people:
            self.problems["people"] = "请勾选要函询的人"
        if not self.whom:
            self.problems["bodies"] = "请勾选或写明受函单位"

    def _day(self, name: str, text: str) -> date | None:
        try:
            return read_day(text)
        except BadInput as problem:
            self.problems[name] = str(problem)
            return None


def letter_of(form: FormData) -> Letter:
    """What the form for letters holds."""
    return Letter(
        people=_several(form, "people"),
        bodies=_several(form, "bodies"),
        others=text_of(form, "others"),
        letter=text_of(form, "letter"),
        on=text_of(form, "on"),
        due=text_of(form, "due"),
        about=text_of(form, "about"),
    )


def _several(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(one for one in form.getlist(name) if isinstance(one, str) and one)


@dataclass(kw_only=True)
class Answer:
    """What the form for a reply holds, as it was typed; ``which``: the question it belongs to."""

    which: str = ""
    on: str = ""
    said: str = ""
    found: str = ""
    document: str = ""
    handling: str = ""
    seq: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def expected(self) -> int | None:
        """The record that the page showed last."""
        return int(self.seq) if self.seq.isascii() and self.seq.isdigit() else None

    def reply(self, scan: Handed | None = None) -> Reply | None:
        """The reply; ``None`` with ``problems`` where something lacks."""
        day = None
        try:
            day = read_day(self.on)
        except BadInput as problem:
            self.problems["on"] = str(problem)
        if self.said not in (CLEAR, FOUND):
            self.problems["said"] = "请选定回复的结论"
        if self.said == FOUND and not self.found:
            self.problems["found"] = "请写明查到的情况"
        if self.said == FOUND and self.found and is_clear(self.found):
            self.problems["found"] = "写的情况读作没有异常；确无异常的，请选“无异常”"
        if self.said == CLEAR and self.found:
            self.problems["found"] = "选了“无异常”，又写了查到的情况，请核对"
        if day is None or self.problems:
            return None
        opinion = CLEAR if self.said == CLEAR else self.found
        return Reply(on=day, opinion=opinion, document=self.document or None, handling=self.handling or None, scan=scan)


def answer_of(form: FormData) -> Answer:
    """What the form for a reply holds."""
    return Answer(
        which=text_of(form, "which"),
        on=text_of(form, "on"),
        said=text_of(form, "said"),
        found=text_of(form, "found"),
        document=text_of(form, "document"),
        handling=text_of(form, "handling"),
        seq=text_of(form, "seq"),
    )


def scan_of(form: FormData, name: str = "scan") -> Handed | None:
    """The file that was sent along; ``None`` where none was chosen. Whether it is a paper, the journey says."""
    sent = form.get(name)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    return Handed(kind=name, file_name=sent.filename, content=sent.file.read(LARGEST + 1))
