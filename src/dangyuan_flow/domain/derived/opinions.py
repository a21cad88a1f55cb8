"""What examiners wrote, examination by examination: whether the same words serve three of them or more.

A conclusion as short as 同意继续培养 is a formula that may stand under each; only what describes the person counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.deriving import Derivation, line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from dangyuan_flow.domain.facts import Facts

WRITTEN = ("examination_opinions", "probation_examination_opinions")
"""The lists of opinions: each item is one whole text, whatever marks stand in it."""

FORMULA_UP_TO = 20
"""Characters, marks not counted (our convention): so short a text is a conclusion, not a description."""

_SHOWN = 40
_MARKS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """The text without marks, blanks and differences of width."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def most_repeated(texts: Iterable[str]) -> tuple[int, str | None]:
    """How often the text that serves most often was used, and that text; formulas are not counted."""
    counted: Counter[str] = Counter()
    as_written: dict[str, str] = {}
    for text in texts:
        key = bare(text)
        if len(key) > FORMULA_UP_TO:
            counted[key] += 1
            as_written.setdefault(key, text.strip())
    if not counted:
        return 0, None
    key, count = counted.most_common(1)[0]
    text = as_written[key]
    return count, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"


def _repeated(name: str) -> Callable[[Facts], int | None]:
    return lambda f: None if (texts := getattr(f, name)) is None else most_repeated(texts)[0]


def _text(name: str) -> Callable[[Facts], str | None]:
    return lambda f: None if (texts := getattr(f, name)) is None else most_repeated(texts)[1]


def _last(name: str) -> Callable[[Facts], date | None]:
    return lambda f: max(getattr(f, name) or (), default=None)


LINES: tuple[Derivation, ...] = (
    line("examined_last_on", _last("examined_on"), "examined_on"),
    line("examinations_same_text", _repeated("examination_opinions"), "examination_opinions"),
    line("examinations_text", _text("examination_opinions"), "examination_opinions"),
    line("probation_examined_last_on", _last("probation_examined_on"), "probation_examined_on"),
    line(
        "probation_examinations_same_text",
        _repeated("probation_examination_opinions"),
        "probation_examination_opinions",
    ),
    line("probation_examinations_text", _text("probation_examination_opinions"), "probation_examination_opinions"),
)
