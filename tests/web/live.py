"""The application on a real port of the loopback address, and a real browser for it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import uvicorn

from dangyuan_flow.application.demo.tour import PASSWORD

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Page

OFFICE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
_WAIT_SECONDS = 30


def chromium() -> str:
    """Debian's Chromium, or the one that ``CHROMIUM`` names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise RuntimeError("Chromium was not found: `make setup-dev` installs what tests need")
    return found


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a free port, in a thread, for as long as it is wanted; yields its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=_WAIT_SECONDS)
        listener.close()


def context(browser: Browser, address: str, *, size: dict[str, int] = OFFICE, scripts: bool = True) -> BrowserContext:
    """A person's own browser window, with nothing kept from before."""
    return browser.new_context(
        base_url=address,
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=scripts,
        locale="zh-CN",
    )


def signed_in(window: BrowserContext, user: str, password: str = PASSWORD) -> Page:
    """A page of somebody who has just signed in."""
    page = window.new_page()
    page.goto("/sign-in")
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")
    return page
