"""A resolution of the branch meeting as it is worded, and what its text leaves out (细则-2026 art. 21).

Asked for are the meeting, how many were entitled and present, how they voted and what was decided. People word that in
many ways, so whatever can be read as saying it counts as said. Day and signature stand below the text on the form: they
are no matter of its wording.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.deriving import Derivation, line
from dangyuan_flow.domain.fact import UNTOLD, Untold

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.domain.facts import Facts

MEETING, ENTITLED, PRESENT, VOTES, RESULT = "支部大会", "应到人数", "实到人数", "表决结果", "结论"

_DIGITS = "0-9零〇一二三四五六七八九十百两廿卅壹贰叁肆伍陆柒捌玖拾佰×*X"  # ×, * and X stand where a copy hides a number
_NUMBER = rf"([{_DIGITS}]+)"
_GAP = rf"[^{_DIGITS}。;]"
_UNIT = "[名人位张票个份]"
_YEAR, _ONE_OR_TWO = r"(?:[12]\d{3}|[一二][〇零一二三四五六七八九]{3})", r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

_DATE = re.compile(
    rf"{_YEAR}(?:年{_ONE_OR_TWO}月{_ONE_OR_TWO}[日号]?|[-./]\d{{1,2}}[-./]\d{{1,2}})|(?<!\d)20\d{{6}}(?!\d)"
)
_NO_COUNT = re.compile(
    rf"{_DATE.pattern}|{_YEAR}年(?:{_ONE_OR_TWO}月)?|{_ONE_OR_TWO}月{_ONE_OR_TWO}[日号]|(?<=[午晚日])\d{{1,2}}:\d\d|{_ONE_OR_TWO}[时点](?:\d+分)?"
    rf"|第[{_DIGITS}]+[届次章条期]|[{_DIGITS}]+(?:年|个月|周岁|岁)|一致|一[贯定直般切]|统一|十分"
)
_ENTITLED = re.compile(
    rf"(?:应到|应参[加会]|应出席|应有|应为|有表决权|党员总数|全体党员|[共现]有|总人数|缺席|请假|未到)(?={_GAP}{{0,24}}?{_NUMBER})"
    rf"|正式党员(?:总数|人数)?(?=[^{_DIGITS},。;]{{0,6}}?{_NUMBER})"
    rf"|党员(?:共|共有|共计|人数)?(?=[:为]?{_NUMBER})"
    rf"|{_NUMBER}(?={_UNIT}?[^{_DIGITS},。;]{{0,14}}?(?:有表决权|正式党员|应到|应参[加会]|应出席))|{_NUMBER}(?={_UNIT}?党员)"
)
_PRESENT = re.compile(
    rf"(?:实到|实际|实有|(?<!应)到会|(?<!应)出席|(?<!应)参[加会]|与会|在场|表决票|发[出放]|收[回到])(?={_GAP}{{0,24}}?{_NUMBER})"
    rf"|{_NUMBER}(?={_UNIT}?[^{_DIGITS},。;]{{0,14}}?(?:到会|到场|出席|参加|参会|与会))"
)
_VOTES = re.compile(
    rf"(?:赞成|同意|反对|弃权|支持|[得获]票|有效票|通过)(?=[^{_DIGITS},。;]{{0,8}}?{_NUMBER})"
    rf"|{_NUMBER}(?=[张名人位]?[^{_DIGITS},。;]{{0,6}}?(?:赞成|同意|反对|弃权|支持|票|通过))"
    rf"|{_NUMBER}[:比](?={_NUMBER})"
)
_EVERYBODY = re.compile("全体|全部|全数|悉数|均|都|一同|无(?:人)?缺席|无一缺席|齐|应到[会人数]{0,3}[、,和与及/]?实到")
_AS_ONE = re.compile(
    "(?:一致|全票|全体|全部|均|都|无人反对|没有反对|无异议)[^。;]{0,12}(?:同意|通过|赞成|表决|接收|吸收)"
    "|(?:同意|通过|赞成)[^。;]{0,4}(?:一致|全票)"
)
_MET = re.compile("大会|会议|党员会|支部会|到会|应到|实到|出席|与会|参会|开会|会上")
_DECIDED = re.compile("同意|通过|接收|吸收|批准|赞成|转正|转为|成为|延长|取消|不予|未获|决定|决议")

_POINTER = re.compile(
    "见|附|详|另|略|存档|归档|扫描|复印|原件|档案|志愿书|同上|如前|已[填写录入]|齐全|完整|[.](?:docx?|wps|pdf|jpe?g|png)$"
)
_BODY = re.compile("支部|支委|党委|大会|会议|研究|讨论|经|开会")
_POINTS_UP_TO, _WORD_UP_TO = 30, 12


def lacks(text: str) -> tuple[str, ...] | None:
    """What of article 21 the resolution leaves out; ``None`` where ``text`` only points to it or is cut short."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("，", ",").replace("；", ";")
    plain = plain.replace("：", ":")
    if _only_points(plain):
        return None
    told = _NO_COUNT.sub(",", plain)
    entitled, present, votes = _places(_ENTITLED, told), _places(_PRESENT, told), _places(_VOTES, told)
    if len(votes) > 1:
        present = present or {-1}  # who voted how, kind by kind, tells how many were there
    everybody = _EVERYBODY.search(told) is not None and bool(entitled | present)
    counted = everybody or len(entitled | present) > 1
    return tuple(
        name
        for name, is_told in (
            (MEETING, _MET.search(plain)),
            (ENTITLED, everybody or (entitled and (counted or not present))),
            (PRESENT, everybody or present),
            (VOTES, votes or _AS_ONE.search(plain)),
            (RESULT, _DECIDED.search(plain)),
        )
        if not is_told
    )


def _places(pattern: re.Pattern[str], text: str) -> set[int]:
    """Where the numbers stand that the words of ``pattern`` go with."""
    return {start for match in pattern.finditer(text) for start, _ in match.regs[1:] if start >= 0}


def _only_points(plain: str) -> bool:
    """A cell that says where the resolution is, or that there is one, or no more than its last word."""
    if not plain or "…" in plain or "..." in plain:
        return True
    if len(plain) <= _POINTS_UP_TO and _POINTER.search(plain):
        return True
    return len(plain) <= _WORD_UP_TO and not _BODY.search(plain)


def _lacking(round_: str) -> Callable[[Facts], str | Untold | None]:
    def lacking(f: Facts) -> str | Untold | None:
        text = f[f"{round_}_resolution"]
        found = lacks(text) if isinstance(text, str) else ()
        return UNTOLD if found is None else "、".join(found) or None

    return lacking


LINES: tuple[Derivation, ...] = tuple(
    line(f"{round_}_resolution_lacks", _lacking(round_), f"{round_}_resolution")
    for round_ in ("admission", "conversion")
)
