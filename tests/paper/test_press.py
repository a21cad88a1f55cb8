"""What the press refuses, and how it says so."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.paper.errors import BrokenForm, FactsMissing, GlyphsMissing
from dangyuan_flow.paper.filing import write_whole
from dangyuan_flow.paper.health import check_printing
from dangyuan_flow.paper.press import Press
from tests.paper.sheets import FORMS, roster, sheet

HEAD = "{#-\nname: 试印\nversion: 1\npages: 1\nrequires: [name]\n-#}\n"


@pytest.fixture(scope="module")
def press() -> Press:
    return Press(FORMS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of forms of its own, with the shipped styles and fonts and one small form."""
    forms = tmp_path / "forms"
    forms.mkdir()
    shutil.copy(FORMS / "forms.css", forms)
    (forms / "fonts").symlink_to(FORMS / "fonts")
    (forms / "trial.html").write_text(HEAD + "<p>{{ facts.name }}</p>", encoding="utf-8")
    return forms


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("name", ["李䶮", "马㛃", "王𬭚", "张堃", "陈喆", "〇一"])
def test_a_rare_name_prints(press: Press, name: str) -> None:
    assert name in words(press.pdf("talk-record", [sheet({"name": name}, occasion="applicant")]))


def test_a_character_that_no_font_has_is_refused_by_name_with_its_place(press: Press) -> None:
    with pytest.raises(GlyphsMissing) as refusal:
        press.pdf("talk-record", [sheet({"name": "张𠀁"}, occasion="applicant")])
    assert refusal.value.characters == "𠀁"
    assert "缺字" in str(refusal.value)
    assert "“𠀁”（U+20001）" in str(refusal.value)
    assert "姓名“张𠀁”" in str(refusal.value)


def test_a_missing_character_in_a_roster_is_found_in_its_line(press: Press) -> None:
    people = (*roster(2), *(sheet({"name": "赵𠀁"}).roster))
    with pytest.raises(GlyphsMissing, match="名册第 3 人"):
        press.pdf("notice", [sheet(people=people, occasion="candidate")])


def test_missing_glyphs_names_each_character_once(press: Press) -> None:
    assert press.missing_glyphs("张𠀁和李𠀁，还有😀") == "𠀁😀"


def test_an_added_font_prints_what_the_shipped_ones_lack(folder: Path) -> None:
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for corner, move in zip([(100, 0), (100, 700), (900, 700), (900, 0)], [pen.moveTo, *[pen.lineTo] * 3], strict=True):
        move(corner)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "added"])
    builder.setupCharacterMap({ord("𠀁"): "added"})
    builder.setupGlyf({".notdef": square, "added": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 100), "added": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Added", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    (folder / "fonts").unlink()
    shutil.copytree(FORMS / "fonts", folder / "fonts")
    builder.save(folder / "fonts" / "mine.ttf")
    assert "张𠀁" in words(Press(folder).pdf("trial", [sheet({"name": "张𠀁"})]))


def test_an_unreadable_added_font_is_named(folder: Path) -> None:
    (folder / "fonts").unlink()
    shutil.copytree(FORMS / "fonts", folder / "fonts")
    (folder / "fonts" / "mine.otf").write_bytes(b"not a font")
    with pytest.raises(BrokenForm, match=r"mine\.otf：读不出这个字体文件"):
        Press(folder).missing_glyphs("张")


def test_what_is_missing_is_said_in_chinese_and_nothing_is_printed(press: Press) -> None:
    lacking = sheet({"talked_on": None, "talked_by": ""}, occasion="applicant")
    assert press.missing_facts("talk-record", lacking) == ("谈话日期", "谈话人")
    with pytest.raises(FactsMissing, match="档案 D-2024-0031 的《谈话记录》还缺：谈话日期、谈话人"):
        press.pdf("talk-record", [lacking])


def test_one_of_two_facts_is_enough_where_the_form_says_so(press: Press) -> None:
    neither = sheet({"probation_from": None}, occasion="admission")
    assert press.missing_facts("committee-reply", neither) == ("预备期开始日期或预备期起",)
    stated = sheet({"probation_from": None, "stated_probation_from": neither.printed_on}, occasion="admission")
    assert press.missing_facts("committee-reply", stated) == ()


def test_a_person_of_the_roster_who_lacks_a_column_is_named(press: Press) -> None:
    people = (*roster(1), *sheet({"name": "赵亦凡", "education": None}).roster)
    assert press.missing_facts("notice", sheet(people=people, occasion="candidate")) == ("第 2 人赵亦凡的学历",)


def test_a_draft_prints_with_gaps_and_says_on_every_page_that_it_is_one(press: Press) -> None:
    pdf = press.pdf("meeting-record", [sheet({"admission_for": None}, occasion="admission")], draft=True)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 2
    assert all("草稿" in page for page in pages)
    assert "草稿，不得归档。还缺：赞成票。" in pages[0].replace("\n", "")


def test_a_paper_that_is_no_draft_never_says_so(press: Press) -> None:
    assert "草稿" not in words(press.pdf("meeting-record", [sheet(occasion="admission")]))


def test_a_value_is_never_read_as_markup(press: Press) -> None:
    name = "<b>张三</b>&amp;{{ 1 }}"
    assert name.replace(" ", "") in words(press.pdf("step-chronicle", [sheet({"name": name})])).replace(" ", "")


def test_an_unknown_form_lists_the_known_ones(press: Press) -> None:
    with pytest.raises(NotFound, match=r"没有编号为“reply”的表格。可打印的有：.*committee-reply（党委批复）"):
        press.html("reply", sheet())


def test_an_unknown_use_lists_the_known_ones(press: Press) -> None:
    with pytest.raises(BadInput, match=r"没有“transfer”这种用法。可用的有：.*extension（批准延长预备期）"):
        press.html("committee-reply", sheet(occasion="transfer"))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (
            HEAD + "{{ facts.talkd_on }}",
            r"trial\.html 第 7 行：用了不存在的事实名 talkd_on，是否应为 talked_on（谈话日期）",
        ),
        (HEAD.replace("[name]", "[nmae]") + "x", "用了不存在的事实名 nmae，是否应为 name（姓名）"),
        (HEAD + "{% if %}", "模板语法有误"),
        ("<p>x</p>", "模板开头没有说明块"),
        (HEAD.replace("pages: 1", "page: 1") + "x", "不认识的键 page"),
        (HEAD.replace("pages: 1\n", "") + "x", "缺少 pages"),
        (HEAD.replace("pages: 1", "pages: no") + "x", "pages 应为正整数，现为 False"),
        (HEAD.replace("name: 试印", "name: [试印") + "x", "不是正确的 YAML"),
        (HEAD.replace("requires: [name]", "requires: [name]\nname: 又一个") + "x", "键 name 写了两次"),
    ],
)
def test_a_broken_template_is_refused_when_the_press_is_opened(folder: Path, template: str, message: str) -> None:
    (folder / "trial.html").write_text(template, encoding="utf-8")
    with pytest.raises(BrokenForm, match=message):
        Press(folder)


def test_a_fact_named_at_print_time_only_is_refused_then(folder: Path) -> None:
    (folder / "trial.html").write_text(HEAD + '{{ facts["talkd" ~ "_on"] }}', encoding="utf-8")
    with pytest.raises(BrokenForm, match="用了不存在的事实名 talkd_on"):
        Press(folder).html("trial", sheet())


def test_a_variable_that_does_not_exist_is_refused(folder: Path) -> None:
    (folder / "trial.html").write_text(HEAD + "{{ fact }}", encoding="utf-8")
    with pytest.raises(BrokenForm, match="模板用了不存在的名称"):
        Press(folder).html("trial", sheet())


def test_a_folder_without_forms_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenForm, match="这里没有表格模板"):
        Press(tmp_path)


def test_without_the_system_libraries_the_remedy_for_three_systems_is_named(tmp_path: Path) -> None:
    bare = tmp_path / "weasyprint"
    bare.mkdir()
    (bare / "__init__.py").write_text("raise OSError('cannot load library libgobject-2.0-0')", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from dangyuan_flow.paper.health import check_printing\n"
        "for check in check_printing(Path(sys.argv[1])): print(check.name, check.ok, check.remedy)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(FORMS)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert told[0].startswith("排版系统库 False 本机缺少排版所需的系统库")
    assert all(remedy in told[0] for remedy in ("libgobject-2.0-0", "apt-get install", "brew install", "pacman -S"))
    assert told[1] == "随附字体 True "
    assert told[2].startswith("试印一页 False 本机缺少排版所需的系统库")


def test_on_a_computer_without_any_font_a_form_prints_the_same_silently_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(
        f"<?xml version='1.0'?><fontconfig><cachedir>{tmp_path}/cache</cachedir></fontconfig>", encoding="utf-8"
    )
    (tmp_path / "scratch").mkdir()
    program = (
        "import sys; from tests.paper.sheets import FORMS, sheet; from dangyuan_flow.paper.press import Press\n"
        "sys.stdout.buffer.write(Press(FORMS).pdf('notice', [sheet({'name': '李䶮'}, occasion='candidate')]))"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=FORMS.parents[1],
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "TMPDIR": str(tmp_path / "scratch")},
        check=True,
        capture_output=True,
    )
    assert run.stderr == b""
    assert "李䶮" in words(run.stdout)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_nothing_to_print_is_refused(press: Press) -> None:
    with pytest.raises(FactsMissing, match="没有可打印的人员"):
        press.pdf("notice", [])


def test_a_template_fetches_nothing_from_outside(folder: Path) -> None:
    outside = folder.parent / "outside.png"
    (folder / "trial.html").write_text(HEAD + f'<img src="http://127.0.0.1:9/{outside.name}">完', encoding="utf-8")
    assert "完" in words(Press(folder).pdf("trial", [sheet()]))


def test_the_same_sheet_prints_the_same_bytes(press: Press) -> None:
    assert press.pdf("notice", [sheet()]) == press.pdf("notice", [sheet()])


def test_a_paper_is_written_whole_with_the_mode_of_any_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "批复.pdf", b"%PDF-")
    (tmp_path / "other").touch()
    assert (tmp_path / "批复.pdf").read_bytes() == b"%PDF-"
    assert (tmp_path / "批复.pdf").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_folder_that_is_none_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for target in (tmp_path / "missing" / "批复.pdf", tmp_path / "file" / "批复.pdf"):
        with pytest.raises(BadInput, match="没有留下不完整的文件"):
            write_whole(target, b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_write_that_cannot_finish_leaves_the_older_paper_and_no_half(tmp_path: Path) -> None:
    (tmp_path / "批复.pdf").mkdir()
    (tmp_path / "批复.pdf" / "older").touch()
    with pytest.raises(BadInput, match="没有留下不完整的文件"):
        write_whole(tmp_path / "批复.pdf", b"%PDF-")
    assert [path.name for path in tmp_path.iterdir()] == ["批复.pdf"]


def test_this_computer_can_print() -> None:
    assert [(check.name, check.ok, check.remedy) for check in check_printing(FORMS)] == [
        ("排版系统库", True, ""),
        ("随附字体", True, ""),
        ("试印一页", True, ""),
    ]


def test_a_damaged_font_table_is_reported_with_its_remedy(folder: Path) -> None:
    (folder / "fonts").unlink()
    (folder / "fonts").mkdir()
    checks = {check.name: check for check in check_printing(folder)}
    assert checks["排版系统库"].ok
    assert not checks["随附字体"].ok
    assert "faces.json：字体清单缺失或已损坏" in checks["随附字体"].remedy
    assert "请重新安装本程序" in checks["试印一页"].remedy
