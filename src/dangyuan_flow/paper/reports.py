"""Printing what is no form: a report whose pages follow from a template and the words that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from dangyuan_flow.domain.regulations import cited
from dangyuan_flow.paper.errors import BrokenForm, GlyphsMissing
from dangyuan_flow.paper.fonts import Shelf, named
from dangyuan_flow.paper.typesetting import Typesetter
from dangyuan_flow.paper.wording import FILTERS


class ReportPress:
    """Opened with the shipped templates: those of reports lie in ``reports``, fonts and dress are the forms'."""

    def __init__(self, templates: Path) -> None:
        """Look for templates below ``templates``."""
        self._folder = templates / "reports"
        self._fonts = templates / "forms" / "fonts"
        self._environment = Environment(
            loader=FileSystemLoader(self._folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS, cited=cited)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf.open(self._fonts)

    @cached_property
    def _typesetter(self) -> Typesetter:
        return Typesetter(self._shelf, self._folder / "reports.css")

    def html(self, name: str, words: Mapping[str, object]) -> str:
        """The report ``name`` as HTML; raises :class:`BrokenForm` where its template uses a name that is not there."""
        try:
            return self._environment.get_template(f"{name}.html").render(words)
        except TemplateError as error:
            template = self._folder / f"{name}.html"
            raise BrokenForm(f"{template}：模板有误：{error.message}。请改正模板，或重新安装本程序。") from error

    def pdf(self, name: str, words: Mapping[str, object]) -> bytes:
        """The report as one PDF document.

        Raises:
            GlyphsMissing: a character to be printed is in no font; the message shows the words around it.
            PrintingUnavailable: this computer lacks the libraries that set type.
        """
        html = self.html(name, words)
        text = unescape(html)
        if missing := self._shelf.missing(text):
            around = "；".join(f"“{_around(text, sign)}”" for sign in missing)
            raise GlyphsMissing(
                f"缺字：现有字体里没有 {named(missing)}，打印出来会是空框，已停止打印。所在：{around}。"
                f"请核对是否录错；确是此字的，把含有它的字体文件（.ttf 或 .otf）放进 {self._fonts} 再打印，"
                "或改用 --format xlsx。",
                missing,
            )
        return self._typesetter.bind([self._typesetter.pages(html)])


def _around(text: str, sign: str) -> str:
    """The words in which a character stands, up to the markup on both sides."""
    at = text.index(sign)
    before = text[:at].rpartition(">")[2][-12:]
    return before + text[at:].partition("<")[0][:12]
