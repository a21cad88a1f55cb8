"""The one write: what goes in comes out, who is late gets a conflict, and nothing is ever half written."""

import hashlib
import threading
from datetime import date
from typing import Any

import pytest

from dangyuan_flow.domain.ballot import Ballot
from dangyuan_flow.domain.errors import BadInput, Conflict, NotFound
from dangyuan_flow.domain.journal import GENESIS, Material, chained, fold
from dangyuan_flow.domain.review import Review, ReviewLevel
from dangyuan_flow.domain.vetting import Agency, Vetting
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Store
from dangyuan_flow.store.lines import written
from tests.store.people_and_papers import DAY, followed, identity, opened, registered


def test_what_was_appended_is_read_back_equal_derived_facts_included(store: Store) -> None:
    record, dossier = opened(
        "D1",
        name="李想",
        id_number=identity(1),
        is_student=False,
        applied_on=date(2025, 1, 31),
        contacts=("王一", "赵二"),
        examined_on=(date(2025, 7, 1), date(2025, 12, 31)),
        admission_for=17,
    )
    store.append([(record, dossier)])
    kept = store.get("D1")
    assert kept == dossier
    assert kept.facts.talk_due_from_application_on == date(2025, 2, 28)
    assert kept.facts.id_check_valid is True


def test_reviews_ballots_papers_vettings_and_unknown_facts_are_read_back_equal(store: Store) -> None:
    unknown = frozenset({"talked_on", "training_hours", "notice_from"})
    first = opened("D1", name="李想")
    vote = (9, 8, 8, 0, 0)
    review = Review(
        step=8, level=ReviewLevel.COMMITTEE, decision=Move.APPROVE, on=DAY, person="p", office="书记", vote=vote
    )
    ballot = Ballot(on=DAY, entitled=12, present=10, issued=10, collected=10, votes_for=10, against=0)
    second = followed(
        first[1],
        move=Move.IMPORT,
        more={
            "step": 15,
            "unknown": unknown,
            "review": review,
            "ballot": ballot,
            "vetting": Vetting(body=Agency.POLICE, asked_on=DAY),
            "materials": (Material(kind="入党申请书", step=1, on=DAY, copies=2),),
        },
    )
    store.append([first, second])
    kept = store.get("D1")
    assert kept == second[1]
    assert kept.facts.unknown >= unknown
    assert kept.ballots == ((15, ballot),)
    assert kept.reviews == (review,)


def test_the_dossier_is_the_fold_of_its_records(store: Store) -> None:
    entry = opened("D1", name="李想", applied_on=date(2025, 1, 1))
    entries = [entry]
    for month in range(1, 8):
        entry = followed(entry[1], talked_on=date(2025, month, 9), position=str(month))
        entries.append(entry)
    store.append(entries[:3])
    for later in entries[3:]:
        store.append([later])
    records = store.records("D1")
    assert [line.entry for line in records] == [record for record, _ in entries]
    assert fold("D1", [line.entry for line in records]) == store.get("D1")


def test_every_line_is_chained_to_the_one_before(store: Store) -> None:
    record, dossier = opened("D1", name="李想")
    body = registered("organization", "第一支部", name="第一支部", kind="branch")
    first, second = store.append([(record, dossier), body])
    assert first == chained(GENESIS, written(record))
    assert second == chained(first, written(body))
    assert store.head() == (2, second)
    assert [line.digest for line in store.journal()] == [first, second]
    assert store.find_digest(second[:10].upper())[0].entry == body
    assert store.find_digest("no hex") == ()


def test_a_second_writer_gets_a_conflict_that_names_who_was_first(store: Store, database_url: str) -> None:
    store.append([opened("D1", name="李想")])
    with Store.open(database_url) as other:
        mine, theirs = store.get("D1"), other.get("D1")
        other.append([followed(theirs, by="wangfang", talked_on=DAY)])
        with pytest.raises(Conflict, match=r"D1.*wangfang 于 2026-06-01 09:30.*第 2 条"):
            store.append([followed(mine, by="zhangming", talked_on=date(2026, 5, 1))])
    assert store.get("D1").facts.talked_on == DAY
    assert store.head()[0] == 2


def test_of_many_writers_at_once_each_record_wins_once(store: Store, database_url: str) -> None:
    store.append([opened("D1", name="李想")])
    outcomes: list[str] = []

    def write(name: str) -> None:
        with Store.open(database_url) as own:
            for _ in range(5):
                dossier = own.get("D1")
                try:
                    own.append([followed(dossier, by=name, talked_by=name)])
                    outcomes.append("kept")
                except Conflict:
                    outcomes.append("conflict")

    threads = [threading.Thread(target=write, args=(f"user{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 20
    assert store.head()[0] == 1 + outcomes.count("kept") == store.get("D1").seq
    assert store.verify().ok


def test_who_expected_an_older_record_gets_a_conflict(store: Store) -> None:
    entry = opened("D1", name="李想")
    store.append([entry])
    with pytest.raises(Conflict, match="第 7 条"):
        store.append([followed(entry[1])], expected={"D1": 7})
    store.append([followed(entry[1])], expected={"D1": 1})


def test_a_dossier_cannot_be_opened_twice(store: Store) -> None:
    store.append([opened("D1", name="李想")])
    with pytest.raises(Conflict, match="D1 已经存在"):
        store.append([opened("D1", name="李想")])
    assert store.head()[0] == 1


def test_a_person_has_one_dossier_under_way(store: Store) -> None:
    store.append([opened("D1", name="李想", id_number=identity(1))])
    with pytest.raises(Conflict, match=r"李想.*已有在办的档案 D1.*D2"):
        store.append([opened("D2", name="李想", id_number=identity(1))])
    ended = followed(store.get("D1"), move=Move.WITHDRAW, position="withdrawn", ended_on=DAY)
    store.append([ended])
    store.append([opened("D2", name="李想", id_number=identity(1))])
    assert [line.id for line in store.by_identity(identity(1))] == ["D2", "D1"]


def test_two_new_dossiers_of_one_person_in_one_batch_are_refused(store: Store) -> None:
    batch = [opened("D1", name="李想", id_number=identity(1)), opened("D2", name="李想", id_number=identity(1))]
    with pytest.raises(Conflict, match=r"D1.*D2"):
        store.append(batch)
    assert store.head()[0] == 0
    assert store.count() == 0


def test_a_batch_is_written_as_a_whole_or_not_at_all(store: Store) -> None:
    store.append([opened("D5", name="先来")])
    with pytest.raises(Conflict):
        store.append([opened(f"D{i}", name="李想") for i in range(10)])
    assert (store.head()[0], store.count()) == (1, 1)


def test_files_are_kept_with_the_record_under_their_digest(store: Store) -> None:
    content = "入党申请书".encode() * 1000
    digest = hashlib.sha256(content).hexdigest()
    store.append([opened("D1", name="李想")], documents={digest: ("申请书.pdf", content)})
    store.append([opened("D2", name="王一")], documents={digest: ("再来一份.pdf", content)})
    assert store.document(digest) == content
    with pytest.raises(NotFound, match="没有摘要为"):
        store.document("0" * 64)


def test_a_file_that_is_not_what_its_digest_says_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match=r"申请书.pdf"):
        store.append([opened("D1", name="李想")], documents={"ab" * 32: ("申请书.pdf", b"other")})
    assert store.head()[0] == 0


@pytest.mark.parametrize("facts", [{"name": "空\x00字符"}, {"admission_for": 2**70}, {"name": "\ud800"}])
def test_a_value_that_no_database_can_hold_is_refused_and_nothing_written(store: Store, facts: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="未写入任何内容"):
        store.append([opened("D1", **facts)])
    assert (store.head()[0], store.count()) == (0, 0)


def test_an_unknown_dossier_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound, match="没有编号为 D404 的档案"):
        store.get("D404")
    assert store.records("D404") == ()
