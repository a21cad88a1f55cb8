"""Vetting (政审联审、函询): a question to an outside body about one person, its answer, and how long it holds.

细则-2026 art. 16: county organisation department and the discipline and law bodies vet jointly. Whether each body
*must* have answered, and when an answer lapses, is local (a pack); a finding that nobody handled counts everywhere.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun, months_later

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Agency(enum.StrEnum):
    """The four bodies that a joint vetting asks."""

    DISCIPLINE = "discipline"
    POLICE = "police"
    PROCURATORATE = "procuratorate"
    COURT = "court"

    @property
    def chinese(self) -> str:
        """The body as letters address it."""
        return {
            Agency.DISCIPLINE: "纪检监察机关",
            Agency.POLICE: "公安机关",
            Agency.PROCURATORATE: "检察院",
            Agency.COURT: "法院",
        }[self]

    @classmethod
    def from_chinese(cls, text: str) -> Agency | None:
        """Which of the four a body's written name means (``县纪委监委``, ``公安分局`` …); ``None`` if none."""
        for agency, words in _AGENCY_WORDS.items():
            if any(word in text for word in words):
                return agency
        return None


_AGENCY_WORDS = {
    Agency.DISCIPLINE: ("纪检", "纪委", "监委", "监察"),
    Agency.POLICE: ("公安", "派出所"),
    Agency.PROCURATORATE: ("检察",),
    Agency.COURT: ("法院",),
}
AGENCIES: tuple[str, ...] = tuple(Agency)
CLEAR = "无异常"


class Nature(enum.StrEnum):
    """What kind of trouble a reply tells of; decides under which code it is judged."""

    CRIME = "犯罪"
    ADMINISTRATIVE = "行政处罚"
    DISCIPLINE = "党纪政务处分"
    GANG = "涉黑涉恶"
    CULT = "邪教宗教"
    DISHONEST = "失信偷税"
    OTHER = "其他"


_NATURE_WORDS: tuple[tuple[Nature, re.Pattern[str]], ...] = (
    (Nature.GANG, re.compile("涉黑|涉恶|黑社会|恶势力")),
    (Nature.CULT, re.compile("邪教|宗教|信教|法轮")),
    (Nature.DISHONEST, re.compile("失信|被执行人|老赖|偷税|逃税|漏税|欠税")),
    (Nature.ADMINISTRATIVE, re.compile("行政拘留|行政处罚|治安|吸毒|赌博|酒驾|饮酒驾驶|嫖娼|(?<!刑事)拘留")),
    (
        Nature.CRIME,
        re.compile(
            "判刑|判处|有期徒刑|无期徒刑|拘役|缓刑|犯罪|刑事|获刑|服刑|前科|罪|醉驾|危险驾驶|公诉|(?:移送|审查)起诉"
        ),
    ),
    (Nature.DISCIPLINE, re.compile("警告|记过|记大过|降级|撤职|开除|留党察看|严重警告|处分|违纪")),
)

# How opinions are worded. To accuse somebody whose reply says 经查，该同志无犯罪记录 would be the worst mistake; but
# 无期徒刑, 无证驾驶 and 未成年时 deny nothing.
_SENTENCES = re.compile(r"[，,。；;！!]+|但是?|、(?=有|曾|因|被|受|存在|\d)")
_PIECES = re.compile(r"[：:\s]+")
_DENIAL = re.compile(
    "无(?!期徒刑|证|照|牌|故|业|视|力|理)"
    "|未(?!成年|婚|遂|履行|按|经|如实|依法|及时|结|缴|归|还)"
    "|没(?!收|落)(?:有(?!履行|按|经|如实|依法|及时|缴))?"
    "|不(?:存在|涉及|适用|信|属于|是|具有)|非(?![法常])|否$"
)
_TOLD = re.compile("(?<![没所])有(?![关无效])|存在|涉嫌|曾|因|被|受到|受过|举报|投诉|检举|收到|反映[其该他她]")
_TELLING = re.compile(f"{_TOLD.pattern}|异常|问题|反映|正在|不合格|不同意|不符")
_REPORT = re.compile("举报|投诉|检举|反映|信访|来信|线索")
_REFUTED = re.compile("不属实|失实|不实|查无|查否|未查实|诬告|已澄清|已排除")
_ACQUITTED = re.compile("无罪|错案|平反|冤")
_EXONERATED = re.compile(f"撤销案件|撤案|不构成犯罪|证据不足|{_ACQUITTED.pattern}")
_CONVICTED = re.compile("判刑|判处|徒刑|拘役|缓刑|服刑|获刑")
_KIN = (
    "父亲|母亲|父母|配偶|丈夫|妻子|爱人|儿子|女儿|子女|哥哥|弟弟|姐姐|妹妹|兄弟|姐妹|岳父|岳母|公公|婆婆|祖父|祖母"
    "|爷爷|奶奶|外祖父|外祖母|外公|外婆|叔叔|叔父|伯父|舅舅|姑姑|姨妈|侄子|外甥|亲属|家属|家庭成员|家人|社会关系"
)
_HIS = "其|(?:本人|该同志|该人|申请人|考察对象)的?"
_OF_KIN = re.compile(
    rf"^(?!.*(?:共同|伙同|一起|夫妇|夫妻|父子|母子))(?:经查|另|但)?"
    rf"(?:(?:{_HIS})?(?:{_KIN})|(?:{_HIS})[父母夫妻子女兄弟姐妹叔伯舅姑姨](?!公司))"
)
_OF_THE_PERSON = re.compile("本人|该同志|该人|申请人|考察对象")
_PRAISE = re.compile("^[^不未无有因曾被受]*(?:同意|合格|良好|优秀|正常|符合|清白|可靠|遵纪守法|通过|满意)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE = re.compile("经[核审]?查?询?|(?:存在|发现)?有?(?:异常|问题)(?:情况|记录)?")


@lru_cache(maxsize=4096)
def is_clear(opinion: str) -> bool:
    """Whether a body's opinion says that nothing was found; a blank one says nothing."""
    return bool(opinion.strip()) and not _assertions(opinion)


@lru_cache(maxsize=4096)
def natures(opinion: str) -> frozenset[Nature]:
    """What an opinion tells of the person, clauses that deny left out.

    What is only told of relatives, and what names no trouble of a known kind (a civil suit, a fine for parking, a bare
    有异常), is something else: nobody may be called a criminal for it.
    """
    assertions = _assertions(opinion)
    if not assertions:
        return frozenset()
    return frozenset(nature for told in assertions for nature in told.natures) or frozenset({Nature.OTHER})


def is_bare(opinion: str) -> bool:
    """Whether an opinion says that something was found and nothing of what."""
    told = _assertions(opinion)
    return bool(told) and all(_BARE.fullmatch(each.clause) for each in told)


@lru_cache(maxsize=4096)
def tells_in_other_words(text: str) -> bool:
    """Whether a text tells something of the person, names no trouble of a known kind, and denies nothing."""
    told = _assertions(text)
    if not told or any(each.of_kin or each.natures for each in told):
        return False
    return not any(_denies(piece) for sentence in _SENTENCES.split(text) for piece in _PIECES.split(sentence) if piece)


def _named(clause: str) -> tuple[Nature, ...]:
    return tuple(nature for nature, words in _NATURE_WORDS if words.search(clause))


@dataclass(frozen=True, slots=True)
class _Told:
    """A clause that says something, and whether it says it of a relative."""

    clause: str
    of_kin: bool
    exonerated: bool = False

    @property
    def natures(self) -> tuple[Nature, ...]:
        if self.of_kin:
            return ()
        return tuple(nature for nature in _named(self.clause) if not (self.exonerated and nature is Nature.CRIME))


@lru_cache(maxsize=4096)
def _assertions(opinion: str) -> tuple[_Told, ...]:
    """The clauses that say something against the person, or of a relative.

    Where something is denied, what merely introduces it (经查) or heads it (犯罪记录：无) says nothing; nor does what
    was reported and proved untrue, and a case that was dropped is no crime. Whom a clause is about, the next ones are
    about too.
    """
    found: list[_Told] = []
    denied = of_kin = False
    for sentence in _SENTENCES.split(opinion):
        if _is_refutation(sentence):
            denied = True
            found = [told for told in found if not (_REPORT.search(told.clause) or _BARE.fullmatch(told.clause))]
            continue
        if _EXONERATED.search(sentence):
            acquitted = _ACQUITTED.search(sentence) is not None
            found = [replace(t, exonerated=acquitted or not _CONVICTED.search(t.clause)) for t in found]
            of_kin = _is_of_kin(sentence, before=of_kin)
            found.append(_Told(sentence, of_kin, exonerated=True))
            continue
        pieces = [piece for piece in _PIECES.split(sentence) if piece]
        open_ = [piece for piece in pieces if not _denies(piece)]
        if len(open_) < len(pieces):
            denied = True
            open_ = [p for p in open_ if _TOLD.search(p) or (_YEAR.search(p) and _named(p))]
        for piece in pieces:
            of_kin = _is_of_kin(piece, before=of_kin)
            if piece in open_:
                found.append(_Told(piece, of_kin))
    return tuple(told for told in found if not denied or _TELLING.search(told.clause) or _named(told.clause))


def _is_refutation(sentence: str) -> bool:
    """Whether a sentence says that a report was untrue (统计失实受到警告处分 says something else)."""
    refuted = _REFUTED.search(sentence)
    return refuted is not None and not _named(sentence[refuted.end() :])


def _is_of_kin(clause: str, *, before: bool) -> bool:
    """Whether a clause is about a relative, given whom the one before was about."""
    if _OF_KIN.search(clause):
        return True
    return before and _OF_THE_PERSON.search(clause) is None


def _denies(clause: str) -> bool:
    """Whether a clause denies or praises, and tells of nothing before it does so (犯罪记录无 denies too)."""
    if _PRAISE.match(clause) and not _named(clause):
        return True
    denial = _DENIAL.search(clause)
    if denial is None:
        return False
    before = clause[: denial.start()]
    heads = denial.end() == len(clause)
    return _TOLD.search(before) is None and (heads or not _named(before))


@dataclass(frozen=True, kw_only=True, slots=True)
class Vetting:
    """One question to one body, and its answer once there is one.

    ``body`` is an :class:`Agency` or the name of another body; ``opinion`` is 无异常 or what was found;
    ``about`` names a relative (name and relation) where the letter asks about one; ``handling`` says what was done
    about a finding. Dates are days; ``due_on`` is inclusive.
    """

    body: str
    about: str | None = None
    asked_on: date | None = None
    letter: str | None = None
    due_on: date | None = None
    answered_on: date | None = None
    opinion: str | None = None
    document: str | None = None
    handling: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the body has replied."""
        return self.opinion is not None

    @property
    def found_nothing(self) -> bool:
        """Whether the reply says that nothing was found."""
        return self.opinion is not None and is_clear(self.opinion)

    def lapses_on(self, validity_months: int) -> date | None:
        """The last day on which the answer holds, if answers hold for ``validity_months``."""
        return None if self.answered_on is None else months_later(self.answered_on, validity_months)


def latest_by(vettings: Iterable[Vetting], day: date) -> dict[str, Vetting]:
    """The newest answer of each body about the person (not a relative) given on or before ``day``."""
    found: dict[str, Vetting] = {}
    for vetting in vettings:
        if vetting.about is not None or vetting.answered_on is None or vetting.answered_on > day:
            continue
        known = found.get(vetting.body)
        if known is None or known.answered_on is None or known.answered_on <= vetting.answered_on:
            found[vetting.body] = vetting
    return found


def clear_agencies(vettings: Iterable[Vetting], day: date) -> tuple[int, int | None]:
    """How many of the four agencies had answered that nothing was found by ``day``, and the oldest answer's age.

    The age is in months begun, over the answers counted; ``None`` where none is.
    """
    clear = [v for body, v in latest_by(vettings, day).items() if body in AGENCIES and v.found_nothing]
    ages = [months_begun(v.answered_on, day) for v in clear if v.answered_on is not None]
    return len(clear), max(ages, default=None)
