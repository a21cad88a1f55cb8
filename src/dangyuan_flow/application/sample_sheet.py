"""A sample as a workbook to take along: who was drawn, the checklist of each, and room for what the reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.application.reporting.sheets import Book
from dangyuan_flow.ledger import workbook_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from dangyuan_flow.application.reporting.sheets import Cell
    from dangyuan_flow.application.sampling import Drawn, Sample

_SEEN = ("阅档结果", "说明")


def write_sample(sample: Sample, path: Path) -> None:
    """Write a sample to ``path``; raises :class:`BadInput`, leaving nothing, where that fails."""
    with workbook_at(path) as (workbook, _):
        book = Book(workbook)
        book.listing("抽查名单", _LIST_HEAD, [*_listed(sample)], _LIST_WIDTHS)
        book.listing("步骤和材料", _STEP_HEAD, [line for one in sample.drawn for line in _steps(one)], _STEP_WIDTHS)
        book.listing("系统已查出", _FOUND_HEAD, [line for one in sample.drawn for line in _found(one)], _FOUND_WIDTHS)
        book.listing("只能由人看", _EYE_HEAD, [*_eyes(sample)], _EYE_WIDTHS)
        book.listing("抽查说明", ("项目", "内容"), [*_about(sample)], (16, 60))


_LIST_HEAD, _LIST_WIDTHS = (
    ("序号", "档案", "姓名", "党支部", "权重", "查出条数", *_SEEN),
    (6, 16, 12, 26, 8, 10, 16, 40),
)
_STEP_HEAD = ("档案", "姓名", "步骤", "名称", "情形", "日期", "在档材料", "缺少的材料", *_SEEN)
_STEP_WIDTHS = (16, 12, 6, 24, 10, 12, 40, 40, 16, 40)
_FOUND_HEAD, _FOUND_WIDTHS = ("档案", "姓名", "代码", "问题", "性质", "情况", *_SEEN), (16, 12, 8, 30, 8, 60, 16, 40)
_EYE_HEAD, _EYE_WIDTHS = (
    ("档案", "姓名", "代码", "看什么", "要点", "看哪些材料", *_SEEN),
    (16, 12, 8, 24, 60, 30, 16, 40),
)


def _listed(sample: Sample) -> Iterable[Sequence[Cell]]:
    for number, one in enumerate(sample.drawn, start=1):
        facts = one.dossier.facts
        yield number, one.dossier.id, facts.name, facts.branch, f"{one.weight:g}", len(one.findings), "", ""


def _steps(one: Drawn) -> Iterable[Sequence[Cell]]:
    for check in one.checks:
        tick = check.tick
        yield (
            one.dossier.id,
            one.dossier.facts.name,
            tick.step.id,
            tick.step.name,
            tick.state,
            tick.on,
            "、".join(check.papers),
            "、".join(check.missing),
            "",
            "",
        )


def _found(one: Drawn) -> Iterable[Sequence[Cell]]:
    for found in one.findings:
        v = found.violation
        yield (found.dossier, found.name, v.code, v.rule.title, v.certainty.chinese, v.says, "", "")


def _eyes(sample: Sample) -> Iterable[Sequence[Cell]]:
    for one in sample.drawn:
        for line in sample.by_eye:
            look = "；".join(line.look)
            yield one.dossier.id, one.dossier.facts.name, line.code, line.title, look, "、".join(line.where), "", ""


def _about(sample: Sample) -> Iterable[Sequence[Cell]]:
    yield "抽查日期", sample.on
    yield "登记编号", sample.id or "未登记"
    yield "范围", sample.body or "全部"
    yield "方法", sample.method.chinese + ("，按党组织分层" if sample.by_body else "")
    yield "种子", sample.seed
    yield "总数", sample.population
    yield "抽取", len(sample.drawn)
    yield "说明", "同一数据、同一方法、同一种子，抽出的是同一批档案；线索须核实，不是结论"
