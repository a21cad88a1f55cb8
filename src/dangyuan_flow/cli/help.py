"""The help of every command, in Chinese: how to call it, what each option means, and 示例 to copy."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from dangyuan_flow.cli.folding import folded, width_of

if TYPE_CHECKING:
    from typer._click import HelpFormatter

Function = TypeVar("Function", bound=Callable[..., Any])
_MOST, _LEAST, _GAP, _LABEL = 100, 60, 2, 30
_HELP = "显示这份说明"


class Listed(NamedTuple):
    """One line of a list: a name, and what it is."""

    name: str
    says: str


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: typer.Context, formatter: HelpFormatter) -> None:  # type: ignore[override]  # Typer's own context class
        """Write usage, purpose, parameters and examples."""
        formatter.write("\n".join(_page(self, ctx, ())) + "\n")


class Group(TyperGroup):
    """A group of commands whose help is Chinese."""

    def listed(self, ctx: typer.Context) -> list[Listed]:
        """The commands of the group, as the help shows them."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [Listed(n, _first(c.help)) for n, c in found if c is not None and not c.hidden]

    def format_help(self, ctx: typer.Context, formatter: HelpFormatter) -> None:  # type: ignore[override]  # as above
        """Write usage, purpose, commands and examples."""
        formatter.write("\n".join(_page(self, ctx, self.listed(ctx))) + "\n")


def family(help: str, *examples: str, cls: type[Group] = Group) -> typer.Typer:  # noqa: A002  Typer's own word for it
    """A group of commands with its purpose and examples."""
    return typer.Typer(
        cls=cls,
        help=help,
        epilog="\n".join(examples),
        callback=_nothing,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
    )


def _nothing() -> None:
    """What a group does by itself; that it has this keeps a group of one command a group."""


def lone() -> typer.Typer:
    """An app with a single command, which is then the command itself."""
    return typer.Typer(add_completion=False, rich_markup_mode=None)


def command(app: typer.Typer, name: str, help: str, *examples: str) -> Callable[[Function], Function]:  # noqa: A002  as above
    """Add a command to ``app``: its name, its purpose (Chinese), and the examples that its help ends with."""
    return app.command(name, cls=Command, help=help, epilog="\n".join(examples))


def _page(command: Any, ctx: typer.Context, listed: Iterable[Listed]) -> list[str]:  # noqa: ANN401  a command or a group
    width = max(_LEAST, min(_MOST, shutil.get_terminal_size().columns))
    params = command.get_params(ctx)
    arguments = [p for p in params if p.param_type_name == "argument" and not p.hidden]
    options = [p for p in params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
    lines = [f"{_heading('用法：')}{_usage(command, ctx, arguments)}", "", *folded(command.help or "", width)]
    lines += _section("命令", listed, width)
    lines += _section("参数", [Listed(_argument(p), p.help or "") for p in arguments], width)
    lines += _section("选项", [_option(p) for p in options], width)
    if command.epilog:
        lines += ["", _heading("示例："), *(f"  {line}" for line in command.epilog.splitlines())]
    return lines


def _usage(command: Any, ctx: typer.Context, arguments: Iterable[Any]) -> str:  # noqa: ANN401  as above
    rest = "命令 …" if isinstance(command, TyperGroup) else " ".join(_argument(p) for p in arguments)
    return " ".join(f"{ctx.command_path} [选项] {rest}".split())


def _section(title: str, lines: Iterable[Listed], width: int) -> list[str]:
    rows = [*lines]
    if not rows:
        return []
    column = min(_LABEL, max(width_of(row.name) for row in rows))
    found = ["", _heading(f"{title}：")]
    for row in rows:
        said = folded(row.says, width - column - 2 - _GAP)
        if width_of(row.name) > column:
            found.append(f"  {row.name}")
        else:
            found.append(f"  {row.name}{' ' * (column - width_of(row.name) + _GAP)}{said.pop(0)}".rstrip())
        found += [" " * (2 + column + _GAP) + line for line in said]
    return found


def _argument(param: Any) -> str:  # noqa: ANN401  as above
    name = (param.metavar or param.name) + ("…" if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _option(param: Any) -> Listed:  # noqa: ANN401  as above
    if "--help" in param.opts:
        return Listed(", ".join(sorted(param.opts)), _HELP)
    names = ", ".join([*param.opts, *param.secondary_opts])
    taken = "" if param.is_flag else f" {param.metavar or '值'}"
    notes = [note for note, told in (("必填", param.required), ("可写多次", param.multiple)) if told]
    return Listed(names + taken, (param.help or "") + (f"（{'，'.join(notes)}）" if notes else ""))


def _first(text: str | None) -> str:
    return (text or "").partition("\n")[0].rstrip("。")


def _heading(text: str) -> str:
    plain = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()
    return text if plain else typer.style(text, bold=True)
