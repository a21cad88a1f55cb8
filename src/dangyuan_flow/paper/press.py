"""The press: forms and sheets in, HTML or one PDF document out.

A form with something missing is not printed (except as a draft that says so on every page), and a character that no
font has is refused by name: on paper it would silently be an empty box.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, nodes

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.paper.errors import BrokenForm, FactsMissing, GlyphsMissing
from dangyuan_flow.paper.fonts import Shelf, named
from dangyuan_flow.paper.form import Form, read_form
from dangyuan_flow.paper.sheet import Sheet
from dangyuan_flow.paper.typesetting import Typesetter
from dangyuan_flow.paper.vocabulary import LABELS, FactView, check_name
from dangyuan_flow.paper.wording import FILTERS


class Press:
    """Opened once with the folder of the forms' templates; templates, fonts and styles are then reused."""

    def __init__(self, folder: Path) -> None:
        """Read every form and font table in ``folder``, and check the templates' names.

        Raises:
            BrokenForm: a template, its description or the fonts are not in order.
        """
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._forms = {path.stem: read_form(path) for path in sorted(folder.glob("*.html"))}
        if not self._forms:
            raise BrokenForm(f"{folder}：这里没有表格模板。请检查模板文件夹的位置，或重新安装本程序。")
        for path in sorted(folder.rglob("*.html")):
            self._check_template(path)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf.open(self._folder / "fonts")

    @cached_property
    def _typesetter(self) -> Typesetter:
        return Typesetter(self._shelf, self._folder / "forms.css")

    def forms(self) -> tuple[Form, ...]:
        """All forms, in the order of the steps; those of no one step come last."""
        return tuple(sorted(self._forms.values(), key=lambda form: (form.step is None, form.step or 0, form.id)))

    def form(self, form_id: str) -> Form:
        """The form called ``form_id``.

        Raises:
            NotFound: there is no such form; the message lists those there are.
        """
        try:
            return self._forms[form_id]
        except KeyError:
            known = "、".join(f"{form.id}（{form.name}）" for form in self.forms())
            raise NotFound(f"没有编号为“{form_id}”的表格。可打印的有：{known}。") from None

    def missing_facts(self, form_id: str, sheet: Sheet) -> tuple[str, ...]:
        """The Chinese labels of what the form needs and the sheet lacks."""
        return self.form(form_id).missing(sheet)

    def missing_glyphs(self, text: str) -> str:
        """The characters of ``text`` that no font at hand can print."""
        return self._shelf.missing(text)

    def html(self, form_id: str, sheet: Sheet, *, draft: bool = False) -> str:
        """The filled-in form as HTML.

        Raises:
            FactsMissing: something the form needs is not on record, and this is no draft.
            BrokenForm: the template uses a name that does not exist.
        """
        form = self.form(form_id)
        missing = form.missing(sheet)
        if missing and not draft:
            raise FactsMissing(
                f"档案 {sheet.dossier_id} 的《{form.name}》还缺：{'、'.join(missing)}。"
                "请先补录，再打印；如只需看样，可打印草稿（带“草稿”水印）。",
                missing,
            )
        template = self._folder / f"{form_id}.html"
        try:
            return self._environment.get_template(f"{form_id}.html").render(
                form=form,
                occasion=(chosen.id if (chosen := form.occasion(sheet)) else None),
                facts=FactView(sheet, str(template)),
                people=sheet.roster,
                sheet=sheet,
                draft=draft,
                missing=missing,
            )
        except TemplateError as error:
            raise BrokenForm(f"{template}：模板用了不存在的名称：{error.message}。请改正模板。") from error

    def pdf(self, form_id: str, sheets: Sequence[Sheet], *, draft: bool = False) -> bytes:
        """One PDF document with the form of every sheet, each numbered from page 1.

        Raises:
            FactsMissing: as for ``html``.
            GlyphsMissing: a character to be printed is in no font; the message says where it stands.
            PrintingUnavailable: this computer lacks the libraries that set type.
        """
        if not sheets:
            raise FactsMissing(f"《{self.form(form_id).name}》没有可打印的人员。请先选定档案。", ())
        filled = [self.html(form_id, sheet, draft=draft) for sheet in sheets]
        for sheet, html in zip(sheets, filled, strict=True):
            self._check_glyphs(sheet, html)
        return self._typesetter.bind([self._typesetter.pages(html) for html in filled])

    def _check_glyphs(self, sheet: Sheet, html: str) -> None:
        characters = self.missing_glyphs(unescape(html))
        if characters:
            places = "；".join(place for sign in characters for place in _places(sign, sheet)) or "表格正文"
            raise GlyphsMissing(
                f"缺字：现有字体里没有 {named(characters)}，打印出来会是空框，已停止打印。"
                f"所在：档案 {sheet.dossier_id}，{places}。"
                f"请核对是否录错；确是此字的，把含有它的字体文件（.ttf 或 .otf）放进 {self._folder / 'fonts'} 再打印。",
                characters,
            )

    def _check_template(self, path: Path) -> None:
        try:
            tree = self._environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            raise BrokenForm(f"{path} 第 {error.lineno} 行：模板语法有误：{error.message}。") from error
        for use in tree.find_all(nodes.Getattr):
            if isinstance(use.node, nodes.Name) and use.node.name == "facts":
                check_name(use.attr, f"{path} 第 {use.lineno} 行")


def _places(sign: str, sheet: Sheet) -> list[str]:
    """The values of ``sheet`` in which a character stands: “姓名 张𠅤”."""
    texts: Mapping[str, object] = {
        **{LABELS.get(name, name): value for name, value in sheet.facts.items() if not isinstance(value, date)},
        **{f"名册第 {number} 人": person for number, person in enumerate(sheet.people, start=1)},
        **{f"材料 {line.number}": line for line in sheet.materials},
        **{f"第 {line.number} 步": line for line in sheet.steps},
        **{line.body: line for line in sheet.vettings},
        "党支部": sheet.branch,
        "党总支": sheet.general_branch,
        "党（工）委": sheet.committee,
    }
    return [
        f"{label}“{value}”" if isinstance(value, str) else label for label, value in texts.items() if sign in str(value)
    ]
