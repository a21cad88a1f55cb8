"""The sweep over a snapshot with DuckDB: part by part into a folder of findings, in bounded memory, on all cores.

Findings are written beside their place and moved there whole. What an interrupted sweep had finished is taken up again
where snapshot, rules and day are the same, and thrown away where they are not.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import duckdb

import dangyuan_flow
from dangyuan_flow.domain.errors import BadInput, FlowError, reason_of
from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.domain.rules import Rule, RuleSet
from dangyuan_flow.store import rows, statements
from dangyuan_flow.store.database import Progress
from dangyuan_flow.store.snapshot import beyond, reading, summary
from dangyuan_flow.store.snapshot.columns import ALWAYS, IDENTITY, TYPES
from dangyuan_flow.store.snapshot.duck import Dossiers, connected, parquet, written_whole
from dangyuan_flow.store.snapshot.locking import LOCK, locked
from dangyuan_flow.store.snapshot.manifest import Manifest, Part, replaced
from dangyuan_flow.store.snapshot.reading import Snapshot
from dangyuan_flow.store.snapshot.summary import Summary
from dangyuan_flow.store.tables import UNKNOWN

AT_ONCE = 2_500_000
"""Dossiers judged in one batch, about: reading the statement costs little then, and the flagged fit in memory."""

_CORES = os.cpu_count() or 1
_MEMORY = 900
"""Megabytes that all batches under way may take together, before they lay aside on the disk."""

_KEY = "batch.json"
_SPARE = 64 << 20
_BYTES_A_FINDING = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What a sweep is asked: by which rules (``only`` some codes), as of when, beside which plan."""

    rule_set: RuleSet
    as_of: date
    only: tuple[str, ...] = ()
    plan: tuple[Planned, ...] = ()

    def key(self, snapshot: Snapshot, engine: str) -> str:
        """What must be the same for findings to be the same."""
        told = (
            engine,
            dangyuan_flow.__version__,
            snapshot.digest,
            self.rule_set.digest,
            self.as_of,
            self.only,
            self.plan,
        )
        return sha256(repr(told).encode()).hexdigest()


def judge(
    snapshot: Snapshot,
    wanted: Wanted,
    out: Path,
    progress: Progress | None = None,
    *,
    sweep: "Callable[[Snapshot, Wanted, Path], Sweep] | None" = None,
) -> Summary:
    """Judge every dossier of ``snapshot`` and put the folder of findings ``out`` in place of what was there.

    ``sweep``: another engine's (see ``store/spark``).
    Raises :class:`BadInput` for parts that are missing, cut short, altered or a stranger's, and for an ``out`` that
    holds something else; :class:`Conflict` where another sweep is writing there; :class:`FlowError` where the disk is
    full. The findings that were there before stay as they were then.
    """
    _replaceable(out)
    work = out.with_name(f".{out.name}.partial")
    with locked(work, "写排查结果"), _told(out):
        _put_back(out)
        under_way = (sweep or Sweep)(snapshot, wanted, work)
        _begin(work, wanted.key(snapshot, under_way.version), snapshot)
        found = under_way.run(progress)
        summary.write(work, found)
        _put_in_place(work, out)
    return found


def _replaceable(out: Path) -> None:
    if out.exists() and not summary.is_one(out) and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"{out} 里有别的内容，不能写排查结果。请用 -o 另选一个文件夹")


def _begin(work: Path, key: str, snapshot: Snapshot) -> None:
    """Take up what an interrupted sweep of the same left, else begin with an empty folder."""
    note = work / _KEY
    is_ours = note.is_file() and note.read_text(encoding="utf-8") == key
    if not is_ours:
        for path in work.iterdir():
            if path.name != LOCK:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    need = snapshot.dossiers * _BYTES_A_FINDING // 10 + _SPARE
    free = shutil.disk_usage(work).free
    if free < need:
        raise FlowError(
            f"磁盘空间不足：排查结果约需 {need >> 20} MB，{work.parent} 现有 {free >> 20} MB。"
            "请清理磁盘，或用 -o 另选位置"
        )
    if not is_ours:
        replaced(note, key)


def _former(out: Path) -> Path:
    return out.with_name(f".{out.name}.former")


def _put_back(out: Path) -> None:
    """Put the former findings back where a sweep was cut off after it had laid them aside."""
    if not out.exists() and _former(out).exists():
        _former(out).replace(out)


def _put_in_place(work: Path, out: Path) -> None:
    (work / _KEY).unlink()
    for path in (*work.glob("batch-*.json"), *work.glob("spill*")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    former = _former(out)
    shutil.rmtree(former, ignore_errors=True)
    (work / LOCK).unlink()  # the folder becomes the findings; the next sweep makes a folder of its own to lock
    if out.exists():
        out.replace(former)
    work.replace(out)
    shutil.rmtree(former, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Parts judged together."""

    number: int
    parts: tuple[tuple[Path, Manifest, Part], ...]

    @property
    def dossiers(self) -> int:
        return sum(part.dossiers for _, _, part in self.parts)


class Sweep:
    """One sweep under way; with DuckDB, a batch on each core."""

    engine = "duckdb"

    def __init__(self, snapshot: Snapshot, wanted: Wanted, work: Path) -> None:
        self.snapshot = snapshot
        self.wanted = wanted
        self.work = work
        self.known = snapshot.facts
        rules = wanted.rule_set.rules
        self.rules = tuple(rule for rule in rules if rule.needs <= self.known)
        self.untold = tuple(rule for rule in rules if not rule.needs <= self.known)
        self.batches = max(-(-snapshot.dossiers // (AT_ONCE * _CORES)), 1) * _CORES
        self.version = f"duckdb {duckdb.__version__}, {self.batches} batches"

    def run(self, progress: Progress | None) -> Summary:
        """Judge the batches, each on a core of its own: what one thread does holds up no other."""
        told: list[dict[str, dict[str, int]]] = []
        done = 0
        with ThreadPoolExecutor(_CORES) as pool:
            waiting = {pool.submit(self._batch, batch): batch for batch in self._batches()}
            try:
                for future in as_completed(waiting):
                    told.append(future.result())
                    done += waiting[future].dossiers
                    if progress is not None:
                        progress(done, self.snapshot.dossiers)
            except BaseException:
                for future in waiting:
                    future.cancel()
                raise
        return self._summed(told)

    def _batches(self) -> Iterator[_Batch]:
        """Batches of like size, as many as the cores take in turns: a part belongs where its middle lies."""
        done, total = 0, max(self.snapshot.dossiers, 1)
        placed: dict[int, list[tuple[Path, Manifest, Part]]] = {}
        for each in self.snapshot.parts():
            size = each[2].dossiers
            placed.setdefault((2 * done + size) * self.batches // (2 * total), []).append(each)
            done += size
        for number, parts in placed.items():
            yield _Batch(number, tuple(parts))

    @staticmethod
    def _check(batch: _Batch) -> None:
        with connected(threads=1) as engine:
            for path, body, part in batch.parts:
                reading.check_part(path, part, body.body)
                reading.check_schema(engine, path, body, part)

    def _batch(self, batch: _Batch) -> dict[str, dict[str, int]]:
        """The counts of one batch, whose findings lie in the work folder; taken up if they already did."""
        counts = self.work / f"batch-{batch.number:05}.json"
        findings = self.work / f"findings-{batch.number:05}.parquet"
        self._check(batch)
        if counts.is_file() and findings.is_file():
            found: dict[str, dict[str, int]] = json.loads(counts.read_text(encoding="utf-8"))
            return found
        spill = self.work / f"spill-{batch.number:05}"
        with connected(threads=1, memory=f"{_MEMORY // _CORES}MB", spill=spill) as engine:
            found = self._judged(engine, batch, findings)
        replaced(counts, json.dumps(found))
        return found

    def _judged(self, engine: duckdb.DuckDBPyConnection, batch: _Batch, path: Path) -> dict[str, dict[str, int]]:
        engine.execute(f"CREATE VIEW dossier AS {self.dossiers(parquet([path for path, _, _ in batch.parts]))}")
        rules, as_of = self.rules, self.wanted.as_of
        engine.execute("SET disabled_optimizers = 'build_side_probe_side, join_order'")  # the order below is meant
        engine.execute(f"CREATE TEMP TABLE finding AS {_findings(rules, as_of) if rules else beyond.NOTHING}")
        written_whole(engine, "SELECT * FROM finding", path)
        counts = {
            kind: {
                f"{source}\n{rule}": count
                for source, rule, count in engine.execute(
                    f'SELECT "source", "rule", count(*) FROM finding WHERE {condition} GROUP BY ALL ORDER BY ALL'  # noqa: S608  our own columns
                ).fetchall()
            }
            for kind, condition in (("counts", 'NOT "noted"'), ("notes", '"noted"'))
        }
        groups = engine.execute(statements.not_checked()).fetchall()
        return counts | {"unknown": {",".join(map(str, words)): count for count, *words in groups}}

    def dossiers(self, relation: str, types: Mapping[Kind, str] = TYPES) -> str:
        """The dossiers of ``relation`` as a select; what it cannot tell is there as nothing, for texts to name."""
        rules = (*self.rules, *self.wanted.rule_set.rules)
        read = dict.fromkeys((*ALWAYS, *statements.read(rules), *sorted(self.known)))
        facts = ", ".join(
            f'"{name}"' if name in self.known else f'CAST(NULL AS {types[VOCABULARY[name].kind]}) AS "{name}"'
            for name in read
        )
        identity = ", ".join(f'"{name}"' for name in IDENTITY)
        return f"SELECT {identity}, {facts}, {', '.join(UNKNOWN)} FROM {relation}"  # noqa: S608  our own columns

    def _summed(self, told: Sequence[Mapping[str, Mapping[str, int]]]) -> Summary:
        counts, notes, unknown = (_added(each[kind] for each in told) for kind in ("counts", "notes", "unknown"))
        words = {tuple(map(int, key.split(","))): count for key, count in unknown.items()}
        across = self.across()
        with connected(spill=self.work / "spill") as engine:
            paths = [path for path, _, _ in self.snapshot.parts()]
            if paths:
                engine.execute(f"CREATE VIEW dossier AS {self.dossiers(parquet(paths))}")
                across.ask(Dossiers(engine), words)
                across.write(engine, self.work / "findings-across.parquet")
        return self.summed(_by_pair(counts), _by_pair(notes), words, across)

    def across(self) -> beyond.Beyond:
        """The rules across dossiers, not yet asked."""
        return beyond.Beyond(self.wanted.rule_set, self.wanted.as_of, self.wanted.plan, self.known)

    def summed(
        self,
        counts: Mapping[tuple[str, str], int],
        notes: Mapping[tuple[str, str], int],
        words: Mapping[tuple[int, ...], int],
        across: beyond.Beyond,
    ) -> Summary:
        """The summary: findings and notes by (body, rule), dossiers by unknown words, what was found across them."""
        not_checked = {rule.id: self.snapshot.dossiers for rule in self.untold if self.snapshot.dossiers}
        for rule in self.rules:
            needed = rows.words(rule.needs)
            lacking = sum(n for bits, n in words.items() if any(w & b for w, b in zip(bits, needed, strict=True)))
            if lacking:
                not_checked[rule.id] = lacking
        missing = frozenset[str]().union(*(rule.needs - self.known for rule in self.untold))
        return Summary(
            as_of=self.wanted.as_of,
            rules=self.wanted.rule_set.digest,
            packs=self.wanted.rule_set.packs,
            only=self.wanted.only,
            engine=self.engine,
            snapshot=self.snapshot.digest,
            dossiers=self.snapshot.dossiers,
            bodies={each.body: each.dossiers for _, each in self.snapshot.bodies},
            heads={each.body: each.head for _, each in self.snapshot.bodies},
            counts=_added((counts, across.counts())),
            notes=notes,
            not_checked=not_checked | dict(across.not_checked),
            unknown=missing.union(*(rows.unknown_of(bits) for bits in words)),
            lacking=across.lacking,
            files=tuple(sorted(path.name for path in self.work.glob("findings-*.parquet"))),
        )


def _findings(rules: Sequence[Rule], as_of: date) -> str:
    """The findings in one statement; sorted by rule before their values are fetched, so that neighbours want the same.

    The flagged are kept as a common table: a temporary one, of as many columns, would cost as much as finding them.
    """
    everyone = range(len(rules))
    judged = f"({statements.judged(rules, as_of)})"
    keys = '"source" AS of_source, "id" AS of_id'
    return (
        f"WITH flagged AS MATERIALIZED ({statements.flagged(rules, as_of)}), "
        f"standing AS MATERIALIZED ({statements.standing(rules, everyone, keys, judged)} ORDER BY place) "
        + statements.findings(rules, everyone, 'standing LEFT JOIN flagged ON "source" = of_source AND "id" = of_id')
    )


_Key = TypeVar("_Key")


def _added(several: Iterable[Mapping[_Key, int]]) -> dict[_Key, int]:
    found: dict[_Key, int] = {}
    for counts in several:
        for key, count in counts.items():
            found[key] = found.get(key, 0) + count
    return found


def _by_pair(counts: Mapping[str, int]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for key, count in counts.items():
        source, rule = key.split("\n")
        found[source, rule] = count
    return found


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """What the disk or the engine complains of, in the words of this program."""
    nothing = "原有结果没有改动"
    try:
        yield
    except OSError as error:
        raise FlowError(f"排查结果没有写成：{out}：{reason_of(error)}。{nothing}，请处理后重试") from error
    except duckdb.Error as error:
        if "No space left" in str(error):
            raise FlowError(f"磁盘空间不足，排查结果没有写成：{out}。{nothing}，请清理磁盘后重试") from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise FlowError(f"内存不足，排查没有完成：{out}。{nothing}；请关闭其他程序后重试") from error
        raise FlowError(f"排查没有完成：{out}：{error}。{nothing}") from error
