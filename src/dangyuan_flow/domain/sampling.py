"""Samples (抽查): dossiers drawn for people to read, at random or by risk; the same seed draws the same ones anywhere.

Each dossier's lot follows from the seed and its id alone, so neither the order of the dossiers nor the machine matters.
"""

from __future__ import annotations

import enum
import hashlib
import math
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LOTS = 1 << 64


class Method(enum.StrEnum):
    """How a sample is drawn."""

    RANDOM = "random"
    RISK = "risk"

    @property
    def chinese(self) -> str:
        """The method as people call it."""
        return {"random": "随机", "risk": "按风险"}[self]


def draw(seed: int, weights: Mapping[str, float], size: int) -> tuple[str, ...]:
    """``size`` of the dossiers, none twice, each as likely as its weight says (Efraimidis and Spirakis 2006).

    In the order in which they were drawn; all of them, where there are no more.
    """
    return tuple(sorted(weights, key=lambda dossier: (_wait(seed, dossier, weights[dossier]), dossier))[:size])


def draw_by_stratum(seed: int, weights: Mapping[str, float], strata: Mapping[str, str], size: int) -> tuple[str, ...]:
    """The same, each stratum (a dossier's body) with its share of ``size``; strata with a share follow by name."""
    members: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for dossier, weight in weights.items():
        members[strata[dossier]][dossier] = weight
    shares = allotted({name: len(some) for name, some in members.items()}, size)
    return tuple(dossier for name in sorted(members) for dossier in draw(seed, members[name], shares[name]))


def allotted(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of ``size`` fall to each stratum: by its share, rounded to the largest remainders (Hare's quota)."""
    total = sum(sizes.values())
    size = min(size, total)
    whole = {name: size * count // total for name, count in sizes.items()} if total else {}
    left = size - sum(whole.values())
    by_remainder = sorted(sizes, key=lambda name: (-(size * sizes[name] % total), name)) if total else []
    for name in by_remainder[:left]:
        whole[name] += 1
    return whole


def _wait(seed: int, dossier: str, weight: float) -> float:
    """How long a dossier waits for its turn: exponential, so that who weighs more comes sooner."""
    lot = int.from_bytes(hashlib.sha256(f"{seed}\n{dossier}".encode()).digest()[:8], "big")
    return -math.log((lot + 1) / (_LOTS + 1)) / weight


_SEVERITY_WEIGHTS = {"S1": 8.0, "S2": 4.0, "S3": 2.0, "S4": 1.0}
_LEAD_SHARE = 0.5


def weight(findings: Iterable[tuple[str, str]], missing_papers: int) -> float:
    """What a dossier weighs: 1, more for each finding (severity, certainty; a lead half) and for each paper missing."""
    found = sum(
        _SEVERITY_WEIGHTS[severity] * (_LEAD_SHARE if certainty == "lead" else 1.0) for severity, certainty in findings
    )
    return 1.0 + found + missing_papers
