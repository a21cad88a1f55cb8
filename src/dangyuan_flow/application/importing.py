"""Bring a ledger in: one batch, one journal line a dossier, unjudged on the way in; and take a batch back.

History is not refused for breaking rules: the dry run shows what it breaks, and the sweep finds it. Idempotent by
identity number: an unchanged row changes nothing, a changed cell becomes a correcting record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application import planning
from dangyuan_flow.application.acting import hand, may_enter, may_register
from dangyuan_flow.application.founding import member_key
from dangyuan_flow.application.opening import new_id
from dangyuan_flow.application.sweeping import Found, facts_of
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED, Facts, Value
from dangyuan_flow.domain.journal import Dossier, StepRecord, apply
from dangyuan_flow.domain.registry import RegistryEntry
from dangyuan_flow.domain.workflow import FINAL, Move
from dangyuan_flow.ledger import CellError, Ledger, LedgerRow, read_ledger
from dangyuan_flow.store import Entry, ImportBatch, value_of

if TYPE_CHECKING:
    from dangyuan_flow.application.acting import Hand
    from dangyuan_flow.domain.plan import Quota
    from dangyuan_flow.flow import Flow

Progress = Callable[[int, int], None]
_KEPT = 500
"""Rows judged between two tellings of progress."""


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import did, or would do: how many dossiers are new, changed, unchanged; what could not be read.

    ``findings``: what the rules say of the rows (dry run only). ``batch`` is ``None`` where nothing was written.
    """

    new: tuple[tuple[LedgerRow, str], ...]
    changed: tuple[tuple[LedgerRow, str, tuple[str, ...]], ...]
    unchanged: int
    registered: int
    cell_errors: tuple[CellError, ...]
    header_notes: tuple[str, ...]
    unused_columns: tuple[str, ...]
    findings: tuple[Found, ...]
    batch: str | None


def import_ledger(  # noqa: PLR0913  an import has as many choices
    flow: Flow,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    accept_errors: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a ledger's people (and its bodies, roster and yearly plan, if it has those sheets).

    With cell errors nothing is written, unless ``accept_errors``: the cells are then unknown. Raises :class:`BadInput`
    for a file that cannot be read or has no 身份证号, and for one person twice.
    """
    by = hand(flow)
    ledger = read_ledger(path, mapping=mapping)
    errors = (*ledger.cell_errors, *_unidentified(ledger))
    _refuse_doubles(ledger)
    batch = _batch(flow, path, by)
    quotas, notes = planning.to_keep(flow, ledger)
    plan = _Plan(flow=flow, ledger=ledger, quotas=quotas, by=by, batch=batch.id, dry_run=dry_run, progress=progress)
    plan.run()
    written = not dry_run and (accept_errors or not errors) and bool(plan.entries)
    if written:
        count = len(plan.new) + len(plan.changed)
        flow.store.append([*plan.entries, batch_entry(flow, replace(batch, count=count), by)], expected=plan.expected)
        flow.registers_changed()
    return ImportReport(
        new=tuple(plan.new),
        changed=tuple(plan.changed),
        unchanged=plan.unchanged,
        registered=plan.registered,
        cell_errors=errors,
        header_notes=(*ledger.header_notes, *notes),
        unused_columns=ledger.unused_columns,
        findings=tuple(plan.findings),
        batch=batch.id if written else None,
    )


@dataclass(kw_only=True)
class _Plan:
    """What an import comes to, row by row."""

    flow: Flow
    ledger: Ledger
    quotas: tuple[Quota, ...]
    by: Hand
    batch: str
    dry_run: bool
    progress: Progress | None

    def __post_init__(self) -> None:
        self.new: list[tuple[LedgerRow, str]] = []
        self.changed: list[tuple[LedgerRow, str, tuple[str, ...]]] = []
        self.unchanged = 0
        self.entries: list[Entry] = []
        self.expected: dict[str, int] = {}
        self.findings: list[Found] = []
        self.registered = 0
        self.texts: dict[int, dict[str, str]] = {}
        for cell in self.ledger.texts:
            told = self.texts.setdefault(cell.of, {})
            told[cell.name] = f"{told[cell.name]}\n{cell.text}" if cell.name in told else cell.text

    def run(self) -> None:
        """Go through registers and rows."""
        for entry in self._registers():
            self.entries.append(entry)
            self.registered += 1
        known = self._known_dossiers()
        reach: dict[str | None, None] = {}
        for done, (row, facts) in enumerate(facts_of(self.ledger), start=1):
            if facts.id_number is None:
                continue
            self._check_reach(facts.branch, reach)
            self._judge(row, facts)
            earlier = known.get(facts.id_number)
            if earlier is not None and _begins_anew(facts, earlier):
                earlier = None
            if earlier is not None:
                self._check_reach(earlier.facts.branch, reach)  # a ledger takes nobody away from another branch
            self._row(row, facts, earlier)
            if self.progress is not None and done % _KEPT == 0:
                self.progress(done, len(self.ledger.rows))

    def _check_reach(self, branch: str | None, reach: dict[str | None, None]) -> None:
        """The importing user's office must stand above every branch that is registered (or is brought along)."""
        if branch in reach:
            return
        known = branch is not None and branch in self.flow.organizations
        may_enter(self.flow, self.by.user, branch if known else _top(self.flow, self.by))
        reach[branch] = None

    def _known_dossiers(self) -> dict[str, Dossier]:
        """The dossiers that the rows' people have already: the one under way, else the latest."""
        numbers = [n for row in self.ledger.rows if isinstance(n := row.values.get("id_number"), str)]
        ids = self.flow.store.ids_by_identity(numbers)
        return {d.facts.id_number: d for d in self.flow.store.dossiers(sorted(ids.values())) if d.facts.id_number}

    def _judge(self, row: LedgerRow, facts: Facts) -> None:
        if not self.dry_run:
            return
        judged = self.flow.catalogue.rule_set.judge(facts, self.flow.today())
        place = f"{row.sheet}!{row.row}"
        self.findings += [
            Found(dossier=place, name=row.name, branch=facts.branch, violation=v) for v in judged.violations
        ]

    def _row(self, row: LedgerRow, facts: Facts, known: Dossier | None) -> None:
        if known is None:
            dossier = Dossier(id=new_id(self.flow, len(self.new) + 1) if not self.new else _following(self.new[-1][1]))
            self._append(dossier, self._import_record(dossier, facts, self.texts.get(row.row, {})))
            self.new.append((row, dossier.id))
            return
        told = self._told - facts.unknown - row.unreadable
        changes = {name: facts[name] for name in RECORDED if name in told and facts[name] != known.facts[name]}
        learned = known.facts.unknown & RECORDED.keys() & told
        texts = {
            name: text for name, text in self.texts.get(row.row, {}).items() if known.particulars.get(name) != text
        }
        if not changes and not learned and not texts:
            self.unchanged += 1
            return
        self._append(known, self._correcting_record(known, changes, learned, texts))
        self.changed.append((row, known.id, tuple(changes) or tuple(sorted(learned))))

    @property
    def _told(self) -> frozenset[str]:
        """The facts that this ledger can tell of a known dossier (never its branch's circumstances)."""
        return self.ledger.known

    def _append(self, dossier: Dossier, record: StepRecord) -> None:
        self.entries.append((record, apply(dossier, record)))
        self.expected[dossier.id] = dossier.seq

    def _import_record(self, dossier: Dossier, facts: Facts, texts: Mapping[str, str]) -> StepRecord:
        workflow = self.flow.workflow
        position = workflow.furthest(facts)
        before = None
        if position in FINAL:
            before = workflow.furthest(facts.having(ended_on=None, transferred_out_on=None))
        recorded: dict[str, Value] = {n: v for n in RECORDED if (v := facts[n]) is not None}
        return self._record(
            dossier,
            Move.IMPORT,
            on=min(facts.latest_act_on or self.flow.today(), self.flow.today()),
            position=position,
            facts=recorded,
            unknown=facts.unknown & RECORDED.keys(),
            vettings=facts.vettings,
            particulars=texts,
            before=before,
        )

    def _correcting_record(
        self, known: Dossier, changes: Mapping[str, Value], learned: frozenset[str], texts: Mapping[str, str]
    ) -> StepRecord:
        would = derive(known.facts.having(**changes))
        position = known.position
        if all(line is Move.IMPORT or line is Move.CORRECT for line in self._moves(known)):
            position = self.flow.workflow.furthest(would)
        return self._record(
            known,
            Move.CORRECT,
            on=self.flow.today(),
            position=position,
            facts=dict(changes),
            particulars=texts,
            unknown=(known.facts.unknown & RECORDED.keys()) - learned - changes.keys(),
            reason="台账重新导入",
        )

    def _moves(self, known: Dossier) -> Iterable[Move]:
        return (line.entry.move for line in self.flow.store.records(known.id))

    def _record(self, dossier: Dossier, move: Move, *, on: date, position: str, **values: object) -> StepRecord:
        return StepRecord(
            dossier=dossier.id,
            dossier_seq=dossier.seq + 1,
            move=move,
            on=on,
            entered_at=self.flow.now(),
            entered_by=self.by.user.name,
            position=position,
            batch=self.batch,
            **values,  # type: ignore[arg-type]  # the record's own fields
        )

    def _registers(self) -> Iterable[RegistryEntry]:
        """The ledger's bodies, roster and plan, where they are not registered just so already."""
        read: dict[str, Mapping[str, Mapping[str, object]]] = {}
        for kind, key, value in _register_lines(self.ledger, self.quotas):
            if kind not in read:
                read[kind] = self.flow.store.register(kind)
            if read[kind].get(key) != value:
                may_register(self.flow)
                yield RegistryEntry(
                    register=kind,
                    key=key,
                    value=value,
                    on=self.flow.today(),
                    entered_at=self.flow.now(),
                    entered_by=self.by.user.name,
                )


def _register_lines(ledger: Ledger, quotas: Iterable[Quota]) -> Iterable[tuple[str, str, dict[str, object]]]:
    for body in ledger.organizations:
        yield "organization", body.name, value_of(body)
    for member in ledger.members:
        yield "member", member_key(member), value_of(member)
    for quota in quotas:
        yield "plan", quota.key, value_of(quota)


def _begins_anew(facts: Facts, earlier: Dossier) -> bool:
    """Whether a row tells of a fresh application, after the end of the dossier that the person had before (E11)."""
    ended = earlier.facts.ended_on
    return not earlier.is_open and ended is not None and facts.applied_on is not None and facts.applied_on > ended


def _following(dossier_id: str) -> str:
    """The id after ``dossier_id``."""
    year, _, number = dossier_id.partition("-")
    return f"{year}-{int(number) + 1:05d}"


def _top(flow: Flow, by: Hand) -> str | None:
    """A body where the user holds an office: who may import at all may bring people of bodies not yet registered."""
    held = flow.store.offices(flow.today(), holder=by.user.name)
    return held[0].organization if held else None


def _unidentified(ledger: Ledger) -> tuple[CellError, ...]:
    """Rows without a readable identity number: nobody could be matched by them."""
    if "id_number" not in ledger.known:
        msg = f"{ledger.path.name} 没有“身份证号”列，不能导入（排查不需要这一列）；请补上后再导入"
        raise BadInput(msg)
    told = {(e.sheet, e.row) for e in ledger.cell_errors if e.column == ledger.columns.get("id_number")}
    return tuple(
        CellError(
            sheet=row.sheet,
            row=row.row,
            column=ledger.columns["id_number"],
            value="",
            says=f"{row.name} 没有身份证号，不能导入这一行；请补上",
        )
        for row in ledger.rows
        if row.values.get("id_number") is None and (row.sheet, row.row) not in told
    )


def _refuse_doubles(ledger: Ledger) -> None:
    seen: dict[object, LedgerRow] = {}
    doubles = []
    for row in ledger.rows:
        number = row.values.get("id_number")
        if number is None:
            continue
        first = seen.setdefault(number, row)
        if first is not row:
            doubles.append(f"第 {first.row} 行 {first.name} 与第 {row.row} 行 {row.name}")
    if doubles:
        more = f" 等 {len(doubles)} 处" if len(doubles) > 20 else ""  # noqa: PLR2004  as many as are named
        msg = f"同一身份证号出现两次：{'；'.join(doubles[:20])}{more}。一人只能有一行，请核对后再导入"
        raise BadInput(msg)


def _batch(flow: Flow, path: Path, by: Hand) -> ImportBatch:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    taken = len(flow.store.batches())
    return ImportBatch(
        id=f"B{flow.today():%Y%m%d}-{taken + 1:03d}",
        file_name=path.name,
        digest=digest,
        entered_at=flow.now(),
        entered_by=by.user.name,
        count=0,
    )


def batch_entry(flow: Flow, batch: ImportBatch, by: Hand) -> RegistryEntry:
    """How an import stands from now on."""
    return RegistryEntry(
        register="batch",
        key=batch.id,
        value=value_of(batch),
        on=flow.today(),
        entered_at=flow.now(),
        entered_by=by.user.name,
    )
