"""The printed report of a sweep, read back from the PDF as a reader's software would."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from dangyuan_flow.application.reporting import document as printing
from dangyuan_flow.application.reporting import summary, write_document
from dangyuan_flow.application.reporting.document import document, words
from dangyuan_flow.application.reporting.lines import lines_of
from dangyuan_flow.application.reporting.references import Index, Number
from dangyuan_flow.application.sweeping import SweepReport
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.paper.errors import GlyphsMissing
from dangyuan_flow.paper.reports import ReportPress
from dangyuan_flow.settings import shipped
from tests.application.reports import sweep


@pytest.fixture(scope="module")
def report() -> SweepReport:
    return sweep(compared=True)


@pytest.fixture(scope="module")
def pdf(report: SweepReport) -> PdfReader:
    return PdfReader(io.BytesIO(document(report, scope="云岭工委")))


@pytest.fixture(scope="module")
def html(report: SweepReport) -> str:
    return ReportPress(shipped("templates")).html("sweep", words(report, scope="云岭工委"))


def read(pdf: PdfReader) -> str:
    """All words of a PDF, without the line breaks and blanks that setting put in."""
    text = "".join(page.extract_text() for page in pdf.pages)
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def annotations(pdf: PdfReader) -> Iterator[Any]:
    for page in pdf.pages:
        for one in page.get("/Annots", []):
            yield one.get_object()


def test_the_sentences_say_the_numbers_of_the_data(report: SweepReport, pdf: PdfReader) -> None:
    text, told = read(pdf), summary(report)
    assert "发展党员专项排查情况报告" in text
    assert "截至2026年11月1日，范围为云岭工委，共排查档案63份" in text
    assert f"发现问题（事实）{told['facts']}条，涉及{told['dossiers_with_facts']}人" in text
    assert f"另有线索{told['leads']}条" in text
    assert "线索须核实，不是结论" in text
    assert "a1b2" * 16 in text


def test_a_body_itself_at_fault_is_counted_beside_the_people(report: SweepReport) -> None:
    findings = tuple(
        replace(one, violation=replace(one.violation, certainty=Certainty.FACT)) if one.about == "body" else one
        for one in report.findings
    )
    html = ReportPress(shipped("templates")).html("sweep", words(replace(report, findings=findings)))
    assert '另有<a href="#bodies-facts">1</a>个党组织本身有问题' in html
    assert 'id="bodies-facts"' in html
    assert "个党组织本身有问题" not in ReportPress(shipped("templates")).html("sweep", words(report))


def test_what_changed_is_told_for_facts_and_for_leads_apart(pdf: PdfReader) -> None:
    text = read(pdf)
    assert re.search(r"与第2次登记的排查（截至2026年8月1日）相比，问题（事实）新增\d+条，", text)
    assert re.search(r"已消失1条；线索新增\d+条，仍在\d+条，已消失0条。", text)
    assert "陈喆" in text
    assert "第1次2026.03.01" in text


def test_every_finding_is_printed_with_person_problem_words_and_article(report: SweepReport, pdf: PdfReader) -> None:
    text = read(pdf)
    for line in lines_of(report):
        told = f"{line.number}{line.found.name or line.found.dossier}"
        assert re.sub(r"\s", "", told) in text, line
        assert re.sub(r"\s", "", f"{line.code}{line.title}") in text, line
    assert "确定积极分子日期=2024-05-10；列为发展对象日期（或其界限）=2025-05-09" in text
    assert "整改中云岭第一党支部2026-12-31前" in text
    assert "999999199001010016" not in text


def test_leads_stand_in_annexes_of_their_own(report: SweepReport) -> None:
    annexes = words(report)["annexes"]
    assert isinstance(annexes, list)
    assert [annex.title for annex in annexes][:3] == ["S1、S2 问题清单", "S3、S4 问题清单", "线索清单"]
    printed = 0
    for annex in annexes:
        lines = [told.line for _, found in annex.bodies for told in found]
        assert {line.is_lead for line in lines} == {"线索" in annex.title}
        assert ("不是结论" in annex.note) is ("线索" in annex.title)
        printed += len(lines)
    assert printed == len(report.findings)


def test_a_number_counts_exactly_the_lines_of_its_entry_in_the_index(report: SweepReport) -> None:
    told = words(report)
    index, lines = told["index"], {line.number: line for line in lines_of(report)}
    assert isinstance(index, Index)
    entries = {entry.anchor: entry for group in index.groups for entry in group.entries}
    numbers = 0
    for way, key in (("severities", "severity"), ("stages", "stage"), ("bodies", "body"), ("codes", "code")):
        rows = told[way]
        assert isinstance(rows, list)
        for row in rows:
            for number, is_lead in ((row.facts, False), (row.leads, True)):
                assert isinstance(number, Number)
                if number.anchor is None:
                    assert number.value == 0
                    continue
                counted = [lines[n] for first, last in entries[number.anchor].runs for n in range(first, last + 1)]
                assert len(counted) == number.value
                assert {line.is_lead for line in counted} == {is_lead}
                assert {str(getattr(line, key)) for line in counted} == {row.name.split(" ")[0]}
                numbers += 1
    assert numbers > 20


def test_every_link_has_its_anchor_and_every_number_of_a_table_but_zero_its_link(html: str) -> None:
    anchors = set(re.findall(r' id="([\w-]+)"', html))
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= anchors
    main = html.partition('<div class="annex"')[0]
    for cell in re.findall(r'<td class="count">(.*?)</td>', main.partition("历次排查</p>")[0]):
        assert cell == "0" or re.fullmatch(r'<a href="#i\d-\d+">\d+</a>', cell), cell


def test_the_links_of_the_pdf_lead_within_it(pdf: PdfReader, html: str) -> None:
    links = [a for a in annotations(pdf) if a["/Subtype"] == "/Link"]
    known = set(pdf.named_destinations)
    targets = {str(link["/Dest"]) for link in links}
    assert targets <= known
    assert targets == set(re.findall(r'href="#([\w-]+)"', html))


def test_every_font_is_embedded_and_no_character_is_an_empty_box(pdf: PdfReader) -> None:
    fonts: dict[str, Any] = {}
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            fonts[str(font.get_object()["/BaseFont"])] = font.get_object()
    assert len(fonts) >= 4
    for name, font in fonts.items():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), name
    text = read(pdf)
    assert "李䶮" in text
    assert "王𬭚" in text
    assert not {"\ufffd", "\x00"} & set(text)


def test_pages_are_numbered_through_and_the_annexes_lie_across(pdf: PdfReader) -> None:
    for number, page in enumerate(pdf.pages, start=1):
        assert f"—{number}—" in re.sub(r"\s", "", page.extract_text())
    boxes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in pdf.pages]
    assert [width < height for width, height in boxes] == sorted((w < h for w, h in boxes), reverse=True)
    assert "附件1" in pdf.pages[[w > h for w, h in boxes].index(True)].extract_text().replace(" ", "")


def test_charts_are_drawn_and_need_no_script(html: str) -> None:
    assert html.count("<svg") == 4
    assert "<script" not in html


def test_a_template_s_words_are_words(html: str) -> None:
    assert not re.search(r"None|Undefined|\{\{|\}\}|FACT|LEAD|<Mark", unescape(re.sub(r"<[^>]+>", "", html)))


def test_what_is_not_printed_is_counted_told_and_still_in_the_index(
    report: SweepReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PRINTED_FACTS", 10)
    monkeypatch.setattr(printing, "PRINTED_LEADS", 3)
    facts = summary(report)["facts"]
    assert isinstance(facts, int)
    told = words(report)
    assert told["unprinted"] == len(report.findings) - 13
    text = read(PdfReader(io.BytesIO(document(report))))
    assert f"只逐条印出序号1至10、{facts + 1}至{facts + 3}的问题和线索；其余{len(report.findings) - 13}条" in text
    index = told["index"]
    assert isinstance(index, Index)
    assert sum(entry.count for entry in index.groups[0].entries) == len(report.findings)


def test_a_clean_sweep_is_a_short_report_without_annexes() -> None:
    clean = replace(sweep(), findings=(), notes=(), not_checked=(), cell_errors=())
    pdf = PdfReader(io.BytesIO(document(clean)))
    text = read(pdf)
    assert "没有发现问题，也没有发现线索" in text
    assert "各条规定都已检查" in text
    assert "附件" not in text.replace("本报告附件", "").replace("附件所列序号", "")
    assert len(pdf.pages) <= 2


def test_a_name_that_no_font_has_is_refused_with_its_place_and_a_way_out(report: SweepReport) -> None:
    odd = replace(report, findings=(replace(report.findings[0], name="张𠀁"), *report.findings[1:]))
    with pytest.raises(GlyphsMissing, match=r"缺字：.*“𠀁”（U\+20001）.*所在：“张𠀁”.*或改用 --format xlsx"):
        document(odd)


def test_a_name_is_never_read_as_markup(report: SweepReport) -> None:
    odd = replace(report, findings=(replace(report.findings[0], name="<b>张三</b>&amp;"), *report.findings[1:]))
    assert "<b>张三</b>&amp;" in read(PdfReader(io.BytesIO(document(odd))))


def test_the_same_report_prints_the_same_bytes(report: SweepReport) -> None:
    few = replace(report, findings=report.findings[:3])
    assert document(few) == document(few)


def test_a_report_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    write_document(sweep(2), tmp_path / "报告.pdf")
    assert (tmp_path / "报告.pdf").read_bytes().startswith(b"%PDF-")
    with pytest.raises(BadInput, match="没有留下不完整的文件"):
        write_document(sweep(2), tmp_path / "没有" / "报告.pdf")
    if Path("/dev/full").exists():
        with pytest.raises(BadInput, match="不能写入"):
            write_document(sweep(2), Path("/dev/full"))
    assert [path.name for path in tmp_path.iterdir()] == ["报告.pdf"]
