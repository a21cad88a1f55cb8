"""What a ledger holds once it is read: persons, the further sheets' rows, and every cell that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.people import Member, Organization


@dataclass(frozen=True, kw_only=True, slots=True)
class CellError:
    """A cell that cannot be read: where it stands, what stands in it, and what to do about it.

    ``row`` counts from 1, as the spreadsheet shows it; ``column`` is the header as written (its letter where it has
    none). The fact that the cell should tell is *unknown* for its row, never missing.
    """

    sheet: str
    row: int
    column: str
    value: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """One person's row.

    ``values`` holds only facts that have a value. ``unreadable`` holds facts that this row's cells leave unknown:
    unreadable cells, and ``（未知）``.
    """

    sheet: str
    row: int
    name: str
    values: Mapping[str, Value]
    unreadable: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class VettingRow:
    """A line of 联审: what one body was asked about one person, and what it replied; ``of`` is the person's row."""

    sheet: str = "联审"
    row: int = 0
    of: int | None = None
    name: str
    id_number: str | None = None
    body: str | None = None
    asked_on: date | None = None
    replied_on: date | None = None
    conclusion: str | None = None
    details: str | None = None
    handling: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ExaminationRow:
    """A line of 考察: one examination of one person; ``stage`` is 积极分子 or 预备党员, ``of`` the person's row."""

    sheet: str = "考察"
    row: int = 0
    of: int | None = None
    name: str
    id_number: str | None = None
    stage: str | None = None
    on: date | None = None
    by: str | None = None
    opinion: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRow:
    """A line of 年度计划: how many a body may admit in a year, and of which make-up."""

    sheet: str = "年度计划"
    row: int = 0
    year: int | None = None
    organization: str | None = None
    quota: int | None = None
    structure: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeRow:
    """A line of 家庭成员: a relative of the person in row ``of``, and how the relative was reviewed."""

    sheet: str = "家庭成员"
    row: int = 0
    of: int | None = None
    name: str
    id_number: str | None = None
    relative: str | None = None
    relation: str | None = None
    employer_and_post: str | None = None
    standing: str | None = None
    reviewed_how: str | None = None
    replied_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TextCell:
    """A whole text of the person in row ``of``; ``name`` is that of the particular which it is."""

    of: int
    name: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """A ledger as it was read.

    ``columns`` says which header, as written, tells each fact; ``known`` are the facts that this file's columns can
    tell at all. ``unused_columns`` (``sheet!header``) were kept aside. ``header_notes`` say how ambiguous headers were
    understood and what else was left unread.
    """

    path: Path
    main_sheet: str
    rows: tuple[LedgerRow, ...]
    columns: Mapping[str, str]
    known: frozenset[str]
    unused_columns: tuple[str, ...] = ()
    header_notes: tuple[str, ...] = ()
    cell_errors: tuple[CellError, ...] = ()
    organizations: tuple[Organization, ...] = ()
    members: tuple[Member, ...] = ()
    vettings: tuple[VettingRow, ...] = ()
    examinations: tuple[ExaminationRow, ...] = ()
    plan: tuple[PlanRow, ...] = ()
    relatives: tuple[RelativeRow, ...] = ()
    texts: tuple[TextCell, ...] = ()
