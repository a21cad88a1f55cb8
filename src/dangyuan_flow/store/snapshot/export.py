"""Exporting: a store's dossiers into parts, all of them the first time, later only parts in which something changed.

The manifest is replaced last and in one step: whatever goes wrong before leaves the former snapshot whole.
"""

import hashlib
import os
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import duckdb

from dangyuan_flow.domain.errors import BadInput, FlowError, reason_of
from dangyuan_flow.store.database import Database, Progress, run
from dangyuan_flow.store.rows import derivation
from dangyuan_flow.store.snapshot import columns, manifest
from dangyuan_flow.store.snapshot.duck import connected, written_whole
from dangyuan_flow.store.snapshot.locking import locked
from dangyuan_flow.store.snapshot.manifest import Manifest, Part, sha256_of
from dangyuan_flow.store.snapshot.sources import Range, Reader, readers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

IN_A_PART = 122_880
"""Dossiers in one part, at most: a row group."""

_READERS = 2
"""Readers at one time, at most."""

_MEMORY = "1200MB"
"""What a reader may take: with 800 MB it sorts outside memory, and takes five times as long."""

_BYTES_A_DOSSIER = 400
"""What a dossier takes in a part at worst, before anything is known of this store's (measured: 60 to 150)."""

_SPARE = 64 << 20
"""Bytes that an export leaves free."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """What an export did: the manifest now in force, and how many of its parts were written anew."""

    manifest: Manifest
    written: int


def export(  # noqa: PLR0913  what to export, whose, and where
    database: Database,
    folder: Path,
    *,
    body: str,
    facts: Sequence[str],
    on: date,
    progress: Progress | None = None,
) -> Exported:
    """Write the dossiers of ``database``, of ``body``, with ``facts``, into ``folder``.

    Raises :class:`BadInput` for a folder that holds something else, :class:`Conflict` where another export is at work,
    :class:`FlowError` where the disk is full; the snapshot that was there before stays as it was then.
    """
    with locked(folder, "写快照"):
        former = _former(folder)
        with readers(database, facts, min(os.cpu_count() or 1, _READERS)) as (head, opened):
            kept = _kept(database, former, body=body, facts=tuple(facts), head=head)
            changed = () if kept is None else _changed(database, kept.head[0], head[0])
            plan = _plan(database, kept, changed)
            _room_for(folder, database, former, plan)
            fresh = _written(folder, opened, plan.fresh, body, tuple(facts), progress)
        parts = tuple(sorted((*plan.standing, *fresh), key=lambda part: part.first))
        now = Manifest(body=body, derivation=derivation(), facts=tuple(facts), head=head, on=on, parts=parts)
        with _told(folder):
            manifest.write(folder, now)
        for path in manifest.leftovers(folder, parts):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        return Exported(manifest=now, written=len(fresh))


def _former(folder: Path) -> Manifest | None:
    """The manifest that is there; an unreadable one counts as none, a stranger's folder is refused."""
    if (folder / manifest.NAME).exists():
        try:
            return manifest.read(folder)
        except BadInput:
            if not any(folder.glob("part-*.parquet")):
                raise
            return None
    strangers = [path.name for path in folder.iterdir() if not path.name.startswith((".", "part-"))]
    if strangers:
        raise BadInput(f"文件夹 {folder} 里有别的内容（{strangers[0]} 等），不能写快照。请另选一个空文件夹")
    return None


def _kept(
    database: Database, former: Manifest | None, *, body: str, facts: tuple[str, ...], head: tuple[int, str]
) -> Manifest | None:
    """The former manifest, if its parts are parts of this store's history, in the same versions."""
    if former is None or (former.derivation, former.body, former.facts) != (derivation(), body, facts):
        return None
    seq, digest = former.head
    if seq > head[0]:
        return None
    with database.reading() as connection:
        row = run(connection, database.text("SELECT digest FROM journal WHERE seq = ?"), (seq,)).fetchone()
    return former if row is not None and row[0] == digest else None


def _changed(database: Database, after: int, until: int) -> tuple[str, ...]:
    """The dossiers on which something was recorded since."""
    text = "SELECT DISTINCT dossier FROM journal WHERE seq > ? AND seq <= ? AND dossier IS NOT NULL"
    with database.reading() as connection:
        return tuple(row[0] for row in run(connection, database.text(text), (after, until)))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """Which parts stand as they are, and which ranges are written."""

    standing: tuple[Part, ...]
    fresh: tuple[Range, ...]


def _plan(database: Database, kept: Manifest | None, changed: Iterable[str]) -> _Plan:
    firsts = [""] if kept is None or not kept.parts else [part.first for part in kept.parts]
    with database.reading() as connection:
        edges = [*firsts, *_edges(connection, database, firsts[-1])]
    ranges = [Range(first, until) for first, until in zip(edges, [*edges[1:], None], strict=True)]
    if kept is None or not kept.parts:
        return _Plan(standing=(), fresh=tuple(ranges))
    touched = {bisect_right(edges, dossier) - 1 for dossier in changed}
    if len(edges) > len(firsts):  # the last part is being divided
        touched |= {len(firsts) - 1, *range(len(firsts), len(edges))}
    standing = tuple(part for number, part in enumerate(kept.parts) if number not in touched)
    return _Plan(standing=standing, fresh=tuple(ranges[number] for number in sorted(touched)))


def _edges(connection: "Connection", database: Database, first: str) -> list[str]:
    """The ids with which further parts begin, from ``first`` on."""
    ordered = '"id"' if database.is_sqlite else '"id" COLLATE "C"'
    text = (
        f"SELECT id FROM (SELECT id, row_number() OVER (ORDER BY {ordered}) AS n FROM dossier WHERE {ordered} >= ?) "  # noqa: S608  our own columns
        f"AS numbered WHERE n > 1 AND (n - 1) % {IN_A_PART} = 0 ORDER BY {ordered}"
    )
    return [row[0] for row in run(connection, database.text(text), (first,))]


def _room_for(folder: Path, database: Database, former: Manifest | None, plan: _Plan) -> None:
    """Raise :class:`FlowError` where the disk will not hold what is to be written."""
    known = former is not None and former.dossiers
    each = int(former.size / former.dossiers * 1.5) if former is not None and known else _BYTES_A_DOSSIER
    dossiers = min(len(plan.fresh) * IN_A_PART, _count(database))
    wanted = dossiers * each + _SPARE
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise FlowError(
            f"磁盘空间不足：导出快照到 {folder} 约需 {wanted >> 20} MB，现有 {free >> 20} MB。"
            "请清理磁盘，或用 -o 另选位置。原有快照没有改动"
        )


def _count(database: Database) -> int:
    with database.reading() as connection:
        return int(run(connection, "SELECT count(*) FROM dossier").fetchone()[0])


def _written(  # noqa: PLR0913, PLR0917  what to write, whose, and where
    folder: Path,
    opened: Sequence[Reader],
    ranges: Sequence[Range],
    body: str,
    facts: tuple[str, ...],
    progress: Progress | None,
) -> list[Part]:
    """Write ``ranges``, as many at a time as there are readers; nothing of a failed export stays behind."""
    free: SimpleQueue[Reader] = SimpleQueue()
    for reader in opened:
        free.put(reader)

    def one(part: Range) -> Part | None:
        reader = free.get()
        try:
            return _part(folder, reader, part, body, facts)
        finally:
            free.put(reader)

    found: list[Part] = []
    try:
        with _told(folder), ThreadPoolExecutor(len(opened)) as pool:
            waiting = [pool.submit(one, part) for part in ranges]
            try:
                for done, future in enumerate(as_completed(waiting), start=1):
                    part = future.result()
                    found += [] if part is None else [part]
                    if progress is not None:
                        progress(done, len(ranges))
            except BaseException:
                for future in waiting:
                    future.cancel()
                raise
    except BaseException:
        for part in found:
            (folder / part.file).unlink(missing_ok=True)
        raise
    return found


def _part(folder: Path, reader: Reader, part: Range, body: str, facts: tuple[str, ...]) -> Part | None:
    """One part, written beside and put in its place whole; ``None`` where the range holds no dossier."""
    name = hashlib.sha256(part.first.encode()).hexdigest()[:16]
    new, lines, spill = (folder / f".part-{name}.{kind}" for kind in ("new", "csv", "spill"))
    source = body.replace("'", "''")
    try:
        with connected(threads=1, memory=_MEMORY, spill=spill) as engine:
            relation = reader.relation(engine, part, lines)
            named = ", ".join(f'"{column}"' for column in columns.schema(facts) if column != "source")
            rows = written_whole(
                engine,
                f"SELECT '{source}' AS \"source\", {named} FROM {relation} ORDER BY {columns.order(facts)}",  # noqa: S608  our own columns
                new,
            )
        if not rows:
            return None
        digest = sha256_of(new)
        found = Part(
            file=f"part-{digest[:16]}.parquet", first=part.first, dossiers=rows, size=new.stat().st_size, sha256=digest
        )
        new.replace(folder / found.file)
        return found
    finally:
        new.unlink(missing_ok=True)
        lines.unlink(missing_ok=True)
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def _told(folder: Path) -> "Iterator[None]":
    """What the disk or the engine complains of, in the words of this program."""
    try:
        yield
    except OSError as error:
        raise FlowError(f"快照没有写成：{folder}：{reason_of(error)}。原有快照没有改动，请处理后重试") from error
    except duckdb.Error as error:
        if "No space left" in str(error) or "ENOSPC" in str(error):
            raise FlowError(f"磁盘空间不足，快照没有写成：{folder}。原有快照没有改动，请清理磁盘后重试") from error
        raise FlowError(f"快照没有写成：{folder}：{error}。原有快照没有改动") from error
