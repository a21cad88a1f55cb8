"""What the form of a step asks: its fields with what is on record, its papers, and the words that only papers quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.advancing import begins_anew, unreachable
from dangyuan_flow.application.balloting import ROUNDS
from dangyuan_flow.application.evidence import CHOICES
from dangyuan_flow.domain.context import CONTEXT_FACTS
from dangyuan_flow.domain.derived.opinions import WRITTEN
from dangyuan_flow.domain.facts import RECORDED, Kind, Value
from dangyuan_flow.domain.journal import VETTING_FACTS
from dangyuan_flow.domain.readings import show
from dangyuan_flow.paper.vocabulary import PARTICULARS

if TYPE_CHECKING:
    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.facts import Fact
    from dangyuan_flow.domain.journal import Dossier, Material
    from dangyuan_flow.domain.workflow import MaterialKind, Step
    from dangyuan_flow.flow import Flow

_MEETING = ("met_at", "chaired_by", "recorded_by", "members", "full_members", "on_leave", "observers", "speeches")
QUOTED: dict[int, tuple[str, ...]] = {
    1: ("native_place", "league_joined_on", "phone", "application_text"),
    2: ("talked_at", "talker_post", "talk_content", "talk_opinion"),
    6: ("report_text",),
    8: ("notice_office", "notice_phone", "notice_mailbox"),
    10: ("autobiography",),
    14: ("sponsors_opinion",),
    15: tuple(f"admission_{name}" for name in _MEETING),
    16: ("admission_talked_at", "admission_talker_post", "admission_talk_content", "admission_talk_opinion"),
    22: ("conversion_application_text",),
    23: (*(f"conversion_{name}" for name in _MEETING), "cancellation_because"),
}
"""The particulars (words that only papers quote) by the step that asks for them."""

_STANDS_FOR = {1: "application_received_on"}
"""Where the day of the act is not the step's own date: an application is dated by its writer, and received later."""
_LONG = frozenset(
    {"admission_resolution", "conversion_resolution", "biography", "notice_objections", "sanctions_text"}
    | {"application_text", "report_text", "autobiography", "sponsors_opinion", "conversion_application_text"}
    | {"talk_content", "talk_opinion", "admission_talk_content", "admission_talk_opinion", "cancellation_because"}
    | {"admission_speeches", "conversion_speeches", *WRITTEN}
)
_COUNTS = (
    *("met_on", "entitled", "present", "expected", "attended", "ballots_issued", "collected"),
    *("for", "against", "abstained", "invalid", "written_for", "written_against", "method"),
    *("voters_without_vote", "written_out_of_order", "proxy_votes", "left_out", "exclusions_approved"),
    *("signers", "doubtful_signers", "scrutineers", "absentees", "voted_together"),
)
"""What is asked in the room of the ballot, not here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One line of a form: how it is filled, and what is on record, written as one would type it.

    ``kind``: ``date``, ``dates``, ``integer``, ``flag``, ``text``, ``texts`` or ``long``. ``rare``: seldom filled in.
    ``before``: what was put on record by earlier acts, where this act adds to it.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    rare: bool = False
    planned: bool = False
    choices: tuple[str, ...] = ()
    value: str = ""
    before: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperAsked:
    """A paper that the step leaves, and the one that is in the file."""

    kind: MaterialKind
    there: Material | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The form of a step for one dossier.

    ``why_not``: why it cannot be filled in now. ``day_label``: what the day of the act is here. ``ballot``: the vote
    that the step rests on; ``needs_ballot``: it has to be recorded first.
    """

    step: Step
    name: str
    articles: tuple[str, ...]
    why_not: str | None
    day_label: str
    fields: tuple[Field, ...]
    quoted: tuple[Field, ...]
    papers: tuple[PaperAsked, ...]
    ballot: Ballot | None
    needs_ballot: bool

    @property
    def act(self) -> str:
        """The act's own name, as its button says it; at a gate's listing that is no longer the gate's."""
        return "列为发展对象" if self.step.listing else self.name

    @property
    def everything(self) -> tuple[Field, ...]:
        """All fields, in their order."""
        return (*self.fields, *self.quoted)


def asked(flow: Flow, dossier: Dossier, step: Step) -> Asked:
    """What the form of ``step`` asks of ``dossier`` today."""
    edition = flow.catalogue.regulations.in_force(flow.today())
    known = None if edition is None else edition.id
    votes = [ballot for number, ballot in dossier.ballots if number == step.id]
    met = dossier.facts[f"{ROUNDS[step.id]}_met_on"] if step.id in ROUNDS else None
    needs_ballot = step.id in ROUNDS and (met is None or begins_anew(step, dossier))
    return Asked(
        step=step,
        name=step.name_on(known),
        articles=tuple(f"{known}#{article}" for article in step.articles.get(known or "", ())),
        why_not=unreachable(flow, dossier, step),
        day_label=RECORDED[_STANDS_FOR.get(step.id, step.dated_by)].label,
        fields=tuple(_fields(dossier, step)),
        quoted=tuple(_quoted(dossier, name) for name in QUOTED.get(step.id, ())),
        papers=tuple(_paper(dossier, step, kind) for kind in step.materials),
        ballot=None if needs_ballot or not votes else votes[-1],
        needs_ballot=needs_ballot,
    )


def typed(value: Value) -> str:
    """A value as one would type it; nothing where nothing is on record."""
    return "" if value is None else show(value)


def field_of(fact: Fact, value: Value, *, required: bool = False, rare: bool = False) -> Field:
    """The line of a form that a fact takes."""
    return Field(
        name=fact.name,
        label=fact.label,
        kind="long" if fact.name in _LONG else fact.kind.value,
        required=required,
        rare=rare,
        planned=fact.planned,
        choices=CHOICES.get(fact.name, ()),
        value=typed(value) if value != () else "",
    )


def _fields(dossier: Dossier, step: Step) -> list[Field]:
    anew = begins_anew(step, dossier)
    hidden = {_STANDS_FOR.get(step.id, step.dated_by), *_counted(step)}
    found = []
    for name in dict.fromkeys((*step.required, *step.evidence)):
        if name in hidden:
            continue
        fact = RECORDED[name]
        value = None if anew else dossier.facts[name]
        rare = fact.assumed or name in CONTEXT_FACTS or name in VETTING_FACTS
        if name in WRITTEN:
            before = value if isinstance(value, tuple) else ()
            adding = field_of(fact, None)
            found.append(_adding(adding, tuple(map(str, before))))
        else:
            found.append(field_of(fact, value, required=name in step.required, rare=rare))
    return found


def _adding(field: Field, before: tuple[str, ...]) -> Field:
    return Field(name=field.name, label=field.label, kind="long", before=before)


def _counted(step: Step) -> frozenset[str]:
    """What a ballot puts on record at the step: its own room asks for that."""
    round_ = ROUNDS.get(step.id)
    if round_ is None:
        return frozenset()
    return frozenset(f"{round_}_{name}" for name in _COUNTS)


def _quoted(dossier: Dossier, name: str) -> Field:
    kind = "long" if name in _LONG else Kind.TEXT.value
    return Field(name=name, label=PARTICULARS[name], kind=kind, value=dossier.particulars.get(name, ""))


def _paper(dossier: Dossier, step: Step, kind: MaterialKind) -> PaperAsked:
    there = next((m for m in dossier.materials if m.step == step.id and m.kind == kind.name), None)
    return PaperAsked(kind=kind, there=there)
