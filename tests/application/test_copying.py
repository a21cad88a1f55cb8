"""V83 from end to end: a ledger's columns and sheets, a folder of files, a store's records and papers."""

import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.life import Life
from benchmarks.texts import copied, invented
from dangyuan_flow.application.copying import Wish, groups_of
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.supplying import supply
from dangyuan_flow.application.sweeping import SweepReport, sweep_ledger, sweep_store
from dangyuan_flow.application.texts import Unreadable, read_text
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.writings import Written
from dangyuan_flow.flow import catalogue
from tests.ledger.sheets import csv_at, xlsx_at

AS_OF = date(2026, 11, 1)
CHANCE = random.Random(1)
MINE = invented(CHANCE)
COPY = "敬爱的党组织：" + copied(random.Random(2), MINE)
OWN = invented(CHANCE)
ASKED = Wish(asked=True)


def number(serial: int) -> str:
    """An invented identity number."""
    first = f"99999919900101{serial:03d}"
    return first + identity.check_digit(first)


def ledger(folder: Path, *people: tuple[str, str], header: str = "申请书内容") -> Path:
    """A ledger of people with their texts."""
    rows = [(name, number(place), "第一支部", "2025-01-06", text) for place, (name, text) in enumerate(people, start=1)]
    return csv_at(folder / "台账.csv", [("姓名", "身份证号", "所在党支部", "申请书落款日期", header), *rows])


def swept(path: Path, wish: Wish = ASKED, **more: object) -> SweepReport:
    """The ledger swept by the national rules."""
    return sweep_ledger(path, catalogue().rule_set, as_of=AS_OF, texts=wish, **more)  # type: ignore[arg-type]  # as told


def alike(report: SweepReport) -> list[tuple[str, object]]:
    """Who holds a text like whose."""
    return [(f.dossier, f.violation.facts.get("partner")) for f in report.findings if f.violation.code == "V83"]


# A ledger


def test_nobody_is_compared_unless_somebody_asks(tmp_path: Path) -> None:
    report = swept(ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY)), Wish())
    assert alike(report) == []
    assert report.text_notes == ()


def test_a_column_of_texts_is_compared_and_no_longer_unused(tmp_path: Path) -> None:
    report = swept(ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY), ("和志明", OWN)))
    assert alike(report) == [("台账!2", "台账!3"), ("台账!3", "台账!2")]
    assert report.unused_columns == ()
    found = report.findings[0]
    assert found.violation.certainty is Certainty.LEAD
    assert found.violation.rule.severity.value == "S3"
    share, passage = found.violation.facts["share"], str(found.violation.facts["passage"])
    assert isinstance(share, int)
    assert 60 <= share <= 100
    assert f"{share}% 的文字相同" in found.violation.says
    assert passage.partition("……")[0] in MINE
    assert "另一份档案是 台账!3" in found.violation.says


@pytest.mark.parametrize(
    "header", ["思想汇报内容", "思想汇报内容1", "入党申请书内容", "介绍人意见", "转正申请书内容（必填）"]
)
def test_other_columns_of_texts_are_known_too(tmp_path: Path, header: str) -> None:
    assert len(alike(swept(ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY), header=header)))) == 2


def test_the_opinions_of_the_examination_sheet_are_compared_across_persons(tmp_path: Path) -> None:
    opinion = MINE[:200]
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [
                ("姓名", "申请入党日期", "谈话日期"),
                ("杨柳依", "2024-01-02", "2024-01-20"),
                ("段小河", "2024-01-03", "2024-01-21"),
            ],
            "考察": [
                ("姓名", "阶段", "考察日期", "意见"),
                ("杨柳依", "积极分子", "2025-06-30", opinion),
                ("段小河", "积极分子", "2025-06-30", opinion),
            ],
        },
    )
    assert alike(swept(path)) == [("人员台账!2", "人员台账!3"), ("人员台账!3", "人员台账!2")]


def test_the_same_opinion_in_three_examinations_of_one_person_is_a_lead_without_asking(tmp_path: Path) -> None:
    opinion = "该同志工作踏实，能按时完成交办的检修任务，党课笔记完整，有时性子急。"
    rows = [("杨柳依", "积极分子", day, opinion) for day in ("2024-06-30", "2024-12-31", "2025-06-30", "2025-06-30")]
    path = xlsx_at(
        tmp_path / "台账.xlsx",
        {
            "人员台账": [("姓名", "申请入党日期", "确定积极分子日期"), ("杨柳依", "2024-01-02", "2024-03-20")],
            "考察": [("姓名", "阶段", "考察日期", "意见"), *rows],
        },
    )
    (found,) = [f for f in swept(path, Wish()).findings if f.violation.rule.id == "examinations-in-words-of-their-own"]
    assert found.violation.code == "V51"
    assert found.violation.facts["examinations_same_text"] == 3
    assert opinion in found.violation.says


def test_an_opinion_with_commas_in_a_column_is_one_opinion_a_line(tmp_path: Path) -> None:
    opinion = "该同志工作踏实，能按时完成交办的检修任务、党课笔记完整；有时性子急。"
    head = ("姓名", "申请书落款日期", "考察日期", "考察意见")
    row = ("杨柳依", "2024-01-02", "2024-06-30、2024-12-31", f"{opinion}\n同意继续培养")
    report = swept(csv_at(tmp_path / "台账.csv", [head, row]), Wish())
    assert [f for f in report.findings if f.violation.code == "V51"] == []
    assert not report.cell_errors


def test_the_other_dossier_is_not_named_where_it_lies_outside_what_is_swept() -> None:
    rule = next(rule for rule in catalogue().rule_set.across if rule.code == "V83")
    texts = [
        Written(dossier=branch, name="", branch=branch, kind="自传", text=text, file=file)
        for branch, text, file in (("第一支部", MINE, None), ("第二支部", COPY, "段小河.txt"))
    ]
    asked = replace(rule, numbers={"percent": 60})
    (found,) = groups_of(asked, texts, AS_OF, catalogue().rule_set.regulations, within={"第一支部"})
    assert (found.subject, found.violation.facts.get("partner")) == ("第一支部", None)
    assert "另一份档案不在这次排查的范围之内" in found.violation.says
    assert {"in_files": 1}.items() <= found.violation.facts.items()
    assert "段小河.txt" not in found.violation.facts.values()


def test_only_v83_leaves_all_other_rules_aside(tmp_path: Path) -> None:
    report = swept(ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY)), only=["v83"])
    assert {f.violation.code for f in report.findings} == {"V83"}


def test_a_ledger_without_any_text_says_so(tmp_path: Path) -> None:
    path = csv_at(tmp_path / "台账.csv", [("姓名", "申请入党日期", "谈话日期"), ("杨柳依", "2024-01-02", "2024-01-20")])
    report = swept(path)
    assert alike(report) == []
    assert "没有可以对照的材料文字" in report.text_notes[0]


# A folder of files


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Three people without any text; two of them share a name."""
    return ledger(tmp_path, ("杨柳依", ""), ("段小河", ""), ("段小河", ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "材料"
    made.mkdir()
    return made


def docx(text: str, path: Path) -> None:
    """A document as word processors write it."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in text.split("。"))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document><w:body>{paragraphs}</w:body></w:document>")


def test_files_belong_to_whoever_their_names_name(people: Path, folder: Path) -> None:
    (folder / "杨柳依-入党申请书.txt").write_text(MINE, encoding="utf-8-sig")
    (folder / number(2)).mkdir()
    (folder / number(2) / "思想汇报.txt").write_text(COPY, encoding="gb18030")
    docx(COPY, folder / "台账-4（自传）.docx")
    report = swept(people, Wish(folder=folder))
    assert alike(report) == [("台账!2", "台账!3"), ("台账!3", "台账!4"), ("台账!4", "台账!3")]
    kinds = [f.violation.facts["text_kind"] for f in report.findings if f.violation.code == "V83"]
    assert kinds == ["入党申请书", "思想汇报", "自传"]
    assert report.text_notes == ()


def test_whatever_cannot_be_read_is_named_with_its_reason(people: Path, folder: Path) -> None:
    (folder / "杨柳依.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    (folder / "杨柳依-申请书.docx").write_bytes(b"PK\x03\x04 cut short")
    (folder / "杨柳依-申请书.pdf").write_bytes(b"%PDF-1.7")
    (folder / "杨柳依 空.txt").write_text(" \n")
    (folder / "段小河.txt").write_text(MINE)
    (folder / "无名氏.txt").write_text(MINE)
    with (folder / "杨柳依-大.txt").open("wb") as large:
        large.truncate(50_000_000)
    notes = dict(note.split("：", 1) for note in swept(people, Wish(folder=folder)).text_notes[:-1])
    assert "不是文字" in notes["杨柳依.txt"]
    assert "不是完好的 .docx" in notes["杨柳依-申请书.docx"]
    assert "PDF 须先转成文字" in notes["杨柳依-申请书.pdf"]
    assert notes["杨柳依 空.txt"] == "没有内容"
    assert "有2份档案都叫“段小河”" in notes["段小河.txt"]
    assert "没有名单上的姓名" in notes["无名氏.txt"]
    assert "有 50.0 MB" in notes["杨柳依-大.txt"]


def test_a_file_named_by_an_identity_number_is_told_without_it(people: Path, folder: Path) -> None:
    (folder / f"{number(2)}.pdf").write_bytes(b"%PDF-1.7")
    (told,) = swept(people, Wish(folder=folder)).text_notes[:-1]
    assert told.startswith(f"{number(2)[:6]}********{number(2)[-4:]}.pdf：")


def test_a_passage_is_shown_without_the_identity_number_that_stands_in_it(tmp_path: Path) -> None:
    text = MINE.replace("永不叛党。", f"永不叛党。本人{number(2)}，")
    report = swept(ledger(tmp_path, ("杨柳依", text), ("段小河", text)))
    passages = [str(f.violation.facts["passage"]) for f in report.findings if f.violation.code == "V83"]
    assert [f"本人{number(2)[:6]}********{number(2)[-4:]}，" in passage for passage in passages] == [True, True]


def test_a_folder_that_is_none_or_empty_is_refused(people: Path, folder: Path) -> None:
    for path, why in ((folder, "是空的"), (folder / "没有", "没有这个文件夹"), (people, "不是文件夹")):
        with pytest.raises(BadInput, match=why):
            swept(people, Wish(folder=path))


def test_many_files_without_an_owner_are_counted(people: Path, folder: Path) -> None:
    for serial in range(25):
        (folder / f"无名氏{serial:02d}.txt").write_text(MINE)
    notes = swept(people, Wish(folder=folder)).text_notes
    assert notes[20] == "另有 5 个文件没有读取"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_plain_text_is_read_in_any_usual_encoding(encoding: str) -> None:
    assert read_text("一.txt", MINE.encode(encoding)) == MINE


def test_a_document_that_would_unpack_beyond_measure_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 60_000_000)
    assert read_text("bomb.docx", path.read_bytes()) == Unreadable("展开后过大，没有读取")


# A store


@pytest.fixture
def life(tmp_path: Path) -> Life:
    """A small zone."""
    return Life(tmp_path)


def opened(life: Life, serial: int) -> str:
    """A dossier just opened."""
    life.flow.user = "zhi"
    person = {"name": f"张三{serial}", "id_number": number(serial), "branch": "第一支部"}
    return open_dossier(life.flow, person, on=date(2026, 10, 8)).dossier.id


def test_papers_handed_in_as_text_are_compared(life: Life, tmp_path: Path) -> None:
    dossiers = [opened(life, serial) for serial in (1, 2, 3)]
    for dossier, text in zip(dossiers, (MINE, COPY, OWN), strict=True):
        (tmp_path / f"{dossier}.txt").write_text(text, encoding="gb18030")
        supply(life.flow, dossier, [f"入党申请书={tmp_path / dossier}.txt"], on=date(2026, 10, 8))
    first, second, _ = dossiers
    assert alike(sweep_store(life.flow, texts=ASKED)) == [(first, second), (second, first)]
    assert alike(sweep_store(life.flow)) == []


def test_a_scan_is_named_as_not_read(life: Life, tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF-1.7 scan")
    supply(life.flow, opened(life, 1), [f"入党申请书={tmp_path / '扫描.pdf'}"], on=date(2026, 10, 8))
    assert "（扫描.pdf）：不是文字文件" in sweep_store(life.flow, texts=ASKED).text_notes[0]


def test_texts_come_in_with_an_import_and_stay(life: Life, tmp_path: Path) -> None:
    life.flow.user = "wei"
    path = ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY))
    import_ledger(life.flow, path)
    first, second = (line.id for line in life.flow.store.list())
    assert life.flow.store.get(first).particulars == {"application_text": MINE}
    assert alike(sweep_store(life.flow, texts=ASKED)) == [(first, second), (second, first)]
    assert import_ledger(life.flow, path).unchanged == 2


def test_a_registered_sweep_keeps_the_lead_until_texts_are_compared_again(life: Life, tmp_path: Path) -> None:
    life.flow.user = "wei"
    import_ledger(life.flow, ledger(tmp_path, ("杨柳依", MINE), ("段小河", COPY)))
    kept = sweep_store(life.flow, texts=ASKED, keep=True)
    assert kept.kept is not None
    assert kept.kept.leads.by_code["V83"] == 2
    later = sweep_store(life.flow)
    assert later.compared is not None
    assert "V83" not in {gone.code for gone in later.compared.gone}
    again = sweep_store(life.flow, texts=ASKED)
    assert again.compared is not None
    assert {key for key in again.compared.standing if key[1] == "texts-of-ones-own"}


def test_what_stands_in_files_is_not_gone_because_no_file_was_looked_at(life: Life, folder: Path) -> None:
    for serial, text in ((1, MINE), (2, COPY)):
        (folder / f"{opened(life, serial)}-入党申请书.txt").write_text(text, encoding="utf-8")
    life.flow.user = "wei"
    kept = sweep_store(life.flow, texts=Wish(folder=folder), keep=True)
    found = [one.violation.facts for one in kept.findings if one.violation.code == "V83"]
    assert [(facts["file"], facts["partner_file"]) for facts in found] == [
        ("2026-00001-入党申请书.txt", "2026-00002-入党申请书.txt"),
        ("2026-00002-入党申请书.txt", "2026-00001-入党申请书.txt"),
    ]
    without = sweep_store(life.flow, texts=ASKED)
    assert without.compared is not None
    assert "V83" not in {gone.code for gone in without.compared.gone}
    elsewhere = folder.parent / "别处"
    elsewhere.mkdir()
    (elsewhere / f"{opened(life, 3)}-入党申请书.txt").write_text(OWN, encoding="utf-8")
    others = sweep_store(life.flow, texts=Wish(folder=elsewhere))
    assert others.compared is not None
    assert "V83" not in {gone.code for gone in others.compared.gone}
    (folder / "2026-00002-入党申请书.txt").write_text(OWN, encoding="utf-8")
    mended = sweep_store(life.flow, texts=Wish(folder=folder))
    assert mended.compared is not None
    assert [gone.code for gone in mended.compared.gone].count("V83") == 2


def test_a_finding_names_files_without_anybodys_identity_number_and_stays_when_they_move(
    life: Life, folder: Path
) -> None:
    for serial, text in ((1, MINE), (2, COPY)):
        opened(life, serial)
        (folder / f"{number(serial)}-入党申请书.txt").write_text(text, encoding="utf-8")
    life.flow.user = "wei"
    sweep_store(life.flow, texts=Wish(folder=folder), keep=True)
    kept = "".join(repr(line.entry) for line in life.flow.store.journal())
    assert number(1) + "-" not in kept
    (folder / "2026").mkdir()
    for path in folder.glob("*.txt"):
        path.rename(folder / "2026" / path.name)
    moved = sweep_store(life.flow, texts=Wish(folder=folder), keep=True)
    assert moved.compared is not None
    assert [line for line in moved.compared.new if line[1] == "texts-of-ones-own"] == []
