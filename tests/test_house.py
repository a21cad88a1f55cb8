"""The laws of the house, held by tests: who imports whom, how large a module is, what may not stand in the tree."""

import ast
import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dangyuan_flow"
PYTHON = Path(sys.executable)

# What is made here and never committed.
MADE = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis", "node_modules"}
# Names of vocabularies, written as addresses but never visited; and this machine itself.
NAMES = {
    "127.0.0.1",
    "json-schema.org",
    "localhost",
    "schemas.openxmlformats.org",
    "www.omg.org",
    "www.w3.org",
}
NO_NOUN = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def tree() -> Iterator[tuple[Path, str]]:
    """Every text file of the tree, as committed or about to be, but for licences and other people's scripts."""
    for path in sorted(ROOT.rglob("*")):
        inner = path.relative_to(ROOT)
        made = any(part in MADE or part.endswith("_cache") for part in inner.parts)
        if made or path.is_dir() or path.name.startswith("LICENSE") or path.name.endswith(".min.js"):
            continue
        try:
            yield inner, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a font, a workbook, a ledger in another encoding
            continue


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_imports_run_downward_only() -> None:
    contracts = subprocess.run(
        [PYTHON.parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert contracts.returncode == 0, contracts.stdout + contracts.stderr


def test_a_module_is_about_one_noun_and_never_over_four_hundred_lines() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in modules("src")}
    assert {path: length for path, length in lengths.items() if length > 400} == {}
    assert [path for path in lengths if path.stem in NO_NOUN or path.parent.name in NO_NOUN] == []


@pytest.mark.parametrize("room", ["domain", "domain/derived", "domain/why"])
def test_a_room_of_the_core_says_where_each_of_its_modules_is_to_be_looked_for(room: str) -> None:
    folder = SOURCE / room
    told = re.findall(r"``(\w+)``", ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or "")
    there = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert sorted(told) == sorted(there - {"__init__"})


def test_every_module_says_what_it_is() -> None:
    silent = [
        path.relative_to(ROOT)
        for path in modules("src", "tests", "benchmarks", "scripts")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_what_silences_a_check_has_its_reason_beside_it() -> None:
    bare = re.compile(r"# (?:noqa(?!: [A-Z0-9, ]+  ?\S)|type: ignore(?!\[[a-z-, ]+\]  ?(?:# )?\S))")
    silenced = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in modules("src", "tests", "benchmarks", "scripts")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line) and path != Path(__file__)
    ]
    assert silenced == []


def test_every_ignored_lint_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignores = text[text.index("[tool.ruff.lint]") : text.index("[tool.mypy]")]
    unexplained = [
        line for line in ignores.splitlines() if re.search(r'"[A-Z]+[0-9]*"(?:,|\])', line) and "#" not in line
    ]
    assert [line for line in unexplained if "select" not in line] == []


def test_opening_the_command_line_does_not_load_the_printer() -> None:
    loaded = "import sys, dangyuan_flow.cli; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([PYTHON, "-c", loaded], cwd=ROOT, check=False).returncode == 0


def test_nothing_in_the_tree_is_fetched_from_an_address() -> None:
    address = re.compile(r"(?:https?|ftp|git\+\w+|ssh)://([\w.-]+)")
    found = [f"{path}: {host}" for path, text in tree() for host in address.findall(text) if host not in NAMES]
    assert found == []


def test_nothing_in_the_tree_depends_on_a_path_of_one_machine() -> None:
    private = re.compile(r"(?<![\w.~}$/-])/(?:home|root|opt|mnt|work|Users)/\w+")
    found = [f"{path}: {match}" for path, text in tree() for match in private.findall(text)]
    assert found == []


@pytest.mark.parametrize("profile", ["run", "dev", "spark"])
def test_the_lock_pins_everything_by_hash_and_names_no_index(profile: str) -> None:
    lock = (ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not re.search(r"^-", lock, re.MULTILINE), "an option of the machine that made it"
    pinned = [entry for entry in re.split(r"\n(?=\S)", lock) if not entry.startswith("#")]
    assert [entry for entry in pinned if not re.match(r"[\w.-]+==\S+.*\\\n\s+--hash=sha256:", entry)] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for profile, wanted in [
        ("run", project["dependencies"]),
        ("dev", project["dependencies"] + project["optional-dependencies"]["dev"]),
        ("spark", project["optional-dependencies"]["dev"] + project["optional-dependencies"]["spark"]),
    ]:
        lock = (ROOT / "requirements" / f"{profile}.txt").read_text(encoding="utf-8")
        names = {re.split(r"[\[><=!~ ]", requirement)[0] for requirement in wanted}
        assert names - set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)) == set()


def test_what_is_tested_is_what_runs() -> None:
    pins = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("run.txt", "dev.txt", "spark.txt")
    ]
    for smaller, larger in itertools.pairwise(pins):
        assert {name: version for name, version in smaller.items() if larger.get(name) != version} == {}


def test_every_target_of_make_has_its_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE)
    helped = re.findall(r"^([a-z][\w-]*):.*## \S", makefile, re.MULTILINE)
    assert targets == helped
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == set(targets)
    shown = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[1] for line in shown.stdout.splitlines()] == targets


def test_decisions_are_numbered_without_gaps_and_complete() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{number:04d}-" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        parts = re.findall(r"^## (.*)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], path.name


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", changes, re.MULTILINE)[0] == "Unreleased"


def test_a_database_of_each_kind_is_fresh_and_empty(database_url: str) -> None:
    from sqlmodel import create_engine, inspect

    engine = create_engine(database_url)
    try:
        assert inspect(engine).get_table_names() == []
    finally:
        engine.dispose()
