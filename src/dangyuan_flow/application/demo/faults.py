"""The ledger from outside: regular lives that two branches kept in a spreadsheet, ten of them with one fault each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from dangyuan_flow.application.demo.lives import Cast, Kind, World
from dangyuan_flow.application.demo.regular import Row, row_of
from dangyuan_flow.application.demo.ways import ordinarily
from dangyuan_flow.application.demo.zone import COMMITTEE, DEPARTMENT, ESTATE, PLACES
from dangyuan_flow.domain.deadlines import ONE_DAY, probation_end, years_complete
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.ledger import write_ledger
from dangyuan_flow.ledger.writing import MAIN_SHEET

Values = dict[str, Value]
_BRANCHES = tuple(place for place in PLACES if place.code in ("shiliu", "zhuying"))
_FIRST_ROW = 2
"""The row below the headers."""
_ORDER = 800
_EMPTY_COLUMNS = frozenset(
    {"transferred_in_on", "transferred_out_on", "former_organization", "ended_on", "ended_because", "leaves_unit_on"}
    | {"leaving_known", "training_exempt_because", "training_exempt_by", "admission_late_because", "deferred_because"}
    | {"extension_months", "extension_met_on", "extension_approved_on", "stated_extension_to", "remarks"}
)
"""Columns that the two branches keep and had nothing to write into."""
_LONG_AGO = date(2023, 2, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planted:
    """A fault that was put into the ledger: in which row, of whom, which code must be found, and what was done."""

    row: int
    name: str
    code: str
    says: str

    @property
    def place(self) -> str:
        """Where a sweep of the bare ledger finds it."""
        return f"{MAIN_SHEET}!{self.row}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One way of breaking a regular row; ``kind`` is the life that it needs."""

    code: str
    says: str
    breaks: Callable[[Values], None]
    kind: Kind


def write(path: Path, world: World) -> tuple[Planted, ...]:
    """Write the ledger with its sheets 党组织, 党员名册 and 联审; returns the faults in it, row by row."""
    rows: list[Row] = []
    planted: list[Planted] = []
    for order, (kind, fault) in enumerate(_kinds()):
        row = _row(order, kind, world)
        if fault is not None:
            fault.breaks(row.values)
            planted.append(
                Planted(row=_FIRST_ROW + order, name=str(row.values["name"]), code=fault.code, says=fault.says)
            )
        rows.append(row)
    columns = frozenset(name for row in rows for name in row.values) | _EMPTY_COLUMNS
    names = {DEPARTMENT, COMMITTEE, ESTATE, *(n for place in _BRANCHES for n in (place.name, place.above))}
    write_ledger(
        path,
        [row.values for row in rows],
        known_per_row=[columns] * len(rows),
        organizations=[body for body in world.zone.bodies if body.name in names],
        members=[m for m in world.zone.roster if m.branch in names],
        vettings=[line for row in rows for line in row.vettings],
    )
    return tuple(planted)


def _row(order: int, kind: Kind, world: World) -> Row:
    place = _BRANCHES[order // 2 % len(_BRANCHES)]
    cast = Cast(kind=kind, name=world.births.name(), order=_ORDER - order, place=place, world=world)
    life = cast.fitted(kind.starts_on or _LONG_AGO)
    return row_of(life, world.workflow, world.zone.roster, world.today)


def _kinds() -> Iterator[tuple[Kind, Fault | None]]:
    """The rows: the faulty ones among regular ones at every standing."""
    waiting = iter(("3", "7", "8:listing", "12", "22", "23", "25"))
    for order, fault in enumerate(FAULTS):
        yield replace(fault.kind, starts_on=_LONG_AGO + timedelta(days=23 * order)), fault
        if order % 2:
            yield replace(_LIVED, starts_on=_LONG_AGO + timedelta(days=90 * order)), None
        else:
            position = next(waiting, "7")
            yield Kind(name="台账在办", way=ordinarily, at=position), None


# The faults


def _a_day_short(row: Values) -> None:
    """Move the activist decision, and what followed it at once, so that the year ends the day after the listing."""
    listed = _day(row, "candidate_listed_on")
    wanted = listed - timedelta(days=366)
    while years_complete(wanted, 1) <= listed:
        wanted += ONE_DAY
    late = wanted - _day(row, "activist_on")
    for name in ("recommended_on", "activist_on", "activist_filed_on", "contacts_assigned_on"):
        row[name] = _day(row, name) + late


def _no_majority(row: Values) -> None:
    half = _number(row, "admission_entitled") // 2
    rest = _number(row, "admission_collected") - half
    row |= {"admission_for": half, "admission_against": 0, "admission_abstained": rest, "admission_written_for": 0}


def _no_conclusion(row: Values) -> None:
    row.pop("review_conclusion")


def _approved_without_power(row: Values) -> None:
    row["admission_approved_by"] = ESTATE


def _converted_early(row: Values) -> None:
    early = probation_end(_day(row, "admission_met_on")) - timedelta(days=9) - _day(row, "conversion_met_on")
    for name in ("conversion_applied_on", "conversion_examined_on", "conversion_met_on"):
        row[name] = _day(row, name) + early
    for name in ("conversion_notice_from", "conversion_notice_to"):
        row.pop(name, None)


def _no_prereview(row: Values) -> None:
    for name in ("prereview_requested_on", "prereviewed_on"):
        row.pop(name)


def _notice_before_consent(row: Values) -> None:
    row["notice_from"] = _day(row, "candidate_consented_on") - timedelta(days=2)


def _wrong_sex(row: Values) -> None:
    row["sex"] = "女" if row["sex"] == "男" else "男"


def _probation_from_approval(row: Values) -> None:
    row["stated_probation_from"] = row["admission_approved_on"]


def _not_examined(row: Values) -> None:
    days = row["examined_on"]
    row["examined_on"] = days[1:] if isinstance(days, tuple) else None


def _day(row: Values, name: str) -> date:
    value = row[name]
    if not isinstance(value, date):
        msg = f"{name} holds no day: {value!r}"
        raise TypeError(msg)
    return value


def _number(row: Values, name: str) -> int:
    value = row[name]
    if not isinstance(value, int):
        msg = f"{name} holds no number: {value!r}"
        raise TypeError(msg)
    return value


_LIVED = Kind(name="台账", way=ordinarily)
_NEW = Kind(name="台账新细则", way=ordinarily, at="12")
FAULTS: tuple[Fault, ...] = (
    Fault(code="V49", says="培养教育差一天满一年就列为发展对象", breaks=_a_day_short, kind=_LIVED),
    Fault(code="V71", says="接收大会赞成票未超过应到会有表决权人数的半数", breaks=_no_majority, kind=_LIVED),
    Fault(code="V35", says="没有政审结论", breaks=_no_conclusion, kind=_LIVED),
    Fault(code="V40", says="由没有审批权限的园区党委审批", breaks=_approved_without_power, kind=_LIVED),
    Fault(code="V58", says="预备期未满即召开转正大会", breaks=_converted_early, kind=_LIVED),
    Fault(code="V37", says="没有上级党委预审", breaks=_no_prereview, kind=_LIVED),
    Fault(code="V30", says="公示早于上级党委同意", breaks=_notice_before_consent, kind=_NEW),
    Fault(code="V14", says="性别与身份证号不符", breaks=_wrong_sex, kind=_LIVED),
    Fault(code="V56", says="预备期误从审批之日起算", breaks=_probation_from_approval, kind=_LIVED),
    Fault(code="V50", says="半年考察间断", breaks=_not_examined, kind=_LIVED),
)
