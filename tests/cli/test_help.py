"""The help of every command: Chinese, with examples that are real command lines."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperCommand, TyperGroup

from dangyuan_flow.cli.commands import FAMILIES, root
from tests.cli.desk import Desk

ENGLISH = re.compile(
    r"Usage|Options|Commands|Arguments|Show this|\[required\]|\[default|Error|COMMAND|TEXT|INTEGER|PATH"
)


def tree() -> Iterator[tuple[str, ...]]:
    """Every command and group, as it is called."""

    def below(command: TyperCommand | TyperGroup, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if isinstance(command, TyperGroup):
            with command.make_context("x", [], resilient_parsing=True) as context:
                for name in command.list_commands(context):
                    found = command.get_command(context, name)
                    assert isinstance(found, TyperCommand | TyperGroup)
                    yield from below(found, (*path, name))

    yield from below(root(), ())


COMMANDS = [*tree()]


def test_the_tree_has_what_this_issue_ships() -> None:
    told = {path[0] for path in COMMANDS if path}
    assert told == FAMILIES.keys()
    assert len(COMMANDS) > 60
    assert told >= {"stats", "calendar"}


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_chinese_and_ends_with_examples(desk: Desk, path: tuple[str, ...]) -> None:
    told = desk.done(*path, "--help").out
    assert told.startswith("用法：dangyuan")
    assert not ENGLISH.search(told)
    examples = told[told.index("示例：") :].splitlines()[1:]
    assert examples
    assert all(line.startswith("  dangyuan ") for line in examples)
    assert "--help, -h" in told or "-h, --help" in told


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_example_is_a_command_line_that_can_be_read(desk: Desk, path: tuple[str, ...]) -> None:
    told = desk.done(*path, "--help").out
    for line in told[told.index("示例：") :].splitlines()[1:]:
        words = shlex.split(line.partition(">")[0])[1:]
        _read(words)


def _read(words: list[str]) -> None:
    command: Any = root()
    context: Any = None
    name: str | None = "dangyuan"
    while isinstance(command, TyperGroup):
        context = command.make_context(name, [*words], parent=context)
        name, command, words = command.resolve_command(context, [*context._protected_args, *context.args])
    command.make_context(name, [*words], parent=context)


def test_called_with_nothing_it_shows_its_help(desk: Desk) -> None:
    answer = desk()
    assert answer.out.startswith("用法：dangyuan")
    assert "命令：" in answer.out


def test_short_help_works_too(desk: Desk) -> None:
    assert desk.done("dossier", "-h").out == desk.done("dossier", "--help").out


def test_the_version_is_told(desk: Desk) -> None:
    assert re.fullmatch(r"dangyuan \d+\.\d+\.\d+\n", desk.done("--version").out)


def test_a_ledger_may_follow_import_directly(desk: Desk) -> None:
    told = desk.done("import", "台账.xlsx", "--help").out
    assert told.startswith("用法：dangyuan import [选项] 台账")
    assert desk.done("import", "--dry-run", "台账.xlsx", "--help").out == told
