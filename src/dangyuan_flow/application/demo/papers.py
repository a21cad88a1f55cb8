"""The papers that the demo prints: one of each form, for somebody who has come that far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from dangyuan_flow.application.printing import print_forms
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.flow import Flow
from dangyuan_flow.paper.errors import PrintingUnavailable
from dangyuan_flow.paper.filing import write_whole
from dangyuan_flow.store import Selection

_FOR_THE_ARCHIVED = (
    ("talk-record", "applicant", "谈话记录"),
    ("meeting-record", "admission", "支部大会会议记录"),
    ("ballot-summary", "admission", "票决汇总表"),
    ("committee-reply", "admission", "党委批复"),
    ("committee-reply", "conversion", "党委批复（转正）"),
    ("material-list", None, "材料清单"),
    ("step-chronicle", None, "全程纪实表"),
)
_FOR_THOSE_AT_STEP = (
    ("notice", ("12", "13", "14", "15"), "发展对象公示"),
    ("activist-filing", ("4", "7", "4:review"), "积极分子备案报告"),
    ("step-chronicle", ("22",), "全程纪实表（预备党员）"),
)


def print_some(flow: Flow, folder: Path, progress: Callable[[int, int], None]) -> tuple[tuple[Path, ...], str | None]:
    """Print into ``folder``; returns the files, and why there are none on a computer that cannot set type."""
    files: list[Path] = []
    wanted = list(_wanted(flow))
    try:
        for form, dossier, occasion, name in wanted:
            content = print_forms(flow, form, [dossier], occasion=occasion)
            folder.mkdir(exist_ok=True)
            path = folder / f"{name}.pdf"
            write_whole(path, content)
            files.append(path)
            progress(len(files), len(wanted))
    except PrintingUnavailable as reason:
        return tuple(files), str(reason)
    return tuple(files), None


def _wanted(flow: Flow) -> Iterator[tuple[str, str, str | None, str]]:
    """(form, dossier, occasion, file name)."""
    archived = _first(flow, ("archived",), "admission_approved_on", "talked_on")
    for form, occasion, name in _FOR_THE_ARCHIVED:
        yield form, archived, occasion, name
    for form, positions, name in _FOR_THOSE_AT_STEP:
        needed = "notice_to" if form == "notice" else "applied_on"
        yield form, _first(flow, positions, needed, "talked_on"), None, name


def _first(flow: Flow, positions: tuple[str, ...], *needed: str) -> str:
    """The first dossier at one of ``positions`` that came here by journeys and has ``needed`` on record."""
    for line in flow.store.list(Selection(positions=positions)):
        dossier = flow.store.get(line.id)
        if not dossier.facts.unknown and all(dossier.facts[name] is not None for name in needed):
            return line.id
    msg = f"演示里没有人停在 {'、'.join(positions)}"
    raise NotFound(msg)
