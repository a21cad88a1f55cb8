"""Derived facts: each at least once, by what follows from a regular dossier; and how the unknown spreads."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.derived.derivation import DERIVATIONS, VERSION, derive
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts, Kind
from dangyuan_flow.domain.vetting import Agency, Vetting
from tests.unit.invented import UNDER_2014, Given, day, facts, vote

FOLLOWS: dict[str, Any] = {
    "adult_on": "2013-03-08",
    "id_check_valid": True,
    "id_born_on": "1995-03-08",
    "id_sex": "男",
    "is_open": False,
    "branch_sort": "其他",
    "biography_longest_gap_months": 3,
    "biography_gap_after": "2017年6月",
    "applied_elsewhere": False,
    "student_when_applied": False,
    "attached_in_name_only": False,
    "application_seen_on": "2019-01-07",
    "application_seen_months_begun": 0,
    "away_when_applied": False,
    "months_from_application_to_activist": 1,
    "cultivation_resumed_on": None,
    "done_elsewhere_to": 0,
    "cultivation_break_months_begun": None,
    "examined_last_on": "2019-12-31",
    "examinations_same_text": None,
    "examinations_text": None,
    "probation_examined_last_on": "2021-05-31",
    "probation_examinations_same_text": None,
    "probation_examinations_text": None,
    "admission_resolution_lacks": None,
    "conversion_resolution_lacks": None,
    "examinations_on_one_day": 1,
    "examinations_shared_day": "2019-06-30",
    "review_age_at_admission_months_begun": 2,
    "training_age_at_admission_months_begun": 1,
    "relatives_unreviewed": 0,
    "relatives_unreviewed_names": None,
    "kin_taking_part": 0,
    "kin_taking_part_names": None,
    "admission_doubtful_signers_count": None,
    "conversion_doubtful_signers_count": None,
    "papers_by_others_count": None,
    "papers_in_one_hand_count": None,
    "papers_altered_count": None,
    "out_of_office_count": None,
    "found_crime": False,
    "found_administrative": False,
    "found_gang": False,
    "found_cult": False,
    "found_dishonest": False,
    "unclear_reply": None,
    "found_discipline": False,
    "punished_on": None,
    "sanctioned_on": None,
    "crime_certainty": None,
    "vetting_bodies_clear_at_listing": 4,
    "vetting_age_at_listing_months_begun": 1,
    "vetting_bodies_clear_at_admission": 4,
    "vetting_age_at_admission_months_begun": 4,
    "vetting_bodies_clear_at_conversion": 4,
    "vetting_age_at_conversion_months_begun": 16,
    "talk_due_on": "2019-02-07",
    "talk_recorded_on": "2019-01-21",
    "training_recorded_to": "2020-05-08",
    "prereview_recorded_on": "2020-05-28",
    "higher_talk_recorded_on": "2020-06-20",
    "talk_due_from_application_on": None,
    "recommended": True,
    "activist_not_before": "2019-03-04",
    "activist_needed_on": "2020-03-10",
    "contacts_count": 2,
    "cultivation_complete_on": "2020-03-04",
    "listed_on_leap_eve": False,
    "cultivation_complete_from_filing_on": "2020-03-11",
    "examination_longest_gap_months_begun": 7,
    "examination_gap_from": "2019-06-30",
    "examination_gap_to": "2019-12-31",
    "examination_due_on": None,
    "examination_limit_on": None,
    "examination_clock_from": None,
    "reports_longest_gap_months_begun": 4,
    "examinations": 2,
    "candidate_listed_by": "2020-03-20",
    "candidate_listed_by_is": "列为发展对象日期",
    "candidate_decided": True,
    "candidate_needed_on": "2020-05-28",
    "consent_needed_on": "2020-03-20",
    "candidate_clock_from": "2020-03-20",
    "notice_working_days": None,
    "notice_required_to": None,
    "notice_listing_kept_old_sense": True,
    "objections_raised": False,
    "notice_known_on": None,
    "sponsors_count": 2,
    "sponsors_judged_on": "2020-06-05",
    "review_concluded_on": "2020-04-20",
    "review_last_reply_on": "2020-04-15",
    "prereview_known_on": "2020-05-28",
    "admission_due_on": "2020-06-28",
    "admission_vote_recorded": True,
    "admission_votes_for": 10,
    "admission_votes_reading": "无书面意见",
    "admission_balance_off": 0,
    "admission_failed": False,
    "admission_expected_only": None,
    "admission_attended_only": None,
    "admission_carried_on": "2020-06-05",
    "admission_needed_on": "2020-07-01",
    "approval_needed_on": "2020-07-01",
    "leaving_window_ends_on": "2020-09-05",
    "admission_approval_due_on": "2020-09-05",
    "admission_approval_limit_on": "2020-12-05",
    "admission_due_from_submission_on": "2020-09-10",
    "admission_limit_from_submission_on": "2020-12-10",
    "probation_from": "2020-06-05",
    "probation_ends_on": "2021-06-04",
    "extension_ends_on": None,
    "stated_probation_to_off_by_days": 0,
    "oath_due_on": "2020-08-01",
    "oath_on_common_day": True,
    "probation_final_day": "2021-06-04",
    "conversion_due_on": "2021-09-04",
    "conversion_vote_recorded": True,
    "conversion_votes_for": 10,
    "conversion_votes_reading": "无书面意见",
    "conversion_balance_off": 0,
    "conversion_failed": False,
    "conversion_expected_only": None,
    "conversion_attended_only": None,
    "conversion_carried_on": "2021-06-07",
    "conversion_needed_on": "2021-06-25",
    "conversion_approval_needed_on": "2021-06-28",
    "conversion_approval_due_on": "2021-09-07",
    "conversion_due_from_submission_on": "2021-09-10",
    "is_cancellation": False,
    "is_extension_or_cancellation": False,
    "extension_decided_on": None,
    "extensions": 0,
    "member_since": "2021-06-05",
    "archive_missing_2014": 0,
    "archive_missing_2026": 1,
    "archive_missing_names": "",
    "latest_act_on": "2021-07-05",
    "latest_act": "归档日期",
    "admitted_on": "2020-06-05",
    "admission_year": 2020,
    "admission_month": 202006,
    "admission_age": 25,
    "education_rank": None,
    "is_leader_kin": False,
    "sponsor_first": "钱试二",
    "sponsor_second": "孙试三",
    "sponsor_third": None,
    "contact_first": "钱试二",
    "contact_second": "孙试三",
    "form_year": 2020,
    "serial_area": "高新区工委",
    "admitting_body": "高新区工委",
    "firm": None,
}
"""What follows from the regular dossier under the edition of 2014, fact by fact."""


@pytest.mark.parametrize("name", sorted(DERIVED))
def test_what_follows_from_a_regular_dossier(name: str) -> None:
    assert name in FOLLOWS, f"{name} follows from nothing here: say what it is for the regular dossier"
    expected = FOLLOWS[name]
    expected = day(expected) if DERIVED[name].kind is Kind.DATE and expected is not None else expected
    assert facts(**UNDER_2014)[name] == expected


def test_nothing_is_unknown_where_every_column_is_there() -> None:
    assert facts(**UNDER_2014).unknown == frozenset()


def test_deriving_twice_changes_nothing_and_the_original_stays() -> None:
    recorded = Facts(applied_on=day("2025-01-02"))
    once = derive(recorded)
    assert derive(once) == once
    assert recorded.talk_due_from_application_on is None


def test_the_version_names_the_calendar() -> None:
    assert VERSION.endswith("/chinesecalendar-2026")


# The person and the conduct


def test_of_age_by_the_birth_date_or_else_by_the_identity_number() -> None:
    assert facts(born_on="2008-02-29").adult_on == day("2026-03-01")
    assert facts(id_number=UNDER_2014["id_number"]).adult_on == day("2013-03-08")
    assert facts(unknown=("born_on", "id_number")).adult_on is None


@pytest.mark.parametrize(
    ("recorded", "found"),
    [
        ({"opinion_police": "2019年因赌博被行政处罚"}, "found_administrative"),
        ({"opinion_court": "有异常：2010年判处拘役"}, "found_crime"),
        ({"punishments_text": "2010-03-02判处拘役"}, "found_crime"),
        ({"opinion_discipline": "党内警告处分"}, "found_discipline"),
        ({"sanctions_text": "2015年记过"}, "found_discipline"),
        ({"opinion_police": "涉恶团伙成员"}, "found_gang"),
        ({"opinion_police": "有宗教信仰"}, "found_cult"),
        ({"opinion_court": "失信被执行人"}, "found_dishonest"),
    ],
)
def test_a_finding_is_found_under_its_nature_and_no_other(recorded: dict[str, Any], found: str) -> None:
    f = facts(**recorded)
    assert [name for name in DERIVED if name.startswith("found_") and f[name]] == [found]


def test_no_punishment_on_record_finds_nothing() -> None:
    f = facts(punishments_text="经查，无犯罪记录", sanctions_text="未受过处分", opinion_police="无犯罪记录")
    assert not any(f[name] for name in DERIVED if name.startswith("found_"))


def test_a_punishment_dated_before_the_meeting_is_certain_and_an_undated_one_is_not() -> None:
    assert facts(punishments_text="2009年3月2日判刑", admission_met_on="2009-11-01").crime_certainty == "查实"
    assert facts(punishments_text="因盗窃判刑").crime_certainty == "待核"
    assert facts(punishments_text="2009-02-30判刑").punished_on is None
    assert facts(punishments_text="2009.3.2判刑").punished_on == day("2009-03-02")


def test_answers_asked_one_by_one_go_before_the_ledgers_columns() -> None:
    f = facts(opinion_police="无异常", vetting_replied_on="2026-01-02", candidate_listed_on="2026-06-01")
    assert (f.vetting_bodies_clear_at_listing, f.vetting_age_at_listing_months_begun) == (1, 5)
    asked = f.having()
    asked.__dict__["vettings"] = (Vetting(body=Agency.COURT, answered_on=day("2026-05-20"), opinion="无异常"),)
    assert derive(asked).vetting_age_at_listing_months_begun == 1


@pytest.mark.parametrize("end", ["ended_on", "transferred_out_on", "archived_on"])
def test_a_dossier_is_open_until_it_ends_moves_away_or_is_archived(end: str) -> None:
    ended: dict[str, Given] = {end: "2026-01-02"}
    assert facts(applied_on="2025-01-02").is_open is True
    assert facts(applied_on="2025-01-02", **ended).is_open is False


# Activists and candidates


def test_the_talks_limit_runs_from_the_receipt_else_from_the_application() -> None:
    received = facts(applied_on="2025-01-20", application_received_on="2025-01-31")
    assert (received.talk_due_on, received.talk_due_from_application_on) == (day("2025-02-28"), None)
    assert facts(applied_on="2025-01-31").talk_due_from_application_on == day("2025-02-28")


def test_without_the_decision_the_application_bounds_the_year() -> None:
    assert facts(applied_on="2025-01-20").cultivation_complete_on == day("2026-01-20")
    assert facts(applied_on="2025-01-20", activist_on="2025-03-01").cultivation_complete_on == day("2026-03-01")


@pytest.mark.parametrize(
    ("recorded", "listed_by", "what"),
    [
        (
            {"candidate_listed_on": "2020-03-20", "candidate_consented_on": "2020-03-10"},
            "2020-03-20",
            "列为发展对象日期",
        ),
        ({"candidate_consented_on": "2026-05-10"}, "2026-05-10", "上级备案同意日期"),
        ({"candidate_consented_on": "2026-05-11"}, None, None),
        ({"candidate_consented_on": "2026-05-10", "listing_kept_apart": True}, None, None),
        ({"prereviewed_on": "2020-05-28", "admission_met_on": "2020-06-05"}, "2020-05-28", "预审日期"),
        ({"admission_met_on": "2020-06-05"}, "2020-06-05", "接收大会日期"),
    ],
)
def test_the_listing_or_the_latest_it_can_have_been(
    recorded: dict[str, Any], listed_by: str | None, what: str | None
) -> None:
    f = facts(**recorded)
    assert f.candidate_listed_by == (None if listed_by is None else day(listed_by))
    assert (f.candidate_listed_by_is or "").partition("（")[0] == (what or "")
    assert ("界限" in (f.candidate_listed_by_is or "")) is (what in ("预审日期", "接收大会日期"))


def test_a_leap_day_counted_a_year_on_is_told_apart() -> None:
    assert facts(activist_on="2024-02-29", candidate_listed_on="2025-02-28").listed_on_leap_eve is True
    assert facts(activist_on="2024-02-29", candidate_listed_on="2025-03-01").listed_on_leap_eve is False
    assert facts(activist_on="2024-02-28", candidate_listed_on="2025-02-28").listed_on_leap_eve is False


def test_a_notice_is_counted_in_working_days_and_not_in_years_unknown() -> None:
    f = facts(notice_from="2026-06-15", notice_to="2026-06-21")
    assert (f.notice_working_days, f.notice_required_to) == (4, day("2026-06-22"))
    unknown = facts(notice_from="2003-06-02", notice_to="2003-06-06")
    assert unknown.notice_working_days is None
    assert "notice_working_days" in unknown.unknown


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("群众普遍认可", False),
        ("有群众来电表示祝贺", False),
        ("0件", False),
        ("0", False),
        ("多数支持，有1人反对", True),
        ("收到举报信1封", True),
        ("群众不认可", True),
        ("家中孝敬老人，但与邻里有纠纷", True),
    ],
)
def test_praise_and_a_nought_are_no_objections(text: str, raised: bool) -> None:
    assert facts(notice_objections=text).objections_raised is raised


def test_an_objection_is_one_only_if_somebody_objects() -> None:
    assert facts(notice_objections="公示期间无异议").objections_raised is False
    assert facts(notice_objections="群众反映其工作不认真").objections_raised is True
    assert facts().objections_raised is False


def test_a_listing_on_the_day_of_the_discussion_or_consent_may_be_the_old_sense() -> None:
    same: dict[str, Given] = {"candidate_consented_on": "2026-06-01", "candidate_listed_on": "2026-06-01"}
    assert facts(**same).notice_listing_kept_old_sense is True
    assert facts(**same, listing_kept_apart=True).notice_listing_kept_old_sense is False


# Ballots and approval


@pytest.mark.parametrize("round_", ["admission", "conversion"])
@pytest.mark.parametrize(
    ("counts", "failed"),
    [
        ({}, False),
        ({"for": 5, "against": 5}, True),
        ({"present": 5, "ballots_issued": 5, "collected": 5, "for": 5}, True),
        ({"for": 5, "against": 5, "written_for": 1}, False),
    ],
)
def test_a_ballot_fails_by_either_majority(round_: str, counts: dict[str, int], failed: bool) -> None:
    meeting: dict[str, Given] = {f"{round_}_met_on": "2026-06-05", **vote(round_, **counts)}
    assert facts(**meeting)[f"{round_}_failed"] is failed


def test_without_a_column_for_written_votes_a_short_count_is_left_open() -> None:
    counts = {name: value for name, value in vote("admission", **{"for": 5}).items() if name != "admission_written_for"}
    f = facts(unknown=("admission_written_for",), admission_met_on="2026-06-05", **counts)
    assert (f.admission_failed, f.admission_votes_for) == (None, None)
    assert {"admission_failed", "admission_votes_for"} <= f.unknown


def test_where_everybody_was_present_nobody_can_have_written() -> None:
    counts = {name: value for name, value in vote("admission", present=11).items() if name != "admission_written_for"}
    f = facts(unknown=("admission_written_for",), admission_met_on="2026-06-05", **counts)
    assert (f.admission_failed, f.admission_votes_for) == (False, 10)


def test_rough_head_counts_are_read_only_where_the_exact_ones_are_missing() -> None:
    assert facts(admission_expected=12, admission_attended=9).admission_expected_only == 12
    assert facts(admission_expected=12, admission_entitled=11).admission_expected_only is None
    assert facts(conversion_attended=9).conversion_attended_only == 9


def test_what_was_done_after_a_meeting_shows_that_it_was_needed() -> None:
    f = facts(admission_met_on="2020-06-05", oath_on="2020-07-03", admission_filed_on="2020-07-02")
    assert (f.admission_carried_on, f.approval_needed_on) == (day("2020-07-02"), day("2020-07-03"))


def test_the_probation_runs_from_the_meeting_whatever_the_paper_states() -> None:
    f = facts(admission_met_on="2024-02-29", stated_probation_from="2024-03-20", stated_probation_to="2025-02-27")
    assert (f.probation_from, f.probation_ends_on) == (day("2024-02-29"), day("2025-02-28"))
    assert f.stated_probation_to_off_by_days == 1


# Extension, conversion, archive


def test_an_extension_moves_every_end() -> None:
    f = facts(
        admission_met_on="2024-07-01", extension_months=6, conversion_result="按期转正", extension_met_on="2025-07-01"
    )
    assert f.extension_ends_on == f.probation_final_day == day("2025-12-31")
    assert (f.member_since, f.conversion_due_on) == (day("2026-01-01"), day("2026-03-31"))
    assert (f.extensions, f.extension_decided_on) == (1, day("2025-07-01"))


def test_the_meeting_that_extends_is_held_by_the_first_end() -> None:
    f = facts(
        admission_met_on="2024-07-01",
        conversion_met_on="2025-07-01",
        conversion_result="延长预备期",
        extension_months=6,
    )
    assert (f.probation_final_day, f.extension_ends_on) == (day("2025-06-30"), day("2025-12-31"))
    assert (f.extension_decided_on, f.extensions, f.member_since) == (day("2025-07-01"), 1, None)
    assert (f.is_extension_or_cancellation, f.is_cancellation) == (True, False)


@pytest.mark.parametrize("slip", [-24290, -1, 0, 121, 999_999])
def test_a_number_of_months_that_no_probation_can_have_moves_no_day(slip: int) -> None:
    f = facts(admission_met_on="2024-07-01", extension_months=slip)
    assert (f.extension_ends_on, f.probation_final_day) == (None, day("2025-06-30"))


def test_a_second_extension_is_counted() -> None:
    f = facts(conversion_result="延长预备期", conversion_met_on="2026-01-05", extension_met_on="2025-07-01")
    assert f.extensions == 2


def test_who_was_cancelled_is_no_member_from_any_day() -> None:
    f = facts(admission_met_on="2024-07-01", conversion_result="取消预备党员资格")
    assert (f.member_since, f.is_cancellation, f.is_extension_or_cancellation) == (None, True, True)


def test_either_end_is_right_where_there_was_an_extension() -> None:
    common: dict[str, Given] = {"admission_met_on": "2024-07-01", "extension_months": 6}
    assert facts(stated_probation_to="2025-06-30", **common).stated_probation_to_off_by_days == 0
    assert facts(stated_probation_to="2025-12-31", **common).stated_probation_to_off_by_days == 0
    assert facts(stated_probation_to="2025-12-30", **common).stated_probation_to_off_by_days == 1


def test_a_collective_oath_day_is_the_first_of_july_or_of_october() -> None:
    assert [facts(oath_on=on).oath_on_common_day for on in ("2025-07-01", "2025-10-01", "2025-07-02")] == [
        *(True, True, False)
    ]


def test_the_latest_act_is_told_with_its_name_and_planned_days_do_not_count() -> None:
    f = facts(applied_on="2025-01-02", examined_on=("2025-06-30", "2024-12-31"), notice_to="2099-01-01")
    assert (f.latest_act_on, f.latest_act) == (day("2025-06-30"), "考察日期")
    assert (facts().latest_act_on, facts().latest_act) == (None, None)


# The unknown


def test_one_unknown_need_makes_a_fact_unknown() -> None:
    f = facts(unknown=("notice_to",), notice_from="2026-06-08")
    assert "notice_working_days" in f.unknown
    assert f.notice_required_to == day("2026-06-12")


def test_alternatives_are_unknown_only_all_together() -> None:
    assert "recommended" not in facts(unknown=("recommended_by",)).unknown
    assert "recommended" in facts(unknown=("recommended_by", "recommended_on")).unknown


def test_the_unknown_spreads_through_derived_facts() -> None:
    f = facts(unknown=("activist_on", "applied_on"))
    assert {"activist_not_before", "cultivation_complete_on"} <= f.unknown
    assert f.cultivation_complete_on is None


def test_what_is_recorded_later_is_known_again() -> None:
    f = facts(unknown=("notice_to",), notice_from="2026-06-08")
    assert derive(f.having(notice_to=day("2026-06-12"))).notice_working_days == 5


def test_some_facts_can_always_be_told() -> None:
    everything = frozenset(RECORDED)
    told = DERIVED.keys() - derive(Facts().unknowing(everything)).unknown
    assert {
        "admission_failed",
        "conversion_failed",
        "admission_carried_on",
        "approval_needed_on",
        "latest_act_on",
    } <= told


DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))
BY_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.DATE: DAYS,
    Kind.INTEGER: st.integers(-5, 30) | st.integers(),
    Kind.FLAG: st.booleans(),
    Kind.TEXT: st.sampled_from(
        ["无异常", "有异常", "按期转正", "延长预备期", "取消预备党员资格", "合格", "党员大会", "2019-01-02判刑"]
    ),
    Kind.DATES: st.lists(DAYS, max_size=4).map(tuple),
    Kind.TEXTS: st.lists(st.sampled_from(["钱试二", "入党志愿书", "考察登记簿"]), max_size=3).map(tuple),
}
ANY_FACTS = st.lists(st.sampled_from(sorted(RECORDED)), max_size=40, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: BY_KIND[RECORDED[name].kind] for name in names})
)


@given(ANY_FACTS, st.frozensets(st.sampled_from(sorted(RECORDED)), max_size=30))
def test_no_dossier_however_odd_breaks_the_derivation(recorded: dict[str, Any], unknown: frozenset[str]) -> None:
    f = derive(Facts().having(**recorded).unknowing(unknown))
    assert unknown <= f.unknown
    assert all(f[name] is None for name in f.unknown)
    assert derive(f) == f


@given(ANY_FACTS, st.frozensets(st.sampled_from(sorted(RECORDED)), max_size=30))
def test_whatever_needs_an_unknown_fact_is_unknown(recorded: dict[str, Any], unknown: frozenset[str]) -> None:
    f = derive(Facts().having(**recorded).unknowing(unknown))
    for derivation in DERIVATIONS:
        if derivation.needs & f.unknown:
            assert derivation.name in f.unknown
