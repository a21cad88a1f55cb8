"""The citizen's identity number: shape, check digit, birth, sex."""

from datetime import date

import pytest

from dangyuan_flow.domain.identity import born_on, check_digit, check_holds, is_well_formed, masked, sex
from tests.unit.invented import identity_number

MAN = identity_number(date(1995, 3, 8), order=1)
WOMAN = identity_number(date(2000, 2, 29), order=2)


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("11010519491231002") == "X"  # the standard's own example
    assert check_digit("44052418800101001") == "4"


def test_a_right_number_holds_and_one_wrong_digit_breaks_it() -> None:
    assert check_holds(MAN)
    assert check_holds(WOMAN)
    wrong = MAN[:-1] + ("0" if MAN[-1] != "0" else "1")
    assert not check_holds(wrong)
    assert not check_holds(MAN[:8] + ("1" if MAN[8] != "1" else "2") + MAN[9:])


def test_birth_and_sex_are_read_from_the_number() -> None:
    assert (born_on(MAN), sex(MAN)) == (date(1995, 3, 8), "男")
    assert (born_on(WOMAN), sex(WOMAN)) == (date(2000, 2, 29), "女")


def test_a_day_that_no_calendar_has_is_no_birth_date() -> None:
    assert born_on("999999199902300018") is None


@pytest.mark.parametrize("mangled", ["", "1.1E+17", "99999919950308", MAN + "0", MAN[:-1] + "x", "９" * 18])
def test_a_mangled_number_is_not_well_formed_and_tells_nothing(mangled: str) -> None:
    assert not is_well_formed(mangled)
    assert not check_holds(mangled)
    assert born_on(mangled) is None
    assert sex(mangled) is None


def test_lists_show_the_area_and_the_last_four_only() -> None:
    assert masked(MAN) == f"999999********{MAN[-4:]}"
    assert masked(None) == ""
