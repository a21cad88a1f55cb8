"""Help: the handbook's pages, and the one for where somebody is."""

from __future__ import annotations

import re
from functools import lru_cache

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import Response

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.settings import shipped
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Visiting

router = APIRouter()

PAGES = {
    "browser": "网页怎么用",
    "secretary": "支部书记、组织委员",
    "reviewer": "审批人员",
    "auditor": "排查人员",
    "ledger": "台账",
    "reports": "排查报告",
    "reading": "须由人看的地方",
    "rules": "读规定、试规定",
    "province": "省、市汇总排查",
    "cluster": "多台机器上排查",
    "programs": "别的程序怎么接",
}
"""The handbook's pages by file, in the order of the list."""
FOR = {
    "/findings": "auditor",
    "/sweeps": "auditor",
    "/imports": "ledger",
    "/reviews": "reviewer",
    "/meetings": "reviewer",
    "/rules": "rules",
}
"""Which page helps with what, by how an address begins; else the one about the browser."""


@router.get("/help")
def contents(request: Request, visitor: Visiting, at: str = "/") -> Response:
    """The page for where somebody is, with the list of all."""
    return _shown(request, visitor, next((name for begins, name in FOR.items() if at.startswith(begins)), "browser"))


@router.get("/help/{name}")
def chapter(request: Request, visitor: Visiting, name: str) -> Response:
    """One page of the handbook."""
    if name not in PAGES:
        raise NotFound("手册里没有这一页。")
    return _shown(request, visitor, name)


def _shown(request: Request, visitor: Visiting, name: str) -> Response:
    return page(request, visitor, "help.html", name=name, heading=PAGES[name], pages=PAGES, text=_rendered(name))


@lru_cache
def _rendered(name: str) -> Markup:
    """A page of the handbook as HTML; its own title is the page's."""
    text = (shipped("docs") / "handbook" / f"{name}.md").read_text(encoding="utf-8")
    text = re.sub(r"\]\((?:\./)?(\w+)\.md(#[^)]*)?\)", r"](/help/\1\2)", re.sub(r"\A# .*\n", "", text))
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return Markup(rendered)  # noqa: S704  our own handbook, in which HTML is not let through
