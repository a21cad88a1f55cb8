"""The one write: lines of the journal, and in the same transaction what follows from them.

Either all of it is on disk or nothing: records, dossiers, registers and files. Whoever worked from an older state of a
dossier gets :class:`Conflict`. Statements are prepared once and handed to the driver as they are: an advance is meant
to cost little more than the bare commit of one row.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import BadInput, Conflict
from dangyuan_flow.domain.journal import GENESIS, Dossier, StepRecord, canonical, chained
from dangyuan_flow.domain.registry import REGISTERS, RegistryEntry
from dangyuan_flow.store import findings, readings
from dangyuan_flow.store.database import Database, run, run_many
from dangyuan_flow.store.failures import NOTHING_WRITTEN, BrokenPromise
from dangyuan_flow.store.lines import Entry, read, written
from dangyuan_flow.store.registers import BATCH, SETTING, searched
from dangyuan_flow.store.rows import StandingAt, derivation_of, row_of
from dangyuan_flow.store.tables import COLUMNS, DOCUMENT, DOSSIER, HEAD, JOURNAL

_LINE = (
    'INSERT INTO journal (seq, digest, dossier, dossier_seq, kind, "key", batch, document) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_REGISTER = (
    'INSERT INTO register (kind, "key", seq, name, body, value) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, "key") '
    "DO UPDATE SET seq = excluded.seq, name = excluded.name, body = excluded.body, value = excluded.value"
)
_QUOTED = tuple(f'"{column}"' for column in COLUMNS)
_OPENED = f"INSERT INTO dossier ({', '.join(_QUOTED)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608  our own columns
CHANGED = f"UPDATE dossier SET {', '.join(f'{c} = ?' for c in _QUOTED[1:])} WHERE id = ? AND seq = ?"  # noqa: S608  as above
"""A dossier's whole row but the id, where it still stands at the record expected."""
_KINDS = frozenset({*REGISTERS, BATCH, SETTING})
_REMEMBERED = 64
_LOOKED_UP = 500
"""How many ids one query of a search for a conflict asks for."""


@dataclass(slots=True)
class _Change:
    """A dossier's way through one append: from which record on, and how it stands afterwards."""

    since: int
    after: Dossier


@dataclass(slots=True)
class _Batch:
    """One append, made ready before the store is locked."""

    lines: list[tuple[StepRecord | RegistryEntry, str]] = field(default_factory=list)
    changes: dict[str, _Change] = field(default_factory=dict)


class Writer:
    """The only writer of a store's journal, dossiers, registers and files.

    ``standing_at`` fills the column that lists narrow by; while nobody set it, the column stays empty.
    """

    standing_at: StandingAt | None = None

    def __init__(self, database: Database) -> None:
        """Prepare the statements for ``database``."""
        self.database = database
        self._line, self._register = database.text(_LINE), database.text(_REGISTER)
        self._opened, self._changed = database.text(_OPENED), database.text(CHANGED)
        self._read: dict[str, Sequence[Any]] = {}

    def remember(self, row: Sequence[Any]) -> None:
        """Keep a row just read (of the present derivation) for a while: who writes it next need not write all of it."""
        if len(self._read) >= _REMEMBERED:
            self._read.clear()
        self._read[row[0]] = row

    def append(
        self,
        entries: Sequence[Entry],
        *,
        expected: Mapping[str, int],
        documents: Mapping[str, tuple[str, bytes]],
        read: readings.Readings | None = None,
    ) -> tuple[str, ...]:
        """Write ``entries`` and return their digests; see :meth:`Store.append`."""
        batch = self._ready(entries, expected)
        _check_documents(documents)
        try:
            with self.database.writing() as connection:
                self._write_dossiers(connection, batch)  # first: it notices who works from an older state
                _write_documents(connection, documents)
                if read is not None:
                    readings.write(connection, self.database, read)
                return self._write_lines(connection, batch)
        except BrokenPromise as error:
            raise self._broken_promise(batch, error) from error

    def _ready(self, entries: Sequence[Entry], expected: Mapping[str, int]) -> _Batch:
        batch = _Batch()
        for entry in entries:
            line = entry if isinstance(entry, RegistryEntry) else entry[0]
            text = written(line)
            if "\\u0000" in text:
                msg = f"文字中含有空字符（NUL），无法保存：{text[:60]}…。{NOTHING_WRITTEN}"
                raise BadInput(msg)
            batch.lines.append((line, text))
            if isinstance(entry, RegistryEntry):
                if entry.register not in _KINDS:
                    raise ValueError(f"no such register: {entry.register}")
            else:
                _follow(batch.changes, *entry)
        for dossier_id, seq in expected.items():
            change = batch.changes.get(dossier_id)
            if change is not None and change.since != seq + 1:
                raise self._conflict(dossier_id, seq)
        return batch

    def _write_lines(self, connection: Connection, batch: _Batch) -> tuple[str, ...]:
        seq, digest = run(connection, HEAD).fetchone() or (0, GENESIS)
        digests: list[str] = []
        rows: list[tuple[Any, ...]] = []
        registered: list[tuple[Any, ...]] = []
        found: list[findings.Line] = []
        for line, text in batch.lines:
            seq += 1
            digest = chained(digest, text)
            digests.append(digest)
            if isinstance(line, RegistryEntry):
                rows.append((seq, digest, None, None, line.register, line.key, None, text))
                if line.register in findings.OWN_TABLES:
                    found.append((seq, line))
                    continue
                value = canonical(dict(line.value))
                registered.append((line.register, line.key, seq, *searched(line.register, line.value), value))
            else:
                rows.append((seq, digest, line.dossier, line.dossier_seq, None, None, line.batch, text))
        run_many(connection, self._line, rows)
        run_many(connection, self._register, registered)
        findings.write(connection, self.database, found)
        return tuple(digests)

    def _write_dossiers(self, connection: Connection, batch: _Batch) -> None:
        iso = self.database.is_sqlite
        opened: list[tuple[Any, ...]] = []
        for dossier_id, change in batch.changes.items():
            row = row_of(change.after, self.standing_at, iso=iso)
            if change.since == 1:
                opened.append(row)
            elif run(connection, *self._update(row, change.since - 1)).rowcount != 1:
                raise self._conflict(dossier_id, change.since - 1)
        run_many(connection, self._opened, opened)

    def _update(self, row: tuple[Any, ...], seq: int) -> tuple[str, tuple[Any, ...]]:
        """The statement that makes a dossier's row ``row``, and its values; only what changes, where that is known."""
        before = self._read.pop(row[0], None)
        if before is None or before[1] != seq:
            return self._changed, (*row[1:], row[0], seq)
        places = [i for i, value in enumerate(row) if value != before[i]]
        changes = ", ".join(f"{_QUOTED[i]} = ?" for i in places)
        statement = f"UPDATE dossier SET {changes} WHERE id = ? AND seq = ? AND derivation = ?"  # noqa: S608  our own columns
        return self.database.text(statement), (*(row[i] for i in places), row[0], seq, derivation_of(before))

    def _broken_promise(self, batch: _Batch, error: Exception) -> Conflict | BadInput:
        """Which of the store's promises an append would have broken: one dossier a person, one line after another."""
        opened = {i: c.after for i, c in batch.changes.items() if c.since == 1}
        others = self._under_way([change.after.facts.id_number for change in batch.changes.values()])
        seen: dict[str, str] = {}
        for dossier_id, change in batch.changes.items():
            number = change.after.facts.id_number
            if number is None or not change.after.is_open:
                continue
            other = others.get(number, dossier_id)
            other = seen.setdefault(number, dossier_id) if other == dossier_id else other
            if other != dossier_id:
                name = change.after.facts.name or ""
                return Conflict(
                    f"{name}（身份证号 {identity.masked(number)}）已有在办的档案 {other}，不能再建档案 {dossier_id}。"
                    f"{NOTHING_WRITTEN}；请在原档案上办理，或先将其办结、转出"
                )
        entered = [line for line, _ in batch.lines if isinstance(line, RegistryEntry)]
        with self.database.reading() as connection:
            if (overtaken := findings.refused(connection, entered)) is not None:
                return overtaken
            for dossier_id in opened:
                if connection.execute(select(DOSSIER.c.seq).where(DOSSIER.c.id == dossier_id)).first():
                    return self._conflict(dossier_id, 0)
        return Conflict(f"写入被数据库拒绝（{error}）。{NOTHING_WRITTEN}，请重试")

    def _under_way(self, numbers: Sequence[str | None]) -> dict[str, str]:
        wanted = sorted({n for n in numbers if n is not None})
        found: dict[str, str] = {}
        with self.database.reading() as connection:
            for start in range(0, len(wanted), _LOOKED_UP):
                some = wanted[start : start + _LOOKED_UP]
                query = select(DOSSIER.c.id_number, DOSSIER.c.id).where(
                    DOSSIER.c.under_way, DOSSIER.c.id_number.in_(some)
                )
                found |= {number: dossier_id for number, dossier_id in connection.execute(query)}  # noqa: C416  rows, not pairs
        return found

    def _conflict(self, dossier_id: str, expected: int) -> Conflict:
        """The refusal for whoever worked from record ``expected`` of a dossier that has moved on."""
        query = select(JOURNAL.c.document).where(JOURNAL.c.dossier == dossier_id).order_by(JOURNAL.c.dossier_seq.desc())
        with self.database.reading() as connection:
            found = connection.execute(query.limit(1)).scalar()
        if found is None:
            return Conflict(f"档案 {dossier_id} 还没有第 {expected} 条记录。{NOTHING_WRITTEN}，请重新查看后再办")
        last = read(found)
        assert isinstance(last, StepRecord)  # noqa: S101  lines with a dossier are records
        when = last.entered_at.strftime("%Y-%m-%d %H:%M")
        if expected == 0:
            return Conflict(f"档案 {dossier_id} 已经存在（{last.entered_by} 于 {when} 写入）。{NOTHING_WRITTEN}")
        return Conflict(
            f"档案 {dossier_id} 已有新的记录：{last.entered_by} 于 {when} 写入了第 {last.dossier_seq} 条"
            f"“{last.move.chinese}”，而本次操作以第 {expected} 条为准。{NOTHING_WRITTEN}，请重新查看后再办"
        )


def _follow(changes: dict[str, _Change], record: StepRecord, after: Dossier) -> None:
    if record.dossier != after.id or record.dossier_seq != after.seq:
        raise ValueError(f"record {record.dossier}#{record.dossier_seq} beside dossier {after.id}#{after.seq}")
    known = changes.get(record.dossier)
    if known is None:
        changes[record.dossier] = _Change(record.dossier_seq, after)
    elif known.after.seq + 1 == record.dossier_seq:
        known.after = after
    else:
        raise ValueError(f"record {record.dossier}#{record.dossier_seq} after #{known.after.seq}")


def _check_documents(documents: Mapping[str, tuple[str, bytes]]) -> None:
    for digest, (name, content) in documents.items():
        if hashlib.sha256(content).hexdigest() != digest:
            msg = f"文件“{name}”的内容与其摘要 {digest[:12]}… 不符，可能在读取时被改动。{NOTHING_WRITTEN}，请重新提交"
            raise BadInput(msg)


def _write_documents(connection: Connection, documents: Mapping[str, tuple[str, bytes]]) -> None:
    for digest, (name, content) in documents.items():
        if connection.execute(select(DOCUMENT.c.digest).where(DOCUMENT.c.digest == digest)).first() is None:
            connection.execute(DOCUMENT.insert().values(digest=digest, name=name, content=content))
