"""Texts of several people laid side by side: which are so much alike that somebody should look (leads, never verdicts).

MinHash with locality-sensitive hashing finds the pairs worth comparing (docs/adr/0010); what is then said of a pair,
the share and the passage, is counted exactly. Texts of one and the same dossier are not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rensa import RMinHash, RMinHashLSH

from dangyuan_flow.domain.identity import masked_within
from dangyuan_flow.domain.likeness import OWN_LEAST, Alike, own, passage, plain, share, shared_by_many

if TYPE_CHECKING:
    from dangyuan_flow.domain.writings import Written

Progress = Callable[[int, int], None]

USUAL_PERCENT = 60
"""What two texts have in common, in percent of both, from which on they are called alike (our convention)."""

LEAST_PERCENT = 50
"""Below that, candidates would be missed."""

_BANDS, _ROWS = 85, 3
"""Finds all but one in a thousand pairs that have 60 % in common, and lets hardly any stranger through."""

_SEED = 20260511
_DOUBT = 0.1
"""By how much the sketch of a pair may err before its texts are compared in full."""

_COMPARED_MOST = 10
"""So many nearest candidates of one text are compared in full, and no more."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two different texts by their places, and what they have in common."""

    one: int
    other: int
    share: int


def alike(
    texts: Sequence[Written], percent: int = USUAL_PERCENT, progress: Progress | None = None
) -> tuple[Alike, ...]:
    """Per dossier, the text that is most like another dossier's; in the order of ``texts``.

    ``percent``: the share from which on two texts are alike, at least :data:`LEAST_PERCENT`.
    """
    plains = [plain(text.text, text.name) for text in texts]
    many = shared_by_many(plains)
    same: dict[str, list[int]] = {}
    for place, text in enumerate(plains):
        same.setdefault(text, []).append(place)
    different = [places[0] for places in same.values()]
    near: dict[int, list[tuple[int, int]]] = {}
    for pair in _compared([plains[place] for place in different], many, percent, progress):
        one, other = different[pair.one], different[pair.other]
        near.setdefault(one, []).append((pair.share, other))
        near.setdefault(other, []).append((pair.share, one))
    best: dict[str, tuple[int, Alike]] = {}
    for first in different:
        group = same[plains[first]]
        matches = sorted(near.get(first, ()), key=lambda match: (-match[0], match[1]))
        if len(group) > 1 and len(own(plains[first], many)) >= OWN_LEAST:
            matches.insert(0, (100, first))
        nearest: dict[str, tuple[int, int]] = {}
        for found_share, of in matches:
            for other in same[plains[of]]:
                nearest.setdefault(texts[other].dossier, (found_share, other))
        for place in group if nearest else ():
            told = _told(texts, place, nearest)
            mine = texts[place].dossier
            if told is not None and (mine not in best or told.share > best[mine][1].share):
                best[mine] = (place, told)
    return tuple(
        replace(told, passage=_passage(told, many)) for _, told in sorted(best.values(), key=lambda line: line[0])
    )


def _told(texts: Sequence[Written], place: int, nearest: Mapping[str, tuple[int, int]]) -> Alike | None:
    """What to say of the text at ``place``: which dossier but its own stands first in ``nearest``."""
    mine = texts[place].dossier
    others = len(nearest.keys() - {mine})
    if not others:
        return None
    found, other = next(match for dossier, match in nearest.items() if dossier != mine)
    return Alike(one=texts[place], other=texts[other], share=found, passage="", others=others - 1)


def _passage(told: Alike, many: frozenset[str]) -> str:
    one, other = (own(plain(text.text, text.name), many) for text in (told.one, told.other))
    return masked_within(passage(told.one, told.other, one & other))


def _compared(plains: Sequence[str], many: frozenset[str], percent: int, progress: Progress | None) -> Iterable[_Pair]:
    """The pairs among texts that all differ, each with its exact share."""
    index = RMinHashLSH(threshold=0.0, num_perm=_BANDS * _ROWS, num_bands=_BANDS)
    least = percent / (200 - percent) - _DOUBT  # as a Jaccard index, which the sketches estimate
    sketches: dict[int, RMinHash] = {}
    for place, text in enumerate(plains):
        mine = own(text, many)
        if len(mine) >= OWN_LEAST:
            sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
            sketch.update(sorted(mine))
            nearest = sorted((-sketch.jaccard(sketches[other]), other) for other in index.query(sketch))
            for estimate, other in nearest[:_COMPARED_MOST]:
                if -estimate >= least and (found := share(mine, own(plains[other], many))) >= percent:
                    yield _Pair(other, place, found)
            index.insert(place, sketch)
            sketches[place] = sketch
        if progress is not None and (place % 100 == 0 or place == len(plains) - 1):
            progress(place + 1, len(plains))
