"""What statistics count, on both databases: the facts asked for, narrowed as the store is; and the returns."""

from datetime import date

import pytest

from dangyuan_flow.domain.expression import parse
from dangyuan_flow.domain.review import Review, ReviewLevel
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Selection, Store, counted, sent_back, within
from tests.store.people_and_papers import DAY, followed, identity, opened

FACTS = ("name", "sex", "applied_on", "is_open", "education_rank", "talk_due_on")


def returned(step: int, move: Move, level: ReviewLevel) -> Review:
    """A decision that sends papers back."""
    return Review(step=step, level=level, decision=move, on=DAY, person="wei", office="高新区工委书记")


@pytest.fixture
def filled(store: Store) -> Store:
    """Four dossiers: one of another branch, one ended, one sent back twice, one of an import that was undone."""
    people = [
        opened(
            "2026-00001", branch="第一党支部", name="甲", sex="男", id_number=identity(1), applied_on=date(2026, 5, 1)
        ),
        opened("2026-00002", branch="第二党支部", name="乙", sex="女", education="硕士", id_number=identity(2)),
        opened("2026-00003", branch="第一党支部", name="丙", sex="女", id_number=identity(3)),
        opened("2026-00004", branch="第一党支部", name="丁", id_number=identity(4)),
    ]
    for record, dossier in people:
        store.append([(record, dossier)])
    store.append([followed(people[2][1], move=Move.WITHDRAW, position="withdrawn", ended_on=DAY)])
    store.append([followed(people[3][1], move=Move.UNDO, position="undone")])
    _, first = people[0]
    for move, level in ((Move.SUPPLEMENT, ReviewLevel.GENERAL_BRANCH), (Move.RETURN, ReviewLevel.COMMITTEE)):
        record, first = followed(
            first, move=move, more={"review": returned(4, move, level), "reason": f"{move.chinese}的理由"}
        )
        store.append([(record, first)])
    return store


def test_every_dossier_that_stands_is_counted_with_the_facts_asked_for(filled: Store) -> None:
    rows = {row.id: row for row in counted(filled, FACTS, (), DAY)}
    assert rows.keys() == {"2026-00001", "2026-00002", "2026-00003"}
    one = rows["2026-00001"]
    assert one.facts == {
        "name": "甲",
        "sex": "男",
        "applied_on": date(2026, 5, 1),
        "is_open": True,
        "education_rank": None,
        "talk_due_on": filled.get("2026-00001").facts.talk_due_on,
    }
    assert rows["2026-00002"].facts["education_rank"] == 5
    assert [rows[i].under_way for i in sorted(rows)] == [True, True, False]
    assert (rows["2026-00003"].position, rows["2026-00003"].before) == ("withdrawn", "2")


def test_conditions_are_judged_as_of_the_day(filled: Store) -> None:
    told = (parse("applied_on is not None"), parse("applied_on <= as_of"))
    holds = {row.id: row.holds for row in counted(filled, ("name",), told, date(2026, 4, 30))}
    assert holds == {"2026-00001": (True, False), "2026-00002": (False, False), "2026-00003": (False, False)}


def test_what_is_not_seen_or_not_asked_for_is_not_counted(filled: Store) -> None:
    narrowed = filled.seeing({"第一党支部"})
    assert {row.id for row in counted(narrowed, ("name",), (), DAY)} == {"2026-00001", "2026-00003"}
    assert {row.id for row in counted(filled, ("name",), (), DAY, ["第二党支部"])} == {"2026-00002"}
    assert [*counted(narrowed, ("name",), (), DAY, ["第二党支部"])] == []
    assert [*counted(filled.seeing(()), ("name",), (), DAY)] == []


def test_the_branches_seen_and_asked_for_are_those_in_both() -> None:
    assert within(None, None) is None
    assert within({"甲"}, None) == {"甲"}
    assert within(None, ("乙",)) == ("乙",)
    assert within({"甲", "乙"}, ("乙", "丙")) == {"乙"}


def test_returns_come_with_their_reasons_in_the_order_of_the_journal(filled: Store) -> None:
    back = {row.id for row in counted(filled, ("name",), (), DAY) if row.came_back}
    assert back == {"2026-00001"}
    found = sent_back(filled, back)
    assert [(record.move, record.reason) for record in found] == [
        (Move.SUPPLEMENT, "退回补正的理由"),
        (Move.RETURN, "退回重做的理由"),
    ]
    assert sent_back(filled, ()) == ()
    assert sent_back(filled, {"2026-00002"}) == ()


def test_a_list_may_be_of_some_ids_alone(filled: Store) -> None:
    chosen = Selection(ids=("2026-00001", "2026-00003", "2026-00009"))
    assert [line.id for line in filled.list(chosen)] == ["2026-00001", "2026-00003"]
    assert filled.count(chosen) == 2
    assert filled.seeing({"第二党支部"}).count(chosen) == 0
    assert filled.count(Selection(ids=())) == 0
