"""A sweep as a workbook: summary, charts, a sheet a group of the catalogue, leads apart, a list behind each number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting import overview
from dangyuan_flow.application.reporting.comparing import change_of, handling_of
from dangyuan_flow.application.reporting.lines import CERTAINTIES, CLASSES, SEVERITIES, Line, lines_of
from dangyuan_flow.application.reporting.lists import GONE, PEOPLE, Lists, details
from dangyuan_flow.application.reporting.sheets import Book, Cell, Linked
from dangyuan_flow.application.reporting.values import shown, values_of
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.ledger import workbook_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dangyuan_flow.application.reporting.listings import Listing
    from dangyuan_flow.application.sweeping import Found, SweepReport
    from dangyuan_flow.domain.sweep import Gone

LARGEST = 30_000
"""Twice as many need more than a gigabyte, and nobody reads so many lines."""
NOTES, NOT_CHECKED, CELL_ERRORS = "过渡说明", "未检查", "单元格问题"
_DETAIL = {
    "序号": 7,
    "位置": 16,
    "姓名": 12,
    "党组织": 26,
    "代码": 8,
    "问题": 30,
    "程度": 14,
    "类别": 16,
    "确定性": 8,
    "依据": 22,
    "情况": 60,
    "处理建议": 30,
}
_KEPT = {"比上次": 12, "办理": 26}
_INDEX = {
    "序号": 7,
    "确定性": 8,
    "程度": 14,
    "阶段": 22,
    "党组织": 26,
    "代码": 8,
    "问题": 30,
    "位置": 16,
    "姓名": 12,
    "情况": 60,
}
_PERSON = {"位置": 16, "姓名": 12, "党组织": 30, "事实": 8, "线索": 8, "代码": 60}


def write_workbook(report: SweepReport, path: Path, *, scope: str | None = None) -> None:
    """Write ``report`` to a new workbook at ``path``, whole or not at all.

    ``scope``: what was swept, in words.

    Raises:
        BadInput: the file cannot be written, or there are more findings than a workbook can hold.
    """
    if len(report.findings) > LARGEST:
        msg = (
            f"共 {len(report.findings)} 条，一份工作簿最多放 {LARGEST} 条。"
            "请用 --org 或 --only 分批排查，或改用 --format csv、json"
        )
        raise BadInput(msg)
    lines = lines_of(report)
    lists = Lists.of(report, lines)
    with workbook_at(path) as (workbook, _):
        book = Book(workbook)
        overview.write(book, report, lines, lists, scope=scope)
        where: dict[int, str] = {}
        for listing in details(lines):
            _write_detail(book, report, listing)
            where |= {line.number: f"'{listing.name}'!A{row}" for row, line in enumerate(listing.items, start=2)}
        _write_further(book, report, lists)
        for index in lists.indexes:
            told = [_index_line(line, where) for line in index.items]
            book.listing(index.name, tuple(_INDEX), told, tuple(_INDEX.values()))
        people = [(p.dossier, p.name, p.body, p.facts, p.leads, "、".join(p.codes)) for p in lists.people.items]
        book.listing(PEOPLE, tuple(_PERSON), people, tuple(_PERSON.values()))


def _write_detail(book: Book, report: SweepReport, listing: Listing[Line]) -> None:
    values = [values_of(line.found) for line in listing.items]
    pairs = max(map(len, values), default=0)
    columns = _DETAIL | (_KEPT if report.compared is not None else {})
    head = [*columns, *(text for number in range(1, pairs + 1) for text in (f"项目{number}", f"值{number}"))]
    told: list[list[Cell]] = []
    for line, pair in zip(listing.items, values, strict=True):
        row = _detail_line(line)
        if len(columns) > len(_DETAIL):
            row += [change_of(report, line.found), handling_of(report, line.found)]
        for label, value in pair:
            row += [label, shown(value) if isinstance(value, tuple | bool) else value]
        told.append(row)
    book.listing(listing.name, head, told, [*columns.values(), *([20, 12] * pairs)])


def _detail_line(line: Line) -> list[Cell]:
    v = line.found.violation
    return [
        line.number,
        line.found.dossier,
        line.found.name,
        line.body,
        line.code,
        line.title,
        SEVERITIES[line.severity.value],
        CLASSES[v.rule.class_.value],
        CERTAINTIES[v.certainty.value],
        cited(v.cites),
        v.says,
        v.rule.remedy,
    ]


def _index_line(line: Line, where: Mapping[int, str]) -> list[Cell]:
    v = line.found.violation
    return [
        Linked(line.number, where[line.number]),
        CERTAINTIES[v.certainty.value],
        SEVERITIES[line.severity.value],
        line.stage,
        line.body,
        line.code,
        line.title,
        line.found.dossier,
        line.found.name,
        v.says,
    ]


def _write_further(book: Book, report: SweepReport, lists: Lists) -> None:
    if report.compared is not None:
        book.listing(
            GONE,
            ("编号", "位置", "姓名", "党组织", "代码", "程度", "确定性", "首次发现"),
            [_gone_line(gone) for gone in lists.gone.items],
            (7, 16, 12, 26, 8, 14, 8, 12),
        )
    book.listing(
        NOTES,
        ("位置", "姓名", "党组织", "代码", "问题", "依据", "说明"),
        [_note_line(note) for note in report.notes],
        (16, 12, 26, 8, 30, 22, 70),
    )
    book.listing(
        NOT_CHECKED,
        ("代码", "规定", "涉及档案数", "缺少的列"),
        [
            *((n.rule.code, n.rule.title, n.dossiers, "、".join(n.missing_columns)) for n in report.not_checked),
            *(("", note, None, None) for note in report.text_notes),
        ],
        (8, 40, 12, 70),
    )
    book.listing(
        CELL_ERRORS,
        ("工作表", "行", "列", "内容", "说明"),
        [(e.sheet, e.row, e.column, e.value, e.says) for e in report.cell_errors],
        (14, 6, 20, 24, 70),
    )


def _gone_line(gone: Gone) -> list[Cell]:
    whose: list[Cell] = [gone.number, gone.dossier, gone.name, gone.branch or ""]
    return [*whose, gone.code, SEVERITIES[gone.severity], CERTAINTIES[gone.certainty], gone.found_on]


def _note_line(note: Found) -> list[Cell]:
    v = note.violation
    return [note.dossier, note.name, note.branch or "", v.code, v.rule.title, cited(v.cites), v.says]
