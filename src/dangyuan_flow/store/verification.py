"""Whether the store still says what was entered: the chain from its first line, and every dossier against its fold.

What was *recorded* must agree to the byte. What was *derived* may differ after a new version of the program or of the
calendar; that is counted and derived again, never called touched.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, func, select

from dangyuan_flow.domain.errors import Tampered
from dangyuan_flow.domain.facts import DERIVED, VOCABULARY
from dangyuan_flow.domain.journal import GENESIS, Dossier, StepRecord, canonical, chained, fold
from dangyuan_flow.domain.readings import show
from dangyuan_flow.store import pages, rows
from dangyuan_flow.store.database import Database, Progress, run
from dangyuan_flow.store.registers import searched
from dangyuan_flow.store.rows import StandingAt
from dangyuan_flow.store.tables import DOCUMENT, DOSSIER, JOURNAL, REGISTER

_TOLD_EVERY = 1_000
_NAMES = {
    "seq": "记录数",
    "position": "所处位置",
    "before": "终止前的位置",
    "unknown": "来源未载明的事实",
    "vettings": "函询与回复",
    "round": "本轮审核",
    "reviews": "审核意见",
    "ballots": "票决",
    "materials": "档案材料",
}


class Fault(NamedTuple):
    """What is wrong first: the line's number in the store (0: none in particular), the dossier, and what it is."""

    seq: int
    dossier: str | None
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """The outcome: how many lines there are, the first fault, and how many dossiers want deriving again."""

    records: int
    digest: str
    first_bad: Fault | None = None
    stale_derivations: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing was touched."""
        return self.first_bad is None


@dataclass(slots=True)
class _Walk:
    """What the walk along the chain has seen."""

    count: int = 0
    digest: str = GENESIS
    registers: dict[tuple[str, str], tuple[int, Mapping[str, Any]]] = field(default_factory=dict)


def verify(
    database: Database,
    standing_at: StandingAt | None,
    *,
    seal: tuple[int, str] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify all of the store as it is at one moment; ``seal``: a (count, digest) that was kept elsewhere."""
    walk = _Walk()
    try:
        with database.snapshot() as connection:
            total = 2 * connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
            tell = _telling(progress, total)
            fault = next(_chain_faults(connection, database, walk, seal, tell), None)
            if fault is not None:
                return Verification(records=walk.count, digest=walk.digest, first_bad=fault)
            stale = _Stale()
            fault = next(_kept_faults(connection, database, walk, stale, standing_at, tell), None)
            tell(total, total)
    except Tampered as error:  # the file can no longer be read where it should be
        return Verification(records=walk.count, digest=walk.digest, first_bad=Fault(walk.count + 1, None, str(error)))
    return Verification(records=walk.count, digest=walk.digest, first_bad=fault, stale_derivations=stale.count)


@dataclass(slots=True)
class _Stale:
    count: int = 0


def _telling(progress: Progress | None, total: int) -> Progress:
    def tell(done: int, _: int) -> None:
        if progress is not None and (done % _TOLD_EVERY == 0 or done >= total):
            progress(min(done, total), total)

    return tell


def _chain_faults(
    connection: Connection, database: Database, walk: _Walk, seal: tuple[int, str] | None, tell: Progress
) -> Iterator[Fault]:
    for line in pages.lines(connection, database):
        seq, digest, dossier, *_, text = line
        if seq != walk.count + 1:
            yield Fault(
                walk.count + 1, None, f"第 {walk.count + 1} 条记录不见了（下一条是第 {seq} 条），被删除或调换过"
            )
        if digest != chained(walk.digest, text):
            yield Fault(seq, dossier, f"第 {seq} 条记录{_of(dossier)}与其摘要不符：内容被改动，或顺序被调换")
        yield from _column_faults(line, walk)
        walk.count, walk.digest = seq, digest
        tell(seq, 0)
        if seal is not None and seq == seal[0] and digest != seal[1].lower():
            yield Fault(
                seq, dossier, f"第 {seq} 条记录{_of(dossier)}的摘要与封存的摘要不同：封存之后此前的记录被整体重写"
            )
    if seal is not None and walk.count < seal[0]:
        says = f"封存时有 {seal[0]} 条记录，现在只有 {walk.count} 条：末尾的记录被截去"
        yield Fault(walk.count + 1, None, says)


def _column_faults(line: Sequence[Any], walk: _Walk) -> Iterator[Fault]:
    """A line's columns are copies of what its document says."""
    seq, _, dossier, dossier_seq, kind, key, batch, text = line
    said = json.loads(text)
    expected = (said.get("dossier"), said.get("dossier_seq"), said.get("register"), said.get("key"), said.get("batch"))
    if "register" in said:
        expected = (None, None, said["register"], said["key"], None)
        walk.registers[said["register"], said["key"]] = (seq, said["value"])
    if (dossier, dossier_seq, kind, key, batch) != expected:
        yield Fault(
            seq, said.get("dossier"), f"第 {seq} 条记录{_of(said.get('dossier'))}的索引列与记录内容不一致，被改动过"
        )


def _kept_faults(
    connection: Connection,
    database: Database,
    walk: _Walk,
    stale: _Stale,
    standing_at: StandingAt | None,
    tell: Progress,
) -> Iterator[Fault]:
    yield from _dossier_faults(connection, database, walk, stale, standing_at, tell)
    yield from _register_faults(connection, walk)
    yield from _document_faults(connection)
    if database.is_sqlite:
        found = run(connection, "PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            yield Fault(0, None, f"数据库文件的结构已损坏（{found}）。请用最近的备份恢复")


def _dossier_faults(
    connection: Connection,
    database: Database,
    walk: _Walk,
    stale: _Stale,
    standing_at: StandingAt | None,
    tell: Progress,
) -> Iterator[Fault]:
    missing = select(JOURNAL.c.seq, JOURNAL.c.dossier).where(
        JOURNAL.c.dossier.is_not(None), ~exists().where(DOSSIER.c.id == JOURNAL.c.dossier)
    )
    for seq, dossier_id in connection.execute(missing.order_by(JOURNAL.c.seq).limit(1)):
        yield Fault(seq, dossier_id, f"档案 {dossier_id} 有记录而档案本身不见了，被删除过")
    done = walk.count
    for page in pages.dossier_pages(connection, database):
        records = pages.records_of(connection, [row[0] for row in page])
        for row in page:
            own = records[row[0]]
            yield from _one_dossier_faults(row, own, stale, standing_at, iso=database.is_sqlite)
            for _ in own:
                done += 1
                tell(done, 0)


def _one_dossier_faults(
    row: Sequence[Any],
    own: Sequence[tuple[int, StepRecord]],
    stale: _Stale,
    standing_at: StandingAt | None,
    *,
    iso: bool,
) -> Iterator[Fault]:
    dossier_id = row[0]
    if not own:
        yield Fault(0, dossier_id, f"档案 {dossier_id} 没有任何记录，不是经办理或导入产生的")
        return
    last = own[-1][0]
    if [record.dossier_seq for _, record in own] != list(range(1, len(own) + 1)):
        yield Fault(last, dossier_id, f"档案 {dossier_id} 的记录序号不连续")
    told = fold(dossier_id, (record for _, record in own))
    try:
        kept = rows.dossier_of(row, iso=iso)
    except (ValueError, KeyError, TypeError) as error:
        yield Fault(last, dossier_id, f"档案 {dossier_id} 存有无法解读的值（{error}），被改动过")
        return
    yield from _differences(dossier_id, last, kept, told, numbered=rows.numbering_of(row) == rows.NUMBERING)
    if bool(row[5]) != told.is_open:
        yield Fault(last, dossier_id, f"档案 {dossier_id} 的「在办」标记与记录不符，被改动过")
    derived = all(kept.facts[name] == told.facts[name] for name in DERIVED) and kept.facts.unknown == told.facts.unknown
    stands = standing_at is None or row[4] == str(standing_at(told.position, told.before))
    stale.count += not (derived and stands and rows.derivation_of(row) == rows.DERIVATION)


def _differences(dossier_id: str, seq: int, kept: Dossier, told: Dossier, *, numbered: bool) -> Iterator[Fault]:
    stored, recorded = rows.base_of(kept), rows.base_of(told)
    for name, value in recorded.items():
        if stored[name] == value or (name == "unknown" and not numbered):
            continue
        if name in VOCABULARY:
            change = f"现为 {show(stored[name])}，按记录应为 {show(value)}"
            what = VOCABULARY[name].label
        else:
            what, change = _NAMES[name], "与按记录汇总的结果不同"
        person = f"（{told.facts.name}）" if told.facts.name else ""
        yield Fault(seq, dossier_id, f"档案 {dossier_id}{person}的「{what}」被改动过：{change}")


def _register_faults(connection: Connection, walk: _Walk) -> Iterator[Fault]:
    r = REGISTER.c
    kept = {
        (kind, key): (seq, name, body, value)
        for kind, key, seq, name, body, value in connection.execute(
            select(r.kind, r.key, r.seq, r.name, r.body, r.value)
        )
    }
    for place, (seq, value) in sorted(walk.registers.items(), key=lambda item: item[1][0]):
        if kept.get(place) != (seq, *searched(place[0], value), canonical(value)):
            yield Fault(seq, None, f"登记簿 {place[0]} 中的「{place[1]}」与第 {seq} 条记录不符，被改动过")
    for place in sorted(kept.keys() - walk.registers.keys()):
        yield Fault(0, None, f"登记簿 {place[0]} 中的「{place[1]}」没有任何记录，不是经登记产生的")


def _document_faults(connection: Connection) -> Iterator[Fault]:
    digests: Iterable[str] = connection.execute(select(DOCUMENT.c.digest).order_by(DOCUMENT.c.digest)).scalars().all()
    for digest in digests:
        query = select(DOCUMENT.c.name, DOCUMENT.c.content).where(DOCUMENT.c.digest == digest)
        name, content = connection.execute(query).one()
        if hashlib.sha256(content).hexdigest() != digest:
            yield Fault(0, None, f"存档文件“{name}”（摘要 {digest[:12]}…）的内容被改动过")


def _of(dossier: str | None) -> str:
    return "" if dossier is None else f"（档案 {dossier}）"
