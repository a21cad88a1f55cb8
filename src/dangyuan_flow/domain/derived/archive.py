"""The papers that must lie in the archive.

细则-2014 art. 37 asks for five kinds, 细则-2026 art. 36 for six, both registers among them. Lists in ledgers name them
loosely (政审材料, 考察登记簿, 积极分子考察表), so kinds are recognised, not compared.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived import probation
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts


def _is_conversion_application(paper: str) -> bool:
    return "转正申请" in paper


def _is_application(paper: str) -> bool:
    return "申请" in paper and "转正" not in paper and "志愿" not in paper


_REGISTER = re.compile("考察|考核|写实|(?:积极分子|培养|预备党员).*(?:表|簿|册)")
_REVIEW = re.compile("政审|政治审查|政历|函调|外调|联审")
_NOT_ONE_BY_ONE = re.compile(
    r"齐|全套|一套|整套|全部|完整|完备|所有|等|详见|见[^习]|清单|目录|案卷|档案袋|\d+\s*[-~—至]\s*\d+|^[\d一二三四五六七八九十]+[份件项种卷]?$"
)
"""A cell that says how many papers there are, that they are complete or where they are listed."""


def _is_probation_register(paper: str) -> bool:
    return _REGISTER.search(paper) is not None and (
        "预备" in paper or ("教育考察" in paper and "培养" not in paper and "积极分子" not in paper)
    )


def _is_cultivation_register(paper: str) -> bool:
    named = "积极分子" in paper or "培养" in paper
    return _REGISTER.search(paper) is not None and (named or not _is_probation_register(paper))


_KINDS: dict[str, Callable[[str], bool]] = {
    "入党志愿书": lambda paper: "志愿书" in paper,
    "入党申请书": _is_application,
    "政审材料": lambda paper: _REVIEW.search(paper) is not None,
    "转正申请书": _is_conversion_application,
    "培养教育考察材料": lambda paper: _REGISTER.search(paper) is not None,
    "入党积极分子培养考察登记表": _is_cultivation_register,
    "预备党员教育考察登记表": _is_probation_register,
}
CORE_2014 = ("入党志愿书", "入党申请书", "政审材料", "转正申请书", "培养教育考察材料")
CORE_2026 = (
    *("入党志愿书", "入党申请书", "入党积极分子培养考察登记表", "政审材料"),
    *("预备党员教育考察登记表", "转正申请书"),
)


def closed_course_on(f: Facts) -> date | None:
    """The day of archiving, where it closes a course gone through to membership.

    Papers of those who withdrew, died, moved away or were cancelled are archived too, as far as they go; where nobody
    kept a column for ends, only a conversion on record shows that this was none.
    """
    if f.archived_on is None or f.ended_on is not None or f.transferred_out_on is not None:
        return None
    converted = probation.was_converted(f)
    ends_are_kept = f.unknown.isdisjoint(("ended_on", "transferred_out_on", "conversion_result"))
    return f.archived_on if converted or (converted is None and ends_are_kept) else None


def missing(f: Facts, core: tuple[str, ...]) -> tuple[str, ...]:
    """Which kinds of ``core`` the list of archived papers lacks."""
    return _lacking(f.archived_papers or (), core)


@lru_cache(maxsize=4096)
def _lacking(papers: tuple[str, ...], core: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind for kind in core if not any(_KINDS[kind](paper) for paper in papers))


def missing_count(f: Facts, core: tuple[str, ...]) -> int | Untold | None:
    """How many core papers are missing; ``None`` where they are not owed: before archiving, and of those who ended.

    Open where a cell does not name the papers one by one (齐全, 共6份, 入党志愿书等).
    """
    if closed_course_on(f) is None:
        return None
    papers = f.archived_papers or ()
    count = len(missing(f, core))
    return UNTOLD if count and any(map(_NOT_ONE_BY_ONE.search, papers)) else count


def missing_names(f: Facts) -> str | None:
    """The core papers missing under the edition of the archiving day, joined for the message."""
    if f.archived_on is None:
        return None
    return "、".join(missing(f, CORE_2026 if f.archived_on >= date(2026, 5, 11) else CORE_2014))
