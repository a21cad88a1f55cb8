"""Charts as SVG, drawn on the server: a trend over sweeps, and the bar of one line of a table.

Facts are solid, leads dashed or hatched: the two can be told apart without colours. The numbers stand beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, HEIGHT = 760, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 56, 28, 164


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One point of a trend: its name, what it counts, and where a click leads (nowhere, if empty)."""

    name: str
    facts: int
    leads: int
    href: str = ""


def trend(marks: Sequence[Mark]) -> Markup:
    """Facts and leads over the sweeps, each point with its number; nothing where there is only one."""
    if len(marks) < 2:  # noqa: PLR2004  a line has two ends
        return Markup()
    most = max(max(mark.facts, mark.leads) for mark in marks) or 1
    step = (WIDTH - _LEFT - _RIGHT) / (len(marks) - 1)
    across = [_LEFT + step * number for number in range(len(marks))]
    parts = [f'<path class="axis" d="M{_LEFT - 8} {_BOTTOM}H{WIDTH - _RIGHT + 8}"/>']
    parts += [_text(x, _BOTTOM + 18, mark.name, "middle") for x, mark in zip(across, marks, strict=True)]
    with_leads = any(mark.leads for mark in marks)
    for kind, word in (("facts", "事实"), ("leads", "线索")) if with_leads else (("facts", "事实"),):
        values = [getattr(mark, kind) for mark in marks]
        down = [_BOTTOM - (_BOTTOM - _TOP) * value / most for value in values]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, down, strict=True))
        parts.append(f'<path class="line {kind}" d="M{path}"/>')
        for x, y, value, mark in zip(across, down, values, marks, strict=True):
            point = f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' + _text(x, y - 8, str(value), "middle")
            parts.append(f'<a href="{escape(mark.href)}">{point}</a>' if mark.href else point)
        parts.append(_text(across[-1] + 12, down[-1] + 5, word, "start"))
    words = "，".join(f"{m.name} 事实 {m.facts} 线索 {m.leads}" for m in marks)
    return Markup(  # noqa: S704  numbers, our own classes, and names that were escaped
        f'<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape("历次排查：" + words)}">'
        f"{''.join(parts)}</svg>"
    )


def bar(facts: int, leads: int, most: int) -> Markup:
    """The bar of one line: facts solid, leads hatched beneath; ``most``: what the whole width stands for."""
    if not most:
        return Markup()
    parts = [f'<rect class="facts" width="{100 * facts / most:.2f}" height="7" y="0"/>' if facts else ""]
    if leads:
        width = 100 * leads / most
        parts.append(f'<rect class="leads" width="{width:.2f}" height="5" y="8.5"/>')
    return Markup(  # noqa: S704  numbers alone
        '<svg class="bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


# Bars and funnel: what statistics draw. Every mark is a link to what it counts, and says so in words.

BARS_WIDTH = 400
_ROW, _BAR, _COUNT = 42, 14, 44
_LEVEL = 56


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One line of a chart: what it is, how much, in which words (the number, if empty), and where a click leads.

    ``parts``: what the bar is made of, each with its class (``done``, ``late``, ``stop``); nothing: it is of one piece.
    ``target``: a mark that the bar should reach.
    """

    name: str
    value: float
    words: str = ""
    href: str = ""
    parts: Sequence[tuple[str, float]] = ()
    target: float | None = None

    @property
    def says(self) -> str:
        """The value in words."""
        return self.words or f"{self.value:g}"


def bars(lines: Sequence[Bar], label: str, *, most: float | None = None) -> Markup:
    """Horizontal bars, each under its name; ``most``: what the whole width stands for (else the longest bar)."""
    most = most or max((line.value for line in lines), default=0) or 1
    width = BARS_WIDTH - _COUNT - max((len(line.words) for line in lines), default=0) * 8
    drawn = []
    for number, line in enumerate(lines):
        top = number * _ROW
        x, pieces = 0.0, ""
        for kind, value in line.parts or (("whole", line.value),):
            long = width * value / most
            pieces += f'<rect class="{escape(kind)}" x="{x:.1f}" y="{top + 20}" width="{long:.1f}" height="{_BAR}"/>'
            x += long
        pieces = f'<rect class="ground" y="{top + 20}" width="{width:.1f}" height="{_BAR}"/>' + pieces
        if line.target is not None:
            pieces += f'<path class="target" d="M{width * line.target / most:.1f} {top + 17}v{_BAR + 6}"/>'
        pieces += _text(0, top + 14, line.name, "start") + _number(x + 6, top + 32, line.says)
        drawn.append(_linked(pieces, line.href, f"{line.name}：{line.says}"))
    return _chart("bars", len(lines) * _ROW, label, drawn)


def funnel(lines: Sequence[Bar], label: str) -> Markup:
    """Levels that narrow from one to the next, each with its name and number above."""
    most = max((line.value for line in lines), default=0) or 1
    halves = [BARS_WIDTH / 2 * line.value / most for line in lines]
    middle, drawn = BARS_WIDTH / 2, []
    for number, (line, half) in enumerate(zip(lines, halves, strict=True)):
        top = number * _LEVEL
        pieces = f'<rect class="whole" x="{middle - half:.1f}" y="{top + 20}" width="{2 * half:.1f}" height="18"/>'
        if number + 1 < len(lines):
            under = halves[number + 1]
            pieces += (
                f'<path class="between" d="M{middle - half:.1f} {top + 38}H{middle + half:.1f}'
                f'L{middle + under:.1f} {top + _LEVEL + 20}H{middle - under:.1f}Z"/>'
            )
        pieces += _text(0, top + 14, line.name, "start") + _number(BARS_WIDTH, top + 14, line.says, "end")
        drawn.append(_linked(pieces, line.href, f"{line.name}：{line.says}"))
    return _chart("funnel", len(lines) * _LEVEL - 16, label, drawn)


def _number(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text class="number" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _linked(pieces: str, href: str, words: str) -> str:
    return f'<a href="{escape(href)}" aria-label="{escape(words)}">{pieces}</a>' if href else f"<g>{pieces}</g>"


def _chart(kind: str, height: float, label: str, drawn: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704  numbers, our own classes, and texts that were escaped
        f'<svg class="chart {kind}" viewBox="0 0 {BARS_WIDTH} {height}" role="group" aria-label="{escape(label)}">'
        f"{''.join(drawn)}</svg>"
    )
