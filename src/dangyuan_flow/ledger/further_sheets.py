"""The optional sheets: 党员名册, 党组织, 联审, 考察, 年度计划, 家庭成员: which columns each has, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.people import BodyKind
from dangyuan_flow.ledger.cells import (
    Cell,
    Reader,
    Reading,
    Unknown,
    choosing,
    counting,
    read_cell,
    read_day,
    read_days,
    read_flag,
    read_id_number,
    read_name,
    read_opinion,
    read_text,
    read_texts,
    text_of,
)
from dangyuan_flow.ledger.columns import HEADERS, SERIAL_NUMBERS, facts_told, letter, normalise, step_of, swapped
from dangyuan_flow.ledger.dates import Unreadable
from dangyuan_flow.ledger.grid import is_blank, is_total, shown
from dangyuan_flow.ledger.rows import CellError
from dangyuan_flow.ledger.words import plain, plain_han
from dangyuan_flow.ledger.workbook import Sheet

_ROWS_LOOKED_AT = 15
_KINDS = "、".join(f"“{kind.chinese}”" for kind in BodyKind)


def _read_kind(cell: Cell) -> Reading:
    text = plain(text_of(cell))
    return text if BodyKind.from_chinese(text) else Unreadable(f"不认识的类型。这一列只填{_KINDS}之一")


def _read_raw(cell: Cell) -> Reading:
    return text_of(cell)


_read_people = counting(frozenset({"", "人", "名", "个"}))
_read_year = counting(frozenset({"", "年", "年度"}))
_read_stage = choosing(
    {"积极分子": "积极分子", "入党积极分子": "积极分子", "预备党员": "预备党员", "预备期": "预备党员"}
)

Columns = tuple[tuple[str, str, Reader], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A further sheet as it should be: its name, and per column the header, the attribute and the reader.

    The first column is the one without which a row says nothing.
    """

    name: str
    columns: Columns

    @property
    def by_header(self) -> dict[str, tuple[str, Reader]]:
        """Each column's attribute and reader by every header (normalised) that is accepted for it."""
        known: dict[str, tuple[str, Reader]] = {}
        for header, attribute, reader in self.columns:
            facts = facts_told(normalise(header))
            same = [key for key, told in HEADERS.items() if told == facts and step_of(facts) is None] if facts else []
            for key in (normalise(header), swapped(normalise(header)), *same):
                known.setdefault(key, (attribute, reader))
        return known


ROSTER = Form(
    name="党员名册",
    columns=(
        ("姓名", "name", read_name),
        ("身份证号", "id_number", read_id_number),
        ("所在党支部", "branch", read_text),
        ("入党日期", "joined_on", read_day),
        ("转正日期", "full_since", read_day),
        ("转入日期", "arrived_on", read_day),
        ("转出日期", "left_on", read_day),
        ("去世日期", "died_on", read_day),
        ("党内职务", "post", read_text),
        ("处分种类", "sanction_kinds", read_texts),
        ("处分日期", "sanctioned_on", _read_raw),
        ("恢复权利日期", "restored_on", _read_raw),
        ("与干部亲属关系", "kin", read_text),
    ),
)
BODIES = Form(
    name="党组织",
    columns=(
        ("名称", "name", read_text),
        ("类型", "kind", _read_kind),
        ("上级", "parent", read_text),
        ("是否设支委会", "has_committee", read_flag),
        ("正式党员数", "full_members", _read_people),
        ("成立日期", "founded_on", read_day),
        ("撤销日期", "dissolved_on", read_day),
        ("前身", "former_names", read_texts),
        ("有无审批权限", "may_approve", read_flag),
        ("换届日期", "elections", read_days),
    ),
)
VETTINGS = Form(
    name="联审",
    columns=(
        ("姓名", "name", read_name),
        ("身份证号", "id_number", read_id_number),
        ("联审单位", "body", read_text),
        ("发函日期", "asked_on", read_day),
        ("回复日期", "replied_on", read_day),
        ("结论", "conclusion", read_opinion),
        ("情况说明", "details", read_text),
        ("处理意见", "handling", read_text),
    ),
)
EXAMINATIONS = Form(
    name="考察",
    columns=(
        ("姓名", "name", read_name),
        ("身份证号", "id_number", read_id_number),
        ("阶段", "stage", _read_stage),
        ("考察日期", "on", read_day),
        ("考察人", "by", read_text),
        ("意见", "opinion", read_text),
    ),
)
PLAN = Form(
    name="年度计划",
    columns=(
        ("年度", "year", _read_year),
        ("党组织", "organization", read_text),
        ("指标数", "quota", _read_people),
        ("结构要求", "structure", read_text),
    ),
)
RELATIVES = Form(
    name="家庭成员",
    columns=(
        ("姓名", "name", read_name),
        ("身份证号", "id_number", read_id_number),
        ("亲属姓名", "relative", read_name),
        ("关系", "relation", read_text),
        ("单位职务", "employer_and_post", read_text),
        ("政治面貌", "standing", read_text),
        ("政审方式", "reviewed_how", read_text),
        ("回函日期", "replied_on", read_day),
    ),
)
FORMS: dict[str, Form] = {form.name: form for form in (ROSTER, BODIES, VETTINGS, EXAMINATIONS, PLAN, RELATIVES)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row of a further sheet: what its cells say by attribute, and which of them cannot be read."""

    row: int
    says: dict[str, Value]
    unreadable: frozenset[str]


@dataclass(kw_only=True, slots=True)
class Table:
    """A further sheet as read; ``headers`` holds the columns that are there, by attribute, as written."""

    form: Form
    headers: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    cells: dict[tuple[int, str], str] = field(default_factory=dict)

    def fail(self, line: Line, attribute: str, says: str) -> None:
        """Note that what a row says under ``attribute`` cannot be used."""
        header = self.headers.get(attribute) or next(h for h, name, _ in self.form.columns if name == attribute)
        value = line.says.get(attribute)
        shows = "" if value is None else shown("、".join(map(str, value)) if isinstance(value, tuple) else str(value))
        self.errors.append(CellError(sheet=self.form.name, row=line.row, column=header, value=shows, says=says))


def read_table(sheet: Sheet, form: Form) -> Table:
    """Read a further sheet by its form; a row that holds anything is a line or an error."""
    table = Table(form=form)
    found = _header_row(sheet, form)
    if found is None:
        if not all(is_blank(row) for row in sheet.rows):
            says = f"工作表“{form.name}”缺少“{form.columns[0][0]}”列，整张表没有读取。请补上这一列，或改工作表名"
            table.errors.append(CellError(sheet=form.name, row=1, column=form.columns[0][0], value="", says=says))
        return table
    number, headers = found
    known = form.by_header
    plan: list[tuple[int, str, str, Reader]] = []
    serials: set[int] = set()
    for index, header in enumerate(headers):
        key = normalise(header)
        if key in SERIAL_NUMBERS:
            serials.add(index)
        elif key in known and known[key][0] not in table.headers:
            attribute, reader = known[key]
            table.headers[attribute] = header
            plan.append((index, attribute, header, reader))
        elif header:
            table.unused.append(header)
    for offset, row in enumerate(sheet.rows[number + 1 :], start=number + 2):
        if is_blank(cell for index, cell in enumerate(row) if index not in serials) or is_total(row):
            continue
        _read_line(table, offset, row, plan)
    return table


def _header_row(sheet: Sheet, form: Form) -> tuple[int, list[str]] | None:
    wanted = form.by_header
    first = form.columns[0][1]
    for number, row in enumerate(sheet.rows[:_ROWS_LOOKED_AT]):
        headers = [plain_han(text_of(cell)) for cell in row]
        told = {wanted[key][0] for header in headers if (key := normalise(header)) in wanted}
        if first in told and len(told) > 1:
            return number, headers
    return None


def _read_line(table: Table, number: int, row: list[Cell], plan: list[tuple[int, str, str, Reader]]) -> None:
    says: dict[str, Value] = {}
    unreadable: set[str] = set()
    errors: list[CellError] = []
    for index, attribute, header, reader in plan:
        reading = read_cell(row[index], reader)
        if isinstance(reading, Unreadable):
            column = header or f"{letter(index)}列"
            errors.append(
                CellError(sheet=table.form.name, row=number, column=column, value=shown(row[index]), says=reading.says)
            )
            unreadable.add(attribute)
        elif isinstance(reading, Unknown):
            unreadable.add(attribute)
        elif reading is not None:
            says[attribute] = reading  # type: ignore[assignment]  # no reader of these forms gives a range or a month
    header, attribute, _ = table.form.columns[0]
    if attribute not in says:
        if attribute not in {name for _, name, _ in table.form.columns if name in unreadable}:
            first = next(cell for cell in row if not is_blank([cell]))
            told = f"这一行有内容（如“{shown(first)}”）却没有{header}，没有读取。请补上"
            errors.append(CellError(sheet=table.form.name, row=number, column=header, value="", says=told))
        table.errors.extend(errors)
        return
    table.errors.extend(errors)
    table.lines.append(Line(row=number, says=says, unreadable=frozenset(unreadable)))
