"""What people type as evidence: ``名=值`` read by the vocabulary, files taken in as materials."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.facts import RECORDED, Fact, Kind, Value
from dangyuan_flow.domain.journal import Material
from dangyuan_flow.paper.vocabulary import PARTICULARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.domain.workflow import Step

_LABELS = {fact.label: name for name, fact in RECORDED.items()}
_DATE = re.compile(r"^\s*(\d{4})\s*[-./年]?\s*(\d{1,2})\s*[-./月]?\s*(\d{1,2})\s*日?\s*$")
_SEPARATORS = re.compile(r"[、，,;；\n]+")
_NOTHING = ("无", "-")
_FLAGS = {
    "是": True,
    "有": True,
    "√": True,
    "true": True,
    "1": True,
    "否": False,
    "无": False,
    "×": False,
    "false": False,
    "0": False,
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_FILE = 50_000_000
"""Bytes; a larger scan is refused before anything is written."""


def read_day(text: str) -> date:
    """A day as people write it (``2025-06-01``, ``2025.6.1``, ``2025年6月1日``, ``20250601``).

    Raises :class:`BadInput` for anything else, and for a day that no calendar has.
    """
    match = _DATE.match(text)
    msg = f"“{text}”不是日期；请写成 2025-06-01（{FIRST_YEAR} 年至 {LAST_YEAR} 年）"
    if match is None or not FIRST_YEAR <= int(match.group(1)) <= LAST_YEAR:
        raise BadInput(msg)
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError as error:
        raise BadInput(msg) from error


def fact_named(name: str) -> Fact:
    """The recorded fact called ``name`` (its English name or its Chinese label); raises :class:`BadInput`."""
    found = RECORDED.get(_LABELS.get(name, name))
    if found is None:
        near = did_you_mean(name, (*_LABELS, *RECORDED))
        msg = f"没有名为“{name}”的栏目{near or '；可用 dangyuan dossier facts 查看全部栏目'}"
        raise BadInput(msg)
    return found


def read_value(fact: Fact, text: str) -> Value:
    """``text`` as a value of ``fact``; an empty text, 无 for dates, numbers and lists, says that there is none."""
    text = text.strip()
    if not text:
        return None
    parts = [] if text in _NOTHING else [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    found: Value
    match fact.kind:
        case Kind.DATE:
            found = None if text in _NOTHING else read_day(text)
        case Kind.DATES:
            found = tuple(sorted(read_day(part) for part in parts))
        case Kind.TEXTS:
            found = (text,) if parts and fact.name in WRITTEN else tuple(parts)
        case Kind.FLAG:
            found = _flag(fact, text)
        case Kind.INTEGER:
            found = _integer(fact, text)
        case Kind.TEXT:
            found = _checked(fact, text)
    return found


def _flag(fact: Fact, text: str) -> bool:
    if text.lower() not in _FLAGS:
        msg = f"“{fact.label}”须填 是 或 否，收到“{text}”"
        raise BadInput(msg)
    return _FLAGS[text.lower()]


def _integer(fact: Fact, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        msg = f"“{fact.label}”须填整数，收到“{text}”"
        raise BadInput(msg)
    return int(text)


CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("男", "女"),
    "activist_meeting": ("支委会", "党员大会"),
    "review_conclusion": ("合格", "不合格"),
    "admission_method": ("无记名", "举手"),
    "conversion_method": ("无记名", "举手"),
    "admission_decided_how": ("党委会", "圈批"),
    "conversion_result": ("按期转正", "延长预备期", "取消预备党员资格"),
}
"""Facts that hold one of few words; none of them has a default."""


def _checked(fact: Fact, text: str) -> str:
    choices = CHOICES.get(fact.name)
    if choices is not None and text not in choices:
        msg = f"“{fact.label}”须填 {'、'.join(choices)} 之一，收到“{text}”"
        raise BadInput(msg)
    return text


def read_settings(pairs: Iterable[str]) -> dict[str, Value]:
    """``名=值`` pairs as facts; raises :class:`BadInput` naming every pair that cannot be read."""
    found: dict[str, Value] = {}
    problems: list[str] = []
    for pair in pairs:
        name, equals, text = pair.partition("=")
        try:
            if not equals:
                msg = f"“{pair}”应写成 栏目=值"
                raise BadInput(msg)  # noqa: TRY301  gathered with the others
            fact = fact_named(name.strip())
            found[fact.name] = read_value(fact, text)
        except BadInput as problem:
            problems.append(str(problem))
    if problems:
        raise BadInput("\n".join(problems))
    return found


def take_particulars(pairs: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What only papers quote (``谈话内容=…``), and the pairs left over, which name facts."""
    labels = {label: name for name, label in PARTICULARS.items()}
    found: dict[str, str] = {}
    others: list[str] = []
    for pair in pairs:
        name, equals, text = pair.partition("=")
        key = labels.get(name.strip(), name.strip())
        if equals and key in PARTICULARS:
            found[key] = text.strip()
        else:
            others.append(pair)
    return found, tuple(others)


def check_belongs(step: Step, facts: Mapping[str, Value]) -> None:
    """Refuse facts that are not evidence of ``step``; raises :class:`BadInput` with the ones that are."""
    allowed = {*step.evidence, *step.required, step.dated_by}
    foreign = [name for name in facts if name not in allowed and not RECORDED[name].assumed]
    if foreign:
        ours = "、".join(RECORDED[name].label for name in (*step.required, *step.evidence))
        theirs = "、".join(RECORDED[name].label for name in foreign)
        msg = f"{theirs} 不是第 {step.id} 步“{step.name}”的内容；本步可填：{ours}"
        raise BadInput(msg)


def check_past(facts: Mapping[str, Value], today: date) -> None:
    """Refuse days that have not come yet, but for what may be planned; raises :class:`BadInput` naming each."""
    ahead = [
        f"{RECORDED[name].label} {day}"
        for name, value in facts.items()
        if not RECORDED[name].planned
        for day in (value if isinstance(value, tuple) else (value,))
        if isinstance(day, date) and day > today
    ]
    if ahead:
        msg = f"{'、'.join(ahead)} 晚于今天（{today}），请填实际的日期"
        raise BadInput(msg)


def take_in(step: Step, pairs: Iterable[str], on: date) -> tuple[tuple[Material, ...], dict[str, tuple[str, bytes]]]:
    """``材料=文件`` pairs (or just ``材料``: the paper is there, not scanned) as materials and documents by digest.

    Raises :class:`BadInput` for an unknown kind of paper, or a file that is missing, empty or too large.
    """
    materials: list[Material] = []
    documents: dict[str, tuple[str, bytes]] = {}
    kinds = {kind.name: kind for kind in step.materials}
    for pair in pairs:
        name, _, file = pair.partition("=")
        kind = kinds.get(name.strip())
        if kind is None:
            near = did_you_mean(name, tuple(kinds))
            msg = f"第 {step.id} 步没有名为“{name}”的材料{near}；有：{'、'.join(kinds) or '无'}"
            raise BadInput(msg)
        digest = None
        if file:
            content = content_of(Path(file).expanduser())
            digest = hashlib.sha256(content).hexdigest()
            documents[digest] = (Path(file).name, content)
        materials.append(
            Material(
                kind=kind.name,
                step=step.id,
                on=on,
                provider=kind.provider,
                file_name=Path(file).name if file else None,
                digest=digest,
            )
        )
    return tuple(materials), documents


def content_of(path: Path) -> bytes:
    """The content of a file that is handed in; raises :class:`BadInput` where it is empty, too large or unreadable."""
    try:
        size = path.stat().st_size
        if size == 0 or size > LARGEST_FILE:
            msg = f"文件 {path} 大小为 {size} 字节；须大于 0、不超过 {LARGEST_FILE // 1_000_000} MB"
            raise BadInput(msg)
        return path.read_bytes()
    except OSError as error:
        msg = f"不能读取文件 {path}：{reason_of(error)}"
        raise BadInput(msg) from error
