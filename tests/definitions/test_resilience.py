"""However a definition is damaged: it loads, or it is refused with file and line; nothing else ever happens."""

import re
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dangyuan_flow.definitions import load_catalogue
from dangyuan_flow.domain.errors import BadDefinition

GOOD = Path(__file__).parent / "good"
FILES = ("regulations.yaml", "workflow.yaml", "parameters.yaml", "rules/1.yaml", "packs/zone.yaml")
SCRAPS = [
    "",
    "x",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "null",
    "no",
    "3",
    "2026-05-11",
    "[]",
    "{}",
    "'",
    "\n",
    "1.5",
    "-1",
    "~",
]
PLACE = re.compile(r"^(regulations|workflow|parameters|rules/1|packs/zone|rules)(\.yaml)?:\d+: .+")
TOKEN = re.compile(r"[^\s\[\]{},:]+|[\[\]{},:]")


@settings(max_examples=150)
@given(st.sampled_from(FILES), st.integers(0, 10_000), st.integers(0, 3), st.sampled_from(SCRAPS))
def test_damage_anywhere_is_refused_with_its_place_or_harmless(name: str, where: int, length: int, scrap: str) -> None:
    text = (GOOD / name).read_text(encoding="utf-8")
    tokens = list(TOKEN.finditer(text))
    first = tokens[where % len(tokens)]
    last = tokens[min(where % len(tokens) + length, len(tokens) - 1)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(GOOD, Path(place) / "workflow"))
        (folder / name).write_text(text[: first.start()] + scrap + text[last.end() :], encoding="utf-8")
        assert all(PLACE.match(problem) for problem in problems_of(folder))


def problems_of(folder: Path) -> tuple[str, ...]:
    try:
        load_catalogue(folder, packs=["zone"])
    except BadDefinition as refusal:
        return refusal.problems
    return ()
