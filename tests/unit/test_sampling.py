"""Samples: the same seed draws the same dossiers, who weighs more comes sooner, every stratum has its share."""

from collections import Counter

import pytest

from dangyuan_flow.domain.sampling import allotted, draw, draw_by_stratum, weight

EVEN = {f"2026-{n:05}": 1.0 for n in range(200)}


def test_the_same_seed_draws_the_same_dossiers_in_whatever_order_they_come() -> None:
    drawn = draw(42, EVEN, 10)
    assert drawn == draw(42, dict(reversed(EVEN.items())), 10)
    assert len(set(drawn)) == 10
    assert draw(43, EVEN, 10) != drawn
    assert draw(42, EVEN, 5) == drawn[:5]


def test_one_dossier_more_leaves_the_other_lots_as_they_were() -> None:
    drawn = draw(42, EVEN | {"2027-00001": 1.0}, 10)
    assert set(drawn) - {"2027-00001"} <= set(draw(42, EVEN, 10))


def test_a_small_population_is_drawn_whole() -> None:
    assert sorted(draw(1, {"a": 1.0, "b": 1.0}, 9)) == ["a", "b"]
    assert draw(1, {}, 9) == ()


def test_each_dossier_is_drawn_as_often_as_it_weighs() -> None:
    weights = {"heavy": 3.0, "light": 1.0}
    first = Counter(draw(seed, weights, 1)[0] for seed in range(4000))
    assert 0.72 < first["heavy"] / 4000 < 0.78


def test_an_even_draw_favours_nobody() -> None:
    often = Counter(dossier for seed in range(400) for dossier in draw(seed, EVEN, 20))
    assert len(often) == 200
    assert min(often.values()) > 15
    assert max(often.values()) < 70


def test_every_stratum_has_its_share() -> None:
    strata = {dossier: ("甲", "乙", "乙", "乙")[i % 4] for i, dossier in enumerate(EVEN)}
    drawn = draw_by_stratum(42, EVEN, strata, 20)
    assert Counter(strata[dossier] for dossier in drawn) == {"甲": 5, "乙": 15}
    assert drawn == draw_by_stratum(42, EVEN, strata, 20)


@pytest.mark.parametrize(
    ("sizes", "size", "shares"),
    [
        ({"a": 10, "b": 10, "c": 10}, 10, {"a": 4, "b": 3, "c": 3}),
        ({"a": 1, "b": 99}, 10, {"a": 0, "b": 10}),
        ({"a": 2, "b": 3}, 99, {"a": 2, "b": 3}),
        ({}, 5, {}),
    ],
)
def test_shares_are_rounded_to_the_whole(sizes: dict[str, int], size: int, shares: dict[str, int]) -> None:
    assert allotted(sizes, size) == shares


def test_graver_findings_weigh_more_and_leads_half() -> None:
    assert weight([], 0) == 1
    assert weight([("S1", "fact"), ("S3", "lead")], 2) == 1 + 8 + 1 + 2
