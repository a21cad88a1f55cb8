"""The two rounds of voting, admission and conversion: what their counts on record amount to (细则-2026 arts. 19, 20, 32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.facts import Facts


def tally_of(f: Facts, round_: str) -> Tally:
    get = f.__getitem__
    return Tally(
        *(
            get(f"{round_}_{count}")  # type: ignore[arg-type]  # counts are whole numbers by the vocabulary
            for count in (
                "entitled",
                "present",
                "ballots_issued",
                "collected",
                "for",
                "against",
                "abstained",
                "invalid",
                "written_for",
                "written_against",
            )
        )
    )


VOTE_COUNTS = (
    *("entitled", "present", "expected", "attended", "ballots_issued", "collected"),
    *("for", "against", "abstained", "invalid", "written_for", "written_against"),
)


def votes_are_unknown(f: Facts, round_: str) -> bool:
    """Written approvals decide and their column is absent; where everybody was present there can be none."""
    if f"{round_}_written_for" not in f.unknown:
        return False
    entitled, present = f[f"{round_}_entitled"], f[f"{round_}_present"]
    return entitled is None or entitled != present


def vote_recorded(round_: str) -> Callable[[Facts], bool]:
    return lambda f: any(f[f"{round_}_{count}"] is not None for count in VOTE_COUNTS)


def failed(round_: str) -> Callable[[Facts], bool]:
    return lambda f: not votes_are_unknown(f, round_) and tally_of(f, round_).failed


def only(round_: str, rough: str, exact: str) -> Callable[[Facts], int | None]:
    return lambda f: f[f"{round_}_{rough}"] if f[f"{round_}_{exact}"] is None else None  # type: ignore[return-value]  # counts
