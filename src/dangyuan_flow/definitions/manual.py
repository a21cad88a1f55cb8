"""What a person has to look at (``manual.yaml``), because no data can show it; and the codes no longer used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.documents import MANUAL
from dangyuan_flow.definitions.nodes import Page, Problems, compose
from dangyuan_flow.definitions.regulations import note_citation
from dangyuan_flow.definitions.shapes import Misfit
from dangyuan_flow.domain.rules import Class, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from dangyuan_flow.definitions.shapes import Entry
    from dangyuan_flow.domain.regulations import Edition


@dataclass(frozen=True, kw_only=True, slots=True)
class ByEye:
    """A violation that only a person can see, or the half of it that no rule can.

    ``because``: why no data shows it; ``look``: what to look at; ``where``: in which papers.
    """

    code: str
    title: str
    severity: Severity
    class_: Class
    cites: Mapping[str, str | None]
    because: str
    look: tuple[str, ...]
    where: tuple[str, ...]

    @property
    def number(self) -> int:
        """The V-code's number, for sorting."""
        return int(self.code[1:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Retired:
    """A code that is no longer used, and never used for anything else."""

    code: str
    title: str
    because: str

    @property
    def number(self) -> int:
        """The V-code's number, for sorting."""
        return int(self.code[1:])


@dataclass(frozen=True, kw_only=True, slots=True)
class Manual:
    """What people look at, and what is no longer looked for; both by code."""

    by_eye: tuple[ByEye, ...]
    retired: tuple[Retired, ...]


def load_manual(folder: Path, editions: Mapping[str, Edition]) -> Manual:
    """Read ``manual.yaml`` of a workflow's ``folder``; what it cites must be one of ``editions``.

    Raises :class:`dangyuan_flow.domain.errors.BadDefinition` with every problem, by line.
    """
    problems = Problems()
    page = Page("manual.yaml", problems)
    root = compose(folder / page.file, page)
    entry: Entry | None = None
    if root is not None:
        try:
            entry = MANUAL.read(root, page)
        except Misfit as error:
            page.complain(root, str(error))
    problems.settle()
    if entry is None:
        raise AssertionError  # what cannot be read has left a problem
    lines = [spot.value for key in ("manual", "retired") for spot in entry[key]]
    _note_mistakes(lines, editions, problems)
    problems.settle()
    return Manual(
        by_eye=tuple(sorted((_by_eye(spot.value) for spot in entry["manual"]), key=lambda line: line.number)),
        retired=tuple(sorted((_retired(spot.value) for spot in entry["retired"]), key=lambda line: line.number)),
    )


def _note_mistakes(lines: list[Entry], editions: Mapping[str, Edition], problems: Problems) -> None:
    taken: dict[str, str] = {}
    for line in lines:
        if line["code"] in taken:
            problems.add(line.at("code"), f"代码 {line['code']} 已在 {taken[line['code']]} 写过")
        taken[line["code"]] = str(line.at("code"))
        for name, spot in line.get("cites", {}).items():
            note_citation(name, () if spot.value is None else (spot.value,), spot.place, editions, problems)


def _by_eye(entry: Entry) -> ByEye:
    return ByEye(
        code=entry["code"],
        title=entry["title"],
        severity=Severity(entry["severity"]),
        class_=Class(entry["class"]),
        cites={name: None if spot.value is None else str(spot.value) for name, spot in entry["cites"].items()},
        because=entry["because"],
        look=tuple(spot.value for spot in entry["look"]),
        where=tuple(spot.value for spot in entry["where"]),
    )


def _retired(entry: Entry) -> Retired:
    return Retired(code=entry["code"], title=entry["title"], because=entry["because"])
