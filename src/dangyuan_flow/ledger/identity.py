"""Identity numbers of residents (GB 11643): 18 characters, the birth date within, a check digit at the end."""

from __future__ import annotations

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_digit(body: str) -> str:
    """The check digit that belongs to the first seventeen digits."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def born_according_to(number: str | None) -> date | None:
    """The birth date in a number whose check digit is right; ``None`` where the number does not bear it out."""
    if number is None or len(number) != len(_WEIGHTS) + 1 or not number[:-1].isdigit():
        return None
    if check_digit(number[:-1]) != number[-1]:
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
