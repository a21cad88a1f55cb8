"""Sweep: all rules over a store or a bare ledger as of a day; what was found, noted, not checked, unreadable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.application import planning
from dangyuan_flow.application.codes import without_rule
from dangyuan_flow.application.comparing import compared_json
from dangyuan_flow.application.copying import NO_WISH, Wish, compared_in_ledger, compared_in_store
from dangyuan_flow.application.grounds import in_ledger, in_store
from dangyuan_flow.domain.across import About, Across
from dangyuan_flow.domain.context import Surroundings
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import AS_OF
from dangyuan_flow.domain.fact import in_json
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts
from dangyuan_flow.domain.people import elections_of, superiors
from dangyuan_flow.domain.rules import Judgement, Rule, RuleSet, Violation
from dangyuan_flow.domain.sweep import Compared, KeptSweep, Scope, Trend
from dangyuan_flow.domain.vetting import Agency, Vetting
from dangyuan_flow.ledger import CellError, Ledger, LedgerRow, read_ledger
from dangyuan_flow.store import FactTable, SweepResult

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One finding or note: in which dossier (its id, or sheet and row), of whom, of which branch, and what.

    ``about``: ``dossier``, or ``body`` where a body as a whole is meant; ``dossier`` is then its name, ``name`` empty.
    """

    dossier: str
    name: str
    branch: str | None
    violation: Violation
    about: str = "dossier"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotChecked:
    """A rule that could not be checked in some dossiers, and the columns that lack."""

    rule: Rule | Across
    dossiers: int
    missing_columns: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepReport:
    """What a sweep says. ``findings`` and ``notes`` are sorted by dossier (rows by number), then code.

    Of a store: ``compared`` with the last registered sweep of the same scope (``None``: there is none), ``trend``, the
    registered sweeps of that scope before this one, and ``kept``, what this one was registered as; a bare ledger has
    none of them. Of many bodies' snapshots: ``units``, each with its number of dossiers; places and branches then begin
    with the body's name and a slash. ``explained``: what JSON says of each finding's values, by dossier and rule id,
    where asked for. ``files``: the names of the files beside the dossiers whose texts were compared.
    """

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
    compared: Compared | None = None
    trend: Trend = field(default_factory=Trend)
    kept: KeptSweep | None = None
    text_notes: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    units: Mapping[str, int] = field(default_factory=dict)
    explained: Mapping[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Nothing found and every cell read; notes alone are nothing."""
        return not self.findings and not self.cell_errors


def sweep_store(  # noqa: PLR0913  a sweep has as many choices
    flow: Flow,
    *,
    as_of: date | None = None,
    body: str | None = None,
    only: Iterable[str] = (),
    keep: bool = False,
    anew: bool = False,
    texts: Wish = NO_WISH,
    progress: Progress | None = None,
) -> SweepReport:
    """Sweep the store, or the dossiers of ``body`` and of what lies below it; ``only``: V-codes.

    Compares with the last registered sweep of the same scope, and reads only what changed since, where that can be
    (``anew``: reads everything). ``keep`` registers it with its findings (see ``registering.py``); otherwise nothing is
    written. ``texts``: whether texts are compared too. Raises :class:`NotAllowed`, and :class:`Conflict` where another
    sweep was registered meanwhile.
    """
    from dangyuan_flow.application import registering  # noqa: PLC0415  reads reports, which are made here

    rules = narrowed(flow.catalogue.rule_set, only)
    actor = registering.may_keep(flow, body) if keep else None
    codes = () if rules is flow.catalogue.rule_set else tuple(sorted({rule.code for rule in rules.everything}))
    scope = Scope(body=None if body is None else flow.present_name(body), only=codes, packs=rules.packs)
    branches = branches_of(flow, body)
    flow.store.rederive()
    day = as_of or flow.today()
    swept = flow.store.findings.sweep(
        rules, day, scope=scope, branches=branches, keep=keep, anew=anew, progress=progress
    )
    told = compared_in_store(flow, swept.result, rules, texts, within=branches, progress=progress)
    report = replace(report_of(told.result, told.rules), text_notes=told.notes, files=told.files)
    return registering.compared(flow, report, told.rules, scope=scope, branches=branches, swept=swept, actor=actor)


def sweep_ledger(  # noqa: PLR0913  a sweep has as many choices
    path: Path,
    rule_set: RuleSet,
    *,
    as_of: date,
    only: Iterable[str] = (),
    mapping: Mapping[str, str] | None = None,
    explain: bool = False,
    texts: Wish = NO_WISH,
    progress: Progress | None = None,
) -> SweepReport:
    """Sweep a bare ledger: no store, no set-up; ``explain``: tell of each finding whence its values come.

    ``texts``: whether texts are compared too. Raises :class:`BadInput` for a file that cannot be read.
    """
    ledger = read_ledger(path, mapping=mapping, progress=progress)
    rules = narrowed(rule_set, only)
    table = FactTable.in_memory()
    try:
        table.insert((f"{row.sheet}!{row.row}", facts) for row, facts in facts_of(ledger))
        swept = table.sweep(rules, as_of, plan=planning.plan_of(ledger), elections=elections_of(ledger.organizations))
        told = compared_in_ledger(ledger, swept, rules, texts, progress=progress)
        report = replace(report_of(told.result, told.rules, ledger), text_notes=told.notes)
        if not explain:
            return report
        return replace(report, explained=in_ledger(report.findings, as_of, ledger, facts_of, table))
    finally:
        table.close()


def explained(flow: Flow, report: SweepReport) -> SweepReport:
    """A store's report that tells of each finding whence its values come."""
    return replace(report, explained=in_store(flow, report.findings, report.as_of))


def narrowed(rule_set: RuleSet, only: Iterable[str]) -> RuleSet:
    """The rules of the codes ``only`` (all, if none is named); raises :class:`NotFound` for an unknown code."""
    codes = {code.strip().upper() for code in only}
    if not codes:
        return rule_set
    unknown = codes - {rule.code for rule in rule_set.everything}
    if unknown:
        told = [why for code in sorted(unknown) if (why := without_rule(code, rule_set.regulations))]
        msg = f"没有代码为 {'、'.join(sorted(unknown))} 的规定；可用 dangyuan rules list 查看"
        raise NotFound("\n".join(told) or msg)
    rules = tuple(rule for rule in rule_set.rules if rule.code in codes)
    across = tuple(rule for rule in rule_set.across if rule.code in codes)
    return RuleSet(rules=rules, regulations=rule_set.regulations, packs=rule_set.packs, across=across)


def branches_of(flow: Flow, body: str | None) -> tuple[str, ...] | None:
    """The branches at or below ``body``; ``None`` for all. Raises :class:`NotFound`."""
    if body is None:
        return None
    if body not in flow.organizations:
        msg = f"没有名为“{body}”的党组织"
        raise NotFound(msg)
    asked = flow.present_name(body)
    return tuple(
        name
        for name in flow.organizations
        if asked in (flow.present_name(name), *(above.name for above in superiors(name, flow.organizations)))
    )


def facts_of(ledger: Ledger) -> Iterable[tuple[LedgerRow, Facts]]:
    """Each row of a ledger as facts, derived ones included, unknown where its columns and sheets cannot tell."""
    surroundings = Surroundings.of(ledger.organizations, ledger.members, whole=True)
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


def report_of(swept: SweepResult, rules: RuleSet, ledger: Ledger | None = None) -> SweepReport:
    """What was found, as a report."""
    lines = [(s.dossier, s.name or "", s.branch, s.judgement) for s in swept.found]
    lines += [(g.subject, g.name or "", g.branch, Judgement((g.violation,))) for g in swept.groups]
    lacked = swept.unknown if ledger is None else swept.unknown - ledger.known
    return SweepReport(
        as_of=swept.as_of,
        dossiers=swept.dossiers,
        packs=rules.packs,
        findings=_sorted(lines, lambda judgement: judgement.violations),
        notes=_sorted(lines, lambda judgement: judgement.notes),
        not_checked=tuple(
            NotChecked(rule=rule, dossiers=count, missing_columns=missing_columns(rule, lacked) + _beside(swept, rule))
            for rule in sorted(rules.everything, key=lambda r: (r.number, r.code, r.id))
            if (count := swept.dossiers if rule.id in swept.lacking else swept.not_checked.get(rule.id))
        ),
        cell_errors=() if ledger is None else ledger.cell_errors,
        header_notes=() if ledger is None else (*ledger.header_notes, *planning.unread(ledger)),
        unused_columns=() if ledger is None else ledger.unused_columns,
        rules=swept.rules,
    )


def _sorted(
    lines: Iterable[tuple[str, str, str | None, Judgement]], pick: Callable[[Judgement], tuple[Violation, ...]]
) -> tuple[Found, ...]:
    found = [
        Found(dossier=dossier, name=name, branch=branch, violation=violation, about=_about(violation))
        for dossier, name, branch, judgement in lines
        for violation in pick(judgement)
    ]
    return tuple(sorted(found, key=in_order))


def in_order(found: Found) -> tuple[object, ...]:
    """Where a finding stands in a sorted report: by its dossier, then by its code."""
    rule = found.violation.rule
    return place(found.dossier), rule.number, rule.code, rule.id


def _about(violation: Violation) -> str:
    rule = violation.rule
    return (About.BODY if isinstance(rule, Across) and rule.is_about_a_body else About.DOSSIER).value


def _beside(swept: SweepResult, rule: Rule | Across) -> tuple[str, ...]:
    """What ``rule`` had to read beside the dossiers, and was not at hand."""
    return (swept.lacking[rule.id].value,) if rule.id in swept.lacking else ()


def place(dossier: str) -> tuple[str, int, str]:
    """Where a dossier stands in a sorted report: by sheet, then by row's number; ids by themselves."""
    sheet, mark, row = dossier.rpartition("!")
    return (sheet, int(row), "") if mark and row.isdigit() else (dossier, 0, "")


def missing_columns(rule: Rule | Across, lacked: frozenset[str]) -> tuple[str, ...]:
    """The columns, by their labels, whose absence leaves ``rule`` unchecked; ``lacked``: what could not be told."""
    return tuple(RECORDED[name].label for name in sorted(roots(rule.needs) & lacked, key=list(RECORDED).index))


def roots(needs: Iterable[str]) -> frozenset[str]:
    """The recorded facts to which ``needs`` go back."""
    from dangyuan_flow.domain.derived.derivation import DERIVATIONS  # noqa: PLC0415  read once a report

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


def as_json(report: SweepReport) -> dict[str, object]:
    """The report in the shape of ``sweep --format json``; the same input and day give the same bytes."""
    from dangyuan_flow.application.reporting import summary  # noqa: PLC0415  reads reports, which are made here

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
        "findings": [finding_json(f, report.explained) for f in report.findings],
        "header_notes": list(report.header_notes),
        "unused_columns": list(report.unused_columns),
        "text_notes": list(report.text_notes),
        "rules": report.rules,
        "compared": None if report.compared is None else compared_json(report.compared),
        "registered": None if report.kept is None else report.kept.number,
        "summary": summary(report),
    }


def _not_checked_json(report: SweepReport) -> list[dict[str, object]]:
    """One entry a code; its columns are those that any of its rules lacks."""
    columns: dict[str, dict[str, None]] = {}
    counts: dict[str, int] = {}
    for line in report.not_checked:
        columns.setdefault(line.rule.code, {}).update(dict.fromkeys(line.missing_columns))
        counts[line.rule.code] = max(counts.get(line.rule.code, 0), line.dossiers)
    return [{"code": code, "missing_columns": list(names), "dossiers": counts[code]} for code, names in columns.items()]


def finding_json(
    found: Found, explained: Mapping[tuple[str, str], Mapping[str, object]] | None = None
) -> dict[str, object]:
    """One finding as JSON; with what ``explained`` says of its values."""
    v = found.violation
    why = (explained or {}).get((found.dossier, v.rule.id))
    return {
        "about": found.about,
        "dossier": found.dossier,
        "name": found.name,
        "code": v.code,
        "rule": v.rule.id,
        "severity": v.rule.severity.value,
        "class": v.rule.class_.value,
        "cites": list(v.cites),
        "says": v.says,
        "facts": {name: in_json(value) for name, value in v.facts.items() if name != "id_number"},
        "certainty": v.certainty.value,
        "remedy": v.rule.remedy,
    } | ({} if why is None else {"explanation": why})
