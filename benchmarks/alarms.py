"""False alarms: what a sweep says of invented people who all lived within the law. Of facts it may say none."""

import os
from collections import Counter
from collections.abc import Iterator

from benchmarks.measure import Figure, benchmark
from dangyuan_flow.domain.rules import Certainty
from dangyuan_flow.flow import catalogue
from dangyuan_flow.store import FactTable
from tests.rules.dossiers import AS_OF
from tests.rules.population import County

PEOPLE = int(os.environ.get("BENCHMARK_REGULAR_PEOPLE", "12000"))
SEEDS = (11, 12, 13)


@benchmark("alarms")
def alarms() -> Iterator[Figure]:
    """Sweep clean counties with the national rules, those across dossiers included."""
    rules = catalogue().rule_set
    dossiers, alarmed = 0, Counter[tuple[Certainty, str]]()
    for seed in SEEDS:
        table = FactTable.in_memory()
        table.insert(County(seed).people(PEOPLE // len(SEEDS)))
        swept = table.sweep(rules, AS_OF)
        table.close()
        dossiers += swept.dossiers
        found = [v for one in swept.found for v in one.judgement.violations]
        found += [group.violation for group in swept.groups]
        alarmed.update((v.certainty, v.code) for v in found)
    for certainty, name, goal in ((Certainty.FACT, "facts", 0.0), (Certainty.LEAD, "leads", None)):
        codes = {code: count for (kind, code), count in alarmed.items() if kind is certainty}
        yield Figure(
            what=f"false alarms among {dossiers:,} regular dossiers: {name}",
            value=1000 * sum(codes.values()) / dossiers,
            unit="per 1,000",
            goal=goal,
            at_most=True,
            detail=", ".join(f"{code} {count}" for code, count in sorted(codes.items())) or "none",
        )
