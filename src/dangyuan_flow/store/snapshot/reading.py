"""Opening a snapshot: one body's folder, or a folder of many; whose parts are whole, and of one version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import duckdb

from dangyuan_flow.domain.errors import BadInput, NotFound, reason_of
from dangyuan_flow.store.snapshot import columns, manifest
from dangyuan_flow.store.snapshot.duck import connected, parquet, there
from dangyuan_flow.store.snapshot.manifest import Manifest, Part


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """The snapshots of one or many bodies, each in its folder, ordered by body."""

    folder: Path
    bodies: tuple[tuple[Path, Manifest], ...]

    @property
    def dossiers(self) -> int:
        """How many dossiers there are in all."""
        return sum(each.dossiers for _, each in self.bodies)

    @property
    def on(self) -> date:
        """The day of the oldest of them: what was done later is not known of every body."""
        return min(each.on for _, each in self.bodies)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the content of all of them."""
        return sha256("\n".join(each.digest for _, each in self.bodies).encode()).hexdigest()

    @property
    def facts(self) -> frozenset[str]:
        """The facts that every one of them can tell."""
        return frozenset.intersection(*(frozenset(each.facts) for _, each in self.bodies))

    def parts(self) -> Iterator[tuple[Path, Manifest, Part]]:
        """Every part: its file, whose it is, and what its manifest says of it."""
        for folder, each in self.bodies:
            for part in each.parts:
                yield folder / part.file, each, part


def opened(folder: Path) -> Snapshot:
    """The snapshot in ``folder``, or those in the folders below it.

    Raises :class:`NotFound` where there is none, :class:`BadInput` for a manifest that cannot be read, one of another
    version, or two of the same body.
    """
    if not folder.exists():
        raise NotFound(f"没有快照文件夹 {folder}。请用 dangyuan snapshot export 导出，或改正路径")
    if not folder.is_dir():
        raise BadInput(f"{folder} 是一个文件，不是快照文件夹。请指明 dangyuan snapshot export 写出的文件夹")
    try:
        found = sorted(path.parent for path in folder.rglob(manifest.NAME))
    except OSError as error:
        raise BadInput(f"读不了快照文件夹 {folder}：{reason_of(error)}") from error
    if not found:
        raise BadInput(
            f"文件夹 {folder} 里没有快照（缺少 {manifest.NAME}）。"
            "请指明 dangyuan snapshot export 写出的文件夹，或装有各单位快照文件夹的上一级文件夹"
        )
    bodies = sorted(((path, manifest.read(path)) for path in found), key=lambda each: (each[1].body, each[0]))
    for path, each in bodies:
        manifest.check_derivation(path, each)
    for (one, first), (other, second) in pairwise(bodies):
        if first.body == second.body:
            raise BadInput(f"快照 {one} 和 {other} 都是“{first.body}”的，一起排查会重复计数。请移走一份")
    return Snapshot(folder=folder, bodies=tuple(bodies))


def check_part(path: Path, part: Part, body: str) -> None:
    """Raise :class:`BadInput` where a part is missing, cut short or altered."""
    again = f"请让“{body}”重新导出，或重新复制这份快照"
    try:
        size = path.stat().st_size
        if size != part.size:
            raise BadInput(f"快照分块 {path} 应有 {part.size} 字节，实有 {size} 字节，没有传完或被改动。{again}")
        if manifest.sha256_of(path) != part.sha256:
            raise BadInput(f"快照分块 {path} 的摘要与清单不符，文件已损坏或被改动。{again}")
    except FileNotFoundError as error:
        raise BadInput(f"快照缺少分块 {path}。{again}") from error
    except OSError as error:
        raise BadInput(f"读不了快照分块 {path}：{reason_of(error)}。{again}") from error


def check_schema(engine: duckdb.DuckDBPyConnection, path: Path, body: Manifest, part: Part) -> None:
    """Raise :class:`BadInput` where a part is no Parquet file, or has other columns or rows than its manifest says."""
    try:
        text = f"DESCRIBE SELECT * FROM {parquet([path])}"  # noqa: S608  a file's name
        told = {str(row[0]): str(row[1]) for row in engine.execute(text).fetchall()}
        text = f"SELECT num_rows FROM parquet_file_metadata({there(path)})"  # noqa: S608  a file's name
        (rows,) = engine.execute(text).fetchall()[0]
    except duckdb.Error as error:
        raise BadInput(f"快照分块 {path} 不是完整的 Parquet 文件。请让“{body.body}”重新导出快照") from error
    try:
        meant = columns.schema(body.facts)
    except KeyError as error:
        raise BadInput(
            f"快照 {path.parent} 的清单里有本程序不认识的事实 {error}。请用同一版本的程序重新导出"
        ) from error
    wrong = [*(name for name in told if told[name] != meant.get(name)), *(name for name in meant if name not in told)]
    if wrong:
        raise BadInput(
            f"{path} 的列与快照清单不符（{'、'.join(wrong[:5])}），不是本程序导出的分块。请让“{body.body}”重新导出快照"
        )
    if rows != part.dossiers:
        raise BadInput(f"{path} 有 {rows} 行，清单写的是 {part.dossiers} 行。请让“{body.body}”重新导出快照")
    text = f'SELECT DISTINCT "source" FROM {parquet([path])}'  # noqa: S608  a file's name
    if strangers := [name for (name,) in engine.execute(text).fetchall() if name != body.body]:
        raise BadInput(f"{path} 里有“{strangers[0]}”的档案，清单写的是“{body.body}”。请让“{body.body}”重新导出快照")


def verify(snapshot: Snapshot) -> None:
    """Check every part of ``snapshot`` against its manifest; raises :class:`BadInput` at the first that differs."""
    with connected() as engine:
        for path, body, part in snapshot.parts():
            check_part(path, part, body.body)
            check_schema(engine, path, body, part)
