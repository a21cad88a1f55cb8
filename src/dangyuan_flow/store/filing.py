"""The file of findings and of registered sweeps: looked up, listed, counted, and each finding's history."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true

from dangyuan_flow.domain.finding import WAITING, Finding
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.sweep import FindingKey, KeptSweep, Scope
from dangyuan_flow.store import findings, rereading
from dangyuan_flow.store.database import Database, Progress
from dangyuan_flow.store.lines import Line, read
from dangyuan_flow.store.rereading import StoreSweep
from dangyuan_flow.store.tables import DOSSIER, FINDING, JOURNAL, SWEEP

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which findings a list shows; what is ``None`` does not narrow it.

    ``branches``: of these branches (where the dossier is now) or bodies. ``found_by``: found on that day or before.
    ``overdue_on``: to be mended by a day before this one. ``present``: found by the last sweep that covers them.
    """

    branches: Collection[str] | None = None
    numbers: Collection[int] | None = None
    subject: str | None = None
    codes: Collection[str] | None = None
    rules: Collection[str] | None = None
    severities: Collection[str] | None = None
    certainty: str | None = None
    states: Collection[str] | None = None
    assigned_to: str | None = None
    found_by: date | None = None
    overdue_on: date | None = None
    present: bool | None = None

    def condition(self) -> ColumnElement[bool]:
        """The choice as a condition on findings beside their dossiers."""
        f = FINDING.c
        found: list[ColumnElement[bool]] = []
        chosen: tuple[tuple[ColumnElement[Any], Collection[Any] | None], ...] = (
            (_BRANCH, self.branches),
            (f.number, self.numbers),
            (f.code, self.codes),
            (f.rule, self.rules),
            (f.severity, self.severities),
            (f.state, self.states),
        )
        found.extend(column.in_(tuple(wanted)) for column, wanted in chosen if wanted is not None)
        single = ((f.subject, self.subject), (f.certainty, self.certainty), (f.assigned_to, self.assigned_to))
        found.extend(column == wanted for column, wanted in single if wanted is not None)
        if self.present is not None:
            found.append(f.present.is_(self.present))
        if self.found_by is not None:
            found.append(f.found_on <= self.found_by)
        if self.overdue_on is not None:
            found.append(and_(f.state.in_([state.value for state in WAITING]), f.due_on < self.overdue_on))
        return and_(true(), *found)


_BRANCH = func.coalesce(DOSSIER.c.branch, FINDING.c.branch)
"""Where a finding belongs now: a dossier may have moved on since it was found."""
_FROM = FINDING.outerjoin(DOSSIER, and_(FINDING.c.about == "dossier", DOSSIER.c.id == FINDING.c.subject))


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """A finding with the branch where its dossier is now."""

    finding: Finding
    branch: str | None


class FindingFile:
    """A store's findings and registered sweeps, to be read; they are written by :meth:`Store.append` alone."""

    def __init__(self, database: Database) -> None:
        """Read from ``database``."""
        self.database = database

    def list(self, wanted: Wanted, *, limit: int | None = None) -> tuple[Filed, ...]:
        """The findings ``wanted``: the gravest first, facts before leads, then the oldest."""
        query = select(FINDING.c.document, _BRANCH).select_from(_FROM).where(wanted.condition())
        query = query.order_by(FINDING.c.severity, FINDING.c.certainty, FINDING.c.found_on, FINDING.c.number)
        with self.database.reading() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return tuple(Filed(finding=Finding.from_document(json.loads(text)), branch=branch) for text, branch in rows)

    def count(self, wanted: Wanted) -> int:
        """How many findings are ``wanted``."""
        query = select(func.count()).select_from(_FROM).where(wanted.condition())
        with self.database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def known(self, keys: Collection[FindingKey]) -> dict[FindingKey, Finding]:
        """The findings with ``keys`` that were ever found."""
        found: dict[FindingKey, Finding] = {}
        subjects = sorted({subject for subject, _ in keys})
        for start in range(0, len(subjects), _AT_ONCE):
            query = select(FINDING.c.document).where(FINDING.c.subject.in_(subjects[start : start + _AT_ONCE]))
            with self.database.reading() as connection:
                for (text,) in connection.execute(query):
                    finding = Finding.from_document(json.loads(text))
                    if finding.key in keys:
                        found[finding.key] = finding
        return found

    def check_unchanged(self, since: int, numbers: Collection[int]) -> None:
        """Raise :class:`Conflict` where a line of the journal after ``since`` is about any of the findings."""
        asked = sorted(numbers)
        changed: list[int] = []
        with self.database.reading() as connection:
            for start in range(0, len(asked), _AT_ONCE):
                some = FINDING.c.number.in_(asked[start : start + _AT_ONCE])
                changed += connection.execute(select(FINDING.c.number).where(some, FINDING.c.seq > since)).scalars()
        if changed:
            raise findings.overtaken(changed)

    def history(self, number: int) -> tuple[Line[RegistryEntry], ...]:
        """Every line of the journal about a finding, oldest first."""
        query = select(JOURNAL.c.seq, JOURNAL.c.digest, JOURNAL.c.document)
        query = query.where(JOURNAL.c.kind == findings.FINDINGS, JOURNAL.c.key == str(number)).order_by(JOURNAL.c.seq)
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        entries = ((seq, digest, read(text)) for seq, digest, text in rows)
        return tuple(Line(seq, digest, entry) for seq, digest, entry in entries if isinstance(entry, RegistryEntry))

    def last_number(self) -> int:
        """The highest number that a finding has; 0 where there is none."""
        return self._highest(FINDING.c.number)

    def last_sweep_number(self) -> int:
        """The number of the latest registered sweep of any scope; 0 where there is none."""
        return self._highest(SWEEP.c.number)

    def _highest(self, column: ColumnElement[int]) -> int:
        with self.database.reading() as connection:
            return int(connection.execute(select(func.max(column))).scalar() or 0)

    def sweeps(self, scope: Scope | None = None, *, limit: int | None = None) -> tuple[KeptSweep, ...]:
        """The registered sweeps (of one scope), the latest first."""
        with self.database.reading() as connection:
            return findings.sweeps(connection, None if scope is None else scope.text, limit=limit)

    def sweep(  # noqa: PLR0913  what is swept, and how
        self,
        rule_set: RuleSet,
        as_of: date,
        *,
        scope: Scope,
        branches: Collection[str] | None = None,
        keep: bool = False,
        anew: bool = False,
        progress: Progress | None = None,
    ) -> StoreSweep:
        """Sweep, building on the last registered sweep of the scope where that can be; see ``rereading.py``."""
        return rereading.sweep(
            self.database,
            rule_set,
            as_of,
            scope=scope,
            branches=branches,
            keep=keep,
            anew=anew,
            progress=progress,
        )
