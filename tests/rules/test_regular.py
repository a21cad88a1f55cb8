"""No false alarm: whoever was developed within the law is accused of nothing, however little a ledger can tell.

Notes are allowed where a duty straddles the edition of 2026: the law leaves those open.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangyuan_flow.domain.facts import Value
from tests.rules.columns import GROUPS
from tests.rules.dossiers import (
    AS_OF,
    COLUMNS,
    EXTENDED_MEMBER,
    MEMBER,
    PROBATIONER,
    RECENT_MEMBER,
    Recorded,
    ballot,
    judged,
    said,
    upto,
)
from tests.rules.lives import ENDS, OUTCOMES, RESTS, Life, Plan, regular

STRADDLING = {"V29", "V31", "V52", "V53", "V63", "V81", "V96"}
"""What may be noted: duties that are new in 2026, begun before."""

ADULT = date(1990, 3, 5)
PLANS: dict[str, Plan] = {
    "all under the edition of 2014, three levels": Plan(applied=date(2018, 3, 1)),
    "all under the edition of 1990": Plan(applied=date(2009, 6, 1), under_general_branch=False),
    "straddling 2014-05-28": Plan(applied=date(2013, 5, 20)),
    "straddling 2026-05-11 with the application": Plan(applied=date(2026, 4, 20)),
    "applied under the edition of 2026": Plan(applied=date(2026, 6, 1)),
    "straddling with the consent": Plan(applied=date(2024, 12, 2)),
    "straddling with the pre-review and the meeting": Plan(applied=date(2024, 6, 3)),
    "straddling with the approval": Plan(applied=date(2023, 12, 4)),
    "straddling with the conversion": Plan(applied=date(2022, 9, 5)),
    "two levels, directly under the committee": Plan(applied=date(2021, 3, 1), under_general_branch=False),
    "no branch committee, three members": Plan(applied=date(2020, 3, 2), has_committee=False, members=3),
    "no branch committee, six members": Plan(applied=date(2023, 3, 2), has_committee=False, members=6),
    "forty members": Plan(applied=date(2020, 3, 2), members=40),
    "a student": Plan(applied=date(2022, 10, 8), student=True, born=date(2004, 9, 30)),
    "born on 29 February, eighteen on 1 March": Plan(applied=date(2022, 3, 1), born=date(2004, 2, 29)),
    "a student under the edition of 1990": Plan(applied=date(2010, 10, 8), student=True),
    "a villager": Plan(applied=date(2020, 3, 2), villager=True),
    "a floating person": Plan(applied=date(2024, 11, 4), floating=True),
    "a floating person whose places are one": Plan(applied=date(2024, 11, 4), floating=True, one_place=True),
    "moved in with hand-over": Plan(applied=date(2020, 3, 2), transferred_in=True),
    "moved away with hand-over": Plan(applied=date(2023, 3, 2), stops_after="activist", ends="转出"),
    "died as an activist": Plan(applied=date(2023, 3, 2), stops_after="activist", ends="去世"),
    "died after the meeting": Plan(applied=date(2023, 3, 2), stops_after="met", ends="去世"),
    "died in probation": Plan(applied=date(2021, 3, 2), stops_after="approved", ends="去世"),
    "withdrawn after the talk": Plan(applied=date(2023, 3, 2), stops_after="talked", ends="撤回申请"),
    "waiting since the talk": Plan(applied=date(2019, 3, 2), stops_after="talked"),
    "an activist for years": Plan(applied=date(2019, 3, 2), stops_after="activist"),
    "discussed, not yet consented": Plan(applied=date(2022, 3, 2), stops_after="discussed"),
    "refused at the second gate": Plan(applied=date(2022, 3, 2), stops_after="discussed"),
    "listed, not yet pre-reviewed": Plan(applied=date(2022, 3, 2), stops_after="listed"),
    "refused by the ballot": Plan(applied=date(2020, 3, 2), stops_after="failed"),
    "refused by the ballot in a branch of three": Plan(applied=date(2023, 3, 2), stops_after="failed", members=3),
    "extended, then converted": Plan(applied=date(2019, 3, 2), outcome="延长后转正"),
    "extended, still running": Plan(applied=date(2022, 12, 2), outcome="延长预备期"),
    "cancelled": Plan(applied=date(2020, 3, 2), outcome="取消预备党员资格"),
}


@pytest.mark.parametrize("life", PLANS)
def test_a_regular_life_raises_nothing(life: str) -> None:
    for seed in range(12):
        recorded = regular(PLANS[life], seed)
        assert said(recorded) == [], recorded


@pytest.mark.parametrize("life", PLANS)
def test_a_regular_life_raises_nothing_where_whole_groups_of_columns_are_absent(life: str) -> None:
    for seed in range(2):
        recorded = regular(PLANS[life], seed)
        for group, names in GROUPS.items():
            hidden = _hidden({*names}, recorded)
            assert said(recorded, hidden) == [], (group, recorded)


@pytest.mark.parametrize("life", PLANS)
def test_a_regular_life_raises_nothing_where_any_one_column_is_absent(life: str) -> None:
    recorded = regular(PLANS[life], 7)
    for column in COLUMNS:
        assert said(recorded, _hidden({column}, recorded)) == [], (column, recorded)


@pytest.mark.parametrize("life", PLANS)
def test_a_regular_life_raises_nothing_where_only_one_group_of_columns_is_kept(life: str) -> None:
    recorded = regular(PLANS[life], 3)
    for names in GROUPS.values():
        assert said(recorded, _hidden({*COLUMNS} - {*names}, recorded)) == [], (names, recorded)


def _hidden(names: set[str], recorded: Recorded) -> set[str]:
    """The columns hidden, and those that make no sense without them.

    Without the day on which the application came in, the catalogue counts from its date, and a talk within a month of
    the former may be a lead; a ledger that keeps no votes keeps no meeting that failed.
    """
    if "application_received_on" in names:
        names = names | {"applied_on"}
    failed = (
        "admission_met_on" in recorded
        and "admission_approved_on" not in recorded
        and recorded.get("admission_for") is not None
    )
    if failed and "admission_for" in names:
        names = names | {"admission_met_on"}
    return names


# Lives drawn at random within the law


class Drawn:
    """Chooses as the data drawn say."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self._draw = draw

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""
        return self._draw(st.integers(low, high))

    def pick(self, options: Sequence[str]) -> str:
        """Choose one of ``options``."""
        return options[self._draw(st.integers(0, len(options) - 1))]


@st.composite
def lives(draw: st.DrawFn) -> Recorded:
    """A regular life of any kind, begun on any day since 2009."""
    applied = draw(st.dates(date(2009, 1, 1), AS_OF) | st.dates(date(2024, 1, 1), AS_OF))
    plan = Plan(
        applied=applied,
        born=applied - timedelta(days=draw(st.integers(6_575, 18_000))),
        sex=draw(st.sampled_from("男女")),
        has_committee=draw(st.booleans()),
        under_general_branch=draw(st.booleans()),
        members=draw(st.integers(3, 40)),
        student=draw(st.booleans()),
        villager=draw(st.booleans()),
        floating=draw(st.booleans()),
        one_place=draw(st.booleans()),
        transferred_in=draw(st.booleans()),
        stops_after=draw(st.sampled_from(RESTS)),
        ends=draw(st.sampled_from(ENDS)),
        outcome=draw(st.sampled_from(OUTCOMES)),
    )
    return Life(plan, Drawn(draw)).lived()


@given(lives())
@settings(max_examples=300)
def test_whoever_lives_within_the_law_is_accused_of_nothing(recorded: Recorded) -> None:
    judgement = judged(recorded)
    assert [found.says for found in judgement.violations] == []
    assert {found.code for found in judgement.notes} <= STRADDLING
    assert not judgement.not_checked


@given(lives(), st.sets(st.sampled_from(sorted(GROUPS))), st.sets(st.sampled_from(COLUMNS), max_size=20))
@settings(max_examples=300)
def test_whoever_lives_within_the_law_is_accused_of_nothing_by_a_sparse_ledger(
    recorded: Recorded, groups: set[str], columns: set[str]
) -> None:
    names = columns | {name for group in groups for name in GROUPS[group]}
    assert said(recorded, _hidden(names, recorded)) == []


# Told one by one


REGULAR: dict[str, dict[str, Value]] = {
    "several acts on one day": {
        **MEMBER,
        "candidate_discussed_on": date(2022, 6, 20),
        "opinions_heard_on": date(2022, 6, 20),
        "candidate_consented_on": date(2022, 6, 20),
        "candidate_listed_on": date(2022, 6, 20),
        "admission_examined_on": date(2022, 9, 10),
        "form_signed_on": date(2022, 9, 30),
        "sponsors_opinion_on": date(2022, 9, 30),
        "admission_talked_on": date(2022, 10, 20),
        "admission_deliberated_on": date(2022, 10, 20),
        "admission_filed_on": date(2022, 10, 20),
        "oath_on": date(2022, 10, 20),
        "conversion_examined_on": date(2023, 10, 10),
        "conversion_approved_on": date(2023, 10, 10),
        "conversion_submitted_on": date(2023, 10, 10),
    },
    "a Saturday's meeting, a Sunday's signature, an approval on a holiday": {
        **PROBATIONER,
        "form_signed_on": date(2026, 7, 12),
        "admission_met_on": date(2026, 7, 18),
        "stated_probation_from": date(2026, 7, 18),
        "stated_probation_to": date(2027, 7, 17),
        "admission_approved_on": date(2026, 10, 1),
        "admission_filed_on": date(2026, 10, 2),
        "assigned_on": date(2026, 10, 3),
        "oath_on": date(2026, 10, 4),
    },
    "a notice that began on a Saturday over the Dragon Boat Festival": {
        **PROBATIONER,
        "candidate_consented_on": date(2026, 6, 12),
        "notice_from": date(2026, 6, 13),
        "notice_to": date(2026, 6, 22),
        "candidate_listed_on": date(2026, 6, 23),
        "sponsors_named_on": date(2026, 6, 23),
    },
    "a meeting on 29 February": {
        **MEMBER,
        "admission_met_on": date(2024, 2, 29),
        "prereviewed_on": date(2024, 2, 20),
        "form_issued_on": date(2024, 2, 21),
        "form_signed_on": date(2024, 2, 22),
        "sponsors_opinion_on": date(2024, 2, 22),
        "prereview_requested_on": date(2024, 2, 18),
        "admission_talked_on": date(2024, 3, 10),
        "admission_submitted_on": date(2024, 3, 1),
        "admission_deliberated_on": date(2024, 3, 2),
        "admission_approved_on": date(2024, 5, 29),
        "admission_filed_on": date(2024, 6, 1),
        "assigned_on": date(2024, 6, 1),
        "oath_on": date(2024, 6, 2),
        "stated_probation_from": date(2024, 2, 29),
        "stated_probation_to": date(2025, 2, 28),
        "conversion_applied_on": date(2025, 2, 20),
        "conversion_examined_on": date(2025, 2, 28),
        "conversion_met_on": date(2025, 2, 28),
        "conversion_submitted_on": date(2025, 3, 1),
        "conversion_approved_on": date(2025, 5, 28),
        "conversion_announced_on": date(2025, 5, 30),
        "stated_member_since": date(2025, 3, 1),
        "archived_on": date(2025, 6, 2),
    },
    "listed by the filing, no listing of its own": {
        name: value for name, value in MEMBER.items() if name != "candidate_listed_on"
    },
    "trained by way of exemption": {
        **{name: value for name, value in MEMBER.items() if not name.startswith("training_")},
        "training_exempt_because": "驻外执行任务",
        "training_exempt_by": "区党工委",
    },
    "three sponsors, one in the place of another": {**MEMBER, "sponsors": ("和志明", "白云", "段晓")},
    "written opinions counted within the approvals": {
        **MEMBER,
        **ballot("admission", present=7, ballots_issued=7, collected=7, written_for=2, resolution_for=8),
    },
    "approved late with a reason": {
        **MEMBER,
        "admission_approved_on": date(2023, 3, 30),
        "admission_late_because": "党委换届",
        "admission_filed_on": date(2023, 4, 1),
        "assigned_on": date(2023, 4, 1),
        "oath_on": date(2023, 4, 2),
    },
    "converted late in a new unit": {
        **MEMBER,
        "deferred_because": "转入新单位，需进一步考察",
        "conversion_met_on": date(2024, 3, 29),
        "conversion_examined_on": date(2024, 3, 28),
        "conversion_submitted_on": date(2024, 4, 1),
        "conversion_approved_on": date(2024, 4, 10),
        "conversion_announced_on": date(2024, 4, 15),
        "archived_on": date(2024, 5, 6),
    },
    "a trouble of probation, for which probation was ended": {
        **upto(MEMBER, "oath_on"),
        "conversion_examined_on": date(2023, 3, 1),
        "conversion_met_on": date(2023, 3, 5),
        **ballot("conversion", **{"for": 2, "against": 7, "resolution_for": 2}),
        "conversion_result": "取消预备党员资格",
        "conversion_approved_on": date(2023, 4, 1),
        "ended_on": date(2023, 4, 1),
        "ended_because": "取消预备党员资格",
        "opinion_police": "有异常：2023年2月3日因危险驾驶罪判处拘役",
        "punishments_text": "2023年2月3日因危险驾驶罪判处拘役",
        "sanctions_text": "2023年2月20日受政务撤职处分",
        "archived_on": date(2023, 4, 3),
        "archived_papers": ("入党申请书", "入党志愿书"),
    },
    "a refused applicant whose papers were archived": {
        **upto(MEMBER, "talked_on"),
        "ended_on": date(2022, 1, 5),
        "ended_because": "不符合条件",
        "archived_on": date(2022, 1, 6),
        "archived_papers": ("入党申请书",),
    },
    "an extension whose meeting is told twice": {
        **upto(MEMBER, "conversion_met_on"),
        "conversion_result": "延长预备期",
        "extension_months": 12,
        "extension_met_on": date(2023, 10, 10),
        "conversion_approved_on": date(2023, 10, 30),
    },
    "registers of the old kind, filed after a conversion approved before 2026-05-11": {
        **RECENT_MEMBER,
        "admission_met_on": date(2025, 4, 1),
        "prereviewed_on": date(2025, 3, 20),
        "form_signed_on": date(2025, 3, 21),
        "stated_probation_from": date(2025, 4, 1),
        "stated_probation_to": date(2026, 3, 31),
        "training_from": date(2025, 2, 1),
        "training_to": date(2025, 2, 3),
        "review_replies_on": (date(2025, 1, 5),),
        "review_reported_on": date(2025, 1, 20),
        "activist_on": date(2023, 6, 1),
        "talked_on": date(2023, 3, 15),
        "applied_on": date(2023, 3, 1),
        "application_received_on": date(2023, 3, 2),
        "examined_on": (date(2023, 12, 1), date(2024, 6, 1)),
        "opinions_heard_on": date(2024, 6, 10),
        "candidate_discussed_on": date(2024, 6, 15),
        "candidate_consented_on": date(2024, 6, 20),
        "candidate_listed_on": date(2024, 6, 25),
        "admission_examined_on": date(2025, 3, 1),
        "sponsors_opinion_on": date(2025, 3, 22),
        "admission_talked_on": date(2025, 4, 10),
        "admission_submitted_on": date(2025, 4, 12),
        "admission_deliberated_on": date(2025, 4, 15),
        "admission_approved_on": date(2025, 4, 20),
        "admission_filed_on": date(2025, 5, 1),
        "assigned_on": date(2025, 5, 1),
        "oath_on": date(2025, 5, 4),
        "conversion_applied_on": date(2026, 3, 20),
        "conversion_examined_on": date(2026, 4, 2),
        "conversion_met_on": date(2026, 4, 3),
        "conversion_submitted_on": date(2026, 4, 4),
        "conversion_approved_on": date(2026, 4, 20),
        "conversion_announced_on": date(2026, 5, 12),
        "stated_member_since": date(2026, 4, 1),
        "archived_on": date(2026, 6, 1),
        "archived_papers": ("入党志愿书", "入党申请书", "政审材料", "转正申请书", "培养教育考察登记簿"),
    },
    "a full member": MEMBER,
    "a probationer": PROBATIONER,
    "converted under the edition of 2026": RECENT_MEMBER,
    "extended and converted": EXTENDED_MEMBER,
}


@pytest.mark.parametrize("dossier", REGULAR)
def test_what_is_ordinary_is_called_nothing_else(dossier: str) -> None:
    assert said(REGULAR[dossier]) == []


@pytest.mark.parametrize("dossier", REGULAR)
def test_what_is_ordinary_stays_so_where_a_column_is_absent(dossier: str) -> None:
    for column in COLUMNS:
        if column == "application_received_on":
            continue
        assert said(REGULAR[dossier], {column}) == [], column


@pytest.mark.parametrize("act", ["candidate_listed_on", "prereviewed_on", "admission_met_on", "oath_on"])
def test_who_stands_at_a_step_in_time_has_nothing_overdue(act: str) -> None:
    standing = upto(PROBATIONER, act)
    day = standing[act]
    assert isinstance(day, date)
    assert said(standing, as_of=day) == []


@pytest.mark.parametrize("life", ["waiting since the talk", "an activist for years"])
def test_a_life_without_a_clock_never_becomes_overdue(life: str) -> None:
    recorded = regular(replace(PLANS[life], born=ADULT), 5)
    assert not judged(recorded).violations
