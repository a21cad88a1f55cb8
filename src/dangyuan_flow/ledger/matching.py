"""Who a line of 联审, 考察 or 家庭成员 speaks of, and what it adds to that person's row."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import date
from typing import TypeVar

from dangyuan_flow.domain.vetting import CLEAR
from dangyuan_flow.ledger.further_sheets import Line, Table
from dangyuan_flow.ledger.main_sheet import Draft
from dangyuan_flow.ledger.rows import ExaminationRow, RelativeRow, VettingRow
from dangyuan_flow.ledger.words import FOUND, OPINIONS, is_clear, opinion_of

_STAGES = {"积极分子": "examined_on", "预备党员": "probation_examined_on"}
_OPINIONS = {"积极分子": "examination_opinions", "预备党员": "probation_examination_opinions"}

RowT = TypeVar("RowT", VettingRow, ExaminationRow, RelativeRow)


class Persons:
    """The persons of the main sheet, found by identity number, else by name where it is unique."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._by_id: dict[str, list[Draft]] = {}
        self._by_name: dict[str, list[Draft]] = {}
        for draft in drafts:
            self._by_name.setdefault(draft.name, []).append(draft)
            if isinstance(number := draft.values.get("id_number"), str):
                self._by_id.setdefault(number, []).append(draft)

    def meant(self, name: str, number: str | None) -> tuple[list[Draft], str]:
        """The rows that may be meant (one: it is they), and what to say where it is not exactly one."""
        named = self._by_name.get(name, [])
        if number is None:
            found, why = named, f"主表中没有“{name}”。请核对姓名，或补上主表的一行"
        elif numbered := self._by_id.get(number):
            found, why = (
                [draft for draft in numbered if draft.name == name],
                "这个身份证号在主表中属于另一个姓名。请核对",
            )
        else:
            found = [draft for draft in named if "id_number" not in draft.values]
            why = f"主表中没有身份证号相同的“{name}”。请核对姓名和身份证号，或补上主表的一行"
        if len(found) > 1:
            return found, f"主表中有{len(found)}行都可能是“{name}”，分不清是哪一行。请用身份证号区分"
        return found, why


def assign(table: Table, rows: tuple[RowT, ...], persons: Persons) -> tuple[tuple[RowT, ...], dict[int, list[Draft]]]:
    """The rows with the main sheet's row each belongs to, and per row (by its number) the persons that may be meant."""
    assigned: list[RowT] = []
    meant: dict[int, list[Draft]] = {}
    lines = {line.row: line for line in table.lines}
    for row in rows:
        found, why = persons.meant(row.name, row.id_number)
        meant[row.row] = found
        if len(found) == 1:
            assigned.append(dataclasses.replace(row, of=found[0].row))
        else:
            table.fail(lines[row.row], "name", why)
            assigned.append(row)
    return tuple(assigned), meant


def add_examinations(table: Table, rows: tuple[ExaminationRow, ...], meant: dict[int, list[Draft]]) -> frozenset[str]:
    """Join the examinations to the persons' lists; gives the facts that this sheet tells."""
    told: set[str] = set()
    touched: dict[tuple[int, str], tuple[Draft, Counter[tuple[date, str | None]]]] = {}
    for row in rows:
        persons = meant[row.row]
        facts = [_STAGES[row.stage]] if row.stage else list(_STAGES.values())
        told.update(facts if row.stage else ())
        if len(persons) == 1 and row.stage and row.on:
            touched.setdefault((persons[0].row, facts[0]), (persons[0], Counter()))[1][row.on, row.by] += 1
        else:
            for person in persons:
                person.unreadable.update(facts)
    for (_, fact), (person, entries) in touched.items():
        before = person.values.get(fact)
        days = Counter(day for day in before if isinstance(day, date)) if isinstance(before, tuple) else Counter()
        for (day, _), count in entries.items():  # several examiners of one day make one examination
            days[day] = max(days[day], count)
        person.values[fact] = tuple(sorted(days.elements()))
    for line in table.lines:
        for person in meant[line.row]:
            for fact in person.unreadable & set(_STAGES.values()):
                person.values.pop(fact, None)
    return frozenset(told) | (_add_opinions(rows, meant) if "opinion" in table.headers else frozenset())


def _add_opinions(rows: tuple[ExaminationRow, ...], meant: dict[int, list[Draft]]) -> frozenset[str]:
    """Put what was written on each day of examination on the persons' rows, where those say nothing."""
    written: dict[tuple[int, str], tuple[Draft, dict[date, str]]] = {}
    for row in rows:
        if len(persons := meant[row.row]) == 1 and row.stage and row.on and row.opinion:
            written.setdefault((persons[0].row, _OPINIONS[row.stage]), (persons[0], {}))[1].setdefault(
                row.on, row.opinion
            )
    for (_, fact), (person, texts) in written.items():
        if fact not in person.unreadable:
            person.values.setdefault(fact, tuple(texts[day] for day in sorted(texts)))
    return frozenset(_OPINIONS[row.stage] for row in rows if row.stage)


def add_relatives(table: Table, rows: tuple[RelativeRow, ...], meant: dict[int, list[Draft]]) -> frozenset[str]:
    """Put the relatives, and those with a line in the review, on the persons' rows; gives the facts that are told.

    The dead, children at school or younger, and children of whom nothing further is told are no one's to review.
    """
    reviews = not {"reviewed_how", "replied_on"}.isdisjoint(table.headers)
    told = frozenset({"relatives", "relatives_reviewed"} if reviews else {"relatives"})
    lines = {line.row: line for line in table.lines}
    for row in rows:
        persons = meant[row.row]
        uncertain = not lines[row.row].unreadable.isdisjoint(("relative", "relation", "reviewed_how", "replied_on"))
        if len(persons) != 1 or uncertain:
            for person in persons:
                person.unreadable.update(told)
            continue
        entry = _relative(row)
        if entry is None or _NEVER_REVIEWED.search(f"{row.employer_and_post or ''} {row.standing or ''}"):
            continue
        if row.employer_and_post is None and row.relation and _CHILD.search(row.relation):
            continue
        _add_to_list(persons[0], "relatives", entry)
        if row.reviewed_how is not None or row.replied_on is not None:
            _add_to_list(persons[0], "relatives_reviewed", entry)
    for person in {draft.row: draft for drafts in meant.values() for draft in drafts}.values():
        for fact in person.unreadable & told:
            person.values.pop(fact, None)
    return told


_NEVER_REVIEWED = re.compile(
    "学生(?!处)|小学$|中学$|幼儿|儿童|少先队|未成年|学龄前|婴|读书|在读|就读|已故|去世|病故|死亡|逝世"
)
_CHILD = re.compile("(?<!妻)子|女|孩")


def _relative(row: RelativeRow) -> str | None:
    if row.relative is None:
        return row.relation
    return row.relative if row.relation is None else f"{row.relative}（{row.relation}）"


def _add_to_list(person: Draft, fact: str, entry: str) -> None:
    before = person.values.get(fact)
    entries = tuple(item for item in before if isinstance(item, str)) if isinstance(before, tuple) else ()
    if entry not in entries:
        person.values[fact] = (*entries, entry)


def add_vettings(table: Table, rows: tuple[VettingRow, ...], meant: dict[int, list[Draft]]) -> frozenset[str]:
    """Put the bodies' last replies, and how findings were handled, on the persons' rows where those say nothing."""
    told: set[str] = set()
    lines = {line.row: line for line in table.lines}
    last: dict[tuple[int, str], tuple[Draft, VettingRow]] = {}
    for row in sorted(rows, key=lambda row: (row.replied_on or date.min, row.row)):
        fact = opinion_of(row.body) if row.body else None
        told.update({fact} if fact else ())
        persons = meant[row.row]
        if len(persons) != 1 or _is_uncertain(lines[row.row]):
            for person in persons:
                person.unreadable.update({fact} - person.values.keys() if fact else OPINIONS - person.values.keys())
            continue
        if fact and row.conclusion:
            last[persons[0].row, fact] = (persons[0], row)
        if row.handling:
            _add_handling(persons[0], row.handling)
    for (_, fact), (person, row) in last.items():
        if fact not in person.values and fact not in person.unreadable:
            person.values[fact] = opinion(row)
    return frozenset(told)


def _is_uncertain(line: Line) -> bool:
    return bool(line.unreadable & {"body", "conclusion"}) or "body" not in line.says


def _add_handling(person: Draft, handling: str) -> None:
    before = person.values.get("vetting_handling")
    if not isinstance(before, str):
        person.values["vetting_handling"] = handling
    elif handling not in before.split("；"):
        person.values["vetting_handling"] = f"{before}；{handling}"


def opinion(row: VettingRow) -> str:
    """A body's reply as its opinion column has it: 无异常, or 有异常 with the case."""
    if row.conclusion is not None and is_clear(row.conclusion):
        return CLEAR
    return f"{FOUND}：{row.details}" if row.details else FOUND
