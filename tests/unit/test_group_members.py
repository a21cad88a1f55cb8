"""Who belongs to what a rule across dossiers found: a condition for every finding about a body."""

from datetime import date

import pytest

from dangyuan_flow.domain.across import SELECTS, About
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.fact import Kind, Value
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.group_members import members
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.domain.readings import compiled

TODAY = date(2026, 11, 1)
TOLD: dict[Kind, Value] = {Kind.DATE: date(2026, 6, 1), Kind.INTEGER: 2026, Kind.TEXT: "it's 甲"}
BODIES = [name for name, select in SELECTS.items() if select.about is About.BODY]
WITHOUT_MEMBERS = {"entry-burst", "body-finding-overdue"}
"""The journal's lines, not the facts, say which dossiers were entered; a finding about a body is about nobody else."""


@pytest.mark.parametrize("select", sorted(set(BODIES) - WITHOUT_MEMBERS))
def test_every_finding_about_a_body_has_its_members(select: str) -> None:
    values: dict[str, Value] = dict.fromkeys(SELECTS[select].numbers, 6)
    values |= {name: TOLD[column.kind] for name, column in SELECTS[select].values.items()}
    assert members(select, "某'支部", values, TODAY) is not None


def test_the_members_of_a_load_are_those_who_have_the_person() -> None:
    condition = members("sponsor-load", "第一党支部", {"member": "党员甲"}, TODAY)
    assert condition is not None
    holds = compiled(condition)
    one = Facts().having(branch="第一党支部", applied_on=date(2025, 1, 1), sponsors=("党员乙", "党员甲"))
    assert holds(derive(one), TODAY)
    assert not holds(derive(one.having(sponsors=("党员乙",))), TODAY)


def test_a_namesake_in_another_branch_is_no_member_of_a_load() -> None:
    condition = members("sponsor-load", "第一党支部", {"member": "党员甲"}, TODAY)
    assert condition is not None
    there = derive(Facts().having(branch="第二党支部", applied_on=date(2025, 1, 1), sponsors=("党员乙", "党员甲")))
    assert not compiled(condition)(there, TODAY)


@pytest.mark.parametrize(("admitted", "belongs"), [(date(2023, 11, 1), False), (date(2023, 11, 2), True)])
def test_kin_admitted_before_the_years_that_are_counted_are_no_members(admitted: date, belongs: bool) -> None:
    condition = members("kin-share", "村党支部", {"years": 3}, TODAY)
    assert condition is not None
    one = Facts(branch="村党支部", admitted_on=admitted, is_leader_kin=True)
    assert compiled(condition)(one, TODAY) is belongs


def test_the_members_before_an_election_are_those_of_the_months_ahead_of_it() -> None:
    condition = members("before-election", "第一党支部", {"month": 202602, "months": 6}, TODAY)
    assert condition is not None
    holds = compiled(condition)
    for month, counted in ((202507, False), (202508, True), (202512, True), (202601, True), (202602, False)):
        facts = Facts(branch="第一党支部", admission_month=month, admission_year=month // 100)
        assert holds(facts, TODAY) is counted, month


def test_the_members_of_a_plan_are_those_of_every_body_within_it() -> None:
    plan = (
        Planned(year=2025, body="县委组织部", quota=1, within=("甲党支部", "乙党支部")),
        Planned(year=2026, body="县委组织部", quota=1, within=("丙党支部",)),
    )
    condition = members("over-plan", "县委组织部", {"year": 2025}, TODAY, plan)
    assert condition is not None
    holds = compiled(condition)
    for branch, belongs in (("甲党支部", True), ("乙党支部", True), ("丙党支部", False)):
        assert holds(Facts(branch=branch, admission_year=2025), TODAY) is belongs, branch


def test_what_names_its_people_itself_or_lacks_a_value_has_no_condition() -> None:
    assert members("identity-twice", "D1", {"partner": "D2"}, TODAY) is None
    assert members("sponsor-load", "第一党支部", {}, TODAY) is None
