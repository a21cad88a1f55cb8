"""The store: opened once, read freely, written in one way only.

Everything that a journey knows of a database is here; the work itself is in the modules beside.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, true

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.journal import GENESIS, Dossier, StepRecord, fold
from dangyuan_flow.domain.people import Member, Office, Organization
from dangyuan_flow.domain.registry import RegistryEntry, User
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.domain.workflow import UNDONE
from dangyuan_flow.store import backups, calendars, rederiving, registers, rows, schema
from dangyuan_flow.store.access import AccessFile
from dangyuan_flow.store.database import PATIENCE_SECONDS, Database, Progress, run
from dangyuan_flow.store.filing import FindingFile
from dangyuan_flow.store.lines import Entry, Line, read
from dangyuan_flow.store.readings import Readings
from dangyuan_flow.store.registers import BATCH, SETTING, ImportBatch
from dangyuan_flow.store.rows import StandingAt
from dangyuan_flow.store.selecting import EVERY, LINE, ORDERS, DossierLine, Selection
from dangyuan_flow.store.sweeping import FactTable, SweepResult
from dangyuan_flow.store.tables import COLUMNS, DOCUMENT, DOSSIER, HEAD, JOURNAL
from dangyuan_flow.store.verification import Verification, verify
from dangyuan_flow.store.watching import Watch, Watched, watched
from dangyuan_flow.store.writing import Writer

_AT_ONCE = 500
_WHOLE = ", ".join(f'"{column}"' for column in COLUMNS)
_BRANCH = COLUMNS.index("branch")
_ABOUT_BODIES = ("organization", "office", "setting", "plan", "calendar")
_UNANSWERED = {
    "sqlite": "state LIKE '%\"vettings\"%' AND EXISTS (SELECT 1 FROM json_each(state, '$.vettings') "
    "WHERE json_extract(value, '$.answered_on') IS NULL)",
    "postgresql": "state LIKE '%\"vettings\"%' AND EXISTS (SELECT 1 FROM "
    "json_array_elements(CAST(state AS json) -> 'vettings') AS asked WHERE asked ->> 'answered_on' IS NULL)",
}


class Store:
    """An open store; ``sight`` names the bodies whose dossiers may be seen through it (``None``: all)."""

    sight: frozenset[str] | None = None

    def __init__(self, database: Database) -> None:
        """Use ``database`` as it is; :meth:`open` also checks whose it is."""
        self.database = database
        self._writer = Writer(database)
        self._one = database.text(f"SELECT {_WHOLE} FROM dossier WHERE id = ?")  # noqa: S608  our own columns

    @classmethod
    def open(cls, url: str, *, create: bool = False, patience: float = PATIENCE_SECONDS) -> "Store":
        """Open the store at ``url``; with ``create``, make it where there is none and upgrade an older one.

        ``patience``: seconds to wait for another writer. Raises :class:`NotFound` where there is no store,
        :class:`BadInput` where there is something else, :class:`FlowError` for an older or newer one, or a database out
        of reach; nothing is made or changed then.
        """
        database = Database(url, patience=patience)
        if not create and database.path is not None and not database.path.exists():
            msg = f"没有找到数据库 {database.path}。请先运行 dangyuan init 建立，或用 --db 指定已有的数据库"
            raise NotFound(msg)
        try:
            if create:
                schema.upgrade(database)
            else:
                schema.check(database)
            calendars.lay(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def use_standings(self, standing_at: StandingAt) -> None:
        """From now on, write beside each dossier what the person is there (the workflow knows it, not the store)."""
        self._writer.standing_at = standing_at

    def seeing(self, bodies: Collection[str] | None) -> "Store":
        """The same store, in which only dossiers of ``bodies`` exist: others are not listed, and not found by id.

        The one filter of every door. A dossier of no body, and one that was never registered, answer alike. What
        journeys need of others to judge (rosters, offices) is not narrowed.
        """
        narrowed = copy(self)
        narrowed.sight = None if bodies is None else frozenset(bodies)
        return narrowed

    def _seen(self) -> ColumnElement[bool]:
        """The filter as a condition on dossiers."""
        return true() if self.sight is None else DOSSIER.c.branch.in_(sorted(self.sight))

    def _seen_in_journal(self) -> ColumnElement[bool]:
        """The filter as a condition on the journal's lines; of the registers, what is about no person."""
        if self.sight is None:
            return true()
        seen = JOURNAL.c.dossier.in_(select(DOSSIER.c.id).where(self._seen()))
        return or_(seen, JOURNAL.c.kind.in_(_ABOUT_BODIES))

    def close(self) -> None:
        """Close every connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Writing

    def append(
        self,
        entries: Sequence[Entry],
        *,
        expected: Mapping[str, int] | None = None,
        documents: Mapping[str, tuple[str, bytes]] | None = None,
        readings: Readings | None = None,
    ) -> tuple[str, ...]:
        """The only write: records with the dossiers after them, and changes of registers, in the order given.

        ``expected``: per dossier, the record that the caller last saw (by default the one before the first appended).
        ``documents``: files by SHA-256 (hex), as (name, content). ``readings``: those of the sweep that is registered.
        Returns the digests of the lines. Raises
        :class:`Conflict` where somebody else wrote first or the person has another dossier under way, and
        :class:`FlowError` where the database refuses; nothing is written then.
        """
        return self._writer.append(entries, expected=expected or {}, documents=documents or {}, read=readings)

    # Dossiers

    def get(self, dossier_id: str) -> Dossier:
        """The dossier as it stands; raises :class:`NotFound`."""
        with self.database.reading() as connection:
            row = run(connection, self._one, (dossier_id,)).fetchone()
        if row is None or (self.sight is not None and row[_BRANCH] not in self.sight):
            msg = f"没有编号为 {dossier_id} 的档案。可用 dangyuan dossier list 查找"
            raise NotFound(msg)
        if rows.derivation_of(row) != rows.derivation():
            return fold(dossier_id, (line.entry for line in self.records(dossier_id)))
        self._writer.remember(row)
        return rows.dossier_of(row, iso=self.database.is_sqlite)

    def by_identity(self, id_number: str) -> tuple[DossierLine, ...]:
        """The dossiers of a person, the one under way first; ended ones may be several."""
        return self._lines(
            select(*LINE)
            .where(DOSSIER.c.id_number == id_number, self._seen())
            .order_by(DOSSIER.c.under_way.desc(), DOSSIER.c.id)
        )

    def list(
        self, selection: Selection = EVERY, *, order: str = "id", limit: int | None = None, offset: int = 0
    ) -> tuple[DossierLine, ...]:
        """The dossiers of ``selection``; ``order`` is one of :data:`ORDERS`."""
        query = select(*LINE).where(selection.condition(), self._seen()).order_by(*ORDERS[order])
        return self._lines(query.limit(limit).offset(offset))

    def count(self, selection: Selection = EVERY) -> int:
        """How many dossiers ``selection`` has."""
        with self.database.reading() as connection:
            query = select(func.count()).select_from(DOSSIER).where(selection.condition(), self._seen())
            return int(connection.execute(query).scalar_one())

    def ids_by_identity(self, numbers: Sequence[str]) -> dict[str, str]:
        """The dossier of each identity number that has one: the one under way, else the latest opened."""
        found: dict[str, str] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            query = (
                select(DOSSIER.c.id_number, DOSSIER.c.id)
                .where(DOSSIER.c.id_number.in_(numbers[start : start + _AT_ONCE]), DOSSIER.c.position != UNDONE)
                .where(self._seen())
                .order_by(DOSSIER.c.under_way, DOSSIER.c.id)
            )
            with self.database.reading() as connection:
                found.update((number, dossier) for number, dossier in connection.execute(query))
        return found

    def dossiers(self, ids: Sequence[str]) -> Iterator[Dossier]:
        """The whole dossiers of ``ids``, in the order of their ids; ids that do not exist are left out."""
        iso = self.database.is_sqlite
        ordered = sorted(ids)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            query = f"SELECT {_WHOLE} FROM dossier WHERE id IN ({marks}) ORDER BY id"  # noqa: S608  our own columns
            with self.database.reading() as connection:
                found = run(connection, self.database.text(query), tuple(some)).fetchall()
            for row in found:
                if self.sight is not None and row[_BRANCH] not in self.sight:
                    continue
                stale = rows.derivation_of(row) != rows.derivation()
                yield self.get(row[0]) if stale else rows.dossier_of(row, iso=iso)

    def with_questions(self) -> Iterator[Dossier]:
        """The dossiers under way in which an outside body was asked and has not answered."""
        open_ = and_(
            DOSSIER.c.under_way,
            DOSSIER.c.position != UNDONE,
            self._seen(),
            text(_UNANSWERED["sqlite" if self.database.is_sqlite else "postgresql"]),
        )
        with self.database.reading() as connection:
            ids = [*connection.execute(select(DOSSIER.c.id).where(open_)).scalars()]
        yield from self.dossiers(ids)

    def watched(self, watches: Sequence[Watch], as_of: date) -> tuple[Watched, ...]:
        """The dossiers under way in which any of ``watches`` strikes on a day."""
        self.rederive()
        with self.database.reading() as connection:
            return watched(self.database, connection, watches, as_of, branches=self.sight)

    def latest_id(self, year: str) -> int:
        """The highest running number among the dossiers opened in ``year`` (``2026-00042`` is 42); 0 where none is."""
        with self.database.reading() as connection:
            query = select(func.max(DOSSIER.c.id)).where(DOSSIER.c.id.like(f"{year}-%"))
            found = connection.execute(query).scalar()
        return 0 if found is None else int(str(found).partition("-")[2])

    def _lines(self, query: Select[Any]) -> tuple[DossierLine, ...]:
        with self.database.reading() as connection:
            return tuple(DossierLine(*row) for row in connection.execute(query))

    # The journal

    def records(self, dossier_id: str) -> tuple[Line[StepRecord], ...]:
        """A dossier's records, oldest first; empty where there is no such dossier."""
        return self._records(JOURNAL.c.dossier == dossier_id, JOURNAL.c.dossier_seq)

    def records_of(self, ids: Sequence[str]) -> dict[str, tuple[Line[StepRecord], ...]]:
        """The records of several dossiers, each one's oldest first; those without any are left out."""
        found: dict[str, tuple[Line[StepRecord], ...]] = {}
        for start in range(0, len(ids), _AT_ONCE):
            for line in self._records(JOURNAL.c.dossier.in_(ids[start : start + _AT_ONCE]), JOURNAL.c.seq):
                found[line.entry.dossier] = (*found.get(line.entry.dossier, ()), line)
        return found

    def batch_records(self, batch_id: str) -> tuple[Line[StepRecord], ...]:
        """The records of an import batch (its undoing included), in the order of the journal."""
        return self._records(JOURNAL.c.batch == batch_id, JOURNAL.c.seq)

    def _records(self, condition: ColumnElement[bool], order: ColumnElement[Any]) -> tuple[Line[StepRecord], ...]:
        query = select(JOURNAL.c.seq, JOURNAL.c.digest, JOURNAL.c.document).where(condition, self._seen_in_journal())
        query = query.order_by(order)
        with self.database.reading() as connection:
            return tuple(
                Line(seq, digest, StepRecord.from_document(json.loads(written)))
                for seq, digest, written in connection.execute(query)
            )

    def journal(self, *, after: int = 0, limit: int | None = None) -> tuple[Line[StepRecord | RegistryEntry], ...]:
        """The lines after number ``after``, in their order."""
        return self._journal(JOURNAL.c.seq > after, limit)

    def latest(self, limit: int) -> tuple[Line[StepRecord | RegistryEntry], ...]:
        """The last ``limit`` lines, in their order."""
        return tuple(reversed(self._journal(true(), limit, latest=True)))

    def find_digest(self, prefix: str) -> tuple[Line[StepRecord | RegistryEntry], ...]:
        """The lines whose digest begins with ``prefix`` (hex), as printed papers quote it."""
        begins = prefix.strip().lower()
        if not begins or not set(begins) <= set("0123456789abcdef"):
            return ()
        return self._journal(and_(JOURNAL.c.digest >= begins, JOURNAL.c.digest < begins + "g"), None)

    def _journal(
        self, condition: ColumnElement[bool], limit: int | None, *, latest: bool = False
    ) -> tuple[Line[StepRecord | RegistryEntry], ...]:
        query = select(JOURNAL.c.seq, JOURNAL.c.digest, JOURNAL.c.document).where(condition, self._seen_in_journal())
        with self.database.reading() as connection:
            order = JOURNAL.c.seq.desc() if latest else JOURNAL.c.seq
            found = connection.execute(query.order_by(order).limit(limit))
            return tuple(Line(seq, digest, read(written)) for seq, digest, written in found)

    def head(self) -> tuple[int, str]:
        """How many lines the journal has, and the digest of the last one: what a seal keeps."""
        with self.database.reading() as connection:
            found = run(connection, HEAD).fetchone()
        return (0, GENESIS) if found is None else (int(found[0]), str(found[1]))

    # Registers and files

    def organizations(self) -> tuple[Organization, ...]:
        """Every body."""
        with self.database.reading() as connection:
            return tuple(registers.lines(connection, "organization", registers.organization).values())

    def members(self, *, branch: str | None = None, name: str | None = None) -> tuple[Member, ...]:
        """The roster; of one branch, or of everybody with one name."""
        with self.database.reading() as connection:
            return tuple(registers.lines(connection, "member", registers.member, body=branch, name=name).values())

    def offices(
        self, on: date | None = None, *, holder: str | None = None, organization: str | None = None
    ) -> tuple[Office, ...]:
        """The offices; those held on a day, by one person, or at one body."""
        with self.database.reading() as connection:
            found = registers.lines(connection, "office", registers.office, name=holder, body=organization)
        return tuple(office for office in found.values() if on is None or office.held_on(on))

    def users(self) -> tuple[User, ...]:
        """Every user."""
        with self.database.reading() as connection:
            return tuple(registers.lines(connection, "user", registers.user).values())

    def user(self, name: str) -> User | None:
        """The user called ``name``."""
        with self.database.reading() as connection:
            return registers.lines(connection, "user", registers.user, key=name).get(name)

    def register(self, kind: str) -> dict[str, Mapping[str, Any]]:
        """A register's lines by key, as JSON-ready values."""
        with self.database.reading() as connection:
            return registers.lines(connection, kind, dict)

    def settings(self) -> dict[str, Any]:
        """What the store was told about itself (packs, a demo's fixed day), entered as register ``setting``."""
        return {key: value.get("value") for key, value in self.register(SETTING).items()}

    def batches(self) -> tuple[ImportBatch, ...]:
        """Every import, the latest first."""
        with self.database.reading() as connection:
            found = registers.lines(connection, BATCH, registers.batch).values()
        return tuple(sorted(found, key=lambda batch: (batch.entered_at, batch.id), reverse=True))

    def batch(self, batch_id: str) -> ImportBatch:
        """One import; raises :class:`NotFound`."""
        with self.database.reading() as connection:
            found = registers.lines(connection, BATCH, registers.batch, key=batch_id)
        if batch_id not in found:
            msg = f"没有编号为 {batch_id} 的导入批次。可用 dangyuan import list 查看"
            raise NotFound(msg)
        return found[batch_id]

    def document(self, digest: str) -> bytes:
        """The content of a file that was handed in; raises :class:`NotFound`."""
        with self.database.reading() as connection:
            found = connection.execute(select(DOCUMENT.c.content).where(DOCUMENT.c.digest == digest)).scalar()
        if found is None:
            msg = f"没有摘要为 {digest[:12]}… 的存档文件"
            raise NotFound(msg)
        return bytes(found)

    # The whole

    @property
    def access(self) -> AccessFile:
        """Passwords, sessions, drafts, and the log of readings."""
        return AccessFile(self.database)

    @property
    def facts(self) -> FactTable:
        """The dossiers as a table of facts, ready to be swept."""
        return FactTable(self.database, sight=self.sight)

    @property
    def findings(self) -> FindingFile:
        """The findings and the registered sweeps."""
        return FindingFile(self.database)

    def sweep(
        self,
        rule_set: RuleSet,
        as_of: date,
        *,
        branches: Collection[str] | None = None,
        progress: Progress | None = None,
    ) -> SweepResult:
        """Judge every dossier by every rule; what an older program derived is derived again first."""
        self.rederive()
        return self.facts.sweep(rule_set, as_of, branches=branches, progress=progress)

    def verify(self, *, seal: tuple[int, str] | None = None, progress: Progress | None = None) -> Verification:
        """Whether the journal is what was entered (and still holds ``seal``), and the dossiers what it amounts to."""
        return verify(self.database, self._writer.standing_at, seal=seal, progress=progress)

    def rederive(self, progress: Progress | None = None, *, every: bool = False) -> int:
        """Derive again what an older program derived (or everything); returns how many dossiers came out differently.

        Writes no record, and costs next to nothing where there is nothing to do.
        """
        if not every and not rederiving.stale(self.database):
            return 0
        return rederiving.rederive(self.database, self._writer.standing_at, progress)

    def backup(self, path: Path) -> Verification:
        """Write a copy of the whole store to ``path`` (a SQLite file, from PostgreSQL too) and verify the copy."""
        return backups.backup(self.database, path)

    @property
    def path(self) -> Path | None:
        """The SQLite file; ``None`` on PostgreSQL."""
        return self.database.path
