"""Rules: cited predicates over the facts of one dossier, and what they find.

A rule is broken where it applies and what it ``requires`` is not true. It applies where its *act* lies in an edition
that it cites, its ``when`` is true, and every fact it compares is on record (so one missing paper is one violation).
Where a fact it needs is *unknown*, it is not checked: neither kept nor broken. All of that is composed here into one
expression, which guards read as Python and sweeps as SQL.
"""

from __future__ import annotations

import enum
import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import (
    ALWAYS,
    AS_OF,
    Both,
    Comparison,
    Either,
    Expression,
    Holds,
    IsNone,
    Literal,
    Name,
    Negation,
    names,
    operands,
)
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.fingerprint import written
from dangyuan_flow.domain.readings import compiled, failing, show, wording
from dangyuan_flow.domain.regulations import Citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.regulations import Regulations


class Effect(enum.StrEnum):
    """What a broken rule does to an act under way."""

    BLOCK = "block"
    REASON = "reason"
    WARN = "warn"

    @property
    def chinese(self) -> str:
        """What it means to whoever acts."""
        return {"block": "不能办理", "reason": "须写明理由", "warn": "提示"}[self]


class Severity(enum.StrEnum):
    """How grave a violation is in reports: S1 goes to validity, S4 is a signal."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class Class(enum.StrEnum):
    """Person unfit, or procedure only: only the unfit are not recognised (细则-2026 art. 41)."""

    PERSON = "person"
    PROCEDURE = "procedure"


class Certainty(enum.StrEnum):
    """A fact can be a verdict; a lead never is, and never stops anybody."""

    FACT = "fact"
    LEAD = "lead"

    @property
    def chinese(self) -> str:
        """What people call it."""
        return "线索" if self is Certainty.LEAD else "事实"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the catalogue; ``code`` is the V-code under which its findings are reported.

    ``act``: the fact whose date chooses the edition. ``clock``: the fact whose date starts the duty; where it lies
    before every edition cited, what is broken is a transitional note. ``note_when``: broken but only a note.
    ``reason_fact``: where the reason for going on is kept. ``silences``: codes or rule ids that follow from this one.
    ``says`` may hold ``〔…｜…〕``: the part before the bar where all it names is on record, else the part after it.
    ``about``: the round (``admission``, ``conversion``) beyond which silencing does not reach.
    """

    id: str
    code: str
    title: str
    cites: Mapping[str, str | None]
    guards: tuple[int, ...]
    act: str
    requires: Expression
    effect: Effect
    severity: Severity
    class_: Class
    says: str
    windows: tuple[tuple[date, date | None], ...]
    when: Expression = ALWAYS
    note_when: Expression | None = None
    clock: str | None = None
    certainty: Certainty = Certainty.FACT
    lead_until: date | None = None
    reason_fact: str | None = None
    silences: tuple[str, ...] = ()
    about: str | None = None
    pack: str | None = None
    remedy: str = ""
    keeps: tuple[Mapping[str, Value], ...] = field(default=(), compare=False)
    breaks: tuple[Mapping[str, Value], ...] = field(default=(), compare=False)
    place: str = field(default="", compare=False)

    @cached_property
    def needs(self) -> frozenset[str]:
        """The facts without which the rule cannot be checked."""
        clock = {self.clock} if self.clock else set()
        return names(self.requires) | names(self.when) | {self.act} | clock

    @cached_property
    def unkept(self) -> Expression:
        """The rule applies, and what it requires is not true (transition not yet considered)."""
        present = tuple(IsNone(Name(n), negated=True) for n in sorted(operands(self.requires)))
        clock = (IsNone(Name(self.clock), negated=True),) if self.clock else ()
        return Both((self._within(self.act), *clock, Holds(self.when), *present, Negation(Holds(self.requires))))

    @cached_property
    def noted(self) -> Expression:
        """Given ``unkept``: only a note, because the duty straddles an edition or ``note_when`` says so."""
        straddles = (Negation(self._within(self.clock)),) if self.clock else ()
        mild = (Holds(self.note_when),) if self.note_when is not None else ()
        return Either((*straddles, *mild))

    def _within(self, fact: str) -> Expression:
        spans = tuple(
            Both(
                (
                    Comparison(">=", Name(fact), Literal(since)),
                    *(() if until is None else (Comparison("<=", Name(fact), Literal(until)),)),
                )
            )
            for since, until in self.windows
        )
        return Holds(spans[0] if len(spans) == 1 else Either(spans))

    @cached_property
    def is_unkept(self) -> Callable[[Facts, date], bool]:
        """``unkept`` compiled for one dossier."""
        return compiled(self.unkept)

    @cached_property
    def is_noted(self) -> Callable[[Facts, date], bool]:
        """``noted`` compiled for one dossier."""
        return compiled(self.noted)

    def certainty_on(self, day: date | None) -> Certainty:
        """A lead, where the act fell into days on which the text it cites was not yet known."""
        early = day is not None and self.lead_until is not None and day <= self.lead_until
        return Certainty.LEAD if early else self.certainty

    @property
    def number(self) -> int:
        """The V-code's number, for sorting."""
        return int("".join(c for c in self.code if c.isdigit()) or 0)

    def describe(self) -> str:
        """What the rule asks, in words (for ``rules show``)."""
        return wording(self.requires)


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """A rule, the values that break it (the dossier's, or a group's), and what to say about it."""

    rule: Rule | Across
    says: str
    facts: Mapping[str, Value]
    cites: tuple[str, ...]
    certainty: Certainty
    earliest: date | None = None

    @property
    def code(self) -> str:
        """The V-code."""
        return self.rule.code

    @property
    def effect(self) -> Effect:
        """What it does to an act under way; a lead never stops anybody."""
        return Effect.WARN if self.certainty is Certainty.LEAD else self.rule.effect


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of one dossier: violations, transitional notes, and rules that could not be checked."""

    violations: tuple[Violation, ...] = ()
    notes: tuple[Violation, ...] = ()
    not_checked: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class RuleSet:
    """The rules in force together: the national ones with any packs laid over them."""

    rules: tuple[Rule, ...]
    regulations: Regulations
    packs: tuple[str, ...] = ()
    across: tuple[Across, ...] = ()

    def judge(self, facts: Facts, as_of: date, *, step: int | None = None) -> Judgement:
        """Judge one dossier; with ``step``, by the rules that guard it only."""
        return judge(self.guarding(step) if step is not None else self.rules, facts, as_of, self.regulations)

    def guarding(self, step: int) -> tuple[Rule, ...]:
        """The rules that govern an act at ``step``."""
        return self._by_step.get(step, ())

    @cached_property
    def _by_step(self) -> dict[int, tuple[Rule, ...]]:
        steps = {step for rule in self.rules for step in rule.guards}
        return {step: tuple(rule for rule in self.rules if step in rule.guards) for step in steps}

    @property
    def everything(self) -> tuple[Rule | Across, ...]:
        """The rules that judge one dossier, and those that look across."""
        return (*self.rules, *self.across)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """The rules that judge one dossier, by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over all that can change what is found or what is told of it; a sweep keeps it, to be repeated.

        The order of the rules does not matter; examples, and the place in a file, say nothing about any dossier.
        """
        lines = sorted(written(rule) for rule in self.everything)
        return hashlib.sha256("\n".join([*lines, written(dict(self.regulations.editions))]).encode()).hexdigest()


def judge(rules: Iterable[Rule], facts: Facts, as_of: date, regulations: Regulations) -> Judgement:
    """Judge ``facts`` by ``rules`` as of a day; what follows from another violation is silenced."""
    violations: list[Violation] = []
    notes: list[Violation] = []
    not_checked: list[Rule] = []
    unknown = facts.unknown
    for rule in rules:
        if unknown and not unknown.isdisjoint(rule.needs):
            not_checked.append(rule)
        elif rule.is_unkept(facts, as_of):
            noted = rule.is_noted(facts, as_of)
            (notes if noted else violations).append(violation(rule, facts, as_of, regulations))
    if violations:
        violations, notes = silenced(violations, violations), silenced(notes, violations)
    return Judgement(tuple(violations), tuple(notes), tuple(not_checked))


def violation(rule: Rule, facts: Facts, as_of: date, regulations: Regulations) -> Violation:
    """Word the violation of ``rule`` by ``facts`` (which are known to break it)."""
    act = facts[rule.act]
    day = act if isinstance(act, date) else None
    values = {n: facts[n] for n in sorted(rule.needs) if facts[n] is not None}
    return Violation(
        rule=rule,
        says=said(rule.says, facts, as_of),
        facts=values,
        cites=tuple(
            str(Citation(edition, article))
            for edition, article in rule.cites.items()
            if day is None or regulations.editions[edition].covers(day)
        ),
        certainty=rule.certainty_on(day),
        earliest=_earliest(failing(rule.requires, facts, as_of), facts),
    )


ALTERNATIVES = re.compile("〔([^〔〕｜]*)(?:｜([^〔〕]*))?〕")
_NAMED = re.compile(r"\{(\w+)\}")


def said(says: str, facts: Facts | Mapping[str, Value], as_of: date) -> str:
    """The message, with the values of ``facts`` (a mapping must answer for every name).

    Of ``〔办结 {day}｜没有办结〕`` the first part where all it names is on record, else the second.
    """

    def chosen(match: re.Match[str]) -> str:
        told, otherwise = match.groups()
        is_told = all(name == AS_OF or facts[name] is not None for name in _NAMED.findall(told))
        return told if is_told else otherwise or ""

    return ALTERNATIVES.sub(chosen, says).format_map(_Shown(facts, as_of))


class _Shown(dict[str, str]):
    """Values by fact name, as people read them, computed when a message asks for them."""

    def __init__(self, facts: Facts | Mapping[str, Value], as_of: date) -> None:
        super().__init__(as_of=as_of.isoformat())
        self.facts = facts

    def __missing__(self, name: str) -> str:
        return show(self.facts[name])


def _earliest(part: Expression, facts: Facts) -> date | None:
    """From which day on the failed comparison would hold, where it says *not before*."""
    match part:
        case Comparison(">=" | ">" as op, Name(), Name(name)) if name != AS_OF:
            bound = facts[name]
            if isinstance(bound, date):
                return bound if op == ">=" else bound + timedelta(days=1)
        case Either(parts):
            return next((day for p in parts if (day := _earliest(p, facts)) is not None), None)
        case _:
            pass
    return None


def silenced(found: list[Violation], by: list[Violation]) -> list[Violation]:
    """What is left of ``found`` (about one dossier or body) once what follows from a fact among ``by`` is silent."""

    def is_silent(v: Violation) -> bool:
        return any(
            (v.rule.code in other.rule.silences or v.rule.id in other.rule.silences)
            and other.rule.id != v.rule.id
            and (v.rule.about is None or other.rule.about is None or v.rule.about == other.rule.about)
            for other in by
            if other.certainty is Certainty.FACT
        )

    return [v for v in found if not is_silent(v)]
