"""Examiners' opinions: the same words under three examinations, and formulas that may stand under all of them."""

from dangyuan_flow.domain.derived.opinions import most_repeated
from tests.rules.wordings import FORMULAS, OPINIONS


def test_a_description_that_serves_three_times_is_counted_whatever_its_marks() -> None:
    text = OPINIONS[0]
    assert most_repeated([text, text.replace("，", "、"), f" {text}\n"]) == (3, text)


def test_a_formula_may_stand_under_every_examination() -> None:
    for formula in FORMULAS:
        assert most_repeated([formula] * 6) == (0, None)


def test_descriptions_that_differ_are_each_counted_once() -> None:
    assert most_repeated(OPINIONS)[0] == 1
    assert most_repeated([]) == (0, None)


def test_full_width_and_half_width_are_the_same_words() -> None:
    assert (
        most_repeated(
            [
                "参加ＱＣ小组活动３次，主动承担数据整理和现场讲解工作",
                "参加QC小组活动3次，主动承担数据整理和现场讲解工作",
            ]
        )[0]
        == 2
    )


def test_a_long_text_is_shown_by_its_beginning() -> None:
    _, shown = most_repeated([OPINIONS[0] * 3])
    assert shown is not None
    assert shown.endswith("……")
    assert OPINIONS[0].startswith(shown[:20])
