"""Where values come from: each derived day is told step by step, and what is told is what was computed."""

from datetime import date

import pytest
from hypothesis import given, settings

from dangyuan_flow.domain.derived.derivation import DERIVATIONS, derive
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts, Kind, Value
from dangyuan_flow.domain.why.tellings import TELLINGS
from dangyuan_flow.domain.why.tracing import is_told, sources, telling, trace
from tests.generative.given import recorded_facts

DAYS = [line.name for line in DERIVATIONS if DERIVED[line.name].kind is Kind.DATE]


def derived(**recorded: Value) -> Facts:
    return derive(Facts().having(**recorded))


def how(name: str, **recorded: Value) -> str:
    return trace(name, derived(**recorded)).how


def test_every_derived_day_has_its_telling() -> None:
    assert [name for name in DAYS if not is_told(name)] == []
    assert TELLINGS.keys() <= DERIVED.keys()


@settings(max_examples=300)
@given(recorded_facts)
def test_what_is_told_is_what_was_derived(recorded: Facts) -> None:
    facts = derive(recorded)
    for line in DERIVATIONS:
        if facts[line.name] is None or not is_told(line.name):
            continue
        told = telling(line.name, facts)
        assert told is not None, line.name
        assert told.value == facts[line.name], line.name
        assert told.how


@settings(max_examples=100)
@given(recorded_facts)
def test_every_chain_ends_in_what_was_recorded_or_says_why_not(recorded: Facts) -> None:
    facts = derive(recorded)
    for name in DERIVED:
        for part in trace(name, facts).walk():
            assert part.is_recorded or part.how, (name, part.name)
            if part.is_recorded:
                assert part.of == ()


def test_no_telling_names_a_source_that_the_derivation_does_not_read() -> None:
    facts = derived(
        activist_on=date(2024, 2, 29),
        candidate_listed_on=date(2025, 3, 1),
        admission_met_on=date(2025, 6, 1),
        extension_months=6,
    )
    for name in ("cultivation_complete_on", "probation_ends_on", "extension_ends_on", "member_since"):
        assert {part.name for part in trace(name, facts).of} <= {
            *sources(name),
            "probation_ends_on",
            "probation_final_day",
        }


def test_a_month_without_that_day_ends_on_its_last() -> None:
    told = how("talk_due_on", application_received_on=date(2025, 1, 31))
    assert told == "收到申请日期 2025-01-31 加一个月，当月没有 31 日，取月末，为 2025-02-28（当日在内，遇休息日不顺延）"


def test_a_year_from_a_leap_day_is_complete_on_the_first_of_march() -> None:
    told = how("cultivation_complete_on", activist_on=date(2024, 2, 29))
    assert "自 2024-02-29 起满一年，为 2025-03-01；2025 年没有 2 月 29 日，以 3 月 1 日为满（本程序的约定）" in told


def test_probation_and_its_extension_are_told_down_to_the_meeting() -> None:
    facts = derived(admission_met_on=date(2024, 7, 1), extension_months=6)
    chain = [(part.name, part.how) for part in trace("member_since", facts).walk()]
    assert [name for name, _ in chain] == [
        "member_since",
        "probation_final_day",
        "extension_ends_on",
        "probation_ends_on",
        "extension_months",
        "admission_met_on",
    ]
    assert (
        "延长自原预备期止 2025-06-30 的次日 2025-07-01 算起，满六个月为 2026-01-01，前一日 2025-12-31"
        in dict(chain)["extension_ends_on"]
    )
    assert "自 2024-07-01 起满一年，为 2025-07-01，前一日 2025-06-30 为最后一日" in dict(chain)["probation_ends_on"]


def test_working_days_are_told_with_the_holidays_and_shifted_days_in_between() -> None:
    told = how("notice_working_days", notice_from=date(2025, 9, 29), notice_to=date(2025, 10, 11))
    assert "计入 5 个工作日（9月29日至9月30日、10月9日至10月11日）" in told
    assert "其中调休上班 10月11日" in told
    assert "未计 国庆节假期 10月1日至10月5日、10月7日至10月8日、中秋假期 10月6日" in told
    told = how("notice_required_to", notice_from=date(2026, 6, 13))
    assert "第五个工作日（当日是工作日的计入）为 2026-06-22" in told
    assert "未计 周末 6月13日至6月14日" in told
    assert "端午假期 6月19日至6月21日" in told or "端午假期 6月19日" in told


def test_an_unknown_calendar_is_said_to_be_unknown() -> None:
    facts = derived(notice_from=date(2035, 1, 8), notice_to=date(2035, 1, 12))
    assert "notice_working_days" in facts.unknown
    assert trace("notice_working_days", facts).how.startswith("无从知道")


def test_the_length_of_a_stretch_is_told_in_whole_months_and_days() -> None:
    told = how(
        "examination_longest_gap_months_begun",
        activist_on=date(2025, 1, 10),
        examined_on=(date(2025, 8, 12),),
        candidate_listed_on=date(2026, 2, 1),
    )
    assert "2025-01-10 至 2025-08-12：满七个月（到 2025-08-10）又 2 日，不足一月按一月计，计 8 个月" in told


def test_the_first_later_act_is_named_with_the_others() -> None:
    told = how("candidate_needed_on", prereviewed_on=date(2026, 3, 1), admission_met_on=date(2026, 3, 20))
    assert told == "取最早的一项：预审日期 2026-03-01；另有 接收大会日期 2026-03-20"


def test_an_identity_number_is_never_shown_whole() -> None:
    number = "99999919950505001X"
    assert trace("id_number", Facts(id_number=number)).value == "999999********001X"


@pytest.mark.parametrize("name", ["name", "applied_on"])
def test_what_was_recorded_needs_no_telling(name: str) -> None:
    assert trace(name, derived(name="张三", applied_on=date(2025, 1, 1))).how == ""
    assert name in RECORDED
