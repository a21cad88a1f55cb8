"""The citizen's identity number (GB 11643-1999): what it says of birth and sex, and whether its check digit holds."""

from __future__ import annotations

import re
from datetime import date
from operator import mul

_LIKE_ONE = re.compile(r"(?<![0-9])[0-9]{14,17}[0-9Xx](?![0-9])")
_SHAPE = re.compile("[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character of the number that begins with ``first_seventeen`` digits (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(map(mul, _WEIGHTS, map(int, first_seventeen))) % 11]


def is_well_formed(number: str) -> bool:
    """Whether ``number`` has eighteen characters of the right sort (the check digit is another matter)."""
    return _SHAPE.fullmatch(number) is not None


def check_holds(number: str) -> bool:
    """Whether the check digit is right."""
    return is_well_formed(number) and check_digit(number[:17]) == number[17]


def born_on(number: str) -> date | None:
    """The birth date in ``number``; ``None`` where there is no such day."""
    if not is_well_formed(number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str | None:
    """男 or 女 as the seventeenth digit says."""
    if not is_well_formed(number):
        return None
    return "男" if int(number[16]) % 2 else "女"


def masked(number: str | None) -> str:
    """The number as lists show it: the area and the last four, the rest hidden; of a broken one nothing is shown."""
    if number is None:
        return ""
    return f"{number[:6]}********{number[-4:]}" if is_well_formed(number) else "********"


def masked_within(text: str) -> str:
    """A text in which whatever looks like an identity number, right or broken, is hidden but for its two ends."""
    return _LIKE_ONE.sub(lambda found: f"{found[0][:6]}********{found[0][-4:]}", text)
