"""The person's own account of a life (个人简历): the spans that it tells, the longest stretch that it leaves out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.deriving import line
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

_MONTH = r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})(?!\d)\s*月?(?:\s*[-./]?\s*\d{1,2}(?!\d)日?)?"
_SPAN = re.compile(rf"{_MONTH}\s*(?:[—–―~～-]+|至|到|起)\s*(?:{_MONTH}|至?今|现在)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-./年]")
_MONTHS = 12

Gap = tuple[int, str]


def longest_gap(f: Facts) -> int | Untold | None:
    """The longest stretch between two spans, in whole months left out; open where the text tells months otherwise."""
    found = None if f.biography is None else _gap(f.biography)
    return UNTOLD if f.biography is not None and found is None else found[0] if found else None


def gap_after(f: Facts) -> str | None:
    """The month in which the longest stretch begins, as 2012年7月; ``None`` without one."""
    found = None if f.biography is None else _gap(f.biography)
    return found[1] if found and found[0] else None


@lru_cache(maxsize=512)
def _gap(text: str) -> Gap | None:
    spans: list[tuple[int, int | None]] = []
    months = 0
    for match in _SPAN.finditer(text):
        year, month, last_year, last_month = match.groups()
        months += 1 if last_year is None else 2
        spans.append((_index(year, month), None if last_year is None else _index(last_year, last_month)))
    backwards = any(end is not None and end < start for start, end in spans)
    if not spans or backwards or months != len(_YEAR.findall(text)):
        return None
    spans.sort(key=lambda span: span[0])
    longest, after = 0, 0
    known_to = spans[0][1]
    for start, end in spans[1:]:
        if known_to is None:
            break
        if start - known_to - 1 > longest:
            longest, after = start - known_to - 1, known_to
        known_to = None if end is None else max(known_to, end)
    return longest, f"{after // _MONTHS}年{after % _MONTHS + 1}月" if longest else ""


def _index(year: str, month: str) -> int:
    return int(year) * _MONTHS + int(month) - 1


LINES = (
    line("biography_longest_gap_months", longest_gap, "biography"),
    line("biography_gap_after", gap_after, "biography"),
)
"""How these facts follow."""
