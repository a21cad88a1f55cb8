"""Every mistake that a definition can hold is named, with its file and line; one file of ``bad/`` for each."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from dangyuan_flow.definitions import available_packs, load_catalogue
from dangyuan_flow.domain.errors import BadDefinition

HERE = Path(__file__).parent
GOOD = HERE / "good"
BAD = sorted((HERE / "bad").glob("*.yaml"))
FORMS = {"talk-record"}


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A file of ``bad/``: which file of ``good/`` it spoils, and what must be said (line, part of the problem).

    It replaces the whole file, or with ``replaces`` the first line that begins so; lines count in the spoilt file
    (or in another one, where the line is written ``file:line``).
    """

    file: str
    packs: tuple[str, ...]
    replaces: str | None
    expected: tuple[tuple[str, str], ...]
    body: str


def read_mistake(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    said: dict[str, list[str]] = {}
    lines = text.splitlines()
    size = 0
    while size < len(lines) and lines[size].startswith("# "):
        key, _, value = lines[size].removeprefix("# ").partition(": ")
        said.setdefault(key, []).append(value)
        size += 1
    replaces = said.get("replaces the line", [None])[0]
    return Mistake(
        file=said["in"][0],
        packs=tuple(said.get("packs", ())),
        replaces=replaces,
        expected=tuple((line, part) for line, _, part in (value.partition(": ") for value in said["expect"])),
        body=text if replaces is None else "\n".join(lines[size:]),
    )


def spoil(folder: Path, mistake: Mistake) -> None:
    target = folder / mistake.file
    if mistake.replaces is None:
        target.write_text(mistake.body, encoding="utf-8")
        return
    lines = target.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(mistake.replaces))
    target.write_text("\n".join([*lines[:at], mistake.body, *lines[at + 1 :]]) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "workflow"))


def test_what_the_mistakes_are_made_of_is_without_fault() -> None:
    assert load_catalogue(GOOD, packs=["zone"], forms=FORMS).pack_titles == {"zone": "某区要求"}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_file_and_line_and_nothing_else_is(path: Path, folder: Path) -> None:
    mistake = read_mistake(path)
    spoil(folder, mistake)
    with pytest.raises(BadDefinition) as refusal:
        load_catalogue(folder, packs=mistake.packs, forms=FORMS)
    problems = refusal.value.problems
    for (line, part), problem in zip(mistake.expected, problems, strict=False):
        place = line if ":" in line else f"{mistake.file}:{line}"
        assert problem.startswith(f"{place}: "), problem
        assert part in problem
    assert len(problems) == len(mistake.expected), problems


def test_all_problems_of_all_files_come_in_one_report_by_file_and_line(folder: Path) -> None:
    for name in ("unknown-fact", "trap", "overlapping-editions", "pack-lowers-effect"):
        spoil(folder, read_mistake(HERE / "bad" / f"{name}.yaml"))
    with pytest.raises(BadDefinition) as refusal:
        load_catalogue(folder, packs=["zone"], forms=FORMS)
    files = [problem.partition(":")[0] for problem in refusal.value.problems]
    assert set(files) == {"packs/zone.yaml", "regulations.yaml", "rules/1.yaml", "workflow.yaml"}
    assert files == sorted(files)
    assert str(refusal.value).startswith(f"有 {len(files)} 处写得不对：\n")


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "rules" / "1.yaml").write_bytes("rules: # 规定".encode("gb18030"))
    with pytest.raises(BadDefinition, match=r"rules/1\.yaml:1: 文件不是 UTF-8 编码"):
        load_catalogue(folder)


def test_a_control_character_is_named_with_its_line(folder: Path) -> None:
    path = folder / "parameters.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# \x07\n", encoding="utf-8")
    with pytest.raises(BadDefinition, match=r"parameters\.yaml:5: 文件含有 YAML 不允许的控制字符"):
        load_catalogue(folder)


def test_missing_files_and_folders_are_named(folder: Path, tmp_path: Path) -> None:
    (folder / "workflow.yaml").unlink()
    with pytest.raises(BadDefinition, match=r"workflow\.yaml:1: 文件不能读取"):
        load_catalogue(folder)
    with pytest.raises(BadDefinition, match="没有这个流程文件夹"):
        load_catalogue(tmp_path / "nowhere")


def test_a_folder_without_rules_or_with_files_that_nobody_would_read_is_refused(folder: Path) -> None:
    (folder / "rules" / "1.yaml").rename(folder / "rules" / "1.yml")
    with pytest.raises(BadDefinition) as refusal:
        load_catalogue(folder)
    assert [p.partition(": ")[2] for p in refusal.value.problems] == [
        "没有规定文件（rules/*.yaml）",
        "扩展名应为 .yaml，否则不会被读取",
    ]


def test_an_unknown_pack_is_refused_with_the_nearest_one(folder: Path) -> None:
    with pytest.raises(BadDefinition, match="没有名为 zona 的地方规定，是不是想写 zone？"):
        load_catalogue(folder, packs=["zona"])


def test_a_pack_may_lie_anywhere_and_twice_the_same_is_refused(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "ours.yaml"
    shutil.copy(GOOD / "packs" / "zone.yaml", elsewhere)
    assert load_catalogue(folder, packs=[str(elsewhere)]).rule_set.packs == ("zone",)
    with pytest.raises(BadDefinition, match="地方规定 zone 选了两次"):
        load_catalogue(folder, packs=["zone", str(elsewhere)])


def test_the_packs_of_a_folder_can_be_listed(folder: Path) -> None:
    assert [(pack.id, pack.title) for pack in available_packs(folder)] == [("town", "某镇要求"), ("zone", "某区要求")]
