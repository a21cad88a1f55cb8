"""Gather the texts of people: from a ledger's columns, from a store's records and papers, from a folder of files."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.errors import BadInput, NotFound, reason_of
from dangyuan_flow.domain.identity import masked_within
from dangyuan_flow.domain.writings import EXAMINER, KINDS, PAPERS, Written, kind_told_by
from dangyuan_flow.store import Selection, records_naming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from dangyuan_flow.domain.journal import StepRecord
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger

LARGEST_TEXT = 2_000_000
"""Bytes; what is larger is no text that one person wrote."""

_READ = frozenset({".txt", ".md", ".docx"})
_DOCUMENT, _LARGEST_DOCUMENT = "word/document.xml", 40_000_000
_PIECES = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(</w:p>|<w:br[ /])")
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
_SEPARATORS = re.compile(r"[-_—–－ 　.．·(（)）\[\]【】、，,]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_NAMED_MOST = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """Texts, and what to say of those that were not read or belong to nobody."""

    found: tuple[Written, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Texts) -> Texts:
        return Texts(found=self.found + other.found, notes=self.notes + other.notes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """A dossier to which texts may belong: its id (or the ledger's sheet and row), and whose it is."""

    dossier: str
    name: str
    id_number: str | None = None
    branch: str | None = None

    def wrote(self, kind: str, text: str) -> Written:
        """The text as this person's."""
        return Written(dossier=self.dossier, name=self.name, branch=self.branch, kind=kind, text=text)


@dataclass(slots=True)
class _Index:
    """Owners by whatever a file's name may call them: dossier id, identity number, name."""

    by_key: dict[str, list[Owner]] = field(default_factory=dict)

    def add(self, owner: Owner) -> None:
        for key in {owner.dossier, owner.dossier.replace("!", "-"), owner.id_number, owner.name} - {None, ""}:
            self.by_key.setdefault(str(key).upper(), []).append(owner)

    def meant(self, path: Path) -> list[Owner]:
        """The owners that may be meant by a file's path (without its ending); nobody, one, or several of one name."""
        candidates: dict[str, Owner] = {}
        for part in (path.stem, *(folder.name for folder in path.parents if folder.name)):
            for key in _keys(part.upper()):
                owners = self.by_key.get(key, ())
                if len(owners) == 1:
                    return list(owners)
                candidates.update({owner.dossier: owner for owner in owners})
        return list(candidates.values())


def _keys(part: str) -> Iterator[str]:
    """A file name's pieces, the longest first: ``2026-00042-申请书`` may begin with an id that has a dash in it."""
    edges = [(0, 0), *(match.span() for match in _SEPARATORS.finditer(part)), (len(part), len(part))]
    spans = [(edges[i][1], edges[j][0]) for i in range(len(edges) - 1) for j in range(i + 1, min(i + 6, len(edges)))]
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        if end > start:
            yield part[start:end]


def owners_of_ledger(ledger: Ledger) -> tuple[Owner, ...]:
    """Everybody in a ledger."""
    return tuple(
        Owner(
            dossier=f"{row.sheet}!{row.row}",
            name=row.name,
            id_number=_text(row.values.get("id_number")),
            branch=_text(row.values.get("branch")),
        )
        for row in ledger.rows
    )


def owners_of_store(flow: Flow, branches: Collection[str] | None) -> tuple[Owner, ...]:
    """Everybody who has a dossier in the branches (``None``: all)."""
    return tuple(
        Owner(dossier=line.id, name=line.name or "", id_number=line.id_number, branch=line.branch)
        for line in flow.store.list(Selection(branches=branches))
    )


def texts_of_ledger(ledger: Ledger) -> Texts:
    """What stands in a ledger's columns for texts, and in those for examiners' opinions."""
    owners = {row.row: owner for row, owner in zip(ledger.rows, owners_of_ledger(ledger), strict=True)}
    found = [owners[cell.of].wrote(KINDS[cell.name], cell.text) for cell in ledger.texts]
    for row in ledger.rows:
        for name in WRITTEN:
            opinions = row.values.get(name)
            found += [
                owners[row.row].wrote(EXAMINER, str(text)) for text in (opinions if isinstance(opinions, tuple) else ())
            ]
    return Texts(found=tuple(found))


def texts_of_store(flow: Flow, owners: Iterable[Owner]) -> Texts:
    """Every text that was ever handed in with the records of ``owners``, and what their papers say as plain text."""
    by_id = {owner.dossier: owner for owner in owners}
    found: dict[tuple[str, str, str], Written] = {}
    notes: list[str] = []
    for record in records_naming(flow.store.database, (*KINDS, *WRITTEN, *PAPERS)):
        owner = by_id.get(record.dossier)
        if owner is None:
            continue
        told = [*_told(record), *_papers(flow, record, notes)]
        for kind, text in told:
            found.setdefault((owner.dossier, kind, text), owner.wrote(kind, text))
    return Texts(found=tuple(found.values()), notes=_briefly(notes))


def _told(record: StepRecord) -> Iterator[tuple[str, str]]:
    for name, kind in KINDS.items():
        if name in record.particulars:
            yield kind, record.particulars[name]
    for name in WRITTEN:
        opinions = record.facts.get(name)
        yield from ((EXAMINER, str(text)) for text in (opinions if isinstance(opinions, tuple) else ()))


def _papers(flow: Flow, record: StepRecord, notes: list[str]) -> Iterator[tuple[str, str]]:
    for paper in record.materials:
        if paper.kind not in PAPERS or paper.digest is None or paper.file_name is None:
            continue
        place = f"{record.dossier} 的《{paper.kind}》（{paper.file_name}）"
        if Path(paper.file_name).suffix.lower() not in _READ:
            notes.append(f"{place}：{_NOT_TEXT}")
            continue
        try:
            content = flow.store.document(paper.digest)
        except NotFound as missing:
            notes.append(f"{place}：{missing}")
            continue
        text = read_text(paper.file_name, content)
        if isinstance(text, Unreadable):
            notes.append(f"{place}：{text.says}")
        else:
            yield PAPERS[paper.kind], text


def texts_of_folder(folder: Path, owners: Iterable[Owner]) -> Texts:
    """The text files of ``folder`` and its subfolders, each named by a person, an identity number or a dossier's id.

    Raises :class:`BadInput` for what is no folder, cannot be opened, or holds no text file at all.
    """
    index = _Index()
    for owner in owners:
        index.add(owner)
    files = _files(folder)
    found: list[Written] = []
    notes: list[str] = []
    for path in files:
        inner = path.relative_to(folder)
        meant = index.meant(inner)
        if len(meant) != 1:
            notes.append(f"{inner}：{_whose(meant)}")
            continue
        text = _text_at(path)
        if isinstance(text, Unreadable):
            notes.append(f"{inner}：{text.says}")
        else:
            found.append(replace(meant[0].wrote(kind_told_by(str(inner)), text), file=masked_within(str(inner))))
    return Texts(found=tuple(found), notes=_briefly(notes))


def _files(folder: Path) -> list[Path]:
    try:
        if not folder.is_dir():
            why = "不是文件夹" if folder.exists() else "没有这个文件夹"
            msg = f"“{folder}”{why}；--texts 须写存放材料文字的文件夹"
            raise BadInput(msg)
        inside = [
            path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith((".", "~$"))
        ]
    except OSError as error:
        msg = f"不能打开文件夹“{folder}”：{reason_of(error)}"
        raise BadInput(msg) from error
    if not inside:
        msg = (
            f"文件夹“{folder}”是空的；请放入以姓名、身份证号或档案编号命名的 .txt 或 .docx 文件，如 张三-入党申请书.txt"
        )
        raise BadInput(msg)
    return inside


def _whose(meant: list[Owner]) -> str:
    if not meant:
        return "文件名里没有名单上的姓名、身份证号或档案编号，没有读取"
    return f"有{len(meant)}份档案都叫“{meant[0].name}”，分不清是谁的，没有读取；请在文件名里写身份证号或档案编号"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that gives no text, and why."""

    says: str


_NOT_TEXT = "不是文字文件，没有读取；只读 .txt、.md、.docx，扫描件和 PDF 须先转成文字"


def _text_at(path: Path) -> str | Unreadable:
    if path.suffix.lower() not in _READ:
        return Unreadable(_NOT_TEXT)
    try:
        size = path.stat().st_size
        return _too_large(size) if size > LARGEST_TEXT else read_text(path.name, path.read_bytes())
    except OSError as error:
        return Unreadable(f"不能读取：{reason_of(error)}")


def _too_large(size: int) -> Unreadable:
    return Unreadable(f"有 {size / 1_000_000:.1f} MB，一份材料的文字不会超过 {LARGEST_TEXT // 1_000_000} MB，没有读取")


def read_text(name: str, content: bytes) -> str | Unreadable:
    """The text of a file: ``.docx``, or plain text in UTF-8, UTF-16 (with its mark) or GB18030."""
    if len(content) > LARGEST_TEXT:
        return _too_large(len(content))
    text = _of_docx(content) if Path(name).suffix.lower() == ".docx" else _decoded(content)
    if isinstance(text, str) and not text.strip():
        return Unreadable("没有内容")
    return text


def _decoded(content: bytes) -> str | Unreadable:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\x00" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not _CONTROLS.search(text):
                return text
    return Unreadable("不是文字（或不是 UTF-8、GB18030 编码），没有读取；请另存为 UTF-8 文本")


def _of_docx(content: bytes) -> str | Unreadable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if package.getinfo(_DOCUMENT).file_size > _LARGEST_DOCUMENT:
                return Unreadable("展开后过大，没有读取")
            xml = package.read(_DOCUMENT).decode("utf-8", "replace")
    except _BROKEN:
        return Unreadable("不是完好的 .docx 文件，没有读取；请用文字处理软件重新保存")
    return html.unescape("".join(piece[1] or "\n" for piece in _PIECES.finditer(xml)))


def _briefly(notes: list[str]) -> tuple[str, ...]:
    """The first notes one by one, the rest by number; files are named by identity numbers, which nobody is to read."""
    rest = len(notes) - _NAMED_MOST
    return tuple(masked_within(note) for note in notes[:_NAMED_MOST]) + (
        (f"另有 {rest} 个文件没有读取",) if rest > 0 else ()
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
