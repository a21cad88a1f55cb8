"""What Hypothesis makes up: expressions of the rule language, facts of every kind, and records of the journal."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion
from dangyuan_flow.domain.expression import (
    AS_OF,
    Among,
    Arithmetic,
    Both,
    Comparison,
    Either,
    Expression,
    Holds,
    IsNone,
    Literal,
    Name,
    Negation,
)
from dangyuan_flow.domain.facts import RECORDED, VOCABULARY, Facts, Kind
from dangyuan_flow.domain.journal import Material, StepRecord
from dangyuan_flow.domain.people import Sanction
from dangyuan_flow.domain.review import Review, ReviewLevel
from dangyuan_flow.domain.vetting import Agency, Vetting
from dangyuan_flow.domain.workflow import Move

FEW = 4
"""Few names of each kind, few values of each: so that comparisons often meet."""

SUBJECTS = {kind: [n for n, f in VOCABULARY.items() if f.kind is kind][:FEW] for kind in Kind}
DAYS = [date(2024, 2, 28) + timedelta(days=i) for i in range(5)] + [date(1949, 10, 1), date(2099, 12, 31)]
NUMBERS = [-7, -1, 0, 1, 2, 3, 1000]
WORDS = ["", "合格", "党员推荐", "it's", '"', "%s", "?", "$1", "\\", ":name", "--", "a;b", "  ", "Ａ", "𠮷", "É", "É"]

days = st.one_of(st.sampled_from(DAYS), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
numbers = st.one_of(st.sampled_from(NUMBERS), st.integers(-(10**6), 10**6))
words = st.one_of(st.sampled_from(WORDS), st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6))
VALUES: dict[Kind, SearchStrategy[Any]] = {
    Kind.DATE: days,
    Kind.INTEGER: numbers,
    Kind.FLAG: st.booleans(),
    Kind.TEXT: words,
    Kind.DATES: st.lists(days, max_size=3).map(tuple),
    Kind.TEXTS: st.lists(words, max_size=3).map(tuple),
}


def _names(kind: Kind) -> SearchStrategy[Expression]:
    return st.sampled_from(SUBJECTS[kind]).map(Name)


_day_terms: SearchStrategy[Expression] = st.one_of(
    _names(Kind.DATE), st.just(Name(AS_OF)), st.sampled_from(DAYS).map(Literal)
)
_constants = st.integers(-50, 50).map(Literal)
_number_terms: SearchStrategy[Expression] = st.recursive(
    st.one_of(_names(Kind.INTEGER), st.sampled_from(NUMBERS).map(Literal)),
    lambda term: st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-"), term, term), st.builds(Arithmetic, st.just("*"), term, _constants)
    ),
    max_leaves=4,
)
_ORDERED = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
_EQUAL = st.sampled_from(["==", "!="])


def _among(kind: Kind, values: SearchStrategy[Any]) -> SearchStrategy[Expression]:
    choices = st.lists(values.map(Literal), min_size=1, max_size=3).map(tuple)
    return st.builds(Among, _names(kind), choices, st.booleans())


_conditions: SearchStrategy[Expression] = st.one_of(
    st.builds(Comparison, _ORDERED, _day_terms, _day_terms),
    st.builds(Comparison, _ORDERED, _number_terms, _number_terms),
    st.builds(Comparison, _EQUAL, _names(Kind.TEXT), words.map(Literal)),
    st.builds(Comparison, _EQUAL, _names(Kind.TEXT), _names(Kind.TEXT)),
    st.builds(Comparison, _EQUAL, _names(Kind.FLAG), st.booleans().map(Literal)),
    _names(Kind.FLAG),
    st.booleans().map(Literal),
    _among(Kind.TEXT, words),
    _among(Kind.DATE, st.sampled_from(DAYS)),
    _among(Kind.INTEGER, st.sampled_from(NUMBERS)),
    st.builds(IsNone, st.sampled_from([n for names in SUBJECTS.values() for n in names]).map(Name), st.booleans()),
)
expressions: SearchStrategy[Expression] = st.recursive(
    _conditions,
    lambda part: st.one_of(
        st.builds(Both, st.lists(part, max_size=3).map(tuple)),
        st.builds(Either, st.lists(part, max_size=3).map(tuple)),
        st.builds(Negation, part),
        st.builds(Holds, part),
    ),
    max_leaves=8,
)
"""Conditions of the rule language, and what rules compose of them (``Holds``, empty conjunctions)."""


@st.composite
def facts(draw: st.DrawFn, names: tuple[str, ...] = tuple(n for ns in SUBJECTS.values() for n in ns)) -> Facts:
    """Facts in which ``names`` hold something, hold nothing, or are unknown."""
    told = draw(st.sets(st.sampled_from(names), max_size=18))
    unknown = draw(st.frozensets(st.sampled_from(names), max_size=3)) if draw(st.booleans()) else frozenset()
    values = {name: draw(VALUES[VOCABULARY[name].kind]) for name in sorted(told)}
    return Facts().having(**values).having(**dict.fromkeys(unknown)).unknowing(unknown)


recorded_facts = facts(tuple(RECORDED))
"""Facts as somebody might have stated them, sense or nonsense."""

_maybe_day = st.one_of(st.none(), days)
_maybe_word = st.one_of(st.none(), words)
_counts = st.integers(0, 40)
_reviews = st.builds(
    Review,
    step=st.integers(1, 25),
    level=st.sampled_from(ReviewLevel),
    decision=st.sampled_from(Move),
    on=days,
    person=words,
    office=words,
    opinion=_maybe_word,
    vote=st.one_of(st.none(), st.tuples(_counts, _counts, _counts, _counts, _counts)),
)
_ballots = st.builds(
    Ballot,
    on=days,
    entitled=_counts,
    present=_counts,
    issued=_counts,
    collected=_counts,
    votes_for=_counts,
    against=_counts,
    abstained=_counts,
    invalid=_counts,
    written=st.lists(st.builds(WrittenOpinion, member=words, approves=st.booleans()), max_size=2).map(tuple),
    exclusions=st.lists(st.builds(Exclusion, member=words, reason=words, approval=_maybe_word), max_size=2).map(tuple),
    attendance=st.lists(words, max_size=2).map(tuple),
    together=st.booleans(),
    roster_entitled=st.one_of(st.none(), _counts),
)
_vettings = st.builds(
    Vetting,
    body=st.one_of(st.sampled_from(Agency), words),
    asked_on=_maybe_day,
    due_on=_maybe_day,
    answered_on=_maybe_day,
    opinion=_maybe_word,
    handling=_maybe_word,
)
_materials = st.builds(
    Material,
    kind=words,
    step=st.integers(1, 25),
    on=_maybe_day,
    provider=_maybe_word,
    copies=st.integers(1, 9),
    pages=st.one_of(st.none(), st.integers(1, 99)),
    reopened=st.booleans(),
)
sanctions = st.lists(st.builds(Sanction, kind=words, on=days, restored_on=_maybe_day), max_size=2).map(tuple)


@st.composite
def records(draw: st.DrawFn, dossier: str = "D1", seq: int = 1) -> StepRecord:
    """Any record that could stand in the journal, whether or not the procedure would allow it."""
    stated = draw(recorded_facts)
    values = {n: v for n in RECORDED if (v := stated[n]) is not None and n != "id_number"}
    return StepRecord(
        dossier=dossier,
        dossier_seq=seq,
        move=draw(st.sampled_from(Move)),
        on=draw(days),
        entered_at=draw(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001  bounds are naive
        entered_by=draw(words),
        position=draw(st.sampled_from(["1", "8:review", "23", "archived"])),
        step=draw(st.one_of(st.none(), st.integers(1, 25))),
        reason=draw(_maybe_word),
        facts=values,
        voids=tuple(draw(st.lists(st.sampled_from(tuple(RECORDED)), max_size=2, unique=True))),
        unknown=draw(st.one_of(st.none(), st.just(stated.unknown))),
        review=draw(st.one_of(st.none(), _reviews)),
        ballot=draw(st.one_of(st.none(), _ballots)),
        vetting=draw(st.one_of(st.none(), _vettings)),
        materials=tuple(draw(st.lists(_materials, max_size=2))),
        warnings=tuple(draw(st.lists(words, max_size=2))),
    )
