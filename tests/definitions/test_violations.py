"""The table of violations: every code has its line, in step with the rules, and each line's test is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dangyuan_flow.definitions import available_packs, load_catalogue
from dangyuan_flow.definitions.manual import ByEye, Retired, load_manual
from dangyuan_flow.definitions.violations import Violations, texts
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.errors import BadDefinition
from dangyuan_flow.domain.rules import Rule
from dangyuan_flow.domain.sections import SECTIONS, codes, section
from dangyuan_flow.settings import shipped
from tests.rules.faults import FAULTS

FOLDER = shipped("workflows") / "party-member-development"
DOCS = FOLDER.parents[1] / "docs"
EDITIONS = load_catalogue(FOLDER, examples=False).regulations.editions
BY_EYE_ONLY = {"V11", "V16", "V87", "V93", "V98"}


@pytest.fixture(scope="module")
def violations() -> Violations:
    return Violations.load(FOLDER)


@pytest.mark.parametrize("name", ["violations.md", "handbook/reading.md"])
def test_the_documents_are_in_step_with_the_definitions(name: str) -> None:
    """To mend: python -m dangyuan_flow.definitions.violations."""
    assert (DOCS / name).read_text(encoding="utf-8") == texts(FOLDER)[name]


def test_every_code_from_v01_to_v117_has_its_line(violations: Violations) -> None:
    assert [code for code in codes() if code not in violations.codes] == []
    assert [code for code in violations.codes if code.startswith("V") and code not in codes()] == []


def test_what_no_rule_looks_for_is_looked_for_by_people_or_retired(violations: Violations) -> None:
    ruled = {line.code for line in violations.lines if not isinstance(line, ByEye | Retired)}
    assert set(codes()) - ruled == BY_EYE_ONLY | {line.code for line in violations.manual.retired}
    assert {line.code for line in violations.manual.retired} == {"V10", "V97", "V106"}


def test_every_rule_has_a_row_that_names_its_data_article_and_test(violations: Violations) -> None:
    rows = [line for line in violations.table().splitlines() if re.match(r"\| [VP]\d", line)]
    assert len(rows) == len(violations.lines)
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 9, row
        if "停用" not in cells[1]:
            assert all(cells), row
    for line in violations.lines:
        if not isinstance(line, ByEye | Retired):
            assert violations.table().count(f"::{line.id}`") == 1, line.id


def test_the_test_that_a_row_names_runs_the_rule(violations: Violations) -> None:
    for line in violations.lines:
        if isinstance(line, ByEye | Retired):
            continue
        assert line.keeps, line.id
        assert line.breaks, line.id
        if not isinstance(line, Across) and line.pack is None:
            assert line.id in FAULTS, line.id
    for name in set(re.findall(r"`(tests/[\w/.]+)::", violations.table())):
        assert (DOCS.parent / name).is_file()


def test_every_pack_s_own_rule_has_a_row(violations: Violations) -> None:
    shown = {line.id for line in violations.lines if not isinstance(line, ByEye | Retired)}
    for pack in available_packs(FOLDER):
        rules = load_catalogue(FOLDER, packs=[pack.id], examples=False).rule_set
        every: list[Rule | Across] = [*rules.rules, *rules.across]
        own = {rule.id for rule in every if rule.pack == pack.id and "--" not in rule.id}
        assert own <= shown, pack.id


def test_the_page_for_people_tells_of_each_what_to_look_at_and_where(violations: Violations) -> None:
    page = violations.page()
    for line in violations.manual.by_eye:
        assert f'<a id="{line.code.lower()}"></a>' in page
        assert f"reading.md#{line.code.lower()})" in violations.table()
        assert all(f"- {what}\n" in page for what in line.look)
        assert all(paper in page for paper in line.where)


def test_every_number_of_the_catalogue_is_in_exactly_one_group() -> None:
    for number in range(1, 118):
        assert sum(number in numbers for numbers, _ in SECTIONS) == 1
    assert section("V49", 49) == "时间"
    assert section("P01", 1) == "地方规定"


def test_the_module_writes_both_documents_where_asked(tmp_path: Path) -> None:
    (tmp_path / "handbook").mkdir()
    subprocess.run([sys.executable, "-m", "dangyuan_flow.definitions.violations", tmp_path], check=True)
    for name, text in texts(FOLDER).items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


MANUAL = (FOLDER / "manual.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("code: V11", "code: V16", r"manual\.yaml:17: 代码 V16 已在 manual\.yaml:6 写过"),
        ("code: V11", "code: X11", r"manual\.yaml:6: .*问题代码（V 加两三位数字）"),
        ("cites: {细则-2026: 16}", "cites: {细则-2026: 1}", r"细则-2026 没有登记第 1 条"),
        ("cites: {细则-2026: 16}", "cites: {细则-2036: 16}", r"没有登记名为 细则-2036 的版本"),
        ("severity: S2", "severity: S5", r"没有 S5 这种严重程度"),
        ("title: 网络言行不当", "titel: 网络言行不当", r"titel"),
        ("  look:\n", "  looks:\n", r"looks"),
        ("manual:\n", "manual:\nmanual:\n", r"manual"),
    ],
)
def test_a_mistake_in_the_manual_is_told_with_its_line(tmp_path: Path, wrong: str, right: str, says: str) -> None:
    (tmp_path / "manual.yaml").write_text(MANUAL.replace(wrong, right, 1), encoding="utf-8")
    with pytest.raises(BadDefinition, match=says):
        load_manual(tmp_path, EDITIONS)


def test_a_manual_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match=r"manual\.yaml:1: 文件不能读取"):
        load_manual(tmp_path, EDITIONS)
