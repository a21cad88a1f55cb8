"""Acts: done once under a key, and on a dossier only where it still stands as the caller saw it (If-Match)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.once import Answer, once
from dangyuan_flow.domain.errors import Conflict, FlowError
from dangyuan_flow.web.api import problems
from dangyuan_flow.web.api.callers import NEEDS_AUDIT, NEEDS_REVIEW, NEEDS_WRITE, Caller
from dangyuan_flow.web.api.problems import Problem

DossierId = Annotated[
    str,
    Path(
        pattern=r"^[0-9]{4}-[0-9]{5,8}$",
        description="档案编号。看不到的，与没有的一样回答 404",
        examples=["2026-00042"],
    ),
]
Seen = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="所见的记录序号，即档案的 ETag；已有新的记录时回答 412，没有写时回答 428",
        examples=['"17"'],
    ),
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,128}$",
        description="每次办理由程序自取的键。二十四小时内，同一键、同一请求只办一次，以后照原样回答；用于别的请求则拒绝",
        examples=["5f0c2f7e-2b9d-4c59-9a53-0c1c1d6a2b11"],
    ),
]
_PASSING = frozenset({409, 412, 429})
"""Refusals of the moment: asked again under the same key, they are judged anew."""
_SERVERS_FAULT = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """What an act came to: a shape, and the dossier's record after it, where it is about one."""

    shape: BaseModel
    seq: int | None = None
    status: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """An act that a program asks for; ``request`` is a digest of all that it said."""

    caller: Caller
    request: str
    key: str | None
    dossier: str | None = None
    expected: int | None = None

    def answer(self, do: Callable[[], Done]) -> Response:
        """Do it, and answer; or answer as before."""
        if self.key is None:
            return _response(self._done(do))
        flow, token = self.caller.flow, self.caller.token.digest
        try:
            found = once(flow, token=token, key=self.key, request=self.request, act=lambda: self._done(do))
        except Conflict as busy:
            return problems.answered(problems.problem_of(busy), {"retry-after": "1"})
        return _response(found)

    def _done(self, do: Callable[[], Done]) -> Answer:
        try:
            self._check_seen()
            done = do()
        except _Overtaken as overtaken:
            return _refusal(overtaken.told)
        except FlowError as refused:
            return _refusal(self._told(refused))
        headers = {} if done.seq is None else {"etag": etag(done.seq)}
        return _answer(done.status, "application/json", done.shape.model_dump_json(exclude_unset=True), headers)

    def _check_seen(self) -> None:
        """Raise where the dossier has another last record than the caller saw."""
        if self.dossier is None or self.expected is None:
            return
        seq = dossier_of(self.caller.flow, self.dossier).seq
        if seq != self.expected:
            raise _Overtaken(_overtaken(self.dossier, self.expected, seq))

    def _told(self, refused: FlowError) -> Problem:
        """The refusal; somebody who was quicker is the failed precondition that it is."""
        if isinstance(refused, Conflict) and self.dossier is not None and self.expected is not None:
            seq = dossier_of(self.caller.flow, self.dossier).seq
            if seq != self.expected:
                return _overtaken(self.dossier, self.expected, seq)
        return problems.problem_of(refused)


class _Overtaken(Exception):
    def __init__(self, told: Problem) -> None:
        self.told = told
        super().__init__(told.detail)


def _overtaken(dossier: str, expected: int, seq: int) -> Problem:
    detail = f"档案 {dossier} 现在是第 {seq} 条记录，不是所见的第 {expected} 条。请重新查看后再办"
    return problems.problem(412, "precondition_failed", detail, dossier=dossier, seq=seq)


def etag(seq: int) -> str:
    """A dossier's entity tag: the number of its last record."""
    return f'"{seq}"'


def _refusal(told: Problem) -> Answer:
    headers = {} if told.seq is None else {"etag": etag(told.seq)}
    if told.status in (409, 503):
        headers["retry-after"] = "1"
    return _answer(told.status, problems.MEDIA_TYPE, told.model_dump_json(exclude_none=True), headers)


def _answer(status: int, media_type: str, body: str, headers: dict[str, str]) -> Answer:
    kept = json.dumps({"type": media_type, "headers": headers, "body": body}, ensure_ascii=False)
    return Answer(status=status, response=kept, stands=status < _SERVERS_FAULT and status not in _PASSING)


def _response(answer: Answer) -> Response:
    told = json.loads(answer.response)
    headers = told["headers"] | ({"idempotency-replayed": "true"} if answer.is_replay else {})
    return Response(told["body"], status_code=answer.status, media_type=told["type"], headers=headers)


async def _act(request: Request, caller: Caller, key: str | None, seen: str | None, dossier: str | None) -> Act:
    said = (request.method, request.url.path, request.url.query, seen or "", (await request.body()).hex())
    return Act(
        caller=caller,
        request=hashlib.sha256("\n".join(said).encode()).hexdigest(),
        key=key,
        dossier=dossier,
        expected=None if seen is None else int(seen.strip('"')),
    )


async def _writing_on(
    request: Request, caller: Annotated[Caller, Depends(NEEDS_WRITE)], dossier: DossierId, seen: Seen, key: Key = None
) -> Act:
    return await _act(request, caller, key, seen, dossier)


async def _reviewing_on(
    request: Request, caller: Annotated[Caller, Depends(NEEDS_REVIEW)], dossier: DossierId, seen: Seen, key: Key = None
) -> Act:
    return await _act(request, caller, key, seen, dossier)


async def _writing(request: Request, caller: Annotated[Caller, Depends(NEEDS_WRITE)], key: Key = None) -> Act:
    return await _act(request, caller, key, None, None)


async def _auditing(request: Request, caller: Annotated[Caller, Depends(NEEDS_AUDIT)], key: Key = None) -> Act:
    return await _act(request, caller, key, None, None)


WritingOn = Annotated[Act, Depends(_writing_on)]
ReviewingOn = Annotated[Act, Depends(_reviewing_on)]
Writing = Annotated[Act, Depends(_writing)]
Auditing = Annotated[Act, Depends(_auditing)]
