"""What may be asked across dossiers: the selects by name, with whom their rows are about, and what they yield.

The domain declares them, so that definitions can be checked; the store answers them in SQL.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.domain.fact import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


class About(enum.StrEnum):
    """Whom a finding is about: one person's dossier, or a body as a whole."""

    DOSSIER = "dossier"
    BODY = "body"


class Beside(enum.StrEnum):
    """What a select reads beside the dossiers; where that is not at hand, its rule is not checked."""

    PLAN = "年度计划"
    ELECTIONS = "换届日期"
    ENTRIES = "录入记录"
    FINDINGS = "排查问题"
    TEXTS = "材料文字"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A value that a select yields: what people call it, and of what kind it is."""

    label: str
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, kw_only=True, slots=True)
class Select:
    """A question over all dossiers: whom its rows are about, which numbers it takes, which values it yields.

    ``needs``: the facts that it reads and that a source may not know; ``beside``: what else it reads. ``by``: the facts
    that all dossiers behind a row have the same, so that a row depends on no others; what reads a plan has the plan's
    lines for that. ``first``: that besides, a row depends on the first day (the second fact) of all dossiers that have
    the same first fact.
    """

    about: About
    says: str
    numbers: tuple[str, ...]
    values: Mapping[str, Column]
    needs: frozenset[str]
    beside: Beside | None = None
    by: tuple[str, ...] = ()
    first: tuple[str, str] | None = None


def _texts(**labels: str) -> dict[str, Column]:
    return {name: Column(label=label, kind=Kind.TEXT) for name, label in labels.items()}


def _days(**labels: str) -> dict[str, Column]:
    return {name: Column(label=label, kind=Kind.DATE) for name, label in labels.items()}


def _counts(**labels: str) -> dict[str, Column]:
    return {name: Column(label=label) for name, label in labels.items()}


RIPE_YEARS = 2
"""An activist of two years has been ripe for one (``closed-door``)."""

_PARTNER = _texts(partner="另一份档案", partner_branch="另一份档案所在党支部")
FILES_NAMED, IN_FILES = ("file", "partner_file"), "in_files"
_FILES = _texts(file="文件", partner_file="另一份文件") | _counts(in_files="出自文件夹的份数")
FILES = frozenset(_FILES)
"""The values that say in which files beside the dossiers two texts stand; whoever moves a file changes no finding."""

PARTNER = frozenset({*_PARTNER, "partner_file"})
"""The values that say where the other one of two dossiers lies; who sweeps fewer bodies is not told."""

_OVERDUE = _texts(overdue_code="问题代码", assigned_to="整改责任单位") | _days(due_on="整改期限")
_LOAD = _texts(member="姓名") | _counts(people="人数", members="党支部正式党员数", others="另有同样情形的人数")

SELECTS: dict[str, Select] = {
    "identity-twice": Select(
        about=About.DOSSIER,
        says="同一身份证号有两份以上在办档案（转入的、已终止后重新申请的除外）",
        numbers=(),
        values=_counts(dossiers="在办档案数") | _PARTNER,
        needs=frozenset({"id_number", "is_open", "conversion_result", "is_cancellation"}),
        by=("id_number",),
    ),
    "admitted-twice": Select(
        about=About.DOSSIER,
        says="同一身份证号在前一次接收的预备期内、没有终止的记录时再次被接收",
        numbers=(),
        values=_days(earlier_on="前一次接收日期", admitted_on="再次接收日期") | _PARTNER,
        needs=frozenset({"id_number", "admitted_on", "conversion_result", "is_cancellation", "ended_on"}),
        by=("id_number",),
    ),
    "admitted-again": Select(
        about=About.DOSSIER,
        says="同一身份证号在前一次接收的预备期满后再次被接收，没有终止、出党的记录",
        numbers=(),
        values=_days(earlier_on="前一次接收日期", admitted_on="再次接收日期") | _PARTNER,
        needs=frozenset({"id_number", "admitted_on", "conversion_result", "is_cancellation", "ended_on"}),
        by=("id_number",),
    ),
    "form-number-twice": Select(
        about=About.DOSSIER,
        says="同一范围、同一年度发放的志愿书编号用于两人",
        numbers=(),
        values=_texts(form_number="志愿书编号", serial_area="编号范围") | _counts(form_year="年度") | _PARTNER,
        needs=frozenset({"form_number", "form_year", "serial_area"}),
        by=("form_number", "form_year", "serial_area"),
    ),
    "sponsor-load": Select(
        about=About.BODY,
        says="一人同时作多人的入党介绍人（尚未转正的在办档案）",
        numbers=("most", "small"),
        values=_LOAD,
        needs=frozenset({"branch", "sponsors", "is_open", "conversion_approved_on"}),
        by=("branch",),
    ),
    "contact-load": Select(
        about=About.BODY,
        says="一人同时作多人的培养联系人（尚未接收的在办档案）",
        numbers=("most", "small"),
        values=_LOAD,
        needs=frozenset({"branch", "contacts", "is_open", "admission_met_on"}),
        by=("branch",),
    ),
    "talker-load": Select(
        about=About.BODY,
        says="一人在一日之内同多人谈话（审批前谈话）",
        numbers=("most",),
        values=_texts(member="谈话人")
        | _days(talked_on="谈话日期")
        | _counts(people="人数", others="另有同样情形的次数"),
        needs=frozenset({"admitting_body", "admission_talked_by", "admission_talked_on"}),
        by=("admitting_body",),
    ),
    "kin-share": Select(
        about=About.BODY,
        says="一个党支部若干年内接收的人中干部亲属的比例",
        numbers=("share", "years"),
        values=_counts(admitted="接收人数", kin="其中干部亲属"),
        needs=frozenset({"branch", "admitted_on", "is_leader_kin"}),
        by=("branch",),
    ),
    "burst": Select(
        about=About.BODY,
        says="一个党委一个月内接收的人占此前十二个月的比例（须另有一年以上的接收记录）",
        numbers=("least", "share"),
        values=_counts(
            month="月份", admitted="当月接收人数", in_a_year="十二个月接收人数", others="另有同样情形的月数"
        ),
        needs=frozenset({"admitting_body", "admitted_on"}),
        by=("admitting_body",),
    ),
    "before-election": Select(
        about=About.BODY,
        says="一个党支部换届前几个月接收的人占此前两年的比例（须另有更早的接收记录）",
        numbers=("least", "share", "months"),
        values=_counts(
            month="换届月份", admitted="换届前接收人数", in_two_years="此前两年接收人数", others="另有同样情形的次数"
        ),
        needs=frozenset({"branch", "admitted_on"}),
        beside=Beside.ELECTIONS,
        by=("branch",),
    ),
    "over-plan": Select(
        about=About.BODY,
        says="一个年度接收的人数超过年度计划",
        numbers=(),
        values=_counts(year="年度", quota="指标数", admitted="接收人数", others="另有超出的年度数"),
        needs=frozenset({"branch", "admitted_on"}),
        beside=Beside.PLAN,
    ),
    "closed-door": Select(
        about=About.BODY,
        says="党支部有培养成熟的积极分子，连年没有或几乎没有接收（同一党委早有接收记录）",
        numbers=("years", "ripe"),
        values=_counts(ripe="培养满两年而未列为发展对象的人数", admitted="两倍年限内接收人数")
        | _days(last_on="最近一次接收日期"),
        needs=frozenset({"branch", "applied_on", "admitted_on", "is_open", "activist_on"}),
        by=("branch",),
        first=("admitting_body", "admitted_on"),
    ),
    "structure": Select(
        about=About.BODY,
        says="一个年度接收的人中，某类人的比例低于计划的结构要求（年度已经结束）",
        numbers=("least",),
        values=_counts(
            year="年度", percent="要求的百分比", admitted="接收人数", such="其中符合的人数", others="另有不足的项数"
        )
        | _texts(group="结构要求"),
        needs=frozenset(
            {"branch", "committee", "admitted_on", "field", "sex", "nation", "admission_age", "education_rank"}
        ),
        beside=Beside.PLAN,
    ),
    "reserve": Select(
        about=About.BODY,
        says="在册积极分子与当年计划指标的比例",
        numbers=("percent",),
        values=_counts(year="年度", quota="指标数", activists="在册积极分子数"),
        needs=frozenset({"branch", "is_open", "activist_on", "admission_met_on"}),
        beside=Beside.PLAN,
    ),
    "entry-burst": Select(
        about=About.BODY,
        says="一个用户在一分钟之内先后录入多份档案（批量导入和成批办理的除外）",
        numbers=("least",),
        values=_texts(entered_by="录入用户", minute="录入时间（分）")
        | _counts(dossiers="档案数", others="另有同样情形的次数"),
        needs=frozenset({"branch"}),
        beside=Beside.ENTRIES,
    ),
    "finding-overdue": Select(
        about=About.DOSSIER,
        says="登记的排查问题过了整改期限仍未处理",
        numbers=(),
        values=_OVERDUE,
        needs=frozenset(),
        beside=Beside.FINDINGS,
    ),
    "body-finding-overdue": Select(
        about=About.BODY,
        says="针对党组织登记的排查问题，过了整改期限仍未处理",
        numbers=(),
        values=_OVERDUE,
        needs=frozenset(),
        beside=Beside.FINDINGS,
    ),
    "similar-texts": Select(
        about=About.DOSSIER,
        says="申请书、思想汇报、意见等文字与另一人的雷同（套话不计）",
        numbers=("percent",),
        values=_texts(text_kind="材料", partner_text_kind="另一份材料", passage="相同的文字")
        | _counts(share="相同文字的百分比", others="另有雷同的档案数")
        | _PARTNER
        | _FILES,
        needs=frozenset(),
        beside=Beside.TEXTS,
    ),
    "gang-cluster": Select(
        about=About.BODY,
        says="一个企业有人查有涉黑涉恶记录，同一企业另有多人在办或已被接收",
        numbers=("least",),
        values=_texts(firm="企业") | _counts(people="同一企业的档案数", found="查有涉黑涉恶记录的人数"),
        needs=frozenset({"firm", "found_gang", "branch"}),
        by=("firm",),
    ),
}
