"""Pages: Jinja templates of ``templates/web`` with what every page needs, and the words that dates and numbers take."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.domain.identity import masked
from dangyuan_flow.domain.people import Duty
from dangyuan_flow.domain.readings import show
from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.settings import shipped
from dangyuan_flow.web.visiting import FORM_KEY, Visitor
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import Request

_WRITING = frozenset(Duty) - {Duty.LIAISON, Duty.ADMINISTRATOR}
ENTRIES: tuple[tuple[str, str, frozenset[Duty]], ...] = (
    ("/", "工作台", frozenset(Duty)),
    ("/dossiers", "档案", _WRITING),
    ("/reviews", "审批", _WRITING - {Duty.AUDITOR}),
    ("/letters", "来函", frozenset({Duty.LIAISON})),
    ("/findings", "排查", _WRITING),
    ("/imports", "导入", _WRITING - {Duty.AUDITOR}),
    ("/statistics", "统计", _WRITING),
    ("/admin", "管理", frozenset({Duty.ADMINISTRATOR})),
)
"""Where the column on the left leads, in this order, by what offices one holds; six at most."""
_BENEATH = {
    "/vetting": "/reviews",
    "/meetings": "/reviews",
    "/sweeps": "/findings",
    "/rules": "/findings",
    "/plan": "/statistics",
    "/calendar": "/statistics",
}
"""Rooms that are reached through another one's entry."""


def page(request: Request, visitor: Visitor | None, template: str, *, status: int = 200, **told: Any) -> HTMLResponse:  # noqa: ANN401  what a template shows
    """A page for ``visitor`` (``None``: nobody is signed in)."""
    shown = _environment().get_template(template)
    text = shown.render(
        visitor=visitor,
        entries=() if visitor is None else entries(visitor),
        here=request.url.path,
        room=_room(request.url.path),
        form_key="" if visitor is None else visitor.session.form_key,
        FORM_KEY=FORM_KEY,
        said=said_before(request),
        **told,
    )
    response = HTMLResponse(text, status_code=status)
    if "said" in request.cookies:
        response.delete_cookie("said")
    return response


def led(path: str, *, said: str | None = None) -> RedirectResponse:
    """Lead on to another page after an act; ``said`` is told there, once."""
    response = RedirectResponse(path, status_code=303)
    if said is not None:
        response.set_cookie("said", said.encode().hex(), max_age=60, httponly=True, samesite="strict", path="/")
    return response


def entries(visitor: Visitor) -> list[tuple[str, str]]:
    """Where ``visitor`` may go."""
    return [(path, word) for path, word, duties in ENTRIES if path == "/" or duties & visitor.duties]


def _room(path: str) -> str:
    """The entry of the column under which a page is."""
    first = "/" + path.split("/", 2)[1]
    return _BENEATH.get(first, first)


def said_before(request: Request) -> str | None:
    """What the act before this page had to say."""
    told = request.cookies.get("said", "")
    try:
        return bytes.fromhex(told).decode() or None
    except ValueError:
        return None


def asset(name: str) -> str:
    """The address of an asset, which changes with its content: browsers may keep it for good."""
    return f"/assets/{name}?v={_digest(name)}"


@lru_cache
def _digest(name: str) -> str:
    return hashlib.sha256((shipped("templates") / "web" / "assets" / name).read_bytes()).hexdigest()[:12]


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(shipped("templates") / "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(asset=asset, query=_query)
    made.filters.update(
        day=_day, isday=_is_day, moment=_moment, masked=masked, shown=show, cited=cited, for_page=for_page
    )
    return made


def _query(asked: Mapping[str, object], **more: object) -> str:
    """A query string of what is asked; what is ``None`` or empty is left out."""
    return urlencode({name: value for name, value in {**asked, **more}.items() if value not in (None, "", 0)})


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _is_day(text: str) -> bool:
    """Whether a browser's date box can show ``text``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _moment(moment: datetime | int) -> str:
    when = datetime.fromtimestamp(moment, SHANGHAI) if isinstance(moment, int) else moment.astimezone(SHANGHAI)
    return when.strftime("%Y-%m-%d %H:%M")
