"""What a terminal shows and a pipe gets: folded Chinese, no colour codes in a pipe, no cell cut off."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from dangyuan_flow.cli.folding import fitted, folded, width_of
from tests.cli.desk import Desk
from tests.cli.zone import PERSON

PROGRAM = Path(sys.executable).parent / "dangyuan"


def test_a_line_breaks_between_characters_and_never_within_a_date() -> None:
    lines = folded("确定积极分子日期 2024-09-01；积极分子会议形式 支委会。", 24)
    assert all(width_of(line) <= 24 for line in lines)
    assert any("2024-09-01；" in line for line in lines)
    assert not any(line.startswith(("；", "。")) for line in lines)
    assert "".join(lines).replace(" ", "") == "确定积极分子日期2024-09-01；积极分子会议形式支委会。"


def test_an_article_is_not_torn_from_its_edition() -> None:
    lines = folded("依据 党章 第5条、细则-2014 第16条、细则-2026 第16条", 20)
    assert sum("细则-2014 第16条" in line for line in lines) == 1


@pytest.mark.parametrize("width", [1, 2, 3, 10, 80])
def test_folding_loses_nothing(width: int) -> None:
    text = "“张三（第一支部书记）”于 2024-09-01 办结 aVeryLongWordThatFitsNowhere，留有提示：V49、V50"
    assert "".join("".join(folded(text, width)).split()) == "".join(text.split())


def test_only_wide_columns_give_way() -> None:
    assert fitted([10, 60, 40], [4, 4, 4], [False, True, True], 80) == [10, 35, 35]
    assert fitted([10, 60], [4, 4], [False, False], 40) == [10, 60]


def test_a_pipe_gets_no_colour_and_no_cut_cell(begun: Desk) -> None:
    for words in (("dossier", "list"), ("dossier", "show", PERSON), ("journal", "show"), ("rules", "list"), ("forms",)):
        told = begun.done(*words).out
        assert "\x1b" not in told
        assert "…" not in told


def _on_a_terminal(columns: int, *words: str) -> str:
    """What the program prints on a terminal of that width."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm", "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen([PROGRAM, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    printed = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the terminal's other end is closed
            break
        if not part:
            break
        printed += part
    process.wait()
    os.close(ours)
    return printed.decode()


@pytest.mark.parametrize("columns", [80, 120])
def test_a_terminal_gets_colour_and_every_word_of_a_table(begun: Desk, columns: int) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    told = _on_a_terminal(columns, "dossier", "show", PERSON)
    assert "\x1b[" in told
    assert "…" not in told
    rows = _on_a_terminal(columns, "rules", "list")
    assert "…" not in rows
    assert "V49" in rows


@pytest.mark.usefixtures("desk")
def test_a_reader_that_leaves_early_is_no_fault() -> None:
    with subprocess.Popen([PROGRAM, "rules", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        told = program.stderr.read()
    assert (program.returncode, told) == (0, b"")


@pytest.mark.usefixtures("desk")
def test_the_program_and_the_module_are_one() -> None:
    for command in ([PROGRAM], [sys.executable, "-m", "dangyuan_flow"]):
        done = subprocess.run([*command, "dossier", "list"], capture_output=True, text=True, check=False)
        assert done.returncode == 5
        assert "dangyuan init" in done.stderr


def test_help_loads_neither_database_nor_domain() -> None:
    loaded = (
        "import sys; from dangyuan_flow.cli import run; run(['--help']); run(['dossier', 'open', '--help']);"
        "sys.exit(any(name in sys.modules for name in"
        " ('sqlalchemy', 'sqlmodel', 'weasyprint', 'python_calamine', 'rich', 'dangyuan_flow.domain.facts')))"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=False)
    assert done.returncode == 0
