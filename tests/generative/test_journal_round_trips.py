"""What is written is what is read: records, dossiers and rows come back equal, and the fold is what the store keeps."""

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangyuan_flow.domain.facts import VOCABULARY, Facts
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply, canonical, fold
from dangyuan_flow.store import Entry, Store, rows
from tests.generative.given import facts, records

few = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[StepRecord, Dossier]]:
    """A dossier's first records, each with the dossier after it."""
    dossier = Dossier(id="D1")
    found = []
    for seq in range(1, draw(st.integers(1, 3)) + 1):
        record = draw(records(seq=seq))
        dossier = apply(dossier, record)
        found.append((record, dossier))
    return found


@few
@given(record=records())
def test_a_record_read_back_is_the_record(record: StepRecord) -> None:
    text = canonical(record.document())
    again = StepRecord.from_document(json.loads(text))
    assert again == record
    assert canonical(again.document()) == text


@few
@given(course=courses())
def test_a_dossier_read_back_is_the_dossier(course: list[tuple[StepRecord, Dossier]]) -> None:
    dossier = course[-1][1]
    assert Dossier.from_document(json.loads(json.dumps(dossier.document()))) == dossier


@few
@given(course=courses(), iso=st.just(True))
def test_a_row_read_back_is_the_dossier(course: list[tuple[StepRecord, Dossier]], iso: bool) -> None:
    dossier = course[-1][1]
    assert rows.dossier_of(rows.row_of(dossier, None, iso=iso), iso=iso) == dossier


@few
@given(person=facts(tuple(VOCABULARY)))
def test_unknown_facts_are_bits_and_come_back(person: Facts) -> None:
    words = rows.words(person.unknown)
    assert all(0 <= word < 2**63 for word in words)
    assert rows.unknown_of(words) == person.unknown


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """One store for all examples of a test, each with a dossier of its own."""
    with closing(Store.open(database_url, create=True)) as opened:
        yield opened


@few
@given(course=courses())
def test_the_store_keeps_the_fold(store: Store, course: list[tuple[StepRecord, Dossier]]) -> None:
    name = f"D{store.count()}"
    entries: list[Entry] = []
    for record, dossier in course:
        own = _renamed(record, name)
        entries.append((own, Dossier(**{**_values(dossier), "id": name})))
    store.append(entries)
    kept = store.get(name)
    assert kept == fold(name, [line.entry for line in store.records(name)])
    assert kept == entries[-1][1]  # type: ignore[index]  # a record with its dossier
    outcome = store.verify()
    assert outcome.ok, outcome
    assert outcome.stale_derivations == 0


def _renamed(record: StepRecord, dossier_id: str) -> StepRecord:
    return StepRecord.from_document({**record.document(), "dossier": dossier_id})


def _values(dossier: Dossier) -> dict[str, Any]:
    return {name: getattr(dossier, name) for name in Dossier.__slots__}
