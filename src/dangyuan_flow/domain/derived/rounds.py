"""The two rounds of voting, admission and conversion: what their counts amount to (细则-2026 arts. 19, 20, 32)."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.fact import UNTOLD
from dangyuan_flow.domain.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts


def tally_of(f: Facts, round_: str) -> Tally:
    """The counts of ``round_`` (``admission`` or ``conversion``) on record."""
    return _tally(*_COUNTS[round_](vars(f)))


_tally = lru_cache(maxsize=1024)(Tally)  # every derived fact of a round reads the same counts
_TALLIED = (
    *("entitled", "present", "ballots_issued", "collected"),
    *("for", "against", "abstained", "invalid", "written_for", "written_against"),
)
_COUNTS = {round_: itemgetter(*(f"{round_}_{count}" for count in _TALLIED)) for round_ in ("admission", "conversion")}


VOTE_COUNTS = (
    *("entitled", "present", "expected", "attended", "ballots_issued", "collected"),
    *("for", "against", "abstained", "invalid", "written_for", "written_against"),
)


DECISIVE_COUNTS = ("entitled", "present", "expected", "attended", "ballots_issued", "collected", "for")
"""Counts that no ballot leaves blank; the others are lawfully empty."""


def approvals(round_: str) -> Callable[[Facts], int | Untold | None]:
    """Approvals in all; open where absentees may have approved in writing and nobody kept a column for it.

    Known all the same where nobody was absent, or where even all absentees together could not make a majority.
    """

    def told(f: Facts) -> int | Untold | None:
        tally = tally_of(f, round_)
        if tally.votes_for is None or f"{round_}_written_for" not in f.unknown:
            return UNTOLD if tally.has_majority and _reading_is_open(f, round_) else tally.approvals
        entitled, present = _heads(f, round_)
        if entitled is None or present is None:
            return UNTOLD
        absent = max(entitled - present, 0)
        decided = not absent or 2 * (tally.votes_for + absent) <= entitled
        return tally.votes_for if decided else UNTOLD

    return told


def _reading_is_open(f: Facts, round_: str) -> bool:
    """Written approvals are on record, and a count is absent whose sum would say whether 赞成票 holds them already."""
    counts = ("collected", "against", "abstained", "invalid", "written_against")
    return bool(f[f"{round_}_written_for"]) and any(f"{round_}_{count}" in f.unknown for count in counts)


def _heads(f: Facts, round_: str) -> tuple[int | None, int | None]:
    """Entitled and present; else the rough head counts."""
    tally = tally_of(f, round_)
    entitled = f[f"{round_}_expected"] if tally.entitled is None else tally.entitled
    present = f[f"{round_}_attended"] if tally.present is None else tally.present
    return entitled, present  # type: ignore[return-value]  # counts are whole numbers by the vocabulary


def balance_off(round_: str) -> Callable[[Facts], int | Untold | None]:
    """By how many votes the sums miss; a surplus is open where written opinions have no column of their own."""

    def told(f: Facts) -> int | Untold | None:
        tally = tally_of(f, round_)
        no_column = not f.unknown.isdisjoint((f"{round_}_written_for", f"{round_}_written_against"))
        if no_column and tally.counted is not None and tally.collected is not None and tally.counted > tally.collected:
            return UNTOLD
        return tally.balance_off

    return told


def vote_recorded(round_: str) -> Callable[[Facts], bool]:
    """Whether any count of the round's ballot is on record."""
    counts = itemgetter(*(f"{round_}_{count}" for count in VOTE_COUNTS))
    return lambda f: any(count is not None for count in counts(vars(f)))


def failed(round_: str) -> Callable[[Facts], bool | Untold]:
    """Whether the ballot did not carry, so that no later clock runs.

    A source without any column for votes dates only meetings that carried *(our convention)*. Where the columns are
    there and the ballot's outcome cannot be told from them, it is open.
    """
    columns = frozenset(f"{round_}_{count}" for count in VOTE_COUNTS)

    def told(f: Facts) -> bool | Untold:
        if f[f"{round_}_met_on"] is None or columns <= f.unknown:
            return False
        tally = tally_of(f, round_)
        entitled, present = _heads(f, round_)
        if entitled is not None and present is not None and 2 * present <= entitled:
            return True
        if entitled is None or tally.approvals is None:
            return UNTOLD
        if 2 * tally.approvals > entitled:
            return False
        return UNTOLD if approvals(round_)(f) is UNTOLD else True

    return told


def only(round_: str, rough: str, exact: str) -> Callable[[Facts], int | None]:
    """The ``rough`` head count (应到人数, probationers perhaps included), where the ``exact`` one is not on record."""
    return lambda f: f[f"{round_}_{rough}"] if f[f"{round_}_{exact}"] is None else None  # type: ignore[return-value]  # counts
