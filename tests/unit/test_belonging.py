"""Where a person belongs: to whom somebody applied, and whether cultivation went on after a move."""

from typing import Any

import pytest

from tests.unit.invented import Given, facts


@pytest.mark.parametrize(
    ("branch", "sort"),
    [
        ("青山村党支部", "村"),
        ("青山村第一党支部", "村"),
        ("河口村委会第三组党支部", "村"),
        ("青山村联合支部", "村"),
        ("中关村党支部", "其他"),
        ("中关村第一小学党支部", "其他"),
        ("滇池路社区党支部", "社区居民或离退休"),
        ("云岭机械离退休党支部", "社区居民或离退休"),
        ("云岭机械第一党支部", "其他"),
        ("农村信用社党支部", "其他"),
    ],
)
def test_a_branch_is_sorted_by_its_name(branch: str, sort: str) -> None:
    assert facts(branch=branch).branch_sort == sort


@pytest.mark.parametrize(
    ("where", "has_one", "floating", "elsewhere"),
    [
        ("本单位", True, None, False),
        ("居住地", False, None, False),
        ("居住地", None, None, False),
        ("居住地", True, None, True),
        ("主管部门", True, None, True),
        ("流动党员党组织", True, True, False),
        ("居住地", True, True, False),
        ("其他", False, True, True),
        (None, True, False, None),
    ],
)
def test_who_applied_to_a_body_that_article_six_does_not_name(
    where: Given, has_one: Given, floating: Given, elsewhere: Given
) -> None:
    found = facts(applied_where=where, unit_has_organization=has_one, is_floating=floating)
    assert found.applied_elsewhere is elsewhere


def test_what_excuses_an_application_elsewhere_is_weighed_only_where_it_matters() -> None:
    columns = ("unit_has_organization", "is_floating")
    assert facts(unknown=columns, applied_where="其他").applied_elsewhere is True
    assert facts(unknown=columns, applied_where="本单位").applied_elsewhere is False
    assert "applied_elsewhere" in facts(unknown=columns, applied_where="居住地").unknown
    retired: dict[str, Given] = {"unit_has_organization": True, "field": "离退休人员"}
    assert facts(applied_where="居住地", **retired).applied_elsewhere is False
    assert facts(applied_where="主管部门", **retired).applied_elsewhere is True


def test_the_branch_to_which_somebody_came_later_took_no_application() -> None:
    applied: dict[str, Given] = {"branch": "青山村党支部", "applied_on": "2024-01-10"}
    assert facts(**applied).branch_sort == "村"
    assert facts(**applied, transferred_in_on="2025-07-01").branch_sort is None
    assert facts(**applied, transferred_in_on="2024-01-01").branch_sort == "村"


def test_who_studies_beside_work_is_no_pupil() -> None:
    studied: dict[str, Given] = {"study_from": "2022-09-01", "study_to": "2026-07-01", "applied_on": "2026-01-10"}
    assert facts(education="大专（国家开放大学）", **studied).student_when_applied is None
    assert facts(education="大专", **studied).student_when_applied is True


def test_todays_flag_does_not_make_a_student_of_the_day_of_the_application() -> None:
    assert facts(applied_on="2026-06-01", is_student=True).student_when_applied is None
    studied: dict[str, Given] = {"study_from": "2022-09-01", "study_to": "2026-07-01"}
    assert facts(applied_on="2026-07-01", **studied).student_when_applied is True
    assert facts(applied_on="2026-07-02", **studied).student_when_applied is False
    assert facts(applied_on="2026-07-02", student_when_applying=True, **studied).student_when_applied is True
    assert facts(applied_on="2026-07-02", study_from="2022-09-01").student_when_applied is None


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"employed_by_unit": True}, False),
        ({"employed_by_unit": None}, None),
        ({"is_student": True}, False),
        ({"branch": "青山村党支部"}, False),
        ({"branch": "云岭机械退休党支部"}, False),
        ({"applied_where": "居住地"}, False),
        ({"branch": "云岭县委办公室党支部"}, False),
        ({"branch": "某部三连党支部"}, False),
        ({"branch": "云岭机械集团党支部"}, True),
        ({"branch": "云岭机械市场部党支部"}, True),
        ({"branch": "云岭个体私营经济协会党支部"}, False),
        ({"branch": "云岭新就业群体联合党支部"}, False),
        ({"branch": "云岭律师事务所党支部"}, False),
        ({"employer_and_post": "云岭机械有限公司 法定代表人"}, False),
        ({"field": "离退休人员"}, False),
    ],
)
def test_who_has_no_tie_to_the_unit_of_the_branch(more: dict[str, Any], found: Given) -> None:
    usual: dict[str, Given] = {"branch": "云岭机械第一党支部", "employed_by_unit": False}
    assert facts(**usual | more).attached_in_name_only is found


def test_the_first_day_on_which_anybody_saw_the_application_counts() -> None:
    seen = facts(applied_on="2026-01-31", application_registered_on="2026-03-01", application_received_on="2026-02-28")
    assert (seen.application_seen_on, seen.application_seen_months_begun) == (seen.application_received_on, 1)
    before = facts(applied_on="2026-01-31", application_received_on="2026-01-30")
    assert before.application_seen_months_begun is None


def test_an_absence_counts_only_where_both_its_ends_are_on_record() -> None:
    assert facts(applied_on="2026-01-10", away_from="2025-01-01", away_to="2026-06-01").away_when_applied is True
    assert facts(applied_on="2026-01-10", away_from="2025-01-01", away_to="2026-01-10").away_when_applied is False
    assert facts(applied_on="2026-01-10", away_from="2025-01-01").away_when_applied is None


def test_a_body_to_which_the_person_came_later_saw_the_application_late() -> None:
    told: dict[str, Given] = {"applied_on": "2025-01-10", "application_received_on": "2026-02-03"}
    assert facts(transferred_in_on="2026-02-01", **told).application_seen_on is None
    assert facts(former_organization="某部三连党支部", **told).application_seen_on is None
    assert facts(transferred_in_on="2026-03-01", **told).application_seen_months_begun == 13
    assert facts(transferred_in_on="2025-01-01", **told).application_seen_months_begun == 13


@pytest.mark.parametrize(
    ("more", "away"),
    [
        ({"branch": "某部三连党支部"}, False),
        ({"branch": "云岭建设海外项目党支部"}, False),
        ({"transferred_in_on": "2026-07-01"}, False),
        ({"former_organization": "某部三连党支部"}, False),
        ({"branch": "青山村党支部"}, True),
    ],
)
def test_who_applied_where_the_absence_was_spent_was_not_away_from_there(more: dict[str, Any], away: bool) -> None:
    absence: dict[str, Given] = {"applied_on": "2026-01-10", "away_from": "2025-01-01", "away_to": "2026-06-01"}
    assert facts(**absence, **more).away_when_applied is away


def test_cultivation_goes_on_from_the_hand_over_else_from_the_first_act_after_it() -> None:
    joined = facts(former_cultivated_to="2025-01-31", transferred_in_on="2025-02-28", examined_on=("2025-08-01",))
    assert joined.cultivation_break_months_begun == 1
    found = facts(former_cultivated_to="2025-01-31", examined_on=("2024-12-01", "2025-08-01"))
    assert found.cultivation_break_months_begun == 7
    overlapping = facts(former_cultivated_to="2025-01-31", transferred_in_on="2025-01-10")
    assert overlapping.cultivation_break_months_begun == 0
    assert facts(former_cultivated_to="2025-01-31").cultivation_break_months_begun is None


def test_without_a_column_for_the_hand_over_no_break_is_told() -> None:
    found = facts(unknown=("transferred_in_on",), former_cultivated_to="2025-01-31", examined_on=("2025-08-01",))
    assert "cultivation_break_months_begun" in found.unknown


@pytest.mark.parametrize(("activist", "months"), [("2026-04-30", 3), ("2026-04-29", 2), ("2026-01-30", None)])
def test_whole_months_pass_from_the_application_to_the_activist_decision(activist: str, months: Given) -> None:
    assert facts(applied_on="2026-01-31", activist_on=activist).months_from_application_to_activist == months
