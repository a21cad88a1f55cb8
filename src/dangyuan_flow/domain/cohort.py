"""By what dossiers are grouped where a rule looks across them: one plain value each, so that SQL only has to compare.

An admission counts where it was approved (or carried on from), and in the body that made it: a person who was admitted
elsewhere and moved here belongs to the other body's year.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_completed
from dangyuan_flow.domain.plan import education_rank
from dangyuan_flow.domain.vetting import is_clear

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dangyuan_flow.domain.fact import Value
    from dangyuan_flow.domain.facts import Facts

_FIRM = re.compile(r"\s*(.{2,}?(?:公司|集团|企业|厂|合作社|商行|商店|酒店|饭店|矿|工作室|经营部))")
_LAST_SURE_MONTH = 10


def admitted_on(f: Facts) -> date | None:
    """The meeting that admitted the person into this body, once approved; ``None`` also where it was elsewhere."""
    met = f.admission_met_on
    if met is None or f.admission_failed or f.admission_needed_on is None:
        return None
    came = f.transferred_in_on
    elsewhere = f.former_organization is not None if came is None else came >= met
    return None if elsewhere else met


def admission_age(f: Facts) -> int | None:
    """Full years on the day of admission."""
    born = f.born_on or f.id_born_on
    if born is None or f.admitted_on is None or born > f.admitted_on:
        return None
    return months_completed(born, f.admitted_on) // 12


def form_year(f: Facts) -> int | None:
    """The year of a form's serial number: that of its issue, else of the 预审, where that leaves no doubt.

    A form issued in January for a 预审 of December bears the new year; a signature says less still.
    """
    if f.form_issued_on is not None:
        return f.form_issued_on.year
    passed = f.prereviewed_on
    return passed.year if passed is not None and passed.month <= _LAST_SURE_MONTH else None


def serial_area(f: Facts) -> str | None:
    """Within what a serial number is given once: the county, else the committee known to issue it, else the branch."""
    return f.county_department or f.committee or f.admission_approved_by or f.branch


def firm(f: Facts) -> str | None:
    """The firm that 工作单位及职务 begins with, if it is one."""
    match = _FIRM.match(f.employer_and_post or "")
    return None if match is None else match[1]


def _is_leader_kin(f: Facts) -> bool:
    return f.leader_kin is not None and not is_clear(f.leader_kin) and not f.leader_kin.startswith(("否", "不是"))


def _nth(name: str, number: int) -> Callable[[Facts], str | None]:
    def nth(f: Facts) -> str | None:
        people: tuple[str, ...] | None = getattr(f, name)
        return people[number] if people is not None and len(people) > number else None

    return nth


Line = tuple[str, "Callable[[Facts], Value]", tuple[str, ...], tuple[str, ...]]

_APPROVED = (
    *("admission_approved_on", "admission_filed_on", "assigned_on", "oath_on", "conversion_applied_on"),
    *("conversion_met_on", "conversion_approved_on", "archived_on"),
)

LINES: tuple[Line, ...] = (
    ("admitted_on", admitted_on, ("admission_met_on",), _APPROVED),
    ("admission_year", lambda f: f.admitted_on and f.admitted_on.year, ("admitted_on",), ()),
    (
        "admission_month",
        lambda f: f.admitted_on and f.admitted_on.year * 100 + f.admitted_on.month,
        ("admitted_on",),
        (),
    ),
    ("admission_age", admission_age, ("admitted_on",), ("born_on", "id_born_on")),
    ("education_rank", lambda f: education_rank(f.education), ("education",), ()),
    ("is_leader_kin", _is_leader_kin, ("leader_kin",), ()),
    ("sponsor_first", _nth("sponsors", 0), ("sponsors",), ()),
    ("sponsor_second", _nth("sponsors", 1), ("sponsors",), ()),
    ("sponsor_third", _nth("sponsors", 2), ("sponsors",), ()),
    ("contact_first", _nth("contacts", 0), ("contacts",), ()),
    ("contact_second", _nth("contacts", 1), ("contacts",), ()),
    ("form_year", form_year, (), ("form_issued_on", "prereviewed_on")),
    ("serial_area", serial_area, (), ("county_department", "committee", "admission_approved_by", "branch")),
    (
        "admitting_body",
        lambda f: f.committee or f.admission_approved_by,
        (),
        ("committee", "admission_approved_by"),
    ),
    ("firm", firm, ("employer_and_post",), ()),
)
"""Each fact: how it follows, what it needs all of, and what it needs any of."""
