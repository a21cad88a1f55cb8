"""The one filter: through a narrowed store, a dossier elsewhere is as one that does not exist, however one asks."""

import pytest

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import parse
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.store import Selection, Store, Watch
from tests.store.people_and_papers import DAY, followed, identity, opened, registered

HERE, THERE = "第一党支部", "第二党支部"


@pytest.fixture
def narrowed(store: Store) -> Store:
    """A store with a dossier here, one there and one of no body, seen from here."""
    mine = opened("D1", name="李想", id_number=identity(1), branch=HERE)
    other = opened("D2", name="王远", id_number=identity(2), branch=THERE)
    nowhere = opened("D3", name="赵临", id_number=identity(3))
    member = registered("member", identity(4), name="孙明", branch=THERE, id_number=identity(4))
    body = registered("organization", HERE, name=HERE, kind="branch")
    store.append(
        [mine, other, nowhere, followed(mine[1], talked_on=DAY), followed(other[1], talked_on=DAY), member, body]
    )
    return store.seeing({HERE})


@pytest.mark.parametrize("missing", ["D2", "D3", "D9"])
def test_what_is_elsewhere_answers_as_what_is_missing(narrowed: Store, missing: str) -> None:
    with pytest.raises(NotFound) as told:
        narrowed.get(missing)
    assert str(told.value).replace(missing, "X") == "没有编号为 X 的档案。可用 dangyuan dossier list 查找"
    assert narrowed.records(missing) == ()
    assert list(narrowed.dossiers([missing])) == []
    assert narrowed.records_of([missing]) == {}


def test_lists_counts_and_searches_know_only_what_is_seen(narrowed: Store) -> None:
    assert [line.id for line in narrowed.list()] == ["D1"]
    assert narrowed.count() == 1
    assert narrowed.count(Selection(contains="王远")) == 0
    assert narrowed.list(Selection(branches=[THERE])) == ()
    assert narrowed.by_identity(identity(2)) == ()
    assert narrowed.ids_by_identity([identity(1), identity(2)]) == {identity(1): "D1"}
    assert [one.id for one in narrowed.dossiers(["D1", "D2", "D3"])] == ["D1"]


def test_the_journal_shows_what_was_done_here_and_what_is_about_no_person(narrowed: Store) -> None:
    lines = narrowed.journal()
    shown = {line.entry.dossier if isinstance(line.entry, StepRecord) else line.entry.register for line in lines}
    assert shown == {"D1", "organization"}
    assert [line.seq for line in narrowed.latest(1)] == [7]
    assert [line.seq for line in narrowed.latest(2)] == [4, 7]
    hidden = next(line for line in narrowed.seeing(None).journal() if getattr(line.entry, "dossier", None) == "D2")
    assert narrowed.find_digest(hidden.digest) == ()


def test_days_and_conditions_strike_only_where_one_sees(narrowed: Store) -> None:
    found = narrowed.watched([Watch(fact="talked_on", ahead=0)], DAY)
    assert [one.id for one in found] == ["D1"]
    assert [one for one, _ in narrowed.facts.matching(parse("talked_on is not None"), DAY)] == ["D1"]


def test_nobody_sees_anything_through_an_empty_filter(narrowed: Store) -> None:
    nothing = narrowed.seeing(())
    assert nothing.count() == 0
    assert list(nothing.with_questions()) == []
    with pytest.raises(NotFound):
        nothing.get("D1")


def test_a_whole_store_is_not_narrowed_by_having_been_narrowed(narrowed: Store) -> None:
    assert narrowed.seeing(None).count() == 3
