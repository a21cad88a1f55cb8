"""The demo as a newcomer sees it: a smaller zone than ``make demo`` shows, by the same journeys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.application.demo import DATABASE, TODAY, DemoReport, live_demo
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.looking import deadlines
from dangyuan_flow.application.reviewing import queue
from dangyuan_flow.application.sweeping import sweep_ledger
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.people import Duty
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from dangyuan_flow.store import Selection

PEOPLE = 60
EDITION_2026 = date(2026, 5, 11)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoReport:
    return live_demo(tmp_path_factory.mktemp("demo"), people=PEOPLE)


@pytest.fixture
def flow(demo: DemoReport) -> Iterator[Flow]:
    opened = open_flow(Settings.load({}, db=str(demo.database)))
    yield opened
    opened.close()


def moves(flow: Flow) -> set[Move]:
    return {line.entry.move for dossier in flow.store.list(Selection()) for line in flow.store.records(dossier.id)}


def test_the_sweep_finds_exactly_the_planted_faults(demo: DemoReport) -> None:
    found = sorted((f.name, f.violation.code) for f in demo.sweep.findings)
    assert found == sorted((p.name, p.code) for p in demo.planted)
    assert demo.is_as_expected
    assert len({p.code for p in demo.planted}) == len(demo.planted) == 10


def test_the_bare_ledger_shows_the_same_faults_in_the_same_rows(demo: DemoReport, flow: Flow) -> None:
    report = sweep_ledger(demo.ledger, flow.catalogue.rule_set, as_of=TODAY)
    assert [(f.dossier, f.violation.code) for f in report.findings] == [(p.place, p.code) for p in demo.planted]
    assert report.cell_errors == ()
    assert report.dossiers > len(demo.planted)


def test_importing_the_ledger_again_changes_nothing(demo: DemoReport, flow: Flow) -> None:
    flow.user = "gongwei.zuwei"
    again = import_ledger(flow, demo.ledger, dry_run=True)
    assert (again.new, again.changed, again.registered) == ((), (), 0)


def test_each_of_the_25_steps_has_somebody_waiting(demo: DemoReport) -> None:
    assert set(demo.census.waiting) == set(range(1, 26))
    assert demo.census.positions["archived"] > 0


def test_every_gate_has_papers_in_review(demo: DemoReport) -> None:
    assert {"4:review", "8:review", "8:listing", "13:review", "17:review", "24:review"} <= demo.census.positions.keys()


def test_every_exit_is_taken_by_somebody(demo: DemoReport) -> None:
    exits = {"withdrawn", "disqualified", "died", "not_recognised", "transferred", "cancelled", "archived"}
    assert exits <= demo.census.positions.keys()


def test_acts_of_both_editions_occur_and_some_dossiers_straddle_them(flow: Flow) -> None:
    spans = [
        (min(days), max(days))
        for line in flow.store.list(Selection())
        if (days := [record.entry.on for record in flow.store.records(line.id)])
    ]
    assert any(last < EDITION_2026 for _, last in spans)
    assert any(first >= EDITION_2026 for first, _ in spans)
    assert any(first < EDITION_2026 <= last for first, last in spans)


def test_papers_were_returned_redone_and_refused(flow: Flow) -> None:
    assert {Move.SUPPLEMENT, Move.RETURN, Move.REFUSE, Move.TRANSFER_OUT, Move.TRANSFER_IN, Move.CORRECT} <= moves(flow)


def test_bodies_were_asked_and_answered(flow: Flow) -> None:
    assert {Move.ASK, Move.ANSWER} <= moves(flow)


def test_a_ballot_failed_and_a_later_one_passed(flow: Flow) -> None:
    rounds = [
        [ballot.passed for step, ballot in flow.store.get(line.id).ballots if step == 15]
        for line in flow.store.list(Selection())
    ]
    assert [False, True] in rounds


def test_somebody_was_extended_and_later_converted(flow: Flow) -> None:
    facts = [flow.store.get(line.id).facts for line in flow.store.list(Selection())]
    extended = [f for f in facts if f.extension_months is not None]
    assert any(f.conversion_result == "延长预备期" for f in extended)
    assert any(f.conversion_result == "按期转正" and f.archived_on is not None for f in extended)


def test_a_late_approval_kept_its_reason(flow: Flow) -> None:
    facts = [flow.store.get(line.id).facts for line in flow.store.list(Selection())]
    assert any(
        f.admission_late_because and f.admission_approved_on > f.admission_approval_due_on
        for f in facts
        if f.admission_approved_on is not None and f.admission_approval_due_on is not None
    )


def test_nobody_is_overdue(flow: Flow) -> None:
    late = [
        (line.id, due)
        for line in flow.store.list(Selection(under_way=True))
        if flow.store.get(line.id).facts.unknown == frozenset()
        for due in deadlines(flow, flow.store.get(line.id))
        if due.state == "逾期"
    ]
    assert late == []


def test_decisions_belong_to_whoever_held_the_office_on_the_day(flow: Flow) -> None:
    offices = {
        (office.holder, office.organization): office for office in flow.store.offices() if office.duty is Duty.SECRETARY
    }
    reviews = [r for line in flow.store.list(Selection()) for r in flow.store.get(line.id).reviews]
    for review in reviews:
        held = [office for (holder, _), office in offices.items() if holder == review.person]
        assert any(office.held_on(review.on) for office in held), review
    assert {"feilu.qianren", "feilu.shuji", "gongwei.qianren", "gongwei.shuji"} <= {r.person for r in reviews}


def test_the_entitled_follow_from_the_roster(flow: Flow) -> None:
    dossiers = [flow.store.get(line.id) for line in flow.store.list(Selection())]
    ballots = [(dossier.facts.branch, ballot) for dossier in dossiers for _, ballot in dossier.ballots]
    assert ballots
    assert all(ballot.left_out == 0 for _, ballot in ballots)
    certain = [ballot.roster_entitled == ballot.entitled for _, ballot in ballots]
    assert sum(certain) > len(certain) / 2  # the others counted somebody whose conversion was but months ago


def test_the_journal_verifies_and_the_day_stands_still(demo: DemoReport, flow: Flow) -> None:
    verified = flow.store.verify()
    assert verified.first_bad is None
    assert verified.records == demo.records
    assert flow.today() == TODAY


def test_the_tour_names_users_and_a_dossier_that_exist(demo: DemoReport, flow: Flow) -> None:
    flow.user = demo.reviewer
    assert queue(flow)
    assert flow.store.get(demo.somebody).is_open
    known = {user.name for user in flow.store.users()}
    words = re.split(r"[、（）：；\s]+", " ".join(demo.tour))
    assert {word for word in words if word.endswith((".shuji", ".zuwei", ".qianren"))} <= known


def test_papers_and_a_workbook_lie_in_the_folder(demo: DemoReport) -> None:
    assert demo.no_printing is None
    assert all(path.stat().st_size > 0 for path in demo.files)
    assert len([path for path in demo.files if path.suffix == ".pdf"]) >= 8


def test_the_same_seed_gives_the_same_dossiers(demo: DemoReport, flow: Flow, tmp_path: Path) -> None:
    live_demo(tmp_path, people=PEOPLE)
    twin = open_flow(Settings.load({}, db=str(tmp_path / DATABASE)))
    try:
        assert twin.store.head() == flow.store.head()
        assert [d.document() for d in twin.store.dossiers([line.id for line in twin.store.list()])] == [
            d.document() for d in flow.store.dossiers([line.id for line in flow.store.list()])
        ]
    finally:
        twin.close()
    assert demo.people == PEOPLE


def test_a_store_that_is_no_demo_is_never_overwritten(tmp_path: Path) -> None:
    from dangyuan_flow.application.founding import found

    found(Settings.load({}, db=str(tmp_path / DATABASE))).close()
    before = (tmp_path / DATABASE).read_bytes()
    with pytest.raises(BadInput, match="不是演示生成的"):
        live_demo(tmp_path, people=PEOPLE)
    assert (tmp_path / DATABASE).read_bytes() == before


@pytest.mark.parametrize("people", [0, 10, 49, 701])
def test_too_few_or_too_many_people_are_refused_before_anything_is_made(people: int, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="人数"):
        live_demo(tmp_path, people=people)
    assert not (tmp_path / DATABASE).exists()


def test_the_tour_leads_from_the_sweep_to_findings_reasons_and_a_report(demo: DemoReport) -> None:
    tour = " ".join(demo.tour)
    first = demo.planted[0].code
    for words in ("sweep --keep", "--as gongwei.paicha", "findings list", f"why {first}", "--format pdf"):
        assert words in tour
