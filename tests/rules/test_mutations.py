"""Regular dossiers with one thing wrong: exactly that is found, and only what the catalogue lets follow."""

import pytest

from tests.rules.dossiers import judged, national
from tests.rules.faults import FAULTS, FURTHER, Fault

EVERY = [*FAULTS.items(), *FURTHER]


@pytest.mark.parametrize(("rule", "fault"), EVERY, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EVERY)])
def test_one_fault_raises_exactly_its_rule_and_what_follows_from_it(rule: str, fault: Fault) -> None:
    found = judged(fault.recorded).violations
    assert {v.rule.id for v in found} == {rule, *fault.follows}, [v.says for v in found]
    assert next(v for v in found if v.rule.id == rule).certainty == national().by_id[rule].certainty


@pytest.mark.parametrize(("rule", "fault"), EVERY, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EVERY)])
def test_without_the_fault_the_dossier_is_regular(rule: str, fault: Fault) -> None:
    judgement = judged({n: v for n, v in fault.base.items() if v is not None}, as_of=fault.regular_on)
    assert not judgement.violations, (rule, [v.says for v in judgement.violations])


@pytest.mark.parametrize(("rule", "fault"), EVERY, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(EVERY)])
def test_what_is_said_names_values_and_leaves_no_gap(rule: str, fault: Fault) -> None:
    for found in judged(fault.recorded).violations:
        assert "未记载" not in found.says, rule
        assert not set("〔〕｜{}") & set(found.says), rule
        assert "，，" not in found.says, rule
        assert found.says.strip("，；、") == found.says, rule


def test_every_national_rule_has_its_fault() -> None:
    assert set(FAULTS) == set(national().by_id)


def test_every_code_found_is_one_of_the_catalogue() -> None:
    assert {national().by_id[rule].code for rule in FAULTS} == CODES


CODES = {f"V{number:02d}" for number in (*range(1, 10), 13, 14, *range(17, 58))} | {
    *("V58", "V59", "V60", "V61", "V62", "V63", "V64", "V65", "V66", "V67", "V69"),
    *("V70", "V71", "V72", "V73", "V74", "V75", "V76", "V77", "V78", "V79"),
    *(
        "V80",
        "V81",
        "V82",
        "V84",
        "V85",
        "V86",
        "V89",
        "V90",
        "V96",
        "V107",
        "V109",
        "V110",
        "V111",
        "V112",
        "V113",
        "V114",
        "V115",
        "V116",
        "V117",
    ),
}
"""The rows of kind F that one dossier's own record decides, and the leads that stand beside them."""
