"""How values are worded on paper: dates, counts, lists, paragraphs. The filters that templates use.

What is absent becomes a blank to be filled in by hand, never the word ``None``.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from markupsafe import Markup, escape

BLANK = Markup('<span class="blank"></span>')
BLANK_DAY = Markup('<span class="blank-day"><i></i>年<i></i>月<i></i>日</span>')


def day(value: date | None) -> Markup:
    """A day as papers write it, in Arabic figures and unpadded (GB/T 9704-2012): 2026年5月11日."""
    return BLANK_DAY if value is None else Markup('<span class="day">{}</span>').format(plain(value))


def short_day(value: date | None) -> str:
    """A day in a narrow column: 2026.05.11."""
    return "" if value is None else f"{value:%Y.%m.%d}"


def month(value: date | None) -> str:
    """Year and month: 1995.03."""
    return "" if value is None else f"{value:%Y.%m}"


def filled(value: object) -> Markup:
    """A filled-in value, in the hand's face: text, number, day or list; line breaks kept."""
    if value is None or value in ("", ()):
        return BLANK
    lines = Markup("<br>").join(escape(line) for line in plain(value).splitlines())
    return Markup('<span class="v">{}</span>').format(lines)


def cell(value: object) -> Markup:
    """A value in a cell of its own: like ``filled``, but an absent one leaves the cell empty."""
    return Markup() if value is None or value in ("", ()) else filled(value)


def paragraphs(value: object) -> Markup:
    """A long text as paragraphs, one for each line that has words."""
    lines = (line.strip() for line in str(value or "").splitlines())
    return Markup().join(Markup("<p>{}</p>").format(line) for line in lines if line)


def plain(value: object) -> str:
    """A value as bare words within a sentence; lists joined by 、."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(plain(item) for item in value)
    return str(value)


def meeting_of(committee: str | None) -> str:
    """How a committee's own meeting is called in its papers."""
    name = committee or ""
    return "工委会议" if "工委" in name or "工作委员会" in name else "党委会议"


def chinese_number(value: int) -> str:
    """A small number in Chinese: 6 → 六, 12 → 十二; from a hundred on papers write figures."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if not 0 < tens * 10 + ones < 100:  # noqa: PLR2004  a hundred, as said above
        return str(value)
    ten = "" if not tens else "十" if tens == 1 else digits[tens] + "十"
    return ten + (digits[ones] if ones else "")


FILTERS: Mapping[str, Callable[..., object]] = {
    "day": day,
    "short_day": short_day,
    "month": month,
    "filled": filled,
    "cell": cell,
    "paragraphs": paragraphs,
    "plain": plain,
    "meeting_of": meeting_of,
    "chinese_number": chinese_number,
}
