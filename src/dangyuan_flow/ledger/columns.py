"""Which headers tell which fact: the vocabulary's own labels, and the other headers that ledgers use."""

from __future__ import annotations

import re
import unicodedata

from dangyuan_flow.domain.facts import RECORDED, Kind

# The label in the vocabulary is each fact's first header; these are accepted beside it.
ALIASES: dict[str, str] = {
    "born_on": "出生年月日 出生年月",
    "id_number": "公民身份号码 身份证号码",
    "employer_and_post": "单位职务",
    "branch": "党支部 所属党支部",
    "field": "领域",
    "is_league_member": "是否团员",
    "applied_on": "递交入党申请书时间 申请入党时间 申请入党日期 提交书面申请书时间",
    "talked_on": "党组织派人谈话时间",
    "recommended_on": "推优日期",
    "activist_on": "列为入党积极分子时间 确定为入党积极分子时间 列为积极分子时间",
    "examined_on": "培养考察日期",
    "candidate_discussed_on": "支委会讨论发展对象时间",
    "candidate_consented_on": "发展对象备案日期 发展对象备案时间",
    "notice_objections": "公示结果",
    "candidate_listed_on": "确定为发展对象时间",
    "sponsors": "介绍人",
    "relatives": "家庭主要成员和社会关系 家庭成员及主要社会关系 家庭成员和社会关系",
    "biography": "简历 本人简历 学习工作经历 学习和工作经历",
    "application_registered_on": "入党申请登记日期",
    "review_reported_on": "政治审查时间",
    "training_to": "集中培训时间 参加培训时间 党校培训时间",
    "prereviewed_on": "党委预审时间",
    "form_signed_on": "填写入党志愿书时间",
    "admission_met_on": "支部大会接收预备党员时间 接收预备党员支部大会时间 吸收为预备党员时间 入党时间 入党日期",
    "admission_against": "不同意",
    "admission_approved_on": "批准时间 党委批复时间",
    "stated_probation_from": "预备期开始 预备期起",
    "stated_probation_to": "预备期结束 预备期止",
    "admission_resolution": "接收决议内容 接收大会决议内容",
    "conversion_resolution": "转正决议内容 转正大会决议内容",
}

# Headers over a range: its first and its last day.
_RANGES: dict[tuple[str, str], str] = {
    ("training_from", "training_to"): "培训时间 培训日期 培训起止时间 培训起止日期",
    ("stated_probation_from", "stated_probation_to"): "预备期 预备期起止时间 预备期起止日期",
    (
        "conversion_notice_from",
        "conversion_notice_to",
    ): "转正公示时间 转正公示日期 转正公示起止时间 转正公示起止日期 转正公示期",
}

# Headers that mean one thing at one step and another at a later one.
_AMBIGUOUS: dict[str, tuple[tuple[str, ...], ...]] = {
    "派人谈话时间 派人谈话日期 谈话时间": (("talked_on",), ("admission_talked_on",)),
    "备案时间 备案日期": (("activist_filed_on",), ("candidate_consented_on",), ("admission_filed_on",)),
    "上级备案时间 上级备案日期 党委备案时间 党委备案日期 上级党委备案时间 上级党委备案日期": (
        ("activist_filed_on",),
        ("candidate_consented_on",),
    ),
    "公示时间 公示日期 公示起止时间 公示起止日期 公示期": (
        ("notice_from", "notice_to"),
        ("conversion_notice_from", "conversion_notice_to"),
    ),
    "审批时间 审批日期 上级审批时间 上级审批日期 党委审批时间 上级党委审批时间 上级党委审批日期": (
        ("admission_approved_on",),
        ("conversion_approved_on",),
    ),
    "支部大会时间 支部大会日期 支部大会讨论时间 支部大会讨论日期": (("admission_met_on",), ("conversion_met_on",)),
    "考察时间": (("examined_on",), ("probation_examined_on",)),
}

CONVERSION_DAY = frozenset({"转正日期", "转正时间"})
MONTH_OF_BIRTH = "出生年月"
SERIAL_NUMBERS = frozenset({"序号", "序", "行号", "NO", "NO."})
IGNORED_WORDS = frozenset({"", "忽略", "不用"})

_SPACE = re.compile(r"\s+")
_UNIT = (
    r"(?:[年月日YMD/.\-、时间8位数字格式为]+|必填|选填|可选|是/否|有/无|男/女|[人票天名次份]|人数|票数|学时|小时|个月|月"
    r"|文本|日期|起止|可多个|可填多个|多个用、隔开|无则填无|没有填无)"
)
_BRACKETS = re.compile(r"[(\[【〔]" + _UNIT + r"[)\]】〕]$")
_NUMBERED = re.compile(r"(.+?)(?:\d{1,2}|[一二三四五六七八九十])")


def normalise(header: str) -> str:
    """The header as it is looked up: no white space, narrow forms, no marks, no unit in brackets at its end."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", header)).upper().strip("*:")
    while (shorter := _BRACKETS.sub("", text)) != text:
        text = shorter.strip("*:")
    return text


def letter(index: int) -> str:
    """The spreadsheet's letter of the column at ``index`` (from 0)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def swapped(header: str) -> str:
    """日期 and 时间 at the end of a header say the same."""
    for one, other in (("日期", "时间"), ("时间", "日期")):
        if header.endswith(one):
            return header.removesuffix(one) + other
    return header


AMBIGUOUS: dict[str, tuple[tuple[str, ...], ...]] = {
    normalise(header): facts for headers, facts in _AMBIGUOUS.items() for header in headers.split()
}


def _headers() -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {normalise(fact.label): (name,) for name, fact in RECORDED.items()}
    for name, headers in ALIASES.items():
        told.update(dict.fromkeys(map(normalise, headers.split()), (name,)))
    for pair, headers in _RANGES.items():
        told.update(dict.fromkeys(map(normalise, headers.split()), pair))
    for header in tuple(told):
        other = swapped(header)
        if other not in told and other not in AMBIGUOUS and other not in CONVERSION_DAY:
            told[other] = told[header]
    return told


HEADERS: dict[str, tuple[str, ...]] = _headers()


def facts_told(key: str) -> tuple[str, ...]:
    """The facts that a header (normalised) tells beyond doubt: one, two for a range, none if it is not known."""
    if key in HEADERS:
        return HEADERS[key]
    numbered = _NUMBERED.fullmatch(key)
    facts = HEADERS.get(numbered[1], ()) if numbered else ()
    return facts if facts and RECORDED[facts[0]].kind in (Kind.TEXTS, Kind.DATES) else ()


def is_known(key: str) -> bool:
    """Whether a header (normalised) is one of the ledger's."""
    return key in AMBIGUOUS or key in CONVERSION_DAY or bool(facts_told(key))


def step_of(facts: tuple[str, ...]) -> int | None:
    """The step to which a column belongs."""
    return RECORDED[facts[0]].step if facts else None
