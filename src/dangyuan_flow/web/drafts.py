"""What was typed into a form and did not get through, kept for whoever typed it until it does.

A form is kept as it was sent, so that it comes back as it was, whatever fields it has.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.datastructures import FormData

from dangyuan_flow.application import drafting
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.web.visiting import FORM_KEY

if TYPE_CHECKING:
    from collections.abc import Collection

    from dangyuan_flow.flow import Flow

_SENT = "sent"
_LEFT_OUT = frozenset({FORM_KEY, "decision"})


def keep(flow: Flow, place: str, form: FormData, *, seq: int | None = None, without: Collection[str] = ()) -> None:
    """Keep what ``form`` holds at ``place``; files and the button pressed are left out. One too long is not kept.

    ``without``: whose fields (``opinion:2026-00042``) are left out too, on a page with several people.
    """
    sent = [
        (name, one)
        for name, one in form.multi_items()
        if isinstance(one, str) and name not in _LEFT_OUT and name.partition(":")[2] not in without
    ]
    try:
        drafting.keep(flow, place, {_SENT: json.dumps(sent, ensure_ascii=False)}, seq=seq or 0)
    except BadInput:
        return


def kept(flow: Flow, place: str) -> tuple[FormData, int] | None:
    """What the acting user typed at ``place`` and when (seconds since 1970)."""
    found = drafting.kept(flow, place)
    if found is None or _SENT not in found.typed:
        return None
    return FormData([(name, one) for name, one in json.loads(found.typed[_SENT])]), found.saved_at


def drop(flow: Flow, place: str) -> None:
    """Forget it: it was done."""
    drafting.drop(flow, place)
