"""Corrections mend what is on record; they are no way around a step, a gate, an exit or another body's reach."""

from datetime import date

import pytest

from dangyuan_flow.application.leaving import correct
from dangyuan_flow.domain.errors import BadInput, NotAllowed
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import BRANCH, DIRECT, ELSEWHERE, acting

LIFE = regular("2026")
DAY = date(2029, 1, 1)


@pytest.mark.parametrize(
    ("fact", "act"),
    [
        ("candidate_consented_on", "第 8 步"),
        ("candidate_listed_on", "第 8 步"),
        ("admission_approved_on", "第 17 步"),
        ("admission_talked_on", "第 16 步"),
        ("oath_on", "第 20 步"),
        ("archived_on", "第 25 步"),
        ("ended_on", "dangyuan end"),
        ("transferred_out_on", "dangyuan transfer out"),
    ],
)
def test_what_has_an_act_of_its_own_cannot_be_put_on_record_by_a_correction(zone: Flow, fact: str, act: str) -> None:
    dossier = lived(zone, LIFE.until("G2.submit"))
    with pytest.raises(BadInput, match=act):
        correct(acting(zone, "branch"), dossier, {fact: DAY}, on=DAY, reason="补登")


def test_a_step_passed_without_its_evidence_can_be_completed_by_a_correction(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("G2.submit"))
    outcome, _ = correct(
        acting(zone, "branch"), dossier, {"recommended_on": date(2026, 6, 1)}, on=DAY, reason="漏填推荐日期"
    )
    assert outcome.dossier.facts.recommended_on == date(2026, 6, 1)


def test_what_the_committee_decided_is_corrected_by_the_committee(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("contacts"))
    filed = {"activist_filed_on": date(2026, 7, 20)}
    with pytest.raises(NotAllowed, match="高新区工委"):
        correct(acting(zone, "branch"), dossier, filed, on=DAY, reason="笔误")
    outcome, _ = correct(acting(zone, "committee"), dossier, filed, on=DAY, reason="笔误")
    assert outcome.dossier.facts.activist_filed_on == date(2026, 7, 20)


def test_a_file_is_corrected_to_another_branch_only_by_who_reaches_both(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("talk"))
    with pytest.raises(NotAllowed, match=ELSEWHERE):
        correct(acting(zone, "branch"), dossier, {"branch": ELSEWHERE}, on=DAY, reason="登错支部")
    with pytest.raises(BadInput, match="河东党支部"):
        correct(acting(zone, "committee"), dossier, {"branch": "河东党支部"}, on=DAY, reason="登错支部")
    outcome, _ = correct(acting(zone, "committee"), dossier, {"branch": DIRECT}, on=DAY, reason="登错支部")
    assert (
        (zone.store.get(dossier).facts.branch, outcome.record.facts["branch"]) == (DIRECT, DIRECT) != (BRANCH, BRANCH)
    )


def test_an_identity_number_is_not_corrected_to_one_that_no_document_carries(zone: Flow) -> None:
    dossier = lived(zone, LIFE.until("talk"))
    with pytest.raises(BadInput, match="校验码"):
        correct(acting(zone, "branch"), dossier, {"id_number": "123"}, on=DAY, reason="录错")
