"""What the counts of a ballot amount to: both majorities, both readings of 赞成票, and the balance of the sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.tally import Tally
from tests.unit.invented import Given


def tally(**counts: Given) -> Tally:
    names = (
        *("entitled", "present", "issued", "collected", "votes_for"),
        *("against", "abstained", "invalid", "written_for", "written_against"),
    )
    return Tally(**dict.fromkeys(names) | counts)


@pytest.mark.parametrize(
    ("entitled", "least"),
    [(10, 6), (11, 6), (3, 2), (1, 1), (2, 2), (4, 3), (40, 21)],
)
def test_more_than_half_is_strictly_more_than_half(entitled: int, least: int) -> None:
    assert tally(entitled=entitled, present=least).has_quorum
    assert not tally(entitled=entitled, present=least - 1).has_quorum
    assert tally(entitled=entitled, votes_for=least).has_majority
    assert not tally(entitled=entitled, votes_for=least - 1).has_majority


def test_eleven_entitled_need_six_present() -> None:
    assert tally(entitled=11, present=5).has_quorum is False
    assert tally(entitled=11, present=6).has_quorum is True


def test_a_written_opinion_is_a_vote() -> None:
    assert tally(entitled=11, votes_for=5).has_majority is False
    assert tally(entitled=11, votes_for=6).has_majority is True
    assert tally(entitled=11, votes_for=5, written_for=1).has_majority is True


def test_a_written_opinion_is_not_attendance() -> None:
    assert tally(entitled=10, present=5, votes_for=5, written_for=5).has_quorum is False


def test_the_majority_is_of_the_entitled_never_of_those_present() -> None:
    counts = tally(entitled=10, present=6, votes_for=5)
    assert counts.has_quorum is True
    assert counts.has_majority is False
    assert counts.failed


def test_abstained_and_invalid_votes_count_against() -> None:
    assert tally(entitled=10, present=10, votes_for=5, abstained=3, invalid=2).failed


def test_what_is_not_on_record_is_neither_passed_nor_failed() -> None:
    assert tally(entitled=10).has_majority is None
    assert tally(votes_for=3).has_majority is None
    assert tally(present=3).has_quorum is None
    assert not tally().failed


def test_written_votes_are_counted_beside_the_ballots_unless_the_sums_say_otherwise() -> None:
    beside = tally(collected=8, votes_for=8, against=0, abstained=0, invalid=0, written_for=2)
    assert (beside.approvals, beside.reading, beside.balance_off) == (10, "赞成票不含书面意见", 0)
    within = tally(collected=8, votes_for=10, against=0, abstained=0, invalid=0, written_for=2)
    assert (within.approvals, within.reading, within.balance_off) == (10, "赞成票已含书面意见", 0)


def test_written_votes_against_count_in_the_sums_too() -> None:
    within = tally(collected=8, votes_for=9, against=1, abstained=0, invalid=0, written_for=1, written_against=1)
    assert within.includes_written
    assert within.approvals == 9


def test_without_written_votes_there_is_one_reading() -> None:
    assert tally(votes_for=8, written_for=0).reading == "无书面意见"


def test_sums_that_fit_neither_reading_are_off_by_the_nearer_one() -> None:
    assert tally(collected=10, votes_for=8, against=1, abstained=0).balance_off == 1
    assert tally(collected=10, votes_for=8, against=1, abstained=0, invalid=1).balance_off == 0
    assert tally(collected=8, votes_for=11, against=0, abstained=0, written_for=2).balance_off == 1


def test_sums_with_a_count_missing_are_not_compared() -> None:
    assert tally(collected=10, votes_for=8, abstained=0).balance_off is None
    assert tally(votes_for=8, against=1, abstained=0).balance_off is None


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 10))
def test_exactly_half_never_carries(entitled: int, votes_for: int, written: int) -> None:
    counts = tally(entitled=entitled, votes_for=votes_for, written_for=written)
    assert counts.has_majority is (votes_for + written > entitled / 2)
