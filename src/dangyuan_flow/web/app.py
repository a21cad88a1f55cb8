"""The web application: rooms, guard and refusals put together over one open flow."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from dangyuan_flow.settings import shipped
from dangyuan_flow.web import refusing
from dangyuan_flow.web.api.room import PATH, Room
from dangyuan_flow.web.guarding import Guard

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow

ROOMS = (
    "entrance",
    "work",
    "opening",
    "steps",
    "mending",
    "supplying",
    "departing",
    "papers",
    "dossiers",
    "reviews",
    "ballots",
    "meetings",
    "vetting",
    "letters",
    "findings",
    "disposals",
    "sweeps",
    "sweep_runs",
    "imports",
    "rules",
    "registers",
    "journal",
    "statistics",
    "plan",
    "calendar",
    "handbook",
)
"""The modules of ``routes``; of two that match an address, the first answers."""


def application(flow: Flow, *, is_secure: bool = False) -> FastAPI:
    """The application over ``flow``; ``is_secure``: people reach it by HTTPS, cookies are for that alone."""
    app = FastAPI(title="发展党员全程管理", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.flow = flow
    app.state.is_secure = is_secure
    app.add_middleware(Guard, is_secure=is_secure, fault=refusing.fault)
    refusing.take_over(app)
    for room in ROOMS:
        app.include_router(import_module(f"dangyuan_flow.web.routes.{room}").router)
    app.mount(PATH, Room(flow), name="api")
    app.mount("/assets", StaticFiles(directory=shipped("templates") / "web" / "assets"), name="assets")
    return app
