"""What the lines of the further sheets amount to: bodies, members with their sanctions, and the rest as typed rows."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from typing import TypeVar

from dangyuan_flow.domain.people import BodyKind, Member, Organization, Sanction
from dangyuan_flow.ledger.cells import read_day
from dangyuan_flow.ledger.dates import Unreadable
from dangyuan_flow.ledger.further_sheets import Line, Table
from dangyuan_flow.ledger.rows import ExaminationRow, PlanRow, RelativeRow, VettingRow
from dangyuan_flow.ledger.words import FOUND, is_unknown

_SEPARATORS = re.compile(r"[、，,;；\n\r]+")
_OPENING = "：:，,。、；; （("

RowT = TypeVar("RowT", VettingRow, ExaminationRow, PlanRow, RelativeRow)


def organizations(table: Table) -> tuple[Organization, ...]:
    """The bodies of 党组织; a name given twice is an error."""
    found: dict[str, Organization] = {}
    for line in table.lines:
        told = dict(line.says)
        name = str(told["name"])
        kind = told.pop("kind", None)
        if name in found:
            table.fail(line, "name", f"党组织“{name}”前面已经有一行，这一行没有采用。请删去一行")
            continue
        found[name] = Organization(
            kind=BodyKind.from_chinese(kind) if isinstance(kind, str) else None,
            **told,  # type: ignore[arg-type]  # the form reads each attribute as its type
        )
    return tuple(found.values())


def members(table: Table) -> tuple[Member, ...]:
    """The members of 党员名册; lines that differ in nothing but the sanction are one member."""
    found: dict[Member, list[Sanction]] = {}
    for line in table.lines:
        told = {key: value for key, value in line.says.items() if key not in _SANCTION}
        bare = Member(**({"branch": None} | told))  # type: ignore[arg-type]  # the form reads each attribute as its type
        found.setdefault(bare, []).extend(_sanctions(table, line))
    return tuple(
        dataclasses.replace(bare, sanctions=tuple(sanctions)) if sanctions else bare
        for bare, sanctions in found.items()
    )


_SANCTION = ("sanction_kinds", "sanctioned_on", "restored_on")


def _sanctions(table: Table, line: Line) -> list[Sanction]:
    kinds = line.says.get("sanction_kinds", ())
    if not isinstance(kinds, tuple):
        return []
    given = _days(table, line, "sanctioned_on")
    restored = _days(table, line, "restored_on")
    if given is None or restored is None or "sanctioned_on" in line.unreadable:
        return []
    if not kinds:
        if any(given):
            table.fail(line, "sanctioned_on", "有处分日期，却没有处分种类。请补上处分种类，或清空日期")
        return []
    if len(given) != len(kinds) or None in given:
        table.fail(line, "sanctioned_on", f"有{len(kinds)}项处分，须有同样多的处分日期，用“、”隔开。请补齐")
        return []
    if len(restored) not in (0, len(kinds)) and any(restored):
        table.fail(line, "restored_on", f"有{len(kinds)}项处分，恢复权利日期须逐项对应，没有的填“无”，用“、”隔开")
        return []
    restored = restored if len(restored) == len(kinds) else [None] * len(kinds)
    return [
        Sanction(kind=str(kind), on=on, restored_on=back)
        for kind, on, back in zip(kinds, given, restored, strict=True)
        if on is not None
    ]


def _days(table: Table, line: Line, attribute: str) -> list[date | None] | None:
    """The days in a cell, in order, ``None`` for 无; nothing at all where one of them cannot be read."""
    text = line.says.get(attribute)
    days: list[date | None] = []
    for item in _SEPARATORS.split(text) if isinstance(text, str) else ():
        if not item.strip():
            continue
        day = None if is_unknown(item) else read_day(item)
        if isinstance(day, Unreadable):
            table.fail(line, attribute, day.says)
            return None
        days.append(day if isinstance(day, date) else None)
    return days


def vettings(table: Table) -> tuple[VettingRow, ...]:
    """The replies of 联审; a conclusion that tells the case itself (``有异常：…``) keeps it as details."""
    rows = []
    for row in _rows(table, VettingRow):
        if row.body is None:
            line = next(line for line in table.lines if line.row == row.row)
            if "body" not in line.unreadable:
                table.fail(line, "body", "没有写联审单位，看不出是谁的答复。请补上")
        if row.conclusion and row.conclusion.startswith(FOUND) and row.conclusion != FOUND:
            told = row.conclusion.removeprefix(FOUND).strip(_OPENING)
            details = told if row.details is None else f"{told}；{row.details}"
            row = dataclasses.replace(row, conclusion=FOUND, details=details or None)  # noqa: PLW2901  the row, completed
        rows.append(row)
    return tuple(rows)


def examinations(table: Table) -> tuple[ExaminationRow, ...]:
    """The examinations of 考察."""
    for line in table.lines:
        for attribute, name in (("stage", "阶段"), ("on", "考察日期")):
            if attribute not in line.says and attribute not in line.unreadable:
                table.fail(line, attribute, f"没有写{name}，这次考察无法采用。请补上")
    return tuple(_rows(table, ExaminationRow))


def plan(table: Table) -> tuple[PlanRow, ...]:
    """The quotas of 年度计划."""
    return tuple(_rows(table, PlanRow))


def relatives(table: Table) -> tuple[RelativeRow, ...]:
    """The relatives of 家庭成员."""
    return tuple(_rows(table, RelativeRow))


def _rows(table: Table, kind: type[RowT]) -> list[RowT]:
    return [
        kind(sheet=table.form.name, row=line.row, **line.says)  # type: ignore[arg-type]  # as the form reads them
        for line in table.lines
    ]
