"""The person and the person's conduct: age, what bodies have found, what is known of punishments (细则-2026 arts. 5, 16)."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import years_complete
from dangyuan_flow.domain.vetting import Agency, Nature, Vetting, clear_agencies, natures

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.facts import Facts

_FULL_DATE = re.compile(r"((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})")


def adult_on(f: Facts) -> date | None:
    born = f.born_on or f.id_born_on
    return None if born is None else years_complete(born, 18)


def first_date(text: str | None) -> date | None:
    match = _FULL_DATE.search(text) if text else None
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def found(nature: Nature) -> Callable[[Facts], bool]:
    def is_found(f: Facts) -> bool:
        opinions = ((f.opinion_discipline, Agency.DISCIPLINE), *_law_opinions(f))
        if any(text is not None and nature in natures(text, agency) for text, agency in opinions):
            return True
        if nature is Nature.DISCIPLINE:
            return bool(f.sanctions_text and natures(f.sanctions_text))
        if nature is Nature.CRIME:
            return bool(f.punishments_text and natures(f.punishments_text))
        return False

    return is_found


def crime_certainty(f: Facts) -> str | None:
    """查实 where a body's reply or a dated punishment before the meeting tells of a crime; 待核 where it is undated."""
    if not f.found_crime:
        return None
    if any(text and Nature.CRIME in natures(text, agency) for text, agency in _law_opinions(f)):
        return "查实"
    day = first_date(f.punishments_text)
    if day is None:
        return "待核"
    return "查实" if f.admission_met_on is None or day < f.admission_met_on else None


def _law_opinions(f: Facts) -> tuple[tuple[str | None, Agency], ...]:
    return (
        (f.opinion_police, Agency.POLICE),
        (f.opinion_procuratorate, Agency.PROCURATORATE),
        (f.opinion_court, Agency.COURT),
    )


def clear_at(event: str, index: int) -> Callable[[Facts], int | None]:
    def clear(f: Facts) -> int | None:
        day = getattr(f, event)
        return None if day is None else clear_agencies(_answers(f), day)[index]

    return clear


def _answers(f: Facts) -> tuple[Vetting, ...]:
    if f.vettings:
        return f.vettings
    opinions = (f.opinion_discipline, f.opinion_police, f.opinion_procuratorate, f.opinion_court)
    return tuple(
        Vetting(body=agency, answered_on=f.vetting_replied_on, opinion=opinion)
        for agency, opinion in zip(Agency, opinions, strict=True)
        if opinion is not None
    )
