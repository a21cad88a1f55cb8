"""The texts' part of a sweep: which dossiers hold a text much like another's (V83), beside what the store was asked.

Texts lie in no column of the dossiers, so no SQL finds them. The rule is local: it is off unless a pack gives it a
number, or the person who sweeps asks for it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from dangyuan_flow.application.likeness import LEAST_PERCENT, USUAL_PERCENT, Progress, alike
from dangyuan_flow.application.texts import (
    Texts,
    owners_of_ledger,
    owners_of_store,
    texts_of_folder,
    texts_of_ledger,
    texts_of_store,
)
from dangyuan_flow.domain.across import Across, Beside, Group, groups

if TYPE_CHECKING:
    from dangyuan_flow.domain.regulations import Regulations
    from dangyuan_flow.domain.rules import RuleSet
    from dangyuan_flow.domain.writings import Written
    from dangyuan_flow.flow import Flow
    from dangyuan_flow.ledger import Ledger
    from dangyuan_flow.store import SweepResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What the person who sweeps asks for: texts compared (``asked``), those of a ``folder`` too."""

    asked: bool = False
    folder: Path | None = None

    @property
    def is_one(self) -> bool:
        """Whether anything is asked for."""
        return self.asked or self.folder is not None


NO_WISH = Wish()


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """A sweep's result with what the texts say; ``rules``: those that it now stands for.

    ``texts``: how many were laid side by side; ``files``: the names of the files that were read for it.
    """

    result: SweepResult
    rules: RuleSet
    notes: tuple[str, ...] = ()
    texts: int = 0
    files: frozenset[str] = frozenset()


def compared_in_store(  # noqa: PLR0913  what was swept, and how
    flow: Flow,
    result: SweepResult,
    rules: RuleSet,
    wish: Wish,
    *,
    within: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Compared:
    """``result`` of a store with the findings about its texts; those of all its dossiers are laid side by side."""
    chosen = _chosen(rules, wish)
    if not _about_texts(chosen):
        return Compared(result=result, rules=chosen)
    owners = owners_of_store(flow, None)
    texts = texts_of_store(flow, owners)
    if wish.folder is not None:
        texts += texts_of_folder(wish.folder, owners)
    return _compared(result, chosen, texts, within, progress)


def compared_in_ledger(
    ledger: Ledger, result: SweepResult, rules: RuleSet, wish: Wish, *, progress: Progress | None = None
) -> Compared:
    """``result`` of a ledger with the findings about the texts of its columns and of a folder."""
    chosen = _chosen(rules, wish)
    if not _about_texts(chosen):
        return Compared(result=result, rules=chosen)
    texts = texts_of_ledger(ledger)
    if wish.folder is not None:
        texts += texts_of_folder(wish.folder, owners_of_ledger(ledger))
    return _compared(result, chosen, texts, progress=progress)


def _compared(
    result: SweepResult,
    rules: RuleSet,
    texts: Texts,
    within: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Compared:
    found: list[Group] = []
    for rule in _about_texts(rules):
        found += groups_of(rule, texts.found, result.as_of, rules.regulations, within=within, progress=progress)
    notes = texts.notes
    if not texts.found:
        notes += (
            "没有可以对照的材料文字：台账须有 申请书内容、思想汇报内容、介绍人意见 等列，或用 --texts 指明文件夹",
        )
    told = replace(result, groups=(*result.groups, *found), rules=rules.digest)
    files = frozenset(PurePath(text.file).name for text in texts.found if text.file is not None)
    return Compared(result=told, rules=rules, notes=notes, texts=len(texts.found), files=files)


def groups_of(  # noqa: PLR0913  as above
    rule: Across,
    texts: Sequence[Written],
    as_of: date,
    regulations: Regulations,
    *,
    within: Collection[str] | None = None,
    progress: Progress | None = None,
) -> tuple[Group, ...]:
    """What ``rule`` finds among ``texts``: one finding about each dossier that holds a text like another's."""
    percent = max(rule.numbers["percent"], LEAST_PERCENT)
    lines = (
        (
            *("", told.one.dossier, told.one.name, told.one.branch, None),
            *(told.one.kind, told.other.kind, told.passage, told.share, told.others or None),
            *(told.other.dossier, told.other.branch),
            *(told.one.file, told.other.file, sum(text.file is not None for text in (told.one, told.other)) or None),
        )
        for told in alike(texts, percent, progress)
    )
    return groups(rule, lines, as_of, regulations, within=within)


def _about_texts(rules: RuleSet) -> tuple[Across, ...]:
    return tuple(rule for rule in rules.across if rule.asks.beside is Beside.TEXTS)


def _chosen(rules: RuleSet, wish: Wish) -> RuleSet:
    """The rules that this sweep stands for: those about texts only where they are on, or asked for."""
    about = _about_texts(rules)
    off = [rule for rule in about if rule.is_off]
    if not off:
        return rules
    switched = len(off) == len(about) and wish.is_one
    across = tuple(
        replace(rule, is_off=False, numbers={"percent": USUAL_PERCENT}) if rule in off else rule
        for rule in rules.across
        if rule not in off or switched
    )
    return replace(rules, across=across)
