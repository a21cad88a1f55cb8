"""A demo zone behind the application, in this process; and browsers for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dangyuan_flow.application.demo import live_demo
from dangyuan_flow.flow import open_flow
from dangyuan_flow.settings import Settings
from tests.web import live
from tests.web.site import Site

PEOPLE = 60


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder, made once a process."""
    folder = tmp_path_factory.mktemp("demo")
    live_demo(folder, people=PEOPLE)
    return folder


@pytest.fixture
def site(demo: Path, tmp_path: Path) -> Iterator[Site]:
    """The application over a fresh copy of the demo's store."""
    shutil.copyfile(demo / "dangyuan.db", tmp_path / "dangyuan.db")
    flow = open_flow(Settings.load({}, db=str(tmp_path / "dangyuan.db")))
    try:
        yield Site(flow, demo)
    finally:
        flow.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser without a screen; one a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=live.chromium(), args=live.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The site on a real port."""
    with live.serving(site.app) as found:
        yield found
