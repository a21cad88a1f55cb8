"""The mapping file: what a column means where its header alone does not say it."""

from __future__ import annotations

import csv
import difflib
import io
import tomllib
from collections.abc import Mapping
from pathlib import Path

from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.ledger.columns import AMBIGUOUS, HEADERS, IGNORED_WORDS, facts_told, normalise

EXAMPLE = '"审批时间" = "转正审批日期"'
_PAIR = 2
_TITLES = frozenset({"列名", "原列名", "台账列名"})


def read_mapping(path: Path) -> dict[str, str]:
    """The mapping in a ``.toml`` or ``.csv`` file: header (or ``F列``) → standard header, fact's name, or 忽略.

    Raises:
        BadInput: the file cannot be read, or a target is no column of the ledger.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"打不开列名对应文件“{path}”：{reason_of(error)}。请核对路径。") from None
    except UnicodeDecodeError:
        raise BadInput(f"列名对应文件“{path}”不是 UTF-8 编码。请用 UTF-8 编码另存一次。") from None
    mapping = _from_csv(text, path) if path.suffix.lower() == ".csv" else _from_toml(text, path)
    for header, target in mapping.items():
        facts_meant(header, target)
    return mapping


def _from_toml(text: str, path: Path) -> dict[str, str]:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"列名对应文件“{path}”写法有误：{error}。每行写成 {EXAMPLE}，两边都要加引号。") from None
    for header, target in told.items():
        if not isinstance(target, str):
            raise BadInput(f"列名对应文件“{path}”中“{header}”的值不是文字。每行写成 {EXAMPLE}。")
    return told


def _from_csv(text: str, path: Path) -> dict[str, str]:
    mapping: dict[str, str] = {}
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (number == 1 and cells[0] in _TITLES):
                continue
            if len(cells) < _PAIR or any(cells[_PAIR:]):
                raise BadInput(f"列名对应文件“{path}”第{number}行应有两列：台账列名，标准列名。")
            if mapping.setdefault(cells[0], cells[1]) != cells[1]:
                raise BadInput(f"列名对应文件“{path}”第{number}行：“{cells[0]}”前面已经对应到“{mapping[cells[0]]}”。")
    except csv.Error as error:
        raise BadInput(f"列名对应文件“{path}”不是有效的 CSV：{error}。") from None
    return mapping


def facts_meant(header: str, target: str) -> tuple[str, ...]:
    """The facts that a mapping's ``target`` names; empty where the column is to be ignored.

    Raises:
        BadInput: no column of that name, or one that is itself ambiguous.
    """
    if target.strip() in IGNORED_WORDS:
        return ()
    if target.strip() in RECORDED:
        return (target.strip(),)
    key = normalise(target)
    if facts := facts_told(key):
        return facts
    if key in AMBIGUOUS:
        labels = "、".join(f"“{RECORDED[facts[0]].label}”" for facts in AMBIGUOUS[key])
        raise BadInput(f"列名对应：“{header}”对应的“{target}”本身有歧义，请改为{labels}之一。")
    near = difflib.get_close_matches(key, [*HEADERS, *RECORDED], n=3, cutoff=0.5)
    hint = f"是不是{'、'.join(f'“{word}”' for word in near)}？" if near else "标准列名见台账模板。"
    raise BadInput(f"列名对应：“{header}”对应的“{target}”不是台账的列。{hint}")


def normalised(mapping: Mapping[str, str] | None) -> dict[str, tuple[str, ...]]:
    """The mapping by normalised header, each with the facts that it names."""
    return {normalise(header): facts_meant(header, target) for header, target in (mapping or {}).items()}
