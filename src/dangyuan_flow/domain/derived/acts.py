"""The acts of a dossier by their days: which is the last."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from dangyuan_flow.domain.facts import RECORDED, Kind

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.facts import Facts

_ACTS = {fact.name: fact.label for fact in RECORDED.values() if fact.kind is Kind.DATE and not fact.planned}
_REPEATED_ACTS = {fact.name: fact.label for fact in RECORDED.values() if fact.kind is Kind.DATES}
_act_days, _repeated_act_days = itemgetter(*_ACTS), itemgetter(*_REPEATED_ACTS)


def latest_on(f: Facts) -> date | None:
    """The last day on which an act is dated; planned ends apart."""
    repeated = map(max, filter(None, _repeated_act_days(vars(f))))
    return max(filter(None, (*_act_days(vars(f)), *repeated)), default=None)


def latest(f: Facts) -> str | None:
    """What that act is called."""
    latest = f.latest_act_on
    if latest is None:
        return None
    labels = [label for label, day in zip(_ACTS.values(), _act_days(vars(f)), strict=True) if day == latest]
    repeated = zip(_REPEATED_ACTS.values(), _repeated_act_days(vars(f)), strict=True)
    return max(labels + [label for label, days in repeated if days and latest in days])
