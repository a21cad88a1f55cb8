"""Webhooks: addresses of other systems that are told of acts, signed, and told again until they answer.

Deliveries are made out of the journal, line after line, so that none is lost, whoever wrote it and whenever this runs.
What is sent names the dossier and the line, and nothing of the person: who is told asks the API for the rest, under a
token of its own. Source of headers and signature: the Standard Webhooks specification.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import secrets
import time
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from dangyuan_flow.application.acting import hand, may_register
from dangyuan_flow.application.sighting import own
from dangyuan_flow.application.sweeping import branches_of
from dangyuan_flow.domain.errors import BadInput, FlowError, NotAllowed, NotFound
from dangyuan_flow.domain.journal import StepRecord
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import Delivery, Webhook, WebhookFile

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from dangyuan_flow.flow import Flow

__all__ = [
    "EVENTS",
    "EVERY",
    "WAITS",
    "Delivery",
    "Webhook",
    "add",
    "deliveries",
    "dispatch",
    "keep_dispatching",
    "listed",
    "remove",
    "replay",
    "signature",
]

EVERY = "*"
EVENTS = tuple(f"dossier.{move.value}" for move in Move)
"""What an address can be told of: each kind of act on a dossier."""
WAITS = (10, 60, 5 * 60, 30 * 60, 2 * 60 * 60, 6 * 60 * 60, 12 * 60 * 60, 24 * 60 * 60)
"""Seconds until the next try; after the last one nothing is tried any more, unless somebody asks for it."""
_PREFIX = "whsec_"
_LONGEST_URL = 500
_AT_ONCE, _IN_HAND_SECONDS, _PATIENCE_SECONDS = 500, 60, 10
_LOOK_EVERY_SECONDS = 2.0
_DONE, _REDIRECTED = 200, 300
_log = logging.getLogger("dangyuan.webhooks")


def add(flow: Flow, url: str, events: Sequence[str], *, body: str | None = None) -> Webhook:
    """Tell ``url`` of ``events`` (:data:`EVENTS`, or ``*``) from now on, at ``body`` and below, as the user sees them.

    Raises :class:`NotAllowed` for whoever may not change registers (it makes this machine reach out), or sees no
    dossier; :class:`BadInput` for another kind of address, or an unknown event.
    """
    may_register(flow)
    user = hand(flow).user
    mine = own(flow, user.name, under=flow.under)
    if mine.flow.store.sight is not None and not mine.flow.store.sight:
        raise NotAllowed(f"{user.person}的职务看不到档案，没有可通知的内容；请由党委（工委）的组织委员等登记")
    branches_of(flow, body)
    webhook = Webhook(
        id=secrets.token_hex(4),
        user=user.name,
        url=_checked(url),
        secret=_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode(),
        events=_events(events),
        body=None if body is None else flow.present_name(body),
        made_at=_now(),
        after=flow.store.head()[0],
    )
    _file(flow).add(webhook)
    return webhook


def listed(flow: Flow) -> tuple[Webhook, ...]:
    """Every address, the oldest first; raises :class:`NotAllowed` for whoever may not change registers."""
    may_register(flow)
    return _file(flow).all()


def remove(flow: Flow, webhook_id: str) -> Webhook:
    """Tell an address nothing more; raises :class:`NotFound`."""
    found = _known(flow, webhook_id)
    _file(flow).remove(found.id)
    return found


def deliveries(flow: Flow, *, webhook: str | None = None, limit: int = 100) -> tuple[Delivery, ...]:
    """What was told, or is to be told, the latest first; raises :class:`NotFound` for an unknown address."""
    may_register(flow)
    if webhook is not None:
        _known(flow, webhook)
    return _file(flow).deliveries(webhook=webhook, limit=limit)


def replay(flow: Flow, number: int) -> None:
    """Tell something once more, from the first try on; raises :class:`NotFound`."""
    may_register(flow)
    if not _file(flow).again(number, _now()):
        raise NotFound(f"没有编号为 {number} 的通知。可用 dangyuan webhook deliveries 查看")


def dispatch(flow: Flow, *, now: int | None = None) -> int:
    """Make out what is new in the journal and try what is due; returns how many tries were made."""
    at = _now() if now is None else now
    file = _file(flow)
    addresses = {webhook.id: webhook for webhook in file.all()}
    if not addresses:
        return 0
    head = flow.store.head()[0]
    for webhook in addresses.values():
        _make_out(flow, webhook, head, at)
    tries = 0
    for delivery in file.due(at, limit=_AT_ONCE):
        if file.take(delivery, at + _IN_HAND_SECONDS):
            _try(file, addresses[delivery.webhook], delivery, at)
            tries += 1
    return tries


def keep_dispatching(flow: Flow, stop: threading.Event) -> None:
    """Dispatch every few seconds until ``stop``; a fault is logged, and the next round tries again."""
    while not stop.wait(_LOOK_EVERY_SECONDS):
        try:
            dispatch(flow)
        except FlowError as refused:
            _log.warning("webhooks wait: %s", refused)
        except Exception:  # noqa: BLE001  one bad round must not end all further ones
            _log.exception("webhooks wait")


def signature(secret: str, delivery: str, moment: int, body: bytes) -> str:
    """The value of ``webhook-signature`` over id, moment and body: HMAC-SHA256, base64."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = hmac.new(key, f"{delivery}.{moment}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _make_out(flow: Flow, webhook: Webhook, head: int, at: int) -> None:
    """Make out deliveries for the lines up to ``head`` that the owner sees and the address wants."""
    file = _file(flow)
    while webhook.after < head:
        try:
            seen = own(flow, webhook.user).flow
            wanted = branches_of(flow, webhook.body)
        except NotFound:  # the user or the body is no longer there: nothing is seen, and nothing is owed
            return
        lines = seen.store.journal(after=webhook.after, limit=_AT_ONCE)
        lines = tuple(line for line in lines if line.seq <= head)
        records = [line for line in lines if isinstance(line.entry, StepRecord)]
        ids = sorted({line.entry.dossier for line in records if isinstance(line.entry, StepRecord)})
        within = {
            dossier.id
            for dossier in seen.store.dossiers(ids)
            if wanted is None or flow.present_name(dossier.facts.branch or "") in wanted
        }
        made = [
            Delivery(webhook=webhook.id, seq=line.seq, event=event, payload=payload, made_at=at, due_at=at)
            for line in records
            if isinstance(line.entry, StepRecord) and line.entry.dossier in within
            for event, payload in [_told(line.seq, line.digest, line.entry)]
            if EVERY in webhook.events or event in webhook.events
        ]
        upto = lines[-1].seq if len(lines) == _AT_ONCE else head
        if not file.make_out(webhook, made, upto):
            return
        webhook = next((one for one in file.all() if one.id == webhook.id), webhook)


def _told(seq: int, digest: str, record: StepRecord) -> tuple[str, str]:
    """The event and what is sent of it: which dossier, which line; nothing of the person."""
    event = f"dossier.{record.move.value}"
    told = {
        "event": event,
        "dossier": record.dossier,
        "seq": record.dossier_seq,
        "line": seq,
        "digest": digest,
        "step": record.step,
        "on": record.on.isoformat(),
        "entered_at": record.entered_at.isoformat(),
    }
    return event, json.dumps(told, ensure_ascii=False)


def _try(file: WebhookFile, webhook: Webhook, delivery: Delivery, at: int) -> None:
    """Send a delivery once, and keep what came of it."""
    body = delivery.payload.encode()
    name = f"msg_{delivery.number}"
    moment = _now()
    request = Request(  # noqa: S310  http and https alone are taken in
        webhook.url,
        data=body,
        method="POST",
        headers={
            "Content-Type": "application/json",
            "User-Agent": "dangyuan-flow",
            "Webhook-Id": name,
            "Webhook-Timestamp": str(moment),
            "Webhook-Signature": signature(webhook.secret, name, moment, body),
        },
    )
    status, says = _post(request)
    if _DONE <= status < _REDIRECTED:
        file.tried(delivery.number, done_at=at, due_at=None, says=says)
        return
    next_at = at + WAITS[delivery.tries] if delivery.tries < len(WAITS) else None
    file.tried(delivery.number, done_at=None, due_at=next_at, says=says)


def _post(request: Request) -> tuple[int, str]:
    """Send; returns the status (0: no answer) and what is to be said of it."""
    try:
        with _OPENER.open(request, timeout=_PATIENCE_SECONDS) as answer:
            return int(answer.status), f"HTTP {answer.status}"
    except HTTPError as answer:
        with answer:
            return answer.code, f"HTTP {answer.code}"
    except (URLError, OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return 0, f"没有送到：{reason}"[:300]


class _NoRedirect(HTTPRedirectHandler):
    """A redirection is no delivery: what is signed goes to the address that was registered, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


_OPENER = build_opener(_NoRedirect, ProxyHandler({}))


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and not parts.username and not parts.fragment
        fits = fits and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise BadInput(f"“{url[:80]}”不是可用的网址：须以 http 或 https 开头，不带用户名和片段")
    return url


def _events(told: Sequence[str]) -> tuple[str, ...]:
    unknown = [event for event in told if event not in (*EVENTS, EVERY)]
    if unknown or not told:
        says = f"没有“{'、'.join(unknown)}”这种事件" if unknown else "请写明通知哪些事件"
        raise BadInput(f"{says}；可填 {EVERY}（全部）或：{'、'.join(EVENTS)}")
    return (EVERY,) if EVERY in told else tuple(dict.fromkeys(told))


def _known(flow: Flow, webhook_id: str) -> Webhook:
    found = next((webhook for webhook in listed(flow) if webhook.id == webhook_id), None)
    if found is None:
        raise NotFound(f"没有编号为 {webhook_id} 的通知地址。可用 dangyuan webhook list 查看")
    return found


def _file(flow: Flow) -> WebhookFile:
    return WebhookFile(flow.store.database)


def _now() -> int:
    return int(time.time())
