"""Files of a dossier: what is handed in through a page, checked by its content, and what lies in the file already."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.journal import Material

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.domain.workflow import Step
    from dangyuan_flow.flow import Flow

LARGEST = 20_000_000
"""Bytes of one scan that is handed in through a page."""
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
_BEGINNINGS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
_ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",)}
_LONGEST_NAME = 100
_UNFIT = re.compile(r'[\\/:*?"<>|]')
_SHORTEST_PREFIX = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """A paper that is handed in: its kind, and its scan if there is one."""

    kind: str
    file_name: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A file of a dossier: the paper that it is, its content, and what it is by that content.

    ``media_type`` is ``None`` where a browser should not show it; ``replaced``: another one stands in its place now.
    """

    material: Material
    content: bytes
    media_type: str | None
    replaced: bool


def taken_in(
    step: Step, handed: Iterable[Handed], on: date
) -> tuple[tuple[Material, ...], dict[str, tuple[str, bytes]]]:
    """What is handed in at ``step`` as materials and documents by digest; raises :class:`BadInput`."""
    kinds = {kind.name: kind for kind in step.materials}
    materials: list[Material] = []
    documents: dict[str, tuple[str, bytes]] = {}
    for paper in handed:
        if paper.kind not in kinds:
            raise BadInput(f"第 {step.id} 步没有名为“{paper.kind}”的材料；有：{'、'.join(kinds) or '无'}")
        name = digest = None
        if paper.content is not None:
            name = checked(paper.file_name or "", paper.content)
            digest = hashlib.sha256(paper.content).hexdigest()
            documents[digest] = (name, paper.content)
        provider = kinds[paper.kind].provider
        materials.append(
            Material(kind=paper.kind, step=step.id, on=on, provider=provider, file_name=name, digest=digest)
        )
    return tuple(materials), documents


def checked(file_name: str, content: bytes) -> str:
    """The name under which an uploaded file is kept; raises :class:`BadInput` where it is no PDF or picture."""
    name = clean_name(file_name)
    if not content:
        raise BadInput(f"文件“{name}”是空的")
    if len(content) > LARGEST:
        size = len(content) / 1_000_000
        raise BadInput(
            f"文件“{name}”有 {size:.1f} MB，一个文件不超过 {LARGEST // 1_000_000} MB；请降低扫描分辨率后再交"
        )
    kind = media_type(content)
    if kind is None:
        raise BadInput(f"文件“{name}”的内容不是 PDF、JPG 或 PNG（按内容判断，与文件名无关），请另存为 PDF 或图片再交")
    if not name.lower().endswith(_ENDINGS[kind]):
        name = name.rpartition(".")[0] or name if "." in name else name
        name += _ENDINGS[kind][0]
    return name


def media_type(content: bytes) -> str | None:
    """What a file is by its first bytes; ``None`` where it is neither PDF nor picture."""
    return next((kind for beginning, kind in _BEGINNINGS if content.startswith(beginning)), None)


def clean_name(file_name: str) -> str:
    """A file's name without its folders and without signs that no file system or page should meet."""
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = _UNFIT.sub("_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) < len("jpeg.") and len(name) > _LONGEST_NAME:
        name = stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending
    return name[:_LONGEST_NAME] or "未命名"


def filed(flow: Flow, dossier_id: str, digest: str) -> Filed:
    """The file of a dossier whose digest begins with ``digest``; also one that another has replaced since.

    Raises :class:`NotFound` where the dossier has no such file, or is out of sight.
    """
    dossier = flow.store.get(dossier_id)
    here = {m.digest: m for m in dossier.materials if m.digest}
    known = {m.digest: m for line in flow.store.records(dossier_id) for m in line.entry.materials if m.digest} | here
    found = [m for key, m in known.items() if key.startswith(digest)] if len(digest) >= _SHORTEST_PREFIX else []
    if len(found) != 1 or found[0].digest is None:
        raise NotFound("这份档案里没有这个文件。")
    content = flow.store.document(found[0].digest)
    return Filed(
        material=found[0],
        content=content,
        media_type=media_type(content),
        replaced=found[0].digest not in here,
    )
