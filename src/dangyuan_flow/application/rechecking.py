"""Whether a finding that is to be closed is still found today (销号前的核对), by the rules that found it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangyuan_flow.application.copying import NO_WISH, Wish
from dangyuan_flow.domain.across import Across, Beside
from dangyuan_flow.domain.errors import BadDefinition
from dangyuan_flow.domain.workflow import UNDONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.domain.finding import Finding
    from dangyuan_flow.domain.sweep import FindingKey
    from dangyuan_flow.flow import Flow


@dataclass(frozen=True, slots=True)
class Recheck:
    """The rules asked once more: with the packs of the sweep that found it, over all dossiers once a rule across."""

    flow: Flow
    packs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    laid: dict[tuple[str, ...], Flow] = field(default_factory=dict)
    across: dict[tuple[str, tuple[str, ...]], Mapping[FindingKey, str]] = field(default_factory=dict)

    def says(self, finding: Finding) -> str | None:
        """What the finding's rule says today; ``None`` where it finds nothing any more."""
        seen = finding.seen
        flow = self._with_its_packs(finding.sweep)
        rules = flow.catalogue.rule_set
        if seen.rule in rules.by_id:
            dossier = flow.store.get(seen.dossier)
            if dossier.position == UNDONE:
                return None
            judged = rules.judge(dossier.facts, flow.today())
            return next((v.says for v in judged.violations if v.rule.id == seen.rule), None)
        rule = next((rule for rule in rules.across if rule.id == seen.rule), None)
        if rule is None:
            return f"查出它的规定 {seen.rule} 不在现用的规定和地方规定里，无法重新核对"
        return self._found(flow, rule).get(finding.key)

    def _with_its_packs(self, number: int) -> Flow:
        """The flow with the packs of the sweep ``number`` laid too, where they are still to be had."""
        if not self.packs:
            self.packs.update((sweep.number, sweep.scope.packs) for sweep in self.flow.store.findings.sweeps())
        packs = self.packs.get(number, ())
        if packs not in self.laid:
            self.laid[packs] = _laid(self.flow, packs)
        return self.laid[packs]

    def _found(self, flow: Flow, rule: Across) -> Mapping[FindingKey, str]:
        from dangyuan_flow.application.sweeping import sweep_store  # noqa: PLC0415  ledgers are only loaded for this

        asked = rule.code, flow.catalogue.rule_set.packs
        if asked not in self.across:
            texts = Wish(asked=True) if rule.asks.beside is Beside.TEXTS else NO_WISH
            found = sweep_store(flow, only=[rule.code], texts=texts).findings
            self.across[asked] = {(f.dossier, f.violation.rule.id): f.violation.says for f in found}
        return self.across[asked]


def _laid(flow: Flow, packs: tuple[str, ...]) -> Flow:
    own = flow.catalogue.rule_set.packs
    try:
        return flow.laying(pack for pack in packs if pack not in own)
    except BadDefinition:  # a pack that was laid from a file of somebody's own
        return flow
