"""The papers of a dossier: files that were handed in, and forms to print."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from dangyuan_flow.application import printing, reading_log
from dangyuan_flow.application.looking import dossier_of
from dangyuan_flow.application.papers import PDF, filed
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.paper.errors import FactsMissing
from dangyuan_flow.paper.vocabulary import PARTICULARS
from dangyuan_flow.web.pages import page
from dangyuan_flow.web.visiting import Visiting
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from dangyuan_flow.web.visiting import Visitor

router = APIRouter()

_LONGEST_WORDS = 500
_SHOWN_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)
"""For a file within a page: nothing in it runs; a browser's own reader of PDF brings its style."""


@router.get("/dossiers/{dossier_id}/papers/{digest}")
def paper(request: Request, visitor: Visiting, dossier_id: str, digest: str) -> Response:
    """A file with the list of files beside it."""
    found = filed(visitor.flow, dossier_id, digest)
    dossier = dossier_of(visitor.flow, dossier_id)
    return page(
        request,
        visitor,
        "paper.html",
        dossier=dossier,
        found=found,
        others=sorted((m for m in dossier.materials if m.digest), key=lambda m: (m.step, m.kind)),
        is_picture=found.media_type is not None and found.media_type != PDF,
    )


@router.get("/dossiers/{dossier_id}/papers/{digest}/file")
def file(visitor: Visiting, dossier_id: str, digest: str, download: bool = False) -> Response:
    """The file itself: shown where it is a PDF or a picture, else to be kept."""
    found = filed(visitor.flow, dossier_id, digest)
    name = found.material.file_name or f"{found.material.kind}-{dossier_id}"
    inline = found.media_type is not None and not download
    return _sent(found.content, found.media_type or "application/octet-stream", name, inline=inline)


@router.get("/dossiers/{dossier_id}/forms")
def forms(request: Request, visitor: Visiting, dossier_id: str) -> Response:
    """The forms that can be printed for the dossier, and what the others lack."""
    dossier = dossier_of(visitor.flow, dossier_id)
    found = printing.printable(visitor.flow, dossier)
    return page(
        request,
        visitor,
        "forms.html",
        dossier=dossier,
        ready=[one for one in found if not one.missing],
        words=[one for one in found if one.words and len(one.words) == len(one.missing)],
        lacking=[one for one in found if one.missing and len(one.words) != len(one.missing)],
        most=_LONGEST_WORDS,
    )


@router.get("/dossiers/{dossier_id}/forms/{name}")
def form(
    request: Request, visitor: Visiting, dossier_id: str, name: str, occasion: str | None = None, draft: bool = False
) -> Response:
    """A form as PDF; where something is missing, what it is. What prints an identity number is put on the log."""
    form_id, dot, ending = name.rpartition(".")
    if not dot or ending != "pdf":
        raise NotFound("没有这一页。")
    asked, flow = printing.form_called(form_id), visitor.flow
    dossier = dossier_of(flow, dossier_id)
    if all(
        (one.form, one.occasion or "") != (form_id, occasion or one.occasion or "")
        for one in printing.printable(flow, dossier)
    ):
        raise NotFound(f"《{asked.name}》没有这种用途，或者与这份档案的情况不符。")
    words = {n: text.strip()[:_LONGEST_WORDS] for n, text in request.query_params.items() if n in PARTICULARS}
    try:
        content = printing.print_forms(
            flow,
            form_id,
            [dossier_id],
            draft=draft,
            occasion=occasion or None,
            particulars={n: text for n, text in words.items() if text},
        )
    except FactsMissing as missing:
        return _lacking(request, visitor, dossier_id, asked.name, missing, occasion=occasion, form_id=form_id)
    if printing.shows_identity(asked):
        reading_log.note(flow, f"打印{asked.name}（含身份证号）", dossier=dossier_id)
    title = f"{asked.name}-{dossier.facts.name or dossier_id}{'-草稿' if draft else ''}.pdf"
    return _sent(content, PDF, title, inline=True)


def _lacking(
    request: Request,
    visitor: Visitor,
    dossier_id: str,
    name: str,
    missing: FactsMissing,
    *,
    occasion: str | None,
    form_id: str,
) -> Response:
    return page(
        request,
        visitor,
        "form-lacking.html",
        status=422,
        dossier=dossier_of(visitor.flow, dossier_id),
        name=name,
        form_id=form_id,
        occasion=occasion,
        missing=missing.missing,
        says=for_page(str(missing)),
    )


def _sent(content: bytes, media_type: str, name: str, *, inline: bool) -> Response:
    """Content under its name; nothing in it runs, and a browser takes it for nothing else."""
    how = "inline" if inline else "attachment"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
        "content-security-policy": _SHOWN_POLICY if inline else "default-src 'none'; sandbox",
    }
    return Response(content, media_type=media_type, headers=headers)
