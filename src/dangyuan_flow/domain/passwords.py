"""Which passwords are too weak: length and what everybody tries first, no rules about kinds of characters.

Source: NIST SP 800-63B 3.1.1 (length, a list of common ones, nothing of the person's own); OWASP ASVS 5, 6.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST, MOST = 10, 256

_COMMON = (
    "password passw0rd qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm 1q2w3e 1qaz2wsx qazwsx iloveyou "
    "letmein welcome admin administrator root user test demo abc123 abcd1234 woaini woaini1314 5201314 "
    "1314520 changeme secret default dangyuan dangzhibu zhibu zuzhibu shuji fazhandangyuan gongzuotai "
    "computer internet monkey dragon sunshine princess"
)
_ROWS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_RUN = 4


def weakness(password: str, own: Iterable[str] = ()) -> str | None:
    """What is wrong with a password, to be read by whoever chose it; ``own``: the person's names. ``None``: nothing."""
    if len(password) < LEAST:
        return f"密码至少 {LEAST} 个字符，现在是 {len(password)} 个。几个不相干的词连在一起，又长又好记"
    if len(password) > MOST:
        return f"密码至多 {MOST} 个字符"
    left = password.casefold()
    for word in sorted({word.casefold() for word in own if len(word) > 1}, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < LEAST // 2:
        return "密码里几乎只有用户名或姓名，别人一猜就中。请另选一个"
    for word in sorted(_COMMON.split(), key=len, reverse=True):
        left = left.replace(word, "")
    left = _without_runs(left)
    if len(set(left)) < LEAST // 2:
        return "密码是常见的词、连续的字母数字或同一个字符的重复，别人会先试它。请另选一个"
    return None


def _without_runs(text: str) -> str:
    """``text`` without its runs of neighbours on the keyboard, in the alphabet or among the digits."""
    found = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and any(text[at : end + 1] in row for row in _ROWS):
            end += 1
        if end - at < _RUN:
            end = at + 1
            found.append(text[at])
        at = end
    return "".join(found)
