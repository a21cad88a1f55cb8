"""Try rules of one's own: read strictly, held to their examples, swept over a ledger or the store. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.sweeping import report_of, sweep_ledger
from dangyuan_flow.definitions import JOINT, load_catalogue, origin
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.flow import WORKFLOW
from dangyuan_flow.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.application.sweeping import Progress, SweepReport
    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.rules import Rule
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """Rules of one's own that have been read: with the national ones and packs laid beneath, and by themselves."""

    catalogue: Catalogue
    rules: tuple[Rule | Across, ...]
    examples: int

    @property
    def alone(self) -> RuleSet:
        """The tried rules without any other."""
        tried = {rule.id for rule in self.rules}
        whole = self.catalogue.rule_set
        return replace(
            whole,
            rules=tuple(rule for rule in whole.rules if rule.id in tried),
            across=tuple(rule for rule in whole.across if rule.id in tried),
        )


def tried(path: Path, packs: Iterable[str] = ()) -> Trial:
    """The rules in the file at ``path``: a pack, or nothing but ``rules``; their examples have been judged.

    Raises :class:`BadDefinition` with every problem by file and line.
    """
    found = load_catalogue(shipped("workflows") / WORKFLOW, packs=tuple(packs), examples=False, tried=path)
    name = next(title.id for title in found.packs if title.path == path)
    everything: tuple[Rule | Across, ...] = found.rule_set.everything
    rules = tuple(rule for rule in everything if name in (rule.pack or "").split(JOINT))
    own = [rule for rule in rules if origin(rule.id) == rule.id]
    return Trial(catalogue=found, rules=rules, examples=sum(len(rule.keeps) + len(rule.breaks) for rule in own))


def on_ledger(
    trial: Trial,
    path: Path,
    *,
    as_of: date,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> SweepReport:
    """What the tried rules find in a ledger."""
    return sweep_ledger(path, trial.alone, as_of=as_of, mapping=mapping, progress=progress)


def on_store(trial: Trial, flow: Flow, *, as_of: date, progress: Progress | None = None) -> SweepReport:
    """What the tried rules find in the store."""
    rules = trial.alone
    return report_of(flow.store.sweep(rules, as_of, progress=progress), rules)
