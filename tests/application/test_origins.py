"""Which record a value came from: the one that put its present value on record."""

from datetime import UTC, date, datetime

import pytest

from dangyuan_flow.application.origins import Origin, of_journal
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.domain.workflow import Move, Workflow
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import Line


@pytest.fixture(scope="module")
def workflow() -> Workflow:
    return catalogue().workflow


def line(  # a record has as many parts
    seq: int, step: int, move: Move, facts: dict[str, Value], voids: tuple[str, ...] = ()
) -> Line[StepRecord]:
    record = StepRecord(
        dossier="2024-00001",
        dossier_seq=seq,
        move=move,
        on=date(2026, 1, seq),
        entered_at=datetime(2026, 2, seq, 9, tzinfo=UTC),
        entered_by="zhi",
        position=str(step),
        step=step,
        decided_by="支书记",
        facts=facts,
        voids=voids,
    )
    return Line(100 + seq, "", record)


def lines(found: dict[str, Origin]) -> dict[str, int | None]:
    return {name: origin.line for name, origin in found.items()}


def test_the_last_record_that_states_a_fact_is_its_origin(workflow: Workflow) -> None:
    told = of_journal(
        [
            line(1, 2, Move.COMPLETE, {"talked_on": date(2025, 1, 3), "talked_by": "甲"}),
            line(2, 2, Move.CORRECT, {"talked_on": date(2025, 1, 4)}),
        ],
        workflow,
    )
    assert lines(told) == {"talked_on": 102, "talked_by": 101}
    assert told["talked_by"].says.startswith("全程纪实第 101 条：第 2 步“")
    assert told["talked_by"].says.endswith("2026-01-01，支书记办理，2026-02-01 由 zhi 录入")


def test_what_was_voided_has_no_origin(workflow: Workflow) -> None:
    told = of_journal(
        [
            line(1, 7, Move.COMPLETE, {"candidate_discussed_on": date(2025, 9, 3)}),
            line(2, 8, Move.RETURN, {}, voids=("candidate_discussed_on",)),
        ],
        workflow,
    )
    assert lines(told) == {}


def test_after_an_extension_the_first_meeting_s_record_tells_of_the_extension(workflow: Workflow) -> None:
    told = of_journal(
        [
            line(1, 23, Move.COMPLETE, {"conversion_met_on": date(2026, 6, 1), "conversion_result": "延长预备期"}),
            line(2, 24, Move.APPROVE, {"conversion_approved_on": date(2026, 6, 9)}),
            line(3, 23, Move.COMPLETE, {"conversion_met_on": date(2026, 12, 1)}),
        ],
        workflow,
    )
    assert lines(told)["extension_met_on"] == 101
    assert lines(told)["extension_approved_on"] == 102
    assert lines(told)["conversion_met_on"] == 103


def test_what_bodies_and_roster_add_is_marked_as_theirs(workflow: Workflow) -> None:
    told = of_journal([line(1, 5, Move.COMPLETE, {"contacts": ("甲",), "contacts_not_full": 0})], workflow)
    assert told["contacts"].told_by is None
    assert told["contacts_not_full"].says.endswith("（按党组织和名册认定）")
    assert told["contacts_not_full"].as_json()["told_by"] == "按党组织和名册认定"
