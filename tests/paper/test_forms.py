"""The ten forms, read back from the PDF as a reader's software would."""

import io
import re
import unicodedata
from datetime import date

import pytest
from pypdf import PdfReader

from dangyuan_flow.paper.press import Press
from tests.paper.sheets import BARE, FACTS, FORMS, MATERIALS, VETTINGS, roster, sheet

EXTENSION = {
    "conversion_result": "延长预备期",
    "extension_months": 6,
    "extension_from": date(2027, 7, 15),
    "extension_ends_on": date(2028, 1, 14),
}
EVERY_USE = [
    ("talk-record", "applicant"),
    ("talk-record", "admission"),
    ("activist-filing", None),
    ("notice", "candidate"),
    ("notice", "conversion"),
    ("review-letter", None),
    ("vetting-opinions", None),
    ("meeting-record", "admission"),
    ("meeting-record", "conversion"),
    ("ballot-summary", "admission"),
    ("ballot-summary", "conversion"),
    ("committee-reply", "admission"),
    ("committee-reply", "extension"),
    ("committee-reply", "conversion"),
    ("committee-reply", "cancellation"),
    ("material-list", None),
    ("step-chronicle", None),
]
EDITIONS = ["细则-2014", "细则-2026"]


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(FORMS)


def read(pdf: bytes) -> str:
    """All words of a PDF, without the line breaks and blanks that setting put in."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def pages(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def extra_for(occasion: str | None) -> dict[str, object]:
    return EXTENSION if occasion == "extension" else {}


def test_there_are_the_ten_forms_each_named_in_chinese(press: Press) -> None:
    assert {form.id: form.name for form in press.forms()} == {
        "talk-record": "谈话记录",
        "activist-filing": "入党积极分子备案报告",
        "review-letter": "政审函",
        "vetting-opinions": "联审征求意见表",
        "notice": "公示",
        "meeting-record": "支部大会会议记录",
        "ballot-summary": "票决汇总表",
        "committee-reply": "党委批复",
        "material-list": "党员档案材料清单",
        "step-chronicle": "发展党员全程纪实表",
    }


def test_every_use_of_every_form_is_among_those_tested(press: Press) -> None:
    declared = {(form.id, use.id) for form in press.forms() for use in form.occasions}
    declared |= {(form.id, None) for form in press.forms() if not form.occasions}  # type: ignore[misc]  # None beside names
    assert declared == set(EVERY_USE)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(("form_id", "occasion"), EVERY_USE)
def test_an_ordinary_filling_takes_the_declared_pages(
    press: Press, form_id: str, occasion: str | None, edition: str
) -> None:
    pdf = press.pdf(form_id, [sheet(extra_for(occasion), occasion=occasion, edition=edition)])
    assert pages(pdf) == press.form(form_id).pages


@pytest.mark.parametrize(("form_id", "occasion"), EVERY_USE)
def test_every_font_is_embedded_and_no_character_became_an_empty_box(
    press: Press, form_id: str, occasion: str | None
) -> None:
    reader = PdfReader(io.BytesIO(press.pdf(form_id, [sheet(extra_for(occasion), occasion=occasion)])))
    descriptors = [
        descendant.get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf's objects index like dictionaries
        for descendant in font.get_object()["/DescendantFonts"]
    ]
    assert descriptors
    assert all(descriptor.keys() & {"/FontFile2", "/FontFile3"} for descriptor in descriptors)
    assert not set(read_raw(reader)) & {"\ufffd", "\x00"}
    assert not glyph_zero_shown(reader)


def read_raw(reader: PdfReader) -> str:
    return "".join(page.extract_text() for page in reader.pages)


def glyph_zero_shown(reader: PdfReader) -> bool:
    """Whether any text operator shows glyph 0 (.notdef): fonts are Identity-H, so two bytes are one glyph."""
    for page in reader.pages:
        contents = page.get_contents()
        assert contents is not None
        for operands, operator in contents.operations:
            if operator in (b"Tj", b"TJ"):
                shown = operands[0] if isinstance(operands[0], list) else operands
                for piece in shown:
                    raw = piece if isinstance(piece, bytes) else getattr(piece, "original_bytes", b"")
                    if any(raw[at : at + 2] == b"\x00\x00" for at in range(0, len(raw), 2)):
                        return True
    return False


@pytest.mark.parametrize(("form_id", "occasion"), EVERY_USE)
def test_the_person_the_body_and_the_state_of_the_record_can_be_read_from_every_form(
    press: Press, form_id: str, occasion: str | None
) -> None:
    text = read(press.pdf(form_id, [sheet(extra_for(occasion), occasion=occasion)]))
    assert "钱晓雯" in text
    assert "中共云岭精密仪器有限公司支部委员会" in text
    assert "档案D-2024-0031第57条摘要3f9c02ab71d4" in text


def test_a_talk_record_says_what_was_said_where_and_by_whom(press: Press) -> None:
    text = read(press.pdf("talk-record", [sheet(occasion="applicant")]))
    for value in ("2024年4月8日", "孙立民", "公司党员活动室", "云南姚安", "身边的党员在项目最紧张的时候总是先上"):
        assert value in text


def test_the_ballot_summary_holds_every_count(press: Press) -> None:
    text = read(press.pdf("ballot-summary", [sheet(occasion="admission")]))
    for words in ("应到会有表决权的党员12", "实到会有表决权的党员11", "发出票数11", "赞成票10", "弃权票1", "书面赞成1"):
        assert words in text


def test_the_material_list_adds_up_copies_and_pages(press: Press) -> None:
    text = read(press.pdf("material-list", [sheet()]))
    assert f"合计（{len(MATERIALS)}种）963" in text


def test_the_chronicle_shows_all_25_steps_in_order(press: Press) -> None:
    text = read(press.pdf("step-chronicle", [sheet()]))
    at = [text.index(name) for name in ("1递交入党申请书", "8报上级党委同意", "15支部大会讨论", "25材料归档")]
    assert at == sorted(at)


@pytest.mark.parametrize(
    ("occasion", "words"),
    [
        ("admission", "批准钱晓雯同志为中共预备党员，预备期一年，自2026年7月15日起，至2027年7月14日止"),
        ("extension", "延长钱晓雯同志预备期六个月，自2027年7月15日起，至2028年1月14日止"),
        ("conversion", "批准钱晓雯同志按期转为中共正式党员，党龄从2027年7月15日算起"),
        ("cancellation", "取消钱晓雯同志预备党员资格。"),
    ],
)
def test_a_committee_replies_in_the_words_of_each_decision(press: Press, occasion: str, words: str) -> None:
    assert words in read(press.pdf("committee-reply", [sheet(extra_for(occasion), occasion=occasion)]))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"conversion_result": None, "conversion_approved_on": None}, "为中共预备党员的批复"),
        (EXTENSION, "延长钱晓雯同志预备期的批复"),
        ({}, "转为中共正式党员的批复"),
        ({"conversion_result": "取消预备党员资格"}, "取消钱晓雯同志预备党员资格的批复"),
    ],
)
def test_a_form_chooses_its_use_by_what_is_on_record(press: Press, facts: dict[str, object], words: str) -> None:
    assert words in read(press.pdf("committee-reply", [sheet(facts)]))


def test_a_branch_directly_under_the_committee_is_replied_to_itself(press: Press) -> None:
    text = read(press.pdf("committee-reply", [sheet(occasion="admission", general_branch=None)]))
    assert "中共云岭精密仪器有限公司支部委员会：你支部关于接收" in text


@pytest.mark.parametrize(("edition", "words"), [("细则-2014", "报上级党委备案"), ("细则-2026", "报上级党委同意")])
def test_the_notice_says_filed_under_2014_and_consented_under_2026(press: Press, edition: str, words: str) -> None:
    text = read(press.pdf("notice", [sheet(occasion="candidate", edition=edition)]))
    assert f"并于2026年5月20日{words}" in text


def test_a_notice_never_publishes_the_identity_number(press: Press) -> None:
    text = read(press.pdf("notice", [sheet(people=roster(3), occasion="candidate")]))
    assert "99999" not in text


@pytest.mark.parametrize("form_id", ["activist-filing", "notice", "vetting-opinions"])
def test_a_roster_lists_every_person(press: Press, form_id: str) -> None:
    text = read(press.pdf(form_id, [sheet(people=roster(8), occasion="candidate" if form_id == "notice" else None)]))
    assert all(person.name in text for person in roster(8))


def test_bodies_that_have_not_answered_find_the_two_answers_to_tick(press: Press) -> None:
    text = read(press.pdf("vetting-opinions", [sheet()]))
    assert text.count("□无异常") == sum(line.outcome is None for line in VETTINGS)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize(
    ("form_id", "occasion"), [use for use in EVERY_USE if use[1] not in {"conversion", "extension", "cancellation"}]
)
def test_a_form_with_only_what_it_needs_prints_and_never_says_none(
    press: Press, form_id: str, occasion: str | None, edition: str
) -> None:
    more = {name: FACTS[name] for name in ("admission_talked_on", "admission_talked_by")}
    facts = dict.fromkeys(FACTS) | BARE | more
    pdf = press.pdf(form_id, [sheet(facts, occasion=occasion, edition=edition, general_branch=None)])
    assert pages(pdf) == press.form(form_id).pages
    assert "None" not in read(pdf)


def test_a_talk_of_three_thousand_characters_flows_on_and_loses_none(press: Press) -> None:
    words = "".join(f"第{number}点，谈到学习工作经历和入党动机。" for number in range(1, 170))[:3000]
    pdf = press.pdf("talk-record", [sheet({"talk_content": words}, occasion="applicant")])
    assert pages(pdf) > 2
    body = re.sub(r"talk-record／1档案D-2024-0031第57条摘要3f9c02ab71d4细则-20262026\.08\.13打印", "", read(pdf))
    assert words in body


def test_a_name_of_forty_characters_stays_whole(press: Press) -> None:
    name = "阿卜杜热合曼·买买提依明·艾合买提江·吐尔逊古丽·帕尔哈提·木拉提别克·库尔班"
    for form_id in ("talk-record", "ballot-summary", "committee-reply", "step-chronicle"):
        assert name in read(press.pdf(form_id, [sheet({"name": name})]))


def test_an_official_page_holds_22_lines_of_28_characters(press: Press) -> None:
    reason = "支部大会讨论接收预备党员" * 120
    reader = PdfReader(
        io.BytesIO(press.pdf("committee-reply", [sheet({"cancellation_because": reason}, occasion="cancellation")]))
    )
    lines = [line for line in reader.pages[1].extract_text().splitlines() if "支部大会" in line]
    assert len(lines) == 22
    assert {len(line.strip()) for line in lines} == {28}


def test_sheets_of_many_people_become_one_document_each_numbered_from_one(press: Press) -> None:
    sheets = [sheet({"name": person.name}, occasion="admission") for person in roster(5)]
    pdf = press.pdf("committee-reply", sheets)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 5
    assert all("—1—" in re.sub(r"\s", "", page.extract_text()) for page in reader.pages)
    assert len(pdf) < 5 * len(press.pdf("committee-reply", sheets[:1])) / 2
