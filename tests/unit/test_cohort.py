"""By what dossiers are grouped: the year that an admission counts in, the form's year and area, the firm, kin."""

from datetime import date

import pytest

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.fact import Value
from dangyuan_flow.domain.facts import Facts

MET, APPROVED = date(2024, 12, 20), date(2025, 1, 15)


def facts(**told: Value) -> Facts:
    return derive(Facts().having(**told))


def unknown_without(column: str) -> frozenset[str]:
    return derive(Facts().unknowing(frozenset({column}))).unknown


def test_an_admission_counts_in_the_year_of_its_meeting_once_it_is_approved() -> None:
    admitted = facts(admission_met_on=MET, admission_approved_on=APPROVED, born_on=date(1990, 12, 21))
    assert (admitted.admitted_on, admitted.admission_year, admitted.admission_month) == (MET, 2024, 202412)
    assert admitted.admission_age == 33
    assert facts(admission_met_on=MET).admitted_on is None


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ({"transferred_in_on": date(2025, 3, 1)}, False),
        ({"transferred_in_on": date(2023, 3, 1), "former_organization": "某村党支部"}, True),
        ({"former_organization": "某村党支部"}, False),
        ({"admission_entitled": 10, "admission_present": 10, "admission_for": 5}, False),
    ],
)
def test_who_was_admitted_elsewhere_or_out_voted_does_not_count_here(told: dict[str, Value], counts: bool) -> None:
    assert (facts(admission_met_on=MET, admission_approved_on=APPROVED, **told).admitted_on is not None) is counts


def test_without_columns_for_moves_only_the_approver_tells_that_somebody_was_admitted_here() -> None:
    told: dict[str, Value] = {"admission_met_on": MET, "admission_approved_on": APPROVED}
    moves = frozenset({"transferred_in_on", "former_organization"})

    def blind(**more: Value) -> Facts:
        return derive(Facts().unknowing(moves).having(**told, **more))

    assert "admitted_on" in blind().unknown
    assert "admitted_on" in blind(admission_approved_by="另一党委", committee="高新区党工委").unknown
    assert blind(admission_approved_by="高新区党工委", committee="高新区党工委").admitted_on == MET
    assert blind(admission_approved_by="高新区党工委").admitted_on == MET
    assert derive(Facts().unknowing(frozenset({"former_organization"})).having(**told)).admitted_on == MET


@pytest.mark.parametrize(
    ("number", "is_serial"),
    [
        ("0012", True),
        ("滇5300012345号", True),
        ("530100202500012345", True),
        ("530100202500012000", False),
        ("5.301E+17", False),
        ("同上", False),
        ("云组字第    号", False),
        ("12", False),
        ("2025-0012", True),
        ("20250012", True),
        ("2025-1", False),
        ("滇2025", False),
        ("云2025第3号", False),
        ("2025001", False),
    ],
)
def test_what_stands_in_a_serial_number_s_place_is_none(number: str, is_serial: bool) -> None:
    told = facts(form_number=number, form_issued_on=date(2025, 6, 3))
    assert (told.form_year is not None) is is_serial


def test_an_admission_is_unknown_where_its_column_is_absent() -> None:
    assert "admitted_on" in unknown_without("admission_met_on")
    assert "admission_year" in unknown_without("admission_met_on")
    assert "is_leader_kin" in unknown_without("leader_kin")


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ({"form_issued_on": date(2025, 1, 3), "prereviewed_on": date(2024, 12, 28)}, 2025),
        ({"prereviewed_on": date(2024, 10, 28)}, 2024),
        ({"prereviewed_on": date(2024, 12, 28)}, None),
        ({"form_signed_on": date(2024, 5, 1)}, None),
    ],
)
def test_a_form_s_year_is_told_only_where_there_is_no_doubt(told: dict[str, Value], year: int | None) -> None:
    assert facts(**told).form_year == year


def test_serials_belong_to_the_widest_area_that_is_known_to_share_them() -> None:
    told: dict[str, Value] = {"branch": "支部", "committee": "党委", "county_department": "组织部"}
    assert facts(**told).serial_area == "组织部"
    assert facts(**told | {"county_department": None}).serial_area == "党委"
    assert facts(branch="支部", admission_approved_by="工委").serial_area == "工委"
    assert facts(branch="支部").serial_area == "支部"


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("某建筑有限公司 经理", "某建筑有限公司"),
        ("城关镇食品厂工人", "城关镇食品厂"),
        ("区住建局 科员", None),
        ("公司职员", None),
        (None, None),
    ],
)
def test_a_firm_is_what_the_employer_begins_with(text: str | None, firm: str | None) -> None:
    assert facts(employer_and_post=text).firm == firm


@pytest.mark.parametrize(
    ("text", "is_kin"), [("党支部书记之弟", True), ("无", False), ("否", False), ("不是", False), (None, False)]
)
def test_kin_is_what_the_column_says(text: str | None, is_kin: bool) -> None:
    assert facts(leader_kin=text).is_leader_kin is is_kin


def test_people_of_a_list_stand_in_columns_of_their_own() -> None:
    told = facts(sponsors=("甲", "乙"), contacts=("丙",))
    assert (told.sponsor_first, told.sponsor_second, told.sponsor_third) == ("甲", "乙", None)
    assert (told.contact_first, told.contact_second) == ("丙", None)
