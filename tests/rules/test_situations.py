"""Courses out of the ordinary, as practice knows them: the lawful ones raise no fact, however unlike they look."""

from collections.abc import Mapping
from datetime import date

import pytest

from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.rules import Certainty
from tests.rules.dossiers import AS_OF, EXTENDED_MEMBER, MEMBER, PROBATIONER, Recorded, judged, shifted, upto
from tests.rules.faults import CANCELLED, FLOATING, day

Changes = Mapping[str, Value]


def changed(base: Changes, /, *gone: str, **changes: Value) -> Recorded:
    """``base`` with ``changes``, and without what is ``gone``."""
    return {name: value for name, value in ({**base} | changes).items() if value is not None and name not in gone}


def days(**told: str) -> Recorded:
    """Days written as ``2026-05-11``."""
    return {name: day(text) for name, text in told.items()}


_VOTES = tuple(name for name in MEMBER if name.startswith("admission_") and not name.endswith("_on"))
_BEFORE_THE_MEETING = (
    *("talked_on", "recommended_by", "recommended_on", "activist_filed_on", "contacts", "contacts_assigned_on"),
    *("examined_on", "opinions_heard_on", "candidate_discussed_on", "candidate_consented_on", "sponsors"),
    *("sponsors_named_on", "review_replies_on", "review_reported_on", "review_conclusion", "training_from"),
    *("training_to", "training_days", "admission_examined_on", "prereview_requested_on", "prereviewed_on"),
    *("form_issued_on", "form_signed_on", "sponsors_opinion_on"),
)
_OF_THE_APPROVAL = ("admission_talked_on", "admission_submitted_on", "admission_deliberated_on", "admission_filed_on")
CAME: Recorded = {"former_organization": "滇池路社区党支部", "transfer_papers_missing": 0}
LONG_AGO: Recorded = {
    **days(applied_on="2018-03-01", application_received_on="2018-03-01", application_registered_on="2018-03-01"),
    **days(talked_on="2018-03-09", recommended_on="2019-02-20", activist_on="2019-03-01"),
    **days(contacts_assigned_on="2019-03-05", activist_filed_on="2019-03-09"),
}
EXTENDING: Recorded = {
    "conversion_result": "延长预备期",
    **days(conversion_met_on="2023-10-10", conversion_examined_on="2023-10-09", conversion_approved_on="2023-10-30"),
    "conversion_submitted_on": day("2023-10-20"),
}
NOT_YET = ("stated_member_since", "conversion_announced_on", "archived_on", "archived_papers")

LAWFUL: dict[str, Recorded] = {
    # What an edition did not ask for when it would have been done
    "talk: applied before 2014-05-28, activist after": changed(shifted(MEMBER, -7), "talked_on"),
    "filing of the activist: decided before 2014-05-28": changed(shifted(MEMBER, -8), "activist_filed_on"),
    "filing of the admission: approved before 2014-05-28": changed(shifted(MEMBER, -9), "admission_filed_on"),
    "a floating person's opinions: a candidate before 2026-05-11": changed(
        {**FLOATING, **days(opinions_heard_on="2026-03-30", candidate_discussed_on="2026-04-01")},
        *("household_opinion_on", "residence_opinion_on", "notice_from", "notice_to"),
        *("notice_origin_from", "notice_destination_from", "notice_objections"),
        **days(candidate_consented_on="2026-04-10", candidate_listed_on="2026-04-10"),
    ),
    # Moves: what was done before the person came is kept by the former body
    "came as an activist": changed(
        {**MEMBER, **CAME},
        *("talked_on", "recommended_by", "recommended_on", "activist_filed_on"),
        **days(transferred_in_on="2021-09-01"),
    ),
    "came as an applicant, talked with before": changed(
        {**MEMBER, **CAME}, "talked_on", **days(transferred_in_on="2021-05-01")
    ),
    "left in probation, the conversion elsewhere told by its day": changed(
        upto(MEMBER, "oath_on"), **days(transferred_out_on="2023-05-01", conversion_approved_on="2023-10-30")
    ),
    "came as a candidate": changed(
        {**MEMBER, **CAME},
        *("opinions_heard_on", "candidate_consented_on", "contacts", "contacts_assigned_on", "examined_on"),
        **days(transferred_in_on="2022-06-28"),
    ),
    "came as a probationer": changed(
        {**MEMBER, **CAME}, *_BEFORE_THE_MEETING, *_VOTES, *_OF_THE_APPROVAL, **days(transferred_in_on="2022-12-01")
    ),
    "came after the meeting, approved here": changed(
        {**MEMBER, **CAME}, *_BEFORE_THE_MEETING, *_VOTES, **days(transferred_in_on="2022-10-05")
    ),
    "came in mid-cultivation, examined here only since": changed(
        {**MEMBER, **CAME, **LONG_AGO},
        examined_on=(day("2022-06-01"),),
        **days(transferred_in_on="2022-05-01", former_cultivated_to="2022-04-20"),
    ),
    "came in mid-cultivation, with the former body's examinations": changed(
        {**MEMBER, **CAME, **LONG_AGO},
        examined_on=tuple(map(day, ("2019-09-01", "2020-03-01", "2020-09-01", "2021-03-01", "2022-03-01"))),
        **days(transferred_in_on="2021-09-01", former_cultivated_to="2021-08-20"),
    ),
    "a soldier: left as an activist, came back": changed(
        {**MEMBER, **CAME, **LONG_AGO},
        examined_on=tuple(map(day, ("2019-06-30", "2021-12-31", "2022-06-01"))),
        **days(transferred_out_on="2019-09-01", transferred_in_on="2021-09-05"),
    ),
    "abroad for two years of cultivation": changed(
        {**MEMBER, **LONG_AGO},
        examined_on=tuple(map(day, ("2019-06-30", "2021-12-31", "2022-06-01"))),
        **days(away_from="2019-09-01", away_to="2021-09-05"),
    ),
    "came in probation, discussed later with a recorded reason": changed(
        {**MEMBER, **CAME},
        deferred_because="转入时间短，推迟讨论",
        **days(transferred_in_on="2023-09-01", conversion_met_on="2024-03-10", conversion_examined_on="2024-03-08"),
        **days(conversion_submitted_on="2024-03-12", conversion_approved_on="2024-04-01", archived_on="2024-04-09"),
        **days(conversion_announced_on="2024-04-02"),
    ),
    "decided again as an activist here, cultivated before elsewhere": changed(
        {**MEMBER, **CAME},
        **days(former_cultivated_to="2021-09-20", transferred_in_on="2021-10-01", activist_on="2021-11-01"),
        **days(contacts_assigned_on="2021-11-05", activist_filed_on="2021-11-10"),
    ),
    "from no other body": changed(MEMBER, former_organization="无党组织"),
    # Acts of which something is on record, only not the day
    "talked with, the talker named": changed(MEMBER, "talked_on", talked_by="王试九"),
    "an activist, the filing dated": changed(MEMBER, "activist_on"),
    "examined, the opinions kept": changed(MEMBER, "examined_on", examination_opinions=("学习认真，工作踏实",)),
    "a notice, its places and last day told": changed(PROBATIONER, "notice_from"),
    "trained, the days counted": changed(MEMBER, "training_from", "training_to"),
    "pre-reviewed, the notice of it dated": changed(MEMBER, "prereviewed_on", prereview_notified_on=day("2022-09-11")),
    "a meeting, its votes counted": changed(MEMBER, "admission_met_on"),
    "talked with before the approval, the talker named": changed(
        MEMBER, "admission_talked_on", admission_talked_by="王试九"
    ),
    "approved, the committee named": changed(MEMBER, "admission_approved_on"),
    "a conversion's meeting, its votes counted": changed(MEMBER, "conversion_met_on"),
    "a conversion approved, the committee named": changed(MEMBER, "conversion_approved_on"),
    "extended by the former body": changed(
        {**EXTENDED_MEMBER, **CAME}, "extension_met_on", "extension_approved_on", transferred_in_on=day("2023-12-01")
    ),
    "approved late by the former body, for reasons kept there": changed(
        {**MEMBER, **CAME},
        **days(admission_approved_on="2023-01-20", admission_filed_on="2023-01-25", assigned_on="2023-01-25"),
        **days(oath_on="2023-01-30", transferred_in_on="2023-03-01"),
    ),
    # Ends that are told without a day
    "withdrew, only the reason is told": changed(
        upto(PROBATIONER, "activist_on"), ended_because="本人撤回申请", examined_on=(day("2025-06-30"),)
    ),
    "moved away, only the standing is told": changed(
        upto(PROBATIONER, "activist_on"), stated_standing="已转出", examined_on=(day("2025-06-30"),)
    ),
    # Extensions told by their end
    "extended, the months not told": changed(EXTENDED_MEMBER, "extension_months"),
    "extended, the months not told, probation stated to the last end": changed(
        EXTENDED_MEMBER, "extension_months", **days(stated_probation_to="2024-03-29")
    ),
    "extended, neither months nor end told": changed(EXTENDED_MEMBER, "extension_months", "stated_extension_to"),
    "extension running, the months not told": changed({**EXTENDED_MEMBER, **EXTENDING}, *NOT_YET, "extension_months"),
    "extended, then cancelled": changed(
        EXTENDED_MEMBER, *NOT_YET, conversion_result="取消预备党员资格", ended_on=day("2024-04-20")
    ),
    "cancelled within the year": CANCELLED,
    # Ballots
    "ballots collected with a written opinion among them": changed(
        MEMBER,
        *("admission_resolution_entitled", "admission_resolution_for"),
        admission_collected=10,
        admission_written_for=1,
        admission_for=9,
        admission_against=1,
    ),
    "written opinions counted apart": changed(
        MEMBER, *("admission_resolution_entitled", "admission_resolution_for"), admission_written_for=1
    ),
    # Replies
    "a relative was convicted": changed(
        MEMBER, opinion_police="有异常：其弟2015年因盗窃罪被判处有期徒刑一年，本人无违法犯罪记录"
    ),
    "a civil suit": changed(MEMBER, opinion_court="有异常：2018年民间借贷纠纷被告，已履行完毕"),
    "a report that proved untrue": changed(MEMBER, opinion_discipline="有异常：收到举报一件，经查不属实"),
    "a talk of admonition is no sanction": changed(MEMBER, opinion_discipline="有异常：2021年诫勉谈话一次"),
    "no punishment, an offence against traffic rules": changed(
        MEMBER, punishments_text="无刑事处罚，2018年有一次交通违章"
    ),
    "an offence in probation, told by its month": changed(
        MEMBER, opinion_police="有异常：2023年3月因酒驾被行政拘留", vetting_replied_on=day("2023-08-10")
    ),
    "an offence that a reply of after the approval does not date": changed(
        MEMBER, opinion_police="有异常：因酒驾被行政拘留五日", vetting_replied_on=day("2023-08-10")
    ),
    # The archive's list
    "archived: complete": changed(MEMBER, archived_papers=("齐全",)),
    "archived: so many": changed(MEMBER, archived_papers=("6份",)),
    "archived: the form and others": changed(MEMBER, archived_papers=("入党志愿书等材料一套",)),
    "archived: in words of the unit": changed(
        MEMBER, archived_papers=("志愿书", "申请书", "函调证明材料", "转正申请", "积极分子登记表")
    ),
}


@pytest.mark.parametrize("course", LAWFUL)
def test_a_lawful_course_out_of_the_ordinary_raises_no_fact(course: str) -> None:
    found = judged(LAWFUL[course], as_of=AS_OF).violations
    assert [v.says for v in found if v.certainty is Certainty.FACT] == []


GUILTY: dict[str, tuple[str, Recorded]] = {
    "missing here, though the person came from elsewhere": (
        "review-passed",
        changed({**MEMBER, **CAME}, "review_conclusion", **days(transferred_in_on="2021-09-01")),
    ),
    "done in the wrong order by the former body": (
        "talked-before-approval",
        changed({**MEMBER, **CAME}, **days(transferred_in_on="2022-12-01", admission_talked_on="2022-10-25")),
    ),
    "not examined here for eight months after coming": (
        "examined-every-half-year",
        changed(
            {**MEMBER, **CAME, **LONG_AGO}, examined_on=(day("2022-06-02"),), **days(transferred_in_on="2021-11-01")
        ),
    ),
    "not examined for eight months after coming back": (
        "examined-every-half-year",
        changed(
            {**MEMBER, **LONG_AGO},
            examined_on=(day("2019-06-30"), day("2022-06-02")),
            **days(away_from="2019-09-01", away_to="2021-10-01"),
        ),
    ),
    "the talk was owed, the application came in under the edition of 2014": (
        "talked-with-before-activist",
        changed(MEMBER, "talked_on"),
    ),
    "more ballots than those issued and the written ones": (
        "admission-ballots-collected",
        changed(MEMBER, admission_collected=11, admission_for=10, admission_written_for=1, admission_resolution_for=10),
    ),
    "membership counted from before the stated end": (
        "membership-counted-right",
        changed(EXTENDED_MEMBER, "extension_months", **days(stated_member_since="2023-09-30")),
    ),
    "an offence of which the committee could know, undated": (
        "administrative-record-without-handling",
        changed(MEMBER, opinion_police="有异常：因酒驾被行政拘留五日", vetting_replied_on=day("2022-10-15")),
    ),
    "an offence of the year before the admission, told later": (
        "administrative-record-without-handling",
        changed(MEMBER, opinion_police="有异常：2021年因酒驾被行政拘留", vetting_replied_on=day("2023-08-10")),
    ),
    "a crime of the person's own beside a relative's": (
        "crime-without-handling",
        changed(MEMBER, opinion_court="其弟无异常；本人2015年因盗窃罪被判处有期徒刑一年"),
    ),
    "an archive that names its papers, without the review": (
        "archive-complete",
        changed(MEMBER, archived_papers=("志愿书", "申请书", "转正申请", "积极分子登记表")),
    ),
}


@pytest.mark.parametrize("course", GUILTY)
def test_its_guilty_neighbour_is_found(course: str) -> None:
    rule, recorded = GUILTY[course]
    found = {v.rule.id: v.certainty for v in judged(recorded).violations}
    assert found.get(rule) is Certainty.FACT, found


def test_what_another_body_did_is_told_by_the_last_act_before_the_move() -> None:
    moved = {**MEMBER, **CAME, "transferred_in_on": date(2022, 9, 30)}
    without = changed(moved, "admission_entitled", *_VOTES)
    # the meeting of the day of the move may be either body's: the new one has to answer for it
    assert "admission-vote-recorded" in {v.rule.id for v in judged(without).violations}
