"""The groups of the catalogue of violations, by the numbers of their V-codes."""

from __future__ import annotations

SECTIONS = (
    (range(1, 13), "带病入党"),
    (range(13, 24), "身份年龄隶属"),
    (range(24, 48), "程序次序"),
    (range(48, 70), "时间"),
    (range(70, 81), "表决"),
    (range(81, 94), "材料"),
    (range(94, 109), "关系与组织"),
    (range(109, 1000), "其他环节"),
)
LOCAL = "地方规定"
"""The group of codes that only packs use."""
LAST_CODE = 117
"""The catalogue goes from V01 to V117; retired codes keep their place and are not used again."""


def section(code: str, number: int) -> str:
    """The group to which a code belongs."""
    if not code.startswith("V"):
        return LOCAL
    return next((name for numbers, name in SECTIONS if number in numbers), LOCAL)


def codes() -> tuple[str, ...]:
    """Every code of the catalogue: V01 … V117."""
    return tuple(f"V{number:02d}" for number in range(1, LAST_CODE + 1))
