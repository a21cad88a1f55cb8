"""The typesetter: HTML to pages, pages to one PDF document. Fonts and styles are loaded once in a process."""

import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

from dangyuan_flow.paper.errors import PrintingUnavailable
from dangyuan_flow.paper.fonts import Face, Shelf

REMEDY = (
    "Debian／Ubuntu：sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0；"
    "macOS：brew install pango；"
    "Windows：安装 MSYS2 后运行 pacman -S mingw-w64-ucrt-x86_64-pango"
)


def weasyprint() -> ModuleType:
    """The library that sets type, loaded when something is printed: it takes half a second.

    Raises:
        PrintingUnavailable: a system library is missing; the message holds the line that installs it.
    """
    try:
        with warnings.catch_warnings():
            # A computer without fonts is no reason to worry the user: the forms bring their own.
            warnings.filterwarnings("ignore", message="No fonts configured|FontConfig cannot load")
            import weasyprint as library
    except OSError as error:
        raise PrintingUnavailable(f"本机缺少排版所需的系统库，不能生成 PDF（{error}）。补装方法——{REMEDY}") from error
    return library  # type: ignore[no-any-return]  # the library has no types


class Typesetter:
    """Holds the font configuration and the parsed style sheet from one document to the next.

    A face is loaded the first time that a text needs a character of it: two thirds of the fonts are for rare names.
    """

    def __init__(self, shelf: Shelf, style: Path) -> None:
        library = weasyprint()
        self._library = library
        self._shelf = shelf
        self._loaded: set[Face] = set()
        self._fetcher = library.urls.URLFetcher(allowed_protocols={"file"})
        self._fonts = library.text.fonts.FontConfiguration()
        self._style = library.CSS(filename=style, font_config=self._fonts, url_fetcher=self._fetcher)

    def pages(self, html: str) -> Any:  # noqa: ANN401  weasyprint's document has no type
        """Lay out one sheet; gives weasyprint's document, whose ``pages`` can be bound with others'."""
        for face in self._shelf.needed(set(html)):
            if face not in self._loaded:
                self._library.CSS(string=face.rule, font_config=self._fonts, url_fetcher=self._fetcher)
                self._loaded.add(face)
        sheet = self._library.HTML(string=html, url_fetcher=self._fetcher)
        return sheet.render(font_config=self._fonts, stylesheets=[self._style])

    def bind(self, documents: list[Any]) -> bytes:
        """One PDF document of all pages, each sheet keeping its own page numbers."""
        pages = [page for document in documents for page in document.pages]
        pdf: bytes = documents[0].copy(pages).write_pdf()
        return pdf
