"""The person's age and conduct: what bodies have found, what punishments are known (细则-2026 arts. 5, 16)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, years_complete
from dangyuan_flow.domain.fact import UNTOLD
from dangyuan_flow.domain.vetting import CLEAR, Agency, Nature, clear_agencies, is_clear, natures

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

_FULL_DATE = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")


def adult_on(f: Facts) -> date | None:
    """The eighteenth birthday, by the birth date on record or else by the identity number (art. 5)."""
    born = f.born_on or f.id_born_on
    return None if born is None else years_complete(born, 18)


def first_date(text: str | None) -> date | None:
    """The first full date in a text on sanctions or punishments; ``None`` where no day is named."""
    match = _FULL_DATE.search(text) if text else None
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def found(nature: Nature) -> Callable[[Facts], bool]:
    """Whether trouble of ``nature`` is known, from one of the four bodies' replies or from what the body itself keeps.

    ``sanctions_text`` speaks of discipline and ``punishments_text`` of crime, whatever their wording. What a text dates
    after the admission belongs to probation: nobody was admitted with it, and no declaration before could tell of it.
    """
    register = {Nature.DISCIPLINE: "sanctions_text", Nature.CRIME: "punishments_text"}.get(nature)

    def is_found(f: Facts) -> bool:
        if not _UNSUSPICIOUS.issuperset(_opinions(f)):
            opinions = ((f.opinion_discipline, Agency.DISCIPLINE), *_law_opinions(f))
            if any(text and nature in natures(text, agency) and _is_of_before(f, text) for text, agency in opinions):
                return True
        kept = None if register is None else getattr(f, register)
        return bool(kept and natures(kept) and _is_of_before(f, kept))

    return is_found


def _is_of_before(f: Facts, text: str) -> bool:
    """Whether ``text`` may tell of the time before the admission; its column absent, before the person applied."""
    day = first_date(text)
    admitted = (f.activist_on or f.applied_on) if "admission_met_on" in f.unknown else f.admission_met_on
    return day is None or admitted is None or day < admitted


def crime_certainty(f: Facts) -> str | None:
    """查实 where a body's reply or a dated punishment before the meeting tells of a crime; 待核 where it is undated."""
    if not f.found_crime:
        return None
    if any(
        text and Nature.CRIME in natures(text, agency) and _is_of_before(f, text) for text, agency in _law_opinions(f)
    ):
        return "查实"
    return "待核" if first_date(f.punishments_text) is None else "查实"


_SETTLED = re.compile("查清|查实|核实|办结|处理完毕|已处理|已澄清|不属实|不影响|有结论|已消除")


def is_objection(text: str | None) -> bool:
    """Whether what came in upon the notice is an objection that its own text does not call settled (art. 13)."""
    return text is not None and not is_clear(text) and _SETTLED.search(text) is None


_LIVE = ("入党申请人", "入党积极分子", "积极分子", "发展对象", "预备党员", "正式党员")


def is_open(f: Facts) -> bool | Untold:
    """Whether the dossier is under way: neither ended, nor moved away, nor archived.

    Where nobody kept a column for ends, the stated standing may tell; else a clock may have stopped unseen.
    """
    if f.ended_on is not None or f.transferred_out_on is not None or f.archived_on is not None:
        return False
    if f.unknown.isdisjoint(("ended_on", "transferred_out_on")) or f.stated_standing in _LIVE:
        return True
    return UNTOLD


def _law_opinions(f: Facts) -> tuple[tuple[str | None, Agency], ...]:
    return (
        (f.opinion_police, Agency.POLICE),
        (f.opinion_procuratorate, Agency.PROCURATORATE),
        (f.opinion_court, Agency.COURT),
    )


def clear_at(event: str, index: int) -> Callable[[Facts], int | None]:
    """What :func:`clear_agencies` says on the day of ``event``: ``index`` 0 the count, 1 the oldest answer's age."""

    def clear(f: Facts) -> int | None:
        day = getattr(f, event)
        if day is None:
            return None
        return (clear_agencies(f.vettings, day) if f.vettings else _clear_columns(f, day))[index]

    return clear


def _opinions(f: Facts) -> tuple[str | None, ...]:
    return (f.opinion_discipline, f.opinion_police, f.opinion_procuratorate, f.opinion_court)


_UNSUSPICIOUS = frozenset({None, CLEAR})


def _clear_columns(f: Facts, day: date) -> tuple[int, int | None]:
    """What :func:`clear_agencies` says of the ledger's four columns, which share one day of reply."""
    replied = f.vetting_replied_on
    if replied is None or replied > day:
        return 0, None
    count = len([text for text in _opinions(f) if text is not None and is_clear(text)])
    return count, months_begun(replied, day) if count else None
