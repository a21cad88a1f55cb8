"""Rules across dossiers: what only shows when many dossiers are laid side by side.

Such a rule names a *select* (``SELECTS``), a set-based question over all dossiers that the store asks in SQL; the rule
gives it numbers, and says what its rows mean. A row is about a person's dossier, or about a body: nobody in particular
is meant then. Rules across dossiers only sweep: a guard judges one dossier, and what the store itself refuses (a second
dossier under way for one identity number) needs no rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dangyuan_flow.domain.fact import Kind, Value
from dangyuan_flow.domain.regulations import Citation
from dangyuan_flow.domain.rules import Certainty, Class, Effect, Severity, Violation, said, silenced
from dangyuan_flow.domain.selects import PARTNER, SELECTS, About, Beside, Column, Select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dangyuan_flow.domain.plan import Quota
    from dangyuan_flow.domain.regulations import Regulations
    from dangyuan_flow.domain.writings import Written

__all__ = [
    "SELECTS",
    "About",
    "Across",
    "Beside",
    "Column",
    "Due",
    "Entered",
    "Group",
    "Select",
    "Table",
    "groups",
    "standing",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """One entry of a user: into which dossier, when (aware)."""

    dossier: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A registered finding that is to be handled by ``due_on``; ``settled`` once it was.

    ``subject``: a dossier, or a body's name where it is ``about`` one.
    """

    subject: str
    code: str
    about: About = About.DOSSIER
    due_on: date | None = None
    body: str | None = None
    settled: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """An example: a small table of dossiers (how often each, and its recorded facts) with what stands beside it.

    ``numbers``: what a pack might set, where the rule is off without one.
    """

    dossiers: tuple[tuple[int, Mapping[str, Value]], ...]
    numbers: Mapping[str, int] = field(default_factory=dict)
    plan: tuple[Quota, ...] = ()
    elections: tuple[tuple[str, date], ...] = ()
    entries: tuple[Entered, ...] = ()
    findings: tuple[Due, ...] = ()
    texts: tuple[Written, ...] = ()
    as_of: date


NUMBERS: Mapping[str, str] = {
    "most": "至多 {}",
    "small": "正式党员不超过 {} 人的党支部不查",
    "share": "{}%",
    "percent": "{}%",
    "years": "{} 年",
    "months": "{} 个月",
    "least": "至少 {}",
    "ripe": "成熟的积极分子至少 {} 人",
}
"""How a rule's numbers are said."""


@dataclass(frozen=True, kw_only=True)
class Across:
    """One rule across dossiers; attributes that a :class:`~dangyuan_flow.domain.rules.Rule` has too mean the same.

    ``numbers``: what its select takes, with the parameters' values; ``is_off``: a pack would have to switch it on.
    """

    id: str
    code: str
    title: str
    cites: Mapping[str, str | None]
    select: str
    numbers: Mapping[str, int]
    severity: Severity
    class_: Class
    certainty: Certainty
    says: str
    remedy: str
    windows: tuple[tuple[date, date | None], ...]
    is_off: bool = False
    effect: Effect = Effect.WARN
    silences: tuple[str, ...] = ()
    pack: str | None = None
    keeps: tuple[Table, ...] = field(default=(), compare=False)
    breaks: tuple[Table, ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)

    guards: tuple[int, ...] = field(default=(), init=False, compare=False)
    about: str | None = field(default=None, init=False, compare=False)
    reason_fact: str | None = field(default=None, init=False, compare=False)

    @property
    def asks(self) -> Select:
        """The question that it puts."""
        return SELECTS[self.select]

    @property
    def needs(self) -> frozenset[str]:
        """The facts without which it cannot be checked."""
        return self.asks.needs

    @property
    def is_about_a_body(self) -> bool:
        """Whether a finding is about a body, not about a person."""
        return self.asks.about is About.BODY

    @property
    def is_about_two(self) -> bool:
        """Whether a finding is about dossiers that have something the same: one that has not can be left out."""
        return self.asks.about is About.DOSSIER and bool(self.asks.by)

    @cached_property
    def labels(self) -> dict[str, str]:
        """What its values are called."""
        return {name: column.label for name, column in self.asks.values.items()}

    @property
    def number(self) -> int:
        """The V-code's number, for sorting."""
        return int("".join(c for c in self.code if c.isdigit()) or 0)

    def describe(self) -> str:
        """What the rule looks for, in words."""
        told = {} if self.is_off else self.numbers
        numbers = "，".join(NUMBERS[name].format(value) for name, value in told.items())
        return self.asks.says + (f"（{numbers}）" if numbers else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What a rule across dossiers found: about whom (a dossier's id, or a body's name), and what.

    ``source``: in which body's dossiers, where those of several are swept together.
    """

    source: str
    subject: str
    name: str | None
    branch: str | None
    violation: Violation


def groups(
    rule: Across,
    rows: Iterable[Sequence[object]],
    as_of: date,
    regulations: Regulations,
    *,
    within: Collection[str] | None = None,
) -> tuple[Group, ...]:
    """The findings that the rows of the rule's select make: one about each subject, none where no edition covers it.

    A row: source, subject, name, branch, governing day (``None``: the day of the sweep), then the select's values.
    ``within``: the branches and bodies asked for. Findings about others are left out; where the other one of two
    dossiers lies elsewhere, the finding stands, and does not say where.
    """
    found: dict[tuple[str, str], Group] = {}
    for row in rows:
        group = _group(rule, row, as_of, regulations, within)
        if group is not None:
            known = found.get((group.source, group.subject))
            if known is None or _order(group) < _order(known):
                found[group.source, group.subject] = group
    return tuple(found.values())


def standing(found: Iterable[Group]) -> tuple[Group, ...]:
    """What is left once what follows from another finding about the same subject is silent; by subject, then code."""
    by_subject: dict[tuple[str, str], list[Group]] = {}
    for group in found:
        by_subject.setdefault((group.source, group.subject), []).append(group)
    left: list[Group] = []
    for several in by_subject.values():
        violations = [group.violation for group in several]
        kept = silenced(violations, violations)
        left += [group for group in several if any(group.violation is violation for violation in kept)]
    return tuple(sorted(left, key=lambda g: (g.source, g.subject, g.violation.rule.number, g.violation.rule.id)))


def _order(group: Group) -> tuple[bool, int, tuple[str, ...]]:
    """Which of several rows about one subject is told: one that may name the partner, then one about more people.

    Of several such, the first by its values.
    """
    facts = group.violation.facts
    people = facts.get("people")
    many = people if isinstance(people, int) else 0
    return "partner" not in facts, -many, tuple(f"{name}={value}" for name, value in sorted(facts.items()))


def _group(
    rule: Across, row: Sequence[object], as_of: date, regulations: Regulations, within: Collection[str] | None
) -> Group | None:
    source, subject, name, branch, act, *values = row
    day = _day(act) or as_of
    if not any(since <= day and (until is None or day <= until) for since, until in rule.windows):
        return None
    if within is not None and branch not in within and not (rule.is_about_a_body and subject in within):
        return None
    facts: dict[str, Value] = {
        label: value
        for (label, column), told in zip(rule.asks.values.items(), values, strict=True)
        if (value := _value(column.kind, told)) is not None
    }
    if within is not None and facts.get("partner_branch") not in within:
        facts = {label: value for label, value in facts.items() if label not in PARTNER}
    violation = Violation(
        rule=rule,
        says=said(rule.says, _Told(_spoken(facts), subject=str(subject), branch=_text(branch)), as_of),
        facts=facts,
        cites=tuple(
            str(Citation(edition, article))
            for edition, article in rule.cites.items()
            if regulations.editions[edition].covers(day)
        ),
        certainty=rule.certainty,
    )
    return Group(source=str(source), subject=str(subject), name=_text(name), branch=_text(branch), violation=violation)


class _Told(dict[str, Value]):
    """Values by name; what is not on record is ``None``."""

    def __init__(self, facts: Mapping[str, Value], **more: Value) -> None:
        super().__init__(facts, **more)

    def __missing__(self, name: str) -> None:
        return None


def _spoken(facts: Mapping[str, Value]) -> dict[str, Value]:
    """The values as a message has them: a month, which selects count as 202609, as people say it."""
    month = facts.get("month")
    said_month = {"month": f"{month // 100}年{month % 100}月"} if isinstance(month, int) else {}
    return {**facts, **said_month}


def _value(kind: Kind, told: object) -> Value:
    if told is None:
        return None
    match kind:
        case Kind.DATE:
            return _day(told)
        case Kind.INTEGER:
            return int(str(told))
        case _:
            return str(told)


def _day(told: object) -> date | None:
    """A day as engines give it: a date, or its ISO text."""
    if told is None:
        return None
    return told if isinstance(told, date) else date.fromisoformat(str(told)[:10])


def _text(told: object) -> str | None:
    return None if told is None else str(told)
