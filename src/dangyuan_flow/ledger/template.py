"""An empty ledger to begin with: every column there is, and a sheet that explains them."""

from __future__ import annotations

from pathlib import Path

from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.facts import RECORDED, Fact, Kind
from dangyuan_flow.ledger.cells import SPANS
from dangyuan_flow.ledger.columns import ALIASES
from dangyuan_flow.ledger.further_sheets import FORMS
from dangyuan_flow.ledger.reading import GUIDE_SHEET
from dangyuan_flow.ledger.words import ENUMERATIONS, NONE_IS_TOLD, OPINIONS, answers
from dangyuan_flow.ledger.writing import MAIN_SHEET, workbook_at, write_form

_BY_KIND = {
    Kind.DATE: "日期，如 2025-06-01，要有年月日",
    Kind.DATES: "多个日期，用“、”隔开",
    Kind.INTEGER: "整数",
    Kind.FLAG: "是或否",
    Kind.TEXT: "文字",
    Kind.TEXTS: "多项，用“、”隔开",
}
_GENERAL = (
    "一人一行；列的次序不限，用不到的列可以删去。没有的列，相应的规定不作核对；有列而留空，表示这件事没有记录。",
    "确实没有的填“无”；原始材料也查不到的填“（未知）”，不作核对。",
    "排查须有“姓名”；导入须有“姓名”和“身份证号”。身份证号一列请设为文本格式。",
    "其余各表可有可无：没有内容的可以删去。",
)
_TITLES = ("工作表", "列名", "第几步", "怎么填", "也可以写作")


def write_template(path: Path) -> None:
    """Write an empty ledger with all columns, all further sheets and the guide.

    Raises:
        BadInput: the file cannot be written.
    """
    with workbook_at(path) as (workbook, formats):
        main = workbook.add_worksheet(MAIN_SHEET)
        main.freeze_panes(1, 1)
        main.set_row(0, 32)
        for index, fact in enumerate(RECORDED.values()):
            main.write_string(0, index, fact.label, formats["header"])
            texts = fact.kind in (Kind.TEXT, Kind.TEXTS, Kind.DATES)
            main.set_column(index, index, max(11, 2 * len(fact.label)), formats["text"] if texts else None)
        for form in FORMS.values():
            write_form(workbook, formats, form, ())
        guide = workbook.add_worksheet(GUIDE_SHEET)
        lines = [(line,) for line in _GENERAL] + [(), _TITLES, *map(_explained, RECORDED.values())]
        for number, line in enumerate(lines):
            for index, text in enumerate(line):
                guide.write_string(number, index, text, formats["header"] if line is _TITLES else None)
        guide.set_column(0, 0, 12)
        guide.set_column(1, 1, 30)
        guide.set_column(3, 4, 60)


_PARTICULAR = {
    **dict.fromkeys(OPINIONS, "“无异常”，或“有异常：”加具体情况；没有征求意见的留空"),
    **dict.fromkeys(NONE_IS_TOLD, "文字；没有的填“无”"),
    **dict.fromkeys(WRITTEN, "每次考察的意见，一次一行（单元格内换行）"),
    "id_number": "18位号码，文本格式",
}


def _explained(fact: Fact) -> tuple[str, ...]:
    step = f"第{fact.step}步" if fact.step else ""
    return (MAIN_SHEET, fact.label, step, _how(fact), ALIASES.get(fact.name, "").replace(" ", "、"))


def _how(fact: Fact) -> str:
    if fact.name in ENUMERATIONS:
        return answers(ENUMERATIONS[fact.name]) + "之一"
    if fact.name in _PARTICULAR:
        return _PARTICULAR[fact.name]
    if fact.name in SPANS:
        return _BY_KIND[fact.kind] + "；也可在一格里写起止，如 2026-06-08至2026-06-12"
    return _BY_KIND[fact.kind]
