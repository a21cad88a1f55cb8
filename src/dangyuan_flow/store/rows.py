"""A dossier as a row, and back: one column a fact, a bit for each unknown fact, and the rest as JSON.

The numbering of the bits is part of the derivation's version: where a row carries another version, neither its bits nor
its derived facts are read, and the dossier is folded from the journal instead.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from dangyuan_flow.domain.derived.derivation import version
from dangyuan_flow.domain.facts import RECORDED, VOCABULARY, Facts, Kind
from dangyuan_flow.domain.journal import (
    Dossier,
    ballot_from_json,
    canonical,
    material_from_json,
    review_from_json,
    vetting_from_json,
)
from dangyuan_flow.store.tables import COLUMNS, FACTS_IN_A_WORD, STANDING, WORDS

_NAMES = tuple(VOCABULARY)
_NUMBERED = tuple(sorted(VOCABULARY))
_NUMBERS = {name: number for number, name in enumerate(_NUMBERED)}
_FIRST_WORD = len(STANDING)
_FIRST_FACT = _FIRST_WORD + WORDS
_STATE = len(COLUMNS) - 1
NUMBERING = hashlib.sha256(" ".join(_NUMBERED).encode()).hexdigest()[:8]

_of = itemgetter(*_NAMES)
_DAYS = tuple(i for i, name in enumerate(_NAMES) if VOCABULARY[name].kind is Kind.DATE)
_FLAGS = tuple(i for i, name in enumerate(_NAMES) if VOCABULARY[name].kind is Kind.FLAG)
_DAY_LISTS = tuple(i for i, name in enumerate(_NAMES) if VOCABULARY[name].kind is Kind.DATES)
_TEXT_LISTS = tuple(i for i, name in enumerate(_NAMES) if VOCABULARY[name].kind is Kind.TEXTS)


def derivation() -> str:
    """What a row's derived facts and unknown bits go back to: derivation, calendar in force, vocabulary."""
    return f"{version()}/{NUMBERING}"


StandingAt = Callable[[str, str | None], str]
"""What a person is at a position, given the one before (:meth:`Workflow.standing_at`)."""


@lru_cache(maxsize=4096)
def words(unknown: frozenset[str]) -> tuple[int, ...]:
    """The bit words that say which facts are unknown (or which facts a rule needs)."""
    found = [0] * WORDS
    for name in unknown:
        word, bit = divmod(_NUMBERS[name], FACTS_IN_A_WORD)
        found[word] |= 1 << bit
    return tuple(found)


@lru_cache(maxsize=4096)
def unknown_of(bits: tuple[int, ...]) -> frozenset[str]:
    """The facts whose bits are set."""
    if not any(bits):
        return frozenset()
    return frozenset(
        name for name, number in _NUMBERS.items() if bits[number // FACTS_IN_A_WORD] >> (number % FACTS_IN_A_WORD) & 1
    )


def encoded(facts: Facts, *, iso: bool) -> list[Any]:
    """The facts as column values, in the order of the columns; ``iso``: days as text (SQLite)."""
    values = list(_of(facts.__dict__))
    if iso:
        for i in _DAYS:
            if values[i] is not None:
                values[i] = values[i].isoformat()
    for i in _DAY_LISTS:
        if values[i] is not None:
            values[i] = json.dumps([day.isoformat() for day in values[i]])
    for i in _TEXT_LISTS:
        if values[i] is not None:
            values[i] = json.dumps(values[i], ensure_ascii=False)
    return values


def decoded(values: Sequence[Any], bits: tuple[int, ...], *, iso: bool) -> Facts:
    """The facts that column ``values`` hold, derived ones included; nothing is computed."""
    found = list(values)
    if iso:
        for i in _DAYS:
            if found[i] is not None:
                found[i] = date.fromisoformat(found[i])
        for i in _FLAGS:
            if found[i] is not None:
                found[i] = bool(found[i])
    for i in _DAY_LISTS:
        if found[i] is not None:
            found[i] = tuple(map(date.fromisoformat, json.loads(found[i])))
    for i in _TEXT_LISTS:
        if found[i] is not None:
            found[i] = tuple(json.loads(found[i]))
    facts = object.__new__(Facts)
    state = facts.__dict__
    state.update(zip(_NAMES, found, strict=True))
    state["unknown"] = unknown_of(bits)
    state["vettings"] = ()
    return facts


def row_of(dossier: Dossier, standing_at: StandingAt | None, *, iso: bool) -> tuple[Any, ...]:
    """The whole row of ``dossier``, in the order of :data:`COLUMNS`."""
    return (
        dossier.id,
        dossier.seq,
        dossier.position,
        dossier.before,
        None if standing_at is None else str(standing_at(dossier.position, dossier.before)),
        dossier.is_open,
        derivation(),
        *words(dossier.facts.unknown),
        *encoded(dossier.facts, iso=iso),
        state_of(dossier),
    )


def bare_row(dossier_id: str, facts: Facts, *, iso: bool) -> tuple[Any, ...]:
    """The row of facts that belong to no journal (a line of a ledger)."""
    return (dossier_id, 0, "", "", None, True, derivation(), *words(facts.unknown), *encoded(facts, iso=iso), "{}")


_STATE_PARTS = ("vettings", "round", "reviews", "ballots", "materials", "particulars")


def state_of(dossier: Dossier) -> str:
    """What no column holds (reviews, ballots, papers, questions to bodies), as canonical JSON without what is empty."""
    parts = (
        dossier.round,
        dossier.reviews,
        dossier.ballots,
        dossier.materials,
        dossier.particulars,
        dossier.facts.vettings,
    )
    if not any(parts):
        return "{}"
    whole = dataclasses.replace(dossier, facts=_only_vettings(dossier.facts)).document()
    return canonical({name: whole[name] for name in _STATE_PARTS if whole[name]})


def _only_vettings(facts: Facts) -> Facts:
    bare = Facts()
    bare.__dict__["vettings"] = facts.vettings
    return bare


def facts_of(row: Sequence[Any], *, iso: bool) -> Facts:
    """The facts of a whole row (its vettings are in the state, and no rule reads them)."""
    return decoded(row[_FIRST_FACT:_STATE], tuple(row[_FIRST_WORD:_FIRST_FACT]), iso=iso)


def dossier_of(row: Sequence[Any], *, iso: bool) -> Dossier:
    """The dossier that a whole row holds, derived facts as stored. Its derivation must be the present one."""
    facts = facts_of(row, iso=iso)
    text = row[_STATE]
    state = json.loads(text) if text != "{}" else {}
    if "vettings" in state:
        facts.__dict__["vettings"] = tuple(vetting_from_json(v) for v in state["vettings"])
    return Dossier(
        id=row[0],
        seq=row[1],
        position=row[2],
        before=row[3],
        facts=facts,
        round=tuple(review_from_json(r) for r in state.get("round", ())),
        reviews=tuple(review_from_json(r) for r in state.get("reviews", ())),
        ballots=tuple((step, ballot_from_json(b)) for step, b in state.get("ballots", ())),
        materials=tuple(material_from_json(m) for m in state.get("materials", ())),
        particulars=state.get("particulars", {}),
    )


def derivation_of(row: Sequence[Any]) -> str:
    """The derivation that a row goes back to."""
    return str(row[len(STANDING) - 1])


def numbering_of(row: Sequence[Any]) -> str:
    """The vocabulary by which a row's unknown bits are numbered."""
    return derivation_of(row).rpartition("/")[2]


def base_of(dossier: Dossier) -> dict[str, Any]:
    """What was recorded, nothing derived: what a dossier and the fold of its records must agree on."""
    facts = dossier.facts
    return {
        "seq": dossier.seq,
        "position": dossier.position,
        "before": dossier.before,
        **{name: facts[name] for name in RECORDED},
        "unknown": facts.unknown & RECORDED.keys(),
        "vettings": facts.vettings,
        "round": dossier.round,
        "reviews": dossier.reviews,
        "ballots": dossier.ballots,
        "materials": dossier.materials,
        "particulars": dict(dossier.particulars),
    }
