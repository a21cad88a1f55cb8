"""What statistics are asked in an address, and where each of their numbers leads: the list of exactly those counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.population import Asked
from dangyuan_flow.application.statistics import named
from dangyuan_flow.web.bodies import body_asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.application.figures import Figure
    from dangyuan_flow.web.visiting import Visitor

NAMES = ("figure", "body", "of", "day", "since", "until")
"""What an address may say: the number, the body, 在办 or 已结, the day, and the period of acts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A number whose list is shown: its name, its dossiers, on which day, and what the address said."""

    name: str
    ids: tuple[str, ...]
    day: date
    told: dict[str, str]

    @property
    def back(self) -> str:
        """The page on which the number stands."""
        room = "/plan" if self.told["figure"].startswith("plan:") else "/statistics"
        return f"{room}?{urlencode({name: value for name, value in self.told.items() if name != 'figure'})}"


def asked_of(visitor: Visitor, told: Mapping[str, str]) -> Asked:
    """What an address asks; raises :class:`BadInput`, and :class:`NotFound` for a body that is not seen."""
    text = {name: told.get(name, "").strip() for name in NAMES}
    return Asked(
        day=read_day(text["day"]) if text["day"] else visitor.flow.today(),
        body=body_asked(visitor.flow, text["body"]),
        state=text["of"] or None,
        since=read_day(text["since"]) if text["since"] else None,
        until=read_day(text["until"]) if text["until"] else None,
    )


def shown_of(visitor: Visitor, told: Mapping[str, str]) -> Shown | None:
    """The number whose list an address asks for; ``None`` where it asks for none."""
    key = told.get("figure", "").strip()
    if not key:
        return None
    asked = asked_of(visitor, told)
    name, one = named(visitor.flow, asked, key)
    kept = {label: value for label in NAMES if (value := told.get(label, "").strip())}
    return Shown(name=name, ids=one.ids, day=asked.day, told=kept)


def list_of(figure: Figure, asked: Asked, today: date) -> str:
    """The address of the list behind a number; empty where there is nobody on it."""
    if not figure.ids:
        return ""
    said = {
        "figure": figure.key,
        "body": asked.body,
        "of": asked.state,
        "day": asked.day if asked.day != today else None,
        "since": asked.since,
        "until": asked.until,
    }
    return "/dossiers?" + urlencode({name: value for name, value in said.items() if value is not None})
