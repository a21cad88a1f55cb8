"""What the application says, as a page says it: without remarks about the command line.

Journeys word a refusal with its remedy, and some remedies name a command. A page has its own buttons.
"""

from __future__ import annotations

import re

_COMMAND = r"(?:dangyuan [a-z]|--[a-z])"
_MEANS = re.compile(r"用 (?:--[a-z-]+ )+(?=写明|说明|指明)")
_ASIDE = re.compile(rf"（[^（）]*{_COMMAND}[^（）]*）")
_CLAUSE = re.compile(rf"[。；，,;]?[^。；，\n]*{_COMMAND}[^。；\n]*(?=[。；\n]|$)")


def for_page(text: str) -> str:
    """``text`` without what names a command or an option; never empty."""
    left = _CLAUSE.sub("", _ASIDE.sub("", _MEANS.sub("", text))).strip(" ，；")
    return left or text
