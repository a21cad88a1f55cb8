"""Several packs laid over one another: each tightens, none loosens another, and their order means nothing."""

import shutil
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from dangyuan_flow.definitions import Catalogue, available_packs, dossier, load_catalogue
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.errors import BadDefinition
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.rules import Effect, Severity
from dangyuan_flow.settings import shipped

GOOD = Path(__file__).parent / "good"
SHIPPED = shipped("workflows") / "party-member-development"
AS_OF = date(2026, 11, 1)

PROVINCE = """
id: province
title: 某省要求
since: 2026-01-01
editions:
  省-2026: {title: 某省要求, since: 2026-01-01, articles: {1: 公示}}
parameters: {notice_days_least: 7}
raises:
  talked-within-a-month: {effect: reason}
rules:
- id: heard-of-yearly
  code: P11
  title: 一年没有考察
  cites: {省-2026: 1}
  guards: []
  act: candidate_listed_on
  requires: examinations >= notice_days_least
  effect: warn
  severity: S4
  class: procedure
  says: 考察 {examinations} 次，应有 {notice_days_least} 次
  remedy: 补
  examples:
    keeps:
      candidate_listed_on: 2026-06-01
      examined_on: [2025-01-01, 2025-02-01, 2025-03-01, 2025-04-01, 2025-05-01, 2025-06-01, 2025-07-01]
    breaks: {candidate_listed_on: 2026-06-01, examined_on: [2025-01-01]}
"""
COUNTY = """
id: county
title: 某县要求
since: 2026-06-01
parameters: {notice_days_least: 8}
raises:
  talked-within-a-month: {severity: S2}
  noticed-long-enough: {severity: S1}
"""
VILLAGE = """
id: village
title: 某村要求
since: 2026-06-01
until: 2026-08-31
parameters: {notice_days_least: 9}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = Path(shutil.copytree(GOOD, tmp_path / "workflow"))
    for name, text in (("province", PROVINCE), ("county", COUNTY), ("village", VILLAGE)):
        (found / "packs" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return found


def noticed(catalogue: Catalogue, day: date, until: date) -> list[str]:
    facts = derive(Facts().having(notice_from=day, notice_to=until))
    return [v.rule.id for v in catalogue.rule_set.judge(facts, AS_OF).violations]


def test_the_order_in_which_packs_are_named_means_nothing(folder: Path) -> None:
    every = [load_catalogue(folder, packs=order) for order in permutations(["province", "county", "village", "zone"])]
    first = every[0]
    assert first.rule_set.packs == ("county", "province", "village", "zone")
    for other in every[1:]:
        assert other.rule_set == first.rule_set
        assert other.rule_set.digest == first.rule_set.digest
        assert other.parameters == first.parameters
        assert other.packs == first.packs


def test_from_each_day_on_the_strictest_number_of_the_packs_of_that_day_applies(folder: Path) -> None:
    laid = load_catalogue(folder, packs=["village", "county", "province"])
    six = date(2026, 5, 18), date(2026, 5, 25)
    assert noticed(laid, *six) == ["noticed-long-enough--province"]
    eight = date(2026, 7, 6), date(2026, 7, 15)
    assert noticed(laid, *eight) == ["noticed-long-enough--county+village"]
    after_the_village = date(2026, 9, 2), date(2026, 9, 10)
    assert noticed(laid, *after_the_village) == ["noticed-long-enough--county"]
    assert "不足 8 个" in laid.rule_set.by_id["noticed-long-enough--county"].says


def test_what_breaks_all_versions_of_a_rule_is_reported_once_by_the_strictest(folder: Path) -> None:
    laid = load_catalogue(folder, packs=["province", "village", "county"])
    four = date(2026, 7, 6), date(2026, 7, 9)
    assert noticed(laid, *four) == ["noticed-long-enough--county+village"]
    strictest = laid.rule_set.by_id["noticed-long-enough--county+village"]
    assert (strictest.severity, strictest.pack) == (Severity.S1, "county+village")


def test_two_packs_may_raise_one_rule_each_in_its_own_way(folder: Path) -> None:
    laid = load_catalogue(folder, packs=["county", "province"])
    both = laid.rule_set.by_id["talked-within-a-month--county+province"]
    assert (both.severity, both.effect) == (Severity.S2, Effect.REASON)
    assert [since for since, _ in both.windows] == [date(2026, 6, 1)]
    first = laid.rule_set.by_id["talked-within-a-month--province"]
    assert (first.severity, first.effect) == (Severity.S3, Effect.REASON)


def test_a_pack_tightens_the_numbers_in_the_rules_of_another(folder: Path) -> None:
    laid = load_catalogue(folder, packs=["province", "county"])
    seven_times: dict[str, Value] = {
        "candidate_listed_on": date(2026, 7, 1),
        "examined_on": tuple(date(2025, month, 1) for month in range(1, 8)),
    }
    found = laid.rule_set.judge(derive(Facts().having(**seven_times)), AS_OF).violations
    assert [v.rule.id for v in found] == ["heard-of-yearly--county"]


def test_every_finding_of_a_pack_alone_is_found_with_others_laid_beside_it(folder: Path) -> None:
    together = load_catalogue(folder, packs=["province", "county", "village", "zone"])
    talks = {"application_received_on": date(2026, 6, 5), "talked_on": date(2026, 8, 1)}
    notices = [{"notice_from": date(2026, m, 6), "notice_to": date(2026, m, d)} for m in (4, 7, 10) for d in (9, 16)]
    for name in ("province", "county", "village", "zone"):
        alone = load_catalogue(folder, packs=[name])
        for recorded in (talks, *notices):
            facts = derive(Facts().having(**recorded))
            plainly = {v.code for v in alone.rule_set.judge(facts, AS_OF).violations}
            assert plainly <= {v.code for v in together.rule_set.judge(facts, AS_OF).violations}


def test_a_pack_brings_those_on_which_it_builds(folder: Path) -> None:
    path = folder / "packs" / "county.yaml"
    path.write_text(COUNTY + "over: province\n", encoding="utf-8")
    laid = load_catalogue(folder, packs=["county"])
    assert laid.rule_set.packs == ("province", "county")
    assert [(pack.id, pack.over) for pack in laid.packs] == [("province", ()), ("county", ("province",))]


def test_a_pack_beside_ones_own_file_can_be_built_on(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / "packs" / "province.yaml", tmp_path / "province.yaml")
    ours = tmp_path / "我县.yaml"
    ours.write_text(COUNTY + "over: [province]\n", encoding="utf-8")
    assert load_catalogue(folder, packs=[str(ours)]).rule_set.packs == ("province", "county")


def test_a_pack_may_raise_a_rule_of_the_pack_beneath(folder: Path) -> None:
    text = COUNTY.replace("raises:", "raises:\n  heard-of-yearly: {severity: S3}") + "over: [province]\n"
    (folder / "packs" / "county.yaml").write_text(text, encoding="utf-8")
    laid = load_catalogue(folder, packs=["county"])
    assert laid.rule_set.by_id["heard-of-yearly--county"].severity is Severity.S3


def test_what_silences_in_one_pack_does_not_silence_another(folder: Path) -> None:
    quiet = (
        PROVINCE.replace("id: province", "id: quiet")
        .replace("省-2026", "静-2026")
        .replace("heard-of-yearly", "quiet-one")
    )
    quiet = quiet.replace("raises:\n  talked-within-a-month: {effect: reason}\n", "").replace(
        "severity: S4", "severity: S4\n  silences: [P11]"
    )
    (folder / "packs" / "quiet.yaml").write_text(quiet, encoding="utf-8")
    laid = load_catalogue(folder, packs=["quiet", "province"])
    facts = derive(Facts().having(candidate_listed_on=date(2026, 5, 20), examined_on=(date(2025, 1, 1),)))
    found = {v.rule.id for v in laid.rule_set.judge(facts, AS_OF).violations}
    assert {"quiet-one", "heard-of-yearly"} <= found


def strict(folder: Path, name: str, said: str) -> str:
    path = folder / f"{name}.yaml"
    path.write_text(f"id: {name}\ntitle: {name}\nsince: 2020-01-01\n{said}\n", encoding="utf-8")
    return str(path)


def test_two_packs_that_move_the_number_of_a_sweep_give_its_strictest_version_only(tmp_path: Path) -> None:
    packs = [
        strict(tmp_path, name, f"parameters: {{sponsor_load_most: {most}}}") for name, most in (("one", 3), ("two", 2))
    ]
    laid = load_catalogue(SHIPPED, packs=packs, examples=False)
    versions = [rule for rule in laid.rule_set.across if rule.id.startswith("sponsor-for-few--")]
    assert [(rule.id, rule.numbers["most"], rule.is_off) for rule in versions] == [("sponsor-for-few--two", 2, False)]
    assert load_catalogue(SHIPPED, packs=packs[::-1], examples=False).rule_set.across == laid.rule_set.across


def test_a_pack_may_raise_the_severity_of_a_sweep_but_give_it_no_effect(tmp_path: Path) -> None:
    raised = strict(tmp_path, "raised", "raises:\n  no-burst: {severity: S2}")
    (version,) = (
        rule
        for rule in load_catalogue(SHIPPED, packs=[raised], examples=False).rule_set.across
        if rule.id.startswith("no-burst--")
    )
    assert (version.id, version.severity) == ("no-burst--raised", Severity.S2)
    blocking = strict(tmp_path, "blocking", "raises:\n  no-burst: {effect: block}")
    with pytest.raises(BadDefinition, match=r"blocking\.yaml:5: no-burst 是跨档案的规定，只在排查时用，不能写 effect"):
        load_catalogue(SHIPPED, packs=[blocking], examples=False)


def test_the_shipped_packs_lie_over_one_another_in_any_order() -> None:
    names = [pack.id for pack in available_packs(SHIPPED)]
    one, other = (load_catalogue(SHIPPED, packs=order) for order in (names, names[::-1]))
    assert one.rule_set == other.rule_set
    assert one.rule_set.digest == other.rule_set.digest


def test_no_shipped_pack_takes_anything_away_from_another() -> None:
    names = [pack.id for pack in available_packs(SHIPPED)]
    together = load_catalogue(SHIPPED, packs=names, examples=False)
    for name in names:
        alone = load_catalogue(SHIPPED, packs=[name], examples=False)
        for rule in alone.rule_set.rules:
            for example in rule.breaks:
                facts, as_of = dossier(example)
                plainly = {v.code for v in alone.rule_set.judge(facts, as_of).violations}
                assert plainly <= {v.code for v in together.rule_set.judge(facts, as_of).violations}, rule.id
