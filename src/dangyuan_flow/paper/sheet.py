"""One sheet: the plain values that one form is filled with. Nothing is computed here; what is absent is ``None``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class StepLine:
    """One of the 25 lines of the 全程纪实表."""

    number: int
    name: str
    stage: str | None = None
    on: date | None = None
    by: str | None = None
    conclusion: str | None = None
    remark: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialLine:
    """One document of the dossier, as the list of materials names it."""

    number: int
    kind: str
    copies: int | None = None
    pages: int | None = None
    on: date | None = None
    remark: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VettingLine:
    """What one outside body was asked, and what it answered."""

    body: str
    asked_on: date | None = None
    letter: str | None = None
    due_on: date | None = None
    answered_on: date | None = None
    outcome: str | None = None
    summary: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """One person of a roster; the names are those of the facts."""

    name: str
    sex: str | None = None
    nation: str | None = None
    born_on: date | None = None
    id_number: str | None = None
    education: str | None = None
    employer_and_post: str | None = None
    applied_on: date | None = None
    recommended_by: str | None = None
    activist_on: date | None = None
    contacts: tuple[str, ...] | None = None
    remarks: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """The values of one form for one dossier (or, where ``people`` is given, for a roster).

    ``facts`` are named as in ``domain.facts.VOCABULARY`` and ``vocabulary.PARTICULARS``; other names are ignored.
    ``occasion`` chooses between the uses of one form (admission, conversion …); ``None`` lets the form choose by what
    is on record. ``digest`` and ``dossier_seq`` tell which state of the record was printed.
    """

    facts: Mapping[str, object]
    dossier_id: str
    dossier_seq: int
    digest: str
    printed_on: date
    edition: str
    occasion: str | None = None
    branch: str | None = None
    general_branch: str | None = None
    committee: str | None = None
    people: tuple[PersonLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    vettings: tuple[VettingLine, ...] = ()

    @property
    def roster(self) -> tuple[PersonLine, ...]:
        """The people the paper is about: those given, or the dossier's own person."""
        if self.people:
            return self.people
        known = {line.name: self.facts.get(line.name) for line in fields(PersonLine)}
        return (PersonLine(**known),)  # type: ignore[arg-type]  # facts hold the types that PersonLine names
