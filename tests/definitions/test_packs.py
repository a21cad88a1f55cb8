"""What a pack changes: a stricter sibling beside each national rule that it tightens, from its first day on."""

from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.definitions import Catalogue, load_catalogue
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.errors import BadDefinition
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.rules import Effect, Severity

GOOD = Path(__file__).parent / "good"
AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="module")
def zone() -> Catalogue:
    return load_catalogue(GOOD, packs=["zone"])


def found(catalogue: Catalogue, **recorded: Value) -> list[str]:
    judgement = catalogue.rule_set.judge(derive(Facts().having(**recorded)), AS_OF)
    return sorted(violation.rule.id for violation in judgement.violations)


def test_a_moved_number_applies_and_its_message_says_it(zone: Catalogue) -> None:
    six_days: dict[str, Value] = {"notice_from": date(2026, 7, 6), "notice_to": date(2026, 7, 13)}
    assert found(load_catalogue(GOOD), **six_days) == []
    assert found(zone, **six_days) == ["noticed-long-enough--zone"]
    assert "不足 7 个" in zone.rule_set.by_id["noticed-long-enough--zone"].says
    assert zone.parameters["notice_days_least"] == 7


def test_who_breaks_the_national_rule_as_well_is_reported_once(zone: Catalogue) -> None:
    four_days: dict[str, Value] = {"notice_from": date(2026, 7, 6), "notice_to": date(2026, 7, 9)}
    assert found(zone, **four_days) == ["noticed-long-enough--zone"]


def test_a_moved_clock_start_chooses_the_other_fact(zone: Catalogue) -> None:
    filed_late: dict[str, Value] = {
        "activist_on": date(2025, 6, 1),
        "activist_filed_on": date(2025, 6, 10),
        "candidate_listed_on": date(2026, 6, 1),
        "examined_on": (date(2025, 12, 1),),
    }
    assert found(load_catalogue(GOOD), **filed_late) == []
    assert found(zone, **filed_late) == ["cultivated-for-a-year--zone"]


def test_a_stricter_clock_that_began_before_the_pack_is_only_a_note(zone: Catalogue) -> None:
    straddling: dict[str, Value] = {
        "activist_on": date(2024, 6, 1),
        "activist_filed_on": date(2024, 6, 20),
        "candidate_listed_on": date(2025, 6, 5),
    }
    assert found(zone, **straddling) == []
    judgement = zone.rule_set.judge(derive(Facts().having(**straddling)), AS_OF)
    assert [note.rule.id for note in judgement.notes] == ["cultivated-for-a-year--zone"]


def test_a_raised_rule_is_raised_only_from_the_packs_first_day(zone: Catalogue) -> None:
    late = {"application_received_on": date(2024, 1, 5), "talked_on": date(2024, 6, 1)}
    assert found(zone, **late) == ["talked-within-a-month"]
    later = {"application_received_on": date(2025, 1, 5), "talked_on": date(2025, 6, 1)}
    assert found(zone, **later) == ["talked-within-a-month--zone"]
    raised = zone.rule_set.by_id["talked-within-a-month--zone"]
    assert (raised.severity, raised.effect, raised.pack) == (Severity.S2, Effect.REASON, "zone")


def test_what_silences_a_national_rule_silences_its_sibling_too(zone: Catalogue) -> None:
    both: dict[str, Value] = {
        "activist_on": date(2025, 9, 1),
        "candidate_listed_on": date(2026, 7, 1),
        "notice_from": date(2026, 6, 8),
        "notice_to": date(2026, 6, 9),
        "examined_on": (date(2025, 12, 1),),
    }
    assert found(zone, **both) == ["cultivated-for-a-year"]


def test_the_stricter_sibling_cites_the_packs_text_beside_the_national_one(zone: Catalogue) -> None:
    assert zone.rule_set.by_id["noticed-long-enough--zone"].cites == {"细则-2026": "13", "区-2025": None}


def test_an_article_cited_without_a_pack_is_that_of_the_edition_of_the_day() -> None:
    rules = load_catalogue(GOOD).rule_set
    facts = derive(Facts().having(application_received_on=date(2026, 5, 11), talked_on=date(2026, 7, 1)))
    (violation,) = rules.judge(facts, AS_OF).violations
    assert violation.cites == ("细则-2026#7",)
    assert violation.says == "2026-07-01 谈话，期限 2026-06-11"


def test_the_rules_of_a_pack_are_always_held_to_their_examples(tmp_path: Path) -> None:
    pack = tmp_path / "ours.yaml"
    written = (GOOD / "packs" / "zone.yaml").read_text(encoding="utf-8")
    pack.write_text(written.replace("examined_on: []", "examined_on: 2025-03-01"), encoding="utf-8")
    with pytest.raises(BadDefinition, match="reported 的例子 breaks 没有违反本规定：要求已经满足"):
        load_catalogue(GOOD, packs=[str(pack)], examples=False)
