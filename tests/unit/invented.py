"""Invented people and their papers: what the unit tests put on record, and a regular dossier under each edition."""

from collections.abc import Collection
from datetime import date
from typing import Any

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.people import BodyKind, Organization

Given = Any
"""What a test puts on record, or changes in the usual thing: whatever the thing takes."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def facts(unknown: Collection[str] = (), **recorded: Given) -> Facts:
    """A dossier's facts, derived ones included; ISO texts stand for days."""
    values: dict[str, Value] = {name: _value(value) for name, value in recorded.items()}
    return derive(Facts().unknowing(frozenset(unknown)).having(**values))


def _value(value: Given) -> Value:
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return day(value)
    if isinstance(value, tuple | list):
        return tuple(_value(item) for item in value)  # type: ignore[return-value]  # all of one kind
    return value  # type: ignore[no-any-return]  # whatever the fact holds


def identity_number(born: date, order: int = 1) -> str:
    """An identity number of the area 999999, which exists nowhere; odd ``order`` is a man's."""
    first = f"999999{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


VOTE = {"entitled": 11, "present": 10, "ballots_issued": 10, "collected": 10, "for": 10, "against": 0, "abstained": 0}


def vote(round_: str, **changes: Given) -> dict[str, Any]:
    """The counts of one ballot, as facts of ``round_``."""
    return {f"{round_}_{name}": value for name, value in (VOTE | {"invalid": 0, "written_for": 0} | changes).items()}


UNDER_2014: dict[str, Any] = {
    "name": "赵试一",
    "sex": "男",
    "nation": "汉族",
    "id_number": identity_number(date(1995, 3, 8)),
    "born_on": "1995-03-08",
    "branch": "第一党支部",
    "biography": "2013.09—2017.06 学生；2017.10至今 技术员",
    "relatives": ("赵试零（父亲）", "周试九（母亲）"),
    "relatives_reviewed": ("赵试零", "周试九"),
    "applied_on": "2019-01-07",
    "application_received_on": "2019-01-07",
    "application_registered_on": "2019-02-18",
    "applied_where": "本单位",
    "unit_has_organization": True,
    "employed_by_unit": True,
    "study_from": "2013-09-01",
    "study_to": "2017-06-30",
    "away_from": "2017-07-01",
    "away_to": "2017-09-30",
    "talked_on": "2019-01-21",
    "talked_by": "钱试二",
    "recommended_by": "党员推荐",
    "recommended_on": "2019-03-01",
    "activist_on": "2019-03-04",
    "activist_meeting": "支委会",
    "activist_filed_on": "2019-03-11",
    "contacts": ("钱试二", "孙试三"),
    "contacts_assigned_on": "2019-03-11",
    "examined_on": ("2019-06-30", "2019-12-31"),
    "reported_on": ("2019-06-03", "2019-09-02", "2019-12-02"),
    "opinions_heard_on": "2020-03-09",
    "candidate_discussed_on": "2020-03-10",
    "candidate_consented_on": "2020-03-20",
    "candidate_listed_on": "2020-03-20",
    "sponsors": ("钱试二", "孙试三"),
    "sponsors_named_on": "2020-03-20",
    "review_replies_on": ("2020-04-10", "2020-04-15"),
    "review_reported_on": "2020-04-20",
    "review_conclusion": "合格",
    "opinion_discipline": "无异常",
    "opinion_police": "无异常",
    "opinion_procuratorate": "无异常",
    "opinion_court": "无异常",
    "vetting_replied_on": "2020-03-02",
    "training_from": "2020-05-06",
    "training_to": "2020-05-08",
    "training_days": 3,
    "training_hours": 24,
    "training_result": "合格",
    "admission_examined_on": "2020-05-20",
    "prereview_requested_on": "2020-05-21",
    "prereviewed_on": "2020-05-28",
    "form_number": "53-0001",
    "form_signed_on": "2020-06-01",
    "sponsors_opinion_on": "2020-06-02",
    "admission_met_on": "2020-06-05",
    "admission_resolved_on": "2020-06-05",
    **vote("admission"),
    "admission_talked_on": "2020-06-20",
    "admission_submitted_on": "2020-06-10",
    "admission_approved_on": "2020-07-01",
    "admission_approved_by": "高新区工委",
    "stated_probation_from": "2020-06-05",
    "stated_probation_to": "2021-06-04",
    "admission_filed_on": "2020-07-10",
    "assigned_on": "2020-07-02",
    "oath_on": "2020-07-01",
    "probation_examined_on": ("2020-12-31", "2021-05-31"),
    "conversion_applied_on": "2021-05-24",
    "conversion_examined_on": "2021-06-03",
    "conversion_met_on": "2021-06-07",
    **vote("conversion"),
    "conversion_result": "按期转正",
    "conversion_submitted_on": "2021-06-10",
    "conversion_approved_on": "2021-06-25",
    "stated_member_since": "2021-06-05",
    "conversion_announced_on": "2021-06-28",
    "archived_on": "2021-07-05",
    "archived_papers": ("入党志愿书", "入党申请书", "政审材料", "转正申请书", "培养教育考察登记表"),
}
"""A regular dossier from application to archive under the edition of 2014."""


def bodies(*more: Organization) -> dict[str, Organization]:
    """A working committee, a general branch under it, a branch under that, and a branch right under the committee."""
    found = (
        Organization(name="高新区工委", kind=BodyKind.WORKING_COMMITTEE),
        Organization(name="园区党总支", kind=BodyKind.GENERAL_BRANCH, parent="高新区工委"),
        Organization(name="第一党支部", kind=BodyKind.BRANCH, parent="园区党总支", has_committee=True),
        Organization(name="机关党支部", kind=BodyKind.BRANCH, parent="高新区工委", has_committee=False),
        *more,
    )
    return {body.name: body for body in found}
