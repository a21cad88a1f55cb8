"""The liaison of a body that vets: sees whom that body was asked about, and gives its replies. Nothing else.

A liaison sees no dossier (``acting.READERS``): here alone the store is read without that filter, and what leaves this
module is a question's own words and the name of who it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application import reading_log
from dangyuan_flow.application.acting import hand, offices_of, reach_of
from dangyuan_flow.application.proceeding import Outcome, proceed
from dangyuan_flow.application.vetting import Reply, answering, body_key, check_open
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.errors import NotAllowed, NotFound
from dangyuan_flow.domain.people import Duty, Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.vetting import Vetting
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A question put to the liaison's body: about whom, by whom, when; and the body's own reply once it is there.

    ``key`` names it in addresses; ``seq`` is the dossier's last record, for a reply that must not miss a newer one.
    """

    key: str
    name: str
    sex: str | None
    id_number: str | None
    about: str | None
    asker: str
    body: str
    letter: str | None
    asked_on: date | None
    due_on: date | None
    answered_on: date | None
    opinion: str | None
    seq: int

    @property
    def is_open(self) -> bool:
        """Whether the reply is owed."""
        return self.opinion is None


def questions(flow: Flow) -> tuple[Question, ...]:
    """What the acting user's own bodies were asked and have not answered, the most pressing first.

    Raises :class:`NotAllowed` for whoever is no liaison today.
    """
    offices = _offices(flow)
    store = flow.store.seeing(None)
    found = [q for dossier in store.with_questions() for q in _of(flow, dossier, offices) if q.is_open]
    return tuple(sorted(found, key=lambda q: (q.due_on is None, q.due_on or q.asked_on, q.key)))


def question(flow: Flow, key: str) -> Question:
    """One question that still waits; any other, also one to another body, is :class:`NotFound`."""
    found = next((q for q in questions(flow) if q.key == key), None)
    if found is None:
        msg = "没有这件待回复的来函，或者已经回复。"
        raise NotFound(msg)
    return found


def identity_number(flow: Flow, key: str) -> str | None:
    """The full identity number of whom the question is about, noted in the log of readings before it is given."""
    found = question(flow, key)
    dossier, asked, _ = _found(flow, flow.store.seeing(None), key)
    if asked.about is not None:
        return None
    reading_log.note(flow, "身份证号", dossier=dossier.id, purpose=f"{found.body}办理函询{found.letter or ''}")
    return dossier.facts.id_number


def reply(flow: Flow, key: str, told: Reply) -> Outcome:
    """Record the reply of the liaison's own body to the question ``key``.

    Raises :class:`NotFound` for a question that does not wait for this body, :class:`BadInput` for a reply that cannot
    be.
    """
    found = question(flow, key)
    store = flow.store.seeing(None)
    dossier, asked, office = _found(flow, store, found.key)
    check_open(flow, dossier)
    return proceed(flow, dossier, answering(dossier, asked.body, told, about=asked.about), hand(flow), office)


def _found(flow: Flow, store: Store, key: str) -> tuple[Dossier, Vetting, Office]:
    dossier = store.get(key.rpartition("-")[0])
    for number, asked, office in _asked(flow, dossier, _offices(flow)):
        if _key(dossier, number) == key and not asked.is_answered:
            return dossier, asked, office
    msg = "没有这件待回复的来函，或者已经回复。"
    raise NotFound(msg)


def _offices(flow: Flow) -> tuple[Office, ...]:
    user = hand(flow).user
    held = offices_of(flow, user, flow.today())
    mine = tuple(office for office in held if office.duty is Duty.LIAISON)
    if not mine:
        msg = f"{user.person}今天不是政审单位的联络员，不能查看、回复函询"
        raise NotAllowed(msg)
    return mine


def _of(flow: Flow, dossier: Dossier, offices: tuple[Office, ...]) -> Iterator[Question]:
    facts = dossier.facts
    for number, asked, office in _asked(flow, dossier, offices):
        yield Question(
            key=_key(dossier, number),
            name=facts.name or "",
            sex=facts.sex,
            id_number=identity.masked(facts.id_number) if asked.about is None and facts.id_number else None,
            about=asked.about,
            asker=facts.branch or "",
            body=office.organization,
            letter=asked.letter,
            asked_on=asked.asked_on,
            due_on=asked.due_on,
            answered_on=asked.answered_on,
            opinion=asked.opinion,
            seq=dossier.seq,
        )


def _asked(flow: Flow, dossier: Dossier, offices: tuple[Office, ...]) -> Iterator[tuple[int, Vetting, Office]]:
    """The questions to the bodies of ``offices``, each with its number among the dossier's questions."""
    for number, asked in enumerate(dossier.facts.vettings):
        for office in offices:
            if asked.body == body_key(office.organization) and _reaches(flow, office, dossier):
                yield number, asked, office
                break


def _reaches(flow: Flow, office: Office, dossier: Dossier) -> bool:
    """Whether the body answers for this place: a body placed under another one, for what lies under that one alone."""
    body = flow.organizations.get(office.organization)
    reach = reach_of(flow, flow.present_name(dossier.facts.branch or ""))
    if body is None or body.name in reach:
        return True
    return body.parent is None or flow.present_name(body.parent) in reach


def _key(dossier: Dossier, number: int) -> str:
    return f"{dossier.id}-{number + 1}"
