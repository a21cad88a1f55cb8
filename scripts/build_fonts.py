"""Build the font subsets under templates/forms/fonts/ from the packages that carry the full faces.

    .venv/bin/python scripts/build_fonts.py

Needs apt-get, npm and pip (the ordinary clients) and about 200 MB of downloads, kept under build/fonts/. Each package
is taken at the version named here and checked against its digest, so the same subsets come out again, byte for byte.
"""

from __future__ import annotations

import bz2
import functools
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2FlavorData

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "templates" / "forms" / "fonts"
CACHE = ROOT / "build" / "fonts"


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """A package as its registry's client fetches it: the client's words, the file that arrives, its SHA-256."""

    fetch: tuple[str, ...]
    file: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """One shipped file: its family, the package and member it is cut from, the characters it keeps."""

    file: str
    family: str
    package: Package
    member: str
    characters: Callable[[], set[int]]


FANDOL = Package(
    fetch=("apt-get", "download", "texlive-lang-chinese=2022.20230122-1"),
    file="texlive-lang-chinese_2022.20230122-1_all.deb",
    sha256="9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
)
WENKAI = Package(
    fetch=("apt-get", "download", "fonts-lxgw-wenkai=1.250+repack-1"),
    file="fonts-lxgw-wenkai_1.250+repack-1_all.deb",
    sha256="6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
)
UNIHAN = Package(
    fetch=("apt-get", "download", "unicode-data=15.0.0-1"),
    file="unicode-data_15.0.0-1_all.deb",
    sha256="5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc",
)
NOTO_REGULAR = Package(
    fetch=(sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "pylopdf-fonts-zh-cn==0.1.1"),
    file="pylopdf_fonts_zh_cn-0.1.1-py3-none-any.whl",
    sha256="e2661ef3790cbe0f0f6aa5338b6859b7cd288ee75bc88cd4239c62cd025d4fb3",
)
NOTO_BOLD = Package(
    fetch=("npm", "pack", "--silent", "@expo-google-fonts/noto-serif-sc@0.4.3"),
    file="expo-google-fonts-noto-serif-sc-0.4.3.tgz",
    sha256="ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
)

UNIFIED = set(range(0x4E00, 0x9FA6))
EXTENSION_A = set(range(0x3400, 0x4DB6))
SIGNS = {
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A, pinyin
    *range(0x2010, 0x2040),  # dashes, quotation marks, ellipses, per mille
    *range(0x2190, 0x2194),  # arrows
    *range(0x2460, 0x249C),  # circled and bracketed numbers
    *range(0x2500, 0x2600),  # lines and shapes
    *(0x2103, 0x2116, 0x221A, 0x2610, 0x2611, 0x2612, 0x2713, 0x2717),  # ℃ № √ ☐ ☑ ☒ ✓ ✗
    *range(0x3000, 0x3020),  # CJK punctuation, 〇
    *range(0xFF00, 0xFFE6),  # full-width forms
}


def gb2312() -> set[int]:
    """The characters of GB/T 2312: what the licensed office faces hold."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def everyday() -> set[int]:
    """What each of the four faces keeps: GB/T 2312 and the signs."""
    return gb2312() | SIGNS


def first_level() -> set[int]:
    """The signs and the first level of GB/T 2312, 3,755 characters: the body face is cut in two below 2 MB each.

    Without its Latin letters and figures, which are a heavy slab: those come from the serif face.
    """
    return everyday() - second_level() - set(range(0x21, 0x250))


def second_level() -> set[int]:
    """The second level of GB/T 2312: rows 56 to 87."""
    return {ord(bytes((row, cell)).decode("gb2312")) for row in range(0xD8, 0xF8) for cell in range(0xA1, 0xFF)}


@functools.cache
def standard_table() -> frozenset[int]:
    """The 8,105 characters of 通用规范汉字表 (2013), from Unihan's field kTGH."""
    table = member_of(UNIHAN, "usr/share/unicode/Unihan_OtherMappings.txt.bz2")
    lines = bz2.decompress(table).decode().splitlines()
    return frozenset(int(line.removeprefix("U+").split("\t")[0], 16) for line in lines if "\tkTGH\t" in line)


def rare() -> set[int]:
    """Characters of names that GB/T 2312 lacks: of the unified block, Extension A, 通用规范汉字表, and beyond."""
    return (UNIFIED | EXTENSION_A | standard_table() | set(range(0x20000, 0x40000))) - gb2312()


def _slice(low: int, high: int) -> Callable[[], set[int]]:
    return lambda: {code for code in rare() if low <= code < high}


SERIF = "pylopdf_fonts_zh_cn/NotoSerifSC-Regular.otf"
FACES = (
    Face(
        file="dangyuan-fang-1.woff2",
        family="Dangyuan Fang One",
        package=FANDOL,
        member="usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        characters=first_level,
    ),
    Face(
        file="dangyuan-fang-2.woff2",
        family="Dangyuan Fang Two",
        package=FANDOL,
        member="usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        characters=second_level,
    ),
    Face(
        file="dangyuan-kai.woff2",
        family="Dangyuan Kai",
        package=WENKAI,
        member="usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        characters=everyday,
    ),
    Face(
        file="dangyuan-hei.woff2",
        family="Dangyuan Hei",
        package=NOTO_REGULAR,
        member="pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf",
        characters=everyday,
    ),
    Face(
        file="dangyuan-title.woff2",
        family="Dangyuan Title",
        package=NOTO_BOLD,
        member="package/700Bold/NotoSerifSC_700Bold.ttf",
        characters=everyday,
    ),
    Face(
        file="dangyuan-song-1.woff2",
        family="Dangyuan Song One",
        package=NOTO_REGULAR,
        member=SERIF,
        characters=lambda: _slice(0x4E00, 0x7800)() | SIGNS,
    ),
    Face(
        file="dangyuan-song-2.woff2",
        family="Dangyuan Song Two",
        package=NOTO_REGULAR,
        member=SERIF,
        characters=_slice(0x7800, 0xA000),
    ),
    Face(
        file="dangyuan-song-3.woff2",
        family="Dangyuan Song Three",
        package=NOTO_REGULAR,
        member=SERIF,
        characters=lambda: _slice(0x3400, 0x4E00)() | _slice(0x20000, 0x40000)(),
    ),
)


def fetched(package: Package) -> Path:
    """The package's file in the cache, fetched if it is not there, refused if its digest differs."""
    path = CACHE / package.file
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(package.fetch, cwd=CACHE, check=True)  # noqa: S603  the words stand in this file
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != package.sha256:
        sys.exit(f"{path}: SHA-256 is {found}, expected {package.sha256}")
    return path


@functools.cache
def member_of(package: Package, member: str) -> bytes:
    """One file out of a package: of Debian's, a wheel, or npm's tarball."""
    path = fetched(package)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(member)
    if path.suffix == ".deb":
        unpack = ("dpkg-deb", "--fsys-tarfile", str(path))
        plain = subprocess.run(unpack, check=True, capture_output=True).stdout  # noqa: S603  Debian's own tool
        return from_tar(plain, f"./{member}")
    return from_tar(path.read_bytes(), member)


def from_tar(content: bytes, member: str) -> bytes:
    """One file out of an archive."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        handle = archive.extractfile(member)
        if handle is None:
            sys.exit(f"{member}: not a file in its package")
        return handle.read()


def cut(face: Face) -> set[int]:
    """Write the subset of ``face``; gives the characters it has.

    The tables for vertical writing, hinting and layout features go: the forms use none. WOFF2's transformation of
    outlines is left off: undoing it costs five seconds in Python at every first print, for 0.2 MB.
    """
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13]
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "gasp", "vhea", "vmtx"]
    font = TTFont(io.BytesIO(member_of(face.package, face.member)), recalcTimestamp=False)
    wanted = face.characters()
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    rename(font, face.family)
    font.flavor = "woff2"
    font.flavorData = WOFF2FlavorData(transformedTables=())
    font.save(FONTS / face.file)
    return set(font.getBestCmap())


def rename(font: TTFont, family: str) -> None:
    """Give a subset a name of its own: the Open Font License reserves the original's."""
    postscript = family.replace(" ", "")
    names = {1: family, 2: "Regular", 3: f"{postscript}-Regular", 4: family, 6: f"{postscript}-Regular"}
    table = font["name"]
    version, copyright_notice = table.getDebugName(5), table.getDebugName(0)
    licence = table.getDebugName(13)
    table.names = []
    for number, text in {**names, 0: copyright_notice, 5: version, 13: licence}.items():
        if text:
            table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        compact = font["CFF "].cff
        compact.fontNames = [names[6]]
        compact[0].FullName = compact[0].FamilyName = family
        compact[0].Weight = "Regular"
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x21) | 0x40
    font["head"].macStyle = 0


def ranges(codes: Iterable[int]) -> list[str]:
    """``codes`` as hexadecimal runs: ``["20-7e", "a0"]``."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{low:x}" if low == high else f"{low:x}-{high:x}" for low, high in runs]


def main() -> None:
    """Build every face and the table of what each can print."""
    FONTS.mkdir(parents=True, exist_ok=True)
    faces = []
    for face in FACES:
        codes = cut(face)
        print(f"{face.file}: {len(codes)} characters, {(FONTS / face.file).stat().st_size // 1024} KB", flush=True)  # noqa: T201  a script tells what it did
        faces.append({"file": face.file, "family": face.family, "characters": " ".join(ranges(codes))})
    (FONTS / "faces.json").write_text(json.dumps(faces, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
