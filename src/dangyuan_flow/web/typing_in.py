"""What somebody typed into a form over facts: read field by field, with each mistake beside its field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from dangyuan_flow.application import drafting
from dangyuan_flow.application.evidence import check_past, read_day, read_value
from dangyuan_flow.application.papers import Handed, checked
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED, Value
from dangyuan_flow.web.visiting import text_of
from dangyuan_flow.web.wording import for_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.datastructures import FormData

    from dangyuan_flow.application.asking import Field
    from dangyuan_flow.flow import Flow


_LONGEST_NUMBER = 9
Kept = tuple[str, bytes] | None
"""A file that was chosen before: its name and content."""


@dataclass(kw_only=True)
class Read:
    """What a form comes to; ``handed``: papers by their number; ``problems``: by field what cannot be read."""

    facts: dict[str, Value] = field(default_factory=dict)
    quoted: dict[str, str] = field(default_factory=dict)
    handed: dict[int, Handed] = field(default_factory=dict)
    on: date | None = None
    problems: dict[str, str] = field(default_factory=dict)


def typed_in(form: FormData, fields: Iterable[Field], more: Iterable[str] = ()) -> dict[str, str]:
    """The texts of a form by field; several days of one field are joined as one would type them."""
    found = {name: text_of(form, name) for name in more}
    for one in fields:
        if one.kind == "dates":
            parts = [part.strip() for part in form.getlist(one.name) if isinstance(part, str)]
            found[one.name] = "、".join(part for part in parts if part)
        else:
            found[one.name] = text_of(form, one.name).replace("\r\n", "\n")
    return found


def began_at(form: FormData, seq: int) -> int:
    """At which record of the dossier the typing began; ``seq``, its present one, where the form does not tell."""
    told = text_of(form, "expected")
    return int(told) if told.isdecimal() and len(told) <= _LONGEST_NUMBER else seq


def read_fields(read: Read, fields: Iterable[Field], typed: Mapping[str, str], today: date, *, empties: bool) -> None:
    """Read what differs from the record into ``read.facts``; ``empties``: an emptied field is emptied on record."""
    for one in fields:
        text = typed.get(one.name, "")
        if text == one.value:
            continue
        if not text and not empties:
            read.problems[one.name] = f"“{one.label}”在案的内容不能在这里清空；记错了，请从档案的“其他办理”更正"
            continue
        try:
            value = read_value(RECORDED[one.name], text)
            check_past({one.name: value}, today)
        except BadInput as problem:
            read.problems[one.name] = for_page(str(problem))
        else:
            read.facts[one.name] = value


def read_quoted(read: Read, fields: Iterable[Field], typed: Mapping[str, str]) -> None:
    """Read the words that only papers quote."""
    for one in fields:
        text = typed.get(one.name, "")
        if text != one.value:
            read.quoted[one.name] = text


def read_on(read: Read, text: str, today: date, *, label: str) -> None:
    """Read the day of the act."""
    try:
        if not text:
            raise BadInput(f"请填“{label}”，即实际办理的日期")  # noqa: TRY301  worded as the other problems are
        day = read_day(text)
        if day > today:
            raise BadInput(f"“{label}”{day} 晚于今天（{today}），请填实际办理的日期")  # noqa: TRY301  as above
        read.on = day
    except BadInput as problem:
        read.problems["on"] = str(problem)


def read_papers(read: Read, form: FormData, kinds: Mapping[int, str], kept: Callable[[str], Kept]) -> None:
    """Read which papers are handed in: by a tick, by a file, or by both; files are checked by their content.

    ``kept``: the file that was chosen before in a field; it counts as long as its tick stands and no other is chosen.
    """
    for number, kind in kinds.items():
        file = form.get(f"file_{number}")
        ticked = text_of(form, f"paper_{number}")
        if isinstance(file, UploadFile) and file.filename:
            content = file.file.read()
            try:
                name = checked(file.filename, content)
            except BadInput as problem:
                read.problems[f"file_{number}"] = str(problem)
            else:
                read.handed[number] = Handed(kind=kind, file_name=name, content=content)
        elif ticked and text_of(form, f"kept_{number}") and (before := kept(f"file_{number}")) is not None:
            read.handed[number] = Handed(kind=kind, file_name=before[0], content=before[1])
        elif ticked:
            read.handed[number] = Handed(kind=kind)


def keep_files(flow: Flow, place: str, read: Read, typed: dict[str, str]) -> None:
    """Keep the files that were chosen on a page that comes back, and say so in what was typed."""
    for number, handed in read.handed.items():
        if handed.content is not None and handed.file_name is not None:
            drafting.keep_file(flow, place, f"file_{number}", handed.file_name, handed.content)
            typed[f"kept_{number}"] = handed.file_name
            typed[f"paper_{number}"] = "1"


def drop_files(flow: Flow, place: str, typed: Mapping[str, str]) -> None:
    """Forget the files that were kept at a place."""
    names = [f"file_{name.removeprefix('kept_')}" for name, text in typed.items() if name.startswith("kept_") and text]
    drafting.drop_files(flow, place, names)


def merged(fields: Iterable[Field], typed: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """What was typed over the record of ``then``, laid over that of now: what nobody touched follows the record."""
    found = dict(typed)
    for one in fields:
        mine = typed.get(one.name, "")
        found[one.name] = one.value if mine == then.get(one.name, "") else mine
    return found
