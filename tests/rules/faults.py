"""Regular dossiers with one thing wrong, by the rule that must find it.

One entry a rule: where it starts from, what is changed (``None`` takes it off the record), and the rules that may
follow from the same fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dangyuan_flow.domain.facts import Value
from tests.rules.dossiers import (
    AS_OF,
    EXTENDED_MEMBER,
    MEMBER,
    PROBATIONER,
    RECENT_MEMBER,
    Recorded,
    ballot,
    identity_number,
    upto,
)
from tests.rules.wordings import OPINIONS


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault in one regular dossier."""

    base: Mapping[str, Value]
    changes: Mapping[str, Value]
    follows: tuple[str, ...] = ()
    regular_on: date = AS_OF
    """The day on which the dossier without the fault is regular; an overdue act needs nothing but time."""

    @property
    def recorded(self) -> Recorded:
        """The dossier with the fault in it."""
        return {name: value for name, value in (dict(self.base) | dict(self.changes)).items() if value is not None}


@dataclass(frozen=True)
class _From:
    """Makes faults in one regular dossier."""

    base: Mapping[str, Value]
    regular_on: date = AS_OF

    def __call__(self, *follows: str, **changes: Value) -> Fault:
        return Fault(base=self.base, changes=changes, follows=follows, regular_on=self.regular_on)


def day(text: str) -> date:
    """The day written as ``2026-05-11``."""
    return date.fromisoformat(text)


APPLICANT = {**upto(PROBATIONER, "application_received_on"), "examined_on": None}
ACTIVIST = upto(PROBATIONER, "activist_filed_on") | {"examined_on": (day("2025-09-30"), day("2026-03-30"))}
FLOATING: Recorded = {
    **PROBATIONER,
    "is_floating": True,
    "household_opinion_on": day("2026-06-18"),
    "residence_opinion_on": day("2026-06-19"),
    "notice_origin_from": day("2026-05-26"),
    "notice_destination_from": day("2026-05-26"),
}
CANCELLED: Recorded = {
    **upto(MEMBER, "oath_on"),
    "conversion_examined_on": day("2023-03-01"),
    "conversion_met_on": day("2023-03-05"),
    **ballot("conversion"),
    "conversion_result": "取消预备党员资格",
    "conversion_approved_on": day("2023-04-01"),
    "ended_on": day("2023-04-01"),
    "ended_because": "取消预备党员资格",
}
LEAP: Recorded = {
    **upto(MEMBER, "candidate_listed_on"),
    "applied_on": day("2023-09-01"),
    "application_received_on": day("2023-09-01"),
    "talked_on": day("2023-09-15"),
    "recommended_on": day("2024-01-10"),
    "activist_on": day("2024-02-29"),
    "activist_filed_on": day("2024-03-05"),
    "contacts_assigned_on": day("2024-03-01"),
    "examined_on": (day("2024-08-29"), day("2025-02-20")),
    "opinions_heard_on": day("2025-02-20"),
    "candidate_discussed_on": day("2025-03-01"),
    "candidate_consented_on": day("2025-03-01"),
    "candidate_listed_on": day("2025-03-01"),
}
ROUGHLY_COUNTED: Recorded = {
    **MEMBER,
    **dict.fromkeys(
        f"{round_}_{count}"
        for round_ in ("admission", "conversion")
        for count in ("entitled", "present", "ballots_issued", "resolution_entitled", "resolution_for", "left_out")
    ),
    "admission_expected": 11,
    "admission_attended": 9,
    "conversion_expected": 11,
    "conversion_attended": 9,
}
AT_SEVENTEEN = day("2005-03-05")
CRIME = "2019年3月5日因盗窃罪判处拘役"
TWELVE_YEARS_ON = "2019年6月8日行政拘留五日"

old, new, recent, extended = _From(MEMBER), _From(PROBATIONER), _From(RECENT_MEMBER), _From(EXTENDED_MEMBER)
applicant, activist = _From(APPLICANT, day("2025-02-07")), _From(ACTIVIST, day("2026-10-30"))
prereviewed = _From(upto(PROBATIONER, "prereviewed_on"), day("2026-08-06"))
met = _From(upto(MEMBER, "admission_met_on"), day("2023-03-30"))
in_probation = _From(upto(MEMBER, "oath_on"), day("2023-12-29"))
discussed = _From(upto(MEMBER, "conversion_submitted_on"), day("2024-01-10"))
floating, cancelled, leap, roughly = _From(FLOATING), _From(CANCELLED), _From(LEAP), _From(ROUGHLY_COUNTED)


def _born(born: str) -> Recorded:
    return {"born_on": day(born), "id_number": identity_number(day(born), "女")}


def _of_round(round_: str) -> dict[str, Fault]:
    def wrong(*follows: str, **counts: Value) -> Fault:
        return old(*follows, **{f"{round_}_{count}": value for count, value in counts.items()})

    def rough(**counts: Value) -> Fault:
        return roughly(**{f"{round_}_{count}": value for count, value in counts.items()})

    attends = "admission-person-and-sponsors-attend" if round_ == "admission" else "conversion-person-attends"
    five = {"present": 5, "ballots_issued": 5, "collected": 5, "for": 4, "against": 1, "resolution_for": 4}
    return {
        f"{round_}-quorum": wrong(**five | {"for": 3, "written_for": 4, "against": 2, "resolution_for": 7}),
        f"{round_}-quorum-by-attendance": rough(attended=5, collected=5, against=0, **{"for": 5, "written_for": 2}),
        f"{round_}-majority": wrong(**{"for": 5, "against": 4, "resolution_for": 5}),
        f"{round_}-majority-by-attendance": rough(**{"for": 5, "against": 4}),
        f"{round_}-ballots-issued": wrong(ballots_issued=8, collected=8, against=0),
        f"{round_}-ballots-collected": wrong(collected=10, abstained=1),
        f"{round_}-votes-balance": wrong(against=0),
        f"{round_}-voters-entitled": wrong(voters_without_vote=1),
        f"{round_}-written-opinions-in-order": wrong(written_out_of_order=1),
        f"{round_}-no-proxies": wrong(proxy_votes=1),
        f"{round_}-secret-ballot": wrong(method="举手"),
        f"{round_}-nobody-left-out": wrong(left_out=2),
        f"{round_}-roster-of-the-day": wrong(roster_entitled=12),
        f"{round_}-signers-could-be-there": wrong(doubtful_signers=("李试四（2020-01-05 去世）",)),
        f"{round_}-resolution-agrees": wrong(resolution_for=9),
        attends: wrong(absentees=1),
        f"{round_}-one-by-one": wrong(voted_together=True),
        f"{round_}-vote-recorded": old(**dict.fromkeys(ballot(round_))),
        f"{round_}-approver-empowered": wrong(
            approved_by="云岭物业公司党委", approver_kind="committee", approver_empowered=False
        ),
    }


FAULTS: dict[str, Fault] = {
    # The person
    "adult-when-applying": old(**_born("2003-03-02")),
    "adult-when-admitted": old(**_born("2004-10-01")),
    "identity-number-checks": old(id_number=identity_number(day("1990-03-05"), "女")[:-1] + "0"),
    "birth-date-agrees-with-identity-number": old(born_on=day("1990-05-03")),
    "sex-agrees-with-identity-number": old(sex="男"),
    "crime-without-handling": old(opinion_court=f"有异常：{CRIME}", declared_punishments=CRIME),
    "crime-handled": old(
        punishments_text=CRIME, declared_punishments=CRIME, vetting_handling="本人已申报，上级研究同意"
    ),
    "crime-undated": old(punishments_text="曾因盗窃被判刑", declared_punishments="曾因盗窃被判刑"),
    "administrative-record-without-handling": old(opinion_police=f"有异常：{TWELVE_YEARS_ON}"),
    "administrative-record-handled": old(opinion_police=f"有异常：{TWELVE_YEARS_ON}", vetting_handling="已综合研判"),
    "unexplained-reply-without-handling": old(opinion_court="有异常"),
    "other-reply-without-handling": old(opinion_court="有异常：2018年民间借贷纠纷被告，已履行完毕"),
    "open-case-at-admission": old(case_opened_on=day("2022-09-01"), case_closed_on=day("2022-12-01")),
    "open-case-at-conversion": old(case_opened_on=day("2023-08-01")),
    "sanction-concealed": old(sanctions_text="2020年5月6日受政务警告"),
    "crime-concealed": old("crime-without-handling", punishments_text=CRIME),
    "gang-record": old(opinion_police="有异常：涉恶势力团伙成员"),
    "cult-record": old(opinion_police="有异常：曾参加邪教活动"),
    "dishonest-debtor": old(opinion_court="有异常：失信被执行人"),
    "crime-in-probation": old(punishments_text="2023-02-01因危险驾驶罪判处拘役"),
    "floating-person-household-opinion": floating(household_opinion_on=None),
    "floating-person-residence-opinion": floating(residence_opinion_on=None),
    "floating-person-one-opinion": floating(
        household_opinion_on=None, residence_opinion_on=None, household_is_residence=True
    ),
    "transfer-recorded": old(former_organization="滇池路社区党支部"),
    "transfer-papers-complete": old(
        former_organization="滇池路社区党支部", transferred_in_on=day("2022-01-05"), transfer_papers_missing=2
    ),
    "applied-where-it-belongs": old(applied_where="居住地"),
    "student-not-through-a-village-branch": old(student_when_applying=True, branch="青山村党支部"),
    "not-attached-in-name-only": old(employed_by_unit=False),
    "application-seen-soon": old(application_received_on=day("2021-09-02"), application_registered_on=None),
    "application-not-older-than-its-form": old(application_form_printed_on=day("2021-03-02")),
    "application-not-dated-into-an-absence": old(away_from=day("2020-09-01"), away_to=day("2022-09-01")),
    "cultivation-continued": old(
        former_organization="滇池路社区党支部",
        former_cultivated_to=day("2021-09-04"),
        transferred_in_on=day("2022-01-05"),
        transfer_papers_missing=0,
    ),
    "nothing-in-the-future": new(oath_on=day("2026-11-02"), admission_approved_on=day("2026-10-10")),
    # The application and the activist
    "talked-with-before-activist": old(talked_on=None),
    "talk-precedes-activist": old(
        applied_on=day("2021-05-20"), application_received_on=day("2021-05-20"), talked_on=day("2021-06-02")
    ),
    "talk-within-a-month": old(talked_on=day("2021-04-03")),
    "talk-within-a-month-of-the-letter": old(application_received_on=None, talked_on=day("2021-04-02")),
    "talk-overdue": applicant(),
    "recommended": old(recommended_by=None, recommended_on=None),
    "activist-decided": old(activist_on=None, activist_meeting=None, activist_filed_on=None),
    "activist-after-application": old(
        applied_on=day("2021-06-02"), application_received_on=day("2021-06-02"), talked_on=day("2021-06-01")
    ),
    "activist-filed": old(activist_filed_on=None),
    "examinations-not-on-one-day": old(examined_on=(*[day("2021-12-01")] * 3, day("2022-06-01"))),
    "contacts-are-full-members": old(contacts_not_full=1),
    "contacts-assigned": old(contacts=None, contacts_assigned_on=None, contacts_not_full=None),
    "examined-every-half-year": old(examined_on=(day("2022-06-01"),)),
    "examination-overdue": activist(),
    "examinations-in-words-of-their-own": old(examination_opinions=(OPINIONS[0], OPINIONS[1], *(OPINIONS[0],) * 2)),
    # The candidate
    "opinions-heard": old(opinions_heard_on=None),
    "candidate-decided": old(candidate_discussed_on=None, candidate_consented_on=None, candidate_listed_on=None),
    "listed-before-admission": old(
        candidate_listed_on=day("2022-10-01"), examined_on=(day("2021-12-01"), day("2022-06-01"))
    ),
    "cultivated-for-a-year": old(activist_on=day("2021-07-01")),
    "cultivated-for-a-year-on-leap-eve": leap(
        candidate_discussed_on=day("2025-02-28"),
        candidate_consented_on=day("2025-02-28"),
        candidate_listed_on=day("2025-02-28"),
    ),
    "discussed-after-a-year": old(candidate_discussed_on=day("2022-05-31"), opinions_heard_on=day("2022-05-20")),
    "higher-committee-consented": old(candidate_consented_on=None),
    "notice-given": new(notice_from=None, notice_to=None, notice_places=None, notice_objections=None),
    "objections-settled": new(notice_objections="有人反映其拖欠工资"),
    "notice-after-consent": new(candidate_consented_on=day("2026-05-27")),
    "listed-after-notice": new(candidate_listed_on=day("2026-06-01")),
    "listed-after-notice-in-the-old-sense": new(candidate_listed_on=day("2026-05-25")),
    "notice-in-both-places": floating(notice_destination_from=None),
    "notice-long-enough": new(notice_to=day("2026-05-31")),
    "sponsors-are-full-members": old(sponsors_not_full=1),
    "sponsors-not-on-watch": old(sponsors_on_watch=1),
    "sponsors-not-within-a-sanction": new(sponsors_sanctioned=1),
    "review-report-after-replies": old(review_replies_on=(day("2022-07-08"), day("2022-07-21"))),
    "trained-before-admission": old(training_from=None, training_to=None, training_days=None),
    "trained-long-enough": old(training_days=2, training_hours=16),
    "reviewed-after-the-decision": old(review_replies_on=(day("2022-06-10"),), review_reported_on=day("2022-06-14")),
    "trained-after-the-decision": old(training_from=day("2022-06-12"), training_to=day("2022-06-14")),
    "relatives-reviewed": old(relatives_reviewed=("杨国安", "赵玉梅")),
    # The admission
    "examined-before-prereview": old(admission_examined_on=None),
    "prereviewed-before-meeting": old(prereviewed_on=None),
    "form-signed-after-prereview": old(form_signed_on=day("2022-09-09")),
    "form-signed-before-meeting": old(form_signed_on=day("2022-10-01")),
    "sponsors-opinion-before-meeting": old(sponsors_opinion_on=day("2022-10-01")),
    "two-sponsors": old(sponsors=("和志明",)),
    "reviewed-before-prereview": old(review_reported_on=day("2022-09-20")),
    "examination-and-meeting-on-different-days": old(
        admission_examined_on=day("2022-09-30"), prereviewed_on=day("2022-09-30"), form_signed_on=day("2022-09-30")
    ),
    "form-number-registered": old(form_number_registered=False),
    "review-before-meeting": old(review_reported_on=day("2022-10-01")),
    "review-passed": old(review_conclusion="不合格"),
    "meeting-within-a-month-of-prereview": new(
        prereviewed_on=day("2026-06-14"), admission_examined_on=day("2026-06-13"), review_reported_on=day("2026-06-13")
    ),
    "meeting-overdue": prereviewed(),
    "leaving-within-three-months": old(leaving_known=True, leaves_unit_on=day("2022-12-30")),
    "admission-meeting-held": old(
        **dict.fromkeys(("admission_met_on", *ballot("admission"))),
        stated_probation_from=None,
        stated_probation_to=None,
    ),
    **_of_round("admission"),
    "admission-resolution-complete": old(admission_resolution="经支部大会讨论，同意接收为中共预备党员"),
    "talked-before-approval": old(admission_talked_on=None),
    "approved": old(
        **dict.fromkeys(
            (
                *("admission_approved_on", "admission_approved_by", "admission_approver_kind"),
                *("admission_approver_empowered", "admission_decided_how"),
            )
        )
    ),
    "approved-after-meeting": old(
        admission_approved_on=day("2022-09-29"),
        admission_talked_on=day("2022-09-28"),
        admission_deliberated_on=None,
        branch_under_general_branch=False,
    ),
    "approved-within-three-months": old(
        admission_approved_on=day("2022-12-31"),
        admission_submitted_on=day("2022-09-30"),
        oath_on=day("2023-01-02"),
        admission_filed_on=day("2023-01-10"),
    ),
    "approved-within-six-months": old(
        admission_approved_on=day("2023-03-31"),
        admission_submitted_on=day("2022-09-30"),
        oath_on=day("2023-04-02"),
        admission_filed_on=day("2023-04-10"),
        admission_late_because="党委换届",
    ),
    "approval-overdue": met(),
    "admission-decided-in-meeting": old(admission_decided_how="圈批"),
    "general-branch-deliberated": old(admission_deliberated_on=None),
    "general-branch-does-not-approve": old(
        "admission-approver-empowered",
        admission_approved_by="云岭机械党总支",
        admission_approver_kind="general_branch",
        admission_approver_empowered=False,
    ),
    "deliberated-between-meeting-and-approval": old(admission_deliberated_on=day("2022-09-29")),
    "probation-starts-on-the-meeting-day": old(stated_probation_from=day("2022-10-20")),
    "probation-ends-after-a-year": old(stated_probation_to=day("2023-10-19")),
    # Probation and conversion
    "oath-after-approval": old(oath_on=day("2022-10-19")),
    "oath-within-a-month": new(oath_on=day("2026-09-11")),
    "assigned-to-a-group": old(assigned_on=None),
    "admission-filed-above": old(admission_filed_on=None),
    "conversion-meeting-held": old(
        **dict.fromkeys(("conversion_met_on", *ballot("conversion"))),
    ),
    **_of_round("conversion"),
    "conversion-resolution-complete": old(conversion_resolution="支部研究同意"),
    "probation-examinations-in-words-of-their-own": old(
        probation_examined_on=(day("2023-03-30"), day("2023-09-20")), probation_examination_opinions=(OPINIONS[0],) * 3
    ),
    "conversion-applied-for": old(conversion_applied_on=None),
    "conversion-examined": old(conversion_examined_on=None),
    "conversion-not-early": old(
        conversion_met_on=day("2023-09-28"),
        conversion_examined_on=day("2023-09-28"),
        stated_member_since=day("2023-09-28"),
    ),
    "conversion-in-time": old(
        conversion_met_on=day("2023-12-30"),
        conversion_approved_on=day("2024-01-10"),
        conversion_announced_on=day("2024-01-11"),
        archived_on=day("2024-01-12"),
    ),
    "conversion-overdue": in_probation(),
    "conversion-approved": old(conversion_approved_on=None, conversion_approved_by=None),
    "conversion-approved-after-meeting": old(conversion_approved_on=day("2023-10-09")),
    "conversion-approved-within-three-months": old(
        conversion_submitted_on=day("2023-10-10"),
        conversion_approved_on=day("2024-01-11"),
        conversion_announced_on=day("2024-01-12"),
        archived_on=day("2024-01-15"),
    ),
    "conversion-approval-overdue": discussed(),
    "extension-within-bounds": extended(
        extension_months=5, stated_extension_to=day("2024-02-29"), stated_member_since=day("2024-03-01")
    ),
    "extended-once": extended(
        conversion_result="延长预备期",
        stated_member_since=None,
        conversion_announced_on=None,
        archived_on=None,
    ),
    "extension-or-cancellation-met-and-approved": cancelled(
        **dict.fromkeys(("conversion_met_on", *ballot("conversion")))
    ),
    "cancellation-approved": cancelled(conversion_approved_on=None),
    "earlier-extension-met-and-approved": extended(extension_approved_on=None),
    "membership-counted-right": old(stated_member_since=day("2023-10-30")),
    # Papers
    "archive-complete": old(archived_papers=("入党志愿书", "入党申请书", "转正申请书", "培养教育考察登记簿")),
    "archive-registers": recent(
        archived_papers=("入党志愿书", "入党申请书", "政审材料", "转正申请书", "积极分子考察表")
    ),
    "papers-signed-and-sealed": old(papers_unsigned=2),
    "signed-in-office": old(out_of_office=("谈话人李试四 2021-03-15（2020-01-05 已去世）",)),
    "papers-in-ones-own-hand": old(papers_by_others=("思想汇报",)),
    "papers-in-several-hands": old(papers_in_one_hand=("谈话记录", "表决票")),
    "papers-unaltered": old(papers_altered=("入党志愿书",)),
    "papers-not-exchanged": old(papers_replaced=1),
    "unchanged-after-archiving": old(changes_after_archiving=1),
}


FURTHER: list[tuple[str, Fault]] = [
    ("applied-where-it-belongs", old(applied_where="其他")),
    ("student-not-through-a-village-branch", old(
        student_when_applying=None, study_from=day("2018-09-01"), study_to=day("2022-07-01"),
        branch="青山村第一党支部",
    )),
    ("application-not-older-than-its-form", new(application_form_printed_on=day("2025-01-07"))),
    ("transfer-recorded", old(former_organization="滇池路社区党支部", former_cultivated_to=day("2021-08-01"))),
    ("cultivation-continued", old(former_cultivated_to=day("2021-08-01"))),
    ("admission-meeting-held", old(**dict.fromkeys(("admission_met_on", *ballot("admission"))) | {
        "stated_probation_from": None, "stated_probation_to": None,
        "admission_doubtful_signers": ("李试四（2020-01-05 去世）",), "admission_roster_entitled": 12,
    })),
    ("admission-vote-recorded", old(
        **dict.fromkeys(ballot("admission")) | {"admission_doubtful_signers": ("李试四（2020-01-05 去世）",)},
    )),
    ("relatives-reviewed", new(relatives_reviewed=None)),
    ("reviewed-before-prereview", new(review_reported_on=day("2026-07-07"))),
    # Absent where the first table has it late, late where the first has it absent
    ("opinions-heard", old(opinions_heard_on=day("2022-06-16"))),
    ("trained-before-admission", old(training_to=day("2022-10-01"))),
    ("trained-long-enough", old(training_days=None, training_hours=16)),
    ("examined-before-prereview", old(admission_examined_on=day("2022-09-11"))),
    ("prereviewed-before-meeting", old(prereviewed_on=day("2022-10-01"), form_signed_on=None)),
    ("two-sponsors", old(sponsors=None)),
    ("review-passed", old(review_conclusion=None)),
    ("review-passed", old(review_conclusion=None, review_reported_on=None)),
    ("talked-before-approval", old(admission_talked_on=day("2022-10-21"))),
    ("deliberated-between-meeting-and-approval", old(admission_deliberated_on=day("2022-10-21"))),
    ("conversion-applied-for", old(conversion_applied_on=day("2023-10-11"))),
    ("earlier-extension-met-and-approved", extended(extension_met_on=None)),
    ("extension-within-bounds", extended(
        *("conversion-not-early",), extension_months=13, stated_extension_to=None, stated_member_since=None,
    )),
    ("extended-once", extended(
        conversion_result="延长预备期", stated_member_since=None, conversion_announced_on=None, archived_on=None,
        extension_met_on=day("2023-10-09"),
    )),
    ("open-case-at-admission", old(case_opened_on=day("2022-09-01"), case_closed_on=day("2022-10-01"))),
    ("notice-in-both-places", floating(notice_origin_from=None)),
    ("objections-settled", new(notice_objections="有人反映其拖欠工资", objections_settled_on=day("2026-06-04"))),
    ("notice-long-enough", new(
        candidate_consented_on=day("2026-06-15"), notice_from=day("2026-06-15"), notice_to=day("2026-06-19"),
        candidate_listed_on=day("2026-06-22"), sponsors_named_on=day("2026-06-22"),
    )),
    ("crime-without-handling", old(opinion_procuratorate=f"有异常：{CRIME}", declared_punishments=CRIME)),
    ("crime-without-handling", old(opinion_police=f"有异常：{CRIME}", declared_punishments=CRIME)),
    ("sanction-concealed", old(opinion_discipline="有异常：2020年政务警告")),
    ("archive-complete", recent(archived_papers=("入党志愿书", "入党申请书", "积极分子考察表", "预备党员考察表"))),
    ("archive-complete", old(archived_papers=None)),
    ("talk-within-a-month", new(talked_on=day("2025-02-08"))),
    ("recommended", new(recommended_by=None, recommended_on=None)),
    ("higher-committee-consented", new(candidate_consented_on=None)),
    ("contacts-assigned", new(contacts=())),
    ("cultivated-for-a-year", new(activist_on=day("2025-06-04"))),
    ("review-passed", new(review_conclusion="不合格")),
    ("trained-before-admission", new(training_from=None, training_to=None, training_days=None)),
    ("examined-before-prereview", new(admission_examined_on=None)),
    ("general-branch-deliberated", new(admission_deliberated_on=None)),
    ("talked-before-approval", new(admission_talked_on=None)),
    ("two-sponsors", new(sponsors=("和志明",))),
    ("admission-majority", new(admission_for=5, admission_against=4, admission_resolution_for=5)),
    ("conversion-vote-recorded", recent(**dict.fromkeys(ballot("conversion")))),
    ("conversion-applied-for", recent(conversion_applied_on=None)),
    ("membership-counted-right", recent(stated_member_since=day("2026-10-12"))),
]  # fmt: skip
