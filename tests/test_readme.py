"""README and handbook keep their promises: the drawing is the definition's, and every command in them runs."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.draw_steps import README, drawn

ROOT = Path(__file__).parent.parent
COMMANDS = re.findall(r"^\.venv/bin/dangyuan (?!serve).+$", README.read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small demo, as ``make demo`` leaves it."""
    folder = tmp_path_factory.mktemp("demo")
    outcome = _run(f"demo --people 60 --dir {folder}", folder)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return folder


def _run(arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dangyuan_flow", *shlex.split(arguments)]
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("DANGYUAN_")}
    return subprocess.run(command, cwd=folder, env=quiet, capture_output=True, text=True, check=False)


def test_the_steps_are_drawn_as_the_definition_has_them() -> None:
    text = README.read_text(encoding="utf-8")
    assert drawn(text) == text, "run scripts/draw_steps.py"


def test_the_two_commands_to_start_with_are_targets_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README.read_text(encoding="utf-8"), flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_the_readme_runs(command: str, demo: Path) -> None:
    arguments = command.removeprefix(".venv/bin/dangyuan ").split("#")[0].replace("build/demo", str(demo))
    outcome = _run(arguments, demo)
    assert outcome.returncode == (1 if arguments.startswith("sweep") else 0), outcome.stdout + outcome.stderr
    assert outcome.stdout.strip()
