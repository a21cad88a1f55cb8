"""Regular dossiers told in full, from which mutations start, and what the national rules say of a dossier."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from dangyuan_flow.definitions import load_catalogue
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import RECORDED, Facts, Value
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.domain.rules import Judgement, RuleSet

AS_OF = date(2026, 11, 1)
EDITION_2026 = date(2026, 5, 11)

Recorded = dict[str, Value]

COLUMNS = tuple(name for name, fact in RECORDED.items() if not fact.assumed)
"""What a source may lack. Circumstances that count as absent where nobody mentions them are never unknown."""


@cache
def national() -> RuleSet:
    """The national rules, no pack laid over them."""
    return load_catalogue(shipped("workflows") / "party-member-development", examples=False).rule_set


def facts_of(recorded: Mapping[str, Value], unknown: Iterable[str] = ()) -> Facts:
    """The dossier with its derived facts; ``unknown`` names columns that its source does not have."""
    hidden = frozenset(unknown)
    facts = Facts().having(**{name: value for name, value in recorded.items() if name not in hidden})
    return derive(facts.unknowing(hidden) if hidden else facts)


def judged(recorded: Mapping[str, Value], unknown: Iterable[str] = (), as_of: date = AS_OF) -> Judgement:
    """What the national rules say of the dossier."""
    return national().judge(facts_of(recorded, unknown), as_of)


def codes(recorded: Mapping[str, Value], unknown: Iterable[str] = (), as_of: date = AS_OF) -> list[str]:
    """The codes found, leads among them, sorted."""
    return sorted(found.code for found in judged(recorded, unknown, as_of).violations)


def said(recorded: Mapping[str, Value], unknown: Iterable[str] = (), as_of: date = AS_OF) -> list[str]:
    """What was found, in words, for the message of a failing test."""
    return [f"{found.rule.id}：{found.says}" for found in judged(recorded, unknown, as_of).violations]


def identity_number(born: date, sex: str, serial: int = 1) -> str:
    """An invented number: the area 999999 exists nowhere, the check digit is right."""
    order = 2 * serial + (sex == "男")
    first = f"999999{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


# Five people told in full, from whom mutations start

_PERSON: Recorded = {
    "name": "杨柳依",
    "sex": "女",
    "born_on": date(1990, 3, 5),
    "id_number": identity_number(date(1990, 3, 5), "女"),
    "branch": "云岭机械第一党支部",
    "is_student": False,
    "is_floating": False,
    "applied_where": "本单位",
    "unit_has_organization": True,
    "employed_by_unit": True,
    "student_when_applying": False,
    "biography": "2008.09—2012.07 云岭学院学生；2012.08—2018.12 云岭机械技术员；2019年1月至今 云岭机械工程师",
    "relatives": ("杨国安（父亲）", "赵玉梅（母亲）", "李青松（丈夫）"),
    "relatives_reviewed": ("杨国安（父亲）", "赵玉梅（母亲）", "李青松（丈夫）"),
    "out_of_office": (),
    "papers_by_others": (),
    "papers_in_one_hand": (),
    "papers_altered": (),
    "papers_replaced": 0,
    "branch_has_committee": True,
    "branch_under_general_branch": True,
    "sanctions_text": "无",
    "punishments_text": "无",
    "declared_sanctions": "无",
    "declared_punishments": "无",
    "opinion_discipline": "无异常",
    "opinion_police": "无异常",
    "opinion_procuratorate": "无异常",
    "opinion_court": "无异常",
}


def ballot(round_: str, **counts: Value) -> Recorded:
    """Nine of eleven present, eight for; ``counts`` puts others in their place."""
    usual: Recorded = {"entitled": 11, "present": 9, "ballots_issued": 9, "collected": 9}
    usual |= {"for": 8, "against": 1, "abstained": 0, "invalid": 0, "method": "无记名"}
    usual |= {
        "signers": ("和志明", "白云", "段晓"),
        "doubtful_signers": (),
        "scrutineers": ("段晓",),
    }
    usual |= {"left_out": 0, "voted_together": False, "voters_without_vote": 0, "written_out_of_order": 0}
    usual |= {"proxy_votes": 0, "absentees": 0, "resolution_entitled": 11, "resolution_for": 8}
    return {f"{round_}_{count}": value for count, value in (usual | counts).items()}


def _approver(round_: str) -> Recorded:
    return {
        f"{round_}_approved_by": "云岭高新区党工委",
        f"{round_}_approver_kind": "working_committee",
        f"{round_}_approver_empowered": True,
    }


_OLD_APPLICATION: Recorded = {
    "applied_on": date(2021, 3, 1),
    "application_received_on": date(2021, 3, 2),
    "application_registered_on": date(2021, 3, 2),
    "application_form_printed_on": date(2015, 11, 1),
    "talked_on": date(2021, 3, 15),
    "recommended_by": "党员推荐",
    "recommended_on": date(2021, 5, 10),
    "activist_on": date(2021, 6, 1),
    "activist_meeting": "支委会",
    "activist_filed_on": date(2021, 6, 10),
    "contacts": ("和志明", "白云"),
    "contacts_assigned_on": date(2021, 6, 5),
    "contacts_not_full": 0,
    "examined_on": (date(2021, 12, 1), date(2022, 6, 1)),
    "opinions_heard_on": date(2022, 6, 10),
    "candidate_discussed_on": date(2022, 6, 15),
    "candidate_consented_on": date(2022, 6, 20),
    "candidate_listed_on": date(2022, 6, 25),
}
_SPONSORS: Recorded = {
    "sponsors": ("和志明", "白云"),
    "sponsors_not_full": 0,
    "sponsors_on_watch": 0,
    "sponsors_sanctioned": 0,
}

MEMBER: Recorded = {
    **_PERSON,
    **_OLD_APPLICATION,
    **_SPONSORS,
    "sponsors_named_on": date(2022, 7, 1),
    "review_replies_on": (date(2022, 7, 8), date(2022, 7, 10)),
    "review_reported_on": date(2022, 7, 20),
    "review_conclusion": "合格",
    "training_from": date(2022, 8, 1),
    "training_to": date(2022, 8, 3),
    "training_days": 3,
    "admission_examined_on": date(2022, 9, 1),
    "prereview_requested_on": date(2022, 9, 2),
    "prereviewed_on": date(2022, 9, 10),
    "form_number": "5300012345",
    "form_number_registered": True,
    "form_issued_on": date(2022, 9, 12),
    "form_signed_on": date(2022, 9, 15),
    "sponsors_opinion_on": date(2022, 9, 20),
    "admission_met_on": date(2022, 9, 30),
    **ballot("admission"),
    "admission_talked_on": date(2022, 10, 10),
    "admission_submitted_on": date(2022, 10, 12),
    "admission_deliberated_on": date(2022, 10, 15),
    "admission_approved_on": date(2022, 10, 20),
    **_approver("admission"),
    "admission_decided_how": "党委会",
    "stated_probation_from": date(2022, 9, 30),
    "stated_probation_to": date(2023, 9, 29),
    "admission_filed_on": date(2022, 10, 30),
    "assigned_on": date(2022, 11, 1),
    "oath_on": date(2022, 11, 5),
    "conversion_applied_on": date(2023, 9, 20),
    "conversion_examined_on": date(2023, 10, 8),
    "conversion_met_on": date(2023, 10, 10),
    **ballot("conversion"),
    "conversion_result": "按期转正",
    "conversion_submitted_on": date(2023, 10, 12),
    "conversion_approved_on": date(2023, 10, 30),
    **_approver("conversion"),
    "stated_member_since": date(2023, 9, 30),
    "conversion_announced_on": date(2023, 11, 5),
    "archived_on": date(2023, 11, 10),
    "archived_papers": ("入党志愿书", "入党申请书", "政审材料", "转正申请书", "培养教育考察登记簿"),
    "changes_after_archiving": 0,
    "papers_unsigned": 0,
}
"""A full member: all acts under the edition of 2014, archived."""

PROBATIONER: Recorded = {
    **_PERSON,
    **_SPONSORS,
    "applied_on": date(2025, 1, 6),
    "application_received_on": date(2025, 1, 7),
    "talked_on": date(2025, 1, 20),
    "recommended_by": "党员推荐",
    "recommended_on": date(2025, 3, 1),
    "activist_on": date(2025, 3, 10),
    "activist_meeting": "支委会",
    "activist_filed_on": date(2025, 3, 20),
    "contacts": ("和志明", "白云"),
    "contacts_assigned_on": date(2025, 3, 12),
    "contacts_not_full": 0,
    "examined_on": (date(2025, 6, 30), date(2025, 12, 31)),
    "opinions_heard_on": date(2026, 5, 20),
    "candidate_discussed_on": date(2026, 5, 21),
    "candidate_consented_on": date(2026, 5, 25),
    "notice_from": date(2026, 5, 26),
    "notice_to": date(2026, 6, 1),
    "notice_places": "厂务公开栏",
    "notice_objections": "无",
    "candidate_listed_on": date(2026, 6, 3),
    "sponsors_named_on": date(2026, 6, 5),
    "review_replies_on": (date(2026, 6, 12),),
    "review_reported_on": date(2026, 6, 20),
    "review_conclusion": "合格",
    "training_from": date(2026, 6, 22),
    "training_to": date(2026, 6, 24),
    "training_days": 3,
    "admission_examined_on": date(2026, 6, 28),
    "prereview_requested_on": date(2026, 6, 29),
    "prereviewed_on": date(2026, 7, 6),
    "form_signed_on": date(2026, 7, 8),
    "sponsors_opinion_on": date(2026, 7, 8),
    "admission_met_on": date(2026, 7, 15),
    **ballot("admission"),
    "admission_talked_on": date(2026, 7, 25),
    "admission_submitted_on": date(2026, 7, 26),
    "admission_deliberated_on": date(2026, 7, 28),
    "admission_approved_on": date(2026, 8, 10),
    **_approver("admission"),
    "admission_decided_how": "党委会",
    "stated_probation_from": date(2026, 7, 15),
    "stated_probation_to": date(2027, 7, 14),
    "admission_filed_on": date(2026, 8, 20),
    "assigned_on": date(2026, 8, 15),
    "oath_on": date(2026, 8, 30),
}
"""A probationer: listed and admitted under the edition of 2026, probation running."""


def shifted(recorded: Mapping[str, Value], years: int, *, but: Iterable[str] = ()) -> Recorded:
    """The same life so many years later (28 years keep the days of the week, others only the calendar)."""
    kept = {"born_on", *but}

    def later(value: Value) -> Value:
        if isinstance(value, date):
            return value.replace(year=value.year + years)
        if isinstance(value, tuple):
            return tuple(item.replace(year=item.year + years) if isinstance(item, date) else item for item in value)  # type: ignore[return-value]  # all days or all texts
        return value

    return {name: value if name in kept else later(value) for name, value in recorded.items()}


RECENT_MEMBER: Recorded = {
    **shifted(MEMBER, 3),
    "conversion_applied_on": date(2026, 9, 1),
    "conversion_examined_on": date(2026, 9, 29),
    "conversion_met_on": date(2026, 9, 30),
    "conversion_submitted_on": date(2026, 10, 1),
    "conversion_approved_on": date(2026, 10, 12),
    "conversion_announced_on": date(2026, 10, 15),
    "stated_member_since": date(2026, 9, 30),
    "archived_on": date(2026, 10, 20),
    "archived_papers": (
        *("入党志愿书", "入党申请书", "政审材料", "转正申请书"),
        *("入党积极分子培养考察登记表", "预备党员教育考察登记表"),
    ),
}
"""Admitted under the edition of 2014, converted and archived under that of 2026."""

EXTENDED_MEMBER: Recorded = {
    **MEMBER,
    "extension_months": 6,
    "extension_met_on": date(2023, 10, 10),
    "extension_approved_on": date(2023, 10, 30),
    "stated_extension_to": date(2024, 3, 29),
    "conversion_examined_on": date(2024, 4, 1),
    "conversion_met_on": date(2024, 4, 2),
    "conversion_submitted_on": date(2024, 4, 3),
    "conversion_approved_on": date(2024, 4, 20),
    "stated_member_since": date(2024, 3, 30),
    "conversion_announced_on": date(2024, 4, 25),
    "archived_on": date(2024, 5, 6),
}
"""Extended once by six months, then converted."""


_COMES_WITH: dict[str, tuple[str, ...]] = {
    "admission_met_on": tuple(ballot("admission")),
    "conversion_met_on": (*ballot("conversion"), "conversion_result"),
    "admission_approved_on": (
        *("admission_approved_by", "admission_approver_kind", "admission_approver_empowered", "admission_decided_how"),
        *("stated_probation_from", "stated_probation_to"),
    ),
    "conversion_approved_on": (
        *("conversion_approved_by", "conversion_approver_kind", "conversion_approver_empowered"),
        "stated_member_since",
    ),
    "sponsors_named_on": tuple(_SPONSORS),
    "review_reported_on": ("review_replies_on", "review_conclusion"),
    "training_from": ("training_to", "training_days"),
    "archived_on": ("archived_papers", "changes_after_archiving", "papers_unsigned"),
}
"""What an act puts on record besides its day."""


def upto(recorded: Mapping[str, Value], last: str) -> Recorded:
    """The same life as of the day of its act ``last``: what came later is not on record, nor what came of it."""
    until = recorded[last]
    assert isinstance(until, date)
    later = {
        name
        for name, value in recorded.items()
        if isinstance(value, date) and value > until and not RECORDED[name].planned
    }
    gone = later | {name for act, names in _COMES_WITH.items() if act in later or act not in recorded for name in names}
    return {name: value for name, value in recorded.items() if name not in gone}
