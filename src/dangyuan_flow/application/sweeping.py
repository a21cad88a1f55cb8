"""Sweep: all rules over a store or a bare ledger as of a day; what was found, noted, not checked, unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.domain.context import Surroundings
from dangyuan_flow.domain.derivation import derive
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import AS_OF
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts, Value
from dangyuan_flow.domain.people import superiors
from dangyuan_flow.domain.rules import Judgement, Rule, RuleSet, Violation
from dangyuan_flow.domain.vetting import Agency, Vetting
from dangyuan_flow.ledger import CellError, Ledger, LedgerRow, read_ledger
from dangyuan_flow.store import FactTable

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One finding or note: in which dossier (its id, or sheet and row), of whom, of which branch, and what."""

    dossier: str
    name: str
    branch: str | None
    violation: Violation


@dataclass(frozen=True, kw_only=True, slots=True)
class NotChecked:
    """A rule that could not be checked in some dossiers, and the columns that lack."""

    rule: Rule
    dossiers: int
    missing_columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepReport:
    """What a sweep says. ``findings`` and ``notes`` are sorted by dossier (rows by number), then code."""

    as_of: date
    dossiers: int
    packs: tuple[str, ...]
    findings: tuple[Found, ...]
    notes: tuple[Found, ...]
    not_checked: tuple[NotChecked, ...]
    cell_errors: tuple[CellError, ...]
    header_notes: tuple[str, ...]
    unused_columns: tuple[str, ...]
    rules: str

    @property
    def is_clean(self) -> bool:
        """Nothing found and every cell read; notes alone are nothing."""
        return not self.findings and not self.cell_errors


def sweep_store(
    flow: Flow,
    *,
    as_of: date | None = None,
    body: str | None = None,
    only: Iterable[str] = (),
    progress: Progress | None = None,
) -> SweepReport:
    """Sweep the store, or the dossiers of ``body`` and of what lies below it; ``only``: V-codes. Writes nothing."""
    rules = narrowed(flow.catalogue.rule_set, only)
    table = FactTable(flow.store.database)
    flow.store.rederive()
    return _report(table, rules, as_of or flow.today(), branches=branches_of(flow, body), progress=progress)


def sweep_ledger(  # noqa: PLR0913  a sweep has as many choices
    path: Path,
    rule_set: RuleSet,
    *,
    as_of: date,
    only: Iterable[str] = (),
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> SweepReport:
    """Sweep a bare ledger: no store, no set-up. Raises :class:`BadInput` for a file that cannot be read."""
    ledger = read_ledger(path, mapping=mapping, progress=progress)
    rules = narrowed(rule_set, only)
    table = FactTable.in_memory()
    try:
        table.insert((f"{row.sheet}!{row.row}", facts) for row, facts in facts_of(ledger))
        return _report(table, rules, as_of, ledger=ledger)
    finally:
        table.close()


def narrowed(rule_set: RuleSet, only: Iterable[str]) -> RuleSet:
    """The rules of the codes ``only`` (all, if none is named); raises :class:`NotFound` for an unknown code."""
    codes = {code.strip().upper() for code in only}
    if not codes:
        return rule_set
    unknown = codes - {rule.code for rule in rule_set.rules}
    if unknown:
        msg = f"没有代码为 {'、'.join(sorted(unknown))} 的规定；可用 dangyuan rules list 查看"
        raise NotFound(msg)
    rules = tuple(rule for rule in rule_set.rules if rule.code in codes)
    return RuleSet(rules=rules, regulations=rule_set.regulations, packs=rule_set.packs)


def branches_of(flow: Flow, body: str | None) -> tuple[str, ...] | None:
    """The branches at or below ``body``; ``None`` for all. Raises :class:`NotFound`."""
    if body is None:
        return None
    if body not in flow.organizations:
        msg = f"没有名为「{body}」的党组织"
        raise NotFound(msg)
    asked = flow.present_name(body)
    return tuple(
        name
        for name in flow.organizations
        if asked in (flow.present_name(name), *(above.name for above in superiors(name, flow.organizations)))
    )


def facts_of(ledger: Ledger) -> Iterable[tuple[LedgerRow, Facts]]:
    """Each row of a ledger as facts, derived ones included, unknown where its columns and sheets cannot tell."""
    surroundings = Surroundings.of(ledger.organizations, ledger.members)
    vettings = vettings_of(ledger)
    unknown_columns = frozenset(n for n, fact in RECORDED.items() if n not in ledger.known and not fact.assumed)
    for row in ledger.rows:
        facts = Facts().unknowing(unknown_columns | row.unreadable).having(**row.values)
        facts.__dict__["vettings"] = vettings.get(row.row, ())
        yield row, derive(situated(facts, surroundings))


def situated(facts: Facts, surroundings: Surroundings) -> Facts:
    """``facts`` with what bodies and roster tell of them; a column of the ledger's own row is not overruled."""
    told = surroundings.facts(facts)
    return facts.having(**{name: value for name, value in told.items() if facts[name] is None}) if told else facts


def vettings_of(ledger: Ledger) -> dict[int, tuple[Vetting, ...]]:
    """The lines of sheet 联审 by the person's row."""
    found: dict[int, list[Vetting]] = {}
    for line in ledger.vettings:
        if line.of is None or line.body is None:
            continue
        opinion = (
            None
            if line.conclusion is None
            else ("无异常" if line.conclusion == "无异常" else line.details or line.conclusion)
        )
        found.setdefault(line.of, []).append(
            Vetting(
                body=Agency.from_chinese(line.body) or line.body,
                asked_on=line.asked_on,
                answered_on=line.replied_on,
                opinion=opinion,
                handling=line.handling,
            )
        )
    return {row: tuple(lines) for row, lines in found.items()}


def _report(  # noqa: PLR0913  what was swept, and how
    table: FactTable,
    rules: RuleSet,
    as_of: date,
    *,
    branches: tuple[str, ...] | None = None,
    ledger: Ledger | None = None,
    progress: Progress | None = None,
) -> SweepReport:
    swept = table.sweep(rules, as_of, branches=branches, progress=progress)
    lines = [(s.dossier, s.name or "", s.branch, s.judgement) for s in swept.found]
    lacked = swept.unknown if ledger is None else swept.unknown - ledger.known
    return SweepReport(
        as_of=as_of,
        dossiers=swept.dossiers,
        packs=rules.packs,
        findings=_sorted(lines, lambda judgement: judgement.violations),
        notes=_sorted(lines, lambda judgement: judgement.notes),
        not_checked=tuple(
            NotChecked(rule=rule, dossiers=count, missing_columns=_missing(rule, lacked))
            for rule in sorted(rules.rules, key=lambda r: (r.number, r.code, r.id))
            if (count := swept.not_checked.get(rule.id))
        ),
        cell_errors=() if ledger is None else ledger.cell_errors,
        header_notes=() if ledger is None else ledger.header_notes,
        unused_columns=() if ledger is None else ledger.unused_columns,
        rules=swept.rules,
    )


def _sorted(
    lines: Iterable[tuple[str, str, str | None, Judgement]], pick: Callable[[Judgement], tuple[Violation, ...]]
) -> tuple[Found, ...]:
    found = [
        Found(dossier=dossier, name=name, branch=branch, violation=violation)
        for dossier, name, branch, judgement in lines
        for violation in pick(judgement)
    ]
    return tuple(
        sorted(found, key=lambda f: (place(f.dossier), f.violation.rule.number, f.violation.code, f.violation.rule.id))
    )


def place(dossier: str) -> tuple[str, int, str]:
    """Where a dossier stands in a sorted report: by sheet, then by row's number; ids by themselves."""
    sheet, mark, row = dossier.rpartition("!")
    return (sheet, int(row), "") if mark and row.isdigit() else (dossier, 0, "")


def _missing(rule: Rule, lacked: frozenset[str]) -> tuple[str, ...]:
    """The columns, by their labels, whose absence leaves ``rule`` unchecked; ``lacked``: what could not be told."""
    return tuple(RECORDED[name].label for name in sorted(roots(rule.needs) & lacked, key=list(RECORDED).index))


def roots(needs: Iterable[str]) -> frozenset[str]:
    """The recorded facts to which ``needs`` go back."""
    from dangyuan_flow.domain.derivation import DERIVATIONS  # noqa: PLC0415  read once a report

    lines = {line.name: line for line in DERIVATIONS}
    found: set[str] = set()
    open_ = [name for name in needs if name != AS_OF]
    while open_:
        name = open_.pop()
        if name in RECORDED:
            found.add(name)
        elif name in DERIVED:
            open_.extend(lines[name].sources)
    return frozenset(found)


def value_shown(value: Value) -> object:
    """A value as JSON gives it."""
    if isinstance(value, date):
        return value.isoformat()
    return [value_shown(item) for item in value] if isinstance(value, tuple) else value


def as_json(report: SweepReport) -> dict[str, object]:
    """The report in the shape of ``sweep --format json``; the same input and day give the same bytes."""
    return {
        "as_of": report.as_of.isoformat(),
        "dossiers": report.dossiers,
        "packs": list(report.packs),
        "not_checked": _not_checked_json(report),
        "cell_errors": [
            {"sheet": e.sheet, "row": e.row, "column": e.column, "value": e.value, "says": e.says}
            for e in report.cell_errors
        ],
        "notes": [
            {
                "dossier": n.dossier,
                "name": n.name,
                "code": n.violation.code,
                "rule": n.violation.rule.id,
                "says": n.violation.says,
            }
            for n in report.notes
        ],
        "findings": [finding_json(f) for f in report.findings],
        "header_notes": list(report.header_notes),
        "unused_columns": list(report.unused_columns),
        "rules": report.rules,
    }


def _not_checked_json(report: SweepReport) -> list[dict[str, object]]:
    """One entry a code; its columns are those that any of its rules lacks."""
    columns: dict[str, dict[str, None]] = {}
    counts: dict[str, int] = {}
    for line in report.not_checked:
        columns.setdefault(line.rule.code, {}).update(dict.fromkeys(line.missing_columns))
        counts[line.rule.code] = max(counts.get(line.rule.code, 0), line.dossiers)
    return [{"code": code, "missing_columns": list(names), "dossiers": counts[code]} for code, names in columns.items()]


def finding_json(found: Found) -> dict[str, object]:
    """One finding as JSON."""
    v = found.violation
    return {
        "dossier": found.dossier,
        "name": found.name,
        "code": v.code,
        "rule": v.rule.id,
        "severity": v.rule.severity.value,
        "class": v.rule.class_.value,
        "cites": list(v.cites),
        "says": v.says,
        "facts": {name: value_shown(value) for name, value in v.facts.items() if name != "id_number"},
        "certainty": v.certainty.value,
        "remedy": v.rule.remedy,
    }
