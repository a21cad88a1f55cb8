"""Whom Spark is asked about: every rule broken, and lives bent at every boundary that rules and calendars have."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.rules.dossiers import COLUMNS, Recorded, facts_of
from tests.rules.faults import FAULTS, FURTHER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dangyuan_flow.domain.facts import Facts, Value

_DAY = timedelta(days=1)
_DAYS = tuple(
    map(
        date.fromisoformat,
        (
            *("1990-08-01", "2014-05-27", "2014-05-28", "2026-05-10", "2026-05-11", "2024-02-29", "2023-02-28"),
            *("2025-03-01", "2022-01-31", "2022-08-31", "2023-12-31", "2024-01-01", "2026-11-01", "2026-11-02"),
        ),
    )
)
"""Where editions begin and end, where months and leap years do, and the day of the sweep."""

_WORDS = ("", "无", "有", "合格", "不合格", "it's", 'a "quoted" one', "back\\slash", "两行\n文字\t", "云岭𠮷")


def broken() -> Iterator[tuple[str, Facts]]:
    """For each rule a dossier that breaks it, and the same one without the fault."""
    for number, (rule, fault) in enumerate((*FAULTS.items(), *FURTHER)):
        yield f"{rule}/{number}", facts_of(fault.recorded)
        yield f"{rule}/{number}/regular", facts_of({n: v for n, v in fault.base.items() if v is not None})


def bent(seed: int, each: int = 2) -> Iterator[tuple[str, Facts]]:
    """Broken dossiers with some facts moved to a boundary, taken away, or unknown to their source."""
    chance = random.Random(seed)
    for number, (rule, fault) in enumerate((*FAULTS.items(), *FURTHER)):
        for turn in range(each):
            unknown = chance.sample(COLUMNS, chance.randint(1, 8)) if chance.random() < 0.3 else ()
            yield f"{rule}/{number}/bent-{turn}", facts_of(_bent(fault.recorded, chance), unknown)


def _bent(recorded: Recorded, chance: random.Random) -> Recorded:
    told = dict(recorded)
    for name in chance.sample(sorted(told), min(len(told), 5)):
        if chance.random() < 0.25:
            del told[name]
        else:
            told[name] = _moved(name, told[name], chance)
    return told


def _moved(name: str, value: Value, chance: random.Random) -> Value:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return chance.choice((value - _DAY, value + _DAY, chance.choice(_DAYS)))
    if isinstance(value, int):
        return max(0, value + chance.choice((-1, 1)))
    if isinstance(value, str) and name not in {"id_number", "branch"}:
        return chance.choice(_WORDS)
    return value
