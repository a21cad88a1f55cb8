"""Where a person belongs: to which body somebody applies (细则-2026 art. 6), and how cultivation goes on after a move.

All of it leads only: bodies are joint, people are seconded, and names of units and branches prove nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, months_completed, probation_end, years_complete
from dangyuan_flow.domain.derived.deriving import line, months_between
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

OWN_UNIT, LIVING_PLACE, ELSEWHERE = "本单位", "居住地", "其他"
"""Whose organisation took the application, of the words of art. 6; 其他: none of those that the article names."""

VILLAGE, RESIDENTS, OTHER_SORT = "村", "社区居民或离退休", "其他"
_VILLAGE = re.compile(r"(?<!中关)村(?:委会)?(?:第?[一二三四五六七八九十\d]+[组社]?)?(?:联合)?党?总?支部")
_RESIDENTS = re.compile("社区|居委|居民|小区|街道|离退休|退休|离休|村民|小组")

_RETIRED = re.compile("退休|离休")
_SERVING = re.compile(
    r"部队|军区|武警|消防救援|连队|[一二三四五六七八九十百\d某][军师旅团营连排]党?(?:支部|总支)|舰|海外|境外|驻外|援外|国外|使馆"
)
_WITHOUT_CONTRACT = re.compile(
    "机关|政府|人大|政协|法院|检察|公安|党委|[委办局厅署院校]党?(?:总支|支部)|办公室|学院|大学|学校"
    "|个体|私营|协会|商会|学会|行业|市场(?!部|营销)|商圈|楼宇|街区|新业态|新就业|流动|合作社|农场|事务所"
    "|法定代表人|法人代表|企业负责人|董事|股东|合伙|业主|投资人|出资人|创始人|经营者|自由职业|灵活就业"
    "|公务员|参公|军人|现役|战士|士官|义工|志愿者"
)
"""Who is tied to a body otherwise than by a contract or by social security: by office, service, trade or property."""

_BESIDE_WORK = re.compile("函授|电大|开放大学|广播电视大学|成人|自考|自学|在职|业余|夜大|网络教育|远程")


@lru_cache(maxsize=4096)
def sort_of(branch: str) -> str:
    """What sort of branch its name speaks of: of a village, of residents or pensioners, or neither."""
    if _VILLAGE.search(branch):
        return VILLAGE
    return RESIDENTS if _RESIDENTS.search(branch) else OTHER_SORT


def branch_sort(f: Facts) -> str | None:
    """The sort of the branch that took the application, by its name; ``None`` where the person came from another."""
    moved = f.applied_on is not None and came_later(f, f.applied_on)
    return None if f.branch is None or moved else sort_of(f.branch)


def applied_elsewhere(f: Facts) -> bool | Untold | None:
    """Whether the application went to a body that art. 6 does not name for such a case.

    Somebody whose unit has an organisation applies there; a floating person may always apply to one of floating members
    or where that person lives, and so may somebody retired. ``None`` where nobody wrote down to whom it went.
    """
    if f.applied_where is None:
        return None
    if f.applied_where in (OWN_UNIT, ELSEWHERE):
        return f.applied_where == ELSEWHERE
    if not f.unknown.isdisjoint(("unit_has_organization", "is_floating")):
        return UNTOLD
    if f.applied_where == LIVING_PLACE and _RETIRED.search(_standing(f)):
        return False
    return f.unit_has_organization is True and not f.is_floating


def _standing(f: Facts) -> str:
    """Whatever tells what a person is: the branch's name, the employer and post, the field."""
    return " ".join(filter(None, (f.branch, f.employer_and_post, f.field)))


def student_when_applied(f: Facts) -> bool | None:
    """Whether the person was at school on the day of the application: as somebody stated, or by the days of study.

    Days of study beside work (函授, 开放大学 …) make nobody a pupil: village cadres are sent to study so.
    """
    if f.student_when_applying is not None:
        return f.student_when_applying
    if _BESIDE_WORK.search(f.education or "") or f.applied_on is None or f.study_from is None or f.study_to is None:
        return None
    return f.study_from <= f.applied_on <= f.study_to


def attached_in_name_only(f: Facts) -> bool | None:
    """Whether somebody with neither contract nor social security belongs to a branch that looks like a firm's.

    Students, villagers, residents and pensioners have no contract, nor has who applied where the unit has no branch,
    who serves (office, army), or who owns the firm or works on one's own account.
    """
    if f.employed_by_unit is None or f.branch_sort is None:
        return None
    lives_there = f.branch_sort != OTHER_SORT or f.applied_where not in (None, OWN_UNIT)
    if f.employed_by_unit or lives_there or f.is_student or f.student_when_applied:
        return False
    told = _standing(f)
    return not (_WITHOUT_CONTRACT.search(told) or _SERVING.search(told) or _RETIRED.search(told))


def away_when_applied(f: Facts) -> bool | None:
    """Whether the application is dated into an absence (service, abroad) that is on record with both its ends.

    Who applied where the absence was spent, in the army or at a project abroad, was not away from there: the branch is
    one of those, or the person came from another one later.
    """
    if f.applied_on is None or f.away_from is None or f.away_to is None:
        return None
    if not f.away_from < f.applied_on < f.away_to:
        return False
    return not (came_later(f, f.applied_on) or _SERVING.search(_standing(f)))


def came_later(f: Facts, day: date) -> bool:
    """Whether the person came from another body on or after ``day``, so that this one knew nothing of it then."""
    came = f.transferred_in_on
    return _came_from_another(f) if came is None else came >= day


_NO_OTHER = (None, "无", "没有", "无党组织", "本支部", "本党支部")


def _came_from_another(f: Facts) -> bool:
    return f.former_organization not in (*_NO_OTHER, f.branch)


_DONE_BY = (
    *(("conversion_approved_on", 24), ("conversion_met_on", 23), ("admission_approved_on", 18)),
    *(("admission_met_on", 15), ("prereviewed_on", 13), ("candidate_listed_on", 8), ("candidate_consented_on", 8)),
    *(("candidate_discussed_on", 7), ("activist_on", 4), ("applied_on", 2)),
)
"""An act, and the last step that lies with whoever did it: a filing follows its decision, the talk the application."""


_EXTENDED = 22
"""The step after which stands what an extension decides: the second application."""


def done_elsewhere_to(f: Facts) -> int | Untold:
    """The last step that was another body's affair, as it had been done before the person came; 0 where none was.

    That body keeps the record: what is blank here up to this step is not missing (whether the papers came along is
    another question, art. 34). Open where somebody came and nobody knows when, or went on elsewhere after leaving.
    """
    came, left = f.transferred_in_on, f.transferred_out_on
    if left is not None and (came is None or came < left):
        later = (getattr(f, act) for act, _ in _DONE_BY)
        if any(day is not None and day > left for day in later):
            return UNTOLD
    if came is None:
        return UNTOLD if _came_from_another(f) else 0
    done = next((step for act, step in _DONE_BY if (day := getattr(f, act)) is not None and day < came), 0)
    met = f.admission_met_on
    extended_there = bool(f.extension_months) and met is not None and probation_end(met) < came
    return max(done, _EXTENDED) if extended_there else done


def application_seen(f: Facts) -> date | None:
    """The day on which somebody first saw the application; a body to which the person came later saw it late."""
    seen = min((d for d in (f.application_registered_on, f.application_received_on) if d is not None), default=None)
    if seen is None or f.applied_on is None or not came_later(f, f.applied_on):
        return seen
    came = f.transferred_in_on
    return seen if came is not None and seen < came else None


def months_to_activist(f: Facts) -> int | None:
    """Whole months from the application to the activist decision."""
    if f.applied_on is None or f.activist_on is None or f.activist_on < f.applied_on:
        return None
    return months_completed(f.applied_on, f.activist_on)


def cultivated_a_year(since: str) -> Callable[[Facts], date | Untold | None]:
    """When a year of cultivation from ``since`` is complete; time with a former body counts on (art. 12).

    Open where that body had cultivated the person before: nobody here wrote down since when.
    """

    def complete(f: Facts) -> date | Untold | None:
        start: date | None = getattr(f, since)
        if start is None:
            return None
        return (
            UNTOLD
            if f.former_cultivated_to is not None and f.former_cultivated_to <= start
            else years_complete(start, 1)
        )

    return complete


def resumed_on(f: Facts) -> date | None:
    """The day on which cultivation went on: the hand-over, else the first act after the former body's last day."""
    ended = f.former_cultivated_to
    if ended is None:
        return None
    acts = (f.contacts_assigned_on, f.candidate_discussed_on, *(f.examined_on or ()))
    return f.transferred_in_on or min((day for day in acts if day is not None and day > ended), default=None)


def break_months(f: Facts) -> int | None:
    """The months begun between the two spans of cultivation; 0 where they join or overlap."""
    ended, resumed = f.former_cultivated_to, f.cultivation_resumed_on
    if ended is None or resumed is None:
        return None
    return months_begun(ended, resumed) if resumed > ended else 0


LINES = (
    line("done_elsewhere_to", done_elsewhere_to, weighs=("transferred_in_on", "former_organization")),
    line("branch_sort", branch_sort, "branch", weighs=("applied_on", "transferred_in_on", "former_organization")),
    line(
        "applied_elsewhere",
        applied_elsewhere,
        "applied_where",
        weighs=("unit_has_organization", "is_floating", "branch", "employer_and_post", "field"),
    ),
    line(
        "student_when_applied",
        student_when_applied,
        any_of=("student_when_applying", "study_from"),
        weighs=("applied_on", "study_to", "education"),
    ),
    line(
        "attached_in_name_only",
        attached_in_name_only,
        *("employed_by_unit", "branch_sort"),
        weighs=("employer_and_post", "field"),
    ),
    line(
        "application_seen_on",
        application_seen,
        any_of=("application_registered_on", "application_received_on"),
        weighs=("applied_on", "transferred_in_on", "former_organization"),
    ),
    line(
        "application_seen_months_begun",
        months_between("applied_on", "application_seen_on"),
        *("applied_on", "application_seen_on"),
    ),
    line(
        "away_when_applied",
        away_when_applied,
        *("applied_on", "away_from", "away_to"),
        weighs=("branch", "employer_and_post", "field", "transferred_in_on", "former_organization"),
    ),
    line("months_from_application_to_activist", months_to_activist, "applied_on", "activist_on"),
    line(
        "cultivation_resumed_on",
        resumed_on,
        *("former_cultivated_to", "transferred_in_on"),
        *("contacts_assigned_on", "examined_on", "candidate_discussed_on"),
    ),
    line("cultivation_break_months_begun", break_months, "former_cultivated_to", "cultivation_resumed_on"),
)
"""How these facts follow."""
