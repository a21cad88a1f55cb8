"""The words that ledgers use in cells: "none", "unknown", yes and no, and the fixed answers with their variants."""

from __future__ import annotations

import re
import unicodedata

from dangyuan_flow.domain.people import BodyKind
from dangyuan_flow.domain.vetting import CLEAR, Agency

UNKNOWN_WORD = "（未知）"
NONE_WORD = "无"
FOUND = "有异常"

_SEPARATORS = re.compile(r"[、，,;；\n\r]+")
BRACKETS = "（(）)"
"""What stands between them is not split, on one line: items that bear one are written each on its own."""
_IN_BRACKETS = re.compile(r"[（(][^（()）\n\r]*[）)]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")

NONE_WORDS = frozenset({"无", "/", "-", "--", "—", "——", "–", "―", "─", "不涉及", "不适用"})
_LONGEST_NONE = 12  # characters, padding included: only what is this short can be a word for "none"
_LONGEST_SENTENCE = 24
SAME_PLACE_WORDS = frozenset({"不涉及", "不适用"})
SPREADSHEET_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"}
)

YES_NO: dict[str, bool] = {
    **dict.fromkeys(("是", "√", "✓", "✔", "☑", "有", "y", "yes", "true", "1", "对"), True),
    **dict.fromkeys(("否", "×", "✕", "✗", "✘", "x", "无", "没有", "不是", "n", "no", "false", "0"), False),
}


def _variants(table: dict[str, str]) -> dict[str, str]:
    return {variant: word for word, variants in table.items() for variant in (word, *variants.split())}


_METHOD = _variants(
    {
        "无记名": "无记名投票 无记名投票表决 无记名投票方式 无记名票决 无记名表决 票决 票决制 投票 投票表决 投票票决",
        "举手": "举手表决 举手方式 举手通过",
    }
)
KINDS_OF_BODIES = frozenset({"admission_approver_kind", "conversion_approver_kind"})
ENUMERATIONS: dict[str, dict[str, str]] = {
    "sex": _variants({"男": "男性 男士", "女": "女性 女士"}),
    "activist_meeting": _variants(
        {
            "支委会": "支部委员会 支部委员会会议 支委会会议 支委会议 支部委员会议 党支部委员会 党支部委员会会议",
            "党员大会": "支部大会 支部党员大会 党支部党员大会 党支部大会 党员大会会议 全体党员大会",
        }
    ),
    "admission_method": _METHOD,
    "conversion_method": _METHOD,
    "admission_decided_how": _variants(
        {
            "党委会": "党委会议 党委会集体讨论 党委会集体讨论表决 党委会表决 党委会票决 党委会审批 党委集体讨论 "
            "集体讨论 集体讨论表决 党委会集体研究 工委会 工委会议 党工委会 党工委会议 党委会会议",
            "圈批": "圈阅 传批 传阅 传签 会签 传阅圈批 领导圈批",
        }
    ),
    "conversion_result": _variants(
        {
            "按期转正": "按时转正 如期转正 同意转正 准予转正 同意按期转正 按期转为正式党员 转为正式党员 转正",
            "延长预备期": "延长 延期 延期转正 延长考察期 延长预备期半年 延长预备期一年",
            "取消预备党员资格": "取消 取消资格 取消预备资格 取消预备党员",
        }
    ),
    "applied_where": _variants(
        {
            "本单位": "工作单位 学习单位 工作学习单位 所在单位 学校",
            "单位所在地": "单位所在地党组织",
            "主管部门": "单位主管部门",
            "居住地": "户籍地 居住地党组织 现居住地",
            "流动党员党组织": "",
            "其他": "均不是 都不是",
        }
    ),
    "review_conclusion": _variants({"合格": "", "不合格": ""}),
    **dict.fromkeys(
        sorted(KINDS_OF_BODIES),
        {kind.chinese: kind.value for kind in BodyKind} | {kind.value: kind.value for kind in BodyKind},
    ),
}


def answers(words: dict[str, str]) -> str:
    """The fixed answers as a message lists them, each in its first word."""
    first = {value: word for word, value in reversed(words.items())}
    return "、".join(f"“{first[value]}”" for value in dict.fromkeys(words.values()))


OPINIONS = frozenset(f"opinion_{agency}" for agency in Agency)
_CLEAR_VARIANTS = frozenset({CLEAR, "无异常情况", "未发现异常", "未发现异常情况", "均无异常"})

# Facts whose "none" is itself an answer (nothing objected, nothing declared), not an empty cell.
NONE_IS_TOLD = frozenset(
    {
        "notice_objections",
        "sanctions_text",
        "punishments_text",
        "declared_sanctions",
        "declared_punishments",
    }
)

_NOTHING = re.compile(
    r"否|(?:经公示|公示期?间?)?均?(?:暂?无|没有|未有|未收到|未接到|未发现|(?:从?未曾?|没有)受过?)"
    r"(?:过|任何|群众|党员|不良|不同|其他|异常|党纪|政务|政纪|行政|刑事|违纪|违法|犯罪|[、和及])*"
    r"(?:反映|反应|异议|意见|举报|问题|情况|处分|处罚|记录)?[。.]?"
)


def plain(text: str) -> str:
    """The text with full-width forms narrowed and all white space gone: what words are compared by."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


def is_none(text: str) -> bool:
    """Whether the cell says "none" in words (``无`` ``/`` ``-`` ``—`` ``不涉及`` ``不适用``)."""
    return len(text) <= _LONGEST_NONE and plain(text) in NONE_WORDS


def tells_nothing(text: str) -> bool:
    """Whether the cell says in a sentence that there is nothing to tell (``公示期间无异议``, ``未受过处分``)."""
    return len(text) <= _LONGEST_SENTENCE and (is_none(text) or _NOTHING.fullmatch(plain(text)) is not None)


def is_unknown(text: str) -> bool:
    """Whether the cell says that nobody knows (``（未知）``)."""
    return "知" in text and plain(text) == "(未知)"


def is_clear(text: str) -> bool:
    """Whether a body's opinion says that nothing was found."""
    return plain(text).rstrip("。.") in _CLEAR_VARIANTS


def opinion_of(body: str) -> str | None:
    """The fact that keeps this body's opinion; ``None`` for a body that is none of the four."""
    agency = Agency.from_chinese(plain(body))
    return f"opinion_{agency}" if agency else None


def person_name(text: str) -> str:
    """A person's name without the padding that ledgers put between characters (``张　三``)."""
    return plain_han(text.strip())


def plain_han(text: str) -> str:
    """The text with white space between Chinese characters removed; names in other scripts keep theirs."""
    parts = text.split()
    if len(parts) > 1 and all(_HAN.fullmatch(part) for part in parts):
        return "".join(parts)
    return " ".join(parts)


def items(text: str) -> tuple[str, ...]:
    """The items of a list in one cell; words for "none" among them are dropped. A remark in brackets is not split."""
    return tuple(item for part in _parts(text) if (item := part.strip()) and not is_none(item))


def _parts(text: str) -> list[str]:
    if "（" not in text and "(" not in text:
        return _SEPARATORS.split(text)
    covered = _IN_BRACKETS.sub(lambda match: "\0" * len(match[0]), text)
    parts: list[str] = []
    start = 0
    for match in _SEPARATORS.finditer(covered):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]


_NUMBERING = re.compile(r"(?<![\d(（])(?:[（(]\d{1,2}[)）]|\d{1,2}[.．、)）])\s*")
_BETWEEN_NAMES = re.compile("[/／．]")
_AND = re.compile(r"([\u3400-\u9fff]{2,4})[和与及]([\u3400-\u9fff]{2,4})")


def _told_apart(text: str) -> list[str]:
    """What other marks, or a word for "and", tell apart: 甲一/乙二, 甲一和乙二."""
    parts = (part.strip() for part in _BETWEEN_NAMES.split(text))
    found: list[str] = []
    for part in filter(None, parts):
        joined = _AND.fullmatch(plain_han(part))
        found += [part] if joined is None else list(joined.groups())
    return found


def name_items(text: str) -> tuple[str, ...]:
    """The names in one cell; white space separates names only where each would have two characters or more."""
    names: list[str] = []
    listed = _NUMBERING.sub("、", text) if _NUMBERING.match(text) else text
    for item in (name for part in items(listed) for name in _told_apart(part)):
        parts = item.split()
        if len(parts) > 1 and all(len(part) > 1 and _HAN.fullmatch(part) for part in parts):
            names.extend(parts)
        else:
            names.append(plain_han(item))
    return tuple(names)
