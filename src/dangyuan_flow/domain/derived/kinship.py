"""The person's family and important social relations: who of them was reviewed, who took part (细则-2026 art. 16)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.deriving import line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.domain.facts import Facts

_RELATIONS = (
    "父亲|母亲|父|母|配偶|丈夫|妻子|夫|妻|儿子|女儿|长子|次子|长女|次女|独生子|独生女|哥哥|弟弟|姐姐|妹妹|兄|弟|姐|妹"
    "|岳父|岳母|公公|婆婆|祖父|祖母|爷爷|奶奶|外祖父|外祖母|外公|外婆|伯父|叔父|舅舅|姑姑|姨母|未婚夫|未婚妻|男友|女友"
)
_NOBODY_TO_REVIEW = re.compile(
    "已故|已逝|已去世|去世|病故|亡故|死亡|逝世|过世|学生(?!处)|小学(?!教|校|老)|初中在读|中学生|幼儿|婴|学龄前|未成年|在读|就读"
)
_ALL_REVIEWED = re.compile("全部|全体|全都|所有|一并|均(?:已|经|函|无|合)|都已")
"""What a cell may say of all relatives at once instead of naming them (均已函调)."""

_RELATION_FIRST = re.compile(rf"(?:{_RELATIONS})\s*[：:\s]\s*(\S+)")
_RELATION_AFTER = re.compile(r"([^（(：:]+)[（(：:].*")
_SEPARATORS = re.compile(r"[、，,;；\s]+")


@lru_cache(maxsize=4096)
def person_of(entry: str) -> str:
    """The name in an entry such as ``张三（父亲）`` or ``父亲：张三``."""
    text = entry.strip()
    first = _RELATION_FIRST.fullmatch(text)
    if first is not None:
        return first[1]
    after = _RELATION_AFTER.fullmatch(text)
    return after[1].strip() if after is not None else text


def unreviewed(f: Facts) -> tuple[str, ...] | None:
    """The relatives listed without a line in the review; ``None`` where none are listed."""
    if not f.relatives:
        return None
    asked = tuple(v.about for v in f.vettings if v.about is not None and v.is_answered) if f.vettings else ()
    return _unreviewed(f.relatives, (*(f.relatives_reviewed or ()), *asked))


@lru_cache(maxsize=1024)
def _unreviewed(listed: tuple[str, ...], reviewed: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``listed`` whom nothing of ``reviewed`` names, however either is written; the dead and pupils apart.

    A line that tells only the relation (父亲) is about whoever is listed so.
    """
    if any(_ALL_REVIEWED.search(entry) for entry in reviewed):
        return ()
    known = {entry.strip() for entry in reviewed} | {person_of(entry) for entry in reviewed}
    known.discard("")
    return tuple(
        entry
        for entry in listed
        if not _NOBODY_TO_REVIEW.search(entry) and not any(name in entry or person_of(entry) in name for name in known)
    )


def unreviewed_count(f: Facts) -> int | None:
    """How many relatives are listed without a line in the review."""
    found = unreviewed(f)
    return None if found is None else len(found)


def unreviewed_names(f: Facts) -> str | None:
    """The relatives without a line in the review, joined for the message."""
    return "、".join(unreviewed(f) or ()) or None


def taking_part(f: Facts) -> tuple[str, ...] | None:
    """Relatives who are sponsors, talkers or scrutineers, each with the part played; namesakes are not told apart."""
    if not f.relatives:
        return None
    overseers = (f.admission_scrutineers, f.conversion_scrutineers)
    return _taking_part(f.relatives, f.sponsors, f.talked_by, f.admission_talked_by, *overseers)


@lru_cache(maxsize=1024)
def _taking_part(  # noqa: PLR0913, PLR0917  the parts that people play
    relatives: tuple[str, ...],
    sponsors: tuple[str, ...] | None,
    talker: str | None,
    higher_talker: str | None,
    overseers: tuple[str, ...] | None,
    conversion_overseers: tuple[str, ...] | None,
) -> tuple[str, ...]:
    kin = {person_of(entry) for entry in relatives}
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("入党介绍人", sponsors or ()),
        ("谈话人", names_in(talker)),
        ("上级谈话人", names_in(higher_talker)),
        ("监票人", overseers or ()),
        ("转正监票人", conversion_overseers or ()),
    )
    return tuple(f"{part}{name}" for part, names in parts for name in names if name in kin)


def taking_part_count(f: Facts) -> int | None:
    """In how many parts relatives took part."""
    found = taking_part(f)
    return None if found is None else len(found)


def taking_part_names(f: Facts) -> str | None:
    """The relatives who took part, joined for the message."""
    return "、".join(taking_part(f) or ()) or None


def names_in(text: str | None) -> tuple[str, ...]:
    """The names in a text that may hold several."""
    return () if text is None else tuple(name for name in _SEPARATORS.split(text) if name)


LINES = (
    line("relatives_unreviewed", unreviewed_count, "relatives", "relatives_reviewed"),
    line("relatives_unreviewed_names", unreviewed_names, "relatives", "relatives_reviewed"),
    line("kin_taking_part", taking_part_count, "relatives"),
    line("kin_taking_part_names", taking_part_names, "relatives"),
)
"""How these facts follow."""
