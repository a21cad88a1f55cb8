"""A snapshot's manifest: what the folder holds, of which store as of which line of its journal, in which versions."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.store.rows import derivation

FORMAT = 1
NAME = "manifest.json"
MARK = "dangyuan-snapshot"
"""How a manifest of ours is told from anybody else's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One Parquet file: its dossiers from id ``first`` up to the next part's, its size and SHA-256 (hex)."""

    file: str
    first: str
    dossiers: int
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a folder of parts is. ``head``: the number and digest of the journal's last line when it was read.

    ``derivation``: by which version its facts were derived and its unknown bits numbered. ``on``: the store's day.
    """

    body: str
    derivation: str
    facts: tuple[str, ...]
    head: tuple[int, str]
    on: date
    parts: tuple[Part, ...]
    format: int = FORMAT

    @property
    def dossiers(self) -> int:
        """How many dossiers there are."""
        return sum(part.dossiers for part in self.parts)

    @property
    def size(self) -> int:
        """How many bytes its parts have."""
        return sum(part.size for part in self.parts)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over all that it says of its content (not over the day on which it was made)."""
        return hashlib.sha256(canonical(self.document() | {"on": None}).encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """The manifest as JSON-ready values."""
        return {
            "mark": MARK,
            "format": self.format,
            "body": self.body,
            "derivation": self.derivation,
            "head": list(self.head),
            "on": self.on.isoformat(),
            "dossiers": self.dossiers,
            "facts": list(self.facts),
            "parts": [
                {"file": p.file, "first": p.first, "dossiers": p.dossiers, "size": p.size, "sha256": p.sha256}
                for p in self.parts
            ],
        }


def write(folder: Path, manifest: Manifest) -> None:
    """Put ``manifest`` in place of the one before, in one step."""
    replaced(folder / NAME, json.dumps(manifest.document(), ensure_ascii=False, indent=1) + "\n")


def replaced(path: Path, text: str) -> None:
    """Write a file beside ``path`` and put it in its place whole."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read(folder: Path) -> Manifest:
    """The manifest in ``folder``; raises :class:`BadInput` where it is none of ours, or of another version."""
    path = folder / NAME
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"读不了快照清单 {path}：{reason_of(error)}") from error
    except ValueError as error:
        raise BadInput(f"快照清单 {path} 不完整或已损坏。请让报送单位重新运行 dangyuan snapshot export") from error
    if not isinstance(document, Mapping) or document.get("mark") != MARK:
        raise BadInput(f"{path} 不是本程序写的快照清单。请指明 dangyuan snapshot export 写出的文件夹")
    if document.get("format") != FORMAT:
        raise BadInput(
            f"快照 {folder} 的格式版本是 {document.get('format')}，本程序读的是 {FORMAT}。"
            "请用同一版本的程序重新运行 dangyuan snapshot export"
        )
    try:
        return _of(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"快照清单 {path} 缺少内容或内容不对（{error}）。请让报送单位重新导出快照") from error


def _of(document: Mapping[str, Any]) -> Manifest:
    seq, digest = document["head"]
    body = str(document["body"])
    if not body or any(ord(character) < ord(" ") for character in body):
        raise ValueError(f"body {body!r}")
    return Manifest(
        body=body,
        derivation=str(document["derivation"]),
        facts=tuple(map(str, document["facts"])),
        head=(int(seq), str(digest)),
        on=date.fromisoformat(document["on"]),
        parts=tuple(_part(part) for part in document["parts"]),
    )


def _part(document: Mapping[str, Any]) -> Part:
    file = str(document["file"])
    if Path(file).name != file:
        raise ValueError(file)
    return Part(
        file=file,
        first=str(document["first"]),
        dossiers=int(document["dossiers"]),
        size=int(document["size"]),
        sha256=str(document["sha256"]),
    )


def check_derivation(folder: Path, manifest: Manifest) -> None:
    """Raise :class:`BadInput` where the facts were derived by another version of the program."""
    if manifest.derivation != derivation():
        raise BadInput(
            f"快照 {folder}（{manifest.body}）的推算版本是 {manifest.derivation}，本程序是 {derivation()}，"
            "不能一起排查。"
            "请在报送单位把程序升级到同一版本后重新运行 dangyuan snapshot export"
        )


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def leftovers(folder: Path, parts: Iterable[Part]) -> list[Path]:
    """The files of ours in ``folder`` that its manifest does not name (an export was cut off, or replaced them)."""
    named = {part.file for part in parts}
    return [p for pattern in ("part-*.parquet", ".part-*") for p in folder.glob(pattern) if p.name not in named]
