"""Findings followed from the sweep that found them until they are closed, by those who may, and all in the journal."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dangyuan_flow.application import findings, registering, sweeping_large
from dangyuan_flow.application.comparing import seen_of
from dangyuan_flow.application.founding import register_offices, register_users
from dangyuan_flow.application.leaving import correct
from dangyuan_flow.application.registering import finding_entry
from dangyuan_flow.application.sweeping import SweepReport, as_json, report_of, sweep_store
from dangyuan_flow.domain.disposal import after
from dangyuan_flow.domain.errors import BadInput, Conflict, NoSuchMove, NotAllowed, NotFound, Refused
from dangyuan_flow.domain.finding import Act, Deed, Finding, Measure, State
from dangyuan_flow.domain.journal import apply
from dangyuan_flow.domain.people import Actor, Duty, Office
from dangyuan_flow.domain.registry import User
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.sweep import Changes, Scope
from dangyuan_flow.flow import Flow, catalogue, fixed_clock
from dangyuan_flow.store import Wanted
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.service import closing
from tests.journeys.zone import BRANCH, COMMITTEE, ELSEWHERE, EVER, TODAY, acting, settled

LATE, LATER, IN_TIME = date(2026, 9, 1), date(2026, 10, 1), date(2026, 6, 1)
DAY = date(2029, 1, 1)
DUE = TODAY + timedelta(days=30)
COUNTY = """
id: county
title: 某县规定
since: 2025-01-01
editions:
  县-2025: {title: 某县规定, since: 2025-01-01, articles: {1: 收到申请当日谈话}}
rules:
- id: talked-in-no-time
  code: P91
  title: 没有当日谈话
  cites: {县-2025: 1}
  guards: 2
  act: talked_on
  requires: talked_on <= applied_on
  effect: reason
  severity: S4
  class: procedure
  says: "{applied_on} 申请，{talked_on} 谈话"
  remedy: 补记
  examples:
    keeps: {applied_on: 2026-06-01, talked_on: 2026-06-01}
    breaks: {applied_on: 2026-06-01, talked_on: 2026-06-02}
"""


@pytest.fixture
def zone(sqlite_url: str) -> Iterator[Flow]:
    """The zone with an auditor at the committee and one dossier whose talk was late."""
    with prepared(sqlite_url) as flow:
        yield flow


@pytest.fixture
def either(database_url: str) -> Iterator[Flow]:
    """The same on each kind of database."""
    with prepared(database_url) as flow:
        yield flow


@contextmanager
def prepared(url: str) -> Iterator[Flow]:
    with closing(settled(url)) as flow:
        register_users(flow, [User(name="cha", person="查员")])
        register_offices(flow, [Office(holder="cha", duty=Duty.AUDITOR, organization=COMMITTEE, since=EVER)])
        talked(flow, lived(flow, regular("2026").until("talk")), LATE)
        yield replace(flow, user="cha")


def talked(flow: Flow, dossier: str, on: date) -> None:
    correct(acting(flow, "branch"), dossier, {"talked_on": on}, on=DAY, reason="核对原件")


def dossier_of(flow: Flow) -> str:
    return flow.store.list()[0].id


def registered(flow: Flow) -> SweepReport:
    return sweep_store(flow, keep=True)


def only(flow: Flow) -> Finding:
    (filed,) = flow.store.findings.list(Wanted())
    return filed.finding


def assigned(flow: Flow) -> int:
    """A finding found true and assigned to the branch; its number."""
    registered(flow)
    number = only(flow).number
    findings.triage(flow, [number], State.TRUE)
    findings.assign(flow, [number], to=BRANCH, due_on=DUE)
    return number


def mended(flow: Flow) -> int:
    number = assigned(flow)
    findings.mend(acting(flow, "branch"), [number], Measure.SUPPLEMENT, says="已补记")
    return number


def accepted(flow: Flow) -> int:
    number = mended(flow)
    findings.accept(flow, [number])
    return number


def later(flow: Flow, days: int) -> Flow:
    return replace(flow, clock=fixed_clock(TODAY + timedelta(days=days)))


def test_a_sweep_writes_nothing_unless_it_is_registered(zone: Flow) -> None:
    head = zone.store.head()
    report = sweep_store(zone)
    assert [f.violation.code for f in report.findings] == ["V48"]
    assert (report.compared, report.kept, zone.store.head()) == (None, None, head)


def test_a_registered_sweep_keeps_its_findings_and_what_it_stood_on(either: Flow) -> None:
    head = either.store.head()
    report = registered(either)
    kept = report.kept
    assert kept is not None
    assert (kept.number, kept.head, kept.rules, kept.as_of) == (1, head, either.catalogue.rule_set.digest, TODAY)
    assert (kept.facts.by_code, kept.facts.by_severity, kept.leads.total) == ({"V48": 1}, {"S3": 1}, 0)
    assert (kept.facts_changed, kept.leads_changed) == (Changes(new=1), Changes())
    finding = only(either)
    assert (finding.state, finding.seen.code, finding.seen.branch) == (State.OPEN, "V48", BRANCH)
    assert either.store.verify().ok


def test_the_same_data_rules_and_day_give_the_same_bytes(zone: Flow) -> None:
    registered(zone)
    told = [json.dumps(as_json(sweep_store(zone, anew=anew)), ensure_ascii=False) for anew in (False, False, True)]
    assert len(set(told)) == 1


def test_a_large_store_is_compared_with_its_registered_sweeps_rather_than_read_by_snapshot(
    zone: Flow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping_large, "LARGE", 0)
    assert sweeping_large.is_large(zone)
    registered(zone)
    assert not sweeping_large.is_large(zone)


def test_the_next_sweep_says_what_is_new_what_stands_and_what_is_gone(either: Flow) -> None:
    registered(either)
    key = (dossier_of(either), "talk-within-a-month")
    standing = sweep_store(either).compared
    assert standing is not None
    assert (standing.new, standing.standing, standing.gone) == (frozenset(), frozenset({key}), ())
    talked(either, dossier_of(either), IN_TIME)
    gone = sweep_store(either).compared
    assert gone is not None
    assert (gone.standing, [g.code for g in gone.gone]) == (frozenset(), ["V48"])
    report = registered(either)
    assert report.kept is not None
    assert (report.kept.facts_changed, only(either).state) == (Changes(gone=1), State.GONE)
    talked(either, dossier_of(either), LATE)
    again = registered(either)
    assert again.compared is not None
    assert (again.compared.new, again.compared.reopened) == (frozenset({key}), frozenset({key}))
    assert (only(either).state, only(either).reopened) == (State.OPEN, 1)
    assert [s.number for s in again.trend.sweeps] == [1, 2]
    assert either.store.verify().ok


def test_a_finding_is_followed_to_its_closing_with_its_evidence_in_the_store(either: Flow, tmp_path: Path) -> None:
    paper = tmp_path / "谈话记录.pdf"
    paper.write_bytes(b"%PDF-1.7 ...")
    number = assigned(either)
    done = findings.mend(acting(either, "branch"), [number], Measure.SUPPLEMENT, says="补录原件", files=[paper])
    ((digest, name),) = done[0].act.files
    assert (name, either.store.document(digest)) == ("谈话记录.pdf", b"%PDF-1.7 ...")
    findings.send_back(either, [number], reason="没有签名", due_on=DUE + timedelta(days=9))
    assert (only(either).state, only(either).due_on) == (State.RETURNED, DUE + timedelta(days=9))
    findings.mend(acting(either, "branch"), [number], Measure.SUPPLEMENT, says="已补签名")
    findings.accept(either, [number])
    talked(either, dossier_of(either), IN_TIME)
    findings.close(either, [number])
    assert (only(either).state, only(either).stands) == (State.CLOSED, False)
    deeds = [line.entry.value["act"]["deed"] for line in findings.history(either, number)]
    assert deeds == ["find", "triage", "assign", "mend", "return", "mend", "accept", "close"]
    assert either.store.verify().ok


def test_what_the_rule_still_finds_is_not_closed_unless_the_fact_is_said_to_stand(zone: Flow) -> None:
    number = accepted(zone)
    with pytest.raises(Refused, match=r"现在仍能查到：2026-05-11 收到申请.*--stands"):
        findings.close(zone, [number])
    with pytest.raises(BadInput, match="--reason"):
        findings.close(zone, [number], stands=True)
    findings.close(zone, [number], stands=True, reason="已批评教育")
    assert (only(zone).state, only(zone).stands, only(zone).present) == (State.CLOSED, True, True)


def followed_to_acceptance(flow: Flow, code: str) -> int:
    (filed,) = flow.store.findings.list(Wanted(codes=[code]))
    number = filed.finding.number
    findings.triage(flow, [number], State.TRUE)
    findings.assign(flow, [number], to=BRANCH, due_on=DUE)
    findings.mend(acting(flow, "branch"), [number], Measure.SUPPLEMENT, says="已补记")
    findings.accept(flow, [number])
    return number


def test_what_a_sweep_with_a_pack_found_is_closed_by_that_pack_s_rules(zone: Flow) -> None:
    def told(life: str) -> None:
        facts = {"biography": life}
        correct(acting(zone, "branch"), dossier_of(zone), facts, on=DAY, reason="核对原件")

    told("2010.09-2014.07 学生；2015.09-至今 职员")  # the sample province lets no three months pass untold
    registered(replace(zone, catalogue=catalogue(["sample-province"])))
    number = followed_to_acceptance(zone, "V88")
    with pytest.raises(Refused, match=r"现在仍能查到：.*2014"):
        findings.close(zone, [number])
    told("2010.09-2015.08 学生；2015.09-至今 职员")
    (closed,) = findings.close(zone, [number])
    assert (closed.state, closed.stands) == (State.CLOSED, False)


def test_a_pack_is_laid_beside_one_that_lies_in_a_file_of_ones_own(zone: Flow, tmp_path: Path) -> None:
    pack = tmp_path / "county.yaml"
    pack.write_text(COUNTY, encoding="utf-8")
    own = replace(zone, catalogue=catalogue([str(pack)]))
    both = own.laying(["sample-province"]).catalogue.rule_set
    assert both.packs == ("county", "sample-province")
    assert both.digest == catalogue([str(pack), "sample-province"]).rule_set.digest
    assert own.laying(["county"]) is own.laying([str(pack)]) is own


def test_what_no_rule_at_hand_can_check_again_is_only_closed_as_standing(zone: Flow, tmp_path: Path) -> None:
    pack = tmp_path / "county.yaml"
    pack.write_text(COUNTY, encoding="utf-8")
    registered(replace(zone, catalogue=catalogue([str(pack)])))
    number = followed_to_acceptance(zone, "P91")
    pack.unlink()
    with pytest.raises(Refused, match=r"talked-in-no-time 不在现用的规定和地方规定里，无法重新核对"):
        findings.close(zone, [number])
    (closed,) = findings.close(zone, [number], stands=True, reason="已当面核对")
    assert (closed.state, closed.stands) == (State.CLOSED, True)


def test_what_stands_closed_is_opened_again_by_other_values_only(zone: Flow) -> None:
    findings.close(zone, [accepted(zone)], stands=True, reason="已批评教育")
    report = registered(later(zone, 9))
    assert report.compared is not None
    assert len(report.compared.settled) == 1
    assert only(zone).state is State.CLOSED
    talked(zone, dossier_of(zone), LATER)
    registered(later(zone, 10))
    assert (only(zone).state, only(zone).reopened) == (State.OPEN, 1)


def test_what_is_not_so_stays_so_while_its_values_are_the_same(zone: Flow) -> None:
    registered(zone)
    number = only(zone).number
    with pytest.raises(BadInput, match=r"不属实.*--reason"):
        findings.triage(zone, [number], State.NOT_SO)
    findings.triage(zone, [number], State.NOT_SO, reason="原件日期相符")
    registered(later(zone, 1))
    assert only(zone).state is State.NOT_SO
    talked(zone, dossier_of(zone), LATER)
    registered(later(zone, 2))
    assert only(zone).state is State.OPEN


def test_nobody_accepts_what_they_reported_mended_themselves(zone: Flow) -> None:
    number = assigned(zone)
    findings.mend(acting(zone, "committee"), [number], Measure.SUPPLEMENT, says="已补记")
    with pytest.raises(NotAllowed, match=r"自己报的，须由另一人验收"):
        findings.accept(acting(zone, "committee"), [number])
    findings.accept(zone, [number])
    assert only(zone).state is State.ACCEPTED


def test_what_was_reported_mended_goes_on_although_the_sweep_no_longer_finds_it(zone: Flow) -> None:
    number = mended(zone)
    talked(zone, dossier_of(zone), IN_TIME)
    registered(zone)
    assert (only(zone).state, only(zone).present) == (State.MENDED, False)
    findings.accept(zone, [number])
    findings.close(zone, [number])
    assert only(zone).state is State.CLOSED


def test_a_sweep_of_other_codes_cannot_clear_a_finding(zone: Flow) -> None:
    registered(zone)
    talked(zone, dossier_of(zone), IN_TIME)
    report = sweep_store(zone, only=["V49"], keep=True)
    assert report.kept is not None
    assert (report.kept.facts_changed, only(zone).present) == (Changes(), True)
    sweep_store(zone, only=["V48"], keep=True)
    assert only(zone).state is State.GONE


def test_a_sweep_of_another_body_cannot_clear_a_finding(zone: Flow) -> None:
    registered(zone)
    talked(zone, dossier_of(zone), IN_TIME)
    sweep_store(zone, body=ELSEWHERE, keep=True)
    assert only(zone).present
    sweep_store(zone, body=BRANCH, keep=True)
    assert not only(zone).present


def test_what_can_no_longer_be_told_is_not_gone(zone: Flow) -> None:
    registered(zone)
    dossier = zone.store.get(dossier_of(zone))
    line = zone.store.records(dossier.id)[-1].entry
    record = replace(
        line, dossier_seq=dossier.seq + 1, facts={}, unknown=frozenset({"application_received_on"}), voids=()
    )
    zone.store.append([(record, apply(dossier, record))])
    report = registered(zone)
    assert [f.violation.code for f in report.findings if f.violation.rule.id == "talk-within-a-month"] == []
    assert zone.store.findings.list(Wanted(rules=["talk-within-a-month"]))[0].finding.present


@pytest.mark.parametrize("account", ["branch", "general", "liaison", "nobody", "elsewhere"])
def test_who_holds_no_such_office_cannot_register_or_follow_findings(zone: Flow, account: str) -> None:
    registered(zone)
    number, head = only(zone).number, zone.store.head()
    with pytest.raises(NotAllowed):
        sweep_store(acting(zone, account), keep=True)
    with pytest.raises((NotAllowed, NotFound)):
        findings.triage(acting(zone, account), [number], State.TRUE)
    assert zone.store.head() == head


@pytest.mark.parametrize("account", ["committee", "organiser", "cha"])
def test_officers_of_the_committee_and_auditors_follow_findings(zone: Flow, account: str) -> None:
    registered(acting(zone, account))
    findings.triage(acting(zone, account), [only(zone).number], State.TRUE)


def test_an_auditor_writes_findings_and_nothing_else(zone: Flow) -> None:
    with pytest.raises(NotAllowed):
        correct(zone, dossier_of(zone), {"talked_on": IN_TIME}, on=DAY, reason="改")


def test_only_the_body_assigned_or_one_above_it_mends(zone: Flow) -> None:
    number = assigned(zone)
    for account in ("cha", "nobody", "liaison", "elsewhere"):
        with pytest.raises((NotAllowed, NotFound)):
            findings.mend(acting(zone, account), [number], Measure.REDO, says="办了")
    findings.mend(acting(zone, "general"), [number], Measure.REDO, says="办了")


def test_a_body_sees_its_own_findings_and_those_below(either: Flow) -> None:
    registered(either)
    seen = {
        account: findings.listed(acting(either, account), Wanted())[1]
        for account in ("branch", "general", "committee", "elsewhere", "nobody")
    }
    assert seen == {"branch": 1, "general": 1, "committee": 1, "elsewhere": 0, "nobody": 0}
    with pytest.raises(NotFound, match="没有编号为 1 的问题"):
        findings.history(acting(either, "elsewhere"), only(either).number)


@pytest.mark.parametrize(("to", "refusal"), [("河东党支部", NotFound), (ELSEWHERE, BadInput)])
def test_a_finding_is_assigned_where_the_dossier_is_or_above(zone: Flow, to: str, refusal: type[Exception]) -> None:
    registered(zone)
    number = only(zone).number
    findings.triage(zone, [number], State.TRUE)
    with pytest.raises(refusal):
        findings.assign(zone, [number], to=to, due_on=DUE)
    with pytest.raises(BadInput, match="早于今天"):
        findings.assign(zone, [number], to=BRANCH, due_on=TODAY - timedelta(days=1))


def test_several_at_once_are_all_done_or_none(zone: Flow) -> None:
    registered(zone)
    number, head = only(zone).number, zone.store.head()
    with pytest.raises(NotFound, match="8、9"):
        findings.triage(zone, [number, 8, 9], State.TRUE)
    with pytest.raises(NoSuchMove):
        findings.accept(zone, [number])
    assert zone.store.head() == head


def test_of_two_who_act_at_once_the_second_is_told(zone: Flow) -> None:
    registered(zone)
    number = only(zone).number
    (stale,) = findings.called(zone, [number])

    findings.triage(zone, [number], State.TRUE)
    second = after(stale.finding, Act(deed=Deed.TRIAGE, on=TODAY, by="committee", verdict=State.UNCLEAR, reason="?"))
    with pytest.raises(Conflict, match="刚刚有人处理过"):
        zone.store.append([finding_entry(zone, second, Actor(user="committee", name="王工委"))])
    assert only(zone).state is State.TRUE


def test_sweeps_registered_at_once_are_kept_one_after_the_other_or_refused(either: Flow) -> None:
    refused: list[Conflict] = []

    def one() -> None:
        try:
            registered(either)
        except Conflict as conflict:
            refused.append(conflict)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = either.store.findings.sweeps()
    assert [sweep.number for sweep in kept] == [*range(4 - len(refused), 0, -1)]
    assert (only(either).number, only(either).step) == (1, 1)
    assert either.store.verify().ok


def test_a_sweep_that_read_before_another_was_registered_is_refused(either: Flow) -> None:
    day, rules = either.today(), either.catalogue.rule_set
    scope = Scope(packs=rules.packs)
    early = either.store.findings.sweep(rules, day, scope=scope, keep=True)
    first = registered(either)
    late = report_of(early.result, rules)
    actor = registering.may_keep(either, None)
    with pytest.raises(Conflict, match="登记了第 1 次排查"):
        registering.compared(either, late, rules, scope=scope, branches=None, swept=early, actor=actor)
    assert [sweep.number for sweep in either.store.findings.sweeps()] == [1]
    assert registered(either).findings == first.findings


def test_what_people_did_while_a_sweep_was_reading_is_not_undone_by_it(zone: Flow) -> None:
    number = accepted(zone)
    rules = zone.catalogue.rule_set
    scope = Scope(packs=rules.packs)
    early = zone.store.findings.sweep(rules, zone.today(), scope=scope, keep=True)
    talked(zone, dossier_of(zone), IN_TIME)
    findings.close(zone, [number])
    actor, report = registering.may_keep(zone, None), report_of(early.result, rules)
    with pytest.raises(Conflict, match=f"问题 {number}刚刚有人处理过"):
        registering.compared(zone, report, rules, scope=scope, branches=None, swept=early, actor=actor)
    assert only(zone).state is State.CLOSED


def test_what_is_assigned_and_past_its_date_is_found_by_the_next_sweep(either: Flow) -> None:
    number = assigned(either)
    report = registered(later(either, 40))
    overdue = [f for f in report.findings if f.violation.code == "V108"]
    assert [(f.dossier, f.violation.certainty.value) for f in overdue] == [(dossier_of(either), "fact")]
    findings.mend(acting(later(either, 40), "branch"), [number], Measure.REDO, says="办了")
    assert [f for f in sweep_store(later(either, 41)).findings if f.violation.code == "V108"] == []


def test_a_lead_stays_a_lead_through_its_whole_life_and_is_never_counted_with_facts(zone: Flow) -> None:
    rules = zone.catalogue.rule_set
    leads = tuple(replace(rule, certainty=Certainty.LEAD) for rule in rules.rules)
    zone.catalogue = replace(zone.catalogue, rule_set=replace(rules, rules=leads))
    kept = registered(zone).kept
    assert kept is not None
    assert (kept.facts.total, kept.leads.by_code) == (0, {"V48": 1})
    assert (kept.facts_changed, kept.leads_changed) == (Changes(), Changes(new=1))
    compared = sweep_store(zone).compared
    assert compared is not None
    assert (compared.changes(leads=False), compared.changes(leads=True)) == (Changes(), Changes(standing=1))
    number = only(zone).number
    findings.triage(zone, [number], State.TRUE)
    findings.assign(zone, [number], to=BRANCH, due_on=DUE)
    assert only(zone).seen.certainty == "lead"
    assert findings.listed(zone, Wanted(certainty="fact"))[1] == 0


def test_the_journal_keeps_each_act_with_who_did_it_under_which_office(zone: Flow) -> None:
    number = mended(zone)
    last = findings.history(zone, number)[-1].entry
    assert (last.entered_by, last.value["act"]["person"], last.value["act"]["office"]) == (
        "branch",
        "钱支书",
        f"{BRANCH}书记",
    )


def test_several_findings_of_one_rule_about_one_dossier_are_one_finding(zone: Flow) -> None:
    (found,) = sweep_store(zone).findings
    other = replace(found, violation=replace(found.violation, says="另一处", facts={"talked_on": LATER}))
    (seen,) = seen_of([found, other]).values()
    assert seen.says == f"{found.violation.says}；另一处"
    assert seen.values["also"] == [{"talked_on": "2026-10-01"}]
    assert seen_of([found])[seen.key].digest != seen.digest
