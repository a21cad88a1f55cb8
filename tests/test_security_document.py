"""``docs/security.md`` names requirements, tests and modules: each of them exists, and no requirement is left out."""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
WALK, OPEN = TEXT.split("\n## Not met yet\n")
# OWASP ASVS 5.0.0: how many requirements of levels 1 and 2 each section has; in all sections here they come first.
TABLE = """
1.1=2 1.2=9 1.3=11 1.4=3 1.5=2 2.1=3 2.2=3 2.3=4 2.4=1 3.2=2 3.3=4 3.4=6 3.5=5 3.7=2 4.1=3 4.2=1 4.3=2 4.4=4
5.1=1 5.2=3 5.3=2 5.4=3 6.1=3 6.2=12 6.3=4 6.4=4 6.5=5 6.6=3 6.8=4 7.1=3 7.2=4 7.3=2 7.4=5 7.5=2 7.6=2
8.1=2 8.2=3 8.3=1 8.4=1 9.1=3 9.2=4 10.1=2 10.2=2 10.3=4 10.4=11 10.5=5 10.6=2 10.7=3
11.1=2 11.2=3 11.3=3 11.4=4 11.5=1 11.6=1 12.1=3 12.2=2 12.3=4 13.1=1 13.2=5 13.3=2 13.4=5
14.1=2 14.2=4 14.3=3 15.1=3 15.2=3 15.3=7 16.1=1 16.2=5 16.3=4 16.4=3 16.5=3 17.1=1 17.2=4 17.3=2
"""
SECTIONS = {section: int(count) for section, count in (told.split("=") for told in TABLE.split())}
STATES = {"met", "partly", "not met", "n/a"}


def numbers(cell: str) -> list[str]:
    """The requirements that a cell names, a range (``1.2.6 to 1.2.8``) one by one."""
    found = []
    for first, last in re.findall(r"(\d+\.\d+\.\d+)(?: to (\d+\.\d+\.\d+))?", cell):
        section, _, begins = first.rpartition(".")
        ends = last.rpartition(".")[2] or begins
        found += [f"{section}.{number}" for number in range(int(begins), int(ends) + 1)]
    return found


def walked() -> list[tuple[list[str], str, str]]:
    """Each line of the chapters' tables: its requirements, its state, its tests."""
    lines = [line.strip("| ").split(" | ") for line in WALK.splitlines() if re.match(r"\| \d+\.\d+\.\d+", line)]
    assert [line for line in lines if len(line) != 5] == []
    return [(numbers(first), state, tests) for first, _, state, _, tests in lines]


def names_in(path: Path) -> set[str]:
    """The names of a file's tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_requirement_of_levels_one_and_two_has_its_line_once() -> None:
    wanted = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    told = Counter(number for line, _, _ in walked() for number in line)
    assert [number for number in wanted if told[number] != 1] == []
    assert sorted(told.keys() - set(wanted)) == []


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT))
    assert named
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / "tests" / path).is_file() or name not in names_in(ROOT / "tests" / path)
    ]
    assert missing == []


def test_every_module_and_file_that_is_named_exists() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|html|md|txt))`", TEXT)) | set(re.findall(r"\]\(([\w./-]+)\)", TEXT))
    roots = (ROOT / "src" / "dangyuan_flow", ROOT, ROOT / "docs")
    assert [name for name in sorted(named) if not any((root / name).is_file() for root in roots)] == []


def test_every_line_has_a_state_and_what_is_met_a_test_or_a_word_that_there_is_none() -> None:
    lines = walked()
    assert {state for _, state, _ in lines} <= STATES
    bare = [
        line
        for line, state, tests in lines
        if state == "met" and "::" not in tests and "no test" not in tests and tests != "–"
    ]
    assert bare == []


def test_what_is_not_met_stands_in_the_list_at_the_end() -> None:
    listed = set(numbers(OPEN))
    owed = [number for line, state, _ in walked() if state in ("not met", "partly") for number in line]
    assert [number for number in owed if number not in listed] == []
