"""How alike two texts are: the share of what they have in common, and the longest passage that both hold.

Only characters that carry words are compared (marks, digits and the writer's own name are not), five at a time. What is
everybody's is nobody's: the oath, the constitution's sentences, and whatever short phrase many of the texts share are
taken out first (套话); a *long* run that many share stays, for that is what copying looks like.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.writings import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 5
"""Characters in a shingle."""

OWN_LEAST = 60
"""Shingles that must be left of a text without its formulas, or it says too little of its own to be compared."""

_FORMULA_UP_TO = 120
"""Characters: a longer run shared by many texts is no formula."""

_MANY_TEXTS, _SHARED_BY, _SHARED_LEAST = 20, 0.15, 5
"""Formulas are looked for among so many texts or more: what so large a share of them hold, and so many at least."""

_SAMPLED = 1000
_SHOWN = 60
_WORDS = re.compile(r"[^\W\d_]+")
_CHARACTER = re.compile(r"[^\W\d_]")

_QUOTED = (
    (
        "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，对党忠诚，"
        "积极工作，为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。"
    ),
    (
        "中国共产党是中国工人阶级的先锋队，同时是中国人民和中华民族的先锋队，是中国特色社会主义事业的领导核心，"
        "代表中国先进生产力的发展要求，代表中国先进文化的前进方向，代表中国最广大人民的根本利益。"
        "党的最高理想和最终目标是实现共产主义。"
    ),
    (
        "中国共产党以马克思列宁主义、毛泽东思想、邓小平理论、“三个代表”重要思想、科学发展观、"
        "习近平新时代中国特色社会主义思想作为自己的行动指南。"
    ),
    (
        "年满十八岁的中国工人、农民、军人、知识分子和其他社会阶层的先进分子，承认党的纲领和章程，愿意参加党的一个组织并在其中"
        "积极工作、执行党的决议和按期交纳党费的，可以申请加入中国共产党。"
    ),
    "请党组织在实践中考验我。此致敬礼。敬爱的党组织：我志愿申请加入中国共产党。",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """A text that is much like another person's.

    ``share``: what the two have in common, in percent; ``passage``: the longest run that both hold, as ``one`` has it;
    ``others``: how many further dossiers hold a text as much alike.
    """

    one: Written
    other: Written
    share: int
    passage: str
    others: int = 0


def _unnamed(text: str, name: str) -> str:
    return text.replace(name, " " * len(name)) if name else text


def plain(text: str, name: str = "") -> str:
    """The characters of ``text`` that are compared, those of ``name`` left out."""
    return "".join(_WORDS.findall(_unnamed(text, name)))


def shingles(plain_text: str) -> list[str]:
    """Every five characters in a row; none for a shorter text."""
    return [plain_text[i : i + WIDTH] for i in range(len(plain_text) - WIDTH + 1)]


QUOTED = frozenset(shingle for text in _QUOTED for shingle in shingles(plain(text)))
"""What every application may quote: the oath, the constitution, the usual opening and end."""


def shared_by_many(plain_texts: Sequence[str]) -> frozenset[str]:
    """The shingles that many of the texts hold, told from an even sample; none where the texts are few."""
    if len(plain_texts) < _MANY_TEXTS:
        return frozenset()
    sample = plain_texts[:: -(-len(plain_texts) // _SAMPLED)]
    counted: Counter[str] = Counter()
    for text in sample:
        counted.update(set(shingles(text)))
    least = max(_SHARED_LEAST, _SHARED_BY * len(sample))
    return frozenset(shingle for shingle, count in counted.items() if count >= least)


def own(plain_text: str, many: frozenset[str] = frozenset()) -> frozenset[str]:
    """The shingles of a text that are its own: without what all quote, and without short runs that ``many`` share."""
    found = shingles(plain_text)
    kept = [shingle not in QUOTED for shingle in found]
    if many:
        for start, end in _runs([k and shingle in many for k, shingle in zip(kept, found, strict=True)]):
            if end - start + WIDTH - 1 <= _FORMULA_UP_TO:
                kept[start:end] = [False] * (end - start)
    return frozenset(shingle for k, shingle in zip(kept, found, strict=True) if k)


def share(one: frozenset[str], other: frozenset[str]) -> int:
    """What two texts have in common, in percent of what both hold (rounded down)."""
    return 200 * len(one & other) // (len(one) + len(other)) if one or other else 0


def passage(one: Written, other: Written, shared: frozenset[str]) -> str:
    """The longest run that both texts hold, made of the shingles ``shared``, as the first one has it; cut if long."""
    start, length = _longest(plain(one.text, one.name), plain(other.text, other.name), shared)
    if not length:
        return ""
    places = [match.start() for match in _CHARACTER.finditer(_unnamed(one.text, one.name))]
    found = " ".join(one.text[places[start] : places[start + length - 1] + 1].split())
    return found if len(found) <= _SHOWN else f"{found[:_SHOWN]}……（共{length}字）"


def _longest(here: str, there: str, shared: frozenset[str]) -> tuple[int, int]:
    """Where in ``here`` the longest run of both starts, and its length; grown shingle by shingle."""
    places: dict[str, list[int]] = {}
    for at, shingle in enumerate(shingles(there)):
        if shingle in shared:
            places.setdefault(shingle, []).append(at)
    best, start = 0, 0
    runs: dict[int, int] = {}
    for at, shingle in enumerate(shingles(here)):
        runs = {other: runs.get(other - 1, 0) + 1 for other in places.get(shingle, ())}
        longest = max(runs.values(), default=0)
        if longest > best:
            best, start = longest, at - longest + 1
    return start, best + WIDTH - 1 if best else 0


def _runs(flags: Iterable[bool]) -> list[tuple[int, int]]:
    """The stretches of true flags, as (first, behind the last)."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    end = -1
    for end, flag in enumerate(flags):
        if flag and start is None:
            start = end
        elif not flag and start is not None:
            found.append((start, end))
            start = None
    if start is not None:
        found.append((start, end + 1))
    return found
