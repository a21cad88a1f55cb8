"""The first sheets of a report's workbook: the numbers, each leading to its list, and bodies by codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting import diagrams
from dangyuan_flow.application.reporting.comparing import CHANGES, points
from dangyuan_flow.application.reporting.counts import bodies, by_stage, codes, severities, titles, units
from dangyuan_flow.application.reporting.lines import CERTAINTIES, SEVERITIES
from dangyuan_flow.application.reporting.sheets import Book, Linked, first_rows, rows_of
from dangyuan_flow.application.reporting.stages import stages
from dangyuan_flow.domain.rules import Certainty

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dangyuan_flow.application.reporting.lines import Line
    from dangyuan_flow.application.reporting.listings import Item, Listing
    from dangyuan_flow.application.reporting.lists import Lists
    from dangyuan_flow.application.reporting.sheets import Cell
    from dangyuan_flow.application.sweeping import SweepReport

FACT, LEAD = Certainty.FACT, Certainty.LEAD
SUMMARY, MATRIX = "汇总", "党组织与代码"
_WIDTHS = (30, 44, *([10] * 6))


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table of the summary: two columns say what is counted, then come facts, leads, and what is ``further``."""

    heading: str
    head: tuple[str, str]
    rows: list[tuple[Cell, ...]]
    further: tuple[str, ...] = ()


def write(book: Book, report: SweepReport, lines: Sequence[Line], lists: Lists, *, scope: str | None) -> None:
    """Write the summary, the matrix of bodies and codes, the charts and the trend."""
    tables: tuple[Table, ...] = (
        Table(heading="按程度", head=("程度", ""), rows=_severity_rows(lines, lists)),
        Table(heading="按阶段", head=("阶段", ""), rows=_stage_rows(lines, lists)),
        Table(heading="按代码", head=("代码", "问题"), rows=_code_rows(lines, lists)),
        Table(heading="按党组织", head=("党组织", ""), rows=_body_rows(lines, lists), further=("人数",)),
    )
    if report.units:
        rows = _unit_rows(report, lines, lists)
        tables = (*tables, Table(heading="按单位", head=("单位", "档案数"), rows=rows))
    at = _write_summary(book, _overall(report, lists, scope), tables)
    _write_matrix(book, lists)
    diagrams.write_bars(book, SUMMARY, [(t.heading, at[t.heading], len(t.rows)) for t in tables[1:]])
    by_severity = (counted(lists.by_severity.count(FACT, s), lists.by_severity, FACT, s) for s in SEVERITIES)
    totals = (counted(lists.by_body.count(c), lists.by_body, c) for c in (FACT, LEAD))
    diagrams.write_trend(book, points(report), (*by_severity, *totals))


def counted(value: int, listing: Listing[Item], *prefix: object) -> Cell:
    """A number that leads to the rows it counts; nothing counted leads nowhere."""
    span = listing.span(*prefix)
    return value if span is None else Linked(value, rows_of(listing.name, span))


def _write_summary(book: Book, overall: Sequence[tuple[str, Cell]], tables: Sequence[Table]) -> dict[str, int]:
    """The first sheet; returns the first row of each table's lines."""
    sheet = book.sheet(SUMMARY, _WIDTHS, landscape=False)
    sheet.write_string(0, 0, "发展党员专项排查汇总", book.formats["title"])
    for number, (label, value) in enumerate(overall, start=2):
        book.put(sheet, number, 0, label)
        book.put(sheet, number, 1, value)
    row = 2 + len(overall)
    sheet.write_string(row, 0, "线索须核实，不是结论；事实和线索分别计数，不相加。", book.formats["plain"])
    at: dict[str, int] = {}
    for table in tables:
        row += 2
        sheet.write_string(row, 0, table.heading, book.formats["heading"])
        at[table.heading] = row + 2
        row = book.table(sheet, row + 1, (*table.head, "事实", "线索", *table.further), table.rows) - 1
    return at


def _overall(report: SweepReport, lists: Lists, scope: str | None) -> list[tuple[str, Cell]]:
    facts, leads = lists.by_body.count(FACT), lists.by_body.count(LEAD)
    people = lists.people
    with_facts, others = people.span(FACT), people.span(LEAD)
    found: list[tuple[str, Cell]] = [
        ("截至", report.as_of),
        ("范围", scope or "全部档案"),
        ("排查档案数", report.dossiers),
        ("问题（事实）条数", counted(facts, lists.by_body, FACT)),
        (
            "有问题（事实）的人数",
            0 if with_facts is None else Linked(len(with_facts), rows_of(people.name, with_facts)),
        ),
        ("线索条数", counted(leads, lists.by_body, LEAD)),
        ("只有线索的人数", 0 if others is None else Linked(len(others), rows_of(people.name, others))),
    ]
    if report.compared is not None:
        earlier = report.compared.previous
        found.append(("比较的对象", f"第 {earlier.number} 次登记的排查，截至 {earlier.as_of}"))
        for certainty in (FACT, LEAD):
            kind = CERTAINTIES[certainty.value]
            for name in CHANGES:
                number = lists.by_change.count(certainty, name)
                found.append((f"比上次：{kind}{name}", counted(number, lists.by_change, certainty, name)))
            gone = lists.gone.count(certainty)
            found.append((f"比上次：{kind}已消失", counted(gone, lists.gone, certainty)))
    for label, number, name in (
        ("过渡说明条数（不算问题）", len(report.notes), "过渡说明"),
        ("未检查或未全部检查的规定条数", len(report.not_checked), "未检查"),
        ("不能读取的单元格个数", len(report.cell_errors), "单元格问题"),
    ):
        found.append((label, Linked(number, first_rows(name, number)) if number else 0))
    for label, told in (("表头说明", report.header_notes), ("没有用到的列", report.unused_columns)):
        if told:
            found.append((label, "；".join(note.rstrip("。") for note in told)))
    found.append(("地方规定", "、".join(report.packs) or "无"))
    found.append(("规则摘要", report.rules))
    return found


def _severity_rows(lines: Sequence[Line], lists: Lists) -> list[tuple[Cell, ...]]:
    return [
        (
            SEVERITIES[name],
            "",
            counted(count.facts, lists.by_severity, FACT, name),
            counted(count.leads, lists.by_severity, LEAD, name),
        )
        for name, count in severities(lines).items()
    ]


def _stage_rows(lines: Sequence[Line], lists: Lists) -> list[tuple[Cell, ...]]:
    order = {name: number for number, name in enumerate(stages())}
    return [
        (
            name,
            "",
            counted(count.facts, lists.by_stage, FACT, order[name]),
            counted(count.leads, lists.by_stage, LEAD, order[name]),
        )
        for name, count in by_stage(lines).items()
    ]


def _code_rows(lines: Sequence[Line], lists: Lists) -> list[tuple[Cell, ...]]:
    named, keys = titles(lines), {line.code: line.by_code for line in lines}
    return [
        (
            code,
            named[code],
            counted(count.facts, lists.by_code, FACT, keys[code]),
            counted(count.leads, lists.by_code, LEAD, keys[code]),
        )
        for code, count in sorted(codes(lines).items(), key=lambda pair: (-pair[1].facts, -pair[1].leads))
    ]


def _body_rows(lines: Sequence[Line], lists: Lists) -> list[tuple[Cell, ...]]:
    people = lists.people
    return [
        (
            name,
            "",
            counted(count.facts, lists.by_body, FACT, name),
            counted(count.leads, lists.by_body, LEAD, name),
            0 if (span := people.span(FACT, name)) is None else Linked(len(span), rows_of(people.name, span)),
        )
        for name, count in bodies(lines).items()
    ]


def _unit_rows(report: SweepReport, lines: Sequence[Line], lists: Lists) -> list[tuple[Cell, ...]]:
    return [
        (
            name,
            report.units[name],
            counted(count.facts, lists.by_unit, FACT, name),
            counted(count.leads, lists.by_unit, LEAD, name),
        )
        for name, count in units(report, lines).items()
    ]


def _write_matrix(book: Book, lists: Lists) -> None:
    """Bodies down, codes across; facts above, leads beneath."""
    sheet = book.sheet(MATRIX, (30,))
    row = 0
    for certainty, heading in ((FACT, "事实"), (LEAD, "线索（须核实，不是结论）")):
        lines = [line for line in lists.by_body.items if line.certainty is certainty]
        if not lines:
            continue
        keys = sorted({line.by_code for line in lines})
        told = [
            (
                body,
                *(_cell(lists.by_body, certainty, body, key) for key in keys),
                _cell(lists.by_body, certainty, body),
            )
            for body in dict.fromkeys(line.body for line in lines)
        ]
        total = ("合计", *(_cell(lists.by_code, certainty, key) for key in keys), _cell(lists.by_body, certainty))
        sheet.write_string(row, 0, heading, book.formats["heading"])
        row = book.table(sheet, row + 1, ("党组织", *(code for _, code in keys), "合计"), [*told, total]) + 1
    if row == 0:
        sheet.write_string(0, 0, "无", book.formats["plain"])
    sheet.freeze_panes(0, 1)


def _cell(listing: Listing[Line], *prefix: object) -> Cell:
    """A cell of the matrix: empty where nothing was found."""
    span = listing.span(*prefix)
    return None if span is None else Linked(len(span), rows_of(listing.name, span))
