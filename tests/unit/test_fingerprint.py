"""The digest of a rule set: whatever can change what is found, or what is told of it, changes the digest."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.domain.expression import parse
from dangyuan_flow.domain.regulations import Edition, Regulations
from dangyuan_flow.domain.rules import Certainty, Class, Effect, Rule, RuleSet, Severity

SINCE = date(2014, 5, 28)
EDITION = Edition(id="细则-2014", title="细则", since=SINCE, articles={})
REGULATIONS = Regulations({"细则-2014": EDITION})
RULE = Rule(
    id="a-rule",
    code="V48",
    title="某项规定",
    cites={"细则-2014": "7"},
    guards=(2,),
    act="talked_on",
    requires=parse("talked_on <= talk_due_on"),
    effect=Effect.WARN,
    severity=Severity.S3,
    class_=Class.PROCEDURE,
    says="迟了",
    windows=((SINCE, None),),
)


def digest(rule: Rule, regulations: Regulations = REGULATIONS) -> str:
    return RuleSet((rule,), regulations).digest


@pytest.mark.parametrize(
    "change",
    [
        {"effect": Effect.BLOCK},
        {"severity": Severity.S1},
        {"class_": Class.PERSON},
        {"certainty": Certainty.LEAD},
        {"cites": {"细则-2014": "8"}},
        {"remedy": "补正"},
        {"title": "另一项"},
        {"says": "早了"},
        {"silences": ("V49",)},
        {"lead_until": SINCE},
        {"windows": ((SINCE, SINCE),)},
        {"when": parse("is_open")},
        {"note_when": parse("is_open")},
        {"clock": "applied_on"},
        {"about": "admission"},
        {"reason_fact": "remarks"},
        {"pack": "某地"},
        {"guards": (3,)},
        {"requires": parse("talked_on < talk_due_on")},
    ],
)
def test_whatever_a_rule_says_is_in_the_digest(change: dict[str, object]) -> None:
    assert digest(replace(RULE, **change)) != digest(RULE)  # type: ignore[arg-type]  # the fields by name


def test_the_days_of_an_edition_are_in_the_digest() -> None:
    ended = Regulations({"细则-2014": replace(EDITION, until=date(2026, 5, 10))})
    assert digest(RULE, ended) != digest(RULE)


def test_examples_and_the_place_in_a_file_are_not() -> None:
    assert digest(replace(RULE, place="rules/1.yaml:3", keeps=({"talked_on": SINCE},))) == digest(RULE)
