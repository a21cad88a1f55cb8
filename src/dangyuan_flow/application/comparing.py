"""Compare a sweep with what is known: which findings are new, which stand, which are no longer found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.disposal import found_again
from dangyuan_flow.domain.fact import Value, in_json
from dangyuan_flow.domain.finding import Act, Deed, Finding, Seen
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.domain.selects import FILES_NAMED, IN_FILES
from dangyuan_flow.domain.sweep import Compared, FindingKey, Gone, KeptSweep
from dangyuan_flow.store import Filed, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection

    from dangyuan_flow.application.sweeping import Found, SweepReport
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A sweep's findings beside those on file: as seen now, those known of them, and those on file that it missed."""

    seen: Mapping[FindingKey, Seen]
    known: Mapping[FindingKey, Finding]
    missed: tuple[Filed, ...]

    def again(self, key: FindingKey, act: Act) -> Finding | None:
        """A known finding after being found once more; ``None`` where that changes nothing."""
        return found_again(self.known[key], self.seen[key], act)

    def compared(self, previous: KeptSweep, on: date) -> Compared:
        """The difference as reports tell it."""
        act = Act(deed=Deed.FIND_AGAIN, on=on, by="")
        reopened = frozenset(k for k in self.known if (f := self.again(k, act)) and f.reopened > self.known[k].reopened)
        new = reopened | (self.seen.keys() - self.known.keys())
        standing = frozenset(self.seen.keys() - new)
        return Compared(
            previous=previous,
            new=frozenset(new),
            reopened=reopened,
            standing=standing,
            settled=frozenset(key for key in standing if self.known[key].is_settled),
            gone=tuple(_gone(filed) for filed in self.missed),
            leads=frozenset(key for key, seen in self.seen.items() if seen.certainty == Certainty.LEAD),
            known=self.known,
        )


def _gone(filed: Filed) -> Gone:
    seen = filed.finding.seen
    return Gone(
        number=filed.finding.number,
        about=seen.about,
        dossier=seen.dossier,
        name=seen.name,
        branch=filed.branch,
        code=seen.code,
        rule=seen.rule,
        severity=seen.severity,
        certainty=seen.certainty,
        found_on=filed.finding.found_on,
    )


def difference(flow: Flow, report: SweepReport, rules: RuleSet, branches: Collection[str] | None) -> Difference:
    """What ``report`` (a sweep of ``branches`` by ``rules``) says beside what is on file about the same."""
    seen = seen_of(report.findings)
    asked = {rule.id for rule in rules.rules} | {rule.id for rule in rules.across if not rule.is_off}
    on_file = flow.store.findings.list(Wanted(branches=branches, present=True))
    missed = [f for f in on_file if f.finding.key not in seen and f.finding.seen.rule in asked]
    return Difference(
        seen=seen,
        known=flow.store.findings.known(seen.keys()),
        missed=tuple(_checked(flow, report, rules, missed)),
    )


def seen_of(findings: Iterable[Found]) -> dict[FindingKey, Seen]:
    """Findings as they are kept; several of one rule about one dossier are one finding with all their values."""
    found: dict[FindingKey, Seen] = {}
    for one in findings:
        seen = _seen(one)
        other = found.get(seen.key)
        found[seen.key] = seen if other is None else _joined(other, seen)
    return found


def _seen(found: Found) -> Seen:
    violation = found.violation
    rule = violation.rule
    return Seen(
        about=found.about,
        dossier=found.dossier,
        name=found.name,
        branch=found.branch or (found.dossier if found.about == "body" else None),
        code=rule.code,
        rule=rule.id,
        title=rule.title,
        severity=rule.severity.value,
        class_=rule.class_.value,
        certainty=violation.certainty.value,
        cites=violation.cites,
        says=violation.says,
        values={name: _kept(name, value) for name, value in violation.facts.items()},
        remedy=rule.remedy,
    )


def _joined(one: Seen, other: Seen) -> Seen:
    also = [*one.values.get("also", ()), dict(other.values)]
    return replace(one, says=f"{one.says}；{other.says}", values={**one.values, "also": also})


def _kept(name: str, value: Value) -> object:
    """A value as JSON keeps it; of an identity number only the ends."""
    if name == "id_number" and isinstance(value, str):
        return identity.masked(value)
    return in_json(value)


def _checked(flow: Flow, report: SweepReport, rules: RuleSet, missed: Iterable[Filed]) -> Iterable[Filed]:
    """Of findings that a sweep missed, those whose rule was checked: what cannot be told any more is not gone."""
    unchecked = {line.rule.id: line.dossiers for line in report.not_checked}
    doubtful = [filed for filed in missed if filed.finding.seen.rule in unchecked]
    ids = {filed.finding.seen.dossier for filed in doubtful}
    unknown = {dossier.id: dossier.facts.unknown for dossier in flow.store.dossiers(sorted(ids))}
    for filed in missed:
        seen = filed.finding.seen
        rule = rules.by_id.get(seen.rule)
        if rule is None and unchecked.get(seen.rule, 0) >= max(report.dossiers, 1):
            continue  # a rule across dossiers that could not be asked at all
        if _rests_on_others(seen, report.files):
            continue
        if rule is not None and not unknown.get(seen.dossier, frozenset()).isdisjoint(rule.needs):
            continue
        yield filed


def _rests_on_others(seen: Seen, files: frozenset[str]) -> bool:
    """Whether a finding rests on files that this sweep did not read: of those it cannot tell."""
    told = {PurePath(str(value)).name for name in FILES_NAMED if (value := seen.values.get(name)) is not None}
    return not told <= files or (IN_FILES in seen.values and not files)


def compared_json(compared: Compared) -> dict[str, object]:
    """The comparison as JSON: with which sweep, and what came, stood and went."""
    return {
        "with": {"sweep": compared.previous.number, "as_of": compared.previous.as_of.isoformat()},
        "facts": asdict(compared.changes(leads=False)),
        "leads": asdict(compared.changes(leads=True)),
        "new": _keys_json(compared.new),
        "reopened": _keys_json(compared.reopened),
        "settled": _keys_json(compared.settled),
        "gone": [
            {
                "finding": gone.number,
                "about": gone.about,
                "dossier": gone.dossier,
                "name": gone.name,
                "code": gone.code,
                "rule": gone.rule,
                "severity": gone.severity,
                "certainty": gone.certainty,
                "found_on": gone.found_on.isoformat(),
            }
            for gone in compared.gone
        ],
    }


def _keys_json(keys: Iterable[FindingKey]) -> list[dict[str, str]]:
    return [{"dossier": dossier, "rule": rule} for dossier, rule in sorted(keys)]
