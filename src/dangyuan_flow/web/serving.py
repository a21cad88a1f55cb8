"""Serve the application: one process, many threads; until somebody stops it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from dangyuan_flow.application.webhooks import keep_dispatching
from dangyuan_flow.domain.errors import BadInput, reason_of
from dangyuan_flow.web.app import application

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

_WAIT_SECONDS = 20


def run(  # noqa: PLR0913  where, how, and whom to tell
    flow: Flow,
    *,
    host: str,
    port: int,
    is_secure: bool = False,
    proxies: tuple[str, ...] = (),
    told: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve ``flow`` at ``host`` and ``port`` (0: any free one); ``told`` hears the address once it answers.

    ``proxies``: whose word about a visitor's address is taken. Raises :class:`BadInput` where the address is taken.
    """
    with _listening(host, port) as listener:
        shown, at = listener.getsockname()[:2]
        told(f"{'https' if is_secure else 'http'}://{f'[{shown}]' if ':' in shown else shown}:{at}/")
        config = uvicorn.Config(
            application(flow, is_secure=is_secure),
            log_level="warning",
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies) or None,
            server_header=False,
            timeout_graceful_shutdown=_WAIT_SECONDS,
        )
        with dispatching(flow):
            uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def dispatching(flow: Flow) -> Iterator[None]:
    """Tell other systems of acts, beside the pages, for as long as they are served."""
    stop = threading.Event()
    thread = threading.Thread(target=keep_dispatching, args=(flow, stop), name="webhooks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=_WAIT_SECONDS)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        msg = f"{host} 的 {port} 端口打不开（{reason_of(error)}）。可能已有程序在用，请用 --port 换一个"
        raise BadInput(msg) from error
    listener.listen(512)
    listener.set_inheritable(True)
    return listener
