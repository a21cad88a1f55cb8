"""Long work that a page began: it runs in a thread of this process, tells how far it is, and keeps its result a while.

Nothing of it is on disk. What the server's stop interrupts is gone, and has written nothing: a sweep is registered by
one append at its very end.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import SweepReport
from dangyuan_flow.domain.errors import Conflict, FlowError, NotFound
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from fastapi import Request

KEPT_SECONDS = 60 * 60
"""How long a result stays after its work has ended."""
MOST_KEPT, MOST_KEPT_OF_ONE = 24, 4
_PATIENCE_SECONDS = 0.6
"""What is over so soon shows its result at once, without a page about its progress."""
_log = logging.getLogger("dangyuan.web")

Work = Callable[[Callable[[int, int], None]], object]
"""What runs: it tells its progress (done, of how many) and gives a result."""
SWEEP, LEDGER, IMPORT = "sweep", "ledger", "import"
_BUSY = {LEDGER: "您的上一份台账还在排查，请等它结束后再开始", IMPORT: "您的上一份台账还在处理，请等它结束后再办"}


@dataclass(kw_only=True)
class Run:
    """Work that a page began: by whom, of what; how far it is; and what it came to.

    ``kind``: a sweep of the store, of a bare ledger, or an import. ``registers``: a sweep that is kept. ``problem``:
    why it came to nothing, in words.
    """

    user: str
    person: str
    scope: str
    kind: str
    registers: bool = False
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    done: int = 0
    total: int = 0
    result: object = None
    problem: str = ""
    ended_at: float | None = None
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def report(self) -> SweepReport | None:
        """A sweep's report, once it is there."""
        return self.result if isinstance(self.result, SweepReport) else None

    @property
    def is_over(self) -> bool:
        """Whether it has come to an end, good or bad."""
        return self.ended_at is not None

    @property
    def percent(self) -> int:
        """How far it is; never the whole before it is over."""
        if self.is_over:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0

    def went_on(self, done: int, total: int) -> None:
        """Hear how far it is."""
        self.done, self.total = done, total


class Runs:
    """The runs of this process, bounded in number and in time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[str, Run] = {}

    def begin(self, run: Run, work: Work) -> Run:
        """Begin ``work`` as ``run``; raises :class:`Conflict` where the like is under way."""
        with self._lock:
            self._forget()
            for other in self._runs.values():
                if other.is_over or other.kind != run.kind:
                    continue
                if run.kind == SWEEP:
                    told = f"{other.person}正在排查{other.scope}，已完成 {other.percent}%"
                    raise Conflict(f"{told}。一次只能进行一个排查，请等它结束后再开始")
                if other.user == run.user:
                    raise Conflict(_BUSY[run.kind])
            self._runs[run.id] = run
        threading.Thread(target=self._work, args=(run, work), name=f"run-{run.id}", daemon=True).start()
        run.over.wait(_PATIENCE_SECONDS)
        return run

    def of(self, user: str, run_id: str) -> Run:
        """The run ``run_id`` of ``user``; raises :class:`NotFound`, for somebody else's too."""
        with self._lock:
            self._forget()
            run = self._runs.get(run_id)
        if run is None or run.user != user:
            raise NotFound("没有这次排查的结果。结果只在排查结束后保留一小时，服务重启后不再保留；登记过的见专项排查")
        return run

    def under_way(self, user: str) -> Run | None:
        """A sweep of the store that ``user`` has under way."""
        with self._lock:
            return next((r for r in self._runs.values() if r.user == user and r.kind == SWEEP and not r.is_over), None)

    def registered_as(self, user: str, number: int) -> Run | None:
        """The run of ``user`` that was registered as ``number``, while its report is kept."""
        with self._lock:
            self._forget()
            for run in self._runs.values():
                kept = None if run.report is None else run.report.kept
                if run.user == user and kept is not None and kept.number == number:
                    return run
        return None

    def _work(self, run: Run, work: Work) -> None:
        try:
            run.result = work(run.went_on)
        except FlowError as refused:
            run.problem = for_page(str(refused))
        except Exception as error:  # noqa: BLE001  a thread has nobody above it to tell
            number = secrets.token_hex(4)
            _log.exception("fault %s in %s", number, run.kind, exc_info=error)
            run.problem = f"程序出错，没有完成，也没有写入任何内容。请把编号 {number} 告诉维护人员"
        finally:
            run.ended_at = time.monotonic()
            run.over.set()

    def _forget(self) -> None:
        """Drop what is too old, and the oldest of what is too many."""
        now = time.monotonic()
        over = sorted(
            (r for r in self._runs.values() if r.ended_at is not None), key=lambda r: r.ended_at or 0, reverse=True
        )
        of_one: dict[str, int] = {}
        for place, run in enumerate(over):
            of_one[run.user] = of_one.get(run.user, 0) + 1
            too_old = now - (run.ended_at or now) > KEPT_SECONDS
            if too_old or place >= MOST_KEPT or of_one[run.user] > MOST_KEPT_OF_ONE:
                del self._runs[run.id]


_LOCK = threading.Lock()


def runs_of(request: Request) -> Runs:
    """The runs of the application that ``request`` is for."""
    with _LOCK:
        if not hasattr(request.app.state, "runs"):
            request.app.state.runs = Runs()
    found: Runs = request.app.state.runs
    return found
