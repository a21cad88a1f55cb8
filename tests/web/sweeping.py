"""Sweeps as tests begin them: through the page, and waited for by listening until they are over."""

from typing import Any

from tests.web.site import Browser, Shown


def swept(browser: Browser, *, keep: str, **changed: Any) -> Shown:  # noqa: ANN401  fields of a form
    """Begin a sweep on its page and open its result."""
    begun = browser.press(browser.open("/sweeps"), "开始排查", keep=keep, **changed)
    assert begun.status == 200, begun.text
    return over(browser, begun)


def over(browser: Browser, shown: Shown) -> Shown:
    """The page to which long work leads, once it is over: listening to its events ends with it."""
    if "正在" not in shown.heading:
        return shown
    heard = browser.client.get(f"{shown.path}/events")
    assert "event: over" in heard.text
    return browser.open(shown.path)
