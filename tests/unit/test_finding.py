"""A finding's life: which act has its place when, what sweeps change, and what is read back."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.domain import disposal
from dangyuan_flow.domain.disposal import after, found_again, missed
from dangyuan_flow.domain.errors import NoSuchMove
from dangyuan_flow.domain.finding import Act, Deed, Finding, Measure, Seen, State, suggested
from dangyuan_flow.domain.rules import Class

DAY = date(2026, 11, 2)
LATER = date(2026, 12, 1)


def seen(**more: object) -> Seen:
    told: dict[str, object] = {
        "about": "dossier",
        "dossier": "2026-00001",
        "name": "李想",
        "branch": "第一党支部",
        "code": "V48",
        "rule": "talked-within-a-month",
        "title": "谈话超过一个月",
        "severity": "S3",
        "class_": "procedure",
        "certainty": "fact",
        "cites": ("细则-2026#7",),
        "says": "迟了",
        "values": {"talked_on": "2026-08-01"},
    }
    return Seen(**told | more)  # type: ignore[arg-type]  # the fields by name


def act(deed: Deed, **more: object) -> Act:
    return Act(deed=deed, on=DAY, by="cha", **more)  # type: ignore[arg-type]  # the parts of an act by name


def opened(**more: object) -> Finding:
    return disposal.found(7, seen(**more), act(Deed.FIND, sweep=1))


def at(state: State, **more: object) -> Finding:
    return replace(opened(), state=state, **more)  # type: ignore[arg-type]  # the fields by name


def sweeping(sweep: int = 2) -> Act:
    return act(Deed.FIND_AGAIN, sweep=sweep)


def test_a_finding_lives_from_its_sweep_to_its_closing() -> None:
    finding = opened()
    assert (finding.state, finding.step, finding.found_on, finding.sweep) == (State.OPEN, 1, DAY, 1)
    finding = after(finding, act(Deed.TRIAGE, verdict=State.TRUE))
    finding = after(finding, act(Deed.ASSIGN, to="第一党支部", due_on=LATER))
    assert (finding.assigned_to, finding.due_on) == ("第一党支部", LATER)
    finding = after(finding, act(Deed.MEND, measure=Measure.SUPPLEMENT, reason="补了"))
    finding = after(finding, act(Deed.RETURN, reason="缺签名"))
    assert (finding.state, finding.due_on) == (State.RETURNED, LATER)
    finding = after(finding, act(Deed.MEND, measure=Measure.REDO, reason="重办"))
    finding = after(finding, act(Deed.ACCEPT))
    finding = after(finding, act(Deed.CLOSE))
    assert (finding.state, finding.step, finding.measure, finding.present) == (State.CLOSED, 8, Measure.REDO, False)


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (State.OPEN, Deed.ASSIGN),
        (State.OPEN, Deed.CLOSE),
        (State.UNCLEAR, Deed.ASSIGN),
        (State.TRUE, Deed.MEND),
        (State.MENDED, Deed.TRIAGE),
        (State.ASSIGNED, Deed.ACCEPT),
        (State.MENDED, Deed.MEND),
        (State.MENDED, Deed.CLOSE),
        (State.CLOSED, Deed.TRIAGE),
        (State.GONE, Deed.CLOSE),
    ],
)
def test_an_act_out_of_place_is_refused_and_says_what_comes_first(state: State, deed: Deed) -> None:
    with pytest.raises(NoSuchMove, match=rf"问题 7（V48，李想）现在是“{state.chinese}”，不能{deed.chinese}"):
        after(at(state), act(deed))


def test_what_proves_not_so_after_it_was_assigned_is_taken_back() -> None:
    finding = at(State.RETURNED, assigned_to="第一党支部", due_on=LATER)
    finding = after(finding, act(Deed.TRIAGE, verdict=State.NOT_SO, reason="材料齐全，录入时漏了"))
    assert (finding.state, finding.assigned_to, finding.due_on) == (State.NOT_SO, None, None)


def test_what_was_said_at_triage_may_be_said_otherwise() -> None:
    finding = after(opened(), act(Deed.TRIAGE, verdict=State.UNCLEAR))
    finding = after(finding, act(Deed.TRIAGE, verdict=State.NOT_SO))
    assert after(finding, act(Deed.TRIAGE, verdict=State.TRUE)).state is State.TRUE


def test_a_sweep_that_finds_the_same_changes_nothing_even_in_other_words() -> None:
    for state in (State.OPEN, State.ASSIGNED, State.MENDED, State.NOT_SO):
        assert found_again(at(state), seen(says="截至今天迟了"), sweeping()) is None


def test_other_values_are_kept_and_the_work_goes_on() -> None:
    changed = found_again(at(State.ASSIGNED, assigned_to="第一党支部"), seen(values={"talked_on": "1"}), sweeping())
    assert changed is not None
    assert (changed.state, changed.assigned_to, changed.act.deed) == (State.ASSIGNED, "第一党支部", Deed.SEE)


@pytest.mark.parametrize("state", [State.CLOSED, State.GONE])
def test_what_was_over_is_open_again_when_it_is_found_again(state: State) -> None:
    over = at(state, present=False, assigned_to="第一党支部", due_on=LATER, measure=Measure.REDO)
    again = found_again(over, seen(), sweeping())
    assert again is not None
    assert (again.state, again.reopened, again.present) == (State.OPEN, 1, True)
    assert (again.assigned_to, again.due_on, again.measure) == (None, None, None)
    assert again.found_on == over.found_on


@pytest.mark.parametrize("settled", [at(State.NOT_SO), at(State.CLOSED, stands=True)])
def test_what_people_dealt_with_is_opened_again_by_other_values_only(settled: Finding) -> None:
    assert settled.is_settled
    assert found_again(settled, seen(), sweeping()) is None
    again = found_again(settled, seen(values={"talked_on": "2026-09-01"}), sweeping())
    assert again is not None
    assert (again.state, again.reopened, again.stands) == (State.OPEN, 1, False)


def test_a_lead_that_becomes_a_fact_is_looked_at_anew() -> None:
    lead = replace(at(State.NOT_SO), seen=seen(certainty="lead"))
    assert found_again(lead, seen(certainty="lead"), sweeping()) is None
    again = found_again(lead, seen(certainty="fact"), sweeping())
    assert again is not None
    assert again.state is State.OPEN


@pytest.mark.parametrize("state", [State.OPEN, State.TRUE, State.UNCLEAR, State.ASSIGNED, State.RETURNED])
def test_what_a_sweep_no_longer_finds_is_gone(state: State) -> None:
    gone = missed(at(state), act(Deed.MISS, sweep=2))
    assert (gone.state, gone.present, gone.sweep) == (State.GONE, False, 2)


@pytest.mark.parametrize("state", [State.MENDED, State.ACCEPTED, State.NOT_SO, State.CLOSED])
def test_what_was_reported_mended_goes_on_to_its_acceptance_although_it_is_gone(state: State) -> None:
    stays = missed(at(state), act(Deed.MISS, sweep=2))
    assert (stays.state, stays.present) == (state, False)


def test_closing_with_the_fact_on_record_leaves_it_present() -> None:
    closed = after(at(State.ACCEPTED), act(Deed.CLOSE, stands=True, reason="已批评教育"))
    assert (closed.stands, closed.present, closed.is_settled) == (True, True, True)
    assert missed(closed, act(Deed.MISS, sweep=3)).is_settled


def test_only_what_waits_to_be_mended_can_be_overdue() -> None:
    assert at(State.ASSIGNED, due_on=DAY).is_overdue(LATER)
    assert not at(State.ASSIGNED, due_on=DAY).is_overdue(DAY)
    assert not at(State.MENDED, due_on=DAY).is_overdue(LATER)
    assert not at(State.ASSIGNED).is_overdue(LATER)


def test_an_unfit_person_is_not_recognised_and_a_broken_procedure_is_mended() -> None:
    assert suggested(Class.PERSON) == (Measure.NOT_RECOGNISE, Measure.HAND_OVER)
    assert suggested(Class.PROCEDURE) == (Measure.SUPPLEMENT, Measure.RECONSIDER, Measure.REDO)


def test_a_finding_is_read_back_as_it_was_written() -> None:
    finding = opened()
    assert Finding.from_document(finding.document()) == finding
    files = (("ab" * 32, "谈话记录.pdf"),)
    mended = replace(
        at(State.MENDED, assigned_to="第一党支部", due_on=LATER, measure=Measure.REDO, present=False, reopened=2),
        act=act(Deed.MEND, measure=Measure.REDO, files=files, reason="重办", person="钱支书", office="第一党支部书记"),
    )
    assert Finding.from_document(mended.document()) == mended
    bare = replace(opened(name="", branch=None, cites=(), values={}, says=""), act=act(Deed.TRIAGE, verdict=State.TRUE))
    assert Finding.from_document(bare.document()) == bare


def beside(**more: object) -> Seen:
    """Somebody with two dossiers under way, the other one told or not."""
    return seen(code="V15", rule="one-dossier-under-way", values={"dossiers": 2, **more})


def test_a_sweep_of_fewer_bodies_that_may_not_tell_the_other_dossier_changes_nothing() -> None:
    whole, narrow = beside(partner="2026-00002", partner_branch="第二党支部"), beside()
    finding = replace(disposal.found(7, whole, act(Deed.FIND, sweep=1)), state=State.NOT_SO)
    assert found_again(finding, narrow, sweeping()) is None
    missed_once = missed(finding, act(Deed.MISS, sweep=2))
    again = found_again(missed_once, narrow, sweeping(3))
    assert again is not None
    assert (again.state, again.present, again.seen) == (State.NOT_SO, True, whole)


def test_a_further_dossier_opens_the_finding_again_also_where_it_is_not_told() -> None:
    whole = beside(partner="2026-00002", partner_branch="第二党支部")
    finding = replace(disposal.found(7, whole, act(Deed.FIND, sweep=1)), state=State.NOT_SO)
    three = found_again(finding, replace(beside(), values={"dossiers": 3}), sweeping())
    assert three is not None
    assert three.state is State.OPEN


def test_what_a_narrower_sweep_did_not_tell_is_told_by_the_whole_one() -> None:
    whole = beside(partner="2026-00002", partner_branch="第二党支部")
    told = found_again(disposal.found(7, beside(), act(Deed.FIND, sweep=1)), whole, sweeping())
    assert told is not None
    assert (told.act.deed, told.seen) == (Deed.SEE, whole)
