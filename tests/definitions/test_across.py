"""Rules across dossiers as they are read: national, moved by packs, switched on and off."""

from pathlib import Path

import pytest

from dangyuan_flow.definitions import load_catalogue
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.settings import shipped

GOOD = Path(__file__).parent / "good"
SHIPPED = shipped("workflows") / "party-member-development"
LOCAL = """
id: {id}
title: 某县要求
since: 2025-03-01
editions:
  {id}-2025: {{title: 某县要求, since: 2025-03-01, articles: {{1: 一}}}}
parameters: {{{moved}}}
"""


def pack(folder: Path, name: str, moved: str, rest: str = "") -> str:
    path = folder / f"{name}.yaml"
    path.write_text(LOCAL.format(id=name, moved=moved) + rest, encoding="utf-8")
    return str(path)


def test_a_rule_is_off_where_its_parameter_leaves_no_limit() -> None:
    (rule,) = load_catalogue(GOOD, forms={"talk-record"}).rule_set.across
    assert (rule.is_off, rule.numbers, rule.certainty) == (True, {"most": 999, "small": 6}, Certainty.LEAD)
    assert rule.says == "{member} 联系 {people} 人，不超过 999 人"
    assert rule.breaks[0].dossiers[0][0] == 3
    assert rule.describe() == rule.asks.says, "nothing is measured"


def test_a_pack_that_moves_a_number_switches_the_rule_on_from_its_first_day(tmp_path: Path) -> None:
    rules = load_catalogue(SHIPPED, packs=[pack(tmp_path, "one", "contact_load_most: 5")], examples=False).rule_set
    national, local = (rule for rule in rules.across if rule.id.startswith("contact-for-few"))
    assert (national.is_off, local.is_off) == (True, False)
    assert (local.id, local.pack, local.numbers["most"]) == ("contact-for-few--one", "one", 5)
    assert local.windows[0][0].isoformat() == "2025-03-01"
    assert national.id in local.silences
    assert "one-2025" in local.cites
    assert "不超过 5 人" in local.says


def test_of_two_packs_the_stricter_number_stands(tmp_path: Path) -> None:
    packs = [pack(tmp_path, "one", "contact_load_most: 5"), pack(tmp_path, "two", "contact_load_most: 3")]
    rules = load_catalogue(SHIPPED, packs=packs, examples=False).rule_set
    (local,) = (rule for rule in rules.across if rule.id.startswith("contact-for-few--"))
    assert (local.id, local.numbers["most"]) == ("contact-for-few--two", 3)


def test_a_pack_may_bring_a_rule_across_of_its_own(tmp_path: Path) -> None:
    own = """
across:
- id: few-talks
  code: P90
  title: 谈话过于集中
  cites: {one-2025: 1, 细则-2026: 23}
  across: talker-load
  numbers: {most: 4}
  severity: S4
  class: procedure
  certainty: lead
  says: "{member} {talked_on} 谈话 {people} 人"
  remedy: 核对
  examples:
    keeps: {dossiers: [{times: 4, committee: 党委, admission_talked_by: 张明, admission_talked_on: 2026-06-10}]}
    breaks: {dossiers: [{times: 5, committee: 党委, admission_talked_by: 张明, admission_talked_on: 2026-06-10}]}
"""
    rules = load_catalogue(SHIPPED, packs=[pack(tmp_path, "one", "contact_load_most: 5", own)], examples=False)
    (rule,) = (rule for rule in rules.rule_set.across if rule.code == "P90")
    assert (rule.pack, rule.is_off) == ("one", False)


def test_the_digest_of_a_rule_set_knows_its_rules_across(tmp_path: Path) -> None:
    plain = load_catalogue(SHIPPED, examples=False).rule_set.digest
    moved = load_catalogue(SHIPPED, packs=[pack(tmp_path, "one", "contact_load_most: 5")], examples=False)
    assert moved.rule_set.digest != plain


@pytest.mark.parametrize(
    "code", ["V06", "V15", "V91", "V94", "V99", "V100", "V101", "V102", "V103", "V104", "V105", "V108"]
)
def test_the_catalogue_s_codes_across_dossiers_have_their_rules(code: str) -> None:
    rules = load_catalogue(SHIPPED, examples=False).rule_set
    assert code in {rule.code for rule in rules.across}
