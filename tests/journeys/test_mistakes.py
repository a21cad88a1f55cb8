"""Mistakes of existing systems that only a journey can show, by their numbers; the others are in tests/rules."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.evidence import CHOICES
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.looking import as_of
from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain.deadlines import SHANGHAI, probation_end
from dangyuan_flow.domain.errors import FlowError, NotAllowed, Refused
from dangyuan_flow.domain.facts import RECORDED, Facts
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from dangyuan_flow.store import Store
from tests.journeys.probations import EXTENDED, ON_PROBATION, gate, meeting
from tests.journeys.regular import regular
from tests.journeys.scenario import Do
from tests.journeys.service import Service
from tests.journeys.test_ledgers import ledger_at
from tests.journeys.test_looking import lived
from tests.journeys.zone import BRANCH, NUMBER, TODAY, acting

OLD = regular("2014")


def refused(flow: Flow, act: Do, dossier: str) -> str:
    """The error of an act that must not go through."""
    refusal = Service(flow).do(act, dossier)
    assert refusal is not None
    return refusal.error


def test_e2_the_day_of_the_act_is_entered_and_the_moment_of_entry_kept_beside_it(zone: Flow) -> None:
    dossier = lived(zone, *OLD.until("activist").steps)
    talk = zone.store.records(dossier)[-1].entry
    assert (talk.on, talk.facts["talked_on"]) == (date(2019, 1, 21), date(2019, 1, 21))
    assert talk.entered_at == zone.now()
    assert talk.entered_at.astimezone(SHANGHAI).date() == TODAY
    assert zone.store.get(dossier).facts.talked_on == date(2019, 1, 21)


def test_e2_probation_counts_from_the_meeting_however_late_it_is_entered(zone: Flow) -> None:
    dossier = lived(zone, *OLD.until("filed above").steps)
    facts = zone.store.get(dossier).facts
    assert facts.probation_from == facts.stated_probation_from == date(2020, 5, 15)
    assert facts.stated_probation_to == probation_end(date(2020, 5, 15)) == date(2021, 5, 14)


def test_e3_no_conclusion_is_no_pass(zone: Flow) -> None:
    blank = ("review_conclusion", "training_result", "conversion_result")
    assert [Facts()[name] for name in blank] == [None, None, None]
    dossier = lived(zone, *OLD.until("review").steps, OLD["training"], OLD["examined"])
    assert zone.store.get(dossier).facts.training_result is None
    with pytest.raises(Refused, match="政审结论"):
        advance(acting(zone, "branch"), dossier, 10, on=date(2020, 4, 5))
    assert refused(zone, OLD["G3.submit"], dossier) == "refused"


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("applied", "入党申请书"),
        ("review", "政治审查报告"),
        ("form", "中国共产党入党志愿书"),
        ("meeting", "表决票"),
        ("asks", "转正申请书"),
        ("second meeting", "表决票"),
    ],
)
def test_e4_what_the_law_makes_decisive_blocks(zone_on_file: Flow, name: str, paper: str) -> None:
    dossier = lived(zone_on_file, *OLD.until(name).steps)
    bare = OLD.but(name, papers=())[name]
    refusal = Service(zone_on_file).do(bare, dossier)
    assert refusal is not None
    assert (refusal.error, f"《{paper}》" in refusal.says) == ("refused", True)
    assert Service(zone_on_file).do(OLD[name], dossier) is None


@pytest.mark.parametrize("result", ["延长预备期", "取消预备党员资格"])
def test_e5_extension_and_cancellation_need_the_meeting_and_the_approval(zone: Flow, result: str) -> None:
    dossier = lived(zone, *ON_PROBATION)
    assert refused(zone, meeting("2021-05-18", result), dossier) == "refused"
    assert Service(zone).do(OLD["second ballot"], dossier) is None
    assert Service(zone).do(meeting("2021-05-18", result), dossier) is None
    waiting = zone.store.get(dossier)
    assert (waiting.position, waiting.is_open, waiting.facts.conversion_approved_on) == ("24", True, None)
    assert waiting.facts.ended_on is None
    assert refused(zone, Do(25, "2021-06-01", "branch"), dossier) == "no_such_move"
    for act in gate("2021-05-20", "2021-05-22", "2021-06-04"):
        assert Service(zone).do(act, dossier) is None
    assert zone.store.get(dossier).position == {"延长预备期": "22"}.get(result, "cancelled")


def test_e5_an_extended_probation_ends_when_the_law_says(zone: Flow) -> None:
    facts = zone.store.get(lived(zone, *EXTENDED)).facts
    assert facts.stated_extension_to == facts.extension_ends_on == date(2021, 11, 14)


def test_e6_every_ballot_is_kept(zone: Flow) -> None:
    failed = Do("ballot", "2020-05-10", "branch", votes=(9, 8, 4, 4, 0))
    dossier = lived(zone, *OLD.until("ballot").steps, failed, OLD["ballot"], OLD["meeting"])
    kept = [(step, ballot.on, ballot.passed) for step, ballot in zone.store.get(dossier).ballots]
    assert kept == [(15, date(2020, 5, 10), False), (15, date(2020, 5, 15), True)]
    assert [line.entry.move for line in zone.store.records(dossier)].count(Move.BALLOT) == 2
    assert sweep_store(zone, as_of=date(2020, 5, 15)).findings == ()


def test_e11_several_dossiers_in_a_life_and_one_of_them_open(zone: Flow) -> None:
    first = lived(zone, *OLD.until("contacts").steps, Do("end withdraw", "2019-05-02", "branch", reason="本人撤回"))
    second = lived(zone, Do("open", "2020-01-10", "branch", set=OLD["open"].set))
    assert refused(zone, Do("open", "2020-01-11", "branch", set=OLD["open"].set), second) == "conflict"
    lines = zone.store.by_identity(NUMBER)
    assert [(line.id, line.under_way) for line in lines] == [(second, True), (first, False)]
    assert zone.store.get(first).facts.activist_on == date(2019, 3, 8)


def test_e13_a_return_voids_what_depended_on_it_and_erases_nothing(zone: Flow) -> None:
    back = Do("return", "2020-04-28", "committee", to="7", reason="征求意见不充分")
    dossier = lived(zone, *OLD.until("G3.approve").steps)
    before = zone.store.records(dossier)
    assert Service(zone).do(back, dossier) is None
    stands = zone.store.get(dossier)
    later = [
        n for n, fact in RECORDED.items() if fact.step is not None and fact.step >= 7 and stands.facts[n] is not None
    ]
    assert later == []
    assert stands.facts.activist_filed_on is not None
    assert zone.store.records(dossier)[: len(before)] == before
    assert as_of(zone, dossier, date(2020, 4, 27)).facts.candidate_discussed_on == date(2020, 3, 11)
    assert sweep_store(zone, as_of=date(2020, 4, 28)).findings == ()


@pytest.mark.parametrize("statement", ["DELETE FROM journal", "UPDATE journal SET document = '{}'"])
def test_e14_the_journal_is_never_cleared(zone: Flow, statement: str) -> None:
    lived(zone, *OLD.until("activist").steps)
    head = zone.store.head()
    with pytest.raises((FlowError, DatabaseError), match="只能追加"), zone.store.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert zone.store.head() == head
    assert zone.store.verify().ok
    assert not [name for name in dir(Store) if name.startswith(("delete", "remove", "clear", "purge", "truncate"))]


def test_e19_history_comes_in_unjudged_but_seen_and_later_acts_are_judged(zone: Flow, tmp_path: Path) -> None:
    early = ("何试五", NUMBER, BRANCH, "2019-01-07", "2019-05-20", "钱支书")
    tried = import_ledger(zone, ledger_at(tmp_path, early), dry_run=True)
    assert [f.violation.code for f in tried.findings] == ["V48"]
    assert import_ledger(zone, ledger_at(tmp_path, early)).batch is not None
    assert [f.violation.code for f in sweep_store(zone, as_of=date(2019, 6, 1)).findings] == ["V48"]
    (line,) = zone.store.by_identity(NUMBER)
    head = zone.store.head()
    refusal = Service(zone).do(Do(3, "2019-06-10", "branch", set={"推荐方式": "党员推荐"}), line.id)
    assert refusal is not None
    assert zone.store.head() == head
    with pytest.raises(NotAllowed):
        import_ledger(acting(zone, "nobody"), ledger_at(tmp_path, early))


def test_e20_a_judgement_has_no_default(zone_on_file: Flow) -> None:
    assert all(Facts()[name] is None for name in CHOICES)
    dossier = lived(zone_on_file, *ON_PROBATION, OLD["second ballot"])
    refusal = Service(zone_on_file).do(OLD.but("second meeting", set={})["second meeting"], dossier)
    assert refusal is not None
    assert "转正结果" in refusal.says
