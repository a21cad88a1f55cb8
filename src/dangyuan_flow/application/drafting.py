"""Drafts: what somebody typed at a place and did not get through, kept for that person alone until it is."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.store import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.flow import Flow

LONGEST = 200_000
"""Characters of one draft: more than a person types into a form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A draft: the values by field, when it was kept (seconds since 1970), at which record the typing began."""

    typed: Mapping[str, str]
    saved_at: int
    seq: int


def keep(flow: Flow, place: str, typed: Mapping[str, str], *, seq: int) -> None:
    """Keep what the acting user typed at ``place`` (a page's address), instead of an earlier draft there.

    Raises :class:`BadInput` where it is longer than anybody types.
    """
    text = json.dumps({name: value for name, value in typed.items() if value}, ensure_ascii=False)
    if len(text) > LONGEST:
        raise BadInput(f"填写的内容太长：{len(text)} 字，至多 {LONGEST} 字")
    draft = Draft(user=hand(flow).user.name, place=place, saved_at=int(time.time()), seq=seq, typed=text)
    flow.store.access.keep_draft(draft)


def kept(flow: Flow, place: str) -> Kept | None:
    """The acting user's draft at ``place``."""
    found = flow.store.access.draft(hand(flow).user.name, place)
    return None if found is None else Kept(typed=json.loads(found.typed), saved_at=found.saved_at, seq=found.seq)


def drop(flow: Flow, place: str) -> None:
    """Forget the acting user's draft at ``place``: it was done, or thrown away."""
    flow.store.access.drop_draft(hand(flow).user.name, place)


def keep_file(flow: Flow, place: str, field: str, file_name: str, content: bytes) -> None:
    """Keep a file that was chosen at ``place`` in a field: a page that comes back cannot bring it along."""
    typed = json.dumps({"name": file_name, "content": base64.b64encode(content).decode()}, ensure_ascii=False)
    user = hand(flow).user.name
    flow.store.access.keep_draft(
        Draft(user=user, place=f"{place}#{field}", saved_at=int(time.time()), seq=0, typed=typed)
    )


def kept_file(flow: Flow, place: str, field: str) -> tuple[str, bytes] | None:
    """The file that the acting user chose at ``place`` in a field, and that was not taken in yet."""
    found = flow.store.access.draft(hand(flow).user.name, f"{place}#{field}")
    if found is None:
        return None
    told = json.loads(found.typed)
    return told["name"], base64.b64decode(told["content"])


def drop_files(flow: Flow, place: str, fields: Iterable[str]) -> None:
    """Forget the files of some fields at ``place``."""
    for field in fields:
        flow.store.access.drop_draft(hand(flow).user.name, f"{place}#{field}")
