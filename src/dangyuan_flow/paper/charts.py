"""Charts as SVG, drawn here and printed as they are: bars and lines with their numbers beside them.

Facts are solid, leads are hatched (lines: whole and dashed), so that a black-and-white print still tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

ACCENT, SECOND, LINE, INK = "#9e1b1b", "#8c8579", "#d8d4cc", "#1c1b1a"
WIDTH = 440
"""The width of a chart in points; a page of an official paper has 442."""
_LABEL, _NUMBER, _BAR, _GAP, _PAIR = 128, 34, 8, 7, 2
_FONT = "Dangyuan Hei, Dangyuan Fang One, Dangyuan Song One, Dangyuan Song Two, Dangyuan Song Three"
_SIZE = 8.5
_LONGEST = 14
_HATCH = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One line of a bar chart: its name, and how many facts and leads."""

    name: str
    facts: int
    leads: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One point of a trend: its name, and how many facts and leads."""

    name: str
    facts: int
    leads: int


def bars(told: Sequence[Bar]) -> Markup:
    """Horizontal bars, facts above leads, the number at each bar's end; nothing where nothing is told."""
    most = max((max(bar.facts, bar.leads) for bar in told), default=0)
    if most == 0:
        return Markup()
    scale = (WIDTH - _LABEL - _NUMBER) / most
    parts: list[str] = []
    top = 4.0
    for bar in told:
        drawn = [(bar.facts, False)] + ([(bar.leads, True)] if bar.leads else [])
        height = len(drawn) * _BAR + (len(drawn) - 1) * _PAIR
        parts.append(_text(_LABEL - 6, top + height / 2 + 3, _short(bar.name), anchor="end"))
        for number, (value, is_lead) in enumerate(drawn):
            y = top + number * (_BAR + _PAIR)
            parts.append(_bar(_LABEL, y, value * scale, is_lead=is_lead))
            parts.append(_text(_LABEL + value * scale + 4, y + _BAR - 1, str(value)))
        top += height + _GAP
    parts.append(f'<path d="M{_LABEL} 0V{top - _GAP + 4:.1f}" stroke="{INK}" stroke-width="0.6" fill="none"/>')
    return _svg(parts + _legend(top + 2, with_leads=any(bar.leads for bar in told)), top + 16)


def lines(told: Sequence[Mark]) -> Markup:
    """Facts and leads over the sweeps, each point with its number; nothing where there is only one point."""
    if len(told) < 2:  # noqa: PLR2004  a line has two ends
        return Markup()
    left, right, top, bottom = 24.0, 24.0, 16.0, 120.0
    most = max(max(mark.facts, mark.leads) for mark in told) or 1
    step = (WIDTH - left - right) / (len(told) - 1)
    across = [left + step * number for number in range(len(told))]
    parts = [f'<path d="M{left} {bottom}H{WIDTH - right}" stroke="{INK}" stroke-width="0.6" fill="none"/>']
    for x, mark in zip(across, told, strict=True):
        parts.append(_text(x, bottom + 12, mark.name, anchor="middle"))
    drawn = [("facts", [mark.facts for mark in told], ACCENT, "none")]
    if any(mark.leads for mark in told):
        drawn.append(("leads", [mark.leads for mark in told], SECOND, "4 2"))
    for name, values, colour, dash in drawn:
        down = [bottom - (bottom - top) * value / most for value in values]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True))
        parts.append(f'<path d="M{path}" stroke="{colour}" stroke-width="1.4" stroke-dasharray="{dash}" fill="none"/>')
        for x, y, value in zip(across, down, values, strict=True):
            parts.append(_point(x, y, colour, is_lead=name == "leads"))
            parts.append(_text(x, y - 5, str(value), anchor="middle"))
    return _svg(parts + _legend(bottom + 20, with_leads=len(drawn) > 1), bottom + 34)


def _bar(x: float, y: float, width: float, *, is_lead: bool) -> str:
    if not is_lead:
        return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_BAR}" fill="{ACCENT}"/>'
    hatches = "".join(
        f"M{x + at:.1f} {y + _BAR:.1f}L{min(x + at + _BAR, x + width):.1f} {y + max(_BAR - (width - at), 0):.1f}"
        for at in range(0, int(width), _HATCH)
    )
    frame = f"M{x:.1f} {y:.1f}h{width:.1f}v{_BAR}h{-width:.1f}z"
    return f'<path d="{frame}{hatches}" stroke="{SECOND}" stroke-width="0.7" fill="none"/>'


def _point(x: float, y: float, colour: str, *, is_lead: bool) -> str:
    if is_lead:
        corners = f"{x:.1f},{y - 3:.1f} {x + 3:.1f},{y:.1f} {x:.1f},{y + 3:.1f} {x - 3:.1f},{y:.1f}"
        return f'<polygon points="{corners}" fill="#ffffff" stroke="{colour}" stroke-width="1"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{colour}"/>'


def _legend(y: float, *, with_leads: bool) -> list[str]:
    found = [_bar(_LABEL, y, 18, is_lead=False), _text(_LABEL + 22, y + _BAR - 1, "事实")]
    if with_leads:
        found += [_bar(_LABEL + 60, y, 18, is_lead=True), _text(_LABEL + 82, y + _BAR - 1, "线索（须核实）")]
    return found


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _svg(parts: list[str], height: float) -> Markup:
    inner = "".join(parts)
    return Markup(  # noqa: S704  numbers, our own colours, and names that were escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}pt" height="{height:.0f}pt" viewBox="0 0 {WIDTH} '
        f'{height:.0f}" font-family="{_FONT}" font-size="{_SIZE}" fill="{INK}">{inner}</svg>'
    )
