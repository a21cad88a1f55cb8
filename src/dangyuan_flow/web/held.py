"""Ledgers between their preview and their import: in this process's memory alone, by user, few and for a short time."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NotFound

if TYPE_CHECKING:
    from fastapi import Request

    from dangyuan_flow.application.previewing import Preview
    from dangyuan_flow.web.runs import Run

HELD_SECONDS = 45 * 60
MOST_OF_ONE, MOST_BYTES = 2, 256 * 1024 * 1024


@dataclass(kw_only=True)
class Held:
    """A ledger that was sent: whose, its content, what was said of its columns, and the work that is done on it.

    ``run``: the preview that is made, or the import that is under way (``imports``).
    """

    user: str
    name: str
    content: bytes
    mapping: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    run: Run | None = None
    imports: bool = False
    preview: Preview | None = None
    touched: float = field(default_factory=time.monotonic)


class Shelf:
    """The ledgers held, bounded in number, size and time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Held] = {}

    def hold(self, held: Held) -> Held:
        """Hold one more; the oldest make room."""
        with self._lock:
            self._held[held.id] = held
            self._make_room()
        return held

    def of(self, user: str, held_id: str) -> Held:
        """What ``user`` sent under ``held_id``; raises :class:`NotFound`, for somebody else's too."""
        with self._lock:
            self._make_room()
            held = self._held.get(held_id)
            if held is None or held.user != user:
                raise NotFound(
                    "这份台账已不在服务器上（只保留四十五分钟，服务重启后不再保留）。没有导入任何内容，请重新选择文件"
                )
            held.touched = time.monotonic()
            return held

    def drop(self, held_id: str) -> None:
        """Forget one."""
        with self._lock:
            self._held.pop(held_id, None)

    def _make_room(self) -> None:
        now, count, size = time.monotonic(), dict[str, int](), 0
        for held in sorted(self._held.values(), key=lambda one: one.touched, reverse=True):
            count[held.user] = count.get(held.user, 0) + 1
            size += len(held.content)
            is_busy = held.run is not None and not held.run.is_over
            too_old = now - held.touched > HELD_SECONDS
            if (too_old or count[held.user] > MOST_OF_ONE or size > MOST_BYTES) and not is_busy:
                del self._held[held.id]


_LOCK = threading.Lock()


def shelf_of(request: Request) -> Shelf:
    """The shelf of the application that ``request`` is for."""
    with _LOCK:
        if not hasattr(request.app.state, "shelf"):
            request.app.state.shelf = Shelf()
    found: Shelf = request.app.state.shelf
    return found
