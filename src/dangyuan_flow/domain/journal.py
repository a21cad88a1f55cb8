"""The journal (一事一记): immutable records, how each changes a dossier, and the chain of digests that binds them.

``fold`` over a dossier's records gives the dossier; the store keeps the result and ``journal verify`` compares the two.
The day of the act (``on``) and the moment of entry are two things; so are who decided and who typed it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion
from dangyuan_flow.domain.derived import probation
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import RECORDED, VOCABULARY, Facts, Kind, Value
from dangyuan_flow.domain.review import Review, ReviewLevel
from dangyuan_flow.domain.vetting import Vetting
from dangyuan_flow.domain.workflow import CLOSED, ENTRY, FINAL, Move

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GENESIS = "0" * 64
CONVERSION_REQUEST, CONVERSION_MEETING = 22, 23


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """A paper in the file (档案材料): what, of which step, when, from whom; ``digest`` is its content's SHA-256."""

    kind: str
    step: int
    on: date | None = None
    provider: str | None = None
    copies: int = 1
    pages: int | None = None
    file_name: str | None = None
    digest: str | None = None
    reopened: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StepRecord:
    """One line of the journal.

    ``facts``: what it puts on record; ``voids``: facts that no longer count (their records stay readable).
    ``position``: where the dossier stands afterwards. ``particulars``: texts that papers quote and no rule judges
    (谈话内容 …). ``decided_by`` with ``office``: who decided; ``entered_by``: who typed it; ``on_behalf_of``: for whom
    a substitute acted. ``unknown``: for imports, the facts the source could not tell.
    """

    dossier: str
    dossier_seq: int
    move: Move
    on: date
    entered_at: datetime
    entered_by: str
    position: str
    step: int | None = None
    decided_by: str | None = None
    office: str | None = None
    on_behalf_of: str | None = None
    reason: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    voids: tuple[str, ...] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] | None = None
    review: Review | None = None
    ballot: Ballot | None = None
    vetting: Vetting | None = None
    vettings: tuple[Vetting, ...] = ()
    before: str | None = None
    materials: tuple[Material, ...] = ()
    warnings: tuple[str, ...] = ()
    batch: str | None = None

    def document(self) -> dict[str, Any]:
        """The record as JSON-ready values, without what is empty; what the digest is taken over."""
        found: dict[str, Any] = {}
        for spec in dataclasses.fields(self):
            value = getattr(self, spec.name)
            if value is None or value in ((), {}):
                continue
            found[spec.name] = _plain(value)
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> StepRecord:
        """Read a record back from its document (as the store keeps it)."""
        values = dict(document)
        values["move"] = Move(values["move"])
        values["on"] = date.fromisoformat(values["on"])
        values["entered_at"] = datetime.fromisoformat(values["entered_at"])
        values["facts"] = {name: fact_from_json(name, value) for name, value in values.get("facts", {}).items()}
        values["voids"] = tuple(values.get("voids", ()))
        values["warnings"] = tuple(values.get("warnings", ()))
        if "unknown" in values:
            values["unknown"] = frozenset(values["unknown"])
        if "review" in values:
            values["review"] = review_from_json(values["review"])
        if "ballot" in values:
            values["ballot"] = ballot_from_json(values["ballot"])
        if "vetting" in values:
            values["vetting"] = vetting_from_json(values["vetting"])
        values["vettings"] = tuple(vetting_from_json(v) for v in values.get("vettings", ()))
        values["materials"] = tuple(material_from_json(m) for m in values.get("materials", ()))
        return cls(**values)


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: one text for one record."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous: str, text: str) -> str:
    """The digest (SHA-256, hex) of a record's canonical ``text`` after the record whose digest is ``previous``."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """One person's case as it stands: the fold of its records (一人一档)."""

    id: str
    seq: int = 0
    position: str = ENTRY
    before: str = ENTRY
    facts: Facts = field(default_factory=Facts)
    round: tuple[Review, ...] = ()
    reviews: tuple[Review, ...] = ()
    ballots: tuple[tuple[int, Ballot], ...] = ()
    materials: tuple[Material, ...] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)

    def papers_at(self, step: int) -> frozenset[str]:
        """The kinds of paper in the file for ``step``; those of the meeting that extended serve no second one."""
        since = probation.extended_on(self.facts) if step >= CONVERSION_REQUEST else None
        return frozenset(
            m.kind
            for m in self.materials
            if m.step == step and not m.reopened and (since is None or m.on is None or m.on > since)
        )

    @property
    def is_open(self) -> bool:
        """Whether the dossier is still under way."""
        return self.position not in CLOSED

    def document(self) -> dict[str, Any]:
        """The base state as JSON-ready values: recorded facts only, no derived ones."""
        recorded = {n: _plain(v) for n in RECORDED if (v := self.facts[n]) is not None}
        return {
            "id": self.id,
            "seq": self.seq,
            "position": self.position,
            "before": self.before,
            "facts": recorded,
            "unknown": sorted(self.facts.unknown & RECORDED.keys()),
            "vettings": [_plain(v) for v in self.facts.vettings],
            "round": [_plain(r) for r in self.round],
            "reviews": [_plain(r) for r in self.reviews],
            "ballots": [[step, _plain(b)] for step, b in self.ballots],
            "materials": [_plain(m) for m in self.materials],
            "particulars": dict(self.particulars),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Dossier:
        """Read a dossier's base state back; derived facts are computed anew."""
        facts = Facts(**{name: fact_from_json(name, value) for name, value in document["facts"].items()})  # type: ignore[arg-type]  # typed by name
        facts.__dict__["unknown"] = frozenset(document["unknown"])
        facts.__dict__["vettings"] = tuple(vetting_from_json(v) for v in document["vettings"])
        return cls(
            id=document["id"],
            seq=document["seq"],
            position=document["position"],
            before=document["before"],
            facts=derive(facts),
            round=tuple(review_from_json(r) for r in document["round"]),
            reviews=tuple(review_from_json(r) for r in document["reviews"]),
            ballots=tuple((step, ballot_from_json(b)) for step, b in document["ballots"]),
            materials=tuple(material_from_json(m) for m in document["materials"]),
            particulars=document.get("particulars", {}),
        )


def apply(dossier: Dossier, record: StepRecord) -> Dossier:
    """The dossier after one more record."""
    changes: dict[str, Value] = dict.fromkeys(record.voids)
    if record.step == CONVERSION_MEETING and record.move in (Move.BALLOT, Move.COMPLETE):
        changes |= _second_conversion(dossier.facts)
    changes |= record.facts
    if dossier.facts.archived_on is not None and record.move in (Move.CORRECT, Move.COMPLETE, Move.RECORD):
        changes["changes_after_archiving"] = (dossier.facts.changes_after_archiving or 0) + 1
    replaced = _replaced(dossier.materials, record.materials)
    if replaced:
        changes["papers_replaced"] = (dossier.facts.papers_replaced or 0) + replaced
    facts = dossier.facts.having(**changes)
    if record.unknown is not None:
        facts = facts.unknowing(record.unknown)
    if record.vettings:
        facts = facts.having()
        facts.__dict__["vettings"] = record.vettings
    if record.vetting is not None:
        facts = _with_vetting(facts, record.vetting)
    ballots = dossier.ballots
    if record.ballot is not None and record.step is not None:
        ballots = (*ballots, (record.step, record.ballot))
    decided = () if record.review is None else (record.review,)
    return Dossier(
        id=dossier.id,
        seq=record.dossier_seq,
        position=record.position,
        before=_before(dossier, record),
        facts=derive(facts),
        round=(*dossier.round, *decided) if record.position.endswith(":review") else (),
        reviews=(*dossier.reviews, *decided),
        ballots=ballots,
        materials=_with_materials(_still_valid(dossier.materials, record), record),
        particulars={**dossier.particulars, **record.particulars} if record.particulars else dossier.particulars,
    )


def _before(dossier: Dossier, record: StepRecord) -> str:
    """The position ahead of an exit: where the dossier stood, or where an import says that it stood."""
    if record.before is not None:
        return record.before
    return dossier.position if record.position in FINAL and dossier.position not in FINAL else dossier.before


def fold(dossier_id: str, records: Iterable[StepRecord]) -> Dossier:
    """The dossier that its records amount to."""
    dossier = Dossier(id=dossier_id)
    for record in records:
        dossier = apply(dossier, record)
    return dossier


def _second_conversion(f: Facts) -> dict[str, Value]:
    """A second meeting after an extension: the first one moves to the extension's own facts."""
    if f.conversion_result != probation.EXTENDED or f.conversion_approved_on is None:
        return {}
    emptied: dict[str, Value] = {
        name: None
        for name, fact in RECORDED.items()
        if fact.step in (23, 24)
        and name.startswith("conversion_")
        and name not in ("conversion_applied_on", "conversion_approver_kind", "conversion_approver_empowered")
    }
    return emptied | {"extension_met_on": f.conversion_met_on, "extension_approved_on": f.conversion_approved_on}


def _with_vetting(facts: Facts, vetting: Vetting) -> Facts:
    """Put a question or an answer on record; an answer belongs to the oldest open question to the same body."""
    known = list(facts.vettings)
    if vetting.is_answered:
        place = next(
            (
                i
                for i, v in enumerate(known)
                if (v.body, v.about) == (vetting.body, vetting.about) and not v.is_answered
            ),
            None,
        )
        if place is None:
            known.append(vetting)
        else:
            asked = known[place]
            known[place] = dataclasses.replace(
                vetting, asked_on=asked.asked_on, letter=asked.letter, due_on=asked.due_on
            )
    else:
        known.append(vetting)
    changed = facts.having()
    changed.__dict__["vettings"] = tuple(known)
    return changed


def _replaced(old: tuple[Material, ...], new: tuple[Material, ...]) -> int:
    """How many papers of ``new`` stand in for one with another content that nobody had sent back."""
    kept = {(m.step, m.kind): m.digest for m in old if m.digest is not None and not m.reopened} if new else {}
    return sum(m.digest is not None and kept.get((m.step, m.kind), m.digest) != m.digest for m in new)


def _with_materials(materials: tuple[Material, ...], record: StepRecord) -> tuple[Material, ...]:
    if not record.materials:
        return materials
    new = {(m.step, m.kind) for m in record.materials}
    return (*(m for m in materials if (m.step, m.kind) not in new), *record.materials)


_SENT_BACK = frozenset({Move.RETURN, Move.REFUSE, Move.RECONSIDER})


def _still_valid(materials: tuple[Material, ...], record: StepRecord) -> tuple[Material, ...]:
    """The papers that stand after ``record``: what is done anew is papered anew (the old ones stay in the journal)."""
    back_to = record.position.partition(":")[0]
    if record.move not in _SENT_BACK or not back_to.isdecimal():
        return materials
    return tuple(m for m in materials if m.step < int(back_to))


VETTING_FACTS = frozenset(
    {"opinion_discipline", "opinion_police", "opinion_procuratorate", "opinion_court"}
    | {"vetting_replied_on", "vetting_handling"}
)
"""What vetting found is no step's own fact: a return to an earlier step does not make an answer unsaid."""


EXTENSION_FACTS = frozenset({"extension_met_on", "extension_approved_on", "extension_months", "stated_extension_to"})
"""What an approved extension left: a return from the second meeting does not shorten probation again."""


def voided_from(step: int, facts: Facts) -> tuple[str, ...]:
    """The recorded facts of ``step`` and all later ones that are on record: what a return to ``step`` voids."""
    kept = VETTING_FACTS
    if step >= CONVERSION_REQUEST and facts.extension_approved_on is not None:
        kept |= EXTENSION_FACTS
    return tuple(
        name
        for name, fact in RECORDED.items()
        if fact.step is not None and fact.step >= step and facts[name] is not None and name not in kept
    )


def _plain(value: object) -> Any:  # noqa: ANN401  JSON, whose shape is the value's own
    match value:
        case None | str() | int() | float():
            return value
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(item) for item in value]
        case frozenset() | set():
            return sorted(value)
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case _:
            return _fields(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value


def _fields(value: Any) -> dict[str, Any]:  # noqa: ANN401  any of the domain's frozen values
    """A value's fields by name, without what is empty."""
    return {
        spec.name: _plain(item)
        for spec in dataclasses.fields(value)
        if (item := getattr(value, spec.name)) is not None and item != ()
    }


def fact_from_json(name: str, value: Any) -> Value:  # noqa: ANN401  JSON, whose shape the fact's kind decides
    """Read a fact's JSON value by its kind in the vocabulary."""
    if value is None:
        return None
    match VOCABULARY[name].kind:
        case Kind.DATE:
            return date.fromisoformat(value)
        case Kind.DATES:
            return tuple(date.fromisoformat(item) for item in value)
        case Kind.TEXTS:
            return tuple(value)
        case _:
            return value  # type: ignore[no-any-return]  # written by _plain


def _dates(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return values | {name: date.fromisoformat(values[name]) for name in names if values.get(name)}


def review_from_json(values: Mapping[str, Any]) -> Review:
    """Read a review back."""
    found = _dates(dict(values), "on")
    vote = tuple(found["vote"]) if found.get("vote") else None
    found["checklist"] = tuple(found.get("checklist", ()))
    return Review(**found | {"level": ReviewLevel(found["level"]), "decision": Move(found["decision"]), "vote": vote})


def ballot_from_json(values: Mapping[str, Any]) -> Ballot:
    """Read a ballot back."""
    found = _dates(dict(values), "on")
    found["written"] = tuple(WrittenOpinion(**w) for w in found.get("written", ()))
    found["exclusions"] = tuple(Exclusion(**{"approval": None, **e}) for e in found.get("exclusions", ()))
    for name in ("attendance", "sponsors_absent", "without_vote"):
        found[name] = tuple(found.get(name, ()))
    return Ballot(**found)


def vetting_from_json(values: Mapping[str, Any]) -> Vetting:
    """Read a vetting back."""
    return Vetting(**_dates(dict(values), "asked_on", "due_on", "answered_on"))


def material_from_json(values: Mapping[str, Any]) -> Material:
    """Read a material back."""
    return Material(**_dates(dict(values), "on"))
