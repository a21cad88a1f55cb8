"""Judging: where a rule applies, what is a note, a lead or silent, and how a violation is worded."""

from typing import Any

import pytest

from dangyuan_flow.domain.expression import parse
from dangyuan_flow.domain.regulations import Edition, Regulations
from dangyuan_flow.domain.rules import (
    Certainty,
    Class,
    Effect,
    Judgement,
    Rule,
    RuleSet,
    Severity,
    judge,
)
from tests.unit.invented import Given, day, facts

AS_OF = day("2026-11-01")
REGULATIONS = Regulations(
    {
        "党章": Edition(id="党章", title="党章", since=day("1982-09-06"), judges=False, articles={}),
        "细则-2014": Edition(
            id="细则-2014", title="细则", since=day("2014-05-28"), until=day("2026-05-10"), articles={}
        ),
        "细则-2026": Edition(id="细则-2026", title="细则", since=day("2026-05-11"), articles={}),
    }
)
BOTH = {"细则-2014": "13", "细则-2026": "13"}


def rule(requires: str, act: str, cites: dict[str, str | None] | None = None, **more: Given) -> Rule:
    cited = cites or dict(BOTH)
    for name in ("when", "note_when"):
        if name in more:
            more[name] = parse(more[name])
    usual: dict[str, Any] = {
        "id": "a-rule",
        "code": "V99",
        "title": "某项规定",
        "guards": (8,),
        "effect": Effect.BLOCK,
        "severity": Severity.S2,
        "class_": Class.PROCEDURE,
        "says": "不符",
    }
    more.setdefault("windows", REGULATIONS.windows(edition for edition in cited if edition in REGULATIONS.editions))
    return Rule(act=act, cites=cited, requires=parse(requires), **usual | more)


def verdict(*rules: Rule, unknown: tuple[str, ...] = (), **recorded: Given) -> Judgement:
    return judge(rules, facts(unknown, **recorded), AS_OF, REGULATIONS)


def codes(judgement: Judgement) -> list[str]:
    return [violation.rule.id for violation in judgement.violations]


LISTED_LATE_ENOUGH = rule("candidate_listed_by >= cultivation_complete_on", act="candidate_listed_by")
TALKED = rule("talked_on is not None", act="activist_on")


def test_a_kept_rule_finds_nothing() -> None:
    assert verdict(LISTED_LATE_ENOUGH, activist_on="2025-06-01", candidate_listed_on="2026-06-01") == Judgement()


def test_a_broken_rule_finds_one_violation_with_its_values() -> None:
    found = verdict(LISTED_LATE_ENOUGH, activist_on="2025-06-01", candidate_listed_on="2026-05-31").violations
    assert [v.code for v in found] == ["V99"]
    assert found[0].facts == {
        "candidate_listed_by": day("2026-05-31"),
        "cultivation_complete_on": day("2026-06-01"),
    }


def test_a_comparison_applies_only_where_its_operands_are_on_record() -> None:
    assert verdict(LISTED_LATE_ENOUGH, candidate_listed_on="2026-05-31") == Judgement()
    assert verdict(LISTED_LATE_ENOUGH, activist_on="2025-06-01") == Judgement()


def test_a_presence_rule_is_broken_by_what_is_missing_once_the_act_is_on_record() -> None:
    assert codes(verdict(TALKED, activist_on="2025-06-01")) == ["a-rule"]
    assert verdict(TALKED, talked_on="2025-05-01", activist_on="2025-06-01") == Judgement()
    assert verdict(TALKED, applied_on="2025-05-01") == Judgement()


def test_presence_and_order_together_are_one_rule() -> None:
    ordered = rule("talked_on is not None and talked_on <= activist_on", act="activist_on")
    assert codes(verdict(ordered, activist_on="2025-06-01")) == ["a-rule"]
    assert codes(verdict(ordered, activist_on="2025-06-01", talked_on="2025-06-02")) == ["a-rule"]
    assert verdict(ordered, activist_on="2025-06-01", talked_on="2025-06-01") == Judgement()


def test_what_is_unknown_makes_a_rule_not_checked_neither_kept_nor_broken() -> None:
    judgement = verdict(TALKED, unknown=("talked_on",), activist_on="2025-06-01")
    assert judgement == Judgement(not_checked=(TALKED,))


def test_also_an_unknown_condition_or_clock_leaves_a_rule_unchecked() -> None:
    conditional = rule("talked_on is not None", act="activist_on", when="branch_has_committee")
    clocked = rule("talked_on is not None", act="activist_on", clock="applied_on")
    assert verdict(conditional, unknown=("branch_has_committee",), activist_on="2025-06-01").not_checked
    assert verdict(clocked, unknown=("applied_on",), activist_on="2025-06-01").not_checked


def test_an_unknown_fact_that_a_rule_does_not_need_does_not_matter() -> None:
    assert codes(verdict(TALKED, unknown=("oath_on",), activist_on="2025-06-01")) == ["a-rule"]


def test_a_rule_applies_in_the_editions_it_cites_by_the_day_of_the_act() -> None:
    new = rule("notice_from is not None", act="candidate_listed_on", cites={"细则-2026": "13"})
    assert verdict(new, candidate_listed_on="2026-05-10") == Judgement()
    assert codes(verdict(new, candidate_listed_on="2026-05-11")) == ["a-rule"]
    assert verdict(TALKED, activist_on="2014-05-27") == Judgement()


def test_a_rule_of_two_editions_apart_skips_the_days_between() -> None:
    regulations = Regulations(
        {
            "甲": Edition(id="甲", title="甲", since=day("2000-01-01"), until=day("2009-12-31"), articles={}),
            "乙": Edition(id="乙", title="乙", since=day("2020-01-01"), articles={}),
        }
    )
    apart = rule(
        "talked_on is not None",
        act="activist_on",
        cites={"甲": None, "乙": None},
        windows=regulations.windows(("甲", "乙")),
    )
    for on, broken in (("2005-01-01", True), ("2015-01-01", False), ("2025-01-01", True)):
        found = judge((apart,), facts(activist_on=on), AS_OF, regulations).violations
        assert bool(found) is broken, on


def test_a_condition_that_is_not_true_keeps_a_rule_from_applying() -> None:
    conditional = rule("talked_on is not None", act="activist_on", when="branch_has_committee")
    assert verdict(conditional, activist_on="2025-06-01", branch_has_committee=False) == Judgement()
    assert verdict(conditional, activist_on="2025-06-01") == Judgement()
    assert codes(verdict(conditional, activist_on="2025-06-01", branch_has_committee=True)) == ["a-rule"]


def test_the_day_as_of_which_is_judged_is_a_parameter() -> None:
    overdue = rule("as_of <= talk_due_on", act="application_received_on", when="talked_on is None")
    received = facts(application_received_on="2026-10-01")
    assert not judge((overdue,), received, day("2026-11-01"), REGULATIONS).violations
    assert judge((overdue,), received, day("2026-11-02"), REGULATIONS).violations


# Transition


MONTH_FOR_THE_MEETING = rule(
    "admission_met_on <= admission_due_on",
    act="admission_met_on",
    clock="prereview_known_on",
    cites={"细则-2026": "19"},
)


def test_a_new_duty_whose_clock_began_under_the_old_edition_is_a_note() -> None:
    judgement = verdict(MONTH_FOR_THE_MEETING, prereviewed_on="2026-04-01", admission_met_on="2026-06-01")
    assert codes(judgement) == []
    assert [note.rule.id for note in judgement.notes] == ["a-rule"]


def test_a_new_duty_binds_where_act_and_clock_lie_in_its_edition() -> None:
    assert codes(verdict(MONTH_FOR_THE_MEETING, prereviewed_on="2026-06-10", admission_met_on="2026-07-11"))
    assert verdict(MONTH_FOR_THE_MEETING, prereviewed_on="2026-06-10", admission_met_on="2026-07-10") == Judgement()
    assert verdict(MONTH_FOR_THE_MEETING, prereviewed_on="2025-06-10", admission_met_on="2025-09-11") == Judgement()


def test_what_a_rule_calls_mild_is_a_note() -> None:
    late = rule(
        "admission_approved_on <= admission_approval_due_on",
        act="admission_met_on",
        note_when="admission_approved_on <= admission_due_from_submission_on",
    )
    held: dict[str, Any] = {"admission_met_on": "2025-03-15", "admission_approved_on": "2025-06-16"}
    assert codes(verdict(late, **held))
    judgement = verdict(late, admission_submitted_on="2025-03-20", **held)
    assert (judgement.violations, [n.code for n in judgement.notes]) == ((), ["V99"])


@pytest.mark.parametrize(
    ("on", "certainty", "effect"),
    [
        ("2026-05-11", Certainty.LEAD, Effect.WARN),
        ("2026-05-18", Certainty.LEAD, Effect.WARN),
        ("2026-05-19", Certainty.FACT, Effect.BLOCK),
    ],
)
def test_until_the_text_was_known_what_breaks_it_is_a_lead_and_stops_nobody(
    on: str, certainty: Certainty, effect: Effect
) -> None:
    new = rule(
        "notice_from is not None",
        act="candidate_listed_on",
        cites={"细则-2026": "13"},
        lead_until=day("2026-05-18"),
    )
    (found,) = verdict(new, candidate_listed_on=on).violations
    assert (found.certainty, found.effect) == (certainty, effect)


def test_a_lead_never_stops_anybody_whatever_its_effect() -> None:
    lead = rule("talked_on is not None", act="activist_on", certainty=Certainty.LEAD)
    assert [v.effect for v in verdict(lead, activist_on="2025-06-01").violations] == [Effect.WARN]


# Silencing


def broken(name: str, code: str, **more: Given) -> Rule:
    return rule("talked_on is not None", act="activist_on", id=name, code=code, **more)


def test_what_follows_from_another_violation_is_silent_by_code_or_by_id() -> None:
    cause = broken("cause", "V26", silences=("V28", "by-id"))
    by_code, by_id, other = broken("x", "V28"), broken("by-id", "V49"), broken("other", "V49")
    assert codes(verdict(cause, by_code, by_id, other, activist_on="2025-06-01")) == ["cause", "other"]


def test_a_kept_rule_silences_nothing() -> None:
    cause = rule("applied_on is not None", act="activist_on", id="cause", silences=("V28",))
    assert codes(verdict(cause, broken("x", "V28"), applied_on="2025-01-01", activist_on="2025-06-01")) == ["x"]


def test_a_rule_does_not_silence_itself_through_its_code() -> None:
    assert codes(verdict(broken("x", "V28", silences=("V28",)), activist_on="2025-06-01")) == ["x"]


def test_a_lead_silences_no_fact() -> None:
    lead = broken("lead", "V26", silences=("V28",), certainty=Certainty.LEAD)
    assert codes(verdict(lead, broken("x", "V28"), activist_on="2025-06-01")) == ["lead", "x"]


def test_silencing_does_not_reach_beyond_its_round() -> None:
    cause = broken("cause", "V27", silences=("V70",), about="admission")
    same = broken("same", "V70", about="admission")
    other = broken("other", "V70", about="conversion")
    either = broken("either", "V70")
    assert codes(verdict(cause, same, other, either, activist_on="2025-06-01")) == ["cause", "other"]


def test_notes_are_silenced_like_violations_and_silence_nothing() -> None:
    cause = broken("cause", "V26", silences=("V28",))
    note = broken("note", "V28", note_when="activist_on is not None", silences=("V26",))
    judgement = verdict(cause, note, activist_on="2025-06-01")
    assert (codes(judgement), judgement.notes) == (["cause"], ())
    alone = verdict(note, broken("x", "V26"), activist_on="2025-06-01")
    assert (codes(alone), [n.rule.id for n in alone.notes]) == (["x"], ["note"])


# Wording


def test_a_violation_cites_the_edition_of_the_acts_day() -> None:
    cited = rule("talked_on is not None", act="activist_on", cites={"党章": "5", **BOTH})
    assert verdict(cited, activist_on="2025-06-01").violations[0].cites == ("党章#5", "细则-2014#13")
    assert verdict(cited, activist_on="2026-06-01").violations[0].cites == ("党章#5", "细则-2026#13")


def test_a_message_holds_the_values_compared() -> None:
    said = rule(
        "candidate_listed_by >= cultivation_complete_on",
        act="candidate_listed_by",
        says="{activist_on} 确定，{candidate_listed_by} 列为，最早 {cultivation_complete_on}；{as_of}，{talked_on}",
    )
    (found,) = verdict(said, activist_on="2025-06-01", candidate_listed_on="2026-05-31").violations
    assert found.says == "2025-06-01 确定，2026-05-31 列为，最早 2026-06-01；2026-11-01，未记载"


def test_a_message_may_say_one_thing_or_another_by_what_is_on_record() -> None:
    said = broken("x", "V29", says="谈话人〔{talked_by}｜未载〕〔，{applied_on} 申请〕〔，截至 {as_of}〕")
    (found,) = verdict(said, activist_on="2025-06-01").violations
    assert found.says == "谈话人未载，截至 2026-11-01"
    (found,) = verdict(said, activist_on="2025-06-01", talked_by="钱试二", applied_on="2025-01-02").violations
    assert found.says == "谈话人钱试二，2025-01-02 申请，截至 2026-11-01"


@pytest.mark.parametrize(
    ("requires", "earliest"),
    [
        ("candidate_listed_by >= cultivation_complete_on", "2026-06-01"),
        ("candidate_listed_by > cultivation_complete_on", "2026-06-02"),
        ("candidate_listed_by <= applied_on", None),
        ("candidate_listed_by > '2027-01-01'", None),
        ("applied_on is not None and candidate_listed_by >= cultivation_complete_on", "2026-06-01"),
        ("talked_on is not None or candidate_listed_by >= cultivation_complete_on", "2026-06-01"),
        ("training_days > contacts_count", None),
        ("candidate_listed_on >= as_of", None),
    ],
)
def test_too_early_names_the_earliest_day(requires: str, earliest: str | None) -> None:
    (found,) = verdict(
        rule(requires, act="candidate_listed_by"),
        applied_on="2025-01-02",
        activist_on="2025-06-01",
        candidate_listed_on="2026-05-20",
        training_days=1,
        contacts=("钱试二", "孙试三"),
    ).violations
    assert found.earliest == (None if earliest is None else day(earliest))


def test_a_rule_says_what_it_asks() -> None:
    assert TALKED.describe() == "须有谈话日期"
    assert broken("x", "V116").number == 116


# Rule sets


def test_an_act_is_judged_by_the_rules_that_guard_its_step() -> None:
    at_eight, at_both = broken("eight", "V1", guards=(8,)), broken("both", "V2", guards=(8, 13))
    rules = RuleSet((at_eight, at_both), REGULATIONS)
    f = facts(activist_on="2025-06-01")
    assert codes(rules.judge(f, AS_OF)) == ["eight", "both"]
    assert codes(rules.judge(f, AS_OF, step=13)) == ["both"]
    assert codes(rules.judge(f, AS_OF, step=99)) == []
    assert rules.by_id["eight"] is at_eight


def test_the_digest_changes_with_what_rules_say_and_not_with_their_order() -> None:
    one, two = broken("one", "V1"), broken("two", "V2")
    digest = RuleSet((one, two), REGULATIONS).digest
    assert RuleSet((two, one), REGULATIONS).digest == digest
    assert RuleSet((one, broken("two", "V2", says="另一句")), REGULATIONS).digest != digest
    assert RuleSet((one, broken("two", "V2", severity=Severity.S1)), REGULATIONS).digest != digest
    assert RuleSet((one,), REGULATIONS).digest != digest
