"""The journal: how each record changes a dossier, the fold, the chain of digests, and JSON there and back."""

import dataclasses
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.domain.journal import (
    GENESIS,
    Dossier,
    Material,
    StepRecord,
    apply,
    canonical,
    chained,
    fold,
    voided_from,
)
from dangyuan_flow.domain.review import Review, ReviewLevel
from dangyuan_flow.domain.vetting import Agency, Vetting
from dangyuan_flow.domain.workflow import Move
from tests.unit.invented import UNDER_2014, Given, day, facts, vote

ENTERED = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


def record(move: Move, position: str, step: int | None = None, on: str = "2026-06-01", **more: Given) -> StepRecord:
    return StepRecord(
        dossier="d1",
        dossier_seq=more.pop("seq", 1),
        move=move,
        on=day(on),
        entered_at=ENTERED,
        entered_by="qian",
        position=position,
        step=step,
        **more,
    )


def review(level: ReviewLevel, decision: Move, step: int = 4) -> Review:
    return Review(step=step, level=level, decision=decision, on=day("2026-06-01"), person="qian", office="书记")


def standing(position: str = "1", **recorded: Given) -> Dossier:
    return Dossier(id="d1", seq=3, position=position, facts=facts(**recorded))


# One record


def test_a_record_puts_facts_on_record_and_moves_the_dossier() -> None:
    after = apply(Dossier(id="d1"), record(Move.COMPLETE, "2", 1, facts={"applied_on": day("2026-06-01")}))
    assert (after.position, after.seq, after.facts.applied_on) == ("2", 1, day("2026-06-01"))


def test_what_follows_from_a_record_is_derived_at_once() -> None:
    held = record(Move.BALLOT, "15", 15, facts={"admission_met_on": day("2024-02-29")})
    assert apply(standing("15"), held).facts.probation_ends_on == day("2025-02-28")


def test_the_day_of_the_act_and_the_moment_of_entry_are_two_things() -> None:
    late = record(Move.COMPLETE, "2", 1, on="2024-01-05", facts={"applied_on": day("2024-01-05")})
    assert (late.on, late.entered_at.date()) == (day("2024-01-05"), day("2026-06-01"))
    assert apply(Dossier(id="d1"), late).facts.applied_on == day("2024-01-05")


def test_applying_a_record_leaves_the_dossier_before_it_alone() -> None:
    before = standing("1")
    apply(before, record(Move.COMPLETE, "2", 1, facts={"applied_on": day("2026-06-01")}))
    assert before.facts.applied_on is None


def test_a_dossier_is_the_fold_of_its_records() -> None:
    records = [
        record(Move.OPEN, "1", seq=1, facts={"name": "赵试一"}),
        record(Move.COMPLETE, "2", 1, seq=2, facts={"applied_on": day("2026-01-05")}),
        record(Move.CORRECT, "2", seq=3, facts={"applied_on": day("2026-01-06")}),
    ]
    folded = fold("d1", records)
    assert (folded.seq, folded.position, folded.facts.applied_on) == (3, "2", day("2026-01-06"))
    step_by_step = Dossier(id="d1")
    for one in records:
        step_by_step = apply(step_by_step, one)
    assert folded == step_by_step


# Returns and reviews


def test_a_return_voids_the_facts_of_the_step_and_of_all_later_ones() -> None:
    before = standing("13:review", **{n: v for n, v in UNDER_2014.items() if RECORDED[n].step in (None, 1, 7, 8, 12)})
    voids = voided_from(8, before.facts)
    after = apply(before, record(Move.RETURN, "8", 13, reason="公示不足", voids=voids))
    assert after.facts.candidate_listed_on is None
    assert after.facts.admission_examined_on is None
    assert after.facts.candidate_discussed_on == day("2020-03-10")
    assert after.facts.applied_on == day("2019-01-07")
    assert after.facts.candidate_listed_by is None


def test_a_return_voids_no_answer_of_a_body() -> None:
    before = facts(opinion_police="无异常", vetting_replied_on="2020-03-02", review_conclusion="合格")
    assert voided_from(3, before) == ("review_conclusion",)


def test_only_what_is_on_record_is_voided() -> None:
    assert voided_from(1, facts(name="赵试一", talked_on="2026-01-02", applied_on="2026-01-01")) == (
        "applied_on",
        "talked_on",
    )
    assert voided_from(3, facts(talked_on="2026-01-02")) == ()


def test_the_round_grows_with_each_level_and_ends_with_the_decision() -> None:
    sent = apply(standing("4"), record(Move.SUBMIT, "4:review", 4, review=review(ReviewLevel.BRANCH, Move.SUBMIT)))
    deliberated = apply(
        sent, record(Move.DELIBERATE, "4:review", 4, review=review(ReviewLevel.GENERAL_BRANCH, Move.DELIBERATE))
    )
    approved = apply(deliberated, record(Move.APPROVE, "7", 4, review=review(ReviewLevel.COMMITTEE, Move.APPROVE)))
    assert [len(d.round) for d in (sent, deliberated, approved)] == [1, 2, 0]
    assert [r.decision for r in approved.reviews] == [Move.SUBMIT, Move.DELIBERATE, Move.APPROVE]


@pytest.mark.parametrize(("decision", "to"), [(Move.SUPPLEMENT, "4"), (Move.RETURN, "3"), (Move.REFUSE, "3")])
def test_sent_back_in_any_way_the_gate_starts_again_at_the_first_level(decision: Move, to: str) -> None:
    sent = apply(standing("4"), record(Move.SUBMIT, "4:review", 4, review=review(ReviewLevel.BRANCH, Move.SUBMIT)))
    back = apply(sent, record(decision, to, 4, review=review(ReviewLevel.COMMITTEE, decision)))
    assert back.round == ()
    assert len(back.reviews) == 2


def test_an_act_beside_the_line_does_not_disturb_the_round() -> None:
    sent = apply(standing("8"), record(Move.SUBMIT, "8:review", 8, review=review(ReviewLevel.BRANCH, Move.SUBMIT, 8)))
    examined = apply(sent, record(Move.RECORD, "8:review", 6, facts={"examined_on": (day("2026-06-01"),)}))
    assert examined.round == sent.round


def test_who_leaves_in_the_midst_of_a_review_comes_back_to_a_fresh_one() -> None:
    sent = apply(standing("8"), record(Move.SUBMIT, "8:review", 8, review=review(ReviewLevel.BRANCH, Move.SUBMIT, 8)))
    gone = apply(sent, record(Move.TRANSFER_OUT, "transferred", facts={"transferred_out_on": day("2026-06-02")}))
    assert (gone.before, gone.round) == ("8:review", ())


def test_an_exit_remembers_where_the_dossier_stood() -> None:
    dead = apply(standing("22"), record(Move.DIE, "died", facts={"ended_on": day("2026-06-01")}))
    assert (dead.before, dead.is_open) == ("22", False)
    imported = apply(Dossier(id="d1"), record(Move.IMPORT, "transferred", before="12", unknown=frozenset()))
    assert imported.before == "12"


def test_an_undone_import_is_no_case_under_way() -> None:
    assert not standing("undone").is_open
    assert standing("25").is_open
    assert not standing("archived").is_open


# Ballots, vetting, materials


def ballot(votes_for: int = 9) -> Ballot:
    return Ballot(
        on=day("2026-06-05"),
        entitled=11,
        present=10,
        issued=10,
        collected=10,
        votes_for=votes_for,
        against=10 - votes_for,
    )


def test_every_ballot_is_kept_also_the_failed_one() -> None:
    failed, passed = ballot(5), ballot(9)
    first = apply(standing("15"), record(Move.BALLOT, "15", 15, ballot=failed, facts=failed.facts("admission")))
    second = apply(first, record(Move.BALLOT, "15", 15, ballot=passed, facts=passed.facts("admission")))
    assert first.facts.admission_failed is True
    assert second.facts.admission_failed is False
    assert second.ballots == ((15, failed), (15, passed))


def test_an_answer_belongs_to_the_open_question_to_the_same_body() -> None:
    asked = Vetting(body=Agency.POLICE, asked_on=day("2026-02-01"), letter="函1号", due_on=day("2026-02-20"))
    other = Vetting(body=Agency.COURT, asked_on=day("2026-02-01"))
    dossier = standing("7")
    for question in (other, asked):
        dossier = apply(dossier, record(Move.ASK, "7", vetting=question))
    reply = Vetting(body=Agency.POLICE, answered_on=day("2026-02-10"), opinion="无异常", document="复1号")
    answered = apply(dossier, record(Move.ANSWER, "7", vetting=reply)).facts.vettings
    assert answered == (
        other,
        dataclasses.replace(reply, asked_on=day("2026-02-01"), letter="函1号", due_on=day("2026-02-20")),
    )


def test_an_answer_about_a_relative_does_not_close_the_question_about_the_person() -> None:
    asked = Vetting(body=Agency.POLICE, asked_on=day("2026-02-01"))
    about = Vetting(body=Agency.POLICE, about="赵某（父亲）", answered_on=day("2026-02-10"), opinion="无异常")
    dossier = apply(apply(standing("7"), record(Move.ASK, "7", vetting=asked)), record(Move.ANSWER, "7", vetting=about))
    assert dossier.facts.vettings == (asked, about)


def test_answers_fold_into_counts_on_the_day_of_the_listing() -> None:
    dossier = standing("8", candidate_listed_on="2026-06-20")
    for agency in Agency:
        reply = Vetting(body=agency, answered_on=day("2026-05-20"), opinion="无异常")
        dossier = apply(dossier, record(Move.ANSWER, "8", vetting=reply))
    assert dossier.facts.vetting_bodies_clear_at_listing == 4
    assert dossier.facts.vetting_age_at_listing_months_begun == 1


def test_a_paper_handed_in_again_takes_the_place_of_the_old_one() -> None:
    old, other = Material(kind="入党申请书", step=1, pages=2), Material(kind="谈话记录", step=2)
    new = Material(kind="入党申请书", step=1, pages=3)
    dossier = apply(standing(), record(Move.RECORD, "1", materials=(old, other)))
    assert apply(dossier, record(Move.RECORD, "1", materials=(new,))).materials == (other, new)


def test_a_paper_that_takes_anothers_place_unasked_is_counted() -> None:
    def paper(digest: str | None, *, reopened: bool = False) -> Material:
        return Material(kind="入党申请书", step=1, digest=digest, reopened=reopened)

    def replaced(old: Material, new: Material) -> int | None:
        dossier = apply(standing(), record(Move.RECORD, "1", materials=(old,)))
        assert dossier.facts.papers_replaced is None
        return apply(dossier, record(Move.RECORD, "1", materials=(new,))).facts.papers_replaced

    assert replaced(paper("a"), paper("b")) == 1
    assert replaced(paper("a"), paper("a")) is None
    assert replaced(paper(None), paper("b")) is None  # it was only listed; now its file is there
    assert replaced(paper("a", reopened=True), paper("b")) is None
    twice = apply(
        apply(standing(), record(Move.RECORD, "1", materials=(paper("a"),))),
        record(Move.RECORD, "1", materials=(paper("b"),)),
    )
    assert apply(twice, record(Move.RECORD, "1", materials=(paper("c"),))).facts.papers_replaced == 2


def test_texts_that_papers_quote_are_gathered() -> None:
    first = apply(standing(), record(Move.RECORD, "1", particulars={"谈话内容": "甲", "地点": "乙"}))
    assert apply(first, record(Move.RECORD, "1", particulars={"谈话内容": "丙"})).particulars == {
        "谈话内容": "丙",
        "地点": "乙",
    }


# Second conversion, archive, imports


def extended() -> Dossier:
    return standing(
        "22",
        admission_met_on="2024-07-01",
        conversion_applied_on="2025-06-20",
        conversion_met_on="2025-07-01",
        **vote("conversion"),
        conversion_result="延长预备期",
        extension_months=6,
        conversion_approved_on="2025-07-20",
        conversion_approved_by="高新区工委",
    )


@pytest.mark.parametrize("move", [Move.BALLOT, Move.COMPLETE])
def test_a_second_meeting_after_an_extension_moves_the_first_to_the_extensions_own_facts(move: Move) -> None:
    second = apply(extended(), record(move, "23", 23, facts={"conversion_met_on": day("2026-01-05")}))
    f = second.facts
    assert (f.extension_met_on, f.extension_approved_on) == (day("2025-07-01"), day("2025-07-20"))
    assert (f.conversion_met_on, f.conversion_approved_on, f.conversion_result) == (day("2026-01-05"), None, None)
    assert (f.conversion_for, f.conversion_approved_by) == (None, None)
    assert (f.conversion_applied_on, f.extension_months) == (day("2025-06-20"), 6)
    assert (f.probation_final_day, f.member_since, f.extensions) == (day("2025-12-31"), day("2026-01-01"), 1)


def test_a_ballot_and_its_resolution_move_the_first_meeting_only_once() -> None:
    voted = apply(extended(), record(Move.BALLOT, "23", 23, facts={"conversion_met_on": day("2026-01-05")}))
    resolved = apply(voted, record(Move.COMPLETE, "24", 23, facts={"conversion_result": "按期转正"}))
    assert resolved.facts.conversion_met_on == day("2026-01-05")
    assert resolved.facts.extension_met_on == day("2025-07-01")


def test_an_extension_not_yet_approved_is_not_moved() -> None:
    waiting = standing("23", conversion_met_on="2025-07-01", conversion_result="延长预备期")
    again = apply(waiting, record(Move.BALLOT, "23", 23, facts={"conversion_met_on": day("2025-07-08")}))
    assert again.facts.extension_met_on is None


@pytest.mark.parametrize("move", [Move.CORRECT, Move.RECORD])
def test_a_change_after_archiving_is_counted(move: Move) -> None:
    archived = standing("archived", archived_on="2025-01-02")
    once = apply(archived, record(move, "archived", facts={"remarks": "甲"}))
    twice = apply(once, record(move, "archived", facts={"remarks": "乙"}))
    assert (once.facts.changes_after_archiving, twice.facts.changes_after_archiving) == (1, 2)


def test_the_archiving_itself_is_no_change_after_archiving() -> None:
    archiving = record(Move.COMPLETE, "archived", 25, facts={"archived_on": day("2025-01-02")})
    assert apply(standing("25"), archiving).facts.changes_after_archiving is None


def test_an_import_says_what_its_source_could_not_tell() -> None:
    told = record(
        Move.IMPORT, "3", facts={"applied_on": day("2024-01-05")}, unknown=frozenset({"talked_on", "talked_by"})
    )
    f = apply(Dossier(id="d1"), told).facts
    assert (f.applied_on, f.talked_on) == (day("2024-01-05"), None)
    assert {"talked_on", "talked_by"} <= f.unknown
    later = apply(Dossier(id="d1", facts=f), record(Move.CORRECT, "3", facts={"talked_on": day("2024-01-20")}))
    assert "talked_on" not in later.facts.unknown
    assert "talked_by" in later.facts.unknown


# The chain


def test_the_same_record_has_one_text_and_one_digest() -> None:
    document = record(Move.OPEN, "1", facts={"name": "赵试一", "sex": "男"}).document()
    shuffled = dict(reversed(document.items()))
    assert canonical(shuffled) == canonical(document)
    assert " " not in canonical({"a": [1, 2], "b": {"c": None}})
    assert "赵试一" in canonical(document)


def test_each_digest_depends_on_the_one_before_and_on_every_character() -> None:
    text = canonical(record(Move.OPEN, "1").document())
    first = chained(GENESIS, text)
    assert first == chained(GENESIS, text)
    assert len(first) == 64
    assert len({first, chained(first, text), chained(GENESIS, text + " ")}) == 3


def test_what_is_empty_is_left_out_of_the_document() -> None:
    assert set(record(Move.OPEN, "1").document()) == {
        *("dossier", "dossier_seq", "move", "on", "entered_at", "entered_by", "position")
    }


def test_knowing_everything_is_kept_apart_from_saying_nothing() -> None:
    knows_all = record(Move.IMPORT, "1", unknown=frozenset())
    assert StepRecord.from_document(knows_all.document()).unknown == frozenset()
    assert StepRecord.from_document(record(Move.OPEN, "1").document()).unknown is None


# There and back

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WORDS = st.text("甲乙丙丁 \"\\'\n", max_size=5)
BY_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.DATE: DAYS,
    Kind.INTEGER: st.integers(0, 2000),
    Kind.FLAG: st.booleans(),
    Kind.TEXT: WORDS,
    Kind.DATES: st.lists(DAYS, max_size=3).map(tuple),
    Kind.TEXTS: st.lists(WORDS, max_size=3).map(tuple),
}
SOME_FACTS: st.SearchStrategy[dict[str, Value]] = st.lists(
    st.sampled_from(sorted(RECORDED)), max_size=5, unique=True
).flatmap(lambda names: st.fixed_dictionaries({name: st.none() | BY_KIND[RECORDED[name].kind] for name in names}))
COUNTS = st.integers(0, 50)
BALLOTS = st.builds(
    Ballot,
    on=DAYS,
    entitled=COUNTS,
    present=COUNTS,
    issued=COUNTS,
    collected=COUNTS,
    votes_for=COUNTS,
    against=COUNTS,
    abstained=COUNTS,
    invalid=COUNTS,
    written=st.lists(
        st.builds(WrittenOpinion, member=WORDS, approves=st.booleans(), before=st.booleans()), max_size=2
    ).map(tuple),
    exclusions=st.lists(st.builds(Exclusion, member=WORDS, reason=WORDS, approval=st.none() | WORDS), max_size=2).map(
        tuple
    ),
    attendance=st.lists(WORDS, max_size=3).map(tuple),
    proxies=COUNTS,
    together=st.booleans(),
    person_present=st.booleans(),
    sponsors_absent=st.lists(WORDS, max_size=2).map(tuple),
    roster_entitled=st.none() | COUNTS,
    without_vote=st.lists(WORDS, max_size=2).map(tuple),
)
REVIEWS = st.builds(
    Review,
    step=st.sampled_from([4, 8, 13, 17, 24]),
    level=st.sampled_from(ReviewLevel),
    decision=st.sampled_from([Move.SUBMIT, Move.DELIBERATE, Move.APPROVE, Move.RETURN]),
    on=DAYS,
    person=WORDS,
    office=WORDS,
    opinion=st.none() | WORDS,
    vote=st.none() | st.tuples(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS),
)
VETTINGS = st.builds(
    Vetting,
    body=st.sampled_from([agency.value for agency in Agency]) | WORDS,
    about=st.none() | WORDS,
    asked_on=st.none() | DAYS,
    letter=st.none() | WORDS,
    due_on=st.none() | DAYS,
    answered_on=st.none() | DAYS,
    opinion=st.none() | st.sampled_from(["无异常", "有异常", "2019年因赌博被行政处罚"]),
    document=st.none() | WORDS,
    handling=st.none() | WORDS,
)
MATERIALS = st.builds(
    Material,
    kind=WORDS,
    step=st.integers(1, 25),
    on=st.none() | DAYS,
    provider=st.none() | WORDS,
    copies=st.integers(0, 3),
    pages=st.none() | st.integers(0, 90),
    file_name=st.none() | WORDS,
    digest=st.none() | st.just("0" * 64),
    reopened=st.booleans(),
)
RECORDS = st.builds(
    StepRecord,
    dossier=st.just("d1"),
    dossier_seq=st.integers(1, 99),
    move=st.sampled_from(Move),
    on=DAYS,
    entered_at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  bounds of a strategy that adds the zone
    entered_by=WORDS,
    position=st.sampled_from(["1", "4", "4:review", "8:listing", "23", "25", "archived", "died", "undone"]),
    step=st.none() | st.integers(1, 25),
    decided_by=st.none() | WORDS,
    office=st.none() | WORDS,
    on_behalf_of=st.none() | WORDS,
    reason=st.none() | WORDS,
    facts=SOME_FACTS,
    voids=st.lists(st.sampled_from(sorted(RECORDED)), max_size=3).map(tuple),
    particulars=st.dictionaries(WORDS, WORDS, max_size=2),
    unknown=st.none() | st.frozensets(st.sampled_from(sorted(RECORDED)), max_size=3),
    review=st.none() | REVIEWS,
    ballot=st.none() | BALLOTS,
    vetting=st.none() | VETTINGS,
    vettings=st.lists(VETTINGS, max_size=2).map(tuple),
    before=st.none() | st.sampled_from(["1", "22"]),
    materials=st.lists(MATERIALS, max_size=2).map(tuple),
    warnings=st.lists(WORDS, max_size=2).map(tuple),
    batch=st.none() | WORDS,
)


@given(RECORDS)
def test_a_record_read_back_from_its_text_is_the_same_record(one: StepRecord) -> None:
    text = canonical(one.document())
    back = StepRecord.from_document(json.loads(text))
    assert back == one
    assert canonical(back.document()) == text


@given(st.lists(RECORDS, min_size=1, max_size=5))
def test_a_dossier_read_back_from_its_text_is_the_same_dossier(records: list[StepRecord]) -> None:
    dossier = fold("d1", records)
    assert Dossier.from_document(json.loads(canonical(dossier.document()))) == dossier
