"""What a sweep of a snapshot came to: counts by rule and body, what was not checked, by which rules, as of when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.store.snapshot.manifest import replaced

NAME = "sweep.json"
FORMAT = 1
MARK = "dangyuan-findings"


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """One sweep of a snapshot, as its folder of findings tells it.

    ``counts``: findings by (body, rule); ``notes`` likewise. ``not_checked``: by rule, in how many dossiers;
    ``unknown``: the facts that some dossier's source could not tell. ``lacking``: rules that read beside the dossiers
    what no snapshot holds, and what that is. ``heads``: per body its journal's last line (number and digest).
    """

    as_of: date
    rules: str
    packs: tuple[str, ...]
    only: tuple[str, ...]
    engine: str
    snapshot: str
    dossiers: int
    bodies: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    not_checked: Mapping[str, int] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    lacking: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(self.counts.values())

    def by_rule(self) -> dict[str, int]:
        """Findings by rule."""
        return _first(self.counts, 1)

    def by_body(self) -> dict[str, int]:
        """Findings by body."""
        return _first(self.counts, 0)

    def document(self) -> dict[str, Any]:
        """The summary as JSON-ready values."""
        return {
            "mark": MARK,
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "rules": self.rules,
            "packs": list(self.packs),
            "only": list(self.only),
            "engine": self.engine,
            "snapshot": self.snapshot,
            "dossiers": self.dossiers,
            "bodies": dict(sorted(self.bodies.items())),
            "heads": {body: list(head) for body, head in sorted(self.heads.items())},
            "counts": _nested(self.counts),
            "notes": _nested(self.notes),
            "not_checked": dict(sorted(self.not_checked.items())),
            "unknown": sorted(self.unknown),
            "lacking": dict(sorted(self.lacking.items())),
            "files": list(self.files),
        }


def _first(counts: Mapping[tuple[str, str], int], place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in sorted(counts.items()):
        found[key[place]] = found.get(key[place], 0) + count
    return found


def _nested(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (body, rule), count in sorted(counts.items()):
        found.setdefault(body, {})[rule] = count
    return found


def _flat(nested: Mapping[str, Mapping[str, int]]) -> dict[tuple[str, str], int]:
    return {(body, rule): int(count) for body, rules in nested.items() for rule, count in rules.items()}


def write(folder: Path, summary: Summary) -> None:
    """Write the summary into a folder of findings."""
    replaced(folder / NAME, json.dumps(summary.document(), ensure_ascii=False, indent=1) + "\n")


def is_one(folder: Path) -> bool:
    """Whether ``folder`` holds the findings of a sweep."""
    return (folder / NAME).is_file()


def read(folder: Path) -> Summary:
    """The summary in ``folder``; raises :class:`BadInput` where it is none of ours."""
    path = folder / NAME
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["mark"] != MARK or told["format"] != FORMAT:
            raise BadInput(f"{path} 不是本版本程序写的排查结果。请重新运行 dangyuan snapshot sweep")
        return Summary(
            as_of=date.fromisoformat(told["as_of"]),
            rules=told["rules"],
            packs=tuple(told["packs"]),
            only=tuple(told["only"]),
            engine=told["engine"],
            snapshot=told["snapshot"],
            dossiers=told["dossiers"],
            bodies=told["bodies"],
            heads={body: (seq, digest) for body, (seq, digest) in told["heads"].items()},
            counts=_flat(told["counts"]),
            notes=_flat(told["notes"]),
            not_checked=told["not_checked"],
            unknown=frozenset(told["unknown"]),
            lacking=told["lacking"],
            files=tuple(_own(name) for name in told["files"]),
        )
    except OSError as error:
        raise BadInput(f"读不了排查结果 {path}：{reason_of(error)}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"排查结果 {path} 不完整或已损坏。请重新运行 dangyuan snapshot sweep") from error


def _own(name: str) -> str:
    """The name of a file of this very folder."""
    if Path(name).name != name:
        raise ValueError(name)
    return name
