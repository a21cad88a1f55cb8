"""Whether the store still says what was entered: the chain from its first line, and every dossier against its fold.

What was *recorded* must agree to the byte. What was *derived* may differ after a new version of the program or of the
calendar; that is counted and derived again, never called touched.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, func, select

from dangyuan_flow.domain.errors import Tampered
from dangyuan_flow.domain.facts import DERIVED, VOCABULARY
from dangyuan_flow.domain.journal import GENESIS, Dossier, StepRecord, canonical, chained, fold
from dangyuan_flow.domain.readings import show
from dangyuan_flow.store import findings, pages, rows
from dangyuan_flow.store.database import Database, Progress, run
from dangyuan_flow.store.registers import searched
from dangyuan_flow.store.rows import StandingAt
from dangyuan_flow.store.tables import DOCUMENT, DOSSIER, JOURNAL, REGISTER, STANDING

_TOLD_EVERY = 1_000
_TOLD_OTHERWISE = frozenset({"unknown", "papers_replaced"})
"""What a row of an older vocabulary tells otherwise, or not at all, until it is folded from its records again."""
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


def verify(
    database: Database,
    standing_at: StandingAt | None,
    *,
    seal: tuple[int, str] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Verify all of the store as it is at one moment; ``seal``: a (count, digest) that was kept elsewhere."""
    with database.reading():
        pass  # a database out of reach is told as such, not as a fault
    walk = _Walk(database=database, standing_at=standing_at, progress=progress)
    try:
        with database.snapshot() as connection:
            walk.connection = connection
            fault = next(walk.faults(seal), None)
    except Tampered as error:  # the file can no longer be read where it should be
        fault = Fault(walk.count + 1, None, str(error))
    return Verification(records=walk.count, digest=walk.digest, first_bad=fault, stale_derivations=walk.stale)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One walk through the store: along the chain first, then over all that follows from it."""

    database: Database
    standing_at: StandingAt | None
    progress: Progress | None
    connection: Connection = field(init=False)
    count: int = 0
    digest: str = GENESIS
    stale: int = 0
    registers: dict[tuple[str, str], tuple[int, Mapping[str, Any]]] = field(default_factory=dict)

    def faults(self, seal: tuple[int, str] | None) -> Iterator[Fault]:
        total = 2 * self.connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
        yield from self._chain(seal, total)
        yield from self._dossiers(total)
        yield from self._findings()
        yield from self._registers()
        yield from self._documents()
        if self.database.is_sqlite:
            found = run(self.connection, "PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                yield Fault(0, None, f"数据库文件的结构已损坏（{found}）。请用最近的备份恢复")
        self._tell(total, total)

    def _tell(self, done: int, total: int) -> None:
        if self.progress is not None and (done % _TOLD_EVERY == 0 or done == total):
            self.progress(done, total)

    def _chain(self, seal: tuple[int, str] | None, total: int) -> Iterator[Fault]:
        for line in pages.lines(self.connection, self.database):
            seq, digest, dossier, *_, text = line
            due = self.count + 1
            if seq != due:
                yield Fault(due, None, f"第 {due} 条记录不见了（下一条是第 {seq} 条），被删除或调换过")
            if digest != chained(self.digest, text):
                yield Fault(seq, dossier, f"第 {seq} 条记录{_of(dossier)}与其摘要不符：内容被改动，或顺序被调换")
            yield from self._columns(line)
            self.count, self.digest = seq, digest
            self._tell(seq, total)
            if seal is not None and seq == seal[0] and digest != seal[1].lower():
                says = f"第 {seq} 条记录{_of(dossier)}的摘要与封存的摘要不同：封存之后此前的记录被整体重写"
                yield Fault(seq, dossier, says)
        if seal is not None and self.count < seal[0]:
            says = f"封存时有 {seal[0]} 条记录，现在只有 {self.count} 条：末尾的记录被截去"
            yield Fault(self.count + 1, None, says)

    def _columns(self, line: Sequence[Any]) -> Iterator[Fault]:
        """A line's columns are copies of what its document says."""
        seq, _, *columns, text = line
        said = json.loads(text)
        if "register" in said:
            expected = [None, None, said["register"], said["key"], None]
            self.registers[said["register"], said["key"]] = (seq, said["value"])
        else:
            expected = [said["dossier"], said["dossier_seq"], None, None, said.get("batch")]
        if columns != expected:
            says = f"第 {seq} 条记录{_of(said.get('dossier'))}的索引列与记录内容不一致，被改动过"
            yield Fault(seq, said.get("dossier"), says)

    def _dossiers(self, total: int) -> Iterator[Fault]:
        missing = select(JOURNAL.c.seq, JOURNAL.c.dossier).where(
            JOURNAL.c.dossier.is_not(None), ~exists().where(DOSSIER.c.id == JOURNAL.c.dossier)
        )
        for seq, dossier_id in self.connection.execute(missing.order_by(JOURNAL.c.seq).limit(1)):
            yield Fault(seq, dossier_id, f"档案 {dossier_id} 有记录而档案本身不见了，被删除过")
        done = self.count
        for page in pages.dossier_pages(self.connection, self.database):
            records = pages.records_of(self.connection, [row[0] for row in page])
            for row in page:
                own = records[row[0]]
                yield from self._dossier(row, own)
                for _ in own:
                    done += 1
                    self._tell(done, total)

    def _dossier(self, row: Sequence[Any], own: Sequence[tuple[int, StepRecord]]) -> Iterator[Fault]:
        dossier_id = row[0]
        if not own:
            yield Fault(0, dossier_id, f"档案 {dossier_id} 没有任何记录，不是经办理或导入产生的")
            return
        last = own[-1][0]
        if [record.dossier_seq for _, record in own] != list(range(1, len(own) + 1)):
            yield Fault(last, dossier_id, f"档案 {dossier_id} 的记录序号不连续")
        told = fold(dossier_id, (record for _, record in own))
        try:
            kept = rows.dossier_of(row, iso=self.database.is_sqlite)
        except (ValueError, KeyError, TypeError) as error:
            yield Fault(last, dossier_id, f"档案 {dossier_id} 存有无法解读的值（{error}），被改动过")
            return
        yield from _differences(dossier_id, last, kept, told, numbered=rows.numbering_of(row) == rows.NUMBERING)
        if bool(row[STANDING.index("under_way")]) != told.is_open:
            yield Fault(last, dossier_id, f"档案 {dossier_id} 的“在办”标记与记录不符，被改动过")
        self.stale += not self._is_fresh(row, kept, told)

    def _is_fresh(self, row: Sequence[Any], kept: Dossier, told: Dossier) -> bool:
        """Whether what is derived is what this program derives."""
        standing = row[STANDING.index("standing")]
        return (
            rows.derivation_of(row) == rows.derivation()
            and all(kept.facts[name] == told.facts[name] for name in DERIVED)
            and kept.facts.unknown == told.facts.unknown
            and (self.standing_at is None or standing == str(self.standing_at(told.position, told.before)))
        )

    def _findings(self) -> Iterator[Fault]:
        """The tables of sweeps and findings hold what the last line about each of them says."""
        iso = self.database.is_sqlite
        for kind, what, columns, row_of in (
            (findings.SWEEPS, "排查", findings.SWEEP_COLUMNS, findings.sweep_row),
            (findings.FINDINGS, "问题", findings.FINDING_COLUMNS, findings.finding_row),
        ):
            listed = ", ".join(f'"{column}"' for column in columns)
            kept = {str(row[0]): tuple(row) for row in run(self.connection, f"SELECT {listed} FROM {kind}").fetchall()}  # noqa: S608  our own columns
            told = {key: line for (register, key), line in self.registers.items() if register == kind}
            for key, (seq, value) in told.items():
                if kept.pop(key, None) != row_of(seq, value, iso=iso):
                    yield Fault(seq, None, f"第 {key} 号{what}与第 {seq} 条记录不符，被改动过")
            for key in kept:
                yield Fault(0, None, f"第 {key} 号{what}没有任何记录，不是经登记产生的")

    def _registers(self) -> Iterator[Fault]:
        r = REGISTER.c
        query = select(r.kind, r.key, r.seq, r.name, r.body, r.value)
        kept = {(kind, key): tuple(rest) for kind, key, *rest in self.connection.execute(query)}
        entered = {place: line for place, line in self.registers.items() if place[0] not in findings.OWN_TABLES}
        for place, (seq, value) in sorted(entered.items(), key=lambda item: item[1][0]):
            if kept.get(place) != (seq, *searched(place[0], value), canonical(value)):
                yield Fault(seq, None, f"登记簿 {place[0]} 中的“{place[1]}”与第 {seq} 条记录不符，被改动过")
        for place in sorted(kept.keys() - entered.keys()):
            yield Fault(0, None, f"登记簿 {place[0]} 中的“{place[1]}”没有任何记录，不是经登记产生的")

    def _documents(self) -> Iterator[Fault]:
        for digest in self.connection.execute(select(DOCUMENT.c.digest).order_by(DOCUMENT.c.digest)).scalars().all():
            query = select(DOCUMENT.c.name, DOCUMENT.c.content).where(DOCUMENT.c.digest == digest)
            name, content = self.connection.execute(query).one()
            if hashlib.sha256(content).hexdigest() != digest:
                yield Fault(0, None, f"存档文件“{name}”（摘要 {digest[:12]}…）的内容被改动过")


def _differences(dossier_id: str, seq: int, kept: Dossier, told: Dossier, *, numbered: bool) -> Iterator[Fault]:
    stored, recorded = rows.base_of(kept), rows.base_of(told)
    for name, value in recorded.items():
        if stored[name] == value or (name in _TOLD_OTHERWISE and not numbered):
            continue
        if name in VOCABULARY:
            change = f"现为 {show(stored[name])}，按记录应为 {show(value)}"
            what = VOCABULARY[name].label
        else:
            what, change = _NAMES[name], "与按记录汇总的结果不同"
        person = f"（{told.facts.name}）" if told.facts.name else ""
        yield Fault(seq, dossier_id, f"档案 {dossier_id}{person}的“{what}”被改动过：{change}")


def _of(dossier: str | None) -> str:
    return "" if dossier is None else f"（档案 {dossier}）"
