"""Who visits: the session behind a request, what that person may see, and what every form has to bring along."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from dangyuan_flow.application import entrance
from dangyuan_flow.application.sighting import own
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.domain.people import Duty

if TYPE_CHECKING:
    from dangyuan_flow.application.entrance import Session
    from dangyuan_flow.domain.people import Office
    from dangyuan_flow.domain.registry import User
    from dangyuan_flow.flow import Flow

FORM_KEY = "form_key"
MOST_FIELDS, MOST_FILES = 2_000, 50


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended; ``back``: where to go on afterwards."""

    def __init__(self, back: str) -> None:
        self.back = back
        super().__init__(back)


class PasswordChangeNeeded(Exception):
    """The password was chosen by somebody else: nothing else is done before it is changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Who is signed in; ``flow`` acts as this person, and shows only what this person may see today."""

    flow: Flow
    session: Session
    user: User
    offices: tuple[Office, ...]

    @property
    def duties(self) -> frozenset[Duty]:
        """What kinds of office are held."""
        return frozenset(office.duty for office in self.offices)

    @property
    def title(self) -> str:
        """The offices in words."""
        return "、".join(f"{o.organization}{o.duty.chinese}" for o in self.offices) or "没有现任职务"


def cookie_of(request: Request) -> str:
    """The name of the session's cookie; over HTTPS with the prefix that a browser only accepts there."""
    return "__Host-dangyuan" if request.app.state.is_secure else "dangyuan"


def visitor_of(request: Request) -> Visitor:
    """The person behind a request; raises :class:`SignInNeeded` or :class:`PasswordChangeNeeded`."""
    flow: Flow = request.app.state.flow
    token = request.cookies.get(cookie_of(request), "")
    session = entrance.session_of(flow, token) if token else None
    if session is None:
        raise SignInNeeded(request.url.path if request.method == "GET" else "/")
    if session.must_change and request.url.path not in ("/password", "/sign-out"):
        raise PasswordChangeNeeded
    found = own(flow, session.user)
    return Visitor(flow=found.flow, session=session, user=found.user, offices=found.offices)


Visiting = Annotated[Visitor, Depends(visitor_of)]


async def form_of(request: Request, visitor: Visiting) -> AsyncIterator[FormData]:
    """What was sent in a form of this session; raises :class:`NotAllowed` for one that is not of this session."""
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        told = form.get(FORM_KEY)
        if not isinstance(told, str) or not secrets.compare_digest(told.encode(), visitor.session.form_key.encode()):
            raise NotAllowed("这一页已经过期（登录已经更换）。请返回上一页，刷新后再办；填过的内容请先留好")
        yield form


Posted = Annotated[FormData, Depends(form_of)]


def text_of(form: FormData, name: str) -> str:
    """A field's text without blanks around it; empty where it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
