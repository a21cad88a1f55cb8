"""A browser without a screen: it opens pages, fills in forms by their buttons, and follows where it is led."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.flow import Flow
from dangyuan_flow.web.app import application

ADDRESS = "http://localhost"
File = tuple[str, bytes, str]
"""A file to upload: its name, content and declared type."""


@dataclass
class Form:
    """A form of a page: where it goes, what it would send, and the words on its buttons."""

    action: str
    method: str = "get"
    is_files: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Words, name, value, and an address of its own."""
    names: set[str] = field(default_factory=set)


@dataclass
class Shown:
    """A page as it came back."""

    status: int
    path: str
    html: str
    headers: dict[str, str]
    forms: list[Form]
    links: list[tuple[str, str]]

    @property
    def text(self) -> str:
        """What a person reads, blanks folded."""
        bare = re.sub(r"<(script|style|head)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())

    @property
    def heading(self) -> str:
        """The page's one heading, without what is small in it."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.html, flags=re.DOTALL)
        return (
            " ".join(re.sub(r"<small.*?</small>|<[^>]+>", " ", found.group(1), flags=re.DOTALL).split())
            if found
            else ""
        )

    @property
    def said(self) -> str:
        """What the act before had to say."""
        found = re.search(r'<p class="said"[^>]*>(.*?)</p>', self.html, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", found.group(1))).strip() if found else ""

    @property
    def problems(self) -> str:
        """The summary of what is wrong."""
        found = re.search(r'<div class="problems"[^>]*>(.*?)</div>', self.html, flags=re.DOTALL)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split()) if found else ""

    def form(self, button: str) -> Form:
        """The form that a button with these words belongs to."""
        for form in self.forms:
            if any(button == words for words, *_ in form.buttons):
                return form
        raise AssertionError(f"no button {button!r} on {self.path}: {[b[0] for f in self.forms for b in f.buttons]}")


class Browser:
    """Somebody at a browser; nobody, until signed in."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def open(self, path: str, **headers: str) -> Shown:
        """Open an address."""
        return self._shown(self.client.get(path, headers=headers))

    def press(
        self, shown: Shown, button: str, *, files: dict[str, File] | None = None, **changed: str | list[str] | None
    ) -> Shown:
        """Press a button after changing fields of its form: a text, a list of texts (several), ``None`` (emptied)."""
        form = shown.form(button)
        _, name, value, action = next(b for b in form.buttons if b[0] == button)
        unknown = changed.keys() - form.names
        assert not unknown, f"no fields {sorted(unknown)} beside {button!r}; there are {sorted(form.names)}"
        sent = [(n, v) for n, v in form.fields if n not in changed]
        for n, v in changed.items():
            sent += [(n, one) for one in (v if isinstance(v, list) else [v]) if one is not None]
        if name:
            sent.append((name, value))
        where = action or form.action or shown.path
        if form.method == "get":
            return self._shown(self.client.get(where, params=[*sent]))
        data: dict[str, Any] = {}
        for n, v in sent:
            data.setdefault(n, []).append(v)
        own = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
        if form.is_files:
            parts: list[tuple[str, Any]] = [(n, (None, one)) for n, many in data.items() for one in many]
            parts += [(n, (f[0], f[1], f[2])) for n, f in (files or {}).items()]
            return self._shown(self.client.post(where, files=parts, headers=own))
        return self._shown(self.client.post(where, data=data, headers=own))

    @staticmethod
    def _shown(response: Any) -> Shown:  # noqa: ANN401  httpx's response
        reader = _Reader()
        is_page = response.headers.get("content-type", "").startswith("text/html")
        if is_page:
            reader.feed(response.text)
        return Shown(
            status=response.status_code,
            path=response.url.raw_path.decode(),
            html=response.text if is_page else "",
            headers=dict(response.headers),
            forms=reader.forms,
            links=reader.links,
        )


@dataclass
class Site:
    """The application over ``flow``; ``demo``: the folder of the demo that the store was copied from."""

    flow: Flow
    demo: Path
    is_secure: bool = False

    def __post_init__(self) -> None:
        self.app = application(self.flow, is_secure=self.is_secure)

    def nobody(self) -> Browser:
        """A browser in which nobody is signed in."""
        return Browser(TestClient(self.app, base_url=ADDRESS, raise_server_exceptions=False))

    def signed_in(self, user: str, password: str = PASSWORD) -> Browser:
        """A browser in which ``user`` has signed in."""
        browser = self.nobody()
        shown = browser.press(browser.open("/sign-in"), "登录", name=user, password=password)
        assert shown.status == 200, shown.text
        return browser


class _Reader(HTMLParser):
    """Reads the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._words: list[str] | None = None
        self._button: dict[str, str | None] = {}
        self._select: tuple[str, bool, list[tuple[str, bool]]] | None = None
        self._option: tuple[str | None, bool] | None = None
        self._area: str | None = None
        self._href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "form":
            self._form = Form(
                action=told.get("action") or "",
                method=(told.get("method") or "get").lower(),
                is_files=told.get("enctype") == "multipart/form-data",
            )
            self.forms.append(self._form)
        elif tag == "a":
            self._href, self._words = told.get("href") or "", []
        elif self._form is None:
            return
        elif tag == "input":
            self._input(told, name)
        elif tag == "button":
            self._button, self._words = told, []
        elif tag == "select":
            self._select = (name, "multiple" in told, [])
            self._form.names.add(name)
        elif tag == "option":
            self._option, self._words = (told.get("value"), "selected" in told), []
        elif tag == "textarea":
            self._area, self._words = name, []
            self._form.names.add(name)

    def _input(self, told: dict[str, str | None], name: str) -> None:
        assert self._form is not None
        kind = told.get("type") or "text"
        self._form.names.add(name)
        if kind == "submit":
            self._form.buttons.append((told.get("value") or "", name, told.get("value") or "", ""))
        elif kind in ("checkbox", "radio"):
            if "checked" in told:
                self._form.fields.append((name, told.get("value") or "on"))
        elif kind != "file" and "disabled" not in told:
            self._form.fields.append((name, told.get("value") or ""))

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = "".join(self._words or ()).strip()
        if tag == "a" and self._href is not None:
            self.links.append((" ".join(words.split()), self._href))
            self._href = self._words = None
        elif tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "button":
            told = self._button
            if told.get("type") != "button":
                self._form.buttons.append(
                    (
                        " ".join(words.split()),
                        told.get("name") or "",
                        told.get("value") or "",
                        told.get("formaction") or "",
                    )
                )
            self._words = None
        elif tag == "option" and self._select is not None and self._option is not None:
            value, selected = self._option
            self._select[2].append((words if value is None else value, selected))
            self._words = self._option = None
        elif tag == "select" and self._select is not None:
            name, multiple, options = self._select
            chosen = [value for value, selected in options if selected]
            if not chosen and not multiple and options:
                chosen = [options[0][0]]
            self._form.fields.extend((name, value) for value in chosen)
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, "".join(self._words or ()).removeprefix("\n")))
            self._area = self._words = None
