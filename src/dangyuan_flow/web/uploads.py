"""Files that people send: named safely, of the kind that their name says (by content), and not too large.

Sources: OWASP ASVS 5, V5 (file handling).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
import zlib
from typing import TYPE_CHECKING

from dangyuan_flow.application.evidence import LARGEST_FILE
from dangyuan_flow.domain.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from starlette.datastructures import UploadFile

    Upload = tuple[str, bytes]
    """A file's name, made safe, and its content."""

LARGEST_LEDGER = 30 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes; a workbook of a hundred thousand rows unpacks to less."""
LONGEST_NAME = 120
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ZIP = b"PK\x03\x04"
_PAPERS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".docx": (_ZIP,),
    ".xlsx": (_ZIP,),
    ".ofd": (_ZIP,),
    ".doc": (_OLE,),
    ".xls": (_OLE,),
}
_LEDGERS: dict[str, tuple[bytes, ...]] = {".xlsx": (_ZIP,), ".ods": (_ZIP,), ".xls": (_OLE,), ".csv": ()}
_INSIDE = {
    ".docx": ("word/document.xml",),
    ".xlsx": ("xl/workbook.xml",),
    ".ofd": ("OFD.xml",),
    ".ods": ("content.xml",),
}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_CHUNK = 1 << 20
_LOCAL_HEADER = 30


def safe_name(name: str) -> str:
    """A file's name without its path and without what a file system or a page could take for something else."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    bare = "".join(c for c in _UNSAFE.sub("_", bare) if unicodedata.category(c) not in ("Cf", "Cc")).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:LONGEST_NAME]}.{ending}" if dot and stem else bare[:LONGEST_NAME] or "未命名"


def papers(sent: Iterable[UploadFile]) -> Iterator[Upload]:
    """Papers handed in as evidence; raises :class:`BadInput` for one that is none."""
    for one in sent:
        yield _taken(one, _PAPERS, LARGEST_FILE, "材料应为 PDF、图片（JPG、PNG、TIFF）、OFD 或 Word、Excel 文件")


def ledger(sent: UploadFile) -> Upload:
    """A ledger to be read; raises :class:`BadInput` for what is none, and for one that unpacks without end."""
    name, content = _taken(sent, _LEDGERS, LARGEST_LEDGER, "台账应为 .xlsx、.xls、.ods 或 .csv 文件")
    if content.startswith(_ZIP):
        check_unpacked(content, name)
    return name, content


def kept_in(folder: Path, files: Iterable[Upload]) -> list[Path]:
    """The files written to ``folder``, each in a folder of its own, so that two may have one name."""
    found = []
    for number, (name, content) in enumerate(files):
        own = folder / str(number)
        own.mkdir()
        (own / name).write_bytes(content)
        found.append(own / name)
    return found


def _taken(sent: UploadFile, kinds: dict[str, tuple[bytes, ...]], most: int, wanted: str) -> Upload:
    name = safe_name(sent.filename or "")
    content = sent.file.read(most + 1)
    if len(content) > most:
        raise BadInput(f"“{name}”超过 {most // 1_000_000} MB，太大了；请压缩扫描件或拆分后再传")
    if not content:
        raise BadInput(f"“{name}”是空文件，请核对是不是选错了文件")
    ending = f".{name.rpartition('.')[2].lower()}"
    if ending not in kinds:
        raise BadInput(f"“{name}”不能接收：{wanted}")
    begins = kinds[ending]
    if begins and not content.startswith(begins):
        raise BadInput(f"“{name}”的内容不是 {ending} 文件，没有接收。请用原来的软件打开后另存，再传")
    if content.startswith(_ZIP) and not _holds(content, _INSIDE.get(ending, ())):
        raise BadInput(f"“{name}”的内容不是完整的 {ending} 文件，没有接收。请用原来的软件打开后另存，再传")
    if not begins and b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(f"“{name}”的内容不是文本，没有接收。请另存为 CSV UTF-8 或 .xlsx 后再传")
    return name, content


def _holds(content: bytes, parts: tuple[str, ...]) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return set(parts) <= set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def check_unpacked(content: bytes, name: str, most: int = MOST_UNPACKED) -> None:
    """Refuse a package that unpacks to more than ``most`` bytes, whatever its own table of contents says."""
    left = most
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for entry in package.infolist():
                left -= _unpacked(content, entry, left)
                if left < 0:
                    raise BadInput(
                        f"“{name}”展开后超过 {most // 2**20} MB，不像一份台账，没有读取。"
                        "请删去图片、空行和空列，另存后再传"
                    )
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError) as error:
        raise BadInput(f"“{name}”已损坏或不完整，没有读取。请用电子表格软件打开后另存为 .xlsx 再传") from error


def _unpacked(content: bytes, entry: zipfile.ZipInfo, most: int) -> int:
    """How many bytes an entry really unpacks to; more than ``most`` is not counted to its end."""
    head = content[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    start = entry.header_offset + _LOCAL_HEADER + int.from_bytes(head[26:28], "little")
    start += int.from_bytes(head[28:30], "little")
    packed = content[start : start + entry.compress_size]
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return len(packed)
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    count = len(reader.decompress(packed, _CHUNK))
    while count <= most and reader.unconsumed_tail:
        count += len(reader.decompress(reader.unconsumed_tail, _CHUNK))
    return count
