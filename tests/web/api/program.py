"""A program with a token: it asks the API over a site, in this process, and reads what is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient

from dangyuan_flow.application import tokens
from tests.web.site import ADDRESS, Site

PATH = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    json: Any
    headers: dict[str, str]
    text: str

    @property
    def etag(self) -> str:
        """The dossier's entity tag."""
        return self.headers["etag"]

    @property
    def error(self) -> str:
        """The code of a problem, told as a problem is."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.json["status"] == self.status
        assert self.json["type"] == f"urn:dangyuan:error:{self.json['error']}"
        return str(self.json["error"])


class Program:
    """A program that sends ``secret``; nothing at all where that is ``None``."""

    def __init__(self, app: Any, secret: str | None) -> None:  # noqa: ANN401  any ASGI application
        self.client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
        self.own = {} if secret is None else {"authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> Answer:  # noqa: ANN401  whatever a query holds
        """Ask for something."""
        return _answer(self.client.get(PATH + path, params=query or None, headers=self.own))

    def post(self, path: str, body: dict[str, Any], *, seen: str | None = None, key: str | None = None) -> Answer:
        """Ask for an act; ``seen``: the dossier's tag."""
        told = {"if-match": seen, "idempotency-key": key}
        headers = self.own | {name: value for name, value in told.items() if value is not None}
        return _answer(self.client.post(PATH + path, json=body, headers=headers))


def _answer(response: Any) -> Answer:  # noqa: ANN401  httpx's response
    is_json = response.headers["content-type"].endswith("json")
    return Answer(response.status_code, response.json() if is_json else None, dict(response.headers), response.text)


def program(site: Site, user: str, *scopes: str, office: str | None = None) -> Program:
    """A program of ``user``, with a token for ``scopes`` (or for everything)."""
    issued = tokens.issue(replace(site.flow, user=user), "测试", scopes or tuple(tokens.SCOPES), office=office)
    return Program(site.app, issued.secret)
