"""A sweep that was registered (登记的专项排查): what was swept, by which rules, what it counted, and what had changed.

Facts and leads are counted apart from each other, always: a lead is never a verdict.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.domain.finding import Finding

FindingKey = tuple[str, str]
"""What makes a finding the same one over many sweeps: whom it is about (dossier or body), and the rule's id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a sweep covers: the dossiers of a body and of what lies below it (``None``: all), by all rules or ``only``.

    ``packs``: those laid over the national rules. Two sweeps can be compared where their scopes are the same.
    """

    body: str | None = None
    only: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The scope as one text, by which kept sweeps are looked up."""
        return "|".join((self.body or "", ",".join(self.only), ",".join(self.packs)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many findings there are, by severity, by code and by branch (or body)."""

    by_severity: Mapping[str, int] = field(default_factory=dict)
    by_code: Mapping[str, int] = field(default_factory=dict)
    by_body: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.by_severity.values())

    @classmethod
    def of(cls, findings: Iterable[tuple[str, str, str | None]]) -> Tally:
        """Count findings, each told as (severity, code, branch)."""
        severities: Counter[str] = Counter()
        codes: Counter[str] = Counter()
        bodies: Counter[str] = Counter()
        for severity, code, body in findings:
            severities[severity] += 1
            codes[code] += 1
            bodies[body or ""] += 1
        return cls(
            by_severity=dict(sorted(severities.items())),
            by_code=dict(sorted(codes.items())),
            by_body=dict(sorted(bodies.items())),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """How many findings came, stood and went since: of facts alone, or of leads alone. ``reopened`` are new too."""

    new: int = 0
    reopened: int = 0
    standing: int = 0
    gone: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptSweep:
    """One registered sweep: ``facts`` and ``leads`` count what it found, ``…_changed`` what had changed by then.

    ``rules``: the digest of the rules; ``derivation``: by which version facts were derived; ``head``: the journal's
    number and digest when it read; ``covers``: a digest over the branches below the scope's body (empty: all).
    ``not_checked`` (by rule id) and ``unknown`` (by fact) say in how many dossiers; ``found``: a digest over all that
    it found and noted, to which its readings are held; ``grouped``: one over what rules across dossiers were answered,
    empty where it left nothing of them; ``bursts``: the journal's lines of the minutes in which somebody entered many
    dossiers.
    """

    number: int
    as_of: date
    scope: Scope
    rules: str
    derivation: str
    head: tuple[int, str]
    covers: str
    dossiers: int
    facts: Tally
    leads: Tally
    facts_changed: Changes
    leads_changed: Changes
    not_checked: Mapping[str, int]
    unknown: Mapping[str, int]
    found: str
    kept_at: datetime
    kept_by: str
    bursts: tuple[tuple[int, int], ...] = ()
    grouped: str = ""

    def document(self) -> dict[str, Any]:
        """The sweep as JSON-ready values, as the journal keeps it (``kept_at`` and ``kept_by`` are the line's own)."""
        return {
            "number": self.number,
            "as_of": self.as_of.isoformat(),
            "body": self.scope.body,
            "only": list(self.scope.only),
            "packs": list(self.scope.packs),
            "rules": self.rules,
            "derivation": self.derivation,
            "head": list(self.head),
            "covers": self.covers,
            "dossiers": self.dossiers,
            "facts": _tally_json(self.facts),
            "leads": _tally_json(self.leads),
            "facts_changed": asdict(self.facts_changed),
            "leads_changed": asdict(self.leads_changed),
            "not_checked": dict(sorted(self.not_checked.items())),
            "unknown": dict(sorted(self.unknown.items())),
            "found": self.found,
            "kept_at": self.kept_at.isoformat(),
            "kept_by": self.kept_by,
            "bursts": [list(lines) for lines in self.bursts],
            "grouped": self.grouped,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> KeptSweep:
        """Read a sweep back."""
        values = dict(document)
        scope = Scope(body=values.pop("body"), only=tuple(values.pop("only")), packs=tuple(values.pop("packs")))
        seq, digest = values["head"]
        return cls(
            **values
            | {
                "as_of": date.fromisoformat(values["as_of"]),
                "scope": scope,
                "head": (seq, digest),
                "facts": Tally(**values["facts"]),
                "leads": Tally(**values["leads"]),
                "facts_changed": Changes(**values["facts_changed"]),
                "leads_changed": Changes(**values["leads_changed"]),
                "kept_at": datetime.fromisoformat(values["kept_at"]),
                "bursts": tuple((first, last) for first, last in values["bursts"]),
            }
        )


def _tally_json(tally: Tally) -> dict[str, dict[str, int]]:
    return {
        "by_severity": dict(tally.by_severity),
        "by_code": dict(tally.by_code),
        "by_body": dict(tally.by_body),
    }


@dataclass(frozen=True, slots=True)
class Trend:
    """The registered sweeps of one scope, oldest first: how its findings went up and down."""

    sweeps: tuple[KeptSweep, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A finding that was there and is no longer found: its number, whom it is about, and what it was."""

    number: int
    about: str
    dossier: str
    name: str
    branch: str | None
    code: str
    rule: str
    severity: str
    certainty: str
    found_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A sweep beside the last registered one of the same scope (``previous``).

    Every finding of the sweep is either ``new`` (found again after it was gone or closed: ``reopened`` too) or
    ``standing``; ``settled`` are those standing that people found 不属实, or closed with the fact staying on record.
    ``leads``: those of the sweep that only say where to look. ``known``: those on file as people left them.
    """

    previous: KeptSweep
    new: frozenset[FindingKey]
    reopened: frozenset[FindingKey]
    standing: frozenset[FindingKey]
    settled: frozenset[FindingKey]
    gone: tuple[Gone, ...]
    leads: frozenset[FindingKey] = frozenset()
    known: Mapping[FindingKey, Finding] = field(default_factory=dict)

    def changes(self, *, leads: bool) -> Changes:
        """How many came, stood and went: of the facts, or of the leads."""

        def counted(keys: Iterable[FindingKey]) -> int:
            return sum((key in self.leads) is leads for key in keys)

        return Changes(
            new=counted(self.new),
            reopened=counted(self.reopened),
            standing=counted(self.standing),
            gone=sum((gone.certainty == "lead") is leads for gone in self.gone),
        )
