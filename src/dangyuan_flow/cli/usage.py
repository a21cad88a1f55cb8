"""A command line that Typer could not read, told in Chinese: what is wrong with it, and where the help is."""

from __future__ import annotations

import re
from typing import Any

import typer

_QUOTED = re.compile(r"'([^']*)'")
_MESSAGES = (
    (re.compile(r"^No such command '(?P<a>.*?)'"), "没有“{a}”这个命令"),
    (re.compile(r"^Missing command"), "还要写明做什么（子命令）"),
    (re.compile(r"^Got unexpected extra argument\S* \((?P<a>.*)\)"), "多出了不认识的内容：{a}"),
    (re.compile(r"^Option '?(?P<a>[^' ]+)'? requires an argument"), "选项 {a} 后面还要写一个值"),
    (re.compile(r"^Option '?(?P<a>[^' ]+)'? requires (?P<b>\d+) arguments"), "选项 {a} 后面要写 {b} 个值"),
    (re.compile(r"^Option '?(?P<a>[^' ]+)'? does not take a value"), "选项 {a} 后面不写值"),
    (re.compile(r"valid integer"), "应是整数"),
    (re.compile(r"greater than or equal to (?P<a>\S+)"), "不能小于 {a}"),
    (re.compile(r"less than or equal to (?P<a>\S+)"), "不能大于 {a}"),
    (re.compile(r"'(?P<a>[^']*)' is not one of (?P<b>.*?)\.?$"), "“{a}”不在可选之列；可选：{b}"),
)


def is_help(error: typer.TyperException) -> bool:
    """Whether what was "wrong" is only that nothing was asked: the help is the answer."""
    return type(error).__name__ == "NoArgsIsHelpError"


def told(error: typer.TyperException) -> str:
    """The error in one Chinese sentence."""
    name = type(error).__name__
    if name == "NoSuchOption":
        return _no_such_option(error)
    if name == "MissingParameter":
        return _missing(getattr(error, "param", None))
    said = _translated(error.message)
    if name == "BadParameter":
        param = getattr(error, "param", None)
        where = _called(param) if param is not None else getattr(error, "param_hint", None) or "参数"
        return f"{where}：{said}。"
    return said if said.endswith("？") else f"{said}。"


def hint(error: typer.TyperException) -> str:
    """Where to read on."""
    context: Any = getattr(error, "ctx", None)
    return f"用法见：{context.command_path} --help" if context is not None else "用法见：dangyuan --help"


def _no_such_option(error: Any) -> str:  # noqa: ANN401  Typer's own class, which it does not publish
    near = "、".join(sorted(error.possibilities or ()))
    return f"没有 {error.option_name} 这个选项" + (f"，是不是 {near}？" if near else "。")


def _missing(param: Any) -> str:  # noqa: ANN401  as above
    if param is None:
        return "还缺一个参数。"
    return f"还缺{_called(param)}" + (f"：{param.help}。" if getattr(param, "help", None) else "。")


def _called(param: Any) -> str:  # noqa: ANN401  as above
    if param.param_type_name == "option":
        return f"选项 {param.opts[0]}"
    return f"参数“{param.metavar or param.name}”"


def _translated(message: str) -> str:
    for pattern, text in _MESSAGES:
        if match := pattern.search(message):
            said = text.format(**{name: told.replace("'", "") for name, told in match.groupdict().items()})
            near = re.search(r"Did you mean (.*?)\?$", message)
            return f"{said}，是不是 {'、'.join(_QUOTED.findall(near[1]))}？" if near else said
    return message.rstrip(".")
