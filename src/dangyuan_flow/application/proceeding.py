"""One act of a dossier, whatever its kind: is it legal, is it lawful, then write it. The one guard of every door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.kinship import names_in
from dangyuan_flow.domain.errors import BadInput, ReasonNeeded, Refused
from dangyuan_flow.domain.facts import Facts, Value
from dangyuan_flow.domain.journal import Dossier, Material, StepRecord, apply
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.domain.rules import Effect, Judgement, Violation
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from dangyuan_flow.application.acting import Hand
    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.people import Office
    from dangyuan_flow.domain.review import Review
    from dangyuan_flow.domain.vetting import Vetting
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody wants to do: the move, at which step, on which day, and what it puts on record.

    ``trigger``: the machine's name of the move (``complete:7``); ``None`` leaves the dossier where it stands.
    ``guarded``: judged by the rules that guard ``step`` (recording a ballot is not: a failed one is kept too).
    ``documents``: files handed in, by SHA-256.
    """

    move: Move
    on: date
    trigger: str | None = None
    step: int | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    voids: tuple[str, ...] = ()
    reason: str | None = None
    review: Review | None = None
    ballot: Ballot | None = None
    vetting: Vetting | None = None
    materials: tuple[Material, ...] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)
    guarded: bool = True
    documents: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an act: the dossier as it stands now (or would stand), and what is to be said about it.

    ``warnings``: violations that let the act through and stay; ``notes``: transitional ones. ``digest`` is ``None``
    for a dry run.
    """

    dossier: Dossier
    warnings: tuple[Violation, ...]
    notes: tuple[Violation, ...]
    digest: str | None
    record: StepRecord


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An act as it would be kept: its record, the dossier after it, and what the rules say of that."""

    record: StepRecord
    would: Dossier
    judged: Judgement

    def having(self, effect: Effect) -> tuple[Violation, ...]:
        """The violations that have ``effect``."""
        return tuple(violation for violation in self.judged.violations if violation.effect is effect)


def proceed(  # noqa: PLR0913  an act, who does it, and how
    flow: Flow,
    dossier: Dossier,
    act: Act,
    by: Hand,
    office: Office | None,
    *,
    dry_run: bool = False,
    expected: int | None = None,
) -> Outcome:
    """Do ``act``: raises :class:`NoSuchMove`, :class:`Refused` or :class:`Conflict`; nothing is written then."""
    weighed = weigh(flow, dossier, act, by, office)
    _refuse(flow, dossier, act, weighed)
    would, judged = weighed.would, weighed.judged
    kept = replace(weighed.record, warnings=tuple(v.code for v in judged.violations))
    digest = None
    if not dry_run:
        entry = (kept, replace(would, seq=kept.dossier_seq))
        wanted = {dossier.id: dossier.seq if expected is None else expected}
        (digest,) = flow.store.append([entry], expected=wanted, documents=act.documents)
    return Outcome(dossier=would, warnings=judged.violations, notes=judged.notes, digest=digest, record=kept)


def weigh(flow: Flow, dossier: Dossier, act: Act, by: Hand, office: Office | None) -> Weighed:
    """``act`` judged, and neither refused nor done; raises :class:`NoSuchMove` where the procedure has none such."""
    _check_day(flow, act)
    position = dossier.position if act.trigger is None else flow.workflow.destination(dossier.position, act.trigger)
    record = StepRecord(
        dossier=dossier.id,
        dossier_seq=dossier.seq + 1,
        move=act.move,
        on=act.on,
        entered_at=flow.now(),
        entered_by=by.user.name,
        position=position,
        step=act.step,
        decided_by=by.decider.person,
        office=None if office is None else f"{office.organization}{office.duty.chinese}",
        on_behalf_of=by.on_behalf,
        reason=act.reason,
        facts=dict(act.facts),
        voids=act.voids,
        review=act.review,
        ballot=act.ballot,
        vetting=act.vetting,
        materials=act.materials,
        particulars=dict(act.particulars),
    )
    record = replace(record, facts={**record.facts, **_context(flow, dossier, act)})
    return _judged(flow, dossier, record, act)


def _check_day(flow: Flow, act: Act) -> None:
    if act.on > flow.today():
        msg = f"办理日期 {act.on} 晚于今天（{flow.today()}），请填实际办理的日期"
        raise BadInput(msg)
    if act.on.year < 1921:  # noqa: PLR2004  the year in which the Party was founded
        msg = f"办理日期 {act.on} 不可能，请核对年份"
        raise BadInput(msg)


_ASKS_THE_ROSTER = frozenset(
    {"contacts", "contacts_assigned_on", "sponsors", "sponsors_named_on", "talked_by", "admission_talked_by"}
    | {"admission_met_on", "conversion_met_on"}
)


def _context(flow: Flow, dossier: Dossier, act: Act) -> dict[str, Value]:
    """What bodies and roster say of the facts as they would be, where that differs from what is on record.

    The roster is read only for acts that name members, or move the day on which they are judged.
    """
    would = dossier.facts.having(**{**dict.fromkeys(act.voids), **act.facts})
    asks = not _ASKS_THE_ROSTER.isdisjoint(act.facts)
    officials = names_in(would.admission_talked_by) if "admission_talked_by" in act.facts else ()
    told = flow.surroundings(_named(would) if asks else (), officials).facts(would)
    return {name: value for name, value in told.items() if value != would[name]}


def _named(f: Facts) -> Iterable[str]:
    """Everybody whom the dossier names as having acted."""
    lists = (f.contacts, f.sponsors, f.admission_signers, f.conversion_signers)
    return (
        *names_in(f.talked_by),
        *names_in(f.admission_talked_by),
        *(name for names in lists for name in names or ()),
    )


def _judged(flow: Flow, dossier: Dossier, record: StepRecord, act: Act) -> Weighed:
    """The dossier as it would be, judged; a reason given is put on record where the rules keep it."""
    would = apply(dossier, record)
    if act.step is None or not act.guarded:
        return Weighed(record=record, would=would, judged=Judgement())
    rules = flow.catalogue.rule_set
    judged = rules.judge(would.facts, flow.today(), step=act.step)
    asked = {v.rule.reason_fact for v in judged.violations if v.effect is Effect.REASON} - {None}
    if act.reason and asked:
        record = replace(record, facts={**record.facts, **{str(name): act.reason for name in asked}})
        would = apply(dossier, record)
        judged = rules.judge(would.facts, flow.today(), step=act.step)
    return Weighed(record=record, would=would, judged=judged)


def _refuse(flow: Flow, dossier: Dossier, act: Act, weighed: Weighed) -> None:
    """Refuse what blocks, and what owes a reason that was not given."""
    blocking = weighed.having(Effect.BLOCK)
    if blocking:
        raise Refused(_refusal(flow, act, blocking), blocking, dossier=dossier.id, step=act.step or 0)
    owed = weighed.having(Effect.REASON)
    if owed and not act.reason:
        text = _refusal(flow, act, owed) + "\n可以办理，但须用 --reason 说明理由，理由和这条提示将留存在案"
        raise ReasonNeeded(text, owed, dossier=dossier.id, step=act.step or 0)


def _refusal(flow: Flow, act: Act, violations: tuple[Violation, ...]) -> str:
    step = flow.workflow.by_id.get(act.step or 0)
    head = f"不能办理第 {act.step} 步“{step.name if step else ''}”："
    return "\n".join([head, *(f"  · {describe(v)}" for v in violations)])


def describe(violation: Violation) -> str:
    """A violation in one line: title, what it says, article with edition, earliest date, remedy."""
    parts = [f"{violation.rule.title}（{violation.code}，依据 {cited(violation.cites)}）：{violation.says}"]
    if violation.earliest is not None:
        parts.append(f"最早可于 {violation.earliest} 办理")
    if violation.rule.remedy:
        parts.append(f"处理：{violation.rule.remedy}")
    return "；".join(parts)
