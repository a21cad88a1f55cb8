"""The fonts on the shelf: which face holds which character, and which character none holds (缺字).

``templates/forms/fonts/faces.json`` tells what each shipped subset can print, so that asking costs no decompression. A
further ``.ttf`` or ``.otf`` laid into that folder is found too, as the last resort for a name that no shipped face has.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dangyuan_flow.paper.errors import BrokenForm

# Not printed, so no face need have them: line ends, tabs, and the marks that only guide line breaking.
SILENT = frozenset("\n\r\t\u200b\u2060\ufeff")


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """One font file, the family it is called by in forms.css, and the code points it can print."""

    path: Path
    family: str
    characters: frozenset[int]

    @property
    def rule(self) -> str:
        """The ``@font-face`` rule that makes the face known to the typesetter."""
        return f'@font-face {{ font-family: "{self.family}"; src: url("{self.path.as_uri()}"); }}'


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """All faces at hand."""

    faces: tuple[Face, ...]

    @classmethod
    def open(cls, folder: Path) -> "Shelf":
        """Read what lies in ``folder``.

        Raises:
            BrokenForm: the table of faces, or a font it names, is missing or unreadable.
        """
        table = folder / "faces.json"
        try:
            listed = json.loads(table.read_text(encoding="utf-8"))
            shipped = tuple(
                Face(
                    path=(folder / entry["file"]).resolve(),
                    family=entry["family"],
                    characters=_characters(entry["characters"]),
                )
                for entry in listed
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenForm(f"{table}：字体清单缺失或已损坏（{error}）。请重新安装本程序。") from error
        for face in shipped:
            if not face.path.is_file():
                raise BrokenForm(f"{face.path}：缺少字体文件。请重新安装本程序。")
        added = (path for path in sorted(folder.iterdir()) if path.suffix.lower() in {".ttf", ".otf"})
        return cls(faces=(*shipped, *(_added(path, number) for number, path in enumerate(added, start=1))))

    def missing(self, text: str) -> str:
        """The characters of ``text`` that no face has, each once, in the order in which they appear."""
        known = frozenset().union(*(face.characters for face in self.faces))
        return "".join(dict.fromkeys(sign for sign in text if ord(sign) not in known and sign not in SILENT))

    def needed(self, text: Iterable[str]) -> tuple[Face, ...]:
        """The faces that hold at least one character of ``text``."""
        codes = frozenset(map(ord, text))
        return tuple(face for face in self.faces if codes & face.characters)


def named(characters: str) -> str:
    """Characters as an error names them: “𠅤”（U+20164）."""
    return "、".join(f"“{sign}”（U+{ord(sign):04X}）" for sign in characters)


def _characters(runs: str) -> frozenset[int]:
    """Code points from runs such as ``20-7e a0``."""
    codes: set[int] = set()
    for run in runs.split():
        low, _, high = run.partition("-")
        codes.update(range(int(low, 16), int(high or low, 16) + 1))
    return frozenset(codes)


def _added(path: Path, number: int) -> Face:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            codes = frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError, AssertionError) as error:
        raise BrokenForm(
            f"{path}：读不出这个字体文件（{error}）。请换用完好的 .ttf 或 .otf 文件，或将它移走。"
        ) from error
    return Face(path=path.resolve(), family=f"Dangyuan Added {number}", characters=codes)
