"""By what dossiers are grouped where a rule looks across them: one plain value each, so that SQL only has to compare.

An admission counts where it was approved (or carried on from), and in the body that made it: a person who was admitted
elsewhere and moved here belongs to the other body's year.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_completed
from dangyuan_flow.domain.derived.deriving import Derivation, line
from dangyuan_flow.domain.fact import UNTOLD
from dangyuan_flow.domain.plan import education_rank
from dangyuan_flow.domain.vetting import is_clear

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

_FIRM = re.compile(r"\s*(.{2,}?(?:公司|集团|企业|厂|合作社|商行|商店|酒店|饭店|矿|工作室|经营部))")
_LAST_SURE_MONTH = 10
_SERIAL_DIGITS, _EXACT_DIGITS = 4, 15  # a spreadsheet keeps no more than fifteen
_YEAR = re.compile(r"(?<!\d)(?:199\d|20[0-3]\d)(?!\d{4})")
_MANGLED = re.compile(r"\dE\+?\d|^\d{16,}$", re.IGNORECASE)


def admitted_on(f: Facts) -> date | Untold | None:
    """The meeting that admitted the person into this body, once approved; ``None`` also where it was elsewhere.

    Where no column tells of moves, only the approver does: that it is the committee above, or that no other is named.
    """
    met = f.admission_met_on
    if met is None or f.admission_failed or f.admission_needed_on is None:
        return None
    if f.unknown.issuperset(_MOVES) and (
        f.admission_approved_by is None or f.admission_approved_by != (f.committee or f.admission_approved_by)
    ):
        return UNTOLD
    came = f.transferred_in_on
    elsewhere = f.former_organization not in (None, "无") if came is None else came >= met
    return None if elsewhere else met


def admission_age(f: Facts) -> int | None:
    """Full years on the day of admission."""
    born = f.born_on or f.id_born_on
    if born is None or f.admitted_on is None or born > f.admitted_on:
        return None
    return months_completed(born, f.admitted_on) // 12


def form_year(f: Facts) -> int | None:
    """The year of a form's serial number: that of its issue, else of the 预审, where that leaves no doubt.

    A form issued in January for a 预审 of December bears the new year; a signature says less still. What stands in the
    number's place (同上, an empty pattern, a count of the branch's own) is no serial number and has no year.
    """
    if f.form_number is not None and not _is_serial(f.form_number):
        return None
    if f.form_issued_on is not None:
        return f.form_issued_on.year
    passed = f.prereviewed_on
    return passed.year if passed is not None and passed.month <= _LAST_SURE_MONTH else None


def _is_serial(number: str) -> bool:
    """Whether a text can be a serial number of a form: long enough, and not the rest of what a spreadsheet rounded.

    The year before a body's own short count (2025-1, 云2025第3号) is no part of a serial.
    """
    rounded = _MANGLED.search(number) is not None and (not number.isdecimal() or number.endswith("000"))
    return sum(character.isdecimal() for character in _YEAR.sub("", number)) >= _SERIAL_DIGITS and not rounded


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


_MOVES = ("transferred_in_on", "former_organization")
_APPROVED = (
    *("admission_approved_on", "admission_filed_on", "assigned_on", "oath_on", "conversion_applied_on"),
    *("conversion_met_on", "conversion_approved_on", "archived_on"),
)

LINES: tuple[Derivation, ...] = (
    line(
        "admitted_on",
        admitted_on,
        "admission_met_on",
        any_of=_APPROVED,
        weighs=(*_MOVES, "admission_approved_by", "committee"),
    ),
    line("admission_year", lambda f: f.admitted_on and f.admitted_on.year, "admitted_on"),
    line("admission_month", lambda f: f.admitted_on and f.admitted_on.year * 100 + f.admitted_on.month, "admitted_on"),
    line("admission_age", admission_age, "admitted_on", any_of=("born_on", "id_born_on")),
    line("education_rank", lambda f: education_rank(f.education), "education"),
    line("is_leader_kin", _is_leader_kin, "leader_kin"),
    line("sponsor_first", _nth("sponsors", 0), "sponsors"),
    line("sponsor_second", _nth("sponsors", 1), "sponsors"),
    line("sponsor_third", _nth("sponsors", 2), "sponsors"),
    line("contact_first", _nth("contacts", 0), "contacts"),
    line("contact_second", _nth("contacts", 1), "contacts"),
    line("form_year", form_year, any_of=("form_issued_on", "prereviewed_on"), weighs=("form_number",)),
    line("serial_area", serial_area, any_of=("county_department", "committee", "admission_approved_by", "branch")),
    line(
        "admitting_body",
        lambda f: f.committee or f.admission_approved_by,
        any_of=("committee", "admission_approved_by"),
    ),
    line("firm", firm, "employer_and_post"),
)
"""How these facts follow."""
