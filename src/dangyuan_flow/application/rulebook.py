"""The rules as a reader meets them: a list by stage with search, and one rule in words, with articles and examples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangyuan_flow.application.codes import by_eye
from dangyuan_flow.application.explaining import Article, all_called, articles, cites_of
from dangyuan_flow.application.reporting.stages import stage_of, stages
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import ALWAYS
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.readings import show, wording
from dangyuan_flow.domain.rules import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.definitions.manual import ByEye

AnyRule = Rule | Across


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """One rule in words. ``steps``: number and name of those that it guards. ``silences``: what is not told beside it.

    ``keeps`` and ``breaks``: examples, each as (label, value); empty for rules across dossiers.
    """

    rule: AnyRule
    requires: str
    when: str
    note_when: str
    chosen_by: str
    clock: str
    reason: str
    says: str
    articles: tuple[Article, ...]
    steps: tuple[tuple[int, str], ...]
    silences: tuple[tuple[str, str], ...]
    keeps: tuple[tuple[tuple[str, str], ...], ...]
    breaks: tuple[tuple[tuple[str, str], ...], ...]
    is_off: bool


def by_stage(
    catalogue: Catalogue, *, contains: str = "", stage: str = "", step: int = 0, severity: str = ""
) -> dict[str, list[AnyRule]]:
    """The rules that the filters let through, under their stages; stages without one are left out."""
    wanted = contains.strip().lower()
    found: dict[str, list[AnyRule]] = {name: [] for name in stages()}
    for rule in sorted(catalogue.rule_set.everything, key=lambda r: (r.code.startswith("P"), r.number, r.code, r.id)):
        told = " ".join((rule.code, rule.id, rule.title, rule.says, *cites_of(rule))).lower()
        name = stage_of(rule)
        if (
            wanted in told
            and (not stage or stage == name)
            and (not step or step in rule.guards)
            and (not severity or severity == rule.severity.value)
        ):
            found.setdefault(name, []).append(rule)
    return {name: rules for name, rules in found.items() if rules}


def rulings(catalogue: Catalogue, code: str) -> tuple[tuple[Ruling, ...], ByEye | None]:
    """What a code or a rule's id means: its rules in words, and what people look at; raises :class:`NotFound`."""
    looked = by_eye(code, catalogue.regulations)
    try:
        found = all_called(catalogue, code)
    except NotFound:
        if looked is None:
            raise
        found = ()
    return tuple(_ruling(catalogue, rule) for rule in found), looked


def _ruling(catalogue: Catalogue, rule: AnyRule) -> Ruling:
    one = rule if isinstance(rule, Rule) else None
    named = catalogue.workflow.by_id
    return Ruling(
        rule=rule,
        requires=rule.describe(),
        when="" if one is None or one.when is ALWAYS else wording(one.when),
        note_when="" if one is None or one.note_when is None else wording(one.note_when),
        chosen_by="" if one is None else VOCABULARY[one.act].label,
        clock="" if one is None or not one.clock else VOCABULARY[one.clock].label,
        reason="" if one is None or one.reason_fact is None else VOCABULARY[one.reason_fact].label,
        says=_labelled(rule),
        articles=articles(cites_of(rule), catalogue.regulations),
        steps=tuple((number, named[number].name) for number in rule.guards if number in named),
        silences=_silences(catalogue, rule),
        keeps=() if one is None else tuple(map(_example, one.keeps)),
        breaks=() if one is None else tuple(map(_example, one.breaks)),
        is_off=isinstance(rule, Across) and rule.is_off,
    )


def _labelled(rule: AnyRule) -> str:
    """What the rule says where it is broken, with the names of its values in words."""
    labels = {"as_of": "截至日期", "subject": "对象", "branch": "党支部"} | {n: f.label for n, f in VOCABULARY.items()}
    if isinstance(rule, Across):
        labels |= rule.labels
    return re.sub(r"\{(\w+)\}", lambda match: f"【{labels.get(match[1], match[1])}】", rule.says)


def _silences(catalogue: Catalogue, rule: AnyRule) -> tuple[tuple[str, str], ...]:
    wanted = {*rule.silences}
    return tuple(sorted({(r.code, r.title) for r in catalogue.rule_set.everything if {r.code, r.id} & wanted}))


def _example(told: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (VOCABULARY[name].label if name in VOCABULARY else name, show(value))  # type: ignore[arg-type]  # a fact's value
        for name, value in told.items()
    )
