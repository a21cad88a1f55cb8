"""The person's age and conduct: what bodies have found, what punishments are known (细则-2026 arts. 5, 16)."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import ONE_DAY, months_begun, months_later, years_complete
from dangyuan_flow.domain.fact import UNTOLD
from dangyuan_flow.domain.vetting import (
    CLEAR,
    Agency,
    Nature,
    clear_agencies,
    is_bare,
    is_clear,
    natures,
    tells_in_other_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

_PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-./年](?:\s*(\d{1,2})(?!\d)\s*[-./月]?(?:\s*(\d{1,2})(?!\d))?)?")
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


@lru_cache(maxsize=4096)
def first_period(text: str) -> tuple[date, date] | None:
    """The earliest time that a text names, from its first to its last day: a day, a month or a year."""
    found: list[tuple[date, date]] = []
    for match in _PERIOD.finditer(text):
        year, month, day = (None if part is None else int(part) for part in match.groups())
        try:
            first = date(year or 1, month or 1, day or 1)
        except ValueError:
            continue
        whole = 1 if month else 12
        found.append((first, first if day else months_later(first, whole) - ONE_DAY))
    return min(found, default=None)


def found(nature: Nature) -> Callable[[Facts], bool | Untold]:
    """Whether trouble of ``nature`` is known, from one of the four bodies' replies or from what the body itself keeps.

    ``sanctions_text`` speaks of discipline and ``punishments_text`` of crime in whatever words, unless they name a
    trouble of another kind. What a text dates after the admission belongs to probation: nobody was admitted with it,
    and no declaration before could tell of it. Open where nothing shows whether it was before.
    """
    register, spoken_of = _REGISTERS.get(nature, (None, None))

    def is_found(f: Facts) -> bool | Untold:
        times = [before for text, before in _replies(f) if nature in natures(text)]
        kept = None if register is None else getattr(f, register)
        if kept and (nature in natures(kept) or (nature is spoken_of and tells_in_other_words(kept))):
            times.append(_is_of_before(f, kept, None))
        return True if True in times else UNTOLD if None in times else False

    return is_found


def _replies(f: Facts) -> list[tuple[str, bool | None]]:
    """What the four bodies said that is not plainly clear, and whether it is of before the admission."""
    if _UNSUSPICIOUS.issuperset(_opinions(f)):
        return []
    told = zip(Agency, _opinions(f), strict=True)
    return [(text, _is_of_before(f, text, _replied_on(f, agency))) for agency, text in told if text]


def _replied_on(f: Facts, agency: Agency) -> date | None:
    """The day of a body's last reply about the person."""
    days = (v.answered_on for v in f.vettings if v.body == agency and v.about is None and v.answered_on is not None)
    return max(days, default=f.vetting_replied_on)


_REGISTERS = {
    Nature.DISCIPLINE: ("sanctions_text", Nature.DISCIPLINE),
    Nature.CRIME: ("punishments_text", Nature.CRIME),
    Nature.ADMINISTRATIVE: ("punishments_text", Nature.CRIME),
}
"""The body's own register that may tell of a trouble, and of which the register speaks."""


def _is_of_before(f: Facts, text: str, replied: date | None) -> bool | None:
    """Whether ``text`` tells of the time before the admission; its column absent, before the person applied.

    Whatever a reply tells that was there when the committee approved is of before; what a later reply does not date, or
    only by the year of the admission, is open (``None``).
    """
    period = first_period(text)
    admitted = (f.activist_on or f.applied_on) if "admission_met_on" in f.unknown else f.admission_met_on
    if admitted is None or (period is not None and period[1] < admitted):
        return True
    if period is not None and period[0] >= admitted:
        return False
    came_late = replied is not None and f.admission_approved_on is not None and replied > f.admission_approved_on
    return None if came_late or (period is not None and replied is None) else True


def crime_certainty(f: Facts) -> str | None:
    """查实 where a body's reply or a dated punishment before the meeting tells of a crime; 待核 where it is undated."""
    if not f.found_crime:
        return None
    if any(before and Nature.CRIME in natures(text) for text, before in _replies(f)):
        return "查实"
    return "待核" if first_date(f.punishments_text) is None else "查实"


NOTHING_SAID, OTHERWISE = "未写明", "不在所列"


def unclear_reply(f: Facts) -> str | None:
    """未写明 where a body replied 有异常 and no more; 不在所列 where what it told is no trouble that a code names.

    The latter may be a civil suit, a fine for parking, a relative's affair: for people to look at.
    """
    unclear = [text for text, before in _replies(f) if before and natures(text) == _NOTHING_NAMED]
    if not unclear:
        return None
    return NOTHING_SAID if any(is_bare(text) for text in unclear) else OTHERWISE


_SETTLED = re.compile("查清|查实|核实|办结|处理完毕|已处理|已澄清|不属实|不影响|有结论|已消除")


_WELCOME = re.compile("认可|祝贺|支持|拥护|赞成|好评|肯定|赞扬|表扬|称赞|孝|表现好")
_COMPLAINT = re.compile("不|举报|投诉|反对|异议|纠纷|违|问题|意见|检举|控告|欠|赌|假")
_NONE_CAME = re.compile(r"\s*[0０零〇]\s*[件条次人起封]?\s*")


def is_objection(text: str | None) -> bool:
    """Whether what came in upon the notice is an objection that its own text does not call settled (art. 13)."""
    if text is None or is_clear(text) or _SETTLED.search(text) or _NONE_CAME.fullmatch(text):
        return False
    return _COMPLAINT.search(text) is not None or _WELCOME.search(text) is None


_LIVE = ("入党申请人", "入党积极分子", "积极分子", "发展对象", "预备党员", "正式党员")
_OVER = re.compile(
    "转出|转走|调离|离职|辞职|去世|死亡|病故|亡故|终止|中止|撤回|退出|取消|除名|开除|不予|停止|注销|退党"
)


def is_open(f: Facts) -> bool | Untold:
    """Whether the dossier is under way: neither ended, nor moved away, nor archived.

    Where nobody kept a column for ends, the stated standing may tell; else a clock may have stopped unseen. An end
    without its day is an end all the same; who moved away and came back may have clocks that stood still.
    """
    if f.ended_on is not None or f.ended_because is not None or f.archived_on is not None:
        return False
    left, came = f.transferred_out_on, f.transferred_in_on
    if left is not None:
        return UNTOLD if came is not None and came > left else False
    if f.stated_standing is not None and _OVER.search(f.stated_standing):
        return UNTOLD
    if f.unknown.isdisjoint(("ended_on", "transferred_out_on")) or f.stated_standing in _LIVE:
        return True
    return UNTOLD


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
_NOTHING_NAMED = frozenset({Nature.OTHER})


def _clear_columns(f: Facts, day: date) -> tuple[int, int | None]:
    """What :func:`clear_agencies` says of the ledger's four columns, which share one day of reply."""
    replied = f.vetting_replied_on
    if replied is None or replied > day:
        return 0, None
    count = len([text for text in _opinions(f) if text is not None and is_clear(text)])
    return count, months_begun(replied, day) if count else None
