"""Facts: changed by copy, unknown is not missing, and every word of the vocabulary has its label and kind."""

import pytest

from dangyuan_flow.domain.derived.derivation import DERIVATIONS
from dangyuan_flow.domain.facts import DERIVED, RECORDED, VOCABULARY, Facts, Kind
from tests.unit.invented import day


def test_what_is_put_on_record_leaves_the_original_alone() -> None:
    before = Facts(name="赵试一")
    after = before.having(talked_on=day("2026-01-02"))
    assert (before.talked_on, after.talked_on, after.name) == (None, day("2026-01-02"), "赵试一")
    assert after["talked_on"] == day("2026-01-02")


def test_what_is_put_on_record_is_known_from_then_on() -> None:
    f = Facts().unknowing(frozenset({"talked_on", "talked_by"})).having(talked_on=None)
    assert f.unknown == {"talked_by"}


def test_what_becomes_unknown_holds_nothing() -> None:
    f = Facts(talked_by="钱试二", name="赵试一").unknowing(frozenset({"talked_by"}))
    assert (f.talked_by, f.name, f.unknown) == (None, "赵试一", frozenset({"talked_by"}))


def test_facts_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Facts().name = "赵试一"  # type: ignore[misc]  # what is tested


def test_equal_facts_are_equal() -> None:
    assert Facts(name="赵试一").having(sex="女") == Facts(name="赵试一", sex="女")


def test_recorded_and_derived_divide_the_vocabulary() -> None:
    assert {*RECORDED} | {*DERIVED} == {*VOCABULARY}
    assert not RECORDED.keys() & DERIVED.keys()
    assert {derivation.name for derivation in DERIVATIONS} == {*DERIVED}
    assert len(DERIVATIONS) == len(DERIVED)


def test_every_word_has_a_label_of_its_own() -> None:
    labels = [fact.label for fact in VOCABULARY.values()]
    assert sorted({label for label in labels if labels.count(label) > 1}) == []
    assert all(labels)


def test_dates_are_named_as_days_and_steps_are_numbered() -> None:
    assert all(1 <= fact.step <= 25 for fact in VOCABULARY.values() if fact.step is not None)
    assert VOCABULARY["admission_met_on"].step == 15
    assert VOCABULARY["notice_to"].planned
    assert VOCABULARY["vetting_handling"].assumed


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("talked_on", Kind.DATE),
        ("admission_for", Kind.INTEGER),
        ("is_floating", Kind.FLAG),
        ("name", Kind.TEXT),
        ("examined_on", Kind.DATES),
        ("sponsors", Kind.TEXTS),
    ],
)
def test_a_facts_kind_follows_its_annotation(name: str, kind: Kind) -> None:
    assert VOCABULARY[name].kind is kind
