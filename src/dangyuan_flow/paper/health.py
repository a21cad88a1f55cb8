"""Whether this computer can print: libraries, fonts, one page. What ``dangyuan doctor`` asks of paper."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from dangyuan_flow.domain.errors import FlowError
from dangyuan_flow.paper.fonts import Shelf
from dangyuan_flow.paper.typesetting import Typesetter, weasyprint

_PROBE = (
    '<!DOCTYPE html><html lang="zh-CN"><title>自检</title><body class="table">打印自检：永、䶮、㛃、𬭚</body></html>'
)


class Check(NamedTuple):
    """One thing looked at: its Chinese name, whether it is in order, and else what to do."""

    name: str
    ok: bool
    remedy: str


def check_printing(folder: Path) -> list[Check]:
    """Look at the system's libraries, the fonts beside the templates in ``folder``, and print one page."""
    return [
        _check("排版系统库", weasyprint),
        _check("随附字体", lambda: _check_fonts(folder)),
        _check("试印一页", lambda: _print_a_page(folder)),
    ]


def _check(name: str, look: Callable[[], object]) -> Check:
    try:
        look()
    except FlowError as error:
        return Check(name, ok=False, remedy=str(error))
    return Check(name, ok=True, remedy="")


def _check_fonts(folder: Path) -> None:
    if missing := Shelf.open(folder / "fonts").missing(_PROBE):
        raise FlowError(f"{folder / 'fonts'}：随附字体不全，缺 {missing}。请重新安装本程序。")


def _print_a_page(folder: Path) -> None:
    setter = Typesetter(Shelf.open(folder / "fonts"), folder / "forms.css")
    if not setter.bind([setter.pages(_PROBE)]).startswith(b"%PDF-"):
        raise FlowError("试印的一页不是 PDF 文件。请重新安装本程序。")
