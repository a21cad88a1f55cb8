"""Rules across dossiers over a whole county: silent where all is regular, heard exactly where something is planted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.across import Group, standing
from dangyuan_flow.domain.people import BodyKind, Organization, body_by_name
from dangyuan_flow.domain.plan import Planned, Quota, planned
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.store import FactTable
from tests.rules.across import Engine, found
from tests.rules.dossiers import AS_OF, Recorded, facts_of, identity_number, national
from tests.rules.population import COMMITTEES, COUNTY, County

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dangyuan_flow.domain.facts import Facts

    People = list[tuple[str, Facts]]

HERE = COMMITTEES[0]
NOBODY = "云岭第九十九党支部"


@cache
def county() -> tuple[tuple[str, Facts], ...]:
    """A county in which nobody does anything wrong."""
    return tuple(County(seed=7).people(1200))


def numbers_of_the_year(people: Iterable[tuple[str, Facts]]) -> Counter[tuple[int, str]]:
    """How many each committee admitted in each year."""
    return Counter(
        (facts.admission_year, facts.committee)
        for _, facts in people
        if facts.admission_year is not None and facts.committee is not None
    )


def exact_plan(people: Iterable[tuple[str, Facts]], less: int = 0) -> tuple[Planned, ...]:
    """A plan that was used up to the last place; ``less``: too small by so many, for the first committee in 2020."""
    return tuple(
        Planned(year=year, body=body, quota=count - less * ((year, body) == (2020, HERE)), within=(body,))
        for (year, body), count in sorted(numbers_of_the_year(people).items())
    )


@pytest.fixture(params=["sqlite", "postgresql", "duckdb"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty table of dossiers."""
    url = {"sqlite": "sqlite://", "duckdb": "duckdb"}.get(request.param)
    made = Engine(url or request.getfixturevalue("postgres_url"))
    yield made
    made.close()


def over_all(people: Iterable[tuple[str, Facts]], plan: Sequence[Planned] = ()) -> list[Group]:
    """What the rules that are on find among ``people``."""
    table = FactTable.in_memory()
    try:
        table.insert(people)
        return list(table.sweep(national(), AS_OF, plan=plan).groups)
    finally:
        table.close()


def told(groups: Iterable[Group]) -> set[tuple[str, str]]:
    return {(group.violation.rule.id, group.subject) for group in groups}


def test_a_county_within_the_law_is_found_nothing_of_and_gives_few_leads(
    record_property: Callable[[str, object], None],
) -> None:
    people = county()
    groups = over_all(people, exact_plan(people))
    facts = [group for group in groups if group.violation.certainty is Certainty.FACT]
    leads = [group for group in groups if group.violation.certainty is Certainty.LEAD]
    record_property("leads across dossiers, of regular ones", f"{len(leads)} of {len(people)}")
    assert facts == []
    assert len(leads) <= len(people) // 500


def test_every_engine_says_the_same_of_a_county_with_things_planted(engine: Engine) -> None:
    people = [*county()[:400], *planted()]
    engine.insert(people)
    plan = exact_plan(county()[:400])
    seen: list[Group] = []
    for rule in national().across:
        if rule.asks.beside is None or rule.asks.beside.value == "年度计划":
            asked = replace(rule, numbers={**rule.numbers, **STRICTER.get(rule.select, {})})
            seen += found(engine, asked, AS_OF, plan)
    expected = told(over_all_stricter(people, plan))
    assert told(standing(seen)) == expected
    assert {rule for rule, _ in expected} >= EXPECTED


STRICTER = {
    "sponsor-load": {"most": 4},
    "contact-load": {"most": 4},
    "talker-load": {"most": 3},
    "kin-share": {"share": 20},
    "reserve": {"percent": 300},
}
EXPECTED = {
    "one-admission-at-a-time",
    "not-a-member-before",
    "form-number-once",
    "sponsor-for-few",
    "contact-for-few",
    "talks-of-a-day",
    "kin-share-of-a-branch",
    "no-burst",
    "doors-not-closed",
    "within-the-plan",
    "gang-of-a-firm",
}


def over_all_stricter(people: Iterable[tuple[str, Facts]], plan: Sequence[Planned]) -> tuple[Group, ...]:
    """As a pack would have it."""
    rules = tuple(
        replace(rule, numbers={**rule.numbers, **STRICTER.get(rule.select, {})}, is_off=False)
        for rule in national().across
    )
    table = FactTable.in_memory()
    try:
        table.insert(people)
        return table.sweep(replace(national(), across=rules, rules=()), AS_OF, plan=plan).groups
    finally:
        table.close()


def someone(serial: int, **told_: object) -> tuple[str, Facts]:
    """A person of the first committee, with only what is told."""
    recorded: Recorded = {
        "name": f"外{serial}",
        "id_number": identity_number(date(1991, 2, 3), "女", serial),
        "branch": NOBODY,
        "committee": HERE,
        "county_department": COUNTY,
        "branch_full_members": 20,
        "leader_kin": "无",
        "applied_on": date(2014, 6, 1),
        "activist_on": date(2015, 6, 1),
    }
    return f"X{serial:03d}", facts_of({**recorded, **told_})  # type: ignore[dict-item]  # values of facts


def admitted(serial: int, met: date, **more: object) -> tuple[str, Facts]:
    """Somebody admitted, approved and filed."""
    return someone(serial, admission_met_on=met, admission_approved_on=met + timedelta(days=20), **more)


def planted() -> People:
    """What each rule looks for, once."""
    twice = identity_number(date(1992, 3, 4), "男", 77)
    soon = date(2026, 3, 2)
    return [
        admitted(1, date(2016, 5, 4), id_number=twice),
        admitted(2, date(2019, 5, 4), id_number=twice, branch="云岭第九十八党支部"),
        admitted(5, date(2020, 5, 3), id_number=twice, branch="云岭第九十七党支部"),
        someone(3, form_number="A0077", form_issued_on=soon),
        someone(4, form_number="A0077", form_issued_on=soon + timedelta(days=9)),
        *(someone(n, sponsors=("甲人", "乙人"), sponsors_named_on=soon) for n in range(10, 15)),
        *(someone(n, contacts=("丙人",), contacts_assigned_on=soon) for n in range(20, 25)),
        *(someone(n, admission_talked_by="丁人", admission_talked_on=soon) for n in range(30, 34)),
        *(admitted(n, date(2022, 5, 4 + n - 40), leader_kin="书记之子", branch="亲属党支部") for n in range(40, 43)),
        *(admitted(n, date(2025, 12, 20), branch="年底党支部", committee="集中党委") for n in range(50, 82)),
        admitted(90, date(2018, 6, 1), branch="关门党支部", committee="集中党委"),
        *(someone(n, branch="关门党支部", committee="集中党委") for n in range(91, 94)),
        someone(95, employer_and_post="黑恶矿业有限公司 经理", opinion_police="有异常：参加黑社会性质组织"),
        *(someone(n, employer_and_post="黑恶矿业有限公司 工人") for n in (96, 97)),
    ]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([admitted(n, date(2025, 12, 20), committee="集中党委") for n in range(31)], set()),
        (
            [
                *(admitted(n, date(2025, 12, 20), committee="集中党委") for n in range(31)),
                admitted(40, date(2023, 5, 4), committee="集中党委"),
            ],
            {("no-burst", "集中党委")},
        ),
        ([admitted(n, date(2020, 6, 25) + timedelta(days=365 * (n // 8))) for n in range(40)], set()),
    ],
    ids=["nothing known before", "a burst", "eight each June"],
)
def test_a_burst_needs_a_past_and_many_people(facts: People, expected: set[tuple[str, str]]) -> None:
    assert told(over_all(facts)) == expected


def test_a_plan_exceeded_by_one_is_found_in_that_year_and_body_alone() -> None:
    people = county()
    (group,) = (g for g in over_all(people, exact_plan(people, less=1)) if g.violation.code == "V100")
    assert (group.violation.code, group.subject, group.violation.facts["year"]) == ("V100", HERE, 2020)
    assert group.violation.facts["admitted"] == int(str(group.violation.facts["quota"])) + 1
    assert group.violation.cites == ("细则-2014",)


def test_who_moved_here_after_the_admission_is_in_the_other_bodys_plan() -> None:
    plan = (Planned(year=2025, body=HERE, quota=1, within=(HERE,)),)
    one, other = admitted(1, date(2025, 6, 1)), admitted(2, date(2025, 6, 1), transferred_in_on=date(2025, 9, 1))
    assert told(over_all([one, other], plan)) == set()
    assert told(over_all([one, admitted(3, date(2025, 6, 1))], plan)) == {("within-the-plan", HERE)}


def test_a_branch_counts_for_the_nearest_body_above_that_has_a_plan() -> None:
    bodies = body_by_name(
        [
            Organization(name="县委组织部", kind=BodyKind.ORGANIZATION_DEPARTMENT),
            Organization(name="镇党委", kind=BodyKind.COMMITTEE, parent="县委组织部"),
            Organization(name="村党支部", kind=BodyKind.BRANCH, parent="镇党委", former_names=("老村党支部",)),
            Organization(name="机关党支部", kind=BodyKind.BRANCH, parent="县委组织部"),
        ]
    )
    county_, town = Quota(year=2026, body="县委组织部", quota=9), Quota(year=2026, body="镇党委", quota=3)
    within = {line.body: line.within for line in planned([county_, town], bodies)}
    assert within == {"县委组织部": ("机关党支部",), "镇党委": ("村党支部", "老村党支部")}
    (whole,) = planned([county_], bodies)
    assert whole.within == ("机关党支部", "村党支部", "老村党支部")
    (unknown,) = planned([Quota(year=2026, body="某党委", quota=1), Quota(year=2026, body="某党委", quota=2)], bodies)
    assert (unknown.within, unknown.quota) == (("某党委",), 3)


def test_the_other_dossier_is_named_only_where_it_lies_within_what_was_asked_for() -> None:
    number = identity_number(date(1992, 3, 4), "男", 77)
    people = [someone(1, id_number=number), someone(2, id_number=number, branch="别处党支部")]
    table = FactTable.in_memory()
    table.insert(people)
    (here,) = table.sweep(national(), AS_OF, branches=[NOBODY]).groups
    assert here.subject == "X001"
    assert "partner" not in here.violation.facts
    assert "别处党支部" not in here.violation.says
    assert "不在这次排查的范围之内" in here.violation.says
    both = table.sweep(national(), AS_OF, branches=[NOBODY, "别处党支部"]).groups
    assert [group.violation.facts["partner"] for group in both] == ["X002", "X001"]
    assert table.sweep(national(), AS_OF, branches=["第三党支部"]).groups == ()
    table.close()


def test_of_a_body_that_was_not_asked_for_nothing_is_said() -> None:
    people = [admitted(n, date(2025, 6, 1)) for n in range(3)]
    plan = (Planned(year=2025, body=HERE, quota=1, within=(HERE,)),)
    table = FactTable.in_memory()
    table.insert(people)
    assert table.sweep(national(), AS_OF, branches=[NOBODY], plan=plan).groups == ()
    assert len(table.sweep(national(), AS_OF, branches=[NOBODY, HERE], plan=plan).groups) == 1
    table.close()


def test_what_a_source_cannot_tell_is_not_checked_and_never_counted() -> None:
    number = identity_number(date(1992, 3, 4), "男", 77)
    blind = facts_of({"name": "甲", "id_number": number, "branch": NOBODY}, ["ended_on", "transferred_out_on"])
    table = FactTable.in_memory()
    table.insert([("1", blind), ("2", blind)])
    swept = table.sweep(national(), AS_OF)
    assert swept.groups == ()
    assert swept.not_checked["one-dossier-under-way"] == 2
    assert swept.lacking.keys() == {"within-the-plan", "make-up-as-planned", "no-burst-before-an-election"}
    table.close()


def test_a_body_with_one_admission_that_cannot_be_read_is_not_said_to_have_closed_its_doors() -> None:
    branch = {"branch": "关门党支部"}
    waiting = [someone(n, **branch) for n in range(91, 94)]
    earlier = admitted(90, date(2018, 6, 1), **branch)
    assert told(over_all([earlier, *waiting])) == {("doors-not-closed", "关门党支部")}
    recorded: Recorded = {"name": "某", "branch": "关门党支部", "committee": HERE, "applied_on": date(2020, 1, 1)}
    blind = "B1", facts_of(recorded, ["admission_met_on"])
    assert told(over_all([earlier, *waiting, blind])) == set()


def test_a_rule_that_is_off_neither_finds_nor_complains() -> None:
    off = {rule.id for rule in national().across if rule.is_off}
    assert off >= {
        "sponsor-for-few",
        "contact-for-few",
        "talks-of-a-day",
        "kin-share-of-a-branch",
        "reserve-for-the-plan",
    }
    people = [someone(n, sponsors=("甲人", "乙人"), leader_kin="书记之子") for n in range(100)]
    assert not off & {rule for rule, _ in told(over_all(people))}


def test_c07_one_new_member_in_six_years_and_that_the_secretary_s_brother_is_two_leads() -> None:
    village = {"branch": "某村党支部", "committee": "某镇党委"}
    people = [
        admitted(1, date(2018, 6, 1), **village),
        admitted(2, date(2023, 6, 1), leader_kin="党支部书记之兄", **village),
        *(someone(n, **village) for n in range(3, 6)),
    ]
    found_ = over_all_stricter(people, ())
    assert told(found_) == {("kin-share-of-a-branch", "某村党支部"), ("doors-not-closed", "某村党支部")}
    assert {group.violation.certainty for group in found_} == {Certainty.LEAD}
    assert told(over_all(people)) == {("doors-not-closed", "某村党支部")}


def test_the_order_of_the_dossiers_changes_nothing() -> None:
    people = planted()
    shuffled = random.Random(3).sample(people, len(people))
    plan = exact_plan(people, less=1)
    one = [(g.subject, g.violation.says) for g in over_all_stricter(people, plan)]
    assert one == [(g.subject, g.violation.says) for g in over_all_stricter(shuffled, plan)]
    assert one


@pytest.mark.parametrize(("field", "counts"), [("IT_从业人员", True), ("it_从业人员", False), ("ITx从业人员", False)])
def test_a_demand_means_its_word_to_the_letter_on_every_engine(engine: Engine, field: str, counts: bool) -> None:
    day = date(2025, 6, 20)
    engine.insert(someone(n, field=field, admission_met_on=day, admission_approved_on=day) for n in range(8))
    quota = Quota(year=2025, body=HERE, structure="IT_从业人员≥50%")
    rule = next(rule for rule in national().across if rule.id == "make-up-as-planned")
    seen = found(engine, replace(rule, numbers={"least": 5}), AS_OF, planned([quota], {}))
    assert bool(seen) is not counts
