"""Acts under a key of the asking program (idempotency key): however often one is sent, it is done once.

The key is claimed before the act and its answer kept after it. A program that dies in between leaves a claim without an
answer; after :data:`ABANDONED_SECONDS` the act may begin anew, and is then held to what the dossier's last record was.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.tokens import flow_tokens
from dangyuan_flow.domain.errors import BadInput, Conflict
from dangyuan_flow.store import Answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from dangyuan_flow.flow import Flow

KEPT_SECONDS = 24 * 60 * 60
ABANDONED_SECONDS = 60
_PATIENCE_SECONDS, _LOOK_EVERY = 10.0, 0.05


class KeyUsed(BadInput):
    """The key was used for another request."""

    code = "key_reused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What an act was answered; ``stands``: asked again under the same key, the same is answered and nothing done."""

    status: int
    response: str
    stands: bool
    is_replay: bool = False


def once(flow: Flow, *, token: str, key: str, request: str, act: Callable[[], Answer]) -> Answer:
    """Do ``act`` under ``key`` of ``token``, or answer what it was answered before; ``request``: a digest of it.

    Whoever asks while the act is being done waits for its answer. Raises :class:`KeyUsed` where the key belongs to
    another request, :class:`Conflict` where the answer does not come.
    """
    tokens = flow_tokens(flow)
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        now = int(time.time())
        known = tokens.claim(
            Answered(token=token, key=key, request=request, at=now),
            forget_before=now - KEPT_SECONDS,
            abandoned_before=now - ABANDONED_SECONDS,
        )
        if known is None:
            break
        if known.request != request:
            raise KeyUsed("这个 Idempotency-Key 已用于另一个请求。请为新的办理换一个")
        while known is not None and known.status is None and time.monotonic() < until:
            time.sleep(_LOOK_EVERY)
            known = tokens.answered(token, key)
        if known is not None and known.status is not None:
            return Answer(status=known.status, response=known.response or "", stands=True, is_replay=True)
        if time.monotonic() >= until:
            raise Conflict("同一个 Idempotency-Key 的办理还没有结束，请稍后用同一个键再试")
    try:
        answer = act()
    except BaseException:
        tokens.release(token, key)
        raise
    if answer.stands:
        tokens.answer(token, key, answer.status, answer.response)
    else:
        tokens.release(token, key)
    return answer
