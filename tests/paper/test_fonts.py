"""The shipped fonts: what the table says of them is what they hold."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from dangyuan_flow.paper.fonts import Face, Shelf
from tests.paper.sheets import FORMS

SHELF = Shelf.open(FORMS / "fonts")


@pytest.mark.parametrize("face", SHELF.faces, ids=lambda face: face.path.name)
def test_the_table_of_faces_agrees_with_the_font(face: Face) -> None:
    with TTFont(face.path) as font:
        assert frozenset(font.getBestCmap()) == face.characters
        assert font["name"].getDebugName(1) == face.family


@pytest.mark.parametrize("face", SHELF.faces, ids=lambda face: face.path.name)
def test_no_subset_bears_a_reserved_name(face: Face) -> None:
    with TTFont(face.path) as font:
        names = " ".join(str(record) for record in font["name"].names if record.nameID in {1, 3, 4, 6, 16})
    assert not any(reserved in names for reserved in ("LXGW", "WenKai", "霞鹜", "Source", "Noto", "Fandol"))


def test_every_file_is_small_enough_to_be_kept_in_the_repository() -> None:
    assert all(face.path.stat().st_size < 2_000_000 for face in SHELF.faces)


def test_every_character_of_gb2312_and_of_the_unified_block_prints() -> None:
    everyday = "".join(
        bytes((row, cell)).decode("gb2312", errors="ignore") for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF)
    )
    assert SHELF.missing(everyday) == ""
    assert SHELF.missing("".join(map(chr, [*range(0x4E00, 0x9FA6), *range(0x3400, 0x4DB6)]))) == ""


def test_line_ends_and_marks_for_line_breaking_need_no_glyph() -> None:
    assert SHELF.missing("一\r\n二\t三\u200b") == ""


def test_only_what_a_text_needs_is_taken_from_the_shelf() -> None:
    assert {face.path.name for face in SHELF.needed("㛃")} == {"dangyuan-song-3.woff2"}


def test_every_family_in_the_styles_is_on_the_shelf() -> None:
    style = Path(FORMS / "forms.css").read_text(encoding="utf-8")
    assert all(f'"{face.family}"' in style for face in SHELF.faces)
