"""Every page in a real browser: nothing serious for axe, nothing in the console, nothing wider than the screen."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.live import OFFICE, PHONE, context, signed_in
from tests.web.site import Site

AXE = (Path(__file__).parent / "axe-4.14.1.min.js").read_text(encoding="utf-8")
_RUN = "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"


def pages_of(site: Site, user: str) -> list[str]:
    """Every address that ``user`` reaches by following links from the first page, one of each shape."""
    browser = site.signed_in(user)
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        shape = shape_of(path)
        if shape in found:
            continue
        found[shape] = path
        shown = browser.open(path)
        assert shown.status == 200, f"{path}: {shown.status} {shown.text[:200]}"
        waiting += [href for _, href in shown.links if href.startswith("/")]
    return list(found.values())


def shape_of(path: str) -> str:
    """An address without what is particular in it: of many of one kind one is looked at."""
    bare = path.partition("#")[0].partition("?")[0]
    return "/".join("*" if any(c.isdigit() or c in "-." for c in part) else part for part in bare.split("/"))


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
@pytest.mark.parametrize("user", ["feilu.shuji", "gongwei.shuji", "gongwei.paicha", "admin", "shiwei.lianluo"])
def test_every_page_can_be_used_by_everybody(
    site: Site, address: str, chromium: Browser, user: str, size: dict[str, int]
) -> None:
    problems: list[str] = []
    window = context(chromium, address, size=size)
    page = signed_in(window, user)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
    page.on("console", lambda said: _note(problems, page.url, said))
    for path in ("/sign-in", "/password", "/no-such-page", *pages_of(site, user)):
        answer = page.goto(path)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            problems.append(f"{path}: {wide} px wider than {size['width']}")
        page.evaluate(AXE)
        problems += [f"{path}: {told}" for told in _serious(page.evaluate(_RUN))]
    window.close()
    assert problems == []


def _serious(result: dict[str, Any]) -> list[str]:
    return [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def _note(problems: list[str], url: str, said: Any) -> None:  # noqa: ANN401  playwright's message
    if said.type == "error" and "404" not in said.text:
        problems.append(f"{url}: {said.text}")
