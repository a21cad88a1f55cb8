"""Groups that come, change and go between two registered sweeps: for each rule across dossiers what makes it do so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dangyuan_flow.domain.people import BodyKind, Organization
from dangyuan_flow.domain.plan import Quota
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import value_of
from tests.store.people_and_papers import identity, registered

if TYPE_CHECKING:
    from dangyuan_flow.domain.registry import RegistryEntry
    from dangyuan_flow.domain.rules import RuleSet

DAY = date(2026, 11, 1)
SOON, LATER = date(2026, 11, 3), date(2026, 11, 5)
OLD = date(2019, 5, 6)

_FEW: Mapping[str, Mapping[str, int]] = {
    "sponsor-load": {"most": 1, "small": 0},
    "contact-load": {"most": 1, "small": 0},
    "talker-load": {"most": 1},
    "kin-share": {"share": 10, "years": 3},
    "burst": {"least": 2, "share": 50},
    "before-election": {"least": 1, "share": 50, "months": 3},
    "closed-door": {"years": 1, "ripe": 1},
    "structure": {"least": 1},
    "reserve": {"percent": 100},
    "entry-burst": {"least": 3},
    "gang-cluster": {"least": 2},
}


def _sensitive() -> RuleSet:
    rules = catalogue().rule_set
    across = tuple(
        replace(rule, is_off=False, numbers={**rule.numbers, **_FEW.get(rule.select, {})}) for rule in rules.across
    )
    return replace(rules, rules=(), across=across)


RULES = _sensitive()
"""Every rule across dossiers, on, and so sensitive that two dossiers make a group."""

Facts = Mapping[str, Any]


def admitted(on: date, **more: object) -> dict[str, Any]:
    """Somebody of branch 甲 below 镇党委, admitted on a day."""
    return {"branch": "甲", "committee": "镇党委", "admission_met_on": on, "admission_approved_on": on, **more}


def ripe(since: date, **more: object) -> dict[str, Any]:
    """Somebody of branch 甲 below 镇党委 who waits since a day."""
    return {"branch": "甲", "committee": "镇党委", "applied_on": OLD, "activist_on": since, **more}


def planned(body: str, quota: int | None = None, structure: str | None = None, year: int = 2026) -> RegistryEntry:
    line = Quota(year=year, body=body, quota=quota, structure=structure)
    return registered("plan", line.key, **value_of(line))


def elected(branch: str, *days: date) -> RegistryEntry:
    return registered(
        "organization", branch, **value_of(Organization(name=branch, kind=BodyKind.BRANCH, elections=days))
    )


@dataclass(frozen=True, kw_only=True)
class Case:
    """People by name; what of them is changed then, and what is entered; whom ``select`` is about before and after."""

    name: str
    select: str
    people: Mapping[str, Facts]
    changes: Sequence[tuple[str, Facts]] = ()
    entered: Sequence[RegistryEntry] = ()
    entered_then: Sequence[RegistryEntry] = ()
    days: tuple[date, date] = (DAY, DAY)
    found: tuple[Sequence[str], Sequence[str]]


ONE, OTHER = identity(1), identity(2)
_BORN = {"branch": "甲", "applied_on": OLD}
_FORM = {"branch": "甲", "form_number": "00012", "form_issued_on": date(2026, 3, 2)}
_SPONSORED = {"branch": "甲", "sponsors": ("赵一", "钱二"), "sponsors_named_on": DAY, "branch_full_members": 9}
_CONTACTED = {"branch": "甲", "contacts": ("赵一",), "contacts_assigned_on": DAY, "branch_full_members": 9}
_TALKED = {"branch": "甲", "committee": "镇党委", "admission_talked_by": "赵一", "admission_talked_on": SOON}
_GANG = {"branch": "甲", "employer_and_post": "黑矿有限公司 经理", "opinion_police": "有异常：参加黑社会性质组织"}
_SAME_FIRM = {"branch": "乙", "employer_and_post": "黑矿有限公司 工人"}


def _of(branch: str, on: date) -> dict[str, Any]:
    return {"branch": branch, "admission_met_on": on, "admission_approved_on": on}


_TOWN = (
    registered("organization", "镇党委", name="镇党委", kind="committee"),
    *(registered("organization", name, name=name, kind="branch", parent="镇党委") for name in "甲乙"),
)

CASES = (
    Case(
        name="a number is corrected to another's",
        select="identity-twice",
        people={"A": {**_BORN, "id_number": ONE}, "B": {**_BORN, "id_number": OTHER}},
        changes=[("B", {"id_number": ONE})],
        found=([], ["A", "B"]),
    ),
    Case(
        name="of three with one number one is corrected",
        select="identity-twice",
        people={name: {**_BORN, "id_number": ONE} for name in "ABC"},
        changes=[("B", {"id_number": OTHER})],
        found=(["A", "B", "C"], ["A", "C"]),
    ),
    Case(
        name="one of two with one number is over",
        select="identity-twice",
        people={name: {**_BORN, "id_number": ONE} for name in "AB"},
        changes=[("B", {"ended_on": DAY})],
        found=(["A", "B"], []),
    ),
    Case(
        name="admitted once more within the probation",
        select="admitted-twice",
        people={"A": admitted(date(2026, 1, 6), id_number=ONE), "B": {**_BORN, "id_number": ONE}},
        changes=[("B", admitted(date(2026, 6, 1)))],
        found=([], ["B"]),
    ),
    Case(
        name="the earlier admission was another's",
        select="admitted-twice",
        people={"A": admitted(date(2026, 1, 6), id_number=ONE), "B": admitted(date(2026, 6, 1), id_number=ONE)},
        changes=[("A", {"id_number": OTHER})],
        found=(["B"], []),
    ),
    Case(
        name="admitted once more after the probation",
        select="admitted-again",
        people={"A": admitted(date(2020, 1, 6), id_number=ONE), "B": admitted(date(2026, 6, 1), id_number=OTHER)},
        changes=[("B", {"id_number": ONE})],
        found=([], ["B"]),
    ),
    Case(
        name="a form's number is another's",
        select="form-number-twice",
        people={"A": _FORM, "B": {**_FORM, "form_number": "00013"}},
        changes=[("B", {"form_number": "00012"})],
        found=([], ["A", "B"]),
    ),
    Case(
        name="one of three forms has another number, one is of another year",
        select="form-number-twice",
        people=dict.fromkeys("ABCD", _FORM),
        changes=[("B", {"form_number": "00014"}), ("D", {"form_issued_on": date(2025, 3, 2)})],
        found=(["A", "B", "C", "D"], ["A", "C"]),
    ),
    Case(
        name="a sponsor takes a second one, another gives one away",
        select="sponsor-load",
        people={
            "A": _SPONSORED,
            "B": {**_SPONSORED, "sponsors": ("孙三", "李四")},
            "C": {**_SPONSORED, "branch": "乙"},
            "D": {**_SPONSORED, "branch": "乙"},
        },
        changes=[("B", {"sponsors": ("赵一", "李四")}), ("D", {"branch": "甲"})],
        found=(["乙"], ["甲"]),
    ),
    Case(
        name="the branch is larger than was said",
        select="sponsor-load",
        people={"A": _SPONSORED, "B": {**_SPONSORED, "conversion_approved_on": DAY}, "C": {"branch": "甲"}},
        changes=[("B", {"sponsors": ("孙三",)}), ("C", {"branch_full_members": 30})],
        found=([], []),
    ),
    Case(
        name="a contact is set free",
        select="contact-load",
        people={"A": _CONTACTED, "B": _CONTACTED},
        changes=[("B", {"admission_met_on": DAY})],
        found=(["甲"], []),
    ),
    Case(
        name="one more talk on a day",
        select="talker-load",
        people={"A": _TALKED, "B": {**_TALKED, "admission_talked_on": DAY}},
        changes=[("B", {"admission_talked_on": SOON})],
        found=([], ["镇党委"]),
    ),
    Case(
        name="the committee of a talk was another one",
        select="talker-load",
        people=dict.fromkeys("ABC", _TALKED) | {"D": {**_TALKED, "committee": "乡党委"}},
        changes=[("A", {"committee": "乡党委"}), ("B", {"committee": "乡党委"})],
        found=(["镇党委"], ["乡党委"]),
    ),
    Case(
        name="leaders' kin were admitted elsewhere",
        select="kin-share",
        people={"A": admitted(date(2026, 3, 2), leader_kin="书记之子"), "B": admitted(DAY), "C": admitted(OLD)},
        changes=[("A", {"branch": "乙"})],
        found=(["甲"], ["乙"]),
    ),
    Case(
        name="kin admitted three years ago count no more",
        select="kin-share",
        people={"A": admitted(date(2023, 11, 3), leader_kin="书记之子")},
        days=(DAY, LATER),
        found=(["甲"], []),
    ),
    Case(
        name="an admission of a day to come makes a burst",
        select="burst",
        people={"A": admitted(OLD), "B": admitted(SOON), "C": admitted(SOON), "D": admitted(OLD, branch="乙")},
        days=(DAY, LATER),
        found=([], ["镇党委"]),
    ),
    Case(
        name="a burst was another committee's",
        select="burst",
        people={"A": admitted(OLD), "B": admitted(DAY), "C": admitted(DAY), "D": admitted(OLD, committee="乡党委")},
        changes=[("B", {"committee": "乡党委"}), ("C", {"committee": "乡党委"})],
        found=(["镇党委"], ["乡党委"]),
    ),
    Case(
        name="one more was admitted before an election",
        select="before-election",
        people={"A": admitted(date(2024, 6, 3)), "B": {"branch": "甲"}},
        entered=[elected("甲", date(2026, 4, 1)), elected("乙", date(2026, 4, 1))],
        changes=[("B", admitted(date(2026, 2, 3)))],
        found=([], ["甲"]),
    ),
    Case(
        name="another day of the election",
        select="before-election",
        people={"A": admitted(date(2024, 6, 3)), "B": admitted(date(2026, 2, 3))},
        entered=[elected("甲", date(2026, 4, 1))],
        entered_then=[elected("甲", date(2025, 4, 1))],
        found=(["甲"], []),
    ),
    Case(
        name="the plan is exceeded, and by another branch no more",
        select="over-plan",
        people={"A": admitted(DAY), "B": admitted(OLD), "C": admitted(DAY, committee="乡党委"), "D": {"branch": "甲"}},
        entered=[planned("镇党委", 1), planned("乡党委", 0)],
        changes=[("C", {"committee": "镇党委"})],
        found=(["乡党委"], ["镇党委"]),
    ),
    Case(
        name="a branch had no plan of its own a year ago",
        select="over-plan",
        people={
            "A": _of("甲", date(2025, 3, 2)),
            "B": _of("乙", date(2025, 3, 2)),
            "C": _of("乙", DAY),
            "D": {"branch": "甲"},
        },
        entered=[*_TOWN, planned("镇党委", 2, year=2025), planned("镇党委", 0), planned("甲", 9)],
        changes=[("D", _of("甲", date(2025, 3, 2)))],
        found=(["镇党委"], ["镇党委"]),
    ),
    Case(
        name="an admission of a day to come exceeds the plan",
        select="over-plan",
        people={"A": admitted(DAY), "B": admitted(SOON), "C": admitted(OLD, branch="乙")},
        entered=[planned("甲", 1), planned("乙", 0, year=2019)],
        days=(DAY, LATER),
        found=(["乙"], ["乙", "甲"]),
    ),
    Case(
        name="the plan is raised for one and lowered for another",
        select="over-plan",
        people={"A": admitted(DAY), "B": admitted(DAY), "C": admitted(DAY, committee="乡党委")},
        entered=[planned("镇党委", 1), planned("乡党委", 1)],
        entered_then=[planned("镇党委", 2), planned("乡党委", 0)],
        found=(["镇党委"], ["乡党委"]),
    ),
    Case(
        name="somebody waits for two years by now",
        select="closed-door",
        people={"A": ripe(date(2024, 11, 3)), "B": admitted(OLD, branch="乙")},
        days=(DAY, LATER),
        found=([], ["甲"]),
    ),
    Case(
        name="the committee's first admission is a year old by now",
        select="closed-door",
        people={"A": ripe(OLD), "B": admitted(date(2025, 11, 3), branch="乙")},
        days=(DAY, LATER),
        found=([], ["甲"]),
    ),
    Case(
        name="the committee's first admission was later, in another branch",
        select="closed-door",
        people={"A": ripe(OLD), "B": admitted(OLD, branch="乙"), "C": ripe(OLD, branch="丙", committee="乡党委")},
        changes=[("B", {"admission_met_on": DAY, "admission_approved_on": DAY})],
        found=(["甲"], []),
    ),
    Case(
        name="the committee's first admission was another committee's",
        select="closed-door",
        people={"A": ripe(OLD), "B": admitted(OLD, branch="乙"), "C": ripe(OLD, branch="丙", committee="乡党委")},
        changes=[("B", {"committee": "乡党委"})],
        found=(["甲"], ["丙"]),
    ),
    Case(
        name="somebody is admitted at last, and somebody more",
        select="closed-door",
        people={
            **{name: ripe(OLD) for name in "ADE"},
            "B": admitted(OLD, branch="乙"),
            "C": ripe(OLD, branch="丙"),
        },
        changes=[("D", admitted(DAY)), ("E", admitted(DAY))],
        found=(["丙", "甲"], ["丙"]),
    ),
    Case(
        name="the branch's own first application is a year old by now, of no committee",
        select="closed-door",
        people={
            "A": {"branch": "甲", "applied_on": date(2025, 11, 3), "activist_on": OLD},
            "B": {"branch": "乙", "admission_met_on": OLD, "admission_approved_on": OLD},
        },
        days=(DAY, LATER),
        found=([], ["甲"]),
    ),
    Case(
        name="of the committee's first one only the name changed",
        select="closed-door",
        people={
            "A": ripe(OLD, branch="丙"),
            "B": admitted(OLD, branch="乙"),
            "C": {"branch": "甲", "committee": "镇党委"},
        },
        changes=[("B", {"name": "别名"}), ("C", ripe(OLD))],
        found=(["丙"], ["丙", "甲"]),
    ),
    Case(
        name="nobody can tell whether somebody was admitted",
        select="closed-door",
        people={"A": ripe(OLD), "B": admitted(OLD, branch="乙"), "C": {"branch": "甲"}},
        changes=[("C", {"unknown": frozenset({"admission_met_on"})})],
        found=(["甲"], []),
    ),
    Case(
        name="the year is over",
        select="structure",
        people={"A": admitted(DAY, sex="男"), "B": admitted(DAY, sex="女", branch="乙")},
        entered=[planned("甲", structure="女≥50%"), planned("乙", structure="女≥50%")],
        days=(date(2026, 12, 31), date(2027, 1, 1)),
        found=([], ["甲"]),
    ),
    Case(
        name="one was a woman",
        select="structure",
        people={"A": admitted(OLD, sex="男"), "B": admitted(OLD, sex="女", committee="乡党委"), "C": admitted(DAY)},
        entered=[planned(body, structure="女≥50%", year=2019) for body in ("镇党委", "乡党委")],
        changes=[("A", {"sex": "女"}), ("B", {"sex": "男"})],
        found=(["镇党委"], ["乡党委"]),
    ),
    Case(
        name="the structure asked for is another",
        select="structure",
        people={"A": admitted(OLD, sex="男", nation="彝族")},
        entered=[planned("镇党委", structure="女≥50%", year=2019)],
        entered_then=[planned("镇党委", structure="少数民族≥50%", year=2019)],
        found=(["镇党委"], []),
    ),
    Case(
        name="an activist was another branch's",
        select="reserve",
        people={"A": ripe(OLD), "B": ripe(OLD, branch="乙")},
        entered=[planned("甲", 1), planned("乙", 1)],
        changes=[("A", {"branch": "乙"})],
        found=([], []),
    ),
    Case(
        name="activists are too few for the plan",
        select="reserve",
        people={"A": ripe(OLD), "B": ripe(OLD), "C": ripe(OLD, branch="乙")},
        entered=[planned("甲", 2), planned("乙", 1)],
        changes=[("A", {"ended_on": DAY})],
        found=([], ["甲"]),
    ),
    Case(
        name="a new year has a plan of its own",
        select="reserve",
        people={"A": ripe(OLD), "B": ripe(OLD, branch="乙")},
        entered=[planned("甲", 2), planned("乙", 2, year=2027)],
        days=(date(2026, 12, 31), date(2027, 1, 1)),
        found=(["甲"], ["乙"]),
    ),
    Case(
        name="a man of a firm was never in a gang",
        select="gang-cluster",
        people={"A": _GANG, "B": _SAME_FIRM, "C": _SAME_FIRM},
        changes=[("A", {"opinion_police": "无异常"})],
        found=(["甲"], []),
    ),
    Case(
        name="a man in a gang was another branch's",
        select="gang-cluster",
        people={"A": _GANG, "B": _SAME_FIRM},
        changes=[("A", {"branch": "丙"})],
        found=(["甲"], ["丙"]),
    ),
    Case(
        name="of two firms of a branch the larger one gets smaller",
        select="gang-cluster",
        people={
            "A": _GANG,
            "B": _SAME_FIRM,
            "C": _SAME_FIRM,
            "D": {**_GANG, "employer_and_post": "白矿有限公司 经理"},
            "E": {**_SAME_FIRM, "employer_and_post": "白矿有限公司 工人"},
        },
        changes=[("B", {"employer_and_post": "某处"}), ("C", {"employer_and_post": "某处"})],
        found=(["甲"], ["甲"]),
    ),
)
