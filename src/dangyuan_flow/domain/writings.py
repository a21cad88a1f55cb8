"""What people write in their own words, and what is written about them: the texts that no rule judges by itself.

They stand in a ledger's columns, in a dossier's particulars or among its papers; laid side by side, they show copying.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """One text: in whose dossier, of whom, of which kind (入党申请书, 思想汇报 …), in which file if any."""

    dossier: str
    name: str
    kind: str
    text: str
    branch: str | None = None
    file: str | None = None


EXAMINER = "考察意见"

COLUMNS: Mapping[str, tuple[str, str]] = {
    "application_text": ("申请书内容", "入党申请书"),
    "report_text": ("思想汇报内容", "思想汇报"),
    "autobiography": ("自传内容", "自传"),
    "sponsors_opinion": ("介绍人意见", "介绍人意见"),
    "conversion_application_text": ("转正申请书内容", "转正申请书"),
}
"""The particulars that are such texts: what their column is called, and of which kind they are."""

KINDS: Mapping[str, str] = {name: kind for name, (_, kind) in COLUMNS.items()}

PAPERS: Mapping[str, str] = {
    "入党申请书": "入党申请书",
    "思想汇报": "思想汇报",
    "本人自传": "自传",
    "转正申请书": "转正申请书",
}
"""The papers of a dossier that are such texts, and of which kind they are."""

_TOLD_BY = (
    ("转正申请", "转正申请书"),
    ("申请", "入党申请书"),
    ("汇报", "思想汇报"),
    ("自传", "自传"),
    ("介绍人", "介绍人意见"),
    ("考察", EXAMINER),
    ("联系人", EXAMINER),
    ("意见", EXAMINER),
)


def kind_told_by(name: str) -> str:
    """The kind of text that a file's name tells; 材料 where it tells none."""
    return next((kind for word, kind in _TOLD_BY if word in name), "材料")
