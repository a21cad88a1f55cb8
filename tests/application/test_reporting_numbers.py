"""The numbers of a report: each is the length of a list, and facts and leads are never added up."""

import csv
import io

import pytest

from dangyuan_flow.application.reporting import as_csv, summary
from dangyuan_flow.application.reporting.lines import lines_of
from dangyuan_flow.application.reporting.plain import harmless
from dangyuan_flow.application.reporting.stages import NO_STAGE, stage_of, stages
from dangyuan_flow.application.sweeping import as_json
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.rules import Rule
from dangyuan_flow.flow import catalogue
from tests.application.reports import BODIES, across_body, sweep


def test_every_way_of_counting_comes_to_the_same_facts_and_leads() -> None:
    told = summary(sweep())
    for way in ("by_body", "by_code", "by_severity", "by_stage"):
        counts = told[way]
        assert isinstance(counts, dict)
        assert sum(count["facts"] for count in counts.values()) == told["facts"]
        assert sum(count["leads"] for count in counts.values()) == told["leads"]


def test_the_json_carries_the_numbers_so_that_nobody_has_to_count() -> None:
    report = sweep()
    told = as_json(report)
    findings = told["findings"]
    assert isinstance(findings, list)
    numbers = told["summary"]
    assert isinstance(numbers, dict)
    assert numbers == summary(report)
    for code, count in numbers["by_code"].items():
        assert count["facts"] == sum(f["code"] == code and f["certainty"] == "fact" for f in findings)
        assert count["leads"] == sum(f["code"] == code and f["certainty"] == "lead" for f in findings)
    with_facts = {f["dossier"] for f in findings if f["certainty"] == "fact" and f["about"] == "dossier"}
    assert numbers["dossiers_with_facts"] == len(with_facts)


def test_a_body_that_a_finding_is_about_is_nobody() -> None:
    (line,) = [line for line in lines_of(sweep()) if line.about_body]
    assert line.body == BODIES[1]
    assert line.code == across_body().code
    assert stage_of(across_body()) == NO_STAGE


def test_facts_come_before_leads_and_the_grave_before_the_rest() -> None:
    lines = lines_of(sweep())
    assert [line.number for line in lines] == [*range(1, len(lines) + 1)]
    ranks = [(line.is_lead, line.about_body, not line.is_lead and not line.is_grave) for line in lines]
    assert ranks == sorted(ranks)


def test_every_rule_belongs_to_a_stage_or_expressly_to_none() -> None:
    rules = catalogue().rule_set
    every: list[Rule | Across] = [*rules.rules, *rules.across]
    assert {stage_of(rule) for rule in every} <= set(stages())
    by_id = rules.by_id
    assert stage_of(by_id["cultivated-for-a-year"]) == "发展对象的确定和考察"
    assert stage_of(by_id["oath-within-a-month"]) == "预备党员的教育考察和转正"
    assert stage_of(by_id["nothing-in-the-future"]) == NO_STAGE


def test_a_line_of_csv_holds_the_values_under_their_labels_and_no_identity_number() -> None:
    report = sweep()
    text = as_csv(report)
    head, *rows = csv.reader(io.StringIO(text))
    assert len(rows) == len(report.findings)
    row = dict(zip(head, next(row for row in rows if row[3] == "V49"), strict=True))
    assert row["数值"] == "确定积极分子日期=2024-05-10；列为发展对象日期（或其界限）=2025-05-09"
    assert row["阶段"] == "发展对象的确定和考察"
    assert "999999199001010016" not in text


def test_a_cell_that_looks_like_a_formula_is_none_in_csv() -> None:
    from dataclasses import replace

    report = sweep(1)
    named = replace(report, findings=(replace(report.findings[0], name="=1+1"),))
    assert "\n人员台账!2,'=1+1," in as_csv(named).replace("\r\n", "\n")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "－1", "＋1", "＠SUM(A1)", "\t=1", "\n=1"])
def test_what_a_spreadsheet_might_take_for_a_formula_is_quoted(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_a_plain_cell_stays_as_it_is() -> None:
    assert harmless("2026-11-01 的 -1") == "2026-11-01 的 -1"
