"""Working-day calendars: what is known of a year, loading one that the package lacks, and whom a change touches.

The calendar is part of what derived facts go back to: with another one they are derived again, and what was recorded
stays as it is.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import yaml

from dangyuan_flow.application.acting import may_register
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.domain.calendars import (
    CALENDAR,
    REST,
    WORK,
    LoadedYear,
    SpecialDay,
    calendar_of,
    loaded_year,
    special_days,
)
from dangyuan_flow.domain.deadlines import STATE_COUNCIL, calendar_in_force, nth_working_day, working_days
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.store import counted, lay, loaded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dangyuan_flow.domain.deadlines import WorkingCalendar
    from dangyuan_flow.flow import Flow

_NOTICE = 5
"""Working days that a notice has to hang (细则-2026 art. 13)."""
_COLUMNS = ("日期", "休班", "名称")
_MOST = 200
_RANGE = re.compile(r"\s*[至~～—–]+\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """A dossier whose notice counts otherwise by another calendar: its days, and the last day it had to hang.

    ``days``, ``until``: before and after; ``None`` where that is not known.
    """

    dossier: str
    name: str
    branch: str
    since: date
    to: date | None
    days: tuple[int | None, int | None]
    until: tuple[date | None, date | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Year:
    """What is known of a year: ``known`` (by the package or loaded, with its ``source``), and its special days."""

    year: int
    known: bool
    source: str
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """The state of the calendar.

    ``provisional``: years that nobody knows, in which some notice hangs, with those dossiers. ``differing``: whose
    derived days are not what the calendar in force gives. ``superfluous``: loaded years that the package knows by now,
    each with the days on which the two differ. ``coming``: next year, where it is not known yet.
    """

    version: str
    first_year: int
    last_year: int
    loaded: tuple[LoadedYear, ...]
    provisional: tuple[tuple[int, tuple[Touched, ...]], ...]
    differing: tuple[Touched, ...]
    superfluous: tuple[tuple[int, tuple[date, ...]], ...]
    coming: int | None


def year_of(flow: Flow, year: int) -> Year:
    """A year as it counts. Raises :class:`BadInput` where no calendar has such a year."""
    if not STATE_COUNCIL.first_year <= year <= STATE_COUNCIL.last_year + 20:
        msg = f"年度应在 {STATE_COUNCIL.first_year} 至 {STATE_COUNCIL.last_year + 20} 之间，收到 {year}"
        raise BadInput(msg)
    years = loaded(flow.store.database)
    if year <= STATE_COUNCIL.last_year:
        return Year(year=year, known=True, source="国务院放假通知（程序自带）", days=special_days(year))
    own = next((one for one in years if one.year == year), None)
    if own is None:
        return Year(year=year, known=False, source="", days=())
    return Year(year=year, known=True, source=own.source, days=own.days)


def check(flow: Flow) -> Checked:
    """What the calendar in force knows, which years in use it does not, and where derived days differ from it."""
    key = ("calendar", calendar_in_force().version, flow.today(), flow.store.sight)
    return flow.recall(key, lambda: _check(flow))


def _check(flow: Flow) -> Checked:
    years = loaded(flow.store.database)
    lines = _notices(flow)
    unknown: dict[int, list[Touched]] = {}
    calendar = calendar_in_force()
    for line in lines:
        for year in sorted(
            {day.year for day in (line.since, line.to, line.until[0]) if day and not calendar.knows(day)}
        ):
            unknown.setdefault(year, []).append(line)
    coming = flow.today().year + 1
    return Checked(
        version=calendar.version,
        first_year=STATE_COUNCIL.first_year,
        last_year=STATE_COUNCIL.last_year,
        loaded=years,
        provisional=tuple((year, tuple(found)) for year, found in sorted(unknown.items())),
        differing=tuple(_differing(lines, calendar)),
        superfluous=tuple((one.year, _differences(one)) for one in years if one.year <= STATE_COUNCIL.last_year),
        coming=None if coming in calendar.loaded or coming <= STATE_COUNCIL.last_year else coming,
    )


def _differences(own: LoadedYear) -> tuple[date, ...]:
    """The days on which a loaded year and the package's differ."""
    rests = ({day.on: day.is_worked for day in days} for days in (own.days, special_days(own.year)))
    loaded_days, shipped = rests
    return tuple(
        day
        for day in sorted({*loaded_days, *shipped})
        if loaded_days.get(day, day.weekday() < 5) != shipped.get(day, day.weekday() < 5)  # noqa: PLR2004  Saturday
    )


def touched(flow: Flow, year: LoadedYear) -> tuple[Touched, ...]:
    """Whom it touches if ``year`` is loaded: every dossier seen whose notice would count otherwise."""
    others = [one for one in loaded(flow.store.database) if one.year != year.year]
    return tuple(_differing(_notices(flow), calendar_of([*others, year])))


def load(flow: Flow, year: LoadedYear) -> tuple[Touched, ...]:
    """Keep a year's notice, derive again by it, and tell whom it touched. Raises :class:`NotAllowed`."""
    by = may_register(flow)
    found = touched(flow, year)
    _keep(flow, str(year.year), year.value(), by)
    return found


def unload(flow: Flow, year: int) -> tuple[Touched, ...]:
    """Take a loaded year out again, and tell whom that touched. Raises :class:`NotFound` where it was not loaded."""
    by = may_register(flow)
    years = loaded(flow.store.database)
    if all(one.year != year for one in years):
        msg = f"没有装入过 {year} 年的日历"
        raise NotFound(msg)
    found = tuple(_differing(_notices(flow), calendar_of(one for one in years if one.year != year)))
    _keep(flow, str(year), {}, by)
    return found


def _keep(flow: Flow, key: str, value: dict[str, object], by: str) -> None:
    entry = RegistryEntry(
        register=CALENDAR, key=key, value=value, on=flow.today(), entered_at=flow.now(), entered_by=by
    )
    flow.store.append([entry])
    lay(flow.store.database)
    flow.store.rederive()


def _notices(flow: Flow) -> list[Touched]:
    """Every notice seen, with what is derived of it."""
    names = ("name", "notice_from", "notice_to", "notice_working_days", "notice_required_to")
    rows = sorted(counted(flow.store, names, (), flow.today()), key=lambda row: row.id)
    found = []
    for row in rows:
        name, since, to, days, until = (row.facts[one] for one in names)
        if since is not None:
            found.append(
                Touched(
                    dossier=row.id,
                    name=name or "",  # type: ignore[arg-type]  # typed by its name
                    branch=row.branch or "",
                    since=since,  # type: ignore[arg-type]  # as above
                    to=to,  # type: ignore[arg-type]  # as above
                    days=(days, days),  # type: ignore[arg-type]  # as above
                    until=(until, until),  # type: ignore[arg-type]  # as above
                )
            )
    return found


def _differing(lines: Iterable[Touched], calendar: WorkingCalendar) -> Iterable[Touched]:
    for line in lines:
        days = None if line.to is None else working_days(line.since, line.to, calendar)
        until = nth_working_day(line.since, _NOTICE, calendar)
        if (days, until) != (line.days[0], line.until[0]):
            yield Touched(
                dossier=line.dossier,
                name=line.name,
                branch=line.branch,
                since=line.since,
                to=line.to,
                days=(line.days[0], days),
                until=(line.until[0], until),
            )


# Reading a year's notice


def read_year(year: int, source: str, text: str) -> LoadedYear:
    """A year's notice as a table (CSV, or words with blanks between: 日期 休或班 名称); raises :class:`BadInput`."""
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip() and not line.startswith("#")]
    rows = [row for row in (_cells(line) for line in lines) if tuple(row[:1]) != _COLUMNS[:1]]
    return loaded_year(year, source.strip(), _days(rows))


def read_file(year: int | None, source: str | None, name: str, content: bytes) -> LoadedYear:
    """The same of a file: ``.csv``, or ``.yaml`` with ``year``, ``source`` and ``days`` (lists of three)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    if not name.lower().endswith((".yaml", ".yml")):
        if year is None:
            msg = "CSV 文件须用 --year 写明是哪一年的日历"
            raise BadInput(msg)
        return read_year(year, source or "", text)
    try:
        told = yaml.safe_load(text)
        days = [[str(cell) for cell in day] for day in told["days"]]
        own_year, own_source = int(told.get("year", year)), str(told.get("source") or "")
    except (yaml.YAMLError, TypeError, KeyError, ValueError, AttributeError) as error:
        msg = f"{name} 不是日历：应写 year、source 和 days（每天一行：[2027-01-01, 休, 元旦]）"
        raise BadInput(msg) from error
    return loaded_year(own_year, (source or own_source).strip(), _days(days))


def _cells(line: str) -> list[str]:
    line = _RANGE.sub("至", line)
    if "," in line or "，" in line:
        return [cell.strip() for cell in next(csv.reader(io.StringIO(line.replace("，", ","))))]
    return line.split(maxsplit=2)


def _days(rows: Sequence[Sequence[str]]) -> list[SpecialDay]:
    """The days of a table; of a range (2027-02-05 至 2027-02-12) every day."""
    found, wrong = [], []
    for number, row in enumerate(rows, start=1):
        try:
            on, kind, name = row
            is_worked = {REST: False, WORK: True}[kind]
            first, _, last = _RANGE.sub("至", on).partition("至")
            start, end = read_day(first), read_day(last or first)
            ahead = range(min((end - start).days, _MOST) + 1)
            found += [SpecialDay(on=start + timedelta(days=n), is_worked=is_worked, name=name.strip()) for n in ahead]
        except (ValueError, KeyError, BadInput):
            wrong.append(f"  第 {number} 行“{' '.join(row)}”")
        if len(found) + len(wrong) > _MOST:
            break
    if wrong or not found:
        msg = "日历看不懂，每行应写：日期 休或班 名称，如 2027-01-01 休 元旦\n" + "\n".join(wrong[:20])
        raise BadInput(msg.rstrip())
    return found
